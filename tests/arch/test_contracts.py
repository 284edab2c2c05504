"""Who may know whom: the contracts hold, and they would catch a breach.

A contract that never fails proves nothing. So a copy of the source gets one
breach of every kind planted, and each must be named in what the checker says.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.arch.tree import PACKAGE, ROOT

# The file that gets the line, the line, and what the checker must say of it.
BREACHES: Final = {
    "stage to stage": (
        "intake/planted.py",
        "import tocsin.paging",
        "tocsin.intake is not allowed to import tocsin.paging",
    ),
    "stage to ledger": (
        "paging/planted.py",
        "import tocsin.ledger.ledger",
        "tocsin.paging is not allowed to import tocsin.ledger",
    ),
    "stage to time": (
        "response/planted.py",
        "import time",
        "tocsin.response is not allowed to import time",
    ),
    "stage to disk": (
        "agency/planted.py",
        "import apsw",
        "tocsin.agency is not allowed to import apsw",
    ),
    "facts to engine": (
        "facts/planted.py",
        "import tocsin.engine.gateway",
        "tocsin.facts is not allowed to import tocsin.engine",
    ),
    "simulator to wiring": (
        "sim/planted.py",
        "import tocsin.app",
        "tocsin.sim is not allowed to import tocsin.app",
    ),
    "web to adapters": (
        "web/planted.py",
        "import tocsin.adapters",
        "tocsin.web is not allowed to import tocsin.adapters",
    ),
    "engine to simulator": (
        "engine/planted.py",
        "import tocsin.sim",
        "tocsin.engine is not allowed to import tocsin.sim",
    ),
    "kernel to log": (
        "kernel/planted.py",
        "import structlog",
        "tocsin.kernel is not allowed to import structlog",
    ),
    "unlisted folder": ("planted/__init__.py", '"""Nobody listed me."""', "- tocsin.planted\n"),
}


def lint_imports(source: Path) -> subprocess.CompletedProcess[str]:
    """Check the package below `source` against the contracts of this checkout."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--no-cache",
            "--config",
            ROOT / "pyproject.toml",
        ],
        cwd=source,
        # The package below `source` is found before the installed one.
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def verdict(tmp_path_factory) -> subprocess.CompletedProcess[str]:
    """What the checker says of a copy with every breach planted."""
    source = tmp_path_factory.mktemp("planted")
    shutil.copytree(
        PACKAGE, source / "tocsin", ignore=shutil.ignore_patterns("__pycache__", "static", "demo")
    )
    for file, line, _ in BREACHES.values():
        planted = source / "tocsin" / file
        planted.parent.mkdir(exist_ok=True)
        planted.write_text(line + "\n")
    return lint_imports(source)


def test_every_contract_is_kept():
    done = lint_imports(PACKAGE.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_a_planted_tree_is_refused(verdict):
    assert verdict.returncode == 1, verdict.stdout + verdict.stderr


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_named(breach, verdict):
    _, _, said = BREACHES[breach]
    assert said in verdict.stdout

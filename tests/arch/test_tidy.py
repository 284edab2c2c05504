"""The house stays small enough to be seen whole.

These are limits, not averages: nothing here may be raised for one file.
"""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from tests.arch.tree import PACKAGE, ROOT, all_files, name_of, python_files

FUNCTION_LINES_MAX: Final = 50
FILE_LINES_MAX: Final = 400
FOLDER_LEVELS_MAX: Final = 2

CODE: Final = python_files("src", "tests", "bench", "docs")

VAGUE: Final = re.compile(r"(^|_)(utils?|helpers?|commons?|managers?|misc)($|_)")
"""Names that say where the writer stopped thinking, not what is inside."""

PICTURES: Final = {".jpg", ".png"}
LEFTOVER: Final = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")

# Written in pieces, or this file would hold what it forbids.
REGISTRY_HOSTS: Final = tuple(
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
        ("anaconda", "org"),
        ("maven", "org"),
        ("deb", "debian", "org"),
    )
)

TESTS_OF_THE_WHOLE: Final = frozenset(
    {
        "arch",
        "browser",
        "contracts",
        "docs",
        "fuzz",
        "mutants",
        "properties",
        "scenarios",
        "seeds",
        "supply",
        "threats",
    }
)
"""Folders of tests that belong to no single folder of the source."""


def sized_functions(file: Path) -> list[tuple[str, int]]:
    """Every function of a file with its lines, from `def` to its last line."""
    return [
        (f"{name_of(file)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("file", CODE, ids=name_of)
def test_functions_and_files_stay_small(file):
    lines = len(file.read_text().splitlines())
    assert lines <= FILE_LINES_MAX, f"{lines} lines"
    too_long = [sized for sized in sized_functions(file) if sized[1] > FUNCTION_LINES_MAX]
    assert not too_long


def test_folders_are_two_deep_at_most():
    deep = [
        name_of(file)
        for file in python_files("src")
        if len(file.relative_to(PACKAGE.parent).parent.parts) > FOLDER_LEVELS_MAX
    ]
    assert not deep


def test_modules_are_named_for_what_they_hold():
    vague = [
        name_of(file)
        for file in CODE
        if any(VAGUE.search(part) for part in file.relative_to(ROOT).with_suffix("").parts)
    ]
    assert not vague


def test_nothing_is_left_for_later():
    left = [
        f"{name_of(file)}:{number} {line.strip()}"
        for file in all_files()
        if file.suffix not in PICTURES  # Their octets spell anything.
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if LEFTOVER.search(line)
    ]
    assert not left


def test_no_file_names_a_package_registry():
    """A lock or a document that names one works only where that one is reached."""
    hosts = [host.encode() for host in REGISTRY_HOSTS]
    naming = [
        name_of(file)
        for file in all_files()
        if any(host in file.read_bytes().lower() for host in hosts)
    ]
    assert not naming


def test_tests_mirror_the_source():
    tests = ROOT / "tests"
    strays = []
    for file in python_files("tests"):
        first, *rest = file.relative_to(tests).parts
        if rest:
            mirrors = first in TESTS_OF_THE_WHOLE or (PACKAGE / first).is_dir()
        else:
            tested = PACKAGE / first.removeprefix("test_")
            is_there = tested.is_file() or tested.with_suffix("").is_dir()
            mirrors = not first.startswith("test_") or is_there
        if not mirrors:
            strays.append(name_of(file))
    assert not strays

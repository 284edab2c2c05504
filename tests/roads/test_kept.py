"""Kept machine code is used only when it is what would be compiled; nothing amiss with it hurts."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import tocsin
from tests.roads import upper
from tocsin.roads import kept as subject

SOURCE = Path(tocsin.__file__).parents[1]

LOWER = """
    from tocsin.roads.compiled import compiled

    STEP = 1

    @compiled
    def inner(number: int) -> int:
        return number + STEP
"""
UPPER = """
    from lower import inner
    from tocsin.roads.compiled import compiled

    @compiled
    def outer(number: int) -> int:
        return 10 * inner(number)
"""


def plain(function: Any) -> Any:
    """What was compiled."""
    return function.py_func


@pytest.fixture
def house(tmp_path):
    """Two small modules, one of which calls the other's compiled function."""
    (tmp_path / "lower.py").write_text(dedent(LOWER))
    (tmp_path / "upper.py").write_text(dedent(UPPER))
    return tmp_path


def asked(house):
    """What a new process computes, and whether it found the code for it."""
    say = "from upper import outer; print(outer(4), sum(outer.machine.stats.cache_hits.values()))"
    done = subprocess.run(
        [sys.executable, "-c", say],
        cwd=house,
        env={**os.environ, "PYTHONPATH": f"{SOURCE}:{house}", "NUMBA_CACHE_DIR": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tuple(map(int, done.stdout.split()))


def test_code_is_kept_until_anything_below_it_changes_and_damage_is_mended(house):
    lower = house / "lower.py"
    assert asked(house) == (50, 0)
    lower.write_text("# A line that moves all the others.\n" + lower.read_text())
    assert asked(house) == (50, 1)
    lower.write_text(lower.read_text().replace("number + STEP", "number - STEP"))
    assert asked(house) == (30, 0)
    for path in house.rglob("*.code"):
        path.write_bytes(path.read_bytes()[:-200])
    assert asked(house) == (30, 0)


@pytest.fixture
def made_of(monkeypatch):
    """The digest of a function as a new process would take it."""

    def ask(function):
        subject.made_of.cache_clear()
        subject._parts.cache_clear()
        return subject.made_of(plain(function))

    yield ask
    ask(upper.caller)


def test_the_same_code_has_the_same_digest(made_of):
    assert made_of(upper.called) == made_of(upper.called)
    assert made_of(upper.called) != made_of(upper.caller)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STEP", 2),
        ("TABLE", upper.TABLE + 1.0),
        ("ROW", [("one", "f4")]),
        ("called", upper.other),
        ("unknown", object()),
    ],
)
def test_whatever_a_function_or_its_callees_name_is_part_of_it(monkeypatch, made_of, name, value):
    before = made_of(upper.caller)
    monkeypatch.setattr(upper, name, value)
    assert made_of(upper.caller) != before


def test_the_order_of_fields_is_part_of_what_reads_them(monkeypatch, made_of):
    before = made_of(upper.reads)
    monkeypatch.setattr(upper.Inner, "_fields", upper.Inner._fields[::-1])
    assert made_of(upper.reads) != before


def test_no_signature_and_no_way_of_compiling_is_given_the_file_of_another(tmp_path):
    files = subject.Files(str(tmp_path), plain(upper.called), {})
    files.save("one", b"code of one")
    (only,) = tmp_path.iterdir()
    assert files.load("one") == b"code of one"
    assert subject.Files(str(tmp_path), plain(upper.called), {"nogil": True}).load("one") is None
    only.rename(files._path("other"))
    assert files.load("other") is None
    files.flush()
    assert not list(tmp_path.iterdir())


def test_a_disk_that_takes_nothing_costs_the_keeping_only(tmp_path, monkeypatch):
    def is_full(*_):
        raise OSError("No space left on the disk.")

    monkeypatch.setattr(subject.Files, "save", is_full)
    monkeypatch.setattr("numba.core.config.CACHE_DIR", str(tmp_path))
    from tocsin.roads.compiled import compiled

    @compiled
    def twice(number: int) -> int:
        return 2 * number

    assert twice(21) == 42

"""Looking something up and signing somebody in wait for no compiler, no web and no map.

What is asked is which modules a command brings in, not how long it takes.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "apprise",
    "apsw",
    "asyncio",
    "httpx",
    "litestar",
    "numba",
    "numpy",
    "osmium",
    "rapidfuzz",
    "scipy",
    "shapely",
    "structlog",
    "uvicorn",
)
SOURCE = Path(__file__).parents[2] / "src"
HARLOW = SOURCE / "tocsin/sim/demo/harlow.toml"

ASKS = """
import sys
from tocsin.cli import main
try:
    main()
except SystemExit as end:
    print("ended with", end.code)
print("brought in:", *sorted(set(sys.modules) & set(HEAVY)))
"""


def brought_in(folder, *arguments):
    """What a command says, and which of the heavy modules it brought in."""
    script = ASKS.replace("HEAVY", repr(HEAVY))
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    said, _, found = done.stdout.partition("brought in:")
    return said + done.stderr, found.split()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], "Usage"),
        (["check", str(HARLOW)], "no mistakes"),
        (["who-now", str(HARLOW)], "ended with"),
        (["link", "mo"], "Has `tocsin serve` run"),
    ],
    ids=["help", "check", "who-now", "link"],
)
def test_a_command_that_looks_brings_in_nothing_heavy(tmp_path, arguments, says):
    (tmp_path / "tocsin.toml").write_text('agency_file = "agency.toml"\nledger = "x.ledger"\n')
    said, found = brought_in(tmp_path, *arguments)
    assert says in said
    assert found == []


def test_a_service_without_a_map_starts_without_a_compiler_or_a_database():
    asks = """
import sys
from tocsin import app
from tocsin.ways import ways_of
from tocsin.engine import ready
print(*sorted(set(sys.modules) & {"apprise", "numba", "osmium", "psycopg", "scipy"}))
assert "litestar" in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", asks],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


def test_the_probe_sees_what_is_heavy(tmp_path):
    _, found = brought_in(tmp_path, "simulate", "--seeds", "0")
    assert "numba" not in found, "a wrong argument is refused before anything is brought in"
    _, found = brought_in(tmp_path, "demo", "--headless", "--ledger", str(tmp_path / "x.ledger"))
    assert "numba" in found

"""Where the staged samples lie; they are used in place, never copied."""

import os
from pathlib import Path

import pytest

STANDARDS = Path(os.environ.get("TOCSIN_STANDARDS", "/work/shared/standards"))


def standard(name):
    """The octets of one staged file; the test is skipped, saying so, when it is absent."""
    path = STANDARDS / name
    if not path.is_file():
        pytest.skip(f"the standards folder is not on this machine: no {path}")
    return path.read_bytes()

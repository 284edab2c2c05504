"""Every planted defect still fits the source. That each is caught: `make mutants`."""

import shutil
from pathlib import Path

import pytest

from tests.mutants.__main__ import ROOT, mutants, plant

PATCHES_MIN = 20

ALL = mutants()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here to apply a patch")
@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_it_fits_the_source_and_names_tests_that_are_there(mutant):
    assert plant(mutant, ROOT, only_check=True) == ""
    assert mutant.what.endswith(".")
    for test in mutant.tests:
        assert (ROOT / Path(test.partition("::")[0])).exists(), test


def test_there_are_enough_of_them():
    assert len(ALL) >= PATCHES_MIN


def test_one_that_does_not_fit_is_said(tmp_path):
    (tmp_path / "src").mkdir()
    assert "No such file" in plant(ALL[0], tmp_path, only_check=True)

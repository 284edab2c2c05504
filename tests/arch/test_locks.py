"""The locks hold for every pip, also for the one that Python 3.11 brings along."""

import re
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.arch.tree import ROOT

LOCK = (ROOT / "requirements" / "dev.txt").read_text()


def test_what_is_required_with_an_extra_is_locked_with_it():
    # Older pips take `coverage==1` as no pin of `coverage[toml]` and refuse the whole lock.
    locked = {
        canonicalize_name(name): {each.strip() for each in extras.split(",")}
        for name, extras in re.findall(r"^([\w.-]+)(?:\[(.*)\])?==", LOCK, re.MULTILINE)
    }
    wanted = {
        (canonicalize_name(each.name), extra)
        for distribution in distributions()
        if canonicalize_name(distribution.name) in locked
        for each in map(Requirement, distribution.requires or ())
        if each.marker is None or each.marker.evaluate({"extra": ""})
        for extra in each.extras
    }
    assert ("coverage", "toml") in wanted, "pytest-cov is not here, so nothing was looked at"
    assert [each for each in sorted(wanted) if each[1] not in locked.get(each[0], ())] == []

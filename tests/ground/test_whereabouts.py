"""A map stands while it only ages, and no longer than it is still true."""

from datetime import timedelta

import pytest

from tests import cast
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.ground.whereabouts import Whereabouts

NOW = cast.SATURDAY


def seen(age_s, source="words"):
    point = cast.private("ana", "35.200000,-92.400000")
    at = NOW - timedelta(seconds=age_s)
    return Evidence(source, "", point, 50.0, at, Certainty.REPORTED)


@pytest.mark.parametrize(("age_s", "stands_s"), [(0, 10), (60, 10), (3600, 72), (86_400, 1728)])
def test_a_map_stands_for_a_small_part_of_the_age_of_its_newest_evidence(incident, age_s, stands_s):
    whereabouts, here = Whereabouts(None), incident(seen(2 * age_s + 5), seen(age_s, "phone"))
    made = whereabouts.known(here, {}, NOW)
    assert whereabouts.known(here, {}, NOW + timedelta(seconds=stands_s)) is made
    assert whereabouts.known(here, {}, NOW + timedelta(seconds=stands_s + 1)) is not made


def test_new_evidence_is_on_the_map_at_once(incident):
    whereabouts, old = Whereabouts(None), seen(86_400)
    made = whereabouts.known(incident(old), {}, NOW)
    assert whereabouts.known(incident(old, seen(0)), {}, NOW) is not made

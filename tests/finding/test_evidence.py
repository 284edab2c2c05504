"""What one piece of evidence says, and how that fades."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.finding.townlet import NOW, ago, at, item
from tocsin.facts.agency import Place
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.finding.evidence import (
    RELIABILITY,
    SETTLES_S,
    SIGMA_MIN_M,
    SPEED_M_PER_S,
    drift_m,
    items,
    outline_of,
)
from tocsin.kernel.private import Private

PLACES = {"hall": Place("hall", "Town hall", "other", 40.0, -100.0)}


def evidence(**more):
    plain = Evidence("phone", "", Private("p1", "40.0,-100.0"), 20.0, NOW, Certainty.REPORTED)
    return replace(plain, **more)


@given(st.floats(20.0, 5000.0), st.floats(0.1, 0.99))
def test_the_stated_circle_holds_the_stated_share(accuracy, confidence):
    sigma = item("phone", 0, 0, accuracy, confidence=confidence).sigma_m
    if sigma > SIGMA_MIN_M:
        held = 1.0 - math.exp(-((accuracy / sigma) ** 2) / 2.0)
        assert held == pytest.approx(confidence, abs=1e-9)


def test_no_fix_is_sharper_than_can_be():
    assert item("phone", 0, 0, 0.0).sigma_m == SIGMA_MIN_M


@given(st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_she_never_gets_nearer_with_time_nor_farther_than_the_bound(one, other):
    near, far = drift_m("phone", min(one, other)), drift_m("phone", max(one, other))
    assert near <= far <= SPEED_M_PER_S["phone"] * SETTLES_S


def test_an_old_fix_is_wider_and_believed_less():
    old, new = item("phone", 0, 0, at=ago(1200)), item("phone", 0, 0)
    assert old.aged_sigma_m(NOW) > 5 * new.aged_sigma_m(NOW)
    assert old.reliability(NOW) < new.reliability(NOW)


def test_a_fix_of_tomorrow_is_no_fresher_than_one_of_now():
    tomorrow = item("phone", 0, 0, at=NOW + timedelta(days=1))
    assert tomorrow.aged_sigma_m(NOW) == item("phone", 0, 0).aged_sigma_m(NOW)


def test_her_own_words_weigh_more_than_a_third_partys_and_a_doubt_leaves_little():
    assert RELIABILITY["words"] > RELIABILITY["third_party"]
    doubted = item("dispatcher", 0, 0, is_doubted=True)
    assert doubted.reliability(NOW) < 0.1 * item("roster", 0, 0).reliability(NOW) * 2


def test_a_vague_fix_of_a_phone_is_believed_less_than_a_sharp_one():
    sharp, wifi, cell = (item("phone", 0, 0, metres).reliability(NOW) for metres in (10, 100, 2000))
    assert sharp > wifi > cell


def test_points_outlines_and_places_are_read_and_named():
    line = Private("p1", "40.0,-100.0 40.001,-100.0")
    read = items(
        [
            evidence(),
            evidence(outline=line, label=Private("p1", "Mill St")),
            evidence(source="roster", point=None, place="hall"),
        ],
        PLACES,
    )
    assert read.unreadable == 0
    assert [len(each.outline) for each in read.items] == [1, 2, 1]
    assert [each.label for each in read.items] == ["", "Mill St", "Town hall"]
    assert read.items[2].outline == ((40.0, -100.0),)


@pytest.mark.parametrize(
    "broken",
    [
        {"point": Private("p1", None)},
        {"point": Private("p1", None), "place": "hall"},
        {"point": Private("p1", "north of here")},
        {"point": Private("p1", "140.0,-100.0")},
        {"point": Private("p1", "nan,-100.0")},
        {"point": None, "place": "nowhere"},
        {"point": None},
        {"accuracy_m": math.nan},
        {"accuracy_m": -1.0},
        {"weight": 0.0},
    ],
)
def test_what_is_erased_or_unreadable_is_left_out_and_counted(broken):
    read = items([evidence(**broken), evidence()], PLACES)
    assert (len(read.items), read.unreadable) == (1, 1)


def test_a_broken_outline_is_refused_without_being_quoted():
    with pytest.raises(ValueError, match="pairs") as refused:
        outline_of("40.0,-100.0 secret")
    assert "secret" not in str(refused.value)


def test_a_doubt_makes_an_item_doubted_and_a_closed_outline_an_area():
    ring = Private("p1", "40.0,-100.0 40.001,-100.0 40.001,-100.001 40.0,-100.0")
    (found,) = items([evidence(outline=ring, doubt="off_the_map")], {}).items
    assert found.is_doubted
    assert found.is_area
    assert not item("phone", *at(0, 0)).is_area

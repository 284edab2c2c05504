"""The drawing of where: in proportion, with how fine it is, and nothing written over another."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.facts.incidents import Certainty
from tocsin.web.phone_map import drawing, nice
from tocsin.web.shown import EvidenceShown, PlaceShown

AT = datetime(2026, 7, 4, tzinfo=UTC)


def evidence(latitude, longitude, accuracy_m, *, is_best):
    where = ("there", "words", AT, Certainty.REPORTED, accuracy_m, latitude, longitude)
    return EvidenceShown(*where, is_best)


def circles(made, kind):
    return [c for c in made.iter("circle") if c.get("class") == kind]


def test_the_best_is_in_the_middle_and_its_circle_is_as_wide_as_the_bar_says():
    made = drawing([evidence(35.2, -92.4, 200.0, is_best=True)], (), "words")
    (circle,) = circles(made, "within best")
    assert (circle.get("cx"), circle.get("cy")) == ("0.0", "-0.0")
    assert float(circle.get("r")) == 90.0
    assert made.findtext("title") == "words"
    assert "100 m" in [each.text for each in made.iter("text")]


def test_north_is_up_and_east_is_to_the_right():
    best = evidence(35.2, -92.4, 50.0, is_best=True)
    made = drawing([best, evidence(35.201, -92.399, 50.0, is_best=False)], (), "")
    (other,) = circles(made, "point also")
    assert float(other.get("cx")) > 20
    assert float(other.get("cy")) < -20


def test_what_is_far_away_does_not_make_the_drawing_useless():
    best = evidence(35.2, -92.4, 50.0, is_best=True)
    made = drawing([best, evidence(36.2, -92.4, 50.0, is_best=False)], (), "")
    assert float(circles(made, "within best")[0].get("r")) == 30.0


def test_names_are_not_written_over_each_other():
    best = evidence(35.2, -92.4, 100.0, is_best=True)
    places = [PlaceShown(str(n), f"place {n}", 35.2 + n / 1e5, -92.4) for n in range(40)]
    made = drawing([best], places, "")
    ys = sorted(float(t.get("y")) for t in made.iter("text") if (t.text or "").startswith("place"))
    assert len(ys) > 1
    assert all(low + 15 <= high for low, high in pairwise(ys))


@pytest.mark.parametrize("found", [[], [evidence(None, None, 50.0, is_best=True)]])
def test_where_no_point_is_known_nothing_is_drawn(found):
    assert drawing(found, (), "") is None


@given(st.floats(0.1, 1e6))
def test_the_bar_is_a_round_length(length_m):
    found = nice(length_m)
    assert found <= max(length_m, 1.0)
    assert str(int(found)).rstrip("0") in ("1", "2", "5")
    assert found * 2.51 > length_m

"""A lookout tells nothing of whom it happened to."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.engine.leaving import BOLO, described, documents, wish
from tests.harness import TestTown
from tocsin.engine.lookout import AREA_M, CELL_DEG, tells_of_her, wide_circle
from tocsin.geo.line import distance_m
from tocsin.response.locating import GiveLocation

degrees = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@pytest.fixture(scope="module")
def told():
    """Ana asked for help, and a third party has seen her."""
    town = TestTown()
    town.strict = False
    town.ana.texts("SOS he is in the lot")
    town.accepts(GiveLocation("I-1", "mo", "", 35.2151, -92.4117, 40.0, "third_party"))
    return town


def found(town, text):
    return tells_of_her(town.state, town.engine.views(town.now), town.incident(), text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("He is after Ana Brindlewick.", "name"),
        ("He asks for ANA, at doors.", "name"),
        ("He calls +1 (501) 555-0101 again and again.", "number"),
        ("He calls 501.555.0101.", "number"),
        ("Last seen at the north  LOT, on foot.", "place"),
        ("He knows that she works at Station One.", "place"),
        ("Last seen at 35.2151, -92.4117.", "coordinates"),
        ("Parked near 35.2040,-92.4010", "coordinates"),
    ],
)
def test_what_tells_of_her_is_found_however_it_is_written(told, text, what):
    assert what in found(told, text)


@pytest.mark.parametrize(
    "text",
    [
        "Grey pickup with a ladder rack, plate 501 0101.",
        "Rex Brindlewick, tall, red jacket.",
        "Last seen at Mercy Ward.",
        "Heading for 35.9000, -92.4000.",
        "A man with a banana.",
        "",
    ],
)
def test_what_does_not_tell_of_her_may_be_said(told, text):
    assert found(told, text) == ""


def test_somebody_of_whom_nothing_is_known_has_a_number_all_the_same(loud_town):
    loud_town.rex.texts("help")
    assert "number" in found(loud_town, "He called from 5015550199.")


@given(degrees)
def test_an_area_holds_the_point_and_a_kilometre_around_it(point):
    latitude, longitude, radius_m = wide_circle(*point)
    assert radius_m >= 1_000
    assert distance_m(point, (latitude, longitude)) + 1_000 <= radius_m


@given(
    degrees,
    st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)),
    st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)),
)
def test_an_area_does_not_say_where_in_its_cell_she_is(cell, one, other):
    """Two points of the same cell have the very same area."""
    corner = [round(deg / CELL_DEG) * CELL_DEG for deg in cell]
    first, second = (
        wide_circle(*(deg + part * CELL_DEG for deg, part in zip(corner, parts, strict=True)))
        for parts in (one, other)
    )
    assert first == second
    assert first[2] == AREA_M


words = st.lists(
    st.sampled_from(
        (
            *("Ana", "Brindlewick", "ana brindlewick", "North lot", "Station One", "base", "lot"),
            *("grey", "pickup", "Rex", "north", "tall", "+15015550101", "555-0101", "(501)"),
            *("35.2151,-92.4117", "35.2151", "-92.4117", "knife", "seen", "by"),
        )
    )
    | st.text(string.ascii_letters + string.digits, min_size=1, max_size=6),
    min_size=1,
    max_size=8,
).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words, words, st.booleans())
def test_nothing_of_her_is_in_the_octets_of_a_lookout(told, text, source, area):
    asked = wish(BOLO, described(text, "suspect", source), area=area)
    if found(told, text) or found(told, source):
        return
    for document in documents(told, asked):
        folded = document.casefold()
        for secret in (
            "ana brindlewick",
            cast.NUMBERS["ana"],
            "501) 555-0101",
            "north lot",
            "station one",
            "he is in the lot",
            "35.2151,-92.4117",
            "35.204000",
            "35.215100",
            "-92.411700",
            "vosskamp",
        ):
            assert secret not in folded

"""From words to evidence: one way, with a map and without, and honest about whose place it is."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.places import harlow
from tocsin.facts.agency import Place
from tocsin.ground.reading import beside_points, evidence_in
from tocsin.ground.straight import StraightGround
from tocsin.places.gazetteer import WITHOUT_MAP

PLACES = (
    Place("one", "Station One", "station", 35.2, -92.4, ("station 1",)),
    Place("lot", "lot behind Station One", "lot", 35.3, -92.5, ("the lot",)),
    Place("cafe", "Café Ünal", "other", 35.4, -92.6, ("the café",)),
    Place("dash", "-", "other", 0, 0),
)


def read(text):
    return StraightGround().read(text, PLACES, cast.SATURDAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at STATION  one!!", ["one"]),
        ("station 1", ["one"]),
        ("lot behind station one", ["lot"]),
        ("station one, then the café", ["cafe", "one"]),
        ("café ünal", ["cafe"]),
        ("he's in the lot", ["lot"]),
        ("outstation one", []),
        ("-", []),
        ("", []),
        ("help", []),
    ],
)
def test_without_a_map_the_agencys_places_are_read_and_the_longer_name_wins(text, found):
    assert sorted(one.place for one in read(text)) == found


def test_without_a_map_coordinates_are_read_too():
    (one,) = read("I'm at 35.2041, -92.4012")
    assert (one.source, one.point.text) == ("words", "35.204100,-92.401200")


@given(st.text())
def test_no_text_at_all_upsets_the_reading(text):
    assert all(one.source in ("words", "sighting") for one in read(text))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("I'm in the lot", "words"),
        ("the lot", "words"),
        ("he's in the lot", "sighting"),
        ("she is in the lot", "sighting"),
        ("esta en the lot", "sighting"),
    ],
)
def test_with_and_without_a_map_her_words_say_of_whom_they_are(text, source):
    for gazetteer in (WITHOUT_MAP, harlow.harlow()):
        found = evidence_in(text, gazetteer, PLACES, cast.SATURDAY)
        assert [(one.place, one.source) for one in found] == [("lot", source)]


def test_a_place_of_the_agency_is_called_by_its_own_name_and_any_other_as_she_wrote_it():
    (own,) = read("the lot")
    assert (own.place, own.label, own.point.text) == ("lot", None, "35.300000,-92.500000")


def test_degrees_the_wrong_way_round_are_turned_and_doubted():
    turned, right = read("I'm at -92.4012, 35.2041"), read("I'm at 35.2041, -92.4012")
    assert turned[0].point == right[0].point
    assert (turned[0].doubt, right[0].doubt) == ("swapped", "")


def test_names_beside_a_point_of_somewhere_else_are_doubted_and_our_own_places_are_not():
    gazetteer, places = harlow.harlow(), harlow.AGENCY
    far = "2106 Alder Street, 41.7500 -88.2800, at station one"
    said = evidence_in(far, gazetteer, places, cast.SATURDAY)
    judged = {
        one.place or (one.label and one.label.text): one.doubt for one in beside_points((), said)
    }
    assert judged.pop(None) == "off_the_map"
    assert judged.pop("one") == ""
    assert set(judged.values()) == {"point_elsewhere"}


def test_names_beside_a_point_of_here_are_believed():
    gazetteer, places = harlow.harlow(), harlow.AGENCY
    said = evidence_in("5th and alder, 35.2041 -92.4012", gazetteer, places, cast.SATURDAY)
    assert beside_points((), said) == said
    far = msgspec.structs.replace(said[0], label=None, doubt="off_the_map")
    assert beside_points([far], said) == said
    named = [one for one in said if one.label]
    assert {one.doubt for one in beside_points([far], named)} == {"point_elsewhere"}

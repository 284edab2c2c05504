"""Words that name places, what outranks what, and a location that can be trusted to be read again."""

import math
from datetime import timedelta

import pytest

from tests import cast
from tocsin.engine import replay
from tocsin.engine.views import Views
from tocsin.facts.agency import Place
from tocsin.facts.incidents import Certainty, Evidence, IncidentOpened, LocationGiven
from tocsin.kernel.private import Private
from tocsin.response import place
from tocsin.response.locating import GiveLocation, Refusal

PLACES = (
    Place("one", "Station One", "station", 35.2, -92.4, ("station 1",)),
    Place("lot", "lot behind Station One", "lot", 35.3, -92.5),
    Place("cafe", "Café Ünal", "other", 35.4, -92.6, ("the café",)),
    Place("dash", "-", "other", 0, 0),
)


def evidence(source, minutes=0, where="one", point=None) -> Evidence:
    at = cast.SATURDAY + timedelta(minutes=minutes)
    return Evidence(source, where, point, 25.0, at, Certainty.REPORTED)


def test_a_dispatcher_outranks_her_words_and_they_the_roster_and_the_newest_wins():
    words, later = evidence("words"), evidence("words", 5)
    roster, by_hand = evidence("roster", 9), evidence("dispatcher")
    assert place.best([roster, words, later]) is later
    assert place.best([roster, by_hand, later]) is by_hand
    assert place.best([roster]) is roster
    assert place.best([]) is None


def test_a_point_is_known_by_degrees_or_by_place_or_not_at_all():
    places = {p.place: p for p in PLACES}
    point = place.seal_point("person:ana", 35.25, -92.45)
    assert place.point_of(evidence("dispatcher", point=point), places) == (35.25, -92.45)
    assert place.point_of(evidence("words"), places) == (35.2, -92.4)
    assert place.point_of(evidence("words", where="gone"), places) is None
    erased = evidence("dispatcher", where="", point=Private("person:ana", None))
    assert place.point_of(erased, places) is None
    assert place.point_of(None, places) is None


def test_an_sos_brings_the_words_and_the_roster(loud_town):
    town = loud_town
    town.ana.texts("help in the lot")
    sources = {(e.source, e.place) for e in town.incident().evidence}
    assert sources == {("words", "lot"), ("roster", "base")}


def test_a_later_text_that_names_a_place_adds_to_where(loud_town):
    town = loud_town
    town.ana.texts("help")
    town.ana.texts("I am in the lot now")
    best = place.best(town.incident().evidence)
    assert best is not None
    assert best.place == "lot"


@pytest.mark.parametrize("accuracy_m", [math.nan, math.inf, -1.0])
def test_an_accuracy_that_is_no_radius_is_refused_or_the_ledger_could_not_be_read(
    loud_town, accuracy_m
):
    town = loud_town
    town.ana.texts("SOS")
    command = GiveLocation("I-1", "lee", "", 35.2, -92.4, accuracy_m)
    assert town.does(command).reason is Refusal.POINT_INVALID
    town.does(GiveLocation("I-1", "lee", "lot", accuracy_m=accuracy_m))
    state, position = replay.load(town.ledger, town.codec)
    assert position == town.engine.position
    assert state == town.state


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (math.nan, 0)])
def test_degrees_that_are_nowhere_are_refused(loud_town, latitude, longitude):
    town = loud_town
    town.ana.texts("SOS")
    command = GiveLocation("I-1", "lee", "", latitude, longitude)
    assert town.does(command).reason is Refusal.POINT_INVALID


def test_a_place_that_nobody_knows_is_refused(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    assert town.does(GiveLocation("I-1", "lee", "atlantis")).reason is Refusal.PLACE_UNKNOWN
    assert town.accepts(GiveLocation("I-1", "lee", "", 35.2, -92.4))
    assert len(town.of(LocationGiven)) == 2


def test_a_search_for_places_that_fails_never_keeps_an_sos_waiting(loud_town, monkeypatch):
    def broken(*_):
        raise ValueError("no such zone")

    town = loud_town
    monkeypatch.setattr(Views, "rostered_place", broken)
    town.ana.texts("SOS in the lot")
    assert town.of(IncidentOpened)
    assert [e.source for e in town.incident().evidence] == ["words"]
    assert "stage_failed:location" in town.state.paging.alarms

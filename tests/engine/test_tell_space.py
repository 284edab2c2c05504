"""The history in words: every fact about places, roads, units and searches has its sentence."""

import msgspec
import pytest

from tests.ground.fake import FakeGround, FakeTracks
from tests.harness import TestTown
from tests.response.looking import erase, start
from tocsin.engine.telling import Line
from tocsin.engine.timeline import SENTENCES
from tocsin.facts import roads, search
from tocsin.facts.incidents import Disposition, LocationGiven
from tocsin.facts.roads import Condition
from tocsin.facts.units import UnitDispatched
from tocsin.kernel.limits import SEARCH_HORIZON_S
from tocsin.response.arrival import Staging
from tocsin.response.locating import GiveLocation
from tocsin.response.roads import OpenRoad, SetRoad
from tocsin.response.search import EndSearch, ReportSearch
from tocsin.response.sending import DispatchUnit
from tocsin.response.stage import CloseIncident

LEE, SAM, P11 = "person:lee", "person:sam", "unit:P11"


def played():
    """A town in which everything about space has happened once."""
    ground = FakeGround("row A", "row B", "row C")
    ground.stages = Staging(35.2031, -92.4009, "the gate", 45.0)
    town = TestTown(ground=ground, tracks=FakeTracks())
    town.strict = False
    town.ana.texts("SOS in the north lot")
    town.accepts(GiveLocation("I-1", "mo", "", 35.2, -92.4, at=town.after_s(86_400)), "mo")
    town.accepts(SetRoad("mo", Condition.CLOSED, ((35.2, -92.4),), 1.0, town.after_s(900)), "mo")
    town.accepts(SetRoad("mo", Condition.SLOW, ((35.2, -92.4),), 2.0), "mo")
    town.accepts(OpenRoad("R-1", "mo"), "mo")
    town.accepts(DispatchUnit("I-1", "4A21", "mo"), "mo")
    start(town, LEE, SAM, P11, "person:zed")
    town.lee.texts("clear")
    town.fast_forward(minutes=11)
    start(town, LEE, SAM, P11)
    town.accepts(ReportSearch("I-1", "I-1/T3", "mo", found=False), "mo")
    town.sam.texts("found")
    start(town, LEE, by="mo")
    town.ground.silent = True
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.accepts(EndSearch("I-1", "mo"), "mo")
    return town


@pytest.fixture
def town():
    return played()


def lines(town, kind):
    views = town.engine.views(town.now)
    return [SENTENCES[kind](fact, views) for fact in town.of(kind)]


def said(town, kind):
    return [line.what for line in lines(town, kind)]


def test_every_fact_of_space_happened_and_is_a_whole_sentence(town):
    kinds = [
        *(each for each in vars(search).values() if isinstance(each, type)),
        *(each for each in vars(roads).values() if isinstance(each, type)),
    ]
    told = [kind for kind in kinds if kind in SENTENCES]
    assert len(told) == 11
    for kind in (*told, LocationGiven, UnitDispatched):
        found = lines(town, kind)
        assert found, kind
        for line in found:
            assert isinstance(line, Line)
            assert line.who
            assert line.what.endswith((".", "!"))
            assert "_" not in line.what
            assert "{" not in line.what
            assert "  " not in line.what


def test_a_search_reads_as_a_story(town):
    assert said(town, search.SearchStarted)[0] == (
        "Search for I-1 with Lee Harrowgale, Sam Oakenvane, unit P11, Zed Nightgrove."
    )
    assert said(town, search.SearchPlanned)[0] == (
        "Search of I-1: 3 segments (started); 50% found "
        f"within {SEARCH_HORIZON_S // 60} min; 10% lies elsewhere."
    )
    given_ = said(town, search.SearchTaskGiven)[0]
    assert given_ == "Lee Harrowgale is to search row A (I-1/T1) by 17:40."
    assert said(town, search.SegmentCleared)[0] == "Searched row A: clear, with 70% certainty."
    assert said(town, search.SearchTaskOverdue)[0].startswith("Sam Oakenvane has not answered")
    assert said(town, search.PersonFound) == ["FOUND for I-1: row B."]
    assert "nothing to divide yet" in said(town, search.SearchPlanned)[-1]
    assert [line.who for line in lines(town, search.PersonFound)] == ["Sam Oakenvane"]
    over = lines(town, search.SearchEnded)
    assert [line.what for line in over] == [
        "Search of I-1 is over: found.",
        "Search of I-1 is over: called off.",
    ]
    assert over[1].who == "Mo Tasselford"


def test_a_place_says_its_source_its_radius_and_its_doubt(town):
    told = lines(town, LocationGiven)
    assert told[0].what == "Place of I-1: North lot (sender's words 17:30), within 75 m."
    (tomorrow,) = [line for line in told if "Doubtful" in line.what]
    assert tomorrow.what.endswith("Doubtful: fix from the future.")
    assert (tomorrow.who, tomorrow.source) == ("Mo Tasselford", "board")
    (found,) = [line for line in told if line.source == "searcher"]
    assert found.what.startswith("Place of I-1: row B (searcher")
    assert found.who == "Sam Oakenvane"


def test_a_road_says_what_is_the_matter_and_until_when(town):
    assert said(town, roads.RoadConditionSet) == [
        "Road R-1 is closed until 17:45.",
        "Road R-2 is slow.",
    ]
    assert said(town, roads.RoadConditionEnded) == ["Road R-1 is as it was."]


def test_a_unit_says_how_long_it_takes_and_that_it_waits(town):
    (sent,) = said(town, UnitDispatched)
    assert "min by straight line" in sent
    assert sent.endswith("Waits nearby until it is safe.")


def test_once_she_is_erased_the_story_stands_without_the_places(town):
    town.does(CloseIncident("I-1", "mo", Disposition.PERSON_SAFE), "mo")
    erase(town, "person:ana")
    town.facts.clear()
    town.facts.extend((e.recorded_at, town.codec.decode(e)) for e in town.ledger.read())
    whole = " ".join(line.what for kind in SENTENCES for line in lines(town, kind) if town.of(kind))
    for word in ("row A", "row B", "the gate", "35.2", "Brindlewick was"):
        assert word not in whole
    assert "[erased]" in whole


@pytest.mark.parametrize(("seconds", "words"), [(90, "1.5 min"), (1_177_320, "more than 4 h")])
def test_a_time_that_nobody_drives_is_not_said_to_the_minute(town, seconds, words):
    sent = town.of(UnitDispatched)[0]
    far = msgspec.structs.replace(sent, travel_s=float(seconds))
    views = town.engine.views(town.now)
    assert f", {words} by" in SENTENCES[UnitDispatched](far, views).what

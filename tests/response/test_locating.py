"""Evidence of where she is: whose it is, when it is from, what is doubtful, and how much is kept."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests import cast
from tests.ground.fake import FakeGround, FakeTracks
from tests.harness import TestTown
from tests.response.looking import erase
from tocsin.engine.views import Views
from tocsin.facts.incidents import Certainty, Evidence, IncidentOpened, LocationGiven
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import SosRaised
from tocsin.facts.system import AlarmRaised
from tocsin.geo.track import Track
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import EVIDENCE_MAX, FIX_AHEAD_S, LAST_FIX_REACH_S
from tocsin.kernel.private import Private
from tocsin.response import place
from tocsin.response.locating import GiveLocation, Refusal

HERE = (35.2041, -92.4012)
AML = 'A"ML=1;lt=+35.204100;lg=-92.401200;rd=12;top=20260307232900;lc=90;pm=G;si=1;ei=1;mcc=1'


def known(**more):
    town = TestTown(ground=FakeGround(), tracks=FakeTracks(), **more)
    town.strict = False
    return town


def opened(text="SOS"):
    town = known()
    town.ana.texts(text)
    town.everybody_reads()
    return town


def given(town, latitude=HERE[0], longitude=HERE[1], **more):
    command = GiveLocation("I-1", "mo", "", latitude, longitude, **more)
    (fact,) = town.accepts(command, "mo")
    return fact.evidence


# When a fix is from.


def test_a_fix_keeps_the_time_it_says():
    town = opened()
    at = town.after_s(-300)
    evidence = given(town, at=at, source="phone", accuracy_m=9.0, confidence=0.9)
    assert (evidence.at, evidence.doubt) == (at, "")
    assert (evidence.source, evidence.accuracy_m, evidence.confidence) == ("phone", 9.0, 0.9)
    assert evidence.point.text == "35.204100,-92.401200"
    assert evidence.point.subject == "person:ana"


def test_a_fix_dated_tomorrow_counts_as_now_and_is_doubted():
    town = opened()
    evidence = given(town, at=town.now + timedelta(days=1))
    assert (evidence.at, evidence.doubt) == (town.now, "fix_from_the_future")


def test_a_clock_that_is_a_little_ahead_is_not_held_against_anybody():
    town = opened()
    evidence = given(town, at=town.after_s(FIX_AHEAD_S))
    assert (evidence.at, evidence.doubt) == (town.now, "")


# What is doubtful.


@pytest.mark.parametrize("doubt", ["perhaps_swapped", "off_the_map"])
def test_what_the_ground_doubts_is_kept_and_said(doubt):
    town = opened()
    town.ground.doubts[(-92.4, 35.2)] = doubt
    town.ground.doubts[(35.0, -30.0)] = doubt
    assert given(town, 35.0, -30.0).doubt == doubt
    assert given(town).doubt == ""
    assert place.best(town.incident().evidence).doubt == ""


def test_what_is_doubted_counts_where_there_is_nothing_else():
    town = known()
    town.sam.texts("SOS")
    town.ground.doubts[HERE] = "off_the_map"
    given(town)
    assert place.best(town.incident().evidence).doubt == "off_the_map"


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": 90.1},
        {"latitude": float("nan")},
        {"longitude": -180.5},
        {"longitude": float("inf")},
        {"accuracy_m": -1.0},
        {"accuracy_m": float("nan")},
        {"accuracy_m": float("inf")},
        {"confidence": 0.0},
        {"confidence": 1.01},
        {"confidence": float("nan")},
    ],
)
def test_what_is_no_point_is_refused_without_quoting_it(wrong):
    town = opened()
    fields = {"latitude": 35.2, "longitude": -92.4} | wrong
    outcome = town.does(GiveLocation("I-1", "mo", "", **fields), "mo")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.POINT_INVALID
    assert "35.2" not in outcome.detail


@pytest.mark.parametrize("more", [{}, {"latitude": 35.2}, {"longitude": -92.4}])
def test_a_place_nobody_knows_and_half_a_point_are_refused(more):
    outcome = opened().does(GiveLocation("I-1", "mo", "the moon", **more), "mo")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.PLACE_UNKNOWN


# Who says it.


def test_what_others_say_stands_beside_her_own_words_and_never_over_them():
    town = opened("SOS in the north lot")
    given(town, source="third_party")
    town.accepts(GiveLocation("I-1", "mo", "ward", source="neighbour"), "mo")
    evidence = town.incident().evidence
    assert [one.source for one in evidence[-2:]] == ["third_party", "neighbour"]
    assert {"words", "roster"} <= {one.source for one in evidence}
    assert place.best(evidence).source == "words"
    town.accepts(GiveLocation("I-1", "mo", "base"), "mo")
    assert place.best(town.incident().evidence).source == "dispatcher"
    assert len(town.incident().evidence) == len(evidence) + 1


def test_alternatives_of_one_text_share_a_reading_that_is_theirs_alone():
    town = known()
    nobody = Private("", "north lot")

    def read(_text, _places, at):
        one = Evidence("words", "lot", None, 50.0, at, Certainty.REPORTED, reading="1", weight=0.7)
        other = replace(one, place="base", weight=0.3, label=nobody)
        return [one, other, replace(one, reading="")]

    town.ground.read = read
    town.ana.texts("SOS at the lot or station")
    town.ana.texts("SOS the lot or station I mean")
    words = [one for one in town.incident().evidence if one.source == "words"]
    readings = [one.reading for one in words]
    assert readings[0] == readings[1] != ""
    assert readings[3] == readings[4] != readings[0]
    assert readings[2] == readings[5] == ""
    assert words[1].label.subject == "person:ana"
    erase(town, "person:ana")
    assert town.incident().evidence[1].label.text is None


# Her own phone.


def test_a_phone_tells_where_she_is_when_her_sos_comes():
    town = known()
    town.tracks.known["person:ana"] = Track(*HERE, town.after_s(-60), 7.0)
    town.ana.texts("SOS")
    (phone,) = [one for one in town.incident().evidence if one.source == "phone"]
    assert (phone.accuracy_m, phone.at) == (7.0, town.tracks.known["person:ana"].at)
    assert phone.point.subject == "person:ana"


def test_a_position_of_another_day_says_nothing_of_where_she_is_now():
    town = known()
    town.tracks.known["person:ana"] = Track(*HERE, town.after_s(-LAST_FIX_REACH_S - 1), 7.0)
    town.ana.texts("SOS")
    assert not [one for one in town.incident().evidence if one.source == "phone"]


def test_a_phone_that_fails_to_tell_keeps_no_sos_waiting():
    town = known()

    def last(_recipient):
        raise KeyError("35.2,-92.4")

    town.tracks.last = last
    town.ana.texts("SOS in the north lot")
    assert town.of(IncidentOpened)
    assert town.lee.expects_page(purpose=Purpose.SOS)
    (alarm,) = town.of(AlarmRaised)
    assert alarm.alarm == "stage_failed:location"
    assert "35.2" not in alarm.detail
    assert town.incident().evidence[0].source == "words"


def test_a_phones_location_message_is_evidence_and_an_sos_and_stands_on_no_page():
    town = known()
    town.ana.texts(AML)
    assert [fact.sender for fact in town.of(SosRaised)] == ["person:ana"]
    (phone,) = [one for one in town.incident().evidence if one.source == "phone"]
    assert (phone.point.text, phone.accuracy_m, phone.confidence) == (
        "35.204100,-92.401200",
        12.0,
        0.9,
    )
    assert phone.at == cast.SATURDAY - timedelta(seconds=60)
    town.ana.texts(f"SOS he is here\n{AML}")
    town.fast_forward(minutes=2)
    assert town.lee.expects("SOS Ana Brindlewick", "35.204100,-92.401200", purpose=Purpose.SOS)
    town.lee.expects("he is here")
    assert not [h.text for h in town.handed if "ML=1" in h.text or "lt=" in h.text]


def test_a_location_message_that_is_broken_is_still_an_sos():
    town = known()
    town.ana.texts('A"ML=1;lt=+99;lg=nonsense;rd=x')
    assert town.of(SosRaised)
    assert town.lee.expects_page("Ana Brindlewick")


# How much is kept.


def test_evidence_is_bounded_and_a_phone_never_drowns_her_words():
    town = opened("SOS in the north lot")
    for number in range(EVIDENCE_MAX + 5):
        given(town, HERE[0] + number * 1e-5, source="phone")
    evidence = town.incident().evidence
    assert len(evidence) == EVIDENCE_MAX
    assert {"words", "roster"} <= {one.source for one in evidence}
    last = HERE[0] + (EVIDENCE_MAX + 4) * 1e-5
    assert evidence[-1].point.text.startswith(f"{last:.6f}")
    assert len(town.of(LocationGiven)) > EVIDENCE_MAX
    alive = town.state.response
    town.crash()
    assert town.state.response == alive


# Whose words they are.


def views(town):
    return Views(town.state, town.now, town.ground, town.tracks)


def told(town, text):
    """Lee, who is being paged for Ana, texts this: what is known of where Ana is since."""
    before = len(town.state.response.incidents["I-1"].evidence)
    town.lee.texts(text)
    return town.state.response.incidents["I-1"].evidence[before:]


def test_her_own_words_of_somebody_else_are_hers_and_no_third_partys():
    town = opened("he's in the lot")
    found = [one for one in town.incident().evidence if one.place == "lot"]
    assert [one.source for one in found] == ["sighting"]
    assert found[0].point.subject == "person:ana"
    assert "sender's words of somebody else" in views(town).evidence_words(found[0])


def test_a_colleagues_word_of_where_somebody_is_is_a_third_partys_on_her_incident():
    town = opened("SOS")
    (said,) = told(town, "he's in the lot")
    assert (said.source, said.place, said.doubt) == ("third_party", "lot", "")
    assert said.point.subject == "person:ana"
    given_by = [f.by for f in town.of(LocationGiven) if f.evidence == said]
    assert given_by == ["person:lee"]
    assert "a third party's word" in views(town).evidence_words(said)
    # It is an SOS as ever, with what he said on its own record too.
    own = town.state.response.incidents["I-2"].evidence
    assert "sighting" in {one.source for one in own}


def test_it_stands_beside_her_own_words_and_never_over_them():
    town = opened("help in the lot")
    told(town, "she's at station one")
    best = place.best(town.incident().evidence)
    assert (best.source, best.place) == ("words", "lot")


def test_where_a_colleague_is_themselves_says_nothing_of_her():
    town = opened("SOS")
    assert told(town, "I'm in the lot, on my way") == ()


def test_of_several_incidents_nobody_knows_which_is_meant_so_it_is_doubted_on_each():
    town = opened("SOS")
    town.zed.texts("SOS")
    town.fast_forward(seconds=60)
    paged = views(town).incidents_paged("person:lee")
    assert len(paged) == 2
    (said,) = told(town, "he's in the lot")
    assert said.doubt == "which_incident"

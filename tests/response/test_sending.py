"""Sending units: what the choice rested on is on record, and one that is rolling can turn round."""

import pytest

from tests import cast
from tests.ground.fake import FakeGround, FakeTracks
from tests.harness import TestTown
from tests.response.looking import erase
from tocsin.facts.agency import ResponseLine, ResponsePlan
from tocsin.facts.units import Reason, UnitCleared, UnitDispatched
from tocsin.geo.track import Track
from tocsin.kernel.decision import Refused
from tocsin.response.arrival import Staging
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit, MoveUnit, Refusal
from tocsin.response.unit import Status

POLICE_ONLY = ResponsePlan("duress", (ResponseLine("police", 2),))
GATE = Staging(35.2031, -92.4009, "the gate on Mill Lane", 45.0)


def asked_for(*senders, **more):
    town = TestTown(ground=FakeGround(), tracks=FakeTracks(), **more)
    town.strict = False
    for sender in senders or ("ana",):
        town.phones[sender].texts("SOS in the north lot")
    town.everybody_reads()
    return town


def two_cases():
    return asked_for("ana", "zed")


def sent(town, unit, incident="I-1", **more):
    return town.accepts(DispatchUnit(incident, unit, "mo", **more), "mo")


def test_the_fact_says_what_the_choice_rested_on():
    town = asked_for()
    town.tracks.known["unit:P11"] = Track(35.205, -92.402, town.after_s(-90), 8.0)
    (fact,) = sent(town, "P11")
    assert fact.method == "straight_line"
    assert fact.low_s < fact.travel_s < fact.high_s
    assert fact.fix_age_s == pytest.approx(90.0, abs=1)
    assert fact.distance_m == pytest.approx(143.7, abs=1)
    assert (fact.line_unit, fact.line_travel_s, fact.staging) == ("", None, None)
    assert Reason.RIGHT_KIND in fact.reasons


def test_a_unit_without_a_position_says_so_and_starts_from_home():
    (fact,) = sent(asked_for(), "P12")
    assert fact.fix_age_s is None
    assert Reason.NO_FIX in fact.reasons
    assert fact.distance_m == 0.0


def test_a_unit_that_nobody_recommended_is_sent_and_said_to_be_chosen_by_hand():
    town = asked_for(agency=cast.agency(response_plans={"duress": POLICE_ONLY}))
    (fact,) = sent(town, "4A21")
    assert (fact.by, fact.staged) == ("mo", False)
    assert Reason.CHOSEN_BY_HAND in fact.reasons
    (fact,) = sent(town, "P12", staged=True)
    assert fact.staged
    assert Reason.CHOSEN_BY_HAND not in fact.reasons


def test_who_waits_is_told_where_and_only_they_are():
    town = asked_for()
    town.ground.stages = GATE
    (medic,) = sent(town, "4A21")
    assert medic.staging.text == "35.203100,-92.400900 the gate on Mill Lane"
    assert medic.staging.subject == "person:ana"
    (police,) = sent(town, "P12")
    assert police.staging is None
    town.fast_forward(seconds=1)
    town.phones["4A21"].expects("STAGE AT the gate on Mill Lane")
    assert "STAGE" not in town.P12.expects("SEND P12")


def test_where_no_map_tells_where_to_wait_it_says_nearby():
    town = asked_for()
    sent(town, "4A21")
    town.fast_forward(seconds=1)
    town.phones["4A21"].expects("STAGE NEARBY")


def test_where_units_waited_for_her_is_erased_with_her():
    town = asked_for()
    town.ground.stages = GATE
    sent(town, "4A21")
    erase(town, "person:ana")
    ((unit, where),) = town.incident().staging
    assert (unit, where.text) == ("4A21", None)
    alive = town.state.response
    town.crash()
    assert town.state.response == alive
    facts = [town.codec.decode(one) for one in town.ledger.read()]
    (sent_to,) = [fact for fact in facts if isinstance(fact, UnitDispatched)]
    assert sent_to.staging.text is None


# Turning round.


@pytest.mark.parametrize("moves", [(), ("en_route",), ("en_route", "stage")])
def test_a_rolling_unit_is_turned_round_in_one_decision(moves):
    town = two_cases()
    sent(town, "P12")
    for move in moves:
        town.accepts(MoveUnit("P12", move, "mo"), "mo")
    cleared, dispatched = sent(town, "P12", "I-2", redirect=True)
    assert isinstance(cleared, UnitCleared)
    assert (cleared.incident, cleared.by) == ("I-1", "mo")
    assert isinstance(dispatched, UnitDispatched)
    assert dispatched.incident == "I-2"
    now = town.state.response.units["P12"]
    assert (now.status, now.incident) == (Status.DISPATCHED, "I-2")
    town.fast_forward(seconds=1)
    town.P12.expects("SEND P12", "I-2")
    pages = [p.incidents for p in town.pages_of("unit:P12")]
    assert pages == [("I-2",)]


@pytest.mark.parametrize("moves", [("on_scene",), ("on_scene", "transport")])
def test_a_unit_that_is_there_already_is_not_turned_round(moves):
    town = two_cases()
    sent(town, "P12")
    for move in moves:
        town.accepts(MoveUnit("P12", move, "mo"), "mo")
    outcome = town.does(DispatchUnit("I-2", "P12", "mo", redirect=True), "mo")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.UNIT_ALREADY_ASSIGNED
    assert "redirect" not in outcome.detail
    assert town.state.response.units["P12"].incident == "I-1"


def test_without_saying_so_a_rolling_unit_is_refused_and_the_way_is_named():
    town = two_cases()
    sent(town, "P12")
    outcome = town.does(DispatchUnit("I-2", "P12", "mo"), "mo")
    assert isinstance(outcome, Refused)
    assert "on I-1" in outcome.detail
    assert "redirect" in outcome.detail


def test_a_unit_is_not_turned_round_to_where_it_is_going():
    town = asked_for()
    sent(town, "P12")
    outcome = town.does(DispatchUnit("I-1", "P12", "mo", redirect=True), "mo")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.UNIT_ALREADY_ASSIGNED


def test_redirecting_a_free_unit_simply_sends_it():
    facts = sent(asked_for(), "P12", redirect=True)
    assert [type(fact) for fact in facts] == [UnitDispatched]


# A map that fails.


@pytest.mark.parametrize("question", ["arrivals", "covers", "staging", "locate", "read", "doubt"])
def test_a_map_that_fails_keeps_no_unit_and_no_page_waiting(question):
    ground = FakeGround()
    ground.raises = {question}
    town = TestTown(ground=ground)
    town.strict = False
    town.ana.texts("SOS in the north lot")
    town.lee.expects_page("Ana Brindlewick")
    assert town.incident().evidence[0].place == "lot"
    assert town.does(GiveLocation("I-1", "mo", "", 35.2, -92.4), "mo").facts
    facts = [sent(town, name) for name in ("P12", "4A21")]
    assert all(isinstance(fact[0], UnitDispatched) for fact in facts)
    town.fast_forward(seconds=2)
    town.P12.expects("SEND P12")
    (alarm,) = [a for n, a in town.state.paging.alarms.items() if n == "stage_failed:ground"]
    assert question in alarm.detail
    assert "35.2" not in alarm.detail

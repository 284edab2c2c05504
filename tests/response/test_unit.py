"""Every status with every move: what the table allows is done, what it does not is refused."""

from typing import Any

import pytest

from tests import cast
from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.units import (
    UnitAcknowledged,
    UnitAtHospital,
    UnitCleared,
    UnitDispatched,
    UnitEnRoute,
    UnitInService,
    UnitOnScene,
    UnitOutOfService,
    UnitStaged,
    UnitTransporting,
)
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.response.sending import DispatchUnit, MoveUnit, Refusal, SetUnitService
from tocsin.response.stage import decide
from tocsin.response.state import ResponseState
from tocsin.response.unit import ANSWERS, MOVES, MOVING, VERBS, Status, UnitNow, allowed, move

KINDS = (
    UnitDispatched,
    UnitAcknowledged,
    UnitEnRoute,
    UnitStaged,
    UnitOnScene,
    UnitTransporting,
    UnitAtHospital,
    UnitCleared,
    UnitOutOfService,
    UnitInService,
)
EVERY = [(status, kind) for status in Status for kind in KINDS]
FREE = (Status.AVAILABLE, Status.OUT_OF_SERVICE)


def fact_of(kind):
    if kind is UnitDispatched:
        return UnitDispatched(
            "P11", "I-1", "lee", staged=False, reasons=(), distance_m=1, method=""
        )
    if kind in (UnitOutOfService, UnitInService):
        return kind("P11", "lee")
    return kind("P11", "I-1", "lee")


def unit_in(status):
    return UnitNow("P11", status, cast.SATURDAY, "" if status in FREE else "I-1")


def commanded(kind):
    if kind is UnitOutOfService:
        return SetUnitService("P11", in_service=False, by="lee")
    if kind is UnitInService:
        return SetUnitService("P11", in_service=True, by="lee")
    verb = next(verb for verb, each in VERBS.items() if each is kind)
    return MoveUnit("P11", verb, "lee")


def test_every_kind_of_move_stands_in_the_table():
    assert {kind for _, kind in MOVES} == set(KINDS)
    assert {status for status, _ in MOVES} | set(MOVES.values()) == set(Status)


@pytest.mark.parametrize(("status", "kind"), [pair for pair in EVERY if pair in MOVES])
def test_an_allowed_move_leads_where_the_table_says(status, kind):
    after = move(unit_in(status), fact_of(kind), cast.SATURDAY)
    assert after.status is MOVES[status, kind]
    assert bool(after.incident) is (after.status not in FREE)


@pytest.mark.parametrize(
    ("status", "kind"), [p for p in EVERY if p in MOVES and p[1] is not UnitDispatched]
)
def test_an_allowed_command_is_accepted(status, kind):
    state = ResponseState(units={"P11": unit_in(status)})
    outcome = decide(
        state, commanded(kind), Context(cast.SATURDAY, int, Views(State(), cast.SATURDAY))
    )
    assert isinstance(outcome, Accepted)
    assert type(outcome.facts[0]) is kind


@pytest.mark.parametrize(
    ("status", "kind"), [p for p in EVERY if p not in MOVES and p[1] is not UnitDispatched]
)
def test_any_other_command_is_refused_and_says_what_is_possible(status, kind):
    state = ResponseState(units={"P11": unit_in(status)})
    outcome = decide(
        state, commanded(kind), Context(cast.SATURDAY, int, Views(State(), cast.SATURDAY))
    )
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.MOVE_NOT_ALLOWED
    assert ", ".join(allowed(status)) in outcome.detail


def test_a_unit_that_does_not_exist_and_a_move_that_does_not_are_refused():
    state = ResponseState(units={"P11": unit_in(Status.AVAILABLE)})
    context: Context[Any] = Context(cast.SATURDAY, int, Views(State(), cast.SATURDAY))
    for command, reason in (
        (MoveUnit("P99", "clear", "lee"), Refusal.UNIT_UNKNOWN),
        (SetUnitService("P99", in_service=True, by="lee"), Refusal.UNIT_UNKNOWN),
        (MoveUnit("P11", "fly", "lee"), Refusal.MOVE_UNKNOWN),
    ):
        outcome = decide(state, command, context)
        assert isinstance(outcome, Refused)
        assert outcome.reason is reason


def test_every_answer_of_a_crew_is_a_move_and_every_assigned_status_but_the_first_is_moving():
    assert set(ANSWERS.values()) <= set(VERBS.values())
    assert set(Status) - set(FREE) - {Status.DISPATCHED} == MOVING


def test_a_unit_that_is_busy_cannot_be_sent_elsewhere(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.mo.texts("SOS")
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    outcome = town.does(DispatchUnit("I-2", "P11", "lee"))
    assert outcome.reason is Refusal.UNIT_ALREADY_ASSIGNED
    assert "I-1" in outcome.detail
    assert town.does(DispatchUnit("I-2", "P99", "lee")).reason is Refusal.UNIT_UNKNOWN


def test_a_crew_moves_its_unit_by_text_and_is_told(loud_town):
    town = loud_town
    town.ana.texts("SOS in the lot")
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.fast_forward(seconds=2)
    code = town.P11.expects_page(purpose="dispatch")
    for words, status in (("", "dispatched"), ("EN ROUTE", "en_route"), ("on scene", "on_scene")):
        town.P11.texts(f"{code} {words}".strip())
        assert town.state.response.units["P11"].status == status
    assert town.P11.expects("P11 on scene")


def test_a_move_that_the_table_does_not_allow_is_not_made_and_the_crew_is_told(loud_town):
    town = loud_town
    town.ana.texts("SOS in the lot")
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.fast_forward(seconds=2)
    town.P11.texts(town.P11.expects_page(purpose="dispatch") + " at hospital")
    assert town.P11.expects("Not changed: P11 is dispatched")
    assert town.state.response.units["P11"].status is Status.DISPATCHED


def test_two_answers_of_a_crew_at_once_leave_it_where_the_last_allowed_one_leads(loud_town):
    town = loud_town
    town.ana.texts("SOS in the lot")
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    town.fast_forward(seconds=2)
    code = town.P11.expects_page(purpose="dispatch")
    town.texts(town.P11.number, f"{code} en route")
    town.texts(town.P11.number, f"{code} on scene")
    town.fast_forward(seconds=1)
    assert town.state.response.units["P11"].status is Status.ON_SCENE
    assert not town.state.response.unit_answers


def test_a_unit_removed_while_assigned_finishes_first_and_is_gone_then(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(DispatchUnit("I-1", "4A21", "lee"))
    units = {name: one for name, one in cast.AGENCY.units.items() if name != "4A21"}
    town.reloads(cast.agency(units=units))
    town.fast_forward(minutes=5)
    assert town.state.response.units["4A21"].incident == "I-1"
    town.accepts(MoveUnit("4A21", "clear", "lee"))
    assert "4A21" not in town.state.response.units
    town.reloads(cast.AGENCY)
    assert town.state.response.units["4A21"].status is Status.AVAILABLE


def test_a_unit_removed_while_free_is_gone_at_once_and_cannot_be_sent(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.reloads(cast.agency(units={}))
    assert not town.state.response.units
    assert town.does(DispatchUnit("I-1", "P11", "lee")).reason is Refusal.UNIT_UNKNOWN

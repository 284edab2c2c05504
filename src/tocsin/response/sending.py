"""Sending units and moving them by the table."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

import msgspec

from tocsin.facts.agency import Place, ResponsePlan, UnitProfile
from tocsin.facts.fact import Fact
from tocsin.facts.units import Reason as Why
from tocsin.facts.units import UnitDispatched, UnitInService, UnitOutOfService
from tocsin.kernel.decision import Accepted, Refused
from tocsin.response.incident import Incident
from tocsin.response.place import best, point_of
from tocsin.response.recommend import METHOD, Candidate, Recommendation, recommend
from tocsin.response.state import ResponseState
from tocsin.response.unit import ANSWERS, MOVES, VERBS, UnitNow, allowed


class DispatchUnit(msgspec.Struct, frozen=True):
    """Send this unit. `staged` None takes it from the recommendation."""

    incident: str
    unit: str
    by: str
    staged: bool | None = None


class MoveUnit(msgspec.Struct, frozen=True):
    """An assigned unit makes this move (a key of `unit.VERBS`)."""

    unit: str
    move: str
    by: str


class SetUnitService(msgspec.Struct, frozen=True):
    """Put a unit in or out of service."""

    unit: str
    in_service: bool
    by: str


class Fleet(Protocol):
    """What sending needs to know of the agency."""

    def places(self) -> dict[str, Place]:
        """Every known place by id."""
        ...

    def unit_profiles(self) -> Iterable[UnitProfile]:
        """Every unit, in the order of the agency file."""
        ...

    def response_plan(self, kind: str) -> ResponsePlan:
        """What an incident of this kind gets."""
        ...


class Refusal(StrEnum):
    """Why a unit cannot be sent or moved, in order of precedence."""

    UNIT_UNKNOWN = "unit_unknown"
    UNIT_ALREADY_ASSIGNED = "unit_already_assigned"
    MOVE_UNKNOWN = "move_unknown"
    MOVE_NOT_ALLOWED = "move_not_allowed"


def recommendation(state: ResponseState, incident: Incident, fleet: Fleet) -> Recommendation:
    """What to send to this incident now."""
    places = fleet.places()
    point = point_of(best(incident.evidence), places)
    return recommend(
        incident.incident,
        fleet.response_plan(incident.response),
        point,
        # A crew that asks for help is not sent to itself.
        [unit for unit in fleet.unit_profiles() if incident.sender != f"unit:{unit.unit}"],
        state.units,
        places,
    )


def _choice(advice: Recommendation, unit: str) -> Candidate | None:
    picks = [pick for line in advice.lines for pick in line.picks]
    return next((c for c in (*picks, *advice.others) if c.unit == unit), None)


def dispatch(
    state: ResponseState, incident: Incident, command: DispatchUnit, fleet: Fleet
) -> Accepted[Fact] | Refused:
    """Send a unit and write down what the choice rested on."""
    advice = recommendation(state, incident, fleet)
    chosen = _choice(advice, command.unit)
    now = state.units.get(command.unit)
    if chosen is None or now is None:
        return Refused(Refusal.UNIT_UNKNOWN, "There is no unit of this name in the agency file.")
    if (now.status, UnitDispatched) not in MOVES:
        where = f", on {now.incident}" if now.incident else ""
        return Refused(
            Refusal.UNIT_ALREADY_ASSIGNED,
            f"{command.unit} is {now.status.replace('_', ' ')}{where}; "
            "only an available unit can be sent.",
        )
    recommended = any(command.unit == pick.unit for line in advice.lines for pick in line.picks)
    reasons = chosen.reasons if recommended else (*chosen.reasons, Why.CHOSEN_BY_HAND)
    staged = chosen.staged if command.staged is None else command.staged
    return Accepted(
        (
            UnitDispatched(
                command.unit,
                incident.incident,
                command.by,
                staged,
                reasons,
                None if chosen.distance_m is None else round(chosen.distance_m, 1),
                METHOD,
            ),
        )
    )


def owed_moves(state: ResponseState, unit: str) -> list[MoveUnit]:
    """The move that a crew's answer by text asks for."""
    answer = state.unit_answers.get(unit)
    kind = ANSWERS.get(answer) if answer else None
    return [MoveUnit(unit, verb, f"unit:{unit}") for verb, each in VERBS.items() if each is kind]


def move_unit(state: ResponseState, command: MoveUnit) -> Accepted[Fact] | Refused:
    """Move an assigned unit along the table."""
    now = state.units.get(command.unit)
    if now is None:
        return Refused(Refusal.UNIT_UNKNOWN, "There is no unit of this name in the agency file.")
    kind = VERBS.get(command.move)
    if kind is None:
        return Refused(Refusal.MOVE_UNKNOWN, f"The moves are: {', '.join(VERBS)}.")
    if (now.status, kind) not in MOVES:
        return _not_allowed(now)
    return Accepted((kind(command.unit, now.incident, command.by),))


def _not_allowed(now: UnitNow) -> Refused:
    moves = ", ".join(allowed(now.status)) or "none by this way"
    return Refused(
        Refusal.MOVE_NOT_ALLOWED,
        f"{now.unit} is {now.status.replace('_', ' ')}; from there the moves are: {moves}.",
    )


def set_service(state: ResponseState, command: SetUnitService) -> Accepted[Fact] | Refused:
    """Put a unit in or out of service."""
    now = state.units.get(command.unit)
    if now is None:
        return Refused(Refusal.UNIT_UNKNOWN, "There is no unit of this name in the agency file.")
    kind = UnitInService if command.in_service else UnitOutOfService
    if (now.status, kind) not in MOVES:
        return _not_allowed(now)
    return Accepted((kind(command.unit, command.by),))

"""Sending units and moving them by the table."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from tocsin.facts.agency import ResponsePlan, UnitProfile
from tocsin.facts.fact import Fact
from tocsin.facts.units import Reason as Why
from tocsin.facts.units import UnitCleared, UnitDispatched, UnitInService, UnitOutOfService
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.private import Private
from tocsin.response.arrival import Space, Spot, Staging
from tocsin.response.incident import Incident
from tocsin.response.recommend import ROLLING, Candidate, Recommendation, recommend
from tocsin.response.state import ResponseState
from tocsin.response.unit import ANSWERS, MOVES, VERBS, UnitNow, allowed


class DispatchUnit(msgspec.Struct, frozen=True):
    """Send this unit. `staged` None takes it from the recommendation.

    `redirect` turns a unit round that is rolling to another incident. `crew_checked`:
    whoever sends it has made sure that nobody on it now must stay away from her.
    """

    incident: str
    unit: str
    by: str
    staged: bool | None = None
    redirect: bool = False
    crew_checked: bool = False


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


class Fleet(Space, Protocol):
    """What sending needs to know of the agency and of the ground."""

    def spots(self, incident: Incident) -> Sequence[Spot]:
        """Where she may be, the most probable first; empty when nothing is known."""
        ...

    def unit_profiles(self) -> Iterable[UnitProfile]:
        """Every unit, in the order of the agency file."""
        ...

    def response_plan(self, kind: str) -> ResponsePlan:
        """What an incident of this kind gets."""
        ...

    def crew_doubts(self, sender: str) -> Mapping[str, Why]:
        """Units on which somebody may be who must stay away from this sender, and how sure."""
        ...


class Refusal(StrEnum):
    """Why a unit cannot be sent or moved, in order of precedence."""

    UNIT_UNKNOWN = "unit_unknown"
    UNIT_ASKS_ITSELF = "unit_asks_itself"
    UNIT_ALREADY_ASSIGNED = "unit_already_assigned"
    CREW_KEPT_AWAY = "crew_kept_away"
    MOVE_UNKNOWN = "move_unknown"
    MOVE_NOT_ALLOWED = "move_not_allowed"


def recommendation(state: ResponseState, incident: Incident, fleet: Fleet) -> Recommendation:
    """What to send to this incident now."""
    # A crew that asks for help is not sent to itself.
    units = [unit for unit in fleet.unit_profiles() if incident.sender != f"unit:{unit.unit}"]
    return recommend(
        incident.incident,
        fleet.response_plan(incident.response),
        fleet.spots(incident),
        units,
        state.units,
        fleet,
        fleet.crew_doubts(incident.sender),
    )


def dispatch(
    state: ResponseState, incident: Incident, command: DispatchUnit, fleet: Fleet
) -> Accepted[Fact] | Refused:
    """Send a unit and write down what the choice rested on."""
    advice = recommendation(state, incident, fleet)
    chosen = next((c for c in advice.candidates() if c.unit == command.unit), None)
    now = state.units.get(command.unit)
    if now is not None and incident.sender == f"unit:{now.unit}":
        detail = "This crew asked for help itself; send another."
        return Refused(Refusal.UNIT_ASKS_ITSELF, detail)
    if chosen is None or now is None:
        return Refused(Refusal.UNIT_UNKNOWN, "There is no unit of this name in the agency file.")
    turned = command.redirect and now.status in ROLLING and now.incident != incident.incident
    if (now.status, UnitDispatched) not in MOVES and not turned:
        return _not_free(now, incident)
    if Why.CREW_KEPT_AWAY in chosen.reasons and not command.crew_checked:
        detail = (
            "Somebody of this crew must stay away from her. Make sure who is on it (crew_checked)."
        )
        return Refused(Refusal.CREW_KEPT_AWAY, detail)
    leaves = (UnitCleared(command.unit, now.incident, command.by),) if turned else ()
    return Accepted((*leaves, _dispatched(incident, command, chosen, advice)))


def _not_free(now: UnitNow, incident: Incident) -> Refused:
    where = f", on {now.incident}" if now.incident else ""
    can_turn = now.status in ROLLING and now.incident != incident.incident
    rest = " It can be turned round (redirect)." if can_turn else ""
    return Refused(
        Refusal.UNIT_ALREADY_ASSIGNED,
        f"{now.unit} is {now.status.replace('_', ' ')}{where}; "
        f"only an available unit can be sent.{rest}",
    )


def _dispatched(
    incident: Incident, command: DispatchUnit, chosen: Candidate, advice: Recommendation
) -> UnitDispatched:
    line = next((one for one in advice.lines if chosen in one.picks), None)
    staged = chosen.staged if command.staged is None else command.staged
    arrival = chosen.arrival
    by_line = None if line is None else line.line_travel_s
    return UnitDispatched(
        command.unit,
        incident.incident,
        command.by,
        staged,
        chosen.reasons if line is not None else (*chosen.reasons, Why.CHOSEN_BY_HAND),
        None if arrival is None else round(arrival.line_m, 1),
        advice.method,
        None if arrival is None else round(arrival.travel_s, 1),
        None if arrival is None else round(arrival.low_s, 1),
        None if arrival is None else round(arrival.high_s, 1),
        None if arrival is None or arrival.fix_age_s is None else round(arrival.fix_age_s, 1),
        "" if line is None else line.line_unit,
        None if by_line is None else round(by_line, 1),
        _sealed(advice.staging, incident.sender) if staged else None,
    )


def _sealed(staging: Staging | None, subject: str) -> Private | None:
    """`latitude,longitude` and the words for it: near her, so sealed under her."""
    if staging is None:
        return None
    return Private(subject, f"{staging.latitude:.6f},{staging.longitude:.6f} {staging.label}")


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

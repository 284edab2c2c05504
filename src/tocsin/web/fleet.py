"""Units as the board shows them: every move with what the table says of it."""

from typing import Final

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.agency import UnitProfile
from tocsin.facts.units import Reason, UnitDispatched
from tocsin.kernel.decision import Refused
from tocsin.response import sending
from tocsin.response.incident import Incident
from tocsin.response.recommend import ROLLING, Candidate, LinePicks
from tocsin.response.sending import MoveUnit, SetUnitService
from tocsin.response.unit import MOVES, VERBS, Status, UnitNow
from tocsin.web.settings import OTHER_UNITS_SHOWN_MAX
from tocsin.web.shown import ActionShown, AdviceShown, CandidateShown, LineShown, UnitShown
from tocsin.web.space import arrival_shown, staging_shown

SERVICE: Final = {False: "out_of_service", True: "in_service"}


def unit_shown(state: State, unit: str) -> UnitShown | None:
    """One unit, or None when there is none of this name."""
    now = state.response.units.get(unit)
    if now is None:
        return None
    profile = state.agency.units.get(unit) or UnitProfile(unit, "other", "")
    home = state.agency.places.get(profile.home)
    return UnitShown(
        unit,
        profile.kind,
        profile.agency,
        home.name if home else profile.home,
        profile.capabilities,
        now.status,
        now.since,
        now.incident,
        now.acknowledged,
        tuple(_moves(state, now)),
    )


def _moves(state: State, now: UnitNow) -> list[ActionShown]:
    """What the table says of each move; nothing is decided here."""
    moves = [
        _action(verb, sending.move_unit(state.response, MoveUnit(now.unit, verb, "")))
        for verb in VERBS
        if not (verb == "acknowledge" and now.acknowledged)
    ]
    service = [
        _action(name, sending.set_service(state.response, SetUnitService(now.unit, there, "")))
        for there, name in SERVICE.items()
    ]
    return moves + service


def _action(name: str, outcome: object) -> ActionShown:
    if isinstance(outcome, Refused):
        return ActionShown(name, allowed=False, why_not=outcome.detail)
    return ActionShown(name, allowed=True)


def advice(state: State, view: Views, incident: Incident) -> AdviceShown | None:
    """What to send to an open incident now."""
    if not incident.is_open:
        return None
    found = sending.recommendation(state.response, incident, view)
    others = found.others[:OTHER_UNITS_SHOWN_MAX]
    return AdviceShown(
        found.method,
        tuple(_line(state, incident, line) for line in found.lines),
        tuple(_candidate(state, incident, each) for each in others),
        found.shortfalls,
        len(found.others) - len(others),
        staging_shown(found.staging),
    )


def _line(state: State, incident: Incident, line: LinePicks) -> LineShown:
    picks = tuple(_candidate(state, incident, each) for each in line.picks)
    slower = None
    if line.line_travel_s is not None and line.picks:
        slower = round(line.line_travel_s - line.picks[0].travel_s)
    return LineShown(
        line.kind,
        line.count,
        line.staged,
        line.assigned,
        picks,
        line.shortfalls,
        line.line_unit,
        slower,
        tuple(_candidate(state, incident, each) for each in line.rolling),
    )


def _candidate(state: State, incident: Incident, one: Candidate) -> CandidateShown:
    profile = state.agency.units.get(one.unit)
    is_kept = Reason.CREW_KEPT_AWAY in one.reasons
    allowed = (one.status, UnitDispatched) in MOVES and not is_kept
    return CandidateShown(
        one.unit,
        one.kind,
        profile.agency if profile else "",
        one.status,
        one.distance_m,
        one.reasons,
        one.staged,
        allowed,
        "" if allowed else _why_not(state.response.units.get(one.unit), one.status, incident),
        arrival_shown(one.arrival),
        one.coverage_left,
        one.status in ROLLING
        and not is_kept
        and incident.incident != _incident_of(state, one.unit),
    )


def _incident_of(state: State, unit: str) -> str:
    now = state.response.units.get(unit)
    return now.incident if now else ""


def _why_not(now: UnitNow | None, status: Status, incident: Incident) -> str:
    if status is Status.AVAILABLE:
        return "somebody of the crew must stay away from her"
    words = status.replace("_", " ")
    if now is None or not now.incident:
        return words
    is_here = now.incident == incident.incident
    return f"{words}, on this incident" if is_here else f"{words}, on {now.incident}"

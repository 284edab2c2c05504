"""A person's risk as it is recorded: assessed when anything changed, paged when it rises."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed, StaffReinstated, StaffSet
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.facts.risk import RiskAssessed, RiskLevel, RiskReason, ShiftRisk
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.geo.sun import elevation_deg
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import RISK_AHEAD_S, SHIFT_SEARCH_S
from tocsin.kernel.private import Private
from tocsin.watch import measures, risk, risk_words
from tocsin.watch.case_state import Cases, Risk, has_case
from tocsin.watch.known import Known, ShiftAhead
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch, touch_colleague

AHEAD: Final = timedelta(seconds=RISK_AHEAD_S)
SEARCH: Final = timedelta(seconds=SHIFT_SEARCH_S)

SUNSET_DEG: Final = -0.833
"""The middle of the sun stands so at sunset, with refraction and its own size taken in."""


class AssessRisk(msgspec.Struct, frozen=True):
    """Something that this person's risk rests on has changed, or may have by now."""

    person: str


def due(_state: WatchState, name: str, _now: datetime) -> list[AssessRisk]:
    """An assessment is owed."""
    return [AssessRisk(name)]


def decide(state: WatchState, command: AssessRisk, now: datetime, view: Known) -> Accepted[Fact]:
    """What her risk is now; when it rose, a threat that somebody must take in hand."""
    found = assessed(state.cases, command.person, now, view)
    before = state.cases.risks.get(command.person)
    new = rising(before, found)
    if not new:
        return Accepted((found,))
    return Accepted((found, _threat(state, found, new, now, view)))


def assessed(cases: Cases, person: str, now: datetime, view: Known) -> RiskAssessed:
    """A person's risk at this moment. Pure: what it saw of the roster is what the view says."""
    reasons = risk.standing(cases, person, now)
    coming = view.shifts_ahead(person, now + SEARCH)
    near = [shift for shift in coming if shift.starts_at <= now + AHEAD]
    shifts = tuple(_shift_risk(cases, person, reasons, shift) for shift in near)
    every = {*reasons, *(reason for shift in shifts for reason in shift.reasons)}
    again_at = _again_at(cases, person, now, coming)
    return RiskAssessed(person, risk.level_of(every), reasons, shifts, again_at)


def _shift_risk(
    cases: Cases, person: str, reasons: Sequence[RiskReason], shift: ShiftAhead
) -> ShiftRisk:
    own = shift_reasons(cases, person, reasons, shift)
    level = risk.level_of([*reasons, *own])
    return ShiftRisk(shift.starts_at, shift.ends_at, shift.place, level, own)


def shift_reasons(
    cases: Cases, person: str, reasons: Iterable[RiskReason], shift: ShiftAhead
) -> tuple[RiskReason, ...]:
    """What this shift adds: that it ends in the dark and nobody has said that they walk with her.

    It counts only while the respondent may be free.
    """
    is_free = not risk.FREE.isdisjoint(reasons)
    if not is_free or not is_dark(shift):
        return ()
    if measures.is_escorted(cases, person, shift.starts_at, shift.ends_at):
        return ()
    return (RiskReason.DARK_WITHOUT_ESCORT,)


def is_dark(shift: ShiftAhead) -> bool:
    """Whether the sun is down at the end of a shift. Where its place is unknown it counts as so."""
    if shift.latitude is None or shift.longitude is None:
        return True
    return elevation_deg(shift.latitude, shift.longitude, shift.ends_at) < SUNSET_DEG


def _again_at(cases: Cases, person: str, now: datetime, coming: Sequence[ShiftAhead]) -> datetime:
    """The next moment at which this may be otherwise, by time alone."""
    moments = [now + AHEAD] if has_case(cases, person) else [now + SEARCH]
    moments += [at for s in coming for at in (s.starts_at - AHEAD, s.ends_at) if at > now]
    change = risk.next_change(cases, person, now)
    return min([*moments, change] if change else moments)


def rising(before: Risk | None, found: RiskAssessed) -> tuple[RiskReason, ...]:
    """The reasons to page for, the gravest first; none when nothing rose.

    Something rose when the level did, or when a reason came that is high or acute
    by itself: then somebody must hear of it, however high the level was before.
    """
    old = set(all_reasons(before)) if before else set()
    level = before.level if before else RiskLevel.STEADY
    every = all_reasons(found)
    new = tuple(reason for reason in every if reason not in old)
    grave = [r for r in new if risk.rank(risk.GRAVITY[r].level) >= risk.rank(RiskLevel.HIGH)]
    if risk.rank(found.level) > risk.rank(level):
        return new or every
    return tuple(grave)


def all_reasons(found: Risk | RiskAssessed) -> tuple[RiskReason, ...]:
    """Every reason, of all times and of the coming shifts, the gravest first."""
    of_shifts = (reason for shift in found.shifts for reason in shift.reasons)
    return risk.sorted_reasons([*found.reasons, *of_shifts])


def _threat(
    state: WatchState, found: RiskAssessed, new: Sequence[RiskReason], now: datetime, view: Known
) -> ThreatRaised:
    person = found.person
    because = (*new, *(reason for reason in all_reasons(found) if reason not in new))
    words = risk_words.sentence(view.language(""), found.level, because)
    return ThreatRaised(
        threat=f"T-{state.threat_count + 1}",
        person=person,
        kind=ThreatKind.RISK,
        because=tuple(str(reason) for reason in because),
        words=Private(f"person:{person}", words),
        source="Tocsin",
        certainty=Certainty.REPORTED,
        at=now,
        cause=f"risk/{person}",
    )


def _assessed(state: WatchState, fact: RiskAssessed, at: datetime) -> None:
    cases = state.cases
    for name, concern in list(cases.concerns.items()):
        until = risk.counts_until(concern)
        if concern.person == fact.person and until is not None and until <= at:
            del cases.concerns[name]
    cases.risks[fact.person] = Risk(fact.level, fact.reasons, fact.shifts, at, fact.again_at)
    if not has_case(cases, fact.person) and fact.level is RiskLevel.STEADY:
        del cases.risks[fact.person]
    touch(state, fact.person, at)


def _staff(state: WatchState, fact: StaffSet, at: datetime) -> None:
    """Her shifts may be others now; or a respondent works here again."""
    person = fact.staff.person
    if state.cases.left.pop(person, None) is not None:
        touch_colleague(state, person, at)
    if person in state.cases.risks:
        touch(state, person, at, always=True)


def _gone(state: WatchState, person: str, at: datetime) -> None:
    state.cases.left[person] = at
    touch_colleague(state, person, at)
    if person in state.cases.risks:
        touch(state, person, at, always=True)


def _dismissed(state: WatchState, fact: StaffDismissed, at: datetime) -> None:
    _gone(state, fact.person, at)


def _removed(state: WatchState, fact: AgencyItemRemoved, at: datetime) -> None:
    if fact.table == "staff":
        _gone(state, fact.id, at)


def _reinstated(state: WatchState, fact: StaffReinstated, at: datetime) -> None:
    if state.cases.left.pop(fact.person, None) is not None:
        touch_colleague(state, fact.person, at)


EVOLVERS: Final[Evolvers] = {
    RiskAssessed: _assessed,
    StaffSet: _staff,
    StaffDismissed: _dismissed,
    AgencyItemRemoved: _removed,
    StaffReinstated: _reinstated,
}

"""What colleagues did for her: an escort, a walk, a picture at reception, word to the police."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.risk import Measure, MeasureDone
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import (
    MEASURES_KEPT_S,
    POLICE_TOLD_COUNTS_S,
    ROSTER_REACH_S,
    SHIFT_SEARCH_S,
)
from tocsin.watch.case_state import (
    Cases,
    Done,
    Escorted,
    has_case,
    respondents_of,
    respondents_who_are,
)
from tocsin.watch.known import Known
from tocsin.watch.refusals import CaseRefusal
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch

OF_A_SHIFT: Final = frozenset({Measure.ESCORT, Measure.WALK})
"""These hold for one shift; the others for the case."""


class RecordMeasure(msgspec.Struct, frozen=True):
    """Somebody says that a measure stands. `shift` is when the shift starts."""

    person: str
    measure: Measure
    by: str
    shift: datetime | None = None


def key(person: str, measure: Measure, shift: datetime | None) -> str:
    """Under which a measure is remembered."""
    return f"{person} {measure} {shift.timestamp() if shift else ''}"


def stands(cases: Cases, person: str, measure: Measure, shift: datetime | None) -> bool:
    """Whether this measure was done for this shift, or for all."""
    return key(person, measure, shift) in cases.measures


def is_escorted(cases: Cases, person: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether somebody goes with her after this shift: so recorded, or accepted for her walk."""
    is_said = stands(cases, person, Measure.ESCORT, starts_at)
    return is_said or escort_of(cases, person, ends_at) is not None


def escort_of(cases: Cases, person: str, ends_at: datetime) -> Escorted | None:
    """Who has accepted to go with her when a shift ends then.

    A walk in the middle of a shift says nothing of its end, and nobody whom she is
    protected from counts as her escort.
    """
    reach, hers = timedelta(seconds=ROSTER_REACH_S), respondents_of(cases, person)
    fits = (
        one
        for one in cases.escorted.values()
        if one.person == person
        and abs(one.at - ends_at) <= reach
        and set(respondents_who_are(cases, one.escort)).isdisjoint(hers)
    )
    return next(fits, None)


def police_told(cases: Cases, person: str, now: datetime) -> bool:
    """Whether the police were told of her case, not too long ago."""
    done = cases.measures.get(key(person, Measure.POLICE_TOLD, None))
    return done is not None and now < done.at + timedelta(seconds=POLICE_TOLD_COUNTS_S)


def decide(
    state: WatchState, command: RecordMeasure, now: datetime, view: Known
) -> Accepted[Fact] | Refused:
    """Take it down. A measure of a shift names one of hers that is not over."""
    if not has_case(state.cases, command.person):
        detail = "This person has no order, no workplace plan and no concern."
        return Refused(CaseRefusal.PROTECTED_UNKNOWN, detail)
    if command.measure in OF_A_SHIFT:
        coming = view.shifts_ahead(command.person, now + timedelta(seconds=SHIFT_SEARCH_S))
        if command.shift not in {shift.starts_at for shift in coming}:
            detail = "Name a shift of hers that is not over, by the moment at which it starts."
            return Refused(CaseRefusal.SHIFT_UNKNOWN, detail)
    elif command.shift is not None:
        detail = "This measure is for all shifts: leave the shift out."
        return Refused(CaseRefusal.SHIFT_UNKNOWN, detail)
    return Accepted((MeasureDone(command.person, command.measure, command.by, command.shift),))


def _done(state: WatchState, fact: MeasureDone, at: datetime) -> None:
    known = state.cases.measures
    old = [
        name
        for name, done in known.items()
        if done.shift is not None and (at - done.shift).total_seconds() > MEASURES_KEPT_S
    ]
    for name in old:
        del known[name]
    done = Done(fact.person, fact.measure, fact.by, at, fact.shift)
    known[key(fact.person, fact.measure, fact.shift)] = done
    touch(state, fact.person, at, always=fact.person in state.cases.risks)


EVOLVERS: Final[Evolvers] = {MeasureDone: _done}

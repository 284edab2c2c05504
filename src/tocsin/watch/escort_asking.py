"""One action for the gap on Tonight's board: somebody is asked to go with her after that shift.

Her walk is planned for the end of the shift where it is not yet, along the way
that her plan at work names, and its escort is asked at once.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.walks import WalkPlanned
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import ROSTER_REACH_S, SHIFT_SEARCH_S, WALK_DEFAULT_S
from tocsin.watch import escorts, walk_moves
from tocsin.watch.case_state import plan_of, walk_of
from tocsin.watch.fold_walks import planned_walk
from tocsin.watch.known import Known, ShiftAhead
from tocsin.watch.state import WatchState
from tocsin.watch.walk import Phase, Walk

WHOM: tuple[str, ...] = ("role:supervisor", "role:safety_coordinator")
"""Who is asked, after those whom her plan lets know, where nobody else is named."""


class AskEscort(msgspec.Struct, frozen=True):
    """Ask these targets to go with her after the shift that starts then; none are the usual."""

    person: str
    shift: datetime
    by: str
    targets: tuple[str, ...] = ()


class Reason(StrEnum):
    """Why nobody can be asked yet, in order of precedence."""

    SHIFT_UNKNOWN = "shift_unknown"
    WALK_COMES_FIRST = "walk_comes_first"


def decide(
    state: WatchState, command: AskEscort, now: datetime, known: Known
) -> Accepted[Fact] | Refused:
    """Plan her walk for the end of that shift, if it is not, and ask for its escort."""
    coming = known.shifts_ahead(command.person, now + timedelta(seconds=SHIFT_SEARCH_S))
    shift = next((one for one in coming if one.starts_at == command.shift), None)
    if shift is None:
        detail = "Name a shift of hers that is not over, by the moment at which it starts."
        return Refused(Reason.SHIFT_UNKNOWN, detail)
    walk = walk_moves.of(state, f"person:{command.person}")
    if walk is not None and not _is_for(walk, shift):
        detail = "Another walk or check of hers comes first; ask again when that is over."
        return Refused(Reason.WALK_COMES_FIRST, detail)
    targets = command.targets or _usual(state, command.person)
    if walk is not None:
        return Accepted(escorts.want(state, walk, targets, command.by, now, known))
    planned = _planned(state, command, shift)
    theirs = planned_walk(planned, now)
    return Accepted((planned, *escorts.want(state, theirs, targets, command.by, now, known)))


def _is_for(walk: Walk, shift: ShiftAhead) -> bool:
    """Whether a walk is planned for the end of this shift already."""
    if walk.phase is not Phase.PLANNED or walk.until is None:
        return False
    return abs(walk.until - shift.ends_at) <= timedelta(seconds=ROSTER_REACH_S)


def _planned(state: WatchState, command: AskEscort, shift: ShiftAhead) -> WalkPlanned:
    way = walk_of(state.cases, command.person)
    return WalkPlanned(
        f"W-{state.walk_count + 1}",
        command.person,
        shift.ends_at,
        way.minutes if way else WALK_DEFAULT_S // 60,
        command.by,
        way.end if way else "",
    )


def _usual(state: WatchState, person: str) -> tuple[str, ...]:
    plan = plan_of(state.cases, person)
    return (*(f"person:{one}" for one in (plan.may_know if plan else ())), *WHOM)

"""Safe walks and welfare checks: what each owes at its moment, and what people do about it.

A walk under way always has a next moment. Past it she is asked once; without
an answer help is called for her, as if she had called for it herself.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.walks import (
    NotLeft,
    WalkEnd,
    WalkKind,
    WalkPlanned,
)
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import (
    CHECK_MINUTES,
    WALK_DEFAULT_S,
    WALK_MINUTES,
)
from tocsin.kernel.private import Private
from tocsin.watch import notices, walk_moves, walk_saying
from tocsin.watch.known import Known
from tocsin.watch.state import WatchState
from tocsin.watch.walk import LEAVING, RUNNING, Phase, Walk


class TendWalk(msgspec.Struct, frozen=True):
    """The moment of this walk has come."""

    walk: str


class PlanWalk(msgspec.Struct, frozen=True):
    """This person will leave at that moment and is to be asked then."""

    person: str
    by: str
    leaves_at: datetime
    minutes: int = 0
    words: str = ""


class StartWalk(msgspec.Struct, frozen=True):
    """This person leaves now; `minutes` 0 is the default."""

    person: str
    by: str
    minutes: int = 0
    words: str = ""


class StartCheck(msgspec.Struct, frozen=True):
    """Ask this person or unit every so many minutes whether all is well."""

    recipient: str
    by: str
    minutes: int


class ExtendWalk(msgspec.Struct, frozen=True):
    """There must be word in so many minutes from now."""

    walk: str
    by: str
    minutes: int


class EndWalk(msgspec.Struct, frozen=True):
    """A person ends it, and says why."""

    walk: str
    by: str
    reason: str


WalkCommand = TendWalk | PlanWalk | StartWalk | StartCheck | ExtendWalk | EndWalk


class Reason(StrEnum):
    """Why a walk cannot be planned, started, extended or ended, in order of precedence."""

    WALK_UNKNOWN = "walk_unknown"
    RECIPIENT_UNKNOWN = "recipient_unknown"
    WALK_UNDER_WAY = "walk_under_way"
    WALK_NOT_UNDER_WAY = "walk_not_under_way"
    MINUTES_OUT_OF_BOUNDS = "minutes_out_of_bounds"
    MOMENT_PAST = "moment_past"
    REASON_EMPTY = "reason_empty"
    OWN_WALK = "own_walk"


def due(state: WatchState, name: str, _now: datetime) -> list[TendWalk]:
    """What a walk owes at its moment."""
    return [TendWalk(name)] if name in state.walks else []


def decide(
    state: WatchState, command: WalkCommand, now: datetime, known: Known
) -> Accepted[Fact] | Refused:
    """Decide one command about a walk or a check."""
    match command:
        case PlanWalk() | StartWalk() | StartCheck():
            return _begin(state, command, now, known)
        case TendWalk():
            return Accepted(_tend(state, state.walks[command.walk], now, known))
        case ExtendWalk() | EndWalk():
            return _change(state, command, now)


# What a walk owes.


def _tend(state: WatchState, walk: Walk, now: datetime, known: Known) -> tuple[Fact, ...]:
    if walk.is_answered and walk.kind is WalkKind.CHECK:
        return walk_moves.passed(state, walk, now)
    match walk.phase:
        case Phase.PLANNED | Phase.LEAVING:
            return walk_moves.ask_to_leave(
                state, walk, now, known, again=walk.phase is Phase.LEAVING
            )
        case Phase.REMINDED | Phase.NOT_LEFT:
            return _not_left(state, walk, now, known)
        case Phase.UNDER_WAY if not known.is_known_sos(walk.recipient):
            return walk_moves.ask(state, walk, now, known)
        case _:
            return walk_moves.missed(state, walk, known)


def _not_left(state: WatchState, walk: Walk, now: datetime, known: Known) -> tuple[Fact, ...]:
    told = notices.tell(
        state,
        notices.leaders(state, known, walk.recipient),
        NoticeKind.NOT_LEFT,
        walk.about,
        walk.cause,
        walk_saying.left_words(walk, known),
        now,
    )
    return (NotLeft(walk.walk), *told)


def _begin(
    state: WatchState, command: PlanWalk | StartWalk | StartCheck, now: datetime, known: Known
) -> Accepted[Fact] | Refused:
    is_check = isinstance(command, StartCheck)
    who = command.recipient if isinstance(command, StartCheck) else f"person:{command.person}"
    if not known.can_be_followed(who):
        return Refused(Reason.RECIPIENT_UNKNOWN, "Nobody who works here and no unit has this id.")
    least, most = CHECK_MINUTES if is_check else WALK_MINUTES
    if not least <= (command.minutes or WALK_DEFAULT_S // 60) <= most:
        return Refused(Reason.MINUTES_OUT_OF_BOUNDS, f"Give {least} to {most} minutes.")
    walk = walk_moves.of(state, who)
    if walk is not None and walk.phase in RUNNING:
        detail = "There is one under way: extend it, or end it and say why."
        return Refused(Reason.WALK_UNDER_WAY, detail)
    if isinstance(command, StartCheck):
        return Accepted(walk_moves.start_check(state, who, command.minutes, command.by, now, known))
    if isinstance(command, PlanWalk):
        return _plan(state, command, walk, now, known)
    place, words = walk_moves.placed(command.words, known)
    minutes = command.minutes or WALK_DEFAULT_S // 60
    facts = walk_moves.start_walk(
        state, who, minutes, command.by, now, known, place=place, words=words
    )
    return Accepted(facts)


def _plan(
    state: WatchState, command: PlanWalk, walk: Walk | None, now: datetime, known: Known
) -> Accepted[Fact] | Refused:
    if command.leaves_at <= now:
        return Refused(Reason.MOMENT_PAST, "This moment is past; start the walk instead.")
    name = walk.walk if walk is not None else f"W-{state.walk_count + 1}"
    place, said = walk_moves.placed(command.words, known)
    words = Private(f"person:{command.person}", said) if said else None
    minutes = command.minutes or WALK_DEFAULT_S // 60
    planned = WalkPlanned(
        name, command.person, command.leaves_at, minutes, command.by, place, words
    )
    ended = (
        notices.endings(state, walk.cause, "planned_anew", walk_moves.LEAVE_KINDS) if walk else ()
    )
    return Accepted((planned, *ended))


def _change(
    state: WatchState, command: ExtendWalk | EndWalk, now: datetime
) -> Accepted[Fact] | Refused:
    walk = state.walks.get(command.walk)
    if walk is None:
        return Refused(Reason.WALK_UNKNOWN, "No walk or check of this name is under way.")
    if isinstance(command, EndWalk):
        if not command.reason.strip():
            return Refused(Reason.REASON_EMPTY, "Say why it ends: it stays on record.")
        if walk.recipient == f"person:{command.by}":
            # Or whoever holds her phone could end it from her page.
            return Refused(Reason.OWN_WALK, "End your own walk with your code.")
        ended = walk_moves.over(state, walk, WalkEnd.BY_PERSON, command.by, reason=command.reason)
        return Accepted(ended)
    if walk.kind is not WalkKind.WALK or walk.phase not in RUNNING | LEAVING:
        return Refused(Reason.WALK_NOT_UNDER_WAY, "Only a walk that is under way is extended.")
    least, most = WALK_MINUTES
    if not least <= command.minutes <= most:
        return Refused(Reason.MINUTES_OUT_OF_BOUNDS, f"Give {least} to {most} minutes.")
    until = now + timedelta(minutes=command.minutes)
    return Accepted(walk_moves.extended(state, walk, until, command.by))

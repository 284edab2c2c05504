"""How facts change the walks and checks that are known, and when each is looked at again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.signals import Answer, PageAnswered
from tocsin.facts.walks import (
    CheckPassed,
    LeavingAsked,
    NotLeft,
    WalkAsked,
    WalkEnd,
    WalkEnded,
    WalkExtended,
    WalkKind,
    WalkPlanned,
    WalkStarted,
)
from tocsin.kernel.limits import WALK_DEFAULT_S
from tocsin.watch.state import WatchState
from tocsin.watch.walk import LEAVING, Over, Phase, Walk


def _put(state: WatchState, walk: Walk, at: datetime | None = None) -> None:
    """Keep a walk as it is now; it is looked at again at `at`, or else when it is due."""
    state.walks[walk.walk] = walk
    state.agenda.set(f"walk:{walk.walk}", at or walk.until)


def _change(state: WatchState, name: str, **changes: Any) -> None:
    walk = state.walks.get(name)
    if walk is not None:
        _put(state, replace(walk, **changes))


def _count(state: WatchState, name: str, recipient: str) -> Walk | None:
    """Count a name that is new; the walk of this name that was known already."""
    before = state.walks.get(name)
    if before is None:
        state.walk_count += 1
        _drop(state, state.walk_of.get(recipient, ""))
    state.walk_of[recipient] = name
    return before


def _drop(state: WatchState, name: str) -> None:
    state.walks.pop(name, None)
    state.agenda.set(f"walk:{name}", None)
    state.agenda.set(f"escort:{name}", None)


def planned_walk(fact: WalkPlanned, at: datetime, before: Walk | None = None) -> Walk:
    """The walk that was planned by this fact; it keeps the escort of the one before."""
    return Walk(
        fact.walk,
        f"person:{fact.person}",
        WalkKind.WALK,
        Phase.PLANNED,
        fact.leaves_at,
        at,
        at,
        fact.by,
        fact.minutes or WALK_DEFAULT_S // 60,
        place=fact.place,
        words=fact.words,
        escort=before.escort if before else None,
    )


def _planned(state: WatchState, fact: WalkPlanned, at: datetime) -> None:
    before = _count(state, fact.walk, f"person:{fact.person}")
    _put(state, planned_walk(fact, at, before))


def _leaving_asked(state: WatchState, fact: LeavingAsked, at: datetime) -> None:
    walk = state.walks.get(fact.walk)
    phase = Phase.REMINDED if fact.again else Phase.LEAVING
    since = walk.since if walk is not None and fact.again else at
    _change(state, fact.walk, phase=phase, until=fact.until, since=since)


def _not_left(state: WatchState, fact: NotLeft, _at: datetime) -> None:
    _change(state, fact.walk, phase=Phase.NOT_LEFT, until=None)


def _started(state: WatchState, fact: WalkStarted, at: datetime) -> None:
    before = _count(state, fact.walk, fact.recipient)
    walk = Walk(
        fact.walk,
        fact.recipient,
        fact.kind,
        Phase.UNDER_WAY,
        fact.until,
        at,
        at,
        fact.by,
        before.minutes if before else WALK_DEFAULT_S // 60,
        fact.every_s,
        fact.start,
        fact.place,
        fact.words,
        fact.incident,
        expected_at=fact.until,
        escort=before.escort if before else None,
    )
    _put(state, walk)


def _extended(state: WatchState, fact: WalkExtended, at: datetime) -> None:
    walk = state.walks.get(fact.walk)
    if walk is None:
        return
    is_leaving = walk.phase in LEAVING
    phase = Phase.PLANNED if is_leaving else Phase.UNDER_WAY
    expected = walk.expected_at if is_leaving else fact.until
    _change(state, fact.walk, phase=phase, until=fact.until, seen_at=at, expected_at=expected)


def _passed(state: WatchState, fact: CheckPassed, at: datetime) -> None:
    _change(
        state,
        fact.walk,
        phase=Phase.UNDER_WAY,
        until=fact.until,
        expected_at=fact.until,
        seen_at=at,
        is_answered=False,
        closing=False,
    )


def _asked(state: WatchState, fact: WalkAsked, _at: datetime) -> None:
    _change(
        state,
        fact.walk,
        phase=Phase.ASKED,
        until=fact.until,
        needs_code=fact.needs_code,
        closing=fact.closing,
        is_answered=False,
    )


def _ended(state: WatchState, fact: WalkEnded, at: datetime) -> None:
    walk = state.walks.get(fact.walk)
    _drop(state, fact.walk)
    if walk is None:
        return
    if state.walk_of.get(walk.recipient) == fact.walk:
        del state.walk_of[walk.recipient]
    if fact.how is not WalkEnd.REPLACED:
        state.walks_over[walk.recipient] = Over(walk, fact.how, at)


_WELL: Final = frozenset({Answer.RECEIVED, Answer.OK, Answer.DONE})


def _answered(state: WatchState, fact: PageAnswered, at: datetime) -> None:
    """A check is answered on its page; whoever has a code must give that instead."""
    for notice in state.notices.values():
        if notice.page != fact.page or not fact.page or notice.kind is not NoticeKind.CHECK_DUE:
            continue
        walk = state.walks.get(notice.cause.removeprefix("walk/"))
        is_well = fact.answer in _WELL and fact.recipient == notice.recipient
        if walk is not None and is_well and not walk.needs_code:
            _put(state, replace(walk, is_answered=True), at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    WalkPlanned: _planned,
    LeavingAsked: _leaving_asked,
    NotLeft: _not_left,
    WalkStarted: _started,
    WalkExtended: _extended,
    CheckPassed: _passed,
    WalkAsked: _asked,
    WalkEnded: _ended,
    PageAnswered: _answered,
}

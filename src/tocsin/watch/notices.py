"""Telling or asking one person something, and giving it again until they answer."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeEnded, NoticeGiven, NoticeKind, NoticeRepeated
from tocsin.facts.pages import PageRequested
from tocsin.facts.signals import Answer, PageAnswered
from tocsin.kernel.limits import NOTICE_AGAIN_S, NOTICE_DAILY_S
from tocsin.kernel.private import Private
from tocsin.watch.state import Notice, WatchState

UNTIL_DONE: Final = frozenset(
    {NoticeKind.REVIEW_DUE, NoticeKind.SIGHTING, NoticeKind.SIGHTING_FITS}
)
"""An answer does not end these: what gave them does, once what they ask for is done."""

DAILY: Final = frozenset({NoticeKind.REVIEW_DUE, NoticeKind.ORDER_EXPIRES, NoticeKind.ORDER_ENDED})
"""These can wait for a day before they are said again."""


class RepeatNotice(msgspec.Struct, frozen=True):
    """Nobody has answered this notice yet."""

    notice: str


class EndNotice(msgspec.Struct, frozen=True):
    """This notice was answered."""

    notice: str


def give(
    state: WatchState,
    recipient: str,
    kind: NoticeKind,
    about: str,
    cause: str,
    detail: str = "",
    *,
    again_at: datetime | None = None,
    offset: int = 1,
) -> NoticeGiven:
    """A new notice. `offset` counts the notices that one decision gives, from 1."""
    name = f"N-{state.notice_count + offset}"
    sealed = Private(about, detail) if detail else None
    return NoticeGiven(name, recipient, kind, about, cause, sealed, again_at)


def due(state: WatchState, name: str, _now: datetime) -> list[RepeatNotice | EndNotice]:
    """What a notice owes: its end once it was answered, or else to be given again."""
    notice = state.notices.get(name)
    if notice is None:
        return []
    is_over = notice.answer is not None and notice.kind not in UNTIL_DONE
    return [EndNotice(name)] if is_over else [RepeatNotice(name)]


def decide(state: WatchState, command: RepeatNotice | EndNotice, now: datetime) -> tuple[Fact, ...]:
    """The facts of giving a notice again, or of its end."""
    notice = state.notices[command.notice]
    if isinstance(command, EndNotice):
        return (NoticeEnded(command.notice, str(notice.answer)),)
    return (NoticeRepeated(command.notice, now + _again(notice.kind)),)


def _again(kind: NoticeKind) -> timedelta:
    return timedelta(seconds=NOTICE_DAILY_S if kind in DAILY else NOTICE_AGAIN_S)


def _given(state: WatchState, fact: NoticeGiven, at: datetime) -> None:
    state.notice_count += 1
    notice = Notice(fact.notice, fact.recipient, fact.kind, fact.about, fact.cause, at)
    state.notices[fact.notice] = notice
    state.agenda.set(f"notice:{fact.notice}", fact.again_at)


def _repeated(state: WatchState, fact: NoticeRepeated, _at: datetime) -> None:
    if fact.notice in state.notices:
        state.agenda.set(f"notice:{fact.notice}", fact.again_at)


def _ended(state: WatchState, fact: NoticeEnded, _at: datetime) -> None:
    state.notices.pop(fact.notice, None)
    state.agenda.set(f"notice:{fact.notice}", None)


def _page(state: WatchState, fact: PageRequested, _at: datetime) -> None:
    if fact.task in state.notices:
        state.notices[fact.task] = replace(state.notices[fact.task], page=fact.page)


def _answered(state: WatchState, fact: PageAnswered, at: datetime) -> None:
    found = next((n for n in state.notices.values() if n.page == fact.page), None)
    if found is not None and found.answer in (None, Answer.RECEIVED):
        state.notices[found.notice] = replace(found, answer=fact.answer)
        # Where an answer is not enough it is said again at its time, until it is done.
        if found.kind not in UNTIL_DONE:
            state.agenda.set(f"notice:{found.notice}", at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    NoticeGiven: _given,
    NoticeRepeated: _repeated,
    NoticeEnded: _ended,
    PageRequested: _page,
    PageAnswered: _answered,
}

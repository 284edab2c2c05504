"""Telling or asking one person something, and giving it again until they answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeEnded, NoticeGiven, NoticeKind, NoticeRepeated
from tocsin.facts.pages import PageRequested
from tocsin.facts.signals import Answer, PageAnswered
from tocsin.kernel.limits import NOTICE_AGAIN_S, NOTICE_DAILY_S
from tocsin.kernel.private import Private
from tocsin.watch.case_state import may_hear
from tocsin.watch.known import Known
from tocsin.watch.state import Notice, WatchState

UNTIL_DONE: Final = frozenset(
    {NoticeKind.REVIEW_DUE, NoticeKind.SIGHTING, NoticeKind.SIGHTING_FITS}
)
"""An answer does not end these: what gave them does, once what they ask for is done."""

DAILY: Final = frozenset({NoticeKind.REVIEW_DUE, NoticeKind.ORDER_EXPIRES, NoticeKind.ORDER_ENDED})
"""These can wait for a day before they are said again."""
OWNED: Final = frozenset(
    {
        NoticeKind.LEAVE,
        NoticeKind.ARRIVED,
        NoticeKind.CHECK_DUE,
        NoticeKind.CHECK_CODE,
        NoticeKind.ESCORT,
    }
)
"""The part that gives one of these ends it, and decides what its answer means."""

SHARED: Final = frozenset(
    {NoticeKind.NOT_LEFT, NoticeKind.ESCORT_MISSING, NoticeKind.TAKEN_OFF, NoticeKind.CALL}
)
"""Given to several people, of whom one must take it in hand."""

_LEADERS: Final = ("role:safety_coordinator", "role:supervisor")
_OTHERS: Final = ("role:administrator", "everyone")


class RepeatNotice(msgspec.Struct, frozen=True):
    """Nobody has answered this notice yet."""

    notice: str


class EndNotice(msgspec.Struct, frozen=True):
    """This notice was answered, or its recipient has left."""

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


def leaders(state: WatchState, known: Known, about: str) -> tuple[str, ...]:
    """Safety coordinators and supervisors; where there are none whoever there is."""
    found = who_may_hear(state, known, _LEADERS, about)
    others = (who_may_hear(state, known, (target,), about) for target in _OTHERS)
    return found or next(filter(None, others), ())


def who_may_hear(
    state: WatchState, known: Known, targets: Iterable[str], about: str
) -> tuple[str, ...]:
    """Whom these targets mean: never whom it is about, and nobody who must stay away."""
    found = dict.fromkeys(who for target in targets for who in known.resolve(target))
    return tuple(who for who in found if may_hear(state.cases, who, about))


def tell(
    state: WatchState,
    recipients: Sequence[str],
    kind: NoticeKind,
    about: str,
    cause: str,
    detail: str,
    now: datetime,
    *,
    offset: int = 1,
) -> tuple[NoticeGiven, ...]:
    """The same notice to several people, given again until one of them answers."""
    again_at = now + timedelta(seconds=NOTICE_AGAIN_S)
    return tuple(
        give(state, who, kind, about, cause, detail, again_at=again_at, offset=offset + index)
        for index, who in enumerate(recipients)
    )


def endings(
    state: WatchState, cause: str, reason: str, kinds: frozenset[NoticeKind] | None = None
) -> tuple[NoticeEnded, ...]:
    """The ends of all notices of a cause, or of some kinds of them."""
    return tuple(
        NoticeEnded(notice.notice, reason)
        for notice in state.notices.values()
        if notice.cause == cause and (kinds is None or notice.kind in kinds)
    )


def due(state: WatchState, name: str, _now: datetime) -> list[RepeatNotice | EndNotice]:
    """What a notice owes: its end once it was answered, or else to be given again."""
    notice = state.notices.get(name)
    if notice is None:
        return []
    is_answered = notice.answer is not None and notice.kind not in UNTIL_DONE
    is_over = is_answered or notice.is_gone
    return [EndNotice(name)] if is_over else [RepeatNotice(name)]


def decide(
    state: WatchState, command: RepeatNotice | EndNotice, now: datetime, known: Known
) -> tuple[Fact, ...]:
    """The facts of giving a notice again, or of its end."""
    notice = state.notices[command.notice]
    if isinstance(command, RepeatNotice):
        return (NoticeRepeated(command.notice, now + _again(notice.kind)),)
    reason = "recipient_removed" if notice.is_gone else str(notice.answer)
    ended = NoticeEnded(command.notice, reason)
    if notice.kind not in SHARED:
        return (ended,)
    return (ended, *_shared(state, notice, now, known))


def _again(kind: NoticeKind) -> timedelta:
    return timedelta(seconds=NOTICE_DAILY_S if kind in DAILY else NOTICE_AGAIN_S)


def _shared(state: WatchState, notice: Notice, now: datetime, known: Known) -> tuple[Fact, ...]:
    """What one answer means for the others: taken in hand for all, or left to them.

    When nobody is left who could still answer, everybody who can be told now is.
    """
    others = [
        one
        for one in state.notices.values()
        if one.cause == notice.cause and one.kind is notice.kind and one is not notice
    ]
    if not notice.is_gone and notice.answer is not Answer.DECLINED:
        return tuple(NoticeEnded(one.notice, "answered_by_another") for one in others)
    if any(not one.is_gone for one in others):
        return ()
    detail = notice.detail.reveal() if notice.detail else ""
    again = leaders(state, known, notice.about)
    return tell(state, again, notice.kind, notice.about, notice.cause, detail, now)


def _given(state: WatchState, fact: NoticeGiven, at: datetime) -> None:
    state.notice_count += 1
    notice = Notice(
        fact.notice, fact.recipient, fact.kind, fact.about, fact.cause, at, detail=fact.detail
    )
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
        if found.kind not in UNTIL_DONE | OWNED:
            state.agenda.set(f"notice:{found.notice}", at)


def _removed(state: WatchState, fact: AgencyItemRemoved, at: datetime) -> None:
    if fact.table == "staff":
        _gone(state, f"person:{fact.id}", at)


def _dismissed(state: WatchState, fact: StaffDismissed, at: datetime) -> None:
    _gone(state, f"person:{fact.person}", at)


def _gone(state: WatchState, recipient: str, at: datetime) -> None:
    for notice in list(state.notices.values()):
        if notice.recipient == recipient and notice.kind in SHARED:
            state.notices[notice.notice] = replace(notice, is_gone=True)
            state.agenda.set(f"notice:{notice.notice}", at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    NoticeGiven: _given,
    NoticeRepeated: _repeated,
    NoticeEnded: _ended,
    PageRequested: _page,
    PageAnswered: _answered,
    AgencyItemRemoved: _removed,
    StaffDismissed: _dismissed,
}

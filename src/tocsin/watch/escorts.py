"""Somebody who goes with her: asked one after the other, until one says yes.

Nobody is taken for an escort who has not said so. When nobody is left to ask,
safety coordinators and supervisors are told, and it stays shown.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.respondents import ColleagueKeptAway
from tocsin.facts.signals import Answer, PageAnswered
from tocsin.facts.walks import (
    EscortAccepted,
    EscortAsked,
    EscortDone,
    EscortMissing,
    EscortPassed,
    EscortWanted,
    WalkEnded,
)
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import ESCORT_ANSWER_S
from tocsin.watch import notices, walk_saying
from tocsin.watch.known import Known
from tocsin.watch.state import WatchState
from tocsin.watch.walk import Escort, EscortState, Walk

ASK_COORDINATOR: Final = NoticeKind.ESCORT_MISSING
ESCORT: Final = frozenset({NoticeKind.ESCORT})
BOTH: Final = frozenset({NoticeKind.ESCORT, ASK_COORDINATOR})


class TendEscort(msgspec.Struct, frozen=True):
    """Something about the escort of this walk is owed."""

    walk: str


class WantEscort(msgspec.Struct, frozen=True):
    """Ask these targets, one after the other, to go with her."""

    walk: str
    by: str
    targets: tuple[str, ...]


class ReportEscort(msgspec.Struct, frozen=True):
    """Somebody says for the escort who was asked what they answered by voice."""

    walk: str
    by: str
    answer: Answer


EscortCommand = TendEscort | WantEscort | ReportEscort


class Reason(StrEnum):
    """Why an escort cannot be asked or reported, in order of precedence."""

    WALK_UNKNOWN = "walk_unknown"
    TARGETS_EMPTY = "targets_empty"
    NO_ESCORT_ASKED = "no_escort_asked"


def due(state: WatchState, name: str, _now: datetime) -> list[TendEscort]:
    """What the escort of a walk owes at its moment."""
    walk = state.walks.get(name)
    return [TendEscort(name)] if walk is not None and walk.escort is not None else []


def decide(
    state: WatchState, command: EscortCommand, now: datetime, known: Known
) -> Accepted[Fact] | Refused:
    """Decide one command about an escort."""
    walk = state.walks.get(command.walk)
    if walk is None:
        return Refused(Reason.WALK_UNKNOWN, "No walk or check of this name is under way.")
    if isinstance(command, WantEscort):
        if not command.targets:
            return Refused(Reason.TARGETS_EMPTY, "Name at least one person, role or rota.")
        return Accepted(want(state, walk, command.targets, command.by, now, known))
    escort = walk.escort
    if escort is None or not escort.recipient:
        return Refused(Reason.NO_ESCORT_ASKED, "Nobody was asked to go with her yet.")
    answer = command.answer if isinstance(command, ReportEscort) else escort.answer
    return Accepted(_answered(state, walk, escort, answer, now, known))


def want(
    state: WatchState,
    walk: Walk,
    targets: tuple[str, ...],
    by: str,
    now: datetime,
    known: Known,
) -> tuple[Fact, ...]:
    """These targets are asked from now on to go with her, whoever was asked before."""
    wanted = EscortWanted(walk.walk, targets, by)
    fresh = replace(walk, escort=Escort(targets))
    ended = notices.endings(state, walk.cause, "asked_anew", BOTH)
    return (wanted, *ended, *_next(state, fresh, (), now, known))


def _answered(
    state: WatchState,
    walk: Walk,
    escort: Escort,
    answer: Answer | None,
    now: datetime,
    known: Known,
) -> tuple[Fact, ...]:
    """What an answer means, or that there was none in time."""
    who, told = escort.recipient, notices.endings
    if escort.is_gone or answer in (None, Answer.DECLINED):
        reason = "removed" if escort.is_gone else "declined" if answer else "no_answer"
        return (
            EscortPassed(walk.walk, who, reason),
            *told(state, walk.cause, reason, ESCORT),
            *_next(state, walk, escort.asked, now, known),
        )
    accepted = () if escort.status is EscortState.ACCEPTED else (EscortAccepted(walk.walk, who),)
    if answer is Answer.DONE:
        return (*accepted, EscortDone(walk.walk, who), *told(state, walk.cause, "done", ESCORT))
    return accepted


def _next(
    state: WatchState, walk: Walk, asked: tuple[str, ...], now: datetime, known: Known
) -> tuple[Fact, ...]:
    """The next who can be asked, or people are told that there is nobody."""
    targets = walk.escort.targets if walk.escort else ()
    wanted = notices.who_may_hear(state, known, targets, walk.recipient)
    # Whoever has a plan of their own that lets nothing be sent now cannot be asked.
    left = [who for who in wanted if who not in asked and known.may_ask(who)]
    words = walk_saying.escort_words(walk, known)
    if left:
        until = now + timedelta(seconds=ESCORT_ANSWER_S)
        given = notices.give(state, left[0], NoticeKind.ESCORT, walk.about, walk.cause, words)
        return (EscortAsked(walk.walk, left[0], given.notice, until), given)
    people = notices.leaders(state, known, walk.recipient)
    told = notices.tell(state, people, ASK_COORDINATOR, walk.about, walk.cause, words, now)
    return (EscortMissing(walk.walk), *told)


def _put(state: WatchState, walk: Walk, escort: Escort, at: datetime | None) -> None:
    state.walks[walk.walk] = replace(walk, escort=escort)
    state.agenda.set(f"escort:{walk.walk}", at)


def _wanted(state: WatchState, fact: EscortWanted, _at: datetime) -> None:
    walk = state.walks.get(fact.walk)
    if walk is not None:
        _put(state, walk, Escort(fact.targets), None)


def _asked(state: WatchState, fact: EscortAsked, _at: datetime) -> None:
    walk = state.walks.get(fact.walk)
    if walk is not None and walk.escort is not None:
        escort = Escort(
            walk.escort.targets,
            EscortState.ASKING,
            (*walk.escort.asked, fact.recipient),
            fact.recipient,
            fact.notice,
            fact.until,
        )
        _put(state, walk, escort, fact.until)


def _settled(
    state: WatchState, fact: EscortAccepted | EscortMissing | EscortDone, _at: datetime
) -> None:
    walk = state.walks.get(fact.walk)
    if walk is not None and walk.escort is not None:
        status = {
            EscortAccepted: EscortState.ACCEPTED,
            EscortMissing: EscortState.MISSING,
            EscortDone: EscortState.DONE,
        }[type(fact)]
        _put(state, walk, replace(walk.escort, status=status, until=None, answer=None), None)


def _passed(state: WatchState, fact: EscortPassed, _at: datetime) -> None:
    walk = state.walks.get(fact.walk)
    if walk is not None and walk.escort is not None:
        escort = replace(walk.escort, recipient="", notice="", until=None, is_gone=False)
        _put(state, walk, escort, None)


_LATER: Final = frozenset({Answer.DONE, Answer.DECLINED})
_FIRST: Final = _LATER | {Answer.RECEIVED}


def _page_answered(state: WatchState, fact: PageAnswered, at: datetime) -> None:
    """What whoever was asked says; a second "received" of an escort says nothing new."""
    for walk in list(state.walks.values()):
        escort = walk.escort
        notice = state.notices.get(escort.notice) if escort is not None else None
        if escort is None or notice is None or not fact.page or notice.page != fact.page:
            continue
        expected = _FIRST if escort.status is EscortState.ASKING else _LATER
        if fact.answer in expected and escort.status is not EscortState.DONE:
            _put(state, walk, replace(escort, answer=fact.answer), at)


def _gone(state: WatchState, person: str, at: datetime, hers: str = "") -> None:
    """This colleague goes with nobody any more; with `hers`, not with her alone."""
    for walk in list(state.walks.values()):
        escort = walk.escort
        is_theirs = escort is not None and escort.recipient == f"person:{person}"
        is_theirs = is_theirs and hers in ("", walk.recipient)
        if escort is not None and is_theirs and escort.status is not EscortState.DONE:
            _put(state, walk, replace(escort, is_gone=True), at)


def _removed(state: WatchState, fact: AgencyItemRemoved, at: datetime) -> None:
    if fact.table == "staff":
        _gone(state, fact.id, at)


def _dismissed(state: WatchState, fact: StaffDismissed, at: datetime) -> None:
    _gone(state, fact.person, at)


def _kept_away(state: WatchState, fact: ColleagueKeptAway, at: datetime) -> None:
    _gone(state, fact.colleague, at, f"person:{fact.person}")


def _over(state: WatchState, fact: WalkEnded, _at: datetime) -> None:
    state.agenda.set(f"escort:{fact.walk}", None)


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    EscortWanted: _wanted,
    EscortAsked: _asked,
    EscortAccepted: _settled,
    EscortPassed: _passed,
    EscortMissing: _settled,
    EscortDone: _settled,
    PageAnswered: _page_answered,
    AgencyItemRemoved: _removed,
    StaffDismissed: _dismissed,
    ColleagueKeptAway: _kept_away,
    WalkEnded: _over,
}

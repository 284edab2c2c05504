"""Custody as people and roster feeds state it, and as it lapses when nobody says it again."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from tocsin.facts.custody import CustodyLapsed, CustodyStated, CustodyStatus
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.watch.case_state import Cases, CustodyNow
from tocsin.watch.custody import FRESH
from tocsin.watch.refusals import CaseRefusal
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch_respondent


class StateCustody(msgspec.Struct, frozen=True):
    """Somebody says where a respondent is; a roster feed gives the same command."""

    respondent: str
    status: CustodyStatus
    source: str
    at: datetime
    certainty: Certainty
    by: str


class LapseCustody(msgspec.Struct, frozen=True):
    """Nobody has said again that they are in custody."""

    respondent: str


def decide(
    state: WatchState, command: StateCustody | LapseCustody, now: datetime
) -> Accepted[Fact] | Refused:
    """Take a statement, or say that the last one has lapsed."""
    if isinstance(command, LapseCustody):
        found = state.cases.custody[command.respondent]
        return Accepted((CustodyLapsed(command.respondent, found.at),))
    if command.respondent not in state.cases.respondents:
        return Refused(CaseRefusal.RESPONDENT_UNKNOWN, "There is no respondent of this name.")
    if not command.source.strip():
        return Refused(CaseRefusal.TEXT_MISSING, "Say on whose word: the source is missing.")
    if command.at > now + timedelta(seconds=FIX_AHEAD_S):
        return Refused(CaseRefusal.MOMENT_AHEAD, "Say what was so; this moment is still to come.")
    fact = CustodyStated(
        command.respondent,
        command.status,
        command.source,
        command.at,
        command.certainty,
        command.by,
    )
    return Accepted((fact,))


def due(state: WatchState, name: str, _now: datetime) -> list[LapseCustody]:
    """A statement of custody that nobody has repeated in time."""
    return [LapseCustody(name)] if _can_lapse(state.cases, name) else []


def _can_lapse(cases: Cases, name: str) -> bool:
    found = cases.custody.get(name)
    return found is not None and found.status is CustodyStatus.IN_CUSTODY


def _stated(state: WatchState, fact: CustodyStated, at: datetime) -> None:
    before = state.cases.custody.get(fact.respondent)
    # What was said later but was so earlier says nothing of now.
    if before is not None and fact.at < before.at:
        return
    state.cases.custody[fact.respondent] = _now(before, fact)
    _set_moment(state, fact.respondent)
    touch_respondent(state, fact.respondent, at)


def _now(before: CustodyNow | None, fact: CustodyStated) -> CustodyNow:
    """The new statement; it remembers whether, and when, they came free after custody."""
    is_in = fact.status is CustodyStatus.IN_CUSTODY
    was_in = before is not None and before.was_in
    is_release = was_in and fact.status is CustodyStatus.AT_LARGE
    released_at = fact.at if is_release else before.released_at if before else None
    return CustodyNow(
        fact.status,
        fact.source,
        fact.at,
        fact.certainty,
        fact.by,
        released_at=None if is_in else released_at,
        was_in=is_in or (was_in and not is_release),
    )


def _lapsed(state: WatchState, fact: CustodyLapsed, at: datetime) -> None:
    found = state.cases.custody.get(fact.respondent)
    if found is None or found.at != fact.stated_at:
        return
    lapsed = replace(found, status=CustodyStatus.UNKNOWN)
    state.cases.custody[fact.respondent] = lapsed
    _set_moment(state, fact.respondent)
    touch_respondent(state, fact.respondent, at)


def _set_moment(state: WatchState, respondent: str) -> None:
    found = state.cases.custody[respondent]
    holds = found.status is CustodyStatus.IN_CUSTODY
    state.agenda.set(f"custody:{respondent}", found.at + FRESH if holds else None)


EVOLVERS: Final[Evolvers] = {CustodyStated: _stated, CustodyLapsed: _lapsed}

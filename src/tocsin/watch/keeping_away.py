"""A colleague who is her respondent: from the moment that this is known they do nothing for her.

Who is meant follows from the respondents, orders and plans as they are now. That
it became so is a fact of its own, so that every part can take back at once what
it had given them: pages, command, a search task, a walk with her. They are told
to stand down and never why; those who lead are told who was taken off.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeEnded, NoticeKind
from tocsin.facts.respondents import ColleagueKeptAway, ColleagueLetBack
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import NOTICE_AGAIN_S
from tocsin.tongues.known import texting
from tocsin.watch import notices
from tocsin.watch.case_state import colleagues_kept_from
from tocsin.watch.known import Known
from tocsin.watch.state import Evolvers, Notice, WatchState
from tocsin.watch.walk import EscortState


class NoteKeptAway(msgspec.Struct, frozen=True):
    """A colleague must stay away from this person from now on, or need not any more."""

    person: str
    colleague: str


def due(_state: WatchState, name: str, _now: datetime) -> list[NoteKeptAway]:
    """Somebody of whom it was not said yet."""
    person, _, colleague = name.partition("/")
    return [NoteKeptAway(person, colleague)]


def decide(state: WatchState, command: NoteKeptAway, now: datetime, view: Known) -> Accepted[Fact]:
    """Say it, take back what the watch had given them, and tell them and those who lead."""
    person, colleague = command.person, command.colleague
    if colleague not in colleagues_kept_from(state.cases, person):
        return Accepted((ColleagueLetBack(colleague, person),))
    ended = (NoticeEnded(one.notice, "taken_back") for one in _theirs(state, person, colleague))
    facts: tuple[Fact, ...] = (ColleagueKeptAway(colleague, person), *ended)
    if not _had_a_task(state, person, colleague, view):
        return Accepted(facts)
    return Accepted((*facts, *_told(state, person, colleague, now, view)))


def _theirs(state: WatchState, person: str, colleague: str) -> Iterator[Notice]:
    """What they were told or asked about her; and no sighting is judged by a respondent."""
    for one in state.notices.values():
        is_about = one.about == f"person:{person}" or one.cause.startswith("sighting/")
        if one.recipient == f"person:{colleague}" and is_about:
            yield one


def _had_a_task(state: WatchState, person: str, colleague: str, view: Known) -> bool:
    if not view.is_active(colleague):
        return False
    who = f"person:{colleague}"
    walks = (walk for walk in state.walks.values() if walk.recipient == f"person:{person}")
    goes = (walk.escort for walk in walks if walk.escort is not None)
    is_escort = any(one.recipient == who and one.status is not EscortState.DONE for one in goes)
    hers = f"person:{person}"
    return is_escort or view.is_helping(who, hers) or bool(view.units_with(colleague, hers))


def _told(
    state: WatchState, person: str, colleague: str, now: datetime, view: Known
) -> tuple[Fact, ...]:
    who, hers = f"person:{colleague}", f"person:{person}"
    again_at = now + timedelta(seconds=NOTICE_AGAIN_S)
    cause = f"kept/{person}/{colleague}"
    stand_down = notices.give(state, who, NoticeKind.STAND_DOWN, who, "kept", again_at=again_at)
    # A unit on its way is not called back from her: those who lead make sure who is on it.
    tongue = texting(view.agency_language())
    on = view.units_with(colleague, hers)
    units = "".join(tongue.tell(", MAY BE ON {0}", unit) for unit in on)
    words = f"{view.name(who)} ({view.name(hers)}){units}"
    leaders = notices.leaders(state, view, hers)
    kind = NoticeKind.TAKEN_OFF
    return (stand_down, *notices.tell(state, leaders, kind, hers, cause, words, now, offset=2))


def _kept(state: WatchState, fact: ColleagueKeptAway, _at: datetime) -> None:
    known = state.cases.kept_away
    known[fact.person] = tuple(dict.fromkeys((*known.get(fact.person, ()), fact.colleague)))
    state.agenda.set(f"away:{fact.person}/{fact.colleague}", None)


def _let_back(state: WatchState, fact: ColleagueLetBack, _at: datetime) -> None:
    known = state.cases.kept_away
    rest = tuple(one for one in known.pop(fact.person, ()) if one != fact.colleague)
    if rest:
        known[fact.person] = rest
    state.agenda.set(f"away:{fact.person}/{fact.colleague}", None)


EVOLVERS: Evolvers = {ColleagueKeptAway: _kept, ColleagueLetBack: _let_back}

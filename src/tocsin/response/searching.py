"""Deciding a search: who looks where next, from what the ground says and what was found."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty, Evidence, LocationGiven
from tocsin.facts.search import (
    PersonFound,
    SearchEnded,
    Searcher,
    SearchersIdle,
    SearchPlanned,
    SearchStarted,
    SearchTaskEnded,
    SearchTaskGiven,
    SearchTaskOverdue,
    SegmentCleared,
)
from tocsin.facts.units import Reason as Why
from tocsin.kernel.decision import Accepted, Asks, Refused
from tocsin.kernel.limits import SEARCH_ASK_AGAIN_S, SEARCH_HORIZON_S, SEARCHERS_MAX
from tocsin.response.incident import Incident
from tocsin.response.search import (
    AskSearcher,
    EndSearch,
    GiveTasks,
    PlanSearch,
    ReportSearch,
    Search,
    SearchCommand,
    SettleTask,
    StartSearch,
    TakePlan,
    TakeTasks,
    Task,
    still_holds,
    withdrawn,
)

FOUND_ACCURACY_M = 20.0
"""Somebody who was found in a segment is within this of it."""


class Terrain(Protocol):
    """What a search needs to know of the ground."""

    def to_divide(self, incident: Incident, search: Search) -> object:
        """The question how the ground is to be divided; answered by `TakePlan`."""
        ...

    def to_assign(self, incident: Incident, search: Search) -> object:
        """The question who is to look where next; answered by `TakeTasks`."""
        ...

    def can_search(self, recipient: str) -> bool:
        """Whether this is somebody of the agency or one of its units."""
        ...

    def may_hear_of(self, recipient: str, sender: str) -> bool:
        """Whether this recipient is not somebody who must stay away from this sender."""
        ...

    def crew_doubts(self, sender: str) -> Mapping[str, Why]:
        """Units on which somebody may be who must stay away from this sender, and how sure."""
        ...


class Refusal(StrEnum):
    """Why a search cannot be begun, ended or told of, in order of precedence."""

    SEARCHERS_MISSING = "searchers_missing"
    SEARCHER_UNKNOWN = "searcher_unknown"
    SEARCHES_FOR_HERSELF = "searches_for_herself"
    SEARCHER_KEPT_AWAY = "searcher_kept_away"
    NO_SEARCH = "no_search"
    ANSWER_STALE = "answer_stale"
    TASK_OVER = "task_over"
    NOTHING_TO_DIVIDE = "nothing_to_divide"


STALE = Refused(
    Refusal.ANSWER_STALE, "Things have changed since this was worked out; it is worked out anew."
)


def decide_search(
    incident: Incident, command: SearchCommand, now: datetime, ground: Terrain
) -> Accepted[Fact] | Refused | Asks[object]:
    """Decide one command of a search."""
    if isinstance(command, StartSearch):
        return _start(incident, command, ground)
    search = incident.search
    if search is None or not search.is_running:
        return Refused(Refusal.NO_SEARCH, "No search is under way for this incident.")
    match command:
        case EndSearch():
            return Accepted(tuple(ends(incident, command.by, command.reason)))
        case PlanSearch():
            return Asks(ground.to_divide(incident, search))
        case GiveTasks():
            return Asks(ground.to_assign(incident, search))
        case TakePlan():
            return _plan(incident, search, command)
        case TakeTasks():
            return _give(incident, search, command, now)
        case _:
            return _answer(incident, search, command, now)


def _start(incident: Incident, command: StartSearch, ground: Terrain) -> Accepted[Fact] | Refused:
    if not 0 < len(command.searchers) <= SEARCHERS_MAX:
        return Refused(
            Refusal.SEARCHERS_MISSING, f"Name 1 to {SEARCHERS_MAX} people or units who search."
        )
    if any(one.recipient == incident.sender for one in command.searchers):
        return Refused(Refusal.SEARCHES_FOR_HERSELF, "Whoever is looked for cannot search.")
    if not all(ground.can_search(one.recipient) for one in command.searchers):
        return Refused(
            Refusal.SEARCHER_UNKNOWN,
            "Each searcher is person:ID or unit:ID of the agency file.",
        )
    kept = [one.recipient for one in command.searchers if _is_kept(incident, one, ground)]
    if kept:
        detail = f"Must stay away from whoever is looked for: {', '.join(kept)}."
        return Refused(Refusal.SEARCHER_KEPT_AWAY, detail)
    before = incident.search
    leave = withdrawn(before, command.searchers) if before else []
    unique = {one.recipient: one for one in command.searchers}
    return Accepted(
        (
            *(SearchTaskEnded(incident.incident, task.task, "withdrawn") for task in leave),
            SearchStarted(incident.incident, command.by, tuple(unique.values())),
        )
    )


def _is_kept(incident: Incident, one: Searcher, ground: Terrain) -> bool:
    kind, _, name = one.recipient.partition(":")
    if kind == "unit":
        return ground.crew_doubts(incident.sender).get(name) is Why.CREW_KEPT_AWAY
    return not ground.may_hear_of(one.recipient, incident.sender)


def _plan(incident: Incident, search: Search, answer: TakePlan) -> Accepted[Fact] | Refused:
    if not still_holds(answer, search, incident.evidence):
        return STALE
    advice, name = answer.advice, incident.incident
    if advice is None:
        # Nothing to divide yet: the search stands, and new evidence divides it.
        empty = SearchPlanned(
            name, search.plan + 1, search.stale, (), 1.0, 0.0, 0.0, 0.0, SEARCH_HORIZON_S
        )
        return Accepted((empty,))
    return Accepted(
        (
            *(
                SearchTaskEnded(name, task, "replanned")
                for task in advice.leave
                if search.task(task)
            ),
            SearchPlanned(
                name,
                search.plan + 1,
                search.stale,
                advice.segments,
                advice.elsewhere,
                advice.found_within,
                advice.worth,
                advice.bound,
                SEARCH_HORIZON_S,
            ),
        )
    )


def _give(
    incident: Incident, search: Search, answer: TakeTasks, now: datetime
) -> Accepted[Fact] | Refused:
    """A task for each idle searcher; who gets none is said to be idle, and waits.

    That there is nothing for somebody is believed only where nothing has changed since
    it was asked: whoever became free meanwhile, or may get what others left, is asked for
    anew.
    """
    if search.stale or search.plan != answer.asked.plan:
        return STALE
    open_ground = {one.segment for one in search.segments}
    open_ground -= {task.segment for task in search.tasks}
    waiting = {one.recipient for one in search.idle()}
    served: set[str] = set()
    facts: list[Fact] = []
    for one in answer.assignments:
        if one.segment not in open_ground or one.recipient not in waiting - served:
            continue
        open_ground.remove(one.segment)
        task = f"{incident.incident}/T{search.task_count + len(facts) + 1}"
        by = now + timedelta(seconds=one.seconds)
        given = SearchTaskGiven(
            incident.incident, task, one.segment, one.recipient, round(one.pod, 4), by
        )
        facts.append(given)
        served.add(one.recipient)
    idle = tuple(one.recipient for one in search.idle() if one.recipient not in served)
    if idle and search == answer.asked:
        facts.append(SearchersIdle(incident.incident, idle))
    return Accepted(tuple(facts))


def _answer(
    incident: Incident,
    search: Search,
    command: ReportSearch | SettleTask | AskSearcher,
    now: datetime,
) -> Accepted[Fact] | Refused:
    task = search.task(command.task)
    if task is None:
        return Refused(
            Refusal.TASK_OVER, "This task is over: it was answered, or ended with its plan."
        )
    if isinstance(command, AskSearcher):
        again = now + timedelta(seconds=SEARCH_ASK_AGAIN_S)
        return Accepted((SearchTaskOverdue(incident.incident, task.task, task.recipient, again),))
    if isinstance(command, ReportSearch):
        found, by = command.found, command.by
    else:
        found, by = task.answer == "found", task.recipient
    if found:
        return Accepted(_found(incident, search, task, by, now))
    return Accepted((SegmentCleared(incident.incident, task.task, task.segment, by, task.pod),))


def _found(
    incident: Incident, search: Search, task: Task, by: str, now: datetime
) -> tuple[Fact, ...]:
    """She was found: everybody is told, the rest of the search ends, the place is evidence."""
    name = incident.incident
    segment = search.segment(task.segment)
    located: tuple[Fact, ...] = ()
    if segment is not None:
        evidence = Evidence(
            "searcher",
            "",
            None,
            FOUND_ACCURACY_M,
            now,
            Certainty.REPORTED,
            confidence=0.95,
            label=segment.label,
            outline=segment.outline,
        )
        located = (LocationGiven(name, evidence, by),)
    return (
        PersonFound(name, by, task.task, task.segment),
        *located,
        *_end_tasks(incident, search, "found"),
        SearchEnded(name, by, "found"),
    )


def ends(incident: Incident, by: str, reason: str) -> list[Fact]:
    """What ends a search that is under way, its tasks first; nothing where there is none."""
    search = incident.search
    if search is None or not search.is_running:
        return []
    over = _end_tasks(incident, search, "ended")
    return [*over, SearchEnded(incident.incident, by, reason)]


def _end_tasks(incident: Incident, search: Search, reason: str) -> list[SearchTaskEnded]:
    return [SearchTaskEnded(incident.incident, task.task, reason) for task in search.tasks]

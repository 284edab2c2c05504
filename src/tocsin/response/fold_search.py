"""How facts about a search change the incident it belongs to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.search import (
    PersonFound,
    SearchEnded,
    SearchersIdle,
    SearchPlanned,
    SearchStarted,
    SearchTaskEnded,
    SearchTaskGiven,
    SearchTaskOverdue,
    SegmentCleared,
)
from tocsin.response.search import Cleared, Search, Task
from tocsin.response.state import ResponseState, put


def _change(state: ResponseState, name: str, at: datetime, **changes: Any) -> None:
    incident = state.incidents.get(name)
    if incident is not None and incident.search is not None:
        put(state, replace(incident, search=replace(incident.search, **changes)), at)


def _search(state: ResponseState, name: str) -> Search | None:
    incident = state.incidents.get(name)
    return incident.search if incident else None


def _started(state: ResponseState, fact: SearchStarted, at: datetime) -> None:
    incident = state.incidents.get(fact.incident)
    if incident is None:
        return
    before = incident.search or Search(fact.by, fact.searchers)
    search = replace(
        before, by=fact.by, searchers=fact.searchers, stale="started", ended="", found_by=""
    )
    put(state, replace(incident, search=search), at)


def _planned(state: ResponseState, fact: SearchPlanned, at: datetime) -> None:
    search = _search(state, fact.incident)
    if search is not None:
        # Ground that is being looked through stays known until its task is over.
        busy = {task.segment for task in search.tasks}
        kept = tuple(one for one in search.segments if one.segment in busy)
        segments = (*kept, *fact.segments)
        _change(
            state,
            fact.incident,
            at,
            plan=fact.plan,
            segments=segments,
            stale="",
            idle_since_plan=(),
        )


def _given(state: ResponseState, fact: SearchTaskGiven, at: datetime) -> None:
    search = _search(state, fact.incident)
    if search is not None:
        task = Task(fact.task, fact.segment, fact.recipient, fact.pod, at, fact.done_by)
        segment = search.segment(fact.segment)
        new = () if segment is None or segment in search.given else (segment,)
        _change(
            state,
            fact.incident,
            at,
            tasks=(*search.tasks, task),
            task_count=search.task_count + 1,
            given=(*search.given, *new),
        )


def _idle(state: ResponseState, fact: SearchersIdle, at: datetime) -> None:
    search = _search(state, fact.incident)
    if search is not None:
        idle = tuple(dict.fromkeys((*search.idle_since_plan, *fact.recipients)))
        _change(state, fact.incident, at, idle_since_plan=idle)


def _cleared(state: ResponseState, fact: SegmentCleared, at: datetime) -> None:
    search = _search(state, fact.incident)
    if search is None:
        return
    segment = search.segment(fact.segment)
    cleared = search.cleared
    if segment is not None:
        cleared = (*cleared, Cleared(segment, fact.by, fact.pod, at))
    _change(
        state,
        fact.incident,
        at,
        tasks=_without(search, fact.task),
        cleared=cleared,
        idle_since_plan=(),
    )


def _overdue(state: ResponseState, fact: SearchTaskOverdue, at: datetime) -> None:
    search = _search(state, fact.incident)
    if search is not None:
        tasks = tuple(
            replace(one, is_overdue=True, ask_at=fact.ask_again_at)
            if one.task == fact.task
            else one
            for one in search.tasks
        )
        _change(state, fact.incident, at, tasks=tasks)


def _task_ended(state: ResponseState, fact: SearchTaskEnded, at: datetime) -> None:
    search = _search(state, fact.incident)
    if search is not None:
        _change(state, fact.incident, at, tasks=_without(search, fact.task), idle_since_plan=())


def _without(search: Search, name: str) -> tuple[Task, ...]:
    return tuple(one for one in search.tasks if one.task != name)


def _found(state: ResponseState, fact: PersonFound, at: datetime) -> None:
    _change(state, fact.incident, at, found_by=fact.by)


def _ended(state: ResponseState, fact: SearchEnded, at: datetime) -> None:
    _change(state, fact.incident, at, ended=fact.reason, tasks=(), stale="")


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    SearchStarted: _started,
    SearchPlanned: _planned,
    SearchTaskGiven: _given,
    SearchersIdle: _idle,
    SegmentCleared: _cleared,
    SearchTaskOverdue: _overdue,
    SearchTaskEnded: _task_ended,
    PersonFound: _found,
    SearchEnded: _ended,
}

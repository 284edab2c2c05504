"""A search: who looks where, what they answered, and what is owed because of it.

It belongs to one incident and ends with it. A searcher has one task at a time;
the next follows from what was found so far. A searcher who does not answer is
asked again and told of: silence may mean that they are in danger themselves.

Dividing the ground and giving it out take up to a second for fifty searchers, and nobody's
page waits for that: both are asked of the ground beside the loop (`PlanSearch`, `GiveTasks`),
and the answer comes as a command of its own (`TakePlan`, `TakeTasks`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

import msgspec

from tocsin.facts.incidents import Evidence
from tocsin.facts.search import Searcher, Segment


class Task(msgspec.Struct, frozen=True):
    """One segment for one searcher. `answer` is `clear` or `found` once they said so."""

    task: str
    segment: str
    recipient: str
    pod: float
    given_at: datetime
    ask_at: datetime
    answer: str = ""
    is_overdue: bool = False


class Cleared(msgspec.Struct, frozen=True):
    """Ground that was looked through in vain, and how much that means."""

    segment: Segment
    by: str
    pod: float
    at: datetime


class Search(msgspec.Struct, frozen=True):
    """A search as it stands. `stale` says why the ground must be divided anew."""

    by: str
    searchers: tuple[Searcher, ...]
    plan: int = 0
    segments: tuple[Segment, ...] = ()
    tasks: tuple[Task, ...] = ()
    cleared: tuple[Cleared, ...] = ()
    task_count: int = 0
    stale: str = "started"
    idle_since_plan: tuple[str, ...] = ()
    """Searchers for whom the present plan has nothing."""
    found_by: str = ""
    ended: str = ""
    given: tuple[Segment, ...] = ()
    """Every piece of ground that somebody was sent to, whatever became of its plan."""

    @property
    def is_running(self) -> bool:
        """Whether tasks are still given."""
        return not self.ended

    def segment(self, name: str) -> Segment | None:
        """The segment of this name, from the present plan, or given out by an earlier one."""
        return next((one for one in (*self.segments, *self.given) if one.segment == name), None)

    def task(self, name: str) -> Task | None:
        """The open task of this name."""
        return next((one for one in self.tasks if one.task == name), None)

    def idle(self) -> list[Searcher]:
        """Searchers without a task who may get one of the present plan."""
        busy = {task.recipient for task in self.tasks} | set(self.idle_since_plan)
        return [one for one in self.searchers if one.recipient not in busy]


class Advice(msgspec.Struct, frozen=True):
    """How the ground is divided, and what such a search can find within its horizon."""

    segments: tuple[Segment, ...]
    elsewhere: float
    found_within: float
    worth: float
    bound: float
    leave: tuple[str, ...] = ()
    """Tasks under way that are not worth finishing: she is hardly there any more."""


class Assignment(msgspec.Struct, frozen=True):
    """The next segment of a searcher; `seconds` from now until they should have answered."""

    recipient: str
    segment: str
    pod: float
    seconds: float


class StartSearch(msgspec.Struct, frozen=True):
    """Search with these people and units from now on, instead of those before."""

    incident: str
    by: str
    searchers: tuple[Searcher, ...]


class EndSearch(msgspec.Struct, frozen=True):
    """Call the search off."""

    incident: str
    by: str
    reason: str = "called_off"


class ReportSearch(msgspec.Struct, frozen=True):
    """Somebody says on the board or the radio how a task ended."""

    incident: str
    task: str
    by: str
    found: bool


class PlanSearch(msgspec.Struct, frozen=True):
    """Divide the ground anew."""

    incident: str


class GiveTasks(msgspec.Struct, frozen=True):
    """Searchers are without a task."""

    incident: str


class TakePlan(msgspec.Struct, frozen=True):
    """The ground was divided as it was when that was asked; None where nothing divides it."""

    incident: str
    asked: Search
    evidence: tuple[Evidence, ...]
    advice: Advice | None


class TakeTasks(msgspec.Struct, frozen=True):
    """These are the next tasks of whoever was without one when that was asked."""

    incident: str
    asked: Search
    assignments: tuple[Assignment, ...]


class SettleTask(msgspec.Struct, frozen=True):
    """A searcher answered CLEAR or FOUND."""

    incident: str
    task: str


class AskSearcher(msgspec.Struct, frozen=True):
    """A searcher should have answered by now."""

    incident: str
    task: str


SearchOwed: TypeAlias = PlanSearch | GiveTasks | SettleTask | AskSearcher
SearchAnswer: TypeAlias = TakePlan | TakeTasks
SearchCommand: TypeAlias = StartSearch | EndSearch | ReportSearch | SearchOwed | SearchAnswer


def search_owed(incident: str, search: Search, now: datetime) -> list[SearchOwed]:
    """What a search owes at this moment: answers first, then the plan, then tasks.

    A searcher who is silent is asked whatever else is owed: no plan holds that up.
    """
    if not search.is_running:
        return []
    answered = [SettleTask(incident, task.task) for task in search.tasks if task.answer]
    if answered:
        return [*answered]
    late = [AskSearcher(incident, task.task) for task in search.tasks if task.ask_at <= now]
    if search.stale:
        return [*late, PlanSearch(incident)]
    return [*late, *([GiveTasks(incident)] if search.idle() else [])]


def search_moment(search: Search | None, now: datetime) -> datetime | None:
    """When a search must be looked at again; None leaves it to an answer."""
    if search is None or not search.is_running:
        return None
    if search_owed("", search, now):
        return now
    return min((task.ask_at for task in search.tasks), default=None)


def withdrawn(search: Search, searchers: Iterable[Searcher]) -> list[Task]:
    """The open tasks of searchers who are not among these."""
    stay = {one.recipient for one in searchers}
    return [task for task in search.tasks if task.recipient not in stay]


def still_holds(answer: TakePlan, search: Search, evidence: tuple[Evidence, ...]) -> bool:
    """Whether what a plan was made of is so still.

    Ground that somebody looked through counted as searched already: so it may have been
    cleared meanwhile, unless the plan gives it to others.
    """
    asked, leave = answer.asked, answer.advice.leave if answer.advice else ()
    if evidence != answer.evidence or search.searchers != asked.searchers:
        return False
    if (search.plan, search.stale) != (asked.plan, asked.stale):
        return False
    going_on = {task.task for task in search.tasks}
    cleared = {one.segment.segment for one in search.cleared[len(asked.cleared) :]}
    return all(
        task.task in going_on or (task.segment in cleared and task.task not in leave)
        for task in asked.tasks
    )

"""What takes too long to be worked out in the loop: asked in it, answered beside it.

A search that owes a plan or tasks asks; the question holds all that its answer rests on,
and nothing in it changes any more. Whoever runs the engine has it answered where and
when it likes and gives the answer back as a command, which is decided like any other.
Nothing here is on record before that: after a crash the search still owes what it owed,
and asks again.
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, NamedTuple

from tocsin.engine.findings import Finding
from tocsin.facts.system import AlarmKind
from tocsin.ground.ground import AssignAsked, DivideAsked, Planner
from tocsin.response.search import GiveTasks, PlanSearch, SearchAnswer, TakePlan, TakeTasks

Waits = PlanSearch | GiveTasks
"""What cannot be decided before a question is answered."""


class Question(NamedTuple):
    """One question, for what it is asked, and at which position of the ledger."""

    waits: Waits
    asked: DivideAsked | AssignAsked
    planner: Planner
    cause: int

    def answer(self) -> SearchAnswer:
        """Work it out. Slow; touches nothing that the engine touches. Raises what may come."""
        asked = self.asked
        if isinstance(asked, DivideAsked):
            advice = self.planner.divide(asked)
            name, evidence = asked.incident.incident, asked.incident.evidence
            return TakePlan(name, asked.search, evidence, advice)
        return TakeTasks(asked.incident, asked.search, tuple(self.planner.assign(asked)))


def waits_for(answer: object) -> Waits | None:
    """What waited for this command; None for one that answers no question."""
    if isinstance(answer, TakePlan):
        return PlanSearch(answer.incident)
    return GiveTasks(answer.incident) if isinstance(answer, TakeTasks) else None


PLAN_LATE_S: Final = 60
"""A plan of a search that is not there this long after it was asked for is an alarm."""

PLANNING: Final = "planning"
"""How the thread is called that answers; it cannot be told to stop."""


class Beside:
    """One thread beside the loop, which answers one question after the other."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=PLANNING)
        self._asked: dict[str, datetime] = {}  # When, by incident; what is not answered yet.

    async def answer(self, question: Question, now: datetime) -> SearchAnswer:
        """The answer, once its turn has come. Raises what the planner raises."""
        loop = asyncio.get_running_loop()
        self._asked[question.waits.incident] = now
        try:
            return await loop.run_in_executor(self._thread, question.answer)
        finally:
            self._asked.pop(question.waits.incident, None)

    def late(self, now: datetime) -> Iterator[Finding]:
        """Searches that have waited too long: nobody can tell a slow planner from one that hangs.

        Another is not begun in its place: two would share what one works on.
        """
        for incident, at in self._asked.items():
            seconds = (now - at).total_seconds()
            if seconds >= PLAN_LATE_S:
                detail = (
                    f"The plan of the search for {incident} is not there after {PLAN_LATE_S} s."
                )
                yield Finding(AlarmKind.PLAN_LATE, incident, detail)

    def close(self) -> None:
        """Begin no other question; one that is being answered is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)

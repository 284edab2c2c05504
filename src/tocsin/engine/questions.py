"""What takes too long to be worked out in the loop: asked in it, answered beside it.

A search that owes a plan or tasks asks; the question holds all that its answer rests on,
and nothing in it changes any more. Whoever runs the engine has it answered where and
when it likes and gives the answer back as a command, which is decided like any other.
Nothing here is on record before that: after a crash the search still owes what it owed,
and asks again.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

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


class Beside:
    """One thread beside the loop, which answers one question after the other."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="planning")

    async def answer(self, question: Question) -> SearchAnswer:
        """The answer, once its turn has come. Raises what the planner raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, question.answer)

    def close(self) -> None:
        """Begin no other question; one that is being answered is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)

"""Asking the server beside the loop: no page waits for a network that is down."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import structlog

log = structlog.get_logger()

T = TypeVar("T")


class Aside(Protocol):
    """Does what blocks somewhere else, and gives what came of it."""

    def __call__(self, lane: str, work: Callable[[], T]) -> Awaitable[T]:
        """Do this; what waits in one lane keeps its order and holds up no other lane.

        Raises what `work` raises.
        """
        ...

    def close(self) -> None:
        """Begin nothing more; what is under way is not waited for."""
        ...


async def ended(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """End these and wait until they have ended; one that failed is told."""
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            log.error("node_task_failed", error=type(result).__name__)


class Threads:
    """A thread for each lane."""

    def __init__(self) -> None:
        self._lanes: dict[str, ThreadPoolExecutor] = {}

    async def __call__(self, lane: str, work: Callable[[], T]) -> T:
        """Do this in the thread of its lane."""
        thread = self._lanes.get(lane)
        if thread is None:
            thread = self._lanes[lane] = ThreadPoolExecutor(1, thread_name_prefix=lane)
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    def close(self) -> None:
        """End every thread once it is done with what it does."""
        for thread in self._lanes.values():
            thread.shutdown(wait=False, cancel_futures=True)

"""An event loop on invented time: whatever waits costs nothing, and every run is the same.

The released service is an asyncio program. Here it runs as it is, on a loop whose
time goes to the next timer as soon as nobody can do anything any more. There is
no selector, no thread and no socket, so nothing but the code and the seed decides
what happens next.

Every step belongs to a *life*: the number in the context in which it was made. A
machine that goes down ends its life, and no step of that life is ever made again:
that is what a power cut looks like from the inside. Between any two steps, which
is to say at every await, the world may decide to do that.
"""

import asyncio
import heapq
from asyncio import _set_running_loop
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context, ContextVar, copy_context
from itertools import count
from math import ceil
from typing import Any, Final

LIFE: Final[ContextVar[int]] = ContextVar("life", default=0)
"""Whose step this is: 0 is the world, which never goes down."""

STEPS_AT_ONCE_MAX: Final = 200_000
"""So many steps without time passing are a loop that feeds itself."""


class Spinning(AssertionError):  # noqa: N818
    """Steps follow steps and time stands still."""


class _Step(asyncio.TimerHandle):
    """One step, with the life it belongs to."""

    def go(self) -> None:
        """Make it. What it raises goes to the loop's exception handler."""
        self._run()

    life = 0


_Loop: Any = asyncio.AbstractEventLoop
"""Sockets, signals and processes are left as they are there: not implemented."""


class VirtualLoop(_Loop):  # type: ignore[misc]
    """Runs callbacks in the order of their moments; time is a number.

    `may_step` is asked before each step of a machine, and answers False when that
    machine has just gone down. `on_idle` is told whenever all is done that can be
    done at this moment. `thread_s` says how long a thread takes for what it is given.
    """

    def __init__(self) -> None:
        self.micros = 0
        self.steps = 0
        self.may_step: Callable[[int], bool] = lambda _: True
        self.on_idle: Callable[[], None] = lambda: None
        self.thread_s: Callable[[], float] = lambda: 0.0
        self._ready: deque[_Step] = deque()
        self._timers: list[tuple[int, int, _Step]] = []
        self._order = count()
        self._over: set[int] = set()
        self._held: dict[int, list[_Step]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._failure: BaseException | None = None
        self._is_closed = False

    # Time passes.

    def run_while(self, goes_on: Callable[[], bool]) -> None:
        """Run until nothing is left, or until this says at a quiet moment that it is over."""
        _set_running_loop(self)
        try:
            self._make_steps()
            self.on_idle()
            while goes_on() and self._to_next_timer():
                self._make_steps()
                self.on_idle()
        finally:
            _set_running_loop(None)

    def end(self, life: int) -> None:
        """Nothing of this life is done any more."""
        self._over.add(life)

    def pause(self, life: int) -> None:
        """Nothing of this life is done until it wakes; its time goes on."""
        self._held.setdefault(life, [])

    def is_paused(self, life: int) -> bool:
        """Whether this life is held back."""
        return life in self._held

    def wake(self, life: int) -> None:
        """What was held back is done now, in its order."""
        self._ready.extend(self._held.pop(life, ()))

    def _to_next_timer(self) -> bool:
        timers = self._timers
        while timers and self._is_void(timers[0][2]):
            heapq.heappop(timers)
        if not timers:
            return False
        self.micros = max(self.micros, timers[0][0])
        while timers and timers[0][0] <= self.micros:
            self._ready.append(heapq.heappop(timers)[2])
        return True

    def _make_steps(self) -> None:
        ready = self._ready
        before = self.steps
        while ready:
            step = ready.popleft()
            life = step.life
            if step.cancelled() or life in self._over:
                continue
            if life in self._held:
                self._held[life].append(step)
                continue
            if life and not self.may_step(life):
                continue
            self.steps += 1
            if self.steps - before > STEPS_AT_ONCE_MAX:
                raise Spinning("Time stands still: something is done again and again.")
            step.go()
            if self._failure is not None:
                failure, self._failure = self._failure, None
                raise failure

    def _is_void(self, step: _Step) -> bool:
        return step.cancelled() or step.life in self._over

    # What asyncio asks of a loop.

    def time(self) -> float:
        return self.micros / 1e6

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        step = self._step(0.0, callback, args, context)
        self._ready.append(step)
        return step

    def _step(
        self,
        when: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        context: Context | None,
    ) -> _Step:
        where = copy_context() if context is None else context
        step = _Step(when, callback, args, self, where)
        step.life = where.get(LIFE, 0)
        return step

    call_soon_threadsafe = call_soon

    def call_at(
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        step = self._step(when, callback, args, context)
        # Never early, not by a microsecond: who waits for a moment must find that it has come.
        heapq.heappush(self._timers, (ceil(when * 1e6 - 1e-3), next(self._order), step))
        return step

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Cancelled timers are dropped when their moment comes."""

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(
        self,
        coro: Coroutine[Any, Any, Any] | Generator[Any, None, Any],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=self, name=name, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def run_in_executor(
        self,
        executor: Any,  # noqa: ARG002 - every thread is the same here.
        func: Callable[..., Any],
        *args: Any,
    ) -> asyncio.Future[Any]:
        """A thread that is done all at once, after a while."""
        future = self.create_future()

        def work() -> None:
            if future.done():
                return
            try:
                future.set_result(func(*args))
            except Exception as error:  # noqa: BLE001 - as a thread hands it on.
                future.set_exception(error)

        self.call_later(self.thread_s(), work)
        return future

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """What nobody caught ends the run, unless it comes of a life that is over."""
        failure = context.get("exception")
        if not self._is_closed and isinstance(failure, BaseException) and "handle" in context:
            self._failure = failure

    def get_task_factory(self) -> None:
        return None

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return not self._is_closed

    def is_closed(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        """Give up whatever still waits; its last words change nothing any more."""
        self._is_closed = True
        for task in list(self._tasks):
            coroutine: Any = task.get_coro()
            try:
                coroutine.close()
            except BaseException:  # noqa: BLE001, S112 - it is over.
                continue
        self._ready.clear()
        self._timers.clear()

"""An event loop whose time is played, and nodes in it that can be killed and paused.

When nothing is ready the time jumps to the next timer, so an hour takes as long as
what happens in it. Everything a node starts carries the node's mark; what is marked
with a killed node never runs again (no `finally`, as with kill -9), and what is marked
with a paused one runs when it wakes.
"""

import asyncio
import selectors
from contextvars import Context, ContextVar, copy_context
from typing import Any

MARK: ContextVar[str] = ContextVar("MARK", default="")


class _Selector(selectors.DefaultSelector):
    """Never waits: what would be waited for is jumped over."""

    loop: "PlayedLoop"

    def select(self, timeout=None):
        found = super().select(0)
        if not found and timeout is None:
            raise RuntimeError("Nothing is ready, and nothing ever will be.")
        if not found and timeout > 0:
            self.loop.moment += timeout
        return found


class PlayedLoop(asyncio.SelectorEventLoop):
    """Time is played; `steps` counts what was run for each mark."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.steps: dict[str, int] = {}
        self.dead: set[str] = set()
        self.paused: dict[str, list[tuple[Any, Any, Context]]] = {}
        self.on_step: Any = None
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self):
        return self.moment

    def call_soon(self, callback, *args, context=None):  # type: ignore[override]
        context = context or copy_context()
        return super().call_soon(self._run, callback, args, context, context=context)

    def call_at(self, when, callback, *args, context=None):  # type: ignore[override]
        context = context or copy_context()
        return super().call_at(when, self._run, callback, args, context, context=context)

    def _run(self, callback, args, context):
        mark = context.get(MARK, "")
        if mark in self.paused:
            self.paused[mark].append((callback, args, context))
            return
        if mark in self.dead:
            self.paused.setdefault(f"dead {mark}", []).append((callback, args, context))
            return
        self.steps[mark] = self.steps.get(mark, 0) + 1
        if self.on_step is not None:
            self.on_step(mark, self.steps[mark])
            if mark in self.dead or mark in self.paused:
                self._run(callback, args, context)
                return
        callback(*args)

    def kill(self, mark):
        """Nothing of it runs any more."""
        self.dead.add(mark)

    def pause(self, mark):
        self.paused.setdefault(mark, [])

    def wake(self, mark):
        for callback, args, context in self.paused.pop(mark, ()):
            self.call_soon(callback, *args, context=context)

    def bury(self):
        """Let what was killed end, so that nothing is left over."""
        dead, self.dead = self.dead, set()
        for mark in [*self.paused]:
            self.wake(mark)
        return dead


def play(main):
    """Run a coroutine function of the loop to its end, in played time."""
    loop = PlayedLoop()
    asyncio.set_event_loop(None)
    try:
        return loop.run_until_complete(main(loop))
    finally:
        _end_all(loop)
        loop.close()


def _end_all(loop):
    loop.on_step = None
    loop.bury()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

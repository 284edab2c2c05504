"""A seed that breaks a promise, made short: the least that still breaks the same promise.

Delta debugging (Zeller and Hildebrandt 2002, IEEE TSE 28) over the items of the
plan: first the time, then whole kinds of item, then ever smaller parts of what
is left. What remains is a story of a few lines, and a command that plays it.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tocsin.sim.faults import Fault
from tocsin.sim.plan import Item, Plan, command
from tocsin.sim.playing import play
from tocsin.sim.simulator import Ran

RUNS_MAX: Final = 150
"""So many runs are spent on making one seed short."""

MARGIN_MINUTES: Final = 0.1

Plays = Callable[[Plan], Ran]


class Shrunk(NamedTuple):
    """What is left of a seed, and how it ended."""

    ran: Ran
    items: tuple[Item, ...]
    minutes: float
    runs: int

    def command(self) -> str:
        """How to see it again."""
        names = [item.name for item in self.items]
        storm = self.ran.storm if Fault.STORM in names else 0
        return command(self.ran.seed, self.minutes, names, storm)

    def story(self) -> str:
        """What happens, as people read it."""
        said = [f"seed {self.ran.seed}, {self.minutes:g} minutes: {self.ran.broken}"]
        said += [f"  always    {item.words}" for item in self.items if item.at is None]
        timed = sorted((item.at, item.words) for item in self.items if item.at is not None)
        said += [f"  {at:%H:%M:%S}  {words}" for at, words in timed]
        said.append("  the last that is on record:")
        said += [f"    {line}" for line in self.ran.lines]
        return "\n".join([*said, f"  again: {self.command()}"])


class Shrinker:
    """Makes one failing run short. `plays` runs a plan."""

    def __init__(self, ran: Ran, plays: Plays = play, runs_max: int = RUNS_MAX) -> None:
        self._best = ran
        self._minutes = ran.minutes
        self._plays = plays
        self._left = runs_max
        self._runs_max = runs_max

    def shrink(self) -> Shrunk:
        """The shortest that was found within the runs there are."""
        self._shorten()
        self._lessen()
        for prefix in dict.fromkeys(item.name.partition(":")[0] for item in self._best.items):
            self._try([i for i in self._best.items if i.name.partition(":")[0] != prefix])
        parts = 2
        while self._left > 0 and len(self._best.items) >= 2:
            before = len(self._best.items)
            self._drop_one_of(parts)
            is_smaller = len(self._best.items) < before
            if not is_smaller and parts >= before:
                break
            parts = max(2, parts - 1) if is_smaller else min(2 * parts, before)
        self._shorten()
        self._lessen()
        runs = self._runs_max - self._left
        return Shrunk(self._best, tuple(self._best.items), self._minutes, runs)

    def _shorten(self) -> None:
        """End the run where the promise was broken, or even earlier."""
        broken_at = self._best.simulated_s / 60
        for minutes in (broken_at / 4, broken_at / 2, broken_at):
            shorter = round(minutes + MARGIN_MINUTES, 2)
            if shorter < self._minutes and self._try(self._best.items, shorter):
                return

    def _lessen(self) -> None:
        """Let fewer ask for help at once: half of them, or a quarter fewer, and so on."""
        cut = self._best.storm // 2
        while cut and self._left > 0:
            if not self._try(self._best.items, storm=self._best.storm - cut):
                cut //= 2
            cut = min(cut, self._best.storm // 2)

    def _drop_one_of(self, parts: int) -> None:
        items = list(self._best.items)
        size = max(1, -(-len(items) // parts))
        for start in range(0, len(items), size):
            if self._try([*items[:start], *items[start + size :]]):
                return

    def _try(self, items: Sequence[Item], minutes: float | None = None, storm: int = 0) -> bool:
        """Whether these items alone break the same promise; then they are the best so far."""
        if self._left <= 0:
            return False
        self._left -= 1
        time = self._minutes if minutes is None else minutes
        only = frozenset(item.name for item in items)
        ran = self._plays(Plan(self._best.seed, only, time, storm or self._best.storm))
        if ran.promise != self._best.promise:
            return False
        self._best, self._minutes = ran, time
        return True

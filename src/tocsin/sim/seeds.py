"""Many seeds, on as many processors as there are, and what they found."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter
from typing import Final, NamedTuple

from tocsin.facts.codec import KINDS
from tocsin.sim.coverage import Coverage
from tocsin.sim.plan import Plan
from tocsin.sim.playing import play
from tocsin.sim.shrink import Shrinker
from tocsin.sim.simulator import Ran

Say = Callable[[str], object]


GARBAGE_EVERY: Final = 50_000
"""After so many new objects Python looks for what nobody holds any more; 700 is its own."""


class Sweep(NamedTuple):
    """What a sweep of seeds found, and how fast it went."""

    seeds: int
    broken: tuple[Ran, ...]
    facts: int
    simulated_s: float
    took_s: float
    coverage: Coverage

    def words(self) -> str:
        """One line for people."""
        speed = self.seeds / self.took_s if self.took_s else 0.0
        hours = self.simulated_s / 3600
        found = f"{len(self.broken)} broke a promise" if self.broken else "every promise was kept"
        return (
            f"{self.seeds} seeds, {hours:.1f} simulated hours, {self.facts} facts, "
            f"{self.coverage.crashes} crashes, {speed:.1f} seeds/s: {found}"
        )


def run_seed(seed: int) -> Ran:
    """One seed with all that is in it."""
    _tidy_seldom()
    return play(Plan(seed))


def _tidy_seldom() -> None:
    """What was loaded before the first seed stays; it is not looked through again and again."""
    if gc.get_freeze_count() == 0:
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE_EVERY)


def run_seeds(first: int, count: int, on_result: Callable[[Ran], None], jobs: int = 1) -> Sweep:
    """Run seeds `first` to `first + count - 1` and report each as it ends."""
    started = perf_counter()
    broken: list[Ran] = []
    coverage = Coverage()
    facts, simulated_s = 0, 0.0
    for ran in _ran(range(first, first + count), jobs):
        on_result(ran)
        coverage.add(ran)
        facts += ran.facts
        simulated_s += ran.simulated_s
        if ran.broken:
            broken.append(ran)
    took_s = perf_counter() - started
    return Sweep(count, tuple(broken), facts, simulated_s, took_s, coverage)


def _ran(seeds: range, jobs: int) -> Iterator[Ran]:
    if jobs <= 1:
        yield from map(run_seed, seeds)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run_seed, seeds, chunksize=1)


def run_and_print(first: int, count: int, say: Say, *, jobs: int = 1, shrinks: int = 1) -> bool:
    """Run seeds, print what broke a promise, made short, and the sums; whether all were kept.

    At most `shrinks` of the seeds that broke one are made short: it takes many runs.
    """

    def on_result(ran: Ran) -> None:
        if ran.broken:
            say(ran.report())

    sweep = run_seeds(first, count, on_result, jobs)
    for ran in sweep.broken[:shrinks]:
        say(Shrinker(ran).shrink().story())
    for line in sweep.coverage.lines(frozenset(KINDS)):
        say(line)
    say(sweep.words())
    return not sweep.broken


def replay_and_print(seed: int, only: str, minutes: float | None, say: Say, storm: int = 0) -> bool:
    """Run one seed, or a part of it, again; whether every promise was kept."""
    wanted = frozenset(only.split()) if only else None
    ran = play(Plan(seed, wanted, minutes, storm))
    say(ran.report())
    return not ran.broken

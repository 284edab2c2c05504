"""Many seeds, one after the other, and what they found."""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from tocsin.sim.simulator import Ran, Simulation


class Sweep(NamedTuple):
    """What a sweep of seeds found, and how fast it went."""

    seeds: int
    broken: tuple[Ran, ...]
    facts: int
    simulated_s: float
    took_s: float

    def words(self) -> str:
        """One line for people."""
        speed = self.seeds / self.took_s if self.took_s else 0.0
        found = f"{len(self.broken)} broke a promise" if self.broken else "every promise was kept"
        return (
            f"{self.seeds} seeds, {self.simulated_s / 3600:.1f} simulated hours, "
            f"{self.facts} facts, {speed:.1f} seeds/s: {found}"
        )


def run_seeds(first: int, count: int, on_result: Callable[[Ran], None]) -> Sweep:
    """Run seeds `first` to `first + count - 1` and report each as it ends."""
    started = perf_counter()
    broken: list[Ran] = []
    facts, simulated_s = 0, 0.0
    for seed in range(first, first + count):
        ran = Simulation(seed).run()
        on_result(ran)
        facts += ran.facts
        simulated_s += ran.simulated_s
        if ran.broken:
            broken.append(ran)
    return Sweep(count, tuple(broken), facts, simulated_s, perf_counter() - started)


def run_and_print(first: int, count: int, say: Callable[[str], object]) -> bool:
    """Run seeds, print whatever broke a promise and the sum; whether all were kept."""

    def on_result(ran: Ran) -> None:
        if ran.broken:
            say(ran.report())

    sweep = run_seeds(first, count, on_result)
    say(sweep.words())
    return not sweep.broken

"""The mathematics of searching, beside what is known or published.

`python -m bench.search [--quick]`: nine allocation problems with known optima; fifteen
published probability grids (`bench.search_grids`); seconds for 10,000 cells; and the time
to find in simulation (`bench.time_to_find`). All together some ten minutes at most on two
busy cores: the last two take as many instances as fit, and say how many.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import search_grids, time_to_find
from bench.search_grids import DATA
from tocsin.finding.allocation import allocate, charnes_cooper
from tocsin.finding.grids import cover
from tocsin.finding.schedule import Aim, Crew, Crow, Plan, Segments, Table, plan

Floats = NDArray[np.float64]


def timed(work: Callable[[], Any], rounds: int) -> tuple[Any, float]:
    """The result, and the median seconds of so many rounds."""
    taken, result = [], work()
    for _ in range(rounds):
        began = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - began)
    return result, float(np.median(taken))


def nine(rounds: int) -> None:
    print("\n### Nine allocation problems with known optima\n")
    print("| problem | places x kinds | known minimum | ours | ours less known | proven gap | µs |")
    print("|---|---|---|---|---|---|---|")
    for case in json.loads((DATA / "search_effort_allocation_cases.json").read_text())["cases"]:
        p, w, budget = case["p"], case["w"], case["T"]
        made, seconds = timed(lambda p=p, w=w, budget=budget: allocate(p, w, budget), rounds)
        known = case["verified_min"]
        print(
            f"| {case['id']} {case['note'][:40]} | {len(p)} x {len(budget)} | {known:.9f} |"
            f" {made.unfound:.9f} | {made.unfound - known:+.0e} | {made.gap:.0e} |"
            f" {seconds * 1e6:.0f} |"
        )


def _field(searchers: int, count: int, table: bool) -> Plan:
    """An invented plain of segments, searched on foot and by vehicle."""
    rng = np.random.default_rng(11)
    side = int(np.ceil(np.sqrt(count)))
    points = np.stack(np.divmod(np.arange(count), side), axis=1) * 60.0 + 30.0
    middle, pace = np.array([0.4, 0.6]) * side * 60.0, np.array([1.3 / 1.4, 1.3 / 7.0])
    poa = np.exp(-((points - middle) ** 2).sum(axis=1) / (2 * (side * 12.0) ** 2))
    search_s = np.stack([rng.uniform(120, 400, count), rng.uniform(40, 140, count)])
    pod = np.stack([rng.uniform(0.5, 0.8, count), rng.uniform(0.2, 0.5, count)])
    kind = np.arange(searchers) % 2
    starts = rng.random((searchers, 2)) * side * 60.0
    reach = np.linalg.norm(starts[:, None] - points[None], axis=2) * pace[kind][:, None]
    far = np.linalg.norm(points[:, None] - points[None], axis=2) if table else None
    ways = Crow(points, pace) if far is None else Table(pace[:, None, None] * far)
    return plan(Segments(poa / poa.sum() * 0.9, search_s, pod), Crew(kind, reach), ways,
                Aim(1800.0, 5400.0))  # fmt: skip


def sizes(rounds: int) -> None:
    print("\n### How long it takes\n")
    print("| what | time | result |")
    print("|---|---|---|")
    for searchers, count in ((3, 12), (12, 100), (50, 400), (3, 10_000), (50, 10_000)):
        made, seconds = timed(
            lambda s=searchers, n=count: _field(s, n, n <= 400), 1 if count > 400 else rounds
        )
        print(f"| schedule, {searchers} searchers, {count:,} segments | {_time(seconds)} |"
              f" worth {made.worth:.4f}, no plan above {made.bound:.4f} |")  # fmt: skip
    rng = np.random.default_rng(5)
    p, w = rng.dirichlet(np.full(10_000, 0.3)), rng.gamma(1.0, 1.0, (10_000, 2))
    _, seconds = timed(lambda: charnes_cooper(p, w[:, 0], 2000.0), rounds)
    print(f"| one kind of effort, 10,000 cells | {_time(seconds)} | exact |")
    made, seconds = timed(lambda: allocate(p, w, [1000.0, 800.0]), rounds)
    print(f"| two kinds of effort, 10,000 cells | {_time(seconds)} | proven gap {made.gap:.0e} |")
    y, x = np.mgrid[0:100, 0:100]
    hill = np.exp(-((x - 40.0) ** 2 + (y - 60.0) ** 2) / 800.0)
    for searchers in (3, 50):
        starts = rng.random((searchers, 2)) * 3000.0
        made, seconds = timed(
            lambda starts=starts: cover(hill / hill.sum(), 30.0, starts, sweep_m=30.0,
                                        speed_m_per_s=0.7, half_life_s=1800.0, horizon_s=5400.0),
            1,
        )  # fmt: skip
        print(f"| paths over 10,000 cells, {searchers} searchers | {_time(seconds)} |"
              f" passes {made.passed:.3f} in 90 minutes |")  # fmt: skip


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def main(quick: bool) -> None:
    rounds = 3 if quick else 15
    if DATA.exists():
        nine(rounds)
        search_grids.main(quick)
    else:
        print(f"\nThe nine problems and the fifteen grids are left out: no {DATA} here.")
    sizes(3 if quick else 5)
    time_to_find.main(quick)


if __name__ == "__main__":
    main("--quick" in sys.argv)

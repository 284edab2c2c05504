"""The mathematics of searching, beside what is known or published.

`python -m bench.search [--quick]`: nine allocation problems with known optima; fifteen
published probability grids against the scores of five published planners at the same
path budgets; seconds for 10,000 cells; and the time to find in simulation.

The grids' scores follow SAREnv (bullox/SAREnv at b1ce071, `sarenv/analytics/metrics.py`
and `evaluator.py`, read and rewritten here, not copied): the map is cut to a circle of
1.8 km and not scaled up again; a camera at 80 m with 45 degrees sees every cell whose
middle is within 33.1 m of one of the points every 15 m along the path. "Likelihood" is
the probability of all cells seen. "Discounted" adds, at each point, the probability of
all cells in view, seen before or not, times 0.999 for every metre flown, where the second
path's metres go on from the end of the first. The budget is shared equally. We check the
rewriting with a spiral of our own, which must score what theirs did.
"""

import csv
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench import time_to_find
from tocsin.finding.allocation import allocate, charnes_cooper
from tocsin.finding.grids import cover
from tocsin.finding.schedule import Aim, Crew, Crow, Plan, Segments, Table, plan

DATA: Final = Path("/work/shared/data/sar")
GRIDS: Final = range(1, 16)
CELL_M: Final = 30.0
RADIUS_M: Final = 1800.0
VIEW_M: Final = 80.0 * float(np.tan(np.radians(22.5)))
STEP_M: Final = 15.0
PER_METRE: Final = 0.999
PEERS: Final = ("RandomWalk", "Greedy", "Spiral", "Concentric", "Pizza")
EVENTUALLY: Final = 0.02
"""How much of what our planner maximises here is the likelihood score."""

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


def medium(number: int) -> Floats:
    """The circle of 1.8 km that the peers were scored on; the rest of the map is lost."""
    with np.load(DATA / "sarenv_poa_grids_1_15.npz") as grids:
        grid = grids[f"poa_{number}"].astype(np.float64)
    half = int(RADIUS_M / CELL_M)
    middle = np.array(grid.shape) / 2
    row, column = (middle - half).astype(int)
    y, x = np.mgrid[row : row + 2 * half, column : column + 2 * half]
    near = (x - middle[1]) ** 2 + (y - middle[0]) ** 2 <= half**2
    return np.where(near, grid[row : row + 2 * half, column : column + 2 * half], 0.0)


def scores(grid: Floats, paths: list[Floats]) -> tuple[float, float]:
    """Likelihood and discounted score, as SAREnv reckons them."""
    seen, discounted, flown = np.zeros(grid.shape, dtype=bool), 0.0, 0.0
    reach = int(np.ceil(VIEW_M / CELL_M))
    offsets = range(-reach, reach + 1)
    for path in paths:
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
        if along[-1] <= 0:
            continue
        at = np.linspace(0.0, along[-1], int(np.ceil(along[-1] / STEP_M)) + 1)
        x, y = (np.interp(at, along, path[:, axis]) for axis in (0, 1))
        view = np.zeros(at.size)
        for down in offsets:
            for right in offsets:
                row, column = (y / CELL_M).astype(int) + down, (x / CELL_M).astype(int) + right
                inside = (row >= 0) & (row < grid.shape[0])
                inside &= (column >= 0) & (column < grid.shape[1])
                inside &= np.hypot((column + 0.5) * CELL_M - x, (row + 0.5) * CELL_M - y) <= VIEW_M
                view[inside] += grid[row[inside], column[inside]]
                seen[row[inside], column[inside]] = True
        discounted += float((view * PER_METRE ** (at + flown)).sum())
        flown += float(along[-1])
    return float(grid[seen].sum()), discounted


def spiral(searchers: int, budget_m: float) -> list[Floats]:
    """Archimedes' spiral, one view wide, cut into equal parts: our check of the score."""
    turn = np.linspace(0.0, RADIUS_M / (2 * VIEW_M) * 2 * np.pi, 40_000)
    far = turn * VIEW_M / np.pi
    points = RADIUS_M + np.stack([far * np.cos(turn), far * np.sin(turn)], axis=1)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    part = along[-1] / searchers
    spans = [(i * part, i * part + min(part, budget_m / searchers)) for i in range(searchers)]
    return [
        np.stack([np.interp(np.linspace(*span, 12_000), along, points[:, a]) for a in (0, 1)], 1)
        for span in spans
    ]


def ours(grid: Floats, searchers: int, budget_m: float, lane_m: float) -> list[Floats]:
    """Our paths, all from the middle, one metre a second."""
    made = cover(
        grid,
        CELL_M,
        np.full((searchers, 2), RADIUS_M),
        sweep_m=lane_m,
        speed_m_per_s=1.0,
        half_life_s=float(np.log(2) / -np.log(PER_METRE)),
        horizon_s=budget_m / searchers,
        eventually=EVENTUALLY,
    )
    assert all(seconds[-1] <= budget_m / searchers + 1e-6 for seconds in made.seconds)
    return list(made.paths)


def fifteen(quick: bool) -> None:
    print("\n### Fifteen published grids, means; five published planners from their own table\n")
    with (DATA / "sarenv_baseline_results.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if int(row["Dataset"]) in GRIDS]
    print("| searchers, km together | planner | likelihood | discounted | grids where ours is"
          " ahead of it in both / either | s a grid |")  # fmt: skip
    print("|---|---|---|---|---|---|")
    grids = {number: medium(number) for number in GRIDS}
    budgets = ((1, 100), (2, 100), (5, 100), (5, 250), (5, 300))
    for searchers, km in budgets[:1] if quick else budgets:
        _one_budget(grids, [row for row in rows if row["file"] == f"n{searchers}_b{km}000"],
                    searchers, km)  # fmt: skip


def _one_budget(grids: dict[int, Floats], rows: list[Any], searchers: int, km: int) -> None:
    # Where the budget is enough for all, lanes of two cells; else of three, all of whose
    # middles are in view from the middle row. One view wide leaves no ground between lanes.
    lane = 60.0 if km * 1000 * 60.0 >= np.pi * RADIUS_M**2 else 90.0
    named = {
        f"**ours**, lanes of {lane:.0f} m": lambda g: ours(g, searchers, km * 1000.0, lane),
        "**ours**, lanes one view wide (66 m)": lambda g: ours(
            g, searchers, km * 1000.0, 2 * VIEW_M
        ),
        "check: our rewriting of Spiral": lambda _g: spiral(searchers, km * 1000.0),
    }
    if km > 100:
        del named["**ours**, lanes one view wide (66 m)"]
    results, best = {}, np.zeros((0, 2))
    for name, planner in named.items():
        began = time.perf_counter()
        paths = {number: planner(grid) for number, grid in grids.items()}
        seconds = (time.perf_counter() - began) / len(grids)
        each = np.array([scores(grid, paths[number]) for number, grid in grids.items()])
        results[name], best = (each, seconds), best if best.size else each
    head = f"| {searchers}, {km}"
    for name, (each, seconds) in results.items():
        print(f"{head} | {name} | {each[:, 0].mean():.4f} | {each[:, 1].mean():.4f} | – |"
              f" {seconds:.2f} |", flush=True)  # fmt: skip
    for peer in PEERS:
        theirs = {
            int(row["Dataset"]): (row["Likelihood Score"], row["Time-Discounted Score"])
            for row in rows
            if row["Algorithm"] == peer
        }
        each = np.array([theirs[number] for number in grids], dtype=np.float64)
        ahead = best > each
        both, either = ahead.all(axis=1).sum(), ahead.any(axis=1).sum()
        means = f"{each[:, 0].mean():.4f} | {each[:, 1].mean():.4f}"
        print(f"{head} | {peer} | {means} | {both} / {either} of {len(each)} | – |")


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
        fifteen(quick)
    else:
        print(f"\nThe nine problems and the fifteen grids are left out: no {DATA} here.")
    sizes(3 if quick else 5)
    time_to_find.main(quick)


if __name__ == "__main__":
    main("--quick" in sys.argv)

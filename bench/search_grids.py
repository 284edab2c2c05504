"""Fifteen published probability grids, and the scores of five published planners on them.

`python -m bench.search_grids [--quick]`. The scores follow SAREnv (bullox/SAREnv at
b1ce071, `sarenv/analytics/metrics.py` and `evaluator.py`, read and rewritten here, not
copied): the map is cut to a circle of 1.8 km and not scaled up again; a camera at 80 m
with 45 degrees sees every cell whose middle is within 33.1 m of one of the points every
15 m along the path. "Likelihood" is the probability of all cells seen. "Discounted" adds,
at each point, the probability of all cells in view, seen before or not, times 0.999 for
every metre flown, where the second path's metres go on from the end of the first. The
budget is shared equally. We check the rewriting with a spiral of our own, which must
score what theirs did.

Our planner is told two things that somebody chooses: the width of its lanes, and how much
being seen at all counts beside being seen soon. Chosen by looking at these grids they
flatter it. So each grid is scored with what was chosen on the other fourteen ("held out"),
by the sum of both scores, each over that of the best published planner for it on those
fourteen. What would have been chosen on all fifteen stands beside it.
"""

import csv
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.finding.grids import cover

DATA: Final = Path("/work/shared/data/sar")
GRIDS: Final = range(1, 16)
CELL_M: Final = 30.0
RADIUS_M: Final = 1800.0
VIEW_M: Final = 80.0 * float(np.tan(np.radians(22.5)))
STEP_M: Final = 15.0
PER_METRE: Final = 0.999
PEERS: Final = ("RandomWalk", "Greedy", "Spiral", "Concentric", "Pizza")
BUDGETS: Final = ((1, 100), (5, 300), (5, 100), (2, 100), (5, 250))
"""Searchers, and kilometres together; what does not fit into the time is left out at the end."""
WITHIN_S: Final = 390.0
"""No further budget is begun that would probably end later than this."""

Floats = NDArray[np.float64]


class Choice(NamedTuple):
    """What somebody chooses: the width of a lane, and the share for being seen at all."""

    lane_m: float
    eventually: float

    def words(self) -> str:
        return f"{self.lane_m:.0f} m / {self.eventually:g}"


CHOICES: Final = (
    Choice(60.0, 0.02),
    Choice(2 * VIEW_M, 0.02),
    Choice(90.0, 0.02),
    Choice(90.0, 0.2),
)
"""Two cells, one view, three cells; nearly all for soon, and the default of `cover`."""
PROCESSES: Final = 2


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


def ours(grid: Floats, searchers: int, budget_m: float, choice: Choice) -> list[Floats]:
    """Our paths, all from the middle, one metre a second."""
    made = cover(
        grid,
        CELL_M,
        np.full((searchers, 2), RADIUS_M),
        sweep_m=choice.lane_m,
        speed_m_per_s=1.0,
        half_life_s=float(np.log(2) / -np.log(PER_METRE)),
        horizon_s=budget_m / searchers,
        eventually=choice.eventually,
    )
    assert all(seconds[-1] <= budget_m / searchers + 1e-6 for seconds in made.seconds)
    return list(made.paths)


def main(quick: bool) -> None:
    print("\n### Fifteen published grids, means; five published planners from their own table\n")
    with (DATA / "sarenv_baseline_results.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if int(row["Dataset"]) in GRIDS]
    print("| searchers, km together | planner | likelihood | discounted | grids where held out"
          " is ahead of it in both / either | chosen |")  # fmt: skip
    print("|---|---|---|---|---|---|")
    grids = {number: medium(number) for number in GRIDS}
    choices = tuple(each for each in CHOICES if not quick or each.lane_m > 70.0)
    began = last = time.perf_counter()
    for searchers, km in BUDGETS[:1] if quick else BUDGETS:
        now = time.perf_counter()
        if now - began + (now - last) > WITHIN_S:
            print(f"| {searchers}, {km} | left out: no time | – | – | – | – |", flush=True)
            continue
        last = now
        published = _published(rows, searchers, km)
        _one_budget(grids, choices, published, f"| {searchers}, {km}", searchers, km * 1000.0)


def _published(rows: list[Any], searchers: int, km: int) -> dict[str, Floats]:
    """(15, 2) likelihood and discounted score for each published planner."""
    file = f"n{searchers}_b{km}000"
    found = {
        (row["Algorithm"], int(row["Dataset"])): (
            float(row["Likelihood Score"]),
            float(row["Time-Discounted Score"]),
        )
        for row in rows
        if row["file"] == file
    }
    return {peer: np.array([found[peer, number] for number in GRIDS]) for peer in PEERS}


def held_out(made: Floats, published: dict[str, Floats]) -> list[int]:
    """For each grid the choice that is best on all others; made is (choices, grids, 2)."""
    theirs = np.array(list(published.values()))
    chosen = []
    for grid in range(made.shape[1]):
        others = np.arange(made.shape[1]) != grid
        best = theirs[:, others].mean(axis=1).max(axis=0)
        chosen.append(int((made[:, others].mean(axis=1) / best).sum(axis=1).argmax()))
    return chosen


def _one_budget(
    grids: dict[int, Floats],
    choices: tuple[Choice, ...],
    published: dict[str, Floats],
    head: str,
    searchers: int,
    budget_m: float,
) -> None:
    asked = [(grid, searchers, budget_m, each) for each in choices for grid in grids.values()]
    with ProcessPoolExecutor(PROCESSES) as pool:
        made = np.array(list(pool.map(_scored, asked))).reshape(len(choices), len(grids), 2)
    picked = held_out(made, published)
    mine = made[picked, np.arange(len(grids))]
    best = np.array(list(published.values())).mean(axis=1).max(axis=0)
    hindsight = int((made.mean(axis=1) / best).sum(axis=1).argmax())
    times = Counter(choices[each].words() for each in picked)
    said = ", ".join(f"{words} {count} x" for words, count in times.most_common())
    check = np.array([scores(grid, spiral(searchers, budget_m)) for grid in grids.values()])
    print(f"{head} | **ours, held out** | {_means(mine)} | – | {said} |")
    print(f"{head} | ours, chosen on all fifteen | {_means(made[hindsight])} | – |"
          f" {choices[hindsight].words()} |")  # fmt: skip
    for each, scored in zip(choices, made, strict=True):
        print(f"{head} | ours, this choice for all | {_means(scored)} | – | {each.words()} |")
    print(f"{head} | check: our rewriting of Spiral | {_means(check)} | – | – |")
    for peer, theirs in published.items():
        ahead = mine > theirs
        both, either = ahead.all(axis=1).sum(), ahead.any(axis=1).sum()
        print(f"{head} | {peer} | {_means(theirs)} | {both} / {either} of {len(theirs)} | – |",
              flush=True)  # fmt: skip


def _scored(asked: tuple[Floats, int, float, Choice]) -> tuple[float, float]:
    return scores(asked[0], ours(*asked))


def _means(each: Floats) -> str:
    return f"{each[:, 0].mean():.4f} | {each[:, 1].mean():.4f}"


if __name__ == "__main__":
    main("--quick" in sys.argv)

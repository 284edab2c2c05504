"""Paths that cover a grid of probabilities, for any number of searchers.

For open ground, where there are no segments with names: the grid is divided into lanes
as wide as the sweep width, the lanes into runs, and whoever is free takes the run that
gives most for the way to it and along it, from whichever end is better. Lanes along the
rows and along the columns, runs of several lengths and several weights of the way are
all tried, and the best is taken: "best" is the survival-weighted probability of being
passed, with a share for being passed at all before the end. Nothing is drawn by chance.
"""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.finding.schedule import survival_rate
from tocsin.roads.compiled import compiled_apart

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RUNS: Final = (1, 2, 3, 4, 8, 16)
"""Cells of a run that are tried."""
STRESSES: Final = (0.5, 1.0, 1.5, 2.5)
"""Weights of the way to a run against the way along it that are tried."""
EVENTUALLY: Final = 0.2
"""The share of what counts that is given for being passed at all, however late."""
CELLS_MAX: Final = 250_000
"""Lane cells of a grid: some 15 x 15 km with lanes of 30 m."""
TRIED_ABOVE: Final = 4_000
"""Runs above which no further kind of run is tried: the answer must come in seconds."""


class Coverage(NamedTuple):
    """A path for each searcher, points (m, 2) in metres east and north of the grid's corner.

    Column 0 and row 0 begin at that corner. `seconds` is when each point is passed,
    `passed` the probability of all cells passed in time, and `worth` what was maximised.
    """

    paths: tuple[Floats, ...]
    seconds: tuple[Floats, ...]
    passed: float
    worth: float


class _Lanes(NamedTuple):
    """Runs of lanes (q): probability, seconds along, both ends (q, 2, 2) in metres; turning."""

    mass: Floats
    lasts: Floats
    ends: Floats
    turn: float


class _Pace(NamedTuple):
    """What the loop needs of the task; seconds and metres."""

    speed: float
    rate: float
    eventually: float
    horizon: float
    stress: float


_Walk = tuple[Ints, Ints, float, float]
"""Runs of each searcher in order, how many, the probability passed, and the worth."""


def cover(
    poa: ArrayLike,
    cell_m: float,
    starts_m: ArrayLike,
    *,
    sweep_m: float,
    speed_m_per_s: float,
    half_life_s: float,
    horizon_s: float,
    eventually: float = EVENTUALLY,
) -> Coverage:
    """Paths over a grid `poa` (rows, columns) of square cells, from starts (s, 2) in metres.

    `sweep_m` is the width that one pass sees. Raises ValueError for what cannot be.
    """
    grid = _grid(poa)
    for name, value in (("cell_m", cell_m), ("sweep_m", sweep_m), ("speed_m_per_s", speed_m_per_s)):
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"{name} is a number above zero")
    if not (math.isfinite(horizon_s) and horizon_s > 0 and 0 <= eventually <= 1):
        raise ValueError("a horizon is above zero seconds, a share between 0 and 1")
    starts = np.array(starts_m, dtype=np.float64, order="C").reshape(-1, 2)
    lanes = regrid(grid, cell_m, sweep_m)
    pace = _Pace(
        float(speed_m_per_s), survival_rate(half_life_s), float(eventually), float(horizon_s), 1.0
    )
    best = Coverage(tuple(each[None] for each in starts), (np.zeros(1),) * len(starts), 0.0, 0.0)
    if len(starts) == 0 or not lanes.any():
        return best
    tries = (
        (_walk(runs, starts, pace._replace(stress=stress)), runs)
        for runs in _kinds_of_runs(lanes, sweep_m, speed_m_per_s)
        for stress in (STRESSES if runs.mass.size <= TRIED_ABOVE else STRESSES[2:3])
    )
    walk, runs = max(tries, key=lambda each: each[0][3])
    return _walked(walk, runs, starts, pace)


def _kinds_of_runs(lanes: Floats, sweep_m: float, speed: float) -> Iterator[_Lanes]:
    """Runs along the rows and along the columns, of several lengths."""
    for run in RUNS:
        # A run of one cell is the same along a row and along a column.
        for turned in (False, True) if run > 1 else (False,):
            runs = _runs(lanes.T if turned else lanes, run, sweep_m, speed, turned)
            if runs.mass.size <= TRIED_ABOVE or (run == RUNS[-1] and not turned):
                yield runs


def regrid(poa: ArrayLike, cell_m: float, wanted_m: float) -> Floats:
    """The same probabilities on square cells of another size; the total is kept.

    The corner of row 0 and column 0 stays; the last row and column may reach beyond.
    """
    grid = _grid(poa)
    rows, columns = (_overlap(count, cell_m, wanted_m) for count in grid.shape)
    if rows.shape[0] * columns.shape[0] > CELLS_MAX:
        raise ValueError(f"at most {CELLS_MAX} cells: a larger cell, or a smaller area")
    return np.asarray(rows @ grid @ columns.T)


def _overlap(count: int, cell_m: float, wanted_m: float) -> Floats:
    """(new, old): the part of each old cell that lies in each new one."""
    new = math.ceil(count * cell_m / wanted_m - 1e-9)
    first = np.arange(new)[:, None] * wanted_m
    old = np.arange(count)[None] * cell_m
    shared = np.minimum(first + wanted_m, old + cell_m) - np.maximum(first, old)
    return np.asarray(np.maximum(shared, 0.0) / cell_m)


def _grid(poa: ArrayLike) -> Floats:
    grid = np.asarray(poa, dtype=np.float64)
    if grid.ndim != 2 or not np.isfinite(grid).all() or (grid < 0).any():
        raise ValueError("a grid holds numbers of at least zero in rows and columns")
    return grid


def _runs(lanes: Floats, run: int, sweep_m: float, speed: float, turned: bool) -> _Lanes:
    """Runs of so many cells along the rows, without the empty cells at either end."""
    mass, lasts, ends = [], [], []
    for row, line in enumerate(lanes):
        for first in range(0, line.size, run):
            full = np.flatnonzero(line[first : first + run]) + first
            if full.size:
                mass.append(float(line[full].sum()))
                lasts.append((full[-1] - full[0]) * sweep_m / speed)
                ends.append([(full[0], row), (full[-1], row)])
    points = (np.array(ends, dtype=np.float64) + 0.5) * sweep_m
    if turned:
        points = points[..., ::-1].copy()
    return _Lanes(np.array(mass), np.array(lasts), points, 0.5 * sweep_m / speed)


def _walked(walk: _Walk, runs: _Lanes, starts: Floats, pace: _Pace) -> Coverage:
    order, length, passed, worth = walk
    paths, seconds = [], []
    for s, start in enumerate(starts):
        ends = [runs.ends[q >> 1, [q & 1, 1 - (q & 1)]] for q in order[s, : length[s]]]
        path = np.concatenate([start[None], *ends])
        steps = np.hypot(*np.diff(path, axis=0).T) / pace.speed
        kept, times = _until(path, np.concatenate([[0.0], np.cumsum(steps)]), pace.horizon)
        paths.append(kept)
        seconds.append(times)
    return Coverage(tuple(paths), tuple(seconds), passed, worth)


def _until(path: Floats, seconds: Floats, horizon: float) -> tuple[Floats, Floats]:
    """The path as far as it is walked by the horizon."""
    if seconds[-1] <= horizon:
        return path, seconds
    count = int(np.searchsorted(seconds, horizon))
    share = (horizon - seconds[count - 1]) / (seconds[count] - seconds[count - 1])
    last = path[count - 1] + share * (path[count] - path[count - 1])
    return np.vstack([path[:count], last]), np.append(seconds[:count], horizon)


@compiled_apart
def _weight(pace: _Pace, seconds: float) -> float:
    return float((1.0 - pace.eventually) * np.exp(-pace.rate * seconds) + pace.eventually)


@compiled_apart
def _choose(
    runs: _Lanes, left: NDArray[np.bool_], at: Floats, now: float, pace: _Pace
) -> tuple[int, float]:
    """The best run and end (twice the run, plus one for its far end), and the way to it."""
    best, chosen, way_there = 0.0, -1, 0.0
    most = _weight(pace, now)
    for q in range(left.size):
        if not left[q] or runs.mass[q] * most <= best * (runs.lasts[q] + runs.turn):
            continue  # Not even if it lay right here.
        for end in range(2):
            east, north = runs.ends[q, end, 0] - at[0], runs.ends[q, end, 1] - at[1]
            way = np.hypot(east, north) / pace.speed
            if now + way >= pace.horizon:
                continue
            spent = pace.stress * way + runs.lasts[q] + runs.turn
            if runs.mass[q] * most <= best * spent:
                continue
            index = runs.mass[q] * _weight(pace, now + way + 0.5 * runs.lasts[q]) / spent
            if index > best:
                best, chosen, way_there = index, 2 * q + end, way
    return chosen, way_there


@compiled_apart
def _walk(runs: _Lanes, starts: Floats, pace: _Pace) -> _Walk:
    """Whoever is free first takes the best run for them, until the horizon."""
    count, searchers = runs.mass.size, starts.shape[0]
    order, length = np.zeros((searchers, count), np.int64), np.zeros(searchers, np.int64)
    left = np.ones(count, np.bool_)
    at, now = starts.copy(), np.zeros(searchers)
    passed, worth = 0.0, 0.0
    while True:
        s = int(np.argmin(now))
        if now[s] >= pace.horizon:
            break
        choice, way = _choose(runs, left, at[s], now[s], pace)
        if choice < 0:
            now[s] = pace.horizon
            continue
        q = choice >> 1
        left[q] = False
        order[s, length[s]] = choice
        length[s] += 1
        begins, lasts = now[s] + way, runs.lasts[q]
        share = min(1.0, (pace.horizon - begins) / lasts) if lasts > 0.0 else 1.0
        passed += share * runs.mass[q]
        worth += share * runs.mass[q] * _weight(pace, begins + 0.5 * share * lasts)
        at[s] = runs.ends[q, 1 - (choice & 1)]
        now[s] = begins + lasts
    return order, length, passed, worth

"""Time to find, in simulation: our plan beside three rules that people use.

`python -m bench.time_to_find [--quick]`. Each instance is an invented square kilometre of
segments, searchers somewhere in it and a probability map with a tenth of it elsewhere.
Every way of searching is played for 90 minutes against the same hidden persons with the
same luck. Intervals are 95 % over instances (the persons of one instance share its map).
"""

import sys
import time
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student_t

from tocsin.finding.detection import (
    Belief,
    Ground,
    Light,
    Searcher,
    after_clear,
    coverage_for,
    search_seconds,
    sweep_width_m,
)
from tocsin.finding.schedule import Aim, Crew, Segments, Table, UnderWay, plan

SIDE: Final = 12
CELL_M: Final = 84.0
END_S: Final = 5400.0
REPLAN_S: Final = 900.0
HALF_LIFE_S: Final = 1800.0
ELSEWHERE: Final = 0.1
WALK, DRIVE = 1.4 / 1.3, 7.0 / 1.3
"""Metres a second between segments, over the detour."""
SEARCH_M_PER_S: Final = (0.7, 3.0)
PERSONS: Final = 2000
INSTANCES_MIN, INSTANCES_MAX = 2, 8
WITHIN_S: Final = 90.0
"""For all eight kinds of search together; as many instances are played as fit, of each."""

Floats = NDArray[np.float64]
Passes = list[tuple[int, float, float, float]]
"""Segment, begin, end, probability of detection."""


class World(NamedTuple):
    belief: Belief
    truth: Floats  # (n,) where she is; with the rest elsewhere
    search_s: Floats
    pod: Floats
    kind: NDArray[np.int64]
    reach: Floats
    between: Floats


def _hill(points: Floats, middle: Floats, width_m: float) -> Floats:
    return np.exp(-((points - middle) ** 2).sum(axis=1) / (2 * width_m**2))


def _map(family: str, points: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """What is believed and what is so; they differ only where the map is wrong."""
    size = SIDE * CELL_M
    one, two = rng.uniform(0.2, 0.8, (2, 2)) * size
    rough = rng.gamma(4.0, 0.25, len(points))
    if family == "uniform":
        believed = np.ones(len(points))
    elif family == "two peaks":
        believed = rough * (_hill(points, one, 110.0) + 0.7 * _hill(points, two, 150.0))
    else:
        believed = rough * _hill(points, one, 260.0)
    so = believed
    if family == "wrong by 250 m":
        turn = rng.uniform(0, 2 * np.pi)
        so = _hill(points, one + 250.0 * np.array([np.cos(turn), np.sin(turn)]), 260.0)
    return believed / believed.sum() * (1 - ELSEWHERE), so / so.sum() * (1 - ELSEWHERE)


def world(family: str, crew: tuple[int, int], seed: int) -> World:
    rng = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1).reshape(-1, 2)
    points = (grid + 0.5) * CELL_M
    believed, so = _map(family, points, rng)
    grounds = rng.choice([Ground.OPEN, Ground.LOT, Ground.STREET, Ground.WOODS], len(points))
    kinds = (Searcher.FOOT, Searcher.VEHICLE)
    wanted = 1 - np.exp(-1.0)
    assert coverage_for(wanted) == 1.0
    search_s = np.array([
        [search_seconds(wanted, sweep_width_m(who, Ground(g), Light.DUSK), CELL_M**2, v)
         for g in grounds]
        for who, v in zip(kinds, SEARCH_M_PER_S, strict=True)
    ])  # fmt: skip
    kind = np.array([0] * crew[0] + [1] * crew[1])
    starts = rng.random((len(kind), 2)) * SIDE * CELL_M
    speed = np.array([WALK, DRIVE])
    far = np.linalg.norm(points[:, None] - points[None], axis=2)
    reach = np.linalg.norm(starts[:, None] - points[None], axis=2) / speed[kind][:, None]
    pod = np.where(np.isfinite(search_s), wanted, 0.0)
    belief = Belief(believed, ELSEWHERE)
    return World(belief, so, search_s, pod, kind, reach, far[None] / speed[:, None, None])


def ours(w: World) -> Passes:
    """Plan, do the next quarter of an hour of it, update the map by every CLEAR, plan again."""
    passes: Passes = []
    belief, now = w.belief, 0.0
    reach, free, going = w.reach, np.zeros(len(w.kind)), []
    while now < END_S:
        segments = Segments(belief.poa, w.search_s, w.pod)
        crew = Crew(w.kind, reach, free)
        made = plan(segments, crew, Table(w.between), Aim(HALF_LIFE_S, END_S - now), going)
        until = min(REPLAN_S, END_S - now)
        going, cleared = [each for each in going if each.ends_at_s > until], np.zeros(len(w.truth))
        reach, free = reach.copy(), np.maximum(free - until, 0.0)
        for s, tasks in enumerate(made.tasks):
            for task in tasks:
                if task.starts_at_s >= until:
                    break
                passes.append(
                    (task.segment, now + task.starts_at_s, now + task.ends_at_s, task.pod)
                )
                reach[s] = w.between[w.kind[s], task.segment]
                if task.ends_at_s > until:
                    going.append(UnderWay(s, task.segment, task.ends_at_s))
        done = {p[0]: p[3] for p in passes if now < p[2] <= now + until}
        for segment, pod in done.items():
            cleared[segment] = pod
        belief = after_clear(belief, cleared)
        going = [each._replace(ends_at_s=each.ends_at_s - until) for each in going]
        now += until
    return passes


def _by_rule(
    w: World, choose: Callable[[World, int, Floats, NDArray[np.bool_], Floats], int]
) -> Passes:
    """Whoever is free takes what the rule says; all segments again once all are searched."""
    passes: Passes = []
    free, way = np.zeros(len(w.kind)), w.reach.copy()
    belief, rounds = w.belief.poa.copy(), np.zeros(len(w.truth), dtype=int)
    while free.min(initial=END_S) < END_S:
        s = int(free.argmin())
        can = np.isfinite(w.search_s[w.kind[s]])
        left = can & (rounds == rounds[can].min())
        i = choose(w, s, way[s], left, belief)
        start = free[s] + way[s, i]
        end = start + w.search_s[w.kind[s], i]
        if end <= END_S:
            passes.append((i, start, end, w.pod[w.kind[s], i]))
        rounds[i] += 1
        belief[i] *= 1 - w.pod[w.kind[s], i]
        free[s], way[s] = end, w.between[w.kind[s], i]
    return passes


def nearest(w: World) -> Passes:
    return _by_rule(w, lambda _w, _s, way, left, _poa: int(np.where(left, way, np.inf).argmin()))


def likeliest(w: World) -> Passes:
    """The most probable segment left (with every CLEAR reckoned in), however far it is."""
    return _by_rule(
        w,
        lambda w, s, way, _left, poa: int(
            np.lexsort((way, -np.where(np.isfinite(w.search_s[w.kind[s]]), poa, -1.0)))[0]
        ),
    )


def sweep(w: World) -> Passes:
    """The square in strips, one for each searcher, row by row to and fro."""
    index = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    index[1::2] = index[1::2, ::-1].copy()
    place = np.empty(SIDE * SIDE, dtype=int)
    place[index.reshape(-1)] = np.arange(SIDE * SIDE)
    share = SIDE * SIDE / len(w.kind)

    def choose(_w: World, s: int, _way: Floats, left: NDArray[np.bool_], _poa: Floats) -> int:
        behind = (place - int(s * share)) % (SIDE * SIDE)
        return int(np.where(left, behind, 10**6).argmin())

    return _by_rule(w, choose)


WAYS: Final = {
    "ours": ours,
    "nearest first": nearest,
    "grid sweep": sweep,
    "likeliest first": likeliest,
}


def times(w: World, passes: Passes, seed: int) -> Floats:
    """When each hidden person is found, in seconds; infinite if not."""
    rng = np.random.default_rng(seed)
    weights = np.append(w.truth, max(0.0, 1 - w.truth.sum()))
    place = rng.choice(len(weights), PERSONS, p=weights / weights.sum())
    luck, moment = rng.random((2, 40, PERSONS))
    found, seen = np.full(PERSONS, np.inf), np.zeros(len(weights), dtype=int)
    for segment, start, end, pod in sorted(passes, key=lambda each: each[1]):
        which, here = seen[segment], place == segment
        seen[segment] += 1
        hit = here & (luck[which] < pod)
        found[hit] = np.minimum(found[hit], start + moment[which, hit] * (end - start))
    return found


def measures(found: Floats) -> list[float]:
    survival = np.where(np.isfinite(found), 0.5 ** (found / HALF_LIFE_S), 0.0).mean()
    within = [float((found <= minutes * 60).mean()) for minutes in (10, 20, 30, 90)]
    return [*within, float(np.minimum(found, END_S).mean()) / 60, float(survival)]


def _interval(values: Floats) -> str:
    few = len(values) - 1
    half = student_t.ppf(0.975, few) * values.std(ddof=1) / np.sqrt(few + 1) if few else np.nan
    return (
        f"{values.mean():.3f} ± {half:.3f}"
        if values.mean() < 1
        else f"{values.mean():.1f} ± {half:.1f}"
    )


def _played(family: str, crew: tuple[int, int], most: int, within_s: float) -> dict[str, Floats]:
    """When each hidden person is found, (instances, persons) for each way."""
    found: dict[str, list[Floats]] = {way: [] for way in WAYS}
    began = time.perf_counter()
    for seed in range(most):
        w = world(family, crew, 1000 + seed)
        for way, search in WAYS.items():
            found[way].append(times(w, search(w), 77 + seed))
        if seed + 1 >= INSTANCES_MIN and time.perf_counter() - began > within_s * (seed + 1) / (
            seed + 2
        ):
            break
    return {way: np.array(each) for way, each in found.items()}


def _rows(family: str, crew: tuple[int, int], name: str, most: int) -> None:
    found = _played(family, crew, most, WITHIN_S / 8)
    results = {way: np.array([measures(one) for one in each]) for way, each in found.items()}
    middle = {way: float(np.median(each)) / 60 for way, each in found.items()}
    name = f"{name} ({len(found['ours'])})"
    for way, each in results.items():
        cells = " | ".join(_interval(each[:, column]) for column in range(each.shape[1]))
        median = f"{middle[way]:.1f}" if middle[way] < END_S / 60 else "> 90"
        lead = _interval(results["ours"][:, -1] - each[:, -1]) if way != "ours" else "–"
        print(f"| {family} | {name} | {way} | {median} | {cells} | {lead} |", flush=True)


def main(quick: bool) -> None:
    most = INSTANCES_MIN if quick else INSTANCES_MAX
    print(f"\n### Time to find, (instances) x {PERSONS} hidden persons each\n")
    print(
        "144 segments of 84 m, dusk, one pass sees 63 %, survival halves in 30 minutes, a tenth of"
    )
    print("all persons is nowhere on the map. Mean counts 90 minutes for whoever is not found.\n")
    print("| map | searchers | way | median min | found 10 min | 20 min | 30 min | 90 min |"
          " mean min | survival | ours ahead |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for family in ("wide", "two peaks", "uniform", "wrong by 250 m"):
        for crew, name in (((3, 0), "3 on foot"), ((8, 4), "8 on foot, 4 vehicles")):
            _rows(family, crew, name, most)


if __name__ == "__main__":
    main("--quick" in sys.argv)

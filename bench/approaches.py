"""Missed and false alarms, and how late: approaches planted on real traces.

`python -m bench.approaches [--quick]`. Two people on stretches of real traces (taxis and
walkers, bench/traces.py), put down so that one comes within 300 m of the other, or never
does, or is there from the start. What is true is the straight way between the trace's
fixes, second by second. Each tracker then tells every 10 s, 1 min or 5 min, at a moment of
its own, with a Gaussian error whose 68 % radius is the accuracy that it says.

Ours is `Watcher`, with both grades: `maybe` and `surely`. The naive rule is what trackers'
servers do today: the distance to the other's last position, of any age and accuracy, told
when it crosses 300 m, never for a first fix. Intervals are 95 % (Wilson).
"""

import math
import sys
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from bench.traces import Floats, Trace, cabs, degrees, metres, walkers
from tocsin.proximity.happening import Happening, Kind
from tocsin.proximity.tables import Records
from tocsin.proximity.watcher import Watcher, batch

ALLOWED_M: Final = 300.0
LASTS_S: Final = 1_800
ACCURACIES_M: Final = (5.0, 20.0, 50.0, 100.0, 300.0)
GAPS_S: Final = (10.0, 60.0, 300.0)
SIGMA: Final = 1.0 / 1.515
"""Of one axis, for a 68 % radius of one."""
MAYBE: Final = frozenset({Kind.MAYBE_NEAR, Kind.NEAR, Kind.PASSED})
SURELY: Final = frozenset({Kind.NEAR})
STAYS_S: Final = 330
"""Who is near from the start is so for this long, so that every tracker has told."""
SPACE_M: Final = 20_000.0
"""Pairs are put down so far from each other."""


class Meeting(NamedTuple):
    """Two ways second by second, shape [LASTS_S, 2] each, and when they are first too near."""

    ways: tuple[Floats, Floats]
    begins: int
    """-1 for never."""


def stretch(traces: list[Trace], rng: np.random.Generator) -> Floats:
    """A real way for half an hour, second by second, without a hole of ten minutes."""
    while True:
        trace = traces[int(rng.integers(len(traces)))]
        since = trace.t[int(rng.integers(len(trace.t)))]
        a, b = np.searchsorted(trace.t, (since, since + LASTS_S))
        t = trace.t[a : b + 1]
        if len(t) > 20 and t[-1] >= since + LASTS_S and np.diff(t).max() < 600:
            seconds = since + np.arange(LASTS_S)
            return np.stack([np.interp(seconds, trace.t, axis) for axis in trace[1:]], axis=1)


def meetings(kind: str, count: int, rng: np.random.Generator) -> Iterator[Meeting]:
    """Planted approaches, `near`; those who stay away, `away`; and those near at the start."""
    sets = [cabs(), walkers()]
    found = 0
    while found < count:
        one, other = (stretch(sets[int(rng.integers(2))], rng) for _ in range(2))
        at = 0 if kind == "start" else int(rng.integers(600, 1_500))
        low, high = (ALLOWED_M, 3_000.0) if kind == "away" else (0.0, 250.0)
        far, angle = rng.uniform(low, high), rng.uniform(0.0, 2 * np.pi)
        other = other - other[at] + one[at] + far * np.array([np.cos(angle), np.sin(angle)])
        is_near = np.hypot(*(one - other).T) < ALLOWED_M
        begins = int(is_near.argmax()) if is_near.any() else -1
        stays = bool(is_near[:STAYS_S].all())
        if {"near": begins > 300, "away": begins < 0, "start": stays}[kind]:
            found += 1
            yield Meeting((one, other), begins)


def heard(
    made: list[Meeting], accuracy_m: float, gap_s: float, rng: np.random.Generator
) -> Records:
    """What the trackers of all these pairs tell, in the order of time."""
    parts = []
    for pair, meeting in enumerate(made):
        for side, way in enumerate(meeting.ways):
            at = np.arange(rng.uniform(0.0, gap_s), LASTS_S - 1, gap_s)
            place = way[at.astype(int)] - meeting.ways[0][0] + pair * SPACE_M
            place += rng.normal(0.0, accuracy_m * SIGMA, place.shape)
            fixes = batch(len(at))
            fixes["party"], fixes["fix_at"], fixes["accuracy_m"] = 2 * pair + side, at, accuracy_m
            fixes["latitude"], fixes["longitude"] = degrees(place[:, 0] % 1e6, place[:, 1] % 1e6)
            parts.append(fixes)
    fixes = np.concatenate(parts)
    fixes["heard_at"] = fixes["fix_at"]
    return fixes[np.argsort(fixes["fix_at"], kind="stable")]


def ours(pairs: int, fixes: Records, gap_s: float) -> dict[str, dict[int, float]]:
    """When each pair was first told, for both grades."""
    watched = Watcher()
    for party in range(2 * pairs):
        watched.set_party(str(party), now=0.0, interval_s=gap_s, grace_s=gap_s + 60.0)
    for pair in range(pairs):
        watched.set_pair(str(pair), str(2 * pair), str(2 * pair + 1), distance_m=ALLOWED_M)
    happened = watched.hear(fixes)
    return {"maybe": _first(happened, MAYBE), "surely": _first(happened, SURELY)}


def _first(happened: list[Happening], kinds: frozenset[Kind]) -> dict[int, float]:
    first: dict[int, float] = {}
    for each in happened:
        if each.kind in kinds:
            first.setdefault(int(each.pair), each.at)
    return first


def naive(fixes: Records) -> dict[int, float]:
    """When the rule that most have was first told of each pair."""
    last: dict[int, tuple[float, float]] = {}
    first: dict[int, float] = {}
    x, y = metres(fixes["latitude"], fixes["longitude"])
    told = fixes["party"].tolist(), x.tolist(), y.tolist(), fixes["fix_at"].tolist()
    for party, *place, at in zip(*told, strict=True):
        before, other = last.get(party), last.get(party ^ 1)
        last[party] = place[0], place[1]
        if before is None or other is None:
            continue
        is_near = math.dist(place, other) < ALLOWED_M
        was_near = math.dist(before, other) < ALLOWED_M
        if is_near and not was_near:
            first.setdefault(party // 2, at)
    return first


def wilson(hits: int, of: int) -> str:
    """A share in per cent, with its interval."""
    z, p = 1.96, hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{100 * p:.0f} ({100 * low:.0f}–{100 * high:.0f})"


def row(made: dict[str, list[Meeting]], accuracy_m: float, gap_s: float, seed: int) -> None:
    """One cell of the curve, for both grades and the naive rule."""
    firsts: dict[str, dict[str, dict[int, float]]] = {}
    for at, (kind, meetings_) in enumerate(made.items()):
        fixes = heard(meetings_, accuracy_m, gap_s, np.random.default_rng((seed, at)))
        firsts[kind] = {**ours(len(meetings_), fixes, gap_s), "naive": naive(fixes)}
    for rule in ("maybe", "surely", "naive"):
        near, begins = firsts["near"][rule], [each.begins for each in made["near"]]
        late = [near[pair] - begins[pair] for pair in near]
        p10, p50, p90 = np.percentile(late, (10, 50, 90)) if late else (np.nan,) * 3
        shares = [
            wilson(len(made[kind]) - len(firsts[kind][rule]), len(made[kind]))
            for kind in ("near", "start")
        ]
        false = wilson(len(firsts["away"][rule]), len(made["away"]))
        name = rule if rule == "naive" else f"ours, {rule}"
        print(
            f"| {accuracy_m:.0f} | {gap_s:.0f} | {name} | {shares[0]} | {shares[1]} | {false} "
            f"| {p50:.0f} ({p10:.0f} to {p90:.0f}) |"
        )


def main(*, quick: bool) -> None:
    count, rng = (40, 20) if quick else (200, 80), np.random.default_rng(11)
    made = {
        "near": list(meetings("near", count[0], rng)),
        "away": list(meetings("away", count[0], rng)),
        "start": list(meetings("start", count[1], rng)),
    }
    print(f"{count[0]} approaches, {count[0]} who stay away, {count[1]} near from the start\n")
    print(
        "| accuracy m | gap s | rule | missed % | missed, near from the start % | told of those "
        "who stayed away % | s after the true crossing: median (p10 to p90) |"
    )
    print("|---|---|---|---|---|---|---|")
    for at, accuracy_m in enumerate(ACCURACIES_M):
        for gap_s in GAPS_S:
            row(made, accuracy_m, gap_s, at)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)

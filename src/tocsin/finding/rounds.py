"""The loops that build and better a schedule, compiled where they run (numba).

A round is what one searcher does: an order of segments. Because survival decays
exponentially, delaying the rest of a round by x seconds multiplies its worth by
exp(-rate x): so whether to insert a segment is known without going through the rest.

Building is by the index that is optimal for one searcher without travel (M. H.
Rothkopf, "Scheduling independent tasks on parallel processors", Management Science 12,
1966: worth over 1 - exp(-rate duration)). Bettering is ruin and recreate (Schrimpf et
al., 2000; the string removal of Christiaens and Vanden Berghe, 2020). The draws come
from a counter in the problem itself: the same question always has the same answer.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.roads.compiled import compiled_apart

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RUIN_MAX: Final = 10
"""Segments taken out of the rounds at once."""
POOL_MAX: Final = 24
"""Segments considered for putting in again at once."""
WARMTH: Final = 0.002
"""A schedule worse by this part may still be gone on from, at the start."""


class Field(NamedTuple):
    """The problem in arrays: k kinds, s searchers, n segments; times in seconds."""

    worth: Floats  # (k, n) found if the search began at zero, weighted by survival
    lasts: Floats  # (k, n)
    kind: Ints  # (s,)
    free: Floats  # (s,)
    reach: Floats  # (s, n)
    between: Floats  # (k, n, n), or (0, 0, 0): then by points
    points: Floats  # (n, 2) metres
    pace: Floats  # (k,) seconds a metre
    rate: float  # of the decay, per second
    horizon: float
    open: NDArray[np.bool_]  # (n,)


class Rounds(NamedTuple):
    """Who does what in which order. `order` is (s, n), of which the first `length` count."""

    order: Ints
    length: Ints
    owner: Ints  # (n,) the searcher, or -1
    start: Floats  # (s, n)
    tail: Floats  # (s, n + 1) worth of all from here on


@compiled_apart
def _travel(f: Field, k: int, i: int, j: int) -> float:
    if f.between.shape[0] > 0:
        return float(f.between[k, i, j])
    east, north = f.points[i, 0] - f.points[j, 0], f.points[i, 1] - f.points[j, 1]
    return float(f.pace[k] * np.hypot(east, north))


@compiled_apart
def _retime(f: Field, r: Rounds, s: int) -> float:
    """Write down when each segment of this round begins, and what the rest is worth."""
    k, now, at = f.kind[s], f.free[s], -1
    count = r.length[s]
    for p in range(count):
        i = r.order[s, p]
        now += f.reach[s, i] if at < 0 else _travel(f, k, at, i)
        r.start[s, p] = now
        now += f.lasts[k, i]
        at = i
    r.tail[s, count] = 0.0
    for p in range(count - 1, -1, -1):
        i = r.order[s, p]
        r.tail[s, p] = r.tail[s, p + 1] + f.worth[k, i] * np.exp(-f.rate * r.start[s, p])
    return float(r.tail[s, 0])


@compiled_apart
def _worth(r: Rounds) -> float:
    total = 0.0
    for s in range(r.length.size):
        total += r.tail[s, 0]
    return total


@compiled_apart
def _best_place(f: Field, r: Rounds, i: int) -> tuple[float, int, int]:
    """Where putting in segment i gains most: gain, searcher, position; gain 0 if nowhere."""
    best, best_s, best_p = 0.0, -1, -1
    for s in range(f.kind.size):
        k, count = f.kind[s], r.length[s]
        if f.worth[k, i] <= 0.0:
            continue
        end = f.free[s]
        if count > 0:
            end = r.start[s, count - 1] + f.lasts[k, r.order[s, count - 1]]
        for p in range(count + 1):
            if p == 0:
                begins = f.free[s] + f.reach[s, i]
            else:
                before = r.order[s, p - 1]
                begins = r.start[s, p - 1] + f.lasts[k, before] + _travel(f, k, before, i)
            ends = begins + f.lasts[k, i]
            if ends > f.horizon:
                continue
            gain = f.worth[k, i] * np.exp(-f.rate * begins)
            if p < count:
                delay = ends + _travel(f, k, i, r.order[s, p]) - r.start[s, p]
                if end + delay > f.horizon or gain <= best:
                    continue
                gain += r.tail[s, p] * np.expm1(-f.rate * delay)
            if gain > best:
                best, best_s, best_p = gain, s, p
    return best, best_s, best_p


@compiled_apart
def _put(f: Field, r: Rounds, i: int, s: int, p: int) -> None:
    for q in range(r.length[s], p, -1):
        r.order[s, q] = r.order[s, q - 1]
    r.order[s, p] = i
    r.length[s] += 1
    r.owner[i] = s
    _retime(f, r, s)


@compiled_apart
def _take(r: Rounds, i: int) -> None:
    """Take segment i out of its round; the caller writes the times anew."""
    s = r.owner[i]
    kept = 0
    for p in range(r.length[s]):
        if r.order[s, p] != i:
            r.order[s, kept] = r.order[s, p]
            kept += 1
    r.length[s] = kept
    r.owner[i] = -1


@compiled_apart
def _copy(source: Rounds, target: Rounds) -> None:
    for s in range(source.length.size):
        count = source.length[s]
        target.length[s] = count
        target.order[s, :count] = source.order[s, :count]
        target.start[s, :count] = source.start[s, :count]
        target.tail[s, : count + 1] = source.tail[s, : count + 1]
    target.owner[:] = source.owner


@compiled_apart
def _empty(f: Field) -> Rounds:
    searchers, count = f.reach.shape
    return Rounds(
        np.zeros((searchers, count), np.int64),
        np.zeros(searchers, np.int64),
        np.full(count, -1, np.int64),
        np.zeros((searchers, count)),
        np.zeros((searchers, count + 1)),
    )


@compiled_apart
def _next(f: Field, r: Rounds, s: int, now: float, stress: float) -> int:
    """The segment with the highest index for this searcher now, or -1."""
    k, count = f.kind[s], r.length[s]
    at = r.order[s, count - 1] if count > 0 else -1
    best, chosen = 0.0, -1
    for i in range(f.open.size):
        if not f.open[i] or r.owner[i] >= 0 or f.worth[k, i] <= 0.0:
            continue
        way = f.reach[s, i] if at < 0 else _travel(f, k, at, i)
        if not now + way + f.lasts[k, i] <= f.horizon:
            continue
        spent = stress * way + f.lasts[k, i]
        if f.rate > 0.0:
            index = f.worth[k, i] * np.exp(-f.rate * way) / -np.expm1(-f.rate * spent)
        else:
            index = f.worth[k, i] / spent
        if index > best:
            best, chosen = index, i
    return chosen


@compiled_apart
def build(f: Field, stress: float) -> Rounds:
    """Whoever is free first takes what is best for them. `stress` weighs the way there."""
    r = _empty(f)
    now = f.free.copy()
    while True:
        s = int(np.argmin(now)) if now.size > 0 else -1
        if s < 0 or now[s] == np.inf:
            break
        i = _next(f, r, s, now[s], stress)
        if i < 0:
            now[s] = np.inf
            continue
        r.order[s, r.length[s]] = i
        way = f.reach[s, i]
        if r.length[s] > 0:
            way = _travel(f, f.kind[s], r.order[s, r.length[s] - 1], i)
        r.length[s] += 1
        r.owner[i] = s
        now[s] += way + f.lasts[f.kind[s], i]
    for s in range(f.kind.size):
        _retime(f, r, s)
    return r


@compiled_apart
def _draw(state: Any) -> float:
    """The next number in [0, 1) of a fixed sequence (xorshift64)."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@compiled_apart
def _nearest(f: Field, r: Rounds, seed: int, wanted: int, taken: bool, out: Ints) -> int:
    """The segments next to this one that are (or are not) in a round, by seconds of way."""
    found = 0
    far = np.empty(wanted)
    for i in range(f.open.size):
        if not f.open[i] or (r.owner[i] >= 0) != taken:
            continue
        way = np.inf
        for k in range(f.worth.shape[0]):
            if f.worth[k, i] > 0.0:
                way = min(way, _travel(f, k, seed, i))
        if not taken:
            way += 1.0 / (1e-300 + f.worth[:, i].max())
        if found == wanted and way >= far[found - 1]:
            continue
        p = min(found, wanted - 1)
        while p > 0 and far[p - 1] > way:
            far[p], out[p] = far[p - 1], out[p - 1]
            p -= 1
        far[p], out[p] = way, i
        found = min(found + 1, wanted)
    return found


@compiled_apart
def _string(r: Rounds, state: Any, wanted: int, out: Ints) -> int:
    """A run of a round, and one of another, of at most so many segments together."""
    found = 0
    for _ in range(2):
        s = int(_draw(state) * r.length.size)
        count = r.length[s]
        run = min(count, wanted - found, 1 + int(_draw(state) * wanted))
        first = int(_draw(state) * (count - run + 1))
        for p in range(first, first + run):
            if r.owner[r.order[s, p]] >= 0:
                out[found] = r.order[s, p]
                r.owner[r.order[s, p]] = -2 - s
                found += 1
    for q in range(found):
        r.owner[out[q]] = -2 - r.owner[out[q]]
    return found


@compiled_apart
def _seed(f: Field, r: Rounds, state: Any) -> int:
    """Where to look next: mostly at a segment that is in a round, else at any."""
    s = int(_draw(state) * r.length.size)
    if r.length[s] > 0 and _draw(state) < 0.75:
        return int(r.order[s, int(_draw(state) * r.length[s])])
    return int(_draw(state) * f.open.size)


@compiled_apart
def _ruin(f: Field, r: Rounds, state: Any, pool: Ints) -> int:
    """Take some segments out; the pool holds them and some that were in no round."""
    seed = _seed(f, r, state)
    wanted = 1 + int(_draw(state) * min(RUIN_MAX, f.open.size))
    if _draw(state) < 0.6:
        out = _nearest(f, r, seed, wanted, True, pool)
    else:
        out = _string(r, state, wanted, pool)
    for q in range(out):
        s = r.owner[pool[q]]
        _take(r, pool[q])
        _retime(f, r, s)
    spare = np.empty(POOL_MAX, np.int64)
    more = _nearest(f, r, seed, POOL_MAX - out, False, spare)
    for q in range(more):
        if r.owner[spare[q]] == -1 and not np.any(pool[:out] == spare[q]):
            pool[out] = spare[q]
            out += 1
    return out


@compiled_apart
def _recreate(f: Field, r: Rounds, state: Any, pool: Ints, count: int) -> None:
    """Put the pool back, each where it gains most: by worth, by index, or as drawn."""
    key = np.empty(count)
    way = _draw(state)
    for q in range(count):
        k_best = int(np.argmax(f.worth[:, pool[q]]))
        worth, lasts = f.worth[k_best, pool[q]], f.lasts[k_best, pool[q]]
        key[q] = _draw(state) if way < 0.4 else worth if way < 0.7 else worth / lasts
    for q in np.argsort(-key):
        gain, s, p = _best_place(f, r, pool[q])
        if gain > 0.0:
            _put(f, r, pool[q], s, p)


@compiled_apart
def improve(f: Field, r: Rounds, steps: int) -> Rounds:
    """The best schedule met in so many steps of ruin and recreate; never a worse one."""
    now, best = _empty(f), _empty(f)
    _copy(r, now)
    _copy(r, best)
    trial = _empty(f)
    worth_now = worth_best = _worth(r)
    state = np.array([88172645463325252], dtype=np.uint64)
    pool = np.empty(POOL_MAX + RUIN_MAX, np.int64)
    for step in range(steps):
        _copy(now, trial)
        _recreate(f, trial, state, pool, _ruin(f, trial, state, pool))
        worth = _worth(trial)
        if worth > worth_now - WARMTH * (1.0 - step / steps) * worth_best * _draw(state):
            now, trial = trial, now
            worth_now = worth
            if worth > worth_best:
                _copy(now, best)
                worth_best = worth
    return best

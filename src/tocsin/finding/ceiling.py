"""A bound that no schedule can exceed, so that the quality of ours is known.

**Claim.** Give each kind of searcher any price mu_k(t) >= 0 for a second of its time.
Let c[k, i] be the least seconds in which a searcher of kind k can come to segment i
from anywhere (from its start or from any other segment), d[k, i] the seconds of its
search, and v[k, i](a) the survival-weighted detection of a search that begins at a.
Then every schedule is worth at most

    sum over searchers s of the integral of mu over [free_s, horizon]
    + sum over segments i of max(0, max over k, a of v[k,i](a) - price of [a - c, a + d]).

**Proof.** In a schedule, the times [a - c, a + d] of one searcher's tasks lie one after
the other without overlap (the way to each takes at least c, and comes before it) and
within [free_s, horizon]; so their prices add up to at most the first sum. Each segment
is searched at most once; its worth less its price is at most its term of the second
sum. Add the two. No property of mu was used: any prices give a valid bound, and we
return the lowest we have met. (This is the Lagrangean relaxation of "one task at a
time" in time-indexed scheduling: Dyer and Wolsey, Discrete Applied Mathematics 26,
1990; here with continuous time.)

With prices constant between ticks, v - price is convex in a between those beginnings at
which one end of the interval meets a tick, so its maximum is at one of these: it is
computed exactly. Prices follow subgradients with Polyak's steps.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.finding.rounds import Field
from tocsin.geo.nearest import tree_of

Floats = NDArray[np.float64]

TICKS_MAX: Final = 48
"""Intervals of constant price; more are tighter and slower."""
PAIRS_MAX: Final = 600_000
"""Segments times kinds times beginnings that we look at in one round."""
STEPS_MAX: Final = 150
"""Rounds of better prices."""
SLACK_MIN: Final = 0.02
"""Steps that have been shortened to this part, round after round, end the search."""
SMALL: Final = 1e-9
"""Room for rounding, as a part of the bound: the bound is raised by it."""


class _Beginnings(NamedTuple):
    """For kind, segment and beginning (k, n, m): worth, and the two ends of the time."""

    worth: Floats
    first: Floats
    last: Floats


def ceiling(field: Field, worth_known: float, steps: int = STEPS_MAX) -> float:
    """The most that any schedule can be worth. `worth_known` only guides the search for it."""
    kinds, count = field.worth.shape
    if count == 0 or field.kind.size == 0:
        return 0.0
    ticks = _ticks(field, max(8, min(TICKS_MAX, PAIRS_MAX // (2 * kinds * count))))
    begin = _beginnings(field, ticks)
    room = _room(field, ticks)
    width = np.diff(ticks)
    price = np.zeros((kinds, width.size))
    lowest, slack = np.inf, 1.0
    for _ in range(steps):
        total, used = _evaluate(begin, room, ticks, price)
        slack = 1.0 if total < lowest * (1 - 1e-4) else slack * 0.9
        lowest = min(lowest, total)
        way = used - room
        way[(price <= 0) & (way < 0)] = 0.0
        size = float((way * way / width).sum())
        if size <= 0.0 or slack < SLACK_MIN or lowest <= worth_known * (1 + 1e-6):
            break
        step = slack * max(total - worth_known, 1e-6 * lowest) / size
        price = np.maximum(0.0, price + step * way / width)
    return max(lowest * (1.0 + SMALL), worth_known)


def _ticks(field: Field, intervals: int) -> Floats:
    """Times between zero and the horizon, denser where survival falls."""
    even = np.linspace(0.0, field.horizon, 40 * intervals + 1)
    fallen = -np.expm1(-field.rate * even)
    share = even / field.horizon + (fallen / fallen[-1] if fallen[-1] > 0 else 0.0)
    return np.interp(np.linspace(0.0, share[-1], intervals + 1), share, even)


def _beginnings(field: Field, ticks: Floats) -> _Beginnings:
    """All beginnings at which the maximum of worth less price can lie."""
    come, earliest = _ways(field)
    lasts = field.lasts[:, :, None]
    latest = field.horizon - lasts
    begin = np.concatenate(
        [ticks + come[:, :, None], ticks - lasts, earliest[:, :, None], latest], axis=2
    )
    may = (begin >= earliest[:, :, None]) & (begin <= latest) & (field.worth[:, :, None] > 0)
    may &= field.open[None, :, None]
    begin = np.where(may, begin, 0.0)
    worth = np.where(may, field.worth[:, :, None] * np.exp(-field.rate * begin), -np.inf)
    first = np.where(may, begin - np.where(np.isfinite(come), come, 0.0)[:, :, None], 0.0)
    return _Beginnings(worth, np.maximum(first, 0.0), np.where(may, begin + lasts, 0.0))


def _ways(field: Field) -> tuple[Floats, Floats]:
    """(k, n): the least seconds to each segment from anywhere, and its earliest beginning.

    A segment is reached straight from a start, or from another segment whose own search
    began no earlier than the first searcher was free and had come to it.
    """
    kinds, count = field.worth.shape
    come, earliest = np.full((2, kinds, count), np.inf)
    for k in range(kinds):
        ours = np.flatnonzero(field.kind == k)
        some = np.flatnonzero(field.open & (field.worth[k] > 0))
        if ours.size == 0 or some.size == 0:
            continue
        onward = _onward(field, k, some)
        come[k, some] = np.minimum(field.reach[np.ix_(ours, some)].min(axis=0), onward[0])
        done = field.free[ours].min() + come[k, some] + field.lasts[k, some]
        later = _earliest_onward(field, k, some, done, onward[0])
        straight = (field.free[ours, None] + field.reach[np.ix_(ours, some)]).min(axis=0)
        earliest[k, some] = np.minimum(straight, later)
    return come, earliest


def _onward(field: Field, k: int, some: NDArray[np.int64]) -> Floats:
    """(1, some): the least seconds to each of these from another of them."""
    if some.size < 2:
        return np.full((1, some.size), np.inf)
    if field.between.shape[0] == 0:
        far = tree_of(field.points[some]).query(field.points[some], k=2)[0][:, 1]
        return np.asarray(far * field.pace[k])[None]
    way = field.between[k][np.ix_(some, some)].copy()
    np.fill_diagonal(way, np.inf)
    return np.asarray(way.min(axis=0))[None]


def _earliest_onward(
    field: Field, k: int, some: NDArray[np.int64], done: Floats, onward: Floats
) -> Floats:
    """(some,): the earliest beginning after another search that was done then."""
    if field.between.shape[0] == 0:
        return np.asarray(done.min() + onward)
    way = field.between[k][np.ix_(some, some)] + done[:, None]
    np.fill_diagonal(way, np.inf)
    return np.asarray(way.min(axis=0))


def _room(field: Field, ticks: Floats) -> Floats:
    """(k, intervals): seconds of all searchers of a kind between one tick and the next."""
    room = np.zeros((field.worth.shape[0], ticks.size - 1))
    for s, k in enumerate(field.kind):
        room[k] += np.diff(np.maximum(ticks, field.free[s]))
    return room


def _evaluate(
    begin: _Beginnings, room: Floats, ticks: Floats, price: Floats
) -> tuple[float, Floats]:
    """The bound at these prices, and the seconds that the best choices would use."""
    cost = np.zeros(begin.worth.shape)
    for k in range(price.shape[0]):
        summed = np.concatenate([[0.0], np.cumsum(price[k] * np.diff(ticks))])
        cost[k] = np.interp(begin.last[k], ticks, summed) - np.interp(begin.first[k], ticks, summed)
    net = begin.worth - cost
    at = net.argmax(axis=2)
    chosen = np.take_along_axis(net, at[:, :, None], axis=2)[:, :, 0]
    kind = chosen.argmax(axis=0)
    profit = np.take_along_axis(chosen, kind[None], axis=0)[0]
    used = np.zeros(price.shape)
    for k in range(price.shape[0]):
        these = np.flatnonzero((kind == k) & (profit > 0))
        first, last = begin.first[k, these, at[k, these]], begin.last[k, these, at[k, these]]
        over = np.minimum(last[:, None], ticks[1:]) - np.maximum(first[:, None], ticks[:-1])
        used[k] = np.maximum(over, 0.0).sum(axis=0)
    return float((price * room).sum() + np.maximum(profit, 0.0).sum()), used

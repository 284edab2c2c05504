"""Times into the hierarchy: every shortcut becomes as fast as the fastest way it stands for.

All times are milliseconds in int32; `FAR` stands for "no way", and any two
times add up without overflow. Vertices are ranks.
"""

from typing import Final, NamedTuple

import numpy as np

from tocsin.roads.compiled import compiled, compiled_making
from tocsin.roads.contraction import Downward, Slots, gather
from tocsin.roads.network import Bytes, Ints

FAR: Final = (1 << 30) - 1
"""No way, or one of more than twelve days."""

NO_SLOT: Final = np.iinfo(np.int32).max
"""A turn from a vertex to itself, round a loop and on: no fastest way ever takes it."""


class Side(NamedTuple):
    """One direction of the hierarchy with its times: the joints that leave, or that enter.

    `below` is the other direction's joints seen from above: the first leg of
    every lower triangle over which a shortcut of this direction may go.
    """

    first: Slots  # [v + 1]
    to: Slots  # [s] ascending within a row
    ms: Ints  # [s]
    turn_ms: Ints  # [s] of the turn itself, FAR where the joint is only a shortcut
    stale: Bytes  # [s] 1 while the time must be found anew
    below: Downward


@compiled
def put(slots: Ints, weights: Ints, leaving: Side, entering: Side, stale: int) -> None:
    """New times of some turns at their slots (~slot for one that enters), stale or not."""
    for at in range(len(slots)):
        slot, ms = slots[at], min(weights[at], FAR)
        if slot < 0:
            entering.turn_ms[~slot] = ms
            entering.stale[~slot] = stale
        elif slot < NO_SLOT:
            leaving.turn_ms[slot] = ms
            leaving.stale[slot] = stale


@compiled_making
def customise(leaving: Side, entering: Side) -> None:
    """Find the time of every shortcut over all lower triangles; `ms` begins as `turn_ms`."""
    vertices = len(leaving.first) - 1
    best = np.full(vertices, FAR, np.int32)
    for vertex in range(vertices):
        _relax(vertex, leaving, entering.ms, best)
        _take(vertex, leaving, best)
        _relax(vertex, entering, leaving.ms, best)
        _take(vertex, entering, best)


@compiled
def _take(vertex: int, side: Side, best: Ints) -> None:
    for slot in range(side.first[vertex], side.first[vertex + 1]):
        side.ms[slot] = min(best[side.to[slot]], FAR)


@compiled
def _relax(vertex: int, side: Side, leg_ms: Ints, best: Ints) -> None:
    """The best times from one vertex to each it is joined to, over every lower one, into `best`."""
    first, to, ms, below = side.first, side.to, side.ms, side.below
    begin, end = first[vertex], first[vertex + 1]
    if begin == end:
        return
    for slot in range(begin, end):
        best[to[slot]] = side.turn_ms[slot]
    for at in range(below.first[vertex], below.first[vertex + 1]):
        leg = leg_ms[below.slot[at]]
        if leg >= FAR:
            continue
        last = first[below.to[at] + 1] - 1
        for back in range(last + 1 - first[below.to[at]]):
            onward = np.uint32(last - back)
            upper = to[onward]
            if upper <= vertex:
                break
            best[upper] = min(best[upper], leg + ms[onward])


@compiled_making
def renew(
    lows: Slots,
    parent: Ints,
    leaving: Side,
    entering: Side,
    seen: Bytes,
    chosen: Slots,
) -> None:
    """Find the stale times anew, and whatever follows from those that changed.

    `lows` are the lower ends of the stale joints. What follows from a joint lies
    above it, so each vertex is looked at once, from the lowest up.
    """
    best = np.full(len(leaving.first) - 1, FAR, np.int32)
    for at in range(gather(lows, parent, seen, chosen) - 1, -1, -1):
        vertex = chosen[at]
        if _has_stale(vertex, leaving):
            _relax(vertex, leaving, entering.ms, best)
            _settle(vertex, leaving, entering, best)
        if _has_stale(vertex, entering):
            _relax(vertex, entering, leaving.ms, best)
            _settle(vertex, entering, leaving, best)


@compiled
def _has_stale(vertex: int, side: Side) -> bool:
    found = False
    for slot in range(side.first[vertex], side.first[vertex + 1]):
        found |= side.stale[slot] > 0
        side.stale[slot] = 0
    return found


@compiled
def _settle(vertex: int, side: Side, other: Side, best: Ints) -> None:
    """Take the new times of one row, and mark what goes over those that changed."""
    for slot in range(side.first[vertex], side.first[vertex + 1]):
        before, now = side.ms[slot], min(best[side.to[slot]], FAR)
        if now != before:
            side.ms[slot] = now
            _mark(vertex, side.to[slot], before, now, side, other)


@compiled
def _mark(vertex: int, upper: int, before: int, now: int, side: Side, other: Side) -> None:
    """What goes over the joint of `vertex` and `upper` is stale, if that was or is its best."""
    for leg in range(other.first[vertex], other.first[vertex + 1]):
        third = other.to[leg]
        if third == upper:
            continue
        low, high = min(third, upper), max(third, upper)
        home = side if third < upper else other
        slot = slot_of(home, low, high)
        known = home.ms[slot]
        if other.ms[leg] + before == known or other.ms[leg] + now < known:
            home.stale[slot] = 1


@compiled
def slot_of(side: Side, row: int, wanted: int) -> int:
    """Where `wanted` stands among the ascending neighbours of `row`, or -1."""
    low, end = np.int64(side.first[row]), np.int64(side.first[row + 1])
    high = end
    while low < high:
        middle = (low + high) >> 1
        if side.to[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return int(low) if low < end and side.to[low] == wanted else -1

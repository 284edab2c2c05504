"""From shortcuts back to the turns that are driven. Vertices are ranks, as in `roads.queries`."""

import numpy as np

from tocsin.roads.compiled import compiled, compiled_making
from tocsin.roads.contraction import Slots
from tocsin.roads.customising import FAR, Side, slot_of
from tocsin.roads.network import Ints
from tocsin.roads.queries import Desk, climb


@compiled_making
def fastest_way(
    sources: Slots,
    source_ms: Ints,
    targets: Slots,
    target_ms: Ints,
    parent: Ints,
    leaving: Side,
    entering: Side,
    desk: Desk,
) -> Slots:
    """The vertices from the best of the sources to the best of the targets, or none."""
    ahead = climb(sources, source_ms, parent, leaving, desk.far, desk.way)
    back = climb(targets, target_ms, parent, entering, desk.also_far, desk.also_way)
    best, top = 2 * FAR, -1
    for vertex in desk.way[:ahead]:
        if desk.far[vertex] < FAR and desk.also_far[vertex] < FAR:
            whole = desk.far[vertex] + desk.also_far[vertex]
            if whole < best:
                best, top = whole, vertex
    found = np.empty(0, np.uint32)
    if top >= 0:
        up = _traced(top, sources, source_ms, leaving, desk.far, desk.way[:ahead])
        down = _traced(top, targets, target_ms, entering, desk.also_far, desk.also_way[:back])
        found = _unpacked(np.concatenate((up[::-1], down[1:])), leaving, entering, desk.chosen)
    desk.far[desk.way[:ahead]] = FAR
    desk.also_far[desk.also_way[:back]] = FAR
    return found


@compiled_making
def _traced(top: int, ends: Slots, offsets: Ints, side: Side, far: Ints, way: Slots) -> Slots:
    """From the top of a climb back down to the end it began at."""
    found = np.empty(len(way), np.uint32)
    found[0] = top
    size = 1
    here = top
    while True:
        for end in range(len(ends)):
            if ends[end] == here and offsets[end] == far[here]:
                return found[:size].copy()
        for below in way:
            slot = slot_of(side, below, here) if below < here and far[below] < FAR else -1
            if slot >= 0 and far[below] + side.ms[slot] == far[here]:
                here = below
                break
        found[size] = here
        size += 1


@compiled_making
def _unpacked(way: Slots, leaving: Side, entering: Side, ahead: Slots) -> Slots:
    """A way over shortcuts as the way over turns; `ahead` is a stack as long as there are vertices.

    A shortcut that is no turn goes over a lower vertex, which is put before its end.
    """
    found = np.empty(max(16, len(way)), np.uint32)
    found[0] = way[0]
    size, depth = 1, 0
    for upper in way[:0:-1]:
        ahead[depth] = upper
        depth += 1
    while depth > 0:
        here, to = found[size - 1], ahead[depth - 1]
        via = _via(here, to, leaving, entering)
        if via >= 0:
            ahead[depth] = via
            depth += 1
            continue
        if size == len(found):
            found = np.concatenate((found, np.empty(size, np.uint32)))
        found[size] = to
        size += 1
        depth -= 1
    return found[:size].copy()


@compiled
def _via(here: int, to: int, leaving: Side, entering: Side) -> int:
    """The lower vertex that the joint from `here` to `to` goes over, or -1 where it is a turn."""
    low, high = min(here, to), max(here, to)
    side, other = (leaving, entering) if here < to else (entering, leaving)
    joint = slot_of(side, low, high)
    if side.turn_ms[joint] == side.ms[joint]:
        return -1
    for at in range(side.below.first[low], side.below.first[low + 1]):
        via = side.below.to[at]
        onward = slot_of(side, via, high)
        if onward >= 0 and other.ms[side.below.slot[at]] + side.ms[onward] == side.ms[joint]:
            return int(np.int64(via))
    return -1

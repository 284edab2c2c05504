"""Asking the hierarchy: up from the few, then down to the many.

Vertices are ranks, times int32 milliseconds with `FAR` for "no way". Towards
one place the few climb the joints that enter and the many descend those that
leave; away from it, the other way round. A `Desk` is what the functions write
on; each leaves it as it found it. (PHAST and its restriction to some targets:
Delling, Goldberg, Nowatzyk and Werneck, JPDC 73(7), 2013; 2011 for RPHAST.)
"""

from typing import Final, NamedTuple

import numpy as np

from tocsin.roads.compiled import compiled, compiled_making
from tocsin.roads.contraction import Slots
from tocsin.roads.customising import FAR, Side
from tocsin.roads.engine import UNREACHABLE
from tocsin.roads.network import Bytes, Ints

LANES: Final = 32
"""So many places are swept for at once when a matrix is asked for."""


class Desk(NamedTuple):
    """Room to work, one place for each of v vertices."""

    far: Ints  # [v] FAR
    also_far: Ints  # [v] FAR
    way: Slots  # [v] anything
    also_way: Slots  # [v] anything
    chosen: Slots  # [v] anything
    place: Ints  # [v] -1
    seen: Bytes  # [v] 0


@compiled_making
def climb(rows: Slots, offsets: Ints, parent: Ints, side: Side, far: Ints, way: Slots) -> int:
    """From some vertices up to all their ancestors, which stand in `way` in ascending order."""
    at = rows.astype(np.int32)
    for end in range(len(rows)):
        far[rows[end]] = min(far[rows[end]], offsets[end])
    count = 0
    while True:
        vertex = -1
        for end in range(len(at)):
            if at[end] >= 0 and (vertex < 0 or at[end] < vertex):
                vertex = at[end]
        if vertex < 0:
            return count
        for end in range(len(at)):
            if at[end] == vertex:
                at[end] = parent[vertex]
        way[count] = vertex
        count += 1
        here = far[vertex]
        if here < FAR:
            for slot in range(side.first[vertex], side.first[vertex + 1]):
                far[side.to[slot]] = min(far[side.to[slot]], here + side.ms[slot])


@compiled_making
def answer(
    rows: Slots,
    offsets: Ints,
    shift: int,
    parent: Ints,
    few: Side,
    many: Side,
    chosen: Slots,
    wanted: Slots,
    desk: Desk,
) -> Ints:
    """Times between some ends and many vertices, `shift` less, shape of `wanted`.

    `chosen` holds the wanted vertices and their ancestors, as `gather` leaves them.
    """
    far = desk.far
    count = climb(rows, offsets, parent, few, far, desk.way)
    for vertex in chosen:
        best = far[vertex]
        for slot in range(many.first[vertex], many.first[vertex + 1]):
            best = min(best, far[many.to[slot]] + many.ms[slot])
        far[vertex] = min(best, FAR)
    found = np.empty(len(wanted), np.int32)
    for at in range(len(wanted)):
        ms = far[wanted[at]]
        found[at] = ms - shift if ms < FAR else UNREACHABLE
    for vertex in chosen:
        far[vertex] = FAR
    for vertex in desk.way[:count]:
        far[vertex] = FAR
    return found


class Laid(NamedTuple):
    """The part of one side above some vertices, c of them, laid out from the top down.

    In one piece it is read twice as fast as where it lies in the whole.
    """

    first: Slots  # [c + 1]
    to: Slots  # [s] places in this layout
    ms: Ints  # [s]
    place: Ints  # [v] in this layout, -1 outside
    far: Ints  # [c] FAR


@compiled_making
def answer_laid(
    rows: Slots,
    offsets: Ints,
    shift: int,
    parent: Ints,
    few: Side,
    laid: Laid,
    wanted: Slots,
    desk: Desk,
) -> Ints:
    """`answer` over a layout, which must hold the wanted vertices."""
    far, place = laid.far, laid.place
    count = climb(rows, offsets, parent, few, desk.far, desk.way)
    for vertex in desk.way[:count]:
        if place[vertex] >= 0:
            far[place[vertex]] = desk.far[vertex]
        desk.far[vertex] = FAR
    for row in range(len(far)):
        best = far[row]
        for slot in range(laid.first[row], laid.first[row + 1]):
            best = min(best, far[laid.to[slot]] + laid.ms[slot])
        far[row] = min(best, FAR)
    found = np.empty(len(wanted), np.int32)
    for at in range(len(wanted)):
        ms = far[place[wanted[at]]]
        found[at] = ms - shift if ms < FAR else UNREACHABLE
    far[:] = FAR
    return found


@compiled_making
def answer_all(
    rows: Slots,
    offsets: Ints,
    shift: int,
    parent: Ints,
    few: Side,
    many: Side,
    wanted: Slots,
    desk: Desk,
) -> Ints:
    """`answer` for a question to every vertex, so that nothing need be chosen."""
    far = desk.far
    climb(rows, offsets, parent, few, far, desk.way)
    for down in range(len(far)):
        vertex = np.uint32(len(far) - 1 - down)
        best = far[vertex]
        for slot in range(many.first[vertex], many.first[vertex + 1]):
            best = min(best, far[many.to[slot]] + many.ms[slot])
        far[vertex] = min(best, FAR)
    found = np.empty(len(wanted), np.int32)
    for at in range(len(wanted)):
        ms = far[wanted[at]]
        found[at] = ms - shift if ms < FAR else UNREACHABLE
    far[:] = FAR
    return found


@compiled_making
def table(
    ends: Slots,
    parent: Ints,
    few: Side,
    many: Side,
    chosen: Slots,
    wanted: Slots,
    desk: Desk,
) -> Ints:
    """Times between every end and every wanted vertex, shape [ends, wanted].

    The chosen part is laid out anew from the top down, and swept for `LANES` ends at once.
    """
    first, to, ms = lay_out(chosen, many, desk.place)
    lanes = min(LANES, len(ends))
    far = np.empty(len(chosen) * lanes, np.int32)
    found = np.empty((len(ends), len(wanted)), np.int32)
    nothing = np.zeros(1, np.int32)
    for begin in range(0, len(ends), LANES):
        far[:] = FAR
        for lane in range(min(lanes, len(ends) - begin)):
            row = ends[begin + lane : begin + lane + 1]
            count = climb(row, nothing, parent, few, desk.far, desk.way)
            for vertex in desk.way[:count]:
                if desk.place[vertex] >= 0:
                    far[desk.place[vertex] * lanes + lane] = desk.far[vertex]
                desk.far[vertex] = FAR
        _sweep_lanes(first, to, ms, far, lanes)
        for at in range(len(wanted)):
            start = desk.place[wanted[at]] * lanes
            for lane in range(min(lanes, len(ends) - begin)):
                known = far[start + lane]
                found[begin + lane, at] = known if known < FAR else UNREACHABLE
    for vertex in chosen:
        desk.place[vertex] = -1
    return found


@compiled_making
def lay_out(chosen: Slots, side: Side, place: Ints) -> tuple[Slots, Slots, Ints]:
    """The joints of the chosen vertices by their place in `chosen`: first, to, ms."""
    first = np.zeros(len(chosen) + 1, np.uint32)
    for at in range(len(chosen)):
        vertex = chosen[at]
        place[vertex] = at
        first[at + 1] = first[at] + (side.first[vertex + 1] - side.first[vertex])
    to = np.empty(first[-1], np.uint32)
    used = np.uint32(0)
    for vertex in chosen:
        for slot in range(side.first[vertex], side.first[vertex + 1]):
            to[used] = place[side.to[slot]]
            used += np.uint32(1)
    ms = np.empty(first[-1], np.int32)
    copy_times(chosen, side, ms)
    return first, to, ms


@compiled
def copy_times(chosen: Slots, side: Side, ms: Ints) -> None:
    """The times of the chosen vertices' joints, one row after the other."""
    used = np.uint32(0)
    for vertex in chosen:
        for slot in range(side.first[vertex], side.first[vertex + 1]):
            ms[used] = side.ms[slot]
            used += np.uint32(1)


@compiled_making
def _sweep_lanes(first: Slots, to: Slots, ms: Ints, far: Ints, lanes: int) -> None:
    """From the top down, all lanes of a row at once; `far` holds the rows one after the other.

    Written so that the compiler makes vector instructions of the inner loops.
    """
    best = np.empty(lanes, np.int32)
    for row in range(len(first) - 1):
        mine = np.uint64(row) * np.uint64(lanes)
        for lane in range(lanes):
            best[lane] = far[mine + np.uint64(lane)]
        for slot in range(first[row], first[row + 1]):
            theirs, step = np.uint64(to[slot]) * np.uint64(lanes), ms[slot]
            for lane in range(lanes):
                best[lane] = min(best[lane], np.int32(far[theirs + np.uint64(lane)] + step))
        for lane in range(lanes):
            far[mine + np.uint64(lane)] = min(best[lane], np.int32(FAR))

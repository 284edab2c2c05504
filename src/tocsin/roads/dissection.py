"""In which order to contract roads: cut the map in two where few roads cross, and each half again.

Inertial flow (Schild and Sommer, SEA 2015): along some direction the first part
of a cell's junctions and the last are held apart, and the fewest roads between
them are the cut. The roads of a cut come after all roads on both its sides. For
turns this is the right cut to ask for: the arcs of the cut roads separate the
turn graph (Buchhold, Wagner, Zeitz and Zündorf, ATMOS 2020).
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import around
from tocsin.roads.compiled import compiled, compiled_making
from tocsin.roads.network import Ints, Network

Steps: TypeAlias = NDArray[np.int8]

HELD_SHARE: Final = 0.3
"""The share of a cell's junctions that is held on each side of the cut."""

DIRECTIONS: Final = ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0))

SOURCE: Final = 1
"""Tag of a junction held on the first side."""

SINK: Final = 2
"""Tag of a junction held on the second side."""


def stretch_ranks(network: Network) -> Ints:
    """The place of every stretch in the order of contraction, 0 first, shape [e]."""
    count = len(network.latitude)
    if count == 0:
        return np.empty(0, np.int32)
    xy = around(network.latitude, network.longitude).to_metres(network.latitude, network.longitude)
    along = np.stack([np.argsort(xy @ np.array(direction)) for direction in DIRECTIONS])
    ends = np.concatenate([network.stretch_from, network.stretch_to])
    by_junction = np.argsort(ends, kind="stable")
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(ends, minlength=count), out=first[1:])
    edges = len(network.stretch_from)
    edge = (by_junction % max(1, edges)).astype(np.int32)
    other = np.concatenate([network.stretch_to, network.stretch_from])[by_junction]
    return _dissect(first, other.astype(np.int32), edge, along.astype(np.int32), HELD_SHARE)


class Cell(NamedTuple):
    """A part of the map while it is being cut, and the flow through it.

    A road whose `rank` is set is cut already. `flow` runs from the junction with
    the lower number to the one with the higher.
    """

    nodes: Ints  # [k] junctions
    local: Ints  # [n] place in nodes, -1 outside
    first: Ints  # [n + 1]
    other: Ints  # junction across each end of a road
    edge: Ints  # its road
    rank: Ints  # [e]
    flow: Steps  # [e] -1, 0 or 1


@compiled_making
def _bisect(cell: Cell, along: Ints, held_share: float, side: Steps) -> None:
    """Put every junction of a cell on side 0 or 1, with the fewest roads between them.

    `along` holds the cell's junctions in their order along each direction, [directions, k].
    """
    size = len(cell.nodes)
    held = max(1, int(size * held_share))
    best_cut, best_small = 1 << 30, 0
    tag = np.zeros(size, np.int8)
    for direction in range(len(along)):
        tag[:] = 0
        for at in range(held):
            tag[cell.local[along[direction, at]]] = SOURCE
            tag[cell.local[along[direction, size - 1 - at]]] = SINK
        cut = _max_flow(cell, tag, best_cut)
        if cut > best_cut:
            continue
        for seen_from in (SOURCE, SINK):
            inside, count = _reached(cell, tag, seen_from)
            small = min(count, size - count)
            if cut < best_cut or small > best_small:
                best_cut, best_small = cut, small
                for at in range(size):
                    side[cell.nodes[at]] = inside[at]


@compiled
def _room(cell: Cell, node: int, slot: int) -> int:
    """How much more may flow out of a junction along one of its roads; 0 where it is cut."""
    road = cell.edge[slot]
    if cell.local[cell.other[slot]] < 0 or cell.rank[road] >= 0:
        return 0
    return int(1 - cell.flow[road] * (1 if node < cell.other[slot] else -1))


@compiled_making
def _max_flow(cell: Cell, tag: Steps, enough: int) -> int:
    """Dinic's algorithm with one unit a road, from SOURCE to SINK; gives up above `enough`."""
    size = len(cell.nodes)
    for node in cell.nodes:
        for slot in range(cell.first[node], cell.first[node + 1]):
            cell.flow[cell.edge[slot]] = 0
    level, queue = np.empty(size, np.int32), np.empty(size, np.int32)
    next_slot, way = np.empty(size, np.int32), np.empty(size + 1, np.int32)
    total = 0
    while total <= enough and _levels(cell, tag, level, queue):
        for at in range(size):
            next_slot[at] = cell.first[cell.nodes[at]]
        for at in range(size):
            if tag[at] == SOURCE:
                total += _push(cell, tag, level, next_slot, way, at)
    return total


@compiled
def _levels(cell: Cell, tag: Steps, level: Ints, queue: Ints) -> bool:
    """Steps from the sources to each junction with room; whether a sink is among them."""
    level[:] = -1
    head, tail, found = 0, 0, False
    for at in range(len(cell.nodes)):
        if tag[at] == SOURCE:
            level[at] = 0
            queue[tail] = at
            tail += 1
    while head < tail:
        at = queue[head]
        head += 1
        if tag[at] == SINK:
            found = True
            continue
        node = cell.nodes[at]
        for slot in range(cell.first[node], cell.first[node + 1]):
            to = cell.local[cell.other[slot]]
            if to >= 0 and level[to] < 0 and _room(cell, node, slot) > 0:
                level[to] = level[at] + 1
                queue[tail] = to
                tail += 1
    return found


@compiled
def _push(cell: Cell, tag: Steps, level: Ints, next_slot: Ints, way: Ints, start: int) -> int:
    """Units that one source sends along rising levels until no way is left; `way` is a stack."""
    sent, depth = 0, 0
    way[0] = start
    while depth >= 0:
        at = way[depth]
        if tag[at] == SINK:
            for step in range(depth):
                slot = next_slot[way[step]]
                forward = cell.nodes[way[step]] < cell.other[slot]
                cell.flow[cell.edge[slot]] += 1 if forward else -1
            sent += 1
            depth = 0
            continue
        node = cell.nodes[at]
        while next_slot[at] < cell.first[node + 1]:
            slot = next_slot[at]
            to = cell.local[cell.other[slot]]
            if to >= 0 and level[to] == level[at] + 1 and _room(cell, node, slot) > 0:
                depth += 1
                way[depth] = to
                break
            next_slot[at] += 1
        else:
            depth -= 1
            if depth >= 0:
                next_slot[way[depth]] += 1
    return sent


@compiled_making
def _reached(cell: Cell, tag: Steps, seen_from: int) -> tuple[Steps, int]:
    """The junctions on the near side of the cut, seen from SOURCE or, backwards, from SINK.

    And how many they are.
    """
    size = len(cell.nodes)
    seen, queue = np.zeros(size, np.int8), np.empty(size, np.int32)
    head, tail = 0, 0
    for at in range(size):
        if tag[at] == seen_from:
            seen[at] = 1
            queue[tail] = at
            tail += 1
    while head < tail:
        node = cell.nodes[queue[head]]
        head += 1
        for slot in range(cell.first[node], cell.first[node + 1]):
            to = cell.local[cell.other[slot]]
            if to < 0 or seen[to] or cell.rank[cell.edge[slot]] >= 0:
                continue
            room = _room(cell, node, slot)
            if (room if seen_from == SOURCE else 2 - room) > 0:
                seen[to] = 1
                queue[tail] = to
                tail += 1
    return seen, tail


@compiled_making
def _dissect(first: Ints, other: Ints, edge: Ints, along: Ints, held_share: float) -> Ints:
    """Cut cells until each is one junction; the roads of every cut take the highest free ranks.

    A cell is the same part of each row of `along`, which stays in order when it is split.
    """
    count = len(first) - 1
    rank = np.full(len(edge) // 2, -1, np.int32)
    free = len(rank)
    side, local = np.zeros(count, np.int8), np.full(count, -1, np.int32)
    flow, spare = np.zeros(len(rank), np.int8), np.empty(count, np.int32)
    stack = [(0, count)]
    while len(stack) > 0:
        begin, end = stack.pop()
        nodes = along[0, begin:end]
        for at in range(len(nodes)):
            local[nodes[at]] = at
        if len(nodes) > 1:
            cell = Cell(nodes, local, first, other, edge, rank, flow)
            _bisect(cell, along[:, begin:end], held_share, side)
        for node in nodes:
            for slot in range(first[node], first[node + 1]):
                road, far_end = edge[slot], other[slot]
                is_cut = local[far_end] >= 0 and side[far_end] != side[node]
                if rank[road] < 0 and (is_cut or len(nodes) == 1):
                    free -= 1
                    rank[road] = free
        for node in nodes:
            local[node] = -1
        if len(nodes) > 1:
            middle = begin
            for direction in range(len(along)):
                middle = begin + _split(along[direction, begin:end], side, spare)
            stack.append((begin, middle))
            stack.append((middle, end))
    return rank


@compiled
def _split(nodes: Ints, side: Steps, spare: Ints) -> int:
    """Put the junctions of side 0 first, each side in the order it had; how many they are."""
    kept, moved = 0, 0
    for node in nodes:
        if side[node] == 0:
            nodes[kept] = node
            kept += 1
        else:
            spare[moved] = node
            moved += 1
    for at in range(moved):
        nodes[kept + at] = spare[at]
    return kept

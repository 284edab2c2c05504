"""The shape of the hierarchy: which shortcuts there can be, whatever the times are.

Customizable contraction hierarchies (Dibbelt, Strasser and Wagner, JEA 21,
2016). Vertices are numbered by their rank here. Contracting them from the
lowest up joins the higher neighbours of each by shortcuts; a shortcut that no
allowed turn can ever make is left out, one direction at a time.
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tocsin.roads.compiled import compiled, compiled_making
from tocsin.roads.network import Bytes, Ints

Slots: TypeAlias = NDArray[np.uint32]
"""Indices. Unsigned, so that compiled code need not ask whether one counts from the end."""

LEAVES: Final = 1
"""A joint that can be driven from the lower vertex up."""

ENTERS: Final = 2
"""A joint that can be driven from the higher vertex down."""


class Upward(NamedTuple):
    """Per vertex the higher ones it is joined to in one direction, in ascending order."""

    first: Slots  # [v + 1]
    to: Slots  # [s]


class Downward(NamedTuple):
    """The same joints seen from above: for each vertex the lower ones, and their slots there."""

    first: Slots  # [v + 1]
    to: Slots  # [s]
    slot: Slots  # [s]


class Shape(NamedTuple):
    """Shortcuts of v vertices numbered by rank, and the elimination tree over them."""

    parent: Ints  # [v] the lowest higher neighbour, -1 at a root
    leaving: Upward  # from the vertex to a higher one
    entering: Upward  # from a higher one to the vertex


def shape(tail: Ints, head: Ints, vertices: int) -> Shape:
    """The shortcuts over turns between ranks `tail` and `head`, shape [t] each."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((high, low))
    first, to = starts(low, vertices), high[order].astype(np.uint32)
    leads = np.where(tail < head, LEAVES, ENTERS).astype(np.int8)[order]
    up_first, up_to, parent = _joined(first, to)
    rows = np.repeat(np.arange(vertices, dtype=np.int64), np.diff(up_first))
    up_to = (np.sort(rows * vertices + up_to) - rows * vertices).astype(np.uint32)
    kinds = _kinds(first, to, leads, up_first, up_to)
    return Shape(
        parent,
        _one_way(up_first, up_to, (kinds & LEAVES) > 0),
        _one_way(up_first, up_to, (kinds & ENTERS) > 0),
    )


def starts(keys: NDArray[np.generic], count: int) -> Slots:
    """Where the rows of each key begin once they are sorted, shape [count + 1]."""
    first = np.zeros(count + 1, np.uint32)
    np.cumsum(np.bincount(keys, minlength=count), out=first[1:])
    return first


def from_above(upward: Upward) -> Downward:
    """The joints sorted by their upper end."""
    count = len(upward.first) - 1
    rows = np.repeat(np.arange(count, dtype=np.uint32), np.diff(upward.first))
    slot = np.argsort(upward.to, kind="stable").astype(np.uint32)
    return Downward(starts(upward.to, count), rows[slot], slot)


def _one_way(up_first: Slots, up_to: Slots, keeps: NDArray[np.bool_]) -> Upward:
    kept = np.concatenate([[0], np.cumsum(keeps)])
    return Upward(kept[up_first].astype(np.uint32), up_to[keeps])


@compiled_making
def _joined(first: Slots, to: Slots) -> tuple[Slots, Slots, Ints]:
    """Higher neighbours after contraction, both directions as one: first, to, parent.

    A vertex's are its own and those of its children in the elimination tree; not sorted.
    """
    vertices = len(first) - 1
    parent = np.full(vertices, -1, np.int32)
    child = np.full(vertices, -1, np.int32)
    sibling = np.full(vertices, -1, np.int32)
    seen_by = np.full(vertices, -1, np.int32)
    up_first = np.zeros(vertices + 1, np.uint32)
    up_to = np.empty(4 * (len(to) + vertices), np.uint32)
    used = 0
    for vertex in range(vertices):
        begin = used
        for slot in range(first[vertex], first[vertex + 1]):
            used = _take(to[slot], vertex, seen_by, up_to, used)
        below = child[vertex]
        while below >= 0:
            for slot in range(up_first[below], up_first[below + 1]):
                used = _take(up_to[slot], vertex, seen_by, up_to, used)
            below = sibling[below]
        up_first[vertex + 1] = used
        if used > begin:
            for slot in range(begin, used):
                if slot == begin or up_to[slot] < parent[vertex]:
                    parent[vertex] = up_to[slot]
            sibling[vertex] = child[parent[vertex]]
            child[parent[vertex]] = vertex
        if len(up_to) - used < vertices:
            grown = np.empty(2 * len(up_to) + vertices, np.uint32)
            for slot in range(used):
                grown[slot] = up_to[slot]
            up_to = grown
    return up_first, up_to[:used].copy(), parent


@compiled
def _take(upper: int, vertex: int, seen_by: Ints, up_to: Slots, used: int) -> int:
    """Note one higher neighbour of a vertex, once; how many places are used then."""
    if upper <= vertex or seen_by[upper] == vertex:
        return used
    seen_by[upper] = vertex
    up_to[used] = upper
    return used + 1


@compiled_making
def _kinds(
    first: Slots, to: Slots, leads: NDArray[np.int8], up_first: Slots, up_to: Slots
) -> NDArray[np.int8]:
    """Whether each joint can ever be driven up (LEAVES), down (ENTERS), or both."""
    kinds = np.zeros(len(up_to), np.int8)
    for vertex in range(len(first) - 1):
        slot = up_first[vertex]
        for turn in range(first[vertex], first[vertex + 1]):
            if to[turn] > vertex:
                while up_to[slot] != to[turn]:
                    slot += 1
                kinds[slot] |= leads[turn]
    for vertex in range(len(first) - 1):
        end = up_first[vertex + 1]
        for one in range(up_first[vertex], end):
            slot = up_first[up_to[one]]
            for other in range(one + 1, end):
                while up_to[slot] != up_to[other]:
                    slot += 1
                if kinds[one] & ENTERS and kinds[other] & LEAVES:
                    kinds[slot] |= LEAVES
                if kinds[other] & ENTERS and kinds[one] & LEAVES:
                    kinds[slot] |= ENTERS
    return kinds


@compiled
def gather(rows: Slots, parent: Ints, seen: Bytes, chosen: Slots) -> int:
    """Some vertices and all their ancestors into `chosen`, each after its own ancestors.

    Returns how many. `seen` must be 0 everywhere, and is again afterwards.
    """
    count = 0
    for row in rows:
        size = 0
        vertex = np.int64(row)
        while vertex >= 0 and seen[vertex] == 0:
            seen[vertex] = 1
            size += 1
            vertex = parent[vertex]
        vertex = np.int64(row)
        for back in range(count + size - 1, count - 1, -1):
            chosen[back] = vertex
            vertex = parent[vertex]
        count += size
    for at in range(count):
        seen[chosen[at]] = 0
    return count

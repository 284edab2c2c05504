"""Stretches of road joined into walks: trees of a fitting length, each drawn as one line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np

from tocsin.roads.network import Floats

SMALL_S: Final = 90.0
"""A piece of road that takes less than this joins a road of another name."""

EDGES_MAX: Final = 60
"""So many pieces of road in one walk at most."""


class Edge(NamedTuple):
    """A piece of road between two ends; those that meet share the number of an end."""

    one: int
    other: int
    name: int  # index of the road's name, -1 nameless
    effort_s: float
    length_m: float
    line: Floats  # [k, 2] metres, from `one` to `other`


def join(edges: Sequence[Edge], most_s: float) -> list[list[int]]:
    """Groups of edges, each a tree that takes at most `most_s` (a single edge may take more).

    Pieces of one name are joined first, then nameless and small ones to what they meet.
    """
    group = list(range(len(edges)))
    effort = [edge.effort_s for edge in edges]
    members = [[n] for n in range(len(edges))]
    ends = [{edge.one, edge.other} for edge in edges]
    for _, _, a, b in sorted(_meetings(edges)):
        one, other = group[a], group[b]
        if one == other or effort[one] + effort[other] > most_s:
            continue
        if len(members[one]) + len(members[other]) > EDGES_MAX:
            continue
        same = edges[a].name == edges[b].name >= 0
        if not same and min(effort[one], effort[other]) > SMALL_S:
            continue
        if len(ends[one] & ends[other]) != 1:
            continue  # Two ways around a block: joined, they would close a ring.
        for n in members[other]:
            group[n] = one
        members[one] += members[other]
        ends[one] |= ends[other]
        effort[one] += effort[other]
        members[other] = []
    return [sorted(each) for each in members if each]


def _meetings(edges: Sequence[Edge]) -> list[tuple[int, float, int, int]]:
    """Pairs of edges that meet: how unlike they are, what they take, which they are."""
    at: dict[int, list[int]] = defaultdict(list)
    for n, edge in enumerate(edges):
        if edge.one != edge.other:
            at[edge.one].append(n)
            at[edge.other].append(n)
    found = []
    for here in at.values():
        for a, b in combinations(here, 2):
            one, other = edges[a].name, edges[b].name
            unlike = 0 if one == other >= 0 else 1 if min(one, other) < 0 else 2
            found.append((unlike, edges[a].effort_s + edges[b].effort_s, a, b))
    return found


def tour(edges: Sequence[Edge]) -> Floats:
    """One line that walks a tree of edges, shape [k, 2]: side roads there and back.

    It begins at one end of the longest way through the tree, and that way comes last.
    """
    at: dict[int, list[int]] = defaultdict(list)
    for n, edge in enumerate(edges):
        at[edge.one].append(n)
        at[edge.other].append(n)
    start = _farthest(edges, at, min(at))[0]
    depth = _farthest(edges, at, start)[1]
    pieces: list[Floats] = []
    _walk(edges, at, depth, start, -1, pieces, is_last=True)
    return np.concatenate(pieces)


def _farthest(
    edges: Sequence[Edge], at: Mapping[int, Sequence[int]], start: int
) -> tuple[int, dict[int, float]]:
    """The end farthest from here, and for each end how far the tree goes on beyond it."""
    away, order, came = {start: 0.0}, [start], {start: start}
    for end in order:
        for n in at[end]:
            to = _far_end(edges[n], end)
            if to not in away:
                away[to] = away[end] + edges[n].length_m
                came[to] = end
                order.append(to)
    beyond = dict.fromkeys(order, 0.0)
    for end in reversed(order[1:]):
        step = away[end] - away[came[end]]
        beyond[came[end]] = max(beyond[came[end]], beyond[end] + step)
    return max(order, key=lambda end: (away[end], -end)), beyond


def _far_end(edge: Edge, end: int) -> int:
    return edge.other if edge.one == end else edge.one


def _walk(
    edges: Sequence[Edge],
    at: Mapping[int, Sequence[int]],
    beyond: Mapping[int, float],
    end: int,
    came_by: int,
    pieces: list[Floats],
    *,
    is_last: bool,
) -> None:
    """Append the lines of the walk from this end on; back again unless it ends there."""
    onward = [n for n in at[end] if n != came_by]
    onward = list(dict.fromkeys(onward))
    onward.sort(key=lambda n: (beyond[_far_end(edges[n], end)] + edges[n].length_m, n))
    for rank, n in enumerate(onward):
        edge = edges[n]
        line = edge.line if edge.one == end else edge.line[::-1]
        pieces.append(line)
        if edge.one == edge.other:
            continue
        ends_here = is_last and rank == len(onward) - 1
        _walk(edges, at, beyond, _far_end(edge, end), n, pieces, is_last=ends_here)
        if not ends_here:
            pieces.append(line[::-1])

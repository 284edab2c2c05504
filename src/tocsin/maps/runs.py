"""Ways as runs of located nodes, the common ground of roads and footways.

A *run* is as much of a way as can be followed without a missing node. Positions
are counted along all runs, one after the other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.line import EARTH_RADIUS_M
from tocsin.maps.reading import Lines


class Nodes(NamedTuple):
    """Every node of the roads' lines once, ordered by id. n nodes; NaN where a node is missing."""

    id: NDArray[np.int64]  # [n]
    latitude: NDArray[np.float64]  # [n]
    longitude: NDArray[np.float64]  # [n]
    at: NDArray[np.int64]  # [p] node of each position of the lines

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each id, -1 for one that is on no line."""
        if not len(self.id):
            return np.full(len(ids), -1, np.int64)
        rows = np.minimum(np.searchsorted(self.id, ids), len(self.id) - 1)
        return np.where(self.id[rows] == ids, rows, -1)


class Runs(NamedTuple):
    """Runs of ways. r runs, q positions."""

    node: NDArray[np.int64]  # [q] row of Nodes
    line: NDArray[np.int64]  # [q]
    is_start: NDArray[np.bool_]  # [q]
    is_end: NDArray[np.bool_]  # [q]
    is_cut: NDArray[np.bool_]  # [q] start or end next to a missing node
    along_m: NDArray[np.float64]  # [q] running length; only differences within a run mean anything
    missing_segments: int
    """Pieces between neighbouring nodes that are lost because a node is missing."""


def nodes_of(lines: Lines) -> Nodes:
    """Every node once. Where a node stands at two places in the file, the last one holds."""
    ids, at = np.unique(lines.node, return_inverse=True)
    latitude, longitude = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    latitude[at], longitude[at] = lines.latitude, lines.longitude
    return Nodes(ids, latitude, longitude, at)


def runs_of(lines: Lines, nodes: Nodes, chosen: NDArray[np.bool_]) -> Runs:
    """The runs of the chosen lines, shape [w]. A node that follows itself counts once."""
    line = np.repeat(np.arange(len(lines.first) - 1), np.diff(lines.first))
    keep = chosen[line]
    line, node = line[keep], nodes.at[keep]
    again = np.zeros(len(node), np.bool_)
    again[1:] = (node[1:] == node[:-1]) & (line[1:] == line[:-1])
    line, node = line[~again], node[~again]
    known = ~np.isnan(nodes.latitude[node])
    joined = (line[1:] == line[:-1]) & known[1:] & known[:-1]
    start, end = np.ones(len(node), np.bool_), np.ones(len(node), np.bool_)
    start[1:], end[:-1] = ~joined, ~joined
    useful = known & ~(start & end)
    return _runs(nodes, node, line, (start, end, useful))


def _runs(
    nodes: Nodes,
    node: NDArray[np.int64],
    line: NDArray[np.int64],
    masks: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
) -> Runs:
    start, end, useful = masks
    is_first, is_last = np.ones(len(line), np.bool_), np.ones(len(line), np.bool_)
    is_first[1:] = line[1:] != line[:-1]
    is_last[:-1] = is_first[1:]
    segments = len(line) - int(is_first.sum())
    cut = (start & ~is_first) | (end & ~is_last)
    node, line, cut = node[useful], line[useful], cut[useful]
    start, end = start[useful], end[useful]
    kept = len(node) - int(start.sum())
    return Runs(node, line, start, end, cut, _along(nodes, node, start), segments - kept)


def _along(nodes: Nodes, node: NDArray[np.int64], start: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Great-circle metres along all runs, nothing from one run to the next."""
    step = np.zeros(len(node))
    if len(node) > 1:
        step[1:] = lengths_m(
            nodes.latitude[node[:-1]],
            nodes.longitude[node[:-1]],
            nodes.latitude[node[1:]],
            nodes.longitude[node[1:]],
        )
    step[start] = 0.0
    return np.cumsum(step, dtype=np.float64)


def lengths_m(
    latitude_a: NDArray[np.float64],
    longitude_a: NDArray[np.float64],
    latitude_b: NDArray[np.float64],
    longitude_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Great-circle distances in metres, shape [n], as `geo.line.distance_m`, for many at once."""
    a, b = np.radians(latitude_a), np.radians(latitude_b)
    across = np.radians(longitude_b - longitude_a)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    metres: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return metres


def between(breaks: NDArray[np.bool_], runs: Runs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions where each piece between two breaks of one run begins and ends."""
    at = np.flatnonzero(breaks | runs.is_start | runs.is_end)
    same = ~runs.is_end[at[:-1]] if len(at) else np.empty(0, np.bool_)
    return at[:-1][same], at[1:][same]


def spread(
    begin: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All positions of all pieces, both ends included, and where each piece begins in them."""
    count = end - begin + 1
    first = np.zeros(len(count) + 1, np.int64)
    np.cumsum(count, out=first[1:])
    return np.repeat(begin - first[:-1], count) + np.arange(first[-1]), first

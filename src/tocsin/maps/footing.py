"""From ways to footways: everything that can be walked, and where a walker meets a vehicle."""

import numpy as np
from numpy.typing import NDArray

from tocsin.maps.building import Roads
from tocsin.maps.gathering import RoadTable
from tocsin.maps.reading import Lines
from tocsin.maps.runs import Nodes, Runs, between, runs_of, spread
from tocsin.roads.network import Footways, RoadClass

WITHOUT_KERB = (
    RoadClass.MOTORWAY,
    RoadClass.MOTORWAY_LINK,
    RoadClass.FERRY,
)
"""Nobody gets out of a vehicle here to walk on."""


def build(table: RoadTable, lines: Lines, roads: Roads, doors: NDArray[np.int64]) -> Footways:
    """The footways of these ways.

    A corner stands where walks meet or end, at entrances, and where a footway
    crosses a road that is not walked. At a corner on a road junction there is one
    kerb for each stretch of the junction.
    """
    nodes = roads.nodes
    runs = runs_of(lines, nodes, table.walkable)
    is_corner = _corners(table, nodes, runs, roads, doors)
    begin, end = between(is_corner[runs.node], runs)
    length = runs.along_m[end] - runs.along_m[begin]
    useful = (runs.node[begin] != runs.node[end]) | (length > 0)
    begin, end, length = begin[useful], end[useful], length[useful]
    used = np.concatenate([runs.node[begin], runs.node[end]])
    where, corner = np.unique(used, return_inverse=True)
    kerb, stretch, offset = _kerbs(roads, where)
    return Footways(
        latitude=nodes.latitude[where],
        longitude=nodes.longitude[where],
        one=corner[: len(begin)].astype(np.int32),
        other=corner[len(begin) :].astype(np.int32),
        length_m=length.astype(np.float32),
        is_steps=table.is_steps[runs.line[begin]],
        kerb=kerb.astype(np.int32),
        kerb_stretch=stretch.astype(np.int32),
        kerb_offset_m=offset.astype(np.float32),
    )


def _corners(
    table: RoadTable, nodes: Nodes, runs: Runs, roads: Roads, doors: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which nodes are corners, shape [n]."""
    n = len(nodes.id)
    walks = np.bincount(runs.node, minlength=n)
    only_walked = np.zeros(n, np.bool_)
    only_walked[runs.node[table.road_class[runs.line] < 0]] = True
    driven = np.zeros(n, np.bool_)
    driven[roads.runs.node] = True
    corners: NDArray[np.bool_] = (walks > 1) | (only_walked & driven)
    corners[runs.node[runs.is_start | runs.is_end]] = True
    rows = nodes.rows_of(doors)
    corners[rows[rows >= 0]] = True
    return corners


def _kerbs(
    roads: Roads, where: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Corner, stretch and metres from its start, for every corner on every stretch."""
    at, first = spread(roads.begin, roads.end)
    stretch = np.repeat(np.arange(len(roads.begin)), np.diff(first))
    row = np.full(len(roads.nodes.id), -1, np.int64)
    row[where] = np.arange(len(where))
    corner = row[roads.runs.node[at]]
    stops = ~np.isin(roads.network.road_class, WITHOUT_KERB)
    chosen = np.flatnonzero((corner >= 0) & stops[stretch])
    stretch, corner = stretch[chosen], corner[chosen]
    offset = roads.runs.along_m[at[chosen]] - roads.runs.along_m[roads.begin[stretch]]
    order = np.lexsort((stretch, corner))
    return corner[order], stretch[order], offset[order]

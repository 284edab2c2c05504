"""Towns for tests of travel times: a grid of streets, and the plainest way to time a drive."""

import heapq
from datetime import UTC, datetime

import numpy as np

from tests.roads.small import COSTS, Road, chains_of, exits_of, network_of
from tocsin.geo.plane import METRES_PER_DEGREE, Plane
from tocsin.roads.engine import CLOSED
from tocsin.roads.network import Footways
from tocsin.roads.starts import Start
from tocsin.roads.sweep import Sweep
from tocsin.roads.times import Roads
from tocsin.roads.turning import turn_ms
from tocsin.roads.turns import build

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

PLANE = Plane(45.0, 7.0)
"""Metres east and north of here."""


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Latitude and longitude of a point of the town."""
    latitude, longitude = PLANE.to_degrees(np.array([east_m, north_m], float))
    return float(latitude), float(longitude)


def unit_at(point):
    """A unit that stands there now."""
    return Start(point[0], point[1], NOW)


def grid(columns=4, rows=4, block_m=200.0, *, one_way=(), missing=(), flags=None):
    """Streets along both axes; junction (c, r) is number c + r * columns.

    `one_way`, `missing` and `flags` name stretches by their two junctions.
    """
    places = [at(c * block_m, r * block_m) for r in range(rows) for c in range(columns)]
    pairs = [
        (c + r * columns, c + dc + (r + dr) * columns)
        for r in range(rows)
        for c in range(columns)
        for dc, dr in ((1, 0), (0, 1))
        if c + dc < columns and r + dr < rows
    ]
    roads = [
        Road(a, b, (a, b) in one_way, flags=(flags or {}).get((a, b), 0))
        for a, b in pairs
        if (a, b) not in missing
    ]
    return measured(network_of(places, roads))


def measured(network):
    """The network with lengths in true metres."""
    north = np.diff(network.point_latitude) * METRES_PER_DEGREE
    east = np.diff(network.point_longitude) * PLANE.x_metres_per_degree
    run = np.concatenate([[0.0], np.cumsum(np.hypot(north, east))])
    first, last = network.first_point[:-1], network.first_point[1:] - 1
    return network._replace(length_m=(run[last] - run[first]).astype(np.float32))


def no_footways():
    return footways([], [], [])


def footways(corners, ways, kerbs, steps=()):
    """`corners` in metres, `ways` pairs of corners, `kerbs` (corner, stretch, offset_m)."""
    points = np.array([at(*corner) for corner in corners], float).reshape(-1, 2)
    one = np.array([way[0] for way in ways], np.int32)
    other = np.array([way[1] for way in ways], np.int32)
    metres = np.array(corners, float).reshape(-1, 2)
    length = np.hypot(*(metres[one] - metres[other]).T) if len(ways) else np.zeros(0)
    return Footways(
        np.ascontiguousarray(points[:, 0]),
        np.ascontiguousarray(points[:, 1]),
        one,
        other,
        length.astype(np.float32),
        np.array([i in steps for i in range(len(ways))], bool),
        np.array([kerb[0] for kerb in kerbs], np.int32),
        np.array([kerb[1] for kerb in kerbs], np.int32),
        np.array([kerb[2] for kerb in kerbs], np.float32),
    )


def roads_of(network, feet=None):
    turns = build(network)
    return Roads(network, feet or no_footways(), turns, Sweep(turns))


def plain_drive(network, ms, arc, ahead_ms, ends):
    """Milliseconds from a point on an arc to the nearest end (arc, beyond_ms, after_ms)."""
    chains = chains_of(network)
    pairs = [(a, b) for a in range(len(network.tail)) for b in exits_of(network, a)]
    before, after = np.array(pairs, np.int32).reshape(-1, 2).T
    cost = turn_ms(network, before, after, COSTS).tolist()
    turns = dict(zip(pairs, cost, strict=True))
    memory = max(map(len, chains), default=2) - 1
    found = [
        ahead_ms - beyond + after
        for end, beyond, after in ends
        if end == arc and ahead_ms >= beyond - 2
    ]
    settled, queue = set(), [(ahead_ms, (arc,))]
    while queue:
        spent, way = heapq.heappop(queue)
        if way in settled:
            continue
        settled.add(way)
        for onto in exits_of(network, way[-1]):
            longer = (*way, onto)
            if ms[onto] == CLOSED or any(longer[i:] in chains for i in range(len(longer))):
                continue
            then = spent + max(1, turns[way[-1], onto] + int(ms[onto]))
            found += [then - beyond + after for end, beyond, after in ends if end == onto]
            heapq.heappush(queue, (then, longer[-memory:]))
    return min(found, default=np.inf)

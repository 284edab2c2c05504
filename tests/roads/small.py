"""Small road networks for tests, and the slowest, plainest search there is over them."""

import heapq
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from tocsin.roads.engine import CLOSED, UNREACHABLE
from tocsin.roads.network import Network, RoadClass
from tocsin.roads.turning import TurnCosts, turn_ms

COSTS = TurnCosts()


class Road(NamedTuple):
    """A stretch of a test network, straight unless points between are given."""

    start: int
    end: int
    is_one_way: bool = False
    road_class: RoadClass = RoadClass.RESIDENTIAL
    flags: int = 0
    between: tuple[tuple[float, float], ...] = ()


def network_of(places, roads, banned=(), flags=None):
    """A network of junctions at `places` (degrees) and `roads`; `banned` are chains of arcs.

    An arc is written (road, is_forward) in a chain.
    """
    latitude, longitude = (np.array(axis, float) for axis in zip(*places, strict=True))
    drawn = [[places[road.start], *road.between, places[road.end]] for road in roads]
    points = np.array([point for line in drawn for point in line], float).reshape(-1, 2)
    first_point = np.cumsum([0, *map(len, drawn)]).astype(np.int64)
    arcs = []
    for at, road in enumerate(roads):
        arcs.append((road.start, road.end, at, True))
        if not road.is_one_way:
            arcs.append((road.end, road.start, at, False))
    arcs.sort(key=lambda arc: arc[0])
    number = {(at, is_forward): arc for arc, (_, _, at, is_forward) in enumerate(arcs)}
    chains = [[number[step] for step in chain] for chain in banned if set(chain) <= set(number)]
    tail = np.array([arc[0] for arc in arcs], np.int32)
    steps = np.hypot(*(np.diff(points, axis=0) * 111_195.0).T) if len(points) else np.zeros(0)
    length_m = [
        max(1.0, steps[begin : end - 1].sum()) for begin, end in pairwise(first_point.tolist())
    ]
    return Network(
        latitude,
        longitude,
        np.zeros(len(places), np.uint8) if flags is None else np.array(flags, np.uint8),
        np.array([road.start for road in roads], np.int32),
        np.array([road.end for road in roads], np.int32),
        np.array(length_m, np.float32),
        np.array([road.road_class for road in roads], np.uint8),
        np.zeros(len(roads), np.float32),
        np.array([road.flags for road in roads], np.uint16),
        np.zeros(len(roads), np.uint8),
        np.full(len(roads), -1, np.int32),
        np.arange(len(roads), dtype=np.int64),
        first_point,
        np.ascontiguousarray(points[:, 0]),
        np.ascontiguousarray(points[:, 1]),
        np.searchsorted(tail, np.arange(len(places) + 1)).astype(np.int32),
        tail,
        np.array([arc[1] for arc in arcs], np.int32),
        np.array([arc[2] for arc in arcs], np.int32),
        np.array([arc[3] for arc in arcs], bool),
        np.cumsum([0, *map(len, chains)]).astype(np.int32),
        np.array([arc for chain in chains for arc in chain], np.int32),
    )


@st.composite
def networks(draw, most=9):
    """One-ways, dead ends, loops, parallel stretches, islands, and banned chains of 2 to 4 arcs."""
    count = draw(st.integers(2, most))
    grid = st.integers(0, 20)
    places = [(45 + draw(grid) / 1000, 7 + draw(grid) / 1000) for _ in range(count)]
    end = st.integers(0, count - 1)
    loop = ((45.001, 7.002), (45.004, 7.001))
    classes = st.sampled_from(list(RoadClass))
    roads = [
        Road(a, b, draw(st.booleans()), draw(classes), 0, loop if a == b else ())
        for a, b in draw(st.lists(st.tuples(end, end), min_size=1, max_size=2 * most))
    ]
    network = network_of(places, roads)
    starts = draw(st.lists(st.tuples(st.integers(0, len(network.tail) - 1), st.integers(2, 4))))
    banned = []
    for arc, size in starts:
        chain = [arc]
        while len(chain) < size and (exits := exits_of(network, chain[-1])):
            chain.append(draw(st.sampled_from(exits)))
        banned.append([step_of(network, arc) for arc in chain])
    return network_of(places, roads, [chain for chain in banned if len(chain) > 1])


def exits_of(network, arc):
    """The arcs that begin where this one ends."""
    junction = network.head[arc]
    return list(range(network.first_arc[junction], network.first_arc[junction + 1]))


def step_of(network, arc):
    """The arc as (road, is_forward)."""
    return int(network.stretch[arc]), bool(network.is_forward[arc])


def chains_of(network):
    """The banned chains as tuples of arcs."""
    arcs = network.banned_arcs.tolist()
    return {tuple(arcs[begin:end]) for begin, end in pairwise(network.first_banned.tolist())}


def times_for(network):
    """A strategy of times over the arcs, some of them closed."""
    one = st.one_of(st.integers(0, 60_000), st.just(CLOSED))
    return st.lists(one, min_size=len(network.tail), max_size=len(network.tail)).map(
        lambda times: np.array(times, np.int32)
    )


def plain_search(network, arc_ms, start, costs=COSTS):
    """Milliseconds from the end of arc `start` to the end of every arc, by remembering the way.

    A state is the last few arcs driven; a step is refused when they end in a banned chain.
    """
    chains = chains_of(network)
    memory = max(map(len, chains), default=2) - 1
    best = np.full(len(network.tail), UNREACHABLE, np.int64)
    settled = set()
    queue = [(0, (start,))]
    while queue:
        ms, way = heapq.heappop(queue)
        if way in settled:
            continue
        settled.add(way)
        best[way[-1]] = min(best[way[-1]], ms)
        for arc in exits_of(network, way[-1]):
            longer = (*way, arc)
            if arc_ms[arc] == CLOSED or any(longer[at:] in chains for at in range(len(longer))):
                continue
            turn = turn_ms(network, np.array([way[-1]]), np.array([arc]), costs)
            step = max(1, int(turn[0]) + int(arc_ms[arc]))
            heapq.heappush(queue, (ms + step, longer[-memory:]))
    return best

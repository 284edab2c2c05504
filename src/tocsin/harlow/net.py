"""Harlow's roads once they are joined: nodes, ways through them, and what stands on them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
import shapely

from tocsin.harlow.joints import Points, with_crossings, with_ends_met
from tocsin.harlow.lines import Line, Point, heading_deg
from tocsin.harlow.sheet import DRIVABLE, Area, Road, Sheet, Turn, location_of
from tocsin.harlow.town import Node, Relation, Town, Way

NODE_ID_FIRST: Final = 7_100_000_001
"""As large as in today's OpenStreetMap: such an id does not fit into 32 bits."""

WAY_ID_FIRST: Final = 710_000_001
RELATION_ID_FIRST: Final = 7_100_001

MARK_REACH_M: Final = 20.0
"""What is marked farther than this from any road was drawn in the wrong place."""

SPLIT_SHARE: Final = 0.45
"""At so many of its junctions a street is divided into two ways, as in any real file."""

Arms = dict[int, list[tuple[int, int]]]
"""For each node the (chain, neighbouring node) of every drivable road that leaves it."""


class Chain(msgspec.Struct):
    """A way to be: its nodes by number, and the tags it has."""

    nodes: list[int]
    tags: dict[str, str]
    is_whole: bool = False

    @property
    def is_drivable(self) -> bool:
        """Whether it is a road for cars, open or not."""
        return self.tags.get("highway") in DRIVABLE


class Net:
    """The joined drawing. Numbers of nodes are places in `points`."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.points = Points()
        self.tags: dict[int, dict[str, str]] = {}
        self.chains: list[Chain] = []
        self.rules: list[tuple[Turn, tuple[tuple[str, int, str], ...]]] = []
        marked = _with_marks(with_ends_met(sheet.roads), [point for point, _ in sheet.marks])
        for road, points in zip(sheet.roads, with_crossings(marked), strict=True):
            nodes = self._nodes(points, road.level)
            self.chains.append(Chain(nodes, dict(road.tags), "junction" in road.tags))
        self._drop_islands()
        self._where = np.array(self.points.all)
        for point, tags in sheet.marks:
            self.tags.setdefault(self.nearest(point), {}).update(tags)
        self._cut()

    def _nodes(self, points: Line, level: int) -> list[int]:
        """The ends of a bridge stand on the ground, what is between them does not."""
        nodes: list[int] = []
        for step, point in enumerate(points):
            is_end = step in {0, len(points) - 1}
            node = self.points.shared(point, 0 if is_end else level)
            if not nodes or nodes[-1] != node:
                nodes.append(node)
        return nodes

    def _drop_islands(self) -> None:
        """Leave out streets that reach the rest of the town nowhere: chance drew them so."""
        parent = list(range(len(self.points.all)))

        def root(node: int) -> int:
            while parent[node] != node:
                parent[node] = parent[parent[node]]
                node = parent[node]
            return node

        roads = [chain for chain in self.chains if chain.is_drivable]
        for chain in roads:
            for a, b in pairwise(chain.nodes):
                parent[root(a)] = root(b)
        town = root(self.chains[self._first("East Main Street")].nodes[0])
        self.chains = [
            chain
            for chain in self.chains
            if chain.tags.get("highway") != "residential" or root(chain.nodes[0]) == town
        ]

    def _first(self, name: str) -> int:
        return next(
            number for number, chain in enumerate(self.chains) if chain.tags.get("name") == name
        )

    def nearest(self, point: Point) -> int:
        """The node of a road that lies nearest; an error when none is near."""
        far_m: npt.NDArray[np.float64] = np.hypot(*(self._where - np.array(point)).T)
        node = int(far_m.argmin())
        if far_m[node] > MARK_REACH_M:
            raise ValueError("the plan of Harlow marks a place that is on no road")
        return node

    def arms(self) -> Arms:
        """For each node the (chain, neighbour) pairs of the drivable roads that leave it."""
        found: Arms = {}
        for number, chain in enumerate(self.chains):
            if chain.is_drivable:
                for a, b in pairwise(chain.nodes):
                    found.setdefault(a, []).append((number, b))
                    found.setdefault(b, []).append((number, a))
        return found

    def _cut(self) -> None:
        """Divide ways where a rule needs it, and at some junctions by chance."""
        wanted = {self.nearest(point) for point in self.sheet.cuts}
        for turn in self.sheet.turns:
            wanted |= {self.nearest(at) for at in (turn.at, turn.via_to) if at is not None}
        arms = self.arms()
        chance = self.sheet.chance
        pieces: list[Chain] = []
        for chain in self.chains:
            start = 0
            is_street = chain.is_drivable and "name" in chain.tags and not chain.is_whole
            for step, node in enumerate(chain.nodes[1:-1], 1):
                by_chance = (
                    is_street and len(arms.get(node, ())) > 2 and chance.random() < SPLIT_SHARE
                )
                if node in wanted or by_chance:
                    pieces.append(Chain(chain.nodes[start : step + 1], dict(chain.tags)))
                    start = step
            pieces.append(Chain(chain.nodes[start:], dict(chain.tags)))
        self.chains = pieces

    def insert(self, chain: Chain, step: int, point: Point, **tags: str) -> int:
        """A new node of the chain after its node number `step`."""
        node = self.points.new(point)
        chain.nodes.insert(step + 1, node)
        if tags:
            self.tags[node] = tags
        return node

    def set_turn(self, turn: Turn, arms: Arms) -> None:
        """Make a rule of the plan a relation between ways, as OpenStreetMap has it."""
        at = self.nearest(turn.at)
        last = at if turn.via_to is None else self.nearest(turn.via_to)
        via = ("n", at, "via")
        if last != at:
            via = ("w", self._between(at, last), "via")
        members = (
            ("w", self._arm(arms[at], at, (turn.from_deg + 180.0) % 360.0), "from"),
            via,
            ("w", self._arm(arms[last], last, turn.to_deg), "to"),
        )
        self.rules.append((turn, members))

    def _between(self, a: int, b: int) -> int:
        """The chain that leads from one of these nodes to the other."""
        ends = {a, b}
        return next(
            number
            for number, chain in enumerate(self.chains)
            if {chain.nodes[0], chain.nodes[-1]} == ends
        )

    def _arm(self, arms: Iterable[tuple[int, int]], node: int, towards_deg: float) -> int:
        """The chain that leaves this node nearest to a direction of the compass."""

        def off_deg(arm: tuple[int, int]) -> float:
            leaves_deg = heading_deg(self.points.all[node], self.points.all[arm[1]])
            return abs((leaves_deg - towards_deg + 180.0) % 360.0 - 180.0)

        return min(arms, key=off_deg)[0]

    def town(self) -> Town:
        """Everything with its ids."""
        areas = [self._area(area) for area in self.sheet.areas]
        spots = [(self.points.new(point), tags) for point, tags in self.sheet.spots]
        tags = self.tags | dict(spots)
        chains = [*self.chains, *areas]
        used = {node for chain in chains for node in chain.nodes}.union(node for node, _ in spots)
        nodes = tuple(
            Node(NODE_ID_FIRST + number, location_of(self.points.all[number]), tags.get(number, {}))
            for number in sorted(used)
        )
        ways = tuple(
            Way(
                WAY_ID_FIRST + number,
                tuple(NODE_ID_FIRST + node for node in chain.nodes),
                chain.tags,
            )
            for number, chain in enumerate(chains)
        )
        return Town(nodes, ways, tuple(self._relations()))

    def _area(self, area: Area) -> Chain:
        ring = [self.points.new(point) for point in area.ring]
        if area.doors:
            self._hang_doors(area, ring)
        return Chain(ring if area.is_line else [*ring, ring[0]], area.tags)

    def _hang_doors(self, area: Area, ring: list[int]) -> None:
        """Put each door into the ring between the corners it lies between."""
        doors = sorted(
            ((_on_ring_m(area.ring, point), point, tags) for point, tags in area.doors),
            key=lambda door: door[0],
            reverse=True,
        )
        corners_m = [_on_ring_m(area.ring, point) for point in area.ring]
        for on_m, point, tags in doors:
            door = self.points.shared(point)
            self.tags.setdefault(door, {}).update(tags)
            ring.insert(sum(corner < on_m for corner in corners_m), door)

    def _relations(self) -> Iterable[Relation]:
        for number, (turn, members) in enumerate(self.rules):
            tags = {"type": "restriction", "restriction": turn.rule}
            if turn.but:
                tags["except"] = turn.but
            first = {"n": NODE_ID_FIRST, "w": WAY_ID_FIRST}
            named = tuple((kind, first[kind] + ref, role) for kind, ref, role in members)
            yield Relation(RELATION_ID_FIRST + number, named, tags)


def _on_ring_m(ring: Line, point: Point) -> float:
    """How far round the ring, from its first corner, the point lies."""
    return float(shapely.LineString([*ring, ring[0]]).project(shapely.Point(point)))


def _with_marks(roads: Sequence[Road], marks: Iterable[Point]) -> list[Road]:
    """The roads with a point of their own at each mark that lies between two points."""
    copies = [Road(list(road.points), road.tags) for road in roads]
    lines = shapely.STRtree([shapely.LineString(road.points) for road in roads])
    for mark in marks:
        number = int(lines.nearest(shapely.Point(mark)))
        line = shapely.LineString(copies[number].points)
        along_m = line.project(shapely.Point(mark))
        on_road = line.interpolate(along_m)
        passed = [line.project(shapely.Point(point)) for point in copies[number].points]
        if min(abs(one - along_m) for one in passed) > 3.0:
            step = sum(one < along_m for one in passed)
            copies[number].points.insert(step, (on_road.x, on_road.y))
    return copies

"""The three passes over the file: what is kept of each relation, node and way."""

from array import array
from typing import Any, NamedTuple

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import NODE, RELATION, WAY

from tocsin.maps.features import Shape, is_feature, lends_names
from tocsin.maps.reading import LineBuffer, Lines, Progress, Source, objects
from tocsin.maps.scenery import Collected, Collecting
from tocsin.maps.tags import node_rule, way_rule
from tocsin.places.feature import Feature


class Relation(NamedTuple):
    """A turn restriction as it stands in the file: (type, id, role) of its members."""

    id: int
    tags: dict[str, str]
    members: list[tuple[str, int, str]]


class RoadTable(NamedTuple):
    """What each way of the roads' lines is, shape [w] each; see `tags.WayRule`."""

    way: NDArray[np.int64]
    road_class: NDArray[np.int8]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]
    flags: NDArray[np.uint16]
    posted_kph: NDArray[np.float32]
    lanes: NDArray[np.uint8]
    name: NDArray[np.int32]
    walkable: NDArray[np.bool_]
    is_steps: NDArray[np.bool_]


class NodeTable(NamedTuple):
    """Special nodes, ordered by id, shape [k] each; see `tags.NodeRule`."""

    node: NDArray[np.int64]
    cuts: NDArray[np.bool_]
    gate: NDArray[np.bool_]
    flags: NDArray[np.uint8]


class Gathered(NamedTuple):
    """Everything kept of one file."""

    roads: RoadTable
    road_lines: Lines
    names: list[str]
    nodes: NodeTable
    doors: NDArray[np.int64]  # nodes that are entrances
    restrictions: list[Relation]
    points: list[Feature]
    shapes: list[Shape]
    shape_lines: Lines
    entrances: dict[int, str]
    scenery: Collected
    counts: dict[str, int]


class Gathering:
    """Reads a source in three passes, in the order of the methods."""

    def __init__(self, source: Source, progress: Progress) -> None:
        self._source, self._progress = source, progress
        self._locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
        self._locations.ignore_errors()
        self._restrictions: list[Relation] = []
        self._areas: list[Relation] = []
        self._special: dict[int, tuple[bool, bool, int]] = {}
        self._entrances: dict[int, str] = {}
        self._points: list[Feature] = []
        self._names: dict[str, int] = {}
        self._rules = tuple(array(code) for code in "qbBBHfBiBB")
        self._roads, self._shapes_lines = LineBuffer(), LineBuffer()
        self._shapes: list[Shape] = []
        self._outer: dict[int, int] = {}
        self._scenery = Collecting()
        self._counts = {"tagged_nodes": 0, "ways": 0, "relations": 0, "duplicate_ways": 0}

    def relations(self) -> None:
        """Pass one: turn restrictions, and areas whose outline is several ways."""
        for relation in objects(self._source, RELATION, (), "reading relations", self._progress):
            self._counts["relations"] += 1
            tags = {tag.k: tag.v for tag in relation.tags}
            kind = tags.get("type", "")
            members = [(member.type, member.ref, member.role) for member in relation.members]
            self._scenery.relation(tags, members)
            is_area = kind in {"multipolygon", "boundary"} and is_feature(tags)
            if not is_area and not kind.startswith("restriction"):
                continue
            kept = Relation(relation.id, tags, members)
            (self._areas if is_area else self._restrictions).append(kept)

    def nodes(self) -> None:
        """Pass two: where all nodes are; barriers, signals, entrances and points of interest."""
        tagged = osmium.filter.EmptyTagFilter()
        for node in objects(
            self._source, NODE, (self._locations, tagged), "reading nodes", self._progress
        ):
            tags = {tag.k: tag.v for tag in node.tags}
            if rule := node_rule(tags):
                self._special[node.id] = rule
            if "entrance" in tags:
                self._entrances[node.id] = ""
            if node.location.valid() and is_feature(tags):
                place = node.location
                self._points.append(Feature("node", node.id, place.lat, place.lon, (), tags))
            self._counts["tagged_nodes"] += 1

    def ways(self) -> None:
        """Pass three: roads, paths, and the outlines of everything else."""
        wanted = {ref for area in self._areas for ref in _outer(area)}
        seen: set[int] = set()
        for way in objects(self._source, WAY, (self._locations,), "reading ways", self._progress):
            self._counts["ways"] += 1
            tags = {tag.k: tag.v for tag in way.tags}
            self._scenery.way(way, tags)
            is_road = self._road(way, tags, seen)
            is_shape = bool(tags) and (is_feature(tags) or (is_road and lends_names(tags)))
            is_building = "building" in tags
            if is_shape or is_building or way.id in wanted:
                self._shape(way, tags, is_shape=is_shape, is_building=is_building)

    def _road(self, way: Any, tags: dict[str, str], seen: set[int]) -> bool:
        rule = way_rule(tags) if "highway" in tags or len(tags) > 1 else None
        if rule is None:
            return False
        if way.id in seen:
            self._counts["duplicate_ways"] += 1
            return False
        seen.add(way.id)
        self._roads.add(way)
        name = tags.get("name") or tags.get("ref")
        number = -1 if name is None else self._names.setdefault(name, len(self._names))
        row = (way.id, *rule[:6], number, *rule[6:])
        for column, value in zip(self._rules, row, strict=True):
            column.append(value)
        return True

    def _shape(self, way: Any, tags: dict[str, str], *, is_shape: bool, is_building: bool) -> None:
        line = self._shapes_lines.add(way)
        self._outer[way.id] = line
        doors = self._entrances.keys() & set(self._shapes_lines.nodes_of(line))
        if is_building:
            for door in doors:
                self._entrances[door] = str(way.id)
        if is_shape or (is_building and doors):
            self._shapes.append(Shape("way", way.id, tags, [line]))

    def strays(self) -> None:
        """A pass more where nodes have ids below zero, as editors give: osmium's index has none."""
        drawn = self._scenery.finish().lines
        lines = self._roads.finish(), self._shapes_lines.finish(), drawn
        lost = [(each.node < 0) & np.isnan(each.latitude) for each in lines]
        if not any(mask.any() for mask in lost):
            return
        found = {
            node.id: (node.location.lon, node.location.lat)
            for node in objects(self._source, NODE, (), "reading nodes again", self._progress)
            if node.id < 0 and node.location.valid()
        }
        nowhere = (float("nan"), float("nan"))
        for each, mask in zip(lines, lost, strict=True):
            at = [found.get(node, nowhere) for node in each.node[mask].tolist()]
            place = np.array(at, np.float64).reshape(-1, 2)
            each.longitude[mask], each.latitude[mask] = place[:, 0], place[:, 1]

    def finish(self) -> Gathered:
        """All of it as arrays and lists."""
        for area in self._areas:
            lines = [self._outer[ref] for ref in _outer(area) if ref in self._outer]
            if lines:
                self._shapes.append(Shape("relation", area.id, area.tags, lines))
            if "building" in area.tags:
                self._doors_of_area(area, lines)
        special = sorted(self._special.items())
        rules = np.array([rule for _, rule in special], np.uint8).reshape(-1, 3)
        return Gathered(
            roads=_road_table(self._rules),
            road_lines=self._roads.finish(),
            names=list(self._names),
            nodes=NodeTable(
                np.array([node for node, _ in special], np.int64),
                rules[:, 0].astype(np.bool_),
                rules[:, 1].astype(np.bool_),
                rules[:, 2],
            ),
            doors=np.array(sorted(self._entrances), np.int64),
            restrictions=self._restrictions,
            points=self._points,
            shapes=self._shapes,
            shape_lines=self._shapes_lines.finish(),
            entrances=self._entrances,
            scenery=self._scenery.finish(),
            counts=self._counts,
        )

    def _doors_of_area(self, area: Relation, lines: list[int]) -> None:
        for line in lines:
            for door in self._entrances.keys() & set(self._shapes_lines.nodes_of(line)):
                self._entrances[door] = f"relation/{area.id}"


def _outer(area: Relation) -> list[int]:
    return [ref for kind, ref, role in area.members if kind == "w" and role in {"outer", ""}]


def _road_table(columns: "tuple[array[Any], ...]") -> RoadTable:
    dtypes = (
        np.int64, np.int8, np.bool_, np.bool_, np.uint16, np.float32, np.uint8, np.int32,
        np.bool_, np.bool_,
    )  # fmt: skip
    return RoadTable(
        *(np.array(column, dtype) for column, dtype in zip(columns, dtypes, strict=True))
    )


def gather(source: Source, progress: Progress) -> Gathered:
    """Read the whole source. MapUnreadable when it turns out to be damaged."""
    gathering = Gathering(source, progress)
    gathering.relations()
    gathering.nodes()
    gathering.ways()
    gathering.strays()
    return gathering.finish()

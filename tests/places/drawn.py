"""Small maps for tests: drawn by hand, or read from a file without the importer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tocsin.geo.line import distance_m
from tocsin.places.feature import Feature
from tocsin.places.gazetteer import Gazetteer, build
from tocsin.roads.network import Network, StretchFlag

MAPS = Path("/work/shared/data/osm_pbf")


def words(text):
    return frozenset(text.split())


DRIVABLE = words(
    "motorway trunk primary secondary tertiary unclassified residential living_street service"
    " motorway_link trunk_link primary_link secondary_link tertiary_link pedestrian"
)
TELLING = words(
    "name amenity shop tourism leisure office emergency public_transport railway entrance"
    " historic place healthcare building addr:housenumber"
)


class Road(NamedTuple):
    """A road as OpenStreetMap draws it: node numbers and their places."""

    id: int
    name: str
    nodes: Sequence[int]
    is_round: bool = False


def network(roads: Sequence[Road], where: dict[int, tuple[float, float]]) -> Any:
    """A network whose stretches are cut at every node two roads share, and its names."""
    seen = Counter(node for road in roads for node in set(road.nodes))
    ends = {node for road in roads for node in (road.nodes[0], road.nodes[-1])}
    shared = {node for node, count in seen.items() if count > 1} | ends
    junctions = {node: n for n, node in enumerate(sorted(shared))}
    names: dict[str, int] = {}
    rows, points = [], []
    for road in roads:
        name = names.setdefault(road.name, len(names)) if road.name else -1
        start = 0
        for at in range(1, len(road.nodes)):
            if road.nodes[at] in junctions:
                part = road.nodes[start : at + 1]
                flags = StretchFlag.ROUNDABOUT if road.is_round else 0
                rows.append((junctions[part[0]], junctions[part[-1]], name, road.id, int(flags)))
                points.append([where[node] for node in part])
                start = at
    return _network(rows, points, [where[node] for node in junctions]), list(names)


def _network(rows, points, junctions) -> Network:
    def ints(values):
        return np.array(values, np.int32)

    first = np.cumsum([0, *map(len, points)])
    flat = np.array([point for part in points for point in part]).reshape(-1, 2)
    lengths = [sum(map(distance_m, part, part[1:])) for part in points]
    zero, none = np.zeros(len(rows)), ints([])
    nodes = np.array(junctions).reshape(-1, 2)
    return Network(
        nodes[:, 0],
        nodes[:, 1],
        np.zeros(len(nodes), np.uint8),
        ints([row[0] for row in rows]),
        ints([row[1] for row in rows]),
        np.array(lengths, np.float32),
        zero.astype(np.uint8),
        zero.astype(np.float32),
        np.array([row[4] for row in rows], np.uint16),
        zero.astype(np.uint8),
        ints([row[2] for row in rows]),
        np.array([row[3] for row in rows], np.int64),
        first.astype(np.int64),
        flat[:, 0],
        flat[:, 1],
        np.zeros(len(nodes) + 1, np.int32),
        none,
        none,
        none,
        np.empty(0, np.bool_),
        ints([0]),
        none,
    )


def read(path: Path) -> tuple[list[Road], dict[int, tuple[float, float]], list[Feature]]:
    """Roads, nodes and features of an OpenStreetMap file, as plainly as can be."""
    import osmium

    roads: list[Road] = []
    where: dict[int, tuple[float, float]] = {}
    features: list[Feature] = []
    items: Any = osmium.FileProcessor(str(path)).with_locations()
    for item in items:
        tags = {tag.k: tag.v for tag in item.tags}
        if item.is_node() and TELLING & tags.keys():
            features.append(
                Feature("node", item.id, item.location.lat, item.location.lon, (), tags)
            )
        if not item.is_way():
            continue
        nodes = [(n.ref, n.location) for n in item.nodes if n.location.valid()]
        if len(nodes) < 2:
            continue
        line = [(location.lat, location.lon) for _, location in nodes]
        if tags.get("highway") in DRIVABLE:
            where.update(zip([ref for ref, _ in nodes], line, strict=True))
            is_round = tags.get("junction") == "roundabout"
            roads.append(Road(item.id, tags.get("name", ""), [n for n, _ in nodes], is_round))
        if TELLING & tags.keys():
            latitude, longitude = np.mean(line, axis=0).tolist()
            features.append(Feature("way", item.id, latitude, longitude, tuple(line), tags))
    return roads, where, features


@lru_cache(maxsize=4)
def gazetteer_of(name: str) -> Gazetteer:
    """The gazetteer of one of the shared maps, read here without the importer."""
    roads, where, features = read(MAPS / f"{name}.osm.pbf")
    net, names = network(roads, where)
    return build(features, net, names)


def hand_made(
    streets: Iterable[tuple[str, Sequence[tuple[float, float]]]], features: Sequence[Feature]
) -> Gazetteer:
    """A gazetteer of streets drawn through points; equal points are one junction."""
    numbers: dict[tuple[float, float], int] = {}
    roads = [
        Road(way, name, [numbers.setdefault(point, len(numbers)) for point in line])
        for way, (name, line) in enumerate(streets, 1)
    ]
    net, names = network(roads, {n: point for point, n in numbers.items()})
    return build(features, net, names)

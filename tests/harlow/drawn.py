"""Harlow's file, read back with osmium as anybody would, and small walks over it."""

import atexit
from collections import deque
from collections.abc import Callable, Iterable
from functools import cache
from math import cos, hypot, radians
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, NamedTuple

import osmium
import shapely

from tocsin.harlow.town import TownSummary
from tocsin.harlow.writing import write_harlow

DRIVABLE = frozenset(
    [
        "motorway",
        "motorway_link",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "service",
    ]
)


@cache
def file_of(seed: int) -> tuple[Path, TownSummary]:
    """Harlow on disk, written once for all tests that only read it."""
    path = Path(mkdtemp(prefix="harlow-")) / "harlow.osm.pbf"
    rmtree_at_exit(path.parent)
    return path, write_harlow(path, seed)


@cache
def map_of(seed: int) -> "Map":
    return Map(file_of(seed)[0])


def rmtree_at_exit(folder: Path) -> None:
    atexit.register(rmtree, folder, ignore_errors=True)


class Thing(NamedTuple):
    id: int
    tags: dict[str, str]
    refs: tuple
    where: tuple[float, float] = (0.0, 0.0)


class Map:
    """Everything in the file, in the order in which it stands there."""

    def __init__(self, path: Path) -> None:
        self.order: list[tuple[str, int]] = []
        self.nodes: dict[int, Thing] = {}
        self.ways: dict[int, Thing] = {}
        self.relations: dict[int, Thing] = {}
        things: Iterable[Any] = osmium.FileProcessor(str(path))
        for thing in things:
            tags = {tag.k: tag.v for tag in thing.tags}
            self.order.append((thing.type_str(), thing.id))
            if thing.is_node():
                where = (thing.location.lat, thing.location.lon)
                self.nodes[thing.id] = Thing(thing.id, tags, (), where)
            elif thing.is_way():
                refs = tuple(node.ref for node in thing.nodes)
                self.ways[thing.id] = Thing(thing.id, tags, refs)
            else:
                refs = tuple((member.type, member.ref, member.role) for member in thing.members)
                self.relations[thing.id] = Thing(thing.id, tags, refs)

    def metres(self, node: int) -> tuple[float, float]:
        latitude, longitude = self.nodes[node].where
        return metres(latitude, longitude)

    def line(self, way: Thing) -> shapely.LineString:
        """What is in the file of a way, in metres; nothing when that is a point."""
        known = [self.metres(node) for node in way.refs if node in self.nodes]
        return shapely.LineString(known if len(known) > 1 else [])

    def roads(self) -> list[Thing]:
        return [way for way in self.ways.values() if way.tags.get("highway") in DRIVABLE]

    def only(self, **tags: str) -> Thing:
        """The one way that has all these tags."""
        (found,) = self.every(**tags)
        return found

    def every(self, **tags: str) -> list[Thing]:
        wanted = {key.replace("__", ":"): value for key, value in tags.items()}
        return [way for way in self.ways.values() if wanted.items() <= way.tags.items()]

    def steps(self, fits: Callable[[Thing], bool] = lambda _: True) -> dict[int, list[int]]:
        """From each node of the roads to those that a car reaches next."""
        found: dict[int, list[int]] = {}
        for way in self.roads():
            if not fits(way):
                continue
            one_way = way.tags.get("oneway")
            for a, b in zip(way.refs, way.refs[1:], strict=False):
                if one_way != "-1":
                    found.setdefault(a, []).append(b)
                if one_way in {None, "no", "-1"}:
                    found.setdefault(b, []).append(a)
        return found

    def nearest(self, spot: tuple[float, float], nodes: Iterable[int]) -> int:
        east, north = metres(*spot)

        def far_m(node: int) -> float:
            x, y = self.metres(node)
            return hypot(x - east, y - north)

        return min((node for node in nodes if node in self.nodes), key=far_m)


def metres(latitude: float, longitude: float) -> tuple[float, float]:
    """Metres east and north of the middle of Harlow, on a ball."""
    north_m = radians(latitude - 35.2) * 6_371_009.0
    return radians(longitude + 92.4) * 6_371_009.0 * cos(radians(35.2)), north_m


def reached(steps: dict[int, list[int]], start: int) -> set[int]:
    """Every node to which one gets from `start`, breadth first."""
    seen, waiting = {start}, deque([start])
    while waiting:
        for node in steps.get(waiting.popleft(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def backwards(steps: dict[int, list[int]]) -> dict[int, list[int]]:
    turned: dict[int, list[int]] = {}
    for a, following in steps.items():
        for b in following:
            turned.setdefault(b, []).append(a)
    return turned

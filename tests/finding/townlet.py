"""A small town for tests: seven streets by seven avenues, a lot, a park, a town hall."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from tests.places.drawn import Road, network
from tocsin.finding.evidence import Item
from tocsin.finding.terrain import Terrain
from tocsin.geo.plane import Plane
from tocsin.places.feature import Feature
from tocsin.places.gazetteer import build
from tocsin.roads.network import Footways, RoadClass

NOW = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
MIDDLE = (40.0, -100.0)
PLANE = Plane(*MIDDLE)
BLOCK_M = 150.0
SIZE = 7
LOT, PARK, HALL = 0, 1, 2
STREETS = ("Oak", "Elm", "Mill", "Ash", "Fir", "Bay", "Ivy")


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Degrees of a point so many metres from the middle of the town."""
    latitude, longitude = PLANE.to_degrees(np.array([float(east_m), float(north_m)])).tolist()
    return latitude, longitude


def item(source, east_m, north_m, accuracy_m=20.0, **more):
    more.setdefault("at", NOW)
    return Item(source, more.pop("at"), (at(east_m, north_m),), accuracy_m, **more)


def box(east_m, north_m, width_m, height_m):
    """A closed outline whose south-west corner is there."""
    corners = ((0, 0), (width_m, 0), (width_m, height_m), (0, height_m), (0, 0))
    return tuple(at(east_m + x, north_m + y) for x, y in corners)


def area(number, outline, **tags):
    latitude, longitude = np.mean(outline[:-1], axis=0).tolist()
    return Feature("way", 900 + number, latitude, longitude, outline, tags)


FEATURES = (
    area(LOT, box(30, 30, 80, 80), name="Station One", amenity="parking"),
    area(PARK, box(-440, 20, 280, 110), name="Mill Park", leisure="park"),
    area(HALL, box(170, 20, 40, 40), name="Town hall", building="yes"),
)


@lru_cache(maxsize=2)
def town(floors=0):
    """The terrain; the town hall has so many floors, 0 where the map does not say."""
    half = SIZE // 2
    where, rows = {}, []
    for y in range(SIZE):
        for x in range(SIZE):
            where[y * SIZE + x] = at((x - half) * BLOCK_M, (y - half) * BLOCK_M)
    for n in range(SIZE):
        rows.append(Road(n, f"{STREETS[n]} St", [n * SIZE + x for x in range(SIZE)]))
        rows.append(Road(50 + n, f"Avenue {n + 1}", [y * SIZE + n for y in range(SIZE)]))
    net, names = network(rows, where)
    classes = np.full(len(net.way), RoadClass.RESIDENTIAL, np.uint8)
    net = net._replace(road_class=classes)
    gazetteer = build(FEATURES, net, names)
    return Terrain(net, _path(), gazetteer, names, {HALL: floors} if floors else None)


def _path():
    """A footpath through the middle of one block, from street to street."""
    ends = np.array([at(75, -150), at(75, 0)])
    return Footways(
        ends[:, 0],
        ends[:, 1],
        np.array([0], np.int32),
        np.array([1], np.int32),
        np.array([150.0], np.float32),
        np.array([False]),
        np.array([0, 1], np.int32),
        np.array([7, 9], np.int32),
        np.array([0.0, 0.0], np.float32),
    )

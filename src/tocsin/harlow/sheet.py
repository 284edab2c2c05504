"""The drawing board on which Harlow is drawn before anything has an id.

Roads are drawn as lines that simply cross; `harlow_net` finds where they meet.
What is drawn on another level (a bridge) meets others only with its ends.
"""

from collections.abc import Sequence
from math import cos, radians
from random import Random
from typing import Final

import msgspec
import shapely

from tocsin.harlow.lines import Line, Point, box, length_m, met_at_m, part

ORIGIN_DEG: Final = (35.20, -92.40)
"""Latitude and longitude of the middle of the board."""

_TURN: Final = radians(ORIGIN_DEG[0])
M_PER_DEG_NORTH: Final = 111_132.95 - 559.85 * cos(2 * _TURN) + 1.175 * cos(4 * _TURN)
"""Length of a degree of latitude here (the usual series on WGS 84)."""

M_PER_DEG_EAST: Final = 111_412.88 * cos(_TURN) - 93.50 * cos(3 * _TURN) + 0.12 * cos(5 * _TURN)
"""Length of a degree of longitude here."""

SPEEDS: Final = {
    "motorway": "65 mph",
    "motorway_link": "40 mph",
    "primary": "40 mph",
    "secondary": "35 mph",
    "tertiary": "30 mph",
    "unclassified": "35 mph",
    "residential": "25 mph",
}
"""The posted speed of a road of each class, where nothing else is said."""


DRIVABLE: Final = frozenset(
    {
        "motorway",
        "motorway_link",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "service",
    }
)
"""What cars drive on."""


def at_deg(latitude: float, longitude: float) -> Point:
    """Where a position in degrees lies on the board."""
    return (
        (longitude - ORIGIN_DEG[1]) * M_PER_DEG_EAST,
        (latitude - ORIGIN_DEG[0]) * M_PER_DEG_NORTH,
    )


def location_of(point: Point) -> tuple[float, float]:
    """Longitude and latitude of a point of the board, to the seven digits that OSM keeps."""
    return (
        round(ORIGIN_DEG[1] + point[0] / M_PER_DEG_EAST, 7),
        round(ORIGIN_DEG[0] + point[1] / M_PER_DEG_NORTH, 7),
    )


class Road(msgspec.Struct):
    """A line that others can join: a road, a path or a track of the railway."""

    points: list[Point]
    tags: dict[str, str]

    @property
    def level(self) -> int:
        """On which level it lies: 0 is the ground."""
        return int(self.tags.get("layer", "0"))

    @property
    def name(self) -> str:
        """What stands on its signs, or nothing."""
        return self.tags.get("name", "")


class Area(msgspec.Struct):
    """A ring (not closed here) or, when `is_line`, a line that nothing joins."""

    ring: list[Point]
    tags: dict[str, str]
    doors: tuple[tuple[Point, dict[str, str]], ...] = ()
    is_line: bool = False


class Turn(msgspec.Struct, frozen=True):
    """A rule at a junction: arriving from one side, leaving to another, in degrees of compass."""

    rule: str
    at: Point
    from_deg: float
    to_deg: float
    via_to: Point | None = None
    but: str = ""


class Sheet:
    """Everything drawn so far."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.roads: list[Road] = []
        self.areas: list[Area] = []
        self.spots: list[tuple[Point, dict[str, str]]] = []
        self.marks: list[tuple[Point, dict[str, str]]] = []
        self.cuts: list[Point] = []
        self.turns: list[Turn] = []
        self.taken: list[shapely.Geometry] = []

    def road(self, points: Line, highway: str, name: str = "", **tags: str) -> Road:
        """A road or path. In keyword tags a double underscore stands for a colon."""
        said = {"highway": highway}
        if name:
            said["name"] = name
        if highway in SPEEDS:
            said["maxspeed"] = SPEEDS[highway]
        road = Road(list(points), said | colons(tags))
        self.roads.append(road)
        return road

    def crossing_road(
        self,
        points: Line,
        below: Sequence[tuple[Line, float, dict[str, str]]],
        highway: str,
        name: str = "",
        **tags: str,
    ) -> None:
        """A road with a bridge over each line of `below`: (line, reach to either side, tags)."""
        places = sorted(
            ((met_at_m(points, line), reach_m, more) for line, reach_m, more in below),
            key=lambda place: place[0],
        )
        done_m = 0.0
        for met_m, reach_m, more in places:
            self.road(part(points, done_m, met_m - reach_m), highway, name, **tags)
            bridge = part(points, met_m - reach_m, met_m + reach_m)
            span = self.road(bridge, highway, name, **tags)
            span.tags |= {"bridge": "yes", "layer": "1"} | more
            done_m = met_m + reach_m
        self.road(part(points, done_m, length_m(points)), highway, name, **tags)

    def track(self, points: Line, **tags: str) -> None:
        """A track of the railway: where a road crosses it on the ground is a level crossing."""
        self.roads.append(Road(list(points), {"railway": "rail"} | colons(tags)))

    def area(self, ring: Line, **tags: str) -> Area:
        """A building, a park, a lot: its ring is closed by itself."""
        area = Area(list(ring), colons(tags))
        self.areas.append(area)
        return area

    def outline(self, line: Line, **tags: str) -> None:
        """A line that no road joins: a river, a fence."""
        self.areas.append(Area(list(line), colons(tags), is_line=True))

    def spot(self, point: Point, **tags: str) -> None:
        """A thing that stands alone."""
        self.spots.append((point, colons(tags)))

    def mark(self, point: Point, **tags: str) -> None:
        """Something on a road: it goes to the road's nearest node, which must be near."""
        self.marks.append((point, colons(tags)))

    def take(self, ring: Line, margin_m: float = 0.0) -> None:
        """Ground on which no street of a quarter and no house is built."""
        self.taken.append(shapely.Polygon(ring).buffer(margin_m, quad_segs=2))

    def take_line(self, line: Line, margin_m: float) -> None:
        """The same along a line."""
        self.taken.append(shapely.LineString(line).buffer(margin_m, quad_segs=2))

    def building(
        self,
        centre: Point,
        size_m: tuple[float, float],
        doors: Sequence[tuple[Point, str]] = (),
        **tags: str,
    ) -> Area:
        """A rectangular building; each door is (point on its outline, kind of entrance)."""
        ring = box(centre, *size_m)
        self.take(ring, 12.0)
        area = self.area(ring, **({"building": "yes"} | tags))
        area.doors = tuple((point, {"entrance": kind}) for point, kind in doors)
        return area


def colons(tags: dict[str, str]) -> dict[str, str]:
    """Tags as OpenStreetMap writes them, from the names that Python allows."""
    return {key.rstrip("_").replace("__", ":"): value for key, value in tags.items()}

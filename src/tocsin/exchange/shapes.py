"""The eight shapes of a PIDF-LO (RFC 5491, section 5), and the circle around each.

Corners and centres are (latitude, longitude) in degrees WGS 84, altitudes in
metres. Angles are degrees from north, clockwise.
"""

import math
from typing import Final

import msgspec

METRES_PER_DEGREE: Final = 111_195.0
"""Length of one degree of latitude on a sphere with a radius of 6371 km."""

_ARC_STEPS: Final = 36

Corner = tuple[float, float]


class Point(msgspec.Struct, frozen=True, tag=True):
    latitude: float
    longitude: float
    altitude_m: float | None = None


class Circle(msgspec.Struct, frozen=True, tag=True):
    latitude: float
    longitude: float
    radius_m: float


class Sphere(msgspec.Struct, frozen=True, tag=True):
    latitude: float
    longitude: float
    altitude_m: float
    radius_m: float


class Ellipse(msgspec.Struct, frozen=True, tag=True):
    """`orientation_deg` is the direction of the longer half axis."""

    latitude: float
    longitude: float
    semi_major_m: float
    semi_minor_m: float
    orientation_deg: float


class Ellipsoid(msgspec.Struct, frozen=True, tag=True):
    latitude: float
    longitude: float
    altitude_m: float
    semi_major_m: float
    semi_minor_m: float
    vertical_m: float
    orientation_deg: float


class ArcBand(msgspec.Struct, frozen=True, tag=True):
    """A piece of a ring around a mast: from `start_deg` on, `opening_deg` wide."""

    latitude: float
    longitude: float
    inner_radius_m: float
    outer_radius_m: float
    start_deg: float
    opening_deg: float


class Polygon(msgspec.Struct, frozen=True, tag=True):
    """The corners once each, without the first again at the end."""

    corners: tuple[Corner, ...]
    altitude_m: float | None = None


class Prism(msgspec.Struct, frozen=True, tag=True):
    """A polygon at `altitude_m`, and all above it up to `height_m` higher."""

    corners: tuple[Corner, ...]
    altitude_m: float
    height_m: float


Shape = Point | Circle | Sphere | Ellipse | Ellipsoid | ArcBand | Polygon | Prism


class Around(msgspec.Struct, frozen=True):
    """A circle that holds the whole shape, and the middle and half of its height."""

    latitude: float
    longitude: float
    radius_m: float | None
    altitude_m: float | None = None
    vertical_m: float | None = None


def around(shape: Shape) -> Around:
    """The circle around a shape. A point has no radius: its sender did not say how sure it is."""
    match shape:
        case Point(lat, lon, altitude):
            return Around(lat, lon, None, altitude)
        case Circle(lat, lon, radius):
            return Around(lat, lon, radius)
        case Sphere(lat, lon, altitude, radius):
            return Around(lat, lon, radius, altitude, radius)
        case Ellipse(lat, lon, major, minor, _):
            return Around(lat, lon, max(major, minor))
        case Ellipsoid(lat, lon, altitude, major, minor, vertical, _):
            return Around(lat, lon, max(major, minor), altitude, vertical)
        case ArcBand():
            return _around_arc(shape)
        case Polygon(corners, altitude):
            lat, lon, radius = _around_corners(corners)
            return Around(lat, lon, radius, altitude)
        case Prism(corners, altitude, height):
            lat, lon, radius = _around_corners(corners)
            return Around(lat, lon, radius, altitude + height / 2, height / 2)


def _x_metres_per_degree(latitude: float) -> float:
    """Length of one degree of longitude; at the poles a little more than nothing."""
    return max(METRES_PER_DEGREE * math.cos(math.radians(latitude)), 1.0)


def moved(latitude: float, longitude: float, east_m: float, north_m: float) -> Corner:
    """The place so many metres east and north, good for some tens of kilometres."""
    lat = min(max(latitude + north_m / METRES_PER_DEGREE, -90.0), 90.0)
    lon = longitude + east_m / _x_metres_per_degree(latitude)
    return lat, (lon + 180.0) % 360.0 - 180.0


def _around_arc(arc: ArcBand) -> Around:
    """Its middle lies half way out in the middle of the opening; an arc of half a ring or more
    is taken for the whole ring around its mast.
    """
    if arc.opening_deg >= 180:
        return Around(arc.latitude, arc.longitude, arc.outer_radius_m)
    angle = math.radians(arc.start_deg + arc.opening_deg / 2)
    out = (arc.inner_radius_m + arc.outer_radius_m) / 2
    middle = out * math.sin(angle), out * math.cos(angle)
    edge = [
        math.radians(arc.start_deg + arc.opening_deg * step / _ARC_STEPS)
        for step in range(_ARC_STEPS + 1)
    ]
    farthest = max(
        math.dist(middle, (ring * math.sin(each), ring * math.cos(each)))
        for each in edge
        for ring in (arc.inner_radius_m, arc.outer_radius_m)
    )
    return Around(*moved(arc.latitude, arc.longitude, *middle), farthest)


def _around_corners(corners: tuple[Corner, ...]) -> tuple[float, float, float]:
    """Centre of area and the distance to the farthest corner.

    Corners across the date line are brought to one side of it first.
    """
    lat0, lon0 = corners[0]
    scale = _x_metres_per_degree(lat0)
    flat = [
        (((lon - lon0 + 180.0) % 360.0 - 180.0) * scale, (lat - lat0) * METRES_PER_DEGREE)
        for lat, lon in corners
    ]
    x, y = _centre(flat)
    return *moved(lat0, lon0, x, y), max(math.dist((x, y), corner) for corner in flat)


def _centre(flat: list[Corner]) -> Corner:
    twice = sum_x = sum_y = 0.0
    for (x1, y1), (x2, y2) in zip(flat, [*flat[1:], flat[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        twice += cross
        sum_x += (x1 + x2) * cross
        sum_y += (y1 + y2) * cross
    if abs(twice) < 1.0:  # Less than half a square metre is a line or a point.
        return sum(x for x, _ in flat) / len(flat), sum(y for _, y in flat) / len(flat)
    return sum_x / (3 * twice), sum_y / (3 * twice)

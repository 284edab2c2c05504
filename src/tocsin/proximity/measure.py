"""Lengths on the ground between points in degrees, by the plane between them.

Within a hundred kilometres and below 70 degrees of latitude a length is wrong by
less than one in two hundred; within a kilometre, by less than one in ten thousand.
"""

import math

from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.proximity.tables import Floats, Record
from tocsin.roads.compiled import compiled


@compiled
def cosine(lat: float) -> float:
    """How much shorter a degree of longitude is here than one of latitude."""
    return math.cos(math.radians(lat))


@compiled
def offset(lat: float, lon: float, to_lat: float, to_lon: float, cos: float) -> tuple[float, float]:
    """Metres east and north from one point to another, the short way round."""
    east = to_lon - lon
    if east > 180.0:
        east -= 360.0
    elif east < -180.0:
        east += 360.0
    return east * cos * METRES_PER_DEGREE, (to_lat - lat) * METRES_PER_DEGREE


@compiled
def length(x: float, y: float) -> float:
    return math.sqrt(x * x + y * y)


@compiled
def nearest(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
    """From the origin to a straight way: the least distance, and at which share of the way."""
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    share = 0.0
    if square > 0.0:
        share = min(1.0, max(0.0, -(x0 * dx + y0 * dy) / square))
    return length(x0 + share * dx, y0 + share * dy), share


@compiled
def border(corners: Floats, first: int, count: int, x: float, y: float) -> float:
    """Metres from a point to a polygon's border, below zero inside of it."""
    least = math.inf
    is_inside = False
    last = first + count - 1
    ax, ay = corners[last, 0] - x, corners[last, 1] - y
    for corner in range(first, first + count):
        bx, by = corners[corner, 0] - x, corners[corner, 1] - y
        least = min(least, nearest(ax, ay, bx, by)[0])
        if (ay > 0.0) != (by > 0.0) and ax - ay * (bx - ax) / (by - ay) > 0.0:
            is_inside = not is_inside
        ax, ay = bx, by
    return -least if is_inside else least


@compiled
def outside(area: Record, corners: Floats, lat: float, lon: float) -> float:
    """Metres from a point to the border of an area, below zero inside of it."""
    x, y = offset(area.lat, area.lon, lat, lon, area.cos)
    if area.corners == 0:
        return float(length(x, y) - area.radius)
    return border(corners, area.first, area.corners, x, y)


@compiled
def _turn(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> float:
    """Above zero when c lies to the left of the way from a to b."""
    return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)


@compiled
def _meet(corners: Floats, a: int, b: int, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Whether the way from 0 to 1 goes over the side from corner a to corner b."""
    ax, ay, bx, by = corners[a, 0], corners[a, 1], corners[b, 0], corners[b, 1]
    parted = (_turn(x0, y0, x1, y1, ax, ay) > 0.0) != (_turn(x0, y0, x1, y1, bx, by) > 0.0)
    return parted and (_turn(ax, ay, bx, by, x0, y0) > 0.0) != (_turn(ax, ay, bx, by, x1, y1) > 0.0)


@compiled
def crosses(
    area: Record, corners: Floats, lat0: float, lon0: float, lat1: float, lon1: float
) -> bool:
    """Whether the straight way between two points outside of an area leads through it."""
    x0, y0 = offset(area.lat, area.lon, lat0, lon0, area.cos)
    x1, y1 = offset(area.lat, area.lon, lat1, lon1, area.cos)
    if nearest(x0, y0, x1, y1)[0] >= area.radius:
        return False
    if area.corners == 0:
        return True
    last = area.first + area.corners - 1
    for corner in range(area.first, area.first + area.corners):
        if _meet(corners, last, corner, x0, y0, x1, y1):
            return True
        last = corner
    return False

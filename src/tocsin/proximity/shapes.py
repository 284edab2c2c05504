"""Stay-away areas as an order draws them."""

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.kernel.limits import AREA_CORNERS_MAX, STAY_AWAY_M_MAX
from tocsin.proximity.tables import Floats


class Circle(msgspec.Struct, frozen=True):
    """A place and how far to stay away from it. Degrees WGS 84, metres."""

    latitude: float
    longitude: float
    radius_m: float


class Polygon(msgspec.Struct, frozen=True):
    """A closed line around ground, as (latitude, longitude) of at least three corners."""

    corners: Sequence[tuple[float, float]]


Shape = Circle | Polygon


class Drawn(msgspec.Struct, frozen=True):
    """A shape as the loops measure it: a circle that holds it, and corners in metres about that."""

    latitude: float
    longitude: float
    cosine: float
    radius_m: float
    corners: Floats  # [c, 2] metres east and north; none of them for a circle


def drawn(shape: Shape) -> Drawn:
    """The shape ready to be measured; ValueError says what is wrong with it."""
    return _circle(shape) if isinstance(shape, Circle) else _polygon(shape)


def checked_m(length_m: float) -> float:
    """A length that an order may say; ValueError for any other."""
    if not 0.0 < length_m <= STAY_AWAY_M_MAX:
        raise ValueError(f"a distance is above zero and at most {STAY_AWAY_M_MAX:.0f} m")
    return float(length_m)


def _checked(latitude: float, longitude: float) -> tuple[float, float]:
    if not (abs(latitude) < 90.0 and abs(longitude) <= 180.0):
        raise ValueError("a corner or middle of an area is not on Earth")
    return float(latitude), float(longitude)


def _circle(shape: Circle) -> Drawn:
    latitude, longitude = _checked(shape.latitude, shape.longitude)
    cosine = math.cos(math.radians(latitude))
    return Drawn(latitude, longitude, cosine, checked_m(shape.radius_m), np.zeros((0, 2)))


def _polygon(shape: Polygon) -> Drawn:
    if not 3 <= len(shape.corners) <= AREA_CORNERS_MAX:
        raise ValueError(f"a polygon has 3 to {AREA_CORNERS_MAX} corners")
    points = np.array([_checked(*corner) for corner in shape.corners])
    first = points[0, 1]
    points[:, 1] = first + (points[:, 1] - first + 180.0) % 360.0 - 180.0
    latitude, longitude = (points.min(axis=0) + points.max(axis=0)) / 2
    cosine = math.cos(math.radians(latitude))
    metres = (points - (latitude, longitude))[:, ::-1] * METRES_PER_DEGREE * (cosine, 1.0)
    radius = checked_m(float(np.hypot(*metres.T).max()))
    longitude = (longitude + 180.0) % 360.0 - 180.0
    return Drawn(float(latitude), float(longitude), cosine, radius, metres)

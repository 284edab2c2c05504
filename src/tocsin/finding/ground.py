"""Where somebody can be: points along roads and ways, in lots, buildings and parks."""

import math
from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import Plane, around
from tocsin.roads.network import Bytes, Floats, Ints

POINTS_MAX: Final = 20_000
"""More points than these are not made: the spacing grows instead."""

OPEN_STEP_M: Final = 40.0
"""Metres between points of ground that nothing on the map says anything about."""

PLAIN_STEP_M: Final = 20.0
"""The same where there is no map at all."""


class Kind(IntEnum):
    """What a point belongs to."""

    STREET = 0
    WALK = 1
    LOT = 2
    BUILDING = 3
    AREA = 4
    OPEN = 5


class Circle(NamedTuple):
    """Ground that matters: degrees WGS 84 and metres."""

    latitude: float
    longitude: float
    radius_m: float


class Support(NamedTuple):
    """Where somebody can be, n points in metres on a plane, with a prior weight each.

    `owner` is the stretch of a street point, the footway of a walk point, the place of
    a lot, building or area, and -1 for open ground. `floor` counts from 1 in a building
    whose floors are known, else it is 0: such a building has its points on every floor.
    Within the circles (`centres`
    [k, 2], `radii_m` [k]) the points are all there is; beyond lies elsewhere.
    """

    plane: Plane
    points: Floats  # [n, 2]
    weight: Floats  # [n]
    kind: Bytes  # [n] Kind
    owner: Ints  # [n]
    floor: Bytes  # [n]
    centres: Floats  # [k, 2]
    radii_m: Floats  # [k]

    def holds(self, points: Floats) -> NDArray[np.bool_]:
        """Whether each of these points, shape [m, 2], lies within the circles."""
        if not len(self.centres):
            return np.zeros(len(points), np.bool_)
        apart = points[:, None, :] - self.centres[None, :, :]
        inside: NDArray[np.bool_] = (
            (apart * apart).sum(axis=-1) <= self.radii_m * self.radii_m
        ).any(axis=1)
        return inside

    @property
    def area_m2(self) -> float:
        """The ground within the circles, those that overlap counted as often."""
        return float(np.pi * (self.radii_m * self.radii_m).sum())


def plain(circles: Sequence[Circle]) -> Support:
    """Support without a map: a square grid over the circles, every point alike."""
    plane, centres, radii = placed(circles, None)
    step = spacing(radii, PLAIN_STEP_M)
    points = grid(centres, radii, step)
    n = len(points)
    return Support(
        plane,
        points,
        np.full(n, step * step),
        np.full(n, Kind.OPEN, np.uint8),
        np.full(n, -1, np.int32),
        np.zeros(n, np.uint8),
        centres,
        radii,
    )


def placed(circles: Sequence[Circle], plane: Plane | None) -> tuple[Plane, Floats, Floats]:
    """A plane, and the circles' centres [k, 2] and radii [k] on it, in metres."""
    if not circles:
        return plane or Plane(0.0, 0.0), np.empty((0, 2)), np.empty(0)
    latitude, longitude, radius = np.array(circles, np.float64).T
    on = plane or around(latitude, longitude)
    return on, on.to_metres(latitude, longitude), radius


def spacing(radii_m: Floats, wanted_m: float) -> float:
    """The step of a grid that keeps within `POINTS_MAX`."""
    area = float(np.pi * (radii_m * radii_m).sum())
    return max(wanted_m, math.sqrt(area / POINTS_MAX))


def grid(centres: Floats, radii_m: Floats, step_m: float) -> Floats:
    """Points of one square grid that lie in any of the circles, shape [n, 2], no doubles."""
    cells = [np.empty((0, 2), np.int64)]
    for centre, radius in zip(centres, radii_m, strict=True):
        low = np.floor((centre - radius) / step_m).astype(np.int64)
        high = np.ceil((centre + radius) / step_m).astype(np.int64)
        x, y = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
        cell = np.stack([x.ravel(), y.ravel()], axis=-1)
        apart = cell * step_m - centre
        cells.append(cell[(apart * apart).sum(axis=1) <= radius * radius])
    found = np.concatenate(cells)
    if len(centres) > 1:
        found = np.unique(found, axis=0)
    return found.astype(np.float64) * step_m

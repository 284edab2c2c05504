"""Where on the roads somebody is: the nearest stretches, and which way along them.

A vehicle that moves is put on the road that runs its way: on a dual carriageway
on its own side, on the motorway rather than on the street below. What stands
still is on the nearest road.
"""

from collections.abc import Sequence
from enum import StrEnum
from math import isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.line import distance_m
from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.roads import segments
from tocsin.roads.network import Bytes, Floats, Ints, Network, RoadClass, StretchFlag

REACH_M: Final = 1_000.0
"""Farther from any road than this is off the map."""

MOVING_MPS: Final = 2.5
"""From this speed on a heading says which way a vehicle drives; below it turns with the wind."""

FAST_MPS: Final = 22.0
"""So fast one drives on a motorway or trunk road, not on the street beside it."""

AGAINST_M: Final = 60.0
"""A road that runs square to the heading counts as so much farther away; against it, twice."""

TOO_SLOW_ROAD_M: Final = 40.0
"""So does a small road for a vehicle driving `FAST_MPS`."""

CHOICES: Final = 8
"""So many of the nearest stretches are weighed for a moving vehicle."""

_FAST_ROADS: Final = (
    RoadClass.MOTORWAY,
    RoadClass.TRUNK,
    RoadClass.MOTORWAY_LINK,
    RoadClass.TRUNK_LINK,
)


class Found(StrEnum):
    """What is said of a point that should be on the map."""

    ON_THE_MAP = "on_the_map"
    OFF_THE_MAP = "off_the_map"
    """Too far from any road, in the sea or in another country."""
    PERHAPS_SWAPPED = "perhaps_swapped"
    """Off the map, but on it with latitude and longitude swapped, or another sign."""
    NO_POSITION = "no_position"
    """No numbers of a position at all, or 0, 0, which devices send for "unknown"."""


class Position(NamedTuple):
    """A point on a stretch, `offset_m` from its start as drawn, `distance_m` beside the road."""

    stretch: int
    offset_m: float
    distance_m: float
    bearing_deg: float
    """Of the stretch there, as drawn."""


class Positions(NamedTuple):
    """n points with k nearest positions each, the nearest first; stretch -1 where none is."""

    stretch: Ints  # [n, k]
    offset_m: Floats  # [n, k]
    distance_m: Floats  # [n, k]
    bearing_deg: Floats  # [n, k]


class Driving(NamedTuple):
    """Points with the stretch each is on and how it stands there, [n] each."""

    stretch: Ints  # -1 off the map
    offset_m: Floats
    distance_m: Floats
    runs: NDArray[np.int8]  # 1 as the stretch is drawn, -1 against it, 0 not known


class Missed(NamedTuple):
    """Why a point is on no road, and how far the nearest one is."""

    found: Found
    distance_km: float | None


class Snap:
    """The stretches of one network, to be asked by position."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.grid = _grid(network)
        ferry = network.road_class == RoadClass.FERRY
        cut_off = (network.stretch_flags & StretchFlag.CUT_OFF) > 0
        self.joined: Bytes = (~cut_off & ~ferry).astype(np.uint8)
        self._any = np.ones(len(ferry), np.uint8)
        self._occupied = segments.occupied(self.grid)
        self.is_one_way = np.bincount(network.stretch, minlength=len(ferry)) < 2
        self.runs_forward = np.zeros(len(ferry), bool)
        self.runs_forward[network.stretch[network.is_forward]] = True
        self._is_fast = np.isin(network.road_class, _FAST_ROADS)

    def nearest(
        self,
        latitude: Floats,
        longitude: Floats,
        reach_m: float = REACH_M,
        k: int = 1,
        allowed: Bytes | None = None,
    ) -> Positions:
        """The k stretches nearest to each point ([n] each), within `reach_m`.

        Parts of the network that nothing leads to count only where nothing else
        is near; with `allowed` ([e]) the caller says what counts.
        """
        first = self.joined if allowed is None else allowed
        near = segments.near(self.grid, latitude, longitude, reach_m, k, first)
        missed = near.line[:, 0] < 0
        if allowed is None and missed.any():
            again = segments.near(
                self.grid, latitude[missed], longitude[missed], reach_m, k, self._any
            )
            near.line[missed], near.segment[missed] = again.line, again.segment
            near.share[missed], near.distance_m[missed] = again.share, again.distance_m
        return self._positions(near)

    def candidates(
        self, latitude: float, longitude: float, reach_m: float = REACH_M, k: int = 4
    ) -> list[Position]:
        """Up to k stretches near one point, the nearest first; none when it is no position."""
        if not is_position(latitude, longitude):
            return []
        at = self.nearest(np.array([latitude]), np.array([longitude]), reach_m, k)
        rows = zip(*(each[0].tolist() for each in at), strict=True)
        return [Position(*row) for row in rows if row[0] >= 0]

    def driving(
        self, latitude: Floats, longitude: Floats, heading_deg: Floats, speed_mps: Floats
    ) -> Driving:
        """The stretch each vehicle is on. Heading and speed may be NaN; [n] each.

        Without a heading, or slower than `MOVING_MPS`, it is the nearest one.
        """
        at = self.nearest(latitude, longitude, k=CHOICES)
        is_moving = np.isfinite(heading_deg) & (np.nan_to_num(speed_mps) >= MOVING_MPS)
        stretch = np.maximum(at.stretch, 0)
        apart = np.abs(turned_deg(at.bearing_deg, heading_deg[:, None]))
        runs = np.where(apart <= 90, 1, -1)
        allowed = np.where(self.runs_forward[stretch], 1, -1)
        one_way = self.is_one_way[stretch]
        off = np.where(one_way, np.where(allowed > 0, apart, 180 - apart),
                       np.minimum(apart, 180 - apart))  # fmt: skip
        slow_road = (speed_mps[:, None] >= FAST_MPS) & ~self._is_fast[stretch]
        cost = at.distance_m + np.where(
            is_moving[:, None], off / 90 * AGAINST_M + slow_road * TOO_SLOW_ROAD_M, 0.0
        )
        best = np.where(at.stretch >= 0, cost, np.inf).argmin(axis=1)
        runs = np.where(one_way, allowed, np.where(is_moving[:, None], runs, 0))
        row = np.arange(len(best))
        return Driving(
            at.stretch[row, best],
            at.offset_m[row, best],
            at.distance_m[row, best],
            runs[row, best].astype(np.int8),
        )

    def missed(self, latitude: float, longitude: float) -> Missed:
        """What to say of a point that is near no road."""
        if not (isfinite(latitude) and isfinite(longitude)) or latitude == longitude == 0:
            return Missed(Found.NO_POSITION, None)
        if self.candidates(latitude, longitude, k=1):
            return Missed(Found.ON_THE_MAP, 0.0)
        others = _other_readings(latitude, longitude)
        swapped = any(self.candidates(*each, k=1) for each in others)
        if not is_position(latitude, longitude):
            return Missed(Found.PERHAPS_SWAPPED if swapped else Found.NO_POSITION, None)
        found = Found.PERHAPS_SWAPPED if swapped else Found.OFF_THE_MAP
        return Missed(found, self.distance_km(latitude, longitude))

    def distance_km(self, latitude: float, longitude: float) -> float | None:
        """About how far the nearest road is, to some 100 m; None on a map without roads."""
        if len(self._occupied) == 0:
            return None
        apart = self._occupied - (latitude, longitude)
        apart[:, 1] = (apart[:, 1] + 180) % 360 - 180
        apart[:, 1] *= np.cos(np.radians(latitude))
        nearest = self._occupied[(apart**2).sum(axis=1).argmin()]
        return distance_m((latitude, longitude), (float(nearest[0]), float(nearest[1]))) / 1000

    def _positions(self, near: segments.Near) -> Positions:
        grid, s = self.grid, np.maximum(near.segment, 0)
        if len(grid.line) == 0:
            return Positions(near.line, near.share, near.distance_m, near.share)
        offset = grid.before_m[s] + near.share * grid.length_m[s]
        north = grid.latitude_b[s] - grid.latitude_a[s]
        east = (grid.longitude_b[s] - grid.longitude_a[s]) * np.cos(np.radians(grid.latitude_a[s]))
        bearing = np.degrees(np.arctan2(east, north)) % 360
        return Positions(near.line, offset, near.distance_m, bearing)


def is_position(latitude: float, longitude: float) -> bool:
    """Whether these are degrees of a place on Earth. 0, 0 is what devices send for none."""
    if not (isfinite(latitude) and isfinite(longitude)):
        return False
    return abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)


def along(network: Network, stretch: int, offset_m: float) -> tuple[float, float]:
    """Latitude and longitude of the point so many metres from the start of a stretch."""
    first, last = int(network.first_point[stretch]), int(network.first_point[stretch + 1])
    before = offsets(network, stretch)
    return (
        float(np.interp(offset_m, before, network.point_latitude[first:last])),
        float(np.interp(offset_m, before, network.point_longitude[first:last])),
    )


def offsets(network: Network, stretch: int) -> Floats:
    """Metres from the start of a stretch to each of its points; the last is its length."""
    first, last = int(network.first_point[stretch]), int(network.first_point[stretch + 1])
    piece = _piece_m(network.point_latitude[first:last], network.point_longitude[first:last])
    before = np.concatenate([[0.0], np.cumsum(piece)])
    return before * (float(network.length_m[stretch]) / max(float(before[-1]), 1e-9))


def _grid(network: Network) -> segments.Segments:
    """Every piece of every stretch, its metres scaled to the stretch's own length."""
    lines = len(network.stretch_from)
    points = np.diff(network.first_point)
    line = np.repeat(np.arange(lines, dtype=np.int32), np.maximum(points - 1, 0))
    is_last = np.zeros(len(network.point_latitude), bool)
    is_last[network.first_point[1:] - 1] = True
    a = np.flatnonzero(~is_last)
    latitude, longitude = network.point_latitude, network.point_longitude
    piece = _piece_m(latitude, longitude)[a] if len(a) else np.zeros(0)
    total = np.bincount(line, piece, minlength=lines)
    piece = piece * (network.length_m / np.maximum(total, 1e-9))[line]
    run = np.concatenate([[0.0], np.cumsum(piece)])
    first = np.searchsorted(line, np.arange(lines))
    before = run[:-1] - run[first][line]
    return segments.build(
        (latitude[a], longitude[a]), (latitude[a + 1], longitude[a + 1]), line, before, piece
    )


def _piece_m(latitude: Floats, longitude: Floats) -> Floats:
    """Metres from each point to the next, [n - 1]."""
    north = np.diff(latitude) * METRES_PER_DEGREE
    east = np.diff(longitude) * METRES_PER_DEGREE
    return np.asarray(np.hypot(north, east * np.cos(np.radians(latitude[:-1]))))


def turned_deg(before: Floats | float, after: Floats | float) -> Floats:
    """How far one bearing lies from another, -180 to 180, to the right positive."""
    return np.asarray((after - before + 180) % 360 - 180)


def _other_readings(latitude: float, longitude: float) -> Sequence[tuple[float, float]]:
    """The point with its numbers swapped, with other signs, and both."""
    pairs = ((latitude, longitude), (longitude, latitude))
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    return [(a * s, b * t) for a, b in pairs for s, t in signs][1:]

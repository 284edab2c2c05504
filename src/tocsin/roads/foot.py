"""The last metres on foot: from where a vehicle can stop to the place itself.

The search starts at the place and walks outward, over paths, lots, steps and
doors, until it meets drivable stretches. Where no path leads, the ground is
crossed directly, with a detour.
"""

from heapq import heappop, heappush
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.roads import segments
from tocsin.roads.compiled import compiled_making
from tocsin.roads.network import Bytes, Floats, Footways, Ints, RoadClass, StretchFlag
from tocsin.roads.snap import Snap, is_position

REACH_M: Final = 400.0
"""So far on foot is looked at first; doubled until something is found."""

REACH_M_MAX: Final = 3_200.0
"""Farther than this nobody is sent on foot by us."""

BESIDE_M: Final = 40.0
"""Across so much open ground one walks straight to a road, or from a path to the place."""

ON_IT_M: Final = 15.0
"""Nearer than this the place may be on the road itself, on a bridge and a motorway too."""

TO_PATH_M: Final = 200.0
"""A path farther than this from the place does not lead to it."""

DETOUR: Final = 1.3
"""Straight metres across open ground to metres walked, round fences, hedges and corners."""

APPROACHES_MAX: Final = 8
"""So many places to stop are given, those with the shortest walk."""

FARTHER_S: Final = 180.0
"""Nobody walks so much longer than from the nearest, to save driving round a block."""

WALK_S_MAX: Final = 3_600.0
"""Whoever goes on foot all the way is followed over paths for so long."""


class Pace(NamedTuple):
    """Metres per second on foot. A crew with its bags walks, who is close runs."""

    level_mps: float = 1.4
    steps_mps: float = 0.6

    def running(self) -> "Pace":
        return Pace(self.level_mps * 2, self.steps_mps * 2)


class Approach(NamedTuple):
    """Where a vehicle can stop for a place, and the walk from there."""

    stretch: int
    offset_m: float
    """From the start of the stretch as drawn."""
    foot_s: float
    corner: int
    """The kerb of the footways, -1 straight across."""


class _Walked(NamedTuple):
    """Seconds from the place to every corner [n], inf beyond reach, and the corner before."""

    seconds: Floats
    before: Ints
    met: Ints
    """The corners that were met, in the order of their times; the rest is -1. [n]"""


class Feet:
    """The footways of one map, to be asked by position."""

    def __init__(self, footways: Footways, snap: Snap, pace: Pace | None = None) -> None:
        self.footways, self.snap, self.pace = footways, snap, pace or Pace()
        speed = np.where(footways.is_steps, self.pace.steps_mps, self.pace.level_mps)
        self._way_s = footways.length_m / speed
        self._first, self._to, self._over_s = _adjacency(footways, self._way_s)
        self._grid = _grid(footways)
        self._kerbs = np.argsort(footways.kerb, kind="stable")
        self._first_kerb = np.searchsorted(
            footways.kerb[self._kerbs], np.arange(len(footways.latitude) + 1)
        )
        self._all = np.ones(max(len(footways.one), 1), np.uint8)
        flags, kind = snap.network.stretch_flags, snap.network.road_class
        raised = (flags & (StretchFlag.BRIDGE | StretchFlag.TUNNEL)) > 0
        fenced = np.isin(kind, (RoadClass.MOTORWAY, RoadClass.MOTORWAY_LINK))
        self._beside: Bytes = (snap.joined.astype(bool) & ~raised & ~fenced).astype(np.uint8)

    def approaches(
        self, latitude: float, longitude: float, usable: Bytes | None = None
    ) -> list[Approach]:
        """Where a vehicle can stop for this place, the shortest walk first.

        `usable` ([e]) says which stretches may be driven at all; without it, all
        that belong to the network. Empty when nothing is within `REACH_M_MAX`.
        """
        if not is_position(latitude, longitude):
            return []
        usable = self.snap.joined if usable is None else (usable & self.snap.joined)
        reach_m = REACH_M
        while reach_m <= REACH_M_MAX:
            walked = self._by_path(latitude, longitude, reach_m, usable)
            direct_m = self._open_ground_m(latitude, longitude) if walked else reach_m
            found = [*walked, *self._across(latitude, longitude, direct_m, usable)]
            if found:
                return _shortest(found)
            reach_m *= 2
        return []

    def walks_s(self, latitude: float, longitude: float, origins: Floats) -> Floats:
        """Seconds on foot all the way from each origin (degrees, [k, 2]) to the place, [k].

        Over paths where they lead, else straight across with a detour.
        """
        straight = _straight_m(latitude, longitude, origins) * DETOUR / self.pace.level_mps
        walked = self._walk(latitude, longitude, WALK_S_MAX)
        near = segments.near(
            self._grid, origins[:, 0].copy(), origins[:, 1].copy(), TO_PATH_M, 1, self._all
        )
        way, way_s, share = near.line[:, 0], self._way_s, near.share[:, 0]
        if len(way_s) == 0:
            return straight
        to_path_s = near.distance_m[:, 0] * DETOUR / self.pace.level_mps
        here = self._near_path(latitude, longitude)
        same = np.where(
            way == here.line[0, 0],
            np.abs(share - here.share[0, 0]) * way_s[way]
            + here.distance_m[0, 0] * DETOUR / self.pace.level_mps,
            np.inf,
        )
        by_path = to_path_s + np.minimum.reduce(
            [
                walked.seconds[self.footways.one[way]] + share * way_s[way],
                walked.seconds[self.footways.other[way]] + (1 - share) * way_s[way],
                same,
            ]
        )
        by_path = np.where(way >= 0, by_path, np.inf)
        is_straight = (straight <= BESIDE_M * DETOUR / self.pace.level_mps) | ~np.isfinite(by_path)
        return np.where(is_straight, np.minimum(straight, by_path), by_path)

    def whole_way(
        self, latitude: float, longitude: float, origin: tuple[float, float]
    ) -> list[tuple[float, float]]:
        """The walk to draw for whoever goes on foot all the way, from the origin to the place."""
        ends = [origin, (latitude, longitude)]
        point = np.array([origin[0]]), np.array([origin[1]])
        near = segments.near(self._grid, *point, TO_PATH_M, 1, self._all)
        way, share = int(near.line[0, 0]), float(near.share[0, 0])
        straight_m = float(_straight_m(latitude, longitude, np.array([origin]))[0])
        is_same = way == self._near_path(latitude, longitude).line[0, 0]
        if way < 0 or is_same or straight_m <= BESIDE_M:
            return ends
        walked = self._walk(latitude, longitude, WALK_S_MAX)
        over_s = float(self._way_s[way])
        one, other = int(self.footways.one[way]), int(self.footways.other[way])
        by_one = walked.seconds[one] + share * over_s
        by_other = walked.seconds[other] + (1 - share) * over_s
        if not np.isfinite(min(by_one, by_other)):
            return ends
        corners = self._chain(walked, one if by_one <= by_other else other)
        return [ends[0], *corners, ends[1]]

    def way(
        self, latitude: float, longitude: float, approach: Approach
    ) -> list[tuple[float, float]]:
        """The walk to draw, (latitude, longitude) from the kerb to the place."""
        points = [(latitude, longitude)]
        if approach.corner < 0:
            return points
        walked = self._walk(latitude, longitude, approach.foot_s + 1)
        return self._chain(walked, approach.corner) + points

    def _chain(self, walked: _Walked, corner: int) -> list[tuple[float, float]]:
        """The corners from one to where the walk from the place met its first."""
        corners = [corner]
        while walked.before[corners[-1]] >= 0:
            corners.append(int(walked.before[corners[-1]]))
        lat, lon = self.footways.latitude, self.footways.longitude
        return [(float(lat[c]), float(lon[c])) for c in corners]

    def _by_path(
        self, latitude: float, longitude: float, reach_m: float, usable: Bytes
    ) -> list[Approach]:
        walked, foot = self._walk(latitude, longitude, reach_m / self.pace.level_mps), self.footways
        found: dict[int, Approach] = {}
        for corner in walked.met:
            if corner < 0 or len(found) >= APPROACHES_MAX:
                break
            for kerb in self._kerbs[self._first_kerb[corner] : self._first_kerb[corner + 1]]:
                stretch = int(foot.kerb_stretch[kerb])
                if usable[stretch] and stretch not in found:
                    offset_m, foot_s = float(foot.kerb_offset_m[kerb]), walked.seconds[corner]
                    found[stretch] = Approach(stretch, offset_m, float(foot_s), int(corner))
        return list(found.values())

    def _across(
        self, latitude: float, longitude: float, reach_m: float, usable: Bytes
    ) -> list[Approach]:
        point = np.array([latitude]), np.array([longitude])
        found: list[Approach] = []
        for allowed, far_m in ((self._beside & usable, reach_m), (usable, ON_IT_M)):
            at = self.snap.nearest(*point, far_m, APPROACHES_MAX // 2, allowed)
            for stretch, offset, gap in zip(
                at.stretch[0].tolist(), at.offset_m[0].tolist(), at.distance_m[0].tolist(),
                strict=True,
            ):  # fmt: skip
                if stretch >= 0:
                    found.append(Approach(stretch, offset, self._straight_s(gap), -1))
        return found

    def _open_ground_m(self, latitude: float, longitude: float) -> float:
        """How far one crosses open ground here: to a road as far as to the nearest path."""
        gap_m = float(self._near_path(latitude, longitude).distance_m[0, 0])
        return max(BESIDE_M, gap_m) if gap_m <= TO_PATH_M else BESIDE_M

    def _straight_s(self, gap_m: float) -> float:
        """Seconds across open ground."""
        return gap_m * DETOUR / self.pace.level_mps

    def _near_path(self, latitude: float, longitude: float) -> segments.Near:
        point = np.array([latitude]), np.array([longitude])
        return segments.near(self._grid, *point, TO_PATH_M, 3, self._all)

    def _walk(self, latitude: float, longitude: float, limit_s: float) -> _Walked:
        """Outward from the place over the footways."""
        near, foot = self._near_path(latitude, longitude), self.footways
        has = near.line[0] >= 0
        way, share = near.line[0][has], near.share[0][has]
        gap_s = near.distance_m[0][has] * DETOUR / self.pace.level_mps
        corners = np.concatenate([foot.one[way], foot.other[way]])
        over = self._way_s[way]
        begin_s = np.concatenate([gap_s + share * over, gap_s + (1 - share) * over])
        size = len(foot.latitude)
        walked = _Walked(
            np.full(size, np.inf), np.full(size, -1, np.int32), np.full(size, -1, np.int32)
        )
        _walk(self._first, self._to, self._over_s, corners, begin_s, limit_s, walked)
        return walked


@compiled_making
def _walk(
    first: Ints,
    to: Ints,
    over_s: Floats,
    corners: Ints,
    begin_s: Floats,
    limit_s: float,
    walked: _Walked,
) -> None:
    """Dijkstra's algorithm from some corners up to a limit."""
    count = 0
    heap = [(0.0, np.int32(-1))]
    for i in range(len(corners)):
        if begin_s[i] < walked.seconds[corners[i]]:
            walked.seconds[corners[i]] = begin_s[i]
            heappush(heap, (begin_s[i], corners[i]))
    while heap:
        seconds, corner = heappop(heap)
        if corner < 0 or seconds > walked.seconds[corner]:
            continue
        if seconds > limit_s:
            walked.seconds[corner] = np.inf
            continue
        walked.met[count] = corner
        count += 1
        for i in range(first[corner], first[corner + 1]):
            then = seconds + over_s[i]
            if then < walked.seconds[to[i]] and then <= limit_s:
                walked.seconds[to[i]] = then
                walked.before[to[i]] = corner
                heappush(heap, (then, to[i]))


def _shortest(found: list[Approach]) -> list[Approach]:
    """Each stretch once, by its shortest walk, the shortest first."""
    best: dict[int, Approach] = {}
    for each in sorted(found, key=lambda one: (one.foot_s, one.stretch)):
        best.setdefault(each.stretch, each)
    few = list(best.values())[:APPROACHES_MAX]
    return [one for one in few if one.foot_s <= few[0].foot_s + FARTHER_S]


def _adjacency(footways: Footways, way_s: Floats) -> tuple[Ints, Ints, Floats]:
    """The ways out of every corner, both directions: first, to, seconds."""
    tail = np.concatenate([footways.one, footways.other])
    order = np.argsort(tail, kind="stable")
    first = np.zeros(len(footways.latitude) + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=len(footways.latitude)), out=first[1:])
    head = np.concatenate([footways.other, footways.one])[order].astype(np.int32)
    return first, head, np.concatenate([way_s, way_s])[order].astype(np.float64)


def _grid(footways: Footways) -> segments.Segments:
    lat, lon = footways.latitude, footways.longitude
    line = np.arange(len(footways.one), dtype=np.int32)
    length = footways.length_m.astype(np.float64)
    return segments.build(
        (lat[footways.one], lon[footways.one]), (lat[footways.other], lon[footways.other]),
        line, np.zeros(len(line)), length,
    )  # fmt: skip


def _straight_m(latitude: float, longitude: float, points: Floats) -> NDArray[np.float64]:
    """Metres from one point to many (degrees, [k, 2]), [k]."""
    north = points[:, 0] - latitude
    east = (points[:, 1] - longitude) * np.cos(np.radians((points[:, 0] + latitude) / 2))
    return np.asarray(np.hypot(north, east) * METRES_PER_DEGREE)

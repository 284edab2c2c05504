"""The map as ground to be on: points around the evidence, each knowing what it belongs to.

Nothing is sampled ahead: a map is asked by the boxes of its roads and places, and only
what lies around the evidence becomes points.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.finding.covers import INSIDE, Cover, cover_of
from tocsin.finding.ground import (
    OPEN_STEP_M,
    POINTS_MAX,
    Circle,
    Kind,
    Support,
    grid,
    placed,
    spacing,
)
from tocsin.finding.sampling import along, boxes, spread, within
from tocsin.geo.nearest import tree_of
from tocsin.geo.plane import Plane
from tocsin.places.gazetteer import Gazetteer
from tocsin.roads.network import Floats, Footways, Ints, Longs, Network, RoadClass, StretchFlag

STREET_STEP_M: Final = 20.0
"""Metres between points along a road or way."""

PLACE_STEP_M: Final = 12.0
"""Metres between points in a lot, building or park; larger ones get wider steps."""

PLACE_POINTS_MAX: Final = 150
"""So many points for one place."""

FRONT_M: Final = 20.0
"""A road stands for this breadth of ground: its lanes, kerbs and doors."""

WALK_FRONT_M: Final = 8.0
"""The same of a footway."""

PATH_MIN_M: Final = 5.0
"""A shorter footway is a step across a kerb."""

BESIDE_M: Final = 14.0
"""A footway within this of a road's points is its pavement."""

PRESENCE: Final = {
    Kind.STREET: 1.0,
    Kind.WALK: 0.8,
    Kind.LOT: 0.8,
    Kind.BUILDING: 0.8,
    Kind.AREA: 0.4,
    Kind.OPEN: 0.03,
}
"""How much likelier than elsewhere somebody is on a square metre of this. Ours to judge."""

PRESENCE_OF_ROAD: Final = {
    RoadClass.MOTORWAY: 0.05,
    RoadClass.MOTORWAY_LINK: 0.05,
    RoadClass.TRUNK: 0.2,
    RoadClass.TRUNK_LINK: 0.2,
    RoadClass.TRACK: 0.4,
    RoadClass.SERVICE: 0.6,
    RoadClass.FERRY: 0.05,
}
"""The same for roads that are not like streets."""

FLOORS_MAX: Final = 60
"""Floors above this are taken together with it."""

SMALLEST_M2: Final = 150.0
"""An outline smaller than this is a point: nobody is looked for in it apart from its street."""


class Terrain:
    """A map that can be asked for the ground around some evidence. Safe to share."""

    def __init__(
        self,
        network: Network,
        footways: Footways | None,
        gazetteer: Gazetteer,
        names: Sequence[str],
        floors: Mapping[int, int] | None = None,
    ) -> None:
        """`names` are what `network.name` points into.

        `floors` of places; without them those that the map gives its buildings.
        """
        self.network, self.footways, self.gazetteer = network, footways, gazetteer
        self.names = names
        self.floors = dict(gazetteer.floors() if floors is None else floors)
        t = gazetteer.tables
        self._stretch_box = boxes(
            network.point_latitude, network.point_longitude, network.first_point
        )
        self._place_box = boxes(t.outline_latitude, t.outline_longitude, t.first_outline)

    @cached_property
    def touching(self) -> tuple[Longs, Ints]:
        """For each junction j the stretches `stretch[first[j] : first[j + 1]]` that end there."""
        ends = np.concatenate([self.network.stretch_from, self.network.stretch_to])
        order = np.argsort(ends, kind="stable")
        first = np.searchsorted(ends[order], np.arange(len(self.network.latitude) + 1))
        return first.astype(np.int64), (order % len(self.network.way)).astype(np.int32)

    def support(self, circles: Sequence[Circle]) -> Support:
        """Where somebody can be within these circles."""
        plane, centres, radii = placed(circles, None)
        if not circles:
            return _joined(plane, [], centres, radii)
        step = spacing(radii, OPEN_STEP_M)
        places = self.places_in(plane, centres, radii)
        streets = self._streets(plane, centres, radii)
        parts = [streets, self._walks(plane, centres, radii, streets.points)]
        open_ground = grid(centres, radii, step)
        presence = PRESENCE[Kind.OPEN] * step * step
        parts.append(_part(open_ground, np.full(len(open_ground), presence), Kind.OPEN))
        tree = shapely.STRtree(places.shape)
        loose = [_not_inside(part, places, tree, self._is_public(part)) for part in parts]
        inside = _inside(places, tree, self.floors)
        whole = _joined(plane, [*loose, inside], centres, radii)
        keep = whole.holds(whole.points)
        return _thinned(whole, keep)

    def places_in(self, plane: Plane, centres: Floats, radii: Floats) -> "Places":
        """Lots, buildings and grounds that reach into these circles, on the plane."""
        t = self.gazetteer.tables
        which = np.flatnonzero(within(self._place_box, plane, centres, radii))
        sizes = t.first_outline[which + 1] - t.first_outline[which]
        which, sizes = which[sizes >= 4], sizes[sizes >= 4]
        at = spread(t.first_outline[which], sizes)
        line = plane.to_metres(t.outline_latitude[at], t.outline_longitude[at])
        begin = np.cumsum(sizes) - sizes
        closed = (line[begin] == line[begin + sizes - 1]).all(axis=1) if len(which) else sizes > 0
        of = np.repeat(np.arange(len(which)), sizes)
        use = closed[of]
        number = (np.cumsum(closed) - 1)[of[use]]
        rings = shapely.linearrings(line[use], indices=number)
        shape = shapely.polygons(rings) if len(rings) else np.empty(0, object)
        which = which[closed]
        bad = ~shapely.is_valid(shape)
        shape[bad] = shapely.buffer(shape[bad], 0.0)
        return self._covered(which, shape)

    def _covered(self, which: Longs, shape: NDArray[np.object_]) -> "Places":
        area = shapely.area(shape)
        t = self.gazetteer.tables
        named = t.place_first[which + 1] > t.place_first[which]
        covers: list[Cover] = []
        kept: list[int] = []
        for n, place in enumerate(which.tolist()):
            if area[n] < SMALLEST_M2:
                continue
            kind = self.gazetteer.kind(place)
            cover = cover_of(kind, float(area[n]), is_named=bool(named[n]))
            if cover is not None and self.gazetteer.is_building(place):
                cover = INSIDE
            if cover is not None:
                covers.append(cover)
                kept.append(n)
        kinds = np.array([cover.kind for cover in covers], np.uint8)
        return Places(which[kept], shape[kept], area[kept], kinds, tuple(covers))

    def _streets(self, plane: Plane, centres: Floats, radii: Floats) -> "Part":
        n = self.network
        which = np.flatnonzero(within(self._stretch_box, plane, centres, radii))
        sizes = n.first_point[which + 1] - n.first_point[which]
        at = spread(n.first_point[which], sizes)
        line = plane.to_metres(n.point_latitude[at], n.point_longitude[at])
        points, of, length = along(line, sizes, spacing(radii, STREET_STEP_M))
        presence = np.ones(len(RoadClass))
        for road, value in PRESENCE_OF_ROAD.items():
            presence[road] = value
        weight = presence[n.road_class[which]][of] * length * FRONT_M
        weight[(n.stretch_flags[which][of] & StretchFlag.TUNNEL) > 0] *= 0.2
        return _part(points, weight, Kind.STREET, which[of])

    def _walks(self, plane: Plane, centres: Floats, radii: Floats, streets: Floats) -> "Part":
        """Points of footways that are not beside a road already."""
        walks = self.footways
        if walks is None or not len(walks.one):
            return _part(np.empty((0, 2)), np.empty(0), Kind.WALK)
        which = np.flatnonzero(within(self._walk_box, plane, centres, radii) & self._is_path)
        ends = np.stack([walks.one[which], walks.other[which]], axis=-1).ravel()
        line = plane.to_metres(walks.latitude[ends], walks.longitude[ends])
        points, of, length = along(line, np.full(len(which), 2), spacing(radii, STREET_STEP_M))
        presence = PRESENCE[Kind.WALK] * WALK_FRONT_M
        part = _part(points, length * presence, Kind.WALK, which[of])
        if not len(streets) or not len(points):
            return part
        away, _ = tree_of(streets).query(points, distance_upper_bound=BESIDE_M)
        return _chosen(part, np.isinf(away))

    @cached_property
    def _walk_box(self) -> Floats:
        assert self.footways is not None
        ends = np.stack([self.footways.one, self.footways.other], axis=-1).ravel()
        first = np.arange(0, len(ends) + 1, 2)
        return boxes(self.footways.latitude[ends], self.footways.longitude[ends], first)

    @cached_property
    def _is_path(self) -> NDArray[np.bool_]:
        """Footways apart from roads: a way between two kerbs of one stretch is that road."""
        walks = self.footways
        assert walks is not None
        roads = len(self.network.way) + 1
        kerbs = np.sort(walks.kerb.astype(np.int64) * roads + walks.kerb_stretch)
        first = np.searchsorted(kerbs, walks.one.astype(np.int64) * roads)
        sizes = np.searchsorted(kerbs, (walks.one.astype(np.int64) + 1) * roads) - first
        of = np.repeat(np.arange(len(walks.one)), sizes)
        stretch = kerbs[spread(first, sizes)] % roads
        wanted = walks.other[of].astype(np.int64) * roads + stretch
        at = np.minimum(np.searchsorted(kerbs, wanted), len(kerbs) - 1)
        path = walks.length_m >= PATH_MIN_M
        if len(kerbs):
            path[of[kerbs[at] == wanted]] = False
        return path

    def _is_public(self, part: "Part") -> NDArray[np.bool_]:
        """Points of streets of their own, which stay streets even within a park."""
        if not len(part.owner) or part.kind != Kind.STREET:
            return np.zeros(len(part.owner), np.bool_)
        private = (RoadClass.SERVICE, RoadClass.TRACK, RoadClass.PEDESTRIAN)
        public: NDArray[np.bool_] = ~np.isin(self.network.road_class[part.owner], private)
        return public


class Places(NamedTuple):
    """Outlines that reach into the ground: m places."""

    place: Longs  # [m] of the gazetteer
    shape: NDArray[np.object_]  # [m] shapely areas on the plane
    area_m2: Floats  # [m]
    kind: NDArray[np.uint8]  # [m] Kind
    covers: tuple[Cover, ...]  # [m]


class Part(NamedTuple):
    """Points of one kind, or of places when `kinds` are given."""

    points: Floats
    weight: Floats
    kind: Kind
    owner: Ints
    kinds: NDArray[np.uint8]
    floor: NDArray[np.uint8]


def _part(points: Floats, weight: Floats, kind: Kind, owner: Longs | None = None) -> Part:
    n = len(points)
    whose = np.full(n, -1, np.int32) if owner is None else owner.astype(np.int32)
    return Part(points, weight, kind, whose, np.full(n, kind, np.uint8), np.zeros(n, np.uint8))


def _not_inside(
    part: Part, places: Places, tree: shapely.STRtree, stays: NDArray[np.bool_]
) -> Part:
    """Without the points that belong to a lot, a building or grounds."""
    if not len(part.points) or not len(places.place):
        return part
    hit, _ = tree.query(shapely.points(part.points), predicate="intersects")
    keep = np.ones(len(part.points), np.bool_)
    keep[hit] = False
    keep |= stays
    return _chosen(part, keep)


def _inside(places: Places, tree: shapely.STRtree, floors: Mapping[int, int]) -> Part:
    """Points within the places; where several hold a point, the smallest has it."""
    if not len(places.place):
        return _part(np.empty((0, 2)), np.empty(0), Kind.AREA)
    step = np.maximum(PLACE_STEP_M, np.sqrt(places.area_m2 / PLACE_POINTS_MAX))
    low = shapely.bounds(places.shape)
    counts = np.ceil((low[:, 2:] - low[:, :2]) / step[:, None]).astype(np.int64)
    total = counts.prod(axis=1)
    of = np.repeat(np.arange(len(total)), total)
    n = np.arange(total.sum()) - np.repeat(np.cumsum(total) - total, total)
    x, y = n % counts[of, 0], n // counts[of, 0]
    points = low[of, :2] + (np.stack([x, y], axis=-1) + 0.5) * step[of, None]
    centre = shapely.get_coordinates(shapely.point_on_surface(places.shape))
    points, of = np.concatenate([points, centre]), np.concatenate([of, np.arange(len(total))])
    hit, holder = tree.query(shapely.points(points), predicate="intersects")
    area = np.full(len(points), np.inf)
    np.minimum.at(area, hit, places.area_m2[holder])
    holds = np.zeros(len(points), np.bool_)
    holds[hit[(holder == of[hit]) & (places.area_m2[holder] <= area[hit])]] = True
    points, of = points[holds], of[holds]
    presence = np.array([PRESENCE[Kind(kind)] for kind in places.kind])
    share = places.area_m2 / np.maximum(1, np.bincount(of, minlength=len(total)))
    part = Part(
        points,
        (presence * share)[of],
        Kind.AREA,
        places.place[of].astype(np.int32),
        places.kind[of],
        np.zeros(len(of), np.uint8),
    )
    return _on_floors(part, floors)


def _on_floors(part: Part, floors: Mapping[int, int]) -> Part:
    """The points of a building of several floors once for each of them."""
    known = {place: min(FLOORS_MAX, count) for place, count in floors.items() if count > 1}
    many = np.array([known.get(place, 1) for place in part.owner.tolist()], np.int64)
    many[part.kinds != Kind.BUILDING] = 1
    at = np.repeat(np.arange(len(many)), many)
    floor = np.arange(len(at)) - np.repeat(np.cumsum(many) - many, many) + 1
    again = _chosen(part, at)
    return again._replace(floor=np.where(many[at] > 1, floor, 0).astype(np.uint8))


def _chosen(part: Part, which: NDArray[np.bool_] | Longs) -> Part:
    return Part(
        part.points[which],
        part.weight[which],
        part.kind,
        part.owner[which],
        part.kinds[which],
        part.floor[which],
    )


def _joined(plane: Plane, parts: Sequence[Part], centres: Floats, radii: Floats) -> Support:
    return Support(
        plane,
        np.concatenate([np.empty((0, 2)), *(part.points for part in parts)]),
        np.concatenate([np.empty(0), *(part.weight for part in parts)]),
        np.concatenate([np.empty(0, np.uint8), *(part.kinds for part in parts)]),
        np.concatenate([np.empty(0, np.int32), *(part.owner for part in parts)]),
        np.concatenate([np.empty(0, np.uint8), *(part.floor for part in parts)]),
        centres,
        radii,
    )


def _thinned(support: Support, keep: NDArray[np.bool_]) -> Support:
    """Only the points to be kept, and of those every second, third … where they are too many."""
    at = np.flatnonzero(keep)
    every = -(-len(at) // POINTS_MAX) if len(at) else 1
    at = at[::every]
    return support._replace(
        points=support.points[at],
        weight=support.weight[at] * every,
        kind=support.kind[at],
        owner=support.owner[at],
        floor=support.floor[at],
    )

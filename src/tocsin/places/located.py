"""Where named things lie: streets, houses, crossings, what is behind and what between."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.line import distance_m
from tocsin.geo.plane import METRES_PER_DEGREE, Plane
from tocsin.places.answer import Alternative, Relation
from tocsin.places.record import Gazetteer
from tocsin.places.streets import nearest_between, nearest_on, segments
from tocsin.roads.network import Floats

HOUSE_M: Final = 25.0
"""How far from its mark on the map somebody at a house may be."""

CROSSING_M: Final = 30.0
"""How far from the middle somebody at a crossing may be."""

PLACE_M: Final = 60.0
"""How far from its mark somebody at a place without outline may be."""

BEHIND_M: Final = 30.0
"""Behind a place: so far beyond it, seen from the street."""

ACROSS_M: Final = 15.0
"""Across from a place: so far beyond the middle of the street."""

PARKING_M: Final = 200.0
"""A lot of a place is no further from it."""

NEARLY_M: Final = 60.0
"""Streets that come within this of each other cross, as far as people say."""

NUMBER_REACH: Final = 30
"""A house number this far beyond the last known is still near it."""

WEIGHT_M: Final = 2_000.0
"""At this distance from where we serve a name weighs half."""

ALTERNATIVES_MAX: Final = 8
"""More places than this for one name tell nobody where to go."""

BESIDE_M: Final = 150.0
"""A street further off does not say which side of a place is its back."""

DRAWN_M: Final = 400.0
"""The next point a street is drawn with is no further than this."""

AREA_M: Final = {
    "place=city": 5_000.0,
    "place=town": 2_500.0,
    "place=suburb": 1_200.0,
    "place=village": 800.0,
    "place=quarter": 700.0,
    "place=neighbourhood": 500.0,
    "place=hamlet": 400.0,
    "place=locality": 400.0,
}
"""How far a district reaches, for which the map has a point only."""

Point = tuple[float, float]


class Ground:
    """The places of one gazetteer, weighed by where the agency serves."""

    def __init__(self, gazetteer: Gazetteer, near: Point | None) -> None:
        """`near` in degrees; without it nothing is weighed."""
        self.gazetteer = gazetteer
        self.near = near

    def weighed(self, found: Iterable[Alternative]) -> tuple[Alternative, ...]:
        """The likeliest first, their weights summing to 1."""
        rated = []
        for each in found:
            near = 1.0
            if self.near is not None:
                away_m = distance_m((each.latitude, each.longitude), self.near)
                near = 1.0 / (1.0 + away_m / WEIGHT_M)
            rated.append(each._replace(weight=each.weight * near))
        rated.sort(key=lambda each: -each.weight)
        rated = rated[:ALTERNATIVES_MAX]
        total = sum(each.weight for each in rated) or 1.0
        return tuple(each._replace(weight=each.weight / total) for each in rated)

    def street(self, street: int, weight: float) -> Alternative:
        """A whole street: the point of it nearest its middle, and how far it reaches."""
        course = self.gazetteer.course(street)
        if not course:
            return self._by_houses(street, weight)
        points = np.concatenate(course)
        plane = Plane(float(points[:, 0].mean()), float(points[:, 1].mean()))
        metres = plane.to_metres(points[:, 0], points[:, 1])
        away_m = np.hypot(*metres.T)
        middle = points[int(away_m.argmin())]
        stretches = self.gazetteer.stretches(street)
        latitude, longitude = middle.tolist()
        reach_m = float(away_m.max()) + CROSSING_M
        return Alternative(latitude, longitude, weight, reach_m, (), stretches)

    def _by_houses(self, street: int, weight: float) -> Alternative:
        houses = self._houses(street)
        points = houses[:, 1:]
        latitude, longitude = points.mean(axis=0).tolist()
        reach_m = max(distance_m((a, b), (latitude, longitude)) for a, b in points.tolist())
        return Alternative(latitude, longitude, weight, reach_m + HOUSE_M)

    def _houses(self, street: int) -> Floats:
        """Number, latitude and longitude of the houses of a street, by number."""
        t = self.gazetteer.tables
        part = slice(t.first_address[street], t.first_address[street + 1])
        number = t.address_number[part]
        return np.stack([number, t.address_latitude[part], t.address_longitude[part]], axis=-1)

    def house(self, street: int, number: int, letter: int, weight: float) -> list[Alternative]:
        """A house: known, or between two known ones, or a little beyond the last."""
        t = self.gazetteer.tables
        first, last = int(t.first_address[street]), int(t.first_address[street + 1])
        same = [at for at in range(first, last) if t.address_number[at] == number]
        exact = [at for at in same if t.address_letter[at] == letter] or same
        if exact:
            return [self._known(at, weight) for at in exact]
        guess = self._between_houses(self._houses(street), number)
        if guess is None:
            return []
        latitude, longitude, accuracy_m = guess
        return [Alternative(latitude, longitude, 0.7 * weight, accuracy_m)]

    def _known(self, at: int, weight: float) -> Alternative:
        t = self.gazetteer.tables
        outline = self.gazetteer.outline(int(t.address_place[at]))
        point = float(t.address_latitude[at]), float(t.address_longitude[at])
        return Alternative(*point, weight, HOUSE_M, outline)

    def _between_houses(self, houses: Floats, number: int) -> tuple[float, float, float] | None:
        """Between the neighbours of the same side of the street, if there are any."""
        side = houses[houses[:, 0] % 2 == number % 2]
        houses = side if len(side) else houses
        lower, upper = houses[houses[:, 0] < number], houses[houses[:, 0] > number]
        if len(lower) and len(upper):
            a, b = lower[-1], upper[0]
            share = (number - a[0]) / (b[0] - a[0])
            point = a[1:] + share * (b[1:] - a[1:])
            apart_m = distance_m((a[1], a[2]), (b[1], b[2]))
            return float(point[0]), float(point[1]), HOUSE_M + apart_m / 2
        end = lower[-1] if len(lower) else upper[0] if len(upper) else None
        if end is None or abs(end[0] - number) > NUMBER_REACH:
            return None
        return float(end[1]), float(end[2]), HOUSE_M + 8.0 * abs(float(end[0]) - number)

    def block(self, street: int, number: int, weight: float) -> list[Alternative]:
        """Where houses are counted by blocks, 1234 lies beyond the crossing with 12th."""
        key = self.gazetteer.key(str(number // 100))
        if number < 100 or key is None:
            return []
        found = []
        for named in self.gazetteer.named(key):
            if named.target == 0:
                points = self.gazetteer.crossings(street, named.id).tolist()
                found += [Alternative(a, b, 0.4 * weight, 150.0) for a, b in points]
        return found

    def crossing(self, one: int, other: int, weight: float) -> list[Alternative]:
        """Where two streets meet, or come as near as people call meeting."""
        if one == other:
            return []
        points = self.gazetteer.crossings(one, other).tolist()
        return [Alternative(a, b, weight, CROSSING_M) for a, b in points]

    def nearly(self, one: int, other: int, weight: float) -> list[Alternative]:
        """Where two streets pass each other on a bridge, or nearly touch: the nearest points."""
        a, b = self.gazetteer.course(one), self.gazetteer.course(other)
        if not a or not b or one == other:
            return []
        first = np.concatenate(a)
        plane = Plane(float(first[0, 0]), float(first[0, 1]))
        lines = segments([plane.to_metres(piece[:, 0], piece[:, 1]) for piece in b])
        away_m, on, point = nearest_between(lines, plane.to_metres(first[:, 0], first[:, 1]))
        if away_m >= NEARLY_M:
            return []
        latitude, longitude = plane.to_degrees((on + point) / 2).tolist()
        return [Alternative(latitude, longitude, 0.8 * weight, CROSSING_M + away_m)]

    def place(self, place: int, weight: float) -> Alternative:
        """A place of the map with its outline, as far as it reaches."""
        t = self.gazetteer.tables
        point = float(t.place_latitude[place]), float(t.place_longitude[place])
        outline = self.gazetteer.outline(place)
        reach_m = max((distance_m(point, corner) for corner in outline), default=0.0)
        area_m = AREA_M.get(self.gazetteer.kind(place), PLACE_M)
        return Alternative(*point, weight, max(area_m, reach_m), outline)

    def moved(self, known: Alternative, relation: Relation) -> Alternative:
        """Behind a place, or across from it, as seen from the nearest street with a name."""
        street = self._street_beside((known.latitude, known.longitude))
        if relation not in (Relation.BEHIND, Relation.ACROSS) or street is None:
            return known
        plane = Plane(known.latitude, known.longitude)
        away = -plane.to_metres(*street)
        length_m = float(np.hypot(*away))
        if length_m < 1.0:
            return known
        ahead = away / length_m
        if relation is Relation.BEHIND:
            reach_m = self._reach_m(known, plane, ahead)
            to = ahead * (reach_m + BEHIND_M)
        else:
            to = -away - ahead * ACROSS_M
        latitude, longitude = plane.to_degrees(to).tolist()
        return known._replace(
            latitude=latitude, longitude=longitude, accuracy_m=PLACE_M, outline=(), stretches=()
        )

    def _reach_m(self, known: Alternative, plane: Plane, ahead: Floats) -> float:
        """How far a place reaches away from the street."""
        if not known.outline:
            return 0.0
        corners = np.array(known.outline)
        return max(0.0, float((plane.to_metres(corners[:, 0], corners[:, 1]) @ ahead).max()))

    def _street_beside(self, point: Point) -> Point | None:
        """The point of a named street nearest to a place, if it is within `BESIDE_M`."""
        t = self.gazetteer.tables
        reach = DRAWN_M / METRES_PER_DEGREE
        wide = reach / max(0.1, float(np.cos(np.radians(point[0]))))
        near = np.flatnonzero(
            (np.abs(t.point_latitude - point[0]) < reach)
            & (np.abs(t.point_longitude - point[1]) < wide)
        )
        if not len(near):
            return None
        found = self._nearest_on_pieces(near, Plane(*point))
        return found if distance_m(found, point) <= BESIDE_M else None

    def _nearest_on_pieces(self, near: NDArray[np.intp], plane: Plane) -> Point:
        t = self.gazetteer.tables
        pieces = np.unique(np.searchsorted(t.piece_first_point, near, side="right") - 1)
        drawn = []
        for piece in pieces.tolist():
            part = slice(t.piece_first_point[piece], t.piece_first_point[piece + 1])
            drawn.append(plane.to_metres(t.point_latitude[part], t.point_longitude[part]))
        on = nearest_on(segments(drawn), np.zeros(2))
        best = on[int(np.hypot(*on.T).argmin())]
        latitude, longitude = plane.to_degrees(best).tolist()
        return latitude, longitude

    def parking(self, beside: Alternative) -> list[Alternative]:
        """Places to leave cars that are marked near a place, the nearest first."""
        here = (beside.latitude, beside.longitude)
        found = []
        for place in self.gazetteer.of_kind.get("amenity=parking", ()):
            lot = self.place(int(place), 1.0)
            away_m = distance_m(here, (lot.latitude, lot.longitude))
            if away_m <= PARKING_M:
                found.append(lot._replace(weight=1.0 / (30.0 + away_m)))
        return sorted(found, key=lambda lot: -lot.weight)[:2]

    def of_kinds(self, kinds: Sequence[str], most: int) -> list[Alternative]:
        """All places of these kinds; none if there are more than `most` to choose from."""
        found = [place for kind in kinds for place in self.gazetteer.of_kind.get(kind, ())]
        if self.near is not None and len(found) > most:
            t = self.gazetteer.tables
            here = self.near
            found = [
                p
                for p in found
                if distance_m((t.place_latitude[p], t.place_longitude[p]), here) < WEIGHT_M
            ]
        return [self.place(int(p), 1.0) for p in found] if len(found) <= most else []

    def between(
        self, street: int, ends: tuple[Alternative, Alternative], weight: float
    ) -> Alternative:
        """The stretch of a street between two crossings: its middle and its pieces."""
        a, b = ((end.latitude, end.longitude) for end in ends)
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        half_m = distance_m(a, b) / 2
        stretches = []
        for stretch, piece in zip(
            self.gazetteer.stretches(street), self.gazetteer.course(street), strict=True
        ):
            inner = piece.mean(axis=0)
            if distance_m((inner[0], inner[1]), middle) <= half_m:
                stretches.append(stretch)
        return Alternative(*middle, weight, half_m + CROSSING_M, (), tuple(stretches))

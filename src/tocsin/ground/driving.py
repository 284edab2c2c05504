"""When units are there, by road: starts, clocks and closures put before the road network."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

import numpy as np

from tocsin.facts.agency import Place
from tocsin.facts.units import Reason
from tocsin.geo.line import distance_m
from tocsin.ground.ground import Start
from tocsin.ground.line import arrival as by_line
from tocsin.response.arrival import Arrival, Spot
from tocsin.response.roads import RoadNow
from tocsin.roads import starts as seats
from tocsin.roads.closures import Closure
from tocsin.roads.engine import UNREACHABLE
from tocsin.roads.network import Floats
from tocsin.roads.reach import Isochrone, isochrones
from tocsin.roads.routes import Route, route
from tocsin.roads.speeds import hour_band
from tocsin.roads.starts import Answer
from tocsin.roads.times import Roads
from tocsin.roads.travel import Method, TravelTime

DOUBTS: Final[Mapping[Answer, Reason]] = {
    Answer.NO_FIX: Reason.NO_FIX,
    Answer.FIX_FROM_THE_FUTURE: Reason.FIX_FROM_THE_FUTURE,
    Answer.UNDATED_FIX: Reason.STALE_FIX,
    Answer.STALE_FIX: Reason.STALE_FIX,
    Answer.OFF_THE_MAP: Reason.OFF_THE_MAP,
    Answer.PERHAPS_SWAPPED: Reason.OFF_THE_MAP,
    Answer.NO_ROAD: Reason.NO_ROAD,
    Answer.PLACE_OFF_THE_MAP: Reason.OFF_THE_MAP,
    Answer.PLACE_PERHAPS_SWAPPED: Reason.OFF_THE_MAP,
    Answer.NO_PLACE: Reason.NO_LOCATION,
}
"""What an answer of the roads is called among the reasons of a choice."""

SPOTS_MAX: Final = 4
"""A unit is timed to the most probable places only; the rest barely moves the mean."""


class Driving:
    """One town's roads, set to the hour and to what is closed whenever they are asked."""

    def __init__(self, roads: Roads, zone: tzinfo) -> None:
        """`zone` is the agency's: rush hours are on its clocks."""
        self.roads = roads
        self._zone = zone
        self._band: object = None
        self._closed: tuple[RoadNow, ...] | None = None
        self._prepared: dict[tuple[object, ...], seats.Prepared] = {}

    def set(self, closed: Mapping[str, RoadNow], now: datetime) -> Roads:
        """The roads as they are at this moment."""
        local = now.astimezone(self._zone)
        hour, weekday = local.hour + local.minute / 60, local.weekday()
        if hour_band(hour, weekday) != self._band:
            self._band = hour_band(hour, weekday)
            self.roads.set_clock(hour, weekday)
        wanted = tuple(closed.values())
        if wanted != self._closed:
            self._closed = wanted
            self.roads.set_closures([_closure(one) for one in wanted])
        return self.roads

    def moment(self, closed: Mapping[str, RoadNow], now: datetime) -> tuple[object, ...]:
        """What every time on these roads rests on besides its question."""
        local = now.astimezone(self._zone)
        hour = hour_band(local.hour + local.minute / 60, local.weekday())
        return (hour, tuple(closed.values()))

    def arrivals(
        self,
        starts: Sequence[Start],
        spots: Sequence[Spot],
        closed: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[Arrival | None]:
        """When each could be there; along a straight line where no road says."""
        if not starts or not spots:
            return [None] * len(starts)
        roads = self.set(closed, now)
        prepared = self.prepare(starts, now)
        chosen = sorted(spots, key=lambda spot: -spot.weight)[:SPOTS_MAX]
        found = roads.to_places([(*spot[:2], spot.weight) for spot in chosen], prepared, now)
        return [
            _arrival(start, time, chosen, now) for start, time in zip(starts, found, strict=True)
        ]

    def reach_s(self, start: Start, points: Sequence[tuple[float, float]], now: datetime) -> Floats:
        """Seconds by road from one unit to the roads at many points, [n]; inf where none leads.

        Turnout is left out: whoever searches is out already.
        """
        roads = self.roads
        reached = roads.from_place(_seat(start, now))
        latitude, longitude = np.array(points, np.float64).T
        stretch = roads.snap.nearest(latitude, longitude, k=1).stretch[:, 0]
        arcs = roads.targets.arcs
        sides = np.stack([arcs.forward[stretch], arcs.backward[stretch]])
        ms = np.where(sides >= 0, reached.arc_ms[sides], UNREACHABLE).min(axis=0)
        return np.where((stretch < 0) | (ms == UNREACHABLE), np.inf, ms / 1000)

    def route(
        self,
        start: Start,
        place: tuple[float, float],
        names: Sequence[str],
        closed: Mapping[str, RoadNow],
        now: datetime,
    ) -> Route | None:
        """The way of one unit to a place; None where no road leads."""
        return route(self.set(closed, now), _seat(start, now), place, names)

    def reach(
        self,
        place: tuple[float, float],
        minutes: Sequence[float],
        closed: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[Isochrone]:
        """How far one drives from a place in so many minutes."""
        roads = self.set(closed, now)
        reached = roads.from_place(seats.Start(*place, now))
        return isochrones(roads, reached, minutes)

    def junctions_s(self, start: Start, now: datetime) -> Floats:
        """Seconds by road from one unit to every junction, turnout left out, [n]."""
        ms = self.roads.from_place(_seat(start, now)).junction_ms
        return np.where(ms == UNREACHABLE, np.inf, ms / 1000)

    def prepare(self, starts: Sequence[Start], now: datetime) -> seats.Prepared:
        """Units put on the roads, kept while none of them has moved."""
        key = tuple((start.unit, start.home, start.track, start.turnout_s) for start in starts)
        known = self._prepared.get(key)
        if known is None:
            self._prepared.clear()
            known = self.roads.prepare([_seat(start, now) for start in starts])
            self._prepared[key] = known
        # Who tells no position is at home now, not when it was first asked about.
        is_home = [start.track is None and start.home is not None for start in starts]
        return known._replace(fix_s=np.where(is_home, now.timestamp(), known.fix_s))

    def covers(
        self,
        starts: Sequence[Start],
        places: Sequence[Place],
        within_s: float,
        closed: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[frozenset[str]]:
        """The places that each could be at within so many seconds, turnout included."""
        if not starts or not places:
            return [frozenset()] * len(starts)
        roads = self.set(closed, now)
        points = [(one.latitude, one.longitude) for one in places]
        seconds = roads.matrix(self.prepare(starts, now), points)
        return [
            frozenset(
                place.place
                for place, took in zip(places, row, strict=True)
                if took + start.turnout_s <= within_s
            )
            for start, row in zip(starts, seconds, strict=True)
        ]


def _closure(road: RoadNow) -> Closure:
    return Closure(road.road, road.condition, road.points, road.factor)


def _seat(start: Start, now: datetime) -> seats.Start:
    """A unit without a position is taken to stand at its home now."""
    track = start.track
    if track is None:
        latitude, longitude = start.home or (None, None)
        return seats.Start(latitude, longitude, now if start.home else None, start.turnout_s)
    return seats.Start(
        track.latitude,
        track.longitude,
        track.at,
        start.turnout_s,
        track.speed_mps,
        track.heading_deg,
        track.accuracy_m,
    )


def _arrival(
    start: Start, time: TravelTime, spots: Sequence[Spot], now: datetime
) -> Arrival | None:
    doubt = DOUBTS.get(time.answer)
    if time.seconds is None:
        return by_line(start, spots, now, (doubt,) if doubt else ())
    doubts = [] if start.track else [Reason.NO_FIX]
    if doubt is not None and doubt not in doubts:
        doubts.append(doubt)
    at = (start.track.latitude, start.track.longitude) if start.track else start.home
    total = sum(spot.weight for spot in spots)
    line_m = sum(distance_m(at, spot[:2]) * spot.weight for spot in spots) / total if at else 0.0
    return Arrival(
        travel_s=time.seconds,
        low_s=time.seconds if time.low_s is None else time.low_s,
        high_s=time.seconds if time.high_s is None else time.high_s,
        turnout_s=time.turnout_s,
        road_s=time.road_s or 0.0,
        foot_s=time.foot_s or 0.0,
        line_m=line_m,
        fix_age_s=time.fix_age_s if start.track else None,
        method="straight_line" if time.method is Method.STRAIGHT_LINE else "road",
        doubts=tuple(doubts),
    )

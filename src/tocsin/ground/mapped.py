"""Answers from a map: by road, by name, by probability."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, TypeVar

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Evidence
from tocsin.finding.terrain import Terrain
from tocsin.ground import reading
from tocsin.ground.driving import Driving
from tocsin.ground.ground import Located, Planner, Start
from tocsin.ground.searching import Searching
from tocsin.ground.waiting import staging
from tocsin.ground.whereabouts import Whereabouts
from tocsin.places.record import Gazetteer
from tocsin.response.arrival import Arrival, Spot, Staging
from tocsin.response.incident import Incident
from tocsin.response.roads import RoadNow
from tocsin.roads.reach import Isochrone
from tocsin.roads.routes import Route
from tocsin.roads.starts import Answer
from tocsin.roads.times import Roads

T = TypeVar("T")

ANSWERS_MAX: Final = 500
"""So many answers are kept, the newest."""

FRESH: Final = timedelta(seconds=2)
"""So long an arrival stands while nobody moved: every change of a board asks for all of them."""


class MapGround:
    """What can be said of space with a map. For one thread; the engine's."""

    def __init__(self, roads: Roads, terrain: Terrain, gazetteer: Gazetteer, zone: tzinfo) -> None:
        self.driving = Driving(roads, zone)
        self._answers: dict[Hashable, Any] = {}
        self._arrivals: dict[Hashable, tuple[datetime, list[Arrival | None]]] = {}
        self._terrain = terrain
        self._gazetteer = gazetteer
        self._whereabouts = Whereabouts(terrain)
        self._zone = zone
        self._planner: Planner | None = None

    def arrivals(
        self,
        starts: Sequence[Start],
        spots: Sequence[Spot],
        roads: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[Arrival | None]:
        """When each could be there, as of a moment ago where nobody and nothing moved."""
        asked = (tuple(starts), tuple(spots), *self.driving.moment(roads, now))
        made = self._arrivals.get(asked)
        if made is None or not timedelta(0) <= now - made[0] <= FRESH:
            while len(self._arrivals) >= ANSWERS_MAX:
                del self._arrivals[next(iter(self._arrivals))]
            made = (now, self.driving.arrivals(starts, spots, roads, now))
            self._arrivals[asked] = made
        return list(made[1])

    def covers(
        self,
        starts: Sequence[Start],
        places: Sequence[Place],
        within_s: float,
        roads: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[frozenset[str]]:
        """The places that each could be at within so many seconds."""
        key = ("covers", tuple(starts), tuple(places), within_s, *self.driving.moment(roads, now))
        return self._kept(key, lambda: self.driving.covers(starts, places, within_s, roads, now))

    def staging(
        self, spots: Sequence[Spot], start: Start, roads: Mapping[str, RoadNow], now: datetime
    ) -> Staging | None:
        """Where to wait until the scene is safe."""
        key = ("staging", tuple(spots), start, *self.driving.moment(roads, now))
        return self._kept(
            key, lambda: staging(self.driving, self._terrain, spots, start, roads, now)
        )

    def _kept(self, key: Hashable, ask: Callable[[], T]) -> T:
        """The answer to the same question while nothing it rests on has changed.

        Boards ask again with every change, and these two are slow to work out.
        """
        if key not in self._answers:
            while len(self._answers) >= ANSWERS_MAX:
                del self._answers[next(iter(self._answers))]
            self._answers[key] = ask()
        found: T = self._answers[key]
        return found

    def route(
        self, start: Start, spot: Spot, roads: Mapping[str, RoadNow], now: datetime
    ) -> Route | None:
        """The way there, to draw and to read aloud; None where no road leads."""
        return self.driving.route(start, spot[:2], self._terrain.names, roads, now)

    def reach(
        self, spot: Spot, minutes: Sequence[float], roads: Mapping[str, RoadNow], now: datetime
    ) -> list[Isochrone]:
        """How far one gets from a place in so many minutes of driving."""
        return self.driving.reach(spot[:2], minutes, roads, now)

    def read(self, text: str, places: Sequence[Place], at: datetime) -> list[Evidence]:
        """What a text says of where its sender is."""
        return reading.evidence_in(text, self._gazetteer, places, at)

    def doubt(self, latitude: float, longitude: float) -> str:
        """Why a point can hardly be right; empty when it can."""
        answer = self.driving.roads.target(latitude, longitude).answer
        return "" if answer is Answer.OK else str(answer).removeprefix("place_")

    def locate(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """Where she probably is."""
        return self._whereabouts.located(incident, places, now)

    def planner(self) -> Planner:
        """Over the same map, with roads and maps of belief of its own; made once."""
        if self._planner is None:
            driving = Driving(self.driving.roads.beside(), self._zone)
            self._planner = Searching(self._terrain, Whereabouts(self._terrain), driving)
        return self._planner

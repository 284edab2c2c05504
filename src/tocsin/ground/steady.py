"""A ground that always answers: what a map fails to say is said along straight lines.

Whom to send and what stands on the board must never wait for geography. A
question that fails is answered as if there were no map, and what failed is kept
for whoever raises the alarm. Only dividing the ground among searchers is not
answered in its place: nobody is to be told that there is nothing left to search.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Evidence
from tocsin.facts.units import Reason
from tocsin.ground.ground import Ground, Located, Planner, Start
from tocsin.ground.line import arrival
from tocsin.ground.straight import StraightGround
from tocsin.response.arrival import Arrival, Spot, Staging
from tocsin.response.incident import Incident
from tocsin.response.roads import RoadNow
from tocsin.roads.reach import Isochrone
from tocsin.roads.routes import Route

T = TypeVar("T")

NOWHERE = Located((), 1.0, is_wide=False, disagrees=False)


class SteadyGround:
    """Another ground, with an answer also where it fails."""

    def __init__(self, ground: Ground) -> None:
        self.within = ground
        self._without_map = StraightGround()
        self._failed: dict[str, None] = {}

    def take_failures(self) -> list[str]:
        """What failed since this was last asked: question and kind of error, each once."""
        failed, self._failed = list(self._failed), {}
        return failed

    def _ask(self, question: str, ask: Callable[[], T], instead: Callable[[], T]) -> T:
        try:
            return ask()
        except Exception as error:  # noqa: BLE001 - geography must not hold up an SOS.
            self._failed[f"{question} ({type(error).__name__})"] = None
            return instead()

    def arrivals(
        self,
        starts: Sequence[Start],
        spots: Sequence[Spot],
        roads: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[Arrival | None]:
        """When each could be there."""

        def by_line() -> list[Arrival | None]:
            return [arrival(start, spots, now, (Reason.NO_MAP,)) for start in starts]

        def asked() -> list[Arrival | None]:
            found = self.within.arrivals(starts, spots, roads, now)
            return [one for _, one in zip(starts, found, strict=True)]

        return self._ask("arrivals", asked, by_line)

    def covers(
        self,
        starts: Sequence[Start],
        places: Sequence[Place],
        within_s: float,
        roads: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[frozenset[str]]:
        """The places that each could be at within so many seconds; nothing is known instead."""

        def asked() -> list[frozenset[str]]:
            found = self.within.covers(starts, places, within_s, roads, now)
            return [one for _, one in zip(starts, found, strict=True)]

        return self._ask("covers", asked, lambda: [frozenset() for _ in starts])

    def staging(
        self, spots: Sequence[Spot], start: Start, roads: Mapping[str, RoadNow], now: datetime
    ) -> Staging | None:
        """Where to wait until the scene is safe."""
        ask = self.within.staging
        return self._ask("staging", lambda: ask(spots, start, roads, now), lambda: None)

    def route(
        self, start: Start, spot: Spot, roads: Mapping[str, RoadNow], now: datetime
    ) -> Route | None:
        """The way there."""
        ask = self.within.route
        return self._ask("route", lambda: ask(start, spot, roads, now), lambda: None)

    def reach(
        self, spot: Spot, minutes: Sequence[float], roads: Mapping[str, RoadNow], now: datetime
    ) -> list[Isochrone]:
        """How far one drives from a place in so many minutes."""
        ask = self.within.reach
        return self._ask("reach", lambda: ask(spot, minutes, roads, now), list)

    def read(self, text: str, places: Sequence[Place], at: datetime) -> list[Evidence]:
        """What a text says of where its sender is; the agency's own places instead."""
        ask = self.within.read
        instead = self._without_map.read
        return self._ask("read", lambda: ask(text, places, at), lambda: instead(text, places, at))

    def doubt(self, latitude: float, longitude: float) -> str:
        """Why a point can hardly be right; nothing is held against it instead."""
        return self._ask("doubt", lambda: self.within.doubt(latitude, longitude), str)

    def locate(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """Where she probably is; no peak instead, and the best evidence alone counts."""
        ask = self.within.locate
        return self._ask("locate", lambda: ask(incident, places, now), lambda: NOWHERE)

    def planner(self) -> Planner:
        """Raises what the ground's planner raises."""
        return self.within.planner()

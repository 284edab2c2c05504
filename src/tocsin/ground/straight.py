"""Answers without a map: along straight lines, and saying so.

Somebody is sent and somebody is looked for also where no map was imported, or
where the map does not reach. Roads are about 1.4 times as long as the line
between their ends (Boscoe, Henry & Zdeb 2012, The Professional Geographer 64),
and a unit in a town drives some 40 km/h between its stops.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Evidence
from tocsin.facts.units import Reason
from tocsin.ground import reading
from tocsin.ground.ground import Located, Planner, Start
from tocsin.ground.line import arrival
from tocsin.ground.searching import Searching
from tocsin.ground.whereabouts import Whereabouts
from tocsin.places.gazetteer import WITHOUT_MAP
from tocsin.response.arrival import Arrival, Spot, Staging
from tocsin.response.incident import Incident
from tocsin.response.roads import RoadNow
from tocsin.roads.reach import Isochrone
from tocsin.roads.routes import Route


class StraightGround:
    """What can be said of space without a map."""

    def __init__(self) -> None:
        self._whereabouts = Whereabouts(None)

    def arrivals(
        self,
        starts: Sequence[Start],
        spots: Sequence[Spot],
        roads: Mapping[str, RoadNow],  # noqa: ARG002 - no map knows which road is meant.
        now: datetime,
    ) -> list[Arrival | None]:
        """Times along straight lines."""
        return [arrival(start, spots, now, (Reason.NO_MAP,)) for start in starts]

    def covers(
        self,
        starts: Sequence[Start],
        places: Sequence[Place],
        within_s: float,
        roads: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[frozenset[str]]:
        """The places within so many seconds along straight lines."""
        reach: list[set[str]] = [set() for _ in starts]
        for one in places:
            spot = [Spot(one.latitude, one.longitude)]
            for found, there in zip(reach, self.arrivals(starts, spot, roads, now), strict=True):
                if there is not None and there.travel_s <= within_s:
                    found.add(one.place)
        return [frozenset(found) for found in reach]

    def staging(
        self,
        spots: Sequence[Spot],  # noqa: ARG002
        start: Start,  # noqa: ARG002
        roads: Mapping[str, RoadNow],  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Staging | None:
        """Nobody can tell without a map."""
        return None

    def route(
        self,
        start: Start,  # noqa: ARG002
        spot: Spot,  # noqa: ARG002
        roads: Mapping[str, RoadNow],  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Route | None:
        """No road is known."""
        return None

    def reach(
        self,
        spot: Spot,  # noqa: ARG002
        minutes: Sequence[float],  # noqa: ARG002
        roads: Mapping[str, RoadNow],  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> list[Isochrone]:
        """No road is known."""
        return []

    def read(self, text: str, places: Sequence[Place], at: datetime) -> list[Evidence]:
        """Coordinates and the agency's own places in the text."""
        return reading.evidence_in(text, WITHOUT_MAP, places, at)

    def doubt(self, latitude: float, longitude: float) -> str:
        """Only what no map is needed for: 0, 0 is where broken phones are."""
        return "off_the_map" if abs(latitude) < 1e-3 and abs(longitude) < 1e-3 else ""

    def locate(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """Where she probably is, on a plain around the evidence."""
        return self._whereabouts.located(incident, places, now)

    def planner(self) -> Planner:
        """Without a map the ground is cut into squares around the evidence."""
        return Searching(None, Whereabouts(None))

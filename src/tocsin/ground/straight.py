"""Answers without a map: along straight lines, and saying so.

Somebody is sent and somebody is looked for also where no map was imported, or
where the map does not reach. Roads are about 1.4 times as long as the line
between their ends (Boscoe, Henry & Zdeb 2012, The Professional Geographer 64),
and a unit in a town drives some 40 km/h between its stops.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Evidence
from tocsin.facts.units import Reason
from tocsin.geo.line import distance_m
from tocsin.ground.ground import Located, Peak, Start
from tocsin.kernel.limits import FIX_AHEAD_S, FIX_STALE_S, SEARCH_WIDE_M
from tocsin.response import place
from tocsin.response.arrival import Arrival, Spot, Staging
from tocsin.response.incident import Incident
from tocsin.response.roads import RoadNow
from tocsin.response.search import Search
from tocsin.response.searching import Advice, Assignment

DETOUR: Final = 1.4
"""How much longer a road is than the line between its ends."""

DRIVE_MPS: Final = 40 / 3.6
"""How fast a unit gets on in a town."""

SPREAD: Final = (0.6, 1.8)
"""A time along a straight line is this uncertain, from low to high."""

WALK_MPS: Final = 1.4
"""People move on while a fix grows old."""


def arrival(
    start: Start, spots: Sequence[Spot], now: datetime, doubts: Sequence[Reason] = ()
) -> Arrival | None:
    """How long one unit takes along straight lines; None when nothing is known of it."""
    at = (start.track.latitude, start.track.longitude) if start.track else start.home
    if at is None or not spots:
        return None
    total = sum(spot.weight for spot in spots)
    line_m = sum(distance_m(at, spot[:2]) * spot.weight for spot in spots) / total
    road_s = line_m * DETOUR / DRIVE_MPS
    age_s, said = fix_age(start, now)
    travel_s = start.turnout_s + road_s
    late_s = min(age_s or 0.0, FIX_STALE_S)
    return Arrival(
        travel_s=travel_s,
        low_s=max(0.0, start.turnout_s + road_s * SPREAD[0] - late_s),
        high_s=start.turnout_s + road_s * SPREAD[1] + late_s,
        turnout_s=start.turnout_s,
        road_s=road_s,
        foot_s=0.0,
        line_m=line_m,
        fix_age_s=age_s,
        method="straight_line",
        doubts=(*said, *doubts),
    )


def fix_age(start: Start, now: datetime) -> tuple[float | None, tuple[Reason, ...]]:
    """How old a unit's position is in seconds, and what is doubtful about it."""
    if start.track is None:
        return None, (Reason.NO_FIX,)
    age_s = (now - start.track.at).total_seconds()
    if age_s < -FIX_AHEAD_S:
        return float(FIX_STALE_S), (Reason.FIX_FROM_THE_FUTURE,)
    age_s = max(0.0, age_s)
    return age_s, (Reason.STALE_FIX,) if age_s > FIX_STALE_S else ()


class StraightGround:
    """What can be said of space without a map."""

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

    def read(self, text: str, places: Sequence[Place], at: datetime) -> list[Evidence]:
        """The agency's own places in the text."""
        return place.from_words(text, places, at)

    def doubt(self, latitude: float, longitude: float) -> str:
        """Only what no map is needed for: 0, 0 is where broken phones are."""
        return "off_the_map" if abs(latitude) < 1e-3 and abs(longitude) < 1e-3 else ""

    def locate(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """The best evidence alone: nothing can be weighed without knowing the ground."""
        best = place.best(incident.evidence)
        point = place.point_of(best, dict(places))
        if best is None or point is None:
            return Located((), 1.0, is_wide=False, disagrees=False)
        age_s = max(0.0, (now - best.at).total_seconds())
        radius_m = best.accuracy_m + min(age_s, FIX_STALE_S) * WALK_MPS
        known = places.get(best.place)
        label = known.name if known else ""
        peak = Peak(*point, label, best.confidence, radius_m / 2, radius_m, (best.source,))
        return Located(
            (peak,), 1 - best.confidence, is_wide=radius_m > SEARCH_WIDE_M, disagrees=False
        )

    def divide(
        self,
        incident: Incident,  # noqa: ARG002
        search: Search,  # noqa: ARG002
        places: Mapping[str, Place],  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Advice | None:
        """Without a map the ground has no pieces."""
        return None

    def assign(
        self,
        incident: Incident,  # noqa: ARG002
        search: Search,  # noqa: ARG002
        starts: Mapping[str, Start],  # noqa: ARG002
        half_life_s: float,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> list[Assignment]:
        """And so nobody can be sent to one."""
        return []

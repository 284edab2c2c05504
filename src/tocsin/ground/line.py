"""How long a unit takes along a straight line, where no road says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tocsin.facts.units import Reason
from tocsin.geo.line import distance_m
from tocsin.ground.ground import Start
from tocsin.kernel.limits import FIX_AHEAD_S, FIX_STALE_S
from tocsin.response.arrival import Arrival, Spot

DETOUR: Final = 1.4
"""How much longer a road is than the line between its ends."""

DRIVE_MPS: Final = 40 / 3.6
"""How fast a unit gets on in a town."""

SPREAD: Final = (0.6, 1.8)
"""A time along a straight line is this uncertain, from low to high."""


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

"""A trail of positions: which points are worth keeping, and which of them show a violation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from tocsin.geo.line import distance_m
from tocsin.kernel.limits_trails import TRAIL_SOONEST_S, TRAIL_STEP_M, TRAIL_STILL_S


class TrailPoint(msgspec.Struct, frozen=True):
    """One position as a device told it; degrees WGS 84, nothing added.

    `at` is the time of the fix, `heard_at` when it reached us. `accuracy_m` is a
    radius, None when it was not said. `source` is the hook or broker it came by.
    """

    at: datetime
    latitude: float
    longitude: float
    accuracy_m: float | None
    source: str
    heard_at: datetime

    def __repr__(self) -> str:
        """Not where."""
        return f"TrailPoint({self.at})"


class Shown(NamedTuple):
    """What of a trail shows a violation; each may be missing."""

    before: TrailPoint | None = None
    nearest: TrailPoint | None = None
    after: TrailPoint | None = None


def is_worth(last: TrailPoint | None, point: TrailPoint) -> bool:
    """Whether a point says something that the one kept last does not.

    It is compared by its own time, so a phone that was offline and tells late is
    thinned like any other.
    """
    if last is None:
        return True
    passed_s = abs((point.at - last.at).total_seconds())
    if passed_s >= TRAIL_STILL_S:
        return True
    moved_m = distance_m((last.latitude, last.longitude), (point.latitude, point.longitude))
    return passed_s >= TRAIL_SOONEST_S and moved_m >= TRAIL_STEP_M


def shown(his: Sequence[TrailPoint], hers: Sequence[TrailPoint], at: datetime) -> Shown:
    """The points of his that show what was found at a moment: before, nearest, after.

    Both lists have the oldest first. Nearest is nearest to her where her own points
    say where she was; else it is the one nearest to the moment.
    """
    before = next((one for one in reversed(his) if one.at < at), None)
    since = [one for one in his if one.at >= at]
    if not since:
        return Shown(before)
    nearest = min(since, key=lambda one: _away(one, hers, at))
    after = next((one for one in since if one.at > nearest.at), None)
    return Shown(before, nearest, after)


def _away(one: TrailPoint, hers: Sequence[TrailPoint], at: datetime) -> tuple[float, timedelta]:
    """How far he was from her then, and how long from the moment."""
    passed = abs(one.at - at)
    near = min(hers, key=lambda each: abs(each.at - one.at), default=None)
    if near is None or abs((near.at - one.at).total_seconds()) > TRAIL_STILL_S:
        return float("inf"), passed
    return distance_m((one.latitude, one.longitude), (near.latitude, near.longitude)), passed

"""Roads that a dispatcher closes, slows and opens again: in force at once, everywhere."""

import math
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.roads import Condition, RoadConditionEnded, RoadConditionSet
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import ROAD_CONDITIONS_MAX, ROAD_POINTS_MAX, SLOW_FACTOR_MAX

Points: TypeAlias = tuple[tuple[float, float], ...]
Doubt: TypeAlias = Callable[[float, float], str]


class RoadNow(msgspec.Struct, frozen=True):
    """One condition in force. `points` are (latitude, longitude) in degrees."""

    road: str
    condition: Condition
    points: Points
    factor: float
    by: str
    since: datetime
    until: datetime | None


class SetRoad(msgspec.Struct, frozen=True):
    """Close a road, or say that it takes `factor` times as long."""

    by: str
    condition: Condition
    points: Points
    factor: float = 1.0
    until: datetime | None = None


class OpenRoad(msgspec.Struct, frozen=True):
    """The road is as it was."""

    road: str
    by: str


RoadCommand: TypeAlias = SetRoad | OpenRoad


class Refusal(StrEnum):
    """Why the condition of a road cannot be set or ended."""

    ROAD_POINTS_INVALID = "road_points_invalid"
    ROAD_OFF_THE_MAP = "road_off_the_map"
    ROAD_FACTOR_INVALID = "road_factor_invalid"
    ROAD_TIME_INVALID = "road_time_invalid"
    TOO_MANY_ROADS = "too_many_roads"
    ROAD_UNKNOWN = "road_unknown"


def decide_road(
    roads: dict[str, RoadNow], count: int, command: RoadCommand, now: datetime, doubt: Doubt
) -> Accepted[Fact] | Refused:
    """Decide one command about roads; `count` is how many conditions were ever set.

    `doubt` says why a point can hardly be right, and nothing when it can.
    """
    if isinstance(command, OpenRoad):
        if command.road not in roads:
            return Refused(Refusal.ROAD_UNKNOWN, "No condition of this name is in force.")
        return Accepted((RoadConditionEnded(command.road, command.by),))
    wrong = _wrong(command, now)
    if wrong is not None:
        return wrong
    if any(doubt(*point) for point in command.points):
        return Refused(
            Refusal.ROAD_OFF_THE_MAP,
            "No road of the map is there. Are latitude and longitude the wrong way round?",
        )
    if len(roads) >= ROAD_CONDITIONS_MAX:
        return Refused(
            Refusal.TOO_MANY_ROADS, f"At most {ROAD_CONDITIONS_MAX} at once; open one first."
        )
    return Accepted(
        (
            RoadConditionSet(
                f"R-{count + 1}",
                command.condition,
                command.points,
                command.factor if command.condition is Condition.SLOW else 1.0,
                command.by,
                command.until,
            ),
        )
    )


def _wrong(command: SetRoad, now: datetime) -> Refused | None:
    if not 1 <= len(command.points) <= ROAD_POINTS_MAX or not all(map(_is_point, command.points)):
        return Refused(
            Refusal.ROAD_POINTS_INVALID,
            f"Give 1 to {ROAD_POINTS_MAX} points, latitude -90 to 90 and longitude -180 to 180.",
        )
    if command.condition is Condition.SLOW and not 1 < command.factor <= SLOW_FACTOR_MAX:
        return Refused(
            Refusal.ROAD_FACTOR_INVALID,
            f"A slow road takes more than 1 and at most {SLOW_FACTOR_MAX:g} times as long.",
        )
    if command.until is not None and command.until <= now:
        return Refused(Refusal.ROAD_TIME_INVALID, "It would be over already; give a later moment.")
    return None


def _is_point(point: tuple[float, float]) -> bool:
    latitude, longitude = point
    return math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180

"""A patch of ground: what one searcher looks through in one go, and what that takes."""

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from tocsin.finding.detection import (
    Ground,
    Light,
    Searcher,
    pod,
    search_seconds,
    sweep_width_m,
)
from tocsin.roads.network import Floats, Longs

POD_WANTED: Final = 0.8
"""One pass aims at this; in the dark it is not reached in time."""

PASS_S_MAX: Final = 1800.0
"""A pass ends after this, whatever it has seen."""

SPEED_M_PER_S: Final = {Searcher.FOOT: 1.0, Searcher.VEHICLE: 4.0}
"""How fast somebody moves who looks. Ours to judge; a vehicle crawls."""

AREA_MIN_M2: Final = 10.0
"""No patch counts as smaller."""


class Patch(NamedTuple):
    """Ground for one searcher. `outline` are degrees: an area when closed, else a line.

    `entry` is where to begin. `area_m2` is what is looked over, all floors together;
    `length_m` is the road's, 0 for an area. `floors` counts floors, 1 outdoors.
    """

    id: str
    label: str
    outline: tuple[tuple[float, float], ...]
    area_m2: float
    length_m: float
    floors: int
    poa: float
    ground: Ground
    entry: tuple[float, float]


class Draft(NamedTuple):
    """A patch in the making: the points it holds, and its outline in metres.

    `tail` is the end of the label, which tells it from other parts of the same thing.
    """

    label: str
    tail: str
    points: Longs
    outline: Floats
    area_m2: float
    length_m: float
    floors: int
    ground: Ground
    entry: Floats


class Prospect(NamedTuple):
    """Points that would make a patch; the draft is only made when it is chosen."""

    points: Longs
    draft: Callable[[], Draft]


def effort_s(patch: Patch, mode: Searcher, light: Light) -> tuple[float, float]:
    """Seconds of one pass and its probability of detection; (inf, 0) where it cannot be done.

    A road is gone along once at least; no pass lasts longer than `PASS_S_MAX`, so that
    the dark lowers what a pass sees.
    """
    return _pass(patch.area_m2, patch.length_m, patch.ground, mode, light)


def on_foot_s(area_m2: float, length_m: float, ground: Ground) -> float:
    """Seconds of one pass on foot by day, without an end."""
    width = sweep_width_m(Searcher.FOOT, ground, Light.DAY)
    speed = SPEED_M_PER_S[Searcher.FOOT]
    area = max(AREA_MIN_M2, area_m2)
    return max(search_seconds(POD_WANTED, width, area, speed), length_m / speed)


def _pass(
    area_m2: float, length_m: float, ground: Ground, mode: Searcher, light: Light
) -> tuple[float, float]:
    width = sweep_width_m(mode, ground, light)
    if width <= 0.0:
        return math.inf, 0.0
    speed, area = SPEED_M_PER_S[mode], max(AREA_MIN_M2, area_m2)
    once = length_m / speed
    wanted = max(search_seconds(POD_WANTED, width, area, speed), once)
    seconds = min(wanted, max(PASS_S_MAX, once))
    return seconds, pod(width, seconds * speed, area)

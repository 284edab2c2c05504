"""How fast a crew really drives each stretch, by road, hour and day.

Free flow flatters: in San Francisco (DataSF Fire Department Calls for Service,
first-due engines, code 3) it gave a median of 66 to 73 seconds where 131 to 141
were driven. The defaults here were set by hand on one week of those calls (1,222
drives, New Year 2017, limits assumed by class, no turn restrictions): the median
said is 139 seconds, driven 135; four of five drives lie within `low` and `high`;
rank correlation 0.52. That is the week they were set on, so no proof for another
town. How class and hour share the difference is hardly more than a guess until
`Calibration` is fitted to the agency's own drives.
"""

from enum import IntEnum
from typing import Final

import msgspec
import numpy as np

from tocsin.roads.engine import CLOSED
from tocsin.roads.network import Floats, Ints, Network, RoadClass, StretchFlag
from tocsin.roads.turns import TurnGraph

MS_PER_S: Final = 1000

START_S: Final = 35.0
"""From standing crew and vehicle to rolling on the road, and from the kerb to "on scene"."""

DRIVE_MS_MAX: Final = 6 * 3600 * MS_PER_S
"""No single stretch takes longer; longer ones are mistakes of a map."""


class HourBand(IntEnum):
    """Hours of the day that drive alike."""

    NIGHT = 0
    MORNING_RUSH = 1
    DAY = 2
    EVENING_RUSH = 3
    EVENING = 4
    WEEKEND = 5


FREE_KPH: Final = (100, 80, 55, 50, 45, 40, 32, 15, 18, 15, 55, 50, 45, 40, 35, 8, 12)
"""Free-flow speed by `RoadClass` in a town where no limit is on the map."""

TOP_KPH: Final = (130, 110, 90, 85, 75, 60, 45, 20, 25, 25, 80, 70, 60, 50, 45, 10, 15)
"""By `RoadClass`: no faster, whatever limit is posted, for its bends, width and parked cars."""

POSTED_SHARE: Final = 0.9
"""Traffic flows at about this share of the posted limit."""

_MAIN: Final = (1.1, 1.35, 1.2, 1.35, 1.15, 1.15)
_SIDE: Final = (1.1, 1.25, 1.2, 1.25, 1.15, 1.15)
_FAST: Final = (1.0, 1.3, 1.1, 1.35, 1.05, 1.05)
_FIXED: Final = (1.0,) * 6
FACTORS: Final[tuple[tuple[float, ...], ...]] = (
    _FAST, _FAST, _MAIN, _MAIN, _MAIN, _SIDE, _SIDE, _SIDE, _SIDE, _SIDE,
    _FAST, _FAST, _MAIN, _MAIN, _MAIN, _FIXED, _FIXED,
)  # fmt: skip
"""How many times longer than free flow, by `RoadClass` and `HourBand`."""

SURFACE: Final = {
    StretchFlag.UNPAVED: 1.5,
    StretchFlag.DRIVEWAY: 1.4,
    StretchFlag.PARKING_AISLE: 1.6,
    StretchFlag.ALLEY: 1.5,
    StretchFlag.PRIVATE: 1.2,
}
"""How many times longer a stretch takes for what it is besides its class."""

GATE_S: Final = 20.0
"""Opening a gate, or waiting until it lifts."""

FERRY_S: Final = 600.0
"""Waiting for a ferry and boarding it."""


class Calibration(msgspec.Struct, frozen=True):
    """What is fitted to an agency's own drives. Defaults: see the head of this file."""

    version: int = 1
    based_on: str = "one week of first-due engines in San Francisco, set by hand"
    factors: tuple[tuple[float, ...], ...] = FACTORS
    """Time over free flow, [RoadClass][HourBand]."""
    emergency: float = 1.0
    """Time with lights and siren over time without; 1 as `factors` rest on such drives."""
    turn: float = 1.0
    """Scales what the turn graph asks for turning, waiting and crossing."""
    start_s: float = START_S
    """Added once to every drive that begins standing."""
    low: float = 0.6
    """One drive in ten takes less than this share of the expected time."""
    high: float = 1.65
    """One drive in ten takes longer than this many times the expected time."""


DEFAULT: Final = Calibration()


def hour_band(hour: float, weekday: int) -> HourBand:
    """The band of a local hour (0 up to 24) on a weekday (0 Monday to 6 Sunday)."""
    if not (0 <= hour < 24 and 0 <= weekday <= 6):
        raise ValueError("an hour is 0 up to 24, a weekday 0 (Monday) to 6 (Sunday)")
    if hour < 6 or hour >= 22:
        return HourBand.NIGHT
    if weekday >= 5:
        return HourBand.WEEKEND
    if 7 <= hour < 9.5:
        return HourBand.MORNING_RUSH
    if 15.5 <= hour < 18.5:
        return HourBand.EVENING_RUSH
    return HourBand.EVENING if hour >= 18.5 else HourBand.DAY


def check(calibration: Calibration) -> None:
    """ValueError when a calibration would give times that make no sense."""
    factors = np.asarray(calibration.factors, np.float64)
    if factors.shape != (len(RoadClass), len(HourBand)):
        raise ValueError(f"factors are {len(RoadClass)} classes by {len(HourBand)} bands of hours")
    numbers = np.append(factors.ravel(), [calibration.emergency, calibration.turn])
    if not (np.isfinite(numbers).all() and (numbers > 0).all()):
        raise ValueError("factors are finite and above zero")
    if not 0 <= calibration.start_s <= 600:
        raise ValueError("start_s is 0 to 600 seconds")
    if not 0 < calibration.low <= 1 <= calibration.high < 100:
        raise ValueError("low is above 0 and at most 1, high is 1 or more")


def calibrated(turns: TurnGraph, calibration: Calibration) -> TurnGraph:
    """The turn graph at the calibration's price of turning; give this one to the engine too."""
    cost = np.rint(turns.turn_ms * calibration.turn).astype(np.int32)
    return turns._replace(turn_ms=cost)


def free_kph(network: Network) -> Floats:
    """Free-flow speed over each stretch, [e]: the posted limit where known, else the class's."""
    free = np.asarray(FREE_KPH, np.float64)[network.road_class]
    top = np.asarray(TOP_KPH, np.float64)[network.road_class]
    posted = network.posted_kph.astype(np.float64)
    known = np.isfinite(posted) & (posted > 0)
    return np.where(known, np.minimum(np.maximum(posted, 5.0) * POSTED_SHARE, top), free)


def surface_factor(network: Network) -> Floats:
    """How many times longer each stretch takes for its surface and kind, [e]."""
    factor = np.ones(len(network.stretch_from))
    for flag, times in SURFACE.items():
        factor *= np.where(network.stretch_flags & flag, times, 1.0)
    return factor


def stretch_s(network: Network, calibration: Calibration, band: HourBand) -> Floats:
    """Seconds over each stretch, either way, [e]."""
    driven = np.asarray(calibration.factors, np.float64)[:, band][network.road_class]
    seconds = network.length_m / (free_kph(network) / 3.6) * driven * surface_factor(network)
    seconds = seconds * calibration.emergency
    seconds = seconds + np.where(network.stretch_flags & StretchFlag.GATE, GATE_S, 0.0)
    return seconds + np.where(network.road_class == RoadClass.FERRY, FERRY_S, 0.0)


def arc_ms(network: Network, calibration: Calibration, hour: float, weekday: int) -> Ints:
    """Milliseconds over every arc at a local hour and weekday, [m]; at least 1, never CLOSED."""
    check(calibration)
    seconds = stretch_s(network, calibration, hour_band(hour, weekday))
    whole = np.clip(np.rint(seconds * MS_PER_S), 1, min(DRIVE_MS_MAX, CLOSED - 1))
    return whole.astype(np.int32)[network.stretch]

"""How fast a crew really drives each stretch, by road, hour and day.

Free flow flatters: in San Francisco (DataSF Fire Department Calls for Service,
first-due engines, code 3) it gave a median of 66 to 73 seconds where 131 to 141
were driven. What is missing is hardly speed. Over the drives of engines and trucks
that left their own station (2018, 12,015 drives of 0.2 to 2.5 km; New Year 2017,
1,268 drives city-wide to 4 km; limits assumed by class), 45 seconds for getting
going and arriving, the turns at their default prices, and free flow times 1.0 (0.95
that week) gives the median drive within 5 per cent at every distance. So a crew with
lights and siren drives at about 0.9 of the posted limit, and most of a short drive
is its two ends. RAND's line for fire engines, 0.65 minutes + 1.7 per mile, which ISO
rates towns by, says the same from other towns: 39 seconds, then 56 km/h.

By hour (2018 / that week, times the free flow): night 0.99 / 0.95, morning rush 1.26
/ 1.08, day 1.05 / 1.0, evening rush 0.99 / 0.99, evening 0.88 / 0.92, weekend 0.97 /
0.90. The defaults lean to 1 and never below, and hold some back for an evening rush,
as one city is no proof for another. What is fitted to an agency's own drives is better:
`roads.calibration`.

These numbers were set by hand with both periods in view, so their error there flatters
them. Looked for anew by `bench.drive` in January to August 2018 alone, 50 s and 0.85
come out best, 0.6 s closer in the median than 45 s and 1.0: the two trade off against
each other on short drives, and the rounder pair agrees with RAND's line. Washington had
no say; what they are worth there stands in bench/README.md.
"""

from enum import IntEnum
from typing import Final

import msgspec
import numpy as np

from tocsin.roads.engine import CLOSED
from tocsin.roads.network import Floats, Ints, Network, RoadClass, StretchFlag
from tocsin.roads.turns import TurnCosts, TurnGraph, with_costs

MS_PER_S: Final = 1000

START_S: Final = 45.0
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

_MAIN: Final = (1.0, 1.15, 1.05, 1.1, 1.0, 1.0)
_SIDE: Final = _MAIN
_FAST: Final = (1.0, 1.15, 1.0, 1.15, 1.0, 1.0)
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

TURN_S_MAX: Final = 600.0
"""No turn is dearer."""

FERRY_S: Final = 600.0
"""Waiting for a ferry and boarding it."""


class Calibration(msgspec.Struct, frozen=True):
    """What is fitted to an agency's own drives. Defaults: see the head of this file."""

    version: int = 1
    based_on: str = "engines and trucks from their own stations in San Francisco, set by hand"
    factors: tuple[tuple[float, ...], ...] = FACTORS
    """Time over free flow, [RoadClass][HourBand]."""
    emergency: float = 1.0
    """Time with lights and siren over time without; 1 as `factors` rest on such drives."""
    turn: float = 1.0
    """Scales what the turn graph asks for turning, waiting and crossing."""
    turning: dict[str, float] = {}
    """Seconds by the names of `TurnCosts`; what is not named costs what it does by default."""
    start_s: float = START_S
    """Added once to every drive that begins standing."""
    low: float = 0.67
    """One drive in ten takes less than this share of the expected time."""
    high: float = 1.55
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
    costs = list(calibration.turning.values())
    if not set(calibration.turning) <= set(TurnCosts._fields):
        raise ValueError(f"turning is priced by {', '.join(TurnCosts._fields)}")
    if not all(0 <= cost <= TURN_S_MAX for cost in costs):
        raise ValueError(f"a turn costs 0 to {TURN_S_MAX:.0f} seconds")
    if not 0 <= calibration.start_s <= 600:
        raise ValueError("start_s is 0 to 600 seconds")
    if not 0 < calibration.low <= 1 <= calibration.high < 100:
        raise ValueError("low is above 0 and at most 1, high is 1 or more")


def calibrated(
    turns: TurnGraph, network: Network, calibration: Calibration, *, drives_on_left: bool = False
) -> TurnGraph:
    """The turn graph at the calibration's prices; give this one to the engine too."""
    if calibration.turning:
        costs = TurnCosts()._replace(**calibration.turning)
        turns = with_costs(turns, network, costs, drives_on_left=drives_on_left)
    if calibration.turn == 1:
        return turns
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

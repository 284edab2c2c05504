"""From the parts of recorded drives to a calibration: robust regression that starts from a guess.

A drive takes `start_s`, plus for each class of road its free flow times a factor, plus
its turns times their prices. All of that is linear, so the numbers are found at once.
Every number has a guess and says how far it may be from it (`SPREAD_*`, one standard
deviation); drives pull it away, the more the more of it they have on their way. So a
class nobody drives keeps its guess, and a hundred drives move little that ten thousand
would. Residuals are shares of the time, as long drives vary more than short ones.
Beyond `HUBER` they count by their size, not by its square (Huber, Annals of
Mathematical Statistics 35(1), 1964), so that a forgotten stamp pulls no more than a
slow drive: what is found is close to the median drive.
"""

from typing import Final, NamedTuple

import msgspec
import numpy as np
from scipy.optimize import lsq_linear

from tocsin.roads.drives import TURNS, Parts
from tocsin.roads.network import Floats, Ints, RoadClass
from tocsin.roads.speeds import FREE_KPH, Calibration, HourBand
from tocsin.roads.turning import TurnCosts

START_S_MAX: Final = 180.0
"""Nobody needs longer from the stamp to rolling; more says that the stamp means something else."""

SCALE_MIN: Final = 0.5
SCALE_MAX: Final = 3.0
"""How far a factor may be from its guess."""

TURN_S_HIGHEST: Final = 30.0
"""No turn or signal costs a crew more on the whole."""

SPREAD_START_S: Final = 20.0
SPREAD_SCALE: Final = 0.3
"""How far a group's factor may well be from its guess, in shares of it."""

SPREAD_BAND: Final = 0.1
"""How far a band of hours may well be from its group's mean."""

SPREAD_TURN_S: Final = 1.0

SPREAD_DRIVE: Final = 0.3
"""How far one drive may well be from what is expected, in shares of it."""

HUBER: Final = 0.1
"""Residuals beyond this share of the time count by size; most do, so it is nearly the median."""

ROUNDS: Final = 25
"""Of reweighting; it settles in about ten."""

BANDS: Final = len(HourBand)

FAST, MAIN, SIDE, GROUPS = 0, 1, 2, 3

_FAST: Final = (
    RoadClass.MOTORWAY,
    RoadClass.TRUNK,
    RoadClass.MOTORWAY_LINK,
    RoadClass.TRUNK_LINK,
)
_FIXED: Final = (RoadClass.FERRY, RoadClass.PEDESTRIAN)

GROUP: Final = tuple(
    -1
    if each in _FIXED
    else FAST
    if each in _FAST
    else MAIN
    if each <= RoadClass.TERTIARY or each >= RoadClass.PRIMARY_LINK
    else SIDE
    for each in RoadClass
)
"""What every `RoadClass` is fitted with; -1 for ferries and walking pace, which are not."""


class Recorded(NamedTuple):
    """n drives with the parts of their ways."""

    parts: Parts
    band: Ints  # [n]
    is_standing: Floats  # [n] 1 where the start is part of the drive
    seconds: Floats  # [n] as driven


def expected_s(drives: Recorded, calibration: Calibration) -> Floats:
    """What the calibration says of every drive along its way, [n] seconds."""
    parts = drives.parts
    factors = np.asarray(calibration.factors, np.float64)[:, drives.band].T
    road_s = (parts.free_s * factors).sum(axis=1) * calibration.emergency
    turns_s = parts.turns @ np.array(prices(calibration)) * calibration.turn
    return np.asarray(road_s + turns_s + parts.fixed_s + drives.is_standing * calibration.start_s)


def prices(calibration: Calibration) -> list[float]:
    """Seconds of every one of `TURNS`."""
    costs = TurnCosts()._replace(**calibration.turning)
    return [getattr(costs, name) for name in TURNS]


def solve(drives: Recorded, guess: Calibration) -> Calibration:
    """The calibration that the drives say, starting from a guess along these ways."""
    table, fixed_s, middle, spread = _table(drives, guess)
    rows, wanted = _beliefs(spread, middle)
    low, high = _bounds(len(TURNS))
    found = middle
    for _ in range(ROUNDS):
        said = np.maximum(table @ found + fixed_s, 1.0)
        apart = np.abs(drives.seconds - said) / said
        weight = np.sqrt(np.minimum(1.0, HUBER / np.maximum(apart, 1e-9)))
        weight = weight / (SPREAD_DRIVE * said)
        answer = lsq_linear(
            np.vstack([table * weight[:, None], rows]),
            np.concatenate([(drives.seconds - fixed_s) * weight, wanted]),
            bounds=(low, high),
        )
        settled = np.allclose(answer.x, found, rtol=1e-4, atol=1e-4)
        found = answer.x
        if settled:
            break
    return _calibration(found, guess)


def _table(drives: Recorded, guess: Calibration) -> tuple[Floats, Floats, Floats, Floats]:
    """Columns (start, scales by group and band, turns), what is not fitted, the guess, spreads."""
    parts, count = drives.parts, len(drives.seconds)
    factors = np.asarray(guess.factors, np.float64)[:, drives.band].T
    road_s = parts.free_s * factors * guess.emergency
    group = np.array(GROUP)
    scales = np.zeros((count, GROUPS, BANDS))
    for each in range(GROUPS):
        scales[np.arange(count), each, drives.band] = road_s[:, group == each].sum(axis=1)
    fixed_s = parts.fixed_s + road_s[:, group < 0].sum(axis=1)
    table = np.concatenate(
        [drives.is_standing[:, None], scales.reshape(count, -1), parts.turns * guess.turn], axis=1
    )
    middle = np.array([guess.start_s, *[1.0] * GROUPS * BANDS, *prices(guess)])
    sizes = [1, GROUPS * BANDS, len(TURNS)]
    spread = np.repeat([SPREAD_START_S, SPREAD_SCALE, SPREAD_TURN_S], sizes)
    return table, fixed_s, middle, spread


def _beliefs(spread: Floats, middle: Floats) -> tuple[Floats, Floats]:
    """Rows that pull towards the guess, and each band towards the mean of its group."""
    size = len(middle)
    near = np.diag(1.0 / spread)
    alike = np.zeros((GROUPS * BANDS, size))
    for row in range(GROUPS * BANDS):
        first = 1 + row // BANDS * BANDS
        alike[row, first : first + BANDS] = -1.0 / BANDS
        alike[row, 1 + row] += 1.0
    rows = np.vstack([near, alike / SPREAD_BAND])
    return rows, np.concatenate([middle / spread, np.zeros(GROUPS * BANDS)])


def _bounds(turns: int) -> tuple[Floats, Floats]:
    scales = GROUPS * BANDS
    low = np.array([0.0, *[SCALE_MIN] * scales, *[0.0] * turns])
    high = np.array([START_S_MAX, *[SCALE_MAX] * scales, *[TURN_S_HIGHEST] * turns])
    return low, high


def _calibration(found: Floats, guess: Calibration) -> Calibration:
    """The numbers in their places."""
    scales = found[1 : 1 + GROUPS * BANDS].reshape(GROUPS, BANDS)
    by_class = np.ones((len(RoadClass), BANDS))
    for road_class, group in enumerate(GROUP):
        if group >= 0:
            by_class[road_class] = scales[group]
    factors = _orderly(np.asarray(guess.factors, np.float64) * by_class)
    turns = found[1 + GROUPS * BANDS :]
    return msgspec.structs.replace(
        guess,
        start_s=round(float(found[0]), 1),
        factors=tuple(tuple(round(each, 3) for each in row) for row in factors.tolist()),
        turning={name: round(float(each), 2) for name, each in zip(TURNS, turns, strict=True)},
    )


def _orderly(factors: Floats) -> Floats:
    """The factors where no bigger road without a limit is slower than a smaller one, [c, b]."""
    ordered = factors.copy()
    for bigger in range(RoadClass.UNCLASSIFIED, -1, -1):
        smaller = bigger + 1
        most = ordered[smaller] * FREE_KPH[bigger] / FREE_KPH[smaller]
        ordered[bigger] = np.minimum(ordered[bigger], most)
    return ordered

"""What is said of each unit's way: the time, its range, its parts, its answer."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple, overload

import msgspec
import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.roads.network import Floats, Ints
from tocsin.roads.speeds import Calibration
from tocsin.roads.starts import ANSWERS, CODE, MOVED_MPS, Answer, Prepared, ages, within_m

STRAIGHT_DETOUR: Final = 1.4
"""Road metres over straight metres in a town, where no road is known."""

STRAIGHT_MPS: Final = 7.0
STRAIGHT_MPS_MAX: Final = 25.0
STRAIGHT_TIMES_MAX: Final = 4.0
"""A guess along a straight line: expected and fastest speed, and how much longer it may take."""

FOOT_LOW: Final = 0.7
FOOT_HIGH: Final = 1.6
"""Somebody who runs, and somebody who has to ask the way."""

FOOT_MPS: Final = 1.4
"""Metres that a person on foot may have moved are walked back at this pace."""


class Method(StrEnum):
    """How a time was found."""

    ROAD = "road"
    FOOT = "foot"
    STRAIGHT_LINE = "straight_line"
    NONE = "none"


METHODS: Final = tuple(Method)
ROAD, FOOT, STRAIGHT, NONE = range(4)


class TravelTime(msgspec.Struct, frozen=True):
    """How long one unit takes. None where nothing can be said."""

    seconds: float | None
    low_s: float | None
    high_s: float | None
    turnout_s: float
    road_s: float | None
    foot_s: float | None
    fix_age_s: float | None
    within_m: float
    """The unit may have moved so far from its fix by now."""
    answer: Answer
    method: Method


class Ways(NamedTuple):
    """What was found of n units before it is put into words. inf where nothing was."""

    road_ms: Floats
    walk_s: Floats
    straight_m: Floats
    least_foot_s: float
    place: Answer


class TravelTimes(Sequence[TravelTime]):
    """The times of n units as columns; indexing makes the row of one. NaN: nothing to say."""

    def __init__(
        self,
        prepared: Prepared,
        ways: Ways,
        calibration: Calibration,
        now: datetime,
        foot_s: Callable[[Ints], Floats],
    ) -> None:
        self.prepared = prepared
        self._foot_s = foot_s
        self.age_s, said = ages(prepared, now)
        self.within_m = within_m(prepared, self.age_s)
        self.method = _methods(prepared, ways)
        self.seconds = _seconds(prepared, ways, calibration, self.method)
        self.low_s, self.high_s = _range(self, ways, calibration)
        self.answer = _answers(prepared, ways, self.method, said)

    def __len__(self) -> int:
        return len(self.seconds)

    def __iter__(self) -> Iterator[TravelTime]:
        return iter(self.rows(range(len(self))))

    @overload
    def __getitem__(self, index: int) -> TravelTime: ...
    @overload
    def __getitem__(self, index: slice) -> list[TravelTime]: ...
    def __getitem__(self, index: int | slice) -> TravelTime | list[TravelTime]:
        if isinstance(index, slice):
            return self.rows(range(len(self))[index])
        return self.rows([range(len(self))[index]])[0]

    def ranked(self, count: int | None = None) -> list[int]:
        """The units that have a time, the soonest first."""
        order = np.argsort(self.seconds, kind="stable")
        known = int(np.isfinite(self.seconds).sum())
        return [int(unit) for unit in order[:known][:count]]

    def rows(self, units: Sequence[int]) -> list[TravelTime]:
        """The times of some units with their parts; ask before roads are closed or opened."""
        walks = self._foot_s(np.asarray(units, np.int32)).tolist()
        return [self._row(unit, foot_s) for unit, foot_s in zip(units, walks, strict=True)]

    def _row(self, unit: int, foot_s: float) -> TravelTime:
        turnout_s = float(self.prepared.turnout_s[unit])
        seconds = _said(self.seconds[unit])
        road_s = walk_s = None
        if seconds is not None:
            walk_s = min(foot_s, seconds - turnout_s)
            road_s = seconds - turnout_s - walk_s
        return TravelTime(
            seconds,
            _said(self.low_s[unit]),
            _said(self.high_s[unit]),
            turnout_s,
            road_s,
            walk_s,
            _said(self.age_s[unit]),
            float(self.within_m[unit]),
            ANSWERS[self.answer[unit]],
            METHODS[self.method[unit]],
        )


def mixed(each: Sequence[TravelTimes], weight: Floats) -> list[TravelTime]:
    """Several places in one, by weights that sum to one. See `Roads.to_places`."""
    rows = [times.rows(range(len(times))) for times in each]
    return [_mean(same, weight) for same in zip(*rows, strict=True)]


def straight_m(place: tuple[float, float], points: Floats) -> Floats:
    """Metres from a place to points (degrees, [n, 2]), [n]; NaN stays NaN."""
    north = points[:, 0] - place[0]
    apart = (points[:, 1] - place[1] + 180) % 360 - 180
    east = apart * np.cos(np.radians((points[:, 0] + place[0]) / 2))
    return np.asarray(np.hypot(north, east) * METRES_PER_DEGREE)


def _said(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _methods(prepared: Prepared, ways: Ways) -> NDArray[np.int8]:
    """The way that is taken: by road, on foot where that is sooner, else a straight line."""
    method = np.full(len(ways.road_ms), STRAIGHT, np.int8)
    method[np.isfinite(ways.road_ms)] = ROAD
    method[np.isfinite(ways.walk_s) & (ways.walk_s * 1000 <= ways.road_ms)] = FOOT
    guessed = (prepared.answer == CODE[Answer.NO_FIX]) | (
        prepared.answer == CODE[Answer.PERHAPS_SWAPPED]
    )
    method[guessed | ~np.isfinite(ways.straight_m)] = NONE
    return method


def _seconds(
    prepared: Prepared, ways: Ways, calibration: Calibration, method: NDArray[np.int8]
) -> Floats:
    guess = ways.straight_m * STRAIGHT_DETOUR / STRAIGHT_MPS + calibration.start_s
    choices = [ways.road_ms / 1000, ways.walk_s, guess]
    way_s = np.select([method == ROAD, method == FOOT, method == STRAIGHT], choices, np.nan)
    return np.asarray(prepared.turnout_s + way_s)


def _range(times: TravelTimes, ways: Ways, calibration: Calibration) -> tuple[Floats, Floats]:
    """From the tenth that is quickest to the tenth that is slowest, and the fix's own doubt."""
    turnout_s, method = times.prepared.turnout_s, times.method
    way_s = times.seconds - turnout_s
    foot_s = np.where(method == ROAD, np.minimum(ways.least_foot_s, way_s), 0.0)
    is_foot, is_guess = method == FOOT, method == STRAIGHT
    least = np.select(
        [is_foot, is_guess],
        [FOOT_LOW, STRAIGHT_MPS / STRAIGHT_MPS_MAX / STRAIGHT_DETOUR],
        calibration.low,
    )
    most = np.select([is_foot, is_guess], [FOOT_HIGH, STRAIGHT_TIMES_MAX], calibration.high)
    moved_s = times.within_m * STRAIGHT_DETOUR / np.where(is_foot, FOOT_MPS, MOVED_MPS)
    low = np.maximum((way_s - foot_s) * least - moved_s, 0.0)
    high = (way_s - foot_s) * most + moved_s
    return turnout_s + foot_s + low, turnout_s + foot_s + high


def _answers(
    prepared: Prepared, ways: Ways, method: NDArray[np.int8], said: NDArray[np.int8]
) -> NDArray[np.int8]:
    """The worst of what is to be said: of the position, the place, the road, the fix's age."""
    answer = said.copy()
    answer[method == STRAIGHT] = CODE[Answer.NO_ROAD]
    if ways.place is not Answer.OK:
        answer[:] = CODE[ways.place]
    own = prepared.answer != CODE[Answer.OK]
    answer[own] = prepared.answer[own]
    return answer


def _mean(same: Sequence[TravelTime], weight: Floats) -> TravelTime:
    """One unit's times to several places as one."""
    has = np.array([each.seconds is not None for each in same])
    worst = next((each for each in same if each.answer is not Answer.OK), same[0])
    if not has.any():
        return worst
    known = [each for each in same if each.seconds is not None]
    share = weight[has] / weight[has].sum()

    def mean(values: Sequence[float | None]) -> float:
        return float(np.dot(share, np.array(values, np.float64)))

    seconds = mean([each.seconds for each in known])
    return msgspec.structs.replace(
        worst if worst.seconds is not None else known[0],
        seconds=seconds,
        low_s=min(seconds, _quantile([each.low_s for each in known], share, 0.05)),
        high_s=max(seconds, _quantile([each.high_s for each in known], share, 0.95)),
        road_s=mean([each.road_s for each in known]),
        foot_s=mean([each.foot_s for each in known]),
        answer=worst.answer,
    )


def _quantile(values: Sequence[float | None], share: Floats, part: float) -> float:
    """The smallest value that has so much of the weight at or below it."""
    whole = np.array(values, np.float64)
    order = np.argsort(whole)
    place = int(np.searchsorted(np.cumsum(share[order]), part - 1e-9))
    return float(whole[order[min(place, len(order) - 1)]])

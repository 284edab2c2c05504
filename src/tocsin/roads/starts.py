"""Where units start from: their fix, how far it can be trusted, and their rows on the roads.

As JEMSS has it (`src/decision/dispatch.jl`): turnout, then along the road the
unit is on to its end, the roads, and the last metres off them.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from math import isnan, nan
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from tocsin.kernel.limits import FIX_AHEAD_S, FIX_STALE_S, TURNOUT_S_MAX
from tocsin.roads.foot import DETOUR
from tocsin.roads.network import Floats, Ints
from tocsin.roads.snap import MOVING_MPS, Driving, Found, Snap, is_position
from tocsin.roads.turning import TurnCosts

U_TURN_MS: Final = round(TurnCosts().u_turn_s * 1000)
"""Turning round on the street for a unit that drives the other way."""

YARD_MPS: Final = 3.0
"""From a yard or lot to the road, over the detour there is."""

FIX_NOISE_M: Final = 15.0
"""A fix so far beside the road is on it."""

UNKNOWN_SPEED_MPS: Final = 12.0
"""What a unit may have driven since its fix, when it is not known to stand."""

STANDING_MPS: Final = 1.5
"""The same for one that stood at its fix: it may have left, most have not."""

SURE_S: Final = 15.0
"""For so long after the fix a unit goes on at the speed it had."""

WIDENING_M_MAX: Final = 15_000.0
"""The circle a unit may have moved within grows no further."""

SPEED_MPS_MAX: Final = 100.0
"""No vehicle is faster; what says so is a mistake of its device."""

MOVED_MPS: Final = 8.0
"""Road metres that a unit may have moved are driven back at this speed."""


class Answer(StrEnum):
    """What is to be said of one travel time."""

    OK = "ok"
    NO_FIX = "no_fix"
    """Nobody knows where the unit is; there is no time."""
    FIX_FROM_THE_FUTURE = "fix_from_the_future"
    """Its clock is wrong, so its age is not known."""
    UNDATED_FIX = "undated_fix"
    STALE_FIX = "stale_fix"
    OFF_THE_MAP = "off_the_map"
    PERHAPS_SWAPPED = "perhaps_swapped"
    """The unit's latitude and longitude, or a sign, are probably the wrong way round."""
    NO_ROAD = "no_road"
    """No road leads from the unit to the place; the time is a guess along a straight line."""
    PLACE_OFF_THE_MAP = "place_off_the_map"
    PLACE_PERHAPS_SWAPPED = "place_perhaps_swapped"
    NO_PLACE = "no_place"
    """The place itself is no position."""


ANSWERS: Final = tuple(Answer)
CODE: Final = {answer: code for code, answer in enumerate(ANSWERS)}


class Start(msgspec.Struct, frozen=True):
    """One unit, or one person, that could go. Degrees WGS 84, heading clockwise from north."""

    latitude: float | None = None
    longitude: float | None = None
    fix_at: datetime | None = None
    """When it was there, aware; without its offset it counts as undated.

    `now` for a unit that is known to stand in its station.
    """
    turnout_s: float = 0.0
    speed_mps: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None
    on_foot: bool = False


class Prepared(NamedTuple):
    """n units put on the roads, with r rows: one for each arc a unit may leave along."""

    starts: Sequence[Start]
    place: Floats  # [n, 2] degrees, NaN where there is none
    turnout_s: Floats  # [n]
    fix_s: Floats  # [n] seconds since 1970, NaN undated
    speed_mps: Floats  # [n] NaN unknown
    accuracy_m: Floats  # [n]
    is_moving: NDArray[np.bool_]  # [n]
    on_foot: NDArray[np.bool_]  # [n]
    answer: NDArray[np.int8]  # [n] of the position alone
    row_arc: Ints  # [r]
    row_share: Floats  # [r] of the arc, still ahead
    row_extra_ms: Floats  # [r] for turning round, and from the yard to the road
    first_row: Ints  # [u] where the rows of each unit with rows begin
    row_unit: Ints  # [u] those units


class Arcs(NamedTuple):
    """The two arcs of every stretch, -1 where it may not be driven that way; [e] each."""

    forward: Ints
    backward: Ints


Key = tuple[float, float, float, float]
Seat = tuple[int, float, float, int]


class Seats:
    """Units on stretches, kept by their fix, so that only new fixes are looked up."""

    KEPT_MAX: Final = 50_000

    def __init__(self, snap: Snap) -> None:
        self._snap = snap
        self._kept: dict[Key, Seat] = {}

    def driving(self, numbers: Floats) -> Driving:
        """Latitude, longitude, heading, speed ([n, 4], NaN unknown) to stretches."""
        keys: list[Key] = [tuple(row) for row in np.nan_to_num(numbers, nan=-1.0).tolist()]
        new = [i for i, key in enumerate(keys) if key not in self._kept]
        if len(self._kept) + len(new) > self.KEPT_MAX:
            self._kept.clear()
            new = list(range(len(keys)))
        if new:
            found = self._snap.driving(*(np.ascontiguousarray(c) for c in numbers[new].T))
            rows = zip(*(each.tolist() for each in found), strict=True)
            self._kept.update((keys[i], row) for i, row in zip(new, rows, strict=True))
        seats = np.array([self._kept[key] for key in keys], np.float64).reshape(-1, 4)
        return Driving(
            seats[:, 0].astype(np.int32), seats[:, 1], seats[:, 2], seats[:, 3].astype(np.int8)
        )


def prepare(starts: Sequence[Start], snap: Snap, seats: Seats, arcs: Arcs) -> Prepared:
    """Put every unit on the roads."""
    numbers = np.array([_numbers(start) for start in starts], np.float64).reshape(-1, 7)
    place = numbers[:, :2]
    has = np.isfinite(place[:, 0])
    on_foot = np.array([start.on_foot for start in starts], bool)
    speed = numbers[:, 3]
    is_moving = np.nan_to_num(speed) >= MOVING_MPS
    driving = Driving(
        np.full(len(starts), -1, np.int32), np.zeros(len(starts)),
        np.zeros(len(starts)), np.zeros(len(starts), np.int8),
    )  # fmt: skip
    if has.any():
        for all_, found in zip(driving, seats.driving(numbers[has, :4]), strict=True):
            all_[has] = found  # type: ignore[index]
    answer = np.full(len(starts), CODE[Answer.OK], np.int8)
    for i in np.flatnonzero(driving.stretch < 0).tolist():
        answer[i] = _missed(snap, starts[i])
    rows = _rows(driving, ~on_foot & (driving.stretch >= 0), snap, arcs)
    return Prepared(starts, place, numbers[:, 4], numbers[:, 5], speed, numbers[:, 6],
                    is_moving, on_foot, answer, *rows)  # fmt: skip


def within_m(prepared: Prepared, age_s: Floats) -> Floats:
    """How far each unit may be from its fix by now, [n]; NaN age is the widest."""
    known = np.nan_to_num(age_s, nan=0.0)
    speed = np.nan_to_num(prepared.speed_mps, nan=UNKNOWN_SPEED_MPS)
    later = np.where(speed < MOVING_MPS, STANDING_MPS, np.maximum(speed, UNKNOWN_SPEED_MPS))
    moved = speed * np.minimum(known, SURE_S) + later * np.maximum(known - SURE_S, 0.0)
    moved = np.where(np.isnan(age_s), WIDENING_M_MAX, np.minimum(moved, WIDENING_M_MAX))
    return np.asarray(moved + prepared.accuracy_m)


def ages(prepared: Prepared, now: datetime) -> tuple[Floats, NDArray[np.int8]]:
    """The age of every fix in seconds (NaN when not known) and what is to be said of it, [n]."""
    raw = now.timestamp() - prepared.fix_s
    answer = np.full(len(raw), CODE[Answer.OK], np.int8)
    answer[raw > FIX_STALE_S] = CODE[Answer.STALE_FIX]
    answer[np.isnan(raw)] = CODE[Answer.UNDATED_FIX]
    is_ahead = raw < -FIX_AHEAD_S
    answer[is_ahead] = CODE[Answer.FIX_FROM_THE_FUTURE]
    return np.where(is_ahead, nan, np.maximum(raw, 0.0)), answer


def _numbers(start: Start) -> tuple[float, ...]:
    """Latitude, longitude, heading, speed, turnout, fix time, accuracy; NaN if not known."""
    latitude, longitude, fix_at = start.latitude, start.longitude, start.fix_at
    if latitude is None or longitude is None or not is_position(latitude, longitude):
        latitude = longitude = nan
    return (
        latitude,
        longitude,
        nan if start.heading_deg is None else start.heading_deg % 360,
        _within(start.speed_mps, SPEED_MPS_MAX, nan),
        _within(start.turnout_s, TURNOUT_S_MAX, 0.0),
        nan if fix_at is None or fix_at.tzinfo is None else fix_at.timestamp(),
        _within(start.accuracy_m, WIDENING_M_MAX, 0.0),
    )


def _within(value: float | None, most: float, unknown: float) -> float:
    """The number from 0 to the most it can be; `unknown` for none and for no number."""
    return unknown if value is None or isnan(value) else min(max(value, 0.0), most)


_SAID: Final = {
    Found.ON_THE_MAP: Answer.OK,
    Found.OFF_THE_MAP: Answer.OFF_THE_MAP,
    Found.PERHAPS_SWAPPED: Answer.PERHAPS_SWAPPED,
    Found.NO_POSITION: Answer.NO_FIX,
}


def _missed(snap: Snap, start: Start) -> int:
    if start.latitude is None or start.longitude is None:
        return CODE[Answer.NO_FIX]
    return CODE[_SAID[snap.missed(start.latitude, start.longitude).found]]


def _rows(
    driving: Driving, has: NDArray[np.bool_], snap: Snap, arcs: Arcs
) -> tuple[Ints, Floats, Floats, Ints, Ints]:
    """The arcs each unit may leave along, its units together."""
    unit = np.flatnonzero(has)
    stretch = driving.stretch[unit]
    share = driving.offset_m[unit] / np.maximum(snap.network.length_m[stretch], 1e-3)
    share = np.clip(share, 0.0, 1.0)
    runs = driving.runs[unit]
    yard_m = np.maximum(driving.distance_m[unit] - FIX_NOISE_M, 0.0)
    yard_ms = yard_m * (DETOUR / YARD_MPS * 1000)
    arc = np.stack([arcs.forward[stretch], arcs.backward[stretch]], axis=1)
    ahead = np.stack([1 - share, share], axis=1)
    both: NDArray[np.bool_] = np.all(arc >= 0, axis=1, keepdims=True)
    round_ = np.stack([runs < 0, runs > 0], axis=1) & both
    extra = yard_ms[:, None] + round_ * U_TURN_MS
    is_row = arc >= 0
    counts = is_row.sum(axis=1)
    first = (np.cumsum(counts) - counts).astype(np.int32)
    return arc[is_row], ahead[is_row], extra[is_row], first, unit.astype(np.int32)


def some(prepared: Prepared, units: Ints) -> Prepared:
    """Only these units, in this order."""
    last = np.append(prepared.first_row, len(prepared.row_arc))
    seat = np.full(len(prepared.starts), -1)
    seat[prepared.row_unit] = np.arange(len(prepared.row_unit))
    has = np.flatnonzero(seat[units] >= 0)
    chosen = seat[units[has]]
    spans = [np.arange(last[c], last[c + 1]) for c in chosen.tolist()]
    rows = np.concatenate(spans) if spans else np.zeros(0, np.int64)
    counts = np.array([len(span) for span in spans], np.int64)
    return Prepared(
        [prepared.starts[unit] for unit in units.tolist()],
        prepared.place[units],
        prepared.turnout_s[units],
        prepared.fix_s[units],
        prepared.speed_mps[units],
        prepared.accuracy_m[units],
        prepared.is_moving[units],
        prepared.on_foot[units],
        prepared.answer[units],
        prepared.row_arc[rows],
        prepared.row_share[rows],
        prepared.row_extra_ms[rows],
        (np.cumsum(counts) - counts).astype(np.int32),
        has.astype(np.int32),
    )

"""Recorded drives, and what lies on the way of each: seconds of free flow, turns, junctions.

Everything a drive takes is a sum over its way, each part times one number of the
calibration. So the parts of all drives are one table, and fitting is to find the
numbers: see `roads.fitting`.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from typing import Final, NamedTuple

import numpy as np

from tocsin.roads.network import Floats, Ints, Longs, Network, RoadClass, StretchFlag
from tocsin.roads.speeds import FERRY_S, GATE_S, HourBand, free_kph, hour_band, surface_factor
from tocsin.roads.starts import Start
from tocsin.roads.times import Roads
from tocsin.roads.turning import TurnCosts, turn_ms

SECONDS_MIN: Final = 10.0
"""A shorter drive was stamped late, or was none."""

SECONDS_MAX: Final = 2 * 3600.0
"""A longer one had a stop in it, or its end was forgotten."""

KPH_MIN: Final = 3.0
KPH_MAX: Final = 160.0
"""Road kilometres an hour, door to door, beyond which a stamp or a position is wrong."""

TURNS: Final = tuple(each for each in TurnCosts._fields if each not in ("dead_end_s", "u_turn_s"))
"""What is counted at junctions and may be fitted."""

NOT_FITTED: Final = TurnCosts(**dict.fromkeys(TURNS, 0.0))
"""Turning round costs what it costs by default."""

_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Drive(NamedTuple):
    """One drive as recorded. Degrees WGS 84; `hour` 0 up to 24 and `weekday` 0 Monday, local."""

    from_latitude: float
    from_longitude: float
    to_latitude: float
    to_longitude: float
    hour: float
    weekday: int
    seconds: float
    is_standing: bool = True
    """Whether it began with a crew that had to get rolling; a leg of AVL did not."""


class LeftOut(StrEnum):
    """Why a drive says nothing."""

    NO_TIME = "no time that makes sense"
    NO_POSITION = "no position, or one off the map"
    NO_WAY = "no road from one end to the other"
    TOO_SHORT = "both ends on the same road"
    TOO_SLOW = "slower than 3 km/h"
    TOO_FAST = "faster than 160 km/h"


HAS_WAY, NO_WAY, SAME_ROAD, OFF_THE_MAP = 1, 0, -1, -2
"""What became of the way of a drive."""

_NO_WAY: Final = {
    NO_WAY: LeftOut.NO_WAY,
    SAME_ROAD: LeftOut.TOO_SHORT,
    OFF_THE_MAP: LeftOut.NO_POSITION,
}


class Parts(NamedTuple):
    """What lies on the ways of n drives. The row of a drive that has no way is zero."""

    free_s: Floats  # [n, len(RoadClass)] at free flow, surfaces counted
    turns: Floats  # [n, len(TURNS)] how many; a bend counts as the right angles it makes
    fixed_s: Floats  # [n] gates, ferries, yards, turning round: not fitted
    metres: Floats  # [n] of road
    has_way: Ints  # [n] HAS_WAY, OFF_THE_MAP, SAME_ROAD or NO_WAY


class Way(NamedTuple):
    """One way over the roads."""

    arcs: Ints  # [k]
    share: Floats  # [k] of each arc that is driven
    extra_s: float


def bands(drives: Sequence[Drive]) -> Ints:
    """The `HourBand` of every drive, [n]."""
    return np.array([hour_band(each.hour, each.weekday) for each in drives], np.int32)


def troubles(drives: Sequence[Drive], found: Parts) -> list[LeftOut | None]:
    """Why each drive says nothing, None where it does."""
    return [
        _trouble(each.seconds, float(metres), int(has_way))
        for each, metres, has_way in zip(drives, found.metres, found.has_way, strict=True)
    ]


def _trouble(seconds: float, metres: float, has_way: int) -> LeftOut | None:
    if not (isfinite(seconds) and SECONDS_MIN <= seconds <= SECONDS_MAX):
        return LeftOut.NO_TIME
    if has_way != HAS_WAY:
        return _NO_WAY[has_way]
    kph = metres / seconds * 3.6
    if kph < KPH_MIN:
        return LeftOut.TOO_SLOW
    return LeftOut.TOO_FAST if kph > KPH_MAX else None


def parts(
    roads: Roads,
    drives: Sequence[Drive],
    *,
    drives_on_left: bool = False,
    told: Callable[[float], None] | None = None,
) -> Parts:
    """The parts of every drive's fastest way as the roads are now; `told` of the share done.

    The clock of `roads` is set to each band of hours that is needed.
    """
    ways: list[Way | int] = [NO_WAY] * len(drives)
    band = bands(drives)
    known: dict[tuple[int, tuple[float, ...]], Way | int] = {}
    done = 0
    for each in np.unique(band).tolist():
        roads.set_clock(*CLOCK[each])
        for at in np.flatnonzero(band == each).tolist():
            key = (each, drives[at][:4])
            if key not in known:
                known[key] = way_of(roads, *drives[at][:4])
            ways[at] = known[key]
            done += 1
            if told is not None and done % 256 == 0:
                told(done / len(drives))
    return _counted(roads.network, ways, drives_on_left=drives_on_left)


CLOCK: Final = {
    HourBand.NIGHT: (3.0, 1),
    HourBand.MORNING_RUSH: (8.0, 1),
    HourBand.DAY: (12.0, 1),
    HourBand.EVENING_RUSH: (17.0, 1),
    HourBand.EVENING: (20.0, 1),
    HourBand.WEEKEND: (12.0, 6),
}
"""An hour and a weekday within each band."""


def way_of(
    roads: Roads, from_latitude: float, from_longitude: float, latitude: float, longitude: float
) -> Way | int:
    """The fastest way at the present clock, or what became of it.

    It ends where the vehicle stops: "on scene" is stamped there, before anybody walks, and
    recorded places are often moved to the next crossing or the middle of the block.
    """
    prepared = roads.prepare([Start(from_latitude, from_longitude, _MOMENT)])
    target = roads.target(latitude, longitude)
    if len(prepared.row_arc) == 0 or len(target.arc) == 0:
        return OFF_THE_MAP
    if np.isin(prepared.row_arc, target.arc).any():
        return SAME_ROAD
    source = roads.source(prepared, 0)
    path = roads.engine.path(source, target.ends)
    if len(path) == 0:
        return NO_WAY
    arcs = roads.turns.vertex_arc[path]
    share = np.ones(len(arcs))
    row = int(np.flatnonzero(prepared.row_arc == arcs[0])[0])
    end = _end(target.arc, target.foot_ms, target.beyond_ms, int(arcs[-1]))
    share[0] = prepared.row_share[row]
    over_ms = max(int(roads.ms[arcs[-1]]), 1)
    share[-1] = np.clip(1.0 - target.beyond_ms[end] / over_ms, 0.0, 1.0)
    return Way(arcs, share, float(prepared.row_extra_ms[row]) / 1000)


def _end(arc: Ints, foot_ms: Longs, beyond_ms: Longs, last: int) -> int:
    """The end of the place on this arc that is reached first."""
    here = np.flatnonzero(arc == last)
    return int(here[np.argmin(foot_ms[here] - beyond_ms[here])])


def _counted(network: Network, ways: Sequence[Way | int], *, drives_on_left: bool) -> Parts:
    """The table of all ways at once."""
    count = len(ways)
    real = [(at, way) for at, way in enumerate(ways) if isinstance(way, Way)]
    has_way = np.array([HAS_WAY if isinstance(way, Way) else way for way in ways], np.int32)
    free, turns = np.zeros((count, len(RoadClass))), np.zeros((count, len(TURNS)))
    fixed, metres = np.zeros(count), np.zeros(count)
    if not real:
        return Parts(free, turns, fixed, metres, has_way)
    row = np.repeat([at for at, _ in real], [len(way.arcs) for _, way in real])
    arcs = np.concatenate([way.arcs for _, way in real])
    share = np.concatenate([way.share for _, way in real])
    stretch = network.stretch[arcs]
    length_m = share * network.length_m[stretch]
    np.add.at(metres, row, length_m)
    seconds = length_m / (free_kph(network)[stretch] / 3.6) * surface_factor(network)[stretch]
    np.add.at(free, (row, network.road_class[stretch]), seconds)
    fixed_s = share * np.where(network.stretch_flags[stretch] & StretchFlag.GATE, GATE_S, 0.0)
    fixed_s += share * np.where(network.road_class[stretch] == RoadClass.FERRY, FERRY_S, 0.0)
    np.add.at(fixed, row, fixed_s)
    np.add.at(fixed, [at for at, _ in real], [way.extra_s for _, way in real])
    same = row[1:] == row[:-1]
    pairs = arcs[:-1][same], arcs[1:][same]
    counted, rest_s = _turns(network, pairs, drives_on_left=drives_on_left)
    np.add.at(turns, row[1:][same], counted)
    np.add.at(fixed, row[1:][same], rest_s)
    return Parts(free, turns, fixed, metres, has_way)


def _turns(
    network: Network, pairs: tuple[Ints, Ints], *, drives_on_left: bool
) -> tuple[Floats, Floats]:
    """Counts of each turn ([t, len(TURNS)]) and the seconds that are not fitted ([t]).

    What a turn costs is a sum over `TurnCosts`, so each is counted by pricing it alone.
    """
    free = TurnCosts(*[0.0] * len(TurnCosts._fields))
    alone = [free._replace(**{name: 1.0}) for name in TURNS]
    each = [
        turn_ms(network, *pairs, costs, drives_on_left=drives_on_left) / 1000
        for costs in (*alone, NOT_FITTED)
    ]
    return np.stack(each[:-1], axis=1), each[-1]

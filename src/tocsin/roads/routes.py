"""The way itself: a line to draw, and steps to read aloud."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import atan2, cos, degrees, radians
from typing import Final, NamedTuple

import msgspec
import numpy as np

from tocsin.roads.engine import Ends
from tocsin.roads.foot import Approach
from tocsin.roads.network import Floats, Ints, Network, StretchFlag
from tocsin.roads.snap import along, is_position, offsets, turned_deg
from tocsin.roads.starts import Prepared, Start
from tocsin.roads.target import Target, drivable
from tocsin.roads.times import ROUNDING_MS, Roads
from tocsin.roads.turning import SIGHT_M, STRAIGHT_DEG, turns_round

SLIGHT_DEG: Final = 60.0
SHARP_DEG: Final = 120.0
"""A bend up to the first is slight, beyond the second sharp."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class Turn(StrEnum):
    """What to do where a step begins."""

    DEPART = "depart"
    STRAIGHT = "straight"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SHARP_LEFT = "sharp_left"
    TURN_ROUND = "turn_round"
    ROUNDABOUT = "roundabout"
    ON_FOOT = "on_foot"
    ARRIVE = "arrive"


class Step(msgspec.Struct, frozen=True):
    """One thing to do, and how far it goes until the next."""

    turn: Turn
    name: str
    """Of the road that follows, empty when it has none."""
    metres: float
    exit: int = 0
    """Which exit of a roundabout, counted from 1."""


_ARRIVED: Final = Step(Turn.ARRIVE, "", 0.0)


class Route(msgspec.Struct, frozen=True):
    """A way from a unit to a place; `seconds` are without turnout, as `Roads.road_ms`."""

    points: tuple[Point, ...]
    """The drive to draw, from where the unit joins the road to where it stops."""
    foot_points: tuple[Point, ...]
    """The walk to draw, from where it stops to the place."""
    seconds: float
    foot_s: float
    metres: float
    steps: tuple[Step, ...]


class _Drive(NamedTuple):
    """The arcs driven, the metres into the first and into the last, and where it stops."""

    arcs: tuple[int, ...]
    from_m: float
    to_m: float
    ms: float
    approach: Approach


def route(
    roads: Roads, start: Start, place: Point, names: Sequence[str] | None = None
) -> Route | None:
    """The fastest way from a unit to a place; None when no road leads there.

    Who goes on foot is walked all the way.

    `names` are the map's names, as `Network.name` counts them.
    """
    prepared = roads.prepare([start])
    if start.on_foot:
        return _walk(roads, prepared, place)
    target = roads.target(*place)
    found = [*_straight_on(roads, prepared, target), *_around(roads, prepared, target)]
    if not found:
        return None
    best = min(found, key=lambda drive: drive.ms)
    network, foot_s = roads.network, best.approach.foot_s
    points = _points(network, best)
    metres = _metres(network, best)
    waiting_s = 0.0 if prepared.is_moving[0] else roads.calibration.start_s
    return Route(
        points,
        (points[-1], *roads.feet.way(*place, best.approach)),
        best.ms / 1000 + waiting_s,
        foot_s,
        float(metres.sum()),
        _steps(network, best, metres, names or ()),
    )


def _walk(roads: Roads, prepared: Prepared, place: Point) -> Route | None:
    """On foot from where somebody is; None when that or the place is not known."""
    if not (np.isfinite(prepared.place).all() and is_position(*place)):
        return None
    origin = float(prepared.place[0, 0]), float(prepared.place[0, 1])
    seconds = float(roads.feet.walks_s(*place, prepared.place)[0])
    points = tuple(roads.feet.whole_way(*place, origin))
    return Route((), points, seconds, seconds, 0.0, (Step(Turn.ON_FOOT, "", 0.0), _ARRIVED))


def _straight_on(roads: Roads, prepared: Prepared, target: Target) -> list[_Drive]:
    """Drives to a place that lies ahead on the unit's own arc."""
    found = []
    rows = zip(prepared.row_arc.tolist(), prepared.row_share, prepared.row_extra_ms, strict=True)
    for arc, share, extra_ms in rows:
        over = float(drivable(np.array([arc]), roads.ms, roads.base_ms)[0])
        for end in np.flatnonzero(target.arc == arc).tolist():
            between = share * over - target.beyond_ms[end]
            if between >= -ROUNDING_MS:
                length_m = float(roads.network.length_m[roads.network.stretch[arc]])
                approach = _approach(roads, target, arc)
                into_m = _into_m(roads, arc, approach)
                ms = max(between, 0.0) + extra_ms + target.foot_ms[end]
                found.append(_Drive((arc,), (1 - share) * length_m, into_m, ms, approach))
    return found


def _around(roads: Roads, prepared: Prepared, target: Target) -> list[_Drive]:
    """The drive that leaves the unit's arc at its end, by the engine's fastest way."""
    if len(target.ends.vertex) == 0 or len(prepared.row_arc) == 0:
        return []
    over = drivable(prepared.row_arc, roads.ms, roads.base_ms)
    row_ms = prepared.row_share * over + prepared.row_extra_ms
    firsts: dict[int, tuple[float, int]] = {}
    for row, arc in enumerate(prepared.row_arc.tolist()):
        to, step_ms = roads.next_vertices(int(roads.turns.arc_vertex[arc]))
        for vertex, ms in zip(to.tolist(), step_ms.tolist(), strict=True):
            reached = (float(row_ms[row] + ms), row)
            firsts[vertex] = min(reached, firsts.get(vertex, reached))
    if not firsts:
        return []
    source = Ends(
        np.array(list(firsts), np.int32),
        np.rint([ms for ms, _ in firsts.values()]).astype(np.int32),
    )
    way = roads.engine.path(source, target.ends)
    if len(way) == 0:
        return []
    spent_ms, row = firsts[int(way[0])]
    spent_ms += _over_ms(roads, way.astype(np.int32))
    arcs = (int(prepared.row_arc[row]), *roads.turns.vertex_arc[way].tolist())
    end = int(np.flatnonzero(target.arc == arcs[-1])[0])
    approach = _approach(roads, target, arcs[-1])
    length_m = float(roads.network.length_m[roads.network.stretch[arcs[0]]])
    return [
        _Drive(
            arcs,
            float(1 - prepared.row_share[row]) * length_m,
            _into_m(roads, arcs[-1], approach),
            float(spent_ms - target.beyond_ms[end] + target.foot_ms[end]),
            approach,
        )
    ]


def _over_ms(roads: Roads, way: Ints) -> float:
    """Milliseconds from the end of the first vertex's arc to the end of the last's."""
    total = 0.0
    for before, after in pairwise(way.tolist()):
        to, step_ms = roads.next_vertices(before)
        total += float(step_ms[to == after].min())
    return total


def _approach(roads: Roads, target: Target, arc: int) -> Approach:
    """The approach on an arc's stretch; each stretch has one at most that is open."""
    stretch = int(roads.network.stretch[arc])
    return next(one for one in target.approaches if one.stretch == stretch)


def _into_m(roads: Roads, arc: int, approach: Approach) -> float:
    """Metres along an arc from its own beginning to where one stops."""
    length_m = float(roads.network.length_m[approach.stretch])
    return approach.offset_m if roads.network.is_forward[arc] else length_m - approach.offset_m


def _metres(network: Network, drive: _Drive) -> Floats:
    """Metres driven on each of the arcs, [k]."""
    metres = network.length_m[network.stretch[list(drive.arcs)]].astype(np.float64)
    metres[-1] = drive.to_m
    metres[0] -= drive.from_m
    return np.maximum(metres, 0.0)


def _points(network: Network, drive: _Drive) -> tuple[Point, ...]:
    """The line of the drive, its first and last stretch in part."""
    points: list[Point] = []
    for place, arc in enumerate(drive.arcs):
        stretch = int(network.stretch[arc])
        length_m = float(network.length_m[stretch])
        begin = drive.from_m if place == 0 else 0.0
        end = drive.to_m if place == len(drive.arcs) - 1 else length_m
        points += _part(network, arc, begin, end)
    return tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1])


def _part(network: Network, arc: int, begin_m: float, end_m: float) -> list[Point]:
    """The line of an arc between two distances from its own beginning."""
    stretch, is_forward = int(network.stretch[arc]), bool(network.is_forward[arc])
    length_m = float(network.length_m[stretch])
    low, high = (begin_m, end_m) if is_forward else (length_m - end_m, length_m - begin_m)
    before = offsets(network, stretch)
    first = int(network.first_point[stretch])
    inside = first + np.flatnonzero((before > low) & (before < high))
    middle = zip(
        network.point_latitude[inside].tolist(),
        network.point_longitude[inside].tolist(),
        strict=True,
    )
    line = [along(network, stretch, low), *middle, along(network, stretch, high)]
    return line if is_forward else line[::-1]


def _steps(
    network: Network, drive: _Drive, metres: Floats, names: Sequence[str]
) -> tuple[Step, ...]:
    """What to do, one step for each turn or new name."""
    arcs = np.array(drive.arcs, np.int32)
    rings = (network.stretch_flags[network.stretch[arcs]] & StretchFlag.ROUNDABOUT) > 0
    steps = [Step(Turn.DEPART, _name(network, drive.arcs[0], names), float(metres[0]))]
    exits = 0
    turns = _turns(network, arcs)
    for at in range(1, len(arcs)):
        name, far = _name(network, drive.arcs[at], names), float(metres[at])
        entered, left = rings[at] and not rings[at - 1], rings[at - 1] and not rings[at]
        if entered:
            exits = 0
            steps.append(Step(Turn.ROUNDABOUT, name, far))
        elif left:
            last = steps.pop()
            steps.append(Step(last.turn, name, last.metres + far, exits + 1))
        elif rings[at]:
            exits += _leaves_ring(network, int(arcs[at - 1]))
            steps[-1] = _longer(steps[-1], far)
        elif _goes_on(turns[at - 1], name, steps[-1]):
            steps[-1] = _longer(steps[-1], far)
        else:
            steps.append(Step(turns[at - 1], name, far))
    if drive.approach.foot_s >= 1:
        steps.append(Step(Turn.ON_FOOT, "", 0.0))
    return (*steps, _ARRIVED)


def _goes_on(turn: Turn, name: str, step: Step) -> bool:
    """Whether there is nothing new to say: straight on, or along the bends of one road."""
    if name != step.name:
        return False
    return turn is Turn.STRAIGHT or (bool(name) and turn in {Turn.SLIGHT_LEFT, Turn.SLIGHT_RIGHT})


def _turns(network: Network, arcs: Ints) -> list[Turn]:
    """What each change from one arc to the next is called."""
    if len(arcs) < 2:
        return []
    before, after = arcs[:-1], arcs[1:]
    change = [_bend_deg(network, one, two) for one, two in pairwise(arcs.tolist())]
    back = turns_round(network, before, after).tolist()
    ends = np.bincount(
        np.concatenate([network.stretch_from, network.stretch_to]),
        minlength=len(network.latitude),
    )
    choice = (ends[network.head[before]] > 2).tolist()
    rows = zip(change, back, choice, strict=True)
    return [Turn.TURN_ROUND if b else _called(c) if o else Turn.STRAIGHT for c, b, o in rows]


def _bend_deg(network: Network, before: int, after: int) -> float:
    """How far one turns from an arc into the next, to the right positive."""
    arriving = _heading_deg(network, before, -1)
    return float(turned_deg(arriving, _heading_deg(network, after, 1)))


def _heading_deg(network: Network, arc: int, end: int) -> float:
    """Degrees from north where an arc begins (end 1) or ends (-1), read over `SIGHT_M`."""
    stretch = int(network.stretch[arc])
    length_m = float(network.length_m[stretch])
    sight_m = min(SIGHT_M, length_m)
    begin, until = (0.0, sight_m) if end > 0 else (length_m - sight_m, length_m)
    (south, west), (north, east) = (line := _part(network, arc, begin, until))[0], line[-1]
    return degrees(atan2((east - west) * cos(radians(south)), north - south))


def _called(change_deg: float) -> Turn:
    size, right = abs(change_deg), change_deg > 0
    if size <= STRAIGHT_DEG:
        return Turn.STRAIGHT
    if size <= SLIGHT_DEG:
        return Turn.SLIGHT_RIGHT if right else Turn.SLIGHT_LEFT
    if size <= SHARP_DEG:
        return Turn.RIGHT if right else Turn.LEFT
    return Turn.SHARP_RIGHT if right else Turn.SHARP_LEFT


def _leaves_ring(network: Network, arc: int) -> int:
    """1 when a roundabout can be left at the end of an arc of it, by a road besides it."""
    junction = int(network.head[arc])
    out = slice(network.first_arc[junction], network.first_arc[junction + 1])
    flags = network.stretch_flags[network.stretch[out]]
    return int(((flags & StretchFlag.ROUNDABOUT) == 0).any())


def _longer(step: Step, metres: float) -> Step:
    return msgspec.structs.replace(step, metres=step.metres + metres)


def _name(network: Network, arc: int, names: Sequence[str]) -> str:
    name = int(network.name[network.stretch[arc]])
    return names[name] if 0 <= name < len(names) else ""

"""What a dispatcher says of a road, on the arcs it means.

A line is followed along the roads that run its way, so that the streets it
crosses stay open. A point means the nearest road, a point on a bridge the whole
bridge, and both carriageways unless one way only is said.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import isfinite
from typing import Final, NamedTuple

import msgspec
import numpy as np

from tocsin.facts.roads import Condition
from tocsin.geo.line import distance_m
from tocsin.geo.plane import around
from tocsin.roads.engine import CLOSED
from tocsin.roads.network import Floats, Ints, Network, StretchFlag
from tocsin.roads.snap import Snap, along, is_position, turned_deg
from tocsin.roads.starts import Arcs

RADIUS_M: Final = 40.0
"""A drawn point or line means roads so near to it."""

STEP_M: Final = 5.0
"""A line is looked at once in so many metres."""

ALIGNED_DEG: Final = 40.0
"""A road runs along a line when their directions differ by no more."""

ALONG_M: Final = 15.0
"""A road is meant by a line that follows it so far, or over half of its length."""

TWIN_M: Final = 45.0
"""The other carriageway of a road lies within this."""

FACTOR_MAX: Final = 100.0
"""Slower than this is closed."""

POINTS_MAX: Final = 2_000
LINE_M_MAX: Final = 100_000.0
"""A longer line is refused."""

CHOICES: Final = 8


class Closure(msgspec.Struct, frozen=True):
    """A road that is closed or slow. Points are (latitude, longitude) in degrees."""

    road: str
    """The dispatcher's id of it, as in `facts.roads`."""
    condition: Condition
    points: tuple[tuple[float, float], ...]
    factor: float = 1.0
    """How many times longer a slow road takes; 1 to 100."""
    radius_m: float = RADIUS_M
    both_ways: bool = True
    """False: only in the direction the line is drawn."""


class Touched(NamedTuple):
    """A closure and the arcs it is about; none when no road is near its points."""

    closure: Closure
    arcs: Ints


def touched(snap: Snap, arcs: Arcs, closure: Closure) -> Touched:
    """The arcs that a closure means. ValueError when it makes no sense."""
    check(closure)
    line = np.array(closure.points, np.float64)
    is_point = _length_m(closure.points) < ALONG_M
    if is_point:
        runs = _at_point(snap, line.mean(axis=0), closure.radius_m)
        runs |= _rest_of_bridges(snap.network, runs)
    else:
        runs = _along_line(snap, line, closure.radius_m)
    if is_point or closure.both_ways:
        runs |= _twins(snap, runs)
        runs |= {(stretch, not forward) for stretch, forward in runs}
    sides = ((arcs.forward if forward else arcs.backward)[stretch] for stretch, forward in runs)
    found = sorted(int(arc) for arc in sides if arc >= 0)
    return Touched(closure, np.array(found, np.int32))


def apply(base_ms: Ints, closures: Iterable[Touched]) -> Ints:
    """The times over all arcs with these closures, [m].

    Where several slow the same road the slowest counts, not their product: two
    people who tell of one jam do not double it. Closed wins over slow.
    """
    factor = np.ones(len(base_ms))
    shut = np.zeros(len(base_ms), bool)
    for each in closures:
        if each.closure.condition is Condition.CLOSED:
            shut[each.arcs] = True
        else:
            factor[each.arcs] = np.maximum(factor[each.arcs], each.closure.factor)
    slowed = np.minimum(np.rint(base_ms * factor), CLOSED - 1).astype(np.int32)
    return np.where(shut, np.int32(CLOSED), slowed)


def check(closure: Closure) -> None:
    """ValueError when a closure makes no sense; it never quotes what was given."""
    if not 1 <= len(closure.points) <= POINTS_MAX:
        raise ValueError(f"a road is meant by 1 to {POINTS_MAX} points")
    if not all(is_position(*point) for point in closure.points):
        raise ValueError("a point is latitude and longitude in degrees, in this order")
    if not (isfinite(closure.factor) and 1 <= closure.factor <= FACTOR_MAX):
        raise ValueError(f"a slow road takes 1 to {FACTOR_MAX:.0f} times as long")
    if not 0 < closure.radius_m <= 500:
        raise ValueError("roads are looked for within up to 500 metres of a point or line")
    if _length_m(closure.points) > LINE_M_MAX:
        raise ValueError(f"a line is up to {LINE_M_MAX / 1000:.0f} km long")


Runs = set[tuple[int, bool]]
"""Stretches, each with whether it is followed as drawn."""


def _length_m(points: Sequence[tuple[float, float]]) -> float:
    return sum(distance_m(a, b) for a, b in pairwise(points))


def _at_point(snap: Snap, point: Floats, radius_m: float) -> Runs:
    at = snap.nearest(point[:1].copy(), point[1:].copy(), radius_m)
    stretch = int(at.stretch[0, 0])
    return {(stretch, True)} if stretch >= 0 else set()


def _along_line(snap: Snap, line: Floats, radius_m: float) -> Runs:
    """The stretches that run along a line, each with whether as drawn."""
    points, bearing = _sampled(line)
    at = snap.nearest(points[:, 0].copy(), points[:, 1].copy(), radius_m, CHOICES)
    apart = np.abs(turned_deg(bearing[:, None], at.bearing_deg))
    is_along = (at.stretch >= 0) & (np.minimum(apart, 180 - apart) <= ALIGNED_DEG)
    rows = np.flatnonzero(is_along.any(axis=1))
    first = is_along[rows].argmax(axis=1)
    runs = list(
        zip(at.stretch[rows, first].tolist(), (apart[rows, first] <= 90).tolist(), strict=True)
    )
    step_m = _length_m(list(map(tuple, line.tolist()))) / max(len(points) - 1, 1)
    length_m = snap.network.length_m
    return {
        run
        for run, count in Counter(runs).items()
        if count * step_m >= min(ALONG_M, float(length_m[run[0]]) / 2)
    }


def _sampled(line: Floats) -> tuple[Floats, Floats]:
    """Points about every `STEP_M` along a line, [k, 2] degrees, and its bearing there, [k]."""
    plane = around(line[:, 0], line[:, 1])
    corners = plane.to_metres(line[:, 0], line[:, 1])
    piece = np.hypot(*np.diff(corners, axis=0).T)
    run = np.concatenate([[0.0], np.cumsum(piece)])
    reach = np.linspace(0.0, run[-1], int(run[-1] / STEP_M) + 2)
    metres = np.stack([np.interp(reach, run, axis) for axis in corners.T], axis=1)
    leg = np.clip(np.searchsorted(run, reach, side="right") - 1, 0, len(piece) - 1)
    east, north = np.diff(corners, axis=0)[leg].T
    return plane.to_degrees(metres), np.degrees(np.arctan2(east, north))


def _twins(snap: Snap, runs: Runs) -> Runs:
    """The other carriageways of one-way roads: same name and class, beside, the other way."""
    network = snap.network
    found: Runs = set()
    for stretch, _ in runs:
        if not snap.is_one_way[stretch]:
            continue
        parts = np.linspace(0.1, 0.9, 5) * float(network.length_m[stretch])
        points = np.array([along(network, stretch, part) for part in parts])
        at = snap.nearest(points[:, 0].copy(), points[:, 1].copy(), TWIN_M, CHOICES)
        own = at.bearing_deg[at.stretch == stretch]
        if len(own) == 0:
            continue
        other = np.maximum(at.stretch, 0)
        flip = np.where(snap.runs_forward[other], 0.0, 180.0)
        flip_own = 0.0 if snap.runs_forward[stretch] else 180.0
        apart = np.abs(turned_deg(at.bearing_deg + flip, own[0] + flip_own))
        same = (at.stretch >= 0) & snap.is_one_way[other] & (180 - apart <= ALIGNED_DEG)
        same &= (network.name[other] == network.name[stretch]) & (
            network.road_class[other] == network.road_class[stretch]
        )
        found |= {(int(each), bool(snap.runs_forward[each])) for each in at.stretch[same]}
    return found


def _rest_of_bridges(network: Network, runs: Runs) -> Runs:
    """All further stretches of the bridges that the runs are on."""
    is_bridge = (network.stretch_flags & StretchFlag.BRIDGE) > 0
    open_ = [stretch for stretch, _ in runs if is_bridge[stretch]]
    found = set(open_)
    bridges = np.flatnonzero(is_bridge)
    while open_:
        stretch = open_.pop()
        ends = (network.stretch_from[stretch], network.stretch_to[stretch])
        meets = np.isin(network.stretch_from[bridges], ends)
        meets |= np.isin(network.stretch_to[bridges], ends)
        meets &= network.name[bridges] == network.name[stretch]
        new = set(bridges[meets].tolist()) - found
        found |= new
        open_ += sorted(new)
    return {(stretch, True) for stretch in found}

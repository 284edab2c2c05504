"""Where drawn lines meet: the crossings of a drawing become points that its lines share."""

from collections.abc import Iterable, Sequence
from itertools import product
from math import floor
from typing import Final

import numpy as np
import shapely

from tocsin.harlow.lines import Line, Point
from tocsin.harlow.sheet import DRIVABLE, Road

JOIN_M: Final = 1.5
"""A line that ends this near another meets it, and points this near each other are one."""


SHORT_M: Final = 16.0
"""A road that ends so little short of another was meant to reach it."""


class Points:
    """Points that are counted, and found again within `JOIN_M` on the same level."""

    def __init__(self) -> None:
        self.all: list[Point] = []
        self._cells: dict[tuple[int, int, int], list[int]] = {}

    def new(self, point: Point) -> int:
        """A point of its own, whatever lies beside it."""
        self.all.append(point)
        return len(self.all) - 1

    def shared(self, point: Point, level: int = 0) -> int:
        """The point that is already here, or a new one that later lines will share."""
        for number in self._near(point, level):
            other = self.all[number]
            if (other[0] - point[0]) ** 2 + (other[1] - point[1]) ** 2 <= JOIN_M**2:
                return number
        number = self.new(point)
        self._cells.setdefault((*_cell(point), level), []).append(number)
        return number

    def _near(self, point: Point, level: int) -> Iterable[int]:
        east, north = _cell(point)
        for right, up in product((0, -1, 1), repeat=2):
            yield from self._cells.get((east + right, north + up, level), ())


def _cell(point: Point) -> tuple[int, int]:
    return floor(point[0] / JOIN_M), floor(point[1] / JOIN_M)


def with_ends_met(roads: Sequence[Road]) -> list[Road]:
    """The roads, each led on to the road that it ends just short of."""
    drivable = [road for road in roads if road.tags.get("highway") in DRIVABLE]
    lines = [shapely.LineString(road.points) for road in drivable]
    tree = shapely.STRtree(lines)
    tips = [(number, end) for number in range(len(drivable)) for end in (0, -1)]
    points = shapely.points([drivable[number].points[end] for number, end in tips])
    near: dict[int, list[int]] = {}
    for tip, other in tree.query(points, predicate="dwithin", distance=SHORT_M).T.tolist():
        if other != tips[tip][0]:
            near.setdefault(tip, []).append(other)
    for tip, others in sorted(near.items()):
        nearest = min(others, key=lambda other: float(lines[other].distance(points[tip])))
        far_m = lines[nearest].distance(points[tip])
        road, end = drivable[tips[tip][0]], tips[tip][1]
        if far_m > JOIN_M and not road.level and not drivable[nearest].level:
            met = shapely.get_point(shapely.shortest_line(lines[nearest], points[tip]), 0)
            road.points.insert(0 if end == 0 else len(road.points), (met.x, met.y))
    return list(roads)


def with_crossings(roads: Sequence[Road]) -> list[list[Point]]:
    """For each road its points, and among them every point at which it meets another road.

    Two roads meet only on one level; the ends of a bridge are met by the road
    that goes on from exactly there.
    """
    found: list[list[tuple[int, float, Point]]] = [[] for _ in roads]
    segments = [
        (number, step, *ends)
        for number, road in enumerate(roads)
        for step, ends in enumerate(zip(road.points, road.points[1:], strict=False))
    ]
    for first, second in _close_pairs([(start, end) for _, _, start, end in segments]):
        road, step, *_ = segments[first]
        other, other_step, *_ = segments[second]
        if roads[road].level != roads[other].level:
            continue
        if road == other and abs(step - other_step) <= 1:
            continue
        for is_other, part, point in _meetings(segments[first][2:], segments[second][2:]):
            at = (other, other_step) if is_other else (road, step)
            found[at[0]].append((at[1], part, point))
    return [_inserted(road.points, new) for road, new in zip(roads, found, strict=True)]


def _close_pairs(segments: Sequence[tuple[Point, Point]]) -> list[tuple[int, int]]:
    lines = shapely.linestrings(np.array(segments))
    pairs = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=JOIN_M)
    kept = pairs[:, pairs[0] < pairs[1]]
    return sorted(zip(kept[0].tolist(), kept[1].tolist(), strict=True))


def _meetings(a: Line, b: Line) -> list[tuple[bool, float, Point]]:
    """(on `b` and not on `a`, part of that segment, point) for each point to be added."""
    crossing = _crossing(a, b)
    if crossing is not None:
        on_a, on_b, point = crossing
        return [(False, on_a, point), (True, on_b, point)]
    ends = [(True, end, b) for end in a] + [(False, end, a) for end in b]
    found = []
    for is_b, end, segment in ends:
        part = _beneath(end, segment)
        if part is not None:
            found.append((is_b, part, end))
    return found


def _crossing(a: Line, b: Line) -> tuple[float, float, Point] | None:
    (ax, ay), (bx, by) = a[0], b[0]
    rx, ry = a[1][0] - ax, a[1][1] - ay
    sx, sy = b[1][0] - bx, b[1][1] - by
    turn = rx * sy - ry * sx
    if abs(turn) < 1e-9:
        return None
    on_a = ((bx - ax) * sy - (by - ay) * sx) / turn
    on_b = ((bx - ax) * ry - (by - ay) * rx) / turn
    if 0.0 <= on_a <= 1.0 and 0.0 <= on_b <= 1.0:
        return on_a, on_b, (ax + rx * on_a, ay + ry * on_a)
    return None


def _beneath(point: Point, segment: Line) -> float | None:
    """Where on the segment the point lies, if it is near enough."""
    (ax, ay), (bx, by) = segment
    rx, ry = bx - ax, by - ay
    square = rx * rx + ry * ry
    if square == 0.0:
        return None
    part = ((point[0] - ax) * rx + (point[1] - ay) * ry) / square
    far = (ax + rx * part - point[0]) ** 2 + (ay + ry * part - point[1]) ** 2
    return part if 0.0 <= part <= 1.0 and far <= JOIN_M**2 else None


def _inserted(points: Line, new: Iterable[tuple[int, float, Point]]) -> list[Point]:
    by_step: dict[int, list[tuple[float, Point]]] = {}
    for step, part, point in new:
        by_step.setdefault(step, []).append((part, point))
    whole: list[Point] = []
    for step, point in enumerate(points):
        whole.append(point)
        whole += [found for _, found in sorted(by_step.get(step, ()))]
    return whole

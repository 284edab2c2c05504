"""Lines on Harlow's drawing board: drawn, measured, shifted and cut.

A point is metres east and north of the board's origin; a line is a list of
points. All of it is plain arithmetic, so the same input draws the same line.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, ceil, cos, degrees, hypot, pi, radians, sin
from typing import Final

import shapely

Point = tuple[float, float]
"""Metres east and metres north of the origin of the board."""

Line = Sequence[Point]

SMOOTH_STEP_M: Final = 45.0
"""A curve is drawn with a point at least this often."""


def smooth(points: Line, step_m: float = SMOOTH_STEP_M) -> list[Point]:
    """A curve through all the points (a Catmull-Rom spline), with a point every `step_m`."""
    given = [points[0], *points, points[-1]]
    drawn: list[Point] = []
    for before, start, end, after in zip(given, given[1:], given[2:], given[3:], strict=False):
        steps = max(1, ceil(_distance_m(start, end) / step_m))
        drawn += [_bend(before, start, end, after, step / steps) for step in range(steps)]
    return [*drawn, points[-1]]


def _bend(before: Point, start: Point, end: Point, after: Point, part: float) -> Point:
    square, cube = part * part, part * part * part

    def along(a: float, b: float, c: float, d: float) -> float:
        return 0.5 * (
            2 * b
            + (c - a) * part
            + (2 * a - 5 * b + 4 * c - d) * square
            + (3 * b - a - 3 * c + d) * cube
        )

    return (
        along(before[0], start[0], end[0], after[0]),
        along(before[1], start[1], end[1], after[1]),
    )


def _distance_m(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


def length_m(line: Line) -> float:
    """How long the line is, in metres."""
    return sum(_distance_m(a, b) for a, b in pairwise(line))


def beside(line: Line, along_m: float, right_m: float = 0.0) -> Point:
    """The point `along_m` from the start and `right_m` to the right of the line.

    Before its start and after its end the line goes on straight.
    """
    left_m = along_m
    for number, (a, b) in enumerate(pairwise(line), 2):
        span_m = _distance_m(a, b)
        if left_m <= span_m or number == len(line):
            east, north = (b[0] - a[0]) / span_m, (b[1] - a[1]) / span_m
            return (
                a[0] + east * left_m + north * right_m,
                a[1] + north * left_m - east * right_m,
            )
        left_m -= span_m
    raise ValueError("a line has two points at least")


def heading_deg(a: Point, b: Point) -> float:
    """Where one looks from `a` to `b`: degrees clockwise from north, 0 to 360."""
    return degrees(atan2(b[0] - a[0], b[1] - a[1])) % 360.0


def part(line: Line, from_m: float, to_m: float) -> list[Point]:
    """The piece of the line between two distances from its start."""
    kept: list[Point] = [beside(line, from_m)]
    walked_m = 0.0
    for a, b in pairwise(line):
        walked_m += _distance_m(a, b)
        if from_m + 1.0 < walked_m < to_m - 1.0:
            kept.append(b)
    return [*kept, beside(line, to_m)]


def shifted(line: Line, right_m: float) -> list[Point]:
    """The line moved sideways: every point along the half angle of its corner."""
    moved: list[Point] = []
    for number, point in enumerate(line):
        ahead = line[min(number + 1, len(line) - 1)]
        behind = line[max(number - 1, 0)]
        span_m = _distance_m(behind, ahead)
        east, north = (ahead[0] - behind[0]) / span_m, (ahead[1] - behind[1]) / span_m
        moved.append((point[0] + north * right_m, point[1] - east * right_m))
    return moved


def met_at_m(line: Line, other: Line) -> float:
    """How far along the line it first crosses the other; an error when it never does."""
    drawn = shapely.LineString(line)
    met = drawn.intersection(shapely.LineString(other))
    if met.is_empty:
        raise ValueError("these two lines of the plan of Harlow never cross")
    return min(float(drawn.project(point)) for point in shapely.get_parts(met))


def box(centre: Point, width_m: float, depth_m: float, turn_deg: float = 0.0) -> list[Point]:
    """The four corners of a rectangle, counterclockwise, turned clockwise by `turn_deg`."""
    wide, deep = width_m / 2, depth_m / 2
    corners = ((-wide, -deep), (wide, -deep), (wide, deep), (-wide, deep))
    return [placed(corner, centre, turn_deg) for corner in corners]


def placed(point: Point, centre: Point, turn_deg: float = 0.0) -> Point:
    """A point of a small drawing where it comes to lie when that is turned and moved."""
    turn = radians(-turn_deg)
    return (
        centre[0] + point[0] * cos(turn) - point[1] * sin(turn),
        centre[1] + point[0] * sin(turn) + point[1] * cos(turn),
    )


def circle(centre: Point, radius_m: float, corners: int = 16) -> list[Point]:
    """A closed ring drawn counterclockwise; the last point is the first."""
    ring = [
        (
            centre[0] + radius_m * cos(2 * pi * corner / corners),
            centre[1] + radius_m * sin(2 * pi * corner / corners),
        )
        for corner in range(corners)
    ]
    return [*ring, ring[0]]


def closed(ring: Line) -> list[Point]:
    """The ring with its first point again at its end."""
    return [*ring, ring[0]]

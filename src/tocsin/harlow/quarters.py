"""Where Harlow lives: quarters of bent streets, cross-streets and courts."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sin
from random import Random
from typing import Final, NamedTuple

import shapely

from tocsin.harlow.lines import Line, Point, length_m, part, placed
from tocsin.harlow.names import Names
from tocsin.harlow.sheet import Sheet

REACH_M: Final = 85.0
"""A street that ends this near another road goes on to it; else it is a dead end."""

SHORTEST_M: Final = 75.0
STEP_M: Final = 38.0
BREAKABLE_M: Final = 480.0
BREAK_SHARE: Final = 0.4
GAP_M: Final = 55.0
"""A broken street leaves twice this between its two ends."""

COURT_M: Final = 320.0
"""A dead end shorter than this is called a court, a cove or the like."""

JOINED: Final = frozenset({"primary", "secondary", "tertiary", "unclassified", "residential"})


class Quarter(NamedTuple):
    """Ground, and how its streets run: direction, distances, how far they bend."""

    ring: Sequence[Point]
    turn_deg: float
    street_m: float
    cross_m: float
    bend_m: float
    share: float
    """Of all possible cross-streets so many are there."""


def _ground(west: float, south: float, east: float, north: float) -> list[Point]:
    return [(west, south), (east, south), (east, north), (west, north)]


QUARTERS: Final = (
    Quarter([(-980, 1380), (1410, 1380), (1500, 1900), (150, 2180), (-500, 2290), (-900, 2080)],
            -8, 128, 190, 51, 0.55),
    Quarter(_ground(-1800, 620, -1200, 1290), 4, 120, 179, 30, 0.6),
    Quarter(_ground(-1800, 110, -1200, 500), 0, 120, 168, 15, 0.7),
    Quarter([(-2720, 120), (-1900, 120), (-1850, 700), (-1650, 1350), (-2300, 1600), (-2650, 1000)],
            18, 137, 213, 63, 0.4),
    Quarter(_ground(-2850, -440, -1930, -20), -6, 122, 202, 33, 0.55),
    Quarter([(-1840, -800), (-1000, -870), (-40, -1300), (-40, -1700), (-1860, -1690)],
            -6, 122, 196, 36, 0.6),
    Quarter(_ground(-1920, -3260, -840, -1830), 12, 140, 224, 72, 0.5),
    Quarter(_ground(-780, -3560, -30, -2460), -5, 134, 202, 45, 0.5),
    Quarter([(110, -1700), (110, -1340), (330, -1480), (440, -1740)], -20, 122, 179, 18, 0.6),
    Quarter([(320, -1250), (110, -1150), (110, -510), (1850, -510), (2030, -1000), (2100, -1370),
             (1500, -1640), (640, -1740)], -10, 127, 190, 54, 0.55),
    Quarter([(1200, 110), (1700, 110), (1800, 600), (1700, 1150), (1480, 1280), (1390, 830),
             (1210, 560)], -6, 117, 168, 24, 0.7),
    Quarter(_ground(1200, -420, 1640, 10), 3, 122, 179, 18, 0.7),
    Quarter([(2110, 60), (2580, 60), (2560, 1300), (2700, 2050), (2240, 1850), (2130, 1100)],
            8, 127, 190, 39, 0.6),
    Quarter([(2690, 20), (3720, -40), (3660, 880), (3180, 1140), (2640, 1260)],
            -4, 127, 196, 45, 0.6),
    Quarter([(2650, 1340), (3200, 1230), (3740, 950), (3940, 1500), (3700, 2200), (3300, 1920),
             (2740, 1960)], -14, 137, 213, 60, 0.5),
    Quarter([(2800, 2080), (3280, 2000), (3680, 2330), (3730, 3390), (3060, 3400), (3000, 2800)],
            6, 129, 202, 54, 0.5),
    Quarter([(1850, 2950), (2250, 2450), (2700, 2250), (2920, 2950), (2960, 3410), (1900, 3500)],
            -10, 134, 207, 60, 0.45),
    Quarter(_ground(500, 3660, 3950, 3960), 2, 134, 291, 33, 0.5),
    Quarter([(2840, -110), (3940, -170), (3940, -900), (3560, -920), (3190, -650)],
            5, 129, 213, 39, 0.6),
    Quarter([(700, -1870), (1500, -1760), (2180, -1450), (2400, -2100), (2200, -3000),
             (1250, -3050)], -24, 142, 224, 69, 0.45),
    Quarter(_ground(100, -3550, 850, -2000), 4, 137, 213, 51, 0.5),
    Quarter([(-3950, -1700), (-3630, -1750), (-3650, -500), (-3950, -450)], 0, 183, 269, 30, 0.5),
)  # fmt: skip
"""Each lies inside the roads that carry the town; its streets reach out to them."""


def draw_quarters(sheet: Sheet) -> None:
    """All quarters, one after the other, and one street that nobody has named."""
    names = Names(sheet.chance)
    taken = shapely.union_all(sheet.taken)
    shapely.prepare(taken)
    joined: list[shapely.Geometry] = [
        shapely.LineString(road.points) for road in sheet.roads if _is_joined(road.tags)
    ]
    for quarter in QUARTERS:
        _draw_quarter(sheet, quarter, names, taken, joined)


def _draw_quarter(
    sheet: Sheet,
    quarter: Quarter,
    names: Names,
    taken: shapely.Geometry,
    joined: list[shapely.Geometry],
) -> None:
    """Streets first; they are among what the cross-streets then join."""
    sheet.area(quarter.ring, landuse="residential")
    ground = shapely.Polygon(quarter.ring).difference(taken)
    streets, crosses = _warped(sheet.chance, quarter)
    for family in (streets, crosses):
        others = shapely.STRtree(joined)
        drawn: list[shapely.Geometry] = []
        for line in family:
            drawn += [
                _draw_street(sheet, piece, others, names, taken)
                for piece in _pieces(sheet.chance, line, ground)
            ]
        joined += drawn


def _is_joined(tags: dict[str, str]) -> bool:
    return (
        tags.get("highway") in JOINED
        and "bridge" not in tags
        and "junction" not in tags
        and "access" not in tags
    )


def _warped(chance: Random, quarter: Quarter) -> tuple[list[list[Point]], list[list[Point]]]:
    """Streets, and the cross-streets between them, over more than the whole ground."""
    drawn = shapely.Polygon(quarter.ring)
    middle = (drawn.centroid.x, drawn.centroid.y)
    reach_m = float(shapely.minimum_bounding_radius(drawn)) * 1.2
    phases = [chance.uniform(0.0, 6.28) for _ in range(2)]

    def bent(along: float, across: float) -> Point:
        moved = (
            along + quarter.bend_m * sin(across / 210.0 + phases[0]),
            across + quarter.bend_m * sin(along / 170.0 + phases[1]),
        )
        return placed(moved, middle, quarter.turn_deg)

    rows = _steps(reach_m, quarter.street_m)
    streets = [[bent(along, row) for along in _steps(reach_m, STEP_M)] for row in rows]
    crosses = []
    for along in _steps(reach_m, quarter.cross_m):
        shift_m = chance.uniform(-0.25, 0.25) * quarter.cross_m
        for south, north in _runs(chance, rows, quarter.share):
            parts = max(2, round((north - south) / STEP_M))
            crosses.append(
                [
                    bent(along + shift_m, south + (north - south) * part / parts)
                    for part in range(parts + 1)
                ]
            )
    return streets, crosses


def _steps(reach_m: float, step_m: float) -> list[float]:
    count = round(reach_m / step_m)
    return [step_m * step for step in range(-count, count + 1)]


def _runs(chance: Random, rows: Sequence[float], share: float) -> Iterable[tuple[float, float]]:
    """From which row to which a cross-street runs; rows that nothing joins are between them."""
    start: float | None = None
    for south, north in pairwise(rows):
        is_there = chance.random() < share
        if is_there and start is None:
            start = south
        if start is not None and not is_there:
            yield start, south
            start = None
        if start is not None and north == rows[-1]:
            yield start, north


def _pieces(chance: Random, line: Line, ground: shapely.Geometry) -> Iterable[list[Point]]:
    """What of the line lies on the ground; a long street may be broken into two dead ends."""
    for piece in shapely.get_parts(shapely.LineString(line).intersection(ground)):
        if piece.geom_type != "LineString" or piece.length < SHORTEST_M:
            continue
        points = [(float(x), float(y)) for x, y in piece.coords]
        if piece.length > BREAKABLE_M and chance.random() < BREAK_SHARE:
            gap_m = piece.length * chance.uniform(0.35, 0.65)
            yield part(points, 0.0, gap_m - GAP_M)
            yield part(points, gap_m + GAP_M, piece.length)
        else:
            yield points


def _draw_street(
    sheet: Sheet,
    points: list[Point],
    others: shapely.STRtree,
    names: Names,
    taken: shapely.Geometry,
) -> shapely.LineString:
    """Draw one street on to what it reaches at both ends; its line."""
    start = _road_ahead(points[0], points[1], others, taken)
    end = _road_ahead(points[-1], points[-2], others, taken)
    whole = [*(start or ()), *points, *(end or ())]
    tips = [tip for tip, ahead in ((points[0], start), (points[-1], end)) if ahead is None]
    is_court = bool(tips) and length_m(whole) < COURT_M
    road = sheet.road(whole, "residential", names.next(is_dead_end=is_court))
    for tip in tips:
        sheet.mark(tip, highway="turning_circle")
        if sheet.chance.random() < 0.3:
            road.tags["noexit"] = "yes"
    return shapely.LineString(whole)


def _road_ahead(
    tip: Point, behind: Point, others: shapely.STRtree, taken: shapely.Geometry
) -> list[Point] | None:
    """The nearest point of another road to go on to; None when there is none to reach."""
    here = shapely.Point(tip)
    found = others.query_nearest(here, max_distance=REACH_M, all_matches=False)
    if not len(found):
        return None
    there = shapely.get_point(shapely.shortest_line(others.geometries[found[0]], here), 0)
    gap = shapely.LineString([here, there])
    if gap.length > 1.0 and gap.intersects(taken) and not taken.contains(here):
        return None
    ahead = (there.x - tip[0]) * (tip[0] - behind[0]) + (there.y - tip[1]) * (tip[1] - behind[1])
    if gap.length > 30.0 and ahead < 0.0:
        return None
    return [(there.x, there.y)]

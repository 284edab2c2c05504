"""Which straight pieces lie near a point: buckets over a grid, compiled.

A piece belongs to a line (a stretch, a footway). Distances are measured on a
plane about each asking point, so they hold on maps of any size.
"""

from math import ceil, cos, radians, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.roads.compiled import compiled
from tocsin.roads.network import Bytes, Floats, Ints, Longs

CELL_M: Final = 100.0
"""Width of a bucket; wider on maps so large that there would be more than `CELLS_MAX`."""

CELLS_MAX: Final = 4_000_000


class Segments(NamedTuple):
    """s pieces, each from a to b, over a grid of rows by columns of buckets."""

    latitude_a: Floats  # [s]
    longitude_a: Floats  # [s]
    latitude_b: Floats  # [s]
    longitude_b: Floats  # [s]
    line: Ints  # [s] what the piece belongs to
    before_m: Floats  # [s] metres of the line before the piece
    length_m: Floats  # [s]
    south: float
    west: float
    cell_latitude: float
    cell_longitude: float
    rows: int
    columns: int
    first: Longs  # [rows * columns + 1]
    inside: Ints  # [sum of the buckets] pieces


class Near(NamedTuple):
    """For each of n points the k nearest lines, the nearest first; -1 where there is none."""

    line: Ints  # [n, k]
    segment: Ints  # [n, k]
    share: Floats  # [n, k] of the piece, from a to b, where it is nearest
    distance_m: Floats  # [n, k]


def build(
    start: tuple[Floats, Floats],
    end: tuple[Floats, Floats],
    line: Ints,
    before_m: Floats,
    length_m: Floats,
) -> Segments:
    """The pieces from start to end (latitudes, longitudes; [s] each) with their buckets."""
    if len(line) == 0:
        return Segments(*start, *end, line, before_m, length_m, 0.0, 0.0, 1.0, 1.0, 0, 0,
                        np.zeros(1, np.int64), np.zeros(0, np.int32))  # fmt: skip
    south, west = min(start[0].min(), end[0].min()), min(start[1].min(), end[1].min())
    north, east = max(start[0].max(), end[0].max()), max(start[1].max(), end[1].max())
    shrink = max(cos(radians((south + north) / 2)), 0.01)
    height_m = (north - south) * METRES_PER_DEGREE
    width_m = (east - west) * METRES_PER_DEGREE * shrink
    cell_m = max(CELL_M, sqrt(height_m * width_m / CELLS_MAX), max(height_m, width_m) / CELLS_MAX)
    cell_latitude, cell_longitude = cell_m / METRES_PER_DEGREE, cell_m / METRES_PER_DEGREE / shrink
    rows = int((north - south) / cell_latitude) + 1
    columns = int((east - west) / cell_longitude) + 1
    bare = Segments(
        *start, *end, line, before_m, length_m,
        float(south), float(west), cell_latitude, cell_longitude,
        rows, columns, np.zeros(rows * columns + 1, np.int64), np.zeros(0, np.int32),
    )  # fmt: skip
    _fill(bare, bare.first, bare.inside, is_counting=True)
    first = np.concatenate([[0], np.cumsum(bare.first[:-1])]).astype(np.int64)
    inside = np.empty(int(first[-1]), np.int32)
    _fill(bare, first.copy(), inside, is_counting=False)
    return bare._replace(first=first, inside=inside)


@compiled
def _fill(grid: Segments, place: Longs, inside: Ints, is_counting: bool) -> None:
    """Count the pieces of every bucket, or write them where `place` says and move it on."""
    for s in range(len(grid.line)):
        y_a = (grid.latitude_a[s] - grid.south) / grid.cell_latitude
        y_b = (grid.latitude_b[s] - grid.south) / grid.cell_latitude
        x_a = (grid.longitude_a[s] - grid.west) / grid.cell_longitude
        x_b = (grid.longitude_b[s] - grid.west) / grid.cell_longitude
        squared = (x_b - x_a) ** 2 + (y_b - y_a) ** 2
        for row in range(int(min(y_a, y_b)), min(int(max(y_a, y_b)), grid.rows - 1) + 1):
            for column in range(int(min(x_a, x_b)), min(int(max(x_a, x_b)), grid.columns - 1) + 1):
                x, y = column + 0.5 - x_a, row + 0.5 - y_a
                share = 0.0
                if squared > 0:
                    share = min(1.0, max(0.0, (x * (x_b - x_a) + y * (y_b - y_a)) / squared))
                gap = (x - share * (x_b - x_a)) ** 2 + (y - share * (y_b - y_a)) ** 2
                if gap > 0.5001:
                    continue
                cell = row * grid.columns + column
                if not is_counting:
                    inside[place[cell]] = s
                place[cell] += 1


def near(
    grid: Segments, latitude: Floats, longitude: Floats, reach_m: float, k: int, allowed: Bytes
) -> Near:
    """The k lines nearest to each point within `reach_m`, of those that are `allowed` ([lines])."""
    n = len(latitude)
    found = Near(
        np.full((n, k), -1, np.int32),
        np.full((n, k), -1, np.int32),
        np.zeros((n, k)),
        np.full((n, k), np.inf),
    )
    if grid.rows:
        _near(grid, latitude, longitude, reach_m, allowed, found)
    return found


@compiled
def _near(
    grid: Segments, latitude: Floats, longitude: Floats, reach_m: float, allowed: Bytes, found: Near
) -> None:
    k = found.line.shape[1]
    for i in range(len(latitude)):
        per_x = METRES_PER_DEGREE * cos(radians(latitude[i]))
        step_m = min(grid.cell_latitude * METRES_PER_DEGREE, grid.cell_longitude * per_x)
        row = int(np.floor((latitude[i] - grid.south) / grid.cell_latitude))
        column = int(np.floor((longitude[i] - grid.west) / grid.cell_longitude))
        outside = max(0, -row, row - grid.rows + 1, -column, column - grid.columns + 1)
        for ring in range(outside, ceil(reach_m / step_m) + 2):
            if min((ring - 1) * step_m, reach_m) > found.distance_m[i, k - 1]:
                break
            for r in range(max(0, row - ring), min(grid.rows - 1, row + ring) + 1):
                stride = 1 if r in (row - ring, row + ring) else 2 * ring
                for c in range(column - ring, column + ring + 1, max(1, stride)):
                    if 0 <= c < grid.columns:
                        _look(grid, i, r * grid.columns + c, latitude[i], longitude[i],
                              per_x, reach_m, allowed, found)  # fmt: skip


@compiled
def _look(
    grid: Segments,
    i: int,
    cell: int,
    latitude: float,
    longitude: float,
    per_x: float,
    reach_m: float,
    allowed: Bytes,
    found: Near,
) -> None:
    """Put the pieces of one bucket among the nearest lines of point i."""
    k = found.line.shape[1]
    for at in range(grid.first[cell], grid.first[cell + 1]):
        s = grid.inside[at]
        if not allowed[grid.line[s]]:
            continue
        x_a = (grid.longitude_a[s] - longitude) * per_x
        y_a = (grid.latitude_a[s] - latitude) * METRES_PER_DEGREE
        x = (grid.longitude_b[s] - grid.longitude_a[s]) * per_x
        y = (grid.latitude_b[s] - grid.latitude_a[s]) * METRES_PER_DEGREE
        squared = x * x + y * y
        share = 0.0
        if squared > 0:
            share = min(1.0, max(0.0, -(x_a * x + y_a * y) / squared))
        gap = sqrt((x_a + share * x) ** 2 + (y_a + share * y) ** 2)
        if gap > reach_m or gap >= found.distance_m[i, k - 1]:
            continue
        place = k - 1
        for j in range(k):
            if found.line[i, j] == grid.line[s]:
                place = j
                break
        if found.distance_m[i, place] <= gap and found.line[i, place] == grid.line[s]:
            continue
        while place > 0 and found.distance_m[i, place - 1] > gap:
            found.line[i, place] = found.line[i, place - 1]
            found.segment[i, place] = found.segment[i, place - 1]
            found.share[i, place] = found.share[i, place - 1]
            found.distance_m[i, place] = found.distance_m[i, place - 1]
            place -= 1
        found.line[i, place] = grid.line[s]
        found.segment[i, place] = s
        found.share[i, place] = share
        found.distance_m[i, place] = gap


def occupied(grid: Segments) -> NDArray[np.float64]:
    """The middles of all buckets that hold anything, degrees, shape [c, 2]."""
    cells = np.flatnonzero(np.diff(grid.first))
    row, column = np.divmod(cells, max(grid.columns, 1))
    return np.stack(
        [
            grid.south + (row + 0.5) * grid.cell_latitude,
            grid.west + (column + 0.5) * grid.cell_longitude,
        ],
        axis=-1,
    )

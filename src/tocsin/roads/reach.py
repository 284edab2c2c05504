"""How far one gets in so many minutes: outlines around the roads that are reached.

Every reachable piece of road is laid on a grid of small cells, each cell keeping
its earliest time; empty cells beside a road belong to it. A cell that holds a
road of its own takes nothing from its neighbours, so an outline crosses a river
or a railway only where a road does.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.geo.plane import Plane, around
from tocsin.roads.engine import CLOSED, UNREACHABLE
from tocsin.roads.network import Floats
from tocsin.roads.target import drivable
from tocsin.roads.times import Reached, Roads

CELL_M: Final = 40.0
"""Width of a cell: the outline is as fine as this, and no wider beside a road."""

CELLS_MAX: Final = 4_000_000
"""On larger grids cells grow."""

Ring = tuple[tuple[float, float], ...]
"""Points (latitude, longitude) in degrees, the last like the first."""


class Isochrone(NamedTuple):
    """What is reached within some minutes: polygons, each its outline and then its holes."""

    minutes: float
    polygons: tuple[tuple[Ring, ...], ...]


class Sampled(NamedTuple):
    """Points along all drivable roads and when each is reached, [p] each."""

    latitude: Floats
    longitude: Floats
    seconds: Floats  # inf where no road leads


class _Grid(NamedTuple):
    """Cells of a plane with the seconds each is reached after, inf where none."""

    plane: Plane
    west_m: float
    south_m: float
    cell_m: float
    seconds: Floats  # [rows, columns]


def isochrones(
    roads: Roads, reached: Reached, minutes: Sequence[float], *, cell_m: float = CELL_M
) -> list[Isochrone]:
    """The outlines for each of some minutes, from what `Roads.from_place` found.

    Ask before roads are closed or opened. ValueError for minutes that are not
    above zero.
    """
    if not all(0 < each < 24 * 60 for each in minutes):
        raise ValueError("minutes are above zero and below a day")
    most_s = max(minutes, default=0) * 60.0
    sampled = along_roads(roads, reached, cell_m / 2, most_s)
    grid = _laid(sampled, most_s, cell_m)
    return [Isochrone(each, _outlines(grid, each * 60.0)) for each in minutes]


def along_roads(
    roads: Roads, reached: Reached, step_m: float = CELL_M / 2, most_s: float = np.inf
) -> Sampled:
    """When each point of the roads is reached, one at least in every `step_m`.

    Only around what is reached within `most_s`.
    """
    network, pieces = roads.network, roads.snap.grid
    some = _around(roads, reached, most_s)
    count = np.ceil(pieces.length_m[some] / step_m).astype(np.int64) + 1
    piece = np.repeat(some, count)
    place = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    share = place / np.maximum(np.repeat(count, count) - 1, 1)
    stretch = pieces.line[piece]
    offset = pieces.before_m[piece] + share * pieces.length_m[piece]
    way = np.clip(offset / np.maximum(network.length_m[stretch], 1e-3), 0.0, 1.0)
    forward = _seconds(roads, reached, roads.targets.arcs.forward[stretch], way)
    backward = _seconds(roads, reached, roads.targets.arcs.backward[stretch], 1 - way)
    between = pieces.latitude_b - pieces.latitude_a, pieces.longitude_b - pieces.longitude_a
    return Sampled(
        pieces.latitude_a[piece] + share * between[0][piece],
        pieces.longitude_a[piece] + share * between[1][piece],
        np.minimum(forward, backward),
    )


def _around(roads: Roads, reached: Reached, most_s: float) -> NDArray[np.int64]:
    """The pieces in the box around all stretches that are entered in time."""
    network, pieces = roads.network, roads.snap.grid
    in_time = reached.junction_ms <= min(most_s * 1000, UNREACHABLE - 1)
    entered = in_time[network.stretch_from] | in_time[network.stretch_to]
    entered[network.stretch[reached.begins.row_arc]] = True
    is_in = entered[pieces.line]
    if not is_in.any():
        return np.zeros(0, np.int64)
    latitude = np.concatenate([pieces.latitude_a[is_in], pieces.latitude_b[is_in]])
    longitude = np.concatenate([pieces.longitude_a[is_in], pieces.longitude_b[is_in]])
    here = (np.maximum(pieces.latitude_a, pieces.latitude_b) >= latitude.min()) & (
        np.minimum(pieces.latitude_a, pieces.latitude_b) <= latitude.max()
    )
    here &= (np.maximum(pieces.longitude_a, pieces.longitude_b) >= longitude.min()) & (
        np.minimum(pieces.longitude_a, pieces.longitude_b) <= longitude.max()
    )
    return np.flatnonzero(here)


def contains(isochrone: Isochrone, latitude: Floats, longitude: Floats) -> NDArray[np.bool_]:
    """Whether each point lies inside, [n]."""
    shape = shapely.union_all(
        [shapely.Polygon(rings[0], rings[1:]) for rings in isochrone.polygons]
    )
    return np.asarray(shapely.contains_xy(shape, latitude, longitude))


def _seconds(roads: Roads, reached: Reached, arc: NDArray[np.int32], share: Floats) -> Floats:
    """When points at a share of their arc (arc -1: none) are reached driving along it."""
    network = roads.network
    here = np.maximum(arc, 0)
    over = drivable(here, roads.ms, roads.base_ms)
    end_ms = reached.arc_ms[here]
    ms = np.where(end_ms == UNREACHABLE, np.inf, end_ms - (1 - share) * over)
    begins = np.zeros(len(network.tail))
    begins[reached.begins.row_arc] = 1 - reached.begins.row_share
    tail_ms = reached.junction_ms[network.tail[here]]
    later = np.where(tail_ms == UNREACHABLE, np.inf, tail_ms + share * over)
    ms = np.where(share < begins[here], later, ms)
    is_shut = (roads.ms[here] >= CLOSED) & (begins[here] == 0)
    return np.where((arc < 0) | is_shut, np.inf, ms / 1000)


def _laid(sampled: Sampled, most_s: float, cell_m: float) -> _Grid | None:
    """The points on a grid as large as what is reached, and the cells beside the roads."""
    near = np.isfinite(sampled.seconds) & (sampled.seconds <= most_s)
    if not near.any():
        return None
    plane = around(sampled.latitude[near], sampled.longitude[near])
    metres = plane.to_metres(sampled.latitude, sampled.longitude)
    low, high = metres[near].min(axis=0), metres[near].max(axis=0)
    cell_m = max(cell_m, float(np.sqrt(np.prod(high - low + 4 * cell_m) / CELLS_MAX)))
    low = low - 2 * cell_m
    columns, rows = np.ceil((high - low) / cell_m).astype(int) + 3
    cell = np.floor((metres - low) / cell_m).astype(np.int64)
    inside = ((cell >= 0) & (cell < (columns, rows))).all(axis=1)
    seconds = np.full(rows * columns, np.inf)
    has_road = np.zeros(rows * columns, bool)
    flat = cell[inside, 1] * columns + cell[inside, 0]
    has_road[flat] = True
    np.minimum.at(seconds, flat, sampled.seconds[inside])
    shape = (int(rows), int(columns))
    field = _beside(seconds.reshape(shape), has_road.reshape(shape))
    return _Grid(plane, float(low[0]), float(low[1]), cell_m, field)


def _beside(seconds: Floats, has_road: NDArray[np.bool_]) -> Floats:
    """Cells without a road get the time of the soonest of their eight neighbours."""
    padded = np.pad(seconds, 1, constant_values=np.inf)
    rows, columns = seconds.shape
    shifts = [padded[dy : dy + rows, dx : dx + columns] for dy in range(3) for dx in range(3)]
    return np.where(has_road, seconds, np.minimum.reduce(shifts))


def _outlines(grid: _Grid | None, most_s: float) -> tuple[tuple[Ring, ...], ...]:
    """The outlines of all cells reached in time."""
    if grid is None:
        return ()
    row, column = np.nonzero(grid.seconds <= most_s)
    west = grid.west_m + column * grid.cell_m
    south = grid.south_m + row * grid.cell_m
    if len(row) == 0:
        return ()
    cells = shapely.box(west, south, west + grid.cell_m, south + grid.cell_m)
    whole = shapely.segmentize(shapely.coverage_union_all(cells), grid.cell_m * 1.01)
    parts = shapely.get_parts(whole).tolist()
    return tuple(
        tuple(_ring(grid, ring) for ring in (part.exterior, *part.interiors))
        for part in parts
        if not part.is_empty
    )


def _ring(grid: _Grid, ring: shapely.LinearRing) -> Ring:
    """A ring of cell edges through the middles of the edges, which cuts its corners."""
    corners = np.asarray(ring.coords)[:-1, :2]
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    before, after = np.roll(middles, 1, axis=0), np.roll(middles, -1, axis=0)
    bends = np.abs(_cross(middles - before, after - middles)) > 1e-6
    degrees = grid.plane.to_degrees(middles[bends])
    points = [(float(lat), float(lon)) for lat, lon in degrees.tolist()]
    return (*points, points[0])


def _cross(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])

"""One layer of the map before it is cut into tiles, and the cutting."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.roads.network import Bytes, Floats, Longs
from tocsin.tiles.encoding import EXTENT, Column, Form, Parts, layer
from tocsin.tiles.mercator import ZOOM_MAX, Tile, across, down
from tocsin.tiles.ragged import firsts, spread

BUFFER: Final = 64
"""Units drawn beyond each side of a tile, so that no border shows as a line."""

SMOOTH: Final = 4.0
"""Units: bends smaller than this are left out, but not where a tile may be enlarged."""

AREA_MIN: Final = 256.0
"""Square units: a smaller area is left out, but not where a tile may be enlarged."""

_KINDS: Final = {
    Form.LINE: shapely.GeometryType.LINESTRING,
    Form.AREA: shapely.GeometryType.POLYGON,
}

_CORNERS: Final = (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)


class Drawn(NamedTuple):
    """A layer: n features, r rings or lines, p points. Degrees are `latitude * scale`.

    Parts of feature i are `first_part[i]` up to `first_part[i + 1]`; of an area the
    first is its border and the others are holes, each closed. No feature and no part
    is empty. `from_zoom` is the zoom from which each is shown.
    """

    name: str
    form: Form
    first_part: Longs  # [n + 1]
    first_point: Longs  # [r + 1]
    latitude: NDArray[np.number]  # [p]
    longitude: NDArray[np.number]  # [p]
    scale: float
    from_zoom: Bytes  # [n]
    columns: Sequence[Column]


class Laid(NamedTuple):
    """A layer, and the box around each feature in the world's units, 0 to 1: its index."""

    drawn: Drawn
    left: Floats  # [n]
    top: Floats
    right: Floats
    bottom: Floats


def lay(drawn: Drawn) -> Laid:
    """Look at every point once. No projection of all of them: of the outermost only."""
    first = drawn.first_point[drawn.first_part[:-1]]
    if not len(first):
        none = np.empty(0)
        return Laid(drawn, none, none, none, none)

    def most(ends: np.ufunc, degrees: NDArray[np.number]) -> Floats:
        return np.asarray(ends.reduceat(degrees, first) * drawn.scale, np.float64)

    return Laid(
        drawn,
        across(most(np.minimum, drawn.longitude)),
        down(most(np.maximum, drawn.latitude)),
        across(most(np.maximum, drawn.longitude)),
        down(most(np.minimum, drawn.latitude)),
    )


def cut(laid: Laid, tile: Tile) -> bytes:
    """What of a layer lies in a tile, encoded; no byte where nothing does."""
    drawn, side = laid.drawn, 1 << tile.z
    beyond = 0.0 if drawn.form is Form.POINT else BUFFER / EXTENT
    left, right = (tile.x - beyond) / side, (tile.x + 1 + beyond) / side
    top, bottom = (tile.y - beyond) / side, (tile.y + 1 + beyond) / side
    shown = (laid.right >= left) & (laid.left <= right)
    shown &= (laid.bottom >= top) & (laid.top <= bottom) & (drawn.from_zoom <= tile.z)
    if drawn.form is Form.AREA and tile.z < ZOOM_MAX:
        size = (laid.right - laid.left) * (laid.bottom - laid.top)
        shown &= size >= AREA_MIN / (side * EXTENT) ** 2
    rows = np.flatnonzero(shown)
    if not len(rows):
        return b""
    whole = (laid.left >= left) & (laid.right <= right) & (laid.top >= top)
    whole = (whole & (laid.bottom <= bottom))[rows]
    if drawn.form is Form.POINT:
        return _encoded(drawn, rows[whole], _whole(drawn, rows[whole], tile))
    if tile.z < ZOOM_MAX:
        whole[:] = False
    rows = np.concatenate([rows[whole], rows[~whole]])
    kept = int(whole.sum())
    parts = _whole(drawn, rows[:kept], tile)
    if kept < len(rows):
        parts = _joined(parts, _clipped(drawn, rows[kept:], tile), kept)
    return _encoded(drawn, rows, parts)


def _encoded(drawn: Drawn, rows: Longs, parts: Parts) -> bytes:
    columns = [each._replace(code=each.code[rows]) for each in drawn.columns]
    return layer(drawn.name, drawn.form, parts, rows, columns)


class _Places(NamedTuple):
    """Some features in tile units, not yet whole ones: like `Parts`."""

    places: Floats  # [p, 2]
    points: Longs
    feature: Longs
    is_hole: NDArray[np.bool_]


def _placed(drawn: Drawn, rows: Longs, tile: Tile) -> _Places:
    part, parts = spread(drawn.first_part, rows)
    at, points = spread(drawn.first_point, part)
    side = float(1 << tile.z)
    latitude = np.asarray(drawn.latitude[at] * drawn.scale, np.float64)
    longitude = np.asarray(drawn.longitude[at] * drawn.scale, np.float64)
    x = (across(longitude) * side - tile.x) * EXTENT
    y = (down(latitude) * side - tile.y) * EXTENT
    is_hole = np.ones(len(part), np.bool_)
    is_hole[firsts(parts)[:-1]] = False
    feature = np.repeat(np.arange(len(rows)), parts)
    return _Places(np.stack([x, y], axis=-1), points, feature, is_hole)


def _rounded(places: Floats, points: Longs, feature: Longs, is_hole: NDArray[np.bool_]) -> Parts:
    whole = np.rint(places).astype(np.int64)
    return Parts(whole[:, 0], whole[:, 1], points, feature, is_hole)


def _whole(drawn: Drawn, rows: Longs, tile: Tile) -> Parts:
    return _rounded(*_placed(drawn, rows, tile))


def _clipped(drawn: Drawn, rows: Longs, tile: Tile) -> Parts:
    """Features cut off beyond the buffer, and without small bends where nobody could see them."""
    found = _placed(drawn, rows, tile)
    part = np.repeat(np.arange(len(found.points)), found.points)
    if drawn.form is Form.LINE:
        shapes = shapely.linestrings(found.places, indices=part)
    else:
        rings = shapely.linearrings(found.places, indices=part)
        shapes = shapely.polygons(rings, indices=found.feature)
    if tile.z < ZOOM_MAX:
        shapes = shapely.simplify(shapes, SMOOTH, preserve_topology=False)
    shapes = shapely.clip_by_rect(shapes, *_CORNERS)
    pieces, feature = shapely.get_parts(shapes, return_index=True)
    fits = (shapely.get_type_id(pieces) == _KINDS[drawn.form]) & ~shapely.is_empty(pieces)
    pieces, feature = pieces[fits], feature[fits]
    if drawn.form is Form.LINE:
        return _taken_apart(pieces, feature, np.zeros(len(pieces), np.bool_))
    rings, piece = shapely.get_rings(pieces, return_index=True)
    is_hole = np.zeros(len(rings), np.bool_)
    is_hole[1:] = piece[1:] == piece[:-1]
    return _taken_apart(rings, feature[piece], is_hole)


def _taken_apart(lines: NDArray[np.object_], feature: Longs, is_hole: NDArray[np.bool_]) -> Parts:
    points = shapely.get_num_coordinates(lines).astype(np.int64)
    return _rounded(shapely.get_coordinates(lines), points, feature, is_hole)


def _joined(one: Parts, other: Parts, features: int) -> Parts:
    """Both, the features of the other numbered after those of the one."""
    other = other._replace(feature=other.feature + features)
    return Parts(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))

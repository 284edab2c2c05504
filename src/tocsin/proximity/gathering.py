"""Which areas of anybody one fix may concern, out of all."""

from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.proximity import cells
from tocsin.proximity.measure import length, offset
from tocsin.proximity.meeting import has_way
from tocsin.proximity.tables import Record, Tables
from tocsin.roads.compiled import compiled

_key_of, _row_of, _column_of = cells.key_of, cells.row_of, cells.column_of
_columns, _slot_of = cells.columns, cells.slot_of
_PAD_M, _WIDE, _ROW_DEG = cells.PAD_M, cells.WIDE, cells.ROW_DEG


@compiled
def gather(tables: Tables, p: Record, has_past: bool) -> None:
    """Write into `found` every area near the fix, and near the way to it.

    Areas that are stamped already, because somebody is in them, are left out.
    """
    desk = tables.desk[0]
    desk.found = 0
    lat0, lon0, way = p.lat, p.lon, 0.0
    if has_past and has_way(p):
        lat0, lon0 = p.lat0, p.lon0
        way = length(*offset(lat0, lon0, p.lat, p.lon, p.cos))
    row, row0 = _row_of(p.lat), _row_of(lat0)
    in_row = int(tables.cells_in_row[row])
    column = _column_of(p.lon, in_row)
    is_one = row == row0 and column == _column_of(lon0, in_row)
    if is_one and p.acc <= _PAD_M:
        _look(tables, desk, p, _key_of(row, column, in_row), way)
    else:
        _sweep(tables, desk, p, lat0, lon0, way)
    _look(tables, desk, p, _WIDE, way)


@compiled
def _look(tables: Tables, desk: Record, p: Record, key: int, way: float) -> None:
    """Every area of one cell whose circle the fix, or the way to it, may touch."""
    slot = _slot_of(tables.keys, key)
    if tables.keys[slot] == -1:
        return
    around, blocks, stamps, found = tables.around, tables.blocks, tables.stamps, tables.found
    stamp, count, reach = desk.stamp, desk.found, p.acc + way
    block = tables.heads[slot]
    while block >= 0:
        for place in range(2, 2 + blocks[block, 1]):
            about = blocks[block, place]
            x, y = offset(around[about, 0], around[about, 1], p.lat, p.lon, around[about, 2])
            far = around[about, 3] + reach
            if x * x + y * y < far * far and stamps[about] != stamp:
                stamps[about] = stamp
                found[count] = about
                count += 1
        block = blocks[block, 0]
    desk.found = count


@compiled
def _sweep(tables: Tables, desk: Record, p: Record, lat0: float, lon0: float, way: float) -> None:
    """All cells along the way from a point to the fix, as wide as the fix is rough."""
    more = max(0.0, p.acc - _PAD_M)
    high = more / METRES_PER_DEGREE
    low_row = _row_of(max(-90.0, min(lat0, p.lat) - high))
    high_row = _row_of(min(90.0, max(lat0, p.lat) + high))
    for row in range(low_row, high_row + 1):
        in_row = int(tables.cells_in_row[row])
        bottom = row * _ROW_DEG - 90.0
        top = bottom + _ROW_DEG
        west, east = _between(p, lat0, lon0, bottom - high, top + high)
        first, last = _column_of(west, in_row), _column_of(east, in_row)
        if more > 0.0:
            first = _columns(bottom, top, more, west, in_row)[0]
            last = _columns(bottom, top, more, east, in_row)[1]
        for column in range(first, min(last, first + in_row - 1) + 1):
            _look(tables, desk, p, _key_of(row, column, in_row), way)


@compiled
def _between(p: Record, lat0: float, lon0: float, bottom: float, top: float) -> tuple[float, float]:
    """The most western and eastern longitude of a way between two latitudes."""
    east = p.lon - lon0
    if east > 180.0:
        east -= 360.0
    elif east < -180.0:
        east += 360.0
    north = p.lat - lat0
    a, b = 0.0, 1.0
    if abs(north) > 1e-12:
        a, b = (bottom - lat0) / north, (top - lat0) / north
        if a > b:
            a, b = b, a
        a, b = min(1.0, max(0.0, a)), min(1.0, max(0.0, b))
    one, two = lon0 + a * east, lon0 + b * east
    return min(one, two), max(one, two)

"""The grid over the Earth in which areas of anybody are found, changed while it is in use.

Rows are half a kilometre high, and each is cut into cells as wide as they are high.
Every area stands in all cells that it may touch with `PAD_M` around it, so a
fix that is no rougher than that finds everything in its own cell.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import METRES_PER_DEGREE
from tocsin.kernel.limits import AREA_CELLS_MAX
from tocsin.proximity.tables import BLOCK, Record, Tables
from tocsin.roads.compiled import compiled

Blocks = NDArray[np.int32]  # [b, BLOCK]
Entries = NDArray[np.int32]

ROW_DEG: Final = 0.0045
ROWS: Final = 40_000
PAD_M: Final = 100.0
WIDE: Final = -2
"""The key under which areas stand that are too wide for the grid."""
_MIX: Final = 0x9E3779B97F4A7C1
"""An odd number that scatters neighbouring keys."""


def rows() -> NDArray[np.int64]:
    """How many cells each row has, shape [ROWS]: the whole way round, at least one."""
    middle = (np.arange(ROWS) + 0.5) * ROW_DEG - 90.0
    cells: NDArray[np.int64] = np.rint(360.0 * np.cos(np.radians(middle)) / ROW_DEG).astype(
        np.int64
    )
    np.maximum(1, cells, out=cells)
    return cells


@compiled
def row_of(lat: float) -> int:
    return min(ROWS - 1, max(0, int((lat + 90.0) / ROW_DEG)))


@compiled
def column_of(lon: float, cells: int) -> int:
    """May lie outside of the row near the date line; `key_of` brings it back."""
    return math.floor((lon + 180.0) * cells / 360.0)


@compiled
def key_of(row: int, column: int, cells: int) -> int:
    return row << 32 | column % cells


@compiled
def slot_of(keys: NDArray[np.int64], key: int) -> int:
    """Where a key stands, or the empty place where it would."""
    mask = len(keys) - 1
    slot = ((key * _MIX) >> 29) & mask
    while keys[slot] != key and keys[slot] != -1:
        slot = (slot + 1) & mask
    return slot


@compiled
def columns(
    lat_low: float, lat_high: float, half_m: float, lon: float, cells: int
) -> tuple[int, int]:
    """First and last column that so many metres to both sides may touch, once round at most."""
    cos = min(math.cos(math.radians(lat_low)), math.cos(math.radians(lat_high)))
    if cos * METRES_PER_DEGREE * 170.0 <= half_m:
        return 0, cells - 1
    half = half_m / (cos * METRES_PER_DEGREE)
    first, last = column_of(lon - half, cells), column_of(lon + half, cells)
    return (0, cells - 1) if last - first >= cells else (first, last)


@compiled
def span(area: Record) -> tuple[float, float, float]:
    """The lowest and highest latitude of an area with its pad, and half its width in metres."""
    half = area.radius + PAD_M
    high = half / METRES_PER_DEGREE
    return max(-90.0, area.lat - high), min(90.0, area.lat + high), half


@compiled
def size(area: Record, cells_in_row: NDArray[np.int64]) -> int:
    """In how many cells an area stands."""
    low, high, half = span(area)
    count = 0
    for row in range(row_of(low), row_of(high) + 1):
        first, last = columns(low, high, half, area.lon, int(cells_in_row[row]))
        count += last - first + 1
    return count


@compiled
def push(blocks: Blocks, free: Entries, desk: Record, head: int, entry: int) -> int:
    """Put an entry into a chain of blocks; its first block after that."""
    if head < 0 or blocks[head, 1] == BLOCK - 2:
        desk.free -= 1
        block = int(free[desk.free])
        blocks[block, 0], blocks[block, 1] = head, 0
        head = block
    blocks[head, 2 + blocks[head, 1]] = entry
    blocks[head, 1] += 1
    return head


@compiled
def pull(blocks: Blocks, free: Entries, desk: Record, head: int, block: int, place: int) -> int:
    """Take the entry at a place of a chain out, the newest into its place; the first block."""
    blocks[head, 1] -= 1
    blocks[block, place] = blocks[head, 2 + blocks[head, 1]]
    if blocks[head, 1] > 0:
        return head
    after = int(blocks[head, 0])
    free[desk.free] = head
    desk.free += 1
    return after


@compiled
def _put(tables: Tables, key: int, about: int) -> None:
    slot, desk = slot_of(tables.keys, key), tables.desk[0]
    if tables.keys[slot] == -1:
        tables.keys[slot] = key
        tables.heads[slot] = -1
    tables.heads[slot] = push(tables.blocks, tables.free, desk, int(tables.heads[slot]), about)


@compiled
def _take(tables: Tables, key: int, about: int) -> None:
    slot, desk, blocks = slot_of(tables.keys, key), tables.desk[0], tables.blocks
    head = int(tables.heads[slot])
    block = head
    while block >= 0:
        for place in range(2, 2 + blocks[block, 1]):
            if blocks[block, place] == about:
                tables.heads[slot] = pull(blocks, tables.free, desk, head, block, place)
                return
        block = int(blocks[block, 0])


@compiled
def _put_or_take(tables: Tables, key: int, about: int, is_in: bool) -> None:
    if is_in:
        _put(tables, key, about)
    else:
        _take(tables, key, about)


@compiled
def place(tables: Tables, about: int, is_in: bool) -> None:
    """Put an area into all its cells, or take it out. There are free blocks and keys enough."""
    area = tables.areas[about]
    if area.wide:
        _put_or_take(tables, WIDE, about, is_in)
        return
    low, high, half = span(area)
    for row in range(row_of(low), row_of(high) + 1):
        cells = int(tables.cells_in_row[row])
        first, last = columns(low, high, half, area.lon, cells)
        for column in range(first, last + 1):
            _put_or_take(tables, key_of(row, column, cells), about, is_in)


@compiled
def rehash(keys: NDArray[np.int64], heads: Entries, into: Tables) -> int:
    """Bring all cells that are not empty into larger tables; how many they are."""
    count = 0
    for slot in range(len(keys)):
        if keys[slot] != -1 and heads[slot] >= 0:
            to = slot_of(into.keys, keys[slot])
            into.keys[to], into.heads[to] = keys[slot], heads[slot]
            count += 1
    return count


def is_wide(cells: int) -> bool:
    """Whether an area over so many cells is looked at for every fix instead."""
    return cells > AREA_CELLS_MAX

"""Tables that grow: new ones twice as long, with everything in its place."""

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from tocsin.proximity import cells
from tocsin.proximity.tables import AREA, BLOCK, DESK, LINE, PAIR, PARTY, TOLD, Records, Tables

Number = TypeVar("Number", bound=np.generic)

SMALLEST: Final = 64


def empty() -> Tables:
    """Tables with room for a few, and nobody in them."""
    desk = np.zeros(1, DESK)
    desk["free"] = SMALLEST
    return Tables(
        parties=_lined_up(SMALLEST + 1, PARTY),
        pairs=np.zeros(SMALLEST, PAIR),
        areas=np.zeros(SMALLEST, AREA),
        corners=np.zeros((SMALLEST, 2)),
        deadlines=np.full(SMALLEST, np.inf),
        around=np.zeros((SMALLEST, 4)),
        cells_in_row=cells.rows(),
        keys=np.full(SMALLEST, -1, np.int64),
        heads=np.full(SMALLEST, -1, np.int32),
        blocks=np.zeros((SMALLEST, BLOCK), np.int32),
        free=np.arange(SMALLEST, dtype=np.int32),
        stamps=np.zeros(SMALLEST, np.int64),
        found=np.zeros(SMALLEST, np.int32),
        desk=desk,
        told=np.zeros(4 * SMALLEST, TOLD),
    )


def _lined_up(size: int, dtype: np.dtype[np.void]) -> Records:
    """A table of zeros that begins with a line of the cache."""
    room = np.zeros(size * dtype.itemsize + LINE, np.uint8)
    skip = -room.ctypes.data % LINE
    return room[skip : skip + size * dtype.itemsize].view(dtype)


def _longer(table: NDArray[Number], size: int) -> NDArray[Number]:
    grown = np.zeros((size, *table.shape[1:]), table.dtype)
    grown[: len(table)] = table
    return grown


def for_party(tables: Tables, index: int) -> Tables:
    """The same with a row for this party; the last row stays the one for trials."""
    if index < len(tables.deadlines):
        return tables
    size = 2 * len(tables.deadlines)
    deadlines = np.full(size, np.inf)
    deadlines[: len(tables.deadlines)] = tables.deadlines
    parties = _lined_up(size + 1, PARTY)
    parties[: len(tables.parties)] = tables.parties
    return tables._replace(parties=parties, deadlines=deadlines)


def for_pair(tables: Tables, index: int) -> Tables:
    if index < len(tables.pairs):
        return tables
    return tables._replace(pairs=_longer(tables.pairs, 2 * len(tables.pairs)))


def for_area(tables: Tables, index: int) -> Tables:
    if index < len(tables.areas):
        return tables
    size = 2 * len(tables.areas)
    return tables._replace(
        areas=_longer(tables.areas, size),
        around=_longer(tables.around, size),
        stamps=_longer(tables.stamps, size),
        found=np.zeros(size, np.int32),
    )


def for_corners(tables: Tables, end: int) -> Tables:
    if end <= len(tables.corners):
        return tables
    return tables._replace(corners=_longer(tables.corners, 2 * max(end, len(tables.corners))))


def for_blocks(tables: Tables, more: int) -> Tables:
    """The same with at least so many free blocks."""
    have = int(tables.desk[0]["free"])
    if have >= more:
        return tables
    size = len(tables.blocks)
    added = max(size, more - have)
    free = _longer(tables.free, size + added)
    free[have : have + added] = np.arange(size, size + added)
    tables.desk[0]["free"] = have + added
    return tables._replace(blocks=_longer(tables.blocks, size + added), free=free)


def for_cells(tables: Tables, more: int) -> Tables:
    """The same with room for so many more cells, at most half of the places taken."""
    used = int((tables.keys != -1).sum())
    size = len(tables.keys)
    while 2 * (used + more) > size:
        size *= 2
    if size == len(tables.keys):
        return tables
    grown = tables._replace(keys=np.full(size, -1, np.int64), heads=np.full(size, -1, np.int32))
    cells.rehash(tables.keys, tables.heads, grown)
    return grown


def for_told(tables: Tables, more: int) -> Tables:
    """The same with room to tell so many; what was told before has been read."""
    if more <= len(tables.told):
        return tables
    return tables._replace(told=np.zeros(2 * more, TOLD))


class Indices:
    """Names to the rows of a table; a row that was given back is used again."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}
        self.names: list[str] = []
        self._spare: list[int] = []

    def take(self, name: str) -> int:
        index = self._spare.pop() if self._spare else len(self.names)
        if index == len(self.names):
            self.names.append(name)
        self.names[index] = name
        self.of[name] = index
        return index

    def drop(self, name: str, *, is_spare: bool = True) -> int:
        """The row of a name that is no more; it can be used again unless said otherwise."""
        index = self.of.pop(name)
        if is_spare:
            self._spare.append(index)
        return index

    def spare(self, indices: list[int]) -> None:
        self._spare.extend(indices)

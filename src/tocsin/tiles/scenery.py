"""What a map needs to be read, and no decision: water, woods, buildings, railways, paths.

An optional part of a map file: one that was made before there was any draws its roads alone.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.texts import Texts
from tocsin.roads.network import Bytes, Ints, Longs

PREFIX: Final = "scenery"
"""Before the name of each array in a map file."""

E7: Final = 10_000_000
"""Parts of a degree in which places are kept, as OpenStreetMap does: a centimetre."""


class Kind(IntEnum):
    """What a piece of scenery is. The numbers stand in map files; those from `LINES` are lines."""

    WATER = 0
    WETLAND = 1
    WOOD = 2
    GRASS = 3
    """Whatever is green and open: a park, a meadow, a pitch, a cemetery."""
    FARMLAND = 4
    BARE = 5
    """Sand, rock, a quarry."""
    RESIDENTIAL = 6
    COMMERCIAL = 7
    INDUSTRIAL = 8
    PUBLIC = 9
    """The grounds of a school, a hospital, an airport."""
    PARKING = 10
    SQUARE = 11
    BUILDING = 12
    RIVER = 32
    STREAM = 33
    RAILWAY = 34
    TRAM = 35
    PATH = 36
    STEPS = 37
    RUNWAY = 38
    PIER = 39


LINES: Final = Kind.RIVER
"""The first kind that is a line; every one before is an area."""


class Scenery(NamedTuple):
    """s pieces, r rings, p points. Of an area the first ring is its border, the others are holes.

    The rings of piece i are `first_ring[i]` up to `first_ring[i + 1]`, and so on. A
    line has one ring, which is not closed. Places are degrees WGS 84 times `E7`.
    """

    kind: Bytes  # [s] Kind
    name: Ints  # [s] index into the names, -1 nameless
    first_ring: Longs  # [s + 1]
    first_point: Longs  # [r + 1]
    latitude_e7: Ints  # [p]
    longitude_e7: Ints  # [p]
    name_blob: Bytes
    name_first: Longs

    @property
    def names(self) -> Texts:
        """The names that `name` points into."""
        return Texts(self.name_blob, self.name_first)


def scenery_from(arrays: Mapping[str, NDArray[np.generic]]) -> Scenery | None:
    """The scenery out of the arrays of a map file; None where it keeps none."""
    fields = [arrays.get(f"{PREFIX}.{field}") for field in Scenery._fields]
    if any(field is None for field in fields):
        return None
    return Scenery(*cast("list[NDArray[np.generic]]", fields))  # type: ignore[arg-type]

"""Where tiles lie: the square world of Web Mercator, halved once for each zoom.

x runs east from 180 degrees west, y south from 85.05 degrees north, both from 0 to 1
(EPSG:3857, scaled; OpenStreetMap wiki, "Slippy map tilenames").
"""

from typing import Final, NamedTuple

import numpy as np

from tocsin.roads.network import Floats

ZOOM_MIN: Final = 5
ZOOM_MAX: Final = 15
"""Tiles of this zoom hold everything; whoever looks closer enlarges them."""

LATITUDE_MAX: Final = 85.0511287798066


class Tile(NamedTuple):
    """One square of the world: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether the world has such a square."""
        return self.z >= 0 and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z


def across(longitude: Floats) -> Floats:
    """Columns of the world, 0 to 1, of degrees of longitude."""
    return longitude / 360.0 + 0.5


def down(latitude: Floats) -> Floats:
    """Rows of the world, 0 to 1, of degrees of latitude."""
    kept = np.radians(np.clip(latitude, -LATITUDE_MAX, LATITUDE_MAX))
    return np.asarray(0.5 - np.arcsinh(np.tan(kept)) / (2 * np.pi))


def touches(tile: Tile, box: tuple[float, float, float, float]) -> bool:
    """Whether a tile holds a part of this box: south, west, north, east in degrees."""
    south, west, north, east = box
    left, right = across(np.array([west, east])) * (1 << tile.z)
    top, bottom = down(np.array([north, south])) * (1 << tile.z)
    return bool(tile.x <= right and tile.x + 1 > left and tile.y <= bottom and tile.y + 1 > top)

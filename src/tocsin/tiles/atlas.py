"""All of a map as tiles: asked for one, it cuts every layer and packs them."""

import gzip
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Final, NamedTuple

from tocsin.geo.texts import Texts
from tocsin.places.record import Gazetteer
from tocsin.roads.network import Network
from tocsin.tiles.drawn import Drawn, Laid, cut, lay
from tocsin.tiles.layers import layers
from tocsin.tiles.mercator import ZOOM_MAX, ZOOM_MIN, Tile, touches
from tocsin.tiles.scenery import Scenery

VERSION: Final = 1
"""Of what is in a tile. Raise it when that changes: tiles are kept for ever by their hash."""

ATTRIBUTION: Final = "© OpenStreetMap contributors"

PACKED: Final = 6
"""How hard gzip tries: of 1 to 9, where twice the time begins to save next to nothing."""


class Sources(NamedTuple):
    """What a map file holds that can be drawn. `box` is south, west, north, east in degrees."""

    network: Network
    names: Texts
    gazetteer: Gazetteer
    scenery: Scenery | None
    box: tuple[float, float, float, float]
    digest: str


class Atlas:
    """The tiles of one map. Nothing is read before the first tile; then one thread cuts them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.box = sources.box
        named = f"{sources.digest}/{VERSION}".encode()
        self.hash = blake2b(named, digest_size=10).hexdigest()
        """Changes whenever any tile may have changed."""

    @cached_property
    def _layers(self) -> Sequence[Laid]:
        return tuple(lay(each) for each in self.drawn())

    def drawn(self) -> Sequence[Drawn]:
        """Every layer, in the order in which they lie in a tile."""
        return layers(*self._sources[:4])

    def has(self, tile: Tile) -> bool:
        """Whether this is a tile of this map: at a zoom it is drawn for, with a part of it."""
        is_drawn = ZOOM_MIN <= tile.z <= ZOOM_MAX and tile.exists
        return is_drawn and touches(tile, self.box)

    def tile(self, tile: Tile) -> bytes:
        """A tile, packed with gzip; the same bytes every time."""
        whole = b"".join(cut(each, tile) for each in self._layers)
        return gzip.compress(whole, PACKED, mtime=0)

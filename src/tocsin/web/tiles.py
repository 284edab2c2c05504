"""Cutting tiles beside the loop: one at a time, few in line, none twice, and kept."""

import asyncio
from collections import OrderedDict
from typing import Final

from tocsin.engine.aside import Aside, Threads
from tocsin.tiles.atlas import Atlas
from tocsin.tiles.mercator import Tile
from tocsin.web.problems import Problem
from tocsin.web.settings import TILES_KEPT_BYTES_MAX, TILES_WAITING_MAX

LANE: Final = "tiles"


class Tiles:
    """The tiles of one map. One thread cuts them, so they never take more than one processor."""

    def __init__(self, atlas: Atlas, aside: Aside) -> None:
        self.atlas = atlas
        self._aside = aside
        self._kept: OrderedDict[Tile, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._waiting: dict[Tile, asyncio.Task[bytes]] = {}

    async def get(self, tile: Tile) -> bytes:
        """A tile, packed with gzip. Raises Problem (503) when too many wait for theirs already.

        Whoever goes away while theirs is cut leaves it to whoever asks next.
        """
        kept = self._kept.get(tile)
        if kept is not None:
            self._kept.move_to_end(tile)
            return kept
        cutting = self._waiting.get(tile)
        if cutting is None:
            if len(self._waiting) >= TILES_WAITING_MAX:
                raise Problem(503, "busy", "Too many tiles are being cut. Ask again in a moment.")
            cutting = self._waiting[tile] = asyncio.create_task(self._cut(tile))
            cutting.add_done_callback(_heard)
        return await asyncio.shield(cutting)

    async def _cut(self, tile: Tile) -> bytes:
        try:
            made = await self._aside(LANE, lambda: self.atlas.tile(tile))
        finally:
            del self._waiting[tile]
        self._keep(tile, made)
        return made

    def _keep(self, tile: Tile, made: bytes) -> None:
        """Keep a tile, and let go of those that nobody asked for in the longest time."""
        self._kept[tile] = made
        self._kept_bytes += len(made)
        while self._kept_bytes > TILES_KEPT_BYTES_MAX:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest)

    def close(self) -> None:
        """Cut nothing more."""
        self._aside.close()


def tiles_of(atlas: Atlas | None) -> Tiles | None:
    """The tiles of a map, cut in a thread of their own; None where there is no map."""
    return Tiles(atlas, Threads()) if atlas else None


def _heard(cutting: "asyncio.Task[bytes]") -> None:
    """Look at what went wrong, though whoever asked has gone; else the loop complains of it."""
    if not cutting.cancelled():
        cutting.exception()

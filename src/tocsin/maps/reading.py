"""From an OpenStreetMap file to plain arrays, in three passes: relations, nodes, ways.

Every pass reads the blocks in portions, so a portion is all that is held of the
file, and the progress is that of the bytes. Since nodes have a pass of their own,
the order of the objects in the file does not matter.
"""

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import osm_entity_bits

from tocsin.maps.blocks import Block, find
from tocsin.maps.mistakes import MapUnreadable, Reason

Progress: TypeAlias = Callable[[str, float], None]
"""Told what is being done, and which share of that is done."""

PORTION_BYTES: Final = 4 * 2**20
"""Of packed blocks that are read at once."""

_DAMAGED: Final = "the file is damaged: {}; fetch it again and compare its checksum"


class Source(NamedTuple):
    """An OpenStreetMap file that looks whole. XML has no blocks."""

    path: Path
    blocks: list[Block]
    data_until: str


def open_source(path: Path) -> Source:
    """Look at the file from outside. MapUnreadable when it is missing, empty, cut or no map."""
    if not path.exists():
        raise MapUnreadable(Reason.MISSING, "there is no file at this path")
    if not path.is_file():
        raise MapUnreadable(Reason.NOT_A_MAP, "this is a folder; name the file .osm.pbf in it")
    if path.stat().st_size == 0:
        raise MapUnreadable(Reason.EMPTY, "the file is empty; fetch it again")
    is_xml = path.name.endswith((".osm", ".osm.gz", ".osm.bz2"))
    blocks = [] if is_xml else find(path)
    until = _data_until(path, blocks)
    if not is_xml and len(blocks) == 1:
        raise MapUnreadable(Reason.EMPTY, "the file is a map with nothing in it")
    return Source(path, blocks, until)


def _data_until(path: Path, blocks: list[Block]) -> str:
    """Until when the map knows the world, as its header says; empty where it does not."""
    try:
        file: Any = path if not blocks else osmium.io.FileBuffer(_bytes(path, blocks[:1]), "pbf")
        with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
            header = reader.header()
    except RuntimeError as error:
        raise _damaged(error) from None
    if header.has_multiple_object_versions:
        raise MapUnreadable(
            Reason.HISTORY, "this file holds the map's history; an extract of today is needed"
        )
    return header.get("osmosis_replication_timestamp", "")


def _damaged(error: Exception) -> MapUnreadable:
    """Of osmium's words only what is about the format, never about what is in the map."""
    text = str(error).partition(":")[0].strip() or "it does not unpack"
    return MapUnreadable(Reason.DAMAGED, _DAMAGED.format(text.lower()))


def _bytes(path: Path, blocks: list[Block]) -> bytes:
    """These neighbouring blocks, as they lie in the file."""
    with path.open("rb") as file:
        file.seek(blocks[0].begin)
        return file.read(blocks[-1].end - blocks[0].begin)


def objects(
    source: Source,
    entities: osm_entity_bits,
    handlers: tuple[Any, ...],
    doing: str,
    progress: Progress,
) -> Iterator[Any]:
    """The objects of these kinds that pass the handlers, each valid until the next is asked for.

    MapUnreadable when the file turns out to be damaged.
    """
    progress(doing, 0.0)
    try:
        if source.blocks:
            yield from _from_blocks(source, entities, handlers, doing, progress)
        else:
            with osmium.io.Reader(source.path, entities) as reader:
                yield from osmium.OsmFileIterator(reader, *handlers)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise _damaged(error) from None
    progress(doing, 1.0)


def _from_blocks(
    source: Source,
    entities: osm_entity_bits,
    handlers: tuple[Any, ...],
    doing: str,
    progress: Progress,
) -> Iterator[Any]:
    pool = osmium.io.ThreadPool()
    head = _bytes(source.path, source.blocks[:1])
    size = source.blocks[-1].end
    for portion in _portions(source.blocks[1:]):
        buffer = osmium.io.FileBuffer(head + _bytes(source.path, portion), "pbf")
        with osmium.io.Reader(buffer, entities, thread_pool=pool) as reader:
            yield from osmium.OsmFileIterator(reader, *handlers)
        if portion[-1].end < size:
            progress(doing, portion[-1].end / size)


def _portions(blocks: list[Block]) -> Iterator[list[Block]]:
    portion: list[Block] = []
    for block in blocks:
        portion.append(block)
        if block.end - portion[0].begin >= PORTION_BYTES:
            yield portion
            portion = []
    if portion:
        yield portion


class Lines(NamedTuple):
    """Ways as they are drawn. w ways, p positions; a missing node has no location (NaN)."""

    first: NDArray[np.int64]  # [w + 1]
    node: NDArray[np.int64]  # [p]
    longitude: NDArray[np.float64]  # [p]
    latitude: NDArray[np.float64]  # [p]


class LineBuffer:
    """Collects ways one after the other, in memory as tight as arrays."""

    def __init__(self) -> None:
        self._first = array("q", [0])
        self._node = array("q")
        self._place = array("d")
        self._wkb = osmium.geom.WKBFactory()

    def __len__(self) -> int:
        return len(self._first) - 1

    def add(self, way: Any) -> int:
        """Append this way; its number."""
        nodes = way.nodes
        self._node.extend([node.ref for node in nodes])
        self._place.frombytes(self._places(way, nodes))
        self._first.append(len(self._node))
        return len(self._first) - 2

    def nodes_of(self, line: int) -> list[int]:
        """The node ids of one way."""
        return self._node[self._first[line] : self._first[line + 1]].tolist()

    def _places(self, way: Any, nodes: Any) -> bytes:
        """Longitude and latitude of each node in turn, as doubles."""
        if len(nodes) > 1:
            try:
                text = self._wkb.create_linestring(way, osmium.geom.use_nodes.ALL)
            except (osmium.InvalidLocationError, RuntimeError):
                pass
            else:
                # Byte order (1), type (4), count (4), then the points.
                raw = bytes.fromhex(text)[9:]
                if len(raw) == 16 * len(nodes):
                    return raw
        return _one_by_one(nodes)

    def finish(self) -> Lines:
        """All of them as arrays."""
        place = np.frombuffer(self._place, np.float64).reshape(-1, 2)
        return Lines(
            np.frombuffer(self._first, np.int64),
            np.frombuffer(self._node, np.int64),
            place[:, 0],
            place[:, 1],
        )


def _one_by_one(nodes: Any) -> bytes:
    place = array("d")
    for node in nodes:
        is_known = node.location.valid()
        place.append(node.location.lon if is_known else float("nan"))
        place.append(node.location.lat if is_known else float("nan"))
    return place.tobytes()

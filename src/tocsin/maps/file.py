"""One map as one file that is mapped into memory, so that all processes share its pages.

    0   8 bytes   magic
    8   uint32    version of this layout, little-endian like everything here
    12  uint32    length of the header h
    16  32 bytes  BLAKE2b of the header
    48  h bytes   header: JSON of `Header`, with spaces up to a multiple of 64 bytes
    ..            arrays, each at a multiple of 64 bytes

The header is checked at every opening. The digest over all arrays is checked
when asked for, since that reads the whole file.
"""

import mmap
import os
import struct
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from tocsin.geo.texts import Texts
from tocsin.maps.mistakes import MapUnreadable, Reason
from tocsin.roads.network import FORMAT

MAGIC: Final = b"TOCSINM\n"

LAYOUT: Final = 1
"""Version of the layout above."""

ALIGNMENT: Final = 64
"""Bytes; a line of the processor's cache."""

START: Final = struct.Struct("<8sII32s")

HEADER_BYTES_MAX: Final = 16 * 2**20

PIECE_BYTES: Final = 4 * 2**20
"""How much is hashed at once."""


class MapMeta(msgspec.Struct, frozen=True):
    """What one should know of a map before using it.

    `box` is south, west, north, east in degrees WGS 84. `drives_on_left` is read
    off the roundabouts.
    """

    source: str
    source_bytes: int
    source_digest: str
    box: tuple[float, float, float, float]
    counts: dict[str, int]
    data_until: str = ""
    drives_on_left: bool = False
    format: int = FORMAT

    def covers(self, latitude: float, longitude: float) -> bool:
        """Whether this point lies within the box around all roads and footways."""
        south, west, north, east = self.box
        return south <= latitude <= north and west <= longitude <= east


class Row(msgspec.Struct, frozen=True):
    """Where one array lies."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    offset: int


class Header(msgspec.Struct, frozen=True):
    """The table of a map file. `offset` counts from the first array."""

    meta: MapMeta
    rows: tuple[Row, ...]
    array_bytes: int
    digest: str


class MapFile(NamedTuple):
    """An open map. The arrays are read-only and lie in the file."""

    meta: MapMeta
    arrays: Mapping[str, NDArray[np.generic]]
    digest: str = ""
    """Of all arrays: two files with the same one are the same map."""

    @property
    def names(self) -> Texts:
        """The names that `network.name` points into."""
        return Texts(
            cast("NDArray[np.uint8]", self.arrays["names.blob"]),
            cast("NDArray[np.int64]", self.arrays["names.first"]),
        )


def write(path: Path, meta: MapMeta, arrays: Mapping[str, NDArray[Any]]) -> int:
    """Write a map beside `path` and put it there in one step; the bytes written.

    Whoever has the old file open keeps reading the old one. OSError when the disk
    refuses; then what stood at `path` still stands there.
    """
    laid = {
        name: np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        for name, array in arrays.items()
    }
    header = _header(meta, laid)
    encoded = msgspec.json.encode(header)
    encoded += b" " * (-(START.size + len(encoded)) % ALIGNMENT)
    start = START.pack(MAGIC, LAYOUT, len(encoded), blake2b(encoded, digest_size=32).digest())
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            out.write(start + encoded)
            for array in laid.values():
                out.write(array.data.cast("B") if array.size else b"")
                out.write(bytes(-out.tell() % ALIGNMENT))
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _settle(path.parent)
    return size


def _header(meta: MapMeta, laid: Mapping[str, NDArray[Any]]) -> Header:
    rows: list[Row] = []
    offset = 0
    digest = blake2b(digest_size=32)
    for name, array in laid.items():
        rows.append(Row(name, array.dtype.str, array.shape, offset))
        digest.update(array.data.cast("B") if array.size else b"")
        padding = -array.nbytes % ALIGNMENT
        digest.update(bytes(padding))
        offset += array.nbytes + padding
    return Header(meta, tuple(rows), offset, digest.hexdigest())


def _settle(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_map(path: Path, *, verify: bool = False) -> MapFile:
    """Open a map file. MapUnreadable says why not; `verify` reads all of it and compares."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            header, first = _read_header(file.read(START.size), file.read(HEADER_BYTES_MAX))
            if size != first + header.array_bytes:
                raise MapUnreadable(
                    Reason.CUT_SHORT,
                    f"the map file has {size:,} bytes where {first + header.array_bytes:,} "
                    "belong; import the map again",
                )
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise MapUnreadable(Reason.MISSING, "there is no map file at this path") from None
    except IsADirectoryError:
        raise MapUnreadable(Reason.NOT_A_MAP, "this is a folder, not a map file") from None
    if verify:
        _verify(mapped, first, header.digest)
    return MapFile(header.meta, _arrays(mapped, first, header), header.digest)


def _read_header(start: bytes, rest: bytes) -> tuple[Header, int]:
    """The header, and the byte at which the first array begins."""
    if not start:
        raise MapUnreadable(Reason.EMPTY, "the map file is empty; import the map again")
    if len(start) < START.size or not start.startswith(MAGIC):
        raise MapUnreadable(
            Reason.NOT_A_MAP,
            "this is not a map file of Tocsin; make one with `tocsin import map FILE.osm.pbf`",
        )
    _, layout, length, digest = START.unpack(start)
    if layout != LAYOUT:
        raise _other_version()
    encoded = rest[:length]
    if len(encoded) < length:
        raise MapUnreadable(Reason.CUT_SHORT, "the map file is cut short; import the map again")
    if blake2b(encoded, digest_size=32).digest() != digest:
        raise _damaged()
    try:
        header = msgspec.json.decode(encoded, type=Header)
    except msgspec.DecodeError:
        raise _other_version() from None
    if header.meta.format != FORMAT:
        raise _other_version()
    return header, START.size + length


def _other_version() -> MapUnreadable:
    return MapUnreadable(
        Reason.OTHER_VERSION,
        "this map file was made by another version of Tocsin; import the map again",
    )


def _damaged() -> MapUnreadable:
    return MapUnreadable(Reason.DAMAGED, "the map file is damaged; import the map again")


def _verify(mapped: mmap.mmap, first: int, digest: str) -> None:
    view = memoryview(mapped)
    found = blake2b(digest_size=32)
    for begin in range(first, len(view), PIECE_BYTES):
        found.update(view[begin : begin + PIECE_BYTES])
    if found.hexdigest() != digest:
        raise _damaged()


def _arrays(mapped: mmap.mmap, first: int, header: Header) -> dict[str, NDArray[np.generic]]:
    return {
        row.name: np.frombuffer(
            mapped, np.dtype(row.dtype), int(np.prod(row.shape)), first + row.offset
        ).reshape(row.shape)
        for row in header.rows
    }

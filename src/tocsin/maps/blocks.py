"""The blocks of a PBF file, found without reading what is in them.

A PBF file has no mark at its end, so a copy that broke off would be read without
complaint and make a smaller map. Hence every block is measured against the file,
and a file whose last block is full to the brim, as only a block in the middle is,
counts as cut between two blocks. Layout: OpenStreetMap wiki, "PBF Format".
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from tocsin.maps.mistakes import MapUnreadable, Reason

HEADER_BYTES_MAX: Final = 64 * 1024
"""Of one block's own header, by the format."""

BLOB_BYTES_MAX: Final = 32 * 2**20
"""Of one block, by the format."""

FULL_BLOCK: Final = 8000
"""Objects that most writers (osmium, Osmosis) put into one block before they begin the next."""

FULL_BLOCK_MIN: Final = 1000
"""Another writer's measure is what its first block holds, if that is at least so much."""


class Block(NamedTuple):
    """One block: from where, with its own header, to where; and where its blob begins."""

    kind: str
    begin: int
    blob: int
    end: int


def find(path: Path) -> list[Block]:
    """All blocks of the file. MapUnreadable when they do not fill it exactly."""
    size = path.stat().st_size
    with path.open("rb") as file:
        blocks = list(_walk(file, size))
        if blocks[0].kind != "OSMHeader":
            raise _not_a_pbf()
        _refuse_a_cut_between_blocks(file, blocks)
    return blocks


def _walk(file: BinaryIO, size: int) -> Iterator[Block]:
    at = 0
    while at < size:
        file.seek(at)
        length = int.from_bytes(file.read(4), "big")
        if at + 4 > size or not 0 < length <= HEADER_BYTES_MAX:
            raise _not_a_pbf() if at == 0 else _cut(at, size)
        head = file.read(length)
        kind, blob_bytes = _blob_header(head) if len(head) == length else ("", -1)
        if at == 0 and len(head) == length and kind != "OSMHeader":
            raise _not_a_pbf()
        blob = at + 4 + length
        if not 0 < blob_bytes <= BLOB_BYTES_MAX or blob + blob_bytes > size:
            raise _cut(at, size)
        yield Block(kind, at, blob, blob + blob_bytes)
        at = blob + blob_bytes


def _not_a_pbf() -> MapUnreadable:
    return MapUnreadable(
        Reason.NOT_A_MAP,
        "this is not an OpenStreetMap file; .osm.pbf is accepted, and .osm, .osm.gz, .osm.bz2",
    )


def _cut(at: int, size: int) -> MapUnreadable:
    return MapUnreadable(
        Reason.CUT_SHORT,
        f"the file is cut short or damaged: its {size:,} bytes end inside the block that "
        f"begins at byte {at:,}; fetch it again and compare its checksum",
    )


def _blob_header(head: bytes) -> tuple[str, int]:
    """BlobHeader: type is field 1, datasize field 3; no text and -1 when it is not one."""
    kind, size = "", -1
    for number, value in _fields(head):
        if number == 1 and isinstance(value, bytes):
            kind = value.decode("ascii", "replace")
        elif number == 3 and isinstance(value, int):
            size = value
    return kind, size


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a protobuf message: a number for a varint, bytes for the rest.

    Ends quietly where the message makes no sense.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield number, value
        elif wire in {1, 5}:
            at += 8 if wire == 1 else 4
        elif wire == 2:
            length, at = _varint(message, at)
            yield number, message[at : at + length]
            at += length
        else:
            return


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return 0, len(message)


def _refuse_a_cut_between_blocks(file: BinaryIO, blocks: list[Block]) -> None:
    """The last block of a whole file is full by a chance of one in thousands only."""
    if len(blocks) == 1:
        return
    last = _objects(file, blocks[-1])
    first = _objects(file, blocks[1]) if len(blocks) > 2 else 0
    if last == FULL_BLOCK or last == first >= FULL_BLOCK_MIN:
        raise MapUnreadable(
            Reason.CUT_SHORT,
            "the file ends with a full block, as one does that was cut between two blocks; "
            "compare its checksum, and if it is whole write it anew with `osmium sort`",
        )


def _objects(file: BinaryIO, block: Block) -> int:
    """How many objects are in a block, -1 when it is packed in a way not known here."""
    file.seek(block.blob)
    data = _unpacked(file.read(block.end - block.blob))
    if data is None:
        return -1
    return sum(_group_objects(group) for n, group in _fields(data) if n == 2)


def _unpacked(blob: bytes) -> bytes | None:
    """Blob: raw is field 1, zlib field 3. None for other packings and for what does not unpack."""
    for number, value in _fields(blob):
        if number == 1 and isinstance(value, bytes):
            return value
        if number == 3 and isinstance(value, bytes):
            try:
                return zlib.decompress(value)
            except zlib.error:
                return None
    return None


def _group_objects(group: int | bytes) -> int:
    """PrimitiveGroup: nodes, ways and relations are fields 1, 3 and 4; dense nodes field 2."""
    count = 0
    for number, value in _fields(group if isinstance(group, bytes) else b""):
        if number == 2 and isinstance(value, bytes):
            ids = next((ids for n, ids in _fields(value) if n == 1), b"")
            count += sum(byte < 0x80 for byte in ids) if isinstance(ids, bytes) else 0
        elif number in {1, 3, 4}:
            count += 1
    return count

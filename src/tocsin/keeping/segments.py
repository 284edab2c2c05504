"""Stretches of the ledger as files that anybody can check, by themselves and one after another.

A segment is gzip over lines of JSON. The first line says whose it is and what it
follows: `{"format":"tocsin-segment-1","agency":...,"after":N,"after_hash":...}`.
Then comes one line for each entry, in order:

    [position, recorded_at, stream, kind, version, actor, cause, body, hash]

`recorded_at` in microseconds since 1970 UTC; `body` is the text of the body, or
`{"base64": ...}` where that is no UTF-8. The hash is that of `ledger.chain`, and the
previous hash of each entry is the hash of the line before. The last line is
`{"last":N,"last_hash":...}`. The same entries always give the same bytes.
Personal text in it is sealed, and its keys are elsewhere.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from tocsin.facts.envelope import Envelope
from tocsin.keeping.files import KeepingError, Kept, described, durable
from tocsin.kernel.limits_keeping import SEGMENT_ENTRIES
from tocsin.ledger import chain

PACKING: Final = 3
"""How hard gzip tries. More costs much time and saves little: half of it is hashes and seals."""

LINE_BYTES_MAX: Final = 16_000_000
"""No entry is so long; a longer line is no line of ours."""

Head = tuple[int, str]


class First(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of a segment."""

    format: Literal["tocsin-segment-1"]
    agency: str
    after: int
    after_hash: str


class Last(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line of a segment."""

    last: int
    last_hash: str


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One segment in a list of them: its file, what it follows, and its own end."""

    file: Kept
    after: int
    after_hash: str
    last: int
    last_hash: str


def name_of(after: int, last: int) -> str:
    """How the file with the entries behind `after` up to `last` is called."""
    return f"entries-{after + 1:012d}-{last:012d}.segment"


def write(folder: Path, agency: str, entries: Iterable[Envelope], after: Head) -> Segment | None:
    """Write one segment of all these entries, which follow `after`; None where there are none.

    Raises OSError, and whatever reading the entries raises.
    """
    iterator = iter(entries)
    first = next(iterator, None)
    if first is None:
        return None
    draft = folder / f"entries-{after[0] + 1:012d}.writing"
    last, last_hash = after
    with (
        durable(draft) as file,
        gzip.GzipFile("", "wb", PACKING, file, mtime=0) as packed,
    ):
        packed.write(_line(First("tocsin-segment-1", agency, *after)))
        for envelope in (each for part in ((first,), iterator) for each in part):
            packed.write(_line(_row(envelope)))
            last, last_hash = envelope.position, envelope.hash
        packed.write(_line(Last(last, last_hash)))
    path = folder / name_of(after[0], last)
    draft.replace(path)
    return Segment(described(path), after[0], after[1], last, last_hash)


def write_all(
    folder: Path,
    agency: str,
    entries: Iterable[Envelope],
    after: Head = chain.GENESIS,
    size: int = SEGMENT_ENTRIES,
) -> Iterator[Segment]:
    """Write segment after segment of `size` entries, the last with what is left."""
    iterator = iter(entries)
    while (segment := write(folder, agency, islice(iterator, size), after)) is not None:
        yield segment
        after = segment.last, segment.last_hash


def read(path: Path, agency: str) -> Iterator[Envelope]:
    """The entries of one segment, as they stand there: `chain.verify` says whether they hold.

    Raises KeepingError when this is no whole segment of the agency.
    """
    try:
        with gzip.open(path, "rb") as packed:
            first = _read(packed.readline(LINE_BYTES_MAX), First, path)
            if first.agency != agency:
                raise KeepingError(f"{path} belongs to {first.agency}, not to {agency}.")
            previous = first.after_hash
            while (line := packed.readline(LINE_BYTES_MAX)).startswith(b"["):
                envelope = _envelope(line, previous, path)
                yield envelope
                previous = envelope.hash
            last = _read(line, Last, path)
            if last.last_hash != previous or packed.read(1):
                raise KeepingError(f"{path} does not end as its last line says.")
    except (OSError, EOFError, zlib.error) as error:
        raise KeepingError(f"{path} cannot be unpacked: it is damaged or cut.") from error


def head_before(path: Path) -> Head:
    """What the entries of a segment follow, as it says itself. Raises KeepingError."""
    try:
        with gzip.open(path, "rb") as packed:
            first = _read(packed.readline(LINE_BYTES_MAX), First, path)
    except (OSError, EOFError, zlib.error) as error:
        raise KeepingError(f"{path} cannot be unpacked: it is damaged or cut.") from error
    return first.after, first.after_hash


def read_all(folder: Path, agency: str, segments: Iterable[Segment]) -> Iterator[Envelope]:
    """The entries of segments, one after the other. Raises KeepingError."""
    for segment in segments:
        yield from read(folder / segment.file.name, agency)


def _line(value: Any) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _row(envelope: Envelope) -> tuple[Any, ...]:
    try:
        body: Any = envelope.body.decode()
    except UnicodeDecodeError:
        body = {"base64": envelope.body}
    micros = chain.to_micros(envelope.recorded_at)
    return (
        *(envelope.position, micros, envelope.stream, envelope.kind, envelope.version),
        *(envelope.actor, envelope.cause, body, envelope.hash),
    )


class _Octets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    base64: bytes


_ROW: Final = msgspec.json.Decoder(tuple[int, int, str, str, int, str, int, str | _Octets, str])


def _envelope(line: bytes, previous_hash: str, path: Path) -> Envelope:
    try:
        position, micros, stream, kind, version, actor, cause, body, digest = _ROW.decode(line)
        moment = chain.from_micros(micros)
    except (msgspec.MsgspecError, UnicodeDecodeError, OverflowError) as error:
        raise KeepingError(f"{path} holds a line that is no entry: it is damaged.") from error
    octets = body.encode() if isinstance(body, str) else body.base64
    return Envelope(
        *(position, moment, stream, kind, version, actor, cause, octets),
        previous_hash=previous_hash,
        hash=digest,
    )


def _read(line: bytes, kind: type[Any], path: Path) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeepingError(f"{path} is no whole segment of a ledger.") from error

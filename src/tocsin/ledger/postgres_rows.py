r"""Entries as PostgreSQL keeps them, and back.

Text is kept as text, so that whoever looks into the database can read it. The
one character that PostgreSQL cannot keep, U+0000, is written `\0`, and a
backslash therefore `\\`. Hashes are kept as 32 bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from struct import Struct
from typing import Any, Final

from psycopg.abc import AdaptContext
from psycopg.adapt import Dumper
from psycopg.pq import Format

from tocsin.facts.envelope import Envelope
from tocsin.ledger import chain
from tocsin.ledger.ledger import LedgerCorrupt

ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
ROW_TYPES: Final = (int, int, str, str, int, str, int, bytes, bytes, bytes)


def escaped(text: str) -> str:
    """Text as it is kept."""
    if "\\" not in text and "\0" not in text:
        return text
    return text.replace("\\", "\\\\").replace("\0", "\\0")


def plain(kept: str) -> str:
    """Kept text as it was given."""
    if "\\" not in kept:
        return kept
    return ESCAPED.sub(lambda match: "\0" if match[1] == "0" else match[1], kept)


def digest_of(subject: str) -> bytes:
    """What the key of a subject is found by."""
    return sha256(subject.encode()).digest()


class Packed:
    """A list as PostgreSQL reads it, in binary: psycopg looks at every element of a list to
    find out what it is, which takes longer than the server takes to write an entry.
    """

    __slots__ = ("octets", "oid")

    def __init__(self, array_oid: int, oid: int, octets: Iterable[bytes]) -> None:
        parts = list(octets)
        head = HEAD.pack(1 if parts else 0, 0, oid)
        if parts:
            head += BOUNDS.pack(len(parts), 1)
        self.oid = array_oid
        self.octets = head + b"".join([LENGTH.pack(len(each)) + each for each in parts])


class PackedDumper(Dumper):
    """Hands a packed list on as it is."""

    format = Format.BINARY

    def dump(self, obj: Packed) -> bytes:
        return obj.octets

    def get_key(self, obj: Packed, format: Any) -> Any:  # noqa: A002, ARG002 - as psycopg calls it.
        return (self.cls, obj.oid)

    def upgrade(self, obj: Packed, format: Any) -> "PackedDumper":  # noqa: A002, ARG002
        dumper = PackedDumper(self.cls)
        dumper.oid = obj.oid
        return dumper


HEAD: Final = Struct("!iiI")
BOUNDS: Final = Struct("!ii")
LENGTH: Final = Struct("!i")
INTEGER: Final = Struct("!i")
BIGINT: Final = Struct("!q")


def understand(context: AdaptContext) -> None:
    """Let a connection take packed lists."""
    context.adapters.register_dumper(Packed, PackedDumper)


def packed_bytes(values: Iterable[bytes]) -> Packed:
    return Packed(1001, 17, values)


def packed_texts(values: Iterable[str]) -> Packed:
    return Packed(1009, 25, (escaped(each).encode() for each in values))


def packed_bigints(values: Iterable[int]) -> Packed:
    return Packed(1016, 20, map(BIGINT.pack, values))


def packed_integers(values: Iterable[int]) -> Packed:
    return Packed(1007, 23, map(INTEGER.pack, values))


def columns(envelopes: Sequence[Envelope]) -> dict[str, Packed]:
    """What `append` is given: a list for each column, so that many entries are one statement."""
    return {
        "versions": packed_integers(each.version for each in envelopes),
        "moments": packed_bigints(chain.to_micros(each.recorded_at) for each in envelopes),
        "causes": packed_bigints(each.cause for each in envelopes),
        "streams": packed_texts(each.stream for each in envelopes),
        "kinds": packed_texts(each.kind for each in envelopes),
        "actors": packed_texts(each.actor for each in envelopes),
        "bodies": packed_bytes(each.body for each in envelopes),
        "hashes": packed_bytes(bytes.fromhex(each.hash) for each in envelopes),
    }


def key_columns(staged: Mapping[str, bytes]) -> dict[str, Packed]:
    """The same for new keys."""
    return {
        "key_subjects": packed_texts(staged),
        "key_digests": packed_bytes(map(digest_of, staged)),
        "key_wrapped": packed_bytes(staged.values()),
    }


def envelope(row: tuple[Any, ...]) -> Envelope:
    """A row as an envelope. Raises LedgerCorrupt when it can never have been one."""
    if tuple(map(type, row)) != ROW_TYPES:
        raise LedgerCorrupt(f"Position {row[0]}: a field is of the wrong type.")
    position, micros, stream, kind, version, actor, cause, body, previous_hash, digest = row
    try:
        moment = chain.from_micros(micros)
    except OverflowError as error:
        raise LedgerCorrupt(f"Position {position}: the time is out of range.") from error
    return Envelope(
        position,
        moment,
        plain(stream),
        plain(kind),
        version,
        plain(actor),
        cause,
        body,
        previous_hash.hex(),
        digest.hex(),
    )

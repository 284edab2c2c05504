r"""Entries as PostgreSQL keeps them, and back.

Text is kept as text, so that whoever looks into the database can read it. The
one character that PostgreSQL cannot keep, U+0000, is written `\0`, and a
backslash therefore `\\`. Hashes are kept as 32 bytes.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

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


def columns(envelopes: Sequence[Envelope]) -> dict[str, list[Any]]:
    """What `append` is given: a list for each column, so that many entries are one statement."""
    return {
        "versions": [each.version for each in envelopes],
        "moments": [chain.to_micros(each.recorded_at) for each in envelopes],
        "causes": [each.cause for each in envelopes],
        "streams": [escaped(each.stream) for each in envelopes],
        "kinds": [escaped(each.kind) for each in envelopes],
        "actors": [escaped(each.actor) for each in envelopes],
        "bodies": [each.body for each in envelopes],
        "hashes": [bytes.fromhex(each.hash) for each in envelopes],
    }


def key_columns(staged: Mapping[str, bytes]) -> dict[str, list[Any]]:
    """The same for new keys."""
    return {
        "key_subjects": [escaped(subject) for subject in staged],
        "key_digests": [digest_of(subject) for subject in staged],
        "key_wrapped": list(staged.values()),
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

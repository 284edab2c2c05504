"""The hash chain: how an entry is sealed, and how a whole ledger is checked.

The hash of an entry is SHA-256 over its fields written one after the other as
netstrings (`5:hello,`): each field is preceded by its length, so no two
different entries can be written the same way. The order is

    "tocsin-entry-1", agency, position, previous_hash, recorded_at, stream,
    kind, version, actor, cause, body

with text as UTF-8, numbers in decimal, and `recorded_at` in whole microseconds
since 1970-01-01 UTC. Anybody can check a ledger with twenty lines in any
language. The chain shows that what is there belongs together; that nothing is
missing at its *end*, or that it was not rewritten as a whole, shows only
against a head that somebody noted elsewhere (the `witness` of `verify`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final

from tocsin.facts.envelope import GENESIS_HASH, Draft, Envelope

GENESIS: Final = (0, GENESIS_HASH)
"""The head of an empty ledger."""

SCHEME: Final = "tocsin-entry-1"
"""Names the way of hashing, so that another way can never be mistaken for it."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

FIELDS: Final = b"%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,"
"""Nine netstrings: everything after the scheme and the agency."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Every entry holds. `count` were read; `head_hash` is the hash of the last."""

    count: int
    head_hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The chain holds up to, but not including, `position`; `what` says why in a sentence."""

    position: int
    what: str


def to_micros(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC. Raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("recorded_at has no time zone; it must be aware")
    return (moment - EPOCH) // MICROSECOND


@lru_cache(maxsize=16)  # Entries that became durable together have one moment.
def from_micros(micros: int) -> datetime:
    """The moment, in UTC. Raises OverflowError outside the years 1 to 9999."""
    return EPOCH + timedelta(microseconds=micros)


def seal(agency: str, draft: Draft, position: int, previous_hash: str) -> Envelope:
    """Give a draft its place (1 or above) after the entry with `previous_hash`.

    `recorded_at` is turned into UTC. Raises ValueError when it has no time zone
    or a text cannot be written as UTF-8.
    """
    moment = draft.recorded_at
    if moment.tzinfo is not UTC:
        moment = from_micros(to_micros(moment))
    digest = _digest(prefix(agency), position, previous_hash, moment, draft)
    return Envelope(
        position,
        moment,
        draft.stream,
        draft.kind,
        draft.version,
        draft.actor,
        draft.cause,
        draft.body,
        previous_hash,
        digest,
    )


def seal_all(agency: str, drafts: Iterable[Draft], head: tuple[int, str]) -> list[Envelope]:
    """Seal drafts one after the other behind `head`, a (position, hash). Raises as `seal`."""
    position, previous_hash = head
    envelopes = []
    for draft in drafts:
        position += 1
        envelope = seal(agency, draft, position, previous_hash)
        previous_hash = envelope.hash
        envelopes.append(envelope)
    return envelopes


def verify(
    envelopes: Iterable[Envelope],
    agency: str,
    after: tuple[int, str] = GENESIS,
    witness: tuple[int, str] | None = None,
) -> Verified | Broken:
    """Check a whole ledger, or the part behind the trusted head `after`.

    Streams in constant memory and stops at the first bad entry. `witness` is a
    (position, hash) noted elsewhere earlier: the chain must pass through it.
    """
    position, head = after
    start = prefix(agency)
    iterator = iter(envelopes)
    for envelope in iterator:
        if (
            envelope.position != position + 1
            or envelope.previous_hash != head
            or _recomputed(start, envelope) != envelope.hash
        ):
            return _diagnosed(start, envelope, position + 1, head, iterator)
        position, head = position + 1, envelope.hash
        if witness is not None and position == witness[0] and head != witness[1]:
            return Broken(position, f"Entry {position} is not the one that was witnessed.")
    if witness is not None and position < witness[0]:
        missing = f"The ledger ends at entry {position}, but entry {witness[0]} was witnessed."
        return Broken(position + 1, missing)
    return Verified(position - after[0], head)


def prefix(agency: str) -> bytes:
    """The part of what is hashed that is the same for all entries of an agency."""
    name = agency.encode()
    return b"%d:%b,%d:%b," % (len(SCHEME), SCHEME.encode(), len(name), name)


def _digest(
    start: bytes, position: int, previous_hash: str, moment: datetime, entry: Draft | Envelope
) -> str:
    """The hash, in hex, of an entry's fields at this place in the chain."""
    place = b"%d" % position
    before = previous_hash.encode()
    micros = b"%d" % ((moment - EPOCH) // MICROSECOND)
    stream = entry.stream.encode()
    kind = entry.kind.encode()
    version = b"%d" % entry.version
    actor = entry.actor.encode()
    cause = b"%d" % entry.cause
    body = entry.body
    # One long line of pairs is twice as fast as a loop, and this is the hot path.
    rest = FIELDS % (
        *(len(place), place, len(before), before, len(micros), micros),
        *(len(stream), stream, len(kind), kind, len(version), version),
        *(len(actor), actor, len(cause), cause, len(body), body),
    )
    return sha256(start + rest).hexdigest()


def _recomputed(start: bytes, envelope: Envelope) -> str:
    """The hash an entry should have; empty when its fields cannot be hashed at all."""
    moment = envelope.recorded_at
    if moment.tzinfo is None:
        return ""
    try:
        return _digest(start, envelope.position, envelope.previous_hash, moment, envelope)
    except ValueError:  # Text that is not Unicode: nothing we sealed can hold it.
        return ""


def _diagnosed(
    start: bytes, envelope: Envelope, expected: int, head: str, rest: Iterator[Envelope]
) -> Broken:
    """Say what is wrong with the entry that stands where `expected` should stand."""
    if envelope.position > expected:
        return Broken(expected, f"Entry {expected} is missing: {envelope.position} follows.")
    if envelope.position < expected:
        return Broken(expected, f"Entry {envelope.position} stands where {expected} should.")
    if envelope.recorded_at.tzinfo is None:
        return Broken(expected, f"Entry {expected} has a time without a zone.")
    recomputed = _recomputed(start, envelope)
    if envelope.previous_hash != head:
        return Broken(expected, _wrong_previous(expected, recomputed == envelope.hash))
    following = next(rest, None)
    if following is not None and following.previous_hash == recomputed:
        return Broken(expected, f"The hash of entry {expected} was changed, its content was not.")
    return Broken(expected, f"Entry {expected} does not match its hash: its content was changed.")


def _wrong_previous(expected: int, is_whole: bool) -> str:
    """`is_whole` says that the entry agrees with itself, so its neighbour was replaced."""
    if is_whole:
        before = f"entry {expected - 1}" if expected > 1 else "the start"
        return f"Entry {expected} does not follow {before}: one of the two was replaced."
    return f"The previous hash of entry {expected} was changed."

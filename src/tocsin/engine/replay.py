"""From the ledger to the state: at start, and to prove that both say the same."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from tocsin.engine.stages import State, evolve
from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Envelope
from tocsin.ledger.ledger import Ledger

FOLD_VERSION: Final = 1
"""Goes up whenever folding the same facts gives another state."""


def fingerprint() -> str:
    """Which shape of state a snapshot was taken of: another shape is folded anew."""
    shape = repr(msgspec.inspect.type_info(State))
    return sha256(f"{FOLD_VERSION} {shape}".encode()).hexdigest()


def fold(state: State, codec: Codec, envelopes: Iterable[Envelope]) -> int:
    """Fold envelopes into a state; the position of the last one, 0 when there was none."""
    position = 0
    for envelope in envelopes:
        evolve(state, codec.decode(envelope), envelope.recorded_at)
        position = envelope.position
    return position


def load(ledger: Ledger, codec: Codec) -> tuple[State, int]:
    """The present state and its position, from the kept snapshot where it fits."""
    kept = ledger.load_snapshot()
    state, position = State(), 0
    if kept is not None and kept[1] == fingerprint():
        state, position = codec.decode_as(State, kept[2]), kept[0]
    last = fold(state, codec, ledger.read(after=position))
    return state, last or position


class Replayed(NamedTuple):
    """What a replay found: `matches` is None where there was no snapshot to compare with."""

    position: int
    open_incidents: int
    closed_incidents: int
    digest: str
    matches: bool | None


def digest_of(state: State) -> str:
    """A digest of everything in a state but personal text (which may be erased by now)."""
    return sha256(_plain(state)).hexdigest()


def _plain(state: State) -> bytes:
    return msgspec.json.encode(state, enc_hook=_subject_only, order="deterministic")


def _subject_only(value: object) -> object:
    subject = getattr(value, "subject", None)
    if subject is not None:
        return subject
    return sorted((key, at) for key, at in value)  # type: ignore[attr-defined]


def replay(ledger: Ledger, codec: Codec) -> Replayed:
    """Fold the whole ledger from its first entry and compare with the state kept at the end.

    The snapshot is brought to the head before comparing, so that both states
    stand for the same position.
    """
    fresh = State()
    position = fold(fresh, codec, ledger.read())
    kept = ledger.load_snapshot()
    matches = None
    if kept is not None and kept[1] == fingerprint():
        resumed = codec.decode_as(State, kept[2])
        fold(resumed, codec, ledger.read(after=kept[0]))
        matches = digest_of(resumed) == digest_of(fresh)
    incidents = fresh.response.incidents.values()
    open_count = sum(1 for incident in incidents if incident.is_open)
    closed = fresh.response.incident_count - open_count
    return Replayed(position, open_count, closed, digest_of(fresh), matches)

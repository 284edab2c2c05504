"""From the ledger to the state: at start, and to prove that both say the same."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from tocsin.engine.stages import State, evolve
from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Envelope
from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import Private
from tocsin.ledger.ledger import Ledger, LedgerError

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


Tell = Callable[[int, int], None]
"""Hears now and then how many entries are folded, and of how many."""

TELL_EVERY_FACTS: Final = 1_000


def silent(_folded: int, _of: int) -> None:
    """Tell nobody."""


def load(ledger: Ledger, codec: Codec, tell: Tell = silent) -> tuple[State, int]:
    """The present state and its position, from the kept snapshot where it fits."""
    of, _ = ledger.head()
    tell(0, of)
    state, position = _kept(ledger, codec) or (State(), 0)
    last = fold(state, codec, _told(ledger.read(after=position), tell, of))
    return state, last or position


def _told(envelopes: Iterable[Envelope], tell: Tell, of: int) -> Iterator[Envelope]:
    for envelope in envelopes:
        if not envelope.position % TELL_EVERY_FACTS:
            tell(envelope.position, of)
        yield envelope


def _kept(ledger: Ledger, codec: Codec) -> tuple[State, int] | None:
    """The kept snapshot; None when there is none that this program can read.

    It only saves time: the ledger says the same, so a damaged one is left aside.
    """
    kept = ledger.load_snapshot()
    if kept is None or kept[1] != fingerprint():
        return None
    try:
        return codec.decode_as(State, kept[2]), kept[0]
    except (msgspec.MsgspecError, LedgerError, ValueError, LookupError, TypeError):
        return None


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
    if isinstance(value, Private):
        return value.subject
    if isinstance(value, Numbers):
        return sorted(value.values())
    return sorted((key, at) for key, at in value)  # type: ignore[attr-defined]


def _is_same(ledger: Ledger, codec: Codec, state: State, position: int, fresh: State) -> bool:
    try:
        fold(state, codec, ledger.read(after=position))
    except (LookupError, ValueError, TypeError):
        return False  # The kept state was no state of these facts.
    return digest_of(state) == digest_of(fresh)


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
        resumed = _kept(ledger, codec)
        matches = resumed is not None and _is_same(ledger, codec, *resumed, fresh)
    incidents = fresh.response.incidents.values()
    open_count = sum(1 for incident in incidents if incident.is_open)
    closed = fresh.response.incident_count - open_count
    return Replayed(position, open_count, closed, digest_of(fresh), matches)

"""What every ledger promises.

One contract suite (`tests/contracts/ledger_contract.py`) runs against every
implementation, so a new one joins without a change to the rest.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tocsin.facts.envelope import Draft, Envelope


class LedgerError(Exception):
    """The ledger could not do what was asked."""


class LedgerConflict(LedgerError):  # noqa: N818
    """Somebody else has appended since: the expected head is not the head."""


class LedgerUnavailable(LedgerError):  # noqa: N818
    """The append is not durable (disk full, device error); nothing was recorded.

    The caller may try the same drafts again.
    """


class LedgerBehind(LedgerUnavailable):
    """What was acknowledged is not on record: this server is behind, or has lost it.

    It may be there again; until then nothing is written behind what is missing.
    """


class LeaseLost(LedgerError):  # noqa: N818
    """Another node decides for the agency now; nothing was recorded, and nothing will be.

    Whoever hears this throws its state away and follows the ledger again.
    """


class LedgerCorrupt(LedgerError):  # noqa: N818
    """What is stored does not verify. The message names the first bad position."""


class Ledger(Protocol):
    """An append-only, totally ordered, hash-chained record for one agency."""

    @property
    def agency(self) -> str:
        """The agency this ledger belongs to."""
        ...

    def head(self) -> tuple[int, str]:
        """Position and hash of the last entry; `(0, GENESIS_HASH)` when empty."""
        ...

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        """Append all drafts as one durable unit, or none.

        Returns only after the entries would survive power loss. `expected` is
        the head position the caller decided on; `None` takes any. New sealing
        keys that the vault holds back are made durable in the same unit.

        Raises LedgerConflict when the head is not `expected`,
        LedgerUnavailable when the entries could not be made durable.
        """
        ...

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Envelope]:
        """Entries with a position above `after`, in order, at most `limit`."""
        ...

    def read_stream(self, stream: str) -> Iterator[Envelope]:
        """All entries of one stream, in order."""
        ...

    def save_snapshot(self, position: int, fingerprint: str, blob: bytes) -> None:
        """Keep a folded state; it replaces the one before. Never part of the chain."""
        ...

    def load_snapshot(self) -> tuple[int, str, bytes] | None:
        """The kept snapshot as (position, fingerprint, blob), if there is one."""
        ...

    def drop_snapshot(self) -> None:
        """Forget the kept snapshot."""
        ...

    def close(self) -> None:
        """Release the file or connection."""
        ...


class FencedLedger(Ledger, Protocol):
    """A ledger that several nodes share: it takes an append only from the one with the lease."""

    def fence(self, token: int) -> None:
        """Write with this token (`Term.token`) from now on; 0 once a term has ended.

        Call it when a term begins, before anything is folded or sealed: keys that
        were staged and an append whose outcome is unknown are forgotten. From then
        on `append`, `save_snapshot` and `destroy_key` raise LeaseLost once the
        token is not the newest, checked in the same transaction.

        With a token every key is read now, for nobody else makes any: `get_key` and
        `stage_key` ask the server no more, so that a leader who is cut off can go on
        sealing what it pages. With 0 they ask again. Raises LedgerUnavailable.
        """
        ...


class KeyStore(Protocol):
    """Where sealing keys live: one wrapped key per subject, beside the ledger."""

    def get_key(self, subject: str) -> bytes | None:
        """The wrapped key of a subject, or None when it never had one or was erased."""
        ...

    def stage_key(self, subject: str, wrapped: bytes) -> None:
        """Hold a new key; it becomes durable with the next append, never after it."""
        ...

    def destroy_key(self, subject: str) -> bool:
        """Destroy a key durably and beyond recovery from the file. True if there was one."""
        ...

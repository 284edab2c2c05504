"""How a node that does not decide gets a command to the one that does.

A *letter* is a command that some node has made durable. The leader executes it
and writes its *answer*; the node that took it reads the answer and gives it to
whoever waits. A letter is executed at least once: a leader that dies between
its append and its answer leaves the letter to the next, so executing must be
idempotent by the letter's id. Until the leader's fact is on record, the letter
is the durable record of what was accepted.

Bodies and answers are bytes that mean nothing here. Personal text in them is
sealed (`Vault.seal_letter`) before it comes in.

One contract suite (`tests/contracts/inbox_contract.py`) runs against every
implementation. All times are differences by the clock of the server.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

LETTER_ID_CHARACTERS_MAX: Final = 200
LETTER_BYTES_MAX: Final = 4_000_000
"""Bounds of a letter: what a hook accepts is smaller."""


class Letter(NamedTuple):
    """A command that waits: its id, the machine that took it, what it says, how long it waits."""

    id: str
    machine: str
    body: bytes
    age_s: float


class Backlog(NamedTuple):
    """How many letters have no answer, and how long the oldest of them waits (0.0 for none)."""

    letters: int
    oldest_s: float


class Inbox(Protocol):
    """The letters of one agency, as the node on one machine sees them. Thread-safe.

    Every method may raise LedgerUnavailable, soon and never after more than
    `lease.ANSWER_WAIT_S`.
    """

    def put(self, letter_id: str, body: bytes) -> bool:
        """Make a letter durable; False when there is one of that id already, which stays.

        Returns only after it would survive power loss: what it says may be
        acknowledged then. After LedgerUnavailable it may be there or not; put it
        again. Raises ValueError for an id of more than LETTER_ID_CHARACTERS_MAX
        characters or a body of more than LETTER_BYTES_MAX bytes.
        """
        ...

    def put_all(self, letters: Mapping[str, bytes]) -> set[str]:
        """The same for several, all or none, in one commit: the ids that were not there yet."""
        ...

    def waiting(self, limit: int) -> list[Letter]:
        """The oldest letters without an answer, in the order in which they were put."""
        ...

    def answer(self, answers: Mapping[str, bytes], token: int) -> None:
        """Durably write the answers of letters, all or none; for the leader.

        The body of an answered letter is dropped. An answer that is there
        already stays, and ids that are unknown are passed over. Raises LeaseLost
        when `token` is not the newest, checked in the same transaction.
        """
        ...

    def answers(self, letter_ids: Sequence[str]) -> dict[str, bytes]:
        """The answers of those letters that have one."""
        ...

    def backlog(self) -> Backlog:
        """What waits for the leader."""
        ...

    def sweep(self, older_s: float) -> int:
        """Forget letters that were answered more than `older_s` ago; how many.

        Until then a letter put again under its id is not executed again.
        """
        ...


def check_letter(letter_id: str, body: bytes) -> None:
    """Raises ValueError for a letter beyond its bounds."""
    if not 0 < len(letter_id) <= LETTER_ID_CHARACTERS_MAX:
        raise ValueError(f"A letter's id has 1 to {LETTER_ID_CHARACTERS_MAX} characters.")
    if len(body) > LETTER_BYTES_MAX:
        raise ValueError(f"A letter has {LETTER_BYTES_MAX} bytes at most, not {len(body)}.")


class Ring(StrEnum):
    """What a bell says has happened; whoever hears it goes and looks."""

    APPENDED = "appended"
    LETTER = "letter"
    ANSWER = "answer"
    LEASE = "lease"


class Bell(Protocol):
    """Wakes a node when another has done something to the same agency.

    A ring may be lost (with the connection), so look every second all the same.
    """

    def heard(self, timeout_s: float) -> frozenset[Ring]:
        """What was rung since the last call; waits up to `timeout_s` for the first ring.

        The memory implementation never waits. Raises LedgerUnavailable, at once, when
        the server is not there; call again after a while, and take everything for rung.
        """
        ...

    def close(self) -> None:
        """End the session. A call of `heard` that waits in another thread returns."""
        ...

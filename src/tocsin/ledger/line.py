"""What a server in memory keeps of an agency, and one node's line to it. See `shared.py`."""

from datetime import datetime
from threading import RLock

from tocsin.kernel.clock import Clock
from tocsin.ledger.inbox import Ring
from tocsin.ledger.ledger import LeaseLost, LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger


class LetterRow:
    """A letter, and what became of it."""

    def __init__(self, machine: str, body: bytes, at: datetime) -> None:
        self.machine = machine
        self.body = body
        self.at = at
        self.answer: bytes | None = None
        self.answered_at = at


class Kept:
    """What the server keeps of one agency."""

    def __init__(self, store: MemoryLedger, born: datetime) -> None:
        self.store = store
        self.token = 0
        self.machine = ""
        self.renewed_at = born
        self.stage_version = 0
        self.heir = ""
        self.holder: Line | None = None  # Whose session has the lock.
        self.letters: dict[str, LetterRow] = {}
        self.present: dict[str, tuple[datetime, int]] = {}
        self.lines: list[Line] = []

    def ring(self, ring: Ring) -> None:
        """Let every node of the agency that can be reached hear it."""
        for line in self.lines:
            if line.is_reachable:
                line.rung.add(ring)


class Server:
    """The clock and the lock that all share. While it is down, nobody gets an answer."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = RLock()
        self.is_down = False
        self.kept: dict[str, Kept] = {}


class Line:
    """One node's line to the server: it may be cut."""

    def __init__(self, server: Server, kept: Kept, machine: str, stage_version: int) -> None:
        self.server = server
        self.lock = server.lock
        self.kept = kept
        self.machine = machine
        self.stage_version = stage_version
        self.is_cut = False
        self.rung: set[Ring] = set()

    @property
    def agency(self) -> str:
        return self.kept.store.agency

    @property
    def is_reachable(self) -> bool:
        return not self.is_cut and not self.server.is_down

    def reach(self) -> datetime:
        """What the server's clock says. Raises LedgerUnavailable when it cannot be reached."""
        if not self.is_reachable:
            raise LedgerUnavailable("The server does not answer.")
        return self.server.clock.now()

    def admit(self, token: int) -> None:
        """Raises LeaseLost unless the token is the newest."""
        if token != self.kept.token:
            raise LeaseLost(f"Another node decides for {self.agency} now.")

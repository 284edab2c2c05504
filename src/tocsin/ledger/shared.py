"""A ledger that several nodes share, in memory: for tests and the simulator.

One `MemoryServer` stands for the database. Each node gets a `Seat` at it: the
ledger as that node sees it, the lease, the inbox, the bell. The clock is handed
in, nothing waits, and one thread may play all the nodes. Faults are played on
the seat: `cut` and `mend` the network, `end_session` for a death that the
server notices, `break_next_append` for an answer that is lost. A paused node is
one that does nothing while the clock goes on; a lease expires by the clock.
"""

from tocsin.kernel.clock import Clock
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.line import Kept, Line, Server
from tocsin.ledger.memory import Disk, MemoryLedger
from tocsin.ledger.shared_lease import MemoryBell, MemoryInbox, MemoryLease
from tocsin.ledger.shared_ledger import SharedLedger


class MemoryServer(Server):
    """What the nodes of any number of agencies share. `disk` injects failures; see `Disk`.

    While `is_down` is True nobody gets an answer. What was recorded stays.
    """

    def __init__(self, clock: Clock, disk: Disk | None = None) -> None:
        super().__init__(clock)
        self._disk = disk

    def seat(self, agency: str, machine: str, stage_version: int = 1) -> "Seat":
        """A node's seat; a process that starts again takes a new one."""
        with self.lock:
            if agency not in self.kept:
                self.kept[agency] = Kept(MemoryLedger(agency, self._disk), self.clock.now())
            kept = self.kept[agency]
            line = Line(self, kept, machine, stage_version)
            kept.lines.append(line)
            return Seat(line)

    def restart(self) -> None:
        """Every session ends, as at a restart or a failover; what was recorded stays."""
        for kept in self.kept.values():
            kept.holder = None


class Seat:
    """One node's ledger, lease, inbox and bell, and what can happen to them."""

    def __init__(self, line: Line) -> None:
        self.machine = line.machine
        self.ledger = SharedLedger(line)
        self.lease = MemoryLease(line)
        self.inbox = MemoryInbox(line)
        self.bell = MemoryBell(line)
        self._line = line

    def cut(self) -> None:
        """Nothing gets through any more, either way; the server does not notice."""
        self._line.is_cut = True

    def mend(self) -> None:
        """The network is back."""
        self._line.is_cut = False

    def end_session(self) -> None:
        """The server notices that the node died or its connection is gone: the lock is free."""
        if self._line.kept.holder is self._line:
            self._line.kept.holder = None

    def break_next_append(self) -> None:
        """The next append leaves, and its answer never comes: LedgerUnavailable.

        What left is in flight until `land` or `sink`.
        """
        self.ledger.breaks_next = True

    def land(self) -> bool:
        """Let the server execute what is in flight, now; whether it was recorded."""
        flight, self.ledger.flight = self.ledger.flight, None
        try:
            return flight is not None and bool(flight.land())
        except LedgerError:
            return False

    def sink(self) -> None:
        """Drop what is in flight."""
        self.ledger.flight = None

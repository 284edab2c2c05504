"""A disk that is full for a while, that fails to sync, and whose machine goes down."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from tocsin.facts.envelope import Draft, Envelope
from tocsin.kernel.clock import Clock
from tocsin.ledger.ledger import LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger
from tocsin.sim.faults import Fault, Faults
from tocsin.sim.plan import Plan
from tocsin.sim.town import PowerCut

CUTS_MAX: Final = 6
"""A machine that goes down more often than this in two hours is another problem."""


class Disk:
    """What is asked of a disk before and after something is written to it."""

    def __init__(self, plan: Plan, faults: Faults) -> None:
        self._until = plan.until
        self._faults = faults
        self._chance = plan.chance("disk")
        self._cuts = CUTS_MAX
        chance = plan.chance(Fault.DISK_FULL)
        start = plan.some_time(chance)
        self._full = (start, start + timedelta(seconds=chance.choice((10, 120, 900))))

    def is_full(self, now: datetime) -> bool:
        """Whether nothing can be written now."""
        if Fault.DISK_FULL not in self._faults:
            return False
        is_full = self._full[0] <= now < min(self._full[1], self._until)
        if is_full:
            self._faults.note(Fault.DISK_FULL)
        return is_full

    def fails_to_sync(self, now: datetime) -> bool:
        """Whether what was written cannot be made durable."""
        if now >= self._until:
            return False
        return self._faults.strikes(Fault.FSYNC_FAILS, self._chance, 0.2)

    def goes_down(self, now: datetime) -> bool:
        """Whether the machine goes down at this append."""
        if not self._cuts or now >= self._until:
            return False
        is_cut = self._faults.strikes(Fault.POWER_CUT, self._chance, 0.1)
        self._cuts -= is_cut
        return is_cut

    def either_side(self) -> bool:
        """Of a cut, whether it came after the write."""
        return self._chance.random() < 0.5


class SimLedger(MemoryLedger):
    """A ledger in memory on such a disk."""

    def __init__(self, agency: str, clock: Clock, disk: Disk) -> None:
        super().__init__(agency)
        self.clock = clock
        self.on_cut: Callable[[], object] = lambda: None
        self._medium = disk

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        now = self.clock.now()
        if self._medium.is_full(now):
            raise LedgerUnavailable("The disk is full.")
        if self._medium.fails_to_sync(now):
            raise LedgerUnavailable("The disk does not sync.")
        if not self._medium.goes_down(now):
            return super().append(drafts, expected)
        # Either side of the write: what was decided is lost, or it is kept and nobody was told.
        if self._medium.either_side():
            super().append(drafts, expected)
        self.on_cut()
        raise PowerCut

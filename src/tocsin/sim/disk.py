"""A disk that is full for a while, that fails to sync, and whose machine goes down.

Under the ledger in memory, and for some seeds under the ledger of production.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import apsw

from tocsin.facts.envelope import Draft, Envelope
from tocsin.kernel.clock import Clock
from tocsin.ledger import chain
from tocsin.ledger.kek import create_kek, kek_path_of
from tocsin.ledger.ledger import LedgerError, LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.sim.faults import Fault, Faults
from tocsin.sim.plan import Plan
from tocsin.sim.power import Medium, Mount, flip
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

    def cut(self, medium: Medium) -> None:
        """What a power cut leaves of what was not synced."""
        torn = Fault.TORN_WRITE in self._faults
        if torn:
            self._faults.note(Fault.TORN_WRITE)
        medium.cut(self._chance, torn=torn)

    def flips(self, path: Path, now: datetime) -> bool:
        """Whether a bit of the ledger or of its log is flipped while the machine is down."""
        if now >= self._until or not self._faults.strikes(Fault.BIT_FLIP, self._chance, 2.0):
            return False
        log = path.with_name(path.name + "-wal")
        flip(self._chance.choice([path, log]) if log.exists() else path, self._chance)
        return True


class DamageFound(Exception):  # noqa: N818
    """The ledger says that it is damaged: that is all it can do, and the run is over."""


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


class PoweredLedger:
    """The ledger of production, on SQLite, on such a disk. Whatever is not here is its own."""

    def __init__(self, agency: str, clock: Clock, disk: Disk) -> None:
        self.clock = clock
        self.on_cut: Callable[[], object] = lambda: None
        self._disk = disk
        self._stack = ExitStack()
        folder = self._stack.enter_context(TemporaryDirectory(prefix="tocsin-sim-", dir=_memory()))
        self._path = Path(folder) / "sim.ledger"
        self._medium = Medium(self._fails)
        self._mount = Mount(self._medium)
        self._stack.callback(self._mount.unmount)
        self._is_cut = False
        self._is_made = False
        create_kek(kek_path_of(self._path), bytes)
        with self._mount.opening():
            self._ledger = SqliteLedger.create(self._path, agency)
        self._head = self._ledger.head()
        self._is_made = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def head(self) -> tuple[int, str]:
        """The last head that is known, also while it is closed."""
        return self._head

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        """As the ledger does, unless the machine goes down before, in the middle of it or after."""
        if not self._disk.goes_down(self.clock.now()):
            envelopes = self._ledger.append(drafts, expected)
            self._head = self._ledger.head()
            return envelopes
        self._is_cut = self._disk.either_side()  # Then what it writes is never synced.
        try:
            if self._is_cut or self._disk.either_side():
                self._ledger.append(drafts, expected)
        except LedgerUnavailable:
            pass
        self._is_cut = False
        self.on_cut()
        raise PowerCut

    def power_cycle(self) -> None:
        """The machine was down and comes up. Raises DamageFound, or LedgerUnavailable."""
        self._medium.is_down = True
        with suppress(apsw.IOError):
            self._ledger.close()
        self._disk.cut(self._medium)
        flipped = self._disk.flips(self._path, self.clock.now())
        try:
            with self._mount.opening():
                self._ledger = SqliteLedger(self._path)
            found = chain.verify(self._ledger.read(), self._ledger.agency, witness=self._head)
            self._head = self._ledger.head()
        except apsw.IOError as error:
            # Closing after a failed start fails as well, where SQLite itself would not mind.
            raise LedgerUnavailable(str(error)) from error
        except LedgerError as error:
            if not flipped or isinstance(error, LedgerUnavailable):
                raise
            raise DamageFound(str(error)) from error
        if flipped and isinstance(found, chain.Broken):
            raise DamageFound(found.what)

    def dispose(self) -> None:
        """Close and forget it all."""
        self._is_made = False
        self._ledger.close()
        self._stack.close()

    def _fails(self, what: str) -> bool:
        now = self.clock.now()
        if not self._is_made:
            return False
        if what == "full":
            return self._disk.is_full(now)
        return self._is_cut or self._disk.fails_to_sync(now)


def _memory() -> str | None:
    """A folder that costs no real disk, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

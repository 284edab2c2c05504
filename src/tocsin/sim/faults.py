"""What goes wrong in a run: whole kinds of it are on or off by the seed.

Turning kinds off entirely finds more than having a little of everything: a
fault that would hide another is then sometimes absent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from tocsin.facts.envelope import Draft, Envelope
from tocsin.ledger.ledger import LedgerUnavailable
from tocsin.ledger.memory import MemoryLedger
from tocsin.sim.clock import SimClock
from tocsin.sim.gateways import Trouble
from tocsin.sim.town import PowerCut

CUTS_MAX = 6
"""A machine that goes down more often than this in two hours is another problem."""


class Faults(NamedTuple):
    """Which kinds of fault a run has."""

    troubles: frozenset[Trouble] = frozenset()
    disk_full: bool = False
    power_cuts: bool = False
    redelivery: bool = False
    clock_jump: bool = False
    reload: bool = False
    flood: bool = False

    def words(self) -> str:
        """The kinds that are on, for a report."""
        on = [*self.troubles, *(n for n in self._fields[1:] if getattr(self, n))]
        return ", ".join(sorted(map(str, on))) or "none"


def swarm(seed: int) -> Faults:
    """The kinds of fault of a seed: in one run of eight nothing fails at all."""
    chance = Random(f"{seed} faults")
    if chance.random() < 0.125:
        return Faults()

    def toss() -> bool:
        return chance.random() < 0.4

    return Faults(
        troubles=frozenset(trouble for trouble in Trouble if toss()),
        disk_full=toss(),
        power_cuts=toss(),
        redelivery=toss(),
        clock_jump=toss(),
        reload=toss(),
        flood=chance.random() < 0.1,
    )


class SimLedger(MemoryLedger):
    """A ledger whose disk is full for a while and whose machine goes down."""

    def __init__(
        self, agency: str, clock: SimClock, faults: Faults, until: datetime, chance: Random
    ) -> None:
        super().__init__(agency)
        self._clock = clock
        self._until = until
        self._chance = chance
        self._cuts = CUTS_MAX if faults.power_cuts else 0
        self._cut_share = chance.choice((0.002, 0.01, 0.05))
        start = clock.now() + (until - clock.now()) * chance.random()
        length = timedelta(seconds=chance.choice((10, 120, 900)))
        self._full = (start, start + length) if faults.disk_full else (until, until)

    def append(self, drafts: Sequence[Draft], expected: int | None = None) -> list[Envelope]:
        now = self._clock.now()
        if self._full[0] <= now < min(self._full[1], self._until):
            raise LedgerUnavailable("The disk is full.")
        is_cut = bool(self._cuts) and now < self._until and self._chance.random() < self._cut_share
        if not is_cut:
            return super().append(drafts, expected)
        self._cuts -= 1
        # Either side of the write: what was decided is lost, or it is kept and nobody was told.
        if self._chance.random() < 0.5:
            super().append(drafts, expected)
        raise PowerCut

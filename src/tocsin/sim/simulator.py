"""One seed, one run of the real engine.

Everything that is by chance comes from the seed, so a run that breaks a promise
can be had again by its number, on any machine, for as long as the code is the
same.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from tocsin.agency.duty import contacts
from tocsin.agency.state import Agency
from tocsin.engine import replay, timeline
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.vault import Vault
from tocsin.sim.clock import SimClock
from tocsin.sim.dispatcher import Dispatcher
from tocsin.sim.ending import (
    every_sos_is_owned_or_paged,
    replay_is_the_living_state,
    secrets_stay_sealed,
    the_chain_verifies,
)
from tocsin.sim.faults import Faults, SimLedger, swarm
from tocsin.sim.gateways import Unreliable
from tocsin.sim.promises import Broken, Watch
from tocsin.sim.searches import Searches
from tocsin.sim.squares import SquareGround
from tocsin.sim.story import agency_of, harlow
from tocsin.sim.town import Town
from tocsin.sim.world import World

CALM_S: Final = 780.0
"""How long a run goes on after the last fault."""

LINES_SHOWN: Final = 12

DST: Final = (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC))
"""About an hour before the clocks of Harlow change."""


class Ran(NamedTuple):
    """How a run ended: `broken` is empty, or the promise and the last lines before it."""

    seed: int
    faults: str
    simulated_s: float
    facts: int
    turns: int
    crashes: int
    broken: str = ""
    lines: tuple[str, ...] = ()

    def report(self) -> str:
        """What happened, and how to see it again."""
        if not self.broken:
            return f"seed {self.seed}: kept every promise in {self.turns} turns"
        last = "\n".join(f"    {line}" for line in self.lines)
        return (
            f"seed {self.seed} BROKE a promise after {self.turns} turns\n  {self.broken}\n"
            f"  faults: {self.faults}\n  the last that happened:\n{last}\n"
            f"  again: tocsin simulate --seeds 1 --first {self.seed}\n"
        )


class Simulation:
    """One run by its seed. `faults` None takes those of the seed."""

    def __init__(
        self, seed: int, agency_text: str | None = None, faults: Faults | None = None
    ) -> None:
        self.seed = seed
        self.faults = swarm(seed) if faults is None else faults
        chance = Random(f"{seed} run")
        starts_at = _some_moment(chance)
        minutes = chance.choice((10.0, 20.0, 45.0))
        self._starts_at = starts_at
        self.until = starts_at + timedelta(minutes=minutes)
        agency = _agency(agency_text)
        clock = SimClock(starts_at)
        ledger = SimLedger(agency.settings.agency, clock, self.faults, self.until, chance)
        kek = chance.randbytes(32)
        self.town = Town(
            agency,
            clock,
            ledger,
            lambda: Vault(ledger, kek, chance.randbytes),
            Random(f"{seed} draw"),
            behaviour=Unreliable(str(seed), self.faults.troubles, self.until),
            ground=SquareGround(),
        )
        self.dispatcher = Dispatcher(self.town, Random(f"{seed} dispatcher"), self.until)
        self.searches = Searches(self.town, Random(f"{seed} searches"), self.until)
        self.watch = Watch(self.town, self.dispatcher.asked_to_close)
        self.world = World(self.town, seed, self.faults, minutes)
        self.town.on_arrival = self.world.shows
        self._snapshots(chance)

    def run(self) -> Ran:
        """Run to the end, or to the first promise that is broken."""
        try:
            self.town.open()
            self.town.run_until(self.until)
            # A clock that jumped may be past the last fault already; the calm counts from there.
            self.town.run_for(CALM_S)
            self.check_end()
        except (Broken, AssertionError) as broken:
            return self._ran(str(broken), self._last_lines())
        return self._ran()

    def check_end(self) -> None:
        """Check what is only checked when a run is over. Raises Broken."""
        watch = self.watch
        for promise in (
            the_chain_verifies,
            replay_is_the_living_state,
            every_sos_is_owned_or_paged,
        ):
            for sentence in promise(watch):
                raise Broken(f"{promise.__name__}: {sentence}")
        for sentence in secrets_stay_sealed(watch, self._secrets()):
            raise Broken(f"{secrets_stay_sealed.__name__}: {sentence}")

    def _secrets(self) -> Iterator[str]:
        agency = self.town.agency
        for recipient in (
            *map("person:{}".format, agency.staff),
            *map("unit:{}".format, agency.units),
        ):
            yield from (
                contact.address.reveal() for contact in contacts(self.town.state.agency, recipient)
            )
        for staff in agency.staff.values():
            yield from staff.name.reveal().split()
        for plan in agency.safety_plans.values():
            yield from (each.reveal() for each in (plan.caution, plan.duress_code) if each)
        yield from (text for text in self.world.sent if " " in text)
        yield from ("+150155520", "thistlewick", "larkspur", "brackenfold")

    def _snapshots(self, chance: Random) -> None:
        """Now and then the state is kept, so that a start resumes from the middle."""
        span = (self.until - self.town.now).total_seconds()
        for _ in range(chance.randrange(3)):
            self.town.after(span * chance.random(), self._keep)

    def _keep(self) -> None:
        engine = self.town.engine
        if engine.pending_facts:
            return
        position, blob = engine.snapshot()
        try:
            self.town.ledger.save_snapshot(position, replay.fingerprint(), blob)
        except LedgerError:
            return

    def _ran(self, broken: str = "", lines: tuple[str, ...] = ()) -> Ran:
        town = self.town
        return Ran(
            self.seed,
            self.faults.words(),
            (town.now - self._starts_at).total_seconds(),
            len(town.facts),
            self.watch.turns,
            town.crashes,
            broken,
            lines,
        )

    def _last_lines(self) -> tuple[str, ...]:
        views = self.town.engine.views(self.town.now)
        return tuple(
            f"{views.local(at):%H:%M:%S} {line.who}: {line.what}"
            for at, fact in self.town.facts[-LINES_SHOWN:]
            for line in (timeline.sentence(fact, views),)
        )


def _agency(text: str | None) -> Agency:
    return agency_of(harlow() if text is None else text)


def _some_moment(chance: Random) -> datetime:
    """Any moment of a year; in one run of ten, just before the clocks change."""
    if chance.random() < 0.1:
        return chance.choice(DST)
    minutes = chance.randrange(365 * 24 * 60)
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

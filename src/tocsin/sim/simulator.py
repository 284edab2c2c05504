"""One seed, one run of the real engine.

Everything that is by chance comes from the seed, so a run that breaks a promise
can be had again by its number, on any machine, for as long as the code is the
same.
"""

import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import structlog

from tocsin.agency.duty import contacts
from tocsin.agency.state import Agency
from tocsin.engine import replay, timeline
from tocsin.ledger.ledger import LedgerError
from tocsin.ledger.vault import Vault
from tocsin.sim.cases import Cases
from tocsin.sim.clock import SimClock
from tocsin.sim.disk import DamageFound, Disk, PoweredLedger, SimLedger
from tocsin.sim.dispatcher import Dispatcher
from tocsin.sim.ending import (
    every_sos_is_owned_or_paged,
    every_statement_that_leaves_is_whole,
    replay_is_the_living_state,
    secrets_stay_sealed,
    the_chain_verifies,
)
from tocsin.sim.faults import NODE_FAULTS, Fault, Faults, swarm
from tocsin.sim.gateways import Unreliable
from tocsin.sim.live import LiveTown
from tocsin.sim.onlookers import Onlookers
from tocsin.sim.plan import Item, Plan
from tocsin.sim.promises import Broken, Watch
from tocsin.sim.searches import Searches
from tocsin.sim.squares import SquareGround
from tocsin.sim.story import agency_of, harlow
from tocsin.sim.town import Town
from tocsin.sim.world import World

CALM_S: Final = 480.0
"""How long a run goes on after the last fault."""

LINES_SHOWN: Final = 12

SQLITE_EVERY: Final = 6
ON_SQLITE: Final = frozenset({Fault.TORN_WRITE, Fault.BIT_FLIP})
"""In one run of so many, and with these faults, the ledger is that of production."""

THOROUGH_EVERY: Final = 8
"""In one run of so many, where she is is worked out in full."""


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
    items: tuple[Item, ...] = ()
    minutes: float = 0.0
    on: tuple[Fault, ...] = ()
    struck: Mapping[Fault, int] = {}
    kinds: Mapping[str, int] = {}
    storm: int = 0
    again: str = ""

    @property
    def promise(self) -> str:
        """The name of the promise that was broken, if one was."""
        return self.broken.partition(":")[0]

    def report(self) -> str:
        """What happened, and how to see it again."""
        if not self.broken:
            return f"seed {self.seed}: kept every promise in {self.turns} turns"
        last = "\n".join(f"    {line}" for line in self.lines)
        return (
            f"seed {self.seed} BROKE a promise after {self.turns} turns\n  {self.broken}\n"
            f"  faults: {self.faults}\n  the last that happened:\n{last}\n"
            f"  again: {self.again}\n"
        )


class Simulation:
    """One run by its seed. `faults` None takes those of the seed.

    `live` runs the released service on invented time; without it the engine alone is
    asked step by step, which is quicker and reaches fewer moments.
    """

    def __init__(
        self,
        seed: int,
        agency_text: str | None = None,
        faults: Faults | None = None,
        plan: Plan | None = None,
        *,
        live: bool = True,
    ) -> None:
        self.seed = seed
        self.plan = plan = Plan(seed) if plan is None else plan
        self.faults = swarm(plan) if faults is None else faults
        self.until = plan.until
        agency = _agency(agency_text)
        clock = SimClock(plan.starts_at)
        on_sqlite = live and (seed % SQLITE_EVERY == 0 or ON_SQLITE & self.faults.rates.keys())
        kind = PoweredLedger if on_sqlite else SimLedger
        ledger: Any = kind(agency.settings.agency, clock, Disk(plan, self.faults))
        sealing = plan.chance("vault")
        kek = sealing.randbytes(32)
        given: dict[str, Any] = {
            "agency": agency,
            "ledger": ledger,
            "open_vault": lambda: Vault(ledger, kek, sealing.randbytes),
            "chance": plan.chance("draw"),
            "behaviour": Unreliable(plan, self.faults),
            "ground": SquareGround(thorough=seed % THOROUGH_EVERY == 0),
        }
        if live:
            self.town: Town = LiveTown(plan, self.faults, **given)
            ledger.clock, ledger.on_cut = self.town.clock, self.town.crash
        else:
            self.town = Town(clock=clock, **given)
        self.dispatcher = Dispatcher(self.town, plan)
        self.searches = Searches(self.town, plan, self.faults)
        self.watch = Watch(self.town, self.dispatcher.asked_to_close)
        self.world = World(self.town, plan, self.faults)
        self.cases = Cases(self.town, plan)
        if isinstance(self.town, LiveTown) and self.town.has_web:
            self.onlookers = Onlookers(self.town, plan, self.watch)
        self.town.on_arrival = self.world.shows
        self._snapshots()

    def run(self) -> Ran:
        """Run to the end, or to the first promise that is broken."""
        try:
            with quiet():
                self._run()
        except DamageFound:
            return self._ran()
        except (Broken, AssertionError) as broken:
            return self._ran(str(broken) or type(broken).__name__, self._last_lines())
        except Exception as error:  # noqa: BLE001 - whatever it is, the service would have ended.
            where = traceback.extract_tb(error.__traceback__)[-1]
            said = f"nothing_fails_inside: {type(error).__name__}: {error}"
            place = f"{where.filename}:{where.lineno} {where.name}"
            return self._ran(said, (*self._last_lines(), place))
        finally:
            self.town.close()
        return self._ran()

    def _run(self) -> None:
        self.town.open()
        self.town.run_until(self.until)
        # A clock that jumped may be past the last fault already; the calm counts from there.
        self.town.run_for(CALM_S)
        self.check_end()

    def check_end(self) -> None:
        """Check what is only checked when a run is over. Raises Broken."""
        watch = self.watch
        for promise in (
            the_chain_verifies,
            replay_is_the_living_state,
            every_sos_is_owned_or_paged,
            every_statement_that_leaves_is_whole,
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

    def _snapshots(self) -> None:
        """Now and then the state is kept, so that a start resumes from the middle."""
        chance = self.plan.chance("snapshots")
        for turn in range(chance.randrange(3)):
            at = self.plan.some_time(chance)
            if self.plan.takes(f"snapshot:{turn}", "the state is kept", at):
                self.town.at(at, self._keep)

    def _keep(self) -> None:
        engine = self.town.engine
        if engine.pending_facts or not self.town.is_up:
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
            (town.now - self.plan.starts_at).total_seconds(),
            len(town.facts),
            self.watch.turns,
            town.crashes,
            broken,
            lines,
            tuple(self.plan.items),
            self.plan.minutes,
            tuple(kind for kind in self.faults.rates if kind not in NODE_FAULTS),
            dict(self.faults.struck),
            Counter(type(fact).__name__ for _, fact in town.facts),
            self.plan.storm,
            self.plan.again(),
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


@contextmanager
def quiet() -> Iterator[None]:
    """The service logs nothing while it is only played."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    try:
        yield
    finally:
        structlog.configure(**before)

"""Two or three nodes of one agency around one server: killed, paused, cut off and slow.

The released nodes on invented time, with the ledger, the lease and the inbox that
they share in memory. Gateways bring texts to any node, again and again until one
says that it is on record. When the faults are over one node must lead, nothing
acknowledged may be missing, and every open SOS must have gone on being paged.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from contextvars import Context
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Final, TypeVar

from tocsin.agency.diff import LoadAgency
from tocsin.engine import audit, replay
from tocsin.engine.core import Engine, Request
from tocsin.engine.gateway import Outgoing
from tocsin.engine.node import Node, Shared
from tocsin.engine.stages import STAGE_VERSION, State
from tocsin.facts.codec import Codec
from tocsin.facts.fact import Fact
from tocsin.facts.signals import SignalReceived
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted
from tocsin.ledger import chain
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.shared import MemoryServer
from tocsin.ledger.vault import Vault
from tocsin.sim.faults import NODE_FAULTS, Fault, Faults, swarm
from tocsin.sim.loop import LIFE, VirtualLoop
from tocsin.sim.plan import Plan
from tocsin.sim.promises import Broken
from tocsin.sim.simulator import Ran, quiet
from tocsin.sim.story import agency_of, harlow

T = TypeVar("T")

NAMES: Final = ("anvil", "bell", "cole")
KEK: Final = b"k" * 32
AGAIN_S: Final = 5.0
"""How soon a gateway brings a text again, to any node, that nobody acknowledged."""

PAGED_S: Final = 150.0
"""An open SOS of somebody known is paged at least this often: a minute, and a takeover."""

FAULTS_MAX: Final = 8
MINUTES_MAX: Final = 4.0
CALM_S: Final = 200.0

TAKEOVER_S_MAX: Final = 6.0
"""Somebody else leads after this, of those who can: a lease, and a second or two to find out."""

FOLLOWED_S: Final = 3.0
"""What was recorded so long ago every node knows."""


class NodeClock:
    """The clock of one machine: ahead of the true time or not, and never before what it knows."""

    def __init__(self, loop: VirtualLoop, starts_at: datetime, ahead_s: float = 0.0) -> None:
        self._loop = loop
        self._starts_at = starts_at
        self._ahead = timedelta(seconds=ahead_s)

    def now(self) -> datetime:
        """The present moment of this machine."""
        return self._starts_at + timedelta(microseconds=self._loop.micros) + self._ahead

    def not_before(self, at: datetime) -> None:
        """Whatever this machine hears of is past."""
        self._ahead = max(self._ahead, at - self.now() + self._ahead)


class Line:
    """A node's calls to the server; each takes a moment, more on a slow line."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.slow_s = 0.0

    async def __call__(self, lane: str, work: Callable[[], T]) -> T:  # noqa: ARG002
        await asyncio.sleep(self._chance.uniform(0.0005, 0.003) + self.slow_s)
        found = work()
        await asyncio.sleep(self._chance.uniform(0.0005, 0.003))
        return found

    def close(self) -> None:
        """Nothing is open."""


class Phones:
    """The one way out that every node has."""

    name, channel, has_receipts = "phones", "sms", False

    def __init__(self, run: "NodesRun") -> None:
        self._run = run

    async def send(self, outgoing: Outgoing) -> str:
        """As a provider does."""
        await asyncio.sleep(self._run.chance.uniform(0.01, 0.3))
        self._run.sent.append((self._run.loop.time(), outgoing))
        await asyncio.sleep(self._run.chance.uniform(0.01, 0.1))
        return "ref"

    async def close(self) -> None:
        """Nothing is open."""


class Machine:
    """One process of one node, from its start to its end."""

    def __init__(self, run: "NodesRun", name: str, life: int, ahead_s: float) -> None:
        self.name, self.life = name, life
        self.seat = seat = run.server.seat(run.agency.settings.agency, name, STAGE_VERSION)
        random = Random(f"{run.plan.seed} {name} {life}")
        vault = Vault(seat.ledger, KEK, random.randbytes)
        codec = Codec(vault)
        state, position = replay.load(seat.ledger, codec)
        self.engine = Engine(seat.ledger, codec, random.randrange, state, position)
        self.line = Line(run.chance)
        clock = NodeClock(run.loop, run.plan.starts_at, ahead_s)
        for entry in seat.ledger.read(max(0, position - 1)):
            clock.not_before(entry.recorded_at)
        self.node = Node(
            self.engine,
            Shared(seat.ledger, seat.lease, seat.inbox, seat.bell, vault, codec),
            clock,
            [Phones(run)],
            aside=self.line,
            new_id=lambda: random.randbytes(16).hex(),
            version="simulated",
        )
        self.node.opening = partial(_opening, self.engine, run)


def _opening(engine: Engine, run: "NodesRun") -> list[Request]:
    known = engine.state.agency.settings is not None
    return [] if known else [Request(LoadAgency(run.agency, "system"), "system")]


class NodesRun:
    """One run by its plan."""

    def __init__(self, plan: Plan, faults: Faults | None = None) -> None:
        self.plan = plan
        self.faults = swarm(plan) if faults is None else faults
        self.loop = VirtualLoop()
        self.chance = plan.chance("nodes")
        self.minutes = min(plan.minutes, MINUTES_MAX)
        self.agency = agency_of(harlow())
        self.server = MemoryServer(NodeClock(self.loop, plan.starts_at))
        self.machines: dict[str, Machine] = {}
        self.sent: list[tuple[float, Outgoing]] = []
        self.acknowledged: dict[str, str] = {}
        self.repeats = 1
        self.dark_s = 0.0
        self._cut: set[str] = set()
        self._heads: deque[tuple[float, int]] = deque([(0.0, 0)])
        self._lives, self._signals = count(1), count(1)
        self._names = NAMES[: self.chance.choice((2, 3))]
        self._led_at = 0.0
        for name in self._names:
            self._start(name)
        self._texts()
        for kind in self.faults.any_of(NODE_FAULTS):
            self._strikes(kind, plan.chance(kind))
        self.loop.on_idle = self._look

    def run(self) -> Ran:
        """Run to the end, or to the first promise that is broken."""
        broken = ""
        end_s = self.minutes * 60 + CALM_S
        try:
            with quiet():
                self.loop.run_while(lambda: self.loop.time() < end_s)
                self._check()
        except (Broken, AssertionError) as error:
            broken = str(error) or type(error).__name__
        except Exception as error:  # noqa: BLE001 - the process would have ended.
            broken = f"nothing_fails_inside: {type(error).__name__}: {error}"
        finally:
            self.loop.close()
        facts = self._facts()
        return Ran(
            self.plan.seed,
            self.faults.words(),
            self.loop.time(),
            len(facts),
            self.loop.steps,
            self.repeats - 1,
            broken,
            items=tuple(self.plan.items),
            minutes=self.minutes,
            on=tuple(self.faults.any_of(NODE_FAULTS)),
            struck={kind: n for kind, n in self.faults.struck.items() if kind in NODE_FAULTS},
            kinds=Counter(type(fact).__name__ for fact in facts),
            again=self.plan.again(),
        )

    # What happens.

    def _some_time(self, chance: Random) -> datetime:
        """Some moment of the run, which is short: nodes look at one another all the time."""
        drawn = min(self.plan.drawn_minutes, MINUTES_MAX)
        return self.plan.starts_at + timedelta(minutes=drawn * chance.random())

    def _at(self, seconds: float, act: Callable[[], object]) -> None:
        self.loop.call_later(max(0.0, seconds), act, context=Context())

    def _start(self, name: str) -> None:
        life = next(self._lives)
        ahead_s = self.chance.choice((0.0, 0.0, 0.4, 2.0))
        self.machines[name] = machine = Machine(self, name, life, ahead_s)
        context = Context()
        context.run(LIFE.set, life)
        self.loop.create_task(machine.node.run(), context=context)

    def _texts(self) -> None:
        chance = self.plan.chance("texts")
        numbers = [one.numbers[0].reveal() for one in self.agency.staff.values() if one.numbers]
        for turn in range(chance.randrange(2, 8)):
            at = self._some_time(chance)
            number, text = chance.choice(numbers), chance.choice(("SOS", "help", "he is here"))
            if self.plan.takes(f"text:{turn}", f"{number} texts {text!r}", at):
                seconds = (at - self.plan.starts_at).total_seconds()
                self._at(seconds, partial(self._bring, number, text, f"in-{turn}"))

    def _bring(self, number: str, text: str, provider_id: str) -> None:
        self.loop.create_task(self._brings(number, text, provider_id), context=Context())

    async def _brings(self, number: str, text: str, provider_id: str) -> None:
        while True:
            machine = self.machines[self.chance.choice(self._names)]
            body = f'{{"from":"{number}","text":"{text}","id":"{provider_id}"}}'.encode()
            raw = RawRequest(gateway="phones", kind="json", method="POST", body=body)
            signal = f"S-{next(self._signals)}"
            command = ReceiveSignal(signal, "phones", freeze(raw))
            context = Context()
            context.run(LIFE.set, machine.life)
            task = self.loop.create_task(
                machine.node.submit(command, "gateway:phones"), context=context
            )
            done, _ = await asyncio.wait({task}, timeout=20)
            if done and isinstance(task.result(), Accepted):
                self.acknowledged[signal] = provider_id
                return
            await asyncio.sleep(AGAIN_S)

    def _strikes(self, kind: Fault, chance: Random) -> None:
        for turn in range(chance.randrange(1, FAULTS_MAX)):
            at, name = self._some_time(chance), chance.choice(self._names)
            lasts_s = chance.choice((0.5, 2.0, 5.0, 20.0))
            said = f"{kind.replace('_', ' ')}: {name}, or whoever leads, for {lasts_s:g} s"
            if self.plan.takes(f"{kind}:{turn}", said, at):
                seconds = (at - self.plan.starts_at).total_seconds()
                self._at(seconds, partial(self._strike, kind, name, lasts_s))

    def _strike(self, kind: Fault, name: str, lasts_s: float) -> None:
        self.faults.note(kind)
        self.repeats += 1
        machine = self.machines[name]
        leader = next((one for one in self.machines.values() if one.node.leads), machine)
        match kind:
            case Fault.LEADER_LOSS:
                self._kill(leader, lasts_s)
            case Fault.LEASE_SPLIT:
                self.loop.pause(leader.life)
                self._at(lasts_s, partial(self.loop.wake, leader.life))
            case Fault.NET_CUT:
                machine.seat.cut()
                self._cut.add(machine.name)
                self._at(lasts_s, partial(self._mend, machine))
            case Fault.SLOW_FOLLOWER:
                machine.line.slow_s = min(lasts_s, 2.0)
                self._at(30.0, partial(setattr, machine.line, "slow_s", 0.0))
            case _:
                self.server.is_down = True
                self._at(lasts_s, self._server_is_back)

    def _mend(self, machine: Machine) -> None:
        self._cut.discard(machine.name)
        if self.machines[machine.name] is machine:
            machine.seat.mend()

    def _kill(self, machine: Machine, lasts_s: float) -> None:
        if self.machines[machine.name] is not machine:
            return
        self.loop.end(machine.life)
        self._cut.add(machine.name)
        machine.seat.end_session()
        machine.seat.cut()
        machine.node.leads = False
        self._at(lasts_s, partial(self._start_again, machine))

    def _start_again(self, machine: Machine) -> None:
        if self.machines[machine.name] is not machine:
            return
        if self.server.is_down:
            self._at(1.0, partial(self._start_again, machine))
        else:
            self._cut.discard(machine.name)
            self._start(machine.name)

    def _server_is_back(self) -> None:
        self.server.is_down = False
        self.server.restart()

    # What must be true.

    def _look(self) -> None:
        """Somebody leads whenever anybody can; a takeover takes seconds. Raises Broken."""
        now = self.loop.time()
        there = [
            one
            for name, one in self.machines.items()
            if name not in self._cut and not self.loop.is_paused(one.life)
        ]
        # On a slow line nobody has to be quick, but whoever leads there does lead.
        is_able = any(not one.line.slow_s for one in there) and not self.server.is_down
        if not is_able or any(one.node.leads for one in there):
            self._led_at = now
        self.dark_s = max(self.dark_s, now - self._led_at)
        if self.dark_s > TAKEOVER_S_MAX:
            raise Broken(f"a_takeover_takes_seconds: nobody leads for {self.dark_s:.1f} s.")
        self._heads.append((now, self._store.head()[0]))
        while self._heads[1][0] < now - FOLLOWED_S:
            self._heads.popleft()

    @property
    def _store(self) -> MemoryLedger:
        return self.server.kept[self.agency.settings.agency].store

    def _facts(self) -> list[Fact]:
        store = self._store
        codec = Codec(Vault(store, KEK, bytes))
        return [codec.decode(entry) for entry in store.read()]

    def _check(self) -> None:
        for sentence in (*self._of_nodes(), *self._of_record()):
            raise Broken(sentence)

    def _of_nodes(self) -> list[str]:
        found = []
        leaders = [one.name for one in self.machines.values() if one.node.leads]
        if len(leaders) != 1:
            found.append(f"one_node_leads: {leaders} lead when all is calm.")
        head = self._heads[0][1]
        behind = [m.name for m in self.machines.values() if m.engine.durable_position < head]
        if behind:
            found.append(f"followers_follow: {behind} are behind entry {head} when all is calm.")
        texts: dict[str, tuple[str, str]] = {}
        for _, outgoing in self.sent:
            if texts.setdefault(outgoing.key, (outgoing.to, outgoing.text)) != (
                outgoing.to,
                outgoing.text,
            ):
                found.append(f"a_key_is_one_text: two texts were sent as {outgoing.key}.")
        return found

    def _of_record(self) -> list[str]:
        store = self._store
        entries = list(store.read())
        verified = chain.verify(entries, self.agency.settings.agency)
        if isinstance(verified, chain.Broken):
            return [f"the_chain_verifies: {verified.what}"]
        state = State()
        replay.fold(state, Codec(Vault(store, KEK, bytes)), entries)
        received = Counter(f.signal for f in self._facts() if isinstance(f, SignalReceived))
        found = [
            f"acknowledged_is_kept: {signal} is on record {received[signal]} times."
            for signal in self.acknowledged
            if received[signal] != 1
        ]
        now = self.loop.time()
        latest = max((at for at, _ in self.sent), default=0.0)
        for name, incident in state.response.incidents.items():
            if not incident.is_open:
                continue
            if audit.next_moment(state, name) is None:
                found.append(f"an_open_incident_is_looked_at: {name} has no next moment.")
            if not incident.commander and now - latest > PAGED_S:
                found.append(f"paging_goes_on: {name} was paged {now - latest:.0f} s ago.")
        return found

"""Two or three nodes of one agency around a server in memory, in played time."""

import asyncio
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from tests import cast
from tests.engine.played import MARK, play
from tocsin.agency.diff import LoadAgency
from tocsin.engine import replay
from tocsin.engine.audit import next_moment
from tocsin.engine.core import Engine, Request
from tocsin.engine.node import Node, Shared
from tocsin.engine.stages import STAGE_VERSION, State
from tocsin.facts.codec import Codec
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted
from tocsin.ledger import chain
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.shared import MemoryServer
from tocsin.ledger.vault import Vault

AGENCY = cast.AGENCY.settings.agency
KEK = b"k" * 32


class LoopClock:
    """The time of the loop, as one machine's clock shows it."""

    def __init__(self, loop, ahead_s=0.0):
        self._loop = loop
        self._ahead = timedelta(seconds=ahead_s)
        self._floor = cast.SATURDAY

    def now(self):
        seen = cast.SATURDAY + timedelta(seconds=self._loop.time()) + self._ahead
        self._floor = max(self._floor, seen)
        return self._floor

    def not_before(self, at):
        raw = cast.SATURDAY + timedelta(seconds=self._loop.time())
        self._ahead = max(self._ahead, at - raw)


class Phones:
    """The one gateway that every node has: what it was handed, by whom, and when."""

    name, channel, has_receipts = "phones", "sms", False

    def __init__(self, town, machine):
        self._town, self._machine = town, machine

    async def send(self, outgoing):
        await asyncio.sleep(self._town.chance.uniform(0.01, 0.1))
        self._town.sent.append((self._machine, self._town.loop.time(), outgoing))
        await asyncio.sleep(self._town.chance.uniform(0.01, 0.1))
        return "ref"

    async def close(self):
        pass


class Line:
    """A node's calls to the server: each takes a moment, and none blocks the loop."""

    def __init__(self, town):
        self._town = town
        self.slow_s = 0.0

    async def __call__(self, _lane, work):
        await asyncio.sleep(self._town.chance.uniform(0.0005, 0.003) + self.slow_s)
        found = work()
        await asyncio.sleep(self._town.chance.uniform(0.0005, 0.003))
        return found

    def close(self):
        pass


class Machine:
    """One node, from its start to its end."""

    def __init__(self, town, name, stage_version, ahead_s):
        self.name = name
        self.seat = town.server.seat(AGENCY, name, stage_version)
        random = Random(f"{name} {len(town.machines)}").randbytes
        vault = Vault(self.seat.ledger, KEK, random)
        self.codec = codec = Codec(vault)
        state, position = replay.load(self.seat.ledger, codec)
        self.engine = Engine(
            self.seat.ledger, codec, Random(f"{name} draws").randrange, state, position
        )
        seat = self.seat
        shared = Shared(seat.ledger, seat.lease, seat.inbox, seat.bell, vault, codec)
        self.line = Line(town)
        self.clock = LoopClock(town.loop, ahead_s)
        for entry in self.seat.ledger.read(position - 1):
            self.clock.not_before(entry.recorded_at)
        self.node = Node(
            self.engine,
            shared,
            self.clock,
            [Phones(town, name)],
            aside=self.line,
            new_id=lambda: random(16).hex(),
            version="1",
        )
        self.node.opening = self._opening
        self.task: Any = None

    def _opening(self):
        if self.engine.state.agency.settings is None:
            return [Request(LoadAgency(cast.AGENCY, "system"), "system")]
        return []

    def start(self):
        token = MARK.set(self.name)
        self.task = asyncio.create_task(self.node.run())
        MARK.reset(token)


class NodeTown:
    """The machines, the server, and everything that reached a phone."""

    def __init__(self, loop, seed=1):
        self.loop = loop
        self.chance = Random(seed)
        self.server = MemoryServer(LoopClock(loop))
        self.machines: dict[str, Machine] = {}
        self.all: list[Machine] = []
        self.sent: list[tuple[str, float, Any]] = []
        self.accepted: list[str] = []
        self.kills = 0
        self._signals = count(1)

    def start(self, name, stage_version=STAGE_VERSION, ahead_s=0.0):
        """A process on this machine; what ran there before is gone."""
        self.loop.dead.discard(name)
        machine = Machine(self, name, stage_version, ahead_s)
        self.machines[name] = machine
        self.all.append(machine)
        machine.start()
        return machine

    def kill(self, name):
        """Kill -9: the server sees the connection end."""
        self.kills += 1
        self.loop.kill(name)
        self.machines[name].seat.end_session()
        self.machines[name].seat.cut()

    @property
    def leader(self):
        """The machine that leads, by its own word; one that is dead or paused has none."""
        leads = [
            each.name
            for each in self.machines.values()
            if each.node.leads and each.name not in self.loop.dead | self.loop.paused.keys()
        ]
        return leads[0] if leads else ""

    async def until(self, is_so, seconds=30.0):
        """Wait in played time; how long it took."""
        began = self.loop.time()
        while not is_so():
            assert self.loop.time() - began < seconds, "it never came to be"
            await asyncio.sleep(0.01)
        return self.loop.time() - began

    async def leads(self, *names):
        """Wait until one of these leads."""
        return await self.until(lambda: self.leader in (names or tuple(self.machines)))

    def send_text(self, machine, who, text):
        """A text at this machine's hook."""
        body = b'{"from":"%s","text":"%s"}' % (cast.NUMBERS[who].encode(), text.encode())
        raw = RawRequest(gateway="phones", kind="json", method="POST", body=body)
        signal = f"S-{next(self._signals)}"
        return self.submit(machine, ReceiveSignal(signal, "phones", freeze(raw)), "gateway:phones")

    async def submit(self, machine, command, actor):
        """Give a command at this machine; it runs there, and dies with it."""
        token = MARK.set(machine)
        task = asyncio.create_task(self.machines[machine].node.submit(command, actor))
        MARK.reset(token)
        outcome = await task
        if isinstance(outcome, Accepted) and isinstance(command, ReceiveSignal):
            self.accepted.append(command.signal)
        return outcome

    def to(self, who):
        return [(m, at, out) for m, at, out in self.sent if out.to == cast.NUMBERS[who]]

    @property
    def ledger(self) -> MemoryLedger:
        return self.server.kept[AGENCY].store

    def check(self):
        """The promises: nothing lost, nothing said more than once a kill too often, nothing quiet."""
        entries = list(self.ledger.read())
        assert isinstance(chain.verify(entries, AGENCY), chain.Verified)
        state = State()
        codec = Codec(Vault(self.ledger, KEK, lambda n: b"0" * n))
        replay.fold(state, codec, entries)
        streams = [e.stream for e in entries if e.kind == "SignalReceived"]
        for signal in self.accepted:
            assert streams.count(f"signal/{signal}") == 1, f"{signal} is lost or doubled"
        keys = [out.key for _, _, out in self.sent]
        for key in keys:
            assert keys.count(key) <= 1 + self.kills, f"{key} was sent {keys.count(key)} times"
        for name, incident in state.response.incidents.items():
            assert not incident.is_open or next_moment(state, name) is not None
        attempted = {
            (m["message"], m["attempt"])
            for m in map(_body, (e for e in entries if e.kind == "MessageAttempted"))
        }
        return state, attempted


def _body(entry):
    import msgspec

    return msgspec.json.decode(entry.body)


def in_town(scenario, *, seed=1):
    """Play a scenario in a town of nodes."""

    async def main(loop):
        return await scenario(NodeTown(loop, seed))

    return play(main)


async def two(town):
    """Anvil leads and Bell follows."""
    town.start("anvil")
    await town.leads("anvil")
    town.start("bell")
    await asyncio.sleep(1)

"""A service that runs on a clock moved by hand, with a gateway and a watcher that obey."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from tests import cast
from tests.harness import FullDisk
from tocsin.agency.diff import LoadAgency
from tocsin.engine import replay
from tocsin.engine.core import Engine, NotDurable
from tocsin.engine.service import Service
from tocsin.facts.codec import Codec
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted, Refused
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault
from tocsin.paging.stage import ClearAlarm
from tocsin.sim.clock import SimClock


class Obedient:
    """A gateway that does what the test says, for each address if need be."""

    has_receipts = False

    def __init__(self, name="kannel-1", channel="sms"):
        self.name = name
        self.channel = channel
        self.sent: list[Any] = []
        self.under_way = 0
        self.is_closed = False
        self.slow: dict[str, asyncio.Event] = {}
        self.error: Exception | None = None

    async def send(self, outgoing):
        self.under_way += 1
        try:
            if outgoing.to in self.slow:
                await self.slow[outgoing.to].wait()
            if self.error is not None:
                raise self.error
            self.sent.append(outgoing)
            return f"ref-{len(self.sent)}"
        finally:
            self.under_way -= 1

    async def close(self):
        self.is_closed = True

    def to(self, who):
        return [outgoing for outgoing in self.sent if outgoing.to == cast.NUMBERS[who]]


class Listening:
    """An outside watcher that notes what it hears."""

    def __init__(self):
        self.heard: list[str] = []
        self.answer: bool | Exception = True

    async def ping(self, head):
        self.heard.append(head)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Running:
    """A service that runs, its clock, its gateway, its watcher and its disk."""

    def __init__(self, agency=cast.AGENCY):
        self.agency = agency
        self.disk = FullDisk()
        self.ledger = MemoryLedger(agency.settings.agency, self.disk)
        drawn = count()
        codec = Codec(Vault(self.ledger, b"k" * 32, lambda n: (b"%032d" % next(drawn))[-n:]))
        self.codec = codec
        state, position = replay.load(self.ledger, codec)
        self.clock = SimClock(cast.SATURDAY)
        self.gateway = Obedient()
        self.heart = Listening()
        self.engine = Engine(self.ledger, codec, Random(7).randrange, state, position)
        self.service = Service(
            self.engine, self.ledger, self.clock, [self.gateway], heart=self.heart
        )
        self.signals = count(1)

    async def texts(self, number, text):
        body = b'{"from":"%s","text":"%s"}' % (number.encode(), text.encode())
        raw = RawRequest(gateway="phones", kind="json", method="POST", body=body)
        signal = f"S-{next(self.signals)}"
        command = ReceiveSignal(signal, "phones", freeze(raw))
        outcome = await self.service.submit(command, "phones")
        await self.idles()
        return outcome

    async def ticks(self, seconds=0.0):
        """Move the clock, wake the loop, and let what follows from it happen."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))
        outcome = await self.service.submit(ClearAlarm("clock_jumped:x", "test"), "test")
        assert isinstance(outcome, Refused | NotDurable)
        await self.idles()

    async def until(self, is_so):
        """Let the loop turn until something is so that another thread brings about."""
        async with asyncio.timeout(30):
            while not is_so():  # noqa: ASYNC110 - no event of the loop tells of it.
                await asyncio.sleep(0)

    async def idles(self):
        for _ in range(30):
            await asyncio.sleep(0)


@asynccontextmanager
async def running(agency=cast.AGENCY):
    run = Running(agency)
    task = asyncio.create_task(run.service.run())
    await run.idles()
    assert isinstance(await run.service.submit(LoadAgency(agency, "jo"), "jo"), Accepted)
    try:
        yield run
    finally:
        run.service.stop()
        with suppress(Exception):
            await task

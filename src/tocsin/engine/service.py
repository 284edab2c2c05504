"""The engine in time: one task that receives, decides, appends and performs.

Whoever has a command gives it to `submit` and is answered only when it is on
record. Everything waiting shares one durable append. Sending happens in tasks
of its own (`engine.sending`). What takes long to work out is worked out in a thread
of its own, one question after the other, and comes back as a command.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple

import structlog

from tocsin.engine import audit
from tocsin.engine.core import Command, Engine, NotDurable, Outcome, Request
from tocsin.engine.gateway import Gateway, Heart
from tocsin.engine.pressure import TOO_MUCH, Pressure, Shed
from tocsin.engine.questions import Beside, Question
from tocsin.engine.sending import Sender
from tocsin.engine.upkeep import Upkeep
from tocsin.intake.stage import ReceiveSignal
from tocsin.intake.strangers import may_come_in
from tocsin.kernel.clock import Clock
from tocsin.kernel.decision import Accepted
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits import BATCH_COMMANDS_MAX, WAITING_MAX
from tocsin.ledger.ledger import Ledger
from tocsin.ledger.trails import NoPoints, Points
from tocsin.paging.message import is_going
from tocsin.paging.stage import ClearAlarm, SetProviders

log = structlog.get_logger()

RETRY_S: Final = 1.0
"""How soon the loop looks again when the ledger or a stage did not take something."""


Waiting = tuple[Request, "asyncio.Future[Outcome]"]


class NodeNow(NamedTuple):
    """How one of several nodes is: nothing here is about a person.

    `leader` is the machine that decides, '' when nobody does; `token` numbers its term.
    `not_live_since` is the last moment at which all was known here that was on record.
    """

    machine: str
    leads: bool
    leader: str
    token: int
    not_live_since: datetime | None
    is_outdated: bool
    why_not: str


class Service:
    """One agency's engine, running."""

    def __init__(
        self,
        engine: Engine,
        ledger: Ledger,
        clock: Clock,
        gateways: Sequence[Gateway],
        *,
        heart: Heart | None = None,
        timeouts_s: dict[str, float] | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.ledger = ledger
        self.trails: Points = NoPoints()
        self.tick_at: datetime = clock.now()
        self.pressure = Pressure()
        self._waits: asyncio.Queue[Waiting] = asyncio.Queue()
        self._sender = Sender(engine, gateways, timeouts_s or {}, self._put_on_record)
        start, submit = self._sender.start, self._put_on_record
        self._beside = Beside()
        late = self._beside.late
        self._upkeep = Upkeep(engine, ledger, clock, heart, start=start, submit=submit, late=late)
        self._stopping = False
        self._unsettled = False
        self._has_ended = False

    is_outdated = False
    """Whether the ledger holds what this program does not know: it shows nothing then."""

    @property
    def is_following(self) -> bool:
        """Whether another node decides. A service alone never follows."""
        return False

    @property
    def commands_waiting(self) -> int:
        """How many commands wait for the next turn."""
        return self._waits.qsize()

    @property
    def under_way(self) -> int:
        """How many hand-overs and questions go on beside the loop."""
        return len(self._sender.under_way)

    @property
    def node(self) -> NodeNow | None:
        """How this node is, where there are several."""
        return None

    def is_blind(self, now: datetime) -> bool:  # noqa: ARG002 - it depends on it for a node.
        """Whether nobody here can know any more who has been dismissed."""
        return False

    async def submit(self, command: Command, actor: str) -> Outcome:
        """Give a command; the outcome once it is on record (or not: `NotDurable`)."""
        if not self._has_ended and not self._has_room(command):
            return TOO_MUCH
        return await self._put_on_record(command, actor)

    def _has_room(self, command: Command) -> bool:
        """Whether one more command may wait for its turn, and a signal to be read."""
        now = self.clock.now()
        if not isinstance(command, ReceiveSignal):
            what, has_room = Shed.COMMAND, self.commands_waiting < WAITING_MAX // 2
        else:
            intake, views = self.engine.state.intake, self.engine.views(now)
            has_room = self.commands_waiting < WAITING_MAX
            has_room = has_room and may_come_in(intake, command.gateway, command.raw, views)
            what = Shed.SIGNAL
        if not has_room:
            self.pressure.has_no_room(what, now)
        return has_room

    async def _give_if_room(self, request: Request) -> Outcome:
        """Have a letter decided. One for which there is no room is durable where it lies."""
        if isinstance(request.command, ReceiveSignal) and not self._has_room(request.command):
            return TOO_MUCH
        return await self._give(request)

    async def _put_on_record(self, command: Command, actor: str) -> Outcome:
        if self._has_ended:
            return NotDurable("The service has ended and takes nothing any more.", is_kept=False)
        return await self._give(Request(command, actor))

    async def _give(self, request: Request) -> Outcome:
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        await self._waits.put((request, future))
        return await future

    def _wake(self) -> None:
        self._waits.put_nowait((_NOTHING, asyncio.get_running_loop().create_future()))

    async def _answer(self, question: Question) -> None:
        """Have one question answered beside the loop, and give the answer to the engine."""
        try:
            command = await self._beside.answer(question, self.clock.now())
        except Exception as error:  # noqa: BLE001 - it is alarmed, and asked again.
            self.engine.unanswered(question, error, self.clock.now())
            self._wake()
            return
        await self._give(Request(command, SYSTEM, question.cause))

    async def run(self) -> None:
        """Run until `stop`. What was due while nobody ran is done first."""
        try:
            self._begin()
            while not self._stopping:
                await self._go_round()
            await self._finish()
        finally:
            self._end()

    def retire(self) -> None:
        """Let another node decide, where there is one. A service alone goes on until `stop`."""

    def stop(self) -> None:
        """Ask the loop to end after this turn."""
        self._stopping = True
        self._wake()

    async def add_way(self, gateway: Gateway, timeout_s: float) -> None:
        """Use one way out more from now on, after all others of its channel."""
        self._sender.add(gateway, timeout_s)
        await self._put_on_record(SetProviders(self._sender.providers()), SYSTEM)

    def health(self) -> dict[str, Any]:
        """How the service is: tick age, oldest unsent page, ledger position, gateways."""
        now = self.clock.now()
        paging = self.engine.state.paging
        waiting = [m.at for m in paging.messages.values() if m.urgent and is_going(m)]
        findings = list(audit.audit(self.engine.state, now))
        since = self.engine.unavailable_since
        return {
            "ok": since is None and not any(f.kind in audit.CRITICAL for f in findings),
            "tick_age_s": round((now - self.tick_at).total_seconds(), 3),
            "oldest_unsent_page_s": (
                round((now - min(waiting)).total_seconds(), 3) if waiting else 0.0
            ),
            "ledger_position": self.engine.durable_position,
            "not_durable_facts": self.engine.pending_facts,
            "ledger_unavailable_since": since,
            "open_incidents": sum(
                1 for i in self.engine.state.response.incidents.values() if i.is_open
            ),
            "alarms": sorted(paging.alarms),
            "sheds": self.pressure.sheds,
            "shed": {str(what): count for what, count in self.pressure.shed.items()},
            "unread_signals": len(self.engine.state.intake.unread),
            "gateways": {
                provider.name: {
                    "channel": provider.channel,
                    "failures_in_a_row": paging.failures.get(provider.name, 0),
                }
                for provider in paging.providers
            },
            "findings": [f"{finding.kind}:{finding.subject}" for finding in findings],
        }

    def _begin(self) -> None:
        """Say which ways out there are, and do what was due while nobody did it."""
        providers = SetProviders(self._sender.providers())
        self.engine.execute([Request(providers, SYSTEM)], self.clock.now())
        self._settle()

    async def _go_round(self) -> None:
        """One turn: what waits, then what follows from it, then what is looked after."""
        batch = await self._next_batch()
        self._turn(batch)
        # Answers leave before the work that follows from them.
        await asyncio.sleep(0)
        self._settle()
        if self._mind_pressure() | self._upkeep.look_after():
            self._unsettled = True  # An alarm is paged now, not in a second.

    def _mind_pressure(self) -> bool:
        """See whether work is shed, and say so; whether that is new on record."""
        now = self.clock.now()
        is_behind = self._unsettled or self.commands_waiting >= BATCH_COMMANDS_MAX
        self.pressure.note(now, is_behind=is_behind)
        owed = self.pressure.owes(self.engine.state.paging.alarms)
        if owed is not None:
            self.engine.execute([Request(owed, SYSTEM)], now)
        return owed is not None

    async def _next_batch(self) -> list[Waiting]:
        """Everything that waits, or nothing when a timer is due first."""
        batch = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._wait_s()):
                batch.append(await self._waits.get())
        while len(batch) < BATCH_COMMANDS_MAX and not self._waits.empty():
            batch.append(self._waits.get_nowait())
        return batch

    def _wait_s(self) -> float:
        """Until the next due moment, a second at most, so that a still loop is seen."""
        if self._unsettled:
            return 0.0
        due = self.engine.next_due()
        if due is None:
            return RETRY_S
        wait_s = (due - self.clock.now()).total_seconds()
        if wait_s <= 0 and due <= self.tick_at:
            # It was due at the last turn already and nothing came of it.
            return RETRY_S
        return max(0.0, min(wait_s, RETRY_S))

    def _turn(self, batch: Sequence[Waiting]) -> None:
        now = self.clock.now()
        real = [(request, future) for request, future in batch if request is not _NOTHING]
        try:
            outcomes = self.engine.execute([request for request, _ in real], now)
        except Exception:
            _refuse(real)
            raise
        for (request, future), outcome in zip(real, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)
            if isinstance(request.command, ReceiveSignal):
                said = (
                    "signal_on_record" if isinstance(outcome, Accepted) else "signal_not_on_record"
                )
                log.info(said, signal=request.command.signal, gateway=request.command.gateway)

    def _settle(self) -> None:
        now = self.clock.now()
        self._unsettled = self.engine.settle_some(now)
        self.tick_at = now
        self._sender.send(self.engine.attempts())
        for question in self.engine.questions():
            self._sender.start(self._answer(question))

    async def _finish(self) -> None:
        """Let sends under way end for a moment, keep the state, close the ways out."""
        await self._let_end(RETRY_S)
        if not self.engine.pending_facts:
            self._upkeep.keep_snapshot()
        await self._sender.close()

    async def _let_end(self, seconds: float) -> None:
        """Let sends under way end for so long; whatever has not ended then is dropped."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._sender.under_way:
                    self._turn(self._waiting())
                    await asyncio.wait(self._sender.under_way, timeout=seconds / 20)
        self._sender.drop()
        self._turn(self._waiting())

    def _waiting(self) -> list[Waiting]:
        return [self._waits.get_nowait() for _ in range(self._waits.qsize())]

    def _end(self) -> None:
        """Nobody waits for an answer that cannot come any more."""
        self._has_ended = True
        self._beside.close()
        self._answer_all()

    def _answer_all(self) -> None:
        """Whatever waits is not decided here any more."""
        _refuse(self._waiting())


def _refuse(waiting: Sequence[Waiting]) -> None:
    for _, future in waiting:
        if not future.done():
            said = "Nobody decides here any more, and this is not on record."
            future.set_result(NotDurable(said, is_kept=False))


_NOTHING: Final = Request(ClearAlarm("", ""), "system")

"""A town that runs the released service: its loop, its tasks, its hooks and its web.

`Town` asks the engine step by step. Here `engine.service` runs as it is on a
`VirtualLoop`: texts and receipts come by the ASGI hooks, the board by the API,
sends are tasks, the clock is the one of production over a wall clock that jumps,
and the machine can go down between any two steps of any task.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from datetime import datetime
from itertools import count
from typing import Any, Final

import msgspec

from tocsin.agency.diff import LoadAgency
from tocsin.agency.stage import StartService
from tocsin.engine.core import Command, Engine, Outcome, Request
from tocsin.engine.gateway import GatewayError, Outgoing
from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.positions import Positions
from tocsin.engine.rota import prove_rota
from tocsin.engine.service import Service
from tocsin.facts.pages import MessageAttempted, Provider
from tocsin.ledger.ledger import LedgerUnavailable
from tocsin.ledger.tracks import TrackStore
from tocsin.sim.asgi import SECRET, Answer, Headers, scope_of, serve
from tocsin.sim.board import posted, signed_in, tokens
from tocsin.sim.clock import LiveClock
from tocsin.sim.faults import Fault, Faults
from tocsin.sim.gateways import Handed, Says
from tocsin.sim.loop import LIFE, VirtualLoop
from tocsin.sim.plan import Plan
from tocsin.sim.town import REDELIVER_S, Arrived, Inbound, PowerCut, Town
from tocsin.web.app import Web, create_app
from tocsin.web.hooks import Hooks
from tocsin.web.settings import SIGNAL_ID_BYTES, HookSettings, WebSettings

CLIENT_S: Final = 30.0
"""A gateway waits no longer for an answer."""

STEPS_PER_CUT: Final = 400.0
"""With a rate of 1 the machine would go down once in so many steps."""

START_AGAIN_S: Final = 5.0
TURNS_OF_A_LIFE: Final = 1_000_000
WEB_EVERY: Final = 5
"""In one run of so many the board is used over HTTP; making the whole web takes its time."""

CUTS_MAX: Final = 8
LOST_MAX: Final = 5


class Way:
    """A gateway of the service, which hands on to the town."""

    def __init__(self, town: "LiveTown", provider: Provider) -> None:
        self._town = town
        self.name = provider.name
        self.channel = provider.channel
        self.has_receipts = provider.has_receipts

    async def send(self, outgoing: Outgoing) -> str:
        """As a provider does. Raises GatewayError."""
        return await self._town.carried(self.name, outgoing)

    async def close(self) -> None:
        """Nothing is open."""


class TurningEngine(Engine):
    """An engine that remembers in which turn an attempt was made."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.turn = 0
        self.turn_of: dict[tuple[str, int], int] = {}

    def attempts(self) -> list[MessageAttempted]:
        found = super().attempts()
        self.turn += 1
        self.turn_of.update({(one.message, one.attempt): self.turn for one in found})
        return found


class LiveTown(Town):
    """One agency's service and everything around it."""

    engine_class = TurningEngine
    engine: TurningEngine
    clock: LiveClock

    def __init__(self, plan: Plan, faults: Faults, **given: Any) -> None:
        self.loop = VirtualLoop()
        self.is_up = False
        self.witness: tuple[int, str] | None = None
        self.web_settings = WebSettings(
            hooks=(HookSettings("phones", "json", SECRET),), base_url="https://sos.example"
        )
        self._faults = faults
        self._until = plan.until
        self._world = Context()
        self._net = plan.chance("net")
        self._cutting = plan.chance(Fault.AWAIT_CUT)
        self._cuts, self._lost = CUTS_MAX, LOST_MAX
        self._steps_left = self._gap()
        self._asked: set[asyncio.Future[Answer | None]] = set()
        self._requests = count(1)
        self._ids = plan.chance("ids")
        self.tracks_store = TrackStore()
        self.has_web = plan.seed % WEB_EVERY == 1
        super().__init__(clock=LiveClock(plan.starts_at, self.loop), **given)
        self.loop.may_step = self._may_step
        self.loop.on_idle = self._idle
        self.loop.thread_s = self._thread_s

    def _thread_s(self) -> float:
        return self.plans_after_s()

    # The world acts.

    def open(self, by: str = "nell") -> None:  # noqa: ARG002 - the service loads it itself.
        """Switch the machine on."""
        self._come_up()

    def at(self, moment: datetime, action: Callable[[], object], *, life: int = 0) -> None:
        """Do something when so much time has passed as there is until this moment."""
        self.after((moment - self.now).total_seconds(), action, life=life)

    def after(
        self,
        seconds: float,
        action: Callable[[], object],
        *,
        life: int = 0,  # noqa: ARG002 - what a dead machine began is never gone on with.
    ) -> None:
        self.loop.call_later(max(0.0, seconds), action, context=self._world)

    def jump_clock(self, seconds: float) -> None:
        """Somebody sets the machine's clock."""
        self.clock.ahead_s += seconds
        if seconds > 1.0 and self.is_up and self.clock.skew_s > -1.0:
            self.jumped_at = self.now

    def submit(self, command: Command, actor: str) -> Outcome | None:
        """Give a command, if there is anybody to take it; what comes of it is seen later."""
        request = posted(command) if self.has_web else None
        if request is not None:
            self.in_world(self._posts, *request, getattr(command, "person", actor))
        elif self.is_up:
            self._in_machine(self.service.submit(command, actor))
        return None

    async def _posts(self, path: str, body: bytes, person: str) -> None:
        """Somebody does something on their board; what is refused is refused by its name."""
        answer = await self.ask("POST", path, body, signed_in(person))
        if answer is not None and answer.status >= 500 and answer.status != 503:
            raise AssertionError(f"the_api_never_fails: {path} answered {answer.status}.")

    def in_world(self, act: Callable[..., Coroutine[Any, Any, Any]], *given: object) -> None:
        """Somebody outside begins to do something."""
        self._in_world(act(*given))

    def bring(self, inbound: Inbound) -> None:
        self._in_world(self._brings(inbound))

    async def _brings(self, inbound: Inbound) -> None:
        """A gateway brings a request, again and again until it hears that it is acknowledged."""
        while True:
            await asyncio.sleep(self._net.uniform(0.0, 0.05))
            answer = await self.ask("POST", "/hooks/sms/phones", inbound.body)
            if answer is not None and answer.status == 200:
                self.acknowledged[msgspec.json.decode(answer.body)["signal"]] = inbound
                if not self._answer_is_lost():
                    return
            await asyncio.sleep(REDELIVER_S)

    def _answer_is_lost(self) -> bool:
        if not self._lost or self.now >= self._until:
            return False
        is_lost = self._faults.strikes(Fault.ANSWER_LOST, self._net)
        self._lost -= is_lost
        return is_lost

    # Time passes.

    @property
    def looked_at(self) -> datetime:
        """When the service last looked at what is due."""
        return self.service.tick_at

    def run_until(self, end: datetime) -> None:
        self.loop.run_while(lambda: self.now < end)

    def close(self) -> None:
        self.loop.close()
        self.tracks_store.close()
        getattr(self.ledger, "dispose", bool)()

    def _idle(self) -> None:
        if self.is_up:
            self._collect()
            self.on_turn()

    # The machine.

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: Headers = ()
    ) -> Answer | None:
        """One request over HTTP; None when nobody answers any more."""
        if not self.is_up:
            return None
        future: asyncio.Future[Answer | None] = self.loop.create_future()
        self._asked.add(future)
        self._in_machine(self._serve(scope_of(method, path, headers), body, future))
        try:
            async with asyncio.timeout(CLIENT_S):
                return await future
        except TimeoutError:
            return None
        finally:
            self._asked.discard(future)

    async def _serve(
        self, scope: dict[str, Any], body: bytes, future: "asyncio.Future[Answer | None]"
    ) -> None:
        answer = await serve(self._application, scope, body)
        if not future.done():
            future.set_result(answer)

    async def _application(self, scope: Any, receive: Any, send: Any) -> None:
        await (self.app or self.hooks)(scope, receive, send)

    async def carried(self, provider: str, outgoing: Outgoing) -> str:
        """A provider takes an attempt: what it answers. Raises GatewayError."""
        message = self.state.paging.messages[outgoing.message]
        turn = self.engine.turn_of.get((outgoing.message, outgoing.attempt), 0)
        handed = Handed(
            self.now,
            outgoing.message,
            outgoing.attempt,
            provider,
            outgoing.channel,
            outgoing.to,
            outgoing.text,
            message.urgent,
            message.incident,
            message.recipient,
            str(message.purpose),
            turn,
            self.engine.unavailable_since is None,
            outgoing.key,
            outgoing.queued,
        )
        self.handed.append(handed)
        number = len(self.handed)
        fate = self.behaviour(handed)
        for shown_after_s in fate.shown_after_s:
            self.after(shown_after_s, lambda: self.on_arrival(Arrived(self.now, handed)))
        if fate.receipt is not None:
            late = max((*fate.shown_after_s, fate.answers_after_s)) + 1.0
            path = f"/hooks/receipts/phones?m={handed.message}&n={handed.attempt}"
            path += f"&q={handed.queued}&type=" + ("1" if fate.receipt else "2")
            self.after(late, lambda: self._in_world(self.ask("GET", path)))
        if fate.says is Says.NOTHING:
            await asyncio.get_running_loop().create_future()
        await asyncio.sleep(fate.answers_after_s)
        if fate.says is Says.BUSY:
            raise GatewayError("busy")
        if fate.says is Says.REFUSED:
            raise GatewayError("refused", permanent=True)
        return f"ref-{number}"

    async def ping(self, head: str) -> bool:
        """The outside watcher hears of us, and notes the head of the ledger."""
        await asyncio.sleep(0.1)
        if self.now < self._until and self._faults.strikes(Fault.WATCHER_DEAF, self._net):
            self.unheard_since = self.unheard_since or self.now
            return False
        self.unheard_since = None
        position, _, digest = head.partition(":")
        self.witness = int(position), digest
        return True

    def crash(self) -> None:
        """The machine goes down, and comes up again after a while."""
        if not self.is_up:
            return
        self.is_up = False
        self.unheard_since = self.jumped_at = None
        self.crashes += 1
        self.loop.end(self._life)
        for future in self._asked:
            if not future.done():
                future.set_result(None)
        self.after(self._down_s(), self._come_up)

    def _down_s(self) -> float:
        if self._faults.strikes(Fault.LONG_DOWN, self._cutting, 2.0):
            return self._cutting.uniform(60.0, 300.0)
        return self._cutting.uniform(0.5, 10.0)

    def _come_up(self) -> None:
        try:
            self.engine = self._start()
            self.is_up = True
            self._wire()
        except PowerCut:
            self.crash()
        except LedgerUnavailable:
            # The program ends, and is started again and again until the disk lets it.
            self.after(START_AGAIN_S, self._come_up)

    def _start(self) -> TurningEngine:
        engine = super()._start()
        self.clock.restart(self.facts[-1][0] if self.facts else None)
        assert isinstance(engine, TurningEngine)
        # Turns of another life are other turns.
        engine.turn = self._life * TURNS_OF_A_LIFE
        return engine

    def _wire(self) -> None:
        """What `app.wire` does: the service, who listens to it, and what it starts with."""
        ways = [Way(self, provider) for provider in self.providers]
        self.service = service = Service(
            self.engine, self.ledger, self.clock, ways, heart=self, timeouts_s={}
        )
        positions = Positions(service, self.tracks_store, self._signal_id)
        self.engine.execute(
            [
                Request(StartService("simulated"), "system"),
                Request(LoadAgency(self.agency, "system"), "system"),
            ],
            self.clock.now(),
        )
        nearness = NearnessWatch(service)
        positions.listen(nearness)
        positions.ask(nearness.owner)
        random = self._ids.randbytes
        self.hooks = Hooks(service, self.web_settings, random, positions)
        self.app: Web | None = None
        if self.has_web:
            self.engine.execute(tokens(list(self.state.agency.staff), self.now), self.now)
            self.app = create_app(
                service, self.web_settings, random=random, positions=positions, nearness=nearness
            )
        for work in (service.run(), prove_rota(service), nearness.run()):
            self._in_machine(work)

    def _signal_id(self) -> str:
        return self._ids.randbytes(SIGNAL_ID_BYTES).hex()

    def _may_step(self, life: int) -> bool:
        """Whether the machine is still there; at any await it may go down."""
        if Fault.AWAIT_CUT not in self._faults or life != self._life:
            return life == self._life
        self._steps_left -= 1
        if self._steps_left > 0 or not self._cuts or self.now >= self._until:
            return True
        self._cuts -= 1
        self._steps_left = self._gap()
        self._faults.note(Fault.AWAIT_CUT)
        self.crash()
        return False

    def _gap(self) -> float:
        rate = self._faults.rates.get(Fault.AWAIT_CUT, 1.0)
        return self._cutting.expovariate(rate / STEPS_PER_CUT)

    def _in_machine(self, work: Coroutine[Any, Any, Any]) -> None:
        context = Context()
        context.run(LIFE.set, self._life)
        task = self.loop.create_task(work, context=context)
        task.add_done_callback(self._is_over, context=context)

    def _in_world(self, work: Coroutine[Any, Any, Any]) -> None:
        context = Context()
        self.loop.create_task(work, context=context).add_done_callback(_raise, context=context)

    def _is_over(self, task: "asyncio.Task[Any]") -> None:
        """A task of the service that fails is a defect, unless the power failed it."""
        if task.cancelled() or isinstance(task.exception(), PowerCut):
            return
        _raise(task)


def _raise(task: "asyncio.Task[Any]") -> None:
    failure = None if task.cancelled() else task.exception()
    if failure is not None:
        raise failure

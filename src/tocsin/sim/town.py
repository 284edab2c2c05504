"""A town: the real engine with a clock, phones, gateways and a disk that are not.

It does what `engine.service` does in production, in the same order: commands
first, then what the stages owe, then the sends, known voices before the rest.
Time jumps from one event to the next, so hours pass in milliseconds.
"""

import heapq
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Final, NamedTuple

from tocsin.agency.diff import LoadAgency
from tocsin.agency.state import Agency
from tocsin.engine import replay
from tocsin.engine.core import Command, Engine, Outcome, Request
from tocsin.engine.questions import Question
from tocsin.engine.sending import key_of
from tocsin.engine.stages import State
from tocsin.facts.codec import Codec
from tocsin.facts.fact import Fact
from tocsin.facts.pages import MessageAttempted, Provider
from tocsin.ground.ground import Ground, Tracks
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted
from tocsin.kernel.ids import SYSTEM
from tocsin.ledger.ledger import Ledger
from tocsin.ledger.vault import Vault
from tocsin.paging.message import queued
from tocsin.paging.stage import RecordOutcome, RecordReceipt, SetProviders
from tocsin.sim.clock import SimClock
from tocsin.sim.gateways import PROVIDERS, Behaviour, Handed, Says, prompt

REDELIVER_S: Final = 20.0
"""How soon a gateway brings a request again that was not acknowledged."""

LEDGER_RETRY_S: Final = 5.0

SPIN_TURNS_MAX: Final = 200
"""So many turns without time passing are a loop that feeds itself."""


class PowerCut(BaseException):
    """The machine went down in the middle of what it was doing.

    No handler of errors can do anything about it, so it is no Exception.
    """


class Arrived(NamedTuple):
    """A message on somebody's phone or screen."""

    at: datetime
    handed: Handed


class Inbound(NamedTuple):
    """One request of the SMS gateway, as it was and as it will be brought again."""

    body: bytes


Event = tuple[datetime, int, int, Callable[[], object]]


class Town:
    """One agency's engine and everything around it, on a clock that jumps."""

    engine_class: type[Engine] = Engine
    is_up = True

    def __init__(
        self,
        agency: Agency,
        clock: SimClock,
        ledger: Ledger,
        open_vault: Callable[[], Vault],
        chance: Random,
        *,
        behaviour: Behaviour = prompt,
        providers: Sequence[Provider] = PROVIDERS,
        ground: Ground | None = None,
        tracks: Tracks | None = None,
    ) -> None:
        self.agency = agency
        self.clock = clock
        self.ledger = ledger
        self.facts: list[tuple[datetime, Fact]] = []
        self.handed: list[Handed] = []
        self.acknowledged: dict[str, Inbound] = {}
        self.crashes = 0
        self.unheard_since: datetime | None = None
        self.jumped_at: datetime | None = None
        self.on_arrival: Callable[[Arrived], None] = lambda _: None
        self.on_turn: Callable[[], None] = lambda: None
        self.behaviour = behaviour
        self.plans_after_s: Callable[[], float] = lambda: 0.0
        self.providers = tuple(providers)
        self.ground = ground
        self.tracks = tracks
        self._open_vault = open_vault
        self._chance = chance
        self._events: list[Event] = []
        self._order = count()
        self._life = 0
        self._signals = count(1)
        self._provider_ids = count(1)
        self._spun = 0
        self.engine = self._start()

    @property
    def now(self) -> datetime:
        """The present moment of the town."""
        return self.clock.now()

    @property
    def looked_at(self) -> datetime:
        """When somebody last looked at what is due."""
        return self.clock.now()

    @property
    def state(self) -> State:
        """What the engine knows now."""
        return self.engine.state

    def open(self, by: str = "nell") -> None:
        """Load the agency file and name the ways out, as the program does when it starts."""
        self.submit(LoadAgency(self.agency, by), by)
        self.submit(SetProviders(self.providers), "system")

    # The world acts.

    def texts(self, number: str, text: str, provider_id: str = "", **fields: object) -> str:
        """A phone sends a text; the provider's id of it is returned."""
        given = provider_id or f"in-{next(self._provider_ids)}"
        body = {"from": number, "text": text, "id": given} | fields
        self.bring(Inbound(json.dumps(body).encode()))
        return given

    def bring(self, inbound: Inbound) -> None:
        """A gateway brings a request, again and again until it is acknowledged."""
        signal = f"S-{next(self._signals)}"
        raw = RawRequest(
            gateway="phones",
            kind="json",
            method="POST",
            content_type="application/json",
            body=inbound.body,
        )
        outcome = self.submit(ReceiveSignal(signal, "phones", freeze(raw)), "phones")
        if isinstance(outcome, Accepted):
            self.acknowledged[signal] = inbound
        else:
            self.after(REDELIVER_S, lambda: self.bring(inbound))

    def submit(self, command: Command, actor: str) -> Outcome | None:
        """Give a command; None when the machine went down before it could answer."""
        try:
            return self.engine.execute([Request(command, actor)], self.now)[0]
        except PowerCut:
            self.crash()
            return None

    def at(self, moment: datetime, action: Callable[[], object], *, life: int = 0) -> None:
        """Do something at a moment; with a `life`, only if the machine still runs since then."""
        heapq.heappush(self._events, (moment, next(self._order), life, action))

    def after(self, seconds: float, action: Callable[[], object], *, life: int = 0) -> None:
        """Do something so many seconds from now."""
        self.at(self.now + timedelta(seconds=seconds), action, life=life)

    def jump_clock(self, seconds: float) -> None:
        """The machine's clock jumps. It never goes back: what is past changes nothing."""
        self.clock.move_to(self.now + timedelta(seconds=seconds))

    # Time passes.

    def run_until(self, end: datetime) -> None:
        """Let everything happen that happens up to a moment."""
        self._settle()
        while True:
            moment = self._next_moment()
            if moment is None or moment > end:
                break
            self.turn(moment)
        self.clock.move_to(end)

    def run_for(self, seconds: float) -> None:
        """Let so much time pass."""
        self.run_until(self.now + timedelta(seconds=seconds))

    def turn(self, moment: datetime) -> None:
        """Go to a moment, let the world act, then do all that is owed."""
        self._spun = self._spun + 1 if moment <= self.now else 0
        assert self._spun < SPIN_TURNS_MAX, "Time stands still: something is due again and again."
        self.clock.move_to(moment)
        while self._events and self._events[0][0] <= self.now:
            _, _, life, action = heapq.heappop(self._events)
            if life in (0, self._life):
                action()
        self._settle()

    def close(self) -> None:
        """Leave the town as it is."""

    def _next_moment(self) -> datetime | None:
        moments = [self._events[0][0]] if self._events else []
        due = self.engine.next_due()
        if due is not None and (due > self.now or self.engine.unavailable_since is None):
            moments.append(max(due, self.now))
        if self.engine.pending_facts:
            moments.append(self.now + timedelta(seconds=LEDGER_RETRY_S))
        return min(moments, default=None)

    def _settle(self) -> None:
        try:
            self.engine.retry_pending(self.now)
            self._settle_engine()
            self._send(self.engine.attempts())
        except PowerCut:
            self.crash()
            self._settle()
            return
        self._collect()
        self.on_turn()

    def _settle_engine(self) -> None:
        """Settle, and settle what follows from answers that take no time."""
        self.engine.settle(self.now)
        while questions := self.engine.questions():
            for question in questions:
                after_s = self.plans_after_s()
                if after_s > 0:
                    answer = partial(self._answer_late, question)
                    self.after(after_s, answer, life=self._life)
                else:
                    self._answer(question)
            self.engine.settle(self.now)

    def _answer_late(self, question: Question) -> None:
        try:
            self._answer(question)
        except PowerCut:
            self.crash()

    def _answer(self, question: Question) -> None:
        """The planner is done with a question, or fails."""
        try:
            command = question.answer()
        except Exception as error:  # noqa: BLE001 - as the service does.
            self.engine.unanswered(question, error, self.now)
            return
        self.engine.execute([Request(command, SYSTEM, question.cause)], self.now)

    def _send(self, attempts: list[MessageAttempted]) -> None:
        messages = self.state.paging.messages
        known = [(a, messages[a.message]) for a in attempts if a.message in messages]
        for attempt, message in sorted(known, key=lambda pair: not pair[1].urgent):
            handed = Handed(
                self.now,
                attempt.message,
                attempt.attempt,
                attempt.provider,
                message.channel,
                message.to.reveal(),
                message.text.reveal(),
                message.urgent,
                message.incident,
                message.recipient,
                str(message.purpose),
                on_disk=self.engine.unavailable_since is None,
                key=key_of(message, attempt),
                queued=queued(message),
            )
            self.handed.append(handed)
            self._carry(handed)

    def _carry(self, handed: Handed) -> None:
        """A provider takes an attempt: its answer, what the phone shows, its report."""
        fate = self.behaviour(handed)
        said = {
            Says.ACCEPTED: RecordOutcome(
                handed.message, handed.attempt, handed.provider, f"ref-{len(self.handed)}"
            ),
            Says.BUSY: RecordOutcome(
                handed.message, handed.attempt, handed.provider, reason="busy"
            ),
            Says.REFUSED: RecordOutcome(
                handed.message,
                handed.attempt,
                handed.provider,
                reason="refused",
                permanent=True,
            ),
        }.get(fate.says)
        actor = f"gateway:{handed.provider}"
        if said is not None:
            self.after(fate.answers_after_s, lambda: self._told(said, actor), life=self._life)
        for shown_after_s in fate.shown_after_s:
            self.after(shown_after_s, lambda: self.on_arrival(Arrived(self.now, handed)))
        if fate.receipt is not None:
            receipt = RecordReceipt(
                handed.message,
                handed.attempt,
                fate.receipt,
                "" if fate.receipt else "absent",
                queued=handed.queued,
            )
            late = max((*fate.shown_after_s, fate.answers_after_s)) + 1.0
            self.after(late, lambda: self._told(receipt, actor))

    def _told(self, command: RecordOutcome | RecordReceipt, actor: str) -> None:
        self.submit(command, actor)

    # The machine comes and goes.

    def crash(self) -> None:
        """The machine goes down and comes up again; only the ledger is left."""
        self.crashes += 1
        self.engine = self._start()
        self._collect()
        self.open("system")

    def _start(self) -> Engine:
        self._life += 1
        power_cycle = getattr(self.ledger, "power_cycle", None)
        if power_cycle is not None:
            power_cycle()
        self.codec = Codec(self._open_vault())
        state, position = replay.load(self.ledger, self.codec)
        del self.facts[position:]
        for envelope in self.ledger.read(after=len(self.facts)):
            self.facts.append((envelope.recorded_at, self.codec.decode(envelope)))
        engine = self.engine_class(
            self.ledger,
            self.codec,
            self._chance.randrange,
            state,
            position,
            ground=self.ground,
            tracks=self.tracks,
        )
        engine.listen(self._hear)
        return engine

    def _hear(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        self.facts.extend((at, fact) for _, at, fact in told)

    def _collect(self) -> None:
        """Every fact that was told is in the list once, in its place."""
        assert len(self.facts) == self.engine.position, "A fact was told twice, or never."

"""The engine in time: one task that receives, decides, appends and performs.

Whoever has a command gives it to `submit` and is answered only when it is on
record. Everything waiting shares one durable append. Sending happens in tasks
of its own, one for each message, so that no destination holds up another, and
routine messages never take the last places of a provider. What takes long to work out is
worked out in a thread of its own, one question after the other, and comes back as a command.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from tocsin.engine import audit, replay
from tocsin.engine.core import Command, Engine, NotDurable, Outcome, Request
from tocsin.engine.gateway import Gateway, GatewayError, Heart, Lanes, Outgoing
from tocsin.engine.questions import Beside, Question
from tocsin.facts.pages import MessageAttempted, Provider
from tocsin.facts.system import AlarmKind
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.clock import Clock
from tocsin.kernel.decision import Accepted
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits import (
    AUDIT_EVERY_S,
    BATCH_COMMANDS_MAX,
    CLOCK_BEHIND_S,
    HEARTBEAT_EVERY_S,
    SEND_HANGS_S,
    SNAPSHOT_EVERY_FACTS,
)
from tocsin.ledger.ledger import Ledger, LedgerError
from tocsin.paging.message import is_going
from tocsin.paging.stage import ClearAlarm, RaiseAlarm, RecordOutcome, SetProviders
from tocsin.paging.state import Message, MessageStatus
from tocsin.paging.wording import subject

log = structlog.get_logger()

RETRY_S: Final = 1.0
"""How soon the loop looks again when the ledger or a stage did not take something."""


Waiting = tuple[Request, "asyncio.Future[Outcome]"]


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
        self.tick_at: datetime = clock.now()
        self._gateways = {gateway.name: gateway for gateway in gateways}
        self._timeouts_s = timeouts_s or {}
        self._heart = heart
        self._heart_at: datetime | None = None
        self._audit_at: datetime | None = None
        self._snapshot_position = engine.position
        self._inbox: asyncio.Queue[Waiting] = asyncio.Queue()
        self._lanes: dict[str, Lanes] = {}
        self._sends: set[asyncio.Task[None]] = set()
        self._beside = Beside()
        self._stopping = False
        self._unsettled = False
        self._has_ended = False

    async def submit(self, command: Command, actor: str) -> Outcome:
        """Give a command; the outcome once it is on record (or not: `NotDurable`)."""
        if self._has_ended:
            return NotDurable("The service has ended and takes nothing any more.")
        return await self._give(Request(command, actor))

    async def _give(self, request: Request) -> Outcome:
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        await self._inbox.put((request, future))
        return await future

    def _wake(self) -> None:
        self._inbox.put_nowait((_NOTHING, asyncio.get_running_loop().create_future()))

    async def _answer(self, question: Question) -> None:
        """Have one question answered beside the loop, and give the answer to the engine."""
        try:
            command = await self._beside.answer(question)
        except Exception as error:  # noqa: BLE001 - it is alarmed, and asked again.
            self.engine.unanswered(question, error, self.clock.now())
            self._wake()
            return
        await self._give(Request(command, SYSTEM, question.cause))

    async def run(self) -> None:
        """Run until `stop`. What was due while nobody ran is done first."""
        try:
            await self._started()
            while not self._stopping:
                batch = await self._next_batch()
                self._turn(batch)
                # Answers leave before the work that follows from them.
                await asyncio.sleep(0)
                self._settle()
                self._look_after()
            await self._finish()
        finally:
            self._end()

    def stop(self) -> None:
        """Ask the loop to end after this turn."""
        self._stopping = True
        self._wake()

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
            "gateways": {
                provider.name: {
                    "channel": provider.channel,
                    "failures_in_a_row": paging.failures.get(provider.name, 0),
                }
                for provider in paging.providers
            },
            "findings": [f"{finding.kind}:{finding.subject}" for finding in findings],
        }

    async def _started(self) -> None:
        providers = tuple(
            Provider(
                gateway.name,
                gateway.channel,
                gateway.has_receipts,
                self._timeouts_s.get(gateway.name, 10.0),
            )
            for gateway in self._gateways.values()
        )
        self.engine.execute([Request(SetProviders(providers), "system")], self.clock.now())
        self._settle()

    async def _next_batch(self) -> list[Waiting]:
        """Everything that waits, or nothing when a timer is due first."""
        batch = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._wait_s()):
                batch.append(await self._inbox.get())
        while len(batch) < BATCH_COMMANDS_MAX and not self._inbox.empty():
            batch.append(self._inbox.get_nowait())
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
        for attempt in sorted(self.engine.attempts(), key=lambda a: not self._is_urgent(a)):
            self._start_send(attempt)
        for question in self.engine.questions():
            self._start(self._answer(question))

    def _is_urgent(self, attempt: MessageAttempted) -> bool:
        message = self.engine.state.paging.messages.get(attempt.message)
        return message is not None and message.urgent

    def _start_send(self, attempt: MessageAttempted) -> None:
        message = self.engine.state.paging.messages.get(attempt.message)
        gateway = self._gateways.get(attempt.provider)
        if message is None:
            return
        self._start(self._send(attempt, message, gateway))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _send(
        self, attempt: MessageAttempted, message: Message, gateway: Gateway | None
    ) -> None:
        """Make one attempt and put its outcome on record."""
        ref, reason, permanent = "", "", False
        try:
            ref = await self._hand_over(attempt, message, gateway)
        except GatewayError as error:
            # An outcome without a reason is an acceptance.
            reason, permanent = error.reason or "refused", error.permanent
        except TimeoutError:
            # Its place goes to the next one; whether it sent is unknown.
            reason = "hangs"
        except Exception as error:  # noqa: BLE001 - a gateway's bug is a failed attempt.
            reason = f"gateway_failed_{type(error).__name__}"
        outcome = RecordOutcome(
            attempt.message, attempt.attempt, attempt.provider, ref, reason, permanent
        )
        await self.submit(outcome, f"gateway:{attempt.provider}")

    async def _hand_over(
        self, attempt: MessageAttempted, message: Message, gateway: Gateway | None
    ) -> str:
        if gateway is None:
            raise GatewayError("not_configured")
        if message.to.text is None:
            raise GatewayError("address_erased", permanent=True)
        lanes = self._lanes.setdefault(gateway.name, Lanes())
        outgoing = Outgoing(
            message.message,
            attempt.attempt,
            message.channel,
            message.to.text,
            subject("en", message.incident),
            message.text.reveal(),
            f"{message.message}-{attempt.attempt}",
        )
        if message.urgent:
            async with lanes.all:
                return await self._send_now(gateway, outgoing)
        async with lanes.routine, lanes.all:
            return await self._send_now(gateway, outgoing)

    async def _send_now(self, gateway: Gateway, outgoing: Outgoing) -> str:
        """Send, unless the message was given up while it waited for its place."""
        message = self.engine.state.paging.messages.get(outgoing.message)
        if message is None or message.status is MessageStatus.ABANDONED:
            raise GatewayError("given_up")
        async with asyncio.timeout(SEND_HANGS_S):
            return await gateway.send(outgoing)

    def _look_after(self) -> None:
        """What has to be looked at now and then. Its failure stops no page."""
        now = self.clock.now()
        try:
            self._look(now)
        except Exception as error:  # noqa: BLE001 - the heartbeat stays away; that is the alarm.
            log.error("auditor_failed", error=type(error).__name__)  # noqa: TRY400 - no texts.
            detail = f"The auditor failed: {type(error).__name__}. The outside watcher is not told."
            alarm = RaiseAlarm(AlarmKind.STAGE_FAILED, "auditor", detail)
            self.engine.execute([Request(alarm, "system")], now)

    def _look(self, now: datetime) -> None:
        """Audit, heartbeat, snapshot."""
        if self._audit_at is None or now - self._audit_at >= timedelta(seconds=AUDIT_EVERY_S):
            self._audit_at = now
            self._audit(now)
        late = self.engine.position - self._snapshot_position
        if late >= SNAPSHOT_EVERY_FACTS and not self.engine.pending_facts:
            self._keep_snapshot()

    def _audit(self, now: datetime) -> None:
        findings = list(audit.audit(self.engine.state, now))
        names = {f"{finding.kind}:{finding.subject}" for finding in findings}
        requests = [
            Request(RaiseAlarm(finding.kind, finding.subject, finding.detail), "auditor")
            for finding in findings
        ]
        requests += [
            Request(ClearAlarm(name, "auditor"), "auditor")
            for name, alarm in self.engine.state.paging.alarms.items()
            if alarm.kind in _AUDITED and name not in names
        ]
        self.engine.execute([*requests, *self._clock_jumped()], now)
        # A full disk is said on the board and by `ok`; the watcher outside learns of it
        # from the heartbeat that stays away.
        is_well = self.engine.unavailable_since is None
        if is_well and not any(f.kind in audit.CRITICAL for f in findings):
            self._beat(now)

    def _clock_jumped(self) -> list[Request]:
        jump: Callable[[], float] | None = getattr(self.clock, "jump", None)
        forward_s = jump() if jump else 0.0
        behind_s = -getattr(self.clock, "skew_s", 0.0)
        if not forward_s and behind_s < CLOCK_BEHIND_S:
            return []
        detail = f"The machine's clock jumped forward by {forward_s:.0f} s."
        if not forward_s:
            detail = f"The machine's clock is {behind_s:.0f} s behind; time goes on without it."
        return [Request(RaiseAlarm(AlarmKind.CLOCK_JUMPED, "clock", detail), "auditor")]

    def _beat(self, now: datetime) -> None:
        if self._heart is None:
            return
        if self._heart_at is not None and now - self._heart_at < timedelta(
            seconds=HEARTBEAT_EVERY_S
        ):
            return
        self._heart_at = now
        position, digest = self.ledger.head()
        self._start(self._ping(self._heart.ping(f"{position}:{digest}")))

    async def _ping(self, ping: Awaitable[bool]) -> None:
        alarm = f"{AlarmKind.HEARTBEAT_FAILED}:heartbeat"
        try:
            was_heard = await ping
        except Exception:  # noqa: BLE001 - whatever it is, nobody outside has heard us.
            was_heard = False
        if was_heard:
            if alarm in self.engine.state.paging.alarms:
                await self.submit(ClearAlarm(alarm, "heartbeat"), "heartbeat")
            return
        detail = "The outside watcher could not be reached."
        await self.submit(RaiseAlarm(AlarmKind.HEARTBEAT_FAILED, "heartbeat", detail), "heartbeat")

    def _keep_snapshot(self) -> None:
        self._snapshot_position = self.engine.position
        try:
            position, blob = self.engine.snapshot()
            self.ledger.save_snapshot(position, replay.fingerprint(), blob)
        except (LedgerError, ValueError, TypeError):
            log.warning("snapshot_not_saved", position=self.engine.position)

    async def _finish(self) -> None:
        """Let sends under way end for a moment, keep the state, close the ways out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_S):
                while self._sends:
                    self._turn(self._waiting())
                    await asyncio.wait(self._sends, timeout=RETRY_S / 20)
        for task in self._sends:
            task.cancel()
        self._turn(self._waiting())
        if not self.engine.pending_facts:
            self._keep_snapshot()
        for gateway in self._gateways.values():
            with suppress(Exception):
                await gateway.close()

    def _waiting(self) -> list[Waiting]:
        return [self._inbox.get_nowait() for _ in range(self._inbox.qsize())]

    def _end(self) -> None:
        """Nobody waits for an answer that cannot come any more."""
        self._has_ended = True
        self._beside.close()
        _refuse(self._waiting())


def _refuse(waiting: Sequence[Waiting]) -> None:
    for _, future in waiting:
        if not future.done():
            future.set_result(NotDurable("The service ended before this was on record."))


_AUDITED: Final = audit.CRITICAL | {AlarmKind.NO_PROVIDER}
_NOTHING: Final = Request(ClearAlarm("", ""), "system")

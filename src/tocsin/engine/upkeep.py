"""What has to be looked at now and then: the auditor, the outside watcher, the kept state."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from tocsin.engine import audit, pressure, replay
from tocsin.engine.core import Command, Engine, Request
from tocsin.engine.findings import Finding
from tocsin.engine.gateway import Heart
from tocsin.facts.system import AlarmKind
from tocsin.kernel.clock import Clock
from tocsin.kernel.limits import (
    AUDIT_EVERY_S,
    CLOCK_BEHIND_S,
    HEARTBEAT_EVERY_S,
    SNAPSHOT_EVERY_FACTS,
)
from tocsin.kernel.limits_keeping import SNAPSHOT_OCTETS_A_FACT
from tocsin.ledger.ledger import LeaseLost, Ledger, LedgerConflict, LedgerError
from tocsin.paging.stage import ClearAlarm, RaiseAlarm

log = structlog.get_logger()

AUDITED: Final = audit.CRITICAL | {AlarmKind.NO_PROVIDER, AlarmKind.PLAN_LATE}
LOST: Final = (LeaseLost, LedgerConflict)
"""Somebody else decides now: that is no failure of the auditor."""

HEART_ALARM: Final = f"{AlarmKind.HEARTBEAT_FAILED}:heartbeat"


class Upkeep:
    """Looks after one service. Its failure stops no page."""

    def __init__(
        self,
        engine: Engine,
        ledger: Ledger,
        clock: Clock,
        heart: Heart | None,
        *,
        start: Callable[[Coroutine[Any, Any, None]], None],
        submit: Callable[[Command, str], Coroutine[Any, Any, object]],
        late: Callable[[datetime], Iterable[Finding]] = lambda _now: (),
    ) -> None:
        """`start` lets something go on beside the loop, `submit` puts a command on record.

        `late` is asked what goes on there for too long.
        """
        self._engine = engine
        self._ledger = ledger
        self._clock = clock
        self._heart = heart
        self._start = start
        self._submit = submit
        self._late = late
        self._heart_at: datetime | None = None
        self._audit_at: datetime | None = None
        self._snapshot_position = engine.position
        self._snapshot_octets = 0

    def look_after(self) -> bool:
        """Look at whatever it is time to look at; whether anything new is on record now."""
        now = self._clock.now()
        before = self._engine.position
        try:
            self._look(now)
        except LOST:
            raise
        except Exception as error:  # noqa: BLE001 - the heartbeat stays away; that is the alarm.
            log.error("auditor_failed", error=type(error).__name__)  # noqa: TRY400 - no texts.
            detail = f"The auditor failed: {type(error).__name__}. The outside watcher is not told."
            alarm = RaiseAlarm(AlarmKind.STAGE_FAILED, "auditor", detail)
            self._engine.execute([Request(alarm, "system")], now)
        return self._engine.position > before

    def keep_snapshot(self) -> None:
        """Keep the folded state, so that the next start is short."""
        self._snapshot_position = self._engine.position
        try:
            position, blob = self._engine.snapshot()
            self._snapshot_octets = len(blob)
            self._ledger.save_snapshot(position, replay.fingerprint(), blob)
        except (LedgerError, ValueError, TypeError):
            log.warning("snapshot_not_saved", position=self._engine.position)

    def _look(self, now: datetime) -> None:
        """Audit, heartbeat, snapshot."""
        if self._audit_at is None or now - self._audit_at >= timedelta(seconds=AUDIT_EVERY_S):
            self._audit_at = now
            self._audit(now)
        late = self._engine.position - self._snapshot_position
        enough = max(SNAPSHOT_EVERY_FACTS, self._snapshot_octets // SNAPSHOT_OCTETS_A_FACT)
        if late >= enough and not self._engine.pending_facts:
            self.keep_snapshot()

    def _audit(self, now: datetime) -> None:
        findings = [*audit.audit(self._engine.state, now), *self._late(now)]
        names = {f"{finding.kind}:{finding.subject}" for finding in findings}
        requests = [
            Request(RaiseAlarm(finding.kind, finding.subject, finding.detail), "auditor")
            for finding in findings
        ]
        requests += [
            Request(ClearAlarm(name, "auditor"), "auditor")
            for name, alarm in self._engine.state.paging.alarms.items()
            if alarm.kind in AUDITED and name not in names
        ]
        self._engine.execute([*requests, *self._clock_jumped()], now)
        # A full disk is said on the board and by `ok`; the watcher outside learns of it
        # from the heartbeat that stays away.
        is_well = self._engine.unavailable_since is None
        if is_well and not any(f.kind in audit.CRITICAL for f in findings):
            self._beat(now)

    def _clock_jumped(self) -> list[Request]:
        jump: Callable[[], float] | None = getattr(self._clock, "jump", None)
        forward_s = jump() if jump else 0.0
        behind_s = -getattr(self._clock, "skew_s", 0.0)
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
        position, digest = self._ledger.head()
        said = f"{position}:{digest}"
        if pressure.ALARM in self._engine.state.paging.alarms:
            said = f"{said}\noverloaded"
        self._start(self._ping(self._heart.ping(said)))

    async def _ping(self, ping: Awaitable[bool]) -> None:
        try:
            was_heard = await ping
        except Exception:  # noqa: BLE001 - whatever it is, nobody outside has heard us.
            was_heard = False
        if was_heard:
            if HEART_ALARM in self._engine.state.paging.alarms:
                await self._submit(ClearAlarm(HEART_ALARM, "heartbeat"), "heartbeat")
            return
        detail = "The outside watcher could not be reached."
        alarm = RaiseAlarm(AlarmKind.HEARTBEAT_FAILED, "heartbeat", detail)
        await self._submit(alarm, "heartbeat")

"""What a carrier's link brings in, put on record; and the alarm while there is no link.

A text is answered when it is durable, and not before. A receipt that speaks of
what nobody remembers needs no second telling.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from tocsin.engine.gateway import SpokenOf
from tocsin.engine.service import Service
from tocsin.facts.system import AlarmKind
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.smpp import News
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits_carriers import SMPP_DOWN_S
from tocsin.paging.stage import ClearAlarm, RaiseAlarm, RecordReceipt


class CarrierInbox:
    """Where the links of all carriers bring what they hear."""

    def __init__(self, service: Service, new_id: Callable[[], str]) -> None:
        """`new_id` gives a name for a signal that no other has."""
        self._service = service
        self._new_id = new_id
        self._down_since: dict[str, datetime] = {}

    def is_wanted(self) -> bool:
        """Whether links are held here: of several nodes the one that decides holds them."""
        return not getattr(self._service, "is_following", False)

    async def take(self, raw: RawRequest) -> bool:
        """Whether this text is on record now."""
        command = ReceiveSignal(self._new_id(), raw.gateway, freeze(raw))
        outcome = await self._service.submit(command, f"gateway:{raw.gateway}")
        return isinstance(outcome, Accepted)

    async def hear(self, provider: str, news: News, of: SpokenOf) -> bool:
        """Whether this receipt is on record, or needs no second telling."""
        if news.status == "pending":
            return True
        is_there = news.status == "delivered"
        command = RecordReceipt(
            of.message, of.attempt, is_there, news.reason, provider, news.ref, of.queued
        )
        outcome = await self._service.submit(command, f"gateway:{provider}")
        return isinstance(outcome, Accepted | Refused)

    async def say(self, provider: str, trouble: str) -> None:
        """The link of this provider is down, and why; or it is up ('')."""
        now = self._service.clock.now()
        alarm = f"{AlarmKind.CARRIER_DOWN}:{provider}"
        if not trouble:
            self._down_since.pop(provider, None)
            if alarm in self._service.engine.state.paging.alarms:
                await self._service.submit(ClearAlarm(alarm, "carrier"), "carrier")
            return
        since = self._down_since.setdefault(provider, now)
        if now - since >= timedelta(seconds=SMPP_DOWN_S):
            detail = f"There is no link to carrier {provider}: {trouble}. No text comes in by it."
            raised = RaiseAlarm(AlarmKind.CARRIER_DOWN, provider, detail)
            await self._service.submit(raised, "carrier")

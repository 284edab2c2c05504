"""The proof that somebody would be paged at every moment of the week ahead."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from tocsin.agency.who_now import holes
from tocsin.engine.service import Service
from tocsin.facts.agency import (
    AgencyItemRemoved,
    OnCallSet,
    PolicySet,
    StaffDismissed,
    StaffReinstated,
    StaffSet,
)
from tocsin.facts.fact import Fact
from tocsin.facts.system import AlarmKind
from tocsin.kernel.limits import ROTA_LOOK_AHEAD, ROTA_PROOF_EVERY_S
from tocsin.paging.stage import ClearAlarm, RaiseAlarm

STAFFED: Final = (
    StaffSet,
    StaffDismissed,
    StaffReinstated,
    AgencyItemRemoved,
    OnCallSet,
    PolicySet,
)
"""After one of these the rota may have a hole that was not there before."""


async def prove_rota(service: Service) -> None:
    """Look for holes every hour, and at once when somebody left or a duty changed."""
    changed = asyncio.Event()

    def follow(told: Sequence[tuple[int, datetime, Fact]]) -> None:
        if any(isinstance(fact, STAFFED) for _, _, fact in told):
            changed.set()

    service.engine.listen(follow)
    try:
        while True:
            changed.clear()
            await prove_once(service)
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), ROTA_PROOF_EVERY_S)
    finally:
        service.engine.listeners.ignore(follow)


async def prove_once(service: Service) -> None:
    """Raise an alarm for each hole of the next seven days, and end those that are filled."""
    now = service.clock.now()
    found = {
        hole.subject: f"{hole.subject}: {hole.kind} within the next seven days."
        for hole in holes(service.engine.state.agency, now, now + ROTA_LOOK_AHEAD)
    }
    for subject, detail in found.items():
        await service.submit(RaiseAlarm(AlarmKind.ROTA_HOLE, subject, detail), "auditor")
    for name, alarm in list(service.engine.state.paging.alarms.items()):
        if alarm.kind is AlarmKind.ROTA_HOLE and name.partition(":")[2] not in found:
            await service.submit(ClearAlarm(name, "auditor"), "auditor")

"""The proof that somebody would be paged, also tomorrow night."""

import asyncio

from tocsin.agency.who_now import holes
from tocsin.engine.service import Service
from tocsin.facts.system import AlarmKind
from tocsin.kernel.limits import ROTA_LOOK_AHEAD, ROTA_PROOF_EVERY_S
from tocsin.paging.stage import ClearAlarm, RaiseAlarm


async def prove_rota(service: Service) -> None:
    """Every hour: would somebody be paged at every moment of the next seven days?"""
    while True:
        now = service.clock.now()
        found = {
            hole.subject: f"{hole.subject}: {hole.kind} within the next seven days."
            for hole in holes(service.engine.state.agency, now, now + ROTA_LOOK_AHEAD)
        }
        for subject, detail in found.items():
            command = RaiseAlarm(AlarmKind.ROTA_HOLE, subject, detail)
            await service.submit(command, "auditor")
        for name, alarm in list(service.engine.state.paging.alarms.items()):
            if alarm.kind is AlarmKind.ROTA_HOLE and name.partition(":")[2] not in found:
                await service.submit(ClearAlarm(name, "auditor"), "auditor")
        await asyncio.sleep(ROTA_PROOF_EVERY_S)

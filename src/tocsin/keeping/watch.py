"""The running service looks after its backups: one that is not made, or not proven, is an alarm."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from tocsin.engine.service import Service
from tocsin.facts.system import AlarmKind
from tocsin.keeping import backup, drill, manifest
from tocsin.keeping.files import KeepingError
from tocsin.kernel.limits_keeping import KEEPING_LOOK_EVERY_S
from tocsin.paging.stage import ClearAlarm, RaiseAlarm

ACTOR: Final = "auditor"
SUBJECTS: Final = ("backup", "drill")


class Expected(NamedTuple):
    """What is expected of a folder of backups; 0 for never."""

    folder: Path
    agency: str
    late_h: float
    drill_days: float


def troubles(expected: Expected, now: datetime) -> Iterator[tuple[str, str]]:
    """What is not as it must be, as subject and sentence. Reads the disk."""
    if expected.late_h > 0 and (said := _late(expected, now)):
        yield "backup", said
    if expected.drill_days > 0 and (said := _unproven(expected, now)):
        yield "drill", said


async def watch_backups(service: Service, expected: Expected) -> None:
    """Look now and then, for as long as the service runs."""
    while True:
        await look_once(service, expected)
        await asyncio.sleep(KEEPING_LOOK_EVERY_S)


async def look_once(service: Service, expected: Expected) -> None:
    """Raise an alarm for each trouble, and end those that are over."""
    found = dict(await asyncio.to_thread(lambda: list(troubles(expected, service.clock.now()))))
    for subject in SUBJECTS:
        name = f"{AlarmKind.BACKUP_TROUBLE}:{subject}"
        if subject in found:
            alarm = RaiseAlarm(AlarmKind.BACKUP_TROUBLE, subject, found[subject])
            await service.submit(alarm, ACTOR)
        elif name in service.engine.state.paging.alarms:
            await service.submit(ClearAlarm(name, ACTOR), ACTOR)


def _late(expected: Expected, now: datetime) -> str:
    try:
        made = backup.backups_in(expected.folder, expected.agency)
        taken = manifest.load(made[-1]) if made else None
    except (KeepingError, OSError) as error:
        return f"The backups cannot be read: {type(error).__name__}."
    if taken is None:
        return "There is no backup yet."
    age_h = (now - taken.taken_at) / timedelta(hours=1)
    return f"The newest backup is {age_h:.0f} h old." if age_h > expected.late_h else ""


def _unproven(expected: Expected, now: datetime) -> str:
    last = drill.last_report(expected.folder)
    if last is None:
        return "No backup was ever restored in a drill."
    if not last.ok:
        return f"The drill with the backup {last.backup} failed. `tocsin drill` says why."
    age_days = (now - last.at) / timedelta(days=1)
    is_late = age_days > expected.drill_days
    return f"The last drill was {age_days:.0f} days ago." if is_late else ""

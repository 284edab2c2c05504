"""When the scheduled test pages are due."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_round(after: datetime, at: str, zone: str) -> datetime:
    """The first moment after `after` at which the clock on the wall shows `at` (HH:MM)."""
    local = after.astimezone(ZoneInfo(zone))
    hour, minute = (int(part) for part in at.split(":"))
    found = datetime.combine(local.date(), time(hour, minute), tzinfo=local.tzinfo)
    if found <= local:
        found = datetime.combine(
            local.date() + timedelta(days=1), time(hour, minute), tzinfo=local.tzinfo
        )
    return found.astimezone(after.tzinfo)

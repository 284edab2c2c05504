"""Weekly recurring stretches of time, in a zone whose clocks jump.

A shift or a duty is written on the wall clock: `mon 22:00-06:00`. Wall time is
turned into real moments so that the order of wall times is never disturbed:

- a time that the spring jump leaves out happens at the jump;
- a time that comes twice in autumn means the first of the two.

So where one stretch ends as the next begins, there is neither a hole nor an
overlap between them, on any night of the year.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Weekly(Protocol):
    """What a shift and a duty have in common: the days it starts, and its hours."""

    @property
    def days(self) -> tuple[str, ...]: ...
    @property
    def start(self) -> str: ...
    @property
    def end(self) -> str: ...


class Stretch(NamedTuple):
    """From this moment until just before that one, both aware and in UTC."""

    starts_at: datetime
    ends_at: datetime


def moment(wall: datetime, tz: tzinfo) -> datetime:
    """The UTC moment at which clocks in `tz` reach the naive `wall` time."""
    found = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) == wall:
        return found
    return _jump_before(found, tz)


def _jump_before(after: datetime, tz: tzinfo) -> datetime:
    """The moment within the day before `after` at which clocks in `tz` last jumped."""
    before, offset = after - timedelta(days=1), after.astimezone(tz).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(tz).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def stretches(weekly: Weekly, tz: tzinfo, since: datetime, until: datetime) -> Iterator[Stretch]:
    """Every stretch that touches `[since, until)`, in order of time."""
    start, end = time.fromisoformat(weekly.start), time.fromisoformat(weekly.end)
    day = since.astimezone(tz).date() - timedelta(days=2)
    last = until.astimezone(tz).date()
    while day <= last:
        if DAYS[day.weekday()] in weekly.days:
            stretch = _on(day, start, end, tz)
            if max(stretch.starts_at, since) < min(stretch.ends_at, until):
                yield stretch
        day += timedelta(days=1)


@lru_cache(maxsize=4_096)
def _on(day: date, start: time, end: time, tz: tzinfo) -> Stretch:
    ends_on = day if end > start else day + timedelta(days=1)
    return Stretch(
        moment(datetime.combine(day, start), tz), moment(datetime.combine(ends_on, end), tz)
    )


def covers(weekly: Weekly, at: datetime, tz: tzinfo) -> bool:
    """Whether `at` lies within one of the stretches."""
    return any(stretches(weekly, tz, at, at + timedelta(microseconds=1)))

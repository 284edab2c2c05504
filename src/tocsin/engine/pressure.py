"""Whether more comes in than can be worked off, and what is told to come again meanwhile.

It is so when something due stays undone, or commands stand in line, for too long; it is
over when neither was so for a while. Raw signals come in all the same as long as there is
any room: what is no SOS makes way.
"""

from collections import Counter
from collections.abc import Container
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import structlog

from tocsin.engine.core import NotDurable
from tocsin.facts.system import AlarmKind
from tocsin.kernel.limits import (
    OVERLOAD_AFTER_S,
    OVERLOAD_OVER_S,
    READINGS_EACH_PRESSED_S,
)
from tocsin.paging.stage import ClearAlarm, RaiseAlarm

log = structlog.get_logger()

ALARM: Final = f"{AlarmKind.OVERLOADED}:service"
DETAIL: Final = (
    "More comes in than can be worked off. Texts are taken and pages leave, known people first; "
    "positions, receipts and readings are told to come again, boards are slower."
)
EVERYBODY: Final = timedelta(seconds=READINGS_EACH_PRESSED_S) / 10
"""How soon after one reading another person gets the next."""

TOO_MUCH: Final = NotDurable(
    "More comes in than can be worked off; this was not taken. Send it again.", is_kept=False
)
"""What whoever is told to come again hears."""


class Shed(StrEnum):
    """What is told to come again."""

    SIGNAL = "signal"
    COMMAND = "command"
    POSITIONS = "positions"
    RECEIPT = "receipt"
    READING = "reading"


class Pressure:
    """How much one service is pressed."""

    def __init__(self) -> None:
        self.sheds = False
        """Whether what is no SOS is turned away now."""
        self.shed: Counter[Shed] = Counter()
        """How often what was turned away since the start."""
        self._behind_since: datetime | None = None
        self._pressed_at: datetime | None = None
        self._read_at: dict[str, datetime] = {}
        self._any_read_at: datetime | None = None

    def note(self, now: datetime, *, is_behind: bool) -> None:
        """See how it is after one turn."""
        self._behind_since = (self._behind_since or now) if is_behind else None
        behind = now - self._behind_since if self._behind_since else timedelta(0)
        if behind > timedelta(seconds=OVERLOAD_AFTER_S):
            self._press(now)
        elif self._is_over(now):
            self.sheds = False
            self._read_at.clear()
            log.info("overload_over", **{str(what): n for what, n in self.shed.items()})

    def turn_away(self, what: Shed) -> None:
        """Count what was told to come again."""
        self.shed[what] += 1

    def has_no_room(self, what: Shed, now: datetime) -> None:
        """Count what found no room: that alone says that too much comes in."""
        self.turn_away(what)
        self._press(now)

    def may_read(self, who: str, now: datetime) -> bool:
        """Whether this person gets a reading now: in a storm few, and everybody some."""
        if not self.sheds:
            return True
        each, every = self._read_at.get(who), self._any_read_at
        is_soon = each is not None and now - each < timedelta(seconds=READINGS_EACH_PRESSED_S)
        if is_soon or (every is not None and now - every < EVERYBODY):
            self.turn_away(Shed.READING)
            return False
        self._read_at[who] = self._any_read_at = now
        return True

    def owes(self, alarms: Container[str]) -> RaiseAlarm | ClearAlarm | None:
        """What has to be said of it, if anything, where these alarms stand."""
        if self.sheds and ALARM not in alarms:
            return RaiseAlarm(AlarmKind.OVERLOADED, "service", DETAIL)
        if not self.sheds and ALARM in alarms:
            return ClearAlarm(ALARM, "system")
        return None

    def _press(self, now: datetime) -> None:
        if not self.sheds:
            log.warning("overloaded")
        self.sheds, self._pressed_at = True, now

    def _is_over(self, now: datetime) -> bool:
        since = self._pressed_at
        over = timedelta(seconds=OVERLOAD_OVER_S)
        return self.sheds and since is not None and now - since >= over

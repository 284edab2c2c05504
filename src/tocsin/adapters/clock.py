"""A clock that never goes back and never hides that the machine's clock jumped.

Between two looks it moves with the monotonic clock, which no administrator and
no time server can set. When the wall clock runs ahead by more than a bound (a
machine that slept, a clock set right) it jumps forward; when the wall clock
falls behind it keeps its own steady pace, and the skew says so.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

AHEAD_S_MAX: Final = 1.0
"""A wall clock that is ahead by more than this is believed."""


def _wall() -> datetime:
    return datetime.now(UTC)


class SteadyClock:
    """The present moment, aware and in UTC, never earlier than the last one.

    `floor` is the last recorded moment of the ledger: time does not start
    before it, even if the machine woke up in 1970. `skew_s` is by how many
    seconds the wall clock was ahead of us (positive) or behind (negative) when
    we last looked, before any jump.
    """

    def __init__(
        self,
        floor: datetime | None = None,
        *,
        wall: Callable[[], datetime] = _wall,
        monotonic: Callable[[], float] = time.monotonic,
        ahead_s_max: float = AHEAD_S_MAX,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._ahead_s_max = ahead_s_max
        self._jumped_s = 0.0
        seen = wall()
        self._anchor = seen if floor is None else max(seen, floor)
        self._anchor_s = monotonic()
        self._last = self._anchor
        self.skew_s = (seen - self._anchor).total_seconds()

    def now(self) -> datetime:
        """The present moment, never earlier than last asked."""
        elapsed_s = max(0.0, self._monotonic() - self._anchor_s)
        steady = self._anchor + timedelta(seconds=elapsed_s)
        seen = self._wall()
        self.skew_s = (seen - steady).total_seconds()
        if self.skew_s > self._ahead_s_max:
            self._jump(seen)
            steady = seen
        self._last = max(self._last, steady)
        return self._last

    def not_before(self, at: datetime) -> None:
        """Go on from a moment that another machine has recorded, if it is ahead of ours."""
        if at > self.now():
            self._anchor, self._last = at, at
            self._anchor_s = self._monotonic()

    def jump(self) -> float:
        """The seconds jumped forward since this was last asked, 0 if none."""
        jumped_s, self._jumped_s = self._jumped_s, 0.0
        return jumped_s

    def _jump(self, seen: datetime) -> None:
        self._jumped_s += self.skew_s
        self._anchor = seen
        self._anchor_s = self._monotonic()


def now_utc() -> datetime:
    """The wall clock, for commands that only look."""
    return datetime.now(UTC)

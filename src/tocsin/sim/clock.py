"""Clocks of invented time: one that is moved by hand, and that of the service on a loop."""

from datetime import datetime, timedelta

from tocsin.adapters.clock import SteadyClock
from tocsin.sim.loop import VirtualLoop


class SimClock:
    """A kernel Clock: steady, moved by hand, never back."""

    def __init__(self, starts_at: datetime) -> None:
        self._now = starts_at

    def now(self) -> datetime:
        """The present moment of the simulation."""
        return self._now

    def move_to(self, at: datetime) -> None:
        """Go forward to a moment; one that is past changes nothing."""
        self._now = max(self._now, at)

    def not_before(self, at: datetime) -> None:
        """The same, as a node says it of another's time."""
        self.move_to(at)


class LiveClock(SimClock):
    """The service's own clock, over a wall clock that somebody else sets."""

    def __init__(self, starts_at: datetime, loop: VirtualLoop) -> None:
        super().__init__(starts_at)
        self._starts_at = starts_at
        self._loop = loop
        self.ahead_s = 0.0
        self.restart(None)

    def restart(self, floor: datetime | None) -> None:
        """As a program that starts makes it; time does not begin before `floor`."""
        self._steady = SteadyClock(floor, wall=self._wall, monotonic=self._loop.time)
        self._seen = -1, 0.0, self._starts_at

    def now(self) -> datetime:
        micros, ahead_s, at = self._seen
        if (micros, ahead_s) == (self._loop.micros, self.ahead_s):
            return at  # It is asked a hundred times at each moment.
        at = self._steady.now()
        self._seen = self._loop.micros, self.ahead_s, at
        return at

    def jump(self) -> float:
        """The seconds jumped forward since this was last asked."""
        return self._steady.jump()

    @property
    def skew_s(self) -> float:
        """By how much the wall clock is ahead of ours."""
        return self._steady.skew_s

    def _wall(self) -> datetime:
        return self._starts_at + timedelta(microseconds=self._loop.micros, seconds=self.ahead_s)

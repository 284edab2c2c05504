"""A clock that stands still until somebody moves it."""

from datetime import datetime


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

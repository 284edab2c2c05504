"""Time is handed in. Only adapters and the simulator implement this."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """A source of the present moment."""

    def now(self) -> datetime:
        """The present moment: aware, in UTC, and never earlier than last asked."""
        ...


class RaisedClock(Clock, Protocol):
    """A clock that another machine's time can raise."""

    def not_before(self, at: datetime) -> None:
        """Go on from this moment if it is ahead: what is on record already happened."""
        ...

"""What the watch remembers of trails: what they are for, and which are open or kept."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from tocsin.facts.trails import TrailPurpose
from tocsin.kernel.limits_trails import TRAIL_AFTER_S, TRAIL_KEEP_DAYS

OWN_REQUEST: Final = "own_request"
"""The ground for keeping positions of whoever asked for help or went on a walk themselves."""


class Cause(msgspec.Struct, frozen=True):
    """Something for which positions may be kept: an incident, a walk, or two who are near.

    `about` is in whose need it is. `is_own`: they asked for it themselves. Of two who
    are near, `respondent` is his id and `open` by what they are so (`pair/O-1`);
    `over_at` is when they were apart again.
    """

    cause: str
    about: str
    purpose: TrailPurpose
    is_own: bool = False
    respondent: str = ""
    open: tuple[str, ...] = ()
    over_at: datetime | None = None

    def lasts(self, at: datetime) -> bool:
        """Whether points are kept for it still."""
        until = self.until
        return until is None or at < until

    @property
    def until(self) -> datetime | None:
        """When it is over; None while nobody knows."""
        return None if self.over_at is None else self.over_at + timedelta(seconds=TRAIL_AFTER_S)


class Trail(msgspec.Struct, frozen=True):
    """One trail: whose, for what, on what ground, and how long it stays."""

    trail: str
    owner: str
    about: str
    cause: str
    purpose: TrailPurpose
    basis: str
    started_at: datetime
    ended_at: datetime | None = None
    forget_at: datetime | None = None
    held_until: datetime | None = None

    @property
    def goes_at(self) -> datetime | None:
        """When it is to be forgotten; None while it goes on."""
        if self.forget_at is None or self.held_until is None:
            return self.forget_at
        return max(self.forget_at, self.held_until)


class Trails(msgspec.Struct):
    """Every trail that is not forgotten, and what more may be kept for.

    `open_of` has the trails of each owner that points are added to, `open_for` those
    of each cause. `fading` are the causes that are over and last a while, the oldest first.
    """

    causes: dict[str, Cause] = {}
    fading: dict[str, datetime] = {}
    trails: dict[str, Trail] = {}
    open_of: dict[str, tuple[str, ...]] = {}
    open_for: dict[str, tuple[str, ...]] = {}
    count: int = 0
    keep_days: int = TRAIL_KEEP_DAYS

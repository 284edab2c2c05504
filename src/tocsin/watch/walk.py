"""One safe walk or welfare check as it stands, and its escort."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from tocsin.facts.notices import NoticeKind
from tocsin.facts.signals import Answer
from tocsin.facts.walks import WalkEnd, WalkKind
from tocsin.kernel.limits import WALK_DEFAULT_S
from tocsin.kernel.private import Private


class Phase(StrEnum):
    """How far a walk is.

    `planned`: she leaves at `until`. `leaving`, `reminded`: she was asked to reply
    GO, once and twice. `not_left`: people were told that she did not. `under_way`:
    there must be word by `until`. `asked`: there was none, and she was asked.
    """

    PLANNED = "planned"
    LEAVING = "leaving"
    REMINDED = "reminded"
    NOT_LEFT = "not_left"
    UNDER_WAY = "under_way"
    ASKED = "asked"


RUNNING: Final = frozenset({Phase.UNDER_WAY, Phase.ASKED})
"""Somebody is out there and there must be word."""

LEAVING: Final = frozenset({Phase.LEAVING, Phase.REMINDED, Phase.NOT_LEFT})
"""The shift is over and she has not said that she leaves."""


class EscortState(StrEnum):
    """How far the search for somebody who goes with her is."""

    ASKING = "asking"
    ACCEPTED = "accepted"
    MISSING = "missing"
    DONE = "done"


class Escort(msgspec.Struct, frozen=True):
    """Who goes with her: `recipient` is whoever was asked last, until `until`."""

    targets: tuple[str, ...]
    status: EscortState = EscortState.ASKING
    asked: tuple[str, ...] = ()
    recipient: str = ""
    notice: str = ""
    until: datetime | None = None
    answer: Answer | None = None
    is_gone: bool = False


class Walk(msgspec.Struct, frozen=True):
    """A walk or check that is not over. `seen_at` is when she last gave word.

    `until` is the moment at which something happens by itself; None only while
    people know that she has not left.
    """

    walk: str
    recipient: str
    kind: WalkKind
    phase: Phase
    until: datetime | None
    since: datetime
    seen_at: datetime
    by: str
    minutes: int = WALK_DEFAULT_S // 60
    every_s: int = 0
    start: str = ""
    place: str = ""
    words: Private | None = None
    incident: str = ""
    needs_code: bool = False
    closing: bool = False
    is_answered: bool = False
    expected_at: datetime | None = None
    escort: Escort | None = None

    @property
    def cause(self) -> str:
        """How a notice or a threat names it."""
        return f"walk/{self.walk}"

    @property
    def about(self) -> str:
        """Under whose key its words are sealed."""
        return self.recipient


class Over(msgspec.Struct, frozen=True):
    """The last walk of somebody that is over, as it was then."""

    last: Walk
    how: WalkEnd
    at: datetime


class ShiftEnd(msgspec.Struct, frozen=True):
    """When a protected person's shift ends next."""

    ends_at: datetime | None = None
    place: str = ""
    minutes: int = 0


class OnScene(msgspec.Struct, frozen=True):
    """A unit on scene: since when, for what, and whether its check was begun already."""

    incident: str
    since: datetime
    is_checked: bool = False


def is_just_over(over: Over | None, now: datetime, within_s: int) -> bool:
    """Whether a walk ended so lately that its code may be said again."""
    return over is not None and now - over.at <= timedelta(seconds=within_s)


HER_OWN: Final = frozenset(
    {NoticeKind.LEAVE, NoticeKind.ARRIVED, NoticeKind.CHECK_DUE, NoticeKind.CHECK_CODE}
)
"""Notices that ask the walker herself."""

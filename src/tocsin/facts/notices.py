"""Telling or asking one person something by a page, until they answer or it is over."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from tocsin.facts.fact import Fact
from tocsin.facts.pages import Purpose
from tocsin.kernel.private import Private


class NoticeKind(StrEnum):
    """What a notice says or asks. Each has its sentence in every language."""

    REVIEW_DUE = "review_due"
    ORDER_EXPIRES = "order_expires"
    ORDER_ENDED = "order_ended"
    RESPONDENT_DISMISSED = "respondent_dismissed"
    SIGHTING = "sighting"
    SIGHTING_FITS = "sighting_fits"
    NEAR = "near"
    NEAR_PLACE = "near_place"
    FAR = "far"
    LEAVE = "leave"
    ARRIVED = "arrived"
    CHECK_DUE = "check_due"
    CHECK_CODE = "check_code"
    NOT_LEFT = "not_left"
    ESCORT = "escort"
    ESCORT_MISSING = "escort_missing"
    STAND_DOWN = "stand_down"
    TAKEN_OFF = "taken_off"
    CALL = "call"
    CONTACT_NEAR = "contact_near"
    CONTACT_FAR = "contact_far"


PURPOSES: Final[Mapping[NoticeKind, Purpose]] = {
    kind: Purpose.JUDGE if kind.startswith("sighting") else Purpose.NOTICE for kind in NoticeKind
}
"""What the page of each kind of notice is for, and so which words answer it."""


class _NoticeFact(Fact, frozen=True):
    notice: str

    def stream(self) -> str:
        return f"notice/{self.notice}"


class NoticeGiven(_NoticeFact, frozen=True):
    """Somebody is told or asked something, on all their channels.

    `about` is the person whom it concerns and whose key seals `detail`, what the
    sentence of this kind puts in its blank. Without an answer it is given again
    at `again_at`; None leaves that to what gave it.
    """

    recipient: str
    kind: NoticeKind
    about: str
    cause: str
    detail: Private | None = None
    again_at: datetime | None = None


class NoticeRepeated(_NoticeFact, frozen=True):
    """Nobody answered: it is sent once more."""

    again_at: datetime | None = None


class NoticeEnded(_NoticeFact, frozen=True):
    """It needs no answer any more: answered, or overtaken by what happened."""

    reason: str

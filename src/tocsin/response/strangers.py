"""Strangers' incidents that somebody judged to be none, ended several at a time but each by itself.

In a flood of strangers thousands of incidents stay open, and while they do no further text of
a stranger is read. Whoever looked at them says which are none and why. Each is decided
alone, and one that could be a person in need is not closed this way: where somebody is
known or located, where a cancel waits for a call, where somebody or something was sent,
or where more was said since it was looked at.
"""

from enum import StrEnum
from typing import Final, Protocol

import msgspec

from tocsin.facts.incidents import Disposition
from tocsin.kernel.decision import Refused
from tocsin.response.incident import Incident

STRANGER: Final = "unknown:"

AS_NONE: Final = frozenset(
    {
        Disposition.FALSE_ALARM,
        Disposition.WRONG_NUMBER,
        Disposition.DUPLICATE,
        Disposition.TEST,
    }
)
"""What can be said of many from their words alone; the others say what became of a person."""


class Known(Protocol):
    """What is asked of the other stages."""

    def who_has(self, number: str) -> str | None:
        """The recipient with this E.164 number."""
        ...


class CloseStranger(msgspec.Struct, frozen=True):
    """End a stranger's incident that somebody judged to be none.

    `texts`: how many there were when it was looked at. `note` says why, and must.
    """

    incident: str
    by: str
    disposition: Disposition
    note: str
    texts: int


class Refusal(StrEnum):
    """Why one stays open, in order of precedence."""

    NOT_A_STRANGER = "not_a_stranger"
    MORE_WAS_SAID = "more_was_said"
    SOMEBODY_IS_AT_IT = "somebody_is_at_it"
    A_PLACE_IS_KNOWN = "a_place_is_known"
    CANCEL_WAITS = "cancel_waits"
    REASON_EMPTY = "reason_empty"
    NEEDS_A_CALL = "needs_a_call"


def stays_open(incident: Incident, texts: int, view: Known) -> Refused | None:
    """Why a stranger's open incident must be closed by itself, if it must."""
    if not _is_strangers(incident, view):
        return Refused(
            Refusal.NOT_A_STRANGER,
            "Somebody known may be in need here: close it by itself.",
        )
    if incident.texts != texts:
        return Refused(
            Refusal.MORE_WAS_SAID,
            "More was said since this was looked at: look again.",
        )
    if _is_taken_up(incident):
        return Refused(
            Refusal.SOMEBODY_IS_AT_IT,
            "Somebody took it, or something was sent: close it by itself.",
        )
    if incident.evidence:
        return Refused(
            Refusal.A_PLACE_IS_KNOWN,
            "It says where somebody is: close it by itself.",
        )
    if incident.cancel is not None:
        return Refused(
            Refusal.CANCEL_WAITS,
            "A cancel was given; close it by itself, once somebody called back.",
        )
    return None


def refused(incident: Incident, command: CloseStranger, view: Known) -> Refused | None:
    """Why this one is not closed with the others, if it is not."""
    why = stays_open(incident, command.texts, view)
    if why is None and not command.note.strip():
        return Refused(Refusal.REASON_EMPTY, "Say why these are none.")
    if why is None and command.disposition not in AS_NONE:
        return Refused(
            Refusal.NEEDS_A_CALL,
            "Many at once are false_alarm, wrong_number, duplicate or test.",
        )
    return why


def _is_strangers(incident: Incident, view: Known) -> bool:
    """Nobody's number when it came, and nobody's now; nor with anything of a plan about it."""
    number = incident.number.text if incident.number is not None else None
    is_nobodys = number is not None and view.who_has(number) is None
    is_plain = not (incident.verified or incident.duress or incident.silent)
    return incident.sender.startswith(STRANGER) and is_nobodys and is_plain


def _is_taken_up(incident: Incident) -> bool:
    has_people = bool(incident.commander or incident.volunteers or incident.units)
    return has_people or incident.search is not None or bool(incident.related)

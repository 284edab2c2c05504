"""Dismissing somebody in one fact, and taking it back."""

from enum import StrEnum
from typing import TypeAlias

import msgspec

from tocsin.agency.state import AgencyState
from tocsin.facts.agency import StaffDismissed, StaffReinstated
from tocsin.facts.fact import Fact
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.private import Private


class DismissalRefusal(StrEnum):
    """Why somebody is not dismissed or reinstated, in order of precedence."""

    DISMISSED_ALREADY = "dismissed_already"
    NOT_EMPLOYED = "not_employed"
    OWN_DISMISSAL = "own_dismissal"
    NOT_DISMISSED = "not_dismissed"


class DismissStaff(msgspec.Struct, frozen=True):
    """This person's access, pages and duties end now."""

    person: str
    by: str
    reason: str = ""


class ReinstateStaff(msgspec.Struct, frozen=True):
    """Take a dismissal back. The next load of the agency file brings them in again."""

    person: str
    by: str


DismissalCommand: TypeAlias = DismissStaff | ReinstateStaff


def decide_dismissal(state: AgencyState, command: DismissalCommand) -> Accepted[Fact] | Refused:
    """Answer a dismissal or its taking back."""
    if isinstance(command, ReinstateStaff):
        if command.person not in state.dismissed:
            return Refused(DismissalRefusal.NOT_DISMISSED, "This person was not dismissed.")
        return Accepted((StaffReinstated(command.person, command.by),))
    if command.person in state.dismissed:
        return Refused(DismissalRefusal.DISMISSED_ALREADY, "This person was dismissed already.")
    if command.person not in state.staff:
        return Refused(DismissalRefusal.NOT_EMPLOYED, "Only somebody who works here is dismissed.")
    if command.person == command.by:
        return Refused(DismissalRefusal.OWN_DISMISSAL, "Somebody else must dismiss you.")
    subject = f"person:{command.person}"
    reason = Private(subject, command.reason) if command.reason.strip() else None
    return Accepted((StaffDismissed(command.person, command.by, reason),))

"""One incident: what it is, what it owes now, and when it must be looked at again.

An open incident always has a next moment. Without an owner it is paging's
(escalation runs until somebody takes command); with an owner it is the
check-back here. `owed` and `next_moment` are two readings of the same state.
"""

from datetime import datetime, timedelta
from typing import Final, TypeAlias

import msgspec

from tocsin.facts.agency import Policy
from tocsin.facts.incidents import Disposition, Evidence
from tocsin.kernel.private import Private
from tocsin.response.release import Released
from tocsin.response.search import Search


class Word(msgspec.Struct, frozen=True):
    """What the sender wrote, exactly; None when it could not be read.

    `meaning` where a code word of her plan stands in it: what the plan says of it.
    """

    signal: str
    text: Private | None
    at: datetime
    part: int = 1
    parts: int = 1
    reference: str = ""
    meaning: Private | None = None


class Cancel(msgspec.Struct, frozen=True):
    """A cancel that was given. `asked_until`: a call-back is under way until then.

    `safe` and `judged_by`: what somebody found who spoke to the sender.
    """

    signal: str
    duress: bool
    asked_until: datetime | None = None
    safe: bool | None = None
    judged_by: str = ""


class Incident(msgspec.Struct, frozen=True):
    """An incident as it stands. Times are those of the facts.

    `quiet`: the sender's phone says nothing of it, for the watch opened it or a
    duress code did that looked like the end of a walk.
    """

    incident: str
    kind: str
    sender: str
    number: Private | None
    verified: bool
    silent: bool
    policy: Policy
    response: str
    opened_at: datetime
    words: tuple[Word, ...] = ()
    """The first of what was said, and the latest; all of it is on record."""
    texts: int = 1
    """How many there were."""
    quiet: bool = False
    evidence: tuple[Evidence, ...] = ()
    duress: bool = False
    cancel: Cancel | None = None
    commander: str = ""
    commander_gone: bool = False
    volunteers: tuple[str, ...] = ()
    leased_by: str = ""
    check_back_at: datetime | None = None
    asked_until: datetime | None = None
    answered: bool = False
    lapsed: tuple[str, ...] = ()
    """Whose command ended because a check-back was not answered."""
    verdict: tuple[str, bool] | None = None
    units: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    closed_at: datetime | None = None
    disposition: Disposition | None = None
    search: Search | None = None
    staging: tuple[tuple[str, Private], ...] = ()
    """Which unit waits where: `latitude,longitude` and the words for it."""
    released: tuple[Released, ...] = ()
    """Documents that were handed out for other agencies, the oldest first."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to care."""
        return self.closed_at is None


TAKEN_MEANWHILE: Final = (
    "Who is in command changed at the same moment. Look who it is now; take over if you must."
)
"""Two press at once: the second must not take it from the first without knowing of them."""


class TakeCommand(msgspec.Struct, frozen=True):
    """Make this person the owner. `over`: whom they saw in command, "" for nobody.

    Without it, as in a text, command is taken from whoever has it.
    """

    incident: str
    person: str
    over: str | None = None


class RenewCommand(msgspec.Struct, frozen=True):
    """Extend the owner's lease."""

    incident: str
    because: str


class RequestCheckBack(msgspec.Struct, frozen=True):
    """Ask the owner whether they are still on it."""

    incident: str


class LapseCommand(msgspec.Struct, frozen=True):
    """Take the incident from an owner who does not answer."""

    incident: str
    reason: str


class DeclareDuress(msgspec.Struct, frozen=True):
    """Tell everybody that the cancel was a duress code."""

    incident: str


class RequestCancelVerification(msgspec.Struct, frozen=True):
    """Ask a supervisor to call the sender back."""

    incident: str


class VerifyCancel(msgspec.Struct, frozen=True):
    """Record the judgement of somebody who spoke to the sender."""

    incident: str
    by: str
    safe: bool


Owed: TypeAlias = (
    TakeCommand
    | RenewCommand
    | RequestCheckBack
    | LapseCommand
    | DeclareDuress
    | RequestCancelVerification
    | VerifyCancel
)


def owed(incident: Incident, now: datetime, *, moving: bool) -> list[Owed]:
    """What this incident owes at this moment. `moving`: a unit is rolling or there."""
    if not incident.is_open:
        return []
    return [*_owed_cancel(incident, now), *_owed_command(incident, now, moving=moving)]


def _owed_cancel(incident: Incident, now: datetime) -> list[Owed]:
    found: list[Owed] = []
    cancel = incident.cancel
    if cancel is None:
        return found
    if cancel.duress and not incident.duress:
        found.append(DeclareDuress(incident.incident))
    if cancel.safe is None and incident.verdict is not None:
        found.append(VerifyCancel(incident.incident, *incident.verdict))
    elif cancel.safe is None and (cancel.asked_until is None or cancel.asked_until <= now):
        found.append(RequestCancelVerification(incident.incident))
    return found


def _owed_command(incident: Incident, now: datetime, *, moving: bool) -> list[Owed]:
    name = incident.incident
    if not incident.commander:
        return [TakeCommand(name, incident.volunteers[0])] if incident.volunteers else []
    if incident.commander_gone:
        return [LapseCommand(name, "owner_removed")]
    if incident.asked_until is not None:
        if incident.answered:
            return [RenewCommand(name, "answered")]
        unanswered = incident.asked_until <= now
        return [LapseCommand(name, "check_back_unanswered")] if unanswered else []
    if incident.check_back_at is not None and incident.check_back_at <= now:
        # Movement keeps the first lease; after that the owner is always asked, or an
        # incident with a unit on scene could go quiet for ever.
        if moving and incident.leased_by == "command":
            return [RenewCommand(name, "units_moving")]
        return [RequestCheckBack(name)]
    return []


def next_moment(incident: Incident, now: datetime) -> datetime | None:
    """When this incident must be looked at again; None leaves it to paging or the record."""
    if not incident.is_open:
        return None
    if owed(incident, now, moving=False):
        return now
    moments = [incident.check_back_at if incident.asked_until is None else incident.asked_until]
    if incident.cancel is not None and incident.cancel.safe is None:
        moments.append(incident.cancel.asked_until)
    return min((at for at in moments if at is not None), default=None)


def lease_end(incident: Incident, now: datetime, because: str) -> datetime:
    """Until when a lease taken or renewed now holds."""
    policy = incident.policy
    seconds = policy.command_lease_s if because == "command" else policy.check_back_s
    return now + timedelta(seconds=seconds)

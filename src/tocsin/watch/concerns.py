"""What counts as a reason because somebody said so, or another part of the watch found it.

This is the seam: a sighting, a violation, nearness and a silent tracker become
reasons by a `ConcernRaised` that names them as its cause.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.facts.risk import ConcernEnded, ConcernRaised, RiskReason
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.kernel.private import Private
from tocsin.watch.case_state import Concern
from tocsin.watch.known import Known
from tocsin.watch.refusals import CaseRefusal
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch

SAID_BY_PEOPLE: Final = frozenset(
    {
        RiskReason.NEW_REQUEST,
        RiskReason.THREATS_IN_TEXTS,
        RiskReason.VIOLATION,
        RiskReason.SIGHTING,
        RiskReason.RESPONDENT_NEAR,
        RiskReason.TRACKER_SILENT,
    }
)
"""What a person can say; the other reasons are computed from what is on record."""


class RaiseConcern(msgspec.Struct, frozen=True):
    """Somebody says something that counts as a reason."""

    person: str
    reason: RiskReason
    source: str
    certainty: Certainty
    at: datetime
    by: str
    words: str = ""
    respondent: str = ""
    cause: str = ""
    until: datetime | None = None


class EndConcern(msgspec.Struct, frozen=True):
    """It counts no longer, says somebody who says why."""

    concern: str
    by: str
    why: str


def decide(
    state: WatchState, command: RaiseConcern | EndConcern, now: datetime, view: Known
) -> Accepted[Fact] | Refused:
    """Take it down."""
    if isinstance(command, EndConcern):
        return _end(state, command)
    if not view.is_active(command.person):
        detail = "The protected person is a person id of the agency file."
        return Refused(CaseRefusal.PROTECTED_UNKNOWN, detail)
    if command.respondent and command.respondent not in state.cases.respondents:
        return Refused(CaseRefusal.RESPONDENT_UNKNOWN, "There is no respondent of this name.")
    if not command.source.strip():
        return Refused(CaseRefusal.TEXT_MISSING, "Say on whose word: the source is missing.")
    if command.at > now + timedelta(seconds=FIX_AHEAD_S):
        return Refused(CaseRefusal.MOMENT_AHEAD, "Say what was so; this moment is still to come.")
    return Accepted((raised(state, command),))


def raised(state: WatchState, command: RaiseConcern, offset: int = 1) -> ConcernRaised:
    """The fact of a concern. `offset` counts those that one decision raises, from 1."""
    subject = f"person:{command.person}"
    return ConcernRaised(
        command.person,
        f"C-{state.cases.concern_count + offset}",
        command.reason,
        command.source,
        command.certainty,
        command.at,
        command.by,
        command.cause,
        command.respondent,
        Private(subject, command.words) if command.words else None,
        command.until,
    )


def _end(state: WatchState, command: EndConcern) -> Accepted[Fact] | Refused:
    found = state.cases.concerns.get(command.concern)
    if found is None:
        return Refused(CaseRefusal.CONCERN_UNKNOWN, "There is no such concern, or it is over.")
    if not command.why.strip():
        return Refused(CaseRefusal.TEXT_MISSING, "Say why it counts no longer.")
    why = Private(f"person:{found.person}", command.why)
    return Accepted((ConcernEnded(found.person, command.concern, command.by, why),))


def _raised(state: WatchState, fact: ConcernRaised, at: datetime) -> None:
    state.cases.concern_count += 1
    state.cases.concerns[fact.concern] = Concern(
        fact.concern,
        fact.person,
        fact.reason,
        fact.source,
        fact.certainty,
        # A clock that is ahead must not make a reason wait.
        min(fact.at, at),
        fact.by,
        fact.cause,
        fact.respondent,
        fact.words,
        fact.until,
    )
    touch(state, fact.person, at)


def _ended(state: WatchState, fact: ConcernEnded, at: datetime) -> None:
    state.cases.concerns.pop(fact.concern, None)
    touch(state, fact.person, at)


EVOLVERS: Final[Evolvers] = {ConcernRaised: _raised, ConcernEnded: _ended}

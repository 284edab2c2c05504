"""How much danger a protected person is in, as named reasons and a word."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.kernel.private import Private


class RiskReason(StrEnum):
    """Why she may be in danger. How grave each is stands in the table of `watch.risk`."""

    RESPONDENT_AT_LARGE = "respondent_at_large"
    CUSTODY_UNKNOWN = "custody_unknown"
    RESPONDENT_UNNAMED = "respondent_unnamed"
    RESPONDENT_RELEASED = "respondent_released"
    RESPONDENT_DISMISSED = "respondent_dismissed"
    ORDER_SERVED = "order_served"
    ORDER_EXPIRES = "order_expires"
    ORDER_ENDED = "order_ended"
    SCREEN_REFERRAL = "screen_referral"
    NEW_REQUEST = "new_request"
    THREATS_IN_TEXTS = "threats_in_texts"
    VIOLATION = "violation"
    SIGHTING = "sighting"
    RESPONDENT_NEAR = "respondent_near"
    TRACKER_SILENT = "tracker_silent"
    DARK_WITHOUT_ESCORT = "dark_without_escort"


class RiskLevel(StrEnum):
    """In how much danger she is, from the least to the most.

    `steady`: no reason beyond that she is protected. `raised`: look at it before
    her next shift. `high`: measures must stand before she comes or goes. `acute`:
    take it in hand now.
    """

    STEADY = "steady"
    RAISED = "raised"
    HIGH = "high"
    ACUTE = "acute"


class Measure(StrEnum):
    """What colleagues do for her before or in a shift."""

    ESCORT = "escort"
    WALK = "walk"
    PHOTO = "photo"
    POLICE_TOLD = "police_told"


class ShiftRisk(msgspec.Struct, frozen=True):
    """What holds for one shift of hers beside what holds anyway."""

    starts_at: datetime
    ends_at: datetime
    place: str
    level: RiskLevel
    reasons: tuple[RiskReason, ...] = ()


class _RiskFact(Fact, frozen=True):
    person: str

    def stream(self) -> str:
        return f"watch/{self.person}"


class RiskAssessed(_RiskFact, frozen=True):
    """Her risk as it is from now on: a level and the reasons for it, the gravest first.

    `reasons` hold at all times; what holds for one coming shift stands with it.
    `level` is that of all of them. It is looked at again at `again_at` at the
    latest, when a shift or a term begins or ends.
    """

    level: RiskLevel
    reasons: tuple[RiskReason, ...]
    shifts: tuple[ShiftRisk, ...]
    again_at: datetime


class ConcernRaised(_RiskFact, frozen=True):
    """Something that counts as a reason: a sighting, a violation, a silent tracker, a threat.

    `cause` names what it rests on, such as `sighting/S-2`; a person's word has none.
    Without `until` it counts for as long as the table of `watch.risk` says.
    """

    concern: str
    reason: RiskReason
    source: str
    certainty: Certainty
    at: datetime
    by: str
    cause: str = ""
    respondent: str = ""
    words: Private | None = None
    until: datetime | None = None


class ConcernEnded(_RiskFact, frozen=True):
    """It counts no longer; `why` says why."""

    concern: str
    by: str
    why: Private


class MeasureDone(_RiskFact, frozen=True):
    """A measure stands: for the shift that starts at `shift`, or for all when None."""

    measure: Measure
    by: str
    shift: datetime | None = None


class DismissalTold(_RiskFact, frozen=True):
    """The coordinators were told that a respondent of hers was dismissed here."""

    respondent: str

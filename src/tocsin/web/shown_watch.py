"""What the API of the watch answers."""

from datetime import datetime

import msgspec

from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition, OrderKind
from tocsin.facts.plans import Instrument, ScreenAnswer, ScreenItem, ScreenOutcome
from tocsin.facts.risk import RiskLevel, RiskReason
from tocsin.watch.orders import Conflict, Contact, OrderStatus
from tocsin.watch.standing import Stands
from tocsin.watch.tonight import Missing
from tocsin.web.shown import ActionShown


class Entered(msgspec.Struct, frozen=True):
    """The name under which it is on record now."""

    name: str


class CustodyShown(msgspec.Struct, frozen=True):
    """Where a respondent is as far as is known now, and what was said last."""

    status: CustodyStatus
    said: CustodyStatus | None = None
    source: str = ""
    at: datetime | None = None
    certainty: Certainty | None = None
    by: str = ""


class VehicleShown(msgspec.Struct, frozen=True):
    """A vehicle."""

    plate: str
    description: str


class RespondentShown(msgspec.Struct, frozen=True):
    """A respondent. `protected` are whom they must stay away from, as far as you may know."""

    respondent: str
    name: str
    aliases: tuple[str, ...]
    description: str
    vehicles: tuple[VehicleShown, ...]
    photo: str
    staff: str
    has_tracker: bool
    custody: CustodyShown
    protected: tuple[str, ...]


class AreaShown(msgspec.Struct, frozen=True):
    """A stay-away area; the point is `latitude,longitude`."""

    radius_m: float
    place: str
    point: str
    label: str


class TogetherShown(msgspec.Struct, frozen=True):
    """All orders in force between two people at their strictest, and how they conflict."""

    person: str
    respondent: str
    orders: tuple[str, ...]
    conditions: tuple[Condition, ...]
    contact: Contact
    distance_m: float
    areas: tuple[AreaShown, ...]
    workplaces: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    verified: bool


class OrderShown(msgspec.Struct, frozen=True):
    """An order as it is now. Number, petitioners and text are for whoever enters or verifies."""

    order: str
    status: OrderStatus
    court: str
    kind: OrderKind
    zone: str
    protected: tuple[str, ...]
    respondents: tuple[str, ...]
    issued_at: datetime
    effective_at: datetime
    expires_at: datetime | None
    served_at: datetime | None
    vacated_at: datetime | None
    number: str
    petitioners: tuple[str, ...]
    conditions: tuple[Condition, ...]
    text: str
    areas: tuple[AreaShown, ...]
    distance_m: float
    workplaces: tuple[str, ...]
    vehicles: tuple[str, ...]
    entered_by: str
    verified_by: str
    together: tuple[TogetherShown, ...]
    entered_by_name: str
    verified_by_name: str
    moves: tuple[ActionShown, ...]


class WalkShown(msgspec.Struct, frozen=True):
    """Her way at the end of a shift."""

    start: str
    end: str
    minutes: int
    door: str


class HoursShown(msgspec.Struct, frozen=True):
    """Days and hours in the agency's time zone."""

    days: tuple[str, ...]
    start: str
    end: str


class PlanShown(msgspec.Struct, frozen=True):
    """A workplace safety plan."""

    person: str
    review_at: datetime
    review_due: bool
    respondents: tuple[str, ...]
    escort: bool
    photo: bool
    screening: bool
    parking: str
    code_words: str
    safe_contact: str
    safe_hours: tuple[HoursShown, ...]
    shift_changes: str
    notes: str
    may_know: tuple[str, ...]
    walk: WalkShown | None
    by: str
    no_walk: bool = False
    by_contact: bool = False


class ScreenShown(msgspec.Struct, frozen=True):
    """The newest screen of a person. It informs; it never lowers a level.

    `answers` are of the Lethality Screen; `score` and `not_answered`, how many items
    she did not answer, of either.
    """

    person: str
    outcome: ScreenOutcome
    answers: dict[ScreenItem, ScreenAnswer]
    belief: bool
    at: datetime
    source: str
    by: str
    instrument: Instrument = Instrument.LETHALITY_SCREEN
    score: int | None = None
    not_answered: int = 0


class ConcernShown(msgspec.Struct, frozen=True):
    """Something that counts as a reason now."""

    concern: str
    reason: RiskReason
    source: str
    certainty: Certainty
    at: datetime
    until: datetime | None
    words: str
    cause: str
    respondent: str


class ShiftRiskShown(msgspec.Struct, frozen=True):
    """One coming shift; `reasons` are those of this shift alone."""

    starts_at: datetime
    ends_at: datetime
    place: str
    level: RiskLevel
    reasons: tuple[RiskReason, ...]


class RiskShown(msgspec.Struct, frozen=True):
    """A person's risk as it is on record."""

    person: str
    name: str
    level: RiskLevel
    reasons: tuple[RiskReason, ...]
    shifts: tuple[ShiftRiskShown, ...]
    concerns: tuple[ConcernShown, ...]
    assessed_at: datetime


class GapShown(msgspec.Struct, frozen=True):
    """What is missing, about what, and the request that closes it, or why you may not make it.

    `about` is a respondent, an order or a concern, `name` what people call it.
    """

    missing: Missing
    about: str
    method: str
    path: str
    body: dict[str, str]
    name: str = ""
    allowed: bool = True
    why_not: str = ""


class StandingShown(msgspec.Struct, frozen=True):
    """What is in order: who said so (`by`), on whose word (`source`), when, until when it counts.

    `custody` is where the respondent `name` is; of an escort `by` is who goes with her.
    """

    what: Stands
    about: str
    name: str
    by: str
    source: str
    at: datetime
    until: datetime | None = None
    custody: CustodyStatus | None = None
    certainty: Certainty | None = None


class ShiftTonightShown(msgspec.Struct, frozen=True):
    """One shift: when, where, by which door to which lot, and what is missing for it."""

    starts_at: datetime
    ends_at: datetime
    place: str
    walk_from: str
    walk_to: str
    door: str
    level: RiskLevel
    reasons: tuple[RiskReason, ...]
    missing: tuple[GapShown, ...]
    standing: tuple[StandingShown, ...] = ()


class TonightShown(msgspec.Struct, frozen=True):
    """One protected person tonight."""

    person: str
    name: str
    level: RiskLevel
    reasons: tuple[RiskReason, ...]
    missing: tuple[GapShown, ...]
    shifts: tuple[ShiftTonightShown, ...]
    standing: tuple[StandingShown, ...] = ()


class PlanListed(msgspec.Struct, frozen=True):
    """Whose plan is to be looked through when. `review_at` is null where there is no plan."""

    person: str
    name: str
    review_at: datetime | None
    review_due: bool
    by: str
    at: datetime | None


class PartShown(msgspec.Struct, frozen=True):
    """How one list of the desk stands, without a word of what it says.

    `mark` is another one when the list says something else. Of `all`, `waiting` need a
    hand and `grave` need it now; `until` is the next moment of those whose clock runs.
    """

    mark: str
    all: int
    waiting: int = 0
    grave: int = 0
    until: datetime | None = None


class DeskShown(msgspec.Struct, frozen=True):
    """How every list of the desk stands; a list that you may not read is null."""

    now: datetime
    tonight: PartShown
    sightings: PartShown
    walks: PartShown
    near: PartShown
    orders: PartShown
    plans: PartShown | None


class LockedShown(msgspec.Struct, frozen=True):
    """A badge that must open nothing any more. `why` is `dismissed` or `left`."""

    badge: str
    person: str
    since: datetime
    why: str

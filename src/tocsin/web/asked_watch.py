"""What the API of the watch takes. Unknown fields are refused by name."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

import msgspec

from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition, OrderKind
from tocsin.facts.plans import DangerLevel, Instrument, ScreenAnswer, ScreenItem
from tocsin.facts.risk import Measure, RiskReason
from tocsin.kernel.limits import CASE_LIST_ITEMS_MAX, STAY_AWAY_M_MAX

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
Words: TypeAlias = Annotated[str, msgspec.Meta(max_length=4_000)]
Short: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Id: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
OwnId: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{0,32}$")]
Metres: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=STAY_AWAY_M_MAX)]
_MANY = msgspec.Meta(max_length=CASE_LIST_ITEMS_MAX)
Ids: TypeAlias = Annotated[tuple[Id, ...], _MANY]
Shorts: TypeAlias = Annotated[tuple[Short, ...], _MANY]
Clock: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class _Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Vehicle(_Asked, frozen=True):
    """A plate, words, or both."""

    plate: Annotated[str, msgspec.Meta(max_length=20)] = ""
    description: Words = ""


class Respondent(_Asked, frozen=True):
    """A respondent; without an id one is counted, with the id of one they are replaced.

    `staff` is the person id of a present or former colleague who is the same human.
    """

    name: Short
    respondent: OwnId = ""
    aliases: Shorts = ()
    description: Words = ""
    vehicles: Annotated[tuple[Vehicle, ...], _MANY] = ()
    photo: Words = ""
    staff: OwnId = ""
    devices: Shorts = ()


class Custody(_Asked, frozen=True):
    """Where a respondent is, on whose word (an office rather than a name), and since when."""

    status: CustodyStatus
    source: Short
    at: Moment
    certainty: Certainty = Certainty.REPORTED


class Area(_Asked, frozen=True):
    """A place of the agency file, or both degrees, and how far around it."""

    radius_m: Metres
    place: OwnId = ""
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    label: Words = ""


class Order(_Asked, frozen=True):
    """A protection order. An order that ends on a day ends with it where the court is:
    give `expires_on` and the court's `zone`; or `expires_at`; neither when no end is known.
    """

    court: Short
    kind: OrderKind
    zone: Short
    protected: Ids
    respondents: Ids
    issued_at: Moment
    effective_at: Moment | None = None
    expires_at: Moment | None = None
    expires_on: date | None = None
    served_at: Moment | None = None
    order: OwnId = ""
    number: Annotated[str, msgspec.Meta(max_length=100)] = ""
    petitioners: Shorts = ()
    conditions: Annotated[tuple[Condition, ...], _MANY] = ()
    text: Words = ""
    areas: Annotated[tuple[Area, ...], _MANY] = ()
    distance_m: Metres = 0.0
    workplaces: Ids = ()
    vehicles: Shorts = ()


class Happened(_Asked, frozen=True):
    """When it was, and on whose word (an office rather than a name)."""

    at: Moment
    source: Short


class Walk(_Asked, frozen=True):
    """Her way at the end of a shift, between places of the agency file."""

    start: Id
    end: Id
    minutes: Annotated[int, msgspec.Meta(ge=1, le=120)]
    door: Words = ""


class Hours(_Asked, frozen=True):
    """Days and hours in the agency's time zone."""

    days: Annotated[tuple[str, ...], msgspec.Meta(max_length=7)]
    start: Clock
    end: Clock


class Plan(_Asked, frozen=True):
    """A workplace safety plan; it replaces the one before.

    `code_words` are several with ; between, each `word` or `word = what it means`.
    `no_walk`: she is not asked at the end of a shift whether she leaves. Outside of
    `safe_hours`, and always with `by_contact`, Tocsin writes to her safe contact and
    not to her; what she asks for herself is answered as ever.
    """

    review_at: Moment
    respondents: Ids = ()
    escort: bool = False
    photo: bool = False
    screening: bool = False
    parking: Words = ""
    code_words: Words = ""
    safe_contact: Words = ""
    safe_hours: Annotated[tuple[Hours, ...], _MANY] = ()
    shift_changes: Words = ""
    notes: Words = ""
    may_know: Ids = ()
    walk: Walk | None = None
    no_walk: bool = False
    by_contact: bool = False


class Review(_Asked, frozen=True):
    """When the plan is looked through the next time."""

    review_at: Moment


class Screen(_Asked, frozen=True):
    """A lethality screen by topic; an item that is left out was not answered.

    Of a Danger Assessment (`instrument`) the result alone is taken: the `level` that
    whoever scored it found, left out when she answered nothing, the `score`, and how
    many items were `not_answered`.
    """

    at: Moment
    source: Short
    answers: dict[ScreenItem, ScreenAnswer] = {}
    belief: bool = False
    instrument: Instrument = Instrument.LETHALITY_SCREEN
    level: DangerLevel | None = None
    score: Annotated[int, msgspec.Meta(ge=-10, le=60)] | None = None
    not_answered: Annotated[int, msgspec.Meta(ge=0, le=20)] = 0


class Call(_Asked, frozen=True):
    """What was said in a call that was screened, and whose call it was said to be."""

    person: Id
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Concern(_Asked, frozen=True):
    """Something that counts as a reason, on whose word and how sure.

    `reason` is one of new_request, threats_in_texts, violation, sighting,
    respondent_near and tracker_silent; the others are found by Tocsin.
    """

    person: Id
    reason: RiskReason
    source: Short
    at: Moment
    certainty: Certainty = Certainty.REPORTED
    respondent: OwnId = ""
    words: Words = ""


class Why(_Asked, frozen=True):
    """Why."""

    why: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class MeasureTaken(_Asked, frozen=True):
    """A measure that stands; `shift` is the moment at which her shift starts."""

    person: Id
    measure: Measure
    shift: Moment | None = None


class EscortFor(_Asked, frozen=True):
    """Who needs an escort, after the shift that starts then; `targets` left out are the usual:
    whoever her plan lets know, supervisors, safety coordinators.
    """

    person: Id
    shift: Moment
    targets: Annotated[tuple[Short, ...], _MANY] = ()


class Dismissal(_Asked, frozen=True):
    """Why, for the record; sealed."""

    reason: Annotated[str, msgspec.Meta(max_length=2_000)] = ""

"""What the watch remembers of cases: respondents, orders, plans, custody, concerns, risks."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import ExpiryStage, Order
from tocsin.facts.plans import Instrument, PlannedWalk, WorkplacePlan
from tocsin.facts.respondents import Respondent
from tocsin.facts.risk import Measure, RiskLevel, RiskReason, ShiftRisk
from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import Private


class OrderNow(msgspec.Struct, frozen=True):
    """An order with what became of it."""

    order: Order
    entered_by: str
    entered_at: datetime
    verified_by: str = ""
    vacated_at: datetime | None = None
    told: ExpiryStage | None = None


class CustodyNow(msgspec.Struct, frozen=True):
    """The newest statement of where a respondent is.

    `was_in`: they were in custody, and nobody has said since that they are free.
    `released_at` is when somebody did.
    """

    status: CustodyStatus
    source: str
    at: datetime
    certainty: Certainty
    by: str
    released_at: datetime | None = None
    was_in: bool = False


class PlanNow(msgspec.Struct, frozen=True):
    """A workplace plan, who set it last, and since when its review is due."""

    plan: WorkplacePlan
    by: str
    at: datetime
    due_since: datetime | None = None


class Screened(msgspec.Struct, frozen=True):
    """The newest screen of a person."""

    outcome: str
    answers: Private
    at: datetime
    by: str
    source: str
    belief: bool
    instrument: Instrument = Instrument.LETHALITY_SCREEN
    score: int | None = None
    not_answered: int = 0


class Concern(msgspec.Struct, frozen=True):
    """Something that counts as a reason, until `until`; None: until somebody ends it."""

    concern: str
    person: str
    reason: RiskReason
    source: str
    certainty: Certainty
    at: datetime
    by: str
    cause: str = ""
    respondent: str = ""
    words: Private | None = None
    until: datetime | None = None


class Done(msgspec.Struct, frozen=True):
    """A measure that stands; for all shifts when `shift` is None."""

    person: str
    measure: Measure
    by: str
    at: datetime
    shift: datetime | None = None


class Escorted(msgspec.Struct, frozen=True):
    """Somebody goes with her on a walk that begins at `at`; `escort` is their person id."""

    person: str
    at: datetime
    escort: str


class Risk(msgspec.Struct, frozen=True):
    """A person's risk as it was last assessed."""

    level: RiskLevel
    reasons: tuple[RiskReason, ...]
    shifts: tuple[ShiftRisk, ...]
    at: datetime
    again_at: datetime


class Cases(msgspec.Struct):
    """Everything about who must stay away from whom.

    `devices` leads from a tracker's id to `respondent:ID`. `left` says who left
    the agency when, by dismissal or with the agency file; `told` when the
    coordinators heard of it for `person/respondent`. `escorted` are walks with an
    escort who has accepted. `kept_away` are for each person the colleagues of whom
    everybody was told that they must stay away from her.
    """

    respondents: dict[str, Respondent] = {}
    respondent_count: int = 0
    devices: Numbers = msgspec.field(default_factory=Numbers)
    orders: dict[str, OrderNow] = {}
    order_count: int = 0
    plans: dict[str, PlanNow] = {}
    screens: dict[str, Screened] = {}
    custody: dict[str, CustodyNow] = {}
    concerns: dict[str, Concern] = {}
    concern_count: int = 0
    measures: dict[str, Done] = {}
    escorted: dict[str, Escorted] = {}
    kept_away: dict[str, tuple[str, ...]] = {}
    left: dict[str, datetime] = {}
    told: dict[str, datetime] = {}
    risks: dict[str, Risk] = {}


def people(cases: Cases) -> list[str]:
    """Everybody who has a case: an order, a workplace plan or a concern."""
    found: dict[str, None] = {}
    for order in cases.orders.values():
        found.update(dict.fromkeys(order.order.protected))
    found.update(dict.fromkeys(cases.plans))
    found.update(dict.fromkeys(concern.person for concern in cases.concerns.values()))
    return list(found)


def has_case(cases: Cases, person: str) -> bool:
    """Whether there is an order, a workplace plan or a concern for this person."""
    return (
        person in cases.plans
        or any(person in one.order.protected for one in cases.orders.values())
        or any(concern.person == person for concern in cases.concerns.values())
    )


def orders_for(cases: Cases, person: str) -> Iterator[OrderNow]:
    """Every order that protects this person, whatever became of it."""
    return (one for one in cases.orders.values() if person in one.order.protected)


def respondents_of(cases: Cases, person: str) -> tuple[str, ...]:
    """Everybody who must stay away from this person, by her orders and her plan.

    An order that has ended still names somebody to look out for; one that the
    court took back does not.
    """
    named = [r for o in orders_for(cases, person) if not o.vacated_at for r in o.order.respondents]
    plan = cases.plans.get(person)
    return tuple(dict.fromkeys([*named, *(plan.plan.respondents if plan else ())]))


def protected_from(cases: Cases, respondent: str) -> tuple[str, ...]:
    """Everybody whom this respondent must stay away from, in one pass over all cases."""
    found: dict[str, None] = {}
    for one in cases.orders.values():
        if not one.vacated_at and respondent in one.order.respondents:
            found.update(dict.fromkeys(one.order.protected))
    plans = cases.plans.items()
    found.update((person, None) for person, one in plans if respondent in one.plan.respondents)
    return tuple(found)


def staff_of(cases: Cases, respondent: str) -> str:
    """The person id of a respondent who is or was a colleague; else empty."""
    known = cases.respondents.get(respondent)
    if known is None:
        return ""
    return known.colleague or ((known.staff.text or "") if known.staff else "")


def respondents_who_are(cases: Cases, person: str) -> tuple[str, ...]:
    """The respondents who are this colleague."""
    return tuple(name for name in cases.respondents if staff_of(cases, name) == person)


def kept_from(cases: Cases, colleague: str) -> frozenset[str]:
    """Everybody whom this colleague must stay away from: of them they may know nothing.

    Never themselves: whatever was entered, nobody is walled off from their own SOS.
    """
    own = respondents_who_are(cases, colleague)
    return frozenset(p for name in own for p in protected_from(cases, name) if p != colleague)


def colleagues_kept_from(cases: Cases, person: str) -> frozenset[str]:
    """The colleagues, present or former, who must stay away from this person."""
    found = (staff_of(cases, name) for name in respondents_of(cases, person))
    return frozenset(filter(None, found)) - {person}


def is_against_herself(cases: Cases, protected: Iterable[str], respondents: Iterable[str]) -> bool:
    """Whether one of these respondents is one of those whom they are to keep away from."""
    return not {staff_of(cases, name) for name in respondents}.isdisjoint(protected)


def who_may_not_hear_of(cases: Cases, sender: str) -> frozenset[str]:
    """The people who may know nothing of a sender, who is `person:ID` or `respondent:ID`."""
    kind, _, name = sender.partition(":")
    if kind != "respondent":
        return colleagues_kept_from(cases, sender.removeprefix("person:"))
    return frozenset(filter(None, (*protected_from(cases, name), staff_of(cases, name))))


def may_hear(cases: Cases, recipient: str, about: str) -> bool:
    """Whether a recipient is neither whom it is about nor a respondent who works here."""
    who = recipient.removeprefix("person:")
    return recipient != about and not respondents_who_are(cases, who)


def plan_of(cases: Cases, person: str) -> WorkplacePlan | None:
    """The workplace plan of a person."""
    found = cases.plans.get(person)
    return found.plan if found else None


def walk_of(cases: Cases, person: str) -> PlannedWalk | None:
    """Her way at the end of a shift, where her workplace plan names one."""
    found = cases.plans.get(person)
    return found.plan.walk if found else None

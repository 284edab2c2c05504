"""Protection orders: entered by one, verified by another, and watched to their last moment.

Nothing here decides what a court meant. What a record does not forbid is not
thereby allowed: of several orders the strictest holds, and where they do not fit
together that is shown to people.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tocsin.facts.orders import Condition, StayAwayArea
from tocsin.kernel.private import Private
from tocsin.watch.case_state import Cases, OrderNow, protected_from, staff_of


class OrderStatus(StrEnum):
    """Where an order is in its life, computed from its moments.

    `pending`: issued, not in force yet. `not_served`: in force, but the respondent
    was not given it, as far as is known. `in_force`. `expired`. `vacated`: the
    court took it back.
    """

    PENDING = "pending"
    NOT_SERVED = "not_served"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    VACATED = "vacated"


class Conflict(StrEnum):
    """How orders do not fit together; people must read them.

    `distances_differ`: they name different distances. `contact_and_visits`: one
    forbids all contact, and children's visits are granted. `terms_in_text`: terms
    stand in free text only. `also_protected`: the respondent is protected too.
    """

    DISTANCES_DIFFER = "distances_differ"
    CONTACT_AND_VISITS = "contact_and_visits"
    TERMS_IN_TEXT = "terms_in_text"
    ALSO_PROTECTED = "also_protected"


class Contact(StrEnum):
    """What is known of contact: `forbidden`, or `read_the_order`. It is never called allowed."""

    FORBIDDEN = "forbidden"
    READ_THE_ORDER = "read_the_order"


class Strictest(NamedTuple):
    """All orders in force between two people, taken together at their strictest.

    `distance_m` is the longest that any of them names; `conditions`, `areas`,
    `workplaces` and `vehicles` are those of all.
    """

    orders: tuple[str, ...]
    conditions: tuple[Condition, ...]
    contact: Contact
    distance_m: float
    areas: tuple[StayAwayArea, ...]
    workplaces: tuple[str, ...]
    vehicles: tuple[Private, ...]
    conflicts: tuple[Conflict, ...]
    verified: bool


# Moments.


def midnight(day: date, zone: str, *, last: bool) -> datetime:
    """The moment in UTC at which this day begins on the clocks of `zone`.

    Where clocks jump at midnight there may be two such moments, or none: `last`
    takes the later of what could be meant, else the earlier.
    """
    wall = datetime.combine(day, time(), ZoneInfo(zone))
    both = (wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC))
    return max(both) if last else min(both)


def end_of_day(day: date, zone: str) -> datetime:
    """When an order that ends on this day ends: at the midnight after it, where the court is."""
    return midnight(day + timedelta(days=1), zone, last=True)


def ends_at(one: OrderNow) -> datetime | None:
    """When an order ends or ended: expired, or taken back before that. None: no end is known."""
    ends = [at for at in (one.order.expires_at, one.vacated_at) if at is not None]
    return min(ends, default=None)


def status(one: OrderNow, now: datetime) -> OrderStatus:
    """Where an order is at `now`."""
    order = one.order
    if one.vacated_at is not None and one.vacated_at <= now:
        return OrderStatus.VACATED
    if order.expires_at is not None and order.expires_at <= now:
        return OrderStatus.EXPIRED
    if now < order.effective_at:
        return OrderStatus.PENDING
    is_served = order.served_at is not None and order.served_at <= now
    return OrderStatus.IN_FORCE if is_served else OrderStatus.NOT_SERVED


def holds(one: OrderNow, now: datetime) -> bool:
    """Whether we watch for it at `now`: in force, served or not.

    That it is not known to be served says nothing of whether it was.
    """
    return status(one, now) in (OrderStatus.IN_FORCE, OrderStatus.NOT_SERVED)


def goes_on(ended: OrderNow, end: datetime, hers: Iterable[OrderNow]) -> bool:
    """Whether another order against the same respondents holds when this one ends."""
    against = set(ended.order.respondents)
    return any(against <= set(one.order.respondents) and holds(one, end) for one in hers)


# Several orders.


def between(cases: Cases, person: str, respondent: str, now: datetime) -> list[OrderNow]:
    """The orders that hold between a protected person and a respondent."""
    return [
        one
        for one in cases.orders.values()
        if person in one.order.protected and respondent in one.order.respondents and holds(one, now)
    ]


def strictest(cases: Cases, person: str, respondent: str, now: datetime) -> Strictest | None:
    """All that holds between two people, at its strictest; None when no order holds."""
    found = between(cases, person, respondent, now)
    if not found:
        return None
    every = [one.order for one in found]
    conditions = tuple(sorted({each for order in every for each in order.conditions}))
    forbidden = Condition.NO_COMMUNICATION in conditions
    return Strictest(
        orders=tuple(order.order for order in every),
        conditions=conditions,
        contact=Contact.FORBIDDEN if forbidden else Contact.READ_THE_ORDER,
        distance_m=max(order.distance_m for order in every),
        areas=tuple(dict.fromkeys(area for order in every for area in order.areas)),
        workplaces=tuple(dict.fromkeys(each for order in every for each in order.workplaces)),
        vehicles=tuple(dict.fromkeys(each for order in every for each in order.vehicles)),
        conflicts=tuple(_conflicts(cases, respondent, found, now)),
        verified=all(one.verified_by for one in found),
    )


def _conflicts(
    cases: Cases, respondent: str, found: list[OrderNow], now: datetime
) -> Iterator[Conflict]:
    if any(a.order.distance_m != b.order.distance_m for a, b in combinations(_far(found), 2)):
        yield Conflict.DISTANCES_DIFFER
    conditions = {each for one in found for each in one.order.conditions}
    if {Condition.NO_COMMUNICATION, Condition.VISITATION_RIGHTS} <= conditions:
        yield Conflict.CONTACT_AND_VISITS
    if Condition.SEE_TEXT in conditions:
        yield Conflict.TERMS_IN_TEXT
    if is_protected_too(cases, respondent, now):
        yield Conflict.ALSO_PROTECTED


def _far(found: Iterable[OrderNow]) -> list[OrderNow]:
    return [one for one in found if one.order.distance_m > 0]


def is_protected_too(cases: Cases, respondent: str, now: datetime) -> bool:
    """Whether an order that holds protects the respondent, who is a colleague, as well."""
    staff = staff_of(cases, respondent)
    return bool(staff) and any(
        staff in one.order.protected and holds(one, now) for one in cases.orders.values()
    )


def pairs(cases: Cases, now: datetime) -> Iterator[tuple[str, str]]:
    """Every protected person with every respondent between whom an order holds."""
    for respondent in cases.respondents:
        for person in protected_from(cases, respondent):
            if between(cases, person, respondent, now):
                yield person, respondent

"""The join: from everything that is known of a case to named reasons, and from those to a word.

There is no score. Every reason has its gravity in one table, and a level is the
gravity of the gravest, with one rule for reasons that come together. So whoever
reads a level can name what made it, and one reason more can never lower it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tocsin.facts.risk import RiskLevel, RiskReason
from tocsin.kernel.limits import (
    DISMISSED_RECENT_S,
    NEAR_COUNTS_S,
    ORDER_ENDED_RECENT_S,
    ORDER_EXPIRY_NEAR_S,
    RELEASED_RECENT_S,
    SERVED_RECENT_S,
    SIGHTING_COUNTS_S,
    TEXTS_COUNT_S,
)
from tocsin.watch import custody, orders
from tocsin.watch.case_state import (
    Cases,
    Concern,
    OrderNow,
    has_case,
    orders_for,
    respondents_of,
    staff_of,
)


class Gravity(NamedTuple):
    """How grave a reason is, and how long a concern of its kind counts; None: until ended."""

    level: RiskLevel
    counts_s: int | None = None


GRAVITY: Final = {
    RiskReason.RESPONDENT_NEAR: Gravity(RiskLevel.ACUTE, NEAR_COUNTS_S),
    RiskReason.SIGHTING: Gravity(RiskLevel.HIGH, SIGHTING_COUNTS_S),
    RiskReason.VIOLATION: Gravity(RiskLevel.HIGH),
    RiskReason.THREATS_IN_TEXTS: Gravity(RiskLevel.HIGH, TEXTS_COUNT_S),
    RiskReason.RESPONDENT_RELEASED: Gravity(RiskLevel.HIGH, RELEASED_RECENT_S),
    RiskReason.RESPONDENT_DISMISSED: Gravity(RiskLevel.HIGH, DISMISSED_RECENT_S),
    RiskReason.ORDER_SERVED: Gravity(RiskLevel.HIGH, SERVED_RECENT_S),
    RiskReason.SCREEN_REFERRAL: Gravity(RiskLevel.HIGH),
    RiskReason.TRACKER_SILENT: Gravity(RiskLevel.HIGH),
    RiskReason.RESPONDENT_AT_LARGE: Gravity(RiskLevel.RAISED),
    RiskReason.CUSTODY_UNKNOWN: Gravity(RiskLevel.RAISED),
    RiskReason.RESPONDENT_UNNAMED: Gravity(RiskLevel.RAISED),
    RiskReason.NEW_REQUEST: Gravity(RiskLevel.RAISED, TEXTS_COUNT_S),
    RiskReason.ORDER_EXPIRES: Gravity(RiskLevel.RAISED),
    RiskReason.ORDER_ENDED: Gravity(RiskLevel.RAISED, ORDER_ENDED_RECENT_S),
    RiskReason.DARK_WITHOUT_ESCORT: Gravity(RiskLevel.RAISED),
}
"""Every reason, the gravest first: this is also the order in which they are named."""

FREE: Final = frozenset(
    {
        RiskReason.RESPONDENT_AT_LARGE,
        RiskReason.CUSTODY_UNKNOWN,
        RiskReason.RESPONDENT_UNNAMED,
        RiskReason.RESPONDENT_RELEASED,
    }
)
"""Any of these: nobody can say that the respondent is in custody."""

TOGETHER_COUNT: Final = 2
"""So many different high reasons while the respondent may be free are acute."""

LEVELS: Final = tuple(RiskLevel)
_ORDER: Final = {reason: index for index, reason in enumerate(GRAVITY)}


def rank(level: RiskLevel) -> int:
    """Levels as numbers, to be compared only."""
    return LEVELS.index(level)


def sorted_reasons(reasons: Iterable[RiskReason]) -> tuple[RiskReason, ...]:
    """Each reason once, the gravest first."""
    return tuple(sorted(set(reasons), key=lambda reason: _ORDER[reason]))


def level_of(reasons: Iterable[RiskReason]) -> RiskLevel:
    """The word for these reasons: the gravest, or acute when grave ones meet a free respondent."""
    found = set(reasons)
    levels = [GRAVITY[reason].level for reason in found]
    top = max(levels, key=rank, default=RiskLevel.STEADY)
    high = [reason for reason in found if GRAVITY[reason].level is RiskLevel.HIGH]
    if len(high) >= TOGETHER_COUNT and not FREE.isdisjoint(found):
        return RiskLevel.ACUTE
    return top


def counts_until(concern: Concern) -> datetime | None:
    """When a concern counts no longer by itself; None: never."""
    if concern.until is not None:
        return concern.until
    counts_s = GRAVITY[concern.reason].counts_s
    return None if counts_s is None else concern.at + timedelta(seconds=counts_s)


def standing(cases: Cases, person: str, now: datetime) -> tuple[RiskReason, ...]:
    """The reasons that hold for this person at `now`, whatever her shifts are."""
    return sorted_reasons(
        reason
        for reason, since, until in _terms(cases, person, now)
        if since <= now and (until is None or now < until)
    )


def next_change(cases: Cases, person: str, now: datetime) -> datetime | None:
    """The next moment at which a reason begins or ends by time alone."""
    moments = (m for _, since, until in _terms(cases, person, now) for m in (since, until) if m)
    return min((moment for moment in moments if moment > now), default=None)


Term = tuple[RiskReason, datetime, datetime | None]
"""A reason, from when on it holds, and until when."""


def _terms(cases: Cases, person: str, now: datetime) -> Iterator[Term]:
    if not has_case(cases, person):
        return
    for concern in cases.concerns.values():
        if concern.person == person:
            yield concern.reason, concern.at, counts_until(concern)
    against = respondents_of(cases, person)
    for respondent in against:
        yield from _of_respondent(cases, respondent, now)
    hers = list(orders_for(cases, person))
    for order in hers:
        yield from _of_order(hers, order)
    if not against:
        yield RiskReason.RESPONDENT_UNNAMED, now, None


def _of_respondent(cases: Cases, respondent: str, now: datetime) -> Iterator[Term]:
    found = cases.custody.get(respondent)
    reason = custody.counts_as(found, now)
    if reason is not None:
        yield reason, now, None
    if found is not None and found.released_at is not None:
        yield _for(RiskReason.RESPONDENT_RELEASED, found.released_at)
    left_at = cases.left.get(staff_of(cases, respondent))
    if left_at is not None:
        yield _for(RiskReason.RESPONDENT_DISMISSED, left_at)


def _of_order(hers: list[OrderNow], one: OrderNow) -> Iterator[Term]:
    order = one.order
    end = orders.ends_at(one)
    if order.served_at is not None and end != order.served_at:
        reason, since, until = _for(RiskReason.ORDER_SERVED, order.served_at)
        yield reason, since, min(until, end) if until and end else until
    if one.vacated_at is None and order.expires_at is not None:
        near = order.expires_at - timedelta(seconds=ORDER_EXPIRY_NEAR_S)
        yield RiskReason.ORDER_EXPIRES, near, order.expires_at
    # Where another order goes on, the end of this one leaves her no less protected.
    if end is not None and not orders.goes_on(one, end, hers):
        yield _for(RiskReason.ORDER_ENDED, end)


def _for(reason: RiskReason, since: datetime) -> Term:
    counts_s = GRAVITY[reason].counts_s
    return reason, since, None if counts_s is None else since + timedelta(seconds=counts_s)

"""Tonight's board: every shift of a protected person in the next day, and what is missing for it.

Pure: the same cases and shifts at the same moment give the same board. Every gap
stands with the one request that closes it; whoever shows the board writes no rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from tocsin.facts.plans import WorkplacePlan
from tocsin.facts.risk import Measure, RiskLevel, RiskReason
from tocsin.watch import measures, orders, risk
from tocsin.watch.assess import shift_reasons
from tocsin.watch.case_state import Cases, orders_for, people, respondents_of
from tocsin.watch.custody import FRESH
from tocsin.watch.known import ShiftAhead
from tocsin.watch.orders import Conflict, OrderStatus


class Missing(StrEnum):
    """What is not done yet for a protected person or one shift of hers."""

    RESPONDENT_UNNAMED = "respondent_unnamed"
    PLAN_MISSING = "plan_missing"
    REVIEW_OVERDUE = "review_overdue"
    ORDER_NOT_VERIFIED = "order_not_verified"
    ORDER_NOT_SERVED = "order_not_served"
    ORDERS_CONFLICT = "orders_conflict"
    CUSTODY_NOT_CHECKED = "custody_not_checked"
    TRACKER_SILENT = "tracker_silent"
    POLICE_NOT_TOLD = "police_not_told"
    PHOTO_NOT_POSTED = "photo_not_posted"
    ESCORT_NOT_CONFIRMED = "escort_not_confirmed"
    WALK_NOT_ARRANGED = "walk_not_arranged"


class Gap(NamedTuple):
    """One thing that is missing, and the request that closes it.

    `method` and `path` are of the API; `body` is what is known of its body already.
    `subject` is the order, respondent or concern that it is about; else empty.
    """

    missing: Missing
    subject: str
    method: str
    path: str
    body: tuple[tuple[str, str], ...] = ()


class ShiftTonight(NamedTuple):
    """One shift with its risk and its own gaps. `door` is in words, from her plan."""

    starts_at: datetime
    ends_at: datetime
    place: str
    walk_from: str
    walk_to: str
    level: RiskLevel
    reasons: tuple[RiskReason, ...]
    missing: tuple[Gap, ...]


class Tonight(NamedTuple):
    """One protected person: her risk now, what is missing for all shifts, and each shift."""

    person: str
    level: RiskLevel
    reasons: tuple[RiskReason, ...]
    missing: tuple[Gap, ...]
    shifts: tuple[ShiftTonight, ...]


def tonight(
    cases: Cases, shifts: Mapping[str, Sequence[ShiftAhead]], now: datetime
) -> tuple[Tonight, ...]:
    """Everybody with a case, the gravest first; whoever works soonest first among the same."""
    found = [_of(cases, person, shifts.get(person, ()), now) for person in people(cases)]
    return tuple(sorted(found, key=lambda one: (-risk.rank(one.level), _first(one), one.person)))


def _first(one: Tonight) -> float:
    return one.shifts[0].starts_at.timestamp() if one.shifts else float("inf")


def _of(cases: Cases, person: str, coming: Sequence[ShiftAhead], now: datetime) -> Tonight:
    reasons = risk.standing(cases, person, now)
    shifts = tuple(_shift(cases, person, reasons, shift) for shift in coming)
    every = {*reasons, *(reason for shift in shifts for reason in shift.reasons)}
    level = risk.level_of(every)
    return Tonight(person, level, reasons, tuple(_gaps(cases, person, now)), shifts)


def _shift(
    cases: Cases, person: str, reasons: Sequence[RiskReason], shift: ShiftAhead
) -> ShiftTonight:
    own = shift_reasons(cases, person, reasons, shift)
    plan = _plan(cases, person)
    walk = plan.walk if plan else None
    return ShiftTonight(
        shift.starts_at,
        shift.ends_at,
        shift.place,
        walk.start if walk else "",
        walk.end if walk else "",
        risk.level_of([*reasons, *own]),
        risk.sorted_reasons([*reasons, *own]),
        tuple(_shift_gaps(cases, person, plan, own, shift)),
    )


def _plan(cases: Cases, person: str) -> WorkplacePlan | None:
    found = cases.plans.get(person)
    return found.plan if found else None


# What is missing.


def _gaps(cases: Cases, person: str, now: datetime) -> Iterator[Gap]:
    """What is missing for this person whatever her shifts are."""
    against = respondents_of(cases, person)
    if not against:
        yield Gap(Missing.RESPONDENT_UNNAMED, "", "POST", "/api/v1/watch/respondents")
    yield from _plan_gaps(cases, person)
    yield from _order_gaps(cases, person, against, now)
    for respondent in against:
        yield from _custody_gap(cases, respondent, now)
    for concern in cases.concerns.values():
        if concern.person == person and concern.reason is RiskReason.TRACKER_SILENT:
            path = f"/api/v1/watch/concerns/{concern.concern}/end"
            yield Gap(Missing.TRACKER_SILENT, concern.concern, "POST", path)
    if not measures.police_told(cases, person, now):
        yield _measure_gap(Missing.POLICE_NOT_TOLD, person, Measure.POLICE_TOLD)


def _plan_gaps(cases: Cases, person: str) -> Iterator[Gap]:
    found, path = cases.plans.get(person), f"/api/v1/watch/plans/{person}"
    if found is None:
        yield Gap(Missing.PLAN_MISSING, "", "POST", path)
        return
    if found.due_since is not None:
        yield Gap(Missing.REVIEW_OVERDUE, "", "POST", f"{path}/reviewed")
    if found.plan.photo and not measures.stands(cases, person, Measure.PHOTO, None):
        yield _measure_gap(Missing.PHOTO_NOT_POSTED, person, Measure.PHOTO)


def _order_gaps(cases: Cases, person: str, against: Sequence[str], now: datetime) -> Iterator[Gap]:
    for one in orders_for(cases, person):
        name, path = one.order.order, f"/api/v1/watch/orders/{one.order.order}"
        if orders.holds(one, now) and not one.verified_by:
            yield Gap(Missing.ORDER_NOT_VERIFIED, name, "POST", f"{path}/verify")
        if orders.status(one, now) is OrderStatus.NOT_SERVED:
            yield Gap(Missing.ORDER_NOT_SERVED, name, "POST", f"{path}/served")
    for respondent in against:
        found = orders.strictest(cases, person, respondent, now)
        if found is not None and set(found.conflicts) - {Conflict.TERMS_IN_TEXT}:
            path = f"/api/v1/watch/orders/{found.orders[0]}"
            yield Gap(Missing.ORDERS_CONFLICT, respondent, "GET", path)


def _custody_gap(cases: Cases, respondent: str, now: datetime) -> Iterator[Gap]:
    """Nobody has said within a day where they are, or somebody said that it is not known."""
    found = cases.custody.get(respondent)
    if found is None or now >= found.at + FRESH:
        path = f"/api/v1/watch/respondents/{respondent}/custody"
        yield Gap(Missing.CUSTODY_NOT_CHECKED, respondent, "POST", path)


def _shift_gaps(
    cases: Cases,
    person: str,
    plan: WorkplacePlan | None,
    own: Sequence[RiskReason],
    shift: ShiftAhead,
) -> Iterator[Gap]:
    wants_escort = RiskReason.DARK_WITHOUT_ESCORT in own or (plan is not None and plan.escort)
    starts_at = shift.starts_at
    if wants_escort and not measures.is_escorted(cases, person, starts_at, shift.ends_at):
        body = (("person", person), ("shift", starts_at.isoformat()))
        path = "/api/v1/watch/escorts"
        yield Gap(Missing.ESCORT_NOT_CONFIRMED, "", "POST", path, body)
    has_walk = plan is not None and (plan.walk is not None or plan.no_walk)
    if not has_walk and not measures.stands(cases, person, Measure.WALK, starts_at):
        yield _measure_gap(Missing.WALK_NOT_ARRANGED, person, Measure.WALK, starts_at)


def _measure_gap(
    missing: Missing, person: str, measure: Measure, shift: datetime | None = None
) -> Gap:
    body: tuple[tuple[str, str], ...] = (("person", person), ("measure", str(measure)))
    if shift is not None:
        body = (*body, ("shift", shift.isoformat()))
    return Gap(missing, "", "POST", "/api/v1/watch/measures", body)

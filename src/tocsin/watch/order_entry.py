"""Orders as people enter, verify and serve them, and as their end comes near."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.orders import (
    ExpiryStage,
    Order,
    OrderEntered,
    OrderExpiryMet,
    OrderServed,
    OrderVacated,
    OrderVerified,
)
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import FIX_AHEAD_S, NOTICE_DAILY_S, ORDER_EXPIRY_NEAR_S
from tocsin.watch import coordinators
from tocsin.watch.case_state import Cases, OrderNow, is_against_herself
from tocsin.watch.known import Known
from tocsin.watch.refusals import AGAINST_HERSELF, CaseRefusal
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch

NEAR: Final = timedelta(seconds=ORDER_EXPIRY_NEAR_S)


class EnterOrder(msgspec.Struct, frozen=True):
    """Somebody enters an order; one of this id that is there already is replaced."""

    order: Order
    by: str


class VerifyOrder(msgspec.Struct, frozen=True):
    """Somebody else compared the entry with the court's paper."""

    order: str
    by: str


class ServeOrder(msgspec.Struct, frozen=True):
    """The respondent was given the order."""

    order: str
    at: datetime
    source: str
    by: str


class VacateOrder(msgspec.Struct, frozen=True):
    """The court took the order back."""

    order: str
    at: datetime
    source: str
    by: str


class MeetExpiry(msgspec.Struct, frozen=True):
    """The end of an order is near, or has come."""

    order: str


OrderCommand = EnterOrder | VerifyOrder | ServeOrder | VacateOrder | MeetExpiry


def decide(
    state: WatchState, command: OrderCommand, now: datetime, view: Known
) -> Accepted[Fact] | Refused:
    """Decide one command about an order."""
    if isinstance(command, EnterOrder):
        refused = _unfit(state.cases, command.order, now, view)
        order = replace(command.order, order=command.order.order or _next(state.cases))
        return refused or Accepted((OrderEntered(order, command.by),))
    found = state.cases.orders.get(command.order)
    if found is None:
        return Refused(CaseRefusal.ORDER_UNKNOWN, "There is no order of this name.")
    match command:
        case MeetExpiry():
            return Accepted(_met(state, found, now, view))
        case VerifyOrder():
            return _verify(found, command)
        case ServeOrder() | VacateOrder():
            return _happened(found, command, now)


def _next(cases: Cases) -> str:
    """The next name that is free, where whoever enters an order gives none."""
    count = cases.order_count + 1
    while f"O-{count}" in cases.orders:
        count += 1
    return f"O-{count}"


def _unfit(cases: Cases, order: Order, now: datetime, view: Known) -> Refused | None:
    """What is wrong with an order that somebody enters."""
    if not order.protected or not order.respondents:
        detail = "An order names one protected person and one respondent, or more."
        return Refused(CaseRefusal.NOBODY_NAMED, detail)
    if any(each not in cases.respondents for each in order.respondents):
        detail = "Enter the respondent first; one of this list is not known."
        return Refused(CaseRefusal.RESPONDENT_UNKNOWN, detail)
    if not all(view.is_active(person) or person in _known(cases) for person in order.protected):
        detail = "The protected person is a person id of the agency file."
        return Refused(CaseRefusal.PROTECTED_UNKNOWN, detail)
    if is_against_herself(cases, order.protected, order.respondents):
        return Refused(CaseRefusal.AGAINST_HERSELF, AGAINST_HERSELF)
    if not _is_zone(order.zone):
        detail = 'The zone of the court is an IANA name such as "America/Chicago".'
        return Refused(CaseRefusal.ZONE_UNKNOWN, detail)
    named = [*order.workplaces, *(area.place for area in order.areas if area.place)]
    if not all(view.has_place(place) for place in named):
        detail = "A place here is the id of a place of the agency file."
        return Refused(CaseRefusal.PLACE_NOT_KNOWN, detail)
    return _unordered(order, now)


def _known(cases: Cases) -> set[str]:
    """Everybody who was protected before: who left the agency still has their orders."""
    return {person for one in cases.orders.values() for person in one.order.protected}


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _unordered(order: Order, now: datetime) -> Refused | None:
    late = now + timedelta(seconds=FIX_AHEAD_S)
    if order.issued_at > late or (order.served_at is not None and order.served_at > late):
        detail = "An order is issued and served before it is entered; this moment is to come."
        return Refused(CaseRefusal.MOMENT_AHEAD, detail)
    begins = max(order.issued_at, order.effective_at)
    ends_early = order.expires_at is not None and order.expires_at <= begins
    is_served_early = order.served_at is not None and order.served_at < order.issued_at
    if ends_early or is_served_early:
        detail = "In order: issued, then served, and it ends after it is in effect."
        return Refused(CaseRefusal.MOMENTS_OUT_OF_ORDER, detail)
    return None


def _verify(found: OrderNow, command: VerifyOrder) -> Accepted[Fact] | Refused:
    if found.verified_by:
        return Refused(CaseRefusal.VERIFIED_ALREADY, "This order was verified already.")
    if found.entered_by == command.by:
        detail = "Somebody other than who entered it must verify it."
        return Refused(CaseRefusal.OWN_ENTRY, detail)
    return Accepted((OrderVerified(command.order, command.by),))


def _happened(
    found: OrderNow, command: ServeOrder | VacateOrder, now: datetime
) -> Accepted[Fact] | Refused:
    if found.vacated_at is not None:
        return Refused(CaseRefusal.VACATED_ALREADY, "The court took this order back already.")
    if not command.source.strip():
        return Refused(CaseRefusal.TEXT_MISSING, "Say on whose word: the source is missing.")
    if command.at > now + timedelta(seconds=FIX_AHEAD_S):
        return Refused(CaseRefusal.MOMENT_AHEAD, "Say what was so; this moment is still to come.")
    if command.at < found.order.issued_at:
        detail = "This cannot have been before the order was issued."
        return Refused(CaseRefusal.MOMENTS_OUT_OF_ORDER, detail)
    kind = OrderServed if isinstance(command, ServeOrder) else OrderVacated
    return Accepted((kind(command.order, command.at, command.source, command.by),))


# The end of an order.


def due(state: WatchState, name: str, now: datetime) -> list[MeetExpiry]:
    """The end of an order that nobody was told of yet."""
    found = state.cases.orders.get(name)
    moment = _next_moment(found) if found else None
    return [MeetExpiry(name)] if moment is not None and moment <= now else []


def _next_moment(one: OrderNow) -> datetime | None:
    """When somebody must be told of the end: when it is near, and when it has come."""
    if one.order.expires_at is None or one.vacated_at is not None:
        return None
    if one.told is None:
        return one.order.expires_at - NEAR
    return one.order.expires_at if one.told is ExpiryStage.NEAR else None


def _met(state: WatchState, found: OrderNow, now: datetime, view: Known) -> tuple[Fact, ...]:
    """The fact, and a notice to every coordinator; what was said before is overtaken."""
    order, end = found.order, found.order.expires_at or now
    stage = ExpiryStage.OVER if end <= now else ExpiryStage.NEAR
    kind = NoticeKind.ORDER_ENDED if stage is ExpiryStage.OVER else NoticeKind.ORDER_EXPIRES
    again_at = now + timedelta(seconds=NOTICE_DAILY_S)
    cause = cause_of(order.order)
    told = coordinators.tell(state, view, kind, order.protected[0], cause, again_at)
    over = coordinators.over(state, cause, "overtaken")
    return (OrderExpiryMet(order.order, stage, end), *over, *told)


def cause_of(order: str) -> str:
    """What a notice about the end of this order rests on."""
    return f"order/{order}"


# Folding.


def _entered(state: WatchState, fact: OrderEntered, at: datetime) -> None:
    cases, order = state.cases, fact.order
    before = cases.orders.get(order.order)
    if before is None:
        cases.order_count += 1
    now = OrderNow(order, fact.by, at)
    if before is not None and before.order.expires_at == order.expires_at:
        now = replace(now, told=before.told)
    cases.orders[order.order] = now
    _changed(state, order.order, at)
    for person in before.order.protected if before else ():
        touch(state, person, at)


def _changed(state: WatchState, name: str, at: datetime) -> None:
    one = state.cases.orders[name]
    state.agenda.set(f"order:{name}", _next_moment(one))
    for person in one.order.protected:
        touch(state, person, at)


def _verified(state: WatchState, fact: OrderVerified, at: datetime) -> None:
    if fact.order in state.cases.orders:
        _update(state, fact.order, at, verified_by=fact.by)


def _served(state: WatchState, fact: OrderServed, at: datetime) -> None:
    found = state.cases.orders.get(fact.order)
    if found is not None:
        _update(state, fact.order, at, order=replace(found.order, served_at=fact.at))


def _vacated(state: WatchState, fact: OrderVacated, at: datetime) -> None:
    if fact.order in state.cases.orders:
        _update(state, fact.order, at, vacated_at=fact.at)


def _expiry_met(state: WatchState, fact: OrderExpiryMet, at: datetime) -> None:
    if fact.order in state.cases.orders:
        _update(state, fact.order, at, told=fact.stage)


def _update(state: WatchState, name: str, at: datetime, **changes: object) -> None:
    state.cases.orders[name] = replace(state.cases.orders[name], **changes)
    _changed(state, name, at)


EVOLVERS: Final[Evolvers] = {
    OrderEntered: _entered,
    OrderVerified: _verified,
    OrderServed: _served,
    OrderVacated: _vacated,
    OrderExpiryMet: _expiry_met,
}

"""What an outsider is told of the orders of a case, and of what was done against them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.engine.sharing_parts import Parts, joined, text_of
from tocsin.engine.telling import words
from tocsin.exchange.statement import Statement
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition, Order, StayAwayArea
from tocsin.facts.sightings import ViolationRecorded
from tocsin.geo.trail import Shown
from tocsin.watch import orders
from tocsin.watch.case_state import OrderNow

_REPORTED: Final = Certainty.REPORTED
_CONDITIONS: Final = {
    Condition.RESTRAINED_FROM_HARM: "may not harm or threaten",
    Condition.NO_THREAT_TO_FAMILY: "may not threaten family or household",
    Condition.EXCLUSIVE_RESIDENCE: "must leave the residence to the protected person",
    Condition.STAY_AWAY: "must stay away",
    Condition.NO_COMMUNICATION: "may not communicate",
    Condition.VISITATION_RIGHTS: "has visitation rights",
    Condition.NO_FIREARMS: "may not have firearms",
    Condition.SEE_TEXT: "terms stand in the text of the order",
    Condition.TEMPORARY_CUSTODY: "temporary custody of children is granted",
}


def order(p: Parts) -> Iterator[Statement]:
    """What each court ordered, and whether it holds now."""
    for one in p.orders():
        for text in _ordered(p, one):
            yield Statement(text, _paper(p, one), one.entered_at, _verified(one))


def _paper(p: Parts, one: OrderNow) -> str:
    return f"{one.order.court}, as entered by {p.by(one.entered_by)}"


def _verified(one: OrderNow) -> Certainty:
    """Confirmed once somebody else compared the entry with the paper."""
    return Certainty.CONFIRMED if one.verified_by else _REPORTED


def _ordered(p: Parts, one: OrderNow) -> Iterator[str]:
    held = one.order
    number = text_of(held.number)
    against = joined([p.respondent(each) for each in held.respondents])
    yield (
        f"{held.order}{f', number {number}' if number else ''} ({words(held.kind)}) of "
        f"{held.court}, against {against}: {words(orders.status(one, p.now))}; {_term(one)}."
    )
    if held.conditions:
        yield f"{held.order}: {joined([_CONDITIONS[each] for each in held.conditions])}."
    if text := text_of(held.text):
        yield f"{held.order}, in its own words: {text}"


def order_status(p: Parts) -> Iterator[Statement]:
    """Whether each order holds now, and until when; not what it says."""
    for one in p.orders():
        said = f"{one.order.order}: {words(orders.status(one, p.now))}; {_term(one)}."
        yield Statement(said, _paper(p, one), one.entered_at, _verified(one))


def _term(one: OrderNow) -> str:
    held = one.order
    ends = f"ends {_wall(held.expires_at, held)}" if held.expires_at else "no end is known"
    taken = f"; taken back {_wall(one.vacated_at, held)}" if one.vacated_at else ""
    return f"issued {_wall(held.issued_at, held)}, {ends}{taken}"


def _wall(at: datetime, held: Order) -> str:
    """A moment on the clocks of the court."""
    return f"{at.astimezone(ZoneInfo(held.zone)):%Y-%m-%d %H:%M %Z}"


def service(p: Parts) -> Iterator[Statement]:
    """Whether the respondent was given each order, and on whose word."""
    for one in p.orders():
        told, held = p.past.served.get(one.order.order), one.order
        if told is not None:
            said = f"{held.order} was served {_wall(told.at, held)}."
            source = f"{told.source}, as entered by {p.by(told.by)}"
            yield Statement(said, source, told.at, _REPORTED)
        elif held.served_at is not None:
            said = f"{held.order} was served {_wall(held.served_at, held)}."
            yield Statement(said, _paper(p, one), one.entered_at, _verified(one))
        else:
            said = f"That {held.order} was served is not on record."
            yield Statement(said, f"Tocsin of {p.agency}", p.now, _REPORTED)


def areas(p: Parts) -> Iterator[Statement]:
    """Where the respondent may not be."""
    for one in p.orders():
        if orders.holds(one, p.now):
            for text in _kept_from(p, one.order):
                yield Statement(text, _paper(p, one), one.entered_at, _verified(one))


def _kept_from(p: Parts, held: Order) -> Iterator[str]:
    if held.distance_m:
        yield f"{held.order}: {held.distance_m:.0f} m from the protected person."
    for area in held.areas:
        if where := _where(p, area):
            yield f"{held.order}: {area.radius_m:.0f} m around {where}."
    for name in filter(None, map(p.place, held.workplaces)):
        yield f"{held.order}: away from the workplace {name}."


def _where(p: Parts, area: StayAwayArea) -> str:
    known = p.state.agency.places.get(area.place)
    point = f"{known.latitude:.5f},{known.longitude:.5f}" if known else text_of(area.point)
    return joined([text_of(area.label) or p.place(area.place), point])


def violations(p: Parts) -> Iterator[Statement]:
    """What was done against an order: when, where, how known, how certain."""
    for one in p.past.violations:
        if p.within(one.at):
            source = f"{words(one.known_by)} ({one.cause}), {p.agency}"
            yield Statement(_violated(p, one), source, one.at, one.certainty)
            yield from _points(p, one)


def _points(p: Parts, one: ViolationRecorded) -> Iterator[Statement]:
    """Where the tracker said that he was: before, nearest, after. Never where she was."""
    found = p.past.shown.get(one.violation, Shown())
    for when, point in zip(("before", "nearest", "after"), found, strict=True):
        if point is not None:
            within = "" if point.accuracy_m is None else f" ± {point.accuracy_m:.0f} m"
            said = (
                f"{one.violation}, {when}: the tracker of {p.respondent(one.respondent)} told "
                f"{point.latitude:.5f},{point.longitude:.5f}{within}."
            )
            yield Statement(said, f"tracker by {point.source}, {p.agency}", point.at, _REPORTED)


def _violated(p: Parts, one: ViolationRecorded) -> str:
    against = f" of {one.order}" if one.order else ", though no order is in effect"
    where = joined([p.place(one.place), text_of(one.point)])
    far = f", {one.distance_m:.0f} m away" if one.distance_m is not None else ""
    return (
        f"{one.violation}: violation{against} ({words(one.what)}) by "
        f"{p.respondent(one.respondent)}{f' at {where}' if where else ''}{far}."
    )

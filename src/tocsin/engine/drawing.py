"""What is to be watched by trackers at a moment, drawn from orders, plans and consents."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from tocsin.engine.stages import State
from tocsin.facts.orders import Order
from tocsin.kernel.limits import AREA_DEFAULT_M, PAIR_DEFAULT_M
from tocsin.kernel.private import Private
from tocsin.proximity.shapes import Circle
from tocsin.watch import orders
from tocsin.watch.case_state import Cases, OrderNow


class Drawing(NamedTuple):
    """What is to be watched: pairs with their metres, areas with their circle and owner."""

    parties: frozenset[str]
    pairs: dict[str, tuple[str, str, float]]
    areas: dict[str, tuple[Circle, str]]


def drawing(state: State, now: datetime) -> Drawing:
    """Everything that must be watched at this moment, by orders in effect and by plans.

    One pass over orders and one over plans, however many people they are of.
    """
    cases, consents = state.watch.cases, state.watch.consents
    tracked = {name for name, one in cases.respondents.items() if one.devices}
    in_effect = [o for o in cases.orders.values() if orders.holds(o, now)]
    strictest = _strictest(in_effect, tracked)
    pairs: dict[str, tuple[str, str, float]] = {}
    areas: dict[str, tuple[Circle, str]] = {}
    for person, respondent in _named(cases, tracked):
        if f"person:{person}" in consents:
            order = strictest.get((person, respondent))
            metres = (order.distance_m if order else 0.0) or PAIR_DEFAULT_M
            both = (f"person:{person}", f"respondent:{respondent}", metres)
            pairs[f"{order.order if order else ''}|{person}|{respondent}"] = both
    for found in in_effect:
        for respondent in tracked.intersection(found.order.respondents):
            for index, circle in enumerate(_circles(state, found.order)):
                owner = f"respondent:{respondent}"
                areas[f"{found.order.order}|{index}|{respondent}"] = (circle, owner)
    owners = {owner for _, owner in areas.values()}
    parties = owners | {each for one, other, _ in pairs.values() for each in (one, other)}
    return Drawing(frozenset(parties), pairs, areas)


def _strictest(in_effect: Iterable[OrderNow], tracked: set[str]) -> dict[tuple[str, str], Order]:
    """Of each two the order that keeps them the farthest apart."""
    found: dict[tuple[str, str], Order] = {}
    for one in in_effect:
        for respondent in tracked.intersection(one.order.respondents):
            for person in one.order.protected:
                known = found.get((person, respondent))
                if known is None or one.order.distance_m > known.distance_m:
                    found[person, respondent] = one.order
    return found


def _named(cases: Cases, tracked: set[str]) -> Iterator[tuple[str, str]]:
    """Every two who are to be watched, as `respondents_of` says of each person."""
    found: dict[tuple[str, str], None] = {}
    for one in cases.orders.values():
        if not one.vacated_at:
            for respondent in tracked.intersection(one.order.respondents):
                found.update(((person, respondent), None) for person in one.order.protected)
    for person, plan in cases.plans.items():
        found.update(((person, each), None) for each in tracked.intersection(plan.plan.respondents))
    return iter(found)


def _circles(state: State, order: Order) -> Iterator[Circle]:
    """Every area that an order draws, and every workplace of hers that it names."""
    for area in order.areas:
        middle = _degrees(state, area.place, area.point)
        if middle is not None:
            yield Circle(*middle, area.radius_m)
    for place in order.workplaces:
        middle = _degrees(state, place, None)
        if middle is not None:
            yield Circle(*middle, AREA_DEFAULT_M)


def _degrees(state: State, place: str, point: Private | None) -> tuple[float, float] | None:
    if point is not None and point.text is not None:
        latitude, _, longitude = point.text.partition(",")
        return float(latitude), float(longitude)
    known = state.agency.places.get(place)
    return (known.latitude, known.longitude) if known else None

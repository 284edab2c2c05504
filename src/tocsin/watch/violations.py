"""Whether somebody was where they may not be, and what a court will ask of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Order
from tocsin.facts.risk import ConcernRaised, RiskReason
from tocsin.facts.sightings import ViolationRecorded
from tocsin.facts.threats import ThreatRaised
from tocsin.geo.line import distance_m
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits import SIGHTING_NEAR_M
from tocsin.kernel.private import Private
from tocsin.watch import concerns, orders
from tocsin.watch.case_state import orders_for, protected_from
from tocsin.watch.concerns import RaiseConcern
from tocsin.watch.known import Known
from tocsin.watch.state import WatchState

Point = tuple[float, float]


class Spot(NamedTuple):
    """Where somebody was seen: an agency place, a point in degrees, or neither."""

    place: str
    point: Point | None

    def degrees(self, view: Known) -> Point | None:
        """The point itself, or that of the place."""
        return self.point or _degrees(self.place, view)


def near(
    state: WatchState, respondent: str, spot: Spot, at: datetime, view: Known
) -> tuple[str, ...]:
    """The people whom this respondent was near, who must stay away from them.

    Near is: at a place of hers, within a stay-away area of an order in effect, or
    within `SIGHTING_NEAR_M` metres of where she works then. When nobody said where it was,
    it was near everybody who is at work, because what is unknown is not safe.
    """
    return tuple(
        person
        for person in protected_from(state.cases, respondent)
        if _is_near(state, person, respondent, spot, at, view)
    )


def _is_near(
    state: WatchState, person: str, respondent: str, spot: Spot, at: datetime, view: Known
) -> bool:
    posts = list(view.whereabouts(person, at))
    if not spot.place and spot.point is None:
        return bool(posts)
    if spot.place and spot.place in posts:
        return True
    if any(_broken(one, spot, view) for one in _in_effect(state, person, respondent, at)):
        return True
    here = spot.degrees(view)
    there = [point for post in posts if (point := _degrees(post, view)) is not None]
    return here is not None and any(distance_m(here, one) <= SIGHTING_NEAR_M for one in there)


def _in_effect(state: WatchState, person: str, respondent: str, at: datetime) -> Iterator[Order]:
    for one in orders_for(state.cases, person):
        if respondent in one.order.respondents and orders.holds(one, at):
            yield one.order


def _broken(order: Order, spot: Spot, view: Known) -> bool:
    """Whether this spot lies in an area, or at a workplace, that the order keeps them from."""
    if spot.place and spot.place in (*order.workplaces, *(area.place for area in order.areas)):
        return True
    here = spot.degrees(view)
    if here is None:
        return False
    middles = ((_middle(area.place, area.point, view), area.radius_m) for area in order.areas)
    return any(middle and distance_m(here, middle) <= radius for middle, radius in middles)


def _middle(place: str, point: Private | None, view: Known) -> Point | None:
    if point is None or point.text is None:
        return _degrees(place, view)
    latitude, _, longitude = point.text.partition(",")
    return float(latitude), float(longitude)


def _degrees(place: str, view: Known) -> Point | None:
    known = view.places().get(place)
    return (known.latitude, known.longitude) if known else None


def of_sighting(
    state: WatchState,
    person: str,
    respondent: str,
    spot: Spot,
    seen: tuple[datetime, str, str, Certainty],
    view: Known,
) -> Iterable[ViolationRecorded]:
    """A violation for each order in effect that keeps the respondent from this spot.

    `seen` is when, by what (`sighting`, `plate_reader`), the cause, and how certain.
    """
    at, known_by, cause, certainty = seen
    broken = [o for o in _in_effect(state, person, respondent, at) if _broken(o, spot, view)]
    sealed = None
    if spot.point is not None:
        sealed = Private(f"person:{person}", f"{spot.point[0]:.6f},{spot.point[1]:.6f}")
    for offset, order in enumerate(broken, start=1):
        yield ViolationRecorded(
            f"V-{state.violation_count + offset}",
            person,
            respondent,
            order.order,
            "stay_away",
            known_by,
            cause,
            at,
            certainty,
            spot.place,
            sealed,
        )


def counted(
    state: WatchState,
    threat: ThreatRaised,
    respondent: str,
    *,
    is_broken: bool,
    reason: RiskReason = RiskReason.SIGHTING,
) -> Iterator[ConcernRaised]:
    """What a threat adds to the reasons of her risk: itself, and that an order was broken.

    A cause that counts already counts once.
    """
    known = {(one.cause, one.reason) for one in state.cases.concerns.values()}
    wanted = (reason, RiskReason.VIOLATION) if is_broken else (reason,)
    offset = 1
    for each in wanted:
        if (threat.cause, each) not in known:
            said = RaiseConcern(
                threat.person,
                each,
                threat.source,
                threat.certainty,
                threat.at,
                SYSTEM,
                respondent=respondent,
                cause=threat.cause,
            )
            yield concerns.raised(state, said, offset)
            offset += 1

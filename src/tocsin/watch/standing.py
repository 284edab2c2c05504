"""What is in order for a protected person, beside what is missing: on whose word, since when.

Pure. Somebody who looks at an empty list must see why it is empty, and how old that is.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.risk import Measure
from tocsin.kernel.limits import POLICE_TOLD_COUNTS_S
from tocsin.watch import measures, orders
from tocsin.watch.case_state import Cases, orders_for, respondents_of
from tocsin.watch.custody import FRESH, status_at
from tocsin.watch.known import ShiftAhead


class Stands(StrEnum):
    """What can be in order."""

    CUSTODY = "custody"
    ORDER = "order"
    PLAN = "plan"
    POLICE_TOLD = "police_told"
    PHOTO = "photo"
    ESCORT = "escort"
    WALK = "walk"


class Standing(NamedTuple):
    """One thing that is in order.

    `about` is the respondent or the order, `by` the person id of who said so, and
    `source` on whose word, where that is somebody else. It counts until `until`.
    """

    what: Stands
    about: str
    by: str
    at: datetime
    until: datetime | None = None
    source: str = ""
    custody: CustodyStatus | None = None
    certainty: Certainty | None = None


_OF_THE_CASE: Final = {Measure.POLICE_TOLD: Stands.POLICE_TOLD, Measure.PHOTO: Stands.PHOTO}


def standing(cases: Cases, person: str, now: datetime) -> Iterator[Standing]:
    """What is in order for this person whatever her shifts are."""
    for respondent in respondents_of(cases, person):
        found = cases.custody.get(respondent)
        if found is not None and now < found.at + FRESH:
            yield Standing(
                Stands.CUSTODY,
                respondent,
                found.by,
                found.at,
                found.at + FRESH,
                found.source,
                status_at(found, now),
                found.certainty,
            )
    for one in orders_for(cases, person):
        if orders.holds(one, now) and one.verified_by:
            order = one.order
            yield Standing(
                Stands.ORDER, order.order, one.verified_by, one.entered_at, order.expires_at
            )
    plan = cases.plans.get(person)
    if plan is not None and plan.due_since is None:
        yield Standing(Stands.PLAN, "", plan.by, plan.at, plan.plan.review_at)
    yield from _of_the_case(cases, person, now)


def _of_the_case(cases: Cases, person: str, now: datetime) -> Iterator[Standing]:
    for measure, what in _OF_THE_CASE.items():
        done = cases.measures.get(measures.key(person, measure, None))
        if done is None:
            continue
        until = None
        if measure is Measure.POLICE_TOLD:
            until = done.at + timedelta(seconds=POLICE_TOLD_COUNTS_S)
        if until is None or now < until:
            yield Standing(what, "", done.by, done.at, until)


def of_a_shift(cases: Cases, person: str, shift: ShiftAhead) -> Iterator[Standing]:
    """What is in order for one shift: who goes with her, and that her way is known."""
    walk = cases.measures.get(measures.key(person, Measure.WALK, shift.starts_at))
    if walk is not None:
        yield Standing(Stands.WALK, "", walk.by, walk.at, shift.ends_at)
    said = cases.measures.get(measures.key(person, Measure.ESCORT, shift.starts_at))
    goes = measures.escort_of(cases, person, shift.ends_at)
    if said is not None:
        yield Standing(Stands.ESCORT, "", said.by, said.at, shift.ends_at)
    elif goes is not None:
        yield Standing(Stands.ESCORT, "", goes.escort, goes.at, shift.ends_at)

"""What a row of a scenario can say of cases: orders, respondents, custody, dismissal, risk."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tocsin.agency.dismissal import DismissStaff, ReinstateStaff
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition, Order, OrderKind
from tocsin.facts.plans import WorkplacePlan
from tocsin.facts.respondents import Respondent
from tocsin.facts.risk import Measure, RiskReason
from tocsin.kernel.private import Private
from tocsin.watch.concerns import RaiseConcern
from tocsin.watch.custody_entry import StateCustody
from tocsin.watch.measures import OF_A_SHIFT, RecordMeasure
from tocsin.watch.order_entry import EnterOrder, VacateOrder, VerifyOrder
from tocsin.watch.plan_entry import ReviewPlan, SetPlan
from tocsin.watch.respondent_entry import SetRespondent

if TYPE_CHECKING:
    from tocsin.sim.rows import Rows

DAY: Final = timedelta(days=1)


def respondent(rows: "Rows", by: str, name: str, staff: str | None) -> None:
    whose = f"respondent:{name}"
    colleague = Private(whose, staff) if staff else None
    one = Respondent(name, Private(whose, "Rex Vosskamp"), staff=colleague)
    rows.give(SetRespondent(one, by), by)


def order(
    rows: "Rows",
    by: str,
    name: str,
    person: str,
    against: str,
    served: str | None,
    ends: str | None,
) -> None:
    """An order issued a hundred days ago; served and ending so many days from now, or not."""
    now, day = rows.town.now, timedelta(days=1)
    given = Order(
        order=name,
        court="District Court",
        kind=OrderKind.FINAL,
        zone="America/Chicago",
        protected=(person,),
        respondents=(against,),
        issued_at=now - 100 * day,
        effective_at=now - 100 * day,
        served_at=now - int(served) * day if served else None,
        expires_at=now + int(ends) * day if ends else None,
        conditions=(Condition.STAY_AWAY, Condition.NO_COMMUNICATION),
    )
    rows.give(EnterOrder(given, by), by)


def verifies(rows: "Rows", by: str, name: str) -> None:
    rows.give(VerifyOrder(name, by), by)


def vacated(rows: "Rows", by: str, name: str) -> None:
    rows.give(VacateOrder(name, rows.town.now, "clerk of court", by), by)


def custody(rows: "Rows", by: str, name: str, status: str) -> None:
    said = (CustodyStatus(status), "county jail", rows.town.now, Certainty.CONFIRMED)
    rows.give(StateCustody(name, *said, by), by)


def plan(rows: "Rows", by: str, person: str, days: str) -> None:
    review_at = rows.town.now + timedelta(days=int(days))
    rows.give(SetPlan(WorkplacePlan(person, review_at, escort=True), by), by)


def reviewed(rows: "Rows", by: str, person: str, days: str) -> None:
    rows.give(ReviewPlan(person, by, rows.town.now + timedelta(days=int(days))), by)


def dismisses(rows: "Rows", by: str, name: str) -> None:
    rows.give(DismissStaff(name, by), by)


def reinstates(rows: "Rows", by: str, name: str) -> None:
    rows.give(ReinstateStaff(name, by), by)


def done(rows: "Rows", by: str, person: str, measure: str) -> None:
    """A measure stands; one of a shift stands for each of the next day."""
    kind = Measure(measure)
    views = rows.town.engine.views(rows.town.now)
    coming = views.shifts_ahead(person, rows.town.now + DAY)
    for shift in [one.starts_at for one in coming] if kind in OF_A_SHIFT else [None]:
        rows.give(RecordMeasure(person, kind, by, shift), by)


def concern(rows: "Rows", by: str, person: str, reason: str) -> None:
    said = ("her own word", Certainty.REPORTED, rows.town.now)
    rows.give(RaiseConcern(person, RiskReason(reason), *said, by), by)


def risk(rows: "Rows", person: str, level: str, reasons: str | None) -> None:
    found = rows.town.state.watch.cases.risks[person]
    every = {*found.reasons, *(reason for shift in found.shifts for reason in shift.reasons)}
    assert found.level == level, f"It is {found.level}: {sorted(every)}."
    wanted = set(reasons.split(", ")) if reasons else every
    assert every == wanted, f"The reasons are {sorted(every)}."


PERSON: Final = r"(?P<person>\w+)"
BY: Final = r"(?P<by>\w+)"
TERMS: Final = r"(?:, served (?P<served>\d+) days ago)?(?:, until (?P<ends>\d+) days from now)?"

FORMS: Final[tuple[tuple[str, Callable[..., None]], ...]] = (
    (rf"{BY} enters respondent (?P<name>R-\d+)(?:, who is (?P<staff>\w+))?", respondent),
    (
        rf"{BY} enters order (?P<name>O-\d+) for {PERSON} against (?P<against>R-\d+){TERMS}",
        order,
    ),
    (rf"{BY} verifies order (?P<name>O-\d+)", verifies),
    (rf"{BY} says that order (?P<name>O-\d+) is vacated", vacated),
    (rf"{BY} says that (?P<name>R-\d+) is (?P<status>in_custody|at_large|unknown)", custody),
    (rf"{BY} sets the plan of {PERSON}, review in (?P<days>\d+) days", plan),
    (rf"{BY} reviews the plan of {PERSON}, again in (?P<days>\d+) days", reviewed),
    (rf"{BY} dismisses (?P<name>\w+)", dismisses),
    (rf"{BY} reinstates (?P<name>\w+)", reinstates),
    (rf"{BY} has done for {PERSON}: (?P<measure>\w+)", done),
    (rf"{BY} says of {PERSON}: (?P<reason>\w+)", concern),
    (rf"expect risk of {PERSON} is (?P<level>\w+)(?:: (?P<reasons>.*))?", risk),
)
"""Every form of these rows, and what plays it."""

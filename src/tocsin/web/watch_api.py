"""The API of cases: orders, respondents, plans, screens, custody, concerns, measures, tonight.

Whatever is guarded is read on record first (rule 8). Who enters an order does not
verify it. A respondent who works here is told that there is no such thing.
"""

from datetime import UTC
from typing import Any, Final

from litestar import get, post
from litestar.params import JSONBody

from tocsin.engine.core import Command
from tocsin.engine.service import Service
from tocsin.facts.orders import OrderEntered
from tocsin.facts.respondents import RespondentSet
from tocsin.kernel.decision import Accepted as Decided
from tocsin.tongues.tongue import Tongue
from tocsin.watch.case_state import OrderNow
from tocsin.watch.code_words import ScreenCall
from tocsin.watch.concerns import SAID_BY_PEOPLE, EndConcern, RaiseConcern
from tocsin.watch.custody_entry import StateCustody
from tocsin.watch.escort_asking import AskEscort
from tocsin.watch.measures import RecordMeasure
from tocsin.watch.order_entry import EnterOrder, ServeOrder, VacateOrder, VerifyOrder
from tocsin.watch.plan_entry import ReviewPlan, SetPlan
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.web import asked_watch as asked
from tocsin.web import case_entry, casebook, shown_watch
from tocsin.web.access import Right, Seat, record_reading
from tocsin.web.api import InPath, Running, Said, Who, do
from tocsin.web.asked import Accepted
from tocsin.web.asking import ENGLISH
from tocsin.web.casebook import Casebook
from tocsin.web.problems import Problem, accepted

_SEE: Final[dict[str, Any]] = {"right": Right.THREATS}
_ENTER: Final[dict[str, Any]] = {"right": Right.CASES}
_VERIFY: Final[dict[str, Any]] = {"right": Right.VERIFY}


def book(service: Service, seat: Seat, tongue: Tongue = ENGLISH) -> Casebook:
    """What somebody may see of the cases now. Whoever shows it has it recorded first."""
    now, state = service.clock.now(), service.engine.state
    return Casebook(state, service.engine.views(now), now, seat, tongue)


async def _read(
    service: Service, seat: Seat, what: str, name: str, tongue: Tongue = ENGLISH
) -> Casebook:
    """Put the reading on record; then the book as it is. Closed cases can wait for the disk."""
    await record_reading(service, seat, what, name, is_open=False)
    return book(service, seat, tongue)


def _order(service: Service, seat: Seat, name: str) -> OrderNow:
    found = book(service, seat).order_of(name)
    if found is None:
        raise Problem(404, "order_unknown", "There is no order of this name.")
    return found


def _known(service: Service, seat: Seat, respondent: str) -> None:
    if not book(service, seat).knows(respondent):
        raise Problem(404, "respondent_unknown", "There is no respondent of this name.")


async def _entered(service: Service, command: Command, seat: Seat) -> shown_watch.Entered:
    """Give a command that names something new, and say the name."""
    outcome = await service.submit(command, seat.person)
    accepted(outcome)
    assert isinstance(outcome, Decided)
    fact = outcome.facts[0]
    if isinstance(fact, RespondentSet):
        return shown_watch.Entered(fact.respondent.respondent)
    if isinstance(fact, OrderEntered):
        return shown_watch.Entered(fact.order.order)
    return shown_watch.Entered(str(getattr(fact, "concern", "")))


# Respondents and custody.


@get("/watch/respondents", opt=_SEE)
async def respondents(seat: Who, service: Running) -> tuple[shown_watch.RespondentShown, ...]:
    """Every respondent: whom to look out for. That you read it is put on record first."""
    return (await _read(service, seat, "respondents", "respondents")).respondents()


@get("/watch/respondents/{respondent:str}", opt=_SEE)
async def respondent_now(
    respondent: InPath, seat: Who, service: Running
) -> shown_watch.RespondentShown:
    """One respondent. That you read it is put on record first."""
    _known(service, seat, respondent)
    read = await _read(service, seat, "respondent", respondent)
    return read.respondent(service.engine.state.watch.cases.respondents[respondent])


@post("/watch/respondents", opt=_ENTER, status_code=200)
async def set_respondent(
    data: JSONBody[asked.Respondent], seat: Who, service: Running
) -> shown_watch.Entered:
    """Enter a respondent, or all that is known of one now."""
    if data.respondent in service.engine.state.watch.cases.respondents:
        _known(service, seat, data.respondent)
    command = SetRespondent(case_entry.respondent(data), seat.person)
    return await _entered(service, command, seat)


@post("/watch/respondents/{respondent:str}/custody", opt=_SEE, status_code=200)
async def state_custody(
    respondent: InPath, data: JSONBody[asked.Custody], seat: Who, service: Running
) -> Accepted:
    """Say where a respondent is: in custody, at large, or unknown, which counts as at large."""
    _known(service, seat, respondent)
    at = data.at.astimezone(UTC)
    command = StateCustody(respondent, data.status, data.source, at, data.certainty, seat.person)
    return await do(service, command, seat)


# Orders.


@get("/watch/orders", opt=_SEE)
async def all_orders(
    seat: Who, service: Running, tongue: Said
) -> tuple[shown_watch.OrderShown, ...]:
    """Every order. That you read it is put on record first."""
    return (await _read(service, seat, "orders", "orders", tongue)).orders()


@get("/watch/orders/{order:str}", opt=_SEE)
async def order_now(
    order: InPath, seat: Who, service: Running, tongue: Said
) -> shown_watch.OrderShown:
    """One order, and all orders of the same people together. The reading is on record first."""
    _order(service, seat, order)
    read = await _read(service, seat, "order", order, tongue)
    return read.order(_order(service, seat, order))


@post("/watch/orders", opt=_ENTER, status_code=200)
async def enter_order(
    data: JSONBody[asked.Order], seat: Who, service: Running
) -> shown_watch.Entered:
    """Enter an order; one of the same id is replaced and must be verified anew."""
    if data.order in service.engine.state.watch.cases.orders:
        _order(service, seat, data.order)
    return await _entered(service, EnterOrder(case_entry.order(data), seat.person), seat)


@post("/watch/orders/{order:str}/verify", opt=_VERIFY, status_code=200)
async def verify_order(order: InPath, seat: Who, service: Running) -> Accepted:
    """Say that the entry is what the court's paper says. Not for whoever entered it."""
    _order(service, seat, order)
    return await do(service, VerifyOrder(order, seat.person), seat)


@post("/watch/orders/{order:str}/served", opt=_ENTER, status_code=200)
async def order_served(
    order: InPath, data: JSONBody[asked.Happened], seat: Who, service: Running
) -> Accepted:
    """Say that the respondent was given the order."""
    _order(service, seat, order)
    at = data.at.astimezone(UTC)
    return await do(service, ServeOrder(order, at, data.source, seat.person), seat)


@post("/watch/orders/{order:str}/vacated", opt=_ENTER, status_code=200)
async def order_vacated(
    order: InPath, data: JSONBody[asked.Happened], seat: Who, service: Running
) -> Accepted:
    """Say that the court took the order back."""
    _order(service, seat, order)
    at = data.at.astimezone(UTC)
    return await do(service, VacateOrder(order, at, data.source, seat.person), seat)


# Plans and screens.


@get("/watch/plans", opt=_ENTER)
async def all_plans(seat: Who, service: Running) -> tuple[shown_watch.PlanListed, ...]:
    """Whose plan is to be looked through when, without what it says. The reading is recorded."""
    return (await _read(service, seat, "plans", "plans")).plans()


@get("/watch/plans/{person:str}", opt={"right": Right.OWN})
async def plan_now(person: InPath, seat: Who, service: Running) -> shown_watch.PlanShown:
    """A workplace plan, for coordinators and whoever it names. The reading is on record first."""
    found = service.engine.state.watch.cases.plans.get(person)
    may_know = seat.may(Right.CASES) or (found is not None and seat.person in found.plan.may_know)
    if not may_know:
        raise Problem(403, "role_not_allowed", "This plan is not for you.")
    if found is None or seat.wall.person(person) != person:
        raise Problem(404, "plan_unknown", "This person has no workplace safety plan here.")
    await _read(service, seat, "plan", person)
    return casebook.plan_shown(found)


@post("/watch/plans/{person:str}", opt=_ENTER, status_code=200)
async def set_plan(
    person: InPath, data: JSONBody[asked.Plan], seat: Who, service: Running
) -> Accepted:
    """Set the workplace plan of a person; it replaces the one before."""
    person = seat.wall.person(person)
    return await do(service, SetPlan(case_entry.plan(person, data), seat.person), seat)


@post("/watch/plans/{person:str}/reviewed", opt=_ENTER, status_code=200)
async def plan_reviewed(
    person: InPath, data: JSONBody[asked.Review], seat: Who, service: Running
) -> Accepted:
    """Say that you looked through a plan, and when it is looked through next."""
    person = seat.wall.person(person)
    review_at = data.review_at.astimezone(UTC)
    return await do(service, ReviewPlan(person, seat.person, review_at), seat)


@get("/watch/screens/{person:str}", opt=_ENTER)
async def screen_now(person: InPath, seat: Who, service: Running) -> shown_watch.ScreenShown:
    """The newest lethality screen of a person. The reading is on record first."""
    found = casebook.screen_shown(service.engine.state.watch.cases, seat.wall.person(person))
    if found is None:
        raise Problem(404, "screen_unknown", "This person was not screened.")
    await _read(service, seat, "screen", person)
    return found


@post("/watch/screens/{person:str}", opt=_ENTER, status_code=200)
async def take_screen(
    person: InPath, data: JSONBody[asked.Screen], seat: Who, service: Running
) -> Accepted:
    """Take down a lethality screen. A referral is a reason; no screen lowers a level."""
    person = seat.wall.person(person)
    at = data.at.astimezone(UTC)
    command = case_entry.screen(person, data, at, seat.person)
    return await do(service, command, seat)


# What is said, and what is done.


@post("/watch/concerns", opt=_SEE, status_code=200)
async def raise_concern(
    data: JSONBody[asked.Concern], seat: Who, service: Running
) -> shown_watch.Entered:
    """Say something that counts as a reason: threats in texts, a violation, a sighting."""
    person = seat.wall.person(data.person)
    if data.reason not in SAID_BY_PEOPLE:
        words = ", ".join(sorted(SAID_BY_PEOPLE))
        raise Problem(400, "bad_input", f"reason: Tocsin finds this by itself. Accepted: {words}.")
    command = RaiseConcern(
        person,
        data.reason,
        data.source,
        data.certainty,
        data.at.astimezone(UTC),
        seat.person,
        data.words,
        seat.wall.respondent(data.respondent),
    )
    return await _entered(service, command, seat)


@post("/watch/concerns/{concern:str}/end", opt=_ENTER, status_code=200)
async def end_concern(
    concern: InPath, data: JSONBody[asked.Why], seat: Who, service: Running
) -> Accepted:
    """Say that it counts no longer, and why."""
    return await do(service, EndConcern(concern, seat.person, data.why), seat)


@post("/watch/measures", opt=_SEE, status_code=200)
async def measure_done(data: JSONBody[asked.MeasureTaken], seat: Who, service: Running) -> Accepted:
    """Say that an escort or a walk stands for a shift; that the picture is up, the police told."""
    person = seat.wall.person(data.person)
    shift = case_entry.utc(data.shift)
    return await do(service, RecordMeasure(person, data.measure, seat.person, shift), seat)


@post("/watch/escorts", opt={"right": Right.ACT}, status_code=200)
async def ask_escort(data: JSONBody[asked.EscortFor], seat: Who, service: Running) -> Accepted:
    """Ask for somebody to go with her after that shift: her walk is planned with it."""
    person = seat.wall.person(data.person)
    shift = data.shift.astimezone(UTC)
    return await do(service, AskEscort(person, shift, seat.person, data.targets), seat)


@post("/watch/calls", opt={"right": Right.OWN}, status_code=200)
async def call_screened(data: JSONBody[asked.Call], seat: Who, service: Running) -> Accepted:
    """Take down a call that you took for her. A code word of hers in it is an SOS of hers.

    The answer is the same for every call: nobody finds a code word out by trying.
    """
    command = ScreenCall(seat.wall.person(data.person), data.words, seat.person)
    return await do(service, command, seat)


@get("/watch/risk", opt=_SEE)
async def risk_now(seat: Who, service: Running) -> tuple[shown_watch.RiskShown, ...]:
    """Everybody's risk: a level and its named reasons. The reading is on record first."""
    return (await _read(service, seat, "risk", "risk")).risks()


@get("/watch/tonight", opt=_SEE)
async def tonight_now(
    seat: Who, service: Running, tongue: Said
) -> tuple[shown_watch.TonightShown, ...]:
    """Every shift of a protected person in the next day, what is missing, and what closes it.

    The reading is on record first, or while the disk is full waits in memory: a
    shift ends whether the disk is full or not.
    """
    await record_reading(service, seat, "tonight", "tonight", is_open=True)
    return book(service, seat, tongue).tonight()


ROUTES: Final = (
    respondents,
    respondent_now,
    set_respondent,
    state_custody,
    all_orders,
    order_now,
    enter_order,
    verify_order,
    order_served,
    order_vacated,
    all_plans,
    plan_now,
    set_plan,
    plan_reviewed,
    screen_now,
    take_screen,
    raise_concern,
    end_concern,
    measure_done,
    ask_escort,
    call_screened,
    risk_now,
    tonight_now,
)

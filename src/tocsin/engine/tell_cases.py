"""What is said of cases: orders, respondents, plans, custody, concerns and risk.

Names of respondents, numbers of orders and words of plans stay out of these
sentences: whoever may read them reads the case itself, on record.
"""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import (
    REPORTED,
    Line,
    Teller,
    board,
    name_of,
    own,
    said,
    term,
    terms,
    we,
)
from tocsin.engine.views import Views
from tocsin.facts import custody, orders, plans, respondents, risk
from tocsin.facts.fact import Fact


def _who(person: str, views: Views) -> str:
    return name_of(f"person:{person}", views)


def _custody(fact: custody.CustodyStated, views: Views) -> Line:
    at = f"{views.local(fact.at):%a %H:%M}"
    status = term(fact.status, views)
    what = views.tongue.tell("{0}: {1} since {2}.", fact.respondent, status, at)
    return Line(name_of(fact.by, views), what, fact.source, str(fact.certainty))


def _assessed(fact: risk.RiskAssessed, views: Views) -> Line:
    why = terms(fact.reasons, views) or views.tongue.tell("no reason")
    level = term(fact.level, views)
    return we(views, "Risk of {0}: {1} ({2}).", _who(fact.person, views), level, why)


def _concern(fact: risk.ConcernRaised, views: Views) -> Line:
    who, why = _who(fact.person, views), term(fact.reason, views)
    what = views.tongue.tell("{0} for {1}: {2}.", fact.concern, who, why)
    return Line(name_of(fact.by, views), what, fact.source, str(fact.certainty))


def _measure(fact: risk.MeasureDone, views: Views) -> Line:
    who, what = _who(fact.person, views), term(fact.measure, views)
    if not fact.shift:
        return said(fact.by, views, "board", "Done for {0}: {1}.", who, what)
    when = f"{views.local(fact.shift):%a %H:%M}"
    return said(fact.by, views, "board", "Done for {0}: {1}, shift of {2}.", who, what, when)


def _screen(fact: plans.ScreenTaken, views: Views) -> Line:
    by, who = term(fact.instrument, views).capitalize(), _who(fact.person, views)
    what = views.tongue.tell("{0} of {1}: {2}.", by, who, term(fact.outcome, views))
    return Line(name_of(fact.by, views), what, fact.source, REPORTED)


def _of_order(what: str) -> Teller:
    """What a source says of an order, put down by somebody."""

    def tell(fact: orders.OrderServed | orders.OrderVacated, views: Views) -> Line:
        at = f"{views.local(fact.at):%a %Y-%m-%d %H:%M}"
        told = views.tongue.tell(what, fact.order, at)
        return Line(name_of(fact.by, views), told, fact.source, REPORTED)

    return tell


CASES: Final[Mapping[type[Fact], Teller]] = {
    respondents.RespondentSet: board("Respondent {fact.respondent.respondent} was entered."),
    respondents.ColleagueKeptAway: lambda f, v: we(
        v,
        "{0} must stay away from {1}: taken off all of hers.",
        _who(f.colleague, v),
        _who(f.person, v),
    ),
    respondents.ColleagueLetBack: lambda f, v: we(
        v,
        "{0} need not stay away from {1} any more.",
        _who(f.colleague, v),
        _who(f.person, v),
    ),
    orders.OrderEntered: board("Order {fact.order.order} was entered."),
    orders.OrderVerified: board("Order {fact.order} was verified."),
    orders.OrderServed: _of_order("Order {0} was served {1}."),
    orders.OrderVacated: _of_order("The court took order {0} back {1}."),
    orders.OrderExpiryMet: lambda f, v: we(
        v,
        "The end of order {0} ({1}) is {2}.",
        f.order,
        f"{v.local(f.expires_at):%a %Y-%m-%d %H:%M}",
        term(f.stage, v),
    ),
    custody.CustodyStated: _custody,
    custody.CustodyLapsed: own(
        "{fact.respondent}: nobody has confirmed custody; it is not known now."
    ),
    plans.WorkplacePlanSet: lambda f, v: said(
        f.by, v, "board", "Workplace plan of {0} set.", _who(f.plan.person, v)
    ),
    plans.PlanReviewDue: lambda f, v: we(
        v, "The plan of {0} is due for review.", _who(f.person, v)
    ),
    plans.PlanReviewed: lambda f, v: said(
        f.by, v, "board", "The plan of {0} was reviewed.", _who(f.person, v)
    ),
    plans.ScreenTaken: _screen,
    plans.CallScreened: lambda f, v: said(
        f.by, v, "telephone", "A call for {0} was screened.", _who(f.person, v)
    ),
    risk.RiskAssessed: _assessed,
    risk.ConcernRaised: _concern,
    risk.ConcernEnded: board("{fact.concern} counts no longer."),
    risk.MeasureDone: _measure,
    risk.DismissalTold: lambda f, v: we(
        v,
        "{0}, from whom {1} is protected, was dismissed here.",
        f.respondent,
        _who(f.person, v),
    ),
}

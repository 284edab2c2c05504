"""What is said of cases: orders, respondents, plans, custody, concerns and risk.

Names of respondents, numbers of orders and words of plans stay out of these
sentences: whoever may read them reads the case itself, on record.
"""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.telling import REPORTED, Line, Teller, board, name_of, we, words
from tocsin.engine.views import Views
from tocsin.facts import custody, orders, plans, respondents, risk
from tocsin.facts.fact import Fact


def _who(person: str, views: Views) -> str:
    return name_of(f"person:{person}", views)


def _custody(fact: custody.CustodyStated, views: Views) -> Line:
    at = f"{views.local(fact.at):%a %H:%M}"
    what = f"{fact.respondent}: {words(fact.status)} since {at}."
    return Line(name_of(fact.by, views), what, fact.source, str(fact.certainty))


def _assessed(fact: risk.RiskAssessed, views: Views) -> Line:
    why = ", ".join(words(reason) for reason in fact.reasons) or "no reason"
    return we(f"Risk of {_who(fact.person, views)}: {fact.level} ({why}).")


def _concern(fact: risk.ConcernRaised, views: Views) -> Line:
    what = f"{fact.concern} for {_who(fact.person, views)}: {words(fact.reason)}."
    return Line(name_of(fact.by, views), what, fact.source, str(fact.certainty))


def _measure(fact: risk.MeasureDone, views: Views) -> Line:
    when = f", shift of {views.local(fact.shift):%a %H:%M}" if fact.shift else ""
    what = f"Done for {_who(fact.person, views)}: {words(fact.measure)}{when}."
    return Line(name_of(fact.by, views), what, "board", REPORTED)


def _screen(fact: plans.ScreenTaken, views: Views) -> Line:
    by = words(fact.instrument).capitalize()
    what = f"{by} of {_who(fact.person, views)}: {words(fact.outcome)}."
    return Line(name_of(fact.by, views), what, fact.source, REPORTED)


def _of_order(what: str) -> Teller:
    """What a source says of an order, put down by somebody."""

    def tell(fact: orders.OrderServed | orders.OrderVacated, views: Views) -> Line:
        at = f"{views.local(fact.at):%a %Y-%m-%d %H:%M}"
        return Line(name_of(fact.by, views), what.format(fact.order, at), fact.source, REPORTED)

    return tell


CASES: Final[Mapping[type[Fact], Teller]] = {
    respondents.RespondentSet: board("Respondent {fact.respondent.respondent} was entered."),
    respondents.ColleagueKeptAway: lambda f, v: we(
        f"{_who(f.colleague, v)} must stay away from {_who(f.person, v)}: taken off all of hers."
    ),
    respondents.ColleagueLetBack: lambda f, v: we(
        f"{_who(f.colleague, v)} need not stay away from {_who(f.person, v)} any more."
    ),
    orders.OrderEntered: board("Order {fact.order.order} was entered."),
    orders.OrderVerified: board("Order {fact.order} was verified."),
    orders.OrderServed: _of_order("Order {0} was served {1}."),
    orders.OrderVacated: _of_order("The court took order {0} back {1}."),
    orders.OrderExpiryMet: lambda f, v: we(
        f"The end of order {f.order} ({v.local(f.expires_at):%a %Y-%m-%d %H:%M}) is {f.stage}."
    ),
    custody.CustodyStated: _custody,
    custody.CustodyLapsed: lambda f, _: we(
        f"{f.respondent}: nobody has confirmed custody; it is not known now."
    ),
    plans.WorkplacePlanSet: lambda f, v: Line(
        name_of(f.by, v), f"Workplace plan of {_who(f.plan.person, v)} set.", "board", REPORTED
    ),
    plans.PlanReviewDue: lambda f, v: we(f"The plan of {_who(f.person, v)} is due for review."),
    plans.PlanReviewed: lambda f, v: Line(
        name_of(f.by, v), f"The plan of {_who(f.person, v)} was reviewed.", "board", REPORTED
    ),
    plans.ScreenTaken: _screen,
    plans.CallScreened: lambda f, v: Line(
        name_of(f.by, v), f"A call for {_who(f.person, v)} was screened.", "telephone", REPORTED
    ),
    risk.RiskAssessed: _assessed,
    risk.ConcernRaised: _concern,
    risk.ConcernEnded: board("{fact.concern} counts no longer."),
    risk.MeasureDone: _measure,
    risk.DismissalTold: lambda f, v: we(
        f"{f.respondent}, from whom {_who(f.person, v)} is protected, was dismissed here."
    ),
}

"""Tonight's board: the gravest first, and what is missing with what closes it."""

from datetime import timedelta

from msgspec.structs import replace

from tests.watch.casework import DAY, NOW, order, plan, rex
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.orders import Condition
from tocsin.facts.risk import Measure, RiskLevel, RiskReason
from tocsin.watch.case_state import Cases, CustodyNow, Done, OrderNow, PlanNow
from tocsin.watch.known import ShiftAhead
from tocsin.watch.measures import key
from tocsin.watch.tonight import Missing, tonight

EVENING = ShiftAhead(NOW, NOW + timedelta(hours=4), "base", 35.2, -92.4)
MORNING = ShiftAhead(NOW + timedelta(hours=14), NOW + timedelta(hours=20), "base", 35.2, -92.4)


def known(**changes):
    cases = Cases()
    cases.respondents["R-1"] = rex()
    one = OrderNow(order(), "jo", NOW, verified_by="lee")
    cases.orders["O-1"] = replace(one, **changes)
    cases.plans["ana"] = PlanNow(plan(), "jo", NOW)
    cases.custody["R-1"] = CustodyNow(
        CustodyStatus.AT_LARGE, "jail", NOW, Certainty.CONFIRMED, "mo"
    )
    for measure in (Measure.PHOTO, Measure.POLICE_TOLD):
        cases.measures[key("ana", measure, None)] = Done("ana", measure, "lee", NOW)
    return cases


def missing(cases, shift=EVENING, now=NOW):
    (row,) = tonight(cases, {"ana": [shift]}, now)
    return [gap.missing for gap in (*row.missing, *row.shifts[0].missing)]


def test_a_case_in_which_all_is_done_lacks_the_escort_of_the_shift_only():
    cases = known()
    assert missing(cases) == [Missing.ESCORT_NOT_CONFIRMED]
    done = Done("ana", Measure.ESCORT, "lee", NOW, NOW)
    cases.measures[key("ana", Measure.ESCORT, NOW)] = done
    assert missing(cases) == []
    # The escort of one shift is none for the next.
    assert missing(cases, MORNING) == [Missing.ESCORT_NOT_CONFIRMED]


def test_without_a_plan_an_escort_is_wanted_in_the_dark_only():
    cases = known()
    del cases.plans["ana"]
    assert Missing.ESCORT_NOT_CONFIRMED in missing(cases, EVENING)
    assert Missing.ESCORT_NOT_CONFIRMED not in missing(cases, MORNING)
    assert Missing.PLAN_MISSING in missing(cases)
    assert Missing.WALK_NOT_ARRANGED in missing(cases)


def test_where_the_place_of_a_shift_is_unknown_it_counts_as_dark():
    cases = known()
    nowhere = MORNING._replace(latitude=None, longitude=None)
    (row,) = tonight(cases, {"ana": [nowhere]}, NOW)
    assert RiskReason.DARK_WITHOUT_ESCORT in row.shifts[0].reasons


def test_what_was_done_long_ago_is_missing_again():
    later = NOW + 8 * DAY
    gaps = missing(known(), EVENING._replace(starts_at=later, ends_at=later + DAY / 6), later)
    assert {Missing.CUSTODY_NOT_CHECKED, Missing.POLICE_NOT_TOLD} <= set(gaps)


def test_an_order_that_was_not_verified_or_served_and_orders_that_conflict_are_gaps():
    cases = known(order=order(served_at=None), verified_by="")
    assert missing(cases)[:2] == [Missing.ORDER_NOT_VERIFIED, Missing.ORDER_NOT_SERVED]
    visits = order(order="O-2", conditions=(Condition.VISITATION_RIGHTS,))
    cases.orders["O-2"] = OrderNow(visits, "jo", NOW, verified_by="lee")
    assert Missing.ORDERS_CONFLICT in missing(cases)


def test_the_gravest_stands_first():
    cases = known()
    cases.orders["O-2"] = OrderNow(
        order(order="O-2", protected=("mo",), served_at=NOW), "jo", NOW, verified_by="lee"
    )
    rows = tonight(cases, {}, NOW)
    assert [(row.person, row.level) for row in rows] == [
        ("mo", RiskLevel.HIGH),
        ("ana", RiskLevel.RAISED),
    ]

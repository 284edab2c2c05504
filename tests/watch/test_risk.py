"""The join: reasons, and the word they make."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.watch.casework import DAY, NOW, order, plan, rex, sealed
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.risk import RiskLevel, RiskReason
from tocsin.watch.case_state import Cases, Concern, CustodyNow, OrderNow, PlanNow
from tocsin.watch.custody import status_at
from tocsin.watch.risk import FREE, GRAVITY, level_of, next_change, rank, sorted_reasons, standing

reasons = st.frozensets(st.sampled_from(RiskReason))


def known(**more):
    cases = Cases()
    cases.respondents["R-1"] = rex(staff=sealed("zed"))
    cases.orders["O-1"] = OrderNow(order(**more), "jo", NOW)
    return cases


def in_custody(at=NOW, **changes):
    said = CustodyNow(CustodyStatus.IN_CUSTODY, "jail", at, Certainty.CONFIRMED, "mo")
    return replace(said, **changes)


def concern(reason, at=NOW, **more):
    return Concern("C-1", "ana", reason, "her", Certainty.REPORTED, at, "jo", **more)


def test_every_reason_has_its_gravity():
    assert set(GRAVITY) == set(RiskReason)


@given(reasons, st.sampled_from(RiskReason))
def test_one_reason_more_never_lowers_the_level(found, more):
    assert rank(level_of(found | {more})) >= rank(level_of(found))


@given(reasons)
def test_a_level_is_never_below_the_gravest_reason(found):
    gravest = max((rank(GRAVITY[reason].level) for reason in found), default=0)
    assert rank(level_of(found)) >= gravest


def test_two_grave_reasons_are_acute_only_while_the_respondent_may_be_free():
    both = [RiskReason.RESPONDENT_DISMISSED, RiskReason.ORDER_SERVED]
    assert level_of(both) is RiskLevel.HIGH
    for free in FREE:
        assert level_of([*both, free]) is RiskLevel.ACUTE


def test_nothing_known_of_a_respondent_counts_as_at_large():
    assert standing(known(), "ana", NOW) == (RiskReason.CUSTODY_UNKNOWN,)
    at_large = level_of([RiskReason.RESPONDENT_AT_LARGE])
    assert level_of([RiskReason.CUSTODY_UNKNOWN]) is at_large is RiskLevel.RAISED


def test_custody_counts_only_while_it_is_fresh_and_more_than_alleged():
    fresh, old = in_custody(NOW), in_custody(NOW - DAY)
    assert status_at(fresh, NOW) is CustodyStatus.IN_CUSTODY
    assert status_at(old, NOW) is CustodyStatus.UNKNOWN
    assert status_at(in_custody(certainty=Certainty.ALLEGED), NOW) is CustodyStatus.UNKNOWN
    assert status_at(None, NOW) is CustodyStatus.UNKNOWN


def test_what_was_said_of_him_counts_for_each_of_several_respondents():
    cases = known(respondents=("R-1", "R-2"))
    cases.respondents["R-2"] = rex(respondent="R-2")
    cases.custody["R-1"] = in_custody()
    assert standing(cases, "ana", NOW) == (RiskReason.CUSTODY_UNKNOWN,)


def test_an_order_counts_for_a_week_from_its_service():
    cases = known(served_at=NOW)
    cases.custody["R-1"] = in_custody(NOW + 6 * DAY)
    assert standing(cases, "ana", NOW + 6 * DAY) == (RiskReason.ORDER_SERVED,)
    assert RiskReason.ORDER_SERVED not in standing(cases, "ana", NOW + 7 * DAY)


def test_a_dismissal_counts_for_thirty_days():
    cases = known()
    cases.left["zed"] = NOW
    assert RiskReason.RESPONDENT_DISMISSED in standing(cases, "ana", NOW + 29 * DAY)
    assert RiskReason.RESPONDENT_DISMISSED not in standing(cases, "ana", NOW + 30 * DAY)


def test_an_order_about_to_end_and_one_that_ended_are_reasons():
    cases = known(expires_at=NOW + 13 * DAY)
    assert RiskReason.ORDER_EXPIRES in standing(cases, "ana", NOW)
    after = standing(cases, "ana", NOW + 13 * DAY)
    assert RiskReason.ORDER_ENDED in after
    assert RiskReason.ORDER_EXPIRES not in after


def test_where_another_order_goes_on_the_end_of_one_is_no_reason():
    cases = known(expires_at=NOW)
    cases.orders["O-2"] = OrderNow(order(order="O-2"), "jo", NOW)
    assert RiskReason.ORDER_ENDED not in standing(cases, "ana", NOW)
    cases.orders["O-2"] = OrderNow(order(order="O-2", respondents=("R-2",)), "jo", NOW)
    assert RiskReason.ORDER_ENDED in standing(cases, "ana", NOW)


def test_an_order_that_the_court_took_back_names_nobody_any_more():
    cases = known()
    cases.orders["O-1"] = replace(cases.orders["O-1"], vacated_at=NOW - DAY)
    assert standing(cases, "ana", NOW) == (RiskReason.RESPONDENT_UNNAMED, RiskReason.ORDER_ENDED)


def test_a_plan_names_a_respondent_without_an_order():
    cases = Cases()
    cases.respondents["R-1"] = rex()
    cases.plans["ana"] = PlanNow(plan(respondents=("R-1",)), "jo", NOW)
    assert standing(cases, "ana", NOW) == (RiskReason.CUSTODY_UNKNOWN,)


def test_a_concern_counts_for_its_time_and_a_violation_until_it_is_ended():
    cases = known()
    cases.concerns["C-1"] = concern(RiskReason.SIGHTING)
    assert RiskReason.SIGHTING in standing(cases, "ana", NOW)
    assert RiskReason.SIGHTING not in standing(cases, "ana", NOW + DAY)
    cases.concerns["C-1"] = concern(RiskReason.VIOLATION)
    assert RiskReason.VIOLATION in standing(cases, "ana", NOW + 3_000 * DAY)


def test_whoever_has_no_case_has_no_reason():
    assert standing(Cases(), "ana", NOW) == ()
    assert next_change(Cases(), "ana", NOW) is None


@given(
    st.sampled_from([None, NOW - 5 * DAY, NOW]),
    st.sampled_from([None, NOW + 2 * DAY, NOW + 30 * DAY]),
    st.sampled_from([None, NOW - 20 * DAY]),
    st.sampled_from([None, *RiskReason]),
)
def test_reasons_change_by_time_only_at_the_moments_that_are_foreseen(served, ends, left, said):
    cases = known(served_at=served, expires_at=ends)
    if left:
        cases.left["zed"] = left
    if said:
        cases.concerns["C-1"] = concern(said)
    at, steps = NOW, 0
    while (change := next_change(cases, "ana", at)) is not None and steps < 20:
        between = at + (change - at) * 0.999
        assert standing(cases, "ana", between) == standing(cases, "ana", at)
        at, steps = change, steps + 1
    assert steps < 20


@given(
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, CustodyStatus.AT_LARGE, CustodyStatus.UNKNOWN]),
    st.sampled_from(list(RiskReason)),
)
def test_a_threatening_fact_more_never_lowers_the_level(served, left, status, said):
    cases = known(served_at=NOW if served else None)
    if left:
        cases.left["zed"] = NOW
    if status:
        cases.custody["R-1"] = in_custody(status=status)
    before = level_of(standing(cases, "ana", NOW))
    cases.concerns["C-1"] = concern(said)
    assert rank(level_of(standing(cases, "ana", NOW))) >= rank(before)


def test_reasons_are_named_once_and_the_gravest_first():
    every = [*RiskReason, *RiskReason]
    ranks = [rank(GRAVITY[reason].level) for reason in sorted_reasons(every)]
    assert ranks == sorted(ranks, reverse=True)
    assert len(ranks) == len(RiskReason)

"""What people and devices enter wrongly, or what is so and looks wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tests.watch.casework import DAY, NOW, order, plan, rex, sealed, town_with_case
from tocsin.agency.dismissal import DismissStaff
from tocsin.facts.agency import Duty, OnCall, Policy, Shift, Step
from tocsin.facts.orders import Condition
from tocsin.facts.pages import Purpose
from tocsin.facts.sightings import SightingSource
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.facts.walks import WalkEnd, WalkEnded, WalkPlanned
from tocsin.kernel.decision import Refused
from tocsin.response.locating import GiveLocation
from tocsin.watch.case_state import kept_from, respondents_of
from tocsin.watch.order_entry import EnterOrder, VacateOrder
from tocsin.watch.orders import Conflict, OrderStatus, end_of_day, status, strictest
from tocsin.watch.plan_entry import SetPlan
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.sightings import ReportSighting

AMBER = replace(rex(), respondent="R-2", name=sealed("Amber Quist"), vehicles=(), colleague="ana")


def refused(outcome, reason):
    assert isinstance(outcome, Refused)
    assert outcome.reason == reason


def threats(town):
    return [one for one in town.of(ThreatRaised) if one.kind is ThreatKind.THREAT]


# Orders.


def test_of_two_orders_that_contradict_each_other_the_end_of_one_takes_nothing_from_the_other():
    town = town_with_case()
    town.strict = False
    visits = order(
        order="O-2", conditions=(Condition.VISITATION_RIGHTS,), distance_m=0, expires_at=None
    )
    town.accepts(EnterOrder(visits, "jo"))
    found = strictest(town.state.watch.cases, "ana", "R-1", town.now)
    assert (found.distance_m, found.conflicts) == (150, (Conflict.CONTACT_AND_VISITS,))
    town.accepts(VacateOrder("O-2", town.now, "court", "jo"))
    found = strictest(town.state.watch.cases, "ana", "R-1", town.now)
    assert (found.orders, found.conflicts) == (("O-1",), ())
    assert respondents_of(town.state.watch.cases, "ana") == ("R-1",)


@pytest.mark.parametrize(
    ("zone", "utc_hour"), [("Pacific/Honolulu", 10), ("America/New_York", 4), ("Asia/Tokyo", 15)]
)
def test_an_order_that_ends_at_midnight_elsewhere_is_watched_to_that_very_second(zone, utc_hour):
    # In New York the clocks have jumped by the end of that Sunday.
    last = end_of_day(NOW.date() + DAY, zone)
    assert last.hour == utc_hour
    town = town_with_case(expires_at=last, zone=zone)
    town.strict = False
    one = town.state.watch.cases.orders["O-1"]
    assert status(one, last - timedelta(microseconds=1)) is OrderStatus.IN_FORCE
    assert status(one, last) is OrderStatus.EXPIRED
    town.run_until(last - timedelta(seconds=1))
    assert strictest(town.state.watch.cases, "ana", "R-1", town.now) is not None
    town.run_until(last)
    assert strictest(town.state.watch.cases, "ana", "R-1", town.now) is None
    town.fast_forward(seconds=1)
    town.jo.expects("A protection order for ana HAS ENDED")


# Two who must stay away from each other.


def mutual():
    """A court keeps Ana and Zed away from each other."""
    town = town_with_case()
    town.strict = False
    town.accepts(SetRespondent(rex(staff=sealed("zed")), "jo"))
    town.accepts(SetRespondent(AMBER, "jo"))
    town.accepts(EnterOrder(order(order="O-2", protected=("zed",), respondents=("R-2",)), "jo"))
    town.everybody_reads()
    return town


def test_of_two_who_are_protected_from_each_other_each_has_help_and_neither_hears_of_the_other():
    town = mutual()
    cases = town.state.watch.cases
    assert kept_from(cases, "ana") == {"zed"}
    assert kept_from(cases, "zed") == {"ana"}
    found = strictest(cases, "ana", "R-1", town.now)
    assert Conflict.ALSO_PROTECTED in found.conflicts
    for sender, other in ((town.ana, town.zed), (town.zed, town.ana)):
        town.everybody_reads()
        sender.texts("SOS")
        sender.expects("SOS received")
        town.fast_forward(minutes=2)
        town.sam.expects("SOS", purpose=Purpose.SOS)
        other.expects_nothing()


def test_nobody_is_their_own_respondent_in_an_order_a_plan_or_by_a_later_entry():
    town = town_with_case()
    town.strict = False
    town.accepts(SetRespondent(AMBER, "jo"))
    refused(
        town.does(EnterOrder(order(order="O-2", respondents=("R-2",)), "jo")), "against_herself"
    )
    refused(town.does(SetPlan(plan(respondents=("R-2",)), "jo")), "against_herself")
    refused(town.does(SetRespondent(rex(staff=sealed("ana")), "jo")), "against_herself")


def test_what_was_entered_so_before_walls_nobody_off_from_their_own_sos():
    town = town_with_case()
    known = town.state.watch.cases.respondents
    known["R-1"] = replace(known["R-1"], colleague="ana")
    assert kept_from(town.state.watch.cases, "ana") == frozenset()


# Places that are none.


def seen_at(town, latitude, longitude):
    said = ReportSighting(
        "zed",
        SightingSource.BOARD,
        "at the gate",
        latitude=latitude,
        longitude=longitude,
        respondent="R-1",
    )
    town.accepts(said)
    town.fast_forward(seconds=1)
    return threats(town)


def test_a_sighting_at_0_0_was_seen_nobody_knows_where_and_so_near_whoever_is_at_work():
    assert seen_at(town_loud(), 0.0, 0.0)
    assert not seen_at(town_loud(), 36.9, -91.2)
    assert seen_at(town_loud(), 35.2, -92.4)


def town_loud():
    town = town_with_case()
    town.strict = False
    return town


def test_nobody_is_sent_to_0_0():
    town = town_loud()
    town.ana.texts("SOS")
    before = town.incident().evidence
    refused(town.does(GiveLocation("I-1", "mo", "", 0.0, 0.0)), "point_invalid")
    assert town.incident().evidence == before


# Clocks and duties.


def test_a_shift_that_ends_in_the_hour_that_never_comes_ends_in_a_walk_all_the_same():
    # On Sunday at two in the morning the clocks jump to three: there is no half past two.
    nights = (Shift(("sat",), "19:00", "02:30", "base"),)
    town = TestTown(cast.with_staff("ana", shifts=nights))
    town.strict = False
    town.run_until(datetime(2026, 3, 8, 8, 0, tzinfo=UTC))
    (planned,) = town.of(WalkPlanned)
    assert planned.leaves_at == datetime(2026, 3, 8, 8, 0, tzinfo=UTC)
    town.fast_forward(seconds=1)
    town.ana.texts("GO")
    town.ana.expects("By 03:10 then.")
    town.ana.texts(cast.SAFE_CODE)
    assert [one.how for one in town.of(WalkEnded)] == [WalkEnd.SAFE]


def only_lee_on_call():
    week = (Duty("lee", ("sat", "sun"), "00:00", "00:00"),)
    first = Policy("sos", (Step(("oncall:first",), 60), Step(("role:dispatcher",), 60)))
    return cast.agency(
        oncalls={"first": OnCall("first", week)}, policies=cast.AGENCY.policies | {"sos": first}
    )


@pytest.mark.parametrize("answer", ["", "{}", "{} C"])
def test_the_only_one_on_call_is_dismissed_and_others_are_paged_whatever_they_had_answered(answer):
    town = TestTown(only_lee_on_call())
    town.strict = False
    town.ana.texts("SOS")
    code = town.lee.expects_page("SOS")
    if answer:
        town.lee.texts(answer.format(code))
    town.accepts(DismissStaff("lee", "jo"), "jo")
    assert not town.pages_of("person:lee")
    town.fast_forward(seconds=61)
    town.mo.expects("SOS Ana", purpose=Purpose.SOS)
    town.everybody_reads()
    town.fast_forward(minutes=5)
    town.lee.expects_nothing()

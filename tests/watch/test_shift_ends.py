"""The end of a shift: she is asked whether she leaves, and never forgotten when she does not."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tests.watch.casework import CALM, plan
from tocsin.agency.dismissal import DismissStaff
from tocsin.facts.agency import Shift
from tocsin.facts.pages import Purpose
from tocsin.facts.plans import PlannedWalk
from tocsin.facts.walks import LeavingAsked, WalkPlanned, WalkStarted
from tocsin.kernel.limits import LEAVE_AGAIN_S, LEAVE_GRACE_S, NOTICE_AGAIN_S
from tocsin.watch.plan_entry import SetPlan
from tocsin.watch.walk import Phase
from tocsin.watch.walks import PlanWalk


def walk_of(town):
    return town.state.watch.walks[town.state.watch.walk_of["person:ana"]]


@pytest.fixture
def next_saturday(loud_town):
    """A second before Ana's shift ends."""
    loud_town.run_until(datetime(2026, 3, 14, 22, 29, 59, tzinfo=UTC))
    loud_town.everybody_reads()
    return loud_town


def test_at_the_end_of_her_shift_she_is_asked_to_say_that_she_leaves(next_saturday):
    next_saturday.fast_forward(seconds=2)
    next_saturday.ana.expects("Your shift ends. Reply GO when you leave.", purpose=Purpose.NOTICE)
    next_saturday.ana.texts("GO")
    next_saturday.ana.expects("By 17:40 then.")
    assert walk_of(next_saturday).phase is Phase.UNDER_WAY


def test_who_does_not_leave_is_asked_once_more_and_then_people_are_told(next_saturday):
    town = next_saturday
    town.fast_forward(seconds=2 + LEAVE_GRACE_S)
    assert [one.again for one in town.of(LeavingAsked)] == [False, True]
    town.fast_forward(seconds=LEAVE_AGAIN_S)
    for phone in (town.jo, town.lee, town.sam):
        phone.expects("NO GO from Ana Brindlewick, shift over 17:30")
    assert walk_of(town).phase is Phase.NOT_LEFT
    town.everybody_reads()
    town.fast_forward(seconds=NOTICE_AGAIN_S)
    code = town.lee.expects_page("NO GO", purpose=Purpose.NOTICE)
    town.lee.texts(code)
    town.everybody_reads()
    town.fast_forward(minutes=60)
    town.jo.expects_nothing()
    assert walk_of(town).phase is Phase.NOT_LEFT, "It stays shown until somebody ends it."


def test_whoever_works_late_says_minutes_and_is_asked_again_then(next_saturday):
    town = next_saturday
    town.fast_forward(seconds=2)
    town.ana.reads_all()
    town.ana.texts("45")
    town.ana.expects("By 18:15 then.")
    town.fast_forward(minutes=44)
    town.ana.expects_nothing()
    town.fast_forward(minutes=1)
    town.ana.expects("Reply GO when you leave.")


def test_a_silent_phone_is_not_asked_but_people_are_told():
    town = TestTown(cast.with_plan(silent=True))
    town.strict = False
    town.run_until(datetime(2026, 3, 14, 22, 29, 59, tzinfo=UTC))
    town.everybody_reads()
    town.fast_forward(seconds=2 + LEAVE_GRACE_S + LEAVE_AGAIN_S)
    town.ana.expects_nothing()
    town.jo.expects("NO GO from Ana Brindlewick")


def test_when_everybody_who_was_told_is_dismissed_the_others_are_told(next_saturday):
    town = next_saturday
    town.fast_forward(seconds=2 + LEAVE_GRACE_S + LEAVE_AGAIN_S)
    town.everybody_reads()
    for who in ("jo", "lee", "sam"):
        town.accepts(DismissStaff(who, "mo"), "mo")
    town.fast_forward(seconds=1)
    town.mo.expects("NO GO from Ana Brindlewick")


def test_a_dismissed_person_is_not_asked_whether_she_leaves(next_saturday):
    next_saturday.accepts(DismissStaff("ana", "jo"), "jo")
    next_saturday.fast_forward(minutes=60)
    assert not next_saturday.state.watch.walks


# The walk of her workplace plan.


def ends_at_ten_to_six(**changes):
    """An agency in which Ana's shift of today ends at 17:50; a risk is paged calmly."""
    shifts = (Shift(("sat",), "09:00", "17:50", changes.pop("place", "base")),)
    ana = replace(cast.AGENCY.staff["ana"], shifts=shifts)
    return replace(CALM, staff=cast.AGENCY.staff | {"ana": ana}, **changes)


END = datetime(2026, 3, 7, 23, 50, tzinfo=UTC)
WITH_CODES, WITHOUT_CODES = ends_at_ten_to_six(), ends_at_ten_to_six(safety_plans={})


def at_the_end_of(town):
    """Her shift has just ended."""
    town.strict = False
    town.everybody_reads()
    town.run_until(END + timedelta(seconds=2))
    return town


def at_the_end(agency, *plans):
    """Ana's shift has just ended; she has these plans at work, one after the other."""
    town = TestTown(agency)
    for each in plans:
        town.accepts(SetPlan(each, "jo"))
    return at_the_end_of(town)


@pytest.mark.parametrize("agency", [WITH_CODES, WITHOUT_CODES], ids=["codes", "no codes"])
def test_her_plan_says_how_long_she_walks_from_where_and_where_to(agency):
    town = at_the_end(agency, plan(walk=PlannedWalk("base", "lot", 25)))
    town.ana.expects("Your shift ends. Reply GO when you leave.")
    town.ana.texts("GO")
    town.ana.expects("By 18:15 then.")
    walk = walk_of(town)
    assert (walk.start, walk.place, walk.minutes) == ("base", "lot", 25)


def test_where_the_roster_names_no_place_she_sets_out_from_where_her_plan_says():
    town = at_the_end(ends_at_ten_to_six(place=""), plan())
    town.ana.texts("GO")
    assert [one.start for one in town.of(WalkStarted)] == ["base"]


def test_a_plan_that_names_no_walk_starts_none_and_takes_none_away():
    town = at_the_end(WITHOUT_CODES, plan(), plan(walk=None))
    assert not town.of(LeavingAsked)
    town = at_the_end(WITH_CODES, plan(walk=None))
    assert [one.minutes for one in town.of(WalkPlanned)] == [10]
    assert town.of(LeavingAsked)


def test_the_newest_plan_counts():
    town = at_the_end(WITH_CODES, plan(), plan(walk=PlannedWalk("lot", "base", 7)))
    assert [(one.place, one.minutes) for one in town.of(WalkPlanned)] == [("base", 7)]


def test_who_loses_the_codes_of_the_agency_file_is_asked_for_the_walk_of_her_plan():
    town = TestTown(WITH_CODES)
    town.accepts(SetPlan(plan(), "jo"))
    town.reloads(WITHOUT_CODES)
    at_the_end_of(town)
    assert [one.minutes for one in town.of(WalkPlanned)] == [4]


def test_what_a_person_planned_for_the_end_of_the_shift_is_kept():
    town = TestTown(WITH_CODES)
    town.accepts(SetPlan(plan(), "jo"))
    town.accepts(PlanWalk("ana", "mo", END, 20, "bus stop"), "mo")
    at_the_end_of(town)
    assert [one.minutes for one in town.of(WalkPlanned)] == [20]
    assert len(town.of(LeavingAsked)) == 1

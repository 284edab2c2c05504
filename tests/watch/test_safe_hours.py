"""What Tocsin sends of its own accord keeps to her plan: hours, contact, no walk, the door."""

from datetime import timedelta

from msgspec.structs import replace

from tests import cast
from tests.watch.casework import NOW, plan, town_with_case
from tests.watch.test_escorts import escort_of
from tocsin.agency.diff import LoadAgency
from tocsin.facts.agency import Shift
from tocsin.facts.nearness import Nearness, NearnessChanged
from tocsin.facts.plans import SafeHours
from tocsin.facts.walks import WalkPlanned, WalkStarted
from tocsin.kernel.limits import WALK_GRACE_S
from tocsin.paging.alarms import everybody
from tocsin.watch.escorts import WantEscort
from tocsin.watch.nearness import ReportNearness
from tocsin.watch.plan_entry import SetPlan
from tocsin.watch.tonight import Missing, tonight
from tocsin.watch.walk import Phase
from tocsin.watch.walks import PlanWalk, StartWalk

CONTACT = "+15015550177"
MORNINGS = (SafeHours(("sat",), "06:00", "12:00"),)
EVENINGS = (SafeHours(("sat",), "12:00", "23:00"),)
"""The tests begin on Saturday at 17:30."""


def town_with(**changes):
    town = town_with_case()
    town.strict = False
    contact = cast.private("ana", "her sister, (501) 555-0177, after six")
    town.accepts(SetPlan(plan(**{"safe_contact": contact, **changes}), "jo"))
    town.fast_forward(seconds=1)
    town.everybody_reads()
    return town


def comes_near(town, nearness=Nearness.NEAR, **more):
    fact = NearnessChanged("ana", "R-1", nearness, "pair", town.now, "O-1", **more)
    town.accepts(ReportNearness(fact))
    town.fast_forward(seconds=1)


def contacted(town):
    return [handed.text for handed in town.elsewhere.pop(CONTACT, [])]


def test_in_her_safe_hours_she_is_warned_herself():
    town = town_with(safe_hours=EVENINGS)
    comes_near(town)
    town.ana.expects("Take care now")
    assert contacted(town) == []


def test_outside_of_them_her_safe_contact_is_and_nothing_is_sent_to_her():
    town = town_with(safe_hours=MORNINGS)
    comes_near(town)
    town.ana.expects_nothing()
    (said,) = contacted(town)
    assert said.startswith("For Ana Brindlewick: take care now.")
    assert "Rex" not in said
    town.lee.expects("THREAT TO Ana")
    comes_near(town, Nearness.FAR)
    assert ["over" in text for text in contacted(town)] == [True]
    town.ana.expects_nothing()


def test_a_plan_can_say_that_she_is_always_reached_by_her_contact():
    town = town_with(by_contact=True)
    comes_near(town)
    town.ana.expects_nothing()
    assert len(contacted(town)) == 1


def test_without_a_contact_that_has_a_number_it_waits():
    town = town_with(by_contact=True, safe_contact=cast.private("ana", "ask her aunt"))
    comes_near(town)
    town.ana.expects_nothing()
    assert contacted(town) == []
    town.lee.expects("THREAT TO Ana")


def test_outside_of_them_no_walk_asks_her_and_help_is_called_all_the_same():
    town = town_with(safe_hours=MORNINGS)
    town.ana.texts("WALK 5")
    town.ana.expects("OK. By")
    town.fast_forward(minutes=5.1)
    town.ana.expects_nothing()
    town.fast_forward(seconds=WALK_GRACE_S)
    town.lee.expects("NO WORD FROM Ana")
    town.ana.expects_nothing()


def test_the_end_of_a_shift_asks_her_nothing_outside_of_them_and_others_are_told():
    town = town_with(safe_hours=MORNINGS)
    town.accepts(PlanWalk("ana", "jo", town.after_s(60)))
    town.fast_forward(minutes=30)
    town.ana.expects_nothing()
    town.jo.expects("NO GO from Ana Brindlewick", "Station One, side door")


def test_her_own_open_sos_goes_by_the_mode_of_her_plan_as_ever():
    town = town_with(safe_hours=MORNINGS)
    town.ana.texts("SOS")
    town.ana.expects("SOS received")


def test_nobody_is_asked_to_escort_whom_nothing_may_be_sent_to_now():
    town = town_with(safe_hours=MORNINGS)
    town.accepts(StartWalk("mo", "jo", 20))
    town.accepts(WantEscort("W-1", "jo", ("person:ana", "person:zed")))
    assert escort_of(town).recipient == "person:zed"


def test_test_pages_wait_for_her_safe_hours():
    for hours, is_in in ((MORNINGS, False), (EVENINGS, True)):
        town = town_with(safe_hours=hours)
        asked = everybody(town.engine.views(town.now))
        assert ("person:ana sms" in asked) == is_in


def test_safe_hours_follow_the_clocks_of_the_agency():
    # On Sunday at two in the morning its clocks jump to three.
    town = town_with(safe_hours=(SafeHours(("sun",), "03:00", "04:00"),))
    view = town.engine.views
    jump = NOW.replace(day=8, hour=8, minute=0)
    assert not view(jump - timedelta(seconds=1)).is_safe_hour("person:ana")
    assert view(jump).is_safe_hour("person:ana")
    assert view(jump + timedelta(minutes=59)).is_safe_hour("person:ana")
    assert not view(jump + timedelta(hours=1)).is_safe_hour("person:ana")


# No walk, and the door.


def ends_soon(**more):
    shift = Shift(("sat",), "09:00", "18:00", "base")
    agency = cast.with_staff("ana", shifts=(shift,))
    plans = {"ana": replace(cast.PLAN, **more)}
    return replace(agency, safety_plans=plans)


def test_a_plan_can_say_that_no_walk_is_wanted_at_the_end_of_a_shift():
    for agency, at_work, is_asked in (
        (ends_soon(), None, True),
        (ends_soon(no_walk=True), None, False),
        (ends_soon(), plan(walk=None, no_walk=True), False),
        (ends_soon(no_walk=True), plan(), True),
    ):
        town = town_with_case(agency)
        town.strict = False
        if at_work is not None:
            town.accepts(SetPlan(at_work, "jo"))
        town.fast_forward(minutes=31)
        assert bool(town.of(WalkPlanned)) == is_asked, (agency.safety_plans, at_work)


def test_that_none_is_wanted_stops_no_walk_that_she_or_a_dispatcher_wants():
    town = town_with_case(ends_soon(no_walk=True))
    town.strict = False
    town.ana.texts("WALK 10")
    assert town.of(WalkStarted)


def test_once_it_is_said_the_roster_asks_no_more_and_once_it_is_not_it_asks_again():
    town = town_with_case(ends_soon())
    town.strict = False
    town.accepts(LoadAgency(ends_soon(no_walk=True), "jo"), "jo")
    assert town.state.watch.shift_ends["ana"].ends_at is None
    town.accepts(LoadAgency(ends_soon(), "jo"), "jo")
    assert town.state.watch.shift_ends["ana"].ends_at is not None


def test_tonight_lacks_no_walk_where_none_is_wanted():
    town = town_with(walk=None, no_walk=True)
    cases = town.state.watch.cases
    shifts = town.engine.views(town.now).shifts_ahead("ana", NOW + timedelta(days=8))
    (row,) = tonight(cases, {"ana": shifts}, town.now)
    gaps = {gap.missing for shift in row.shifts for gap in shift.missing}
    assert Missing.WALK_NOT_ARRANGED not in gaps


def test_whoever_goes_with_her_is_told_the_door_and_so_are_those_who_look_for_her():
    town = town_with()
    town.accepts(PlanWalk("ana", "jo", town.after_s(600)))
    town.accepts(WantEscort("W-1", "jo", ("person:sam",)))
    town.fast_forward(seconds=1)
    town.sam.expects("ESCORT wanted: Ana Brindlewick", "from Station One, side door")
    town.fast_forward(minutes=11)
    town.ana.texts("GO")
    assert town.state.watch.walks["W-1"].phase is Phase.UNDER_WAY
    town.everybody_reads()
    town.fast_forward(minutes=12)
    town.lee.expects("NO WORD FROM Ana", "from Station One, side door")

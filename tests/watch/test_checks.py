"""Welfare checks: lone workers, field crews, and units that are on scene for long."""

import pytest

from tests import cast
from tests.harness import TestTown
from tocsin.agency.dismissal import DismissStaff
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import SosRaised
from tocsin.facts.threats import ThreatRaised
from tocsin.facts.walks import WalkEnded, WalkStarted
from tocsin.kernel.limits import WALK_GRACE_S
from tocsin.response.sending import DispatchUnit, MoveUnit
from tocsin.watch.walks import StartCheck


def check_of(town, recipient):
    return town.state.watch.walks[town.state.watch.walk_of[recipient]]


def test_a_lone_worker_is_asked_every_so_often(town):
    town.zed.texts("CHECK 30")
    town.zed.expects("OK. By 18:00 then.")
    town.fast_forward(minutes=30)
    code = town.zed.expects_page("Is all well?", "or OK.", purpose=Purpose.NOTICE)
    town.zed.texts(code)
    town.zed.expects("Noted, thank you.")
    town.fast_forward(minutes=29)
    town.zed.expects_nothing()
    town.fast_forward(minutes=2)
    town.zed.expects("Is all well?")
    town.zed.texts("ok")
    town.zed.expects("Noted, thank you.")
    assert not town.state.response.incidents


def test_a_word_before_it_is_due_puts_the_next_check_later(town):
    town.zed.texts("check 10")
    town.zed.expects("17:40")
    town.fast_forward(minutes=8)
    town.zed.texts("OK")
    town.zed.expects("Noted")
    town.fast_forward(minutes=9)
    town.zed.expects_nothing()


def test_a_missed_check_is_an_incident(loud_town):
    loud_town.zed.texts("check 10")
    loud_town.fast_forward(minutes=10)
    loud_town.fast_forward(seconds=WALK_GRACE_S)
    assert loud_town.of(ThreatRaised)[0].because == ("check_missed",)
    assert loud_town.incident().sender == "person:zed"


def test_cannot_is_no_word_that_all_is_well(loud_town):
    loud_town.zed.texts("check 10")
    loud_town.fast_forward(minutes=10)
    loud_town.zed.texts("cannot")
    loud_town.fast_forward(seconds=WALK_GRACE_S)
    assert loud_town.incident().kind == "missed_walk"


def test_check_off_ends_it_and_from_who_has_a_code_only_with_the_code(loud_town):
    loud_town.zed.texts("check 10")
    loud_town.zed.texts("check off")
    loud_town.ana.texts("check 10")
    loud_town.ana.texts("check off")
    loud_town.ana.expects("Is all well? Reply as agreed.")
    assert [one.how for one in loud_town.of(WalkEnded)] == ["stopped"]
    loud_town.ana.texts(cast.SAFE_CODE)
    assert [one.how for one in loud_town.of(WalkEnded)] == ["stopped", "safe"]
    assert not loud_town.state.watch.walks


def test_ok_is_no_word_of_somebody_who_has_a_code(loud_town):
    loud_town.ana.texts("check 10")
    loud_town.fast_forward(minutes=10)
    loud_town.ana.texts("ok")
    loud_town.fast_forward(seconds=WALK_GRACE_S)
    assert loud_town.incident().sender == "person:ana"


@pytest.mark.parametrize("code", [cast.SAFE_CODE, cast.DURESS_CODE])
def test_under_duress_the_checks_go_on_and_look_the_same(loud_town, code):
    loud_town.ana.texts("check 10")
    loud_town.fast_forward(minutes=10)
    loud_town.ana.reads_all()
    loud_town.ana.texts(code)
    loud_town.fast_forward(minutes=10)
    assert loud_town.ana.reads_all() == ["Noted, thank you.", "Is all well? Reply as agreed."]
    raised = loud_town.of(SosRaised)
    assert [one.duress for one in raised] == ([True] if code == cast.DURESS_CODE else [])


def test_a_check_by_the_control_room_of_a_crew(loud_town):
    loud_town.accepts(StartCheck("unit:P11", "mo", 10), "mo")
    loud_town.fast_forward(minutes=10, seconds=1)
    loud_town.phones["P11"].expects("Is all well?")
    loud_town.phones["P11"].texts("ok")
    loud_town.fast_forward(minutes=5)
    assert not loud_town.state.response.incidents


@pytest.fixture
def on_scene():
    """P11 is on scene of Ana's SOS, in an agency that asks crews every ten minutes."""
    town = TestTown(cast.with_settings(unit_check_s=600))
    town.strict = False
    town.ana.texts("SOS at the lot")
    town.accepts(DispatchUnit("I-1", "P11", "mo"), "mo")
    for move in ("en_route", "on_scene"):
        town.accepts(MoveUnit("P11", move, "mo"), "mo")
    town.everybody_reads()
    return town


def test_a_crew_on_scene_for_long_is_asked_and_missed_as_a_crew(on_scene):
    town = on_scene
    town.fast_forward(minutes=9)
    assert not town.of(WalkStarted)
    town.fast_forward(minutes=1, seconds=1)
    town.phones["P11"].expects("Is all well?")
    town.fast_forward(seconds=WALK_GRACE_S)
    threat = town.of(ThreatRaised)[0]
    assert (threat.unit, threat.person, threat.because) == ("P11", "", ("crew_check_missed",))
    incident = town.incident("I-2")
    assert incident.sender == "unit:P11"
    assert "walk" in {one.source for one in incident.evidence}
    town.lee.expects("NO WORD FROM unit P11", "crew on scene of I-1")


def test_a_crew_that_leaves_the_scene_is_asked_no_more(on_scene):
    town = on_scene
    town.fast_forward(minutes=10)
    town.phones["P11"].texts("ok")
    town.accepts(MoveUnit("P11", "clear", "mo"), "mo")
    assert [one.how for one in town.of(WalkEnded)] == ["left_scene"]
    town.fast_forward(minutes=60)
    assert town.state.response.incident_count == 1


def test_a_crew_that_says_check_off_is_left_alone_on_this_scene(on_scene):
    town = on_scene
    town.fast_forward(minutes=10)
    town.phones["P11"].texts("check off")
    town.fast_forward(minutes=60)
    assert town.state.response.incident_count == 1


def test_no_crew_is_asked_where_the_agency_does_not_say_so(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.accepts(DispatchUnit("I-1", "P11", "mo"), "mo")
    for move in ("en_route", "on_scene"):
        loud_town.accepts(MoveUnit("P11", move, "mo"), "mo")
    loud_town.fast_forward(minutes=60)
    assert not loud_town.of(WalkStarted)


def test_a_dismissed_lone_worker_is_missed_all_the_same(loud_town):
    loud_town.zed.texts("check 10")
    loud_town.accepts(DismissStaff("zed", "jo"), "jo")
    loud_town.fast_forward(minutes=12)
    assert loud_town.incident().sender == "person:zed"

"""What one stage is told of another, and what a recipient may know: as little as will do."""

import pytest

from tests import cast
from tocsin.engine.stages import State
from tocsin.engine.views import LAST_RESORT_PLAN, LAST_RESORT_POLICY, Views
from tocsin.engine.views_ways import CAUTION_ROLES
from tocsin.facts.agency import Role
from tocsin.facts.signals import SignalRead
from tocsin.ground.ground import Located, Peak
from tocsin.kernel.private import Private
from tocsin.response.incident import TakeCommand
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit


@pytest.fixture
def views(loud_town):
    loud_town.ana.texts("he is in the lot")
    return loud_town.engine.views(loud_town.now)


def test_the_caution_is_for_those_whose_work_needs_it(views):
    told = {
        name: bool(views.brief("I-1", recipient).caution)
        for name, recipient in (
            *((name, f"person:{name}") for name in cast.AGENCY.staff),
            ("P11", "unit:P11"),
            ("rex", "unknown:1"),
            ("gone", "person:gone"),
        )
    }
    assert {name for name, knows in told.items() if knows} == {
        "ana",
        "mo",
        "lee",
        "sam",
        "jo",
        "P11",
    }


@pytest.mark.parametrize("role", Role)
def test_a_role_alone_decides_who_is_told_the_caution(loud_town, role):
    town = loud_town
    town.reloads(cast.with_staff("zed", roles=(role,)))
    views = town.engine.views(town.now)
    assert views.may_know_caution("person:zed") is (role in CAUTION_ROLES)


def test_a_brief_of_nothing_is_nothing(views):
    assert views.brief("I-9", "person:lee") is None


def test_a_place_is_said_with_its_source_and_its_time(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    assert town.engine.views(town.now).where(town.incident()) == "Station One (roster 17:30)"
    town.ana.texts("in the lot")
    where = "North lot (sender's words 17:30)"
    assert town.engine.views(town.now).where(town.incident()) == where
    town.fast_forward(minutes=5)
    town.accepts(GiveLocation("I-1", "lee", "", 35.5, -92.5))
    where = "35.500000,-92.500000 (dispatcher 17:35); OR North lot: sources disagree"
    assert town.engine.views(town.now).where(town.incident()) == where


def test_a_bare_position_is_said_by_what_is_near_it(loud_town, monkeypatch):
    peak = Peak(35.21, -92.41, "Elm Street at Third Street", 0.9, 20.0, 40.0, ("dispatcher",))
    located = Located((peak,), 0.1, is_wide=False, disagrees=False)
    monkeypatch.setattr(Views, "located", lambda _views, _incident: located)
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(GiveLocation("I-1", "lee", "", 35.2101, -92.41))
    where = "Elm Street at Third Street, 35.210100,-92.410000 (dispatcher 17:30)"
    assert town.engine.views(town.now).where(town.incident()) == where


def test_an_sos_from_somebody_off_duty_for_long_has_no_place(loud_town):
    loud_town.mo.texts("SOS")
    assert loud_town.engine.views(loud_town.now).where(loud_town.incident()) == ""


def test_somebody_on_shift_is_where_the_roster_has_them(loud_town):
    town = loud_town
    town.run_for(7 * 24 * 3600 - 3600)
    town.ana.texts("SOS")
    views = town.engine.views(town.now)
    assert views.rostered_place("person:ana", town.now) == "base"
    assert views.rostered_place("unit:P11", town.now) is None
    assert views.rostered_place("unknown:1", town.now) is None


def test_the_parts_of_a_long_text_are_read_as_one(loud_town):
    town = loud_town
    town.ana.texts("and he is here", part=2, parts=2, ref="9")
    town.ana.texts("I am in the lot ", part=1, parts=2, ref="9")
    words = town.engine.views(town.now).words(town.incident())
    assert words == "I am in the lot and he is here"


def test_the_words_of_one_signal_can_be_asked_for(loud_town):
    town = loud_town
    town.ana.texts("one")
    town.ana.texts("two")
    views, incident = town.engine.views(town.now), town.incident()
    first = town.of(SignalRead)[0].signal
    assert views.words(incident, first) == "one"
    assert views.words(incident).startswith("two")


def test_no_code_of_her_plan_is_ever_among_the_words(loud_town):
    town = loud_town
    for text in (cast.DURESS_CODE, cast.SAFE_CODE, f"cancel {cast.SAFE_CODE}"):
        town.ana.texts(text)
    assert town.engine.views(town.now).words(town.incident()) == ""


def test_everybody_has_something_to_be_called_by(loud_town):
    town = loud_town
    town.rex.texts("hello")
    town.receives(b"\x00")
    views = town.engine.views(town.now)
    assert views.name("person:ana") == "Ana Brindlewick"
    assert views.name("person:gone") == "person gone"
    assert views.name("unit:P11") == "unit P11"
    assert views.name("system") == "system"
    assert views.who(town.incident("I-1")) == cast.REX_NUMBER
    assert views.who(town.incident("I-2")) == "unreadable phones"


def test_only_a_unit_that_is_to_wait_is_told_to_wait(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    views = town.engine.views(town.now)
    staged = {name: views.brief("I-1", f"unit:{name}").staged for name in cast.AGENCY.units}
    assert staged == {"4A21": True, "P11": False, "P12": False}
    assert not views.brief("I-1", "person:lee").staged


def test_before_any_agency_file_an_sos_still_finds_a_policy_and_a_plan():
    views = Views(State(), cast.SATURDAY)
    assert views.policy_for(verified=True) == LAST_RESORT_POLICY
    assert views.response_plan("duress") == LAST_RESORT_PLAN
    assert (views.region(), views.language("person:x")) == ("US", "en")
    assert tuple(views.alarm_targets()) == ("everyone",)
    assert views.unit_status("P11") == "unknown"
    assert views.local(cast.SATURDAY) == cast.SATURDAY


def test_what_a_recipient_is_paged_for_is_theirs_alone(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.mo.texts("SOS")
    views = town.engine.views(town.now)
    assert views.incidents_paged("person:lee") == ("I-1", "I-2")
    assert views.incidents_paged("person:sam") == ()
    assert len(list(views.pages_sent("person:lee"))) == 2


def test_the_commander_and_the_status_of_a_unit_are_said(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(TakeCommand("I-1", "lee"))
    town.accepts(DispatchUnit("I-1", "P11", "lee"))
    views = town.engine.views(town.now)
    assert views.brief("I-1", "person:mo").commander == "Lee Harrowgale"
    assert views.unit_status("P11") == "dispatched"


def test_a_number_is_found_as_the_agency_has_it(loud_town):
    views = loud_town.engine.views(loud_town.now)
    assert views.who_has(cast.NUMBERS["lee"]) == "person:lee"
    assert views.who_has(cast.NUMBERS["P11"]) == "unit:P11"
    assert views.who_has(cast.REX_NUMBER) is None
    assert Private("unknown:1", cast.REX_NUMBER).reveal() == cast.REX_NUMBER

"""A colleague who is her respondent does nothing for her, from the second that it is known."""

import pytest
from msgspec.structs import replace

from tests import cast
from tests.response.looking import erase, looking, search_of, searchers, start, tasks
from tests.watch.casework import order, rex, sealed, town_with_case
from tests.watch.test_escorts import code_of, escort_of
from tocsin.engine.replay import digest_of, fold
from tocsin.engine.stages import State
from tocsin.facts.codec import Codec
from tocsin.facts.incidents import CommandLapsed
from tocsin.facts.pages import Purpose
from tocsin.facts.respondents import ColleagueKeptAway, ColleagueLetBack, RespondentSet
from tocsin.facts.system import AlarmKind
from tocsin.facts.units import Reason
from tocsin.kernel.decision import Accepted, Refused
from tocsin.paging.alarms import RaiseAlarm
from tocsin.response import sending
from tocsin.response.incident import TakeCommand
from tocsin.response.search import StartSearch
from tocsin.response.sending import DispatchUnit
from tocsin.watch.case_state import kept_from
from tocsin.watch.escorts import WantEscort
from tocsin.watch.order_entry import EnterOrder, VacateOrder
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.walk import EscortState
from tocsin.watch.walks import StartWalk

HERS = ("Ana", "I-1", "SOS", "lot")


def is_named(town, person="sam"):
    """Rex turns out to be this colleague."""
    town.accepts(SetRespondent(rex(staff=sealed(person)), "jo"), "jo")
    town.accepts(EnterOrder(order(), "jo"), "jo")
    town.fast_forward(seconds=1)


def hears_nothing_of_hers(phone):
    for text in phone.reads_all():
        assert not any(word in text for word in HERS), text


# Looking for her.


def test_whoever_must_stay_away_is_refused_as_a_searcher_and_named():
    town = looking("A", "B")
    is_named(town)
    town.everybody_reads()
    both = searchers("person:sam", "person:zed")
    refused = town.does(StartSearch("I-1", "mo", both), "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == "searcher_kept_away"
    assert "person:sam" in refused.detail
    assert "person:zed" not in refused.detail
    hears_nothing_of_hers(town.sam)
    start(town, "person:zed")
    assert set(tasks(town)) == {"person:zed"}


def test_a_searcher_who_is_named_loses_the_task_and_is_told_to_stand_down_and_not_why():
    town = looking("A", "B")
    start(town, "person:sam", "person:zed")
    town.everybody_reads()
    is_named(town)
    assert set(tasks(town)) == {"person:zed"}
    assert [one.recipient for one in search_of(town).searchers] == ["person:zed"]
    assert not town.pages_of("person:sam", Purpose.SEARCH)
    told = town.sam.expects("STAND DOWN")
    assert not any(word in told for word in (*HERS, "Rex", "away"))
    town.jo.expects("TAKEN OFF: Sam Oakenvane (Ana Brindlewick)")
    town.everybody_reads()
    town.ana.texts("he is at the mill")
    town.fast_forward(minutes=5)
    hears_nothing_of_hers(town.sam)


# Command and pages.


def test_whoever_is_in_command_of_her_sos_when_named_is_not_any_more_and_others_are_paged():
    town = looking()
    town.accepts(TakeCommand("I-1", "sam"), "sam")
    town.everybody_reads()
    is_named(town)
    assert [one.reason for one in town.of(CommandLapsed)] == ["owner_removed"]
    town.lee.expects("SOS Ana", purpose=Purpose.SOS)
    town.sam.expects("STAND DOWN")
    assert {page.purpose for page in town.pages_of("person:sam")} == {Purpose.NOTICE}
    town.fast_forward(minutes=10)
    hears_nothing_of_hers(town.sam)


def test_what_they_answered_before_holds_no_step_any_more():
    town = looking()
    town.fast_forward(seconds=20)
    town.sam.texts(town.sam.expects_page("SOS"))
    escalation = town.state.paging.escalations["I-1"]
    assert escalation.acknowledged == ("person:sam",)
    is_named(town)
    after = town.state.paging.escalations["I-1"]
    assert after.acknowledged == ()
    assert after.held_until is None
    assert "person:sam" not in after.recipients


def test_their_own_sos_and_everybody_elses_stay_theirs():
    town = looking()
    town.zed.texts("help at the mill")
    town.fast_forward(seconds=60)
    town.everybody_reads()
    is_named(town)
    town.fast_forward(minutes=2)
    assert any("Zed" in text for text in town.sam.reads_all())


# Going with her.


@pytest.fixture
def escorted():
    """Sam has said that he goes with Ana; Zed would be asked next."""
    town = town_with_case()
    town.strict = False
    town.accepts(StartWalk("ana", "mo", 60, "lot"), "mo")
    town.accepts(WantEscort("W-1", "mo", ("person:sam", "person:zed")), "mo")
    town.fast_forward(seconds=1)
    town.sam.texts(code_of(town.sam))
    assert escort_of(town).status is EscortState.ACCEPTED
    town.everybody_reads()
    return town


def test_an_escort_who_said_yes_and_is_named_is_replaced_at_once(escorted):
    is_named(escorted)
    assert escort_of(escorted).recipient == "person:zed"
    escorted.zed.expects("ESCORT wanted: Ana Brindlewick")
    told = escorted.sam.expects("STAND DOWN")
    assert not any(word in told for word in (*HERS, "Rex", "away"))
    escorted.jo.expects("TAKEN OFF: Sam Oakenvane (Ana Brindlewick)")
    hears_nothing_of_hers(escorted.sam)
    assert escorted.state.watch.walks, "Only her code ends the walk."


def test_that_they_stand_down_is_said_until_they_have_read_it(escorted):
    is_named(escorted)
    code = escorted.sam.expects_page("STAND DOWN", purpose=Purpose.NOTICE)
    escorted.fast_forward(minutes=5)
    escorted.sam.expects("STAND DOWN")
    escorted.sam.texts(code)
    escorted.everybody_reads()
    escorted.fast_forward(minutes=20)
    hears_nothing_of_hers(escorted.sam)
    assert not any("STAND DOWN" in text for text in escorted.sam.reads_all())


def test_an_escort_who_is_named_by_another_dispatcher_is_left_out(escorted):
    is_named(escorted)
    escorted.accepts(WantEscort("W-1", "mo", ("person:sam", "person:lee")), "mo")
    assert escort_of(escorted).recipient == "person:lee"


def test_where_nobody_had_asked_them_for_anything_nobody_is_told_anything():
    town = town_with_case()
    town.everybody_reads()
    town.strict = False
    is_named(town, "zed")
    town.zed.expects_nothing()
    assert [(one.colleague, one.person) for one in town.of(ColleagueKeptAway)] == [("zed", "ana")]
    assert not any("TAKEN OFF" in text for text in town.jo.reads_all())


def test_when_the_court_takes_the_order_back_that_is_on_record_too():
    town = town_with_case()
    town.strict = False
    is_named(town, "zed")
    town.accepts(VacateOrder("O-1", town.now, "court", "jo"), "jo")
    assert [one.colleague for one in town.of(ColleagueLetBack)] == ["zed"]
    assert town.state.watch.cases.kept_away == {}


# Units.


def crewed(**crews):
    units = {
        name: replace(one, crew=crews.get(name, ())) for name, one in cast.AGENCY.units.items()
    }
    return cast.agency(units=units)


def advice(town):
    view = town.engine.views(town.now)
    found = sending.recommendation(town.state.response, town.incident(), view)
    picks = [pick.unit for line in found.lines for pick in line.picks]
    return picks, {one.unit: one.reasons for one in found.candidates()}


def test_a_unit_whose_crew_has_her_respondent_on_it_is_not_recommended_nor_sent_by_mistake():
    town = looking(agency=crewed(P12=("sam", "zed"), P11=("lee",), **{"4A21": ("mo",)}))
    assert "P12" in advice(town)[0]
    is_named(town)
    picks, reasons = advice(town)
    assert "P12" not in picks
    assert Reason.CREW_KEPT_AWAY in reasons["P12"]
    refused = town.does(DispatchUnit("I-1", "P12", "mo"), "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == "crew_kept_away"
    town.accepts(DispatchUnit("I-1", "P11", "mo"), "mo")
    # Whoever has made sure that somebody else is on it sends it all the same.
    town.accepts(DispatchUnit("I-1", "P12", "mo", crew_checked=True), "mo")


def test_a_unit_that_is_on_its_way_already_goes_on_and_those_who_lead_make_sure_who_is_on_it():
    town = looking(agency=crewed(P12=("zed",)))
    town.accepts(DispatchUnit("I-1", "P12", "mo"), "mo")
    town.everybody_reads()
    is_named(town, "zed")
    assert town.state.response.units["P12"].incident == "I-1"
    town.jo.expects("TAKEN OFF: Zed Nightgrove (Ana Brindlewick), MAY BE ON P12")
    town.zed.expects("STAND DOWN")


def test_it_does_not_search_for_her_either():
    town = looking("A", agency=crewed(P12=("sam",)))
    is_named(town)
    refused = town.does(StartSearch("I-1", "mo", searchers("unit:P12")), "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == "searcher_kept_away"


def test_where_nobody_says_who_is_on_a_crew_the_dispatcher_is_cautioned():
    town = looking()
    assert all(Reason.CREW_UNKNOWN not in each for each in advice(town)[1].values())
    is_named(town)
    picks, reasons = advice(town)
    assert all(Reason.CREW_UNKNOWN in reasons[unit] for unit in picks)
    assert picks, "Somebody is always sent."


def test_a_respondent_who_does_not_work_here_any_more_is_on_no_crew():
    town = looking()
    is_named(town)
    town.reloads(cast.without("sam"))
    assert all(Reason.CREW_UNKNOWN not in each for each in advice(town)[1].values())


# Erasing.


def replayed(town):
    fresh = State()
    fold(fresh, Codec(town.codec._sealer), town.ledger.read())
    return fresh


def test_the_wall_stands_when_what_is_known_of_the_respondent_is_erased():
    town = town_with_case()
    town.strict = False
    is_named(town)
    erase(town, "respondent:R-1")
    for state in (town.state, replayed(town)):
        assert state.watch.cases.respondents["R-1"].name.text is None
        assert kept_from(state.watch.cases, "sam") == {"ana"}
    assert digest_of(replayed(town)) == digest_of(town.state)


def test_an_entry_from_before_the_id_stood_open_is_put_down_anew_and_keeps_the_wall():
    town = town_with_case()
    town.strict = False
    old = RespondentSet(rex(staff=sealed("sam")), "jo")
    assert old.respondent.colleague == ""
    drafts = town.engine._drafts(Accepted((old,)), "jo", town.now, 0)
    town.engine._record([old], drafts, town.now)
    town.fast_forward(seconds=1)
    assert town.state.watch.cases.respondents["R-1"].colleague == "sam"
    erase(town, "respondent:R-1")
    assert kept_from(replayed(town).watch.cases, "sam") == {"ana"}


# Alarms.


def alarmed(town, subject, detail="Not heard."):
    town.accepts(RaiseAlarm(AlarmKind.TRACKER_TROUBLE, subject, detail))
    town.fast_forward(minutes=11)


@pytest.mark.parametrize("subject", ["person:ana silent", "respondent:R-1 strap"])
def test_an_alarm_that_names_her_or_them_is_paged_to_others_where_they_run_tocsin(subject):
    town = town_with_case(
        replace(
            cast.AGENCY, settings=replace(cast.SETTINGS, alarm_targets=("person:sam", "person:zed"))
        )
    )
    town.strict = False
    is_named(town)
    town.everybody_reads()
    alarmed(town, subject)
    town.zed.expects("Tocsin alarm", purpose=Purpose.ALARM)
    assert not any("alarm" in text for text in town.sam.reads_all())
    alarmed(town, "unit:P11 silent")
    town.sam.expects("Tocsin alarm", purpose=Purpose.ALARM)


def test_where_they_alone_would_hear_of_it_those_who_lead_do():
    town = town_with_case(cast.with_settings(alarm_targets=("person:sam",)))
    town.strict = False
    is_named(town)
    town.everybody_reads()
    alarmed(town, "person:ana silent")
    town.jo.expects("Tocsin alarm", purpose=Purpose.ALARM)
    assert not any("alarm" in text for text in town.sam.reads_all())


def test_an_alarm_that_names_an_incident_of_hers_names_her():
    town = looking()
    is_named(town)
    view = town.engine.views(town.now)
    for words in ("no_next_moment:I-1", "page_unsent:P-1 late", "see S-4"):
        assert not view.may_hear_alarm("person:sam", words), words
        assert view.may_hear_alarm("person:zed", words)
    assert view.may_hear_alarm("person:sam", "no_next_moment:I-77 person:anabel")

"""Who owns an incident: a lease, not a word given once."""

import pytest

from tests import cast
from tocsin.facts.incidents import (
    CheckBackRequested,
    CommandLapsed,
    CommandRenewed,
    CommandTaken,
    Disposition,
    IncidentLinked,
    IncidentNoted,
)
from tocsin.facts.pages import EscalationStepStarted, Purpose
from tocsin.response.incident import LapseCommand, RenewCommand, RequestCheckBack, TakeCommand
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit, MoveUnit, recommendation
from tocsin.response.stage import AddNote, CloseIncident, LinkIncidents, Reason


@pytest.fixture
def owned(loud_town):
    """Ana has asked for help and Lee has it."""
    loud_town.ana.texts("SOS")
    loud_town.lee.texts(loud_town.lee.expects_page() + " C")
    assert loud_town.incident().commander == "lee"
    return loud_town


def test_taking_command_quiets_the_paging_until_the_lease_ends(owned):
    owned.everybody_reads()
    owned.fast_forward(seconds=170)
    owned.sam.expects_nothing()


def test_an_owner_who_is_silent_is_asked_and_then_everybody_is_paged_again(owned):
    owned.fast_forward(seconds=185)
    assert owned.lee.expects_page(purpose=Purpose.CHECK_BACK)
    owned.fast_forward(seconds=60)
    assert owned.of(CommandLapsed) == [CommandLapsed("I-1", "lee", "check_back_unanswered")]
    owned.fast_forward(seconds=30)
    assert owned.sam.expects_page()


def test_any_answer_of_the_owner_to_a_check_back_renews_the_lease(owned):
    owned.fast_forward(seconds=185)
    owned.lee.texts(owned.lee.expects_page(purpose=Purpose.CHECK_BACK))
    assert [fact.because for fact in owned.of(CommandRenewed)] == ["answered"]
    owned.fast_forward(minutes=9)
    assert len(owned.of(CheckBackRequested)) == 1
    owned.fast_forward(minutes=2)
    assert len(owned.of(CheckBackRequested)) == 2


def test_a_bare_word_of_the_owner_means_the_check_back(owned):
    owned.fast_forward(seconds=185)
    owned.lee.texts("still on it")
    assert owned.of(CommandRenewed)
    assert not owned.of(CommandLapsed)


def test_movement_renews_once_and_then_the_owner_is_asked_all_the_same(owned):
    owned.accepts(DispatchUnit("I-1", "P11", "lee"))
    owned.accepts(MoveUnit("P11", "en_route", "lee"))
    owned.fast_forward(minutes=4)
    assert [fact.because for fact in owned.of(CommandRenewed)] == ["units_moving"]
    owned.fast_forward(minutes=10)
    assert owned.of(CheckBackRequested)


def test_a_second_who_takes_command_takes_over(owned):
    owned.accepts(TakeCommand("I-1", "sam"))
    assert [fact.person for fact in owned.of(CommandTaken)] == ["lee", "sam"]
    outcome = owned.does(TakeCommand("I-1", "sam"))
    assert outcome.reason is Reason.COMMAND_ALREADY_TAKEN


def test_of_two_who_take_command_at_once_the_second_does_not_take_it_from_the_first(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.accepts(TakeCommand("I-1", "lee", over=""))
    late = loud_town.does(TakeCommand("I-1", "sam", over=""))
    assert late.reason is Reason.COMMAND_CHANGED
    assert "Who is in command changed" in late.detail
    loud_town.accepts(TakeCommand("I-1", "sam", over="lee"))
    assert [fact.person for fact in loud_town.of(CommandTaken)] == ["lee", "sam"]


def test_only_somebody_who_works_here_can_take_command(owned):
    assert owned.does(TakeCommand("I-1", "rex")).reason is Reason.PERSON_NOT_ACTIVE


def test_after_a_lapse_the_policy_starts_again_from_its_first_step(owned):
    owned.accepts(LapseCommand("I-1", "test"))
    last = owned.of(EscalationStepStarted)[-1]
    assert (last.round, last.step, last.recipients) == (2, 1, ("person:lee",))


def test_without_an_owner_there_is_no_lease_to_renew_or_end(loud_town):
    loud_town.ana.texts("SOS")
    for command in (
        RenewCommand("I-1", "answered"),
        RequestCheckBack("I-1"),
        LapseCommand("I-1", "x"),
    ):
        assert loud_town.does(command).reason is Reason.NOBODY_IN_COMMAND


def test_nothing_is_done_to_an_incident_that_is_unknown_or_closed(owned):
    assert owned.does(AddNote("I-9", "lee", "x")).reason is Reason.INCIDENT_UNKNOWN
    owned.accepts(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    for command in (
        AddNote("I-1", "lee", "x"),
        TakeCommand("I-1", "sam"),
        GiveLocation("I-1", "lee", "lot"),
        DispatchUnit("I-1", "P11", "lee"),
        CloseIncident("I-1", "lee", Disposition.DUPLICATE),
    ):
        assert owned.does(command).reason is Reason.INCIDENT_CLOSED


def test_a_note_needs_words_and_a_link_another_incident(owned):
    assert owned.does(AddNote("I-1", "lee", "  ")).reason is Reason.TEXT_EMPTY
    assert owned.does(LinkIncidents("I-1", "I-9", "x")).reason is Reason.INCIDENT_UNKNOWN
    owned.accepts(AddNote("I-1", "lee", "gate is open"))
    (note,) = owned.of(IncidentNoted)
    assert note.text.subject == "person:ana"
    owned.mo.texts("SOS")
    owned.accepts(LinkIncidents("I-1", "I-2", "same place"))
    assert owned.incident("I-1").related == ("I-2",)
    assert owned.incident("I-2").related == ("I-1",)


def test_an_sos_of_somebody_who_is_being_paged_is_linked_to_what_they_are_paged_for(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.lee.texts("he is here too")
    assert IncidentLinked("I-2", "I-1", "sender_was_paged") in town.of(IncidentLinked)


def test_a_unit_and_a_supervisor_can_be_the_ones_who_need_help(loud_town):
    town = loud_town
    town.P11.texts("officer down")
    town.lee.texts("help in the lot")
    assert [town.incident(n).sender for n in ("I-1", "I-2")] == ["unit:P11", "person:lee"]
    advice = recommendation(town.state.response, town.incident("I-1"), town.engine.views(town.now))
    assert advice.lines
    town.lee.reads_all()
    town.fast_forward(minutes=2)
    assert not [text for text in town.lee.reads_all() if "I-2" in text or "Harrowgale" in text]
    assert town.sam.expects("Lee Harrowgale")


def test_closing_frees_the_sender_for_a_new_incident(owned):
    owned.accepts(CloseIncident("I-1", "lee", Disposition.FALSE_ALARM))
    owned.ana.texts("SOS again")
    assert owned.incident("I-2").is_open
    assert owned.state.response.open_by_sender == {"person:ana": "I-2"}


def test_a_closed_incident_is_forgotten_after_a_day_and_an_open_one_is_not(owned):
    owned.accepts(CloseIncident("I-1", "lee", Disposition.FALSE_ALARM))
    owned.ana.texts("SOS")
    owned.mo.texts("SOS")
    owned.run_for(25 * 3600)
    owned.accepts(CloseIncident("I-3", "lee", Disposition.FALSE_ALARM))
    assert set(owned.state.response.incidents) == {"I-2", "I-3"}
    assert cast.AGENCY.policies["sos"] == owned.incident("I-2").policy

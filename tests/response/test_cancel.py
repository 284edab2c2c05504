"""A cancel stops nothing: somebody speaks to the sender first, and "not safe" wins."""

import pytest

from tests import cast
from tocsin.engine.core import Request
from tocsin.facts.incidents import CancelVerified, Disposition, DuressDeclared
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer, CancelGiven, SosRaised
from tocsin.paging.stage import AnswerPage
from tocsin.response.incident import RequestCancelVerification, VerifyCancel
from tocsin.response.sending import DispatchUnit, MoveUnit
from tocsin.response.stage import CloseIncident, Reason


@pytest.fixture
def cancelled(loud_town):
    """Ana has asked for help, Lee has it, and Ana's phone has sent the safe code."""
    loud_town.ana.texts("SOS")
    loud_town.lee.texts(loud_town.lee.expects_page() + " C")
    loud_town.everybody_reads()
    loud_town.ana.texts(cast.SAFE_CODE)
    return loud_town


def test_whoever_is_in_command_is_asked_to_call_back(cancelled):
    assert cancelled.lee.expects_page("sent a cancel", purpose=Purpose.VERIFY_CANCEL)


def test_a_cancel_that_nobody_has_judged_keeps_the_incident_open(cancelled):
    outcome = cancelled.does(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    assert outcome.reason is Reason.CANCEL_NOT_VERIFIED
    cancelled.accepts(VerifyCancel("I-1", "lee", safe=True))
    cancelled.accepts(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))


def test_an_unanswered_call_back_is_asked_again_and_of_more_people(cancelled):
    cancelled.everybody_reads()
    cancelled.fast_forward(seconds=95)
    assert cancelled.lee.expects("sent a cancel", purpose=Purpose.VERIFY_CANCEL)


def test_without_an_owner_everybody_paged_is_asked(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.fast_forward(seconds=30)
    loud_town.ana.texts(cast.SAFE_CODE)
    for phone in (loud_town.lee, loud_town.sam):
        assert phone.expects_page(purpose=Purpose.VERIFY_CANCEL)


@pytest.mark.parametrize(("word", "safe"), [("SAFE", True), ("NOT SAFE", False)])
def test_the_judgement_is_recorded_with_who_gave_it_and_everybody_is_told(cancelled, word, safe):
    cancelled.lee.texts(f"{cancelled.lee.expects_page(purpose=Purpose.VERIFY_CANCEL)} {word}")
    assert cancelled.of(CancelVerified) == [CancelVerified("I-1", "lee", safe)]
    assert cancelled.lee.expects("Lee Harrowgale", purpose=Purpose.UPDATE)
    assert not cancelled.pages_of("person:lee", Purpose.VERIFY_CANCEL)


def test_the_one_who_judged_is_named_and_not_the_one_in_command(cancelled):
    cancelled.accepts(VerifyCancel("I-1", "sam", safe=True))
    cancelled.fast_forward(seconds=1)
    assert cancelled.lee.expects("reported safe by Sam Oakenvane")


@pytest.mark.parametrize("first", [Answer.SAFE, Answer.NOT_SAFE])
def test_of_two_who_disagree_the_one_who_says_not_safe_counts(loud_town, first):
    town = loud_town
    town.ana.texts("SOS")
    town.fast_forward(seconds=30)
    town.ana.texts(cast.SAFE_CODE)
    second = Answer.SAFE if first is Answer.NOT_SAFE else Answer.NOT_SAFE
    pages = [p for p in town.state.paging.pages.values() if p.purpose is Purpose.VERIFY_CANCEL]
    answers = [
        Request(AnswerPage(page.page, page.recipient, answer, "x"), "x")
        for page, answer in zip(pages, (first, second), strict=False)
    ]
    town.engine.execute(answers, town.now)
    town.fast_forward(seconds=1)
    assert [fact.safe for fact in town.of(CancelVerified)] == [False]


def test_not_safe_after_somebody_else_said_safe_is_not_swallowed(cancelled):
    code = cancelled.lee.expects_page(purpose=Purpose.VERIFY_CANCEL)
    cancelled.lee.texts(f"{code} SAFE")
    cancelled.lee.texts(f"{code} NOT SAFE")
    assert cancelled.of(SosRaised)[-1].sender == "person:lee"


def test_after_not_safe_the_sender_may_cancel_again_and_is_called_again(cancelled):
    cancelled.accepts(VerifyCancel("I-1", "lee", safe=False))
    cancelled.lee.reads_all()
    cancelled.ana.texts(cast.SAFE_CODE)
    assert cancelled.lee.expects_page(purpose=Purpose.VERIFY_CANCEL)
    assert cancelled.incident().cancel.safe is None


def test_without_a_cancel_there_is_nothing_to_judge(loud_town):
    loud_town.ana.texts("SOS")
    for command in (VerifyCancel("I-1", "lee", safe=True), RequestCancelVerification("I-1")):
        assert loud_town.does(command).reason is Reason.NO_CANCEL_GIVEN


def test_a_duress_code_once_given_is_not_undone_by_the_safe_code(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.ana.texts(cast.DURESS_CODE)
    loud_town.ana.texts(cast.SAFE_CODE)
    assert [fact.duress for fact in loud_town.of(CancelGiven)] == [True, False]
    assert loud_town.incident().duress
    assert loud_town.incident().cancel.duress
    assert len(loud_town.of(DuressDeclared)) == 1


def test_units_are_cleared_before_an_incident_is_closed(loud_town):
    loud_town.ana.texts("SOS")
    loud_town.accepts(DispatchUnit("I-1", "P11", "lee"))
    outcome = loud_town.does(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    assert outcome.reason is Reason.UNITS_STILL_ASSIGNED
    assert "P11" in outcome.detail
    loud_town.accepts(MoveUnit("P11", "clear", "lee"))
    facts = loud_town.accepts(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE, " talked "))
    assert facts[0].note.text == " talked "

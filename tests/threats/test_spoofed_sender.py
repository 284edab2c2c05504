"""A sender number can be made up: what a text in another's name can do, and what it cannot."""

from itertools import pairwise

import pytest

from tests import cast
from tocsin.facts.incidents import (
    CancelVerified,
    CommandLapsed,
    CommandRenewed,
    CommandTaken,
    Disposition,
)
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import CancelGiven, SosRaised
from tocsin.intake.grammar import understand
from tocsin.response.incident import TakeCommand
from tocsin.response.stage import CloseIncident, Reason

PEOPLE = 2
POLICY = cast.POLICY
HELD_S = POLICY.command_lease_s + POLICY.check_back_s + 2 * POLICY.check_back_grace_s
"""How long one who only ever says bare words can hold an SOS."""


@pytest.fixture
def called(loud_town):
    """Ana has asked for help. Whoever texts as Lee below has seen none of Lee's pages."""
    loud_town.ana.texts("SOS")
    return loud_town


def after_lapse(town):
    """Ana's SOS after a made-up Lee took it, held it once, and tried to hold it again."""
    town.lee.texts("C")
    town.fast_forward(seconds=cast.POLICY.command_lease_s + 1)
    town.lee.texts("still on it")
    assert [fact.because for fact in town.of(CommandRenewed)] == ["answered"]
    town.fast_forward(seconds=cast.POLICY.check_back_s)
    town.lee.texts("still on it")
    town.lee.texts("C")
    town.fast_forward(seconds=cast.POLICY.check_back_grace_s)
    return town


def test_a_command_in_anothers_name_is_told_to_them_and_to_everybody_who_was_paged(called):
    called.fast_forward(seconds=25)
    called.lee.texts("C")
    assert called.lee.expects("you have command", purpose=Purpose.ECHO)
    assert called.sam.expects("Lee Harrowgale has taken command")


def test_a_word_without_the_code_holds_an_sos_once_and_then_everybody_is_paged_again(called):
    town = after_lapse(called)
    assert town.of(CommandLapsed) == [CommandLapsed("I-1", "lee", "check_back_unanswered")]
    town.everybody_reads()
    town.fast_forward(minutes=2)
    assert town.lee.expects_page()
    assert town.sam.expects_page()


def test_whose_command_lapsed_takes_it_again_with_the_code_and_not_without(called):
    town = after_lapse(called)
    for _ in range(5):
        town.lee.texts("C")
        assert town.incident().commander == ""
    assert town.lee.expects("still needs somebody in command", purpose=Purpose.ECHO)
    town.fast_forward(minutes=5)
    town.lee.texts(town.lee.expects_page() + " C")
    assert town.incident().commander == "lee"


def test_whose_command_lapsed_takes_it_again_on_the_board(called):
    town = after_lapse(called)
    town.accepts(TakeCommand("I-1", "lee"), "lee")
    assert town.incident().commander == "lee"


def test_whoever_is_asked_for_the_code_is_told_so_and_keeps_command_with_it(called):
    called.lee.texts(called.lee.expects_page() + " C")
    called.fast_forward(seconds=cast.POLICY.command_lease_s + 1)
    called.lee.texts("ok")
    called.fast_forward(seconds=cast.POLICY.check_back_s)
    called.lee.reads_all()
    called.lee.texts("ok")
    code = called.pages_of("person:lee", Purpose.CHECK_BACK)[-1].code
    assert called.lee.expects(f"reply {code}", purpose=Purpose.ECHO)
    called.lee.texts(code)
    assert len(called.of(CommandRenewed)) == 2
    called.fast_forward(seconds=cast.POLICY.check_back_grace_s)
    assert not called.of(CommandLapsed)


def test_no_number_of_made_up_answers_makes_an_sos_quiet_for_longer_than_its_leases(called):
    """Both supervisors' numbers are made up, every minute for two hours."""
    for turn in range(120):
        for phone in (called.lee, called.sam):
            word = ("C", "ok", "still on it", "received")[turn % 4]
            if (
                understand(word, called.engine.views(called.now).pages_sent(phone.recipient))
                is not None
            ):
                called.texts(phone.number, word)
        called.run_for(60)
    paged = [h.at for h in called.handed if h.purpose == Purpose.SOS]
    pauses = [later - earlier for earlier, later in pairwise([*paged, called.now])]
    assert called.incident().is_open
    assert len(called.of(CommandTaken)) <= PEOPLE
    assert max(pauses).total_seconds() <= PEOPLE * HELD_S
    assert pauses[-1].total_seconds() <= 2 * cast.POLICY.received_lease_s


def test_safe_without_the_code_judges_no_cancel_and_is_told_to_nobody(called):
    called.ana.texts(cast.SAFE_CODE)
    called.lee.texts("safe")
    assert not called.of(CancelVerified)
    assert called.lee.expects("Not counted without its code", purpose=Purpose.ECHO)
    assert not [text for text in called.sam.reads_all() if "reported safe" in text]
    outcome = called.does(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    assert outcome.reason is Reason.CANCEL_NOT_VERIFIED
    called.lee.texts(called.lee.expects_page(purpose=Purpose.VERIFY_CANCEL) + " safe")
    assert called.of(CancelVerified) == [CancelVerified("I-1", "lee", safe=True)]


def test_not_safe_is_believed_without_the_code(called):
    called.ana.texts(cast.SAFE_CODE)
    called.lee.texts("not safe")
    assert called.of(CancelVerified) == [CancelVerified("I-1", "lee", safe=False)]


@pytest.mark.parametrize("text", ["cancel", "I am safe", "false alarm", "yellow", "stop", "ok"])
def test_a_made_up_cancel_in_her_name_is_words_and_stops_nothing(called, text):
    called.ana.texts(text)
    called.everybody_reads()
    called.fast_forward(seconds=60)
    assert not called.of(CancelGiven)
    assert called.sam.expects_page()


def test_her_true_code_in_her_name_stops_no_page_either(called):
    called.ana.texts(cast.SAFE_CODE)
    called.everybody_reads()
    called.fast_forward(minutes=2)
    assert called.sam.expects_page()
    assert called.lee.expects("Call and judge by voice", purpose=Purpose.VERIFY_CANCEL)


def test_a_false_sos_in_her_name_is_answered_on_her_own_phone(loud_town):
    loud_town.ana.texts("SOS")
    assert loud_town.ana.expects("Your supervisors are being paged now")
    assert loud_town.of(SosRaised)


def test_a_made_up_safe_and_a_closed_case_open_anew_with_her_next_text(called):
    called.ana.texts(cast.SAFE_CODE)
    called.lee.texts(called.lee.expects_page(purpose=Purpose.VERIFY_CANCEL) + " safe")
    called.accepts(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    called.ana.texts("no he is here")
    assert called.incident("I-2").is_open
    assert called.lee.expects_page("no he is here")

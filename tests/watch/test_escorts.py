"""An escort is whoever said so; the next is asked until somebody does, and people know when none."""

import pytest

from tests.harness import TestTown
from tocsin.agency.dismissal import DismissStaff
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.facts.walks import EscortPassed
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import ESCORT_ANSWER_S, NOTICE_AGAIN_S
from tocsin.watch.escorts import ReportEscort, WantEscort
from tocsin.watch.walk import EscortState
from tocsin.watch.walks import StartWalk


@pytest.fixture
def asked():
    """Sam and then Zed are asked to go with Ana."""
    town = TestTown()
    town.strict = False
    town.accepts(StartWalk("ana", "mo", 60, "lot"), "mo")
    town.accepts(WantEscort("W-1", "mo", ("person:sam", "person:zed")), "mo")
    town.fast_forward(seconds=1)
    return town


def escort_of(town):
    return town.state.watch.walks["W-1"].escort


def code_of(phone):
    return phone.expects_page("ESCORT wanted: Ana Brindlewick", purpose=Purpose.NOTICE)


def test_nobody_is_an_escort_who_was_only_asked(asked):
    assert "to North lot" in asked.sam.expects("ESCORT wanted")
    assert escort_of(asked).status is EscortState.ASKING
    asked.zed.expects_nothing()


def test_who_says_yes_goes_with_her_and_says_done_at_her_car(asked):
    code = code_of(asked.sam)
    asked.sam.texts(code)
    assert escort_of(asked).status is EscortState.ACCEPTED
    asked.fast_forward(minutes=10)
    asked.zed.expects_nothing()
    asked.sam.texts(f"{code} done")
    assert escort_of(asked).status is EscortState.DONE
    assert asked.state.watch.walks, "Only her code ends the walk."


def test_who_cannot_is_followed_by_the_next_at_once(asked):
    asked.sam.texts(f"{code_of(asked.sam)} cannot")
    asked.zed.expects("ESCORT wanted")
    assert [one.reason for one in asked.of(EscortPassed)] == ["declined"]


def test_who_does_not_answer_in_time_is_followed_by_the_next(asked):
    asked.fast_forward(seconds=ESCORT_ANSWER_S)
    asked.zed.expects("ESCORT wanted")
    assert [one.reason for one in asked.of(EscortPassed)] == ["no_answer"]


def test_when_nobody_is_left_people_are_told_until_one_takes_it(asked):
    asked.fast_forward(seconds=2 * ESCORT_ANSWER_S)
    assert escort_of(asked).status is EscortState.MISSING
    asked.jo.expects("NO ESCORT: nobody goes with Ana Brindlewick")
    asked.everybody_reads()
    asked.fast_forward(seconds=NOTICE_AGAIN_S)
    code = asked.lee.expects_page("NO ESCORT", purpose=Purpose.NOTICE)
    asked.lee.texts(code)
    asked.everybody_reads()
    asked.fast_forward(minutes=20)
    asked.jo.expects_nothing()


def test_who_said_yes_and_then_cannot_is_followed_by_the_next(asked):
    code = code_of(asked.sam)
    asked.sam.texts(code)
    asked.sam.texts(f"{code} cannot")
    asked.zed.expects("ESCORT wanted")


def test_an_escort_who_is_dismissed_is_followed_by_the_next(asked):
    asked.sam.texts(code_of(asked.sam))
    asked.accepts(DismissStaff("sam", "jo"), "jo")
    asked.fast_forward(seconds=1)
    asked.zed.expects("ESCORT wanted")


def test_she_is_never_asked_to_escort_herself():
    town = TestTown()
    town.strict = False
    town.accepts(StartWalk("ana", "mo", 60), "mo")
    town.accepts(WantEscort("W-1", "mo", ("role:dispatcher",)), "mo")
    assert escort_of(town).recipient == "person:mo"


def test_what_was_said_by_voice_is_reported_on_the_board(asked):
    asked.accepts(ReportEscort("W-1", "mo", Answer.RECEIVED), "mo")
    assert escort_of(asked).status is EscortState.ACCEPTED
    asked.accepts(ReportEscort("W-1", "mo", Answer.DONE), "mo")
    assert escort_of(asked).status is EscortState.DONE


def test_a_restart_keeps_who_was_asked_and_until_when(asked):
    asked.crash()
    asked.fast_forward(seconds=ESCORT_ANSWER_S)
    asked.zed.expects("ESCORT wanted")


def test_a_missed_walk_says_who_was_with_her(asked):
    asked.sam.texts(code_of(asked.sam))
    asked.fast_forward(minutes=62)
    asked.lee.expects("NO WORD FROM Ana Brindlewick", "escort Sam Oakenvane")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (WantEscort("W-9", "mo", ("person:sam",)), "walk_unknown"),
        (WantEscort("W-1", "mo", ()), "targets_empty"),
        (ReportEscort("W-1", "mo", Answer.DONE), "no_escort_asked"),
    ],
)
def test_what_is_refused_says_why(loud_town, command, reason):
    loud_town.accepts(StartWalk("ana", "mo"), "mo")
    refused = loud_town.does(command, "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == reason

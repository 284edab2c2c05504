"""The end of a shift: she is asked whether she leaves, and never forgotten when she does not."""

from datetime import UTC, datetime

import pytest

from tests import cast
from tests.harness import TestTown
from tocsin.agency.dismissal import DismissStaff
from tocsin.facts.pages import Purpose
from tocsin.facts.walks import LeavingAsked
from tocsin.kernel.limits import LEAVE_AGAIN_S, LEAVE_GRACE_S, NOTICE_AGAIN_S
from tocsin.watch.walk import Phase


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

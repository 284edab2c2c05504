"""A search: who looks where, what they found, and that nobody is forgotten while they look."""

import pytest

from tests import cast
from tests.ground.fake import OUTLINE, POD, SECONDS
from tests.response.looking import cleared, code, looking, search_of, start, tasks
from tocsin.facts.incidents import LocationGiven
from tocsin.facts.search import (
    PersonFound,
    SearchEnded,
    SearchersIdle,
    SearchPlanned,
    SearchStarted,
    SearchTaskEnded,
    SearchTaskGiven,
    SearchTaskOverdue,
    SegmentCleared,
)
from tocsin.facts.signals import SosRaised
from tocsin.facts.system import AlarmKind
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import SAID_TWICE_S, SEARCH_ASK_AGAIN_S
from tocsin.response.locating import GiveLocation
from tocsin.response.search import ReportSearch
from tocsin.response.searching import Refusal

LEE, SAM, P11 = "person:lee", "person:sam", "unit:P11"


def status_of(town, unit):
    return town.state.response.units[unit].status


def refused(town, command):
    outcome = town.does(command, "mo")
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


def failed_stages(town):
    alarms = town.state.paging.alarms.values()
    return [alarm.alarm for alarm in alarms if alarm.kind is AlarmKind.STAGE_FAILED]


# From start to task.


def test_a_search_is_started_planned_and_given_out_in_one_go():
    town = looking()
    start(town, LEE, P11)
    kinds = (SearchStarted, SearchPlanned, SearchTaskGiven)
    said = [type(fact) for _, fact in town.facts if isinstance(fact, kinds)]
    assert said == [SearchStarted, SearchPlanned, SearchTaskGiven, SearchTaskGiven]
    assert tasks(town) == {LEE: "row A", P11: "row B"}
    (planned,) = town.of(SearchPlanned)
    assert (planned.plan, planned.because, len(planned.segments)) == (1, "started", 3)
    assert (planned.elsewhere, planned.found_within, planned.bound) == (0.1, 0.5, 0.6)


def test_a_task_carries_what_it_rests_on_and_when_it_should_be_answered():
    town = looking()
    start(town, LEE)
    (given_,) = town.of(SearchTaskGiven)
    assert (given_.task, given_.recipient, given_.pod) == ("I-1/T1", LEE, POD)
    assert (given_.done_by - cast.SATURDAY).total_seconds() == pytest.approx(SECONDS, abs=5)


def test_clear_gives_the_next_task_and_counts_the_ground_once():
    town = looking()
    start(town, LEE)
    town.lee.texts(f"{code(town.lee)} CLEAR")
    (clear,) = town.of(SegmentCleared)
    assert (clear.by, clear.pod) == (LEE, POD)
    assert cleared(town) == ["row A"]
    assert tasks(town) == {LEE: "row B"}
    town.lee.expects("row B")


def test_whoever_gets_nothing_waits_and_is_not_asked_for_again_and_again():
    town = looking("row A")
    start(town, LEE, SAM)
    assert tasks(town) == {LEE: "row A"}
    assert [fact.recipients for fact in town.of(SearchersIdle)] == [(SAM,)]
    asked = town.ground.asked.count("assign")
    town.fast_forward(minutes=5)
    assert town.ground.asked.count("assign") == asked


def test_found_ends_the_search_and_says_where_she_is():
    town = looking()
    start(town, LEE, SAM)
    town.lee.texts(f"{code(town.lee)} FOUND")
    (found,) = town.of(PersonFound)
    assert (found.by, found.task) == (LEE, "I-1/T1")
    assert [fact.reason for fact in town.of(SearchTaskEnded)] == ["found", "found"]
    assert [fact.reason for fact in town.of(SearchEnded)] == ["found"]
    where = town.of(LocationGiven)[-1].evidence
    assert (where.source, where.label.text, where.outline.text) == ("searcher", "row A", OUTLINE)
    assert search_of(town).found_by == LEE
    assert not search_of(town).is_running
    town.fast_forward(minutes=30)
    assert len(town.of(SearchTaskGiven)) == 2


def test_found_once_said_is_not_undone_by_clear_in_the_same_breath():
    town = looking()
    start(town, LEE)
    given_code = code(town.lee)
    for text in (f"{given_code} FOUND", f"{given_code} CLEAR"):
        town.texts(town.lee.number, text)
    town.fast_forward(seconds=1)
    assert len(town.of(PersonFound)) == 1
    assert not town.of(SegmentCleared)


def test_a_late_found_to_a_page_that_is_over_is_an_sos():
    town = looking()
    start(town, LEE, SAM)
    sams = code(town.sam)
    town.lee.texts(f"{code(town.lee)} FOUND")
    before = len(town.of(SosRaised))
    town.sam.texts(f"{sams} FOUND")
    assert len(town.of(SosRaised)) == before + 1
    assert town.of(SosRaised)[-1].sender == SAM


def test_the_board_says_it_for_somebody_on_the_radio():
    town = looking()
    start(town, LEE, SAM)
    town.accepts(ReportSearch("I-1", "I-1/T1", "mo", found=False), "mo")
    assert town.of(SegmentCleared)[-1].by == "mo"
    assert cleared(town) == ["row A"]
    town.accepts(ReportSearch("I-1", "I-1/T2", "mo", found=True), "mo")
    assert town.of(PersonFound)[-1].by == "mo"


# Said twice.


def test_clear_by_text_twice_counts_once_and_leaves_the_next_ground_open():
    town = looking()
    start(town, LEE)
    town.lee.texts("clear")
    assert tasks(town) == {LEE: "row B"}
    town.fast_forward(seconds=SAID_TWICE_S / 2)
    town.lee.reads_all()
    town.lee.texts("Clear.")
    assert cleared(town) == ["row A"]
    assert tasks(town) == {LEE: "row B"}
    town.lee.expects("Noted: clear")
    town.fast_forward(seconds=SAID_TWICE_S)
    town.lee.texts("clear")
    assert cleared(town) == ["row A", "row B"]


def test_clear_with_its_code_twice_counts_once():
    town = looking()
    start(town, LEE)
    first = code(town.lee)
    town.lee.texts(f"{first} clear")
    town.lee.texts(f"{first} clear")
    assert cleared(town) == ["row A"]
    assert len(town.of(SosRaised)) == 1


def test_clear_by_text_and_then_on_the_board_is_refused_the_second_time():
    town = looking()
    start(town, LEE)
    town.lee.texts(f"{code(town.lee)} clear")
    assert refused(town, ReportSearch("I-1", "I-1/T1", "mo", found=False)) is Refusal.TASK_OVER
    assert cleared(town) == ["row A"]


def test_clear_on_the_board_and_then_by_text_is_noted_and_counts_once():
    town = looking()
    start(town, LEE)
    given_code = code(town.lee)
    town.accepts(ReportSearch("I-1", "I-1/T1", "mo", found=False), "mo")
    town.fast_forward(seconds=2)
    town.lee.texts(f"{given_code} clear")
    assert cleared(town) == ["row A"]
    assert tasks(town) == {LEE: "row B"}
    assert len(town.of(SosRaised)) == 1


# New evidence.


def test_new_evidence_divides_the_ground_anew_once_and_leaves_who_is_looking():
    town = looking()
    start(town, LEE)
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.fast_forward(seconds=5)
    plans = town.of(SearchPlanned)
    assert [(plan.plan, plan.because) for plan in plans] == [(1, "started"), (2, "evidence")]
    assert tasks(town) == {LEE: "row A"}
    assert len(town.of(SearchTaskGiven)) == 1
    town.lee.texts("clear")
    assert cleared(town) == ["row A"]
    assert search_of(town).tasks[0].segment.startswith("I-1/2")


def test_new_evidence_wakes_who_had_nothing_to_do():
    town = looking("row A")
    start(town, LEE, SAM)
    town.ground.names = ("row A", "row B")
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    assert tasks(town) == {LEE: "row A", SAM: "row B"}


def test_ground_that_new_evidence_makes_worthless_is_left_and_the_searcher_is_told():
    town = looking()
    start(town, LEE, SAM)
    town.everybody_reads()
    town.ground.leaves = ("I-1/T1",)
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.fast_forward(seconds=2)
    assert [(f.task, f.reason) for f in town.of(SearchTaskEnded)] == [("I-1/T1", "replanned")]
    town.lee.expects("leave the ground")
    assert LEE in tasks(town)
    assert not [text for text in town.sam.reads_all() if "leave the ground" in text]


def test_a_ground_with_nothing_to_divide_stands_still_until_there_is_evidence():
    town = looking()
    town.ground.silent = True
    start(town, LEE)
    assert [len(plan.segments) for plan in town.of(SearchPlanned)] == [0]
    assert tasks(town) == {}
    before = len(town.facts)
    town.fast_forward(seconds=10)
    assert not [f for _, f in town.facts[before:] if isinstance(f, SearchPlanned | SearchersIdle)]
    assert failed_stages(town) == []
    town.ground.silent = False
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    assert tasks(town) == {LEE: "row A"}


# Whoever does not answer.


def test_a_searcher_who_does_not_answer_is_asked_again_until_they_do():
    town = looking()
    start(town, LEE, SAM)
    town.everybody_reads()
    town.fast_forward(seconds=SECONDS)
    first = len(town.of(SearchTaskOverdue))
    assert first == 2
    town.lee.expects("SEARCH row A")
    town.sam.expects("CHECK", "Lee Harrowgale", "row A")
    for many in range(2, 6):
        town.everybody_reads()
        town.fast_forward(seconds=SEARCH_ASK_AGAIN_S)
        assert len(town.of(SearchTaskOverdue)) == 2 * many
        town.lee.expects("SEARCH row A")
        town.sam.expects("CHECK", "Lee Harrowgale")
    assert failed_stages(town) == []
    assert all(task.is_overdue for task in search_of(town).tasks)
    town.lee.texts("clear")
    town.fast_forward(seconds=SEARCH_ASK_AGAIN_S)
    assert [fact.recipient for fact in town.of(SearchTaskOverdue)[-1:]] == [SAM]


def test_nobody_is_told_to_look_for_themselves():
    town = looking()
    start(town, LEE)
    town.everybody_reads()
    town.fast_forward(seconds=SECONDS)
    assert not [text for text in town.lee.reads_all() if text.startswith("CHECK")]


def test_received_is_no_answer_to_what_was_found():
    town = looking()
    start(town, LEE)
    town.lee.texts("received")
    town.lee.texts("received")
    assert tasks(town) == {LEE: "row A"}
    town.fast_forward(seconds=SECONDS)
    assert town.of(SearchTaskOverdue)


# Who searches.

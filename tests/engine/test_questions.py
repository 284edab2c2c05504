"""What takes long is worked out beside the loop: no page waits for it, and nothing is lost by it."""

import threading
from datetime import timedelta

import pytest

from tests import cast
from tests.engine.running import running
from tests.ground.fake import SECONDS, FakeGround
from tests.response.looking import cleared, looking, search_of, searchers, tasks
from tocsin.engine.audit import audit
from tocsin.engine.questions import PLAN_LATE_S
from tocsin.engine.ready import is_held_up
from tocsin.facts.search import SearchersIdle, SearchPlanned, SearchTaskGiven, SearchTaskOverdue
from tocsin.facts.system import AlarmKind
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import AUDIT_EVERY_S, HEARTBEAT_EVERY_S, TICK_LATE_S
from tocsin.response.locating import GiveLocation
from tocsin.response.search import Advice, GiveTasks, PlanSearch, StartSearch, TakePlan, TakeTasks
from tocsin.response.searching import Refusal

LEE, SAM = "person:lee", "person:sam"


def slowly(*recipients, after_s=4.0):
    """A search has begun, and whatever is worked out takes so many seconds."""
    town = looking()
    town.plans_after_s = lambda: after_s
    town.accepts(StartSearch("I-1", "mo", searchers(*recipients)), "mo")
    town.run_until(town.now)
    return town


def plans(town):
    return town.of(SearchPlanned)


class Held(FakeGround):
    """A ground whose planner is not done before the test lets it."""

    def __init__(self):
        super().__init__()
        self.go, self.threads = threading.Event(), []

    def divide(self, asked):
        self.threads.append(threading.current_thread())
        assert self.go.wait(30)
        return super().divide(asked)


async def test_a_page_leaves_while_a_plan_is_being_made():
    async with running() as run:
        run.engine.ground.within = ground = Held()
        await run.texts(cast.NUMBERS["ana"], "SOS")
        started = await run.service.submit(StartSearch("I-1", "mo", searchers(LEE)), "mo")
        assert isinstance(started, Accepted)
        await run.idles()
        await run.until(lambda: ground.threads)
        before = len(run.gateway.sent)
        await run.texts(cast.NUMBERS["sam"], "SOS")
        await run.idles()
        assert len(run.gateway.sent) > before
        assert ground.threads[0] is not threading.main_thread()
        assert run.engine.state.response.incidents["I-1"].search.plan == 0
        ground.go.set()
        await run.until(lambda: run.engine.state.response.incidents["I-1"].search.tasks)


async def test_a_planner_that_fails_is_alarmed_and_asked_again():
    async with running() as run:
        run.engine.ground.within = ground = FakeGround()
        ground.raises = {"divide"}
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.service.submit(StartSearch("I-1", "mo", searchers(LEE)), "mo")
        await run.until(lambda: "stage_failed:response" in run.engine.state.paging.alarms)
        ground.raises = set()
        assert run.engine.state.response.incidents["I-1"].search.plan == 0
        await run.ticks(seconds=10)
        await run.until(lambda: run.engine.state.response.incidents["I-1"].search.tasks)


async def test_a_planner_that_hangs_is_an_alarm_and_the_rest_goes_on():
    async with running() as run:
        run.engine.ground.within = ground = Held()
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.service.submit(StartSearch("I-1", "mo", searchers(LEE)), "mo")
        await run.until(lambda: ground.threads)
        await run.ticks(seconds=PLAN_LATE_S - 1)
        alarms = run.engine.state.paging.alarms
        assert "plan_late:I-1" not in alarms
        heard = len(run.heart.heard)
        await run.ticks(seconds=AUDIT_EVERY_S)
        assert "plan_late:I-1" in alarms
        await run.ticks(seconds=HEARTBEAT_EVERY_S)
        assert len(run.heart.heard) > heard, "somebody who watches from outside is told of a loop"
        await run.texts(cast.NUMBERS["sam"], "SOS")
        assert run.gateway.to("lee")
        assert is_held_up(), "the process would never end"
        ground.go.set()
        await run.until(lambda: run.engine.state.response.incidents["I-1"].search.tasks)
        await run.ticks(seconds=AUDIT_EVERY_S)
        assert "plan_late:I-1" not in alarms


def test_an_sos_is_paged_while_a_plan_is_owed():
    town = slowly(LEE)
    assert search_of(town).plan == 0
    town.sam.texts("SOS")
    town.fast_forward(seconds=1)
    assert [one for one in town.handed if one.incident == "I-2" and one.purpose == "sos"]
    assert search_of(town).plan == 0
    town.fast_forward(seconds=60)
    assert tasks(town) == {LEE: "row A"}


def test_the_same_question_is_not_asked_twice_at_once():
    town = slowly(LEE)
    town.fast_forward(seconds=2)
    assert town.ground.asked.count("divide") == 0
    assert len(town.engine.asked_for) == 1
    town.fast_forward(seconds=60)
    assert town.ground.asked.count("divide") == 1
    assert town.engine.asked_for == frozenset()


def test_waiting_for_a_plan_is_no_late_loop_and_a_silent_searcher_still_is():
    town = slowly(LEE, after_s=300.0)
    town.fast_forward(seconds=60)
    assert search_of(town).plan == 0
    assert list(audit(town.state, town.now)) == []
    town.fast_forward(seconds=600)
    (task,) = search_of(town).tasks
    at = task.ask_at + timedelta(seconds=TICK_LATE_S + 1)
    assert [found.kind for found in audit(town.state, at)] == [AlarmKind.TICK_LATE]


def test_a_crash_while_a_plan_is_made_loses_nothing():
    town = slowly(LEE)
    town.fast_forward(seconds=2)
    town.crash()
    town.run_until(town.now)
    town.fast_forward(seconds=3)
    assert search_of(town).plan == 0, "the answer of the former life is not heard"
    town.fast_forward(seconds=60)
    assert search_of(town).plan == 1
    assert tasks(town) == {LEE: "row A"}


def test_evidence_that_comes_meanwhile_makes_a_plan_stale_and_it_is_made_anew():
    town = slowly(LEE)
    town.fast_forward(seconds=2)
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.fast_forward(seconds=3)
    assert plans(town) == []
    town.fast_forward(seconds=60)
    assert [one.because for one in plans(town)] == ["evidence"]


def test_ground_that_is_cleared_while_a_plan_is_made_does_not_make_it_stale():
    town = looking()
    town.accepts(StartSearch("I-1", "mo", searchers(LEE, SAM)), "mo")
    town.everybody_reads()
    town.plans_after_s = lambda: 4.0
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.fast_forward(seconds=2)
    town.lee.texts("clear")
    town.fast_forward(seconds=3)
    assert search_of(town).plan == 2
    assert cleared(town) == ["row A"]
    town.fast_forward(seconds=60)
    assert tasks(town) == {LEE: "row C", SAM: "row B"}


def test_ground_that_a_plan_gives_to_others_may_not_be_cleared_meanwhile():
    town = looking()
    town.accepts(StartSearch("I-1", "mo", searchers(LEE, SAM)), "mo")
    search = search_of(town)
    answer = TakePlan(
        "I-1", search, town.incident().evidence, Advice((), 1.0, 0, 0, 0, ("I-1/T1",))
    )
    town.everybody_reads()
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    outcome = town.does(answer, "system")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.ANSWER_STALE


def test_somebody_who_becomes_free_meanwhile_is_not_said_to_have_nothing_to_do():
    town = looking("row A", "row B")
    town.accepts(StartSearch("I-1", "mo", searchers(LEE, SAM)), "mo")
    town.everybody_reads()
    town.plans_after_s = lambda: 4.0
    town.lee.texts("clear")
    town.fast_forward(seconds=2)
    town.sam.texts("clear")
    town.fast_forward(seconds=3)
    assert town.of(SearchersIdle) == []
    town.fast_forward(seconds=60)
    assert {name for one in town.of(SearchersIdle) for name in one.recipients} == {LEE, SAM}


def test_a_silent_searcher_is_asked_while_a_plan_is_owed():
    town = looking()
    town.accepts(StartSearch("I-1", "mo", searchers(LEE, SAM)), "mo")
    town.everybody_reads()
    town.plans_after_s = lambda: 2 * SECONDS
    town.fast_forward(seconds=SECONDS - 5)
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.run_for(60)
    assert search_of(town).stale
    town.engine.settle(town.now)
    assert {one.recipient for one in town.of(SearchTaskOverdue)} == {LEE, SAM}


@pytest.mark.parametrize("answer", ["plan", "tasks"])
def test_an_answer_after_the_end_changes_nothing(answer):
    town = slowly(LEE)
    search, evidence = search_of(town), town.incident().evidence
    town.fast_forward(seconds=100)
    plan, given = TakePlan("I-1", search, evidence, None), TakeTasks("I-1", search, ())
    before = len(town.facts)
    outcome = town.does(plan if answer == "plan" else given, "system")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.ANSWER_STALE
    assert len(town.facts) == before


def test_a_question_is_handed_out_once_and_waits_for_its_own_answer():
    town = looking()
    engine = town.engine
    engine.execute([], town.now)
    town.does(StartSearch("I-1", "mo", searchers(LEE)), "mo")
    # The harness has answered everything; one more is asked by hand.
    town.plans_after_s = lambda: 1000.0
    town.accepts(GiveLocation("I-1", "mo", "lot"), "mo")
    town.run_until(town.now)
    assert engine.questions() == []
    assert engine.asked_for == {"search:I-1"}
    due = engine.next_due()
    assert due is None or due > town.now
    assert len(town.of(SearchTaskGiven)) == 1


def test_what_waits_is_named_by_the_answer():
    from tocsin.engine.questions import waits_for

    town = looking()
    town.accepts(StartSearch("I-1", "mo", searchers(LEE)), "mo")
    search = search_of(town)
    assert waits_for(TakePlan("I-1", search, (), None)) == PlanSearch("I-1")
    assert waits_for(TakeTasks("I-1", search, ())) == GiveTasks("I-1")
    assert waits_for(StartSearch("I-1", "mo", ())) is None


def test_a_failed_question_is_due_again_after_a_while_and_not_before():
    town = looking()
    town.ground.raises = {"divide"}
    town.accepts(StartSearch("I-1", "mo", searchers(LEE)), "mo")
    town.run_until(town.now)
    due = town.engine.next_due()
    assert due is not None
    assert town.now < due <= town.now + timedelta(seconds=10)

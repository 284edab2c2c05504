"""A map may fail at any question: somebody is sent all the same, and the failure is told."""

import pytest

from tests import cast
from tests.ground.fake import LOT, FakeGround
from tests.harness import TestTown
from tocsin.facts.units import Reason
from tocsin.ground.ground import AssignAsked, DivideAsked, Start
from tocsin.ground.steady import NOWHERE, SteadyGround
from tocsin.response.arrival import Spot
from tocsin.response.search import Search

NOW = cast.SATURDAY
START = Start("P11", (35.2, -92.4), None, 60.0)
QUESTIONS = ("arrivals", "covers", "staging", "read", "doubt", "locate")


def ask(ground, question):
    return {
        "arrivals": lambda: ground.arrivals([START], [Spot(*LOT)], {}, NOW),
        "covers": lambda: ground.covers([START], cast.PLACES, 300.0, {}, NOW),
        "staging": lambda: ground.staging([Spot(*LOT)], START, {}, NOW),
        "read": lambda: ground.read("in the north lot", cast.PLACES, NOW),
        "doubt": lambda: ground.doubt(*LOT),
        "locate": lambda: ground.locate(INCIDENT, {}, NOW),
    }[question]()


def opened():
    town = TestTown()
    town.strict = False
    town.ana.texts("SOS in the north lot")
    return town


INCIDENT = opened().incident()
SEARCH = Search("mo", ())


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_ground_answers_is_passed_on_untouched(question):
    within = FakeGround()
    assert ask(SteadyGround(within), question) == ask(within, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_fails_has_an_answer_and_is_told_once(question):
    within = FakeGround()
    within.raises = {question}
    ground = SteadyGround(within)
    answer = ask(ground, question)
    expected: dict[str, object] = {
        "covers": [frozenset()],
        "staging": None,
        "doubt": "",
        "locate": NOWHERE,
    }
    if question in expected:
        assert answer == expected[question]
    elif question == "read":
        assert [one.place for one in answer] == ["lot"]
    else:
        assert Reason.NO_MAP in answer[0].doubts
    ask(ground, question)
    (told,) = ground.take_failures()
    assert told == f"{question} (ValueError)"
    assert ground.take_failures() == []


@pytest.mark.parametrize("wrong", [[], [None, None]])
def test_an_answer_for_other_units_than_asked_is_no_answer(wrong, monkeypatch):
    within = FakeGround()
    monkeypatch.setattr(within, "arrivals", lambda *_: wrong)
    monkeypatch.setattr(within, "covers", lambda *_: wrong)
    ground = SteadyGround(within)
    assert ask(ground, "arrivals")[0].method == "straight_line"
    assert ask(ground, "covers") == [frozenset()]
    assert len(ground.take_failures()) == 2


def test_a_plan_that_fails_is_never_taken_for_nothing_left_to_search():
    within = FakeGround()
    within.raises = {"divide", "assign"}
    ground = SteadyGround(within)
    for call in (
        lambda: ground.planner().divide(DivideAsked(INCIDENT, SEARCH, {}, {}, 900.0, {}, NOW)),
        lambda: ground.planner().assign(AssignAsked("I-1", SEARCH, {}, 900.0, {}, NOW)),
    ):
        with pytest.raises(ValueError, match="broke"):
            call()


def test_where_nothing_can_be_located_units_go_to_the_best_evidence():
    town = TestTown(ground=FakeGround())
    town.strict = False
    town.ground.raises = {"locate"}
    town.ana.texts("SOS in the north lot")
    views = town.engine.views(town.now)
    assert views.spots(town.incident()) == [Spot(35.204, -92.401)]


def test_the_alarm_stands_once_and_pages_whoever_hears_of_alarms():
    town = TestTown(ground=FakeGround())
    town.strict = False
    town.ground.raises = {"read", "locate"}
    town.ana.texts("SOS in the north lot")
    town.rex.texts("help")
    town.fast_forward(minutes=1)
    raised = [a for _, a in town.facts if getattr(a, "alarm", "") == "stage_failed:ground"]
    assert len([a for a in raised if type(a).__name__ == "AlarmRaised"]) == 1
    town.jo.expects("Asking the ground failed")

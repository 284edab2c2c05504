"""A code word of her plan is an SOS with its meaning, from her phone and in a screened call."""

import pytest

from tests import cast
from tests.watch.casework import NOW, plan, town_with_case
from tocsin.facts.pages import Purpose
from tocsin.facts.plans import CallScreened
from tocsin.facts.signals import CodeWordHeard, SosRaised
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.facts.walks import WalkStarted
from tocsin.kernel.decision import Refused
from tocsin.watch.code_words import ScreenCall, code_words, heard
from tocsin.watch.plan_entry import SetPlan

WORDS = "blue folder = he is with me, call police; harbour"


def with_words(words=WORDS):
    return plan(code_words=cast.private("ana", words))


@pytest.fixture
def town():
    found = town_with_case(cast.AGENCY)
    found.strict = False
    found.accepts(SetPlan(with_words(), "jo"))
    found.fast_forward(seconds=1)
    found.everybody_reads()
    return found


def test_a_plan_names_several_code_words_with_what_they_mean():
    assert [(one.words, one.meaning) for one in code_words(with_words())] == [
        (("blue", "folder"), "he is with me, call police"),
        (("harbour",), ""),
    ]
    assert list(code_words(plan())) == []
    assert list(code_words(None)) == []


@pytest.mark.parametrize(
    "text", ["blue folder", "Can you bring the BLUE  folder?", "The (blue) folder, please."]
)
def test_it_is_heard_in_any_case_and_spacing_and_among_other_words(text):
    assert heard(with_words(), text).meaning == "he is with me, call police"


@pytest.mark.parametrize("text", ["folder", "blue folders", "blue is the folder", "", "harbours"])
def test_what_is_not_the_word_is_not_it(text):
    assert heard(with_words(), text) is None


def test_a_text_with_a_code_word_is_an_sos_whose_pages_say_what_it_means(town):
    town.ana.texts("I left the blue folder at home")
    text = town.lee.expects("SOS Ana", purpose=Purpose.SOS)
    assert "CODE WORD: he is with me, call police" in text
    assert "I left the blue folder at home" in text
    assert len(town.of(SosRaised)) == 1


def test_her_phone_says_nothing_of_an_sos(town):
    town.ana.texts("I left the blue folder at home")
    (said,) = town.ana.reads_all()
    assert said == "Noted, thank you."
    town.fast_forward(minutes=3)
    town.ana.expects_nothing()


def test_with_a_silent_plan_her_phone_says_nothing_at_all():
    town = town_with_case(cast.with_plan(silent=True))
    town.strict = False
    town.accepts(SetPlan(with_words(), "jo"))
    town.ana.texts("blue folder")
    town.ana.expects_nothing()
    assert town.of(CodeWordHeard)[0].quiet


@pytest.mark.parametrize("text", ["walk harbour", "WALK harbour 20", "SIGHTING harbour", "harbour"])
def test_it_is_never_less_than_an_sos_whatever_else_the_text_could_be(town, text):
    town.ana.texts(text)
    assert town.of(SosRaised)
    assert not town.of(WalkStarted)


def test_without_it_the_same_text_is_what_it_was():
    town = town_with_case(cast.AGENCY)
    town.strict = False
    town.ana.texts("walk harbour")
    assert town.of(WalkStarted)


def test_in_an_open_sos_it_is_an_update_with_its_meaning(town):
    town.ana.texts("SOS")
    town.everybody_reads()
    town.ana.texts("harbour")
    town.lee.expects("UPDATE", "CODE WORD: ?: harbour")


def test_her_safe_code_is_no_code_word_and_a_colleagues_text_is_their_own(town):
    town.mo.texts("blue folder")
    assert not town.of(CodeWordHeard)
    assert [one.sender for one in town.of(SosRaised)] == ["person:mo"]


@pytest.mark.parametrize(
    "words", ["clear", "on scene", "go", "yellow", "garden", "walk 20", "ab", "sos", "blue; ok"]
)
def test_a_word_that_is_taken_for_something_else_can_be_no_code_word(words):
    town = town_with_case(cast.AGENCY)
    town.strict = False
    refused = town.does(SetPlan(with_words(words), "jo"))
    assert isinstance(refused, Refused)
    assert refused.reason == "code_word_unfit"
    assert words not in refused.detail or words in ("go", "ok", "ab")


def threats(town):
    return [one for one in town.of(ThreatRaised) if one.kind is not ThreatKind.RISK]


def test_a_screened_call_with_a_code_word_calls_help_for_her(town):
    town.accepts(ScreenCall("ana", "she asks for the Blue Folder by noon", "zed"), "zed")
    (raised,) = threats(town)
    assert (raised.person, raised.because, raised.source) == ("ana", ("code_word",), "telephone")
    town.fast_forward(seconds=1)
    text = town.lee.expects("THREAT TO Ana", purpose=Purpose.SOS)
    assert "CODE WORD (he is with me, call police)" in text
    town.ana.expects_nothing()


def test_a_screened_call_without_one_is_told_to_those_who_lead_until_one_has_it(town):
    town.accepts(ScreenCall("ana", "a man asked when she is off", "zed"), "zed")
    assert not threats(town)
    town.fast_forward(seconds=1)
    town.jo.expects("CALL screened for Ana Brindlewick", "a man asked when she is off")
    town.ana.expects_nothing()
    assert [one.code_word for one in town.of(CallScreened)] == [False]


def test_a_call_for_somebody_who_does_not_work_here_is_refused(town):
    refused = town.does(ScreenCall("nobody", "hello", "zed"), "zed")
    assert isinstance(refused, Refused)
    assert refused.reason == "protected_unknown"


def test_a_plan_names_a_walk_or_says_that_none_is_wanted():
    town = town_with_case(cast.AGENCY)
    town.strict = False
    refused = town.does(SetPlan(plan(no_walk=True), "jo"))
    assert isinstance(refused, Refused)
    assert refused.reason == "walk_and_no_walk"
    town.accepts(SetPlan(plan(no_walk=True, walk=None), "jo"))
    assert town.now >= NOW

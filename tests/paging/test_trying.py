"""The word of a trial is exactly that; everything else is an SOS."""

from datetime import timedelta

import pytest

from tests.web.town import ANA, NELL, STRANGER, town
from tocsin.facts.trials import Direction
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits_carriers import TRIAL_ANSWER_S, TRIALS_AN_HOUR_MAX
from tocsin.paging.proving import words_hash
from tocsin.paging.trying import ArriveTrial, AskTrial, RecordTrial, spelt, trial_text

WORD = "T4K7"


def asks(trial="t-1", person="nell", word=WORD, **more):
    return AskTrial(trial, person, Direction.OUT, words_hash(word), "way-1", "kannel", **more)


async def begun(t, **more):
    await t.service.submit(asks(**more), "nell")


async def test_the_word_from_the_phone_of_who_tries_is_its_answer_and_no_sos():
    async with town() as t:
        await begun(t)
        t.clock.at += timedelta(seconds=9)
        await t.text(NELL, " t4 k7\n")
        (arrived,) = t.facts("TrialArrived")
        assert (arrived.trial, arrived.by, arrived.took_s) == ("t-1", "text", 9.0)
        assert t.facts("SosRaised") == []
        assert t.service.engine.state.intake.unread == {}
        # It is known from now on that a text reaches her.
        assert t.service.engine.state.paging.reach["person:nell sms"].answered_at == t.clock.at


@pytest.mark.parametrize("said", ["T4K7 help", "T4K8"])
async def test_anything_else_is_an_sos_and_so_is_the_word_from_anybody_else(said):
    async with town() as t:
        await begun(t)
        for number, text in ((STRANGER, WORD), (ANA, WORD), (NELL, said)):
            await t.text(number, text)
        assert len(t.facts("SosRaised")) == 3
        assert t.facts("TrialArrived") == []


async def test_the_word_counts_once_and_in_its_time_only():
    async with town() as t:
        await begun(t)
        await t.text(NELL, WORD)
        await t.text(NELL, WORD)
        assert (len(t.facts("TrialArrived")), len(t.facts("SosRaised"))) == (1, 1)
    async with town() as t:
        await begun(t)
        t.clock.at += timedelta(seconds=TRIAL_ANSWER_S)
        await t.text(NELL, WORD)
        assert (len(t.facts("TrialArrived")), len(t.facts("SosRaised"))) == (0, 1)


async def test_who_needs_help_is_heard_whatever_word_they_send():
    async with town() as t:
        await begun(t)
        await t.text(NELL, "SOS")
        await t.text(NELL, WORD)
        assert t.facts("TrialArrived") == []
        assert len(t.facts("SignalRead")) == 2


async def test_a_code_of_her_plan_is_never_the_word_of_a_trial():
    async with town() as t:
        plan = t.service.engine.state.agency.safety_plans["ana"]
        code = plan.duress_code.reveal()
        await begun(t, person="ana", word=spelt(code))
        await t.text(ANA, code)
        assert t.facts("TrialArrived") == []
        assert len(t.facts("SosRaised")) == 1


async def test_a_provider_that_sends_the_same_text_twice_raises_nothing():
    async with town() as t:
        await begun(t)
        for _ in range(2):
            await t.text(NELL, WORD, id="a-1")
        assert (len(t.facts("TrialArrived")), len(t.facts("SignalRepeated"))) == (1, 1)
        assert t.facts("SosRaised") == []


async def test_what_is_typed_must_be_what_the_text_says():
    async with town() as t:
        await begun(t)
        wrong = await t.service.submit(ArriveTrial("t-1", "typed", "T4K8"), "nell")
        assert isinstance(wrong, Refused)
        assert wrong.reason == "trial_words_wrong"
        await t.service.submit(ArriveTrial("t-1", "typed", "t4k7"), "nell")
        over = await t.service.submit(ArriveTrial("t-1", "typed", WORD), "nell")
        assert isinstance(over, Refused)
        assert over.reason == "trial_over"


async def test_a_phone_that_answers_before_the_provider_does_has_answered():
    async with town() as t:
        await begun(t)
        await t.text(NELL, WORD)
        await t.service.submit(RecordTrial("t-1", "no answer in time"), "nell")
        assert t.service.engine.state.paging.trials["t-1"].status == "arrived"


async def test_so_many_trials_within_an_hour_and_none_is_kept_longer():
    async with town() as t:
        for each in range(TRIALS_AN_HOUR_MAX):
            await begun(t, trial=f"t-{each}")
        refused = await t.service.submit(asks("t-x"), "nell")
        assert isinstance(refused, Refused)
        assert refused.reason == "trials_too_many"
        t.clock.at += timedelta(hours=1)
        await begun(t, trial="t-x")
        assert list(t.service.engine.state.paging.trials) == ["t-x"]
        for command in (RecordTrial("t-1"), ArriveTrial("t-1", "receipt")):
            gone = await t.service.submit(command, "nell")
            assert isinstance(gone, Refused)
            assert gone.reason == "trial_unknown"


@pytest.mark.parametrize("said", ["T4K7", " t4k7 ", "t4 k7\n"])
def test_a_phone_writes_capitals_and_blanks_of_its_own(said):
    assert spelt(said) == WORD


def test_it_is_said_in_their_language_and_fits_one_sms():
    for language in ("en", "es", "de"):
        text = trial_text(language, "a-name-of-thirty-one-characters", WORD)
        assert WORD in text
        assert len(text) <= 160

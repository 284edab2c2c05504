"""Exactly an answer, or an SOS. Nothing in between, and nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.intake.grammar import (
    RESERVED,
    WORDS,
    PageSent,
    cancel_code,
    fold_code,
    tidy,
    understand,
)

PAGED = (Purpose.SOS, Purpose.CHECK_BACK, Purpose.VERIFY_CANCEL, Purpose.DISPATCH)
ROUTINE = (Purpose.ALARM, Purpose.TEST)


def sent(
    purpose=Purpose.SOS, code="4821", name="P-1", *, is_open=True, is_waiting=True, is_recent=True
):
    return PageSent(name, code, purpose, is_open, is_waiting, is_recent)


SOS = sent()
OVER = sent(is_open=False, is_waiting=False, is_recent=False)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("4821", Answer.RECEIVED),
        ("#4821", Answer.RECEIVED),
        ("4821.", Answer.RECEIVED),
        ("  4821 \n", Answer.RECEIVED),
        ("4821 C", Answer.COMMAND),
        ("4821 c!", Answer.COMMAND),
        ("C 4821", Answer.COMMAND),
        ("c #4821", Answer.COMMAND),
        ("4821 TAKING   COMMAND", Answer.COMMAND),
        ("4821 tomo el mando", Answer.COMMAND),
        ("4821 SÍ", Answer.RECEIVED),
        ("1", Answer.RECEIVED),
        ("Yes.", Answer.RECEIVED),
        ("tc", Answer.COMMAND),
    ],
)
def test_this_is_an_answer(text, answer):
    assert understand(text, [SOS]) == ("P-1", answer)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "...",
        "SOS",
        "sos!!",
        "S O S",
        "help",
        "he's here",
        "4821 help",
        "4821 c he has a gun",
        "no 4821 c",
        "48210",
        "4 8 2 1",
        "4821c",
        "482",
        "9999",
        "1 1",
        "yes but he is here",
        "okay",
        "3",
        "not safe",
        "safe",
        "\u0663",
        "\U0001f198",
    ],
)
def test_this_is_an_sos_and_no_answer(text):
    assert understand(text, [SOS]) is None


@given(st.text(max_size=60))
def test_any_text_is_an_answer_only_when_it_is_exactly_one(text):
    words = tidy(text)
    rest = words.removeprefix("4821").strip(" .!,;:#").removesuffix("4821").strip(" .!,;:#")
    if understand(text, [SOS]) is not None:
        assert rest in ("", *WORDS[Purpose.SOS])


@given(st.text(max_size=60))
def test_without_a_page_nothing_is_an_answer(text):
    assert understand(text, []) is None


@pytest.mark.parametrize("purpose", WORDS)
def test_every_word_of_a_purpose_answers_its_page_in_any_case_with_and_without_the_code(purpose):
    page = sent(purpose)
    for word, answer in WORDS[purpose].items():
        for text in (word, word.upper(), f"4821 {word}", f"{word} 4821", f" {word}. "):
            assert understand(text, [page]) == ("P-1", answer)


@pytest.mark.parametrize("purpose", WORDS)
def test_a_word_of_another_purpose_is_no_answer(purpose):
    for word in RESERVED - set(WORDS[purpose]):
        assert understand(word, [sent(purpose)]) is None
        assert understand(f"4821 {word}", [sent(purpose)]) is None


def test_the_bare_code_of_a_check_back_is_still_on_it():
    assert understand("4821", [sent(Purpose.CHECK_BACK)]) == ("P-1", Answer.OK)


def test_a_code_of_a_page_that_is_over_is_still_an_answer_and_a_word_alone_is_not():
    assert understand("4821 c", [OVER]) == ("P-1", Answer.COMMAND)
    assert understand("c", [OVER]) is None


def test_the_code_says_which_page_is_meant():
    other = sent(code="9174", name="P-2")
    assert understand("9174 c", [SOS, other]) == ("P-2", Answer.COMMAND)


def test_a_word_that_two_waiting_pages_expect_is_no_answer():
    assert understand("1", [SOS, sent(code="9174", name="P-2")]) is None


def test_a_word_that_only_one_of_two_expects_is_its_answer():
    verify = sent(Purpose.VERIFY_CANCEL, "9174", "P-2")
    assert understand("safe", [SOS, verify]) == ("P-2", Answer.SAFE)
    assert understand("c", [SOS, verify]) == ("P-1", Answer.COMMAND)


@pytest.mark.parametrize("purpose", ROUTINE)
def test_a_page_of_an_sos_is_meant_before_an_alarm_or_a_test(purpose):
    routine = sent(purpose, "9174", "P-2")
    assert understand("1", [routine, SOS]) == ("P-1", Answer.RECEIVED)
    assert understand("1", [routine]) == ("P-2", Answer.RECEIVED)


def test_the_page_that_waits_is_meant_before_the_one_answered():
    answered = sent(is_waiting=False)
    check_back = sent(Purpose.CHECK_BACK, "9174", "P-2")
    assert understand("ok", [answered, check_back]) == ("P-2", Answer.OK)
    assert understand("ok", [answered]) == ("P-1", Answer.RECEIVED)


def test_not_safe_about_a_cancel_that_was_judged_is_an_sos():
    judged = sent(Purpose.VERIFY_CANCEL, is_open=False, is_waiting=False)
    assert understand("4821 not safe", [judged]) is None
    assert understand("not safe", [judged]) is None
    assert understand("4821 safe", [judged]) == ("P-1", Answer.SAFE)
    assert understand("4821 not safe", [sent(Purpose.VERIFY_CANCEL)]) == ("P-1", Answer.NOT_SAFE)


def test_no_word_of_an_answer_is_a_cry_for_help():
    cries = {"sos", "help", "help me", "911", "emergency", "ayuda", "socorro", "police", "no"}
    assert not RESERVED & cries


@pytest.mark.parametrize(
    "text", ["Yellow  Umbrella", "yellowumbrella", "YELLOW UMBRELLA!", "yellow\numbrella"]
)
def test_a_code_is_compared_without_case_and_blanks(text):
    assert fold_code(text) == "yellowumbrella"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cancel yellow umbrella", "yellowumbrella"),
        ("CANCEL: yellow umbrella", ":yellowumbrella"),
        ("cancelar yellow umbrella", "yellowumbrella"),
        ("cancel", "cancel"),
        ("yellow umbrella", "yellowumbrella"),
    ],
)
def test_the_word_cancel_may_stand_before_a_code(text, code):
    assert cancel_code(text) == code

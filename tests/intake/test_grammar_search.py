"""What a bare word means to somebody who searches, and may be asked other things meanwhile."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.intake.grammar import RESERVED, WORDS, PageSent, may_mean, understand


def sent(purpose, name, code, **how):
    how = {"is_open": True, "is_waiting": True, "is_recent": True} | how
    return PageSent(name, code, purpose, **how)


TASK = sent(Purpose.SEARCH, "P-9", "9999")
OVER = {"is_open": False, "is_waiting": False, "is_just_over": True}
ANSWERED = {"is_waiting": False}
CLEAR = [word for word, answer in WORDS[Purpose.SEARCH].items() if answer is Answer.CLEAR]
FOUND = [word for word, answer in WORDS[Purpose.SEARCH].items() if answer is Answer.FOUND]


@pytest.mark.parametrize("word", [*CLEAR, "CLEAR", "All clear.", "LIBRE", "nothing!"])
def test_these_say_that_ground_is_clear(word):
    assert understand(word, [TASK]) == ("P-9", Answer.CLEAR)
    assert understand(f"9999 {word}", [TASK]) == ("P-9", Answer.CLEAR)


@pytest.mark.parametrize("word", [*FOUND, "FOUND HER", "Encontrada."])
def test_these_say_that_she_is_found(word):
    assert understand(word, [TASK]) == ("P-9", Answer.FOUND)


@pytest.mark.parametrize(
    "text",
    ["clear?", "not clear", "found blood", "found nothing", "clear he has a gun", "9999 help", "6"],
)
def test_anything_more_than_that_is_an_sos(text):
    assert understand(text, [TASK]) is None


def test_found_for_a_task_that_is_over_is_an_sos_with_or_without_its_code():
    over = sent(Purpose.SEARCH, "P-8", "8888", **OVER, was_clear=True)
    assert understand("found", [over]) is None
    assert understand("8888 found", [over]) is None
    assert understand("found", [TASK, over]) == ("P-9", Answer.FOUND)


@pytest.mark.parametrize("word", FOUND)
def test_their_own_found_said_again_within_the_minute_is_the_same_with_or_without_its_code(word):
    over = sent(Purpose.SEARCH, "P-8", "8888", **OVER, was_found=True)
    assert understand(word, [over]) == ("P-8", Answer.FOUND)
    assert understand(f"8888 {word}", [over]) == ("P-8", Answer.FOUND)
    later = sent(Purpose.SEARCH, "P-8", "8888", **OVER | {"is_just_over": False}, was_found=True)
    assert understand(word, [later]) is None
    assert understand(f"8888 {word}", [later]) is None


def test_a_bare_found_with_another_task_open_is_neither_lost_nor_the_end_of_that_search():
    over = sent(Purpose.SEARCH, "P-8", "8888", **OVER, was_found=True)
    assert understand("found", [TASK, over]) is None
    assert may_mean("found", [TASK, over]) == ()
    assert understand("9999 found", [TASK, over]) == ("P-9", Answer.FOUND)
    assert understand("8888 found", [TASK, over]) == ("P-8", Answer.FOUND)


def test_not_safe_about_a_cancel_that_was_judged_is_an_sos_as_ever():
    judged = sent(Purpose.VERIFY_CANCEL, "P-1", "1111", **OVER, was_found=True)
    assert understand("not safe", [judged]) is None


def test_a_clear_said_twice_is_never_the_next_tasks():
    over = sent(Purpose.SEARCH, "P-8", "8888", **OVER, was_clear=True)
    assert understand("clear", [TASK, over]) == ("P-8", Answer.CLEAR)
    assert understand("9999 clear", [TASK, over]) == ("P-9", Answer.CLEAR)


ANSWERED_CLEAR = {"is_waiting": False, "was_clear": True}
ANSWERED_FOUND = {"is_waiting": False, "was_found": True}


def test_a_clear_that_comes_twice_at_once_is_never_another_searchs():
    """Both are read before the first is acted upon: its page is open still."""
    open_still = sent(Purpose.SEARCH, "P-8", "8888", **ANSWERED_CLEAR)
    for two in ([TASK, open_still], [open_still, TASK]):
        assert understand("clear", two) == ("P-8", Answer.CLEAR)
        assert may_mean("clear", two) == ()
        assert understand("9999 clear", two) == ("P-9", Answer.CLEAR)


def test_a_found_that_comes_twice_at_once_never_ends_another_search():
    open_still = sent(Purpose.SEARCH, "P-8", "8888", **ANSWERED_FOUND)
    for two in ([TASK, open_still], [open_still, TASK]):
        assert understand("found", two) is None
        assert may_mean("found", two) == ()
    assert understand("found", [open_still]) == ("P-8", Answer.FOUND)


def test_a_task_that_ended_otherwise_takes_no_clear_from_the_one_that_follows():
    called_off = sent(Purpose.SEARCH, "P-8", "8888", **OVER)
    assert understand("clear", [TASK, called_off]) == ("P-9", Answer.CLEAR)
    dispatch = sent(Purpose.DISPATCH, "P-1", "1111", **ANSWERED)
    assert understand("clear", [called_off, dispatch]) == ("P-8", Answer.CLEAR)


def test_a_clear_long_after_the_search_is_the_units_own():
    long_over = sent(Purpose.SEARCH, "P-8", "8888", is_open=False, is_waiting=False)
    dispatch = sent(Purpose.DISPATCH, "P-1", "1111", **ANSWERED)
    assert understand("clear", [long_over, dispatch]) == ("P-1", Answer.CLEAR)


def test_two_waiting_pages_that_expect_the_same_word_are_a_question_to_whoever_wrote():
    dispatch = sent(Purpose.DISPATCH, "P-1", "1111")
    assert understand("clear", [TASK, dispatch]) is None
    assert may_mean("clear", [TASK, dispatch]) == ("P-9", "P-1")
    assert may_mean("Clear!", [TASK, dispatch]) == ("P-9", "P-1")
    assert understand("1111 clear", [TASK, dispatch]) == ("P-1", Answer.CLEAR)
    other = sent(Purpose.SEARCH, "P-7", "7777")
    assert understand("clear", [TASK, other]) is None
    assert may_mean("clear", [TASK, other]) == ("P-9", "P-7")


@pytest.mark.parametrize("text", ["clear he has a gun", "help", "9999 help", "", "clear?", "found"])
def test_nothing_else_is_asked_back(text):
    others = [sent(Purpose.DISPATCH, "P-1", "1111"), sent(Purpose.SEARCH, "P-7", "7777")]
    assert may_mean(text, [TASK, *others]) == ()


def test_what_nobody_else_may_know_waits_for_no_question():
    two = [sent(Purpose.VERIFY_CANCEL, f"P-{n}", f"{n}{n}{n}{n}") for n in (1, 2)]
    assert may_mean("safe", two) == ("P-1", "P-2")
    for word in ("not safe", "no answer", "no contesta"):
        assert may_mean(word, two) == ()
        assert understand(word, two) is None


def test_pages_that_are_over_are_not_asked_about():
    over = [
        sent(Purpose.SOS, f"P-{n}", f"{n}{n}{n}{n}", is_open=False, is_waiting=False)
        for n in (1, 2)
    ]
    assert understand("ok", over) is None
    assert may_mean("ok", over) == ()


@pytest.mark.parametrize(
    ("purpose", "word", "answer"),
    [
        (Purpose.DISPATCH, "on scene", Answer.ON_SCENE),
        (Purpose.DISPATCH, "transporting", Answer.TRANSPORTING),
        (Purpose.DISPATCH, "10-4", Answer.RECEIVED),
        (Purpose.SOS, "c", Answer.COMMAND),
        (Purpose.CHECK_BACK, "still on it", Answer.OK),
        (Purpose.VERIFY_CANCEL, "safe", Answer.SAFE),
    ],
)
@pytest.mark.parametrize("how", [{}, ANSWERED])
def test_a_task_hides_no_other_page(purpose, word, answer, how):
    other = sent(purpose, "P-1", "1111", **how)
    assert understand(word, [TASK, other]) == ("P-1", answer)
    assert understand(word, [other, TASK]) == ("P-1", answer)


@pytest.mark.parametrize("purpose", [Purpose.SOS, Purpose.CHECK_BACK, Purpose.DISPATCH])
def test_received_is_for_the_page_to_which_it_matters(purpose):
    other = sent(purpose, "P-1", "1111")
    found = understand("ok", [TASK, other])
    assert found is not None
    assert found[0] == "P-1"


def test_received_is_the_tasks_where_nothing_else_expects_it():
    assert understand("ok", [TASK]) == ("P-9", Answer.RECEIVED)
    verify = sent(Purpose.VERIFY_CANCEL, "P-1", "1111")
    # "ok" could mean "she is ok": it is no judgement, and not a word of that page.
    assert understand("ok", [verify]) is None


def test_none_of_these_words_can_be_a_safe_or_duress_code():
    assert set(CLEAR) | set(FOUND) <= RESERVED


LIVES = (
    {"is_open": True, "is_waiting": True},
    {"is_open": True, "is_waiting": False},
    {"is_open": True, "is_waiting": False, "was_clear": True},
    {"is_open": True, "is_waiting": False, "was_found": True},
    *(
        {"is_open": False, "is_waiting": False, "is_just_over": over, **answer}
        for over in (True, False)
        for answer in ({}, {"was_clear": True}, {"was_found": True})
    ),
)
"""How a page can be: what waits is open, what is over waits for nothing."""

flags = st.builds(
    lambda life, is_recent: {**life, "is_recent": is_recent},
    st.sampled_from(LIVES),
    st.booleans(),
)
pages = st.lists(st.tuples(st.sampled_from(tuple(WORDS)), flags), max_size=5)


@given(pages, st.sampled_from(sorted(RESERVED)))
def test_a_bare_word_is_an_answer_of_a_page_that_knows_it_or_an_sos(rows, word):
    made = [
        PageSent(f"P-{number}", str(1000 + number), purpose, **how)
        for number, (purpose, how) in enumerate(rows)
    ]
    found = understand(word, made)
    may = may_mean(word, made)
    assert found is None or not may
    assert len(may) != 1
    assert all(word in WORDS[one.purpose] and one.is_open for one in made if one.page in may)
    if found is None:
        return
    (page,) = [one for one in made if one.page == found[0]]
    assert word in WORDS[page.purpose]
    if found[1] is Answer.FOUND:
        assert page.is_open or (page.is_just_over and page.was_found)
    newer = [one for one in made if one.purpose is Purpose.SEARCH and one.is_waiting]
    if page in newer:
        said = {
            Answer.CLEAR: any(one.may_be_said_twice and one.was_clear for one in tasks(made)),
            Answer.FOUND: any(one.may_be_said_twice and one.was_found for one in tasks(made)),
        }
        assert not said.get(found[1])


def tasks(made):
    return [one for one in made if one.purpose is Purpose.SEARCH]


def test_the_order_in_which_pages_were_sent_changes_no_meaning():
    dispatch = sent(Purpose.DISPATCH, "P-1", "1111", **ANSWERED)
    sos = sent(Purpose.SOS, "P-2", "2222", **ANSWERED)
    for word, two in product(("clear", "found", "on scene", "c", "ok"), ((TASK, dispatch, sos),)):
        assert understand(word, list(two)) == understand(word, list(reversed(two)))

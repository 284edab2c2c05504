import msgspec
import pytest
from hypothesis import given

from tests.exchange.saying import AT, said, statements
from tocsin.exchange.statement import (
    STATEMENT_CHARACTERS_MAX,
    Statement,
    as_line,
    as_note,
    from_line,
    from_note,
    is_whole,
)


@given(statements)
def test_a_statement_comes_back_from_a_line_and_from_a_note(statement):
    assert is_whole(statement)
    assert from_line(as_line(statement)) == statement
    assert from_note(as_note(statement), "nobody", None) == statement


def test_a_line_and_a_note_say_in_words_how_sure_it_is():
    assert as_line(said()) == "[reported | 2026-11-22T13:00:00Z | shift lead] Grey van, no plates."
    assert "REPORTED, 2026-11-22T13:00:00Z, shift lead:" in as_note(said())


@pytest.mark.parametrize(
    "changes",
    [
        {"text": " "},
        {"source": ""},
        {"at": None},
        {"at": AT.replace(tzinfo=None)},
        {"certainty": None},
        {"text": "x" * (STATEMENT_CHARACTERS_MAX + 1)},
    ],
)
def test_a_statement_that_lacks_something_may_not_leave(changes):
    assert not is_whole(msgspec.structs.replace(said(), **changes))


@pytest.mark.parametrize(
    "line", ["", "Grey van", "[sure | 2026-11-22T13:00:00Z | x] y", "[reported | x] y"]
)
def test_another_line_is_no_statement(line):
    assert from_line(line) is None


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Plain words", "Plain words"),
        ("<div>One<br>two</div>", "One\ntwo"),
        ("a<script>alert(1)</script>b<STYLE>x</STYLE>c", "abc"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("<p data-certainty='sure'>x</p>", "x"),
        ("1 < 2", "1 < 2"),
        ("", ""),
    ],
)
def test_of_a_note_from_outside_only_the_words_are_kept(note, words):
    assert from_note(note, "d-1", AT) == Statement(words, "d-1", AT, None)


@pytest.mark.parametrize(
    "note", ["<" * 500_000, "<script" * 100_000, "<p>" * 200_000, "&" * 500_000]
)
def test_a_hostile_note_is_read_in_one_pass(note):
    assert from_note(note, "d-1", AT).certainty is None

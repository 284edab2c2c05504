"""What a letter says is what was asked, or it is left alone."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.facts.values import of_struct
from tocsin.engine import letters
from tocsin.engine.core import Request
from tocsin.engine.stages import STAGE_OF
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted, Refused
from tocsin.response.incident import TakeCommand
from tocsin.response.stage import AddNote, Reason

any_command = st.one_of(*(of_struct(kind) for kind in STAGE_OF))


@settings(max_examples=200)
@given(any_command)
def test_every_command_can_be_a_letter_and_is_the_same_when_it_is_read(command):
    assert letters.read(letters.write(command, "mo")) == Request(command, "mo")


def test_a_letter_of_a_kind_that_this_program_does_not_know_is_not_understood():
    body = letters.write(AddNote("I-1", "mo", "x"), "mo").replace(b"AddNote", b"SingSong")
    with pytest.raises(letters.NotUnderstood):
        letters.read(body)


def test_a_letter_that_says_more_than_this_program_knows_is_not_half_understood():
    body = letters.write(TakeCommand("I-1", "lee"), "lee")
    more = body.replace(b'"command":{', b'"command":{"reluctantly":true,')
    assert more != body
    with pytest.raises(letters.NotUnderstood):
        letters.read(more)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"kind":"AddNote","actor":"mo","command":7}'])
def test_what_is_no_letter_is_not_understood(body):
    with pytest.raises(letters.NotUnderstood):
        letters.read(body)


def test_an_answer_tells_what_was_refused_and_why():
    refused = Refused(next(iter(Reason)), "There is no such incident.")
    taken = letters.read_answer(letters.answer(refused, 7))
    assert isinstance(taken.outcome, Refused)
    assert str(taken.outcome.reason) == str(refused.reason)
    assert (taken.outcome.detail, taken.position) == (refused.detail, 7)
    assert letters.read_answer(letters.answer(Accepted(()), 9)) == (Accepted(()), 9)


def test_one_signal_has_one_letter_however_often_it_is_handed_in():
    signal = ReceiveSignal("S-1", "phones", "{}")
    assert letters.letter_id(signal, str) == letters.letter_id(signal, str) != ""
    assert letters.letter_id(AddNote("I-1", "mo", "x"), lambda: "L-1") == "L-1"


def test_every_command_has_a_name_of_its_own():
    assert len(letters.COMMANDS) == len(STAGE_OF)
    assert all(issubclass(kind, msgspec.Struct) for kind in letters.COMMANDS.values())

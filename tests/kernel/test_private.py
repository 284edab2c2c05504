"""Personal text is never seen by accident, whatever way somebody tries to print it."""

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pprint import pformat

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import ERASED, Private

SECRET = "wren-hollow-77"
PRIVATE = Private("person:ana", SECRET)


class Held(msgspec.Struct):
    text: Private


@dataclass
class Kept:
    text: Private


PRINTS: dict[str, Callable[[Private], str]] = {
    "repr": repr,
    "str": str,
    "f-string": lambda p: f"{p}",
    "f-string repr": lambda p: f"{p!r}",
    "f-string ascii": lambda p: f"{p!a}",
    "padded": lambda p: f"{p!s:>80}",
    "format": "{}".format,
    "percent s": lambda p: "%s" % p,  # noqa: UP031
    "percent r": lambda p: "%r" % p,  # noqa: UP031
    "in a list": lambda p: str([p]),
    "in a dict": lambda p: str({"a": p, p: "a"}),
    "in a struct": lambda p: repr(Held(p)),
    "in a dataclass": lambda p: repr(Kept(p)),
    "pretty": lambda p: pformat({"a": (p,)}),
}


@pytest.mark.parametrize("how", PRINTS)
def test_no_way_of_printing_shows_the_text(how):
    assert SECRET not in PRINTS[how](PRIVATE)


def test_a_format_that_asks_for_more_than_its_name_fails():
    with pytest.raises(TypeError):
        f"{PRIVATE:>80}"


@pytest.mark.parametrize("raising", [KeyError, ValueError, RuntimeError])
def test_an_exception_that_carries_it_does_not_show_it(raising):
    with pytest.raises(raising) as caught:
        raise raising(PRIVATE)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_dict_without_it_does_not_show_it_in_its_error():
    with pytest.raises(KeyError) as caught:
        dict[Private, str]()[PRIVATE]
    assert SECRET not in str(caught.value)


def test_a_log_does_not_show_it():
    stream = StringIO()
    logger = logging.getLogger("tests.private")
    handler = logging.StreamHandler(stream)
    logger.addHandler(handler)
    logger.warning("got %s and %r", PRIVATE, [PRIVATE])
    logger.removeHandler(handler)
    assert stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_no_encoder_takes_it_unasked():
    with pytest.raises(TypeError):
        json.dumps(PRIVATE)
    with pytest.raises(TypeError):
        msgspec.json.encode(PRIVATE)
    with pytest.raises(TypeError):
        vars(PRIVATE)


@given(st.text(min_size=1), st.text())
def test_it_shows_its_subject_only(subject, text):
    assert repr(Private(subject, text)) == f"Private({subject!r})"


def test_it_reveals_the_text_only_when_asked_and_says_when_it_is_erased():
    assert PRIVATE.reveal() == SECRET
    assert Private("person:ana", None).reveal() == ERASED


def test_it_is_equal_by_subject_and_text():
    assert Private("person:ana", SECRET) == PRIVATE
    assert Private("person:mo", SECRET) != PRIVATE
    assert Private("person:ana", None) != PRIVATE
    assert PRIVATE != SECRET
    assert len({PRIVATE, Private("person:ana", SECRET)}) == 1


def test_a_map_of_numbers_shows_how_many_there_are_and_no_number():
    numbers = Numbers({"+15015550101": "person:ana", "+15015550102": "person:mo"})
    assert repr(numbers) == str(numbers) == "Numbers(2)"
    numbers.forget("person:ana")
    assert numbers == {"+15015550102": "person:mo"}
    del numbers["+15015550102"]
    assert not numbers

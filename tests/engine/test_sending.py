"""What a provider takes for the same, and what it must not."""

from datetime import timedelta

from msgspec.structs import replace

from tests import cast
from tocsin.engine.sending import key_of
from tocsin.facts.pages import MessageAttempted, Purpose
from tocsin.kernel.private import Private
from tocsin.paging.state import Message

MESSAGE = Message(
    "M-7",
    "P-1",
    "person:lee",
    "sms",
    Private("person:lee", cast.NUMBERS["lee"]),
    Private("person:ana", "SOS"),
    Purpose.SOS,
    True,
    "I-1",
    cast.SATURDAY,
)
ATTEMPT = MessageAttempted("M-7", 2, "kannel-1")


def test_an_attempt_that_is_made_again_has_the_same_key():
    again = replace(MESSAGE, text=Private("person:ana", "SOS")), replace(ATTEMPT)
    assert key_of(MESSAGE, ATTEMPT) == key_of(*again)


def test_another_attempt_or_another_message_of_the_same_name_has_another_key():
    later = replace(MESSAGE, at=MESSAGE.at + timedelta(microseconds=1))
    others = {key_of(later, ATTEMPT), key_of(MESSAGE, replace(ATTEMPT, attempt=3))}
    assert len(others - {key_of(MESSAGE, ATTEMPT)}) == 2

"""What a provider takes for the same, and what it must not."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from tests import cast
from tests.engine.running import Obedient
from tocsin.engine.sending import Sender, key_of
from tocsin.facts.pages import MessageAttempted, Purpose
from tocsin.kernel.private import Private
from tocsin.paging.state import Message, PagingState

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


async def test_no_more_is_out_without_an_outcome_on_record_than_a_provider_has_places(monkeypatch):
    """A crash can double no more than these, however far the ledger is behind."""
    monkeypatch.setattr("tocsin.engine.gateway.SENDS_AT_ONCE_MAX", 2)
    messages = {f"M-{n}": replace(MESSAGE, message=f"M-{n}") for n in range(5)}
    engine: Any = SimpleNamespace(state=SimpleNamespace(paging=PagingState(messages=messages)))
    gateway, on_record = Obedient(), asyncio.Semaphore(0)

    async def give(_outcome, _actor):
        await on_record.acquire()

    sender = Sender(engine, [gateway], {}, give)
    sender.send([replace(ATTEMPT, message=name) for name in messages])
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(gateway.sent) == 2
    on_record.release()
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(gateway.sent) == 3
    sender.drop()

"""Texts that we wait for ourselves: a loopback text that comes back, the word of a trial.

Each is taken for what it is only whole, once, from its own number and in its time. All
else is for the other questions, and in the end an SOS.
"""

from datetime import datetime
from typing import Protocol

from tocsin.facts.reaching import LoopbackReturned
from tocsin.facts.trials import TrialArrived
from tocsin.intake.message import TextMessage
from tocsin.intake.numbers import normalise
from tocsin.intake.state import Unread


class Awaiting(Protocol):
    """What is awaited now."""

    def region(self) -> str:
        """The ISO 3166 region in which numbers without a country code are read."""
        ...

    def loopback_due(self, number: str, text: str) -> tuple[str, datetime] | None:
        """The provider whose loopback text this exactly is, while due, and when it was sent."""
        ...

    def trial_due(self, number: str, text: str) -> tuple[str, datetime] | None:
        """The trial whose word this exactly is, from who tries it, while due; and since when."""
        ...


def awaited(
    unread: Unread, message: TextMessage, view: Awaiting
) -> tuple[LoopbackReturned | TrialArrived, ...]:
    """What this text is, if it is exactly one that we wait for; else nothing."""
    if message.parts != 1 or ":" in message.sender:
        return ()
    number = normalise(message.sender, view.region())
    provider_id = message.provider_id or ""
    looped = view.loopback_due(number, message.text.strip())
    if looped is not None:
        took_s = (unread.at - looped[1]).total_seconds()
        return (LoopbackReturned(looped[0], unread.signal, provider_id, took_s),)
    tried = view.trial_due(number, message.text)
    if tried is not None:
        took_s = (unread.at - tried[1]).total_seconds()
        return (TrialArrived(tried[0], "text", took_s, unread.signal, provider_id),)
    return ()

"""Phones of the demo: a text sent here appears on a phone in the browser.

It behaves as a mobile network does. A phone that is off has its texts accepted
and kept for it; they arrive, and their receipts leave, when it is on again.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

import msgspec

from tocsin.engine.gateway import GatewayError, Outgoing
from tocsin.kernel.clock import Clock

MESSAGES_PER_PHONE_MAX: Final = 200
PHONES_MAX: Final = 1_000

_NUMBER: Final = re.compile(r"\+?[0-9]{3,20}")


class PhoneMessage(msgspec.Struct, frozen=True):
    """One text on a phone. `number` is the phone it is on; "in" is what it received."""

    sequence: int
    number: str
    direction: Literal["in", "out"]
    text: str
    at: datetime

    def __repr__(self) -> str:
        return f"PhoneMessage({self.sequence}, {self.direction!r})"


Receipt = Callable[[Outgoing], object]
"""Called with message and attempt when a phone has received a text."""

Subscriber = Callable[[PhoneMessage], object]


class PhoneGateway:
    """An SMS provider, its network and all phones, inside this process."""

    channel = "sms"
    has_receipts = True

    def __init__(self, name: str, clock: Clock, on_receipt: Receipt = lambda *_: None) -> None:
        self.name = name
        self.on_receipt = on_receipt
        self._clock = clock
        self._sequence = 0
        self._phones: dict[str, deque[PhoneMessage]] = {}
        self._waiting: dict[str, deque[Outgoing]] = {}
        self._off: set[str] = set()
        self._subscribers: list[Subscriber] = []

    async def send(self, outgoing: Outgoing) -> str:
        """Accept one text for a phone. Raises GatewayError when it is no number."""
        if not _NUMBER.fullmatch(outgoing.to):
            raise GatewayError("not a telephone number", permanent=True)
        if outgoing.to in self._off:
            waiting = self._waiting.setdefault(outgoing.to, deque(maxlen=MESSAGES_PER_PHONE_MAX))
            waiting.append(outgoing)
        else:
            # Not before the acceptance: a network never reports sooner than it accepts.
            asyncio.get_running_loop().call_soon(self._deliver, outgoing)
        return f"phone-{outgoing.key}"

    async def close(self) -> None:
        """Nothing stays open."""

    def messages(self, number: str) -> list[PhoneMessage]:
        """What is on one phone, oldest first."""
        return list(self._phones.get(number, ()))

    def wrote(self, number: str, text: str) -> PhoneMessage:
        """Show on its own phone what somebody sent from it."""
        return self._show(number, "out", text)

    def is_on(self, number: str) -> bool:
        """Whether the phone is switched on; a phone nobody switched is on."""
        return number not in self._off

    def switch(self, number: str, *, on: bool) -> None:
        """Switch a phone on or off. What waited for it arrives now."""
        if not on:
            self._off.add(number)
            return
        self._off.discard(number)
        for outgoing in self._waiting.pop(number, ()):
            self._deliver(outgoing)

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` for every text on any phone; the answer ends it."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def _deliver(self, outgoing: Outgoing) -> None:
        self._show(outgoing.to, "in", outgoing.text)
        self.on_receipt(outgoing)

    def _show(self, number: str, direction: Literal["in", "out"], text: str) -> PhoneMessage:
        self._sequence += 1
        message = PhoneMessage(self._sequence, number, direction, text, self._clock.now())
        if number not in self._phones and len(self._phones) >= PHONES_MAX:
            del self._phones[next(iter(self._phones))]
        self._phones.setdefault(number, deque(maxlen=MESSAGES_PER_PHONE_MAX)).append(message)
        for subscriber in tuple(self._subscribers):
            subscriber(message)
        return message

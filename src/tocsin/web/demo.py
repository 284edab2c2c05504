"""The phones of the demo: read what they got, write from them, switch them off.

A phone is named by whose it is, never by its number. What is written from one
comes in as a gateway's request would: raw, durable first, then understood.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import Annotated, Any, Final, Protocol

import msgspec
from litestar import Request, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from tocsin.engine.gateway import Outgoing
from tocsin.engine.service import Service
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.paging.stage import RecordReceipt
from tocsin.web import bare
from tocsin.web.access import is_same_origin
from tocsin.web.asked import Accepted
from tocsin.web.problems import Problem, accepted
from tocsin.web.settings import STREAM_CHUNKS_MAX

GATEWAY: Final = "phones"
SUBJECT: Final = "ana"
"""Whose phone comes first: hers of the story. Then those who are paged first right now."""


class MessageLike(Protocol):
    """One text on a phone."""

    @property
    def sequence(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class PhonesLike(Protocol):
    """All the phones there are."""

    on_receipt: Callable[[Outgoing], object]

    def messages(self, number: str) -> Sequence[MessageLike]:
        """What is on one phone, oldest first."""
        ...

    def wrote(self, number: str, text: str) -> MessageLike:
        """Show on a phone what was sent from it."""
        ...

    def is_on(self, number: str) -> bool:
        """Whether a phone is on."""
        ...

    def switch(self, number: str, *, on: bool) -> None:
        """Switch a phone on or off."""
        ...

    def subscribe(self, subscriber: Callable[[Any], object]) -> Callable[[], None]:
        """Be told of every text; the answer ends it."""
        ...


class Bubble(msgspec.Struct, frozen=True):
    """One text on a phone: `in` is what it received."""

    phone: str
    sequence: int
    direction: str
    text: str
    at: datetime


class Phone(msgspec.Struct, frozen=True):
    """One phone, whose it is and what is on it."""

    phone: str
    name: str
    role: str
    is_on: bool
    messages: tuple[Bubble, ...]


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is sent from a phone."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class Switched(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the phone shall be on."""

    on: bool


class Town:
    """Whose phones there are, and what leads from them to the service."""

    def __init__(self, service: Service, phones: PhonesLike) -> None:
        self.phones = phones
        self._service = service
        self._texts = count(1)
        self._tasks: set[asyncio.Task[Any]] = set()
        phones.on_receipt = self._received

    def numbers(self) -> dict[str, str]:
        """The first number of every person and unit, those who will be paged first on top."""
        agency = self._service.engine.state.agency
        people = dict.fromkeys((SUBJECT, *self._paged_first(), *agency.staff))
        people = {each: None for each in people if each in agency.staff}
        found = {f"person-{each}": agency.staff[each].numbers for each in people}
        found |= {f"unit-{each}": unit.numbers for each, unit in agency.units.items()}
        return {name: numbers[0].reveal() for name, numbers in found.items() if numbers}

    def _paged_first(self) -> list[str]:
        """The people of the first steps of the SOS policy at this moment."""
        views = self._service.engine.views(self._service.clock.now())
        targets = [t for step in views.policy_for(verified=True).steps for t in step.targets]
        return [who.partition(":")[2] for target in targets for who in views.resolve(target)]

    def number(self, phone: str) -> str:
        """The number of a phone. Raises Problem."""
        found = self.numbers().get(phone)
        if found is None:
            raise Problem(404, "phone_unknown", "There is no phone of this name in the demo.")
        return found

    def all(self) -> tuple[Phone, ...]:
        """Every phone with what is on it."""
        agency = self._service.engine.state.agency
        shown = []
        for name, number in self.numbers().items():
            kind, _, who = name.partition("-")
            staff = agency.staff.get(who) if kind == "person" else None
            unit = agency.units.get(who) if kind == "unit" else None
            role = str(staff.roles[0]) if staff and staff.roles else unit.kind if unit else kind
            bubbles = tuple(_bubble(name, each) for each in self.phones.messages(number))
            called = staff.name.reveal() if staff else who
            shown.append(Phone(name, called, role, self.phones.is_on(number), bubbles))
        return tuple(shown)

    async def write(self, phone: str, text: str) -> None:
        """Send a text from a phone: it comes in as any gateway's request does."""
        number = self.number(phone)
        self.phones.wrote(number, text)
        signal = f"demo-{self._service.engine.position}-{next(self._texts)}"
        body = msgspec.json.encode({"from": number, "text": text, "id": signal})
        raw = RawRequest(GATEWAY, "json", "POST", "/demo", b"", "application/json", body)
        command = ReceiveSignal(signal, GATEWAY, freeze(raw))
        accepted(await self._service.submit(command, f"gateway:{GATEWAY}"))

    def _received(self, of: Outgoing) -> None:
        command = RecordReceipt(of.message, of.attempt, delivered=True, queued=of.queued)
        # A phone has a text before its gateway has heard that it was taken; a
        # receipt is never faster than that.
        task = asyncio.create_task(self._service.submit(command, f"gateway:{GATEWAY}"))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _bubble(phone: str, message: MessageLike) -> Bubble:
    return Bubble(phone, message.sequence, message.direction, message.text, message.at)


def demo_routes(service: Service, phones: PhonesLike) -> list[Any]:
    """Routes of the demo's phones: for this machine only, whatever it listens on."""
    town = Town(service, phones)

    def local(request: Any, _handler: Any) -> None:
        scope = request.scope
        own = scope["method"] == "GET" or is_same_origin(scope)
        if not (bare.is_loopback(scope) and bare.is_local_name(scope) and own):
            raise Problem(403, "demo_is_local", "The demo's phones are on this machine only.")

    options: dict[str, Any] = {"guards": [local], "include_in_schema": False}

    @get("/demo/phones", **options)
    async def list_phones() -> tuple[Phone, ...]:
        return town.all()

    @post("/demo/phones/{phone:str}/text", status_code=200, **options)
    async def write(phone: FromPath[str], data: JSONBody[Written]) -> Accepted:
        await town.write(phone, data.text)
        return Accepted()

    @post("/demo/phones/{phone:str}/switch", status_code=200, **options)
    async def switch(phone: FromPath[str], data: JSONBody[Switched]) -> Accepted:
        town.phones.switch(town.number(phone), on=data.on)
        return Accepted()

    @get("/demo/stream", **options)
    async def stream(request: Request[Any, Any, Any]) -> Stream:  # noqa: ARG001
        return Stream(_bubbles(town), media_type="text/event-stream")

    return [list_phones, write, switch, stream]


async def _bubbles(town: Town) -> AsyncIterator[bytes]:
    """Every text on any phone, as it comes; a comment every second in between."""
    queue: asyncio.Queue[MessageLike] = asyncio.Queue(STREAM_CHUNKS_MAX * 16)

    def put(message: MessageLike) -> None:
        with suppress(asyncio.QueueFull):
            queue.put_nowait(message)

    end = town.phones.subscribe(put)
    try:
        yield b": open\n\n"
        while True:
            try:
                async with asyncio.timeout(1.0):
                    message = await queue.get()
            except TimeoutError:
                yield b": pulse\n\n"
                continue
            names = {number: name for name, number in town.numbers().items()}
            name = names.get(message.number)
            if name is not None:
                data = msgspec.json.encode(_bubble(name, message))
                yield b"event: text\ndata: %b\n\n" % data
    finally:
        end()

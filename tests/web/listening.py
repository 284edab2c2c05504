"""A client of the live stream, at the level of ASGI: it reads as slowly as a test wants."""

import asyncio
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec


class Event(NamedTuple):
    name: str
    data: Any
    id: int | None


class Ear:
    """One open stream."""

    def __init__(self, web, headers: dict[str, str], query: str = ""):
        self.status = 0
        self.bytes = b""
        self.is_over = False
        self.holding = asyncio.Event()
        self.holding.set()
        self._leave = asyncio.Event()
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/api/v1/stream",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("192.0.2.7", 1),
        }
        self.task = asyncio.create_task(web(scope, self._receive, self._send))

    async def _receive(self):
        await self._leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        await self.holding.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.bytes += message.get("body", b"")
            self.is_over = self.is_over or not message.get("more_body", False)

    @property
    def events(self) -> list[Event]:
        found = []
        for block in self.bytes.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if "event" in fields:
                data = msgspec.json.decode(fields["data"])
                id_ = int(fields["id"]) if "id" in fields else None
                found.append(Event(fields["event"], data, id_))
        return found

    @property
    def position(self) -> int:
        return max((event.id for event in self.events if event.id is not None), default=0)

    def named(self, name: str) -> list[Any]:
        return [event.data for event in self.events if event.name == name]

    async def until(self, condition, within_s: float = 5.0) -> None:
        async with asyncio.timeout(within_s):
            # The stream has no event for "a test may look now".
            while not condition(self):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def leave(self) -> None:
        self._leave.set()
        with suppress(asyncio.CancelledError):
            await self.task

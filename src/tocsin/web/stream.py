"""The live stream: server-sent events, encoded once per change for all who see the same.

A client that is slow fills its own bounded queue and is let go; it comes back
with the last position it saw and is sent what it missed. Who may still see is
asked again before every chunk and at every pulse.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog

from tocsin.engine.service import Service
from tocsin.facts.fact import Fact
from tocsin.kernel.limits import BOARD_PRESSED_S
from tocsin.web import bare
from tocsin.web.access import Access, Right, Seat, let_read
from tocsin.web.asking import tongue_in
from tocsin.web.bare import Receive, Scope, Send
from tocsin.web.feed import Audience, Feed, audience_of
from tocsin.web.settings import (
    HOOK_RETRY_AFTER_S,
    PULSE_EVERY_S,
    STREAM_CHUNKS_MAX,
    STREAM_GATHER_S,
    STREAM_SEND_S_MAX,
    STREAMS_MAX,
    TRACKS_EVERY_S,
)
from tocsin.web.wall import OPEN, Wall

log = structlog.get_logger()

PATH: Final = "/api/v1/stream"
END: Final = b'event: end\ndata: {"reason": "access_ended"}\n\n'
TROUBLE: Final = b"event: trouble\ndata: {}\n\n"
RETRY: Final = ((b"retry-after", str(HOOK_RETRY_AFTER_S).encode()),)
HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept-Language"),
    (b"x-accel-buffering", b"no"),
]


class Client:
    """One open board."""

    def __init__(self, seat: Seat, language: str) -> None:
        self.seat = seat
        self.language = language
        self.audience: Audience = audience_of(seat, language)
        self.chunks: asyncio.Queue[bytes] = asyncio.Queue(STREAM_CHUNKS_MAX)
        self.is_dropped = False

    def is_same(self, seat: Seat) -> bool:
        """Whether they may see the same as before, but for a wall that went up or came down."""
        audience = audience_of(seat, self.language)
        return audience._replace(wall=OPEN) == self.audience._replace(wall=OPEN)

    def give(self, chunk: bytes) -> None:
        """Put one chunk where the client takes it from, or let a client go that takes none."""
        try:
            self.chunks.put_nowait(chunk)
        except asyncio.QueueFull:
            self.is_dropped = True


class Stream:
    """All open boards, and the one task that writes to them."""

    def __init__(self, service: Service, access: Access) -> None:
        self.feed = Feed(service, access.walls)
        self.clients: set[Client] = set()
        self._service = service
        self._access = access
        self._dirty: set[str] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._systems: dict[Wall, bytes] = {}
        service.engine.listen(self._hear, self._draw_anew)

    def _draw_anew(self) -> None:
        """The state is another one: whatever was told of the one before may never have been."""
        self.feed.forget()
        self._dirty.add("all")
        self._wake.set()

    def _hear(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        try:
            keys = self.feed.note(told)
        except Exception as error:  # noqa: BLE001 - nothing here may reach the engine.
            # No traceback: it may quote what somebody wrote.
            log.error("feed_failed", error=type(error).__name__)  # noqa: TRY400
            self.feed.forget()
            keys = {"all"}
        if self.clients:
            self._dirty |= keys
            self._wake.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one client until it leaves, is too slow, or may not see any more."""
        seat = self._access.require(scope, Right.OWN)
        let_read(self._service, seat)
        if len(self.clients) >= STREAMS_MAX:
            await bare.answer(send, 503, b"Too many boards are open.\n", extra=RETRY)
            return
        client = Client(seat, tongue_in(scope).language)
        # Between the whole board and joining nothing may happen, or it would be missed.
        client.give(self.feed.since(client.audience, _position(scope)))
        self.clients.add(client)
        self._start()
        writing = asyncio.create_task(self._write(client, send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.clients.discard(client)
            for task in (writing, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, OSError, TimeoutError):
                    await task

    def close(self) -> None:
        """End every stream."""
        if self._task is not None:
            self._task.cancel()
        for client in self.clients:
            client.is_dropped = True
            client.give(b"")

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _write(self, client: Client, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        while not client.is_dropped:
            chunk = await client.chunks.get()
            seat = self._access.still(client.seat)
            if seat is None or not client.is_same(seat):
                await _send(send, END, more=False)
                return
            if seat.wall != client.audience.wall:
                # What waits was written for whoever saw more, or less: all of it is left out.
                chunk = self._anew(client, seat)
            await _send(send, chunk)
        await _send(send, b"", more=False)

    def _anew(self, client: Client, seat: Seat) -> bytes:
        """The whole board for what they may see from now on."""
        client.audience = audience_of(seat, client.language)
        client.chunks = asyncio.Queue(STREAM_CHUNKS_MAX)
        return self.feed.whole(client.audience)

    async def _run(self) -> None:
        """Tell everybody of changes as they come, and of ourselves every second."""
        pulse_at, look_at = 0.0, 0.0
        loop = asyncio.get_running_loop()
        while self.clients:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(pulse_at):
                    await self._wake.wait()
            if self._wake.is_set():
                pressed = self._service.pressure.sheds
                await asyncio.sleep(BOARD_PRESSED_S if pressed else STREAM_GATHER_S)
                self._wake.clear()
                await self._tell()
            if loop.time() >= pulse_at:
                pulse_at = loop.time() + PULSE_EVERY_S
                self._pulse()
            if loop.time() >= look_at:
                look_at = loop.time() + TRACKS_EVERY_S
                self._look()

    def _look(self) -> None:
        """Positions are no facts, so nobody is told of them: they are looked at."""
        moved = self.feed.moved()
        if moved:
            self._dirty |= moved
            self._wake.set()

    async def _tell(self) -> None:
        keys, self._dirty = self._dirty, set()
        # Who joins meanwhile got a board that holds all of this already.
        clients = [client for client in self.clients if keys]
        for audience in {client.audience for client in clients}:
            chunk = self._chunk(audience, keys)
            for client in clients:
                if client.audience == audience:
                    client.give(chunk)
            await asyncio.sleep(0)

    def _chunk(self, audience: Audience, keys: set[str]) -> bytes:
        try:
            return self.feed.events(audience, keys)
        except Exception as error:  # noqa: BLE001 - a bug in a view must not end all boards.
            # No traceback: it may quote what somebody wrote.
            log.error("board_failed", error=type(error).__name__)  # noqa: TRY400
            return TROUBLE

    def _pulse(self) -> None:
        pulse = b": %b\n\n" % self._service.clock.now().isoformat().encode()
        walls = {client.audience.wall for client in self.clients}
        systems = {wall: self.feed.system(wall) for wall in walls}
        for client in self.clients:
            system = systems[client.audience.wall]
            client.give(
                pulse if system == self._systems.get(client.audience.wall) else system + pulse
            )
        self._systems = systems


async def _send(send: Send, chunk: bytes, *, more: bool = True) -> None:
    async with asyncio.timeout(STREAM_SEND_S_MAX):
        await send({"type": "http.response.body", "body": chunk, "more_body": more})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _position(scope: Scope) -> int | None:
    """The position the client saw last: its own header, or `?after=`."""
    given = bare.header(scope, b"last-event-id")
    if not given and scope["query_string"].startswith(b"after="):
        given = scope["query_string"].removeprefix(b"after=").decode("latin-1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None

"""The port while the service is still starting: it says so, and takes nothing.

A start loads Python and folds the ledger, which takes seconds, and minutes after an update
that changes the state. Whoever asks meanwhile is told when to ask again, and so is a
gateway that hands in a text: nothing is acknowledged that is not on record. This goes on in a
thread of its own, for the main one is busy.
"""

import asyncio
import socket
import threading
from contextlib import suppress
from typing import Final, Self

HEAD_BYTES_MAX: Final = 64 * 1024
BODY_BYTES_MAX: Final = 256 * 1024
"""So much of what is sent is heard, so that whoever sends it also hears the answer."""

GUESTS_MAX: Final = 256
"""How many are answered at once; more are turned away without a word."""

PATIENCE_S: Final = 5.0
"""How long somebody may take to ask."""

RETRY_AFTER_S: Final = 2

SAID: Final = "The service is starting; nothing was taken. Send it again.\n"


def listen(host: str, port: int) -> socket.socket:
    """The port to listen on. Raises OSError when somebody else has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol must be named: the loop sends small answers at once (TCP_NODELAY)
    # only on sockets that say they are TCP; else each one waits 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


class Door:
    """Who asks at the port before the service does."""

    def __init__(self, listening: socket.socket) -> None:
        """Answer at this port from now on, until `give_up`."""
        self._listening = listening
        self._folded, self._of = 0, 0
        self._guests: set[asyncio.Task[None]] = set()
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    def tell(self, folded: int, of: int) -> None:
        """Say from now on that so many of the ledger's entries are folded."""
        self._folded, self._of = folded, of

    def give_up(self) -> socket.socket:
        """Answer nobody any more; the port, for whoever does. Who asks meanwhile waits there."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join()
        return self._listening

    def close(self) -> None:
        """Give up, and leave the port."""
        self.give_up().close()

    def __enter__(self) -> Self:
        """Answer until the end of the block, or until the port is given up."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the port, whoever answers there by now."""
        self.close()

    def _run(self) -> None:
        with self._runner:
            self._runner.run(self._answer_all())

    async def _answer_all(self) -> None:
        # A copy, for the loop closes what it has listened on.
        server = await asyncio.start_server(
            self._guest, sock=self._listening.dup(), limit=HEAD_BYTES_MAX
        )
        await self._ended.wait()
        server.close()
        if self._guests:
            await asyncio.wait(self._guests, timeout=0.2)

    async def _guest(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._guests.add(task)
        try:
            with suppress(OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
                if len(self._guests) <= GUESTS_MAX:
                    async with asyncio.timeout(PATIENCE_S):
                        writer.write(self._answer(await _asked(reader)))
                        await writer.drain()
        finally:
            self._guests.discard(task)
            writer.close()

    def _answer(self, path: bytes) -> bytes:
        kind, said = "text/plain; charset=utf-8", SAID
        if path == b"/healthz":
            folded = f'"folded":{self._folded},"of":{self._of}'
            kind, said = "application/json", f'{{"ok":false,"starting":true,{folded}}}'
        head = (
            "HTTP/1.1 503 Service Unavailable",
            f"retry-after: {RETRY_AFTER_S}",
            f"content-type: {kind}",
            f"content-length: {len(said)}",
            "cache-control: no-store",
            "connection: close",
        )
        return "\r\n".join((*head, "", said)).encode()


async def _asked(reader: asyncio.StreamReader) -> bytes:
    """Hear somebody out; what they asked for. Raises ValueError where that is no request."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise ValueError("The head of the request is too long.") from error
    request, *fields = head.split(b"\r\n")
    for field in fields:
        name, _, value = field.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            await reader.readexactly(min(int(value), BODY_BYTES_MAX))
    _, path, _ = request.split(b" ", 2)
    return path.partition(b"?")[0]

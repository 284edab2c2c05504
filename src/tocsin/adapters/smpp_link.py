"""One connection to a carrier's message centre, from its bind to its end.

Whatever comes in is read here and nowhere else. A request of the centre is
handed on in a task of its own and answered when that has ended, so a text is
answered when it is on disk. An answer finds its request by its number, in any
order; one that nobody waits for any more is passed over.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from typing import Final, NamedTuple

import structlog

from tocsin.adapters import smpp_pdu as pdu
from tocsin.engine.gateway import GatewayError
from tocsin.kernel.limits_carriers import (
    SMPP_ANSWER_S,
    SMPP_ENQUIRE_EVERY_S,
    SMPP_INBOUND_AT_ONCE_MAX,
    SMPP_WINDOW_MAX,
)

log = structlog.get_logger()

GOODBYE_S: Final = 1.0

Deliver = Callable[[bytes], Awaitable[int]]
"""Takes one text or receipt, whole; the command_status that it is answered with."""


class Answer(NamedTuple):
    """A response: its status, and what stands after its head."""

    status: int
    body: bytes


class Where(NamedTuple):
    """Where a message centre is, and how we sign in there."""

    host: str
    port: int
    username: str
    password: str
    system_type: str = ""
    tls: ssl.SSLContext | None = None


class Link:
    """A bound connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, deliver: Deliver
    ) -> None:
        self.ended = ""
        """Why it is over; empty while it is not."""
        self._reader = reader
        self._writer = writer
        self._deliver = deliver
        self._numbers = count(2)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._window = asyncio.Semaphore(SMPP_WINDOW_MAX)
        self._inbound: set[asyncio.Task[None]] = set()

    @property
    def awaits_answers(self) -> bool:
        """Whether a request of ours has no answer yet."""
        return bool(self._waiting)

    async def bind(self, where: Where) -> None:
        """Sign in. Raises GatewayError, and then the connection is closed."""
        reading = asyncio.ensure_future(self._until_bound())
        try:
            await self._write(pdu.bind(1, where.username, where.password, where.system_type))
            answer = await reading
        except (OSError, ValueError, EOFError) as error:
            self.drop("no bind")
            raise GatewayError(f"the bind failed ({type(error).__name__})") from None
        finally:
            reading.cancel()
        if answer.status != pdu.OK:
            self.drop("no bind")
            raise GatewayError(f"the bind was refused (0x{answer.status:02X})")

    async def _until_bound(self) -> Answer:
        while True:
            head, body = await self._read()
            if head.command == pdu.BIND_TRANSCEIVER | pdu.RESPONSE:
                return Answer(head.status, body)
            if head.command == pdu.GENERIC_NACK:
                return Answer(head.status or pdu.INVALID_COMMAND, body)

    async def request(self, encode: Callable[[int], bytes]) -> Answer:
        """Ask the centre something; its answer. Raises GatewayError when the link ends first.

        So many wait for an answer at once and no more: the rest wait for their turn.
        """
        async with self._window:
            sequence = next(self._numbers)
            answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            if self.ended:
                raise GatewayError(f"the link is down: {self.ended}")
            self._waiting[sequence] = answer
            try:
                await self._write(encode(sequence))
                return await answer
            except OSError as error:
                raise GatewayError(f"the link failed ({type(error).__name__})") from None
            finally:
                self._waiting.pop(sequence, None)

    async def run(self) -> str:
        """Read until the link ends; why it did."""
        beat = asyncio.create_task(self._enquire())
        try:
            while not self.ended:
                head, body = await self._read()
                self._take(head, body)
        except ValueError:
            self.drop("the centre sent what is no PDU")
        except (OSError, EOFError) as error:
            self.drop(f"the connection ended ({type(error).__name__})")
        finally:
            beat.cancel()
            self.drop("closed")
        return self.ended

    def drop(self, why: str) -> None:
        """End it at once; whoever waits for an answer hears why."""
        if self.ended:
            return
        self.ended = why
        self._writer.transport.abort()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(GatewayError(f"the link ended: {why}"))
        for task in self._inbound:
            # What is on disk by then is not answered: the centre delivers it again.
            task.cancel()

    async def close(self) -> None:
        """Say goodbye, and end it."""
        with suppress(GatewayError, TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self.request(lambda number: pdu.plain(pdu.UNBIND, number))
        self.drop("closed")

    async def _read(self) -> tuple[pdu.Head, bytes]:
        octets = await self._reader.readexactly(pdu.HEAD.size)
        head = pdu.head_of(octets)
        return head, await self._reader.readexactly(head.length - pdu.HEAD.size)

    async def _write(self, octets: bytes) -> None:
        self._writer.write(octets)
        await self._writer.drain()

    def _take(self, head: pdu.Head, body: bytes) -> None:
        if head.command & pdu.RESPONSE:
            answer = self._waiting.get(head.sequence)
            if answer is not None and not answer.done():
                answer.set_result(Answer(head.status, body))
            return
        task = asyncio.create_task(self._serve(head, body))
        self._inbound.add(task)
        task.add_done_callback(self._inbound.discard)

    async def _serve(self, head: pdu.Head, body: bytes) -> None:
        """Answer one request of the centre."""
        with suppress(OSError):
            if head.command in (pdu.DELIVER_SM, pdu.DATA_SM):
                await self._write(pdu.answer_to(head, await self._status(head, body)))
            elif head.command == pdu.ENQUIRE_LINK:
                await self._write(pdu.answer_to(head))
            elif head.command == pdu.UNBIND:
                await self._write(pdu.answer_to(head))
                self.drop("the centre unbound us")
            else:
                status = pdu.INVALID_COMMAND
                await self._write(pdu.plain(pdu.GENERIC_NACK, head.sequence, status=status))

    async def _status(self, head: pdu.Head, body: bytes) -> int:
        if len(self._inbound) > SMPP_INBOUND_AT_ONCE_MAX:
            # More than can be made durable at once: the centre keeps these meanwhile.
            return pdu.TRY_AGAIN
        try:
            return await self._deliver(pdu.HEAD.pack(*head) + body)
        except Exception as error:  # noqa: BLE001 - the centre keeps it and delivers it again.
            log.error("smpp_inbound_failed", error=type(error).__name__)  # noqa: TRY400 - no texts.
            return pdu.TRY_AGAIN

    async def _enquire(self) -> None:
        """Ask now and then whether the centre is there: a dead line says nothing by itself."""
        while True:
            await asyncio.sleep(SMPP_ENQUIRE_EVERY_S)
            try:
                async with asyncio.timeout(SMPP_ANSWER_S):
                    await self.request(lambda number: pdu.plain(pdu.ENQUIRE_LINK, number))
            except TimeoutError:
                self.drop("the centre does not answer")
            except GatewayError:
                return


async def connect(where: Where, deliver: Deliver) -> Link:
    """A bound link. Raises GatewayError. Whoever waits bounds the time."""
    try:
        reader, writer = await asyncio.open_connection(
            where.host, where.port, ssl=where.tls, server_hostname=where.host if where.tls else None
        )
    except (OSError, ValueError) as error:
        raise GatewayError(f"cannot connect ({type(error).__name__})") from None
    link = Link(reader, writer, deliver)
    try:
        await link.bind(where)
    except BaseException:
        link.drop("no bind")
        raise
    return link

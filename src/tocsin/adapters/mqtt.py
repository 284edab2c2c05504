"""A broker's messages, by MQTT 5: taken in batches, and acknowledged when they are taken.

One session is one seat. It outlives the connection (no clean start), its
messages come with QoS 1, and the broker hears PUBACK only after the batch was
taken, an SOS only after it is durable. What was not taken comes again when the
connection does. Packets are read and written by `mqtt5`; there is no thread
and no queue of ours in between.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from random import uniform
from typing import Any, Final, NamedTuple

import mqtt5
import structlog

from tocsin.kernel.limits import (
    BROKER_BATCH_MAX,
    BROKER_KEEP_ALIVE_S,
    BROKER_RETRY_FIRST_S,
    BROKER_RETRY_MOST_S,
    BROKER_SESSION_S,
    BROKER_UNACKNOWLEDGED_MAX,
)

log = structlog.get_logger()

_REFUSED_FROM: Final = 128
"""Reason codes from here on are refusals (MQTT 5, section 2.4)."""

CONNECT_S: Final = 10.0
"""A broker that does not answer within this is away."""

PACKET_BYTES_MAX: Final = 256 * 1024
"""A longer packet is not sent to us by the broker: no tracker has so much to say."""


class BrokerError(Exception):
    """The broker cannot be reached, or does not want us. The message has no secret in it."""


class TakenOverError(BrokerError):
    """Somebody else has this session now."""


class Message(NamedTuple):
    """One message as it was published."""

    topic: str
    payload: bytes
    packet_id: int | None


Take = Callable[[Sequence[Message]], Awaitable[bool]]
"""Takes a batch; True: acknowledge it. False: it must come again."""


class Session(NamedTuple):
    """Where a broker is, and the session of one seat there."""

    host: str
    port: int
    client_id: str
    filters: tuple[str, ...]
    username: str = ""
    password: str = ""
    tls: bool = False

    def __repr__(self) -> str:
        """Show no password."""
        return f"Session({self.client_id!r})"


class _Connection(asyncio.Protocol):
    """Octets to packets, and back."""

    def __init__(self) -> None:
        self.waiting: list[Message] = []
        self.something = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.answered: asyncio.Future[mqtt5.ConnAckPacket] = loop.create_future()
        self.subscribed: asyncio.Future[mqtt5.SubAckPacket] = loop.create_future()
        self.lost: asyncio.Future[None] = loop.create_future()
        self.heard_since_ping = True
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.fail(BrokerError(f"the connection was lost ({type(exc).__name__})"))

    def data_received(self, data: bytes) -> None:
        self.heard_since_ping = True
        octets = self._rest + data if self._rest else data
        view, at = memoryview(octets), 0
        try:
            while at < len(octets):
                packet, size = mqtt5.read(view[at:])
                at += size
                self._packet(packet)
        except IndexError:
            pass  # The rest of the packet is still on its way.
        except ValueError as error:
            self.fail(BrokerError(f"it does not speak MQTT 5 ({error})"))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - the library panics at a topic that is no UTF-8.
            self.fail(BrokerError(f"it does not speak MQTT 5 ({type(error).__name__})"))
        self._rest = octets[at:]
        if len(self._rest) > PACKET_BYTES_MAX:
            self.fail(BrokerError("its packet is longer than we said that we take"))

    def _packet(self, packet: mqtt5.Packet) -> None:
        if isinstance(packet, mqtt5.PublishPacket):
            self.waiting.append(Message(packet.topic, packet.payload, packet.packet_id))
            self.something.set()
        elif isinstance(packet, mqtt5.ConnAckPacket) and not self.answered.done():
            self.answered.set_result(packet)
        elif isinstance(packet, mqtt5.SubAckPacket) and not self.subscribed.done():
            self.subscribed.set_result(packet)
        elif isinstance(packet, mqtt5.DisconnectPacket):
            is_taken = packet.reason_code == mqtt5.DisconnectReasonCode.SESSION_TAKEN_OVER
            kind = TakenOverError if is_taken else BrokerError
            self.fail(kind(f"it ended the connection ({packet.reason_code.name.lower()})"))

    def fail(self, why: BrokerError) -> None:
        """End this connection; whoever waits for it hears why."""
        futures: tuple[asyncio.Future[Any], ...] = (self.answered, self.subscribed, self.lost)
        for future in futures:
            if not future.done():
                future.set_exception(why)
                future.exception()  # Looked at, so that it is no warning when nobody waits.
        self.something.set()
        self.close()

    def write(self, octets: bytes) -> None:
        if self._transport is not None:
            self._transport.write(octets)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Subscriber:
    """One seat at a broker: connects, takes, acknowledges, and comes back for ever."""

    def __init__(self, session: Session, take: Take, say: Callable[[bool], None]) -> None:
        """`say` is told whenever the seat is connected, and when it is not any more."""
        self._session = session
        self._take = take
        self._say = say

    async def run(self) -> None:
        """Serve this seat until cancelled, or until somebody else takes it over."""
        pause_s = BROKER_RETRY_FIRST_S
        while True:
            connection = None
            try:
                connection = await self._connect()
                log.info("broker_connected", client=self._session.client_id)
                pause_s = BROKER_RETRY_FIRST_S
                self._say(True)
                await self._serve(connection)
            except TakenOverError:
                log.info("broker_seat_taken_over", client=self._session.client_id)
                return
            except (BrokerError, OSError, TimeoutError) as error:
                why = str(error) if isinstance(error, BrokerError) else type(error).__name__
                log.warning("broker_away", client=self._session.client_id, why=why)
            except Exception as error:  # noqa: BLE001 - a bug must not end the feed for good.
                why = type(error).__name__
                log.error("broker_failed", client=self._session.client_id, why=why)  # noqa: TRY400
            finally:
                self._say(False)
                if connection is not None:
                    connection.close()
            # Not all at once: a broker that comes back is not trampled down.
            await asyncio.sleep(pause_s * uniform(0.5, 1.0))  # noqa: S311 - no secret.
            pause_s = min(pause_s * 2, BROKER_RETRY_MOST_S)

    async def _connect(self) -> _Connection:
        session = self._session
        async with asyncio.timeout(CONNECT_S):
            _, connection = await asyncio.get_running_loop().create_connection(
                _Connection,
                session.host,
                session.port,
                ssl=ssl.create_default_context() if session.tls else None,
            )
            try:
                connection.write(_hello(session))
                _check(await connection.answered)
                connection.write(_subscription(session))
                _check_subscription(await connection.subscribed)
            except BaseException:
                connection.close()
                raise
        return connection

    async def _serve(self, connection: _Connection) -> None:
        ping = asyncio.create_task(_ping(connection))
        try:
            while not connection.lost.done():
                await connection.something.wait()
                batch = connection.waiting[:BROKER_BATCH_MAX]
                del connection.waiting[: len(batch)]
                if not connection.waiting:
                    connection.something.clear()
                if batch and not await self._take(batch):
                    raise BrokerError("what it sent could not be taken, and must come again")
                connection.write(_acknowledgements(batch))
            await connection.lost
        finally:
            ping.cancel()


def _check(answer: mqtt5.ConnAckPacket) -> None:
    if answer.reason_code != mqtt5.ConnAckReasonCode.SUCCESS:
        raise BrokerError(f"it refused us ({answer.reason_code.name.lower()})")


def _check_subscription(granted: mqtt5.SubAckPacket) -> None:
    refused = [code for code in granted.reason_codes if int(code) >= _REFUSED_FROM]
    if refused:
        raise BrokerError(f"it refused a subscription ({refused[0].name.lower()})")


def _hello(session: Session) -> bytes:
    hello: bytes = mqtt5.ConnectPacket(
        session.client_id,
        username=session.username or None,
        password=session.password.encode() if session.password else None,
        clean_start=False,
        keep_alive=BROKER_KEEP_ALIVE_S,
        session_expiry_interval=BROKER_SESSION_S,
        receive_max=BROKER_UNACKNOWLEDGED_MAX,
        max_packet_size=PACKET_BYTES_MAX,
    ).write()
    return hello


def _subscription(session: Session) -> bytes:
    """Retained messages come once, when a session is new; later ones wait in the session."""
    filters = [
        mqtt5.TopicFilter(
            pattern,
            max_qos=mqtt5.QoS.AT_LEAST_ONCE,
            retain_handling=mqtt5.RetainHandling.SEND_IF_SUBSCRIPTION_NOT_EXISTS,
        )
        for pattern in session.filters
    ]
    subscription: bytes = mqtt5.SubscribePacket(1, filters).write()
    return subscription


def _acknowledgements(batch: Sequence[Message]) -> bytes:
    """A PUBACK for each message (MQTT 5, section 3.4), in one write."""
    return b"".join(
        b"\x40\x02" + message.packet_id.to_bytes(2, "big")
        for message in batch
        if message.packet_id is not None
    )


async def _ping(connection: _Connection) -> None:
    """Notice a broker that is gone without a word."""
    ping = mqtt5.PingReqPacket().write()
    while True:
        connection.heard_since_ping = False
        connection.write(ping)
        await asyncio.sleep(BROKER_KEEP_ALIVE_S / 2)
        if not connection.heard_since_ping:
            connection.fail(BrokerError("it does not answer any more"))


class Holder:
    """The seats that this process holds at one broker, and no other."""

    def __init__(
        self, session: Callable[[int], Session], take: Take, say: Callable[[int, bool], None]
    ) -> None:
        self._session = session
        self._take = take
        self._say = say
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def hold(self, seats: Sequence[int]) -> None:
        """Hold these seats from now on; one that was taken over is taken again only if asked."""
        for seat in [seat for seat in self._tasks if seat not in seats]:
            await self._leave(seat)
        for seat in seats:
            task = self._tasks.get(seat)
            if task is None or task.done():
                self._tasks[seat] = asyncio.create_task(self._subscriber(seat).run())

    def _subscriber(self, seat: int) -> Subscriber:
        return Subscriber(self._session(seat), self._take, lambda is_up: self._say(seat, is_up))

    async def _leave(self, seat: int) -> None:
        task = self._tasks.pop(seat)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

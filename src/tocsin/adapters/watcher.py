"""A watcher process: shares a broker's messages with others, and hands on what it read of them.

It holds the seats that the service gives it. A batch is acknowledged to the broker
only when the service has taken it, so whatever moment a watcher dies at, nothing
is lost: its seats go to another within seconds, and what it had comes again.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import httpx
import msgspec
import structlog

from tocsin.adapters.mqtt import Holder, Message, Session
from tocsin.engine.feeds import Answer, Batch, understood
from tocsin.intake.raw import freeze
from tocsin.intake.topics import Topics
from tocsin.kernel.limits import WATCHER_BEAT_S, WATCHER_LEASE_S

log = structlog.get_logger()

TIMEOUT_S: Final = 10.0
_ANSWER: Final = msgspec.msgpack.Decoder(Answer)


class Watcher:
    """One watcher of one broker."""

    def __init__(
        self,
        name: str,
        topics: Topics,
        session: Callable[[int], Session],
        url: str,
        secret: str,
    ) -> None:
        """`url` is where the service takes batches of this broker, `name` is ours alone."""
        self._name = name
        self._topics = topics
        self._url = url
        self._headers = {"x-tocsin-secret": secret, "content-type": "application/msgpack"}
        self._connected: set[int] = set()
        self._seats: list[int] = []
        self._client = httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False)
        self._holder = Holder(session, self._take, self._say)

    async def run(self) -> None:
        """Watch until cancelled. Without the service no seat is held: another may have it."""
        loop = asyncio.get_running_loop()
        heard_at = loop.time()
        try:
            while True:
                answer = await self._hand(Batch(self._name, sorted(self._connected)))
                if answer is not None:
                    heard_at = loop.time()
                    await self._holder.hold(answer.seats)
                elif loop.time() - heard_at > WATCHER_LEASE_S:
                    await self._holder.hold(())
                await asyncio.sleep(WATCHER_BEAT_S)
        finally:
            await self._holder.hold(())
            await self._client.aclose()

    def _say(self, seat: int, is_up: bool) -> None:
        (self._connected.add if is_up else self._connected.discard)(seat)

    async def _take(self, messages: Sequence[Message]) -> bool:
        reports, cries, unreadable = understood(self._topics, messages)
        frozen = [freeze(raw) for raw in cries]
        batch = Batch(self._name, sorted(self._connected), reports, frozen, unreadable)
        answer = await self._hand(batch)
        return answer is not None and answer.on_record

    async def _hand(self, batch: Batch) -> Answer | None:
        """The service's answer, or None while it cannot be reached or does not want us."""
        content = msgspec.msgpack.encode(batch)
        try:
            got = await self._client.post(self._url, content=content, headers=self._headers)
        except httpx.HTTPError as error:
            log.warning("service_away", why=type(error).__name__)
            return None
        if got.status_code != 200:
            log.warning("service_refused", status=got.status_code)
            return None
        return _ANSWER.decode(got.content)

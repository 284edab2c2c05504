"""What one process does about one broker: the service itself, or a watcher."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from tocsin.engine.feeds import Feed
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.intake.raw import GatewayKind
from tocsin.intake.topics import Topics
from tocsin.kernel.limits import FEED_LOOK_EVERY_S, WATCHER_BEAT_S

if TYPE_CHECKING:
    from tocsin.adapters.mqtt import Session


class Broker(Protocol):
    """Where a broker is, and how we sign in there: one `[[broker]]` of the settings."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> GatewayKind: ...

    @property
    def host(self) -> str: ...

    @property
    def port(self) -> int: ...

    @property
    def username(self) -> str: ...

    @property
    def password(self) -> str: ...

    @property
    def tls(self) -> bool: ...

    @property
    def topics(self) -> tuple[str, ...]: ...

    @property
    def group(self) -> str: ...

    @property
    def client_id(self) -> str: ...

    @property
    def seats(self) -> int: ...

    @property
    def watcher_secret(self) -> str: ...

    @property
    def quiet_s(self) -> float: ...


def feeds_of(brokers: Sequence[Broker], positions: Positions, service: Service) -> dict[str, Feed]:
    """What the service does with each of these brokers."""
    return {
        each.name: Feed(
            each.name,
            each.kind,
            each.topics,
            positions,
            service,
            seats=each.seats,
            watched=bool(each.watcher_secret),
            quiet_s=each.quiet_s,
        )
        for each in brokers
    }


async def serve_feed(feed: Feed, broker: Broker) -> None:
    """Hold the seats that no watcher holds, and look whether the broker is there, for ever."""
    from tocsin.adapters.mqtt import Holder  # noqa: PLC0415 - only who has a broker loads it.

    holder = Holder(lambda seat: _session(broker, seat), feed.take, feed.say)
    beats_per_look = max(1, round(FEED_LOOK_EVERY_S / WATCHER_BEAT_S))
    beat = 0
    feed.begin()
    try:
        while True:
            await holder.hold(feed.ours())
            if beat % beats_per_look == 0:
                await feed.look()
            beat += 1
            await asyncio.sleep(WATCHER_BEAT_S)
    finally:
        await holder.hold(())


async def watch(broker: Broker, name: str, url: str, secret: str) -> None:
    """Be a watcher, called `name`, of the service at `url`, for ever."""
    from tocsin.adapters.watcher import Watcher  # noqa: PLC0415 - see above.

    topics = Topics(broker.name, broker.kind, broker.topics)
    where = f"{url.rstrip('/')}/hooks/watchers/{broker.name}"
    await Watcher(name, topics, lambda seat: _session(broker, seat), where, secret).run()


def _session(broker: Broker, seat: int) -> "Session":
    from tocsin.adapters.mqtt import Session  # noqa: PLC0415 - see above.

    return Session(
        broker.host,
        broker.port,
        f"{broker.client_id}-{seat}",
        tuple(f"$share/{broker.group}/{each}" for each in broker.topics),
        broker.username,
        broker.password,
        broker.tls,
    )

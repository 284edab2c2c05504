"""Whether what a phone shows is what is so: a sign of life each second, and a word of each change.

A phone is not sent what changed: it asks for its own part of the page, which is read
anew for whoever it is by then.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from tocsin.engine.service import Service
from tocsin.web.access import Access, Right, Seat
from tocsin.web.feed import Feed
from tocsin.web.settings import PULSE_EVERY_S
from tocsin.web.wall import hides_incident

GONE: Final = b"event: gone\ndata: {}\n\n"
CHANGED: Final = b"event: changed\ndata: {}\n\n"
OLD: Final = b": this node is out of touch\n\n"
BEGIN: Final = b"retry: 1000\n\n"


class Watch:
    """Every phone that looks at an incident now."""

    def __init__(self, service: Service, access: Access, feed: Feed) -> None:
        self.count = 0
        self._service = service
        self._access = access
        self._feed = feed
        self._is_over = False

    def close(self) -> None:
        """End every stream within a second."""
        self._is_over = True

    async def events(self, seat: Seat, incident: str, after: int) -> AsyncIterator[bytes]:
        """What one phone is told until it may not see this any more.

        `after` is the position that what it shows is as of.
        """
        self.count += 1
        try:
            yield BEGIN
            while not self._is_over:
                if not self._may_see(seat, incident):
                    yield GONE
                    return
                position = self._service.engine.position
                # A node that was set back shows what never was.
                is_new = self._last(incident) > after or position < after
                after = position
                yield (CHANGED if is_new else b"") + self._pulse()
                await asyncio.sleep(PULSE_EVERY_S)
        finally:
            self.count -= 1

    def _may_see(self, seat: Seat, incident: str) -> bool:
        now = self._access.still(seat)
        if now is None or not now.may(Right.INCIDENTS):
            return False
        return not (now.wall.is_up and hides_incident(now.wall, self._service, incident))

    def _last(self, incident: str) -> int:
        """The position of the last change to what is shown of it."""
        changed = self._feed.changed
        return max(self._feed.began, changed.get("all", 0), changed.get(f"incident:{incident}", 0))

    def _pulse(self) -> bytes:
        node, now = self._service.node, self._service.clock.now()
        if node is not None and node.not_live_since is not None:
            return OLD
        local = self._service.engine.views(now).local(now)
        position = self._service.engine.position
        said = f"{local:%H:%M:%S} {now.timestamp():.0f}"
        return f"id: {position}\nevent: pulse\ndata: {said}\n\n".encode()

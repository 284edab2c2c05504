"""What answers are made of. It travels with each request, so that the routes stand for any service.

To build the routes takes the framework a second; they are the same whatever service they
answer for, and are built once in a process.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from litestar import Request
from litestar.di import Provide

from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.web.access import Access
from tocsin.web.administration import Reload
from tocsin.web.asking import tongue_in
from tocsin.web.bare import Scope
from tocsin.web.feed import Feed
from tocsin.web.keys import Keys
from tocsin.web.phone_door import Guesses
from tocsin.web.phone_watch import Watch
from tocsin.web.settings import WebSettings
from tocsin.web.setup_api import SettingUp
from tocsin.web.tiles import Tiles


class Parts(NamedTuple):
    """One service, and what its web keeps beside it. A route asks for each by its name here."""

    access: Access
    service: Service
    settings: WebSettings
    chance: Callable[[int], bytes]
    heard: Positions
    keys: Keys
    feed: Feed
    watch: Watch
    guesses: Guesses
    reload: Reload | None
    setting: SettingUp | None
    trackers: NearnessWatch | None
    tiles: Tiles | None


def parts_of(scope: Scope) -> Parts:
    """What the application handed over with this request."""
    parts: Parts = scope["state"]["parts"]
    return parts


def _part(name: str) -> Provide:
    place = Parts._fields.index(name)

    def part(request: Request[Any, Any, Any]) -> Any:
        return parts_of(request.scope)[place]

    return Provide(part, sync_to_thread=False)


def _seat(request: Request[Any, Any, Any]) -> Any:
    """Whoever the guard let in."""
    return request.scope["state"]["seat"]


def _tongue(request: Request[Any, Any, Any]) -> Any:
    """The language in which whoever asks is answered."""
    return tongue_in(request.scope)


GIVEN: Final = {
    **{name: _part(name) for name in Parts._fields},
    "seat": Provide(_seat, sync_to_thread=False),
    "tongue": Provide(_tongue, sync_to_thread=False),
}
"""What a route may ask for, by name."""

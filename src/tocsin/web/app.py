"""One ASGI application: hooks and stream in front, the API and the pages behind."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from litestar import Litestar, Router

from tocsin.engine.feeds import Feed
from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.tongues.tongue import ENGLISH, Tongue
from tocsin.web import (
    administration,
    api,
    bare,
    desk_api,
    dismissal_api,
    exchange_api,
    handing_over,
    hooks,
    keys_api,
    map_api,
    nearness_api,
    own_api,
    packets_api,
    pages,
    phone_live,
    push_api,
    reaching_api,
    runbooks,
    session,
    setup_api,
    sharing_api,
    sightings_api,
    space_api,
    strangers_api,
    stream,
    trails_api,
    walks_api,
    watch_api,
    watchers,
)
from tocsin.web.access import Access
from tocsin.web.asking import chosen, tongue_in
from tocsin.web.bare import Receive, Scope, Send
from tocsin.web.guard import guard
from tocsin.web.hooks import Hooks
from tocsin.web.keys import Keys
from tocsin.web.openapi import CONFIG
from tocsin.web.parts import GIVEN, Parts
from tocsin.web.phone_door import Guesses
from tocsin.web.phone_watch import Watch
from tocsin.web.problems import HANDLERS, Problem, said_in
from tocsin.web.settings import WebSettings
from tocsin.web.stream import Stream
from tocsin.web.tiles import Tiles
from tocsin.web.watchers import Watchers

POLICY: Final = (
    b"default-src 'self'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'; object-src 'none'"
)
SECURE: Final = (
    (b"content-security-policy", POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
NOWHERE: Final = (b"permissions-policy", b"camera=(), geolocation=(), microphone=()")
HERE: Final = (b"permissions-policy", b"camera=(), geolocation=(self), microphone=()")
"""The page of somebody who may ask for help is the only one that may ask where it is."""
SPEAKS: Final = "/api/v1/"
"""What answers in the language of a request."""
HTTPS_ONLY: Final = ((b"strict-transport-security", b"max-age=31536000"),)


class Web:
    """The application. `close` ends the streams, which would otherwise hold up a stop."""

    def __init__(
        self, hooks: Hooks, watchers: Watchers, stream: Stream, parts: Parts, rest: Litestar
    ) -> None:
        self.hooks = hooks
        self.watchers = watchers
        self.stream = stream
        self.parts = parts
        self.rest = rest
        self._language = _language_of(parts.service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.rest(scope, receive, send)
            return
        path: str = scope["path"]
        tongue = chosen(scope, self._language())
        scope.setdefault("state", {}).update(tongue=tongue, parts=self.parts)
        secured = _secured(scope, send, tongue)
        if path.startswith(watchers.PREFIX) and scope["method"] == "POST":
            await self.watchers(scope, receive, secured)
        elif path.startswith(hooks.PREFIX):
            await self.hooks(scope, receive, secured)
        elif path == stream.PATH and scope["method"] == "GET":
            await self._stream(scope, receive, secured)
        else:
            await self.rest(scope, receive, secured)

    def close(self) -> None:
        """End every open stream and every report of refusals, and cut no more tiles."""
        self.stream.close()
        self.parts.watch.close()
        self.hooks.refusals.close()
        if self.parts.tiles:
            self.parts.tiles.close()

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.stream(scope, receive, send)
        except Problem as problem:
            extra = hooks.RETRY if problem.status == 503 else ()
            said = msgspec.json.encode(said_in(tongue_in(scope), problem.said))
            await bare.answer(send, problem.status, said, hooks.JSON, extra=extra)


def _secured(scope: Scope, send: Send, tongue: Tongue) -> Send:
    language = tongue.language.encode()
    place = HERE if scope["path"] == pages.STAFF else NOWHERE
    extra = (*SECURE, place, *(HTTPS_ONLY if scope["scheme"] == "https" else ()))

    async def secured(message: Any) -> None:
        if message["type"] == "http.response.start":
            fields = list(message["headers"])
            if not any(name == b"cache-control" for name, _ in fields):
                fields.append((b"cache-control", b"no-store"))
                # What may be kept is the same in every language; the rest says in which it is.
                if scope["path"].startswith(SPEAKS):
                    fields += [(b"vary", b"Accept-Language"), (b"content-language", language)]
            own = {name for name, _ in fields}
            rest = [each for each in extra if each[0] not in own]
            message = {**message, "headers": [*fields, *rest]}
        await send(message)

    return secured


API: Final = [
    *api.ROUTES,
    *space_api.ROUTES,
    *map_api.ROUTES,
    *exchange_api.ROUTES,
    *handing_over.ROUTES,
    *sightings_api.ROUTES,
    *sharing_api.ROUTES,
    *walks_api.ROUTES,
    *nearness_api.ROUTES,
    *trails_api.ROUTES,
    *watch_api.ROUTES,
    *desk_api.ROUTES,
    *dismissal_api.ROUTES,
    *packets_api.ROUTES,
    *administration.ROUTES,
    *keys_api.ROUTES,
    *reaching_api.ROUTES,
    *push_api.ROUTES,
    *strangers_api.ROUTES,
    *setup_api.ROUTES,
    *session.ROUTES,
    *own_api.ROUTES,
]
"""Everything below /api/v1."""


def create_app(
    service: Service,
    settings: WebSettings,
    extra_routes: Sequence[Any] = (),
    *,
    random: Callable[[int], bytes],
    reload: administration.Reload | None = None,
    positions: Positions,
    feeds: Mapping[str, Feed] | None = None,
    nearness: NearnessWatch | None = None,
    tiles: Tiles | None = None,
    setting: setup_api.SettingUp | None = None,
) -> Web:
    """The application over a running service.

    `random(n)` gives n unpredictable bytes; `reload` reads the agency file again.
    """
    access = Access(service, settings)
    live = Stream(service, access)
    phones = Watch(service, access, live.feed)
    parts = Parts(
        access=access,
        service=service,
        settings=settings,
        chance=random,
        heard=positions,
        keys=Keys(service, random),
        feed=live.feed,
        watch=phones,
        guesses=Guesses(service),
        reload=reload,
        setting=setting,
        trackers=nearness,
        tiles=tiles,
    )
    ways = Hooks(service, settings, random, positions)
    own = _watchers(settings, feeds, ways)
    return Web(ways, own, live, parts, _routes(settings.demo, tuple(extra_routes)))


@lru_cache(maxsize=2)
def _routes(is_demo: bool, extra: tuple[Any, ...]) -> Litestar:
    """Everything that is asked and answered, for whichever service a request brings with it."""
    return Litestar(
        [
            Router("/api/v1", route_handlers=API, guards=[guard]),
            administration.healthz,
            *pages.ROUTES,
            *phone_live.ROUTES,
            runbooks.runbook,
            *sharing_api.PAGES,
            *((session.demo_session, pages.demo_page) if is_demo else ()),
            *extra,
        ],
        dependencies=GIVEN,
        exception_handlers=HANDLERS,
        openapi_config=CONFIG,
        logging_config=None,
        debug=False,
        request_max_body_size=1_000_000,
    )


def _language_of(service: Service) -> Callable[[], str]:
    """The agency's language as it is now: a reload may change it."""

    def language() -> str:
        settings = service.engine.state.agency.settings
        return settings.language if settings else ENGLISH

    return language


def _watchers(settings: WebSettings, feeds: Mapping[str, Feed] | None, ways: Hooks) -> Watchers:
    return Watchers(feeds or {}, settings.watcher_secrets, ways.refusals)

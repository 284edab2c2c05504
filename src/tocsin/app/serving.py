"""Running what was wired: engine and web together, until told to stop."""

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
import uvicorn

from tocsin.adapters import door as door_of
from tocsin.adapters.brokers import feeds_of, serve_feed
from tocsin.adapters.http_server import http_server, when_started
from tocsin.adapters.log import configure as configure_log
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.app.setting_up import SettingUp
from tocsin.app.wiring import Wired, loading
from tocsin.beside import beside as beside_of
from tocsin.beside import everywhere, routes
from tocsin.config import HookSource, Settings, SettingsError
from tocsin.engine import map_alarms
from tocsin.engine.carriers import CarrierInbox
from tocsin.engine.core import NotDurable
from tocsin.engine.node import Node
from tocsin.engine.ready import get_ready
from tocsin.engine.rota import prove_rota
from tocsin.engine.service import Service
from tocsin.kernel.ids import SYSTEM
from tocsin.ways import push_offer
from tocsin.web.administration import Reread
from tocsin.web.app import create_app
from tocsin.web.settings import SIGNAL_ID_BYTES, HookSettings, WebSettings
from tocsin.web.tiles import tiles_of

log = structlog.get_logger()


async def reload(
    service: Service, path: Path, covers: map_alarms.Covers | None = None, by: str = SYSTEM
) -> Reread:
    """Read the agency file again: record what changed, or raise the alarm and keep the last.

    `by` is who asked for it, and stands beside all of it in the ledger. `covers` says
    whether a point lies on the map, where there is one.
    """
    agency, mistakes = read(await asyncio.to_thread(path.read_text, encoding="utf-8"))
    log.info("agency_file_read", accepted=agency is not None, mistakes=len(mistakes))
    outcomes = []
    for request in loading(agency, mistakes, by):
        outcome = await service.submit(request.command, request.actor)
        # An alarm that is raised, or ended, already is as it should be.
        if isinstance(request.command, LoadAgency) or isinstance(outcome, NotDurable):
            outcomes.append(outcome)
    request = map_alarms.of_places(service.engine.state.agency.places.values(), covers)
    await service.submit(request.command, request.actor)
    return Reread(mistakes, outcomes)


def hook_of(hook: HookSource) -> HookSettings:
    """A way in, as the web needs to know it."""
    return HookSettings(hook.name, hook.kind, hook.secret, hook.public_url, hook.username)


def admin_token(path: Path) -> str:
    """The token of this machine's own administrator, made at the first start (mode 0600).

    Raises SettingsError where others than its owner may read it.
    """
    with suppress(FileNotFoundError), path.open(encoding="ascii") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        if mode & 0o077:
            raise SettingsError(
                f"The administrator's token {path} has mode {mode:04o}: others may have read it. "
                "Delete the file, and the next start makes a new token (mode 0600)."
            )
        return file.read().strip()
    token = secrets.token_urlsafe(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


def warn_of_readable(path: Path) -> None:
    """Say in the log that others may read a file with codes and numbers in clear."""
    with suppress(OSError):
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            log.warning("readable_by_others", file="agency_file", mode=f"{mode:04o}")


def web_settings(settings: Settings, admin_token_hash: str, *, demo: bool) -> WebSettings:
    """What the web must know of this installation."""
    return WebSettings(
        hooks=tuple(hook_of(hook) for hook in settings.hook),
        demo=demo,
        admin_token_hash=admin_token_hash,
        base_url=settings.url,
        watcher_secrets={each.name: each.watcher_secret for each in settings.broker},
        sos_number=settings.texted,
        push=push_offer(settings),
    )


async def serve(
    settings: Settings,
    wired: Wired,
    *,
    demo: bool = False,
    extra_routes: Sequence[Any] = (),
    announce: Callable[[], None] = lambda: None,
    door: door_of.Door | None = None,
) -> None:
    """Run engine and web until told to stop; either ending ends both. `door` has the port."""
    configure_log()
    service = wired.service
    token = admin_token(settings.beside(".admin"))
    agency_path = settings.path(settings.agency_file)
    warn_of_readable(agency_path)
    web = web_settings(settings, sha256(token.encode()).hexdigest(), demo=demo)
    feeds = feeds_of(settings.broker, wired.positions, service)
    deciding: list[Callable[[], Coroutine[Any, Any, None]]] = [
        partial(prove_rota, service),
        wired.nearness.run,
        partial(_look_after_the_machine, settings, service),
        *(partial(serve_feed, feeds[each.name], each) for each in settings.broker),
    ]
    setting = None if demo else SettingUp(settings, service)
    app = create_app(
        service,
        web,
        extra_routes=[*extra_routes, *routes(settings, service, wired.positions)],
        reload=partial(reload, service, agency_path, wired.covers),
        random=secrets.token_bytes,
        positions=wired.positions,
        feeds=feeds,
        nearness=wired.nearness,
        tiles=tiles_of(wired.atlas),
        setting=setting,
    )
    if setting is not None:
        setting.take_hook = lambda hook: app.hooks.add(hook_of(hook))
    listening = door.give_up() if door else listen(settings)
    server = http_server(app, settings.host, settings.port)
    async with AsyncExitStack() as stack:
        for held in (wired.held, wired.tracks, wired.keeper, app, listening):
            stack.callback(held.close)
        inbox = CarrierInbox(service, lambda: secrets.token_hex(SIGNAL_ID_BYTES))
        if setting is not None:
            stack.callback(setting.close)
        links = [*everywhere(settings, service), *(each.serve(inbox) for each in wired.carriers)]
        await _run(wired, server, listening, agency_path, announce, deciding, links)


async def _look_after_the_machine(settings: Settings, service: Service) -> None:
    await asyncio.gather(*beside_of(settings, service))


def listen(settings: Settings) -> socket.socket:
    """The port to listen on. Raises SettingsError when somebody else has it."""
    try:
        return door_of.listen(settings.host, settings.port)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(f"{where} cannot be listened on: {error.strerror}.") from error


async def _run(
    wired: Wired,
    server: uvicorn.Server,
    listening: socket.socket,
    agency_path: Path,
    announce: Callable[[], None],
    deciding: Sequence[Callable[[], Coroutine[Any, Any, None]]],
    more: Sequence[Coroutine[Any, Any, None]],
) -> None:
    """`deciding` is what goes on beside the engine only where it decides, `more` everywhere."""
    loop, service = asyncio.get_running_loop(), wired.service
    if isinstance(service, Node):
        service.leading, deciding = list(deciding), ()
    engine = asyncio.create_task(service.run())
    http = asyncio.create_task(server.serve(sockets=[listening]))
    beside = [
        asyncio.create_task(get_ready(service)),
        asyncio.create_task(wired.keeper.run()),
        asyncio.create_task(when_started(server, announce)),
        *(asyncio.create_task(each()) for each in deciding),
        *map(asyncio.create_task, more),
    ]
    with suppress(NotImplementedError):
        loop.add_signal_handler(
            signal.SIGHUP,
            lambda: asyncio.ensure_future(reload(service, agency_path, wired.covers)),
        )
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _told_to_end, server, service)
    await asyncio.wait({engine, http}, return_when=asyncio.FIRST_COMPLETED)
    for task in beside:
        task.cancel()
    server.should_exit = True
    if not engine.done():
        service.stop()
    results = await asyncio.gather(engine, http, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


def _told_to_end(server: uvicorn.Server, service: Service) -> None:
    """Another node decides from now on; this one goes on answering until the server has ended."""
    service.retire()
    server.should_exit = True

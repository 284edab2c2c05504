"""The only wiring: settings to ledger, vault, engine, gateways, web."""

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import structlog
import uvicorn

from tocsin import __version__
from tocsin.adapters.brokers import feeds_of, serve_feed
from tocsin.adapters.clock import SteadyClock, now_utc
from tocsin.adapters.heartbeat import Heartbeat
from tocsin.adapters.http_server import http_server, when_started
from tocsin.adapters.log import configure as configure_log
from tocsin.adapters.smpp import SmppGateway, carriers_of
from tocsin.agency import duty
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.agency.mistakes import Mistake
from tocsin.agency.stage import ErasePerson, StartService
from tocsin.agency.state import Agency
from tocsin.beside import beside as beside_of
from tocsin.beside import routes
from tocsin.config import HookSource, Settings, SettingsError, admin_path_of
from tocsin.engine import map_alarms, replay
from tocsin.engine.carriers import CarrierInbox
from tocsin.engine.core import Engine, Request
from tocsin.engine.gateway import Gateway
from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.positions import Positions
from tocsin.engine.ready import get_ready
from tocsin.engine.rota import prove_rota
from tocsin.engine.service import Service
from tocsin.engine.trails import TrailKeeper
from tocsin.facts.codec import Codec
from tocsin.facts.signals import SignalRead
from tocsin.facts.system import AlarmKind
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.opening import key_path_of, sole_writer
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.tracks import TrackStore
from tocsin.ledger.trails import TrailStore
from tocsin.ledger.vault import open_vault
from tocsin.maps.opening import ground_or_lines
from tocsin.paging.stage import ClearAlarm, RaiseAlarm
from tocsin.web.app import create_app
from tocsin.web.settings import SIGNAL_ID_BYTES, HookSettings, WebSettings

log = structlog.get_logger()


class AgencyFileError(Exception):
    """The agency file has mistakes and nothing is recorded yet to go on with."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(f"The agency file has {len(mistakes)} mistake(s).")
        self.mistakes = mistakes


class Wired(NamedTuple):
    """A service that is ready to run, and what must be closed after it."""

    service: Service
    ledger: SqliteLedger
    tracks: TrackStore
    positions: Positions
    nearness: NearnessWatch
    keeper: TrailKeeper
    mistakes: tuple[Mistake, ...]
    covers: map_alarms.Covers | None
    carriers: tuple[SmppGateway, ...]


def hook_of(hook: HookSource) -> HookSettings:
    """A way in, as the web needs to know it."""
    return HookSettings(hook.name, hook.kind, hook.secret, hook.public_url, hook.username)


def open_ledger(path: Path, agency: str) -> SqliteLedger:
    """The ledger of an agency, made when there is none yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteLedger.create(path, agency)
    return SqliteLedger(path, agency)


def codec_for(ledger: SqliteLedger, path: Path) -> Codec:
    """A codec that seals and opens with the key file beside the ledger."""
    return Codec(open_vault(ledger, kek_path_of(path), os.urandom))


def wire(
    settings: Settings,
    text: str,
    gateways: Callable[[SteadyClock], Sequence[Gateway]],
) -> Wired:
    """Open the ledger, fold it, load the agency file: everything short of running.

    A file with mistakes is refused, unless the ledger already knows an agency:
    then that goes on, and the mistakes become an alarm.
    """
    agency, mistakes = read(text)
    path = settings.path(settings.ledger)
    if agency is None and not path.exists():
        raise AgencyFileError(mistakes)
    ledger = open_ledger(path, agency.settings.agency if agency else _agency_of(path))
    codec = codec_for(ledger, path)
    state, position = replay.load(ledger, codec)
    if agency is None and state.agency.settings is None:
        ledger.close()
        raise AgencyFileError(mistakes)
    tracks = TrackStore(path.with_name(path.name + ".tracks"))
    zone = ZoneInfo(agency.settings.timezone) if agency else duty.zone(state.agency)
    chosen = settings.map
    ground, trouble, covers = ground_or_lines(
        settings.path(chosen.file) if chosen else None,
        settings.path(chosen.calibration) if chosen and chosen.calibration else None,
        zone,
    )
    engine = Engine(ledger, codec, secrets.randbelow, state, position, ground=ground, tracks=tracks)
    clock = SteadyClock(floor=_last_moment(ledger, position))
    ways = list(gateways(clock))
    heart = Heartbeat(settings.heartbeat_url) if settings.heartbeat_url else None
    service = Service(engine, ledger, clock, ways, heart=heart, timeouts_s=settings.timeouts_s)
    positions = Positions(service, tracks, lambda: secrets.token_hex(SIGNAL_ID_BYTES))
    starting = Request(StartService(__version__), "system")
    first = [starting, *_loading(agency, mistakes), map_alarms.of_file(trouble)]
    engine.execute(first, clock.now())
    engine.execute([map_alarms.of_places(engine.state.agency.places.values(), covers)], clock.now())
    nearness = NearnessWatch(service)
    positions.listen(nearness)
    positions.ask(nearness.owner)
    trails = TrailStore(codec.sealer, path.with_name(path.name + ".tracks"))
    keeper = TrailKeeper(service, trails, tracks)
    positions.listen(keeper)
    links = carriers_of(ways)
    return Wired(service, ledger, tracks, positions, nearness, keeper, mistakes, covers, links)


def _agency_of(path: Path) -> str:
    ledger = SqliteLedger(path, read_only=True)
    try:
        return ledger.agency
    finally:
        ledger.close()


def _last_moment(ledger: SqliteLedger, position: int) -> datetime | None:
    last = next(iter(ledger.read(after=position - 1)), None) if position else None
    return last.recorded_at if last else None


def _loading(agency: Agency | None, mistakes: Sequence[Mistake]) -> list[Request]:
    """What a read of the agency file asks of the engine."""
    if agency is None:
        lines = ", ".join(str(mistake.line) for mistake in mistakes[:10])
        detail = f"The agency file has {len(mistakes)} mistake(s), lines {lines}. The last holds."
        return [Request(RaiseAlarm(AlarmKind.AGENCY_FILE_BAD, "file", detail), "system")]
    alarm = f"{AlarmKind.AGENCY_FILE_BAD}:file"
    return [
        Request(LoadAgency(agency, "system"), "system"),
        Request(ClearAlarm(alarm, "system"), "system"),
    ]


async def reload(
    service: Service, path: Path, covers: map_alarms.Covers | None = None
) -> tuple[Mistake, ...]:
    """Read the agency file again: record what changed, or raise the alarm and keep the last.

    `covers` says whether a point lies on the map, where there is one.
    """
    agency, mistakes = read(await asyncio.to_thread(path.read_text, encoding="utf-8"))
    log.info("agency_file_read", accepted=agency is not None, mistakes=len(mistakes))
    for request in _loading(agency, mistakes):
        await service.submit(request.command, request.actor)
    request = map_alarms.of_places(service.engine.state.agency.places.values(), covers)
    await service.submit(request.command, request.actor)
    return mistakes


def admin_token(path: Path) -> str:
    """The token of this machine's own administrator, made at the first start (mode 0600)."""
    with suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    token = secrets.token_urlsafe(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


LINK_LIFE_S: Final = 3600


async def serve(
    settings: Settings,
    wired: Wired,
    *,
    demo: bool = False,
    extra_routes: Sequence[Any] = (),
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Run engine and web until told to stop; either ending ends both."""
    configure_log()
    service = wired.service
    path = settings.path(settings.ledger)
    token = admin_token(admin_path_of(path))
    agency_path = settings.path(settings.agency_file)
    web = WebSettings(
        hooks=tuple(hook_of(hook) for hook in settings.hook),
        demo=demo,
        admin_token_hash=sha256(token.encode()).hexdigest(),
        base_url=settings.url,
        watcher_secrets={each.name: each.watcher_secret for each in settings.broker},
    )
    feeds = feeds_of(settings.broker, wired.positions, service)
    app = create_app(
        service,
        web,
        extra_routes=[*extra_routes, *routes(settings, service, wired.positions)],
        reload=lambda: reload(service, agency_path, wired.covers),
        random=secrets.token_bytes,
        positions=wired.positions,
        feeds=feeds,
        nearness=wired.nearness,
    )
    listening = listen(settings)
    server = http_server(app, settings.host, settings.port)
    async with AsyncExitStack() as stack:
        stack.callback(wired.ledger.close)
        stack.callback(wired.tracks.close)
        stack.callback(wired.keeper.close)
        stack.callback(app.close)
        stack.callback(listening.close)
        brokers = (serve_feed(feeds[each.name], each) for each in settings.broker)
        inbox = CarrierInbox(service, lambda: secrets.token_hex(SIGNAL_ID_BYTES))
        links = [each.serve(inbox) for each in wired.carriers]
        more = [*beside_of(settings, service), *brokers, *links]
        await _run(wired, server, listening, agency_path, announce, more)


def listen(settings: Settings) -> socket.socket:
    """The port to listen on. Raises SettingsError when somebody else has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol must be named: the loop sends small answers at once (TCP_NODELAY)
    # only on sockets that say they are TCP; else each one waits 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(f"{where} cannot be listened on: {error.strerror}.") from error
    return listening


async def _run(
    wired: Wired,
    server: uvicorn.Server,
    listening: socket.socket,
    agency_path: Path,
    announce: Callable[[], None],
    more: Sequence[Coroutine[Any, Any, None]],
) -> None:
    loop, service = asyncio.get_running_loop(), wired.service
    engine = asyncio.create_task(service.run())
    http = asyncio.create_task(server.serve(sockets=[listening]))
    beside = [
        asyncio.create_task(prove_rota(service)),
        asyncio.create_task(get_ready(service)),
        asyncio.create_task(wired.nearness.run()),
        asyncio.create_task(wired.keeper.run()),
        asyncio.create_task(when_started(server, announce)),
        *map(asyncio.create_task, more),
    ]
    with suppress(NotImplementedError):
        loop.add_signal_handler(
            signal.SIGHUP,
            lambda: asyncio.ensure_future(reload(service, agency_path, wired.covers)),
        )
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, setattr, server, "should_exit", True)
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


def erase(name: str, subject: str, by: str, key: Path | None = None) -> int:
    """Destroy the key of a subject and of every signal it sent; how many keys there were.

    `name` is a ledger file or the address of a database. The fact that somebody
    was erased is recorded first, so that it is on the chain even if the machine
    stops in between; erasing again finishes it.
    """
    with sole_writer(name, "erase") as ledger:
        vault = open_vault(ledger, key or key_path_of(name), os.urandom)
        codec = Codec(vault)
        state, position = replay.load(ledger, codec)
        engine = Engine(ledger, codec, secrets.randbelow, state, position)
        signals = {
            f"signal:{fact.signal}"
            for envelope in ledger.read()
            if envelope.kind == "SignalRead"
            and isinstance(fact := codec.decode(envelope), SignalRead)
            and fact.sender == subject
        }
        engine.execute([Request(ErasePerson(subject, by), by)], now_utc())
        ledger.drop_snapshot()
        return sum(vault.erase(each) for each in (subject, *sorted(signals)))

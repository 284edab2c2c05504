"""From the settings and the agency file to a service that is ready to run.

With a ledger in a file the service decides alone. With one on PostgreSQL it is a node:
it follows, and decides while it holds the lease.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tocsin import __version__
from tocsin.adapters.clock import SteadyClock
from tocsin.adapters.heartbeat import Heartbeat
from tocsin.adapters.smpp import SmppGateway, carriers_of
from tocsin.agency import duty
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.agency.mistakes import Mistake
from tocsin.agency.stage import StartService
from tocsin.agency.state import Agency
from tocsin.app import ledgers
from tocsin.app.ledgers import Held
from tocsin.config import Settings
from tocsin.engine import map_alarms, replay
from tocsin.engine.aside import Threads
from tocsin.engine.core import Engine, Request
from tocsin.engine.gateway import Gateway, Heart
from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.node import Node, Shared
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.engine.trails import TrailKeeper
from tocsin.facts.codec import UnknownFactError
from tocsin.facts.system import AlarmKind
from tocsin.kernel.ids import SYSTEM
from tocsin.ledger.ledger import Ledger
from tocsin.ledger.tracks import TrackStore
from tocsin.ledger.trails import TrailStore
from tocsin.maps.opening import ground_or_lines
from tocsin.paging.stage import ClearAlarm, RaiseAlarm
from tocsin.tiles.atlas import Atlas
from tocsin.web.settings import SIGNAL_ID_BYTES

LETTER_ID_BYTES = 16


class AgencyFileError(Exception):
    """The agency file has mistakes and nothing is recorded yet to go on with."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(f"The agency file has {len(mistakes)} mistake(s).")
        self.mistakes = mistakes


class Wired(NamedTuple):
    """A service that is ready to run, and what must be closed after it."""

    service: Service
    held: Held
    tracks: TrackStore
    positions: Positions
    nearness: NearnessWatch
    keeper: TrailKeeper
    mistakes: tuple[Mistake, ...]
    covers: map_alarms.Covers | None
    carriers: tuple[SmppGateway, ...]
    atlas: Atlas | None


class Read(NamedTuple):
    """What the agency file says, and every mistake in it."""

    agency: Agency | None
    mistakes: Sequence[Mistake]


def wire(
    settings: Settings,
    text: str,
    gateways: Callable[[SteadyClock], Sequence[Gateway]],
    *,
    tell: replay.Tell = replay.silent,
) -> Wired:
    """Open the ledger, fold it, load the agency file: everything short of running.

    `tell` hears how far the folding has come.

    A file with mistakes is refused, unless the ledger already knows an agency:
    then that goes on, and the mistakes become an alarm.
    """
    file = Read(*read(text))
    held = ledgers.opened(settings, file.agency.settings.agency if file.agency else "")
    if held is None:
        raise AgencyFileError(file.mistakes)
    state, position = _folded(held, tell)
    if file.agency is None and state.agency.settings is None:
        held.close()
        raise AgencyFileError(file.mistakes)
    path = settings.beside(".tracks")
    tracks = TrackStore(path)
    zone = ZoneInfo(file.agency.settings.timezone) if file.agency else duty.zone(state.agency)
    ground, trouble, covers, atlas = ground_or_lines(*_map_of(settings), zone)
    draw = secrets.randbelow
    engine = Engine(held.ledger, held.codec, draw, state, position, ground=ground, tracks=tracks)
    clock = SteadyClock(floor=_last_moment(held.ledger, position))
    ways = list(gateways(clock))
    service = _service(settings, held, engine, clock, ways)
    positions = Positions(service, tracks, lambda: secrets.token_hex(SIGNAL_ID_BYTES))
    _open(service, file, trouble, covers)
    nearness = NearnessWatch(service)
    positions.listen(nearness)
    positions.ask(nearness.owner)
    keeper = TrailKeeper(service, TrailStore(held.codec.sealer, path), tracks)
    positions.listen(keeper)
    mistakes = tuple(file.mistakes)
    links = carriers_of(ways)
    return Wired(service, held, tracks, positions, nearness, keeper, mistakes, covers, links, atlas)


def _folded(held: Held, tell: replay.Tell) -> tuple[State, int]:
    """The state of a ledger. A node that is too old for it starts with none, and will say so."""
    try:
        with held.vault.at_hand(held.ledger.keys()):
            return replay.load(held.ledger, held.codec, tell)
    except UnknownFactError:
        if held.seat is None:
            raise
        return State(), 0


def _map_of(settings: Settings) -> tuple[Path | None, Path | None]:
    chosen = settings.map
    if chosen is None:
        return None, None
    return (
        settings.path(chosen.file),
        settings.path(chosen.calibration) if chosen.calibration else None,
    )


def _service(
    settings: Settings, held: Held, engine: Engine, clock: SteadyClock, ways: Sequence[Gateway]
) -> Service:
    """A service alone, or a node of several."""
    heart: Heart | None = Heartbeat(settings.heartbeat_url) if settings.heartbeat_url else None
    if held.seat is None:
        timeouts_s = settings.timeouts_s
        return Service(engine, held.ledger, clock, ways, heart=heart, timeouts_s=timeouts_s)
    seat = held.seat
    return Node(
        engine,
        Shared(seat.ledger, seat.lease, seat.inbox, seat.bell, held.vault, held.codec),
        clock,
        ways,
        aside=Threads(),
        new_id=lambda: secrets.token_hex(LETTER_ID_BYTES),
        version=__version__,
        heart=heart,
        timeouts_s=settings.timeouts_s,
    )


def _open(service: Service, file: Read, trouble: str, covers: map_alarms.Covers | None) -> None:
    """Put our start and the agency file on record: now, or whenever a node begins to lead.

    A node that takes over loads no file: its copy may be older than what others have
    recorded since. It does so for a new ledger, and whenever somebody asks for it.
    """
    engine = service.engine

    def opening() -> list[Request]:
        is_new = engine.state.agency.settings is None
        files = loading(*file) if is_new or file.agency is None else []
        places = engine.state.agency.places.values() or (
            file.agency.places.values() if file.agency else ()
        )
        return [*files, map_alarms.of_file(trouble), map_alarms.of_places(places, covers)]

    if isinstance(service, Node):
        service.opening = opening
        return
    start = Request(StartService(__version__), SYSTEM)
    engine.execute([start, *loading(*file), map_alarms.of_file(trouble)], service.clock.now())
    places = map_alarms.of_places(engine.state.agency.places.values(), covers)
    engine.execute([places], service.clock.now())


def _last_moment(ledger: Ledger, position: int) -> datetime | None:
    last = next(iter(ledger.read(position - 1, 1)), None) if position else None
    return last.recorded_at if last else None


def loading(agency: Agency | None, mistakes: Sequence[Mistake], by: str = SYSTEM) -> list[Request]:
    """What a read of the agency file asks of the engine, in the name of whoever had it read."""
    if agency is None:
        lines = ", ".join(str(mistake.line) for mistake in mistakes[:10])
        detail = f"The agency file has {len(mistakes)} mistake(s), lines {lines}. The last holds."
        return [Request(RaiseAlarm(AlarmKind.AGENCY_FILE_BAD, "file", detail), by)]
    alarm = f"{AlarmKind.AGENCY_FILE_BAD}:file"
    return [
        Request(LoadAgency(agency, by), by),
        Request(ClearAlarm(alarm, by), by),
    ]

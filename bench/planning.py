"""How long an SOS waits for its first page while a search for 50 is planned, on a live service.

`python -m bench.planning [searchers]`. The real service on a SQLite ledger (WAL, full
sync) in this process, over the drawn map of Harlow. One incident is searched for by so
many people and units; every three seconds new evidence divides the ground anew, and all the
while SOS of others come in. Time is counted from the call of `submit` to the first
page at the gateway, once while nobody searches and once while the search is planned
again and again. `loop` is the longest that a task which only sleeps was kept waiting.
"""

import asyncio
import os
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import structlog

from bench.latency import Stopwatch, agency_text, raw
from tocsin.adapters.clock import SteadyClock
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.engine.core import Engine, Request
from tocsin.engine.ready import get_ready
from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.facts.codec import Codec
from tocsin.facts.search import Mode, Searcher
from tocsin.geo.track import Track
from tocsin.harlow.writing import write_harlow
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault
from tocsin.maps.importing import import_map
from tocsin.maps.opening import open_ground
from tocsin.response.locating import GiveLocation
from tocsin.response.search import StartSearch

SAMPLES = 100
EVIDENCE_EVERY_S = 3.0
HOME = (35.2034, -92.4004)


class Around:
    """Everybody tells a position, somewhere in the town."""

    def last(self, recipient: str) -> Track | None:
        """A place of their own for each."""
        chance = Random(recipient)
        there = (HOME[0] + chance.uniform(-0.02, 0.02), HOME[1] + chance.uniform(-0.02, 0.02))
        at = datetime.now(UTC).replace(microsecond=0)
        return Track(*there, at - timedelta(seconds=at.second % 5), 10.0, method="gps")


async def started(folder: Path, workers: int) -> tuple[Service, Stopwatch, asyncio.Task[None]]:
    """A running service over the map of Harlow, with everything compiled."""
    agency, mistakes = read(agency_text(workers))
    if agency is None:
        raise SystemExit("\n".join(map(str, mistakes[:5])))
    drawn, out = folder / "harlow.osm.pbf", folder / "harlow.map"
    write_harlow(drawn)
    import_map(drawn, out, lambda _step, _share: None)
    path = folder / "planning.ledger"
    ledger = SqliteLedger.create(path, agency.settings.agency)
    codec = Codec(open_vault(ledger, kek_path_of(path), os.urandom))
    ground = open_ground(out, ZoneInfo("America/Chicago"))
    engine = Engine(ledger, codec, secrets.randbelow, State(), 0, ground=ground, tracks=Around())
    gateway = Stopwatch()
    service = Service(engine, ledger, SteadyClock(), [gateway])
    engine.execute([Request(LoadAgency(agency, "bench"), "bench")], service.clock.now())
    task = asyncio.create_task(service.run())
    await get_ready(service)
    return service, gateway, task


async def one(service: Service, gateway: Stopwatch, worker: int) -> float:
    """Milliseconds from the call to the first page."""
    marker = f"m{worker}"
    began = time.perf_counter()
    command = ReceiveSignal(
        secrets.token_hex(8), "bench", raw(f"+1501555{worker:04d}", f"SOS #{marker}#")
    )
    await service.submit(command, "bench")
    while marker not in gateway.first:
        gateway.words.clear()
        await gateway.words.wait()
    return (gateway.first[marker] - began) * 1e3


async def plan_again_and_again(service: Service, incident: str) -> None:
    """New evidence, always a little elsewhere, so that every plan is made anew."""
    turn = 0
    while True:
        turn += 1
        there = (HOME[0] + 0.0004 * (turn % 7), HOME[1] + 0.0005 * (turn % 5))
        given = GiveLocation(incident, "bench", "", *there, accuracy_m=300.0)
        await service.submit(given, "bench")
        await asyncio.sleep(EVIDENCE_EVERY_S)


async def held(longest: list[float]) -> None:
    """How much longer than asked a sleep of a millisecond takes, in ms."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        longest.append((time.perf_counter() - began) * 1e3 - 1.0)


def searchers_of(service: Service, count: int) -> tuple[Searcher, ...]:
    """So many of the workers who write no SOS, every other one in a vehicle."""
    names = [name for name in service.engine.state.agency.staff if name.startswith("w")][:count]
    modes = (Mode.VEHICLE, Mode.FOOT)
    return tuple(Searcher(f"person:{name}", modes[n % 2]) for n, name in enumerate(names))


async def sample(service: Service, gateway: Stopwatch, first: int) -> tuple[list[float], float]:
    """The delays of SAMPLES pages, and the longest that the loop was held."""
    longest: list[float] = []
    watching = asyncio.create_task(held(longest))
    delays = []
    for worker in range(first, first + SAMPLES):
        delays.append(await one(service, gateway, worker))
        await asyncio.sleep(0.04)
    watching.cancel()
    return delays, max(longest)


def show(name: str, found: tuple[list[float], float]) -> None:
    """One line."""
    delays, longest = found
    p99 = statistics.quantiles(delays, n=100)[98]
    print(
        f"{name:<44} p50 {statistics.median(delays):7.2f} ms   p99 {p99:7.2f} ms   "
        f"worst {max(delays):7.2f} ms   loop {longest:7.1f} ms"
    )


async def measure(folder: Path, count: int) -> None:
    """Without a search, then with one."""
    service, gateway, task = await started(folder, 50 + 2 * SAMPLES)
    await asyncio.sleep(0.2)
    show("no search", await sample(service, gateway, 2050))
    await one(service, gateway, 2050 + 2 * SAMPLES - 1)
    incident = next(name for name, one in service.engine.state.response.incidents.items())
    planning = asyncio.create_task(plan_again_and_again(service, incident))
    searchers = searchers_of(service, count)
    began = await service.submit(StartSearch(incident, "mo", searchers), "bench")
    if not isinstance(began, Accepted):
        raise SystemExit(str(began))
    await asyncio.sleep(1.5)
    before = service.engine.state.response.incidents[incident].search
    found = await sample(service, gateway, 2050 + SAMPLES)
    after = service.engine.state.response.incidents[incident].search
    planning.cancel()
    show(f"{len(searchers)} searchers, planned again and again", found)
    if before and after:
        print(f"plans meanwhile: {after.plan - before.plan}; tasks under way: {len(after.tasks)}")
    service.stop()
    with suppress(asyncio.CancelledError):
        await task
    service.ledger.close()


def main() -> None:
    """Measure once, in a folder of its own."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), count))


if __name__ == "__main__":
    main()

"""From a durable SOS to its first page at the gateway: idle, and with 1,000 open incidents.

`python -m bench.latency [folder]`. The real service on a SQLite ledger (WAL,
full sync) in this process; the gateway takes every text at once and notes when.
Time is counted from the moment `submit` was called to the first page handed
over, and from the moment the receipt was durable. Medians of several rounds.
"""

import asyncio
import gc
import json
import os
import secrets
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from pathlib import Path

import structlog

from tocsin.adapters.clock import SteadyClock
from tocsin.agency.diff import LoadAgency
from tocsin.agency.load import read
from tocsin.engine.core import Engine, Request
from tocsin.engine.gateway import Outgoing
from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.facts.codec import Codec
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault

ROUNDS = 3
SAMPLES = 200
OPEN_INCIDENTS = 1000


class Stopwatch:
    """A gateway that takes everything at once and notes when each incident's first page came."""

    name = "stopwatch"
    channel = "sms"
    has_receipts = False

    def __init__(self) -> None:
        self.first: dict[str, float] = {}
        self.sent = 0
        self.words: asyncio.Event = asyncio.Event()

    async def send(self, outgoing: Outgoing) -> str:
        """Note the time by the marker word in the text."""
        self.sent += 1
        if "Reply" in outgoing.text:
            marker = outgoing.text.partition("#")[2].partition("#")[0]
            self.first.setdefault(marker, time.perf_counter())
            self.words.set()
        return ""

    async def close(self) -> None:
        """Nothing to close."""


def raw(sender: str, text: str) -> str:
    """An SOS text as the JSON hook receives it."""
    body = json.dumps({"from": sender, "text": text, "id": secrets.token_hex(8)}).encode()
    return freeze(
        RawRequest(
            gateway="bench", kind="json", method="POST", path="", query=b"",
            content_type="application/json", body=body, headers={},
        )
    )  # fmt: skip


def agency_text(workers: int) -> str:
    """The demo agency with so many more workers, so that each can have an incident."""
    text = files("tocsin.sim").joinpath("demo/harlow.toml").read_text(encoding="utf-8")
    rows = [
        f'\n[[staff]]\nid = "w{n}"\nname = "Worker {n}"\nnumbers = ["+1501555{n:04d}"]\n'
        'roles = ["worker"]\n'
        for n in range(2000, 2000 + workers)
    ]
    return text + "".join(rows)


async def start(folder: Path, workers: int) -> tuple[Service, Stopwatch, asyncio.Task[None]]:
    """A running service with so many workers."""
    path = folder / f"{secrets.token_hex(4)}.ledger"
    agency, mistakes = read(agency_text(workers))
    if agency is None:
        raise SystemExit("\n".join(map(str, mistakes[:5])))
    ledger = SqliteLedger.create(path, agency.settings.agency)
    codec = Codec(open_vault(ledger, kek_path_of(path), os.urandom))
    engine = Engine(ledger, codec, secrets.randbelow, State(), 0)
    gateway = Stopwatch()
    service = Service(engine, ledger, SteadyClock(), [gateway])
    engine.execute([Request(LoadAgency(agency, "bench"), "bench")], service.clock.now())
    return service, gateway, asyncio.create_task(service.run())


async def one(service: Service, gateway: Stopwatch, worker: int) -> tuple[float, float]:
    """Milliseconds from the call, and from the durable receipt, to the first page."""
    marker = f"m{worker}"
    signal = secrets.token_hex(8)
    began = time.perf_counter()
    command = ReceiveSignal(signal, "bench", raw(f"+1501555{worker:04d}", f"SOS #{marker}#"))
    await service.submit(command, "bench")
    durable = time.perf_counter()
    while marker not in gateway.first:
        gateway.words.clear()
        await gateway.words.wait()
    handed = gateway.first[marker]
    return (handed - began) * 1e3, max(0.0, handed - durable) * 1e3


async def round_(folder: Path, opened: int) -> tuple[list[float], list[float], float]:
    """One round: open so many incidents, then measure SAMPLES more. Also kB an incident."""
    service, gateway, task = await start(folder, opened + SAMPLES)
    await asyncio.sleep(0.2)
    gc.collect()
    before = rss_kb()
    for worker in range(2000, 2000 + opened):
        await one(service, gateway, worker)
    gc.collect()
    per_incident = (rss_kb() - before) / opened if opened else 0.0
    total, after = [], []
    for worker in range(2000 + opened, 2000 + opened + SAMPLES):
        a, b = await one(service, gateway, worker)
        total.append(a)
        after.append(b)
        await asyncio.sleep(0.01)
    service.stop()
    await task
    service.ledger.close()
    return total, after, per_incident


def in_process(folder: str, opened: int) -> tuple[list[float], list[float], float]:
    """One round, for a process of its own; its log lines go nowhere."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    return asyncio.run(round_(Path(folder), opened))


def rss_kb() -> float:
    """Resident memory of this process in kB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1024


def show(name: str, rounds: list[list[float]]) -> None:
    """Median over rounds of p50 and p99."""
    p50 = statistics.median(statistics.median(r) for r in rounds)
    p99 = statistics.median(statistics.quantiles(r, n=100)[98] for r in rounds)
    print(f"{name:<58} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms")


def main() -> None:
    """Run all rounds and print a table."""
    parent = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    print(f"{ROUNDS} rounds of {SAMPLES} SOS each, SQLite WAL full sync, {os.cpu_count()} cores")
    for opened in (0, OPEN_INCIDENTS):
        results = []
        for _ in range(ROUNDS):
            # A process of its own, so that no round finds memory another one left.
            with ProcessPoolExecutor(1) as pool, tempfile.TemporaryDirectory(dir=parent) as folder:
                results.append(pool.submit(in_process, folder, opened).result())
        state = f"{opened} open incidents" if opened else "idle"
        show(f"submit -> first page at the gateway, {state}", [r[0] for r in results])
        show(f"durable -> first page at the gateway, {state}", [r[1] for r in results])
        if opened:
            print(f"memory: {statistics.median(r[2] for r in results):.1f} kB an open incident")


if __name__ == "__main__":
    main()

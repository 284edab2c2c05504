"""From a report of a position to the page: receipt to gateway, with 10,000 others a second beside.

One service with SQLite on disk, 100 watched pairs. Every 0.1 s a batch of 1,000
reports of people who are far from each other is heard; in between a respondent
comes near, once each. Measured is the time from the report's arrival to its
first page at the gateway, everything durable before it. The wire before it
(MQTT publish to arrival) is in `bench.positions`.
"""

import asyncio
import contextlib
import os
import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tocsin.adapters.clock import SteadyClock
from tocsin.agency.diff import LoadAgency
from tocsin.engine import replay
from tocsin.engine.core import Engine
from tocsin.engine.nearness import NearnessWatch
from tocsin.engine.positions import Heard
from tocsin.engine.service import Service
from tocsin.exchange.fix import Fix
from tocsin.exchange.tracker import Kind, Report
from tocsin.facts.agency import Staff
from tocsin.facts.codec import Codec
from tocsin.facts.orders import Order, OrderKind
from tocsin.facts.respondents import Respondent
from tocsin.kernel.private import Private
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault
from tocsin.sim.story import agency_of, harlow
from tocsin.watch.nearness import RecordConsent
from tocsin.watch.order_entry import EnterOrder
from tocsin.watch.respondent_entry import SetRespondent

PAIRS = 100
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 60
BATCH = 1_000
EVERY_S = BATCH / 10_000


class Ear:
    """A gateway that notes when the first page about somebody was handed to it."""

    name, channel, has_receipts = "ear", "sms", False

    def __init__(self) -> None:
        self.first: dict[str, float] = {}

    async def send(self, outgoing) -> str:
        for word in outgoing.text.split():
            if word.startswith("Person-"):
                self.first.setdefault(word.strip('":.'), time.perf_counter())
        return "ok"

    async def close(self) -> None:
        return None


def private(subject: str, text: str) -> Private:
    return Private(subject, text)


async def enter(service: Service) -> None:
    agency = agency_of(harlow())
    people = {f"w{n}": Staff(f"w{n}", private(f"person:w{n}", f"Person-{n}")) for n in range(PAIRS)}
    for name, one in people.items():
        agency.staff[name] = one
    await service.submit(LoadAgency(agency, "jo"), "jo")
    now = service.clock.now()
    for n in range(PAIRS):
        subject = f"respondent:R-{n}"
        devices = (private(subject, f"d{n}"),)
        known = Respondent(f"R-{n}", private(subject, f"Respondent-{n}"), devices=devices)
        order = Order(
            f"O-{n}", "Court", OrderKind.FINAL, "UTC", (f"w{n}",), (f"R-{n}",),
            now - timedelta(days=40), now - timedelta(days=40), None, now - timedelta(days=39),
            distance_m=200.0,
        )  # fmt: skip
        consent = RecordConsent(f"person:w{n}", "consent", "to be warned", True, f"w{n}")
        await asyncio.gather(
            *(service.submit(c, "jo") for c in (SetRespondent(known, "jo"),)),
        )
        await asyncio.gather(*(service.submit(c, "jo") for c in (EnterOrder(order, "jo"), consent)))


def spot(n: int, east: float = 0.0) -> tuple[float, float]:
    """Everybody has a place of their own, 2 km from the next."""
    return 30.0 + 0.02 * (n // 40), -90.0 + 0.02 * (n % 40) + east


def heard(owner: str, point: tuple[float, float], now: datetime) -> Heard:
    fix = Fix(point[0], point[1], 10.0, None, now)
    return Heard(owner, Report("any", Kind.POSITION, (fix,)), "bench")


async def run(folder: Path) -> None:
    ledger = SqliteLedger.create(folder / "bench.ledger", "harlow-valley-ems")
    codec = Codec(open_vault(ledger, kek_path_of(folder / "bench.ledger"), os.urandom))
    state, position = replay.load(ledger, codec)
    engine = Engine(ledger, codec, secrets.randbelow, state, position)
    ear = Ear()
    service = Service(engine, ledger, SteadyClock(), [ear])
    task = asyncio.create_task(service.run())
    near = NearnessWatch(service)
    await enter(service)
    await near.look()
    print(f"{PAIRS} pairs entered; load {os.getloadavg()[0]:.1f}")
    await settle(near, ear)
    lags, held = await approaches(near, ear)
    lags.sort()
    print(
        f"{len(lags)} of {COUNT} paged; report to page p50 {1e3 * lags[len(lags) // 2]:.1f} ms, "
        f"p99 {1e3 * lags[int(len(lags) * 0.99)]:.1f} ms, most {1e3 * lags[-1]:.1f} ms; "
        f"a batch of {BATCH} others took p50 {1e3 * held:.1f} ms"
    )
    service.stop()
    with contextlib.suppress(Exception):
        await task
    ledger.close()


async def settle(near: NearnessWatch, ear: Ear) -> None:
    """Everybody is heard once, far from each other, and what that brings has been paged."""
    now = datetime.now(UTC)
    await near.hear([heard(f"person:w{n}", spot(n), now) for n in range(PAIRS)], now)
    await near.hear([heard(f"respondent:R-{n}", spot(n, 0.01), now) for n in range(PAIRS)], now)
    await asyncio.sleep(8)
    ear.first.clear()


async def approaches(near: NearnessWatch, ear: Ear) -> tuple[list[float], float]:
    lags, took = [], []
    for n in range(COUNT):
        started = time.perf_counter()
        now = datetime.now(UTC)
        others = [
            heard(f"person:w{(n * 7 + k) % PAIRS}", spot((n * 7 + k) % PAIRS), now)
            for k in range(BATCH)
        ]
        await near.hear(others, now)
        took.append(time.perf_counter() - started)
        ear.first.pop(f"Person-{n}", None)
        came = time.perf_counter()
        now = datetime.now(UTC)
        await near.hear([heard(f"respondent:R-{n}", spot(n, 0.0005), now)], now)
        while f"Person-{n}" not in ear.first and time.perf_counter() - came < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.0005)
        if f"Person-{n}" in ear.first:
            lags.append(ear.first[f"Person-{n}"] - came)
        await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - started)))
    took.sort()
    return lags, took[len(took) // 2]


if __name__ == "__main__":
    print(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))

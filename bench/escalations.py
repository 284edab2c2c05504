"""6,000 SOS at once: until every one is on record, and until each one's first page is handed over.

`python -m bench.escalations [count]`. The real service on a SQLite ledger (WAL, full sync) in
this process, the demo agency with so many more workers, each of whom sends one SOS; a
gateway that takes every page at once. One process, one core of it busy.
"""

import asyncio
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

import structlog

from bench.latency import raw, rss_kb, start
from tocsin.intake.stage import ReceiveSignal

COUNT = 6_000


async def measure(folder: Path, count: int) -> None:
    """Give so many at once and print how long each step took."""
    service, gateway, task = await start(folder, count)
    await asyncio.sleep(0.5)
    before = rss_kb()
    texts = [raw(f"+1501555{n:04d}", f"SOS #m{n}#") for n in range(2000, 2000 + count)]
    began = time.perf_counter()
    on_record = 0
    for at in range(0, count, 1000):
        commands = [
            ReceiveSignal(secrets.token_hex(8), "bench", each) for each in texts[at : at + 1000]
        ]
        await asyncio.gather(*(service.submit(command, "bench") for command in commands))
        on_record += len(commands)
    durable_s = time.perf_counter() - began
    while len(gateway.first) < count:
        gateway.words.clear()
        await gateway.words.wait()
    handed = sorted(at - began for at in gateway.first.values())
    print(f"{on_record} on record after {durable_s:.1f} s")
    for share in (0.5, 0.9, 0.99):
        print(f"first page of {share:.0%} handed over after {handed[int(share * count) - 1]:.1f} s")
    print(f"of all {count} after {handed[-1]:.1f} s: {count / handed[-1]:.0f} a second")
    print(f"{(rss_kb() - before) / 1024:.0f} MB more resident, load {os.getloadavg()[0]:.1f}")
    service.stop()
    await task
    service.ledger.close()


def main() -> None:
    """One run."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), count))


if __name__ == "__main__":
    main()

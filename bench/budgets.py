"""What each page costs a cheap phone on a bad network: bytes, requests, first view, long tasks.

`python -m bench.budgets` opens every page of the album (`tests/browser/album.py`) at phone width in
a real Chromium, over 150 ms and 1.6 Mbit/s with a processor four times slower (Lighthouse's
"slow 4G"), with an empty cache, and ends with 1 when one is over its budget.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from tests.browser.album import LEAVES, before, furnished, open_leaf
from tests.browser.room import Room

SLOW: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER_TIMES: Final = 4
LONG: Final = """
new PerformanceObserver(
  (list) => (window.long ??= []).push(...list.getEntries().map((each) => each.duration)),
).observe({ type: "longtask", buffered: true });
"""
PAINT: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
SETTLED_MS: Final = 2_500


class Budget(NamedTuple):
    """The most a page may cost at its first view: bytes as they travel, requests, milliseconds."""

    bytes_max: int
    requests_max: int
    first_ms_max: int


BUDGETS: Final[Mapping[str, Budget]] = {
    "console": Budget(120_000, 30, 3_000),
    "desk": Budget(96_000, 30, 2_000),
    "ready": Budget(60_000, 20, 2_000),
    # Brought to administrators at a desk, and to nobody else.
    "ready-setup": Budget(90_000, 28, 2_000),
    "ready-lost": Budget(70_000, 24, 2_000),
    "oversight": Budget(60_000, 16, 2_000),
    "phone": Budget(60_000, 6, 1_500),
    "staff": Budget(60_000, 12, 2_000),
}
"""By the first word of a page's name in the album. Signing in counts, and what is asked again."""


class Cost(NamedTuple):
    """What one page cost."""

    octets: int
    requests: int
    first_ms: float
    long_ms: float


async def cost(r: Room, leaf: Any) -> Cost:
    """Open one page with an empty cache and count."""
    link = await r.page.context.new_cdp_session(r.page)
    for domain in ("Network", "Page"):
        await link.send(f"{domain}.enable")
    await link.send("Network.clearBrowserCache")
    await link.send("Network.emulateNetworkConditions", SLOW)
    await link.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_TIMES})
    await r.page.add_init_script(LONG)
    octets: list[int] = []
    link.on("Network.loadingFinished", lambda said: octets.append(int(said["encodedDataLength"])))
    await open_leaf(r, leaf)
    await r.page.wait_for_timeout(SETTLED_MS)
    first_ms, long = await r.page.evaluate(PAINT), await r.page.evaluate("window.long ?? []")
    await link.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    await link.detach()
    return Cost(sum(octets), len(octets), float(first_ms), float(sum(long)))


async def main() -> int:
    """Print a line for each page; 1 when one is over its budget."""
    over = 0
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}; slow 4G, processor {SLOWER_TIMES} x slower\n")
    async with furnished(390) as r:
        await before(r)
        for leaf in (each for each in LEAVES if "phone" in each.widths):
            await r.page.context.clear_cookies()
            found, most = (
                await cost(r, leaf),
                BUDGETS.get(leaf.name) or BUDGETS[leaf.name.partition("-")[0]],
            )
            is_over = found.octets > most.bytes_max or found.requests > most.requests_max
            over += is_over
            sys.stdout.write(
                f"{leaf.name:16} {found.octets / 1000:6.1f} kB of {most.bytes_max / 1000:.0f}, "
                f"{found.requests:2} requests of {most.requests_max}, first view "
                f"{found.first_ms:.0f} ms (goal {most.first_ms_max}), "
                f"long tasks {found.long_ms:.0f} ms{'  OVER' if is_over else ''}\n"
            )
    return over > 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

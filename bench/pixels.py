"""From an entry in the ledger to pixels on a screen, with many consoles and many incidents.

`python -m bench.pixels [--incidents 1000] [--consoles 50] [--rounds 60] [--pages 1]`. A served town
in this process, so many consoles as readers of the stream in another, and `pages` more of them real
ones in Chromium with the control room open. Each round a text joins the first incident; the clock
runs from the answer to its append until the frame after the one in which its words stand in the
queue, on each page. All pages share this machine's cores, so with many of them the figure is of the
machine and not of a console. Also what the first view weighs and how soon it is there, and how long
a hand waits: keys, the palette and the wheel, with that many open. Needs Chromium and the pages
built (`make console`).
"""

import argparse
import asyncio
import logging
import os
import statistics
import sys
import time
from typing import Any, Final

import structlog

from tests.browser.room import Room, room
from tests.web.town import ANA, Town
from tocsin.facts.system import KeyKind

WAIT_S: Final = 20.0
BETWEEN_S: Final = 0.3
SEEN: Final = """words => new Promise((done) => {
  const queue = document.querySelector('nav.queue');
  const look = () => {
    if (!queue.textContent.includes(words)) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(
      () => done(performance.timeOrigin + performance.now())));
  };
  const watch = new MutationObserver(look);
  watch.observe(queue, { childList: true, subtree: true, characterData: true });
  look();
})"""
LISTEN: Final = """() => {
  window.waited = []; window.held = [];
  const keep = (list, entries) => list.push(...entries.getEntries().map((each) => each.duration));
  const watch = (type, list, more) =>
    new PerformanceObserver((entries) => keep(list, entries)).observe({ type, ...more });
  watch("event", window.waited, { durationThreshold: 16 });
  watch("longtask", window.held, {});
}"""
SETTLED_MS: Final = 500
WEIGHT: Final = """() => performance.getEntriesByType('resource')
  .concat(performance.getEntriesByType('navigation'))
  .filter((each) => !each.name.includes('/api/'))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""


async def opened(t: Town, count: int) -> None:
    """So many open incidents of strangers, and one of somebody known, which stands first."""
    head = {"authorization": "Bearer json-secret"}
    for each in range(count - 1):
        body = {"from": f"+1501556{each:04}", "text": "help"}
        await t.http.post("/hooks/sms/json-1", json=body, headers=head)
    await t.text(ANA, "SOS")


async def listens(host: str, port: int, token: str) -> None:
    """One console without a screen: it reads all that it is sent."""
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 26)
    asked = f"GET /api/v1/stream HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n"
    writer.write(asked.encode())
    while await reader.read(1 << 20):
        pass


async def many(host: str, port: int, token: str, count: int) -> None:
    """So many consoles without a screen, until somebody ends this process."""
    await asyncio.gather(*(listens(host, port, token) for _ in range(count)))


async def rounds(r: Room, pages: list[Any], count: int) -> list[float]:
    """Milliseconds from the durable append to the frame, each round on each page."""
    taken: list[float] = []
    for each in range(count):
        words = f"round {each} of the bench"
        watching = asyncio.gather(*(page.evaluate(SEEN, words) for page in pages))
        await asyncio.sleep(BETWEEN_S)
        body, head = {"from": ANA, "text": words}, {"authorization": "Bearer json-secret"}
        answer = await r.town.http.post("/hooks/sms/json-1", json=body, headers=head)
        appended = time.time() * 1000
        assert answer.is_success, answer.text
        taken += [frame - appended for frame in await asyncio.wait_for(watching, WAIT_S)]
    return taken


async def more(r: Room, count: int) -> list[Any]:
    """So many further pages, each with a browser profile of its own."""
    made = []
    for _ in range(count):
        context = await r.page.context.browser.new_context(viewport={"width": 1440, "height": 900})
        page = await context.new_page()
        await page.goto(f"{r.address}/#key={await r.town.key('mo', KeyKind.LINK)}")
        await page.locator(".queue .card").first.wait_for()
        made.append(page)
    return made


async def hands(page: Any) -> None:
    """How long keys and the wheel wait until what they did is drawn, and what held them up."""
    await page.evaluate(LISTEN)
    for name, act in (("next incident", _steps), ("palette", _types), ("wheel", _scrolls)):
        await page.evaluate("waited.length = held.length = 0")
        await act(page)
        await page.wait_for_timeout(SETTLED_MS)
        waited, held = await page.evaluate("[waited, held]")
        ordered = sorted(waited) or [0.0]
        p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
        print(
            f"{name}: {len(waited)} events over 16 ms, to the frame p95 {p95:.0f} ms, worst "
            f"{ordered[-1]:.0f} ms; {len(held)} long tasks, worst {max(held, default=0):.0f} ms"
        )


async def _steps(page: Any) -> None:
    for _ in range(20):
        await page.keyboard.press("j")
        await page.wait_for_timeout(100)


async def _types(page: Any) -> None:
    await page.keyboard.press("/")
    await page.keyboard.type("go to 1501 route hand over", delay=80)
    await page.keyboard.press("Escape")


async def _scrolls(page: Any) -> None:
    await page.mouse.move(150, 400)
    for _ in range(40):
        await page.mouse.wheel(0, 600)
        await page.wait_for_timeout(50)


def told(name: str, taken: list[float]) -> None:
    """Median, ninety-ninth and worst, in milliseconds."""
    ordered = sorted(taken)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    middle, worst = statistics.median(ordered), ordered[-1]
    print(f"{name}: p50 {middle:.0f} ms, p99 {p99:.0f} ms, worst {worst:.0f} ms")


async def measured(incidents: int, consoles: int, count: int, pages: int) -> None:
    """The whole bench."""
    print(f"load {os.getloadavg()[0]:.1f}")
    async with room() as r:
        await opened(r.town, incidents)
        token = await r.town.key("jo")
        host, _, port = r.address.removeprefix("http://").partition(":")
        asked = [sys.executable, "-m", "bench.pixels", "--listen", host, port, token, str(consoles)]
        clients: Any = await asyncio.create_subprocess_exec(*asked)
        try:
            began = time.perf_counter()
            await r.enter()
            await r.page.locator(".queue .card").first.wait_for()
            print(f"first view with {incidents} open: {time.perf_counter() - began:.1f} s")
            print(f"its own bytes, compressed: {await r.page.evaluate(WEIGHT) / 1000:.1f} kB")
            drawn = await r.page.locator(".queue .card").count()
            print(f"cards drawn: {drawn}, consoles: {consoles + pages}, of them real: {pages}")
            real = [r.page, *await more(r, pages - 1)]
            told("append to pixels", await rounds(r, real, count))
            await hands(r.page)
        finally:
            clients.kill()
            await clients.wait()


def main() -> None:
    """Measure, or be the consoles without a screen."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--incidents", type=int, default=1000)
    asked.add_argument("--consoles", type=int, default=49)
    asked.add_argument("--rounds", type=int, default=60)
    asked.add_argument("--pages", type=int, default=1)
    asked.add_argument("--listen", nargs=4)
    given = asked.parse_args()
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)
    if given.listen:
        host, port, token, count = given.listen
        asyncio.run(many(host, int(port), token, int(count)))
    else:
        asyncio.run(measured(given.incidents, given.consoles, given.rounds, given.pages))


if __name__ == "__main__":
    main()

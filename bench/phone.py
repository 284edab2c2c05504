"""How soon a link in a text shows its incident on a bad network: python -m bench.phone [RUNS].

A real Chromium, its network throttled by its own means: so many milliseconds for each
request, so many bits a second. A link is followed from another site, as from a text.
"""

import asyncio
import re
import statistics
import sys
import time

import structlog

from tests.browser.room import room
from tests.web.phone_case import linked
from tests.web.town import ANA

NETWORKS = {
    "no throttle": None,
    "slow 4G (150 ms, 1.6 Mbit/s)": (150, 1_600_000),
    "slow 3G (400 ms, 400 kbit/s)": (400, 400_000),
    "GPRS-like (800 ms, 50 kbit/s)": (800, 50_000),
}
ELSEWHERE = "http://messages.example/"


class Wire:
    """What went over the network of one page."""

    def __init__(self):
        self.sizes = []
        self.cookies = []

    async def tap(self, page, network):
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")
        session.on("Network.loadingFinished", lambda e: self.sizes.append(e["encodedDataLength"]))
        session.on("Network.requestWillBeSentExtraInfo", self.cookie)
        if network is not None:
            latency_ms, bits = network
            given = {"latency": latency_ms, "downloadThroughput": bits / 8}
            await session.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "uploadThroughput": bits / 8, **given},
            )
        return session

    def cookie(self, event):
        path = event["headers"].get(":path") or event.get("headers", {}).get("Host", "")
        has = any(name.lower() == "cookie" for name in event["headers"])
        blocked = [b for each in event["associatedCookies"] for b in each["blockedReasons"]]
        self.cookies.append((path, has, blocked))


async def follow(context, link, network):
    """Seconds from the tap until the caution is painted, bytes, requests, cookies."""
    page = await context.new_page()

    async def text(route):
        await route.fulfill(body=f'<a href="{link}">open</a>', content_type="text/html")

    await page.route(ELSEWHERE, text)
    await page.goto(ELSEWHERE)
    await page.unroute(ELSEWHERE)
    wire = Wire()
    await wire.tap(page, network)
    began = time.perf_counter()
    await page.get_by_role("link", name="open").click(no_wait_after=True)
    await page.get_by_role("heading", name="Ana").wait_for(timeout=60_000)
    seconds = time.perf_counter() - began
    await asyncio.sleep(0.3)
    await page.close()
    return seconds, sum(wire.sizes), len(wire.sizes), wire.cookies


async def measure(r, runs, network, *, script, signed_in):
    found = []
    for _ in range(runs):
        context = await r.page.context.browser.new_context(
            viewport={"width": 390, "height": 800}, java_script_enabled=script
        )
        if signed_in:
            await follow(context, await link(r), None) if script else await signs_in(context, r)
        found.append(await follow(context, await link(r), network))
        await context.close()
    return found


async def signs_in(context, r):
    page = await context.new_page()
    key = (await link(r)).partition("#")[2]
    await page.goto(f"{r.address}/phone")
    await page.get_by_role("textbox").fill(key)
    await page.get_by_role("button", name="Open").click()
    await page.get_by_role("heading", name="Ana").wait_for()
    await page.close()


async def link(r):
    """A new one: the page is sent again."""
    await r.town.later(61)
    sent = [each.text for each in r.town.ways["sms"].sent if each.to == "+15015550120"]
    return next(f[0] for each in reversed(sent) if (f := re.search(r"http\S+/p#\S+$", each)))


CASES = {
    "first time, with a script": {"script": True, "signed_in": False},
    "signed in, with a script": {"script": True, "signed_in": True},
    "signed in, without a script": {"script": False, "signed_in": True},
}


async def main(runs):
    async with room(390) as r:
        await r.town.load(linked().replace("https://town.example", r.address))
        await r.town.text(ANA, "SOS he's in the lot, grey pickup, by the north door")
        print(f"{'network':32}{'case':30}{'median ms':>10}{'bytes':>8}{'requests':>9}")
        for name, network in NETWORKS.items():
            for case, how in CASES.items():
                found = await measure(r, runs, network, **how)
                ms = statistics.median(each[0] for each in found) * 1000
                print(f"{name:32}{case:30}{ms:10.0f}{found[-1][1]:8}{found[-1][2]:9}")
                if how["signed_in"] and network is None:
                    print("   cookie sent, blocked because, request by request:", found[-1][3])


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))

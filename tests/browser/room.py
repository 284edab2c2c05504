"""A served town, and a browser that looks at it as a dispatcher does."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from tests.web.town import town
from tocsin.facts.system import KeyKind

CHROMIUM = Path("/usr/bin/chromium")
SANDBOX = ("--no-sandbox",)
AXE = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What it finds is taken apart on the page: all that it looked at is megabytes, and none of ours.
LOOK = """
async (tags) => {
  const how = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, how);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}
"""
BY_SOFTWARE = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""What draws a map where there is no graphics processor."""
playwright = pytest.importorskip("playwright.async_api")

needs_browser = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="NO BROWSER HERE: apt-get install chromium to test the pages"
)


class Room:
    """A served town, and a page that looks at it."""

    def __init__(self, town_, page, server, address, wire):
        self.town = town_
        self.wire = wire
        self.page = page
        self.server = server
        self.address = address
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._console)

    def _console(self, message):
        # Refused answers are logged by the browser itself; what we watch for is our own mistakes.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    async def enter(self, person="mo", path="/"):
        key = await self.town.key(person, KeyKind.LINK)
        await self.page.goto(f"{self.address}{path}#key={key}")
        await self.page.get_by_text("● LIVE").wait_for()

    async def breaches(self):
        """What axe finds against WCAG 2.2 AA on the page as it stands: rule and element."""
        return await breaches(self.page)

    async def sees(self, text, **how):
        await self.page.get_by_text(text, **how).first.wait_for(timeout=5_000)


async def breaches(page):
    """The same of any page."""
    if not await page.evaluate("'axe' in window"):
        # By the browser's own means: the page's policy rightly refuses a script of ours.
        await page.evaluate(AXE.read_text())
    return await page.evaluate(LOOK, list(AA))


class Shared:
    """One browser for all tests of a process: starting it is most of what a short one costs.

    Nothing goes from a test to the next by it: each has contexts of its own, and what they keep is
    gone with them. Only who closes it at the end may turn it on (`conftest.py`).
    """

    is_on = False

    def __init__(self):
        self.driver = self.browser = None

    async def there(self):
        if self.browser is None or not self.browser.is_connected():
            await self.close()
            self.driver = await playwright.async_playwright().start()
            self.browser = await launched(self.driver)
        return self.browser

    async def close(self):
        if self.driver:
            await self.browser.close()
            await self.driver.stop()
        self.driver = self.browser = None


shared = Shared()


def launched(driver, flags=()):
    return driver.chromium.launch(executable_path=CHROMIUM, args=[*SANDBOX, *flags])


@asynccontextmanager
async def browsing(flags):
    """A browser, with no page left open in it afterwards."""
    if not shared.is_on or flags:
        async with playwright.async_playwright() as driver:
            browser = await launched(driver, flags)
            yield browser
            await browser.close()
        return
    browser = await shared.there()
    try:
        yield browser
    finally:
        for context in list(browser.contexts):
            await context.close()


class Wire:
    """What lies between the browser and the town. Cut, it answers as a router does with nothing behind it.

    A browser that is told to be offline is not so for its workers: they come this way still.
    """

    def __init__(self, web):
        self.web, self.is_cut = web, False

    async def __call__(self, scope, receive, send):
        if self.is_cut:
            await send({"type": "http.response.start", "status": 502, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.web(scope, receive, lambda message: self._send(send, message))

    async def _send(self, send, message):
        if self.is_cut:
            raise OSError("cut")  # What was under way ends too.
        await send(message)


@asynccontextmanager
async def served(town_):
    """The wire to this town, the server at its end, and the address at which a browser finds it."""
    wire = Wire(town_.web)
    config = uvicorn.Config(wire, port=0, log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it.
        await asyncio.sleep(0.01)
    try:
        yield wire, server, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        town_.web.close()
        server.should_exit = True
        await serving


@asynccontextmanager
async def room(width=1440, flags=(), **settings):
    async with town(**settings) as t, served(t) as (wire, server, address), browsing(flags) as b:
        page = await b.new_page(viewport={"width": width, "height": 900})
        yield Room(t, page, server, address, wire)

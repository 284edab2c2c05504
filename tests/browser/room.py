"""A served town, and a browser that looks at it as a dispatcher does."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from tests.web.town import town
from tocsin.facts.system import KeyKind

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
playwright = pytest.importorskip("playwright.async_api")

needs_browser = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="NO BROWSER HERE: apt-get install chromium to test the pages"
)


class Room:
    """A served town, and a page that looks at it."""

    def __init__(self, town_, page, server, address):
        self.town = town_
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
        # By the browser's own means: the page's policy rightly refuses a script of ours.
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(
            "tags => axe.run(document, { runOnly: { type: 'tag', values: tags } })", list(AA)
        )
        return [
            f"{each['id']}: {node['target']}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    async def sees(self, text, **how):
        await self.page.get_by_text(text, **how).first.wait_for(timeout=5_000)


@asynccontextmanager
async def room(width=1440, flags=(), **settings):
    async with town(**settings) as t:
        config = uvicorn.Config(t.web, port=0, log_config=None, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it.
            await asyncio.sleep(0.01)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        async with playwright.async_playwright() as p:
            browser = await p.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", *flags]
            )
            page = await browser.new_page(viewport={"width": width, "height": 900})
            yield Room(t, page, server, address)
            await browser.close()
        t.web.close()
        server.should_exit = True
        await serving

"""The page "Ready?" in a real browser: what must be known before the night."""

from tests.browser.room import needs_browser, room
from tests.web.town import LEE
from tocsin.facts.system import KeyKind

pytestmark = needs_browser


async def test_a_supervisor_sees_who_would_be_paged_and_proves_that_somebody_is_reached():
    async with room(390) as r:
        key = await r.town.key("lee", KeyKind.LINK)
        await r.page.goto(f"{r.address}/ready#key={key}")
        await r.sees("Step 1, ")
        await r.sees("must answer")
        assert await r.breaches() == []
        await r.page.get_by_role("button", name="Is everybody reachable").click()
        assert await r.page.get_by_text("NEVER PROVEN").count() > 1
        before = await r.page.get_by_text("NEVER PROVEN").count()
        await r.page.get_by_role("button", name="Send a test page: Lee").first.click()
        await r.sees("A test page is on its way.")
        await r.town.settled()
        code = r.town.facts("PageRequested")[-1].code
        await r.town.text(LEE, code)
        await r.page.get_by_role("button", name="Ask again").click()
        await r.page.get_by_role("cell", name="an answer").wait_for()
        assert await r.page.get_by_text("NEVER PROVEN").count() == before - 1
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert await r.breaches() == []
        await r.page.get_by_role("button", name="Ways out").click()
        await r.sees("Set up a further way out")
        assert await r.breaches() == []
        assert r.complaints == []


async def test_who_may_not_look_at_it_is_told_so():
    async with room() as r:
        key = await r.town.key("kit", KeyKind.LINK)
        await r.page.goto(f"{r.address}/ready#key={key}")
        await r.sees("Your roles do not include this page.")
        assert await r.page.get_by_text("must answer").count() == 0

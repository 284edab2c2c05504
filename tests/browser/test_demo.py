"""The demo as whoever tries Tocsin first sees it: a control room, phones, and nothing that fails."""

from tests.browser.room import needs_browser, room
from tests.web.test_demo import phones_of

pytestmark = needs_browser


async def test_a_text_from_a_phone_of_the_demo_is_an_sos_on_the_board_beside_it():
    async with room(demo=True, extra_routes=phones_of([])) as r:
        page, refused = r.page, []
        page.on(
            "response",
            lambda answer: refused.append(answer.url) if answer.status in (409, 500) else None,
        )
        await page.goto(f"{r.address}/demo")
        await page.get_by_text("● LIVE").wait_for()
        phone = page.get_by_label("Text from Ana Quellimarsh")
        await phone.fill("SOS he's in the lot")
        await phone.press("Enter")
        await r.sees("NOBODY IN COMMAND")
        await page.get_by_label("Messages of Ana Quellimarsh").get_by_text("in the lot").wait_for()
        assert await r.breaches() == []
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.get_by_role("button", name="Menu").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert await r.breaches() == []
        assert refused == []
        assert r.complaints == []

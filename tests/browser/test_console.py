"""The console in a real browser, as it is built from `console/`."""

from tests.browser.room import needs_browser, room
from tests.web.town import ANA

pytestmark = needs_browser


async def test_every_word_of_ours_is_there_in_spanish_too():
    async with room() as r:
        await r.enter(path="/console")
        await r.page.get_by_role("button", name="Español").click()
        await r.sees("Ningún SOS abierto.")
        assert await r.page.locator("html").get_attribute("lang") == "es"
        await r.page.reload()
        await r.sees("● EN VIVO")


async def test_a_silent_stream_is_said_within_moments_and_what_came_meanwhile_is_there():
    async with room() as r:
        await r.enter(path="/console")
        stream = r.town.web.stream
        tell, pulse = stream._tell, stream._pulse

        async def nothing():
            pass

        stream._tell, stream._pulse = nothing, lambda: None
        await r.page.get_by_text("NOT LIVE since").wait_for(timeout=3_500)
        stream._tell, stream._pulse = tell, pulse
        await r.town.text(ANA, "SOS")
        await r.sees("NOBODY IN COMMAND")
        await r.page.get_by_text("NOT LIVE").first.wait_for(state="detached")
        assert r.complaints == []

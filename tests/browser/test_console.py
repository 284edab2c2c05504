"""The console in a real browser, as it is built from `console/`."""

from tests.browser.room import needs_browser, room
from tests.web.town import ANA
from tocsin.engine.service import NodeNow, Service

pytestmark = needs_browser


async def test_a_node_without_positions_says_so_and_every_word_is_there_in_spanish_too(monkeypatch):
    async with room() as r:
        await r.enter(path="/console")
        node = NodeNow("bell", False, "anvil", 4, None, False, "another node holds the lease")
        monkeypatch.setattr(Service, "node", node)
        await r.sees("POSITIONS ARE KNOWN AT anvil ONLY")
        await r.town.text(ANA, "SOS he's in the lot")
        picks = r.page.locator(".picks")
        await picks.get_by_text("its position is not known at this node").first.wait_for()
        # Nobody is said to be at home who may be anywhere.
        assert await r.page.get_by_text("at its home, no position").count() == 0
        node = node._replace(leader="")
        monkeypatch.setattr(Service, "node", node)
        await r.sees("POSITIONS ARE NOT KNOWN HERE")
        await r.sees("NO NODE DECIDES")
        await r.page.get_by_role("button", name="Español").click()
        await r.sees("AQUÍ NO SE CONOCEN LAS POSICIONES")
        await r.sees("NADIE AL MANDO")
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

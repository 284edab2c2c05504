"""The map as a dispatcher uses it: drawn by a real browser out of our own tiles, and without one."""

import pytest

from tests.browser.room import needs_browser, room
from tests.tiles.test_atlas import town as drawn
from tests.web.town import ANA
from tocsin.facts.system import KeyKind
from tocsin.maps.opening import atlas_of
from tocsin.web.tiles import tiles_of

pytestmark = needs_browser

BY_SOFTWARE = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
BLIND = "HTMLCanvasElement.prototype.getContext = () => null"


@pytest.fixture(scope="module")
def tiles(tmp_path_factory):
    """A few streets where the lot of the demo's town is: importing all of it would take longer."""
    return tiles_of(atlas_of(drawn().imported(tmp_path_factory.mktemp("map")).map))


async def opened(r, page, person):
    key = await r.town.key(person, KeyKind.LINK)
    await page.goto(f"{r.address}/map?incident=I-1#key={key}")
    await page.get_by_text("● LIVE").wait_for()


async def test_the_map_is_drawn_said_in_words_and_a_place_on_it_is_picked_by_keyboard(tiles):
    async with room(flags=BY_SOFTWARE, tiles=tiles) as r:
        page, asked = r.page, []
        page.on("request", lambda request: asked.append(request.url))
        await r.town.text(ANA, "SOS at Station One parking lot")
        before = len(r.town.facts("RecordRead"))
        await opened(r, page, "mo")
        # What is on it stands in words before it is drawn.
        await page.get_by_role("row", name="unit, no position 4A21").wait_for()
        await page.locator("[data-drawn=yes]").wait_for(timeout=60_000)
        await r.sees("© OpenStreetMap contributors")
        assert any(".mvt" in url for url in asked)
        assert all(url.startswith((r.address, "blob:", "data:")) for url in asked)
        assert await r.breaches() == []
        # Stay-away areas are read when somebody asks for them, and not before.
        assert not any("/watch/orders" in url for url in asked)
        assert len(r.town.facts("RecordRead")) == before
        await page.get_by_role("button", name="Stay-away areas").click()
        await r.sees("No order names an area for this person.")
        assert len(r.town.facts("RecordRead")) == before + 1
        await page.get_by_role("button", name="Say where they are").click()
        await r.sees("press Enter")
        await page.keyboard.press("Enter")
        await r.sees("Put on record that Ana Quellimarsh is")
        assert await r.breaches() == []
        await page.get_by_role("button", name="Put on record").click()
        await r.sees("On record, beside what they wrote.")
        given = r.town.facts("LocationGiven")[-1]
        assert given.evidence.source == "dispatcher"
        await page.get_by_role("row", name="evidence").get_by_text("dispatcher").wait_for()
        assert r.complaints == []
        # A browser that cannot draw says so; the words stay.
        blind = await page.context.browser.new_page(viewport={"width": 390, "height": 844})
        await blind.add_init_script(BLIND)
        await opened(r, blind, "lee")
        await blind.get_by_text("This browser cannot draw the map.").wait_for()
        await blind.get_by_role("row", name="unit, no position 4A21").wait_for()
        assert await blind.evaluate("document.documentElement.scrollWidth") <= 390

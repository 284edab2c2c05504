"""The map as a dispatcher uses it: drawn by a real browser out of our own tiles, and without one."""

from datetime import timedelta

import pytest

from tests.browser.room import BY_SOFTWARE, needs_browser, room
from tests.ground.fake import LOT, Driven
from tests.tiles.test_atlas import town as drawn
from tests.web.desk_case import case, given, order
from tests.web.town import ANA
from tocsin.facts.orders import StayAwayArea
from tocsin.facts.system import KeyKind
from tocsin.geo.track import Track
from tocsin.ledger.tracks import TrackStore
from tocsin.maps.opening import atlas_of
from tocsin.watch.order_entry import EnterOrder
from tocsin.web.tiles import tiles_of

pytestmark = needs_browser

I_1 = "/api/v1/incidents/I-1"
LEE = {"recipient": "person:lee"}
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
    tracks = TrackStore()
    async with room(flags=BY_SOFTWARE, tiles=tiles, ground=Driven(), tracks=tracks) as r:
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
        await shows_what_comes(r, tracks)
        await in_the_light_and_on_a_phone(r)
        assert r.complaints == []
        # A browser that cannot draw says so; the words stay.
        blind = await page.context.browser.new_page(viewport={"width": 390, "height": 844})
        await blind.add_init_script(BLIND)
        await opened(r, blind, "lee")
        await blind.get_by_text("This browser cannot draw the map.").wait_for()
        await blind.get_by_role("row", name="unit, no position 4A21").wait_for()
        assert await blind.evaluate("document.documentElement.scrollWidth") <= 390
        await is_nothing_for_whoever_may_not_see_it(r, blind)


async def shows_what_comes(r, tracks):
    """Evidence as it improves, fixes with their age, pieces to search, ways, and how far one gets."""
    page, head = r.page, await r.town.auth("mo")
    for accuracy in (400, 20):
        body = {"latitude": LOT[0], "longitude": LOT[1], "accuracy_m": accuracy}
        await r.town.http.post(
            f"{I_1}/location", json={**body, "source": "dispatcher"}, headers=head
        )
        await (
            page.get_by_role("row", name="evidence").get_by_text(f"within {accuracy} m").wait_for()
        )
    for unit, minutes in (("P11", 2), ("P12", 30)):
        seen = r.town.clock.now() - timedelta(minutes=minutes)
        tracks.add(f"unit:{unit}", Track(*LOT, seen, 15.0), r.town.clock.now())
    r.town.web.stream._look()
    fresh, old = (page.get_by_role("row", name=f"unit P1{each}") for each in (1, 2))
    await fresh.get_by_text("position 2 min old, within 15 m").wait_for()
    await fresh.get_by_text("by road 2 min, 1.2 km").wait_for()
    await old.get_by_text("OLD: position 30 min old").wait_for()
    await r.town.http.post(f"{I_1}/search", json={"searchers": [LEE]}, headers=head)
    await r.town.settled()
    await page.get_by_role("row", name="ground to search 1 row A").wait_for()
    await page.get_by_role("button", name="Reach in 5 min").click()
    legend = page.get_by_role("list", name="What the signs mean")
    for meaning in (
        "reached by road in so many minutes",
        "the way of a unit that could be sent",
        "unit whose position is old",
        "being searched",
    ):
        await legend.get_by_text(meaning).first.wait_for()
    assert await r.breaches() == []


async def in_the_light_and_on_a_phone(r):
    await r.page.evaluate("document.documentElement.dataset.theme = 'light'")
    await r.page.set_viewport_size({"width": 390, "height": 844})
    await r.page.get_by_text("position 2 min old").wait_for()
    assert await r.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await r.breaches() == []


async def is_nothing_for_whoever_may_not_see_it(r, page):
    """Her order has an area. A worker is offered neither it nor her; it is not even asked for."""
    await case(r.town)
    kept = order(order="O-2", areas=(StayAwayArea(200.0, "station_one_lot"),))
    await given(r.town, EnterOrder(kept, "jo"))
    for person, offered in (("lee", 1), ("kit", 0)):
        await page.context.clear_cookies()
        await page.goto("about:blank")  # Else only what stands behind the # is another.
        await opened(r, page, person)
        await page.get_by_text("This browser cannot draw the map.").wait_for()
        areas = page.get_by_role("button", name="Stay-away areas")
        assert await areas.count() == offered
        assert (await page.get_by_text("Ana Quellimarsh").count() > 0) == bool(offered)
        if offered:
            await areas.click()
            await page.get_by_role("row", name="stay-away area").first.wait_for()
    refused = await r.town.http.get("/api/v1/watch/orders", headers=await r.town.auth("kit"))
    assert refused.status_code == 403

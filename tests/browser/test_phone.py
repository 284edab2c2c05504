"""A supervisor's phone in a real browser: from the link in a text to command, with and without a script.

One browser for each story: starting it is what such a test costs.
"""

import re

from tests.browser.room import AXE, needs_browser, room
from tests.web.phone_case import linked
from tests.web.town import ANA, LEE
from tocsin.paging.links import LETTERS

pytestmark = needs_browser

LINK = re.compile(rf"http\S+/p#[{LETTERS}]{{12}}$")
ELSEWHERE = "http://messages.example/"
BYTES_MAX, REQUESTS_MAX = 20_000, 8


async def paged(r):
    """Ana asks for help; the links that Lee's phone gets, the newest last."""
    await r.town.load(linked().replace("https://town.example", r.address))
    await r.town.text(ANA, "SOS <b>he's in the lot</b>")
    return links(r)


def links(r):
    return [
        f[0] for each in r.town.ways["sms"].sent if each.to == LEE and (f := LINK.search(each.text))
    ]


async def phone(r, *, script=True, width=390):
    """Another phone, and what it complains of."""
    browser = r.page.context.browser
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, locale="en-US"
    )
    page = await context.new_page()
    page.on("pageerror", lambda error: r.complaints.append(str(error)))
    page.on("console", r._console)
    return page


async def taps(page, link):
    """Open a link as from another app: for the browser it comes from another site."""

    async def text(route):
        await route.fulfill(body=f'<a href="{link}">open</a>', content_type="text/html")

    await page.route(ELSEWHERE, text)
    await page.goto(ELSEWHERE)
    await page.get_by_role("link", name="open").click()


async def fits(page, width):
    return await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_with_a_script_the_link_opens_at_once_stays_fresh_and_says_when_it_is_not():
    async with room(390) as r:
        (link,) = await paged(r)
        page, sizes = r.page, []
        network = await page.context.new_cdp_session(page)
        await network.send("Network.enable")
        network.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        await taps(page, link)
        await page.wait_for_url("**/phone/I-1")
        assert "#" not in page.url
        await r.sees("SOS <b>he's in the lot</b>")
        await page.get_by_role("status").get_by_text("Live").wait_for()
        assert sum(sizes) < BYTES_MAX
        assert len(sizes) <= REQUESTS_MAX
        await page.get_by_role("button", name="Take command").click()
        await r.sees("You have command")
        await r.town.text(ANA, "he is at my car")
        await r.sees("he is at my car")
        if AXE.exists():
            assert await r.breaches() == []
        # Signed in already: the next text needs no key, though no cookie is sent at first.
        await r.town.later(181)
        used = len(r.town.facts("KeyEnded"))
        await taps(page, links(r)[-1])
        await page.wait_for_url("**/phone/I-1")
        await page.get_by_role("button", name="Still on it").wait_for()
        assert len(r.town.facts("KeyEnded")) == used == 1

        async def lost(route):
            await route.abort()

        await page.route("**/phone/I-1", lost)
        await page.get_by_role("button", name="Still on it").click()
        await page.get_by_role("alert").get_by_text("NOT SENT").wait_for()
        assert await page.get_by_role("button", name="Still on it").is_enabled()
        await page.unroute("**/phone/I-1")
        await page.context.set_offline(True)
        r.town.web.phones.close()
        await page.get_by_role("status").get_by_text("NOT LIVE since").wait_for()
        await page.context.set_offline(False)
        r.town.web.phones._is_over = False
        await page.get_by_role("status").get_by_text("Live").wait_for()
        head = await r.town.auth("jo")
        await r.town.http.post("/api/v1/staff/lee/dismiss", headers=head)
        await page.get_by_text("You are signed out").wait_for()
        assert "Ana" not in await page.content()
        assert r.complaints == []


async def test_without_a_script_the_letters_are_typed_and_everything_works_by_forms():
    async with room(390) as r:
        (link,) = await paged(r)
        page = await phone(r, script=False, width=320)
        await taps(page, link)
        await page.wait_for_url("**/phone")
        typed = link.partition("#")[2].upper()
        await page.get_by_label("Letters of your link").fill(f"{typed[:4]} {typed[4:]}")
        await page.get_by_role("button", name="Open").click()
        await page.wait_for_url("**/phone/I-1")
        await page.get_by_text("This page does not change by itself").wait_for()
        await page.get_by_role("button", name="Received").click()
        await page.get_by_text("You answered: received").wait_for()
        await page.get_by_role("button", name="Take command").click()
        await page.get_by_text("You have command").wait_for()
        assert await page.get_by_role("img", name=re.compile("Drawing of where")).count() == 1
        await page.get_by_role("link", name="Close...").click()
        await page.get_by_label("person safe").check()
        await page.get_by_label("Note for the record").fill("spoke to her")
        await page.get_by_role("button", name="Close the incident").click()
        await page.get_by_text("person safe").wait_for()
        assert r.town.facts("IncidentClosed")[0].by == "lee"
        # Another text: this phone is signed in, and goes on by itself to what is open.
        await r.town.text(ANA, "SOS again")
        await taps(page, links(r)[-1])
        await page.get_by_text("SOS again").wait_for()
        assert r.town.facts("KeyIssued")[0].kind == "phone_session"
        assert len(r.town.facts("KeyEnded")) == 1
        await narrow_and_large(r, await phone(r, width=320))
        assert r.complaints == []


async def narrow_and_large(r, page):
    """On the smallest phone, and with letters twice as large, nothing has to be scrolled aside."""
    await page.goto(f"{r.address}/p#{await r.town.key('mo')}")
    await page.context.set_extra_http_headers(await r.town.auth("mo"))
    for path in ("/phone/I-2", "/phone/I-2/close", "/phone?all=1"):
        await page.goto(r.address + path)
        assert await fits(page, 320), path
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await fits(page, 320), path
        for box in [
            await each.bounding_box() for each in await page.locator("button, .button").all()
        ]:
            assert min(box["height"], box["width"]) >= 44

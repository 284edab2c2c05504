"""A supervisor's phone in a real browser: from the link in a text to command, with and without a script.

One browser for each story: starting it is what such a test costs.
"""

import re

from tests.browser.room import AXE, breaches, needs_browser, room
from tests.web.phone_case import linked
from tests.web.town import ANA, LEE
from tocsin.paging.links import LETTERS

pytestmark = needs_browser

LINK = re.compile(rf"http\S+/p#[{LETTERS}]{{12}}$")
ELSEWHERE = "http://messages.example/"
MO = "+15015550111"
BYTES_MAX, REQUESTS_MAX = 20_000, 8


async def paged(r):
    """Ana asks for help, and Lee's and Mo's phones get a link."""
    await r.town.load(linked().replace("https://town.example", r.address))
    await r.town.text(ANA, "SOS <b>he's in the lot</b>")


def links(r, number=LEE):
    sent = [each for each in r.town.ways["sms"].sent if each.to == number]
    return [found[0] for each in sent if (found := LINK.search(each.text))]


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


async def test_a_link_opens_its_incident_with_a_script_and_without():
    async with room(390) as r:
        await paged(r)
        await with_a_script(r)
        await without_a_script(r)
        await narrow_and_large(r, await phone(r, width=320))
        head = await r.town.auth("jo")
        await r.town.http.post("/api/v1/staff/lee/dismiss", headers=head)
        await r.page.get_by_text("You are signed out").wait_for()
        assert "Ana" not in await r.page.content()
        assert r.complaints == []


async def with_a_script(r):
    """It opens at once, stays fresh, and says when it is not."""
    page, sizes = r.page, []
    network = await page.context.new_cdp_session(page)
    await network.send("Network.enable")
    network.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    await taps(page, links(r)[0])
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
    await taps(page, links(r)[-1])
    await page.wait_for_url("**/phone/I-1")
    await page.get_by_role("button", name="Still on it").wait_for()
    assert [fact.reason for fact in r.town.facts("KeyEnded")] == ["used"]
    await cut(r)


async def cut(r):
    """What does not get through is said, and so is that nothing comes."""
    page = r.page

    async def lost(route):
        await route.abort()

    await page.route("**/phone/I-1", lost)
    await page.get_by_role("button", name="Still on it").click()
    await page.get_by_role("alert").get_by_text("NOT SENT").wait_for()
    assert await page.get_by_role("button", name="Still on it").is_enabled()
    await r.town.text(ANA, "he is at the door")
    await r.sees("he is at the door")
    assert await page.get_by_text("NOT SENT").is_visible()
    await page.unroute("**/phone/I-1")
    await page.context.set_offline(True)
    r.town.web.parts.watch.close()
    await page.get_by_role("status").get_by_text("NOT LIVE since").wait_for()
    await page.context.set_offline(False)
    r.town.web.parts.watch._is_over = False
    await page.get_by_role("status").get_by_text("Live").wait_for()


async def without_a_script(r):
    """The letters are typed, and everything works by forms."""
    page = await phone(r, script=False, width=320)
    link = links(r, MO)[0]
    await taps(page, link)
    await page.wait_for_url("**/phone")
    typed = link.partition("#")[2].upper()
    await page.get_by_label("Letters of your link").fill(f"{typed[:4]} {typed[4:]}")
    await page.get_by_role("button", name="Open").click()
    await page.wait_for_url("**/phone/I-1")
    await page.get_by_text("This page does not change by itself").wait_for()
    await page.get_by_role("button", name="Received").click()
    await page.get_by_text("You answered: received").wait_for()
    await page.get_by_role("button", name="Take over from Lee").click()
    await page.get_by_text("You have command").wait_for()
    assert await page.get_by_role("img", name=re.compile("Drawing of where")).count() == 1
    await page.get_by_role("link", name="Close...").click()
    await page.get_by_label("person safe").check()
    await page.get_by_label("Note for the record").fill("spoke to her")
    await page.get_by_role("button", name="Close the incident").click()
    await page.get_by_text("Closed 17:34: person safe").wait_for()
    assert r.town.facts("IncidentClosed")[0].by == "mo"
    # Another text: this phone is signed in, and goes on by itself to what is open.
    await r.town.text(ANA, "SOS again")
    await taps(page, links(r, MO)[-1])
    await page.get_by_text("SOS again").wait_for()
    assert len(r.town.facts("KeyEnded")) == 2
    await page.context.close()


async def narrow_and_large(r, page):
    """On the smallest phone, and with letters twice as large, nothing has to be scrolled aside."""
    await page.goto(r.address + "/phone")
    await page.get_by_label("Letters of your link").wait_for()
    assert await breaches(page) == []
    await page.context.set_extra_http_headers(await r.town.auth("mo"))
    for path in ("/phone/I-2", "/phone/I-2/close", "/phone?all=1"):
        await page.goto(r.address + path)
        assert await breaches(page) == [], path
        assert await fits(page, 320), path
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await fits(page, 320), path
        for box in [
            await each.bounding_box() for each in await page.locator("button, .button").all()
        ]:
            assert min(box["height"], box["width"]) >= 44

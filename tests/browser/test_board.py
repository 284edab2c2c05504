"""The control room in a real browser: what a dispatcher at three in the morning would see."""

import pytest

from tests.browser.room import needs_browser, room
from tests.web.town import ANA, HARLOW, LEE, STRANGER

pytestmark = needs_browser

NASTY = "<img src=x onerror=\"document.title='broken in'\"> he's in the lot"
WIDTHS = (1440, 390)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_new_sos_is_there_with_the_words_as_sent_and_nothing_they_say_happens(width):
    async with room(width) as r:
        await r.enter()
        assert "key=" not in r.page.url
        await r.sees("No open SOS")
        await r.town.text(ANA, NASTY)
        await r.sees(NASTY)
        await r.sees("Station One parking lot")
        await r.sees("NOBODY IN COMMAND")
        await r.sees("ladder rack")
        await r.sees("step 2 of 3")
        await r.sees("SILENT")
        assert await r.page.locator("img").count() == 0
        assert await r.page.title() == "(1) SOS - Tocsin"
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= width
        assert r.complaints == []


async def test_one_key_takes_command_and_one_sends_all_that_is_recommended():
    async with room() as r:
        await r.enter()
        await r.town.text(ANA, "SOS he's in the lot")
        await r.sees("ladder rack")
        await r.page.keyboard.press("c")
        await r.sees("You have command")
        await r.page.keyboard.press("s")
        await r.sees("Plan filled: 2 police, 1 ambulance, 1 supervisor.")
        sent = {fact.unit for fact in r.town.facts("UnitDispatched")}
        assert sent == {"P11", "P12", "4A21", "S1"}
        await r.page.get_by_role("button", name="en route").first.click()
        await r.sees("EN ROUTE")
        assert r.complaints == []


async def test_a_disabled_button_says_why_and_closing_asks_how_it_ended():
    async with room() as r:
        await r.enter()
        await r.town.text(ANA, "SOS")
        await r.sees("ladder rack")
        await r.town.text(ANA, "garden gate")
        await r.sees("DURESS CODE USED")
        await r.page.keyboard.press("x")
        await r.sees("Not yet: A cancel was given")
        assert await r.page.get_by_role("button", name="Close the incident").is_disabled()
        await r.page.get_by_role("button", name="Back").click()
        await r.page.get_by_role("button", name="I spoke to them: SAFE").click()
        await r.page.get_by_role("button", name="I spoke to them: SAFE").wait_for(state="detached")
        await r.page.keyboard.press("x")
        await r.page.get_by_label("person safe").check()
        await r.page.get_by_role("button", name="Close the incident").click()
        await r.sees("Closed: person safe")
        assert r.complaints == []


async def test_an_answer_by_text_shows_who_answered_and_who_did_not():
    async with room() as r:
        await r.enter()
        await r.town.text(ANA, "SOS")
        code = next(p.code for p in r.town.facts("PageRequested") if p.recipient == "person:lee")
        await r.town.text(LEE, f"{code} C")
        await r.sees("Command: Lee Brasknolley")
        row = r.page.get_by_role("row", name="Lee Brasknolley")
        assert "COMMAND" in await row.inner_text()
        await r.sees("1 answered, 1 silent")


async def test_unverified_stands_below_known_voices_and_the_call_by_hand_above_all():
    async with room() as r:
        await r.enter()
        await r.town.text(STRANGER, "help")
        await r.town.text(ANA, "SOS")
        await r.sees("Unverified numbers (1)")
        assert await r.page.title() == "(2) SOS - Tocsin"
        listed = await r.page.locator(".card .who").all_inner_texts()
        assert listed[0] == "Ana Quellimarsh"
        for seconds in (31, 46, 61):
            await r.town.later(seconds)
        await r.sees("CALL 911 BY HAND")


async def test_the_page_says_that_it_is_not_live_when_the_service_falls_silent():
    async with room() as r:
        await r.enter()
        r.town.web.stream._pulse = lambda: None
        await r.page.get_by_text("NOT LIVE since").wait_for(timeout=3_500)
        del r.town.web.stream._pulse
        await r.page.get_by_text("● LIVE").wait_for(timeout=5_000)


async def test_whoever_is_dismissed_sees_nothing_more():
    async with room() as r:
        await r.enter("jo")
        await r.town.text(ANA, "SOS")
        await r.sees("ladder rack")
        text = HARLOW.read_text("utf-8")
        start = text.index('[[staff]]\nid = "jo"')
        gone = text[:start] + text[text.index("[[staff]]", start + 5) :]
        await r.town.load(gone.replace(', "role:safety_coordinator"', ""))
        await r.sees("Signed out")
        assert await r.page.get_by_text("Ana").count() == 0


async def test_the_timeline_is_a_page_for_paper():
    async with room() as r:
        await r.enter()
        await r.town.text(ANA, NASTY)
        await r.page.goto(f"{r.address}/incidents/I-1/timeline")
        await r.sees("Head of the chain")
        await r.sees("Wrote:")
        assert await r.page.locator("img").count() == 0
        assert r.complaints == []


async def test_a_worker_sees_their_own_sos_only():
    async with room() as r:
        await r.town.text(ANA, "SOS he's in the lot")
        await r.enter("kit")
        await r.sees("You have no open SOS.")
        assert await r.page.get_by_text("Ana").count() == 0


async def test_on_a_phone_one_sees_who_why_and_what_to_do_without_scrolling():
    async with room(390) as r:
        await r.enter()
        await r.town.text(ANA, "SOS he's in the lot")
        await r.sees("ladder rack")
        await r.page.get_by_role("button", name="Take command").wait_for()
        high = r.page.viewport_size["height"]
        for seen in ("Ana Quellimarsh", "ladder rack", "he's in the lot", "Take command"):
            box = await r.page.get_by_text(seen).last.bounding_box()
            assert box, seen
            assert box["y"] + box["height"] <= high, seen
        assert await r.page.evaluate("document.documentElement.scrollHeight") < 3 * high


async def test_on_a_phone_what_is_folded_says_what_is_inside_and_stays_open_once_opened():
    async with room(390) as r:
        await r.enter()
        await r.town.text(ANA, "SOS")
        await r.sees("ladder rack")
        assert not await r.page.locator(".matrix").is_visible()
        await r.page.get_by_text("0 answered, 2 silent").click()
        await r.page.locator(".matrix").wait_for()
        await r.town.text(ANA, "he has a knife")
        await r.sees("he has a knife")
        assert await r.page.locator(".matrix").is_visible()
        assert await r.page.get_by_text("Send all").is_visible()
        await r.page.set_viewport_size({"width": 1440, "height": 900})
        await r.page.locator("aside .send").wait_for()
        assert await r.page.get_by_label("Note for the record").is_visible()
        assert r.complaints == []

"""What a dispatcher does with the hands on the keys, and what two dispatchers see of each other."""

import asyncio
from unittest.mock import Mock

from tests.browser.room import needs_browser, room
from tests.web.town import ANA, KIT, STRANGER
from tocsin.facts.system import KeyKind

pytestmark = needs_browser


async def focused(r):
    return await r.page.evaluate("document.activeElement.closest('section, nav')?.className ?? ''")


async def test_any_action_is_found_by_words_and_keys_alone_and_the_focus_is_never_lost():
    async with room() as r:
        await r.enter()
        await r.town.text(ANA, "SOS he's in the lot")
        await r.sees("ladder rack")
        await r.page.get_by_role("button", name="Take command").focus()
        await r.page.keyboard.press("Enter")
        await r.sees("You have command")
        # The button is gone; whoever pressed it is still among what can be done.
        assert await focused(r) == "acts"
        await r.page.keyboard.press("1")
        await r.sees("P11 is sent.")
        await r.page.keyboard.press("Control+k")
        await r.page.keyboard.type("route p11")
        await r.page.get_by_role("option", name="P11 en route").wait_for()
        assert await r.breaches() == []
        await r.page.keyboard.press("Enter")
        await r.sees("EN ROUTE")
        await r.page.keyboard.press("u")
        assert await focused(r) == "send"
        await r.page.keyboard.press("?")
        await r.sees("find any action, unit, place or incident")
        await r.page.keyboard.press("Escape")
        await r.page.keyboard.press("n")
        await r.page.keyboard.type("c is a letter here")
        assert (
            await r.page.get_by_label("Note for the record").input_value() == "c is a letter here"
        )
        assert r.town.facts("UnitEnRoute")[0].unit == "P11"
        assert await r.breaches() == []
        assert r.complaints == []


async def test_the_alarm_sounds_until_somebody_takes_command_and_says_when_it_cannot():
    async with room() as r:
        await r.town.text(STRANGER, "help")
        await r.enter()
        await r.page.get_by_role("button", name="SOUND BLOCKED by the browser").click()
        await r.sees("SOUNDING until somebody takes command")
        assert await r.breaches() == []
        # A page that is loaded anew may not sound again before a key or a click: it says so.
        await r.page.reload()
        await r.page.get_by_role("button", name="SOUND BLOCKED by the browser").wait_for()
        await r.page.keyboard.press("j")
        await r.sees("SOUNDING until somebody takes command")
        await r.page.get_by_role("button", name="Sound on").click()
        await r.sees("Sound is off, and 1 SOS has nobody in command")
        assert await r.breaches() == []
        # On a phone too, where the bar has no room for it.
        await r.page.set_viewport_size({"width": 390, "height": 844})
        muted = r.page.get_by_role("button", name="Sound is off, and 1 SOS")
        assert (await muted.bounding_box())["height"] >= 44
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= 390
        await muted.click()
        await r.page.set_viewport_size({"width": 1440, "height": 900})
        await r.sees("SOUNDING until somebody takes command")
        await r.page.keyboard.press("c")
        await r.page.get_by_text("SOUNDING").wait_for(state="detached")
        assert r.complaints == []


async def test_a_shift_goes_from_one_console_to_another_and_no_incident_is_without_an_owner():
    async with room() as r:
        await r.enter()
        await r.town.text(ANA, "SOS")
        await r.sees("ladder rack")
        await r.page.keyboard.press("c")
        await r.sees("You have command")
        await r.page.keyboard.press("h")
        await r.sees("You are in command of Ana Quellimarsh.")
        await r.page.get_by_label("What the next one must know").fill("The gate code is 4711.")
        await r.page.get_by_role("button", name="Hand over", exact=True).last.click()
        await r.sees("Waits until somebody receives it.")
        other = await r.page.context.browser.new_context()
        theirs = await other.new_page()
        key = await r.town.key("jo", KeyKind.LINK)
        await theirs.goto(f"{r.address}/#key={key}")
        await theirs.get_by_text("The gate code is 4711.").wait_for()
        assert r.town.service.engine.state.response.incidents["I-1"].commander == "mo"
        await theirs.get_by_role("button", name="I take command of 1").click()
        await theirs.get_by_text("You have command").wait_for()
        await r.sees("Command: Jo")
        await r.page.get_by_text("The gate code").wait_for(state="detached")
        await other.close()
        assert r.complaints == []


async def test_on_a_phone_everything_that_can_be_done_is_in_the_menu_and_a_shift_is_handed_over():
    async with room(390) as r:
        await r.town.text(ANA, "SOS")
        await r.enter()
        await r.sees("ladder rack")
        page = r.page
        menu = page.get_by_role("button", name="Menu")
        box = await menu.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        await menu.click()
        for name in ("Find an action", "Close or slow a road", "Light or dark", "Keys", "Sign out"):
            each = page.get_by_role("dialog").get_by_role("button", name=name)
            assert (await each.bounding_box())["height"] >= 44, name
        for name in ("Desk", "Map", "Ready?", "Oversight"):
            await page.get_by_role("link", name=name).wait_for()
        assert await r.breaches() == []
        await page.get_by_role("button", name="Find an action").click()
        await page.keyboard.type("take comm")
        await page.get_by_role("option", name="Take command").click()
        await r.sees("You have command")
        await page.get_by_text("Mo Tarrowinde: command").wait_for()
        await menu.click()
        await page.get_by_role("button", name="Hand over the shift").click()
        to, dialog = page.get_by_label("For whom"), page.get_by_role("dialog")
        # Sam was not paged, and nobody on this board names Pat: who may receive it the API says.
        await to.select_option(label="Sam Ostrifellow")
        off = to.locator("option", has_text="Kit Fennaquill - Their roles")
        assert await off.is_disabled()
        inside = await dialog.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert inside, "wider than its dialog"
        assert await r.breaches() == []
        await page.get_by_label("What the next one must know").fill("The gate code is 4711.")
        await dialog.get_by_role("button", name="Hand over", exact=True).click()
        await r.sees("Waits until somebody receives it.")
        assert [each.to for each in r.town.facts("ShiftHandedOver")] == ["sam"]
        assert r.complaints == []


async def test_two_calls_about_the_same_are_linked_and_each_leads_to_the_other():
    async with room(390) as r:
        await r.enter()
        await r.town.text(KIT, "SOS mill lane")
        await r.town.text(ANA, "SOS")
        await r.page.get_by_role("navigation", name="Incidents").get_by_text("Ana").click()
        await r.sees("ladder rack")
        await r.page.keyboard.press("m")
        await r.page.get_by_label("I-1, Kit").check()
        assert await r.breaches() == []
        await r.page.get_by_role("button", name="Link them").click()
        await r.page.get_by_role("button", name="I-1", exact=True).click()
        await r.page.get_by_role("heading", name="Kit Fennaquill", level=1).wait_for()
        assert "incident=I-1" in r.page.url
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert r.complaints == []


SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}


def asked_for(page, ending):
    """The header of position with which the page asks for this path, each time it does."""
    found = []

    def note(request):
        if request.url.endswith(ending):
            found.append(request.headers.get("last-event-id", ""))

    page.on("request", note)
    return found


async def test_without_a_net_a_command_is_not_sent_and_what_was_missed_comes_by_its_position():
    async with room() as r:
        await r.enter()
        await r.town.text(ANA, "SOS")
        await r.sees("ladder rack")
        page, streams = r.page, asked_for(r.page, "/api/v1/stream")
        head = await r.town.auth("jo")
        seen, feed = r.town.service.engine.position, r.town.web.stream.feed
        feed.whole = whole = Mock(wraps=feed.whole)
        r.wire.is_cut = True
        await page.context.set_offline(True)
        await page.keyboard.press("c")
        told = page.get_by_role("alert").filter(has_text="NOT SENT at")
        await told.get_by_text("Take command: Ana Quellimarsh").wait_for()
        await r.sees("NOT LIVE since")
        await hands_over_in_vain(r)
        # Meanwhile it goes on without this board.
        await r.town.text(KIT, "SOS mill lane")
        await r.town.text(ANA, "he is at my car")
        sent = {"unit": "P11"}
        await r.town.http.post("/api/v1/incidents/I-1/dispatch", json=sent, headers=head)
        r.wire.is_cut = False
        await page.context.set_offline(False)
        await page.get_by_text("NOT LIVE").first.wait_for(state="detached")
        await r.sees("he is at my car")
        await page.get_by_role("navigation", name="Incidents").get_by_text("Kit").wait_for()
        await page.locator("#assigned").get_by_text("P11", exact=True).wait_for()
        # It went on from the last entry that it had: a whole board is for whoever comes.
        assert 0 < int(streams[-1]) <= seen
        assert whole.call_count == 0
        # Nothing went by itself, and it is still said until it is done or seen.
        assert r.town.facts("CommandTaken") == []
        assert r.town.facts("ShiftHandedOver") == []
        await told.get_by_text("Take command: Ana Quellimarsh").wait_for()
        await page.keyboard.press("c")
        await r.sees("You have command")
        await told.get_by_text("Take command").wait_for(state="detached")
        await told.get_by_role("button", name="I have seen it").click()
        await page.keyboard.press("h")
        words = page.get_by_label("What the next one must know")
        assert await words.input_value() == "The gate code is 4711."
        await page.keyboard.press("Escape")
        await on_a_slow_net(r)
        assert r.complaints == []


async def hands_over_in_vain(r):
    page = r.page
    await page.keyboard.press("h")
    await page.get_by_label("What the next one must know").fill("The gate code is 4711.")
    await page.get_by_text("Who is on duty could not be asked.").wait_for()
    await page.get_by_role("button", name="Hand over", exact=True).last.click()
    dialog = page.get_by_role("dialog", name="Hand over the shift")
    await dialog.get_by_text("It was NOT SENT, and nothing was done.").wait_for()
    assert await r.breaches() == []
    await page.keyboard.press("Escape")


async def on_a_slow_net(r):
    """Slow 3G: what is under way is said, pressed twice it is sent once; a lost answer is no no."""
    page, heard = r.page, asyncio.Event()
    link = await page.context.new_cdp_session(page)
    await link.send("Network.enable")
    await link.send("Network.emulateNetworkConditions", SLOW_3G)

    async def late(route):
        await heard.wait()
        await route.continue_()

    async def lost(route):
        await route.fetch()
        await route.abort()

    await page.route("**/note", late)
    note, add = (
        page.get_by_label("Note for the record"),
        page.get_by_role("button", name="Add note"),
    )
    await note.fill("The dog is loose.")
    await add.click()
    await r.sees("Sending, no answer yet: Note for the record")
    await add.click()
    heard.set()
    await r.sees("Note is on record.")
    assert len(r.town.facts("IncidentNoted")) == 1
    await page.unroute("**/note")
    await page.route("**/note", lost)
    await note.fill("It is caught.")
    await add.click()
    await r.sees("NO ANSWER since")
    await r.sees("It may have been done, or not.")
    assert len(r.town.facts("IncidentNoted")) == 2
    assert await note.input_value() == "It is caught."
    # The stream came through all the while.
    assert await page.get_by_text("● LIVE").is_visible()
    await link.detach()


async def test_of_two_who_press_take_command_at_once_one_has_it_and_the_other_reads_why():
    async with room() as r:
        await r.town.text(ANA, "SOS")
        await r.enter()
        other = await r.page.context.browser.new_context()
        theirs = await other.new_page()
        await theirs.goto(f"{r.address}/#key={await r.town.key('jo', KeyKind.LINK)}")
        both = (r.page, theirs)
        for page in both:
            await page.get_by_role("button", name="Take command").wait_for()
            # Neither hears of the other before both have pressed.
            await page.route("**/command", late)
        await asyncio.gather(*(page.keyboard.press("c") for page in both))
        (taken,) = [await first_of(r, "CommandTaken")]
        won, lost = both if taken.person == "mo" else both[::-1]
        await won.get_by_text("You have command").first.wait_for()
        await lost.get_by_text("Not done: Who is in command changed").wait_for()
        name = "Mo" if taken.person == "mo" else "Jo"
        take_over = lost.get_by_role("button", name=f"Take over from {name}")
        await take_over.click()
        await lost.get_by_text("You have command").first.wait_for()
        assert len(r.town.facts("CommandTaken")) == 2
        await other.close()
        assert r.complaints == []


async def late(route):
    await asyncio.sleep(0.3)
    await route.continue_()


async def first_of(r, kind):
    while not r.town.facts(kind):  # noqa: ASYNC110 - it is waited for what a browser does.
        await asyncio.sleep(0.05)
    return r.town.facts(kind)[0]

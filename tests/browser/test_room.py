"""What a dispatcher does with the hands on the keys, and what two dispatchers see of each other."""

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
        await r.page.get_by_role("button", name="Sound on").click()
        await r.sees("Sound is off, and 1 SOS has nobody in command")
        await r.page.get_by_role("button", name="Sound off").click()
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

"""Oversight in a real browser: who saw what, and what somebody outside may see."""

from datetime import timedelta

from tests.browser.room import needs_browser, room
from tests.web.desk_case import case
from tests.web.town import ANA, START
from tocsin.facts.system import KeyKind

pytestmark = needs_browser


async def enter(r, person):
    key = await r.town.key(person, KeyKind.LINK)
    await r.page.goto(f"{r.address}/oversight#key={key}")
    await r.page.get_by_role("heading", name="Oversight").wait_for()


async def test_a_coordinator_sees_who_saw_a_case_and_gives_a_link_whose_key_is_shown_once():
    async with room(390) as r:
        await case(r.town)
        await r.town.text(ANA, "SOS")
        await r.town.http.get("/api/v1/watch/tonight", headers=await r.town.auth("lee"))
        await enter(r, "jo")
        await r.page.get_by_label("Whose case, or which incident").fill("ana")
        await r.page.get_by_role("button", name="Show who saw it").click()
        await r.page.get_by_role("rowheader", name="Lee Brasknolley").first.wait_for()
        await r.sees("a list of every case")
        assert "ana" not in r.page.url
        assert await r.breaches() == []

        await r.page.get_by_role("button", name="Links outside").click()
        await r.sees("There is no link.")
        for label, text in (("Name", "Detective Orla Fenwick"), ("Agency", "Tarn Police")):
            await r.page.get_by_label(label, exact=True).fill(text)
        await r.page.get_by_label("Incident, like I-12").fill("I-1")
        until = (START + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M")
        await r.page.get_by_label("Opens until").fill(until)
        await r.page.get_by_role("button", name="Make the link").click()
        await r.sees("/shared#")
        assert await r.breaches() == []
        await r.page.get_by_role("button", name="I have handed it on").click()
        assert await r.page.get_by_text("/shared#").count() == 0
        await r.page.get_by_role("button", name="Take back: Detective Orla Fenwick").click()
        await r.page.get_by_role("button", name="Take it back now").click()
        await r.sees("opens nothing")
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert r.complaints == []


async def test_the_control_room_sees_of_it_only_what_its_role_may():
    async with room() as r:
        await enter(r, "mo")
        tabs = r.page.get_by_role("group", name="Oversight").get_by_role("button")
        assert await tabs.count() == 0
        await r.sees("No trail is kept.")
        assert await r.breaches() == []

"""Somebody's own page on a phone: one thumb, no net, a phone that is killed, a phone that is taken."""

import asyncio
import gzip
import re
from contextlib import asynccontextmanager

from tests.browser.room import breaches, needs_browser, room
from tests.web.town import HARLOW
from tocsin.facts.system import KeyKind
from tocsin.web.pages import built

pytestmark = needs_browser

KITS_PLACE = {"latitude": 35.0884, "longitude": -92.4421, "accuracy": 18}
GIVING_AWAY = re.compile(r"sos|tocsin|safe|help|duress|alarm|emergency|911", re.IGNORECASE)
CLOSED = {"disposition": "person_safe"}
OLD = """
delete AbortSignal.timeout;
delete Crypto.prototype.randomUUID;
IDBFactory.prototype.open = () => { throw new Error("no store here"); };
"""
FIRST_VIEW_BYTES_MAX = 60_000


class Phone:
    """One phone: its browser keeps what it keeps when a page is closed or killed."""

    def __init__(self, room_, context, page):
        self.room, self.context, self.page = room_, context, page

    async def opens(self, path="/staff"):
        await self.page.goto(f"{self.room.address}{path}")

    async def signs_in(self, person="kit"):
        key = await self.room.town.key(person, KeyKind.LINK)
        await self.opens(f"/staff#key={key}")
        await self.page.get_by_role("button", name="SOS").wait_for()

    async def is_killed(self):
        await self.page.close()
        self.page = await self.context.new_page()

    async def holds(self, button, ms):
        await button.dispatch_event("pointerdown", {"button": 0, "pointerId": 1})
        await self.page.wait_for_timeout(ms)
        await button.dispatch_event("pointerup", {"button": 0, "pointerId": 1})

    async def presses_sos(self):
        button = self.page.get_by_role("button", name="SOS")
        await button.focus()
        await self.page.keyboard.down("Enter")
        await self.page.wait_for_timeout(1_700)
        await self.page.keyboard.up("Enter")

    async def presses_twice(self):
        """As a switch does, or a screen reader: neither can hold."""
        button = self.page.get_by_role("button", name="SOS")
        await button.click()
        await self.sees("Press again to send")
        await self.page.wait_for_timeout(800)
        await button.click()

    async def sees(self, text, **how):
        await self.page.get_by_text(text, **how).first.wait_for(timeout=12_000)

    async def does_not_see(self, text):
        assert await self.page.get_by_text(text).count() == 0, text

    async def breaches(self):
        return await breaches(self.page)

    async def until_raised(self, count):
        for _ in range(120):
            if len(self.room.town.facts("SosRaised")) >= count:
                return
            await self.page.wait_for_timeout(100)
        raise AssertionError(self.room.town.facts("SosRaised"))


@asynccontextmanager
async def phone(width=390, **settings):
    async with room(width, sos_number="+15015550100", **settings) as r:
        context = await r.page.context.browser.new_context(
            viewport={"width": width, "height": 780},
            geolocation=KITS_PLACE,
            permissions=["geolocation"],
            has_touch=True,
        )
        p = Phone(r, context, await context.new_page())
        yield p
        await context.close()


async def _walks_and_tests(p):
    await p.page.get_by_role("button", name="Safe walk").click()
    await p.page.get_by_role("button", name="10 minutes").click()
    await p.sees("Word by")
    await p.page.get_by_role("button", name="I am there").click()
    await p.sees("No walk is under way.")
    await p.page.get_by_role("button", name="Back").click()
    await p.page.get_by_role("button", name="More").click()
    await p.page.get_by_role("button", name="Send me a test").click()
    await p.sees("TEST: it left.")
    assert await p.breaches() == []
    await p.page.get_by_role("button", name="If your phone may be watched").click()
    assert await p.breaches() == []
    await p.page.get_by_role("button", name="Back").click()
    await p.page.get_by_role("button", name="Back").click()
    assert not p.room.town.facts("SosRaised")


async def _is_dismissed(p):
    head = await p.room.town.auth("jo")
    path, raised = "/api/v1/staff/kit/dismiss", len(p.room.town.facts("SosRaised"))
    await p.room.town.http.post(path, json={"reason": "left"}, headers=head)
    await p.presses_sos()
    await p.sees("Este teléfono no tiene la sesión abierta. Llame o mande un mensaje.")
    await p.does_not_see("Kit")
    assert len(p.room.town.facts("SosRaised")) == raised


async def test_what_is_shown_is_what_is_on_record_until_the_second_of_a_dismissal():
    async with phone() as p:
        await p.signs_in()
        assert "key=" not in p.page.url
        assert await p.breaches() == []
        await _walks_and_tests(p)
        button = p.page.get_by_role("button", name="SOS")
        await p.holds(button, 600)
        assert not p.room.town.facts("SosRaised")
        await p.page.get_by_text("Press again to send").wait_for(state="detached")
        await p.holds(button, 1_700)
        await p.until_raised(1)
        await p.sees("By mistake? Cancel (")
        await p.sees("On record")
        found = [fact.evidence for fact in p.room.town.facts("LocationGiven")]
        assert ("phone", 18.0) in [(each.source, each.accuracy_m) for each in found]
        await p.sees("HELP IS BEING CALLED")
        head = await p.room.town.auth("lee")
        await p.room.town.http.post("/api/v1/incidents/I-1/command", headers=head)
        await p.sees("In command: a supervisor.")
        assert await p.breaches() == []
        await p.page.get_by_role("button", name="Cancel").click()
        assert await p.breaches() == []
        await p.page.get_by_role("button", name="Tell them").click()
        await p.sees("Received. Somebody will speak with you.")
        await p.until_raised(2)
        assert p.room.town.service.engine.state.response.incidents["I-1"].is_open
        await p.page.get_by_role("button", name="Español").click()
        await p.sees("Al mando: un supervisor.")
        assert await p.page.evaluate("document.documentElement.scrollWidth") <= 390
        await _is_dismissed(p)


async def test_without_a_net_nothing_is_lost_though_the_phone_is_killed_before_it_is_accepted():
    async with phone(320) as p:
        late = await _signs_in_and_waits_for_an_answer(p)
        await p.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await p.page.wait_for_function("caches.open('notes-1').then(s => s.match('/staff'))")
        await p.context.set_offline(True)
        p.room.wire.is_cut = True
        # What was under way when the net went says nothing of now.
        late.set()
        await p.page.wait_for_timeout(300)
        await p.sees("NO CONNECTION since")
        await p.context.unroute("**/api/v1/me/sos")
        await p.presses_sos()
        await p.sees("NOT SENT YET")
        await p.sees("Kept on this phone since")
        text = p.page.get_by_role("link", name="Text instead")
        assert await text.get_attribute("href") == "sms:+15015550100?&body=SOS"
        await p.page.get_by_label("with my place").check()
        assert "35.08840" in (await text.get_attribute("href") or "")
        assert await p.breaches() == []
        assert await p.page.evaluate("document.documentElement.scrollWidth") <= 320
        await p.is_killed()
        await p.opens()
        await p.sees("NOT SENT YET")
        assert not p.room.town.facts("SosRaised")
        p.room.wire.is_cut = False
        await p.context.set_offline(False)
        await p.sees("On record")
        await p.until_raised(1)
        # Answers that are lost, and a phone that is killed while it sends: one SOS all the same.
        await p.context.route("**/api/v1/me/sos", _taken_but_not_heard)
        await p.presses_twice()
        await p.until_raised(2)
        await p.is_killed()
        await p.context.unroute("**/api/v1/me/sos")
        await p.opens()
        await p.sees("On record")
        await p.page.wait_for_timeout(300)
        assert len(p.room.town.facts("SosRaised")) == 2
        await _is_old(p)


async def _signs_in_and_waits_for_an_answer(p):
    """The answer comes when the event is set: under way all the while."""
    late = asyncio.Event()

    async def answered_late(route):
        answer = await route.fetch()
        await late.wait()
        await route.fulfill(response=answer)

    await p.context.route("**/api/v1/me/sos", answered_late)
    async with p.page.expect_request("**/api/v1/me/sos"):
        await p.signs_in()
    return late


async def _is_old(p):
    """An old phone, or a private window: nothing can be kept, and it sends all the same."""
    await p.is_killed()
    await p.page.add_init_script(OLD)
    await p.opens()
    await p.page.get_by_role("button", name="SOS").wait_for()
    await p.presses_sos()
    await p.until_raised(3)


async def _taken_but_not_heard(route):
    if route.request.method == "POST":
        await route.fetch()
        await route.abort()
    else:
        await route.continue_()


async def _cancels_by_each_code(p):
    """A safe code and a duress code leave the same screen."""
    seen = []
    for code in ("yellow umbrella", "garden gate"):
        await p.presses_sos()
        await p.sees("HELP IS BEING CALLED")
        await p.page.get_by_role("button", name="Cancel").click()
        await p.page.get_by_label("Your code").fill(code)
        await p.page.get_by_role("button", name="Tell them").click()
        await p.sees("CANCEL RECEIVED")
        shown = await p.page.locator("body").inner_text()
        seen.append(re.sub(r"\d+ s ago|\(\d+\)", "", shown))
        incident = p.room.town.facts("CancelGiven")[-1].incident
        head = await p.room.town.auth("lee")
        for what, said in (("verify-cancel", {"safe": True}), ("close", CLOSED)):
            path = f"/api/v1/incidents/{incident}/{what}"
            answer = await p.room.town.http.post(path, json=said, headers=head)
            assert answer.is_success, answer.text
        await p.page.get_by_role("button", name="OK", exact=True).click()
    assert [each.duress for each in p.room.town.facts("CancelGiven")] == [False, True]
    assert seen[0] == seen[1]


async def _hides(p):
    text = HARLOW.read_text("utf-8").replace('mode = "answering"', 'mode = "silent"')
    await p.room.town.load(text)
    await p.page.reload()
    await p.page.get_by_role("button", name="SOS").wait_for()
    await p.page.get_by_role("button", name="More").click()
    assert await p.breaches() == []
    await p.page.get_by_label("Notes. The button is there").check()
    await p.page.keyboard.press("Escape")
    await p.opens()
    add = p.page.get_by_role("button", name="New note")
    await add.click()
    await p.page.get_by_label("Note", exact=True).fill("milk, bread")
    await p.sees("Saved")
    await p.page.get_by_role("button", name="All notes").click()
    await p.sees("milk, bread")
    assert await p.breaches() == []
    await p.holds(p.page.get_by_role("button", name="New note"), 2_200)
    await p.until_raised(3)
    await p.sees("Synced")
    await p.page.wait_for_timeout(2_500)
    shown = await p.page.locator("body").inner_text()
    assert not GIVING_AWAY.search(shown), shown
    assert await p.page.title() == "Notes"
    assert p.page.url.endswith("/staff")
    kept = await p.page.evaluate(
        "Promise.all([indexedDB.databases(), caches.keys(), Object.keys(localStorage)])"
    )
    assert not GIVING_AWAY.search(str(kept)), kept
    manifest = await p.page.evaluate("fetch('/static/notes.webmanifest').then(a => a.text())")
    assert not GIVING_AWAY.search(manifest)


async def test_disguised_it_is_notes_in_all_that_can_be_seen_and_its_plus_calls_for_help():
    async with phone() as p:
        await p.signs_in("ana")
        await _cancels_by_each_code(p)
        await _hides(p)


def test_the_first_view_is_small_and_names_no_other_host():
    page = built()["notes.html"].content.decode()
    names = re.findall(r"/built/([\w.-]+)", page)
    assert names
    files = [page.encode(), *(built()[name].content for name in names)]
    size = sum(len(gzip.compress(each)) for each in files)
    assert size < FIRST_VIEW_BYTES_MAX, size
    for each in files:
        hosts = set(re.findall(rb"https?://([\w.-]+)", each))
        assert hosts <= {b"www.w3.org", b"svelte.dev"}, hosts

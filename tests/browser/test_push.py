"""Web Push in a real browser: from the click on the phone's page to the tap on a notification.

The way between is the real one but for its middle: the gateway seals and posts to a push
service of the test, which opens what it got with the keys of a browser, as the browser does
by itself, and hands the payload to its service worker by the devices protocol. What a browser
subscribes at is its maker's service; here it is the test's.
"""

import asyncio
import json
import re

from cryptography.hazmat.primitives.asymmetric import ec

from tests.adapters.fake_http import fake_http
from tests.adapters.push_browser import Browser
from tests.browser.room import breaches, needs_browser, room
from tests.web.phone_case import linked
from tests.web.town import ANA
from tocsin.adapters.push import PushGateway
from tocsin.adapters.push_keys import PushKeys
from tocsin.facts.system import KeyKind
from tocsin.web.settings import PushOffer

pytestmark = needs_browser

KEYS = PushKeys(ec.generate_private_key(ec.SECP256R1()))
CREATED = (201, "text/plain", b"")
WORDS = "SOS he's in the lot by Mill Lane"
PERSONAL = re.compile(r"ana|lot|mill|lane|he's|lee", re.IGNORECASE)
STUB = """
(given) => {
  const octets = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;
  const subscription = {
    endpoint: given.endpoint,
    options: { applicationServerKey: octets(given.key) },
    getKey: (name) => octets(given[name]),
    unsubscribe: async () => { window.subscribed = undefined; return true; },
  };
  PushManager.prototype.subscribe = async (how) => {
    if (!how.userVisibleOnly || how.applicationServerKey !== given.key) throw new Error("how");
    return (window.subscribed = subscription);
  };
  PushManager.prototype.getSubscription = async () => window.subscribed ?? null;
}
"""
SHOWN = """
async () => (await (await navigator.serviceWorker.getRegistration("/phone")).getNotifications())
  .map(({ title, body, tag, requireInteraction, data }) => ({ title, body, tag, requireInteraction, data }))
"""


class Tab:
    """A supervisor's browser: its page, and the devices protocol to its service worker."""

    def __init__(self, room_, page, wire):
        self.room, self.page, self.wire = room_, page, wire
        self.worker = ""
        self.last = None
        wire.on("ServiceWorker.workerRegistrationUpdated", self._registered)

    def _registered(self, event):
        for each in event["registrations"]:
            if not each["isDeleted"] and each["scopeURL"].endswith("/phone"):
                self.worker = each["registrationId"]

    async def gets(self, payload):
        """The push service hands this to the browser."""
        self.last = payload if isinstance(payload, str) else json.dumps(payload)
        where = {"origin": self.room.address, "registrationId": self.worker}
        await self.wire.send("ServiceWorker.deliverPushMessage", {**where, "data": self.last})

    async def shows(self, count, body=""):
        """What stands on the screen, once so many do and one says so.

        The devices protocol says nothing of whether a worker was given a message, and on a
        busy machine one was not: it is handed on again, and takes its own place.
        """
        for turn in range(1, 401):
            found = await self.page.evaluate(SHOWN)
            if len(found) == count and (not body or any(body in each["body"] for each in found)):
                return found
            if self.last and turn % 80 == 0:
                await self.gets(self.last)
            await asyncio.sleep(0.025)
        raise AssertionError(found)


def gateway(http):
    return PushGateway("push", KEYS, "mailto:sos@harlow.example", own=(f"127.0.0.1:{http.port}",))


async def supervisor(r, given):
    """Lee's phone, signed in, whose browser subscribes at the test's push service."""
    context = await r.page.context.browser.new_context(
        viewport={"width": 390, "height": 800}, locale="en-US"
    )
    await context.grant_permissions(["notifications"], origin=r.address)
    await context.set_extra_http_headers({})
    page = await context.new_page()
    page.on("pageerror", lambda error: r.complaints.append(str(error)))
    page.on("console", r._console)
    await page.add_init_script(f"({STUB})({json.dumps(given)})")
    wire = await context.new_cdp_session(page)
    tab = Tab(r, page, wire)
    await wire.send("ServiceWorker.enable")
    key = await r.town.key("lee", KeyKind.LINK)
    await page.goto(f"{r.address}/p#{key}")
    await page.wait_for_url("**/phone")
    return tab


async def test_a_page_is_shown_by_a_browser_that_asked_for_it_and_its_tap_opens_the_incident():
    with fake_http(CREATED, CREATED, CREATED) as http:
        browser = Browser(f"{http.url}/a-secret", KEYS.public)
        given = {
            each: getattr(browser.subscription, each)
            for each in browser.subscription.__struct_fields__
        }
        own = (f"127.0.0.1:{http.port}",)
        offer = PushOffer(KEYS.public, KEYS.receipts, "push", own)
        async with room(neighbours=("push",), push=offer) as r:
            sender = r.town.service._sender
            sender._gateways["push"] = gateway(http)
            await r.town.load(linked().replace("https://town.example", r.address))
            tab = await supervisor(r, given)
            await switches_on(r, tab)
            seen = http.seen
            await is_paged(r, tab, browser, seen)
            await taps(r, tab)
            await is_told_that_it_is_over(r, tab, browser, seen)
            await switches_off(r, tab)
            await renews(r, tab, given)
            assert r.complaints == []


async def arrived(r, seen, count):
    """So many bodies are at the push service."""
    for _ in range(200):
        if len(seen) >= count:
            return seen[count - 1]
        await asyncio.sleep(0.025)
    raise AssertionError(len(seen))


async def switches_on(r, tab):
    page = tab.page
    await page.get_by_text("Pages are not shown by this browser").wait_for()
    assert await breaches(page) == []
    button = page.get_by_role("button", name="Show pages here, too")
    assert (await button.bounding_box())["height"] >= 44
    await button.click()
    await page.get_by_text("Pages are shown by this browser, too.").wait_for()
    (fact,) = r.town.facts("PushSubscribed")
    assert fact.person == "lee"
    # What is hidden, as all of it is without a script, is not seen.
    hidden = """(each) => {
      each.hidden = true;
      const { display } = getComputedStyle(each);
      each.hidden = false;
      return display;
    }"""
    for each in ("#push", "#push-do"):
        assert await page.locator(each).evaluate(hidden) == "none"
    scopes = await page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((each) => each.scope))"
    )
    assert scopes == [f"{r.address}/phone"]


async def is_paged(r, tab, browser, seen):
    """What is on the screen says nothing of anybody, and that it is there is on record."""
    await r.town.text(ANA, WORDS)
    payload = browser.shows((await arrived(r, seen, 1)).body)
    assert r.town.facts("MessageDelivered") == []
    await tab.gets(payload)
    (shown,) = await tab.shows(1, "SOS. Code")
    assert not PERSONAL.search(shown["title"] + shown["body"] + shown["tag"])
    assert re.match(r"^\d\d:\d\d( [AP]M)? SOS\. Code \d{4}\. Open it\.$", shown["body"])
    assert shown["requireInteraction"]
    for _ in range(200):
        if r.town.facts("MessageDelivered"):
            break
        await asyncio.sleep(0.025)
    (fact,) = r.town.facts("MessageDelivered")
    assert fact.message == payload["receipt"]["message"]


def worker_of(tab):
    workers = tab.page.context.service_workers
    return next(each for each in workers if each.url.endswith("/phone/worker.js"))


async def taps(r, tab):
    """Nobody can tap on a notification here, so its worker is told that somebody did."""
    worker = worker_of(tab)
    opened = await worker.evaluate(
        """async () => {
          const [notification] = await self.registration.getNotifications();
          const done = [];
          self.clients.openWindow = async (path) => { done.push(path); };
          const event = new NotificationEvent("notificationclick", { notification });
          event.waitUntil = (work) => { done.push(work); };
          self.dispatchEvent(event);
          await done[0];
          return { path: done[1], left: (await self.registration.getNotifications()).length };
        }"""
    )
    assert opened["left"] == 0
    # Whoever has no session any more gets one by it, as by the link of a text.
    await tab.page.context.clear_cookies()
    await tab.page.goto(r.address + opened["path"])
    await tab.page.wait_for_url("**/phone/I-1")
    await tab.page.get_by_text(WORDS).wait_for()
    await tab.page.get_by_role("status").get_by_text("Live").wait_for()
    # Where it is open already, that is what the tap brings forward.
    there = await worker.evaluate(
        """() => {
          WindowClient.prototype.focus = async function () { return this.url; };
          return open({ opens: "/p#another", path: "/phone/I-1" });
        }"""
    )
    assert there == tab.page.url


async def is_told_that_it_is_over(r, tab, browser, seen):
    page = tab.page
    head = await r.town.auth("mo")
    await r.town.http.post("/api/v1/incidents/I-1/command", headers=head)
    await r.town.settled()
    payload = browser.shows((await arrived(r, seen, 2)).body)
    await page.goto(f"{r.address}/phone?all=1")
    await tab.gets(payload)
    (shown,) = await tab.shows(1, "somebody has taken command")
    assert (shown["tag"], shown["requireInteraction"]) == ("I-1", False)
    # What cannot be read is shown as well, and looking at the incident closes its own alone.
    await tab.gets("\u0000 no json")
    await tab.shows(2)
    tab.last = None
    await page.goto(f"{r.address}/phone/I-1")
    (left,) = await tab.shows(1)
    assert left["tag"] == "unreadable"


async def switches_off(r, tab):
    page = tab.page
    await page.get_by_role("button", name="Show pages here, too").click()
    await page.get_by_text("Pages are shown by this browser, too.").wait_for()
    await page.get_by_role("button", name="Switch off here").click()
    await page.get_by_text("Pages are not shown by this browser").wait_for()
    assert r.town.facts("PushEnded")[-1].reason == "switched_off"


async def renews(r, tab, given):
    """A browser gives itself another subscription while nobody is signed in on it."""
    page = tab.page
    await page.get_by_role("button", name="Show pages here, too").click()
    await page.get_by_text("Pages are shown by this browser, too.").wait_for()
    await page.context.clear_cookies()
    another = given | {"endpoint": given["endpoint"] + "-another"}
    # Written for a page, the stand-in is put into the worker as well.
    await worker_of(tab).evaluate(
        f"globalThis.window = globalThis; ({STUB})({json.dumps(another)})"
    )
    await worker_of(tab).evaluate(
        """async () => {
          const event = new ExtendableEvent("pushsubscriptionchange");
          let done;
          event.waitUntil = (work) => { done = work; };
          self.dispatchEvent(event);
          await done;
        }"""
    )
    assert r.town.facts("PushEnded")[-1].reason == "replaced"
    (browser,) = r.town.service.engine.state.agency.pushes["lee"]
    assert json.loads(browser.address.text)["endpoint"] == another["endpoint"]

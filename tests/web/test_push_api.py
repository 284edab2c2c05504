"""Web Push by the API: who may switch it on, what is believed of a browser, and its receipts."""

import json
import logging
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from tests.adapters.push_browser import Browser
from tests.web.phone_case import case, linked, text_of
from tests.web.town import ANA, Town, town
from tocsin.adapters.push_keys import PushKeys
from tocsin.agency.pushes import SubscribePush
from tocsin.engine.gateway import GatewayError
from tocsin.exchange.push import Subscription, mark_of
from tocsin.facts.pushes import GONE
from tocsin.facts.system import AlarmKind, KeyKind
from tocsin.kernel.ids import push_id
from tocsin.kernel.private import Private
from tocsin.web.settings import PushOffer

KEYS = PushKeys(ec.generate_private_key(ec.SECP256R1()))
OFFER = PushOffer(KEYS.public, KEYS.receipts, "push", ("push.lan:9000",))
SECRET = "a-capability-url"


def browser(name=SECRET, key=KEYS.public, host="https://push.example"):
    return Browser(f"{host}/{name}", key).subscription


def asked(it: Subscription, **more):
    return {**msgspec.to_builtins(it), **more}


class Case(NamedTuple):
    town: Town

    async def post(self, path: str, body: Any, person: str = "lee"):
        head = await self.town.auth(person) if person else {}
        answer = await self.town.http.post(f"/api/v1/push{path}", json=body, headers=head)
        await self.town.settled()
        return answer

    async def on(self, it: Subscription, person: str = "lee", **more):
        return await self.post("", asked(it, **more), person)

    async def shown(self, person: str = "lee"):
        head = await self.town.auth(person)
        return (await self.town.http.get("/api/v1/push", headers=head)).json()

    @property
    def sent(self):
        return self.town.ways["push"].sent

    async def says(self, outgoing, **more):
        """A service worker reports what it shows."""
        name = (outgoing.message, outgoing.attempt, outgoing.queued)
        fields = dict(zip(("message", "attempt", "queued"), name, strict=True))
        mark = {"mark": mark_of(KEYS.receipts, *name)}
        return await self.post("/receipt", fields | mark | more, "")

    def goes(self):
        """From now on the push service says that every browser is gone."""

        async def send(_):
            raise GatewayError(GONE, permanent=True)

        way: Any = self.town.ways["push"]
        way.send = send


@asynccontextmanager
async def pushed(**settings):
    async with town(neighbours=("push",), push=OFFER, **settings) as t:
        await t.load(linked())
        yield Case(t)


async def test_who_is_paged_switches_a_browser_on_and_is_paged_by_it():
    async with pushed() as c:
        it = browser()
        assert await c.shown() == {"key": KEYS.public, "browsers": []}
        answer = await c.on(it)
        assert answer.json() == (await c.on(it)).json() == {"subscription": push_id(it.written())}
        assert (await c.shown())["browsers"] == [
            {**answer.json(), "is_lost": False, "is_old": False}
        ]
        (fact,) = c.town.facts("PushSubscribed")
        assert (fact.person, fact.address.text) == ("lee", it.written())
        await c.town.text(ANA, "SOS he's in the lot")
        (one,) = c.sent
        assert (one.to, one.channel, one.about.incident) == (it.written(), "push", "I-1")
        assert one.about.page
        assert (one.about.purpose, one.about.urgent, one.about.is_over) == ("sos", True, False)
        assert one.about.worth_s == 60


async def test_it_is_switched_off_by_whoever_has_it():
    async with pushed() as c:
        name = (await c.on(browser())).json()
        assert (await c.post("/end", name, "mo")).status_code == 409
        assert (await c.post("/end", name)).status_code == 200
        assert (await c.shown())["browsers"] == []
        assert [(f.person, f.reason) for f in c.town.facts("PushEnded")] == [
            ("lee", "switched_off")
        ]


async def test_the_session_of_a_pages_link_may_and_a_worker_and_a_stranger_may_not():
    async with pushed() as c:
        await c.town.text(ANA, "SOS")
        link = await c.town.key("lee", KeyKind.PHONE)
        head = {"authorization": f"Bearer {link}"}
        body = asked(browser())
        answer = await c.town.http.post("/api/v1/push", json=body, headers=head)
        assert answer.status_code == 200
        assert (await c.on(browser("x"), "kit")).status_code == 403
        assert (await c.on(browser("x"), "")).status_code == 401
        cookie = {"cookie": f"tocsin={link}", "origin": "https://elsewhere.example"}
        answer = await c.town.http.post("/api/v1/push", json=body, headers=cookie)
        assert answer.status_code == 403


NOT_BELIEVED = [
    (browser(host="http://push.example"), "push_service_not_allowed"),
    (browser(host="https://10.0.0.1"), "push_service_not_allowed"),
    (browser(host="https://localhost"), "push_service_not_allowed"),
    (browser(host="http://push.lan:9001"), "push_service_not_allowed"),
    (browser(key=browser().p256dh), "push_key_old"),
    (msgspec.structs.replace(browser(), auth="too-short"), "push_malformed"),
]


async def test_what_may_not_be_written_to_is_not_believed_and_not_told(caplog, capsys):
    caplog.set_level(logging.DEBUG)
    async with pushed() as c:
        for it, reason in NOT_BELIEVED:
            answer = await c.on(it)
            assert answer.json()["reason"] == reason
            for secret in (SECRET, it.p256dh, it.auth):
                assert secret not in answer.text
        assert c.town.facts("PushSubscribed") == []
        # One of our own may lie within.
        assert (await c.on(browser(host="http://push.lan:9000"))).status_code == 200
    assert SECRET not in caplog.text + capsys.readouterr().out


async def test_where_no_way_out_is_set_nothing_is_offered():
    async with case() as c:
        head = await c.town.auth("lee")
        shown = (await c.town.http.get("/api/v1/push", headers=head)).json()
        assert shown == {"key": "", "browsers": []}
        answer = await c.town.http.post("/api/v1/push", json=asked(browser()), headers=head)
        assert answer.json()["reason"] == "push_not_set"
        page = await c.town.http.get("/phone/I-1", headers=head)
        assert "phone_push.js" not in page.text
        assert "Notifications" not in text_of(page)


async def test_a_browser_that_knows_a_key_from_before_is_asked_to_subscribe_anew():
    async with pushed() as c:
        old = browser(key=browser().p256dh)
        address = Private("person:lee", old.written())
        await c.town.service.submit(SubscribePush("lee", address, "lee"), "lee")
        assert [each["is_old"] for each in (await c.shown())["browsers"]] == [True]
        await c.on(browser(), replaces=push_id(old.written()))
        assert [each["is_old"] for each in (await c.shown())["browsers"]] == [False]


# A browser renews by itself, while nobody is signed in.


async def test_a_browser_that_shows_its_subscription_has_it_replaced():
    async with pushed() as c:
        old, new = browser(), browser("another")
        await c.on(old)
        answer = await c.post("/renew", {"old": asked(old), "new": asked(new)}, "")
        assert answer.json() == {"subscription": push_id(new.written())}
        assert [each.reason for each in c.town.facts("PushEnded")] == ["replaced"]
        assert [each["subscription"] for each in (await c.shown())["browsers"]] == [
            push_id(new.written())
        ]


async def test_who_does_not_have_all_of_it_replaces_nothing():
    async with pushed() as c:
        old, new = browser(), browser("another")
        await c.on(old)
        for field in ("endpoint", "p256dh", "auth"):
            guess = {**asked(old), field: asked(browser("guess"))[field]}
            answer = await c.post("/renew", {"old": guess, "new": asked(new)}, "")
            assert answer.status_code == 404
        within = asked(browser(host="https://127.0.0.1"))
        answer = await c.post("/renew", {"old": asked(old), "new": within}, "")
        assert answer.status_code == 400
        head = await c.town.auth("jo")
        await c.town.http.post("/api/v1/staff/lee/dismiss", headers=head)
        answer = await c.post("/renew", {"old": asked(old), "new": asked(new)}, "")
        assert answer.status_code == 404
        assert len(c.town.facts("PushSubscribed")) == 1
        await c.town.text(ANA, "SOS")
        assert c.sent == []


# Receipts.


NO_RECEIPTS: list[Any] = [{}, {"message": 1}, [], "x", {"message": "x" * 5_000}]
GUESSED: list[dict[str, Any]] = [
    {"mark": "x"},
    {"mark": ""},
    {"message": "M-99"},
    {"attempt": 7},
    {"queued": "x"},
]


async def test_a_notification_that_is_shown_is_delivered_and_not_before():
    async with pushed() as c:
        await c.on(browser())
        await c.town.text(ANA, "SOS")
        (one,) = c.sent
        for wrong in GUESSED:
            assert (await c.says(one, **wrong)).status_code == 404
        for body in NO_RECEIPTS:
            assert (await c.post("/receipt", body, "")).status_code == 400
        assert c.town.facts("MessageDelivered") == c.town.facts("ReceiptUnmatched") == []
        assert (await c.says(one)).status_code == 200
        (fact,) = c.town.facts("MessageDelivered")
        assert (fact.message, fact.attempt) == (one.message, one.attempt)
        assert (await c.says(one)).status_code == 200
        assert len(c.town.facts("MessageDelivered")) == 1
        reach = c.town.service.engine.state.paging.reach["person:lee push"]
        assert reach.delivered_at == c.town.clock.at
        # That somebody has it is told to a browser that shows it, and not who.
        head = await c.town.auth("mo")
        await c.town.http.post("/api/v1/incidents/I-1/command", headers=head)
        await c.town.settled()
        assert (c.sent[-1].about.purpose, c.sent[-1].about.is_over) == ("update", True)
        assert "Mo" not in c.sent[-1].text


# A way that no longer reaches.


async def test_what_is_gone_is_seen_by_everybody_who_looks_until_it_is_made_good():
    async with pushed() as c:
        await c.on(browser())
        c.goes()
        await c.town.text(ANA, "SOS")
        assert [each["is_lost"] for each in (await c.shown())["browsers"]] == [True]
        rows = await reach_of(c, "lee")
        assert rows["push"]["failed_at"]
        assert rows["push"]["proven_at"] is None
        alarm = f"{AlarmKind.RECIPIENT_UNREACHABLE}:person:lee.push"
        assert alarm in c.town.service.engine.state.paging.alarms
        await c.on(browser("another"))
        assert alarm not in c.town.service.engine.state.paging.alarms
        assert [each["is_lost"] for each in (await c.shown())["browsers"]] == [False]


async def reach_of(c, person):
    head = await c.town.auth("jo")
    people = (await c.town.http.get("/api/v1/reachability", headers=head)).json()["people"]
    return {each["channel"]: each for each in people if each["recipient"] == f"person:{person}"}


# The page and the worker.


async def test_the_phones_page_has_the_control_in_both_languages():
    async with pushed() as c:
        for language, said in (("en", "Notifications"), ("es", "Notificaciones")):
            lee = f'language = "{language}"\nname = "Lee'
            await c.town.load(linked().replace('name = "Lee', lee, 1))
            head = await c.town.auth("lee")
            page = await c.town.http.get("/phone?all=1", headers=head)
            assert said in text_of(page)
            assert "phone_push.js" in page.text
            assert 'rel="manifest"' in page.text


async def test_its_worker_serves_the_phones_pages_alone_and_beside_the_staff_pages():
    async with pushed() as c:
        worker = await c.town.http.get("/phone/worker.js")
        assert worker.headers["service-worker-allowed"] == "/phone"
        assert worker.headers["cache-control"] == "no-cache"
        assert 'fetch", (event' not in worker.text
        assert not "/staff".startswith("/phone")
        manifest = json.loads((await c.town.http.get("/static/phone.webmanifest")).text)
        assert "/phone".startswith(manifest["scope"])
        assert not "/staff".startswith(manifest["scope"])


def test_no_way_of_printing_shows_a_secret():
    assert KEYS.public not in repr(OFFER)
    assert SECRET not in repr(browser())

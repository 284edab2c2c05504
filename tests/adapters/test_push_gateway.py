"""Web Push: the contract, what the standards want, and what may never be connected to."""

import asyncio
import socket
import time

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from tests.adapters.fake_http import fake_http
from tests.adapters.push_browser import Browser, claims, public
from tests.contracts.gateway_contract import (
    NetworkGatewayContract,
    Provider,
    failure,
    hand_over,
    outgoing,
)
from tests.exchange.test_push import WITHIN
from tocsin.adapters import push as adapter
from tocsin.adapters.push import PushGateway
from tocsin.adapters.push_keys import PushKeys
from tocsin.engine.gateway import About, GatewayError
from tocsin.exchange import push
from tocsin.exchange.push import Receipt, base64url
from tocsin.facts.pushes import GONE

CREATED = (201, "text/plain", b"")
WRONG = (400, "text/plain", b"InvalidRequest")
BUSY = (503, "text/plain", b"")
OWN = ec.generate_private_key(ec.SECP256R1())
KEYS = PushKeys(OWN)
SECRET = "a-capability-url"
QUEUED = "20261129T031500000000"


class PushService(Provider):
    secrets = (SECRET,)
    bad_to = '{"endpoint":"https://push.example/x"}'

    def __init__(self, http):
        self.http = self.stand_in = http
        self.browser = Browser(f"{http.url}/{SECRET}", KEYS.public)
        self._answer = http.answer
        http.answer = self.answer
        self.sealed = []
        self.to = self.address()

    def behave(self, how):
        super().behave(how)
        self.to = self.address()

    def address(self):
        endpoint = f"{self.http.url}/{SECRET}"
        return msgspec.structs.replace(self.browser.subscription, endpoint=endpoint).written()

    def answer(self, seen):
        """The stand-in goes by what is in the body, as its browser alone can read it."""
        self.sealed.append(seen)
        opened = self.browser.shows(seen.body)["body"].encode()
        return self._answer(msgspec.structs.replace(seen, body=opened))

    def gateway(self, *, timeout_s=10.0, **more):
        own = (f"127.0.0.1:{self.http.port}", f"127.0.0.1:{self.http.spare_port}")
        given = {"own": own, "timeout_s": timeout_s} | more
        return PushGateway("push-1", KEYS, "mailto:sos@harlow.example", **given)

    def handed_over(self):
        return [seen.body.decode() for seen in self.http.seen]

    def shown(self):
        return self.browser.shows(self.sealed[-1].body)


@pytest.fixture
def provider():
    with fake_http(CREATED, WRONG, BUSY) as http:
        yield PushService(http)


def about(**more):
    return About(**{"purpose": "sos", "page": "P-1", "incident": "I-7"} | more)


class TestPushGateway(NetworkGatewayContract):
    def test_the_push_service_learns_who_we_are_how_urgent_it_is_and_nothing_else(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to, about=about(worth_s=90)))
        (seen,) = provider.sealed
        said = claims(seen.headers["authorization"], KEYS.public)
        assert (seen.method, seen.path) == ("POST", f"/{SECRET}")
        assert said["aud"] == provider.http.url
        assert said["sub"] == "mailto:sos@harlow.example"
        assert 0 < said["exp"] - time.time() <= 24 * 3600
        assert (seen.headers["urgency"], seen.headers["ttl"]) == ("high", "90")
        assert seen.headers["content-encoding"] == "aes128gcm"
        assert b"Mill Lane" not in seen.body
        assert "I-7" not in str(seen.headers)

    def test_only_that_browser_can_read_it(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to))
        with pytest.raises(InvalidTag):
            Browser(provider.browser.endpoint, KEYS.public).opens(provider.sealed[0].body)

    def test_it_says_where_it_leads_and_what_it_replaces(self, provider):
        text = "SOS. Code 4711. Open it. https://sos.harlow.example/p#7kq4m2xr9tbc"
        hand_over(provider.gateway(), outgoing(provider.to, text, queued=QUEUED, about=about()))
        shown = provider.shown()
        assert (shown["title"], shown["body"]) == ("Tocsin", "SOS. Code 4711. Open it.")
        assert (shown["opens"], shown["path"]) == ("/p#7kq4m2xr9tbc", "/phone/I-7")
        assert (shown["tag"], shown["is_over"]) == ("I-7", False)
        assert shown["at"] == 1795922100000

    @pytest.mark.parametrize(
        ("what", "tag"),
        [
            (about(), "I-7"),
            (about(purpose="update"), "I-7"),
            (about(purpose="update", page=""), "I-7"),
            (about(purpose="check_back", page="P-2"), "P-2"),
            (about(purpose="test", incident=""), "P-1"),
            (about(purpose="echo", incident="", page=""), "M-1"),
        ],
    )
    def test_news_takes_the_place_of_its_sos_and_of_nothing_that_is_asked(
        self, provider, what, tag
    ):
        hand_over(provider.gateway(), outgoing(provider.to, about=what))
        assert provider.shown()["tag"] == tag

    def test_a_page_sent_again_takes_the_place_of_the_one_that_waits(self, provider):
        for what in (about(), about(), about(purpose="update"), about(page="P-2")):
            hand_over(provider.gateway(), outgoing(provider.to, about=what))
        first, again, news, other = (each.headers["topic"] for each in provider.sealed)
        assert first == again
        assert len({first, news, other}) == 3
        assert all(len(each) <= 32 and each.isascii() for each in (first, news, other))

    @pytest.mark.parametrize(("worth_s", "ttl"), [(5, "60"), (600, "600")])
    def test_it_is_kept_for_as_long_as_it_is_news(self, provider, worth_s, ttl):
        hand_over(provider.gateway(), outgoing(provider.to, about=about(worth_s=worth_s)))
        assert provider.sealed[0].headers["ttl"] == ttl

    def test_what_can_wait_is_not_urgent(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to, about=about(urgent=False)))
        assert provider.sealed[0].headers["urgency"] == "normal"

    def test_its_receipt_cannot_be_guessed_and_is_of_this_attempt(self, provider):
        it = outgoing(provider.to, attempt=2, queued=QUEUED)
        hand_over(provider.gateway(), it)
        said = msgspec.convert(provider.shown()["receipt"], Receipt)
        assert (said.message, said.attempt, said.queued) == ("M-1", 2, QUEUED)
        assert push.is_ours(KEYS.receipts, said)
        for other in ({"attempt": 1}, {"message": "M-2"}, {"queued": ""}, {"mark": "é"}):
            assert not push.is_ours(KEYS.receipts, msgspec.structs.replace(said, **other))

    @pytest.mark.parametrize(
        ("status", "permanent", "reason"),
        [
            (404, True, GONE),
            (410, True, GONE),
            (413, True, "HTTP 413"),
            (401, False, "HTTP 401"),
            (403, False, "HTTP 403"),
            (429, False, "HTTP 429"),
            (500, False, "HTTP 500"),
            (200, False, "HTTP 200"),
            (302, False, "HTTP 302"),
        ],
    )
    def test_only_what_is_gone_for_good_is_gone(self, provider, status, permanent, reason):
        provider.http.answers["accept"] = (status, "text/plain", b"")
        error = failure(provider.gateway(), outgoing(provider.to))
        assert (error.permanent, error.reason.partition(":")[0]) == (permanent, reason)

    def test_a_service_that_keeps_it_to_say_more_later_has_taken_it(self, provider):
        provider.http.answers["accept"] = (202, "text/plain", b"")
        hand_over(provider.gateway(), outgoing(provider.to))

    def test_who_subscribed_for_the_key_before_is_still_written_to(self, provider):
        before = ec.generate_private_key(ec.SECP256R1())
        provider.browser.server_key = base64url(public(before))
        provider.to = provider.address()
        keys = PushKeys(OWN, [before])
        own = (f"127.0.0.1:{provider.http.port}",)
        hand_over(PushGateway("p", keys, "mailto:a@b.example", own=own), outgoing(provider.to))
        claims(provider.sealed[0].headers["authorization"], base64url(public(before)))
        assert failure(provider.gateway(), outgoing(provider.to)).permanent

    def test_a_key_that_is_no_point_is_refused_for_good(self, provider):
        wrong = base64url(b"\x04" + b"\x01" * 64)
        to = msgspec.structs.replace(provider.browser.subscription, p256dh=wrong).written()
        assert failure(provider.gateway(), outgoing(to)).permanent


# Addresses that a browser may give, and a request may never go to.


def to(endpoint):
    browser = Browser(endpoint, KEYS.public)
    return outgoing(browser.subscription.written())


def gateway(**more):
    return PushGateway("push-1", KEYS, "mailto:sos@harlow.example", **more)


@pytest.mark.parametrize("endpoint", WITHIN)
def test_what_is_no_push_service_in_the_open_is_not_written_to(endpoint):
    assert failure(gateway(), to(endpoint)).permanent


@pytest.mark.parametrize("answers", [["10.0.0.7"], ["8.8.8.8", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_within_is_not_followed(monkeypatch, answers):
    """Whatever else it answers: who can give it one address can give it another."""
    asked = []
    monkeypatch.setattr(adapter, "_look_up", lambda *_: answers)
    monkeypatch.setattr(adapter, "post", lambda *a, **k: asked.append(a))
    error = failure(gateway(), to("https://push.example/x"))
    assert "not public" in error.reason
    assert not error.permanent
    assert asked == []


async def test_the_request_goes_to_the_address_that_was_looked_at(monkeypatch):
    """And the certificate must be that of the name."""
    seen = []

    async def post(_client, url, *, headers, extensions, **_):
        seen.append((url, headers["Host"], extensions["sni_hostname"]))
        return 201, b""

    monkeypatch.setattr(adapter, "_look_up", lambda *_: ["2606:4700::1111"])
    monkeypatch.setattr(adapter, "post", post)
    it = gateway()
    await it.send(to("https://push.example/x"))
    await it.close()
    assert seen == [("https://[2606:4700::1111]:443/x", "push.example", "push.example")]


async def test_an_address_that_cannot_be_connected_to_is_not_the_last(monkeypatch):
    tried = []

    async def post(_client, url, **_):
        tried.append(url)
        if len(tried) == 1:
            raise GatewayError("cannot connect")
        return 201, b""

    monkeypatch.setattr(adapter, "_look_up", lambda *_: ["2606:4700::1111", "8.8.8.8"])
    monkeypatch.setattr(adapter, "post", post)
    it = gateway()
    await it.send(to("https://push.example/x"))
    await it.close()
    assert tried[-1] == "https://8.8.8.8:443/x"


@pytest.mark.parametrize("error", [socket.gaierror("no such name"), UnicodeError()])
def test_a_name_that_is_not_found_may_be_found_later(monkeypatch, error):
    def look_up(*_):
        raise error

    monkeypatch.setattr(adapter, "_look_up", look_up)
    assert not failure(gateway(), to("https://push.example/x")).permanent


def test_no_redirect_is_followed():
    it = gateway()
    assert it._client.follow_redirects is False
    asyncio.run(it.close())

"""Texts come in: raw first, acknowledged only when durable, from nobody else than our gateways."""

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web.town import ANA, STRANGER, TWILIO_TOKEN, basic, town
from tocsin.web.refusals import Refusals

VECTORS = Path("/work/shared/standards/sms/twilio/signature_vectors.json")
FORM = {"content-type": "application/x-www-form-urlencoded"}
PUBLIC = "https://sos.example/hooks/sms/twilio-1"


def signed(url: str, pairs: dict[str, str], token: str = TWILIO_TOKEN) -> dict[str, str]:
    text = url + "".join(name + pairs[name] for name in sorted(pairs))
    mac = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return {"x-twilio-signature": base64.b64encode(mac).decode(), **FORM}


async def test_kannel_gets_an_empty_200_and_the_text_is_an_sos():
    async with town() as t:
        query = urlencode({"from": ANA, "to": "5550100", "bin": "SOS", "id": "k-1"})
        answer = await t.http.get(
            f"/hooks/sms/kannel-1?{query}", headers=basic("tocsin", "kannel-secret")
        )
        await t.settled()
        # Kannel would text a body back to the sender.
        assert (answer.status_code, answer.content) == (200, b"")
        assert [fact.sender for fact in t.facts("SosRaised")] == ["person:ana"]


async def test_twilio_gets_empty_twiml_for_a_signed_request():
    async with town() as t:
        pairs = {"From": ANA, "Body": "help", "MessageSid": "SM1", "To": "+15015550100"}
        answer = await t.http.post(
            "/hooks/sms/twilio-1", content=urlencode(pairs), headers=signed(PUBLIC, pairs)
        )
        await t.settled()
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/xml"
        assert answer.text.endswith("<Response/>")
        assert len(t.facts("SosRaised")) == 1


async def test_json_gets_the_signal_id():
    async with town() as t:
        answer = await t.text(ANA, "SOS")
        assert answer.status_code == 200
        said = answer.json()
        assert said == {"signal": t.facts("SignalReceived")[0].signal, "accepted": True}
        assert len(said["signal"]) == 32


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("/hooks/sms/kannel-1", {}),
        ("/hooks/sms/kannel-1", basic("tocsin", "wrong")),
        ("/hooks/sms/kannel-1", basic("other", "kannel-secret")),
        ("/hooks/sms/kannel-1", {"x-tocsin-secret": "wrong"}),
        ("/hooks/sms/json-1", {"authorization": "Bearer wrong"}),
        ("/hooks/sms/json-1", {"authorization": "Bearer "}),
        ("/hooks/sms/twilio-1", {}),
        ("/hooks/sms/twilio-1", {"x-twilio-signature": "AAAA"}),
        ("/hooks/sms/twilio-1", {"x-tocsin-secret": TWILIO_TOKEN}),
        ("/hooks/receipts/kannel-1", {}),
        ("/hooks/receipts/twilio-1", {}),
    ],
)
async def test_a_wrong_or_missing_secret_is_403_and_nothing_is_taken(path, head):
    async with town() as t:
        answer = await t.http.post(path, content=b'{"from":"+1","text":"SOS"}', headers=head)
        assert answer.status_code == 403
        assert not t.facts("SignalReceived")


async def test_a_signature_for_other_words_is_refused():
    async with town() as t:
        head = signed(PUBLIC, {"From": ANA, "Body": "help"})
        answer = await t.http.post(
            "/hooks/sms/twilio-1", content=urlencode({"From": ANA, "Body": "fine"}), headers=head
        )
        assert answer.status_code == 403


def own_vectors():
    found = json.loads(VECTORS.read_text())
    return [each for each in found if each.get("params") and each.get("expected")]


@pytest.mark.skipif(not VECTORS.exists(), reason="no Twilio vectors on this machine")
async def test_twilios_own_vectors_pass_the_hook():
    vectors = own_vectors()
    assert vectors
    for vector in vectors:
        base, _, query = vector["url"].partition("?")
        hook = [("twilio-1", "twilio", vector["token"], base)]
        async with town(hooks=tuple(_hook(*each) for each in hook)) as t:
            body = urlencode([tuple(pair) for pair in vector["params"]])
            head = {"x-twilio-signature": vector["expected"], **FORM}
            answer = await t.http.post(f"/hooks/sms/twilio-1?{query}", content=body, headers=head)
            expected = 200 if vector.get("valid", True) else 403
            assert answer.status_code == expected, vector["name"]


def _hook(gateway, kind, secret, url):
    from tocsin.web.settings import HookSettings

    return HookSettings(gateway, kind, secret, url)


async def test_nothing_is_acknowledged_before_it_is_durable_and_a_redelivery_counts_once():
    async with town() as t:
        t.disk.is_full = True
        body = {"from": ANA, "text": "SOS", "id": "a-1"}
        head = {"authorization": "Bearer json-secret"}
        first = await t.http.post("/hooks/sms/json-1", json=body, headers=head)
        assert first.status_code == 503
        assert int(first.headers["retry-after"]) > 0
        assert not list(t.ledger.read_stream("signal/x"))
        t.disk.is_full = False
        second = await t.http.post("/hooks/sms/json-1", json=body, headers=head)
        await t.settled()
        assert second.status_code == 200
        assert len(t.facts("IncidentOpened")) == 1
        assert len(t.facts("SignalRepeated")) == 1


async def test_ten_kilobytes_pass_and_too_much_is_refused_in_words():
    async with town() as t:
        assert (await t.text(ANA, "x" * 10_240)).status_code == 200
        answer = await t.text(ANA, "x" * 70_000)
        assert answer.status_code == 413
        assert "NOT taken" in answer.text
        assert len(t.facts("SignalReceived")) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"from": 5}', b"<xml/>", b"\x00" * 100]
)
async def test_what_cannot_be_read_is_taken_shown_and_treated_as_an_sos(body):
    async with town() as t:
        head = {"authorization": "Bearer json-secret"}
        answer = await t.http.post("/hooks/sms/json-1", content=body, headers=head)
        await t.settled()
        assert answer.status_code == 200
        assert len(t.facts("SignalUnreadable")) == 1
        assert len(t.facts("IncidentOpened")) == 1


async def test_an_unknown_hook_is_404_and_other_methods_405():
    async with town() as t:
        assert (await t.http.post("/hooks/sms/nobody")).status_code == 404
        assert (await t.http.post("/hooks/other/json-1")).status_code == 404
        assert (await t.http.delete("/hooks/sms/json-1")).status_code == 405


async def test_loopback_needs_no_secret_only_where_the_settings_say_so():
    query = urlencode({"from": STRANGER, "bin": "SOS"})
    for allowed, forwarded, expected in (
        (False, {}, 403),
        (True, {}, 200),
        (True, {"x-forwarded-for": "198.51.100.9"}, 403),
    ):
        async with town(allow_loopback_without_secret=allowed) as t:
            t.http._transport.client = ("127.0.0.1", 9)
            answer = await t.http.get(f"/hooks/sms/kannel-1?{query}", headers=forwarded)
            assert answer.status_code == expected
            assert (await t.http.post("/hooks/sms/json-1", json={})).status_code == 403


async def test_refusals_are_counted_and_recorded_at_most_once_a_minute():
    async with town() as t:
        for _ in range(5):
            await t.http.post("/hooks/sms/json-1")
        await t.settled()
        reports = t.facts("HookRefused")
        assert len(reports) == 1
        assert reports[0].count + t.web.hooks.refusals.counts["json-1"] == 5


async def test_the_count_that_is_left_is_reported_later():
    async with town() as t:
        refusals = Refusals(t.service, pause_s=0.001)
        refusals.note("json-1", "secret")
        await t.settled()
        for _ in range(3):
            refusals.note("json-1", "secret")
        t.clock.at = t.clock.at.replace(minute=59)
        await asyncio.sleep(0.05)
        assert [fact.count for fact in t.facts("HookRefused")] == [1, 3]
        assert refusals.counts["json-1"] == 0


async def test_receipts_become_facts_and_pending_ones_do_not():
    async with town() as t:
        await t.text(ANA, "SOS")
        message = t.ways["sms"].sent[-1]
        url = f"/hooks/receipts/kannel-1?m={message.message}&n={message.attempt}"
        url += f"&q={message.queued}&type="
        head = basic("tocsin", "kannel-secret")
        assert (await t.http.get(url + "8", headers=head)).status_code == 200
        assert not t.facts("MessageDelivered")
        for _ in range(2):  # A repeated receipt is no second fact.
            answer = await t.http.get(url + "1", headers=head)
            assert (answer.status_code, answer.content) == (200, b"")
        assert len(t.facts("MessageDelivered")) == 1
        assert (await t.http.get("/hooks/receipts/kannel-1", headers=head)).status_code == 400


async def test_twilios_receipt_is_signed_over_our_own_base_url():
    async with town() as t:
        await t.text(ANA, "SOS")
        message = t.ways["sms"].sent[-1]
        path = f"/hooks/receipts/twilio-1?m={message.message}&n={message.attempt}"
        path += f"&q={message.queued}"
        pairs = {"MessageStatus": "delivered", "MessageSid": "SM1"}
        head = signed(f"http://town.example{path}", pairs)
        answer = await t.http.post(path, content=urlencode(pairs), headers=head)
        assert answer.status_code == 200
        assert len(t.facts("MessageDelivered")) == 1


async def test_secrets_are_in_no_repr():
    async with town() as t:
        hook = t.web.hooks._hooks["json-1"]
        assert "json-secret" not in repr(hook) + repr(t.web.hooks._settings)

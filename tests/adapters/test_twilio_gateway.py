"""Texts through Twilio: the contract, and what is Twilio's own."""

import base64
import json
from urllib.parse import parse_qs

import pytest

from tests.adapters.fake_http import fake_http
from tests.contracts.gateway_contract import (
    NetworkGatewayContract,
    Provider,
    failure,
    hand_over,
    outgoing,
)
from tocsin.adapters.twilio import TwilioGateway


def answer(http_status, **fields):
    return (http_status, "application/json", json.dumps(fields).encode())


CREATED = answer(201, sid="SM0123", status="queued", error_code=None)
INVALID = answer(400, code=21211, message="Invalid 'To' +15015550123", status=400)
BUSY = answer(503, code=20503, message="unavailable", status=503)


class Twilio(Provider):
    to = "+15015550123"
    bad_to = "Ana"
    secrets = ("t0ken", base64.b64encode(b"AC0:t0ken").decode())

    def __init__(self, http):
        self.http = self.stand_in = http

    def gateway(self, *, timeout_s=10.0, sender="+15015550100"):
        return TwilioGateway(
            "twilio-1",
            "AC0",
            "t0ken",
            sender,
            receipts_url="https://harlow.example",
            url=self.http.url,
            timeout_s=timeout_s,
        )

    def forms(self):
        return [parse_qs(seen.body.decode()) for seen in self.http.seen]

    def handed_over(self):
        return [form["Body"][0] for form in self.forms()]


@pytest.fixture
def provider():
    with fake_http(CREATED, INVALID, BUSY) as http:
        yield Twilio(http)


class TestTwilioGateway(NetworkGatewayContract):
    def test_the_request_is_twilios(self, provider):
        assert hand_over(provider.gateway(), outgoing(provider.to, queued="20261129T0315")) == [
            "SM0123"
        ]
        seen = provider.http.seen[0]
        assert seen.path == "/2010-04-01/Accounts/AC0/Messages.json"
        assert seen.headers["authorization"] == "Basic " + provider.secrets[1]
        assert seen.headers["idempotency-key"] == "k-1"
        form = provider.forms()[0]
        assert form["From"] == ["+15015550100"]
        assert form["StatusCallback"] == [
            "https://harlow.example/hooks/receipts/twilio-1?m=M-1&n=1&q=20261129T0315"
        ]

    def test_a_messaging_service_is_named_as_such(self, provider):
        hand_over(provider.gateway(sender="MG7"), outgoing(provider.to))
        assert provider.forms()[0]["MessagingServiceSid"] == ["MG7"]
        assert "From" not in provider.forms()[0]

    def test_a_text_that_is_too_long_is_cut_rather_than_lost(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to, "x" * 2_000))
        assert provider.handed_over() == ["x" * 1_600]

    @pytest.mark.parametrize(
        ("status", "code", "permanent"),
        [
            (400, 21211, True),
            (400, 21610, True),
            (400, 21614, True),
            (401, 20003, True),
            (400, 99999, True),
            (400, 21611, False),
            (429, 20429, False),
            (429, None, False),
            (500, 21211, False),
            (500, None, False),
            (302, None, False),
            (201, None, False),  # Created, but no id: nobody knows what this server is.
        ],
    )
    def test_its_errors(self, provider, status, code, permanent):
        provider.http.answers["accept"] = answer(status, code=code)
        error = failure(provider.gateway(), outgoing(provider.to))
        assert error.permanent is permanent
        assert code is None or str(code) in error.reason

    @pytest.mark.parametrize("body", [b"", b"[" * 50_000, b"null", b'{"code":"x"}', b"\xff"])
    def test_an_answer_that_is_not_json_is_survived(self, provider, body):
        provider.http.answers["accept"] = (201, "application/json", body)
        assert not failure(provider.gateway(), outgoing(provider.to)).permanent

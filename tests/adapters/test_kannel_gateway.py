"""Texts through Kannel: the contract, and what is Kannel's own."""

import pytest

from tests.adapters.fake_http import fake_http
from tests.contracts.gateway_contract import (
    NetworkGatewayContract,
    Provider,
    failure,
    hand_over,
    outgoing,
)
from tocsin.adapters.gsm7 import is_gsm7
from tocsin.adapters.kannel import KannelGateway

ACCEPT = (202, "text/html", b"0: Accepted for delivery")
QUEUED = (202, "text/html", b"3: Queued for later delivery")
FORBIDDEN = (403, "text/html", b"Authorization failed for sendsms")
BUSY = (503, "text/html", b"Temporal failure, try again later.")


class Kannel(Provider):
    to = "+15015550123"
    bad_to = "Ana"
    secrets = ("s3cret", "h00k")

    def __init__(self, http):
        self.http = self.stand_in = http

    def gateway(self, *, timeout_s=10.0):
        return KannelGateway(
            "kannel-1",
            self.http.url + "/cgi-bin/sendsms",
            "dispatch",
            "s3cret",
            sender="5550100",
            receipts_url="http://hook:h00k@127.0.0.1:8080/",
            timeout_s=timeout_s,
        )

    def handed_over(self):
        return [seen.body.decode() for seen in self.http.seen]


@pytest.fixture
def provider():
    with fake_http(ACCEPT, FORBIDDEN, BUSY) as http:
        yield Kannel(http)


class TestKannelGateway(NetworkGatewayContract):
    def test_the_password_stands_in_no_url(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to))
        seen = provider.http.seen[0]
        assert (seen.method, seen.path) == ("POST", "/cgi-bin/sendsms")
        assert seen.headers["x-kannel-password"] == "s3cret"
        assert seen.headers["content-type"] == "text/plain; charset=UTF-8"
        assert seen.headers["idempotency-key"] == "k-1"

    def test_the_receipt_names_message_attempt_and_moment(self, provider):
        queued = "20261129T031500000000"
        it = outgoing(provider.to, message="I-1/M:2 x", attempt=3, queued=queued)
        hand_over(provider.gateway(), it)
        headers = provider.http.seen[0].headers
        assert headers["x-kannel-dlr-mask"] == "27"
        assert headers["x-kannel-dlr-url"] == (
            "http://hook:h00k@127.0.0.1:8080/hooks/receipts/kannel-1"
            "?m=I-1/M:2%20x&n=3&q=20261129T031500000000&type=%d&ref=%F&reply=%A"
        )

    def test_without_a_base_url_no_receipt_is_asked_for(self, provider):
        gateway = KannelGateway("k", provider.http.url, "dispatch", "s3cret")
        assert not gateway.has_receipts
        hand_over(gateway, outgoing(provider.to))
        assert "x-kannel-dlr-mask" not in provider.http.seen[0].headers
        assert "x-kannel-from" not in provider.http.seen[0].headers

    def test_queued_without_a_link_to_the_network_is_a_temporary_failure(self, provider):
        provider.http.answers["accept"] = QUEUED
        assert not failure(provider.gateway(), outgoing(provider.to)).permanent

    @pytest.mark.parametrize("status", [200, 301, 429, 500])
    def test_an_answer_that_is_no_acceptance_is_temporary(self, provider, status):
        provider.http.answers["accept"] = (status, "text/html", b"<html>welcome</html>")
        assert not failure(provider.gateway(), outgoing(provider.to)).permanent

    def test_an_endless_answer_is_cut_off(self, provider):
        provider.http.answers["accept"] = (202, "text/html", b"0: " + b"x" * 1_000_000)
        assert not failure(provider.gateway(), outgoing(provider.to)).permanent

    @pytest.mark.parametrize(
        ("text", "coding"),
        [("Grüß {€}", "0"), ("", "0"), ("ключ", "2"), ("ok 😀", "2"), ("ç", "2")],
    )
    def test_the_coding_follows_the_text(self, provider, text, coding):
        hand_over(provider.gateway(), outgoing(provider.to, text))
        assert provider.http.seen[0].headers["x-kannel-coding"] == coding


def test_the_gsm_alphabet_has_its_138_characters():
    fitting = [chr(code) for code in range(0x20000) if is_gsm7(chr(code))]
    # 127 basic ones (the escape is no character) and 10 extended ones, with form feed.
    assert len(fitting) == 127 + 10

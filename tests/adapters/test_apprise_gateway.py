"""Apprise: the contract, over its plain JSON service."""

import json
import threading

import pytest

from tests.adapters.fake_http import fake_http
from tests.contracts.gateway_contract import (
    SUBJECT,
    NetworkGatewayContract,
    Provider,
    failure,
    hand_over,
    outgoing,
)
from tocsin.adapters import apprise as adapter
from tocsin.adapters.apprise import AppriseGateway

OK = (200, "text/plain", b"ok")
GONE = (404, "text/plain", b"gone")
BUSY = (503, "text/plain", b"busy")


class Service(Provider):
    bad_to = "nosuchservice://harlow.example"
    secrets = ("s3cret",)

    def __init__(self, http):
        self.http = self.stand_in = http
        self.behave("accept")

    def behave(self, how):
        super().behave(how)
        self.to = self.http.url.replace("http://", "json://ana:s3cret@")

    def gateway(self, *, timeout_s=10.0):
        return AppriseGateway("services", timeout_s=timeout_s)

    def handed_over(self):
        return [json.loads(seen.body)["message"] for seen in self.http.seen]


def join_threads():
    """Wait until no service hangs any more."""
    for thread in threading.enumerate():
        if thread.name == "apprise":
            thread.join(timeout=10)


@pytest.fixture
def provider():
    with fake_http(OK, GONE, BUSY) as http:
        yield Service(http)
        http.hold.set()
        join_threads()


class TestAppriseGateway(NetworkGatewayContract):
    # Apprise says that it failed, never why.
    refusal_is_permanent = False

    def test_the_subject_is_the_title_and_the_kind_is_failure(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to))
        seen = json.loads(provider.http.seen[0].body)
        assert (seen["title"], seen["type"]) == (SUBJECT, "failure")

    def test_one_destination_may_not_be_several(self, provider):
        other = provider.to.replace("ana", "rex")
        assert failure(provider.gateway(), outgoing(f"{provider.to},{other}")).permanent
        assert provider.http.seen == []

    def test_when_too_many_services_hang_the_next_one_fails_at_once(self, provider, monkeypatch):
        monkeypatch.setattr(adapter, "THREADS_MAX", 1)
        provider.behave("hang_if_slow")
        gateway = provider.gateway(timeout_s=0.2)
        failure(gateway, outgoing(provider.to, "slow"))
        assert "hang" in failure(gateway, outgoing(provider.to)).reason
        provider.release()
        join_threads()
        hand_over(gateway, outgoing(provider.to, "quick"))
        assert provider.handed_over() == ["quick"]

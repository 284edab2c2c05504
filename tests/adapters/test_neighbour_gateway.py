"""Documents to a neighbour: the contract, and what is a document's own."""

from hashlib import sha256

import pytest

from tests.adapters.fake_http import fake_http
from tests.contracts.gateway_contract import (
    NetworkGatewayContract,
    Provider,
    failure,
    hand_over,
    outgoing,
)
from tocsin.adapters.neighbour import NeighbourGateway

DOMAIN = "dispatch.county.example"
TAKEN = (202, "text/plain", b"Accepted.")
REFUSED = (403, "text/plain", b"You are not known here.")
BUSY = (503, "text/plain", b"Later.")


class Neighbour(Provider):
    to = DOMAIN
    bad_to = "somebody.else.example"
    secrets = ("t0ken", "county-hook")

    def __init__(self, http):
        self.http = self.stand_in = http

    def gateway(self, *, timeout_s=10.0):
        url = f"{self.http.url}/hooks/documents/county-hook"
        return NeighbourGateway("county", DOMAIN, url, "t0ken", timeout_s=timeout_s)

    def handed_over(self):
        return [seen.body.decode() for seen in self.http.seen]


@pytest.fixture
def provider():
    with fake_http(TAKEN, REFUSED, BUSY) as http:
        yield Neighbour(http)


class TestNeighbour(NetworkGatewayContract):
    pass


@pytest.mark.parametrize(
    ("document", "kind"),
    [('{"$id": "é"}', "application/json"), ("<?xml ?><alert/>", "application/cap+xml")],
)
def test_a_document_arrives_octet_by_octet_as_what_it_is_under_one_key(provider, document, kind):
    twice = [outgoing(DOMAIN, document), outgoing(DOMAIN, document, attempt=2, key="k-2")]
    hand_over(provider.gateway(), *twice)
    assert [seen.body for seen in provider.http.seen] == [document.encode()] * 2
    digest = sha256(document.encode()).hexdigest()
    for seen in provider.http.seen:
        assert seen.path == "/hooks/documents/county-hook"
        assert seen.headers["content-type"] == kind
        assert seen.headers["authorization"] == "Bearer t0ken"
        assert seen.headers["idempotency-key"] == digest


def test_the_domain_is_written_in_any_case_and_no_other_agency_gets_it(provider):
    hand_over(provider.gateway(), outgoing(DOMAIN.upper(), "{}"))
    assert failure(provider.gateway(), outgoing("other.example", "{}")).permanent
    assert provider.handed_over() == ["{}"]


def test_a_redirect_is_no_acceptance(provider):
    provider.http.answers["accept"] = (302, "text/plain", b"")
    assert not failure(provider.gateway(), outgoing(DOMAIN, "{}")).permanent

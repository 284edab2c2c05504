"""The demo's phones behave as a mobile network does."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.contracts.gateway_contract import GatewayContract, Provider, hand_over, outgoing
from tocsin.adapters import phones
from tocsin.adapters.phones import PhoneGateway

ANA = "+15015550123"
NOON = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)


class Noon:
    def now(self):
        return NOON


class Network(Provider):
    to = ANA
    bad_to = "Ana"

    def __init__(self):
        self.receipts: list[object] = []
        self.phones = PhoneGateway("demo", Noon(), self.receipts.append)

    def gateway(self, *, timeout_s=10.0):
        return self.phones

    def handed_over(self):
        return [message.text for message in self.phones.messages(ANA)]


@pytest.fixture
def provider():
    return Network()


class TestPhoneGateway(GatewayContract):
    def test_a_phone_that_is_on_confirms_after_the_acceptance(self, provider):
        async def run():
            await provider.phones.send(outgoing(ANA))
            before = list(provider.receipts)
            await asyncio.sleep(0)
            return before, list(provider.receipts)

        assert asyncio.run(run()) == ([], [outgoing(ANA)])

    def test_a_phone_that_is_off_gets_its_texts_when_it_is_on(self, provider):
        provider.phones.switch(ANA, on=False)
        hand_over(provider.phones, outgoing(ANA))
        assert not provider.phones.is_on(ANA)
        assert (provider.handed_over(), provider.receipts) == ([], [])
        provider.phones.switch(ANA, on=True)
        assert provider.receipts == [outgoing(ANA)]
        assert len(provider.handed_over()) == 1

    def test_a_browser_sees_both_directions_until_it_leaves(self, provider):
        seen: list[phones.PhoneMessage] = []
        leave = provider.phones.subscribe(seen.append)
        provider.phones.wrote(ANA, "SOS")
        hand_over(provider.phones, outgoing(ANA, "Help is coming."))
        leave()
        provider.phones.wrote(ANA, "thanks")
        assert [(m.sequence, m.direction, m.text, m.at) for m in seen] == [
            (1, "out", "SOS", NOON),
            (2, "in", "Help is coming.", NOON),
        ]

    def test_phones_and_texts_are_bounded(self, provider, monkeypatch):
        monkeypatch.setattr(phones, "PHONES_MAX", 2)
        for number in ("+15015550001", "+15015550002", "+15015550003"):
            for n in range(phones.MESSAGES_PER_PHONE_MAX + 1):
                provider.phones.wrote(number, f"{n}")
        assert provider.phones.messages("+15015550001") == []
        kept = provider.phones.messages("+15015550003")
        assert len(kept) == phones.MESSAGES_PER_PHONE_MAX
        assert kept[0].text == "1"

    def test_a_message_shows_nothing_personal(self, provider):
        assert repr(provider.phones.wrote(ANA, "SOS")) == "PhoneMessage(1, 'out')"

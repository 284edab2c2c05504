"""What every gateway promises, whichever provider is behind it.

A subclass gives the fixture `provider`: its gateway and a stand-in for the real
provider on loopback that can be told how to behave. A provider that lives in
this process cannot fail as a network does and takes `GatewayContract` alone.
"""

import asyncio
import logging
import traceback
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.engine.gateway import Gateway, GatewayError, Outgoing

WORDS = 'SOS: Ana, Mill Lane 5 & Main\n"he\'s here" <b> %d %p é ключ 😀 €'
SUBJECT = "Page 41: SOS"
HANG_S = 0.2


class Provider(ABC):
    """A stand-in for a provider."""

    to: str
    """A destination that is well formed."""
    bad_to: str
    """A destination that can never be reached here."""
    secrets: tuple[str, ...] = ()
    """What no error and no log line may show, beside destination and text."""
    stand_in: Any = None
    """The server on loopback, with `behave` and `release`."""

    @abstractmethod
    def gateway(self, *, timeout_s: float = 10.0) -> Gateway:
        """A new gateway that speaks to this stand-in."""

    @abstractmethod
    def handed_over(self) -> list[str]:
        """The texts that the provider has seen, whatever it answered."""

    def behave(self, how: str) -> None:
        """From now on: accept, refuse, busy, busy_but_sends, hang, hang_if_slow, garbage, absent."""
        self.stand_in.behave(how)

    def release(self) -> None:
        """Let go of everything that hangs."""
        self.stand_in.release()


def outgoing(to, text=WORDS, **changes):
    plain = Outgoing("M-1", 1, "", to, SUBJECT, text, "k-1")
    return msgspec.structs.replace(plain, **changes)


def hand_over(gateway, *wanted):
    """Send all, one after the other, in a loop of their own; the references."""

    async def run():
        try:
            return [await gateway.send(each) for each in wanted]
        finally:
            await gateway.close()

    return asyncio.run(run())


def failure(gateway, wanted):
    with pytest.raises(GatewayError) as caught:
        hand_over(gateway, wanted)
    return caught.value


class GatewayContract:
    def test_it_says_who_it_is(self, provider):
        gateway = provider.gateway()
        assert gateway.name
        assert gateway.channel.partition(":")[0] in (
            "sms",
            "email",
            "apprise",
            "push",
            "neighbour",
            "mail",
        )
        assert isinstance(gateway.has_receipts, bool)
        asyncio.run(gateway.close())

    def test_what_it_accepts_arrives_whole(self, provider):
        references = hand_over(provider.gateway(), outgoing(provider.to))
        assert provider.handed_over() == [WORDS]
        assert isinstance(references[0], str)

    def test_one_gateway_sends_many(self, provider):
        wanted = [outgoing(provider.to, text=f"SOS {n}", key=f"k-{n}") for n in range(3)]
        hand_over(provider.gateway(), *wanted)
        assert provider.handed_over() == ["SOS 0", "SOS 1", "SOS 2"]

    def test_a_malformed_destination_is_permanent_and_goes_nowhere(self, provider):
        assert failure(provider.gateway(), outgoing(provider.bad_to)).permanent
        assert provider.handed_over() == []

    @given(to=st.text(max_size=40), text=st.text(max_size=40), subject=st.text(max_size=40))
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
        ],
    )
    def test_whatever_it_is_given_it_raises_gateway_error_or_nothing(
        self, provider, to, text, subject
    ):
        for destination in (to, provider.to):
            with suppress(GatewayError):
                hand_over(provider.gateway(), outgoing(destination, text, subject=subject))

    def test_a_header_cannot_be_smuggled_in(self, provider):
        for injected in ("\r\nX-Injected: 1", "\nBcc: zed@harlow.example", "\0", " +15015550199"):
            assert failure(provider.gateway(), outgoing(provider.to + injected)).permanent
        assert provider.handed_over() == []


class NetworkGatewayContract(GatewayContract):
    refusal_is_permanent = True
    """Whether the provider's answer lets the gateway know that trying again is pointless."""

    def test_a_refusal(self, provider):
        provider.behave("refuse")
        error = failure(provider.gateway(), outgoing(provider.to))
        assert error.permanent is self.refusal_is_permanent

    @pytest.mark.parametrize("how", ["busy", "garbage", "absent"])
    def test_what_may_pass_is_temporary(self, provider, how):
        provider.behave(how)
        assert not failure(provider.gateway(), outgoing(provider.to)).permanent

    def test_a_provider_that_hangs_is_given_up(self, provider):
        provider.behave("hang")
        assert not failure(provider.gateway(timeout_s=HANG_S), outgoing(provider.to)).permanent

    def test_an_error_of_a_provider_that_sent_anyway_counts_as_temporary(self, provider):
        # Trying again then doubles the page: a double page beats a lost one.
        provider.behave("busy_but_sends")
        assert not failure(provider.gateway(), outgoing(provider.to)).permanent
        assert provider.handed_over() == [WORDS]

    def test_it_works_again_when_the_provider_does(self, provider):
        provider.behave("busy")
        failure(provider.gateway(), outgoing(provider.to))
        provider.behave("accept")
        hand_over(provider.gateway(), outgoing(provider.to))
        assert WORDS in provider.handed_over()

    def test_one_slow_destination_holds_no_other(self, provider):
        provider.behave("hang_if_slow")

        async def run():
            gateway = provider.gateway()
            slow = asyncio.create_task(gateway.send(outgoing(provider.to, "slow")))
            await asyncio.sleep(0)
            await gateway.send(outgoing(provider.to, "quick", key="k-2"))
            overtaken = not slow.done()
            provider.release()
            await asyncio.gather(slow, return_exceptions=True)
            await gateway.close()
            return overtaken

        assert asyncio.run(run())

    def test_giving_up_is_allowed_at_any_moment(self, provider):
        provider.behave("hang")

        async def run():
            gateway = provider.gateway()
            task = asyncio.create_task(gateway.send(outgoing(provider.to)))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await gateway.close()

        asyncio.run(run())

    @pytest.mark.parametrize(
        "how", ["accept", "refuse", "busy", "garbage", "absent", "busy_but_sends", "hang"]
    )
    def test_no_error_and_no_log_line_shows_a_secret(self, provider, how, caplog):
        caplog.set_level(logging.DEBUG)
        provider.behave(how)
        shown = ""
        try:
            hand_over(provider.gateway(timeout_s=HANG_S), outgoing(provider.to))
        except GatewayError as error:
            shown = repr(error) + error.reason + "".join(traceback.format_exception(error))
        # Our own stand-in may log what it likes.
        lines = [r.getMessage() for r in caplog.records if not r.name.startswith("mail.")]
        for secret in (*provider.secrets, provider.to, "Mill Lane", SUBJECT):
            assert secret not in shown
            assert not [line for line in lines if secret in line]

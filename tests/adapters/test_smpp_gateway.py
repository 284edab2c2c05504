"""Texts through SMPP: the contract, and what is a carrier's own, a hostile one's above all."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tests.adapters.fake_smsc import deliver, fake_smsc, pdu
from tests.contracts.gateway_contract import (
    NetworkGatewayContract,
    Provider,
    failure,
    hand_over,
    outgoing,
)
from tocsin.adapters import smpp, smpp_link
from tocsin.adapters.smpp import SmppGateway, spellings
from tocsin.engine.gateway import GatewayError
from tocsin.intake import gsm7
from tocsin.intake import smpp as format_in
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.kernel.limits_carriers import SMPP_BIND_WAIT_S

ANA = "+15015550123"


class Carrier(Provider):
    to = ANA
    bad_to = "Ana"
    secrets = ("s3cret",)

    def __init__(self, smsc):
        self.smsc = self.stand_in = smsc

    def gateway(self, *, timeout_s=10.0, **options):
        return SmppGateway(
            "carrier-1",
            "127.0.0.1",
            self.smsc.port,
            "harlow",
            "s3cret",
            sender="+15015550100",
            timeout_s=timeout_s,
            **options,
        )

    def handed_over(self):
        """The texts, their parts joined."""
        return list(joined(self.smsc.submitted))


def joined(submitted):
    whole = b""
    for each in submitted:
        octets = each.short_message
        part = parts = 1
        if each.esm_class & 0x40:
            parts, part = octets[4], octets[5]
            octets = octets[6:]
        whole = octets if part == 1 else whole + octets
        if part == parts:
            charset = {0: "gsm", 3: "latin-1", 8: "utf-16-be"}[each.data_coding]
            yield gsm7.decode(whole) if charset == "gsm" else whole.decode(charset)


@pytest.fixture
def provider():
    with fake_smsc() as smsc:
        yield Carrier(smsc)


class Desk:
    """Where inbound texts and receipts are put on record; `is_full` while the disk is."""

    def __init__(self):
        self.raws = []
        self.news = []
        self.said = []
        self.is_full = False
        self.hold = None
        self.asked = 0

    def is_wanted(self):
        return True

    async def take(self, raw):
        self.asked += 1
        if self.hold is not None:
            await self.hold.wait()
        self.raws.append(raw)
        return not self.is_full

    async def hear(self, provider, news, of):
        self.news.append((news.ref, news.status, of))
        return not self.is_full

    async def say(self, provider, trouble):
        self.said.append(trouble)

    def texts(self):
        return [format_in.parse(raw) for raw in self.raws]

    def names(self):
        return [raw.headers[format_in.ID_HEADER] for raw in self.raws]


@asynccontextmanager
async def listening(provider, **options):
    """A gateway that holds its link, and the desk to which it brings what comes."""
    gateway, desk = provider.gateway(**options), Desk()
    task = asyncio.create_task(gateway.serve(desk))
    try:
        yield gateway, desk
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(is_so):
    async with asyncio.timeout(15):
        while not is_so():  # noqa: ASYNC110 - another thread brings it about.
            await asyncio.sleep(0.005)


def beside(call, *args, **options):
    return asyncio.to_thread(call, *args, **options)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(smpp, "SMPP_RECONNECT_FIRST_S", 0.01)
    monkeypatch.setattr(smpp, "SMPP_LOOK_EVERY_S", 0.01)


class TestSmppGateway(NetworkGatewayContract):
    def test_the_bind_is_a_transceivers_and_names_us(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to))
        assert provider.smsc.binds == [b"harlow\0s3cret\0\0\x34\0\0\0"]

    def test_a_text_of_plain_letters_is_one_short_message_that_wants_a_receipt(self, provider):
        assert hand_over(provider.gateway(), outgoing(provider.to, "SOS {5} €")) == ["m1"]
        (seen,) = provider.smsc.submitted
        assert seen.short_message == b"SOS \x1b\x285\x1b\x29 \x1be"
        assert (seen.source_addr, seen.destination_addr) == ("15015550100", "15015550123")
        assert (seen.source_addr_ton, seen.dest_addr_ton, seen.dest_addr_npi) == (1, 1, 1)
        assert (seen.data_coding, seen.esm_class, seen.registered_delivery) == (0, 0, 1)

    @pytest.mark.parametrize(
        ("text", "coding", "parts"),
        [
            ("x" * 160, 0, 1),
            ("x" * 161, 0, 2),
            ("{" * 200, 0, 3),
            ("ключ" * 17, 8, 1),
            ("ключ" * 18, 8, 2),
            ("😀" * 100, 8, 4),
        ],
        ids=["whole", "two", "escaped", "whole wide", "two wide", "pairs"],
    )
    def test_a_long_text_goes_in_parts_and_no_letter_is_cut(self, provider, text, coding, parts):
        hand_over(provider.gateway(), outgoing(provider.to, text))
        seen = provider.smsc.submitted
        assert [(each.data_coding, each.sm_length <= 160) for each in seen] == [
            (coding, True)
        ] * parts
        assert list(joined(seen)) == [text]
        # The receipt of the last part stands for the text.
        assert [each.registered_delivery for each in seen] == [0] * (parts - 1) + [1]
        for each in seen if parts > 1 else ():
            octets = each.short_message[6:]
            assert octets.decode("utf-16-be") if coding == 8 else not octets.endswith(b"\x1b")

    def test_a_centre_of_latin_letters_gets_those(self, provider):
        hand_over(provider.gateway(alphabet="latin-1"), outgoing(provider.to, "señor ê"))
        (seen,) = provider.smsc.submitted
        assert (seen.data_coding, seen.short_message) == (3, "señor ê".encode("latin-1"))

    def test_a_long_text_can_go_whole_or_numbered_by_parameters(self, provider):
        hand_over(provider.gateway(long="payload"), outgoing(provider.to, "x" * 400))
        (seen,) = provider.smsc.submitted
        assert [(each.tag, each.value) for each in seen.tlvs] == [(0x0424, b"x" * 400)]
        hand_over(provider.gateway(long="sar"), outgoing(provider.to, "y" * 300))
        tlvs = [{t.tag: t.value for t in each.tlvs} for each in provider.smsc.submitted[1:]]
        assert [(t[0x020E], t[0x020F]) for t in tlvs] == [(b"\x02", b"\x01"), (b"\x02", b"\x02")]

    def test_a_centre_that_takes_no_more_is_left_alone_for_a_while(self, provider):
        provider.behave("throttle")

        async def run():
            gateway = provider.gateway()
            with pytest.raises(GatewayError) as first:
                await gateway.send(outgoing(provider.to))
            provider.behave("accept")
            with pytest.raises(GatewayError) as second:
                await gateway.send(outgoing(provider.to))
            await gateway.close()
            return first.value, second.value

        first, second = asyncio.run(run())
        assert not first.permanent
        assert not second.permanent
        # The second was not even asked.
        assert provider.smsc.refs == 1

    def test_a_bind_that_is_refused_is_told_at_once_and_may_pass(self, provider):
        provider.smsc.bind_status = 0x0E
        error = failure(provider.gateway(), outgoing(provider.to))
        assert not error.permanent
        assert "0x0E" in error.reason

    @pytest.mark.parametrize("how", ["twice", "misnumbered"])
    def test_an_answer_that_comes_twice_or_to_nobody_harms_nothing(self, provider, how):
        provider.behave(how)
        wanted = [outgoing(provider.to, f"SOS {n}") for n in range(3)]
        assert hand_over(provider.gateway(), *wanted) == ["m1", "m2", "m3"]

    def test_half_an_answer_is_a_failure_that_may_pass(self, provider):
        provider.behave("half")
        assert not failure(provider.gateway(), outgoing(provider.to)).permanent

    async def test_while_there_is_no_link_a_page_is_told_so_at_once(self, provider, monkeypatch):
        monkeypatch.setattr(smpp, "SMPP_RECONNECT_FIRST_S", 60)
        provider.behave("absent")
        gateway = provider.gateway()
        started = asyncio.get_running_loop().time()
        for _ in range(3):
            with pytest.raises(GatewayError):
                await gateway.send(outgoing(provider.to))
        assert asyncio.get_running_loop().time() - started < SMPP_BIND_WAIT_S
        await gateway.close()

    async def test_after_a_cut_the_link_is_taken_up_again(self, provider):
        async with listening(provider) as (gateway, desk):
            await gateway.send(outgoing(provider.to, "one"))
            await beside(provider.smsc.cuts)
            await until(lambda: len(provider.smsc.binds) == 2 and desk.said[-1] == "")
            await gateway.send(outgoing(provider.to, "two"))
        assert provider.handed_over() == ["one", "two"]
        assert desk.said[0] == ""
        assert desk.said[1].startswith("the connection ended")

    async def test_a_centre_that_answers_nothing_is_left(self, provider, monkeypatch):
        monkeypatch.setattr(smpp_link, "SMPP_ENQUIRE_EVERY_S", 0.01)
        monkeypatch.setattr(smpp_link, "SMPP_ANSWER_S", 0.01)
        provider.behave("dead")
        async with listening(provider) as (_, desk):
            await until(lambda: "the centre does not answer" in desk.said)


class TestWhatComesIn:
    async def test_a_text_is_answered_when_it_is_on_record_and_not_before(self, provider):
        async with listening(provider) as (_, desk):
            desk.hold = asyncio.Event()
            asked = asyncio.ensure_future(beside(provider.smsc.texts, ANA, "SOS now"))
            await until(lambda: desk.asked)
            assert not asked.done()
            desk.hold.set()
            assert await asked == 0
        (text,) = desk.texts()
        assert (text.sender, text.recipient, text.text) == (ANA, "5550100", "SOS now")

    async def test_what_is_not_on_record_is_kept_by_the_centre_and_counts_once(self, provider):
        async with listening(provider) as (_, desk):
            desk.is_full = True
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0x64
            desk.is_full = False
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0
        first, second, third = desk.names()
        assert first == second
        # Whoever writes SOS twice has written twice.
        assert third != first

    async def test_a_text_cut_off_before_its_answer_counts_once(self, provider):
        async with listening(provider) as (_, desk):
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0
            await beside(provider.smsc.cuts)
            await until(lambda: desk.said[-1] == "" and len(desk.said) > 1)
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0
            assert await beside(provider.smsc.texts, ANA, "he is here") == 0
        first, again, other = desk.names()
        assert first == again
        assert other != first

    async def test_a_cut_in_the_middle_of_a_record_loses_nothing(self, provider):
        async with listening(provider) as (_, desk):
            desk.hold = asyncio.Event()
            asked = asyncio.ensure_future(
                beside(provider.smsc.sends, lambda n: deliver(ANA, "SOS", sequence=n), 0.5)
            )
            await until(lambda: desk.asked)
            await beside(provider.smsc.cuts)
            assert await asked is None
            desk.hold.set()
            await until(lambda: desk.said[-1] == "" and len(desk.said) > 1)
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0
        assert [text.text for text in desk.texts()] == ["SOS"]

    async def test_a_receipt_says_of_which_attempt_it_is(self, provider):
        async with listening(provider) as (gateway, desk):
            ref = await gateway.send(outgoing(provider.to, queued="20261129T031500000000"))
            assert await beside(provider.smsc.reports, ref) == 0
            assert await beside(provider.smsc.reports, "elsewhere", "UNDELIV") == 0
        assert desk.news == [
            ("m1", "delivered", ("M-1", 1, "20261129T031500000000")),
            ("elsewhere", "undelivered", ("", 0, "")),
        ]
        assert desk.raws == []

    async def test_a_receipt_that_overtakes_its_answer_is_held_for_it(self, provider):
        async with listening(provider) as (gateway, desk):
            provider.behave("late")
            sending = asyncio.ensure_future(gateway.send(outgoing(provider.to)))
            await until(lambda: provider.smsc.submitted)
            told = asyncio.ensure_future(beside(provider.smsc.reports, "m1"))
            await until(lambda: gateway._link._inbound)
            assert not told.done()
            provider.smsc.answers_late()
            assert await sending == "m1"
            assert await told == 0
        assert desk.news == [("m1", "delivered", ("M-1", 1, ""))]

    async def test_what_calls_itself_a_receipt_and_is_none_is_a_text(self, provider):
        async with listening(provider) as (_, desk):
            assert await beside(provider.smsc.texts, ANA, "SOS he is here", esm_class=4) == 0
        assert [text.text for text in desk.texts()] == ["SOS he is here"]

    @pytest.mark.parametrize(
        "make",
        [
            lambda n: pdu(5, n, body=b"\0"),
            lambda n: pdu(5, n, body=b"\xff" * 300),
            lambda n: pdu(5, n, body=deliver(ANA, "SOS")[16:-3]),
            lambda n: pdu(0x103, n, body=b"\0\1\x0115015550123\0"),
        ],
    )
    async def test_what_cannot_be_read_is_kept_and_answered_and_the_link_holds(
        self, provider, make
    ):
        async with listening(provider) as (_, desk):
            assert await beside(provider.smsc.sends, make) == 0
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0
        unreadable, text = desk.texts()
        assert isinstance(unreadable, Unreadable)
        assert isinstance(text, TextMessage)
        assert len(desk.said) == 1

    async def test_an_unknown_request_is_refused_and_the_link_holds(self, provider):
        async with listening(provider):
            assert await beside(provider.smsc.sends, lambda n: pdu(0x77, n)) == 3
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0

    @pytest.mark.parametrize(
        "octets", [b"\0\0\0\x05\0\0\0\x05", b"\xff" * 64, b"GET / HTTP/1.1\r\n\r\n"]
    )
    async def test_what_is_no_pdu_ends_the_link_which_is_taken_up_again(self, provider, octets):
        async with listening(provider) as (_, desk):
            await beside(provider.smsc.sends_raw, octets.ljust(16, b"\0"))
            await until(lambda: len(provider.smsc.binds) == 2)
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0
        assert "the centre sent what is no PDU" in desk.said

    async def test_a_bug_behind_the_desk_leaves_the_text_with_the_centre(self, provider, caplog):
        async with listening(provider) as (_, desk):
            desk.raws = None
            assert await beside(provider.smsc.texts, ANA, "SOS") == 0x64


def test_an_id_is_found_however_it_is_written():
    assert "1A" in spellings("26")
    assert "26" in spellings("1a")
    assert "7" in spellings("0007")

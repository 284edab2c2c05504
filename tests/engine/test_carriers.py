"""What a carrier's link brings in is on record before it is answered, and a dead link is an alarm."""

import asyncio
from itertools import count

import pytest

from tests import cast
from tests.adapters.fake_smsc import fake_smsc
from tests.engine.running import running
from tocsin.adapters.smpp import SmppGateway
from tocsin.engine.carriers import CarrierInbox
from tocsin.engine.gateway import Proof, SpokenOf
from tocsin.intake.raw import RawRequest
from tocsin.intake.smpp import ID_HEADER, News
from tocsin.paging.stage import ProveProvider, SetProviders

smpp34 = pytest.importorskip("smpp34", reason="NOT TESTED: smpp34 is missing; make setup")

ALARM = "carrier_down:carrier-1"


def inbox_of(run):
    names = count(1)
    return CarrierInbox(run.service, lambda: f"T-{next(names)}")


def raw(who, text, name="a1"):
    number = cast.NUMBERS[who].removeprefix("+")
    pdu = smpp34.DeliverSm(number, "5550100", text.encode(), source_addr_ton=1)
    body, headers = pdu.encode(), {ID_HEADER: name}
    return RawRequest("carrier-1", "smpp", "SMPP", body=body, headers=headers)


def incidents(run):
    return [each.sender for each in run.engine.state.response.incidents.values()]


async def test_an_sos_by_a_carrier_is_an_incident_and_delivered_again_it_is_the_same():
    async with running() as run:
        inbox = inbox_of(run)
        assert await inbox.take(raw("ana", "SOS"))
        assert await inbox.take(raw("ana", "SOS"))
        await run.idles()
        assert incidents(run) == ["person:ana"]
        kinds = [envelope.kind for envelope in run.ledger.read()]
        assert kinds.count("SignalRead") == kinds.count("SignalRepeated") == 1


async def test_a_pdu_that_nobody_can_read_is_an_sos_of_its_carrier():
    async with running() as run:
        broken = RawRequest("carrier-1", "smpp", "SMPP", body=b"\0\0\0\x11\0\0\0\5" + b"\0" * 9)
        assert await inbox_of(run).take(broken)
        await run.idles()
        assert incidents(run) == ["unreadable:carrier-1"]
        assert "signal_unreadable:carrier-1" in run.engine.state.paging.alarms


async def test_what_is_not_on_disk_is_not_taken():
    async with running() as run:
        run.disk.is_full = True
        assert not await inbox_of(run).take(raw("ana", "SOS"))
        run.disk.is_full = False
        assert await inbox_of(run).take(raw("ana", "SOS"))
        await run.ticks(1)
        assert incidents(run) == ["person:ana"]


async def test_a_link_that_stays_down_is_an_alarm_until_it_is_up():
    async with running() as run:
        inbox = inbox_of(run)
        await inbox.say("carrier-1", "cannot connect")
        assert ALARM not in run.engine.state.paging.alarms
        await run.ticks(31)
        await inbox.say("carrier-1", "cannot connect")
        assert "cannot connect" in run.engine.state.paging.alarms[ALARM].detail
        await inbox.say("carrier-1", "")
        assert ALARM not in run.engine.state.paging.alarms


async def test_a_receipt_that_speaks_of_nothing_known_needs_no_second_telling():
    async with running() as run:
        assert await inbox_of(run).hear("carrier-1", News("m1", "delivered", ""), SpokenOf())
        assert await inbox_of(run).hear(
            "carrier-1", News("m1", "delivered", ""), SpokenOf("M-9", 1)
        )


async def test_a_loopback_by_a_carriers_link_goes_out_comes_back_and_is_answered():
    with fake_smsc() as smsc:
        gateway = SmppGateway(
            "carrier-1", "127.0.0.1", smsc.port, "harlow", "s3cret", sender="+15015550191"
        )
        gateway.proof = Proof("+15015550190", "+15015550191", 0)
        async with running() as run:
            run.service._sender._gateways["carrier-1"] = gateway
            await run.service.submit(SetProviders(run.service._sender.providers()), "system")
            link = asyncio.create_task(gateway.serve(inbox_of(run)))
            await run.service.submit(ProveProvider("carrier-1", "jo"), "jo")
            await run.until(lambda: smsc.submitted)
            said = smsc.submitted[0]
            assert said.destination_addr == "15015550190"
            back = asyncio.to_thread(smsc.texts, "+15015550191", said.short_message)
            assert await back == 0
            await run.idles()
            kinds = [envelope.kind for envelope in run.ledger.read()]
            assert "LoopbackReturned" in kinds
            assert "SosRaised" not in kinds
            # The same words once more are no loopback any more.
            again = asyncio.to_thread(smsc.texts, "+15015550191", said.short_message)
            assert await again == 0
            await run.idles()
            assert incidents(run) == ["unknown:1"]
            link.cancel()
            await asyncio.wait([link])

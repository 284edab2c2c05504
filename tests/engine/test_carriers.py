"""What a carrier's link brings in is on record before it is answered, and a dead link is an alarm."""

from itertools import count

import pytest

from tests import cast
from tests.engine.running import running
from tocsin.engine.carriers import CarrierInbox
from tocsin.intake.raw import RawRequest
from tocsin.intake.smpp import ID_HEADER, News

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
        assert await inbox_of(run).hear("carrier-1", News("m1", "delivered", ""), "", 0)
        assert await inbox_of(run).hear("carrier-1", News("m1", "delivered", ""), "M-9", 1)

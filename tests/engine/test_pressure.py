"""More comes in than can be worked off: who goes first, and what is told to come again."""

import asyncio
from datetime import timedelta
from itertools import count

from tests import cast
from tests.engine.running import running
from tocsin.engine import service as serving
from tocsin.engine.pressure import ALARM, TOO_MUCH, Pressure, Shed
from tocsin.facts.incidents import Disposition
from tocsin.intake import state as reading
from tocsin.intake import strangers as room
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import (
    AUDIT_EVERY_S,
    HEARTBEAT_EVERY_S,
    OVERLOAD_AFTER_S,
    OVERLOAD_OVER_S,
    READINGS_EACH_PRESSED_S,
)
from tocsin.paging.stage import ClearAlarm
from tocsin.response.stage import CloseIncident

NAMES = count(1)
ANA = cast.NUMBERS["ana"]


def text(number, words="SOS"):
    body = b'{"from":"%s","text":"%s"}' % (number.encode(), words.encode())
    raw = RawRequest(gateway="phones", kind="json", method="POST", body=body)
    return ReceiveSignal(f"F-{next(NAMES)}", "phones", freeze(raw))


def stranger(number):
    return f"+1501556{number:04d}"


def flood(run, size):
    """So many texts of numbers that nobody knows, all at the same moment."""
    return [
        asyncio.create_task(run.service.submit(text(stranger(n)), "phones")) for n in range(size)
    ]


def unread(run):
    return len(run.engine.state.intake.unread)


async def settles(run):
    await run.until(lambda: not run.service._unsettled and not run.service.commands_waiting)
    await run.idles()


async def test_a_known_voice_is_paged_while_most_of_the_flood_before_it_is_unread():
    async with running() as run:
        strangers = flood(run, 300)
        assert all(isinstance(each, Accepted) for each in await asyncio.gather(*strangers))
        await run.service.submit(text(ANA), "phones")
        await run.until(lambda: run.gateway.to("lee"))
        assert unread(run) > 100
        await settles(run)
        assert unread(run) == 0


async def test_an_answer_to_a_page_is_heard_while_most_of_the_flood_before_it_is_unread():
    async with running() as run:
        await run.texts(ANA, "SOS")
        (page,) = run.gateway.to("lee")
        code = page.text.partition("Reply ")[2].split()[0]
        await asyncio.gather(*flood(run, 300))
        await run.service.submit(text(cast.NUMBERS["lee"], f"{code} C"), "phones")
        await run.until(lambda: run.engine.state.response.incidents["I-1"].commander)
        assert unread(run) > 100


async def test_every_text_that_was_acknowledged_is_on_record_and_every_other_was_told(
    monkeypatch,
):
    monkeypatch.setattr(room, "UNREAD_MAX", 10)
    async with running() as run:
        outcomes = []
        for _ in range(3):
            outcomes += await asyncio.gather(*flood(run, 60))
        await settles(run)
        taken = sum(isinstance(outcome, Accepted) for outcome in outcomes)
        assert outcomes.count(TOO_MUCH) == len(outcomes) - taken > 0
        kinds = [envelope.kind for envelope in run.ledger.read()]
        assert kinds.count("SignalReceived") == kinds.count("SosRaised") == taken
        assert run.service.pressure.shed[Shed.SIGNAL] == len(outcomes) - taken
        assert isinstance(await run.service.submit(text(ANA), "phones"), Accepted)


async def test_strangers_beyond_what_anybody_can_look_at_stay_on_record_until_some_are_closed(
    monkeypatch,
):
    monkeypatch.setattr(reading, "STRANGERS_OPEN_MAX", 3)
    async with running() as run:
        for number in range(3):
            await run.texts(stranger(number), "help")
        await run.texts(stranger(3), "help")
        assert unread(run) == 1
        assert run.engine.next_due() is None or run.engine.next_due() > run.clock.now()
        await run.texts(ANA, "SOS")
        assert run.gateway.to("lee")
        close = CloseIncident("I-1", "lee", Disposition.TEST)
        assert isinstance(await run.service.submit(close, "lee"), Accepted)
        await settles(run)
        assert unread(run) == 0


async def test_what_people_and_programs_ask_ends_before_texts_do(monkeypatch):
    monkeypatch.setattr(serving, "WAITING_MAX", 20)
    async with running() as run:
        command = ClearAlarm("clock_jumped:x", "test")
        asked = [asyncio.create_task(run.service.submit(command, "test")) for _ in range(15)]
        texts = flood(run, 15)
        told = await asyncio.gather(*asked, *texts)
        assert told[:15].count(TOO_MUCH) == 5
        assert told[15:].count(TOO_MUCH) == 5


async def test_that_work_is_shed_is_alarmed_and_told_outside_until_it_is_over(monkeypatch):
    monkeypatch.setattr(room, "UNREAD_MAX", 10)
    async with running() as run:
        await run.ticks(AUDIT_EVERY_S)
        await run.ticks(HEARTBEAT_EVERY_S - AUDIT_EVERY_S / 2)
        await run.ticks(AUDIT_EVERY_S * 0.3)
        await asyncio.gather(*flood(run, 60))
        await asyncio.gather(*flood(run, 60))
        await settles(run)
        assert run.service.health()["sheds"] is True
        assert ALARM in run.engine.state.paging.alarms
        await run.ticks(AUDIT_EVERY_S * 0.8)
        assert run.heart.heard[-1].endswith("\noverloaded")
        await settles(run)
        await run.ticks(HEARTBEAT_EVERY_S + 1)
        assert run.service.health()["sheds"] is False
        assert ALARM not in run.engine.state.paging.alarms


def later(seconds):
    return cast.SATURDAY.replace(microsecond=0) + timedelta(seconds=seconds)


def test_work_is_shed_only_when_something_stays_undone_for_a_while():
    pressure = Pressure()
    for second in (0.0, 1.0, OVERLOAD_AFTER_S):
        pressure.note(later(second), is_behind=True)
        assert not pressure.sheds
    pressure.note(later(OVERLOAD_AFTER_S), is_behind=False)
    pressure.note(later(OVERLOAD_AFTER_S + 1), is_behind=True)
    assert not pressure.sheds
    pressure.note(later(2 * OVERLOAD_AFTER_S + 2), is_behind=True)
    assert pressure.sheds
    assert pressure.owes(()) is not None
    pressure.note(later(2 * OVERLOAD_AFTER_S + 2 + OVERLOAD_OVER_S), is_behind=False)
    assert not pressure.sheds
    assert isinstance(pressure.owes({ALARM}), ClearAlarm)


def test_in_a_storm_everybody_reads_now_and_then_and_one_program_takes_no_others_turn():
    pressure = Pressure()
    assert all(pressure.may_read("person:api", later(0)) for _ in range(100))
    pressure.has_no_room(Shed.COMMAND, later(0))
    asked = [(tick / 20, who) for tick in range(40) for who in ("person:api", "person:lee")]
    got = [who for at, who in asked if pressure.may_read(who, later(at))]
    assert got.count("person:api") == got.count("person:lee") == 2 / READINGS_EACH_PRESSED_S
    assert pressure.shed[Shed.READING] == len(asked) - len(got)

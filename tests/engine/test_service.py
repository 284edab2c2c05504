"""The engine in time: who waits for whom, and who never does.

The clock is moved by hand and the gateways obey; a command wakes the loop, so
nothing here waits for a second to pass.
"""

import asyncio

import pytest
from msgspec.structs import replace

from tests import cast
from tests.engine.running import Running, running
from tocsin.agency.diff import LoadAgency
from tocsin.engine import service, upkeep
from tocsin.engine.core import NotDurable
from tocsin.engine.gateway import GatewayError
from tocsin.facts.agency import Staff, Step
from tocsin.facts.envelope import Draft
from tocsin.facts.pages import Purpose
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import AUDIT_EVERY_S, SENDS_ROUTINE_MAX
from tocsin.ledger.ledger import LedgerConflict


async def test_a_text_is_acknowledged_only_when_it_is_on_record():
    async with running() as run:
        outcome = await run.texts(cast.NUMBERS["ana"], "SOS")
        assert isinstance(outcome, Accepted)
        assert "SignalReceived" in [envelope.kind for envelope in run.ledger.read()]


async def test_a_text_that_cannot_be_recorded_is_not_acknowledged_and_is_paged():
    async with running() as run:
        run.disk.is_full = True
        assert isinstance(await run.texts(cast.NUMBERS["ana"], "SOS"), NotDurable)
        await run.idles()
        assert run.gateway.to("lee")
        assert run.service.health()["ok"] is False
        run.disk.is_full = False
        await run.ticks(1)
        assert run.engine.pending_facts == 0
        assert run.service.health()["ok"] is True


async def test_an_sos_is_paged_without_any_time_passing():
    async with running() as run:
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
        (page,) = run.gateway.to("lee")
        assert (page.channel, page.attempt) == ("sms", 1)
        assert page.key.startswith(f"{page.message}-1-")
        assert run.engine.state.paging.messages[page.message].status == "accepted"


async def test_the_next_step_comes_when_the_clock_says_so():
    async with running() as run:
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks(19)
        assert not run.gateway.to("sam")
        await run.ticks(2)
        assert run.gateway.to("sam")


async def test_one_slow_destination_holds_up_no_other():
    async with running() as run:
        run.gateway.slow[cast.NUMBERS["lee"]] = asyncio.Event()
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks(21)
        assert run.gateway.to("sam")
        assert run.gateway.to("ana")
        assert not run.gateway.to("lee")
        run.gateway.slow.pop(cast.NUMBERS["lee"]).set()
        await run.ticks()
        assert run.gateway.to("lee")


async def test_routine_messages_never_take_the_last_places():
    people = {
        f"w{n}": Staff(
            f"w{n}",
            cast.private(f"w{n}", "W"),
            numbers=(cast.private(f"w{n}", f"+150155530{n:02}"),),
        )
        for n in range(40)
    }
    policy = replace(cast.UNKNOWN, steps=(Step(("role:worker",), 600),))
    agency = cast.agency(
        staff=cast.AGENCY.staff | people, policies=cast.AGENCY.policies | {"unknown": policy}
    )
    async with running(agency) as run:
        blocked = asyncio.Event()
        run.gateway.slow = {f"+150155530{n:02}": blocked for n in range(40)}
        await run.texts(cast.REX_NUMBER, "hello")
        await run.ticks()
        assert run.gateway.under_way == SENDS_ROUTINE_MAX
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
        assert run.gateway.to("lee")
        blocked.set()
        await run.idles()


async def test_urgent_sends_are_started_before_routine_ones():
    async with running() as run:
        await asyncio.gather(
            run.texts(cast.REX_NUMBER, "hello"), run.texts(cast.NUMBERS["ana"], "SOS")
        )
        await run.ticks()
        pages = [outgoing for outgoing in run.gateway.sent if "Reply" in outgoing.text]
        assert pages[0].to == cast.NUMBERS["lee"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (GatewayError("busy"), "busy"),
        (GatewayError(""), "refused"),
        (GatewayError("refused", permanent=True), "refused"),
        (RuntimeError("a bug"), "gateway_failed_RuntimeError"),
        (TimeoutError(), "hangs"),
    ],
)
async def test_whatever_a_gateway_raises_is_a_failed_attempt(error, reason):
    async with running() as run:
        run.gateway.error = error
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
        messages = run.engine.state.paging.messages.values()
        assert {m.reason for m in messages if m.status == "failed"} <= {reason}
        run.gateway.error = None
        await run.ticks(70)
        await run.ticks(70)
        assert run.gateway.to("lee")


async def test_a_message_given_up_while_it_waited_for_its_place_is_not_sent(monkeypatch):
    monkeypatch.setattr("tocsin.engine.gateway.SENDS_AT_ONCE_MAX", 1)
    async with running() as run:
        first = run.gateway.slow[cast.NUMBERS["ana"]] = asyncio.Event()
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
        assert not run.gateway.to("lee")
        await run.service.submit(LoadAgency(cast.without("lee"), "jo"), "jo")
        run.gateway.slow.clear()
        first.set()
        await run.ticks()
        assert run.gateway.to("ana")
        assert not run.gateway.to("lee")


async def test_a_provider_that_is_not_there_any_more_is_a_failed_attempt():
    async with running() as run:
        run.service._sender._gateways.clear()
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
        reasons = {m.reason for m in run.engine.state.paging.messages.values()}
        assert "not_configured" in reasons


# --- the auditor and the watcher outside --------------------------------------------


async def test_the_watcher_hears_the_head_of_the_ledger_once_a_minute():
    async with running() as run:
        for _ in range(13):
            await run.ticks(AUDIT_EVERY_S)
        assert len(run.heart.heard) == 3
        position, digest = run.ledger.head()
        assert run.heart.heard[-1] == f"{position}:{digest}"


async def test_the_watcher_hears_nothing_while_the_auditor_finds_something():
    async with running() as run:
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks(1)
        before = len(run.heart.heard)
        run.engine.state.paging.agenda.set("escalation:I-1", None)
        for _ in range(10):
            await run.ticks(AUDIT_EVERY_S)
        assert len(run.heart.heard) == before
        health = run.service.health()
        assert health["ok"] is False
        assert health["findings"] == ["no_next_moment:I-1"]
        assert "no_next_moment:I-1" in health["alarms"]


async def test_the_watcher_hears_nothing_while_the_ledger_cannot_be_written():
    async with running() as run:
        await run.ticks(61)
        before = len(run.heart.heard)
        run.disk.is_full = True
        await run.texts(cast.NUMBERS["ana"], "SOS")
        for _ in range(10):
            await run.ticks(AUDIT_EVERY_S)
        assert len(run.heart.heard) == before


@pytest.mark.parametrize("answer", [False, RuntimeError("a bug")])
async def test_a_watcher_that_does_not_hear_is_an_alarm_until_it_does(answer):
    async with running() as run:
        run.heart.answer = answer
        await run.ticks(61)
        await run.ticks()
        assert "heartbeat_failed:heartbeat" in run.engine.state.paging.alarms
        run.heart.answer = True
        await run.ticks(61)
        await run.ticks()
        assert "heartbeat_failed:heartbeat" not in run.engine.state.paging.alarms


async def test_an_auditor_that_fails_is_an_alarm_and_the_pages_go_on(monkeypatch):
    def broken(*_):
        raise RuntimeError("a bug")

    async with running() as run:
        monkeypatch.setattr("tocsin.engine.audit.audit", broken)
        heard = len(run.heart.heard)
        await run.ticks(61)
        assert "stage_failed:auditor" in run.engine.state.paging.alarms
        assert len(run.heart.heard) == heard
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
        assert run.gateway.to("lee")


async def test_a_clock_that_jumped_is_an_alarm():
    async with running() as run:
        run.clock.jump = lambda: 3600.0
        await run.ticks(AUDIT_EVERY_S)
        assert "clock_jumped:clock" in run.engine.state.paging.alarms


# --- the end ----------------------------------------------------------------------------


async def test_stopping_waits_for_sends_keeps_the_state_and_closes_the_ways_out():
    async with running() as run:
        await run.texts(cast.NUMBERS["ana"], "SOS")
        run.service.stop()
    assert run.gateway.is_closed
    kept = run.ledger.load_snapshot()
    assert kept is not None
    assert kept[0] == run.engine.position == run.ledger.head()[0]
    assert run.gateway.to("lee")
    assert {m.status for m in run.engine.state.paging.messages.values()} <= {"accepted"}


async def test_stopping_does_not_wait_for_a_gateway_that_hangs(monkeypatch):
    monkeypatch.setattr(service, "RETRY_S", 0.01)
    async with running() as run:
        run.gateway.slow[cast.NUMBERS["lee"]] = asyncio.Event()
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
    await run.idles()
    assert run.gateway.under_way == 0
    statuses = {m.status for m in run.engine.state.paging.messages.values()}
    assert "attempting" in statuses


async def test_after_the_end_nothing_is_taken_and_nobody_waits():
    async with running() as run:
        pass
    assert isinstance(await run.texts(cast.NUMBERS["ana"], "SOS"), NotDurable)


async def test_when_another_process_writes_the_ledger_the_service_ends_and_answers_nobody_yes():
    run = Running()
    task = asyncio.create_task(run.service.run())
    await run.idles()
    await run.service.submit(LoadAgency(cast.AGENCY, "jo"), "jo")
    await run.idles()
    envelope = next(iter(run.ledger.read()))
    at = envelope.recorded_at
    run.ledger.append([Draft(at, "system", "ServiceStarted", 1, "x", 0, b'{"version":"2"}')])
    assert isinstance(await run.texts(cast.NUMBERS["ana"], "SOS"), NotDurable)
    with pytest.raises(LedgerConflict):
        await task


async def test_health_tells_how_old_the_oldest_unsent_page_is():
    async with running() as run:
        run.gateway.error = GatewayError("busy")
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks(3)
        health = run.service.health()
        assert health["oldest_unsent_page_s"] == 3.0
        assert health["open_incidents"] == 1
        assert health["gateways"]["kannel-1"]["channel"] == "sms"
        assert health["tick_age_s"] == 0.0
        assert Purpose.SOS in {m.purpose for m in run.engine.state.paging.messages.values()}


async def test_a_snapshot_that_cannot_be_kept_stops_nothing(monkeypatch):
    monkeypatch.setattr(upkeep, "SNAPSHOT_EVERY_FACTS", 1)
    async with running() as run:
        await run.texts(cast.NUMBERS["ana"], "SOS")
        await run.ticks()
        assert run.ledger.load_snapshot() is not None
        monkeypatch.setattr(run.engine, "snapshot", lambda: 1 / 0)
        await run.ticks(21)
        assert run.gateway.to("sam")

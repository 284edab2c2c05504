"""Metrics say how the service is, and nothing about anybody."""

import re

import httpx
import pytest

from tests.web.town import ANA, BASE, town
from tocsin.engine.positions import Heard
from tocsin.exchange.tracker import Kind, Report
from tocsin.facts.system import AlarmKind
from tocsin.paging.stage import RaiseAlarm
from tocsin.web.bare import is_loopback
from tocsin.web.measures import Measures
from tocsin.web.metrics_api import metrics_route

LINE = re.compile(r"^(\w+?)(?:\{(.*)\})? (\S+)$")


def read(measures):
    """Every sample by its name and labels."""
    found = {}
    for line in measures.exposed().decode().splitlines():
        if not line.startswith("#"):
            shape = LINE.match(line)
            assert shape, line
            name, labels, value = shape.groups()
            found[name + (f"{{{labels}}}" if labels else "")] = float(value)
    return found


def routes(token):
    return lambda _service: [metrics_route(lambda: b"x 1\n", token)]


async def test_one_sos_is_counted_and_timed():
    async with town() as t:
        measures = Measures(t.service)
        before = read(measures)
        assert before["tocsin_open_incidents"] == 0
        await t.text(ANA, "SOS he's in the lot")
        await t.settled()
        found = read(measures)
        assert found["tocsin_open_incidents"] == 1
        assert found["tocsin_signals_total"] == 1
        assert found["tocsin_first_page_seconds_count"] == 1
        assert found["tocsin_acknowledgement_seconds_count"] == 0
        assert found['tocsin_messages_total{channel="sms",outcome="accepted"}'] >= 1
        assert found["tocsin_ledger_position"] == t.service.engine.durable_position
        assert found["tocsin_ok"] == 1
        assert found["tocsin_leading"] == 1


async def test_nothing_personal_and_no_name_of_a_person_is_in_it():
    async with town() as t:
        measures = Measures(t.service)
        await t.text(ANA, "SOS he's in the lot")
        alarm = RaiseAlarm(AlarmKind.RECIPIENT_UNREACHABLE, "person:ana", "Nobody can reach her.")
        await t.service.submit(alarm, "system")
        await t.settled()
        said = measures.exposed().decode().casefold()
        # Three digits of a number are in many a measured second.
        for word in ("ana", ANA[-7:], "i-1", "lot", "person", "lee"):
            assert not re.search(rf"(?<![a-z]){word}(?![a-z])", said), word
        assert read(measures)['tocsin_alarms{kind="recipient_unreachable"}'] == 1


async def test_more_of_the_same_adds_no_series():
    async with town() as t:
        measures = Measures(t.service)
        series = []
        for ten in range(2):
            for number in range(3):
                await t.text(f"+152055501{ten}{number}", f"help {number}")
            await t.settled()
            series.append(set(read(measures)))
        assert series[0] == series[1]
        assert len(series[0]) < 200


async def test_positions_are_counted():
    async with town() as t:
        measures = Measures(t.service)
        assert await measures.hear(
            [Heard("unit:P1", Report("d", next(iter(Kind))), "x")] * 3, t.clock.now()
        )
        assert read(measures)["tocsin_positions_total"] == 3


async def test_without_a_token_it_is_for_this_machine_alone():
    async with town(extra_routes=routes("")) as t:
        assert (await t.http.get("/metrics")).status_code == 403
        near = httpx.ASGITransport(app=t.web, client=("127.0.0.1", 4711))
        async with httpx.AsyncClient(transport=near, base_url=BASE) as http:
            answer = await http.get("/metrics")
            head = {"x-forwarded-for": "10.0.0.1"}
            through = await http.get("/metrics", headers=head)
        assert (answer.status_code, answer.text) == (200, "x 1\n")
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert through.status_code == 403


async def test_with_a_token_nobody_gets_in_without_it():
    async with town(extra_routes=routes("s3cret")) as t:
        for head in ({}, {"authorization": "Bearer wrong"}, {"authorization": b"Bearer s3cr\xe9t"}):
            assert (await t.http.get("/metrics", headers=head)).status_code == 403
        head = {"authorization": "Bearer s3cret"}
        assert (await t.http.get("/metrics", headers=head)).status_code == 200


@pytest.mark.parametrize("client", [("10.1.2.3", 5), None, ("no address", 5)])
def test_elsewhere_is_not_this_machine(client):
    assert not is_loopback({"headers": [], "client": client})

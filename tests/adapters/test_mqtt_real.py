"""Positions from a real broker: durable before PUBACK, whoever dies, and nobody speaks for others."""

import asyncio
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.adapters.fake_http import unused_port
from tests.adapters.kannel_server import wait_until
from tests.adapters.mosquitto import running_mosquitto
from tests.test_app import Program
from tests.web.test_positions import HERE, here, location, with_devices
from tests.web.town import START
from tocsin.adapters.mqtt import Holder, Session
from tocsin.engine.feeds import Feed
from tocsin.kernel.limits import FEED_SILENT_S
from tocsin.ledger.tracks import tracks_in

TOPICS = ("owntracks/+/+", "owntracks/+/+/event")
ANA = "owntracks/ana/phone"
NOT_AUTHORIZED = 135
ACL = "pattern write owntracks/%u/#\nuser tocsin\ntopic read owntracks/#\ntopic read $share/g/owntracks/#\n"


async def until(true):
    """Let others go on until it is so; the test's own time limit is the bound."""
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - what is waited for is in another process.
            await asyncio.sleep(0.005)


class Link:
    """The service's own end of the feed."""

    def __init__(self, t, broker, user="", password=""):
        self.feed = Feed("county", "owntracks", TOPICS, t.positions, t.service)
        self.batches = []
        self.up = set()
        filters = tuple(f"$share/g/{each}" for each in TOPICS)
        self.holder = Holder(
            lambda seat: Session(
                "127.0.0.1", broker.port, f"tocsin-{seat}", filters, user, password
            ),
            self.take,
            self.say,
        )

    async def take(self, messages):
        self.batches.append(messages)
        return await self.feed.take(messages)

    def say(self, seat, is_up):
        (self.up.add if is_up else self.up.discard)(seat)
        self.feed.say(seat, is_up)


@asynccontextmanager
async def linked(tmp_path, passwords=(), acl="", user="", password=""):
    with running_mosquitto(tmp_path / "broker", passwords, acl) as broker:
        async with here() as (t, tracks):
            link = Link(t, broker, user, password)
            await link.holder.hold((1,))
            await until(lambda: link.up)
            yield t, tracks, broker, link
            await link.holder.hold(())


async def publish(broker, topic, payload, name="ana", password="", **more):
    def work():
        with broker.device(name, password) as device:
            return device.publish(topic, payload, **more)

    return await asyncio.to_thread(work)


async def test_a_location_is_kept_and_its_topic_says_whose_it_is(tmp_path):
    async with linked(tmp_path) as (t, tracks, broker, _):
        # The message claims another's topic; the broker's word counts.
        assert await publish(broker, ANA, location("p11/avl")) == 0
        await until(lambda: tracks.last("person:ana"))
        assert tracks.last("person:ana").latitude == HERE[0]
        assert tracks.last("unit:P11") is None
        assert not t.facts("AlarmRaised")


async def test_an_sos_is_acknowledged_only_when_it_is_durable(tmp_path):
    async with linked(tmp_path) as (t, _, broker, link):
        t.disk.is_full = True
        assert await publish(broker, ANA, location(alarm="sos")) == 0
        # Not acknowledged: the broker sends it again and again.
        await until(lambda: len(link.batches) >= 2)
        assert not t.facts("SignalReceived")
        t.disk.is_full = False
        await until(lambda: t.facts("SosRaised"))
        assert t.facts("SosRaised")[0].sender == "person:ana"
        await until(lambda: link.up)
        await publish(broker, ANA, location(at=1))
        await until(
            lambda: len(link.batches[-1]) == 1 and b"sos" not in link.batches[-1][0].payload
        )
        # Now it is acknowledged: whoever comes back does not get it again.
        count = len(link.batches)
        await link.holder.hold(())
        await link.holder.hold((1,))
        await until(lambda: link.up)
        await publish(broker, ANA, location(at=2))
        await until(lambda: len(link.batches) > count)
        assert all(b"sos" not in m.payload for batch in link.batches[count:] for m in batch)


async def test_while_nobody_of_us_is_there_the_broker_keeps_everything_even_if_it_dies(tmp_path):
    async with linked(tmp_path) as (t, tracks, broker, link):
        await link.holder.hold(())
        await publish(broker, ANA, location(alarm="sos"))
        await publish(broker, "owntracks/p11/avl", location("p11/avl", at=3))
        await asyncio.to_thread(broker.end)
        await asyncio.to_thread(broker.start)
        await link.holder.hold((1,))
        await until(lambda: t.facts("SosRaised") and tracks.last("unit:P11"))


async def test_a_broker_that_stays_away_is_alarmed_and_the_alarm_ends_when_it_is_back(tmp_path):
    async with linked(tmp_path) as (t, _, broker, link):
        await asyncio.to_thread(broker.end, kill=True)
        await until(lambda: not link.up)
        await link.feed.look()
        assert not t.facts("AlarmRaised")
        t.clock.at = START + timedelta(seconds=FEED_SILENT_S)
        await link.feed.look()
        (alarm,) = t.facts("AlarmRaised")
        assert (alarm.alarm, alarm.kind) == ("feed_silent:county", "feed_silent")
        await asyncio.to_thread(broker.start)
        await until(lambda: link.up)
        await link.feed.look()
        assert [f.alarm for f in t.facts("AlarmCleared")] == ["feed_silent:county"]
        await publish(broker, ANA, location(alarm="sos"))
        await until(lambda: t.facts("SosRaised"))


async def test_who_may_write_to_a_topic_is_enforced_by_the_broker_and_told_to_the_device(tmp_path):
    users = (("ana", "a"), ("eve", "e"), ("tocsin", "t"))
    async with linked(tmp_path, users, ACL, "tocsin", "t") as (t, tracks, broker, _):
        spoofed = location(alarm="sos")
        assert await publish(broker, ANA, spoofed, "eve", "e") == NOT_AUTHORIZED
        assert await publish(broker, "owntracks/eve/phone", location(), "eve", "e") == 0
        assert await publish(broker, ANA, location(), "ana", "a") == 0
        await until(lambda: tracks.last("person:ana"))
        assert not t.facts("SosRaised")
        assert [f.kind for f in t.facts("AlarmRaised")] == ["device_unknown"]


async def test_a_last_will_says_that_the_device_is_gone(tmp_path):
    async with linked(tmp_path) as (t, _, broker, _link):
        heard = []

        class Ear:
            async def hear(self, batch, now):
                heard.extend(batch)
                return True

        t.positions.listen(Ear())
        await publish(broker, ANA, b'{"_type": "lwt", "tst": 1795352403}')
        await until(lambda: heard)
        assert (heard[0].owner, heard[0].report.kind) == ("person:ana", "gone")


async def test_what_was_retained_is_old_and_replaces_nothing_newer(tmp_path):
    with running_mosquitto(tmp_path / "broker") as broker:
        await publish(broker, ANA, location(at=-5_000, latitude=34.9), retain=True)
        async with here() as (t, tracks):
            link = Link(t, broker)
            await t.http.post(
                "/hooks/positions/owntracks-1",
                content=location(),
                headers={"authorization": "Bearer a-secret"},
            )
            await link.holder.hold((1,))
            await until(lambda: link.up)
            await publish(broker, "owntracks/p11/avl", location("p11/avl"))
            await until(lambda: tracks.last("unit:P11"))
            assert tracks.last("person:ana").latitude == HERE[0]
            await link.holder.hold(())


SETTINGS = """
agency_file = "agency.toml"
ledger = "harlow.ledger"
port = {port}

[[broker]]
name = "county"
host = "127.0.0.1"
port = {broker}
seats = 4
watcher_secret = "for-watchers"
"""


@pytest.fixture
def town(tmp_path):
    """The program and two watchers between it and a broker."""
    with running_mosquitto(tmp_path / "broker") as broker:
        program = Program(tmp_path, SETTINGS.format(port=unused_port(), broker=broker.port))
        (tmp_path / "agency.toml").write_text(with_devices(), encoding="utf-8")
        watchers = []
        try:
            program.start()
            watchers += [start_watcher(tmp_path, number) for number in range(2)]
            yield program, broker, watchers
        finally:
            for watcher in watchers:
                watcher.kill()
                watcher.wait()
            program.end(signal.SIGKILL)


def start_watcher(folder, number):
    with (folder / f"watcher-{number}.log").open("ab") as log:
        command = [str(Path(sys.executable).with_name("tocsin")), "watcher"]
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)


def test_of_two_watchers_one_is_killed_and_no_report_is_missed(town):
    program, broker, (first, second) = town
    logs = [program.folder / f"watcher-{number}.log" for number in range(2)]
    wait_until(
        lambda: all(log.read_bytes().count(b"broker_connected") >= 2 for log in logs),
        "both watchers hold seats",
        timeout=90,
    )
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    base = int(start.timestamp())
    with broker.device("p11") as tracker:
        for second_of in range(600):
            if second_of == 200:
                first.kill()
            body = b'{"_type":"location","lat":34.75,"lon":-92.29,"acc":5,"tst":%d}' % (
                base + second_of
            )
            assert tracker.publish("owntracks/p11/avl", body) == 0
        assert tracker.publish("owntracks/ana/phone", location(alarm="sos")) == 0
    file = program.folder / "harlow.ledger.tracks"

    def all_kept():
        found = dict(tracks_in(file))
        return {int(t.at.timestamp()) - base for t in found.get("P11", ())} >= set(range(600))

    wait_until(all_kept, "every report is kept", timeout=60)
    wait_until(
        lambda: "SOS" in program.tocsin("timeline", "harlow.ledger").stdout,
        "the SOS is on record",
        timeout=60,
    )
    assert second.poll() is None

"""Positions: a cry for help is durable first, a place is kept lightly, and nothing floods."""

import hashlib
import hmac
import json
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.ground.fake import FakeGround
from tests.intake.test_documents import alert, aml_post, eido, presence
from tests.web.town import HARLOW, HOOKS, START, town
from tocsin.agency.stage import ErasePerson
from tocsin.intake.raw import HookKind
from tocsin.ledger.tracks import TrackStore
from tocsin.web.settings import HookSettings

KINDS: tuple[HookKind, ...] = ("owntracks", "traccar", "aml", "pidf", "eido", "cap")
SECRET = {"authorization": "Bearer a-secret"}
MORE = tuple(HookSettings(f"{kind}-1", kind, "a-secret") for kind in KINDS)
NOW_S = int(START.timestamp())
HERE = (34.7512, -92.2912)


def with_devices():
    text = HARLOW.read_text("utf-8")
    text = text.replace('id = "ana"\n', 'id = "ana"\ndevices = ["ana/phone", "ana/watch"]\n', 1)
    return text.replace('id = "P11"\n', 'id = "P11"\ndevices = ["p11/avl"]\n', 1)


@asynccontextmanager
async def here(**more):
    """The town with devices and every kind of hook."""
    tracks = TrackStore()
    async with town(hooks=(*HOOKS, *MORE), tracks=tracks, ground=FakeGround(), **more) as t:
        await t.load(with_devices())
        yield t, tracks


def location(device="ana/phone", at=0.0, latitude=HERE[0], accuracy=12, **more):
    body = {
        "_type": "location",
        "lat": latitude,
        "lon": HERE[1],
        "tst": NOW_S + int(at),
        "acc": accuracy,
        "topic": f"owntracks/{device}",
    }
    return json.dumps(body | more).encode()


async def owntracks(t, body, headers=SECRET):
    answer = await t.http.post("/hooks/positions/owntracks-1", content=body, headers=headers)
    await t.settled()
    return answer


async def document(t, kind, body, headers=SECRET):
    answer = await t.http.post(f"/hooks/documents/{kind}-1", content=body, headers=headers)
    await t.settled()
    return answer


def evidence(t):
    return [f.evidence for f in t.facts("LocationGiven") if f.evidence.source == "phone"]


# A cry for help.


async def test_a_button_opens_an_incident_of_whoever_wears_it():
    async with here() as (t, _):
        answer = await owntracks(t, location(alarm="sos"))
        assert (answer.status_code, answer.json()) == (200, [])
        assert [f.sender for f in t.facts("SosRaised")] == ["person:ana"]
        (found,) = evidence(t)
        assert found.point.text == "34.751200,-92.291200"


async def test_a_button_of_traccar_does_so_too_by_query_and_by_form():
    async with here() as (t, _):
        fields = f"id=ana/watch&lat={HERE[0]}&lon={HERE[1]}&timestamp={NOW_S}&alarm=sos"
        for call in (
            t.http.get(f"/hooks/positions/traccar-1?{fields}", headers=SECRET),
            t.http.post("/hooks/positions/traccar-1", content=fields, headers=SECRET),
        ):
            assert (await call).status_code == 200
        await t.settled()
        assert [f.sender for f in t.facts("SosRaised")] == ["person:ana"] * 2
        assert len(t.facts("IncidentOpened")) == 1


async def test_a_cry_that_is_not_on_disk_is_not_acknowledged():
    async with here() as (t, _):
        t.disk.is_full = True
        answer = await owntracks(t, location(alarm="sos"))
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
        posted = await document(t, "aml", aml_post())
        assert posted.status_code == 503


async def test_a_cry_that_cannot_be_read_is_an_sos():
    async with here() as (t, _):
        assert (await owntracks(t, b'{"_type": "locat SOS')).status_code == 200
        assert t.facts("SosRaised")[0].unreadable


async def test_a_cry_without_a_place_and_of_nobody_is_an_sos():
    async with here() as (t, _):
        await owntracks(t, location("eve/x", lat=None, lon=None, alarm="sos"))
        assert t.facts("SosRaised")[0].sender == "unknown:1"
        assert not [m for m in t.ways["sms"].sent if ":" in m.to]


# A mere position.


async def test_a_mere_position_is_no_sos_and_no_fact():
    async with here() as (t, tracks):
        await t.settled()  # Her shift has just ended: she is asked about her way.
        before = t.service.engine.position
        assert (await owntracks(t, location())).status_code == 200
        assert t.service.engine.position == before
        kept = tracks.last("person:ana")
        assert (kept.latitude, kept.accuracy_m, kept.at) == (HERE[0], 12.0, START)


async def test_a_unit_is_where_its_tracker_says():
    async with here() as (t, tracks):
        await owntracks(t, location("p11/avl", vel=36, cog=90))
        assert tracks.last("unit:P11").speed_mps == pytest.approx(10.0)


async def test_what_comes_late_never_replaces_what_is_newer():
    async with here() as (t, tracks):
        await owntracks(t, location(at=-10))
        await owntracks(t, location(at=-500, latitude=34.9))
        assert tracks.last("person:ana").latitude == HERE[0]


async def test_a_fix_dated_tomorrow_gives_way():
    async with here() as (t, tracks):
        await owntracks(t, location(at=86_400, latitude=34.9))
        await owntracks(t, location())
        assert tracks.last("person:ana").latitude == HERE[0]


async def test_a_device_of_nobody_raises_its_alarm_once():
    async with here() as (t, tracks):
        for at in range(3):
            assert (await owntracks(t, location("eve/x", at))).status_code == 200
        alarms = [f for f in t.facts("AlarmRaised") if f.kind == "device_unknown"]
        assert [one.alarm for one in alarms] == ["device_unknown:owntracks-1"]
        assert "eve" not in alarms[0].detail
        assert tracks.last("person:eve") is None


async def test_a_feed_that_cannot_be_read_raises_its_alarm_once_and_is_told():
    async with here() as (t, _):
        for _ in range(3):
            answer = await owntracks(t, b'{"_type": "location"' + b"34.7512")
            assert answer.status_code == 400
            assert "34.75" not in answer.text
        alarms = [f for f in t.facts("AlarmRaised") if f.kind == "feed_unreadable"]
        assert [one.alarm for one in alarms] == ["feed_unreadable:owntracks-1"]
        assert not t.facts("SosRaised")


async def test_what_an_app_says_of_itself_is_taken_and_ignored():
    async with here() as (t, _):
        assert (await owntracks(t, b'{"_type": "status"}')).status_code == 200
        assert not t.facts("AlarmRaised")


# While somebody asks for help.


async def test_a_position_known_before_is_evidence_when_the_sos_comes():
    async with here() as (t, _):
        await owntracks(t, location(at=-60))
        await t.text("+15015550110", "SOS")
        (found,) = evidence(t)
        assert found.at == START - timedelta(seconds=60)


async def test_an_open_sos_gets_positions_and_not_a_flood_of_them():
    async with here() as (t, _):
        await t.text("+15015550110", "SOS")
        for second in range(60):
            t.clock.at = START + timedelta(seconds=second)
            # She stands still; the phone jitters by a metre.
            await owntracks(t, location(at=second, latitude=HERE[0] + (second % 2) * 1e-5))
        assert 2 <= len(evidence(t)) <= 3


async def test_one_who_is_driven_away_is_followed_but_does_not_flood():
    async with here() as (t, _):
        await t.text("+15015550110", "SOS")
        for second in range(60):
            t.clock.at = START + timedelta(seconds=second)
            await owntracks(t, location(at=second, latitude=HERE[0] + second * 2e-4, accuracy=0))
        found = evidence(t)
        assert 10 <= len(found) <= 13
        assert float(found[-1].point.text.split(",")[0]) > HERE[0] + 50 * 2e-4


async def test_a_much_finer_fix_is_told_at_once():
    async with here() as (t, _):
        await t.text("+15015550110", "SOS")
        await owntracks(t, location(accuracy=400))
        await owntracks(t, location(at=1, accuracy=8))
        assert [one.accuracy_m for one in evidence(t)] == [400.0, 8.0]


async def test_a_queue_of_old_positions_is_no_news():
    async with here() as (t, _):
        await t.text("+15015550110", "SOS")
        await owntracks(t, location())
        for late in range(20):
            await owntracks(t, location(at=-60 * (late + 1), latitude=HERE[0] + late * 1e-3))
        assert len(evidence(t)) == 1


async def test_a_fix_from_tomorrow_is_doubted_and_hides_no_true_one():
    async with here() as (t, _):
        await t.text("+15015550110", "SOS")
        await owntracks(t, location(at=86_400))
        t.clock.at += timedelta(seconds=40)
        await owntracks(t, location(at=40))
        assert [one.doubt for one in evidence(t)] == ["fix_from_the_future", ""]


async def test_two_devices_of_one_person_that_disagree_both_stand():
    async with here() as (t, _):
        await t.text("+15015550110", "SOS")
        await owntracks(t, location("ana/phone"))
        await owntracks(t, location("ana/watch", at=1, latitude=34.9))
        t.clock.at += timedelta(seconds=2)
        await owntracks(t, location("ana/phone", at=2))
        points = [one.point.text for one in evidence(t)]
        assert points == ["34.751200,-92.291200", "34.900000,-92.291200"]


async def test_a_position_of_somebody_else_is_no_evidence():
    async with here() as (t, _):
        await t.text("+15015550110", "SOS")
        await owntracks(t, location("p11/avl"))
        assert evidence(t) == []


async def test_whoever_left_or_was_erased_is_followed_no_longer():
    async with here() as (t, tracks):
        await owntracks(t, location())
        await owntracks(t, location("p11/avl"))
        await t.service.submit(ErasePerson("person:ana", "nell"), "nell")
        assert tracks.last("person:ana") is None
        assert tracks.last("unit:P11") is not None
        text = with_devices()
        start = text.index('[[unit]]\nid = "P11"')
        await t.load(text[:start] + text[text.index("[[unit]]", start + 5) :])
        assert tracks.last("unit:P11") is None


# Documents.


@pytest.mark.parametrize(
    ("kind", "body"),
    [("aml", aml_post()), ("pidf", presence()), ("eido", eido()), ("cap", alert())],
)
async def test_a_document_is_durable_and_an_sos(kind, body):
    async with here() as (t, _):
        answer = await document(t, kind, body)
        assert (answer.status_code, answer.content) == (200, b"")
        assert len(t.facts("SignalReceived")) == 1
        assert len(t.facts("SosRaised")) == 1
        assert evidence(t)
        assert not [m for m in t.ways["sms"].sent if ":" in m.to or not m.to]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}])
async def test_a_wrong_secret_is_denied_and_nothing_is_taken(kind, headers):
    async with here() as (t, tracks):
        way = "positions" if kind in ("owntracks", "traccar") else "documents"
        body = location(alarm="sos")
        answer = await t.http.post(f"/hooks/{way}/{kind}-1", content=body, headers=headers)
        assert answer.status_code == 403
        assert not t.facts("SignalReceived")
        assert tracks.last("person:ana") is None


@pytest.mark.parametrize(
    "path",
    [
        "/hooks/sms/owntracks-1",
        "/hooks/documents/owntracks-1",
        "/hooks/positions/cap-1",
        "/hooks/positions/json-1",
        "/hooks/documents/nowhere",
    ],
)
async def test_a_hook_is_reached_by_its_own_way_only(path):
    async with here() as (t, _):
        assert (await t.http.post(path, content=b"x", headers=SECRET)).status_code == 404


async def test_a_phones_post_may_be_signed_and_then_the_signature_must_hold():
    async with here() as (t, _):
        body = aml_post()
        mark = hmac.new(b"a-secret", body, hashlib.sha1).hexdigest().encode()
        good = await document(t, "aml", body + b"&hmac=" + mark, headers={})
        assert good.status_code == 200
        moved = body.replace(b"35.2041", b"35.3041")
        bad = await document(t, "aml", moved + b"&hmac=" + mark, headers={})
        assert bad.status_code == 403
        assert len(t.facts("SignalReceived")) == 1


async def test_what_is_too_long_is_refused_unread():
    async with here() as (t, _):
        answer = await document(t, "cap", alert() + b" " * 70_000)
        assert answer.status_code == 413

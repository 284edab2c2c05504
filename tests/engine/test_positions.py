"""Reports of devices: who hears them, in which order, and what is not acknowledged."""

import json

from tests.web.test_positions import HERE, NOW_S, here, location, owntracks
from tests.web.town import START
from tocsin.engine.positions import sorted_out
from tocsin.exchange.tracker import Kind
from tocsin.intake.raw import RawRequest
from tocsin.intake.trackers import read_reports


class Ear:
    """Somebody who listens."""

    def __init__(self, answer=True):
        self.answer = answer
        self.heard = []
        self.batches = 0

    async def hear(self, heard, now):
        assert now == START
        self.batches += 1
        self.heard.extend(heard)
        return self.answer


class Deaf:
    async def hear(self, heard, now):
        raise LookupError("34.7512 is a place")


async def take(t, *bodies):
    raws = [RawRequest("owntracks-1", "owntracks", "POST", body=body) for body in bodies]
    good, cries, _ = sorted_out(one for raw in raws for one in read_reports(raw))
    return await t.positions.take_read("owntracks-1", good, cries)


async def test_whoever_listens_hears_every_report_of_a_known_device_in_its_order():
    async with here() as (t, _):
        ear = Ear()
        t.positions.listen(ear)
        lwt = {"_type": "lwt", "tst": NOW_S, "topic": "owntracks/p11/avl"}
        bodies = [location(at=1, batt=20), location("eve/x", at=2), location(at=-50)]
        assert await take(t, *bodies, json.dumps(lwt).encode())
        assert ear.batches == 1
        owners = [(one.owner, one.report.kind, one.feed) for one in ear.heard]
        assert owners == [
            ("person:ana", Kind.POSITION, "owntracks-1"),
            ("person:ana", Kind.POSITION, "owntracks-1"),
            ("unit:P11", Kind.GONE, "owntracks-1"),
        ]
        assert ear.heard[0].report.battery == 0.2


async def test_a_tracker_with_its_degrees_the_wrong_way_round_is_named():
    async with here() as (t, _):
        await owntracks(t, location(lat=-92.4012, lon=35.2041))
        (alarm,) = [one for one in t.facts("AlarmRaised") if one.kind == "feed_unreadable"]
        assert "the wrong way round, from the device of person:ana" in alarm.detail
        assert "92" not in alarm.detail


async def test_a_tracker_that_has_no_place_yet_is_no_alarm():
    async with here() as (t, _):
        await owntracks(t, location(lat=0, lon=0))
        assert not t.facts("AlarmRaised")


async def test_a_cry_is_on_record_before_it_is_heard_as_a_report():
    async with here() as (t, _):
        seen = []

        class Witness:
            async def hear(self, heard, now):
                seen.append((len(t.facts("SignalReceived")), heard[0].report.alarm))
                return True

        t.positions.listen(Witness())
        await owntracks(t, location(alarm="sos", lat=0, lon=0))
        assert seen == [(1, True)]


async def test_what_a_listener_has_not_on_record_is_not_acknowledged():
    async with here() as (t, _):
        ear = Ear(answer=False)
        t.positions.listen(ear)
        assert (await owntracks(t, location())).status_code == 503
        ear.answer = True
        assert (await owntracks(t, location())).status_code == 200
        assert len(ear.heard) == 2


async def test_a_listener_that_fails_is_alarmed_and_stops_neither_feed_nor_others():
    async with here() as (t, tracks):
        ear = Ear()
        t.positions.listen(Deaf())
        t.positions.listen(ear)
        assert (await owntracks(t, location())).status_code == 200
        (alarm,) = [f for f in t.facts("AlarmRaised") if f.kind == "stage_failed"]
        assert "34.7" not in alarm.detail
        assert len(ear.heard) == 1
        assert tracks.last("person:ana").latitude == HERE[0]


async def test_other_tables_may_know_whose_a_device_is_and_the_agency_file_wins():
    async with here() as (t, _):
        ear = Ear()
        t.positions.listen(ear)
        t.positions.ask({"rex/anklet": "respondent:rex", "ana/phone": "respondent:rex"}.get)
        await owntracks(t, location("rex/anklet"))
        await owntracks(t, location("ana/phone"))
        assert [one.owner for one in ear.heard] == ["respondent:rex", "person:ana"]
        assert not t.facts("AlarmRaised")


async def test_a_batch_with_a_cry_that_is_not_on_disk_is_not_acknowledged():
    async with here() as (t, _):
        t.disk.is_full = True
        assert await take(t, location())
        assert not await take(t, location(at=1), location(at=2, alarm="sos"))

"""Messages of a broker: the topic says whose they are, and a cry is a cry whosever it is."""

import json

import pytest

from tocsin.exchange.fix import Malformed
from tocsin.intake.message import TextMessage
from tocsin.intake.topics import Topics
from tocsin.intake.trackers import parse_tracker, read_reports

OWNTRACKS = Topics("county", "owntracks", ("owntracks/+/+", "owntracks/+/+/event"))
VANS = Topics("vans", "feed", ("vans/+",))
ALL_VANS = Topics("vans", "feed", ("vans/all", "more/#"))
ITEM = {"device": "4a21", "latitude": 35.2, "longitude": -92.4, "at": 1795352403}


def owntracks(**more):
    body = {"_type": "location", "lat": 35.2, "lon": -92.4, "tst": 1795352403, **more}
    return json.dumps(body).encode()


def devices(topics, topic, body):
    return [
        one.report.device if not isinstance(one.report, Malformed) else None
        for one in read_reports(topics.request(topic, body))
    ]


@pytest.mark.parametrize(
    ("topic", "device"),
    [
        ("owntracks/ana/phone", "ana/phone"),
        ("owntracks/ana/phone/event", "ana/phone"),
        ("owntracks/ana/phone/else", "unknown-topic"),
        ("owntracks/ana", "unknown-topic"),
        ("x/owntracks/ana/phone", "unknown-topic"),
    ],
)
def test_what_stands_at_the_pluses_is_the_device_and_what_is_inside_is_not_believed(topic, device):
    body = owntracks(topic="owntracks/mo/phone", tid="mo")
    assert devices(OWNTRACKS, topic, body) == [device]
    assert devices(OWNTRACKS, topic, owntracks(poi="sos", topic="owntracks/mo/phone")) == [device]


def test_an_item_speaks_for_the_device_of_its_topic_only_but_its_cry_is_heard_as_its():
    body = json.dumps([ITEM, ITEM | {"device": "ana/phone"}]).encode()
    assert devices(VANS, "vans/4a21", body) == ["4a21", None]
    cry = json.dumps([ITEM | {"device": "ana/phone", "events": ["SOS"]}]).encode()
    (one,) = read_reports(VANS.request("vans/4a21", cry))
    assert (one.cries, one.report.device) == (True, "4a21")
    said = parse_tracker(one.raw)
    assert isinstance(said, TextMessage)
    assert said.sender == "device:4a21"


def test_without_a_plus_the_items_say_whose_they_are():
    body = json.dumps([ITEM, ITEM | {"device": "ana/phone"}]).encode()
    assert devices(ALL_VANS, "vans/all", body) == ["4a21", "ana/phone"]
    assert devices(ALL_VANS, "more/a/b", body) == ["4a21", "ana/phone"]


def test_of_a_list_each_cry_is_a_signal_of_its_own():
    body = json.dumps([ITEM, ITEM | {"events": ["sos"]}, ITEM | {"device": "b", "events": ["sos"]}])
    read = read_reports(ALL_VANS.request("vans/all", body.encode()))
    assert [one.cries for one in read] == [False, True, True]
    assert [parse_tracker(one.raw).sender for one in read[1:]] == ["device:4a21", "device:b"]


def test_what_cannot_be_read_but_says_sos_is_a_cry():
    for body in (b'[{"device": 4, sos', b"\xff SOS"):
        (one,) = read_reports(ALL_VANS.request("vans/all", body))
        assert one.cries

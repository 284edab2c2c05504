"""The plain feed: each item for itself, cries first, and no octet can make it fail."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.exchange import feed, owntracks, safe_json
from tocsin.exchange.fix import Fix, Malformed, Reason
from tocsin.exchange.tracker import Kind, Report, Trouble

AT = datetime(2026, 7, 4, 22, 31, tzinfo=UTC)
ITEM = {
    "device": "van-7",
    "latitude": 35.2,
    "longitude": -92.4,
    "at": "2026-07-04T22:31:00Z",
    "accuracy_m": 8,
    "speed_mps": 4.2,
    "heading_deg": 180,
    "battery": 0.71,
    "events": [],
}


def read(*items):
    return [one.report for one in feed.read(json.dumps(list(items)).encode())]


def test_an_item_is_a_fix_with_its_time():
    (report,) = read(ITEM)
    fix = Fix(35.2, -92.4, 8.0, None, AT, speed_mps=4.2, heading_deg=180.0)
    assert report == Report("van-7", Kind.POSITION, (fix,), battery=0.71, at=AT)


@pytest.mark.parametrize("at", ["2026-07-04T17:31:00-05:00", AT.timestamp(), int(AT.timestamp())])
def test_a_time_has_an_offset_or_counts_from_1970(at):
    (report,) = read(ITEM | {"at": at})
    assert report.fixes[0].at == AT


def test_one_object_is_a_list_of_one():
    (one,) = feed.read(json.dumps(ITEM).encode())
    assert one.report.device == "van-7"


@pytest.mark.parametrize(
    "wrong",
    [
        {"device": ""},
        {"device": 7},
        {"device": None},
        {"latitude": "35.2"},
        {"latitude": None},
        {"latitude": 91},
        {"latitude": 0, "longitude": 0},
        {"at": None},
        {"at": "2026-07-04T22:31:00"},
        {"at": "yesterday"},
        {"at": -5},
        {"events": "strap"},
    ],
)
def test_a_bad_item_is_named_and_never_quoted_and_the_others_hold(wrong):
    first, bad, last = read(ITEM, ITEM | wrong, ITEM)
    assert isinstance(bad, Malformed)
    assert bad.detail.startswith("item 1: ")
    assert bad.detail.endswith(".")
    assert "35.2" not in bad.detail
    assert "yesterday" not in bad.detail
    assert first == last == read(ITEM)[0]


@pytest.mark.parametrize(
    "wrong", [{"latitude": "x"}, {"at": None}, {"latitude": 0}, {"battery": "x"}]
)
@pytest.mark.parametrize("cry", [{"events": ["SOS"]}, {"events": "sos,strap"}, {"alarm": "sos"}])
def test_a_cry_is_heard_whatever_its_item_is_worth(wrong, cry):
    _, report = read(ITEM, ITEM | wrong | cry)
    assert (report.device, report.alarm) == ("van-7", True)


def test_a_cry_whose_item_is_good_keeps_its_place():
    (report,) = read(ITEM | {"events": ["sos"]})
    assert (report.alarm, report.fixes[0].latitude) == (True, 35.2)


def test_a_cry_written_with_escapes_is_heard():
    (one,) = feed.read(
        json.dumps([ITEM | {"events": ["sos"]}]).replace("sos", "\\u0073os").encode()
    )
    assert one.report.alarm


def test_an_event_or_a_battery_needs_no_place():
    bare = {"device": "cuff-1"}
    strap, battery, gone, nothing = read(
        bare | {"events": ["strap", "low_battery"]},
        bare | {"battery": 0.1},
        bare | {"events": ["gone"]},
        bare,
    )
    assert strap.troubles == (Trouble.STRAP, Trouble.LOW_BATTERY)
    assert (battery.kind, battery.battery) == (Kind.EVENT, 0.1)
    assert gone.kind is Kind.GONE
    assert isinstance(nothing, Malformed)


def test_a_list_without_an_item_reports_nothing_and_is_no_mistake():
    (one,) = feed.read(b"[]")
    assert one.report.reason is Reason.IGNORED


def test_of_a_list_without_end_the_cries_are_still_heard():
    many = [ITEM] * feed.FEED_ITEMS_MAX + [ITEM, ITEM | {"events": ["sos"]}]
    reports = read(*many)
    assert [isinstance(one, Malformed) for one in reports[-3:]] == [False, True, False]
    assert reports[-1].alarm


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(["sos", "device", "at"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([*ITEM, "alarm"]) | st.text(), inner, max_size=6), max_leaves=20,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_whatever_comes_each_item_is_a_report_or_malformed(body):
    for one in feed.read(body):
        msgspec.json.encode(msgspec.to_builtins(one.report))
        if isinstance(one.report, Malformed):
            assert one.report.detail.endswith(".")


WORDS = st.sampled_from(["ana", "u", "t", "lwt", "location", "true", "strap", "Alarm", "x\\n"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12)
MEMBERS = st.dictionaries(
    st.sampled_from(
        [
            "lat",
            "lon",
            "tst",
            "acc",
            "alt",
            "vac",
            "vel",
            "cog",
            "batt",
            "created_at",
            "t",
            "topic",
            "tid",
            "m",
            "poi",
        ]
    ),
    NUMBERS | st.none() | st.booleans() | WORDS | st.just(1795352403) | st.floats(-90, 90),
    max_size=12,
)


@given(MEMBERS)
def test_the_quick_way_reads_a_location_as_the_careful_way_does(members):
    base = {"_type": "location", "lat": 35.2, "lon": -92.4, "tst": 1795352403}
    body = json.dumps(base | members).encode()
    careful = owntracks._carefully(body, "ana", "phone", "")
    assert owntracks.read(body, "ana", "phone") == careful
    assert not isinstance(safe_json.parse(body), Malformed)

import json
from datetime import UTC, datetime

import pytest

from tests.exchange.reading import read_form, read_json
from tests.exchange.standards import standard
from tocsin.exchange.fix import Fix, Malformed, Reason
from tocsin.exchange.traccar import MPS_OF_KNOT
from tocsin.exchange.tracker import Kind

AT = datetime(2026, 11, 22, 13, 0, 3, tzinfo=UTC)
FORM = "id=unit-7&lat=34.7465&lon=-92.2896&timestamp=1795352403&accuracy=12&batt=71&speed=10"


def client(**members):
    location = {
        "timestamp": "2026-11-22T13:00:03.000Z",
        "coords": {
            "latitude": 34.7465,
            "longitude": -92.2896,
            "accuracy": 12,
            "speed": 10,
            "heading": -1,
            "altitude": 102,
        },
        "event": "motionchange",
        "battery": {"level": 0.71, "is_charging": False},
        "extras": {},
    }
    return json.dumps({"location": location | members, "device_id": "unit-7"}).encode()


def event(attributes, position=None, kind="alarm"):
    told = {
        "event": {
            "type": kind,
            "attributes": attributes,
            "eventTime": "2026-11-22T13:00:03.000+00:00",
        },
        "position": position,
        "device": {"id": 385, "uniqueId": "unit-7", "name": "Unit seven"},
    }
    return json.dumps(told).encode()


def test_a_form_is_a_fix_and_its_speed_comes_in_knots():
    told = read_form(FORM)
    (fix,) = told.fixes
    assert (fix.latitude, fix.longitude, fix.accuracy_m, fix.at) == (34.7465, -92.2896, 12.0, AT)
    assert fix.speed_mps == pytest.approx(5.144, abs=0.001)
    assert (told.device, told.battery, told.alarm) == ("unit-7", pytest.approx(0.71), False)


@pytest.mark.parametrize(
    "given",
    [
        "1795352403",
        "1795352403000",
        "2026-11-22T13%3A00%3A03Z",
        "2026-11-22T14%3A00%3A03%2B01%3A00",
        "2026-11-22+13%3A00%3A03",
        "2026-11-22T13%3A00%3A03",
    ],
)
def test_a_time_comes_in_many_forms(given):
    assert read_form(FORM.replace("1795352403", given)).fixes[0].at == AT


@pytest.mark.parametrize(
    "given", ["", "soon", "-5", "0", "nan", "9" * 30, "2026-13-45+99%3A99%3A99"]
)
def test_a_time_that_is_none_costs_only_itself(given):
    told = read_form(FORM.replace("1795352403", given))
    assert told.fixes[0].at is None
    assert told.problems


def test_a_place_may_stand_in_one_field():
    assert read_form("deviceid=5&location=60.0,30.0").fixes[0].latitude == 60.0


@pytest.mark.parametrize(
    "more",
    [
        "&alarm=sos",
        "&alarm=SOS",
        "&alarm=lowBattery,sos",
        "&alarm=lowBattery&alarm=sos",
        "&event=sos",
        "&statusCode=0xF841",
        "&alarm=" + "lowBattery," * 5000 + "sos",
        "&a=b" * 5000 + "&alarm=sos",
    ],
)
@pytest.mark.parametrize("form", [FORM, "id=unit-7", "id=unit-7&lat=nan&lon=999&timestamp=x", ""])
def test_an_sos_in_a_form_is_heard_whatever_the_place_is(form, more):
    assert read_form(form + more).alarm


@pytest.mark.parametrize(
    "more", ["&alarm=lowBattery", "&alarm=sosua", "&sos=1", "&notalarm=sos", ""]
)
def test_other_alarms_are_kept_as_events_and_are_no_sos(more):
    assert not read_form(FORM + more).alarm


def test_cells_and_networks_alone_are_no_place():
    told = read_form(
        "id=123456&timestamp=1377177267&cell=257,02,16,2224&wifi=00-14-22-01-23-45,-80"
    )
    assert told.fixes == ()
    assert told.problems


def test_a_fix_that_is_said_to_be_invalid_is_kept_and_marked():
    told = read_form(FORM + "&valid=false")
    assert told.fixes
    assert "not valid" in told.problems[0]


def test_the_json_of_the_client_has_metres_a_second():
    told = read_json(client())
    assert told.fixes == (Fix(34.7465, -92.2896, 12.0, None, AT, "", 102.0, None, 10.0),)
    assert (told.device, told.battery, told.events) == ("unit-7", 0.71, ("motionchange",))
    assert not told.alarm


@pytest.mark.parametrize(
    "members",
    [
        {"event": "sos"},
        {"extras": {"alarm": "sos"}},
        {"extras": {"deep": [{"Alarm": "fall,SOS"}]}},
        {"coords": None, "extras": {"alarm": "sos"}},
        {"coords": {"latitude": "x"}, "timestamp": [], "battery": 5, "extras": {"alarm": "sos"}},
    ],
)
def test_an_sos_of_the_client_is_heard_whatever_the_rest_is(members):
    assert read_json(client(**members)).alarm


def test_unknown_values_of_the_client_are_none_and_a_made_up_place_is_marked():
    told = read_json(
        client(
            mock=True,
            battery={"level": -1},
            coords={"latitude": 1, "longitude": 2, "speed": -1, "heading": -1, "accuracy": -1},
        )
    )
    (fix,) = told.fixes
    assert (fix.speed_mps, fix.heading_deg, fix.accuracy_m, told.battery) == (
        None,
        None,
        None,
        None,
    )
    assert "made up" in told.problems[0]


@pytest.mark.parametrize("alarm", ["sos", "SOS", "lowBattery,sos", "sos,fallDown", "a, sos"])
@pytest.mark.parametrize("position", [None, {}, {"latitude": 0, "longitude": 0}, {"latitude": []}])
def test_a_forwarded_sos_is_heard_whatever_its_position_is(alarm, position):
    told = read_json(event({"alarm": alarm}, position))
    assert told.alarm
    assert told.device == "unit-7"
    assert told.kind is Kind.EVENT
    assert told.fixes == ()


def test_an_sos_only_in_the_position_of_an_event_is_heard():
    assert read_json(event({}, {"attributes": {"alarm": "sos"}}, kind="deviceMoving")).alarm


def test_a_forwarded_position_is_in_knots_and_an_old_one_says_so():
    position = {
        "latitude": 34.7,
        "longitude": -92.2,
        "speed": 10,
        "course": 90,
        "fixTime": "2026-11-22T13:00:03.000+00:00",
        "outdated": True,
        "valid": False,
    }
    told = read_json(json.dumps({"position": position, "device": {"uniqueId": "u"}}).encode())
    assert told.fixes[0].speed_mps == pytest.approx(10 * MPS_OF_KNOT)
    assert told.fixes[0].at == AT
    assert len(told.problems) == 2


def test_a_device_that_went_offline_is_gone():
    assert read_json(event({}, kind="deviceOffline")).kind is Kind.GONE


@pytest.mark.parametrize("cut", [30, 5, 1])
def test_a_damaged_message_still_cries_for_help(cut):
    body = json.dumps(
        {
            "device": {"uniqueId": "unit-7"},
            "event": {"attributes": {"alarm": "fallDown,sos"}, "x": "y" * 40},
        }
    ).encode()
    told = read_json(body[:-cut])
    assert told.alarm
    assert told.device == "unit-7"
    assert "damaged" in told.problems[0]


def test_a_message_of_unknown_form_still_cries_for_help():
    assert read_json(b'{"alarm":"sos"}').alarm
    assert read_json(b'[{"alarm":"sos"}]').alarm


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b'{"event":5}', b"\xff", b'{"a":"sos"}']
)
def test_other_json_is_refused_and_says_what_is_accepted(body):
    assert isinstance(read_json(body), Malformed)


def test_another_form_and_one_without_end_are_refused():
    assert read_form("text=help").reason is Reason.WRONG_FORMAT
    assert read_form("id=" + "5" * 2_000_000).reason is Reason.TOO_LARGE
    assert read_json(b" " * 2_000_000).reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "body",
    [
        b'{"alarm":' + b" " * 200_000,
        b'"' + b'\\"' * 400_000,
        b'"alarm":"' + b"a," * 400_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
)
def test_a_hostile_body_is_read_in_one_pass(body):
    assert isinstance(read_json(body), Malformed)


def test_the_staged_messages_of_a_server_are_read():
    sos = read_json(standard("location-protocols/traccar/event_forward_sos.json"))
    assert (sos.device, sos.alarm, sos.events) == ("unit-7", True, ("sos", "alarm"))
    assert sos.fixes == (Fix(34.7465, -92.2896, 12.0, None, AT, "", 102.0, None, 0.0, 0.0),)
    position = read_json(standard("location-protocols/traccar/position_forward.json"))
    assert (position.alarm, position.battery) == (True, pytest.approx(0.71))
    offline = read_json(standard("location-protocols/traccar/event_forward_device_offline.json"))
    assert (offline.kind, offline.alarm) == (Kind.GONE, False)


def test_the_staged_requests_of_the_client_are_read():
    lines = standard("location-protocols/traccar/osmand_requests.txt").decode().splitlines()
    told = [
        read_form(line.partition("?")[2])
        if line.startswith("GET")
        else read_json(line.partition("json ")[2].encode())
        for line in lines
    ]
    assert [len(each.fixes) for each in told] == [1, 1, 1, 1, 1, 1, 0, 1, 1, 1]
    assert [each.alarm for each in told].index(True) == 7
    assert [each.device for each in told].count("123456") == 5
    assert [each.fixes[0].at is None for each in told if each.fixes].count(True) == 1

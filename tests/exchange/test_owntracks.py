import json
from datetime import UTC, datetime

import pytest

from tests.exchange.reading import read_owntracks
from tocsin.exchange.fix import Fix, Malformed, Reason
from tocsin.exchange.tracker import Kind

AT = datetime(2026, 11, 22, 13, 0, 3, tzinfo=UTC)
TST = int(AT.timestamp())


def message(**members):
    told = {"_type": "location", "lat": 34.7465, "lon": -92.2896, "tst": TST, "acc": 12, "batt": 71}
    return json.dumps(told | members).encode()


def test_a_location_is_a_fix_with_its_own_time():
    told = read_owntracks(
        message(vel=36, cog=90, alt=102, vac=8, created_at=TST + 60), user="jane", device="phone"
    )
    assert told.fixes == (Fix(34.7465, -92.2896, 12.0, None, AT, "", 102.0, 8.0, 10.0, 90.0),)
    assert told.device == "jane/phone"
    assert told.kind is Kind.POSITION
    assert told.battery == pytest.approx(0.71)
    assert (told.at - AT).total_seconds() == 60
    assert not told.alarm
    assert not told.pressed


def test_pressing_publish_is_said_and_the_agency_decides_what_it_means():
    told = read_owntracks(message(t="u"))
    assert told.pressed
    assert not told.alarm


@pytest.mark.parametrize(
    "members",
    [{"alarm": "sos"}, {"poi": "SOS"}, {"tag": "sos"}, {"extra": {"alarm": ["low", "sos"]}}],
)
def test_a_cry_for_help_is_heard_before_the_place_is_judged(members):
    told = read_owntracks(message(lat="nowhere", lon=None, tst=-1, **members))
    assert told.alarm
    assert "sos" in told.events
    assert told.fixes == ()
    assert told.problems


@pytest.mark.parametrize("members", [{"poi": "sosua beach"}, {"tag": "so"}, {"desc": "sos"}, {}])
def test_other_words_are_no_cry_for_help(members):
    assert not read_owntracks(message(**members)).alarm


@pytest.mark.parametrize(
    ("arguments", "inside", "device"),
    [
        ({"user": "jane", "device": "phone"}, "owntracks/eve/phone", "jane/phone"),
        ({"topic": "owntracks/jane/phone/event"}, "owntracks/eve/phone", "jane/phone"),
        ({}, "owntracks/jane/phone", "jane/phone"),
        ({}, None, "JP"),
    ],
)
def test_who_signed_in_wins_over_what_the_message_says(arguments, inside, device):
    assert read_owntracks(message(topic=inside, tid="JP"), **arguments).device == device


def test_a_message_of_nobody_is_read_and_says_so():
    told = read_owntracks(message())
    assert told.device == ""
    assert told.fixes
    assert "whose" in told.problems[0]


def test_a_transition_names_its_region():
    told = read_owntracks(
        message(_type="transition", event="leave", desc="Station one", t="c"), user="jane"
    )
    assert told.kind is Kind.TRANSITION
    assert (told.events, told.region) == (("leave",), "Station one")
    assert told.fixes


def test_a_last_will_says_that_the_phone_is_gone():
    told = read_owntracks(b'{"_type":"lwt","tst":1795352403}', topic="owntracks/jane/phone")
    assert (told.kind, told.device, told.at) == (Kind.GONE, "jane/phone", AT)


def test_an_encrypted_message_is_shown_as_one_that_nobody_can_read():
    told = read_owntracks(b'{"_type":"encrypted","data":"eW91IGNhbm5vdA=="}', user="jane")
    assert told.reason is Reason.ENCRYPTED
    assert "eW91" not in told.detail


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.IGNORED),
        (b'{"_type":"waypoint","lat":1,"lon":2}', Reason.IGNORED),
        (b'{"_type":"status"}', Reason.IGNORED),
        (b'{"_type":"dance"}', Reason.WRONG_VERSION),
        (b'{"lat":1,"lon":2}', Reason.WRONG_FORMAT),
        (b"[]", Reason.WRONG_FORMAT),
        (b"{", Reason.NOT_JSON),
        (b"[" * 100_000, Reason.NOT_JSON),
    ],
)
def test_what_is_no_position_says_why(body, reason):
    assert read_owntracks(body).reason is reason


@pytest.mark.parametrize(
    ("members", "field", "value"),
    [
        ({"acc": 0}, "accuracy_m", None),
        ({"acc": -1}, "accuracy_m", None),
        ({"vel": -1}, "speed_mps", None),
        ({"tst": TST * 1000}, "at", AT),
        ({"tst": "soon"}, "at", None),
    ],
)
def test_a_value_that_says_nothing_is_none(members, field, value):
    (fix,) = read_owntracks(message(**members)).fixes
    assert getattr(fix, field) == value


def test_numbers_that_are_no_json_cost_only_themselves():
    body = message(alarm="sos").replace(b'"acc": 12', b'"acc": NaN, "alt": -1e999')
    told = read_owntracks(body)
    assert told.alarm
    assert told.fixes[0].accuracy_m is None
    assert told.fixes[0].altitude_m is None


def test_malformed_never_quotes():
    told = read_owntracks(b'{"_type":"my secret place"}')
    assert isinstance(told, Malformed)
    assert "secret" not in told.detail

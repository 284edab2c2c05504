import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.reading import read_https, unpack_data_sms
from tests.exchange.standards import standard
from tocsin.exchange.aml_post import AmlPost, signature_holds
from tocsin.exchange.fix import Fix, Malformed, Reason

BODY = (
    b"v=3&emergency_number=112&source=sms&time=1476189450000&device_number=%2B447700900123"
    b"&location_latitude=55.85732&location_longitude=-4.26325&location_time=1476189444435"
    b"&location_accuracy=10.4&location_source=GPS&location_confidence=0.683&location_altitude=0.0"
    b"&location_vertical_accuracy=8&location_floor=5&location_bearing=90&location_speed=2.5"
    b"&device_imei=354773072099116&device_imsi=234159176307582&device_iccid=8944000000000000000"
    b"&cell_home_mcc=234&cell_home_mnc=01&cell_network_mcc=234&cell_network_mnc=15"
)
KEY = b"a key agreed by post"


def signed(body, key=KEY):
    return body + b"&hmac=" + hmac.new(key, body, hashlib.sha1).hexdigest().encode()


def test_a_post_is_read_in_full():
    told = read_https(BODY)
    at = datetime(2016, 10, 11, 12, 37, 24, 435000, tzinfo=UTC)
    assert told.fixes == (
        Fix(55.85732, -4.26325, 10.4, 0.683, at, "gnss", 0.0, 8.0, 2.5, 90.0, "5"),
    )
    assert (told.number, told.emergency_number, told.source) == ("+447700900123", "112", "sms")
    assert (told.home_mcc, told.home_mnc, told.mcc, told.mnc) == ("234", "01", "234", "15")
    assert told.sent_at == datetime(2016, 10, 11, 12, 37, 30, tzinfo=UTC)
    assert told.alarm
    assert not told.is_signed


def test_the_numbers_of_card_and_device_are_kept_nowhere():
    shown = repr(read_https(BODY))
    assert not any(secret in shown for secret in ("354773072099116", "234159176307582", "89440"))


def test_a_plus_that_was_sent_bare_is_still_a_plus():
    assert read_https(BODY.replace(b"%2B44", b"+44")).number == "+447700900123"


def test_percent_and_share_are_told_apart_by_their_names():
    certain = BODY.replace(b"location_confidence=0.683", b"location_certainty=83")
    assert read_https(certain).fixes[0].confidence == pytest.approx(0.83)


@pytest.mark.parametrize("latitude", [b"0", b"nan", b"91", b"1e999", b"", b"%FF"])
def test_a_place_that_is_none_costs_the_fix_but_never_the_alarm(latitude):
    body = BODY.replace(b"55.85732", latitude).replace(b"-4.26325", b"0")
    told = read_https(body)
    assert told.fixes == ()
    assert told.alarm
    assert told.problems


@pytest.mark.parametrize("body", [b"", b"help", b"text=help&from=5", b"\xff\xfe", b"x" * 20_000])
def test_another_form_is_no_aml(body):
    assert isinstance(read_https(body), Malformed)


def test_a_signature_holds_over_the_octets_as_they_came():
    assert signature_holds(signed(BODY), KEY)
    assert signature_holds(signed(BODY)[:-40] + signed(BODY)[-40:].upper(), KEY)
    assert read_https(signed(BODY)).is_signed


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        BODY + b"&hmac=",
        BODY + b"&hmac=" + b"0" * 40,
        signed(BODY).replace(b"55.8", b"55.9"),
        signed(BODY).replace(b"%2B", b"%2b"),
        signed(BODY) + b"&location_latitude=1.0",
        signed(BODY) + b"&hmac=" + signed(BODY)[-40:],
        b"hmac=" + b"0" * 40,
        b"",
    ],
)
def test_a_signature_does_not_hold_when_anything_was_touched_or_put_behind(body):
    assert not signature_holds(body, KEY)


def test_another_key_and_no_key_do_not_hold():
    assert not signature_holds(signed(BODY), b"another")
    assert not signature_holds(signed(BODY, b""), b"")


def test_what_stands_behind_a_field_of_the_same_name_never_counts():
    told = read_https(b"v=1&location_latitude=5&location_longitude=6&location_latitude=7")
    assert told.fixes[0].latitude == 5


def test_the_staged_posts_are_read_and_the_staged_signature_holds():
    first, second = json.loads(standard("aml/aml_vectors.json"))["https"]
    told = read_https(first["body"].encode())
    assert isinstance(told, AmlPost)
    assert told.fixes[0].confidence == pytest.approx(0.83)
    assert told.fixes[0].floor == "5"
    assert signature_holds(second["body"].encode(), second["key_ascii"].encode())
    assert not signature_holds(second["body"].encode(), b"AMl")


def packed(text):
    """Seven bits to a letter, for letters whose GSM code is their ASCII code."""
    bits = sum(ord(letter) << (7 * place) for place, letter in enumerate(text))
    return bits.to_bytes((len(text) * 7 + 7) // 8, "little")


TEXT = 'A"ML=1;lt=37.42175;lg=-122.08461;rd=20;top=20150613010948;lc=68;pm=G'


@pytest.mark.parametrize("cut", range(8))
def test_a_packed_text_of_any_length_comes_out_whole(cut):
    text = TEXT[: len(TEXT) - cut]
    assert unpack_data_sms(packed(text)) == text
    assert unpack_data_sms(b"\x06\x05\x04\x0b\x84\x00\x00" + packed(text)) == text


def test_plain_octets_stay_as_they_are():
    assert unpack_data_sms(TEXT.encode()) == TEXT


def test_nothing_and_too_much_are_refused():
    assert unpack_data_sms(b"").reason is Reason.MISSING
    assert unpack_data_sms(b"x" * 1000).reason is Reason.TOO_LARGE


def test_the_staged_data_sms_is_unpacked():
    vector = json.loads(standard("aml/aml_vectors.json"))["data_sms"]
    assert unpack_data_sms(bytes.fromhex(vector["hex"])) == vector["decoded_by_us"]


@given(st.binary(max_size=700))
def test_any_octets_are_a_text_or_malformed(octets):
    assert isinstance(unpack_data_sms(octets), str | Malformed)


@given(
    st.binary(max_size=400)
    | st.builds(
        lambda at, more: BODY[:at] + more + BODY[at:], st.integers(0, len(BODY)), st.binary()
    ),
    st.binary(max_size=20),
)
def test_any_body_is_a_post_or_malformed_and_never_signed_by_chance(body, key):
    told = read_https(body)
    assert isinstance(told, AmlPost | Malformed)
    assert not signature_holds(body, key)
    if isinstance(told, AmlPost):
        assert told.alarm
        told.number.encode()

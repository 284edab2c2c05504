import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.reading import read_sms
from tests.exchange.standards import standard
from tocsin.exchange.aml import Aml, is_aml
from tocsin.exchange.fix import Fix, Malformed, Reason

FIRST = (
    'A"ML=1;lt=+54.76397;lg=-0.18305;rd=50;top=20130717141935;lc=90;pm=W;'
    "si=123456789012345;ei=1234567890123456;mcc=234;mnc=01;ml=128"
)
SECOND = (
    'A"ML=2;en=+15555555555;et=1593187189;lo=-37.42175,-122.08461,2000.1;lt=-9999;lc=68;'
    "lz=-100.1,100.1;ls=G;ei=358239059042542;nc=310260;hc=20801;lg=en-US"
)
AT = datetime(2013, 7, 17, 14, 19, 35, tzinfo=UTC)


def test_version_1_is_read_and_its_radius_holds_with_its_confidence():
    told = read_sms(FIRST)
    assert told == Aml(
        "1", (Fix(54.76397, -0.18305, 50.0, 0.9, AT, "wifi"),), mcc="234", mnc="01", length_ok=True
    )
    assert told.alarm


def test_lt_and_lg_are_a_time_and_a_language_in_version_2():
    told = read_sms(SECOND)
    at = datetime(2020, 6, 26, 13, 13, 10, tzinfo=UTC)
    assert told.fixes == (Fix(-37.42175, -122.08461, 2000.1, 0.68, at, "gnss", -100.1, 100.1),)
    assert told.language == "en-US"
    assert (told.mcc, told.mnc, told.home_mcc, told.home_mnc) == ("310", "260", "208", "01")
    assert told.length_ok is None


@pytest.mark.parametrize("text", [FIRST, SECOND])
def test_the_numbers_of_card_and_device_are_kept_nowhere(text):
    shown = repr(read_sms(text))
    for secret in ("123456789012345", "1234567890123456", "358239059042542"):
        assert secret not in shown


def test_no_location_is_never_null_island():
    told = read_sms('A"ML=1;lt=+00.00000;lg=+000.00000;rd=N;top=20130717141935;lc=90;pm=N;ml=70')
    assert told.fixes == ()
    assert told.problems == ()
    assert told.alarm


@pytest.mark.parametrize(
    ("attribute", "instead", "field", "value"),
    [
        ("rd=50", "rd=N", "accuracy_m", None),
        ("rd=50", "rd=-5", "accuracy_m", None),
        ("rd=50", "rd=1e999", "accuracy_m", None),
        ("rd=50", "rd=0", "accuracy_m", None),
        ("lc=90", "lc=99.9", "confidence", 0.999),
        ("lc=90", "lc=0.68", "confidence", 0.68),
        ("lc=90", "lc=0", "confidence", None),
        ("lc=90", "lc=101", "confidence", None),
        ("top=20130717141935", "top=20130717", "at", None),
        ("top=20130717141935", "top=20130732141935", "at", None),
        ("top=20130717141935", "", "at", None),
        ("pm=W", "pm=Z", "method", "unknown"),
        ("pm=W", "pm=n", "method", ""),
        ("pm=W", "pm=G", "method", "gnss"),
        ("pm=W", "", "method", ""),
        ("lg=-0.18305", "lg=-000.18305", "longitude", -0.18305),
        ("ml=128", "ml=10", "latitude", 54.76397),
        ("pm=W", "pm=W;kl=23;a==;;;", "latitude", 54.76397),
    ],
)
def test_one_attribute_in_a_bad_state_costs_that_attribute_only(attribute, instead, field, value):
    told = read_sms(FIRST.replace(attribute, instead))
    (fix,) = told.fixes
    assert getattr(fix, field) == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    "latitude", ["+g4.7d397", "", "91.0", "nan", "1e999", "54.76397,1", "٥٤.٧"]
)
def test_a_latitude_that_is_none_costs_the_fix_but_never_the_alarm(latitude):
    told = read_sms(FIRST.replace("+54.76397", latitude))
    assert told.fixes == ()
    assert told.alarm
    assert told.problems


@pytest.mark.parametrize(
    ("attribute", "instead", "field"),
    [
        ("lt=-9999", "lt=1e300", "at"),
        ("lt=-9999", "lt=soon", "at"),
        ("et=1593187189", "et=0", "at"),
        ("2000.1", "N", "accuracy_m"),
        ("lz=-100.1,100.1", "lz=", "altitude_m"),
    ],
)
def test_so_it_is_in_version_2(attribute, instead, field):
    (fix,) = read_sms(SECOND.replace(attribute, instead)).fixes
    assert getattr(fix, field) is None
    assert fix.latitude == -37.42175


@pytest.mark.parametrize("where", ["0,0,5", "-37.4", "", "91,1,5", ",,"])
def test_a_place_that_is_none_costs_the_fix_of_version_2_but_never_the_alarm(where):
    told = read_sms(SECOND.replace("-37.42175,-122.08461,2000.1", where))
    assert (told.fixes, told.alarm) == ((), True)
    assert told.problems


def test_the_first_of_two_equal_attributes_counts():
    (fix,) = read_sms(FIRST + ";lt=+1.00000").fixes
    assert fix.latitude == 54.76397


def test_a_newer_version_is_an_alarm_without_a_fix():
    told = read_sms('A"ML=7;lt=5;lg=6')
    assert told.version == "7"
    assert told.fixes == ()
    assert told.alarm


@pytest.mark.parametrize(
    "text",
    [FIRST, "\ufeff" + FIRST, " \n" + FIRST, FIRST.lower(), FIRST.replace('"', "”"), FIRST[7:]],
)
def test_what_gateways_do_to_the_header_still_is_aml(text):
    assert is_aml(text)
    assert read_sms(text).fixes[0].latitude == 54.76397


@pytest.mark.parametrize("text", ["", "help me", "AML", "ML=1;lt=5", "lt=soon;lg=no", "A ML=1"])
def test_other_words_are_not_aml(text):
    assert not is_aml(text)
    assert read_sms(text).reason is Reason.WRONG_FORMAT


def test_a_text_without_end_is_refused():
    assert read_sms('A"ML=1;' + "x" * 5000).reason is Reason.TOO_LARGE


EXPECTED = {
    # What a strict parser in use rejects is read as far as it goes; nothing of it is refused.
    "validAmlMessageWithDefaultValidation": (1, 0, True),
    "verifyInteractionWithValidator": (1, 0, True),
    "invalidMessageLength": (1, 0, False),
    "unknownAttribute": (1, 0, True),
    "incorrectDateFormat": (1, 1, True),
    "unknownPositioningMethod": (1, 1, True),
    "invalidLatitude": (0, 1, True),
    "invalidLevelOfConfidence": (1, 0, True),
    "noHeaderValue": (1, 0, True),
    "noLatitude": (0, 1, True),
    "noPositioningMethod": (1, 0, True),
    "noImsi": (1, 0, True),
    "noTimeOfPositioning": (1, 0, True),
    "invalidAttributePair": (1, 0, True),
    "invalidAttribute": (1, 0, True),
    "validAmlMessageNoLocation": (0, 0, True),
    "fr_v1_ml_declared_128": (1, 0, False),
    "fr_v1_ml_declared_126": (1, 0, True),
    "fr_v1_6_decimals": (1, 0, True),
    "v2": (1, 0, None),
    "th_unsigned_longitude": (1, 0, False),
}
"""For each staged vector: fixes, problems, and whether its length is as it says."""


def test_every_staged_vector_gives_what_the_table_says():
    vectors = json.loads(standard("aml/aml_vectors.json"))["sms"]
    got = {}
    for vector in vectors:
        told = read_sms(vector["message"])
        got[vector["name"]] = (len(told.fixes), len(told.problems), told.length_ok)
        assert told.alarm
    assert got == EXPECTED


@given(
    st.text(max_size=300)
    | st.text(alphabet='A"ML=12;ltgrdopcms+-.0N', max_size=200).map('A"ML=1;'.__add__)
    | st.builds(
        lambda text, at, more: text[:at] + more + text[at + len(more) :],
        st.sampled_from([FIRST, SECOND]),
        st.integers(0, 140),
        st.text(max_size=8),
    )
)
def test_any_text_is_aml_with_a_sound_fix_or_is_not_aml(text):
    told = read_sms(text)
    if isinstance(told, Malformed):
        assert not is_aml(text)
        return
    assert told.alarm
    for fix in told.fixes:
        assert -90 <= fix.latitude <= 90
        assert -180 <= fix.longitude <= 180
        assert fix.accuracy_m is None or fix.accuracy_m > 0
        assert fix.confidence is None or 0 < fix.confidence <= 1
        assert fix.at is None or fix.at.tzinfo is UTC

"""Who may speak as a gateway."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.standards import standard
from tocsin.intake.form import text_pairs
from tocsin.intake.signature import _sign, basic_auth, secret_ok, twilio_signature_ok

URL = "https://harlow.example/hooks/texts/twilio-1"


def vector(number):
    found = json.loads(standard("twilio/signature_vectors.json"))
    assert len(found) == 6
    return found[number]


def check(case, **changes):
    case = case | changes
    pairs = [tuple(pair) for pair in case["params"]]
    body = case.get("body", "").encode()
    return twilio_signature_ok(case["token"], case["url"], pairs, case["expected"], body)


@pytest.mark.parametrize("number", range(6))
def test_the_published_vectors(number):
    case = vector(number)
    assert check(case)
    assert not check(case, token="54321")
    assert not check(case, expected=case["expected"].swapcase())
    assert not check(case, url=case["url"].replace("myapp", "other"))


@pytest.mark.parametrize("number", range(5))
def test_one_more_parameter_breaks_the_signature(number):
    case = vector(number)
    assert not check(case, params=[*case["params"], ["Extra", "1"]])


def test_another_json_body_breaks_the_signature():
    assert not check(vector(5), body='{"property": "other"}')


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://harlow.example/a?b=1", "https://harlow.example:443/a?b=1"),
        ("https://harlow.example:443/a", "https://harlow.example/a"),
        ("http://harlow.example/a", "http://harlow.example:80/a"),
        ("https://user:pw@harlow.example:8443/a", "https://user:pw@harlow.example/a"),
    ],
)
def test_twilio_may_sign_with_or_without_the_port(configured, signed):
    given_signature = _sign("token", signed + "BodySOS")
    assert twilio_signature_ok("token", configured, [("Body", "SOS")], given_signature)


def test_a_parameter_nobody_knows_is_part_of_the_signature():
    pairs = text_pairs(b"Body=SOS+%C3%A9&Empty=&Later=1&Body=SOS+%C3%A9")
    assert twilio_signature_ok("token", URL, pairs, _sign("token", URL + "BodySOS éEmptyLater1"))


@pytest.mark.parametrize("url", ["https://[", "https://harlow.example:port/a"])
def test_a_url_that_is_none_lets_nobody_in(url):
    assert not twilio_signature_ok("token", url, [], _sign("token", url))


def test_an_unset_token_lets_nobody_in():
    assert not twilio_signature_ok("", URL, [], _sign("", URL))


@given(st.text(), st.text(), st.text(), st.binary())
def test_garbage_is_refused_and_raises_nothing(token, url, signature, body):
    assert not twilio_signature_ok(token, url, text_pairs(body), signature, body)


@pytest.mark.parametrize(
    ("given_secret", "expected", "fits"),
    [("s3cret", "s3cret", True), ("s3creT", "s3cret", False), ("", "", False), ("é", "é", True)],
)
def test_secrets(given_secret, expected, fits):
    assert secret_ok(given_secret, expected) is fits


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Basic aG9vazpzJTI1Y3JldA==", ("hook", "s%25cret")),  # As a real smsbox sent it.
        ("basic " + base64.b64encode("ä:b:c".encode()).decode(), ("ä", "b:c")),
        ("Basic " + base64.b64encode(b"nocolon").decode(), None),
        ("Basic ?", None),
        ("Basic /w==", None),
        ("Bearer aG9vazpz", None),
        ("", None),
    ],
)
def test_basic_credentials(header, found):
    assert basic_auth(header) == found

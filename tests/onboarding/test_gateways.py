"""A further way out from the fields of a form."""

import tomllib

import pytest

from tocsin.onboarding.gateways import (
    FORMS,
    block,
    faults,
    is_inside,
    is_never,
    place_of,
    secrets_of,
)

WHOLE = {
    "kannel": {
        "url": "http://127.0.0.1:13013/cgi-bin/sendsms",
        "username": "dispatch",
        "password": "s3cret",
        "sender": "5550100",
        "hook_secret": "h00kh00kh00kh00k",
    },
    "smpp": {
        "host": "smpp.carrier.example",
        "port": "3550",
        "tls": "true",
        "username": "harlow",
        "password": "s3cret",
        "sender": "+15015550100",
    },
    "twilio": {
        "account_sid": "AC" + "0" * 32,
        "token": "s3cret",
        "sender": "+15015550100",
        "hook_public_url": "https://sos.example.org/hooks/sms/way-1",
    },
    "smtp": {"host": "mail.example.org", "password": "s3cret", "sender": "sos@example.org"},
    "apprise": {},
}


@pytest.mark.parametrize("kind", FORMS)
def test_a_whole_form_has_no_fault_and_its_tables_hold_no_secret(kind):
    given = WHOLE[kind]
    assert faults(kind, "way-1", given) == ()
    text = block(kind, "way-1", given)
    assert "s3cret" not in text
    assert "h00k" not in text
    (gateway,) = tomllib.loads(text)["gateway"]
    assert (gateway["name"], gateway["kind"]) == ("way-1", kind)
    assert {each.file for each in secrets_of(kind, "way-1", given)} == {
        f"secrets/way-1.{key}" for key in given if key in ("password", "token", "hook_secret")
    }


@pytest.mark.parametrize("kind", FORMS)
def test_each_field_that_is_needed_is_missed(kind):
    needed = {field.key for field in FORMS[kind].fields if field.needed}
    assert {each.field for each in faults(kind, "way-1", {})} == needed


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("kannel", "url", "http://sms.example.org/send"),
        ("kannel", "url", "ftp://127.0.0.1/send"),
        ("kannel", "url", "http://user:word@127.0.0.1/send"),
        ("kannel", "url", "http://127.0.0.1:99999/send"),
        ("kannel", "url", "https://"),
        ("kannel", "hook_secret", "with blanks and:colons"),
        ("kannel", "sender", "not a number of anybody"),
        ("smpp", "host", "https://smpp.example"),
        ("smpp", "port", "70000"),
        ("smpp", "port", "٣"),
        ("smpp", "alphabet", "morse"),
        ("smpp", "loopback_to", "a second one"),
        ("smpp", "system_type", "longer than twelve"),
        ("twilio", "account_sid", "AC12x9"),
        ("twilio", "hook_public_url", "http://127.0.0.1/hooks"),
        ("smtp", "security", "none"),
        ("smtp", "sender", "nobody"),
        ("smtp", "username", "two\nlines"),
        ("smtp", "username", "x" * 301),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_never_repeated(kind, key, value):
    (fault,) = faults(kind, "way-1", {**WHOLE[kind], key: value})
    assert fault.field == key
    assert key == "security" or value not in f"{fault.wrong} {fault.accepted}"


@pytest.mark.parametrize("kind", ["kannel", "smpp", "smtp"])
@pytest.mark.parametrize("value", ["env:HOME", "file:/etc/passwd", "FILE:x"])
def test_no_field_points_at_what_the_settings_would_read_from_elsewhere(kind, value):
    (fault,) = faults(kind, "way-1", {**WHOLE[kind], "username": value})
    assert fault.field == "username"


def test_what_no_form_has_and_what_is_no_name_is_refused():
    found = faults("apprise", "../way", {"timeout_s": "x"})
    assert {each.field for each in found} == {"name", "timeout_s"}


def test_mail_may_go_in_clear_on_this_machine_only():
    given = {**WHOLE["smtp"], "host": "127.0.0.1", "security": "none"}
    assert faults("smtp", "way-1", given) == ()


@pytest.mark.parametrize(
    ("host", "inside", "never"),
    [
        ("127.0.0.1", True, False),
        ("10.1.2.3", True, False),
        ("kannel", True, False),
        ("sms.example.org", False, False),
        ("198.51.100.7", True, False),
        ("93.184.216.34", False, False),
        ("169.254.169.254", True, True),
        ("::ffff:169.254.169.254", True, True),
        ("fe80::1%eth0", True, True),
        ("0.0.0.0", True, True),
    ],
)
def test_what_lies_inside_and_what_is_never_asked(host, inside, never):
    assert is_never(host) is never
    if not never:
        assert is_inside(host) is inside


def test_the_record_says_host_and_port_and_no_more():
    assert place_of("kannel", WHOLE["kannel"]) == "127.0.0.1:13013"
    assert place_of("smtp", WHOLE["smtp"]) == "mail.example.org:587"
    assert place_of("twilio", WHOLE["twilio"]) == "api.twilio.com"
    assert place_of("kannel", {"url": "https://u:p@sms.example/x?y=z"}) == "sms.example"
    assert place_of("apprise", {}) == ""

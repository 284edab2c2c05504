"""Where a subscription leads: to a push service out in the open, and never into our own network."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.push_browser import Browser, public
from tocsin.exchange import push
from tocsin.exchange.push import base64url

KEY = base64url(public(ec.generate_private_key(ec.SECP256R1())))
BROWSER = Browser("https://push.example/x", KEY)
WITHIN = [
    "http://push.example/x",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f.0x1/x",
    "https://[::1]/x",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/x",
    "https://tocsin/x",
    "https://db.internal/x",
    "https://printer.local/x",
    "https://push.example:8443/x",
    "https://user:pass@push.example/x",
    "https://push.example@127.0.0.1/x",
    "https://push.example/x#y",
    "https://push.example\\@127.0.0.1/x",
    "https://push.example/ x",
    "file:///etc/passwd",
    "gopher://push.example/x",
    "//push.example/x",
    "https:///x",
    "https://push.example:99999/x",
    "",
    "https://push.example/" + "x" * 2_000,
]


@pytest.mark.parametrize("endpoint", WITHIN)
def test_what_is_no_push_service_in_the_open_is_not_written_to(endpoint):
    assert push.service_at(endpoint) is None


def test_a_push_service_in_the_open_is():
    found = push.service_at("https://Push.Example/send/a:b-c_d?e=f")
    assert (found.host, found.port, found.target) == ("push.example", 443, "/send/a:b-c_d?e=f")
    assert (found.origin, found.is_own) == ("https://push.example", False)


def test_only_a_service_that_the_settings_name_may_lie_within():
    own = ("push.lan:9000", "10.0.0.5")
    assert push.service_at("http://push.lan:9000/x", own).is_own
    assert push.service_at("https://10.0.0.5/x", own).is_own
    assert push.service_at("http://push.lan:9001/x", own) is None
    assert push.service_at("https://10.0.0.6/x", own) is None


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "", "push.example"),
    ],
)
def test_an_address_within_is_not_public(address):
    assert not push.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_an_address_in_the_open_is(address):
    assert push.is_public(address)


@given(st.ip_addresses())
def test_an_address_is_public_however_it_is_wrapped(address):
    if address.version == 4:
        assert push.is_public(f"::ffff:{address}") == push.is_public(str(address))
        assert not push.is_public(f"2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::")


@given(st.text(max_size=300))
def test_any_text_is_a_subscription_or_is_none(text):
    assert push.read(text) is None
    push.service_at(text)


def test_no_part_of_a_subscription_may_be_missing_or_more():
    it = BROWSER.subscription
    assert push.read(it.written()) == it
    for wrong in (
        {"auth": it.auth[:-2]},
        {"auth": it.auth + "AA"},
        {"p256dh": it.auth},
        {"key": ""},
        {"p256dh": "BB" + it.p256dh[2:] + "!"},
    ):
        assert push.read(msgspec.structs.replace(it, **wrong).written()) is None
    assert push.read(it.written()[:-1] + ',"more":1}') is None
    assert "push.example" not in repr(it)

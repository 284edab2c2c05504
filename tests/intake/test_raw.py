"""What is recorded first must come back whole, whatever it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.raw import RawRequest, freeze, kept_headers, thaw

# What a decoder can produce: all characters, and the halves that stand for odd octets.
any_text = st.text() | st.text('a\x00\r\n"\\é😀\udc80\udcff')
requests = st.builds(
    RawRequest,
    gateway=any_text,
    kind=st.sampled_from(["kannel", "twilio", "json"]),
    method=any_text,
    path=any_text,
    query=st.binary(),
    content_type=any_text,
    body=st.binary(),
    headers=st.dictionaries(any_text, any_text),
)


@given(requests)
def test_a_frozen_request_thaws_to_the_same(raw):
    frozen = freeze(raw)
    assert frozen.isascii()
    assert thaw(frozen) == raw


@given(st.text())
def test_anything_else_is_refused_without_being_quoted(text):
    with pytest.raises(ValueError, match="not a frozen request"):
        thaw(text)


def test_only_headers_that_carry_the_message_are_kept():
    given_headers = [
        ("Authorization", "Basic aG9vazpz"),
        ("X-Kannel-Password", "s3cret"),
        ("X-Kannel-From", "+15015550123"),
        ("Content-Type", "text/plain"),
    ]
    assert kept_headers(given_headers) == {"x-kannel-from": "+15015550123"}


def test_a_request_shows_nothing_personal():
    raw = RawRequest("kannel-1", "kannel", "GET", query=b"from=%2B15015550123&text=SOS")
    assert repr(raw) == "RawRequest('kannel-1', 'kannel', 28 bytes)"

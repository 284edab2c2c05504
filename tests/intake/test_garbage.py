"""Garbage either parses or is Unreadable, nothing else."""

import json
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import kannel, plain, receipts, twilio
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.raw import RawRequest
from tocsin.intake.receipts import Receipt

NAMES = [
    *("from", "to", "text", "bin", "ts", "time", "id", "coding", "charset", "udh"),
    *("From", "To", "Body", "MessageSid", "NumMedia", "MessageStatus", "ErrorCode"),
    *("m", "n", "type", "ref", "reply"),
]
CHARSETS = ["UTF-8", "UTF-16BE", "utf-7", "idna", "punycode", "hex", "undefined", "mbcs", "\x00"]
values = (
    st.binary(max_size=40)
    | st.sampled_from(CHARSETS).map(str.encode)
    | st.integers().map(lambda number: str(number).encode())
)
forms = st.lists(st.tuples(st.sampled_from(NAMES), values)).map(
    lambda pairs: urlencode(pairs).encode()
)
hooks = st.dictionaries(
    st.sampled_from(["from", "text", "to", "id", "sent_at", "part", "parts", "ref"]),
    st.none() | st.integers() | st.text() | st.datetimes().map(lambda at: at.isoformat() + "Z"),
).map(lambda fields: json.dumps(fields).encode())
any_text = st.text('azAZ09;=" -\r\n\x00é€😀\ud83d\udc80', max_size=20)
requests = st.builds(
    RawRequest,
    gateway=st.just("g-1"),
    kind=st.sampled_from(["kannel", "twilio", "json"]),
    method=st.sampled_from(["GET", "POST", "post", "PUT", ""]),
    query=st.binary() | forms,
    content_type=any_text | st.sampled_from(CHARSETS).map("text/plain; charset={}".format),
    body=st.binary() | forms | hooks,
    headers=st.dictionaries(st.sampled_from(NAMES).map("x-kannel-{}".format) | any_text, any_text),
)


@given(requests)
def test_a_text_parses_or_is_unreadable(raw):
    for parse in (kannel.parse, twilio.parse, plain.parse):
        answer = parse(raw)
        if isinstance(answer, TextMessage):
            answer.text.encode()  # No lone surrogate may reach the ledger.
            answer.sender.encode()
            assert 1 <= answer.part <= answer.parts
            assert (answer.reference == "") or answer.parts > 1
        else:
            assert isinstance(answer, Unreadable)
            assert answer.detail.endswith(".")


@given(requests)
def test_a_receipt_parses_or_is_unreadable(raw):
    assert isinstance(receipts.parse(raw), Receipt | Unreadable)

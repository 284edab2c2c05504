"""Delivery receipts."""

import json
from urllib.parse import urlencode

import pytest

from tests.intake.standards import standard
from tocsin.intake.message import UnreadableReason
from tocsin.intake.raw import RawRequest
from tocsin.intake.receipts import Receipt, parse


def kannel(query):
    return parse(RawRequest("kannel-1", "kannel", "GET", query=query))


def twilio(fields, query=b"m=M-1&n=2"):
    body = urlencode(fields).encode()
    return parse(RawRequest("twilio-1", "twilio", "POST", query=query, body=body))


@pytest.mark.parametrize(
    ("query", "receipt"),
    [
        # The first two are as a real smsbox sent them.
        (b"m=M-1&n=1&type=8&ref=&reply=ACK%2F", Receipt("M-1", 1, "", "pending")),
        (b"m=M-1&n=1&type=1&ref=76a64744&reply=", Receipt("M-1", 1, "76a64744", "delivered")),
        (b"m=M-1&n=3&type=4", Receipt("M-1", 3, "", "pending")),
        (
            b"m=M-1&n=3&q=20261129T0315&type=1",
            Receipt("M-1", 3, "", "delivered", "", "20261129T0315"),
        ),
        (
            b"m=M-1&n=1&type=16&reply=NACK%2F0x0000000b%2FInvalid+Destination",
            Receipt("M-1", 1, "", "undelivered", "NACK/0x0000000b"),
        ),
        (
            b"m=M-1&n=1&type=2&reply=id:7+sub:001+dlvrd:000+stat:UNDELIV+err:011+text:SOS+Mill",
            Receipt("M-1", 1, "", "undelivered", "stat:UNDELIV err:011"),
        ),
    ],
)
def test_kannel(query, receipt):
    assert kannel(query) == receipt


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (b"", UnreadableReason.RECEIPT_INCOMPLETE),
        (b"m=M-1&type=1", UnreadableReason.RECEIPT_INCOMPLETE),
        (b"m=M-1&n=one&type=1", UnreadableReason.RECEIPT_INCOMPLETE),
        (b"m=M-1&n=1", UnreadableReason.STATUS_UNKNOWN),
        (b"m=M-1&n=1&type=%25d", UnreadableReason.STATUS_UNKNOWN),
        (b"m=M-1&n=1&type=0", UnreadableReason.STATUS_UNKNOWN),
    ],
)
def test_what_is_wrong_is_named(query, reason):
    assert kannel(query).reason == reason


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", "pending"),
        ("sent", "pending"),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("undelivered", "undelivered"),
        ("failed", "undelivered"),
    ],
)
def test_twilio(word, status):
    assert twilio({"MessageSid": "SM1", "MessageStatus": word}) == Receipt("M-1", 2, "SM1", status)


def test_twilio_gives_its_error_code():
    fields = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "30003"}
    assert twilio(fields).reason == "error 30003"


def test_the_documented_callbacks_are_read():
    examples = json.loads(standard("twilio/status_callback_examples.json"))
    found = [twilio(example).status for example in examples]
    assert found == ["pending", "pending", "delivered", "undelivered", "undelivered"]

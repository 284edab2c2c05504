"""Twilio's requests, and what they mean."""

import json
from urllib.parse import urlencode

import pytest

from tests.intake.standards import standard
from tocsin.intake.message import TextMessage, UnreadableReason
from tocsin.intake.raw import RawRequest
from tocsin.intake.twilio import parse

FORM = "application/x-www-form-urlencoded"
TEXT = {
    "MessageSid": "SM0123",
    "SmsSid": "SM0123",
    "From": "+15015550123",
    "To": "+15015550100",
    "Body": "SOS 5th & Main",
    "NumMedia": "0",
    "NewerParameter": "x",
}


def posted(fields):
    body = urlencode(fields).encode()
    return parse(RawRequest("twilio-1", "twilio", "POST", content_type=FORM, body=body))


def test_a_text():
    assert posted(TEXT) == TextMessage(
        "+15015550123", "+15015550100", "SOS 5th & Main", provider_id="SM0123"
    )


def test_a_get_webhook_has_the_same_in_its_query():
    raw = RawRequest("twilio-1", "twilio", "GET", query=urlencode(TEXT).encode())
    assert parse(raw) == posted(TEXT)


def test_pictures_are_counted_and_the_body_is_left_alone():
    message = posted(TEXT | {"NumMedia": "2", "Body": ""})
    assert (message.text, message.attachments) == ("", 2)


@pytest.mark.parametrize("count", ["-1", "many", "", "99999", "٢"])
def test_a_strange_picture_count_is_none(count):
    assert posted(TEXT | {"NumMedia": count}).attachments == 0


def test_an_older_name_of_the_id_is_understood():
    assert posted({"From": "1", "Body": "SOS", "SmsSid": "SM9"}).provider_id == "SM9"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, UnreadableReason.SENDER_MISSING),
        ({"Body": "SOS"}, UnreadableReason.SENDER_MISSING),
        ({"From": "+15015550123"}, UnreadableReason.TEXT_MISSING),
        ({"From": "1", "MessageStatus": "sent"}, UnreadableReason.STATUS_CALLBACK),
    ],
)
def test_what_is_missing_is_named(fields, reason):
    assert posted(fields).reason == reason


def test_the_documented_example_is_read():
    example = json.loads(standard("twilio/inbound_sms_example.json"))
    message = posted(example["params"])
    assert message.sender == example["params"]["From"]
    assert message.text == example["params"]["Body"]
    assert message.provider_id == example["params"]["MessageSid"]

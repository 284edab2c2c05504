"""The plain JSON hook."""

import json
from datetime import UTC, datetime

import pytest

from tocsin.intake.message import TextMessage, UnreadableReason
from tocsin.intake.plain import parse
from tocsin.intake.raw import RawRequest


def posted(body):
    return parse(RawRequest("hook-1", "json", "POST", body=body))


def sent(**fields):
    given = {"from": "+15015550123", "text": "SOS"} | fields
    return posted(json.dumps(given).encode())


def test_the_least_that_is_a_text():
    assert sent() == TextMessage("+15015550123", "", "SOS")


def test_everything_that_can_be_said():
    message = sent(
        to="5550100",
        id="a-1",
        sent_at="2026-07-04T12:31:00-05:00",
        part=2,
        parts=3,
        ref="7",
        colour="red",
    )
    at = datetime(2026, 7, 4, 17, 31, tzinfo=UTC)
    assert message == TextMessage("+15015550123", "5550100", "SOS", "a-1", at, 2, 3, "7")


def test_a_mark_or_a_damaged_octet_costs_nothing():
    assert posted(b'\xef\xbb\xbf{"from":"1","text":"SOS \xff"}').text == "SOS \ufffd"


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (b"", "not_json", "one JSON object"),
        (b"SOS", "not_json", "one JSON object"),
        (b'{"from":"1","text":"\\ud83d"}', "not_json", "one JSON object"),
        (b'{"x":' * 100_000, "not_json", "one JSON object"),
        (b"null", "wrong_shape", "`object`"),
        (b'{"text":"SOS"}', "wrong_shape", "`from`"),
        (b'{"from":"1"}', "wrong_shape", "`text`"),
        (b'{"from":15015550123,"text":"SOS"}', "wrong_shape", "`$.from`"),
        (b'{"from":"1","text":"a","part":0}', "wrong_shape", "`$.part`"),
        (b'{"from":"1","text":"a","part":2}', "wrong_shape", "part must not be above parts"),
        (b'{"from":"1","text":"a","sent_at":"noon"}', "wrong_shape", "`$.sent_at`"),
        (b'{"from":"1","text":"a","sent_at":"2026-07-04T12:00:00"}', "wrong_shape", "timezone"),
    ],
)
def test_a_malformed_request_says_what_is_wrong(body, reason, detail):
    answer = posted(body)
    assert answer.reason == UnreadableReason(reason)
    assert detail in answer.detail


def test_what_was_received_is_not_quoted():
    assert "15015550123" not in posted(b'{"from":15015550123,"text":"SOS"}').detail


def test_a_time_at_the_end_of_the_calendar_is_no_time():
    assert sent(sent_at="0001-01-01T00:00:00+14:00").sent_at is None

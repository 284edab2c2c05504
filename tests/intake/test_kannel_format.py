"""Kannel's requests, as a real smsbox 1.4.5 sent them, and what they mean."""

from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest

from tocsin.intake.kannel import parse
from tocsin.intake.message import TextMessage, UnreadableReason
from tocsin.intake.raw import RawRequest

AS_SENT = (
    b"from=%2B15015550123&to=5550100&text=SOS+two+blanks+%C3%A9+%F0%9F%98%80"
    b"&bin=SOS++two+++blanks+%C3%A9+%F0%9F%98%80&ts=1795451861&time=2026-11-23+16:37:41"
    b"&smsc=FAKE&id=763052cd-2965-421c-95b2-a47c61f815ff&coding=0&charset=UTF-8&udh=&svc=default"
)


def get(query):
    return parse(RawRequest("kannel-1", "kannel", "GET", query=query))


def with_bin(octets, **fields):
    extra = "".join(f"&{name}={value}" for name, value in fields.items())
    return get(f"from=%2B15015550123&to=5550100&bin={quote_plus(octets)}{extra}".encode())


def test_a_text_as_smsbox_sends_it():
    assert get(AS_SENT) == TextMessage(
        sender="+15015550123",
        recipient="5550100",
        text="SOS  two   blanks é 😀",
        provider_id="763052cd-2965-421c-95b2-a47c61f815ff",
        sent_at=datetime(2026, 11, 23, 16, 37, 41, tzinfo=UTC),
    )


def test_a_posted_text_as_smsbox_sends_it():
    raw = RawRequest(
        "kannel-1",
        "kannel",
        "POST",
        query=b"id=43674d0d-4171-4981-8548-88d6eadddf03&udh=",
        content_type='text/plain; charset="UTF-8"',
        body=b"SOS  two \xc3\xa9\xf0\x9f\x98\x80",
        headers={
            "x-kannel-from": "+15015550123",
            "x-kannel-to": "5550100",
            "x-kannel-time": "2026-11-23 16:42:58",
            "x-kannel-coding": "0",
        },
    )
    assert parse(raw) == TextMessage(
        sender="+15015550123",
        recipient="5550100",
        text="SOS  two é😀",
        provider_id="43674d0d-4171-4981-8548-88d6eadddf03",
        sent_at=datetime(2026, 11, 23, 16, 42, 58, tzinfo=UTC),
    )


def test_a_message_shows_nothing_personal():
    assert repr(get(AS_SENT)) == "TextMessage(part 1 of 1, 21 characters)"


def test_a_posted_header_that_is_not_hexadecimal_is_no_part():
    headers = {"x-kannel-from": "+15015550123", "x-kannel-udh": "soon"}
    message = parse(RawRequest("k", "kannel", "POST", body=b"SOS", headers=headers))
    assert isinstance(message, TextMessage)
    assert message.parts == 1


def test_a_posted_part_has_its_header_in_hexadecimal():
    headers = {"x-kannel-from": "+15015550123", "x-kannel-udh": "050003070201"}
    message = parse(RawRequest("k", "kannel", "POST", body=b"SOS", headers=headers))
    assert isinstance(message, TextMessage)
    assert (message.part, message.parts, message.reference) == (1, 2, "07")


@pytest.mark.parametrize(
    ("octets", "fields", "text"),
    [
        ("SOS é €".encode(), {"charset": "UTF-8", "coding": "0"}, "SOS é €"),
        ("SOS é".encode(), {"charset": "GSM", "coding": "0"}, "SOS é"),
        ("SOS 😀 ключ".encode("utf-16-be"), {"coding": "2"}, "SOS 😀 ключ"),
        ("SOS 😀".encode("utf-16-be"), {"coding": "2", "charset": "UTF-16BE"}, "SOS 😀"),
        ("SOS".encode("utf-16"), {"coding": "2", "charset": "UTF-16LE"}, "SOS"),
        ("café".encode("cp1252"), {"coding": "0", "charset": "WINDOWS-1252"}, "café"),
        ("SOS é".encode("latin-1"), {"coding": "1", "charset": "8-BIT"}, "SOS é"),
        (b"SOS\x00\x80", {"coding": "1", "charset": "8-BIT"}, "SOS\x00€"),
        ("SOS é".encode("latin-1"), {"charset": "UTF-8"}, "SOS é"),  # Wrongly declared.
        (b"SOS", {"coding": "2", "charset": "UTF-16BE"}, "SOS"),  # An odd count is not UTF-16.
        (b"\x00S\xd8\x3d", {"coding": "2"}, "S\ufffd"),  # A part cut inside an emoji.
        (b"SOS \x81\x8d", {"charset": "no-such-charset"}, "SOS \x81\x8d"),
        (b"SOS", {"charset": "rot13"}, "SOS"),  # A codec of Python that is no character set.
        (b"SOS", {"charset": "%00"}, "SOS"),
        (b"", {"coding": "0", "charset": "UTF-8"}, ""),
        (b"SOS " * 2_500, {"coding": "0"}, "SOS " * 2_500),
    ],
)
def test_every_character_set_is_read_and_nothing_is_dropped(octets, fields, text):
    assert with_bin(octets, **fields).text == text


@pytest.mark.parametrize(
    ("udh", "place"),
    [
        ("%05%00%03%07%02%01", (1, 2, "07")),
        ("%05%00%03%00%03%03", (3, 3, "00")),
        ("%06%08%04%01%08%02%01", (1, 2, "0108")),
        ("%0B%05%04%15%82%00%00%00%03%2A%02%02", (2, 2, "2a")),  # Ports first, then the part.
        ("%05%00%03%07%02%03", (1, 1, "")),  # Part 3 of 2.
        ("%05%00%03%07%02%00", (1, 1, "")),
        ("%05%00%03%07%01%01", (1, 1, "")),
        ("%05%00%03%07", (1, 1, "")),
        ("%FF", (1, 1, "")),
        ("%01%00", (1, 1, "")),
        ("", (1, 1, "")),
    ],
)
def test_the_header_tells_the_part(udh, place):
    message = with_bin(b"SOS", udh=udh)
    assert (message.part, message.parts, message.reference) == place


def test_squeezed_text_is_read_when_there_is_no_bin():
    assert get(b"from=1&to=2&text=SOS+office").text == "SOS office"


@pytest.mark.parametrize(
    ("fields", "sent_at"),
    [
        ("ts=0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("time=2026-11-23+16:37:41", datetime(2026, 11, 23, 16, 37, 41, tzinfo=UTC)),
        ("time=0001-01-01T00:00:00%2B14:00", None),
        ("ts=99999999999&time=soon", None),
        ("ts=%D9%A1", None),
        ("", None),
    ],
)
def test_the_time_is_utc_or_unknown(fields, sent_at):
    assert get(f"from=1&bin=SOS&{fields}".encode()).sent_at == sent_at


def test_a_withheld_number_is_still_a_text():
    assert get(b"from=&bin=SOS").text == "SOS"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (b"", UnreadableReason.SENDER_MISSING),
        (b"to=5550100&bin=SOS", UnreadableReason.SENDER_MISSING),
        (b"from=%2B15015550123", UnreadableReason.TEXT_MISSING),
    ],
)
def test_a_wrong_get_url_is_named(query, reason):
    assert get(query).reason == reason

"""Kannel's request for an inbound text (its sms-service group).

With `get-url` everything is in the query, under the names that our how-to puts
there: from=%p to=%P text=%a bin=%b ts=%T time=%t id=%I coding=%c charset=%C
udh=%u. With `post-url` the text is the body and the rest X-Kannel headers (user
guide 1.4.5, table 7-12), beside whatever query the URL has. Every name of one
form is understood in the other. Both forms were seen from a real smsbox.
"""

import binascii
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from tocsin.intake.form import first_of_each, lenient
from tocsin.intake.message import TextMessage, Unreadable, UnreadableReason
from tocsin.intake.octets import decode
from tocsin.intake.raw import RawRequest
from tocsin.intake.udh import part_of

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP: Final = re.compile(r"[0-9]{1,10}")


def parse(raw: RawRequest) -> TextMessage | Unreadable:
    """The text in Kannel's request. Never raises."""
    fields = _fields(raw)
    if "from" not in fields:
        detail = "from is missing: the get-url must carry from=%p, the post-url send-sender."
        return Unreadable(UnreadableReason.SENDER_MISSING, detail)
    octets = _text_octets(fields)
    if octets is None:
        detail = "bin and text are missing: the get-url must carry bin=%b."
        return Unreadable(UnreadableReason.TEXT_MISSING, detail)
    part = part_of(fields.get("udh", b""))
    return TextMessage(
        sender=_text(fields, "from"),
        recipient=_text(fields, "to"),
        text=decode(octets, _text(fields, "charset"), _text(fields, "coding")),
        provider_id=_text(fields, "id") or None,
        sent_at=_sent_at(fields),
        part=part.part,
        parts=part.parts,
        reference=part.reference,
    )


def _fields(raw: RawRequest) -> dict[str, bytes]:
    fields = first_of_each(raw.query)
    if raw.method.upper() == "POST":
        for name, value in raw.headers.items():
            fields[name.lower().removeprefix("x-kannel-")] = _header_octets(value)
        fields["bin"] = raw.body
        fields["charset"] = fields.get("charset") or _charset(raw.content_type)
        fields["udh"] = _unhex(fields.get("udh", b""))
    return fields


def _text_octets(fields: dict[str, bytes]) -> bytes | None:
    # %a squeezes runs of blanks into one, so `text` is only the second choice.
    return fields["bin"] if "bin" in fields else fields.get("text")


def _text(fields: dict[str, bytes], name: str) -> str:
    return lenient(fields.get(name, b"")).strip()


def _header_octets(value: str) -> bytes:
    return value.encode("utf-8", "replace")


def _charset(content_type: str) -> bytes:
    _, _, value = content_type.lower().partition("charset=")
    return _header_octets(value.split(";")[0].strip().strip('"'))


def _unhex(udh: bytes) -> bytes:
    """The header's octets: hexadecimal in a header, plain in a query."""
    try:
        return binascii.unhexlify(udh)
    except ValueError:
        return udh


def _sent_at(fields: dict[str, bytes]) -> datetime | None:
    stamp = _text(fields, "ts")
    if _STAMP.fullmatch(stamp):
        return _EPOCH + timedelta(seconds=int(stamp))
    try:
        # Kannel writes %t in UTC, whatever the zone of its machine.
        at = datetime.fromisoformat(_text(fields, "time"))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None

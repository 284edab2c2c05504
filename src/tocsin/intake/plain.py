"""The plain JSON hook, for any gateway or script that can post JSON.

{"from": "+15015550123", "text": "SOS", "to": "5550100", "id": "a-1",
"sent_at": "2026-07-04T17:31:00Z", "part": 1, "parts": 1, "ref": ""}: `from` and
`text` are required, names that are not listed here are ignored.
"""

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from tocsin.intake.message import TextMessage, Unreadable, UnreadableReason
from tocsin.intake.raw import RawRequest

_PartNumber = Annotated[int, msgspec.Meta(ge=1, le=255)]


class _Hook(msgspec.Struct, rename={"sender": "from"}):
    sender: str
    text: str
    to: str = ""
    id: str | None = None
    sent_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    part: _PartNumber = 1
    parts: _PartNumber = 1
    ref: str = ""


_DECODER = msgspec.json.Decoder(_Hook)


def parse(raw: RawRequest) -> TextMessage | Unreadable:
    """The text in a JSON request. Never raises."""
    hook = _decode(raw.body)
    if isinstance(hook, Unreadable):
        return hook
    if hook.part > hook.parts:
        return Unreadable(UnreadableReason.WRONG_SHAPE, "part must not be above parts.")
    return TextMessage(
        sender=hook.sender.strip(),
        recipient=hook.to.strip(),
        text=hook.text,
        provider_id=hook.id or None,
        sent_at=_utc(hook.sent_at),
        part=hook.part,
        parts=hook.parts,
        reference=hook.ref if hook.parts > 1 else "",
    )


def _decode(body: bytes) -> _Hook | Unreadable:
    # A byte order mark or one damaged octet must not cost the whole text.
    mended = body.decode("utf-8-sig", "replace")
    try:
        return _DECODER.decode(mended)
    except msgspec.ValidationError as error:
        # msgspec names the field and the type it wants, never the value.
        return Unreadable(UnreadableReason.WRONG_SHAPE, f"{error}.")
    except (msgspec.DecodeError, RecursionError, ValueError):
        return Unreadable(UnreadableReason.NOT_JSON, "The body must be one JSON object.")


def _utc(at: datetime | None) -> datetime | None:
    try:
        return None if at is None else at.astimezone(UTC)
    except OverflowError:
        return None  # The first or last hours of the calendar: no clock says so.

"""Whose voice it is, seen at a glance before it is read: only to say who waits for whom.

What it means is decided when it is read, and a misreading makes nobody wait.
"""

from typing import Final

from tocsin.intake import kannel, page, plain, smpp, twilio
from tocsin.intake.message import TextMessage
from tocsin.intake.raw import thaw

_TEXTS: Final = {
    "kannel": kannel.parse,
    "twilio": twilio.parse,
    "json": plain.parse,
    "smpp": smpp.parse,
    "page": page.parse,
}


def sender_of(raw: str) -> str:
    """The number that a raw text says it is from; '' for all that is not plainly a text."""
    try:
        request = thaw(raw)
        parse = _TEXTS.get(request.kind)
        message = parse(request) if parse is not None else None
    except Exception:  # noqa: BLE001 - a bug in a parser puts nobody behind.
        return ""
    return message.sender if isinstance(message, TextMessage) else ""

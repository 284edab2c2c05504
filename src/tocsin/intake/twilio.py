"""Twilio's webhook for an inbound text: a form, or the same pairs in the query.

Only the names below are read. Twilio adds names without notice, so unknown
ones are left alone (and still counted in the signature, see `signature`).
"""

import re
from typing import Final

from tocsin.intake.form import first_of_each, lenient
from tocsin.intake.message import TextMessage, Unreadable, UnreadableReason
from tocsin.intake.raw import RawRequest

_ID_NAMES: Final = ("MessageSid", "SmsMessageSid", "SmsSid")
_COUNT: Final = re.compile(r"[0-9]{1,4}")


def parse(raw: RawRequest) -> TextMessage | Unreadable:
    """The text in Twilio's request. Never raises."""
    fields = {name: lenient(value) for name, value in first_of_each(_encoded(raw)).items()}
    if "MessageStatus" in fields and "Body" not in fields:
        detail = "This is a status callback: its URL must be the receipts hook."
        return Unreadable(UnreadableReason.STATUS_CALLBACK, detail)
    if "From" not in fields:
        return Unreadable(UnreadableReason.SENDER_MISSING, "From is missing from the form.")
    if "Body" not in fields and "NumMedia" not in fields:
        return Unreadable(UnreadableReason.TEXT_MISSING, "Body is missing from the form.")
    return TextMessage(
        sender=fields["From"].strip(),
        recipient=fields.get("To", "").strip(),
        text=fields.get("Body", ""),
        provider_id=_provider_id(fields),
        attachments=_count(fields.get("NumMedia", "")),
    )


def _encoded(raw: RawRequest) -> bytes:
    return raw.query if raw.method.upper() == "GET" else raw.body


def _provider_id(fields: dict[str, str]) -> str | None:
    found = (fields.get(name, "").strip() for name in _ID_NAMES)
    return next((value for value in found if value), None)


def _count(digits: str) -> int:
    return int(digits) if _COUNT.fullmatch(digits) else 0

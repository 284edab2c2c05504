"""Delivery receipts: what became of a text that we handed over.

Kannel asks for the dlr-url that `adapters.kannel` gave it, with `type` telling
what happened; Twilio posts to the StatusCallback of `adapters.twilio`. Both
URLs carry the message (`m`) and the attempt (`n`) they speak of, and when that message
was queued (`q`).
"""

import re
from typing import Final, Literal

import msgspec

from tocsin.intake.form import first_of_each, lenient
from tocsin.intake.message import Unreadable, UnreadableReason
from tocsin.intake.raw import RawRequest

ReceiptStatus = Literal["delivered", "undelivered", "pending"]

_KANNEL_BITS: Final[tuple[tuple[int, ReceiptStatus], ...]] = (
    (1, "delivered"),
    (2, "undelivered"),
    (16, "undelivered"),  # The SMS centre would not have it.
    (4, "pending"),  # Waiting for a phone that is off.
    (8, "pending"),  # The SMS centre has it.
)
_TWILIO_WORDS: Final[dict[str, ReceiptStatus]] = {
    "accepted": "pending",
    "scheduled": "pending",
    "queued": "pending",
    "sending": "pending",
    "sent": "pending",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "undelivered",
    "canceled": "undelivered",
}
# A centre's reply may quote the text, so only these codes are taken from it.
_REPLY_CODE: Final = re.compile(r"\b(?:stat:[A-Z]{2,10}|err:[0-9A-Fa-f]{1,8}|NACK/0x[0-9a-f]{1,8})")
_ERROR_CODE: Final = re.compile(r"[0-9]{1,6}")
_ATTEMPT: Final = re.compile(r"[0-9]{1,6}")


class Receipt(msgspec.Struct, frozen=True):
    """One piece of news about one attempt.

    `provider_ref` is the provider's name for the text, "" when it gave none;
    `reason` is a code of the provider, "" when all is well; `queued` is when the
    message was queued (YYYYMMDDThhmmssffffff), "" in a URL of an older version.
    """

    message: str
    attempt: int
    provider_ref: str
    status: ReceiptStatus
    reason: str = ""
    queued: str = ""


def parse(raw: RawRequest) -> Receipt | Unreadable:
    """The receipt in a provider's request. Never raises."""
    fields = {name: lenient(value) for name, value in first_of_each(raw.query).items()}
    attempt = fields.get("n", "")
    if not fields.get("m") or not _ATTEMPT.fullmatch(attempt):
        detail = "m and n are missing: the URL must be the one that was handed over."
        return Unreadable(UnreadableReason.RECEIPT_INCOMPLETE, detail)
    status, reference, reason = _twilio(raw) if raw.kind == "twilio" else _kannel(fields)
    if status is None:
        return Unreadable(UnreadableReason.STATUS_UNKNOWN, "The status is not one we know.")
    return Receipt(fields["m"], int(attempt), reference, status, reason, fields.get("q", ""))


def _kannel(fields: dict[str, str]) -> tuple[ReceiptStatus | None, str, str]:
    kind = fields.get("type", "")
    bits = int(kind) if _ATTEMPT.fullmatch(kind) else 0
    status = next((status for bit, status in _KANNEL_BITS if bits & bit), None)
    codes = _REPLY_CODE.findall(fields.get("reply", ""))
    return status, fields.get("ref", ""), " ".join(codes) if status == "undelivered" else ""


def _twilio(raw: RawRequest) -> tuple[ReceiptStatus | None, str, str]:
    fields = {name: lenient(value) for name, value in first_of_each(raw.body).items()}
    status = _TWILIO_WORDS.get(fields.get("MessageStatus", ""))
    code = fields.get("ErrorCode", "")
    reason = f"error {code}" if _ERROR_CODE.fullmatch(code) and code != "0" else ""
    return status, fields.get("MessageSid", ""), reason

"""What every text format is read into, and what says that it could not be read."""

from datetime import datetime
from enum import StrEnum

import msgspec


class TextMessage(msgspec.Struct, frozen=True):
    """One text, or one part of a longer one, as the gateway gave it.

    `sender` and `recipient` are as given; `intake.numbers` makes them
    comparable. `provider_id` names the text at its provider and stays the same
    when the provider repeats it. Parts of one text share sender, recipient and
    `reference`, which is "" for a text in one piece. `attachments` counts the
    pictures that came along. `refers` names earlier documents of the same
    gateway, by their `provider_id`, of which this one tells more.
    """

    sender: str
    recipient: str
    text: str
    provider_id: str | None = None
    sent_at: datetime | None = None
    part: int = 1
    parts: int = 1
    reference: str = ""
    attachments: int = 0
    refers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show the shape only: numbers and words are personal."""
        return f"TextMessage(part {self.part} of {self.parts}, {len(self.text)} characters)"


class UnreadableReason(StrEnum):
    """Why a request could not be read, in order of precedence."""

    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    SENDER_MISSING = "sender_missing"
    TEXT_MISSING = "text_missing"
    STATUS_CALLBACK = "status_callback"
    RECEIPT_INCOMPLETE = "receipt_incomplete"
    STATUS_UNKNOWN = "status_unknown"


class Unreadable(msgspec.Struct, frozen=True):
    """The request is kept and shown to a person, and counts as an SOS.

    `reason` is an `UnreadableReason`, or a word of the stage. `detail` says what
    was expected and never quotes what was received.
    """

    reason: str
    detail: str

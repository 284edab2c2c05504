"""Reaching a human: escalation steps, pages, and the messages that carry them."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Purpose(StrEnum):
    """What a message is for, and so which answers it expects."""

    SOS = "sos"
    UPDATE = "update"
    CHECK_BACK = "check_back"
    VERIFY_CANCEL = "verify_cancel"
    DISPATCH = "dispatch"
    SEARCH = "search"
    NOTICE = "notice"
    JUDGE = "judge"
    ALARM = "alarm"
    TEST = "test"
    ECHO = "echo"
    DOCUMENT = "document"
    LOOPBACK = "loopback"


class Provider(msgspec.Struct, frozen=True):
    """A configured way out; earlier ones of a channel are tried first.

    `loopback_to` is a number of ours, to which it is proven every so many days; what
    comes back comes from `loopback_from`.
    """

    name: str
    channel: str
    has_receipts: bool = False
    timeout_s: float = 10.0
    loopback_to: str = ""
    loopback_from: str = ""
    loopback_every_days: int = 30


class _EscalationFact(Fact, frozen=True):
    incident: str

    def stream(self) -> str:
        return f"incident/{self.incident}"


class EscalationStepStarted(_EscalationFact, frozen=True):
    """A step began: these recipients are paged at once.

    `round` counts from 1 and goes up each time the policy starts again;
    `step` counts from 1; `widened` means everyone, after the last step.
    """

    round: int
    step: int
    recipients: tuple[str, ...]
    need: int
    until: datetime
    widened: bool = False


class EscalationStepSkipped(_EscalationFact, frozen=True):
    """A step had nobody who could be reached and took no time."""

    round: int
    step: int
    reason: str


class PageRequested(Fact, frozen=True):
    """One human (or crew) is to be reached.

    `code` is what they reply with; it is not given again within a week.
    `channel` limits the page to one channel; empty means all they have.
    `urgent` is life-safety: never held back. Routine pages carry several
    incidents or alarms at once. `task` is the search task or
    the notice that it is about.
    """

    page: str
    code: str
    recipient: str
    purpose: Purpose
    urgent: bool
    incidents: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    channel: str = ""
    task: str = ""

    def stream(self) -> str:
        return f"page/{self.page}"


class PageEnded(Fact, frozen=True):
    """The page needs no answer any more; nothing further is sent for it."""

    page: str
    reason: str

    def stream(self) -> str:
        return f"page/{self.page}"


class PageLinkGiven(Fact, frozen=True):
    """A text of this page carries a link, for whoever it pages and nobody else.

    What stands behind its # opens the service once, for `person`, until `expires_at` or
    until the page ends. Only the SHA-256 of it is kept.
    """

    page: str
    person: str
    key_hash: str
    expires_at: datetime

    def stream(self) -> str:
        return f"page/{self.page}"


class _MessageFact(Fact, frozen=True):
    message: str

    def stream(self) -> str:
        return f"message/{self.message}"


class MessageQueued(_MessageFact, frozen=True):
    """A text is to go to one address on one channel.

    For an echo, `page` is empty and `echo` names what it answers. `page` is
    empty also for the news that an incident is closed, since its pages end, and
    for a document to a neighbour, whose text it is.
    """

    page: str
    recipient: str
    channel: str
    to: Private
    text: Private
    purpose: Purpose
    urgent: bool
    incident: str = ""
    echo: str = ""


class MessageAttempted(_MessageFact, frozen=True):
    """The message is being handed to a provider: recorded before it is."""

    attempt: int
    provider: str


class MessageAccepted(_MessageFact, frozen=True):
    """The provider took the message."""

    attempt: int
    provider: str
    provider_ref: str


class MessageFailed(_MessageFact, frozen=True):
    """The provider refused the message or did not answer."""

    attempt: int
    provider: str
    permanent: bool
    reason: str


class MessageDelivered(_MessageFact, frozen=True):
    """The provider reports that the phone has it."""

    attempt: int


class MessageUndelivered(_MessageFact, frozen=True):
    """The provider reports that the phone will not get it."""

    attempt: int
    reason: str


class MessageAbandoned(_MessageFact, frozen=True):
    """No way is left, or it is no longer needed; `reason` says which."""

    reason: str


class ProvidersSet(Fact, frozen=True):
    """The service started with these ways out."""

    VERSION = 2

    providers: tuple[Provider, ...]

    def stream(self) -> str:
        return "paging"


class TestPageRequested(Fact, frozen=True):
    """Somebody, or the schedule, asks for a test page to a recipient."""

    recipient: str
    channel: str
    by: str

    def stream(self) -> str:
        return "paging"


class TestRoundStarted(Fact, frozen=True):
    """The scheduled test pages of everybody are due; `recipients` are `RECIPIENT CHANNEL`."""

    recipients: tuple[str, ...]

    def stream(self) -> str:
        return "paging"


class AlarmPaged(Fact, frozen=True):
    """These recipients are told of an alarm, by routine pages."""

    alarm: str
    recipients: tuple[str, ...]

    def stream(self) -> str:
        return "system"


class UpdatePaged(_EscalationFact, frozen=True):
    """Something new about an incident was paged on to everybody who is on it.

    `what` is `text`, `cancel`, `duress`, `safe`, `not_safe`, `command`, `closed`,
    `found`, `overdue`, `called_off`, `withdrawn` or `replanned`; `signal` is what it is about.
    """

    what: str
    signal: str
    recipients: tuple[str, ...]

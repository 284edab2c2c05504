"""What reached us: the raw request first, then what it was read to mean.

A *sender* is `person:ID`, `unit:ID`, or `unknown:N` for a number that belongs
to nobody we know.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class _SignalFact(Fact, frozen=True):
    signal: str

    def stream(self) -> str:
        return f"signal/{self.signal}"


class SignalReceived(_SignalFact, frozen=True):
    """A request came in by a gateway; its raw bytes are durable, nothing was understood.

    `raw` is `intake.raw.freeze` of the request, sealed under the signal itself. `voice` is
    with whom it takes turns to be read: a sender, or what many senders share; `stranger`
    says that it is plainly a text of a number that nobody knows, and is read after others.
    """

    VERSION: ClassVar[int] = 2
    gateway: str
    raw: Private
    voice: str = ""
    stranger: bool = False


class SignalRead(_SignalFact, frozen=True):
    """A raw signal was parsed into words of a sender.

    `part` of `parts` with the same `reference` make one long text.
    """

    sender: str
    number: Private
    text: Private
    provider_id: str
    sent_at: datetime | None
    part: int = 1
    parts: int = 1
    reference: str = ""
    attachments: int = 0


class SignalRepeated(_SignalFact, frozen=True):
    """The gateway delivered a signal again that we have already; it counts once."""

    first: str
    provider_id: str


class SignalUnreadable(_SignalFact, frozen=True):
    """A raw signal could not be parsed. It is shown, and treated as an SOS."""

    gateway: str
    reason: str
    detail: str


class UnknownSenderSeen(_SignalFact, frozen=True):
    """A number that belongs to nobody we know got a name of its own."""

    sender: str
    number: Private


class SosRaised(_SignalFact, frozen=True):
    """Somebody asks for help. Every text that is no exact reply is one.

    `verified` is false when the sender is unknown. `duress` is true when the
    text was a duress code. `paged_for` names the incidents that the sender was
    being paged for at that moment: the text may have been meant as an answer.
    """

    sender: str
    verified: bool
    duress: bool = False
    unreadable: bool = False
    paged_for: tuple[str, ...] = ()


class Answer(StrEnum):
    """What a reply to a page can say."""

    RECEIVED = "received"
    COMMAND = "command"
    OK = "ok"
    SAFE = "safe"
    NOT_SAFE = "not_safe"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_HOSPITAL = "at_hospital"
    CLEAR = "clear"
    FOUND = "found"
    DONE = "done"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    DENIED = "denied"


class CodeWordHeard(_SignalFact, frozen=True):
    """A text of a protected person has a code word of her plan at work: she cannot speak freely.

    The SOS that it is follows at once. `meaning` is what the plan says of the word,
    sealed under her; empty where it says nothing. Her phone gets what it would get
    for any word, or with `quiet` nothing.
    """

    sender: str
    meaning: Private
    quiet: bool = False


class PageAnswered(Fact, frozen=True):
    """A recipient answered a page, by text (`signal`) or on the board (`by`).

    `bare`: by a word without the page's code. The number that a text comes from
    can be made up; the code is known to who got the page.
    """

    VERSION: ClassVar[int] = 2

    page: str
    recipient: str
    answer: Answer
    signal: str = ""
    by: str = ""
    bare: bool = False

    def stream(self) -> str:
        return f"page/{self.page}"


class MeaningAsked(_SignalFact, frozen=True):
    """The text is exactly an answer, but of several open pages: its sender is asked of which.

    None of `pages` is answered by it. It is an SOS after `answer_by` if they have
    not answered one of them by then.
    """

    sender: str
    pages: tuple[str, ...]
    answer_by: datetime


class MeaningSettled(_SignalFact, frozen=True):
    """Whoever was asked which page they meant has answered one of them since, by `by`."""

    by: str


class CancelGiven(_SignalFact, frozen=True):
    """The sender of an open SOS gave a safe code, or the duress code that looks like it."""

    incident: str
    sender: str
    duress: bool


class HookRefused(Fact, frozen=True):
    """A hook refused requests because secret or signature was wrong or missing.

    Recorded at most once a minute for each gateway, with the count since the last.
    """

    gateway: str
    reason: str
    count: int

    def stream(self) -> str:
        return "intake"

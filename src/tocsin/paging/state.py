"""What paging remembers: escalations, pages, messages, codes, health."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.agency import Policy
from tocsin.facts.notices import NoticeKind
from tocsin.facts.pages import PageRequested, Provider, Purpose
from tocsin.facts.signals import Answer
from tocsin.facts.system import AlarmKind
from tocsin.facts.trials import Direction
from tocsin.kernel.agenda import Agenda
from tocsin.kernel.limits import ROUTINE_BUNDLE_S
from tocsin.kernel.private import Private
from tocsin.paging.health import Health, Sent


class Escalation(msgspec.Struct, frozen=True):
    """The search for somebody who takes command of one incident.

    `step` is the last step started, 0 before the first. `acknowledged` are the
    recipients who answered since that step began. `held_until` is the end of
    the lease that a bare "received" gives.
    """

    incident: str
    sender: str
    number: Private | None
    silent: bool
    policy: Policy
    since: datetime
    round: int = 1
    step: int = 0
    widened: bool = False
    recipients: tuple[str, ...] = ()
    need: int = 1
    until: datetime | None = None
    acknowledged: tuple[str, ...] = ()
    held_until: datetime | None = None
    commander: str = ""
    asked: bool = False
    verifying: bool = False
    cancelled: bool = False
    rolling: bool = False
    pages: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    closed: bool = False


class Page(msgspec.Struct, frozen=True):
    """One human to reach. It is open until it ends; an answer alone does not end it.

    `is_gone` is true once the recipient does not work here any more.
    """

    page: str
    code: str
    recipient: str
    purpose: Purpose
    urgent: bool
    incidents: tuple[str, ...]
    alarms: tuple[str, ...]
    at: datetime
    answer: Answer | None = None
    answered_at: datetime | None = None
    messages: tuple[str, ...] = ()
    is_gone: bool = False
    task: str = ""


class MessageStatus(StrEnum):
    """How far a message has got."""

    QUEUED = "queued"
    ATTEMPTING = "attempting"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    ABANDONED = "abandoned"


class Message(msgspec.Struct, frozen=True):
    """One text to one address. `tried` are the providers of this cycle."""

    message: str
    page: str
    recipient: str
    channel: str
    to: Private
    text: Private
    purpose: Purpose
    urgent: bool
    incident: str
    at: datetime
    status: MessageStatus = MessageStatus.QUEUED
    attempt: int = 0
    taken_attempt: int = 0
    provider: str = ""
    changed_at: datetime | None = None
    tried: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()
    cycle: int = 1
    reason: str = ""


class Want(msgspec.Struct, frozen=True):
    """A recipient who must be paged, and for what.

    A routine one waits until `every_s` after the recipient's last routine page. `incidents`
    and `alarms` are kept in their order, and grow while it waits.
    """

    recipient: str
    purpose: Purpose
    urgent: bool
    at: datetime
    incidents: dict[str, None] = {}
    alarms: dict[str, None] = {}
    channel: str = ""
    every_s: int = ROUTINE_BUNDLE_S
    task: str = ""

    def key(self) -> str:
        """Urgent wants stand alone; routine ones of a purpose share one page."""
        return _key(self, self.channel)


def key_of(page: Page | PageRequested, channel: str = "") -> str:
    """Under which key this page was wanted."""
    return _key(page, channel)


def _key(of: Want | Page | PageRequested, channel: str) -> str:
    first = next(iter(of.incidents), "") if of.urgent else ""
    return f"{of.recipient}|{of.purpose}|{of.task or first or f'*{channel}'}"


class Notice(msgspec.Struct, frozen=True):
    """What the watch tells or asks one person, as long as it stands."""

    recipient: str
    kind: NoticeKind
    about: str
    detail: Private | None


class EchoKind(StrEnum):
    """What is told back to whoever wrote, or to the sender of an SOS."""

    SOS = "sos"
    UPDATE = "update"
    CANCEL = "cancel"
    COMMAND = "command"
    ROLLING = "rolling"
    ANSWER = "answer"
    WHICH = "which"
    SIGHTING = "sighting"
    WALK = "walk"


class Echo(msgspec.Struct, frozen=True):
    """A short message owed to somebody who wrote, or to the sender of an SOS.

    `code` and `purpose` are those of the page that was answered: it may be over
    before the echo leaves. `pages` are those of which one is to be named. `until` is
    the moment by which a walk is to be over. `late`: the incident was open before its
    sender first wrote of it. `bare`: the page was answered without its code.
    """

    kind: EchoKind
    recipient: str
    number: Private
    incident: str = ""
    page: str = ""
    answer: Answer | None = None
    code: str = ""
    purpose: Purpose | None = None
    pages: tuple[str, ...] = ()
    until: datetime | None = None
    late: bool = False
    bare: bool = False


class Update(msgspec.Struct, frozen=True):
    """Something new that everybody paged for the incident must learn.

    All texts of hers that wait are one: `signals` are told together, in their order.
    """

    incident: str
    kind: str
    signals: dict[str, None]


class Code(msgspec.Struct, frozen=True):
    """A reply code in use or used within the last week.

    `over_at` and `answer` say when its page ended and what was answered last.
    """

    page: str
    recipient: str
    purpose: Purpose
    at: datetime
    over_at: datetime | None = None
    answer: Answer | None = None


class Alarm(msgspec.Struct, frozen=True):
    """Something that is wrong now."""

    alarm: str
    kind: AlarmKind
    detail: str
    at: datetime
    paged: bool = False


class Reach(msgspec.Struct, frozen=True):
    """When a recipient was last reached on a channel, and when that last failed."""

    accepted_at: datetime | None = None
    delivered_at: datetime | None = None
    answered_at: datetime | None = None
    failed_at: datetime | None = None


class Trial(msgspec.Struct, frozen=True):
    """A way that somebody tries: `asked`, `handed_over`, `refused` or `arrived`."""

    person: str
    direction: Direction
    provider: str
    channel: str
    words_hash: str
    at: datetime
    until: datetime
    status: str = "asked"
    reason: str = ""
    by: str = ""
    took_s: float = 0.0


class PagingState(msgspec.Struct):
    """The fold of every fact that paging cares about.

    `codes_of` are the codes that a recipient got within a week, `open_of` the pages of
    theirs that are open, both oldest first.
    """

    escalations: dict[str, Escalation] = {}
    pages: dict[str, Page] = {}
    messages: dict[str, Message] = {}
    wants: dict[str, Want] = {}
    notices: dict[str, Notice] = {}
    echoes: dict[str, Echo] = {}
    updates: dict[str, Update] = {}
    words_at: dict[str, datetime] = {}
    numbers: dict[str, Private] = {}
    codes: dict[str, Code] = {}
    codes_of: dict[str, list[str]] = {}
    open_of: dict[str, dict[str, None]] = {}
    bundled_at: dict[str, datetime] = {}
    alarms: dict[str, Alarm] = {}
    reach: dict[str, Reach] = {}
    providers: tuple[Provider, ...] = ()
    failures: dict[str, int] = {}
    health: dict[str, Health] = {}
    sent: dict[str, Sent] = {}
    refs: dict[str, str] = {}
    trials: dict[str, Trial] = {}
    page_count: int = 0
    message_count: int = 0
    test_at: str = ""
    test_zone: str = "UTC"
    test_every_days: int = 0
    agenda: Agenda = msgspec.field(default_factory=Agenda)


def pages_of(state: PagingState, recipient: str) -> list[Page]:
    """The open pages of a recipient, oldest first, however many others there are."""
    return [state.pages[name] for name in state.open_of.get(recipient, ())]

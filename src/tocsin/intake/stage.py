"""Intake decides what a raw signal means. Nothing is ever classified away.

The order of questions: can it be parsed; have we had it already; who sends it;
is it exactly an answer to a page; is it exactly what a walk or a check expects;
is it the code that cancels an open SOS. If no question is answered with yes, it
is an SOS. What is exactly an answer, but of several pages, is asked back, and is
an SOS a minute later if nobody says of which.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

import msgspec

from tocsin.facts.agency import SafetyPlan
from tocsin.facts.fact import Fact
from tocsin.facts.sightings import SightingTexted
from tocsin.facts.signals import (
    CancelGiven,
    CodeWordHeard,
    HookRefused,
    MeaningAsked,
    MeaningSettled,
    PageAnswered,
    SignalRead,
    SignalReceived,
    SignalRepeated,
    SignalUnreadable,
    SosRaised,
    UnknownSenderSeen,
)
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.facts.walks import Said, WalkWord
from tocsin.intake import documents, kannel, page, plain, smpp, twilio
from tocsin.intake.awaited import Awaiting, awaited
from tocsin.intake.grammar import (
    Sent,
    cancel_kind,
    concerned,
    is_bare,
    is_sighting,
    may_mean,
    understand,
)
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.numbers import normalise
from tocsin.intake.raw import RawRequest, thaw
from tocsin.intake.state import UNREAD, Asked, IntakeState, Unread, reads_strangers, seen_key
from tocsin.intake.strangers import voice_of
from tocsin.intake.walking import read_walk
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import ASK_WHICH_S, HOOK_REFUSED_EVERY_S
from tocsin.kernel.private import Private

PARSERS: Final[Mapping[str, Callable[[RawRequest], TextMessage | Unreadable]]] = {
    "kannel": kannel.parse,
    "twilio": twilio.parse,
    "json": plain.parse,
    "smpp": smpp.parse,
    "page": page.parse,
    **documents.PARSERS,
}
"""How each kind of gateway's requests are read."""


class Known(Sent, Awaiting, Protocol):
    """What intake needs to know of the other stages."""

    def who_has(self, number: str) -> str | None:
        """The recipient (`person:ID`, `unit:ID`) with this E.164 number."""
        ...

    def who_has_device(self, device: str) -> str | None:
        """Whose phone or tracker has this id: a recipient of the agency, or `respondent:ID`."""
        ...

    def first_number(self, recipient: str) -> str:
        """The number that a recipient is reached on first; empty when there is none."""
        ...

    def incidents_paged(self, recipient: str) -> tuple[str, ...]:
        """The open incidents this recipient is being paged for."""
        ...

    def open_incident(self, sender: str) -> str | None:
        """The open incident of this sender."""
        ...

    def is_taken_up(self, sender: str) -> bool:
        """Whether somebody is in command of an open incident of this sender."""
        ...

    def safety_plan(self, sender: str) -> SafetyPlan | None:
        """The safety plan of this sender."""
        ...

    def code_word(self, sender: str, text: str) -> str | None:
        """What a code word of her plan in this text means, empty if nobody said; None: none."""
        ...

    def may_sight(self, sender: str) -> bool:
        """Whether a text of theirs can tell of somebody else: a colleague without a plan."""
        ...

    def walk_said(self, signal: str, sender: str, word: WalkWord) -> tuple[Fact, ...]:
        """The facts of a word that a walk or check of theirs expects; empty when none does."""
        ...


class ReceiveSignal(msgspec.Struct, frozen=True):
    """A request came in: make it durable, unread."""

    signal: str
    gateway: str
    raw: str


class ReadSignal(msgspec.Struct, frozen=True):
    """A durable signal waits to be read."""

    signal: str


class SettleMeaning(msgspec.Struct, frozen=True):
    """Somebody who was asked which page they meant has said it, or has not in time."""

    signal: str


class ReportRefusal(msgspec.Struct, frozen=True):
    """A hook refused requests since the last report."""

    gateway: str
    reason: str
    count: int


Command = ReceiveSignal | ReadSignal | SettleMeaning | ReportRefusal


class Reason(StrEnum):
    """Why intake says no, in order of precedence."""

    SIGNAL_EXISTS = "signal_exists"
    SIGNAL_UNKNOWN = "signal_unknown"
    TOO_SOON = "too_soon"
    NOT_ASKED = "not_asked"


def due(state: IntakeState, now: datetime, most: int | None = None) -> list[Command]:
    """The durable signals whose turn it is to be read, and what was asked back and is over."""
    keys = state.agenda.due(now)
    settle: list[Command] = [SettleMeaning(key) for key in keys if key != UNREAD]
    if UNREAD not in keys:
        return settle
    next_ = state.turns.first(most or len(state.unread), strangers=reads_strangers(state))
    return [*settle, *map(ReadSignal, next_)]


def decide(
    state: IntakeState, command: Command, context: Context[Known]
) -> Accepted[Fact] | Refused:
    """Decide one command of intake."""
    match command:
        case ReceiveSignal():
            return _receive(state, command, context.view)
        case ReadSignal():
            return _read(state, command, context)
        case SettleMeaning():
            return _settle(state, command, context)
        case ReportRefusal():
            return _report(state, command, context.now)


def _receive(state: IntakeState, command: ReceiveSignal, view: Known) -> Accepted[Fact] | Refused:
    if command.signal in state.unread:
        return Refused(Reason.SIGNAL_EXISTS, "A signal with this id is waiting to be read.")
    raw = Private(f"signal:{command.signal}", command.raw)
    voice = voice_of(state.unknown, command.gateway, command.raw, view)
    return Accepted((SignalReceived(command.signal, command.gateway, raw, *voice),))


def _report(state: IntakeState, command: ReportRefusal, now: datetime) -> Accepted[Fact] | Refused:
    last = state.refused_at.get(command.gateway)
    if last is not None and now - last < timedelta(seconds=HOOK_REFUSED_EVERY_S):
        return Refused(Reason.TOO_SOON, "Refusals of one gateway are recorded once a minute.")
    alarm = f"{AlarmKind.HOOK_REFUSED}:{command.gateway}"
    detail = f"{command.count} request(s) to this hook had a wrong or missing secret."
    return Accepted(
        (
            HookRefused(command.gateway, command.reason, command.count),
            AlarmRaised(alarm, AlarmKind.HOOK_REFUSED, detail),
        )
    )


def _read(
    state: IntakeState, command: ReadSignal, context: Context[Known]
) -> Accepted[Fact] | Refused:
    unread = state.unread.get(command.signal)
    if unread is None:
        return Refused(Reason.SIGNAL_UNKNOWN, "There is no unread signal with this id.")
    parsed = parse(unread)
    if isinstance(parsed, Unreadable):
        return Accepted(_unreadable(unread, parsed))
    if parsed.provider_id:
        first = state.seen.get(seen_key(unread.gateway, parsed.provider_id))
        if first is not None:
            return Accepted((SignalRepeated(unread.signal, first.signal, parsed.provider_id),))
    back = awaited(unread, parsed, context.view)
    return Accepted(back or _understood(state, unread, parsed, context))


def parse(unread: Unread) -> TextMessage | Unreadable:
    """Parse a raw signal by the format of its gateway. Never raises."""
    if unread.raw.text is None:
        return Unreadable("erased", "The raw request was erased before it was read.")
    try:
        request: RawRequest = thaw(unread.raw.text)
        return PARSERS[request.kind](request)
    except Exception as error:  # noqa: BLE001 - a bug in a parser must not lose an SOS.
        return Unreadable("parser_failed", f"The parser failed ({type(error).__name__}).")


def _unreadable(unread: Unread, why: Unreadable) -> tuple[Fact, ...]:
    """What cannot be read is shown and treated as an SOS of its gateway."""
    alarm = f"{AlarmKind.SIGNAL_UNREADABLE}:{unread.gateway}"
    detail = f"A request from this gateway could not be read: {why.reason}."
    return (
        SignalUnreadable(unread.signal, unread.gateway, why.reason, why.detail),
        AlarmRaised(alarm, AlarmKind.SIGNAL_UNREADABLE, detail),
        SosRaised(unread.signal, f"unreadable:{unread.gateway}", verified=False, unreadable=True),
    )


def _understood(
    state: IntakeState, unread: Unread, message: TextMessage, context: Context[Known]
) -> tuple[Fact, ...]:
    number, known = _who(state, unread.gateway, message, context.view)
    sender = known or f"unknown:{state.unknown_count + 1}"
    read = SignalRead(
        unread.signal,
        sender,
        Private(sender, number),
        Private(sender, message.text),
        message.provider_id or "",
        message.sent_at,
        message.part,
        message.parts,
        f"{sender} {message.reference}" if message.parts > 1 else "",
        message.attachments,
    )
    meaning = _meaning(unread.signal, sender, number, message, context)
    if known is None:
        return (UnknownSenderSeen(unread.signal, sender, Private(sender, number)), read, *meaning)
    return (read, *meaning)


def _who(
    state: IntakeState, gateway: str, message: TextMessage, view: Known
) -> tuple[str, str | None]:
    """The number to answer to, and who is known to have sent this.

    A device is answered on its owner's first number; a neighbour is known by the
    secret of its hook, and is not answered by text.
    """
    kind, _, name = message.sender.partition(":")
    if gateway == page.GATEWAY and kind == page.SENDER:
        # Their session said who they are; whoever has no number asks for help all the same.
        return view.first_number(f"person:{name}"), f"person:{name}"
    if kind == "neighbour":
        return "", _earlier(state, gateway, message, view) or message.sender
    if kind == "device":
        owner = view.who_has_device(name)
        number = view.first_number(owner) if owner else message.sender
        return number, owner or state.unknown.get(number)
    number = normalise(message.sender, view.region())
    return number, view.who_has(number) or state.unknown.get(number)


def _earlier(state: IntakeState, gateway: str, message: TextMessage, view: Known) -> str:
    """In whose name an earlier document came that this one refers to; first whose is open."""
    seen = [state.seen.get(seen_key(gateway, name)) for name in message.refers]
    senders = [one.sender for one in seen if one is not None]
    still = (sender for sender in senders if view.open_incident(sender))
    return next(still, next(iter(senders), ""))


def _meaning(
    signal: str, sender: str, number: str, message: TextMessage, context: Context[Known]
) -> tuple[Fact, ...]:
    """An exact answer, a word of a walk, a cancel, a colleague's sighting, or else an SOS.

    A code word of her plan is an SOS, whatever else the text could be. A word of a
    walk stands before an SOS of the same text, so that the phone is answered as for
    the walk: the duress code must look like the safe one.
    """
    view = context.view
    code = cancel_kind(message.text, view.safety_plan(sender))
    walked = _walked(signal, sender, message, code, view)
    incident = view.open_incident(sender)
    if message.parts == 1:
        sent = concerned(message.text, sender, view)
        answer = understand(message.text, sent)
        if answer is not None:
            bare = is_bare(message.text, answer[0], sent)
            return (PageAnswered(answer[0], sender, answer[1], signal, bare=bare),)
    meant = view.code_word(sender, message.text) if code is None else None
    if meant is not None:
        plan = view.safety_plan(sender)
        quiet = plan is not None and plan.silent
        heard = CodeWordHeard(signal, sender, Private(sender, meant), quiet)
        return (heard, _sos(signal, sender, view, duress=False))
    if message.parts == 1:
        pages = () if walked else may_mean(message.text, sent)
        if pages and _can_be_asked(sender, number, view):
            by = context.now + timedelta(seconds=ASK_WHICH_S)
            return (MeaningAsked(signal, sender, pages, by),)
    if code is not None and incident is not None:
        return (*walked, CancelGiven(signal, incident, sender, duress=code))
    if walked and not code and incident is None:
        return walked
    if incident is None and is_sighting(message.text) and view.may_sight(sender):
        return (SightingTexted(signal, sender),)
    return (*walked, _sos(signal, sender, view, duress=code is True))


def _sos(signal: str, sender: str, view: Known, *, duress: bool) -> SosRaised:
    verified = not sender.startswith("unknown:")
    return SosRaised(signal, sender, verified, duress, paged_for=view.incidents_paged(sender))


def _can_be_asked(sender: str, number: str, view: Known) -> bool:
    """Whether a question reaches them and endangers nobody: not who asked for help themselves.

    A phone that must stay silent is never written to, so what it says is an SOS at once.
    """
    plan = view.safety_plan(sender)
    is_silent = plan is not None and plan.silent
    return bool(number) and ":" not in number and not is_silent and not view.open_incident(sender)


def _settle(
    state: IntakeState, command: SettleMeaning, context: Context[Known]
) -> Accepted[Fact] | Refused:
    asked: Asked | None = state.asked.get(command.signal)
    if asked is None:
        return Refused(Reason.NOT_ASKED, "Nobody was asked what this signal means.")
    if asked.settled_by:
        return Accepted((MeaningSettled(asked.signal, asked.settled_by),))
    if context.now < asked.answer_by:
        return Refused(Reason.TOO_SOON, "There is still time to say which page was meant.")
    return Accepted((_sos(asked.signal, asked.sender, context.view, duress=False),))


def _walked(
    signal: str, sender: str, message: TextMessage, code: bool | None, view: Known
) -> tuple[Fact, ...]:
    """What the text does to a walk or a check of theirs."""
    word = read_walk(message.text) if message.parts == 1 else None
    if code is not None:
        word = WalkWord(Said.DURESS_CODE if code else Said.SAFE_CODE)
    return view.walk_said(signal, sender, word) if word is not None else ()

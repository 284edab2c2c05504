"""Paging decides: which step, which page, which message, which provider, until somebody answers."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    AlarmPaged,
    MessageAbandoned,
    MessageAccepted,
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageUndelivered,
    PageEnded,
    Provider,
    ProvidersSet,
    TestPageRequested,
    TestRoundStarted,
)
from tocsin.facts.signals import Answer, PageAnswered
from tocsin.facts.system import AlarmCleared, AlarmKind, AlarmRaised
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import PROVIDER_FAILING_COUNT, UNVERIFIED_FLOOD_COUNT
from tocsin.paging import escalation, sheet
from tocsin.paging.fold import ending
from tocsin.paging.known import Known
from tocsin.paging.message import choose, is_going, is_needless
from tocsin.paging.state import Escalation, Message, MessageStatus, PagingState


class StartStep(msgspec.Struct, frozen=True):
    """The next step of an escalation is due."""

    incident: str


class RequestPage(msgspec.Struct, frozen=True):
    """Somebody is wanted (key of `PagingState.wants`)."""

    want: str


class SendEcho(msgspec.Struct, frozen=True):
    """An echo is owed (key of `PagingState.echoes`)."""

    echo: str


class PageUpdate(msgspec.Struct, frozen=True):
    """An update is owed (key of `PagingState.updates`)."""

    update: str


class PushMessage(msgspec.Struct, frozen=True):
    """A message must be handed over, failed over or given up."""

    message: str


class EndPage(msgspec.Struct, frozen=True):
    """A page may be over."""

    page: str


class PageAlarm(msgspec.Struct, frozen=True):
    """An alarm that nobody was told of yet."""

    alarm: str


class StartTestRound(msgspec.Struct, frozen=True):
    """The scheduled test pages are due."""


class RequestTestPage(msgspec.Struct, frozen=True):
    """Somebody asks for a test page now; an empty channel means all."""

    recipient: str
    channel: str
    by: str


class RecordOutcome(msgspec.Struct, frozen=True):
    """What a provider answered. `reason` empty: accepted, with its reference."""

    message: str
    attempt: int
    provider: str
    provider_ref: str = ""
    reason: str = ""
    permanent: bool = False


class RecordReceipt(msgspec.Struct, frozen=True):
    """A delivery receipt: `delivered` or not, with the provider's reason."""

    message: str
    attempt: int
    delivered: bool
    reason: str = ""


class AnswerPage(msgspec.Struct, frozen=True):
    """A page is answered on the board or by a link instead of by text."""

    page: str
    recipient: str
    answer: Answer
    by: str


class RaiseAlarm(msgspec.Struct, frozen=True):
    """Something is wrong."""

    kind: AlarmKind
    subject: str
    detail: str


class ClearAlarm(msgspec.Struct, frozen=True):
    """It is right again."""

    alarm: str
    by: str


class SetProviders(msgspec.Struct, frozen=True):
    """The service starts with these ways out."""

    providers: tuple[Provider, ...]


Command = (
    StartStep
    | RequestPage
    | SendEcho
    | PageUpdate
    | PushMessage
    | EndPage
    | PageAlarm
    | StartTestRound
    | RequestTestPage
    | RecordOutcome
    | RecordReceipt
    | AnswerPage
    | RaiseAlarm
    | ClearAlarm
    | SetProviders
)


class Reason(StrEnum):
    """Why paging says no, in order of precedence."""

    NOT_DUE = "not_due"
    PAGE_UNKNOWN = "page_unknown"
    MESSAGE_UNKNOWN = "message_unknown"
    RECIPIENT_UNKNOWN = "recipient_unknown"
    CHANNEL_UNKNOWN = "channel_unknown"
    ALARM_ALREADY_RAISED = "alarm_already_raised"
    ALARM_UNKNOWN = "alarm_unknown"
    UNCHANGED = "unchanged"


_DUE: dict[str, Callable[[str], Command]] = {
    "escalation": StartStep,
    "want": RequestPage,
    "echo": SendEcho,
    "update": PageUpdate,
    "message": PushMessage,
    "page": EndPage,
    "alarm": PageAlarm,
}


def due(state: PagingState, now: datetime) -> list[Command]:
    """Everything paging owes at this moment; what concerns known voices comes first."""
    keys = state.agenda.due(now)
    if "tests" in keys:
        keys.remove("tests")
        return [*_commands(state, keys), StartTestRound()]
    return _commands(state, keys)


def _commands(state: PagingState, keys: Iterable[str]) -> list[Command]:
    split = [key.partition(":") for key in keys]
    split.sort(key=lambda part: _is_routine(state, part[0], part[2]))
    return [_DUE[kind](name) for kind, _, name in split]


def _is_routine(state: PagingState, kind: str, name: str) -> bool:
    """Unverified and routine work waits behind every known voice."""
    if kind == "escalation":
        return state.escalations[name].policy.bundle_s > 0
    if kind == "want":
        return not state.wants[name].urgent
    if kind == "message":
        return not state.messages[name].urgent
    return kind in ("alarm", "page")


def decide(
    state: PagingState, command: Command, context: Context[Known]
) -> Accepted[Fact] | Refused:
    """Decide one command of paging."""
    match command:
        case StartStep():
            return _start_step(state, command, context)
        case RequestPage():
            return Accepted(sheet.page(state, state.wants[command.want], context))
        case SendEcho():
            return Accepted((sheet.echo(state, command.echo, context.view),))
        case PageUpdate():
            return Accepted(sheet.update(state, command.update, context.view))
        case PushMessage():
            return _push(state, command, context.now)
        case EndPage():
            return _end(state, command, context.now)
        case PageAlarm():
            return _page_alarm(command, context.view)
        case StartTestRound():
            return Accepted((TestRoundStarted(_everybody(context.view)),))
        case RequestTestPage():
            return _test_page(command, context.view)
        case RecordOutcome():
            return _outcome(state, command)
        case RecordReceipt():
            return _receipt(state, command)
        case AnswerPage():
            return _answer(state, command)
        case RaiseAlarm():
            return _raise(state, command)
        case ClearAlarm():
            if command.alarm not in state.alarms:
                return Refused(Reason.ALARM_UNKNOWN, "No alarm of this name is raised.")
            return Accepted((AlarmCleared(command.alarm, command.by),))
        case SetProviders():
            if command.providers == state.providers:
                return Refused(Reason.UNCHANGED, "These providers are set already.")
            return Accepted((ProvidersSet(command.providers),))


def _start_step(
    state: PagingState, command: StartStep, context: Context[Known]
) -> Accepted[Fact] | Refused:
    current = state.escalations.get(command.incident)
    moment = escalation.next_moment(current) if current else None
    if current is None or moment is None or moment > context.now:
        return Refused(Reason.NOT_DUE, "No step of this escalation is due.")
    view = context.view

    def is_reachable(recipient: str) -> bool:
        channels = {provider.channel for provider in state.providers}
        return any(contact.channel in channels for contact in view.contacts(recipient))

    facts = escalation.start_next(current, context.now, view.resolve, is_reachable)
    return Accepted(tuple(_fresh(state, (*facts, *_flood(state, current)))))


def _fresh(state: PagingState, facts: Iterable[Fact]) -> Iterable[Fact]:
    """Leave out alarms that are raised already: a repeated step must not repeat them."""
    for fact in facts:
        if not (isinstance(fact, AlarmRaised) and fact.alarm in state.alarms):
            yield fact


def _flood(state: PagingState, current: Escalation) -> tuple[Fact, ...]:
    if not current.policy.bundle_s:
        return ()
    count = sum(1 for e in state.escalations.values() if e.policy.bundle_s and not e.closed)
    if count < UNVERIFIED_FLOOD_COUNT:
        return ()
    kind = AlarmKind.UNVERIFIED_FLOOD
    detail = f"{UNVERIFIED_FLOOD_COUNT} or more SOS from unknown numbers are open at once."
    return (AlarmRaised(f"{kind}:unknown", kind, detail),)


def _push(state: PagingState, command: PushMessage, now: datetime) -> Accepted[Fact] | Refused:
    message = state.messages.get(command.message)
    if message is None or not is_going(message):
        return Refused(Reason.NOT_DUE, "This message is out, or given up.")
    facts: list[Fact] = []
    if message.status is MessageStatus.ATTEMPTING:
        facts.extend(_failure(state, message.message, message.attempt, message.provider))
    needless = is_needless(state, message, now)
    if needless:
        return Accepted((*facts, MessageAbandoned(message.message, needless)))
    provider = choose(state, message)
    if provider is None:
        return Accepted((*facts, *_no_way(state, message)))
    attempt = MessageAttempted(message.message, message.attempt + 1, provider.name)
    if facts and provider.name in (message.provider, *message.tried):
        # Every provider was tried: the failure is recorded and the pause begins.
        return Accepted(tuple(facts))
    return Accepted((*facts, attempt))


def _no_way(state: PagingState, message: Message) -> Iterable[Fact]:
    configured = any(provider.channel == message.channel for provider in state.providers)
    kind = AlarmKind.RECIPIENT_UNREACHABLE if configured else AlarmKind.NO_PROVIDER
    subject = f"{message.recipient}.{message.channel}" if configured else message.channel
    why = "every provider refused the address" if configured else "no provider is configured"
    detail = f"{subject}: {why}."
    abandoned = MessageAbandoned(message.message, str(kind))
    return _fresh(state, (abandoned, AlarmRaised(f"{kind}:{subject}", kind, detail)))


def _failure(
    state: PagingState,
    message: str,
    attempt: int,
    provider: str,
    reason: str = "no_answer",
    *,
    permanent: bool = False,
) -> Iterable[Fact]:
    yield MessageFailed(message, attempt, provider, permanent, reason)
    if not permanent and state.failures.get(provider, 0) + 1 >= PROVIDER_FAILING_COUNT:
        kind = AlarmKind.PROVIDER_FAILING
        detail = f"Provider {provider} failed {PROVIDER_FAILING_COUNT} times in a row: {reason}."
        yield from _fresh(state, (AlarmRaised(f"{kind}:{provider}", kind, detail),))


def _outcome(state: PagingState, command: RecordOutcome) -> Accepted[Fact] | Refused:
    """A late answer is recorded too; the provider's health follows every answer."""
    if command.reason:
        message = state.messages.get(command.message)
        if message is None or message.attempt != command.attempt:
            return Refused(Reason.MESSAGE_UNKNOWN, "This attempt was counted as failed already.")
        return Accepted(
            tuple(
                _failure(
                    state,
                    command.message,
                    command.attempt,
                    command.provider,
                    command.reason,
                    permanent=command.permanent,
                )
            )
        )
    accepted = MessageAccepted(
        command.message, command.attempt, command.provider, command.provider_ref
    )
    alarm = f"{AlarmKind.PROVIDER_FAILING}:{command.provider}"
    if alarm in state.alarms:
        return Accepted((accepted, AlarmCleared(alarm, "system")))
    return Accepted((accepted,))


def _receipt(state: PagingState, command: RecordReceipt) -> Accepted[Fact] | Refused:
    message = state.messages.get(command.message)
    if message is None:
        return Refused(Reason.MESSAGE_UNKNOWN, "This message is not in memory any more.")
    if message.status is MessageStatus.DELIVERED:
        return Refused(Reason.UNCHANGED, "This message was delivered already.")
    if command.delivered:
        return Accepted((MessageDelivered(command.message, command.attempt),))
    return Accepted((MessageUndelivered(command.message, command.attempt, command.reason),))


def _end(state: PagingState, command: EndPage, now: datetime) -> Accepted[Fact] | Refused:
    page = state.pages.get(command.page)
    reason = ending(state, page, now) if page else ""
    if page is None or not reason:
        return Refused(Reason.NOT_DUE, "This page still needs an answer, or is over.")
    ended = PageEnded(page.page, reason)
    if reason == "unanswered" and page.purpose == "test":
        kind = AlarmKind.TEST_PAGE_UNANSWERED
        detail = f"{page.recipient} did not answer a test page."
        raised = AlarmRaised(f"{kind}:{page.recipient}", kind, detail)
        return Accepted(tuple(_fresh(state, (ended, raised))))
    return Accepted((ended,))


def _page_alarm(command: PageAlarm, view: Known) -> Accepted[Fact] | Refused:
    targets = (recipient for target in view.alarm_targets() for recipient in view.resolve(target))
    return Accepted((AlarmPaged(command.alarm, tuple(dict.fromkeys(targets))),))


def _everybody(view: Known) -> tuple[str, ...]:
    return tuple(
        f"{recipient} {channel}"
        for recipient in view.resolve("everyone")
        for channel in dict.fromkeys(contact.channel for contact in view.contacts(recipient))
    )


def _test_page(command: RequestTestPage, view: Known) -> Accepted[Fact] | Refused:
    channels = {contact.channel for contact in view.contacts(command.recipient)}
    if not channels:
        return Refused(
            Reason.RECIPIENT_UNKNOWN, "A test page goes to person:ID or unit:ID with a contact."
        )
    if command.channel and command.channel not in channels:
        have = ", ".join(sorted(channels))
        return Refused(Reason.CHANNEL_UNKNOWN, f"This recipient can be reached by: {have}.")
    return Accepted((TestPageRequested(command.recipient, command.channel, command.by),))


def _answer(state: PagingState, command: AnswerPage) -> Accepted[Fact] | Refused:
    page = state.pages.get(command.page)
    if page is None or page.recipient != command.recipient:
        return Refused(Reason.PAGE_UNKNOWN, "There is no open page of this name to them.")
    return Accepted((PageAnswered(command.page, command.recipient, command.answer, by=command.by),))


def _raise(state: PagingState, command: RaiseAlarm) -> Accepted[Fact] | Refused:
    alarm = f"{command.kind}:{command.subject}"
    if alarm in state.alarms:
        return Refused(Reason.ALARM_ALREADY_RAISED, "This alarm is raised already.")
    return Accepted((AlarmRaised(alarm, command.kind, command.detail),))

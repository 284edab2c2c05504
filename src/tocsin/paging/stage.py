"""Paging decides: which step, which page, which message, which provider, until somebody answers."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    PageEnded,
    Provider,
    ProvidersSet,
    TestRoundStarted,
)
from tocsin.facts.signals import Answer, PageAnswered
from tocsin.facts.system import AlarmCleared, AlarmKind, AlarmRaised
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import PUSH
from tocsin.kernel.limits import UNVERIFIED_FLOOD_COUNT
from tocsin.paging import escalation, sheet
from tocsin.paging.alarms import (
    ClearAlarm,
    PageAlarm,
    RaiseAlarm,
    RequestTestPage,
    StartTestRound,
    everybody,
    fresh,
    page_alarm,
    raise_alarm,
    request_test_page,
)
from tocsin.paging.documents import SendDocument, send_document
from tocsin.paging.fold_pages import ending
from tocsin.paging.known import Known
from tocsin.paging.proving import (
    MissReceipt,
    ProveProvider,
    RunLoopback,
    miss_receipt,
    prove,
    run_loopback,
)
from tocsin.paging.ranks import rank
from tocsin.paging.refusals import Reason
from tocsin.paging.sending import (
    PushMessage,
    RecordOutcome,
    RecordReceipt,
    RepeatAttempt,
    push,
    record_outcome,
    record_receipt,
    repeat,
)
from tocsin.paging.state import Escalation, PagingState
from tocsin.paging.trying import (
    AddGateway,
    ArriveTrial,
    AskTrial,
    RecordTrial,
    TrialCommand,
    decide_trial,
)

__all__ = [
    "AnswerPage",
    "ClearAlarm",
    "Command",
    "EndPage",
    "MissReceipt",
    "PageAlarm",
    "PageUpdate",
    "ProveProvider",
    "PushMessage",
    "RaiseAlarm",
    "Reason",
    "RecordOutcome",
    "RecordReceipt",
    "RepeatAttempt",
    "RequestPage",
    "RequestTestPage",
    "RunLoopback",
    "SendDocument",
    "SendEcho",
    "SetProviders",
    "StartStep",
    "StartTestRound",
    "decide",
    "due",
]


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


class EndPage(msgspec.Struct, frozen=True):
    """A page may be over."""

    page: str


class AnswerPage(msgspec.Struct, frozen=True):
    """A page is answered on the board or by a link instead of by text."""

    page: str
    recipient: str
    answer: Answer
    by: str


class SetProviders(msgspec.Struct, frozen=True):
    """The service starts with these ways out."""

    providers: tuple[Provider, ...]


Command = (
    StartStep
    | MissReceipt
    | RunLoopback
    | ProveProvider
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
    | RepeatAttempt
    | AnswerPage
    | RaiseAlarm
    | ClearAlarm
    | SetProviders
    | SendDocument
    | TrialCommand
)


_DUE: dict[str, Callable[[str], Command]] = {
    "escalation": StartStep,
    "want": RequestPage,
    "echo": SendEcho,
    "update": PageUpdate,
    "message": PushMessage,
    "page": EndPage,
    "alarm": PageAlarm,
    "receipt": MissReceipt,
    "loopback": RunLoopback,
}


def due(state: PagingState, now: datetime, most: int | None = None) -> list[Command]:
    """What paging owes at this moment, what concerns known voices first; all, or so much of it."""
    keys = state.agenda.due(now, lambda key: rank(state, key), most)
    commands = [
        _DUE[kind](name)
        for kind, _, name in (key.partition(":") for key in keys)
        if kind != "tests"
    ]
    return [*commands, StartTestRound()] if "tests" in keys else commands


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
            return push(state, command, context.now)
        case EndPage():
            return _end(state, command, context.now)
        case PageAlarm():
            return page_alarm(state, command, context.view)
        case StartTestRound():
            return Accepted((TestRoundStarted(everybody(context.view)),))
        case RequestTestPage():
            return request_test_page(command, context.view)
        case RecordOutcome():
            return record_outcome(state, command)
        case RecordReceipt():
            return record_receipt(state, command)
        case MissReceipt():
            return miss_receipt(state, command, context.now)
        case RunLoopback():
            return run_loopback(state, command, context)
        case ProveProvider():
            return prove(state, command, context)
        case RepeatAttempt():
            return repeat(state, command, context.now)
        case AnswerPage():
            return _answer(state, command)
        case RaiseAlarm():
            return raise_alarm(state, command)
        case ClearAlarm():
            return _clear(state, command)
        case SendDocument():
            return send_document(state, command)
        case AskTrial() | RecordTrial() | ArriveTrial() | AddGateway():
            return decide_trial(state, command, context.now)
        case SetProviders():
            if command.providers == state.providers:
                return Refused(Reason.UNCHANGED, "These providers are set already.")
            return Accepted((ProvidersSet(command.providers),))


def _clear(state: PagingState, command: ClearAlarm) -> Accepted[Fact] | Refused:
    if command.alarm not in state.alarms:
        return Refused(Reason.ALARM_UNKNOWN, "No alarm of this name is raised.")
    return Accepted((AlarmCleared(command.alarm, command.by),))


def _start_step(
    state: PagingState, command: StartStep, context: Context[Known]
) -> Accepted[Fact] | Refused:
    current = state.escalations.get(command.incident)
    moment = escalation.next_moment(current) if current else None
    if current is None or moment is None or moment > context.now:
        return Refused(Reason.NOT_DUE, "No step of this escalation is due.")
    view = context.view

    def is_reachable(recipient: str) -> bool:
        # Whoever must stay away from her is never told that she needs help, or where.
        if not view.may_hear_of(recipient, current.sender):
            return False
        channels = {provider.channel for provider in state.providers}
        # Nobody is reachable by Web Push alone: it goes along, and never holds a step.
        channels.discard(PUSH)
        return any(contact.channel in channels for contact in view.contacts(recipient))

    facts = escalation.start_next(current, context.now, view.resolve, is_reachable)
    return Accepted(tuple(fresh(state, (*facts, *_flood(state, current)))))


def _flood(state: PagingState, current: Escalation) -> tuple[Fact, ...]:
    kind = AlarmKind.UNVERIFIED_FLOOD
    # In a flood they are not counted again for each one that comes.
    if not current.policy.bundle_s or f"{kind}:unknown" in state.alarms:
        return ()
    count = sum(1 for e in state.escalations.values() if e.policy.bundle_s and not e.closed)
    if count < UNVERIFIED_FLOOD_COUNT:
        return ()
    detail = f"{UNVERIFIED_FLOOD_COUNT} or more SOS from unknown numbers are open at once."
    return (AlarmRaised(f"{kind}:unknown", kind, detail),)


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
        return Accepted(tuple(fresh(state, (ended, raised))))
    return Accepted((ended,))


def _answer(state: PagingState, command: AnswerPage) -> Accepted[Fact] | Refused:
    page = state.pages.get(command.page)
    if page is None or page.recipient != command.recipient:
        return Refused(Reason.PAGE_UNKNOWN, "There is no open page of this name to them.")
    return Accepted((PageAnswered(command.page, command.recipient, command.answer, by=command.by),))

"""Handing a message to a provider: the next attempt, its outcome, its receipt."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    MessageAbandoned,
    MessageAccepted,
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageUndelivered,
    Purpose,
)
from tocsin.facts.pushes import GONE, PushEnded
from tocsin.facts.reaching import ReceiptUnmatched
from tocsin.facts.system import AlarmCleared, AlarmKind, AlarmRaised
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import PUSH, push_id
from tocsin.kernel.limits import PROVIDER_FAILING_COUNT
from tocsin.kernel.limits_carriers import RECEIPT_WORD_CHARACTERS_MAX
from tocsin.paging.alarms import fresh
from tocsin.paging.fold_health import key_of
from tocsin.paging.health import Sent
from tocsin.paging.message import choose, is_going, is_needless, queued
from tocsin.paging.proving import restored
from tocsin.paging.refusals import Reason
from tocsin.paging.state import Message, MessageStatus, PagingState


class PushMessage(msgspec.Struct, frozen=True):
    """A message must be handed over, failed over or given up."""

    message: str


class RepeatAttempt(msgspec.Struct, frozen=True):
    """An attempt was under way when whoever made it went down; nobody knows what became of it."""

    message: str


class RecordOutcome(msgspec.Struct, frozen=True):
    """What a provider answered. `reason` empty: accepted, with its reference."""

    message: str
    attempt: int
    provider: str
    provider_ref: str = ""
    reason: str = ""
    permanent: bool = False


class RecordReceipt(msgspec.Struct, frozen=True):
    """A delivery receipt: `delivered` or not, with the provider's reason.

    Where `message` is empty, `provider` and its `ref` say of which text it is. `queued` is
    when that text was queued (`message.queued`); where a receipt does not say, it counts only
    if its `ref` is on record for that attempt.
    """

    message: str
    attempt: int
    delivered: bool
    reason: str = ""
    provider: str = ""
    ref: str = ""
    queued: str = ""


def push(state: PagingState, command: PushMessage, now: datetime) -> Accepted[Fact] | Refused:
    message = state.messages.get(command.message)
    if message is None or not is_going(message):
        return Refused(Reason.NOT_DUE, "This message is out, or given up.")
    facts: list[Fact] = []
    if message.status is MessageStatus.ATTEMPTING:
        facts.extend(_failure(state, message.message, message.attempt, message.provider))
    needless = is_needless(state, message, now)
    if needless:
        return Accepted((*facts, *_given_up(state, message, needless)))
    provider = choose(state, message, now)
    if provider is None:
        return Accepted((*facts, *_no_way(state, message)))
    attempt = MessageAttempted(message.message, message.attempt + 1, provider.name)
    if facts and provider.name in (message.provider, *message.tried):
        # Every provider was tried: the failure is recorded and the pause begins.
        return Accepted(tuple(facts))
    return Accepted((*facts, attempt))


def repeat(state: PagingState, command: RepeatAttempt, now: datetime) -> Accepted[Fact] | Refused:
    """The same attempt once more, unless nobody needs it any more.

    Its number stays, so that a provider that honours keys drops it. It is on record again,
    for its time counts from now on: else the next provider would be tried beside it.
    """
    message = state.messages.get(command.message)
    if message is None or message.status is not MessageStatus.ATTEMPTING:
        return Refused(Reason.NOT_DUE, "No attempt of this message is under way.")
    needless = is_needless(state, message, now)
    if needless:
        return Accepted(tuple(_given_up(state, message, needless)))
    return Accepted((MessageAttempted(message.message, message.attempt, message.provider),))


def _given_up(state: PagingState, message: Message, why: str) -> Iterable[Fact]:
    """A page is given up in silence when nobody needs it; a document never is."""
    abandoned = MessageAbandoned(message.message, why)
    if message.purpose is not Purpose.DOCUMENT:
        return (abandoned,)
    kind = AlarmKind.DOCUMENT_UNDELIVERED
    domain = message.recipient.partition(":")[2]
    detail = (
        f"A document of {message.incident or 'a case'} did not reach {domain} "
        f"({message.reason or why}). Telephone them."
    )
    raised = AlarmRaised(f"{kind}:{message.message}", kind, detail)
    return (abandoned, *fresh(state, (raised,)))


def _no_way(state: PagingState, message: Message) -> Iterable[Fact]:
    if message.purpose is Purpose.DOCUMENT:
        return _given_up(state, message, "refused")
    configured = any(provider.channel == message.channel for provider in state.providers)
    kind = AlarmKind.RECIPIENT_UNREACHABLE if configured else AlarmKind.NO_PROVIDER
    subject = f"{message.recipient}.{message.channel}" if configured else message.channel
    why = "every provider refused the address" if configured else "no provider is configured"
    detail = f"{subject}: {why}."
    abandoned = MessageAbandoned(message.message, str(kind))
    if message.recipient.startswith("unknown:"):
        # A stranger's number that takes no answer is nobody's mistake here.
        return (abandoned,)
    return fresh(state, (abandoned, AlarmRaised(f"{kind}:{subject}", kind, detail)))


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
        yield from fresh(state, (AlarmRaised(f"{kind}:{provider}", kind, detail),))


def record_outcome(state: PagingState, command: RecordOutcome) -> Accepted[Fact] | Refused:
    """A late answer is recorded too; the provider's health follows every answer."""
    if command.reason:
        message = state.messages.get(command.message)
        if message is None or message.attempt != command.attempt:
            return Refused(Reason.MESSAGE_UNKNOWN, "This attempt was counted as failed already.")
        failure = _failure(
            state,
            command.message,
            command.attempt,
            command.provider,
            command.reason,
            permanent=command.permanent,
        )
        return Accepted((*failure, *_push_gone(message, command)))
    accepted = MessageAccepted(
        command.message, command.attempt, command.provider, command.provider_ref
    )
    alarm = f"{AlarmKind.PROVIDER_FAILING}:{command.provider}"
    if alarm in state.alarms:
        return Accepted((accepted, AlarmCleared(alarm, "system")))
    return Accepted((accepted,))


def _push_gone(message: Message, command: RecordOutcome) -> Iterable[Fact]:
    """A browser whose push service knows it no more is paged no more; that it is, is alarmed."""
    address = message.to.text
    is_gone = command.permanent and command.reason == GONE and message.channel == PUSH
    if is_gone and address is not None and message.recipient.startswith("person:"):
        person = message.recipient.removeprefix("person:")
        yield PushEnded(person, push_id(address), GONE, command.provider)


def record_receipt(state: PagingState, command: RecordReceipt) -> Accepted[Fact] | Refused:
    name, attempt = _spoken_of(state, command)
    sent = state.sent.get(key_of(name, attempt))
    message = state.messages.get(name)
    if message is None and sent is None:
        return Refused(Reason.MESSAGE_UNKNOWN, "This message is not in memory any more.")
    if not _belongs(message, sent, command):
        return Accepted((_unmatched(command),))
    if message is not None and message.status is MessageStatus.DELIVERED and sent is None:
        return Refused(Reason.UNCHANGED, "This message was delivered already.")
    if not command.delivered:
        return Accepted((MessageUndelivered(name, attempt, command.reason),))
    again = restored(state, sent.provider, "receipt") if sent else ()
    return Accepted((MessageDelivered(name, attempt), *again))


def _belongs(message: Message | None, sent: Sent | None, command: RecordReceipt) -> bool:
    """Whether it is of the text that has this name now: by its moment or its reference."""
    if command.queued:
        return command.queued == _queued(message, sent)
    return sent is not None and sent.ref != "" and sent.ref == command.ref


def _unmatched(command: RecordReceipt) -> Fact:
    """It is kept, cut short: whoever reports may write anything there."""
    said = (command.message, command.provider, command.ref, command.reason)
    name, provider, ref, reason = (each[:RECEIPT_WORD_CHARACTERS_MAX] for each in said)
    return ReceiptUnmatched(name, command.attempt, command.delivered, provider, ref, reason)


def _queued(message: Message | None, sent: Sent | None) -> str:
    """When what now has this name was queued."""
    if message is not None:
        return queued(message)
    return sent.queued if sent is not None else ""


def _spoken_of(state: PagingState, command: RecordReceipt) -> tuple[str, int]:
    """The message and the attempt that a receipt speaks of."""
    if command.message:
        return command.message, command.attempt
    sent = state.sent.get(state.refs.get(f"{command.provider} {command.ref}", ""))
    return (sent.message, sent.attempt) if sent else ("", 0)

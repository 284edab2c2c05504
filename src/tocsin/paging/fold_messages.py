"""How facts about messages change what paging knows."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    MessageAbandoned,
    MessageAccepted,
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageQueued,
    MessageUndelivered,
    Purpose,
)
from tocsin.facts.reaching import ReceiptMissed
from tocsin.facts.system import AlarmKind
from tocsin.kernel.ids import PUSH
from tocsin.kernel.limits import PAGE_MESSAGES_MAX
from tocsin.paging import fold_health, owed
from tocsin.paging.message import is_going, may_move_on, next_moment
from tocsin.paging.state import Message, MessageStatus, Page, PagingState, Reach, key_of

_UNDELIVERED: Final = "undelivered"
_NO_RECEIPT: Final = "no_receipt"


def _put(state: PagingState, message: Message) -> None:
    state.messages[message.message] = message
    state.agenda.set(f"message:{message.message}", next_moment(state, message))
    settle(state, message.message)


def settle(state: PagingState, name: str) -> None:
    """Forget a message that is out or given up once its page has ended."""
    message = state.messages.get(name)
    if message is None or is_going(message) or message.page in state.pages:
        return
    del state.messages[name]
    state.agenda.set(f"message:{name}", None)


def _reach(state: PagingState, message: Message, **changes: Any) -> None:
    if message.recipient.startswith(("unknown:", "loopback:")):
        return
    key = f"{message.recipient} {message.channel}"
    state.reach[key] = replace(state.reach.get(key, Reach()), **changes)


def _queued(state: PagingState, fact: MessageQueued, at: datetime) -> None:
    state.message_count += 1
    if fact.echo:
        owed.drop_echo(state, fact.echo)
    page = state.pages.get(fact.page)
    if page is not None:
        kept = _trim(state, page.messages)
        state.pages[fact.page] = replace(page, messages=(*kept, fact.message))
        # A test page is never sent again, so one that waits for its turn is another.
        if fact.purpose not in (Purpose.UPDATE, Purpose.TEST):
            owed.unwant(state, key_of(page))
    message = Message(
        fact.message,
        fact.page,
        fact.recipient,
        fact.channel,
        fact.to,
        fact.text,
        fact.purpose,
        fact.urgent,
        fact.incident,
        at,
    )
    _put(state, message)


def _trim(state: PagingState, names: tuple[str, ...]) -> tuple[str, ...]:
    """Without the oldest message that is out, when a page was repeated very often."""
    if len(names) < PAGE_MESSAGES_MAX:
        return names
    oldest = next((n for n in names if not _is_going(state, n)), names[0])
    state.messages.pop(oldest, None)
    state.agenda.set(f"message:{oldest}", None)
    return tuple(name for name in names if name != oldest)


def _is_going(state: PagingState, name: str) -> bool:
    message = state.messages.get(name)
    return message is not None and is_going(message)


def _attempted(state: PagingState, fact: MessageAttempted, at: datetime) -> None:
    message = state.messages.get(fact.message)
    if message is None:
        return
    if message.status is MessageStatus.ATTEMPTING and message.attempt == fact.attempt:
        _put(state, replace(message, changed_at=at))  # Made again after a crash.
        return
    again = fact.provider in message.tried
    fold_health.probed(state, fact.provider, at)
    _put(
        state,
        replace(
            message,
            status=MessageStatus.ATTEMPTING,
            attempt=fact.attempt,
            provider=fact.provider,
            changed_at=at,
            tried=(fact.provider,) if again else (*message.tried, fact.provider),
            cycle=message.cycle + 1 if again else message.cycle,
        ),
    )


def _accepted(state: PagingState, fact: MessageAccepted, at: datetime) -> None:
    state.failures[fact.provider] = 0
    message = state.messages.get(fact.message)
    if message is None or message.status is MessageStatus.DELIVERED:
        return
    if message.attempt == fact.attempt and message.reason.startswith(_UNDELIVERED):
        return  # The report that the phone will not get it overtook this answer.
    _reach(state, message, accepted_at=at)
    fold_health.accepted(state, fact, message, at)
    out = replace(message, status=MessageStatus.ACCEPTED, changed_at=at, reason="")
    _put(state, replace(out, taken_attempt=fact.attempt))


def _failed(state: PagingState, fact: MessageFailed, at: datetime) -> None:
    if not fact.permanent:
        state.failures[fact.provider] = state.failures.get(fact.provider, 0) + 1
    message = state.messages.get(fact.message)
    if message is None or message.status is not MessageStatus.ATTEMPTING:
        return
    _lost(state, message, fact.provider, fact.reason, at, permanent=fact.permanent)


def _lost(
    state: PagingState,
    message: Message,
    provider: str,
    reason: str,
    at: datetime,
    *,
    permanent: bool,
) -> None:
    _reach(state, message, failed_at=at)
    refused = (*message.refused_by, provider) if permanent else message.refused_by
    failed = replace(
        message,
        status=MessageStatus.FAILED,
        changed_at=at,
        refused_by=refused,
        reason=reason,
    )
    _put(state, failed)


def _delivered(state: PagingState, fact: MessageDelivered, at: datetime) -> None:
    fold_health.delivered(state, fact, at)
    message = state.messages.get(fact.message)
    if message is None:
        return
    _reach(state, message, delivered_at=at)
    _put(state, replace(message, status=MessageStatus.DELIVERED, changed_at=at, reason=""))


def _undelivered(state: PagingState, fact: MessageUndelivered, at: datetime) -> None:
    """The provider gave up after accepting: the next one is tried, then the same again."""
    fold_health.undelivered(state, fact)
    message = state.messages.get(fact.message)
    if message is None:
        return
    is_out = message.status is MessageStatus.ACCEPTED
    # A late acceptance of an earlier attempt counts as out; its failure counts, too.
    if fact.attempt != (message.taken_attempt if is_out else message.attempt):
        return
    reason = f"{_UNDELIVERED} {fact.reason}".strip()
    _lost(state, message, message.provider, reason, at, permanent=False)


def _missed(state: PagingState, fact: ReceiptMissed, at: datetime) -> None:
    """No receipt came: the next provider is tried, where there is one that was not.

    By the same one it is not sent again: the phone may only be off, and will have it. A
    routine text moves on only where it was the probe of a provider that is passed over.
    """
    fold_health.missed(state, fold_health.key_of(fact.message, fact.attempt), at)
    message = state.messages.get(fact.message)
    if message is None or message.status is not MessageStatus.ACCEPTED:
        return
    health = state.health.get(fact.provider)
    is_probe = health is not None and health.passed_over_at is not None
    is_worth_it = (message.urgent or is_probe) and may_move_on(state, message)
    if message.taken_attempt == fact.attempt and is_worth_it:
        _lost(state, message, fact.provider, _NO_RECEIPT, at, permanent=False)


def _abandoned(state: PagingState, fact: MessageAbandoned, at: datetime) -> None:
    message = state.messages.get(fact.message)
    if message is not None:
        status = MessageStatus.ABANDONED
        _put(state, replace(message, status=status, changed_at=at, reason=fact.reason))
        if fact.reason in (AlarmKind.RECIPIENT_UNREACHABLE, AlarmKind.NO_PROVIDER):
            _hasten(state, message, at)


def stop(
    state: PagingState, recipient: str, at: datetime, incidents: Container[str] | None = None
) -> None:
    """Whatever is still on its way to this recipient goes no further; or all of some incidents."""
    for message in list(state.messages.values()):
        is_meant = incidents is None or message.incident in incidents
        if message.recipient == recipient and is_meant and is_going(message):
            status, reason = MessageStatus.ABANDONED, "recipient_removed"
            _put(state, replace(message, status=status, changed_at=at, reason=reason))


def _hasten(state: PagingState, message: Message, at: datetime) -> None:
    """A step in which nothing can reach anybody takes no more time.

    The widened step is left alone: it repeats, and would repeat without a pause.
    """
    page = state.pages.get(message.page)
    for name in page.incidents if page else ():
        escalation = state.escalations.get(name)
        if escalation is None or escalation.widened or escalation.until is None:
            continue
        pages = [p for p in map(state.pages.get, escalation.pages) if p is not None]
        step = [p for p in pages if p.recipient in escalation.recipients]
        if not any(_may_reach(state, p) for p in step):
            owed.change(state, name, until=min(at, escalation.until))


def _may_reach(state: PagingState, page: Page) -> bool:
    """Whether a message of this page got out or still may, or none was written yet.

    What a push service took is not known to have got anywhere until the browser says so.
    """
    messages = [m for m in map(state.messages.get, page.messages) if m is not None]
    return not messages or any(map(_reaches, messages))


def _reaches(message: Message) -> bool:
    if message.channel == PUSH:
        return message.status is MessageStatus.DELIVERED
    return message.status is not MessageStatus.ABANDONED


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    MessageQueued: _queued,
    MessageAttempted: _attempted,
    MessageAccepted: _accepted,
    MessageFailed: _failed,
    MessageDelivered: _delivered,
    MessageUndelivered: _undelivered,
    ReceiptMissed: _missed,
    MessageAbandoned: _abandoned,
}

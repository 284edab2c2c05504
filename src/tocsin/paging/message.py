"""How one message gets out: claim, send, confirm; fail over, come back, never stop early.

An attempt is recorded before it is made. Without an outcome within the
provider's time it counts as failed, and the next provider is tried at once; a
late success is recorded all the same. When every provider failed, all are tried
again after a pause. Only a destination that every provider refuses for good is
given up, with an alarm.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tocsin.facts.pages import Provider, Purpose
from tocsin.kernel.limits import (
    DOCUMENT_LIFE_S,
    ECHO_LIFE_S,
    MESSAGE_RETRY_FIRST_S,
    MESSAGE_RETRY_MOST_S,
    PROVIDER_FAILING_COUNT,
    ROUTINE_LIFE_S,
)
from tocsin.paging.state import Message, MessageStatus, Page, PagingState

_GOING = frozenset({MessageStatus.QUEUED, MessageStatus.ATTEMPTING, MessageStatus.FAILED})


def is_going(message: Message) -> bool:
    """Whether this message still has to get out."""
    return message.status in _GOING


def life_s(message: Message) -> int | None:
    """How long the message is worth sending, in seconds; None for ever."""
    if message.purpose is Purpose.DOCUMENT:
        return DOCUMENT_LIFE_S
    if not message.page:
        return ECHO_LIFE_S
    return None if message.urgent else ROUTINE_LIFE_S


def choose(state: PagingState, message: Message) -> Provider | None:
    """The provider for the next attempt: healthy before failing, else in the order set."""
    usable = _usable(state.providers, message)
    fresh = [p for p in usable if p.name not in message.tried] or usable
    return min(fresh, key=lambda p: _is_failing(state, p), default=None)


def _usable(providers: Sequence[Provider], message: Message) -> list[Provider]:
    return [
        provider
        for provider in providers
        if provider.channel == message.channel and provider.name not in message.refused_by
    ]


def _is_failing(state: PagingState, provider: Provider) -> bool:
    return state.failures.get(provider.name, 0) >= PROVIDER_FAILING_COUNT


def is_needless(state: PagingState, message: Message, now: datetime) -> str:
    """Why this message need not go out any more, or '' when it must."""
    life = life_s(message)
    if life is not None and message.at + timedelta(seconds=life) <= now:
        return "stale"
    if not message.page:  # An echo, a document, or that it is over: no page stands behind it.
        return ""
    page = state.pages.get(message.page)
    if page is None:
        return "page_ended"
    if message.purpose is Purpose.UPDATE:
        return ""
    # One queued in the very moment of an answer goes out: two beat none.
    if page.answered_at is not None and message.at < page.answered_at:
        return "answered"
    return "superseded" if _is_superseded(state, page, message) else ""


def _is_superseded(state: PagingState, page: Page, message: Message) -> bool:
    """Whether the same page went to the same address again: the newest carries on alone.

    Without this a phone that is off would be tried for every repetition of the
    page, and each try of a long night would be tried again for ever.
    """
    for name in reversed(page.messages):
        if name == message.message:
            return False
        later = state.messages.get(name)
        if later is not None and later.purpose is message.purpose and later.to == message.to:
            return True
    return False


def pause_s(cycle: int) -> int:
    """Seconds before all providers are tried again after so many cycles failed."""
    pause: int = MESSAGE_RETRY_FIRST_S * 2 ** min(cycle - 1, 10)
    return min(MESSAGE_RETRY_MOST_S, pause)


def next_moment(state: PagingState, message: Message) -> datetime | None:
    """When this message must be looked at again; None when it is out or given up."""
    changed = message.changed_at or message.at
    match message.status:
        case MessageStatus.QUEUED:
            return message.at
        case MessageStatus.ATTEMPTING:
            timeout = next(
                (p.timeout_s for p in state.providers if p.name == message.provider), 10.0
            )
            return changed + timedelta(seconds=timeout)
        case MessageStatus.FAILED:
            return changed + timedelta(seconds=_wait_s(state, message))
        case _:
            return None


def _wait_s(state: PagingState, message: Message) -> int:
    untried = [p for p in _usable(state.providers, message) if p.name not in message.tried]
    gone = not _usable(state.providers, message)
    return 0 if untried or gone else pause_s(message.cycle)

"""How one message gets out: claim, send, confirm; fail over, come back, never stop early.

An attempt is recorded before it is made. Without an outcome within the
provider's time it counts as failed, and the next provider is tried at once; a
late success is recorded all the same. When every provider failed, all are tried
again after a pause. Only a destination that every provider refuses for good is
given up, with an alarm.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from tocsin.facts.pages import Provider, Purpose
from tocsin.kernel.limits import (
    DOCUMENT_LIFE_S,
    ECHO_LIFE_S,
    MESSAGE_RETRY_FIRST_S,
    MESSAGE_RETRY_MOST_S,
    PROVIDER_FAILING_COUNT,
    ROUTINE_LIFE_S,
)
from tocsin.paging.health import may_probe
from tocsin.paging.state import Message, MessageStatus, Page, PagingState

_GOING = frozenset({MessageStatus.QUEUED, MessageStatus.ATTEMPTING, MessageStatus.FAILED})


def is_going(message: Message) -> bool:
    """Whether this message still has to get out."""
    return message.status in _GOING


def queued(message: Message) -> str:
    """When the message was queued, to the microsecond: it tells apart two of one name.

    Names are counted. Where pages left from memory and the machine went down before the
    disk took them, another message gets the name; an answer that is late may be of either.
    """
    return _to_the_microsecond(message.at)


@lru_cache(maxsize=4_096)
def _to_the_microsecond(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S%f}"


def life_s(message: Message) -> int | None:
    """How long the message is worth sending, in seconds; None for ever."""
    if message.purpose is Purpose.DOCUMENT:
        return DOCUMENT_LIFE_S
    if not message.page:
        return ECHO_LIFE_S
    return None if message.urgent else ROUTINE_LIFE_S


def worth_s(state: PagingState, message: Message) -> int:
    """For how long this is news to whoever has it on a screen, in seconds.

    A page of an incident is sent again after so long, unless it is over by then.
    """
    escalation = state.escalations.get(message.incident)
    if message.purpose is Purpose.UPDATE or escalation is None or not message.urgent:
        return life_s(message) or ROUTINE_LIFE_S
    policy = escalation.policy
    is_asked = message.purpose is Purpose.CHECK_BACK
    return policy.check_back_grace_s if is_asked else policy.repeat_s


def is_taken_or_over(state: PagingState, incident: str) -> bool:
    """Whether nobody is looked for any more who takes command of this incident."""
    escalation = state.escalations.get(incident)
    return escalation is None or escalation.closed or bool(escalation.commander)


def choose(state: PagingState, message: Message, now: datetime | None = None) -> Provider | None:
    """The provider for the next attempt: healthy before failing, else in the order set.

    A routine message may go first by one that is passed over, now and then: if its
    receipt comes the provider has its place again, and if not the message goes on.
    """
    usable = _usable(state.providers, message)
    fresh = [p for p in usable if p.name not in message.tried] or usable
    return min(fresh, key=lambda p: _rank(state, p, message, now), default=None)


def _usable(providers: Sequence[Provider], message: Message) -> list[Provider]:
    return [
        provider
        for provider in providers
        if provider.channel == message.channel
        and provider.name not in message.refused_by
        and _may_carry(provider, message)
    ]


def _may_carry(provider: Provider, message: Message) -> bool:
    """A loopback text proves one provider, so it goes by no other."""
    if message.purpose is not Purpose.LOOPBACK:
        return True
    return message.recipient == f"loopback:{provider.name}"


def _rank(
    state: PagingState, provider: Provider, message: Message, now: datetime | None
) -> tuple[bool, bool]:
    """What comes first: what works, and then what has not taken the same page in vain."""
    return _is_behind(state, provider, message, now), _in_vain(state, provider, message)


def _in_vain(state: PagingState, provider: Provider, message: Message) -> bool:
    """Whether the same page went to the same address by it, and no receipt has come."""
    page = state.pages.get(message.page)
    if page is None or not provider.has_receipts or not message.urgent:
        return False
    earlier = (state.messages.get(name) for name in page.messages if name != message.message)
    return any(
        one.to == message.to
        and one.status is MessageStatus.ACCEPTED
        and one.provider == provider.name
        for one in earlier
        if one is not None
    )


def _is_behind(
    state: PagingState, provider: Provider, message: Message, now: datetime | None
) -> bool:
    if state.failures.get(provider.name, 0) >= PROVIDER_FAILING_COUNT:
        return True
    health = state.health.get(provider.name)
    if health is None or health.passed_over_at is None:
        return False
    is_probe = provider.has_receipts and not message.urgent and now is not None
    return not (is_probe and now is not None and may_probe(health, now))


def may_move_on(state: PagingState, message: Message) -> bool:
    """Whether there is a way that this message has not been tried by."""
    return any(p.name not in message.tried for p in _usable(state.providers, message))


def is_needless(state: PagingState, message: Message, now: datetime) -> str:
    """Why this message need not go out any more, or '' when it must."""
    if message.purpose is Purpose.LOOPBACK:
        return _why_no_loopback(state, message)
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


def _why_no_loopback(state: PagingState, message: Message) -> str:
    """It is sent once: were it sent again, the second to come back would be an SOS."""
    if message.attempt:
        return "loopback_failed"
    health = state.health.get(message.recipient.partition(":")[2])
    is_due = health is not None and health.loop is not None
    return "" if is_due else "loopback_over"


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

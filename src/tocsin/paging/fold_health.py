"""How facts change what is known of a provider, and of whether a person can be reached."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    MessageAccepted,
    MessageDelivered,
    MessageUndelivered,
    Provider,
)
from tocsin.facts.reaching import (
    LoopbackMissed,
    LoopbackReturned,
    LoopbackSent,
    ProviderPassedOver,
    ProviderRestored,
)
from tocsin.kernel.limits_carriers import PROBE_EVERY_S, SENT_MEMORY, SENT_MEMORY_S
from tocsin.paging.health import Came, Health, Loop, Sent, note, usual_s
from tocsin.paging.message import queued
from tocsin.paging.schedule import next_round
from tocsin.paging.state import Message, PagingState, Reach

TEST_AT: Final = "10:00"
"""When proofs are due while no agency file says when test pages are."""


def key_of(message: str, attempt: int) -> str:
    """Under which name a text that awaits its receipt is kept."""
    return f"{message} {attempt}"


def provider_of(state: PagingState, name: str) -> Provider | None:
    """The provider of this name, as it is set now."""
    return next((each for each in state.providers if each.name == name), None)


def _change(state: PagingState, provider: str, **changes: Any) -> None:
    state.health[provider] = replace(state.health.get(provider, Health()), **changes)


def accepted(state: PagingState, fact: MessageAccepted, message: Message, at: datetime) -> None:
    """From now on a receipt is awaited, where the provider gives any."""
    provider = provider_of(state, fact.provider)
    if provider is None or not provider.has_receipts:
        return
    key = key_of(fact.message, fact.attempt)
    sent = Sent(
        fact.message,
        fact.attempt,
        fact.provider,
        message.recipient,
        message.channel,
        at,
        queued(message),
        fact.provider_ref,
    )
    state.sent[key] = sent
    if fact.provider_ref:
        state.refs[f"{fact.provider} {fact.provider_ref}"] = key
    due_s = usual_s(state.health.get(fact.provider, Health()))
    state.agenda.set(f"receipt:{key}", at + timedelta(seconds=due_s))
    _forget(state, at - timedelta(seconds=SENT_MEMORY_S))


def probed(state: PagingState, provider: str, at: datetime) -> None:
    """A text goes by a provider that is passed over."""
    health = state.health.get(provider)
    if health is not None and health.passed_over_at is not None:
        state.health[provider] = replace(health, probed_at=at)


def _forget(state: PagingState, before: datetime) -> None:
    """Forget the oldest; a dict keeps them first."""
    while state.sent:
        oldest = next(iter(state.sent))
        if len(state.sent) <= SENT_MEMORY and state.sent[oldest].at >= before:
            return
        _drop(state, oldest)


def _drop(state: PagingState, key: str) -> Sent | None:
    sent = state.sent.pop(key, None)
    state.agenda.set(f"receipt:{key}", None)
    if sent is not None and sent.ref:
        state.refs.pop(f"{sent.provider} {sent.ref}", None)
    return sent


def delivered(state: PagingState, fact: MessageDelivered, at: datetime) -> None:
    """A receipt came: it speaks for the provider, and for the person."""
    sent = _drop(state, key_of(fact.message, fact.attempt))
    if sent is None:
        return
    took_s = (at - sent.at).total_seconds()
    health = state.health.get(sent.provider, Health())
    state.health[sent.provider] = note(health, Came(sent.recipient, at, True, took_s))
    if not sent.recipient.startswith(("unknown:", "loopback:")):
        key = f"{sent.recipient} {sent.channel}"
        state.reach[key] = replace(state.reach.get(key, Reach()), delivered_at=at)


def undelivered(state: PagingState, fact: MessageUndelivered) -> None:
    """The provider said itself that it did not arrive: that is no silence."""
    _drop(state, key_of(fact.message, fact.attempt))


def missed(state: PagingState, key: str, at: datetime) -> None:
    """The receipt stayed away. It is still known if it comes."""
    state.agenda.set(f"receipt:{key}", None)
    sent = state.sent.get(key)
    if sent is None or sent.is_missed:
        return
    state.sent[key] = replace(sent, is_missed=True)
    health = state.health.get(sent.provider, Health())
    state.health[sent.provider] = note(health, Came(sent.recipient, at, False))


def _passed_over(state: PagingState, fact: ProviderPassedOver, at: datetime) -> None:
    _change(state, fact.provider, passed_over_at=at, passed_over_for=fact.reason, probed_at=at)
    schedule(state, fact.provider, at)


def _restored(state: PagingState, fact: ProviderRestored, at: datetime) -> None:
    changes = {"passed_over_at": None, "passed_over_for": "", "probed_at": None, "lately": ()}
    _change(state, fact.provider, **changes)
    schedule(state, fact.provider, at)


def _loop_sent(state: PagingState, fact: LoopbackSent, at: datetime) -> None:
    loop = Loop(fact.message, fact.words_hash, fact.sender, at, fact.until)
    _change(state, fact.provider, loop=loop, looped_at=at)
    state.agenda.set(f"loopback:{fact.provider}", fact.until)


def _loop_back(state: PagingState, fact: LoopbackReturned, at: datetime) -> None:
    _change(state, fact.provider, loop=None, proven_at=at, proof_took_s=fact.took_s)
    schedule(state, fact.provider, at)
    if is_disproved(state, fact.provider):
        state.agenda.set(f"loopback:{fact.provider}", at)


def _loop_missed(state: PagingState, fact: LoopbackMissed, at: datetime) -> None:
    _change(state, fact.provider, loop=None, missed_at=at)
    schedule(state, fact.provider, at)


def is_disproved(state: PagingState, provider: str) -> bool:
    """Whether a proof came back since this provider was passed over, or since one was missed."""
    health = state.health.get(provider, Health())
    if health.proven_at is None:
        return False
    if health.passed_over_at is not None and health.proven_at > health.passed_over_at:
        return True
    is_raised = f"loopback_missed:{provider}" in state.alarms
    return is_raised and health.missed_at is not None and health.proven_at > health.missed_at


def schedule(state: PagingState, name: str, at: datetime) -> None:
    """When the next proof of this provider is due: monthly, or soon while it is doubted."""
    provider, health = provider_of(state, name), state.health.get(name, Health())
    if health.loop is not None:
        return
    moment = None
    if provider is not None and provider.loopback_to and provider.loopback_every_days:
        if health.passed_over_at is not None:
            pause = timedelta(seconds=PROBE_EVERY_S)
            last = max(
                (each for each in (health.looped_at, health.missed_at) if each), default=None
            )
            moment = at if last is None else max(at, last + pause)
        else:
            days = provider.loopback_every_days - 1
            after = health.looped_at + timedelta(days=days) if health.looped_at else at
            zone = state.test_zone
            moment = next_round(max(after, at), state.test_at or TEST_AT, zone)
    state.agenda.set(f"loopback:{name}", moment)


def schedule_all(state: PagingState, at: datetime) -> None:
    """Set every proof again, after the ways out or the hour of the tests changed."""
    for name in sorted({*state.health, *(each.name for each in state.providers)}):
        schedule(state, name, at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    ProviderPassedOver: _passed_over,
    ProviderRestored: _restored,
    LoopbackSent: _loop_sent,
    LoopbackReturned: _loop_back,
    LoopbackMissed: _loop_missed,
}

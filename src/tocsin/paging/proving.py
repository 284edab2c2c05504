"""Deciding that a provider does not deliver, that it does again, and proving it by loopback."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.pages import MessageQueued, Provider, Purpose
from tocsin.facts.reaching import (
    LoopbackMissed,
    LoopbackSent,
    ProviderPassedOver,
    ProviderRestored,
    ReceiptMissed,
)
from tocsin.facts.system import AlarmCleared, AlarmKind, AlarmRaised
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits_carriers import LOOPBACK_BACK_S, LOOPBACK_TOKEN_LETTERS
from tocsin.kernel.private import Private
from tocsin.paging.alarms import fresh
from tocsin.paging.fold_health import is_disproved, provider_of
from tocsin.paging.health import Came, Health, is_silent, note
from tocsin.paging.known import Known
from tocsin.paging.refusals import Reason
from tocsin.paging.state import PagingState

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
WORDS: Final = "TOCSIN LOOPBACK {token}"


class MissReceipt(msgspec.Struct, frozen=True):
    """A receipt has not come in its usual time (key of `PagingState.sent`)."""

    sent: str


class RunLoopback(msgspec.Struct, frozen=True):
    """A scheduled proof of this provider is due, or did not come back, or came back."""

    provider: str


class ProveProvider(msgspec.Struct, frozen=True):
    """Somebody asks for a proof of this provider now."""

    provider: str
    by: str


def words_hash(text: str) -> str:
    """How a loopback text is remembered: what it says is nowhere in clear."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def miss_receipt(
    state: PagingState, command: MissReceipt, now: datetime
) -> Accepted[Fact] | Refused:
    sent = state.sent.get(command.sent)
    if sent is None or sent.is_missed:
        return Refused(Reason.NOT_DUE, "This receipt has come, or was missed already.")
    missed = ReceiptMissed(sent.message, sent.attempt, sent.provider)
    health = note(state.health.get(sent.provider, Health()), Came(sent.recipient, now, False))
    if not is_silent(health):
        return Accepted((missed,))
    return Accepted((missed, *_passed_over(state, sent.provider, AlarmKind.PROVIDER_SILENT)))


def _passed_over(state: PagingState, provider: str, kind: AlarmKind) -> Iterable[Fact]:
    """It is tried last from now on, and somebody is told."""
    detail = f"Provider {provider} takes texts, and their receipts stay away. It is tried last."
    if kind is AlarmKind.LOOPBACK_MISSED:
        detail = f"A loopback text by provider {provider} did not come back. It is tried last."
    if state.health.get(provider, Health()).passed_over_at is None:
        yield ProviderPassedOver(provider, str(kind))
    yield from fresh(state, (AlarmRaised(f"{kind}:{provider}", kind, detail),))


def restored(state: PagingState, provider: str, by: str) -> Iterable[Fact]:
    """It has its place again, and the alarms end, if it had lost it."""
    health = state.health.get(provider, Health())
    # A receipt says that a text left by it arrives; only a loopback proves the way back in.
    kinds = [AlarmKind.PROVIDER_SILENT]
    if by == "loopback":
        kinds.append(AlarmKind.LOOPBACK_MISSED)
    elif f"{AlarmKind.LOOPBACK_MISSED}:{provider}" in state.alarms:
        return
    if health.passed_over_at is not None:
        yield ProviderRestored(provider, by)
    for kind in kinds:
        if f"{kind}:{provider}" in state.alarms:
            yield AlarmCleared(f"{kind}:{provider}", SYSTEM)


def run_loopback(
    state: PagingState, command: RunLoopback, context: Context[Known]
) -> Accepted[Fact] | Refused:
    name, now = command.provider, context.now
    health = state.health.get(name, Health())
    if health.loop is not None:
        if now < health.loop.until:
            return Refused(Reason.NOT_DUE, "A loopback text of this provider is on its way.")
        missed = LoopbackMissed(name, health.loop.message)
        return Accepted((missed, *_passed_over(state, name, AlarmKind.LOOPBACK_MISSED)))
    if is_disproved(state, name):
        return Accepted(tuple(restored(state, name, "loopback")))
    provider = provider_of(state, name)
    if provider is None or not provider.loopback_to:
        return Refused(Reason.NO_LOOPBACK, "No number to prove this provider by is set.")
    return Accepted(_sent(state, provider, context, SYSTEM))


def prove(
    state: PagingState, command: ProveProvider, context: Context[Known]
) -> Accepted[Fact] | Refused:
    provider = provider_of(state, command.provider)
    if provider is None or not provider.loopback_to:
        detail = "This provider is unknown, or its [[gateway]] has no loopback number."
        return Refused(Reason.NO_LOOPBACK, detail)
    if state.health.get(provider.name, Health()).loop is not None:
        detail = "A loopback text of this provider is on its way already."
        return Refused(Reason.LOOPBACK_UNDER_WAY, detail)
    return Accepted(_sent(state, provider, context, command.by))


def _sent(
    state: PagingState, provider: Provider, context: Context[Known], by: str
) -> tuple[Fact, ...]:
    letters = [LETTERS[context.draw(len(LETTERS))] for _ in range(LOOPBACK_TOKEN_LETTERS)]
    text = WORDS.format(token="".join(letters))
    name = f"M-{state.message_count + 1}"
    subject = f"loopback:{provider.name}"
    return (
        LoopbackSent(
            provider.name,
            name,
            words_hash(text),
            provider.loopback_from,
            context.now + timedelta(seconds=LOOPBACK_BACK_S),
            by,
        ),
        MessageQueued(
            name,
            "",
            subject,
            provider.channel,
            Private(subject, provider.loopback_to),
            Private(subject, text),
            Purpose.LOOPBACK,
            urgent=False,
        ),
    )

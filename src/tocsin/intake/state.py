"""What intake remembers: raw signals not yet read, ids already seen, unknown numbers."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import IncidentClosed, IncidentOpened
from tocsin.facts.reaching import LoopbackReturned
from tocsin.facts.signals import (
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
from tocsin.facts.system import PersonErased
from tocsin.facts.trials import TrialArrived
from tocsin.intake.turns import Turns
from tocsin.kernel.agenda import Agenda
from tocsin.kernel.limits import PROVIDER_ID_MEMORY_S, STRANGERS_OPEN_MAX
from tocsin.kernel.numbers import Numbers
from tocsin.kernel.private import Private

UNREAD: Final = "unread:"
"""The key on the agenda of all that waits to be read. No signal is called so."""


class Unread(msgspec.Struct, frozen=True):
    """A raw signal that is durable and waits to be read."""

    signal: str
    gateway: str
    raw: Private
    at: datetime


class Seen(msgspec.Struct, frozen=True):
    """A provider's id that was read, when, and whose it was."""

    signal: str
    at: datetime
    sender: str = ""


class Asked(msgspec.Struct, frozen=True):
    """A text whose sender was asked which page it answers; `settled_by` says that they said it."""

    signal: str
    sender: str
    pages: tuple[str, ...]
    answer_by: datetime
    settled_by: str = ""


class IntakeState(msgspec.Struct):
    """The fold of every fact that intake cares about."""

    unread: dict[str, Unread] = {}
    turns: Turns = msgspec.field(default_factory=Turns)
    strangers_open: set[str] = set()
    asked: dict[str, Asked] = {}
    seen: dict[str, Seen] = {}
    unknown: Numbers = msgspec.field(default_factory=Numbers)
    unknown_count: int = 0
    received_count: int = 0
    refused_at: dict[str, datetime] = {}
    agenda: Agenda = msgspec.field(default_factory=Agenda)


def seen_key(gateway: str, provider_id: str) -> str:
    """How a provider's id is remembered."""
    return f"{gateway} {provider_id}"


def _received(state: IntakeState, fact: SignalReceived, at: datetime) -> None:
    state.unread[fact.signal] = Unread(fact.signal, fact.gateway, fact.raw, at)
    state.received_count += 1
    state.turns.add(fact.signal, fact.voice or fact.gateway, stranger=fact.stranger)
    _touch(state, at)


def reads_strangers(state: IntakeState) -> bool:
    """Whether what strangers say is read now: not while far too many of them are open."""
    return len(state.strangers_open) < STRANGERS_OPEN_MAX


def _touch(state: IntakeState, at: datetime) -> None:
    """Look at what is unread from the moment on at which any of it may be read."""
    known = len(state.unread) - state.turns.strangers
    if not known and not (state.turns.strangers and reads_strangers(state)):
        state.agenda.set(UNREAD, None)
    elif state.agenda.get(UNREAD) is None:
        state.agenda.set(UNREAD, at)


def _done(state: IntakeState, signal: str, at: datetime) -> Unread | None:
    unread = state.unread.pop(signal, None)
    state.turns.done(signal)
    _touch(state, at)
    return unread


def _opened(state: IntakeState, fact: IncidentOpened, at: datetime) -> None:
    if fact.sender.startswith("unknown:"):
        state.strangers_open.add(fact.incident)
        _touch(state, at)


def _closed(state: IntakeState, fact: IncidentClosed, at: datetime) -> None:
    state.strangers_open.discard(fact.incident)
    _touch(state, at)


def _read(state: IntakeState, fact: SignalRead, at: datetime) -> None:
    unread = _done(state, fact.signal, at)
    if unread is None or not fact.provider_id:
        return
    _forget(state, at - timedelta(seconds=PROVIDER_ID_MEMORY_S))
    state.seen[seen_key(unread.gateway, fact.provider_id)] = Seen(fact.signal, at, fact.sender)


def _forget(state: IntakeState, before: datetime) -> None:
    """Drop ids older than any gateway redelivers; a dict keeps the oldest first."""
    while state.seen:
        oldest = next(iter(state.seen))
        if state.seen[oldest].at >= before:
            return
        del state.seen[oldest]


def _looped(state: IntakeState, fact: LoopbackReturned | TrialArrived, at: datetime) -> None:
    if not fact.signal:
        return  # No text came: a receipt says so, or somebody typed what their phone shows.
    unread = _done(state, fact.signal, at)
    if unread is not None and fact.provider_id:
        _forget(state, at - timedelta(seconds=PROVIDER_ID_MEMORY_S))
        state.seen[seen_key(unread.gateway, fact.provider_id)] = Seen(fact.signal, at)


def _repeated(state: IntakeState, fact: SignalRepeated, at: datetime) -> None:
    _done(state, fact.signal, at)


def _unreadable(state: IntakeState, fact: SignalUnreadable, at: datetime) -> None:
    _done(state, fact.signal, at)


def _unknown(state: IntakeState, fact: UnknownSenderSeen, _at: datetime) -> None:
    state.unknown_count += 1
    if fact.number.text is not None:
        state.unknown[fact.number.text] = fact.sender


def _asked(state: IntakeState, fact: MeaningAsked, _at: datetime) -> None:
    state.asked[fact.signal] = Asked(fact.signal, fact.sender, fact.pages, fact.answer_by)
    state.agenda.set(fact.signal, fact.answer_by)


def _answered(state: IntakeState, fact: PageAnswered, at: datetime) -> None:
    for asked in list(state.asked.values()):
        if asked.sender == fact.recipient and fact.page in asked.pages:
            settled = msgspec.structs.replace(asked, settled_by=fact.signal or fact.by)
            state.asked[asked.signal] = settled
            state.agenda.set(asked.signal, at)


def _over(state: IntakeState, fact: MeaningSettled | SosRaised, _at: datetime) -> None:
    if state.asked.pop(fact.signal, None) is not None:
        state.agenda.set(fact.signal, None)


def _erased(state: IntakeState, fact: PersonErased, _at: datetime) -> None:
    state.unknown.forget(fact.subject)


def _refused(state: IntakeState, fact: HookRefused, at: datetime) -> None:
    state.refused_at[fact.gateway] = at


EVOLVERS: Final[Mapping[type[Fact], Callable[[IntakeState, Any, datetime], None]]] = {
    SignalReceived: _received,
    SignalRead: _read,
    SignalRepeated: _repeated,
    LoopbackReturned: _looped,
    TrialArrived: _looped,
    SignalUnreadable: _unreadable,
    UnknownSenderSeen: _unknown,
    MeaningAsked: _asked,
    PageAnswered: _answered,
    MeaningSettled: _over,
    SosRaised: _over,
    PersonErased: _erased,
    HookRefused: _refused,
    IncidentOpened: _opened,
    IncidentClosed: _closed,
}

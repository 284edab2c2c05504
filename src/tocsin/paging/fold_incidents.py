"""How facts about incidents and units change what paging owes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import (
    CancelVerificationRequested,
    CancelVerified,
    CheckBackRequested,
    CommandLapsed,
    CommandRenewed,
    CommandTaken,
    DuressDeclared,
    IncidentClosed,
    IncidentOpened,
    SignalJoined,
)
from tocsin.facts.pages import (
    EscalationStepStarted,
    Purpose,
    UpdatePaged,
)
from tocsin.facts.search import (
    PersonFound,
    SearchEnded,
    SearchTaskEnded,
    SearchTaskGiven,
    SearchTaskOverdue,
    SegmentCleared,
)
from tocsin.facts.sightings import SightingTexted
from tocsin.facts.signals import CancelGiven, SignalRead
from tocsin.facts.units import UnitCleared, UnitDispatched, UnitEnRoute
from tocsin.paging import fold_pages as pages
from tocsin.paging import owed
from tocsin.paging.state import (
    Echo,
    EchoKind,
    Escalation,
    PagingState,
)


def _read(state: PagingState, fact: SignalRead, _at: datetime) -> None:
    state.numbers[fact.signal] = fact.number


def _sighted(state: PagingState, fact: SightingTexted, at: datetime) -> None:
    number = state.numbers.pop(fact.signal, None)
    if number is not None:
        echo = Echo(EchoKind.SIGHTING, fact.sender, number)
        owed.owe_echo(state, f"{EchoKind.SIGHTING}|{fact.signal}", echo, at)


def _opened(state: PagingState, fact: IncidentOpened, at: datetime) -> None:
    number = state.numbers.pop(fact.signal, None)
    opened = Escalation(fact.incident, fact.sender, number, fact.silent, fact.policy, at)
    owed.put(state, opened)
    owed.echo_sender(state, opened, EchoKind.SOS, fact.signal, at)


def _joined(state: PagingState, fact: SignalJoined, at: datetime) -> None:
    number = state.numbers.pop(fact.signal, None)
    owed.owe_update(state, fact.incident, "text", fact.signal, at)
    escalation = state.escalations.get(fact.incident)
    if escalation is not None and escalation.number is None and number is not None:
        # The watch opened it before she wrote: this is the first that her phone says.
        # A duress code may have opened it as well, so it is answered like a first SOS, now.
        escalation = owed.change(state, fact.incident, number=number) or escalation
        if not escalation.silent:
            echo = Echo(EchoKind.SOS, escalation.sender, number, fact.incident, late=True)
            owed.owe_echo(state, f"{EchoKind.SOS}|{fact.incident}|{fact.signal}", echo, at)
        return
    # An unknown number gets one answer only: two machines could otherwise
    # answer each other for ever.
    if escalation is not None and not escalation.sender.startswith("unknown:"):
        owed.echo_sender(state, escalation, EchoKind.UPDATE, fact.signal, at)


def _cancel_given(state: PagingState, fact: CancelGiven, at: datetime) -> None:
    state.numbers.pop(fact.signal, None)
    first = not getattr(state.escalations.get(fact.incident), "cancelled", True)
    escalation = owed.change(state, fact.incident, cancelled=True)
    owed.echo_sender(state, escalation, EchoKind.CANCEL, fact.signal, at)
    if first and not fact.duress:
        owed.owe_update(state, fact.incident, "cancel", fact.signal, at)


def _verify_requested(state: PagingState, fact: CancelVerificationRequested, at: datetime) -> None:
    """First whoever is in command, else the step; when unanswered, everybody paged."""
    before = state.escalations.get(fact.incident)
    if before is None:
        return
    escalation = owed.change(state, fact.incident, verifying=True) or before
    asked = (f"person:{escalation.commander}",) if escalation.commander else ()
    if before.verifying or not asked:
        paged = [state.pages[name].recipient for name in escalation.pages if name in state.pages]
        asked = tuple(dict.fromkeys((*asked, *escalation.recipients, *paged)))
    for recipient in asked:
        if recipient.startswith("person:"):
            owed.want_page(state, escalation, recipient, Purpose.VERIFY_CANCEL, at)
    pages.touch_pages(state, fact.incident, at)


def _verified(state: PagingState, fact: CancelVerified, at: datetime) -> None:
    owed.change(state, fact.incident, verifying=False)
    owed.owe_update(state, fact.incident, "safe" if fact.safe else "not_safe", "", at)
    pages.touch_pages(state, fact.incident, at)


def _duress(state: PagingState, fact: DuressDeclared, at: datetime) -> None:
    owed.owe_update(state, fact.incident, "duress", fact.signal, at)


def _taken(state: PagingState, fact: CommandTaken, at: datetime) -> None:
    recipient = f"person:{fact.person}"
    before = state.escalations.get(fact.incident)
    if before is None:
        return
    acknowledged = tuple(dict.fromkeys((*before.acknowledged, recipient)))
    escalation = owed.change(
        state, fact.incident, commander=fact.person, acknowledged=acknowledged, asked=False
    )
    owed.echo_sender(state, escalation, EchoKind.COMMAND, fact.person, at)
    owed.owe_update(state, fact.incident, "command", fact.person, at)
    pages.touch_pages(state, fact.incident, at)


def _lapsed(state: PagingState, fact: CommandLapsed, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is None:
        return
    owed.change(
        state,
        fact.incident,
        commander="",
        asked=False,
        since=at,
        round=before.round + 1,
        step=0,
        widened=False,
        acknowledged=(),
        held_until=None,
        until=None,
    )
    pages.touch_pages(state, fact.incident, at)


def _renewed(state: PagingState, fact: CommandRenewed, at: datetime) -> None:
    owed.change(state, fact.incident, asked=False)
    pages.touch_pages(state, fact.incident, at)


def _check_back(state: PagingState, fact: CheckBackRequested, at: datetime) -> None:
    escalation = owed.change(state, fact.incident, asked=True)
    if escalation is not None:
        owed.want_page(state, escalation, f"person:{fact.person}", Purpose.CHECK_BACK, at)
    pages.touch_pages(state, fact.incident, at)


def _closed(state: PagingState, fact: IncidentClosed, at: datetime) -> None:
    owed.owe_update(state, fact.incident, "closed", "", at)
    escalation = owed.change(state, fact.incident, closed=True)
    for key, want in list(state.wants.items()):
        if [*want.incidents] == [fact.incident]:
            owed.unwant(state, key)
    pages.touch_pages(state, fact.incident, at)
    if escalation is not None and not escalation.pages:
        pages.drop(state, fact.incident)


def _step_started(state: PagingState, fact: EscalationStepStarted, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    # Whoever is in command has answered, also for a step that begins because the
    # one before wanted more people than answered.
    owner = (f"person:{before.commander}",) if before and before.commander else ()
    escalation = owed.change(
        state,
        fact.incident,
        round=fact.round,
        step=fact.step,
        widened=fact.widened,
        recipients=fact.recipients,
        need=fact.need,
        until=fact.until,
        acknowledged=owner,
        held_until=None,
    )
    for recipient in fact.recipients if escalation else ():
        if escalation is not None:
            owed.want_page(state, escalation, recipient, Purpose.SOS, at)


def _dispatched(state: PagingState, fact: UnitDispatched, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None:
        escalation = owed.change(state, fact.incident, units=(*before.units, fact.unit)) or before
        owed.want_page(state, escalation, f"unit:{fact.unit}", Purpose.DISPATCH, at)
        pages.touch_pages(state, fact.incident, at)


def _rolling(state: PagingState, fact: UnitEnRoute, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None and not before.rolling:
        escalation = owed.change(state, fact.incident, rolling=True)
        owed.echo_sender(state, escalation, EchoKind.ROLLING, fact.unit, at)


def _cleared(state: PagingState, fact: UnitCleared, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None:
        owed.change(state, fact.incident, units=tuple(u for u in before.units if u != fact.unit))
        pages.touch_pages(state, fact.incident, at)


def _task_given(state: PagingState, fact: SearchTaskGiven, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None:
        escalation = owed.change(state, fact.incident, tasks=(*before.tasks, fact.task)) or before
        owed.want_page(state, escalation, fact.recipient, Purpose.SEARCH, at, fact.task)


def _task_over(state: PagingState, fact: SegmentCleared | SearchTaskEnded, at: datetime) -> None:
    before = state.escalations.get(fact.incident)
    if before is not None:
        rest = tuple(task for task in before.tasks if task != fact.task)
        owed.change(state, fact.incident, tasks=rest)
        for key, want in list(state.wants.items()):
            if want.task == fact.task:
                owed.unwant(state, key)
        if isinstance(fact, SearchTaskEnded) and fact.reason in ("withdrawn", "replanned"):
            owed.owe_update(state, fact.incident, fact.reason, fact.task, at)
        pages.touch_pages(state, fact.incident, at)


def _search_ended(state: PagingState, fact: SearchEnded, at: datetime) -> None:
    """Whoever still looks for her is called back; found and closed are told by themselves."""
    if fact.reason not in ("found", "closed"):
        owed.owe_update(state, fact.incident, "called_off", "", at)


def _task_overdue(state: PagingState, fact: SearchTaskOverdue, at: datetime) -> None:
    """Ask the searcher once more, and tell everybody else: silence is not safety."""
    escalation = state.escalations.get(fact.incident)
    if escalation is not None:
        owed.want_page(state, escalation, fact.recipient, Purpose.SEARCH, at, fact.task)
        owed.owe_update(state, fact.incident, "overdue", fact.task, at)


def _found(state: PagingState, fact: PersonFound, at: datetime) -> None:
    owed.owe_update(state, fact.incident, "found", fact.segment, at)


def _update_paged(state: PagingState, fact: UpdatePaged, at: datetime) -> None:
    if fact.what == "text" and fact.incident in state.escalations:
        state.words_at[fact.incident] = at
    key = owed.update_key(fact.incident, fact.what, fact.signal)
    update = state.updates.get(key)
    if update is None:
        return
    update.signals.pop(fact.signal, None)
    if not update.signals:
        del state.updates[key]
        state.agenda.set(f"update:{key}", None)


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    SignalRead: _read,
    SightingTexted: _sighted,
    IncidentOpened: _opened,
    SignalJoined: _joined,
    CancelGiven: _cancel_given,
    CancelVerificationRequested: _verify_requested,
    CancelVerified: _verified,
    DuressDeclared: _duress,
    CommandTaken: _taken,
    CommandLapsed: _lapsed,
    CommandRenewed: _renewed,
    CheckBackRequested: _check_back,
    IncidentClosed: _closed,
    EscalationStepStarted: _step_started,
    UnitDispatched: _dispatched,
    UnitEnRoute: _rolling,
    UnitCleared: _cleared,
    UpdatePaged: _update_paged,
    SearchTaskGiven: _task_given,
    SegmentCleared: _task_over,
    SearchTaskEnded: _task_over,
    SearchTaskOverdue: _task_overdue,
    PersonFound: _found,
    SearchEnded: _search_ended,
}

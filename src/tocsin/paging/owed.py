"""What is owed to whom: pages wanted, updates, echoes; and the escalation they hang on."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tocsin.facts.pages import Purpose
from tocsin.kernel.limits import ROUTINE_BUNDLE_S, UPDATE_GATHER_S
from tocsin.paging import escalation as moves
from tocsin.paging.state import (
    Echo,
    EchoKind,
    Escalation,
    PagingState,
    Update,
    Want,
)


def want(state: PagingState, want: Want) -> None:
    """Merge with what is wanted already; routine wants wait for the recipient's next bundle."""
    key = want.key()
    at = want.at
    last = state.bundled_at.get(want.recipient)
    if not want.urgent and last is not None:
        at = max(at, last + timedelta(seconds=want.every_s))
    known = state.wants.get(key)
    if known is not None:
        # Thousands may be wanted of one recipient in a storm: each is added, not all again.
        known.incidents.update(want.incidents)
        known.alarms.update(want.alarms)
        want = known
        at = min(at, known.at)
    state.wants[key] = replace(want, at=at)
    state.agenda.set(f"want:{key}", at)


def unwant(state: PagingState, key: str) -> None:
    state.wants.pop(key, None)
    state.agenda.set(f"want:{key}", None)


def want_page(
    state: PagingState,
    escalation: Escalation,
    recipient: str,
    purpose: Purpose,
    at: datetime,
    task: str = "",
) -> None:
    """Somebody is wanted for an incident; never its sender, whose phone may be watched."""
    if recipient == escalation.sender:
        return
    urgent = escalation.policy.bundle_s == 0 or purpose is not Purpose.SOS
    every_s = escalation.policy.bundle_s or ROUTINE_BUNDLE_S
    incidents = {escalation.incident: None}
    want(state, Want(recipient, purpose, urgent, at, incidents, every_s=every_s, task=task))


def owe_update(state: PagingState, incident: str, what: str, signal: str, at: datetime) -> None:
    escalation = state.escalations.get(incident)
    if escalation is None:
        return
    if escalation.policy.bundle_s and what == "text":
        for recipient in escalation.recipients:
            want_page(state, escalation, recipient, Purpose.SOS, at)
        return
    last = state.words_at.get(incident) if what == "text" else None
    if last is not None:
        # Her first words go at once, and what follows in the same breath goes together.
        at = max(at, last + timedelta(seconds=UPDATE_GATHER_S))
    key = update_key(incident, what, signal)
    known = state.updates.setdefault(key, Update(incident, what, {}))
    known.signals[signal] = None
    earliest = state.agenda.get(f"update:{key}") or at
    state.agenda.set(f"update:{key}", min(at, earliest))


def update_key(incident: str, what: str, signal: str) -> str:
    """Where an update waits; her texts wait together."""
    return f"{incident}|text" if what == "text" else f"{incident}|{what}|{signal}"


def owe_echo(state: PagingState, key: str, echo: Echo, at: datetime) -> None:
    # A device or a neighbour has no number that takes a text.
    if echo.number.text and ":" not in echo.number.text:
        state.echoes[key] = echo
        state.agenda.set(f"echo:{key}", at)


def drop_echo(state: PagingState, key: str) -> None:
    state.echoes.pop(key, None)
    state.agenda.set(f"echo:{key}", None)


def echo_sender(
    state: PagingState, escalation: Escalation | None, kind: EchoKind, ref: str, at: datetime
) -> None:
    """Tell the sender, unless the plan is silent or a cancel was given on that phone.

    After a cancel nothing more is sent: safe and duress must look the same to
    whoever holds the phone.
    """
    if escalation is None or escalation.silent or escalation.number is None:
        return
    if escalation.cancelled and kind is not EchoKind.CANCEL:
        return
    echo = Echo(kind, escalation.sender, escalation.number, escalation.incident)
    owe_echo(state, f"{kind}|{escalation.incident}|{ref}", echo, at)


def put(state: PagingState, escalation: Escalation) -> None:
    state.escalations[escalation.incident] = escalation
    state.agenda.set(f"escalation:{escalation.incident}", moves.next_moment(escalation))


def change(state: PagingState, incident: str, **changes: Any) -> Escalation | None:
    before = state.escalations.get(incident)
    if before is None:
        return None
    after = replace(before, **changes)
    put(state, after)
    return after

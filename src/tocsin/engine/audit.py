"""The auditor: every open incident has a next moment, and time does not stand still.

It is asked every few seconds, costs the open incidents only, and the outside
heartbeat leaves only when it finds nothing: silence raises the alarm elsewhere.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from tocsin.agency.pushes import live
from tocsin.engine.findings import Finding
from tocsin.engine.questions import Waits
from tocsin.engine.stages import State, agendas
from tocsin.facts.system import AlarmKind
from tocsin.kernel.ids import PUSH
from tocsin.kernel.limits import PAGE_UNSENT_S, TICK_LATE_S
from tocsin.paging.message import is_going
from tocsin.paging.state import Message, MessageStatus
from tocsin.response.search import search_owed

CRITICAL: Final = frozenset({AlarmKind.NO_NEXT_MOMENT, AlarmKind.TICK_LATE, AlarmKind.PAGE_UNSENT})
"""While one of these stands, the outside heartbeat is withheld."""


def next_moment(state: State, incident: str) -> datetime | None:
    """When an open incident will be looked at again, by response or by paging."""
    moments = (
        state.response.agenda.get(f"incident:{incident}"),
        state.paging.agenda.get(f"escalation:{incident}"),
    )
    return min((at for at in moments if at is not None), default=None)


def audit(state: State, now: datetime) -> Iterator[Finding]:
    """Everything that breaks the promise that an open SOS cannot go quiet."""
    for name, incident in state.response.incidents.items():
        if incident.is_open and next_moment(state, name) is None:
            detail = f"{name} is open and nothing will look at it again."
            yield Finding(AlarmKind.NO_NEXT_MOMENT, name, detail)
    yield from _channels_without_provider(state)
    yield from _pages_unsent(state, now)
    late = now - timedelta(seconds=TICK_LATE_S)
    # An echo waits for the disk on purpose; whatever else is late is late by itself.
    overdue = [
        at
        for agenda in agendas(state)
        for key in agenda.due(late)
        if not key.startswith("echo:")
        and not _only_plans(state, key, late)
        and (at := agenda.get(key)) is not None
        and at < late
    ]
    if overdue:
        seconds = round((now - min(overdue)).total_seconds())
        detail = f"Something due has waited {seconds} s."
        yield Finding(AlarmKind.TICK_LATE, "engine", detail)


def _only_plans(state: State, key: str, at: datetime) -> bool:
    """Whether what is due is a search that waits for its planner, and for nothing else.

    That is worked out beside the loop: it may take long, and holds nobody up.
    """
    kind, _, name = key.partition(":")
    incident = state.response.incidents.get(name) if kind == "search" else None
    if incident is None or incident.search is None:
        return False
    owed = search_owed(name, incident.search, at)
    return bool(owed) and all(isinstance(one, Waits) for one in owed)


def _channels_without_provider(state: State) -> Iterator[Finding]:
    """Somebody is to be reached by a channel that this service has no way out for."""
    provided = {provider.channel for provider in state.paging.providers}
    everybody = (*state.agency.staff.values(), *state.agency.units.values())
    for channel, field in (("sms", "numbers"), ("email", "emails"), ("apprise", "services")):
        if channel not in provided and any(getattr(one, field) for one in everybody):
            detail = f"The agency file has {field}, but no provider for {channel} is configured."
            yield Finding(AlarmKind.NO_PROVIDER, channel, detail)
    if PUSH not in provided and any(live(state.agency, who) for who in state.agency.pushes):
        detail = "Browsers are subscribed, but no provider for push is configured."
        yield Finding(AlarmKind.NO_PROVIDER, PUSH, detail)


def _pages_unsent(state: State, now: datetime) -> Iterator[Finding]:
    """A life-safety page that no provider has taken, on any channel, for too long."""
    before = now - timedelta(seconds=PAGE_UNSENT_S)
    for name, page in state.paging.pages.items():
        if not page.urgent or page.answer is not None or page.at > before:
            continue
        messages = [m for m in map(state.paging.messages.get, page.messages) if m is not None]
        is_out = any(map(_is_out, messages))
        if not is_out and any(map(is_going, messages)):
            detail = f"Page {name} was taken by no provider for {PAGE_UNSENT_S} s."
            yield Finding(AlarmKind.PAGE_UNSENT, name, detail)


def _is_out(message: Message) -> bool:
    """What a push service took may be dropped by it: only its browser can say more."""
    return message.status is MessageStatus.DELIVERED or (
        message.status is MessageStatus.ACCEPTED and message.channel != PUSH
    )

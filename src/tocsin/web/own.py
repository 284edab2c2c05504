"""What somebody who asked for help sees of it on their own page: how far help is, and no more.

Whoever holds the phone may not be its owner.
"""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.engine.stages import State
from tocsin.facts.agency import Role
from tocsin.facts.pages import Purpose
from tocsin.paging.state import MessageStatus, Page
from tocsin.response.incident import Incident
from tocsin.response.state import is_moving
from tocsin.web.shown import OwnShown

_SAID_FIRST: Final = (
    Role.SUPERVISOR,
    Role.SAFETY_COORDINATOR,
    Role.DISPATCHER,
    Role.TELECOMMUNICATOR,
)
_LEFT: Final = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED})


def own_shown(state: State, person: str) -> tuple[OwnShown, ...]:
    """What a sender may see of their own SOS: that it is heard, and how far help is.

    Nothing where the plan is silent, nor where her phone was told nothing. After a
    cancel nothing changes any more: safe and duress look the same to whoever holds the phone.
    """
    mine = (
        incident
        for incident in state.response.incidents.values()
        if incident.sender == f"person:{person}" and not incident.silent and not incident.quiet
    )
    return tuple(_shown(state, i) for i in sorted(mine, key=lambda i: i.opened_at, reverse=True))


def _own_state(state: State, incident: Incident) -> str:
    if not incident.is_open:
        return "closed"
    if incident.cancel is not None:
        return "cancel_received"
    if is_moving(state.response, incident):
        return "help_on_the_way"
    if incident.commander:
        return "taken"
    escalation = state.paging.escalations.get(incident.incident)
    return "paged" if escalation is not None and escalation.step > 0 else "accepted"


def _shown(state: State, incident: Incident) -> OwnShown:
    said = _own_state(state, incident)
    shown = OwnShown(incident.incident, said, incident.opened_at, incident.is_open)
    if incident.cancel is not None or not incident.is_open:
        return shown
    called = {page.recipient for page in _pages(state, incident) if _left(state, page)}
    reached = {page.recipient for page in _pages(state, incident) if _got(state, page)}
    role = _role(state, incident.commander)
    return replace(shown, called=len(called | reached), reached=len(reached), taken_by=role)


def _pages(state: State, incident: Incident) -> Iterator[Page]:
    escalation = state.paging.escalations.get(incident.incident)
    for name in escalation.pages if escalation is not None else ():
        page = state.paging.pages.get(name)
        if page is not None and page.purpose is Purpose.SOS and page.recipient != incident.sender:
            yield page


def _left(state: State, page: Page) -> bool:
    sent = (state.paging.messages.get(name) for name in page.messages)
    return any(one is not None and one.status in _LEFT for one in sent)


def _got(state: State, page: Page) -> bool:
    """Whether it is known that it reached them: by a receipt, or because they answered."""
    sent = (state.paging.messages.get(name) for name in page.messages)
    arrived = any(one is not None and one.status is MessageStatus.DELIVERED for one in sent)
    return arrived or page.answer is not None


def _role(state: State, commander: str) -> str:
    staff = state.agency.staff.get(commander)
    if staff is None:
        return ""
    return next((str(role) for role in _SAID_FIRST if role in staff.roles), str(Role.WORKER))

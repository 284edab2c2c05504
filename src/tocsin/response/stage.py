"""Response decides: open, join, own, send, verify, close."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final, Protocol

import msgspec

from tocsin.facts.agency import Policy, SafetyPlan
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import (
    CancelVerificationRequested,
    CancelVerified,
    CheckBackRequested,
    CommandLapsed,
    CommandRenewed,
    CommandTaken,
    Disposition,
    DuressDeclared,
    Evidence,
    IncidentClosed,
    IncidentLinked,
    IncidentNoted,
    IncidentOpened,
    SignalJoined,
)
from tocsin.facts.threats import ThreatKind
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Asks, Refused
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits import CANCEL_ANSWER_S
from tocsin.kernel.private import Private
from tocsin.response import place, searching, sending, strangers
from tocsin.response.handover import HandOver, HandoverCommand, ReceiveHandover, decide_handover
from tocsin.response.incident import (
    TAKEN_MEANWHILE,
    DeclareDuress,
    Incident,
    LapseCommand,
    RenewCommand,
    RequestCancelVerification,
    RequestCheckBack,
    TakeCommand,
    VerifyCancel,
    lease_end,
    owed,
)
from tocsin.response.locating import (
    GiveLocation,
    Places,
    from_phone,
    from_sources,
    from_words,
    heard,
    locate,
)
from tocsin.response.release import ReleaseDocument, release
from tocsin.response.roads import OpenRoad, RoadCommand, SetRoad, decide_road
from tocsin.response.search import SearchCommand, search_owed
from tocsin.response.searching import Terrain, decide_search
from tocsin.response.sending import DispatchUnit, Fleet, MoveUnit, SetUnitService
from tocsin.response.state import SOS, Raised, ResponseState, is_moving
from tocsin.response.strangers import CloseStranger


class Known(Fleet, Terrain, Places, strangers.Known, Protocol):
    """What response needs to know of the other stages and of the ground."""

    def policy_for(self, *, verified: bool, kind: str = SOS) -> Policy:
        """The escalation policy for a known or an unknown sender. There always is one."""
        ...

    def safety_plan(self, sender: str) -> SafetyPlan | None:
        """The safety plan of this sender."""
        ...

    def is_active(self, person: str) -> bool:
        """Whether this person works here now."""
        ...


class TakeUpSignal(msgspec.Struct, frozen=True):
    """An SOS belongs to no incident yet."""

    signal: str


class AddNote(msgspec.Struct, frozen=True):
    """Somebody remarks something."""

    incident: str
    by: str
    text: str


class LinkIncidents(msgspec.Struct, frozen=True):
    """Two incidents are related."""

    incident: str
    other: str
    reason: str


class CloseIncident(msgspec.Struct, frozen=True):
    """End the incident with a disposition."""

    incident: str
    by: str
    disposition: Disposition
    note: str = ""


Command = (
    TakeUpSignal
    | TakeCommand
    | RenewCommand
    | RequestCheckBack
    | LapseCommand
    | DeclareDuress
    | RequestCancelVerification
    | VerifyCancel
    | GiveLocation
    | AddNote
    | LinkIncidents
    | CloseIncident
    | CloseStranger
    | ReleaseDocument
    | DispatchUnit
    | MoveUnit
    | SetUnitService
    | SearchCommand
    | RoadCommand
    | HandoverCommand
)


class Reason(StrEnum):
    """Why response says no, in order of precedence."""

    SIGNAL_UNKNOWN = "signal_unknown"
    INCIDENT_UNKNOWN = "incident_unknown"
    INCIDENT_CLOSED = "incident_closed"
    PERSON_NOT_ACTIVE = "person_not_active"
    OWN_SOS = "own_sos"
    COMMAND_ALREADY_TAKEN = "command_already_taken"
    COMMAND_CHANGED = "command_changed"
    NOBODY_IN_COMMAND = "nobody_in_command"
    NO_CANCEL_GIVEN = "no_cancel_given"
    CANCEL_NOT_VERIFIED = "cancel_not_verified"
    UNITS_STILL_ASSIGNED = "units_still_assigned"
    TEXT_EMPTY = "text_empty"


NOBODY_SENT: Final = "none"
"""The response to a risk that rose: somebody takes it in hand, no unit is sent."""


def due(state: ResponseState, now: datetime, most: int | None = None) -> list[Command]:
    """Everything response owes at this moment."""
    commands: list[Command] = []
    for key in state.agenda.due(now, most=most):
        kind, _, name = key.partition(":")
        if kind == "signal":
            commands.append(TakeUpSignal(name))
        elif kind == "unit":
            commands.extend(sending.owed_moves(state, name))
        elif kind == "road":
            commands.append(OpenRoad(name, SYSTEM))
        elif kind == "search":
            search = state.incidents[name].search if name in state.incidents else None
            commands.extend(search_owed(name, search, now) if search else ())
        elif name in state.incidents:
            incident = state.incidents[name]
            commands.extend(owed(incident, now, moving=is_moving(state, incident)))
    return commands


def decide(
    state: ResponseState, command: Command, context: Context[Known]
) -> Accepted[Fact] | Refused | Asks[object]:
    """Decide one command of response."""
    if isinstance(command, TakeUpSignal):
        return _take_up(state, command, context)
    if isinstance(command, SetUnitService):
        return sending.set_service(state, command)
    if isinstance(command, MoveUnit):
        return sending.move_unit(state, command)
    if isinstance(command, SetRoad | OpenRoad):
        return decide_road(state.roads, state.road_count, command, context.now, context.view.doubt)
    if isinstance(command, HandOver | ReceiveHandover):
        take = partial(_take_command, context=context)
        busy = partial(_assigned, state)
        return decide_handover(state, command, take, busy, context.view.is_active)
    incident = state.incidents.get(command.incident)
    if incident is None:
        return Refused(Reason.INCIDENT_UNKNOWN, "There is no such incident in memory.")
    if isinstance(command, ReleaseDocument):
        return release(incident.released, command, is_open=incident.is_open)
    if not incident.is_open:
        return Refused(Reason.INCIDENT_CLOSED, "The incident is closed; open ones accept this.")
    return _decide_open(state, incident, command, context)


def _decide_open(
    state: ResponseState, incident: Incident, command: Command, context: Context[Known]
) -> Accepted[Fact] | Refused | Asks[object]:
    name = incident.incident
    match command:
        case TakeCommand():
            return _take_command(incident, command, context)
        case RenewCommand() | RequestCheckBack() | LapseCommand():
            return _lease(incident, command, context.now)
        case DeclareDuress():
            signal = incident.cancel.signal if incident.cancel else ""
            return Accepted((DuressDeclared(name, signal),))
        case RequestCancelVerification() | VerifyCancel():
            return _cancel(incident, command, context.now)
        case GiveLocation():
            return locate(incident, command, context.now, context.view)
        case AddNote():
            if not command.text.strip():
                return Refused(Reason.TEXT_EMPTY, "A note needs at least one word.")
            note = Private(incident.sender, command.text)
            return Accepted((IncidentNoted(name, command.by, note),))
        case LinkIncidents():
            if command.other not in state.incidents:
                return Refused(Reason.INCIDENT_UNKNOWN, "The other incident is not in memory.")
            return Accepted((IncidentLinked(name, command.other, command.reason),))
        case CloseIncident():
            return _close(state, incident, command)
        case CloseStranger():
            why = strangers.refused(incident, command, context.view)
            return why or _close(state, incident, command)
        case DispatchUnit():
            return sending.dispatch(state, incident, command, context.view)
        case (
            TakeUpSignal()
            | MoveUnit()
            | SetUnitService()
            | SetRoad()
            | OpenRoad()
            | ReleaseDocument()
            | HandOver()
            | ReceiveHandover()
        ):
            raise AssertionError(command)
        case _:
            return decide_search(incident, command, context.now, context.view)


def _take_up(
    state: ResponseState, command: TakeUpSignal, context: Context[Known]
) -> Accepted[Fact] | Refused:
    raised = state.raised.get(command.signal)
    if raised is None:
        return Refused(Reason.SIGNAL_UNKNOWN, "This signal belongs to an incident already.")
    found = state.words.get(raised.signal)
    text = found[0].text.text if found and found[0].text else None
    view = context.view

    words = partial(from_words, raised.signal, raised.sender, text or "", raised.at, view)
    phone = partial(from_phone, raised.sender, view)

    def roster() -> list[Evidence]:
        return place.from_roster(view.rostered_place(raised.sender, raised.at), raised.at)

    walk = partial(view.walk_evidence, raised.sender)
    is_threat = raised.kind != SOS
    sources = (lambda: list(raised.evidence),) if is_threat else (words, walk)
    told = tuple(_told(state, raised, text, view)) if text else ()
    current = state.open_by_sender.get(raised.sender)
    risk = state.open_risks.get(raised.sender)
    if current is None and raised.kind == ThreatKind.RISK:
        current = risk
    if current is not None:
        return Accepted(
            (
                SignalJoined(current, raised.signal),
                *from_sources(current, raised.sender, *sources),
                *_duress_now(current, raised),
                *told,
            )
        )
    name = f"I-{state.incident_count + 1}"
    return Accepted(
        (
            _opening(name, raised, view),
            *from_sources(name, raised.sender, *sources, phone, roster),
            *_duress_now(name, raised),
            *((IncidentLinked(name, risk, "same_person"),) if risk else ()),
            *(IncidentLinked(name, other, "sender_was_paged") for other in raised.paged_for),
            *told,
        )
    )


def _told(state: ResponseState, raised: Raised, text: str, view: Known) -> Iterable[Fact]:
    """What somebody who is being paged says of where others are, on those incidents.

    Of several nobody knows which is meant: it is said on each, and doubted on each.
    """
    others = [
        state.incidents[name]
        for name in raised.paged_for
        if name in state.incidents and state.incidents[name].is_open
    ]
    doubt = "which_incident" if len(others) > 1 else ""
    for other in others:
        said = partial(heard, raised.signal, other.sender, text, raised.at, view, doubt)
        yield from from_sources(other.incident, raised.sender, said)


def _duress_now(incident: str, raised: Raised) -> tuple[Fact, ...]:
    return (DuressDeclared(incident, raised.signal),) if raised.duress else ()


def _opening(name: str, raised: Raised, view: Known) -> IncidentOpened:
    plan = view.safety_plan(raised.sender)
    return IncidentOpened(
        name,
        raised.kind,
        raised.signal,
        raised.sender,
        raised.verified,
        plan.silent if plan else False,
        view.policy_for(verified=raised.verified, kind=raised.kind),
        NOBODY_SENT if raised.kind == ThreatKind.RISK else SOS,
    )


def _take_command(
    incident: Incident, command: TakeCommand, context: Context[Known]
) -> Accepted[Fact] | Refused:
    who = f"person:{command.person}"
    is_kept = not context.view.may_hear_of(who, incident.sender)
    if is_kept or not context.view.is_active(command.person):
        # A volunteer who was dismissed, or must stay away from her, lapses; nobody is told why.
        if command.person in incident.volunteers and not incident.commander:
            lapsed = CommandLapsed(incident.incident, command.person, "owner_removed")
            return Accepted((lapsed,))
        return Refused(Reason.PERSON_NOT_ACTIVE, "Only somebody who works here can take command.")
    if incident.sender == f"person:{command.person}":
        # Or whoever holds her phone could stop the search for somebody who comes.
        return Refused(Reason.OWN_SOS, "Nobody takes command of their own SOS; somebody else must.")
    if incident.commander == command.person:
        return Refused(Reason.COMMAND_ALREADY_TAKEN, "This person is in command already.")
    if command.over not in (None, incident.commander):
        return Refused(Reason.COMMAND_CHANGED, TAKEN_MEANWHILE)
    until = lease_end(incident, context.now, "command")
    return Accepted((CommandTaken(incident.incident, command.person, until),))


def _lease(
    incident: Incident, command: RenewCommand | RequestCheckBack | LapseCommand, now: datetime
) -> Accepted[Fact] | Refused:
    if not incident.commander:
        return Refused(Reason.NOBODY_IN_COMMAND, "Nobody is in command; paging is under way.")
    name = incident.incident
    if isinstance(command, RenewCommand):
        until = lease_end(incident, now, command.because)
        return Accepted((CommandRenewed(name, command.because, until),))
    if isinstance(command, RequestCheckBack):
        by = now + timedelta(seconds=incident.policy.check_back_grace_s)
        return Accepted((CheckBackRequested(name, incident.commander, by),))
    return Accepted((CommandLapsed(name, incident.commander, command.reason),))


def _cancel(
    incident: Incident, command: RequestCancelVerification | VerifyCancel, now: datetime
) -> Accepted[Fact] | Refused:
    if incident.cancel is None:
        return Refused(Reason.NO_CANCEL_GIVEN, "The sender has not given a cancel.")
    name = incident.incident
    if isinstance(command, VerifyCancel):
        return Accepted((CancelVerified(name, command.by, command.safe),))
    by = now + timedelta(seconds=CANCEL_ANSWER_S)
    return Accepted((CancelVerificationRequested(name, incident.cancel.signal, by),))


def _close(
    state: ResponseState, incident: Incident, command: CloseIncident | CloseStranger
) -> Accepted[Fact] | Refused:
    if incident.cancel is not None and incident.cancel.safe is None:
        return Refused(
            Reason.CANCEL_NOT_VERIFIED,
            "A cancel was given and nobody has called back yet; record what they found first.",
        )
    busy = [u for u in incident.units if _assigned(state, u, incident.incident)]
    if busy:
        return Refused(Reason.UNITS_STILL_ASSIGNED, f"Clear these units first: {', '.join(busy)}.")
    note = Private(incident.sender, command.note) if command.note.strip() else None
    closed = IncidentClosed(incident.incident, command.by, command.disposition, note)
    return Accepted((*searching.ends(incident, command.by, "closed"), closed))


def _assigned(state: ResponseState, unit: str, incident: str) -> bool:
    now = state.units.get(unit)
    return now is not None and now.incident == incident

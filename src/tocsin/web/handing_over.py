"""Handing over a shift on the board: given, shown until it is received, received."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from tocsin.agency import duty
from tocsin.agency.state import AgencyState
from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.agency import Staff
from tocsin.response.handover import HandOver, HandoverNow, ReceiveHandover, Refusal
from tocsin.web import asked
from tocsin.web.access import RIGHTS, Right, Seat
from tocsin.web.asked import Accepted
from tocsin.web.problems import Problem, accepted
from tocsin.web.shown import HandoverShown, OwedShown
from tocsin.web.wall import Wall

Who = NamedDependency[SkipValidation[Seat]]
Running = NamedDependency[SkipValidation[Service]]

MAY_NOT_RECEIVE: Final = "Their roles do not include taking command."


class ReceiverShown(msgspec.Struct, frozen=True):
    """Somebody for whom a shift may be handed over, or why not.

    `on_duty`: they work a shift or have a duty of the rota at this moment.
    """

    person: str
    name: str
    on_duty: bool
    allowed: bool
    why_not: str


def handovers_shown(state: State, view: Views, wall: Wall) -> tuple[HandoverShown, ...]:
    """Every hand-over that waits, the oldest first, without what this wall hides."""
    waiting = state.response.handovers.values()
    return tuple(_shown(state, view, wall, each) for each in waiting)


def _shown(state: State, view: Views, wall: Wall, given: HandoverNow) -> HandoverShown:
    owed = tuple(_owed(state, view, wall, given))
    # Words about an incident that somebody may not know of would tell them of it.
    is_whole = len(owed) == len(given.owed)
    return HandoverShown(
        given.handover,
        given.by,
        view.name(f"person:{given.by}"),
        given.to,
        view.name(f"person:{given.to}") if given.to else "",
        given.words.reveal() if is_whole else "",
        given.at,
        owed,
    )


def _owed(state: State, view: Views, wall: Wall, given: HandoverNow) -> Iterator[OwedShown]:
    for each in given.owed:
        incident = state.response.incidents.get(each.incident)
        if incident is None:
            # Memory forgets what was closed a day ago; whose it was is not known here any more.
            if not wall.is_up:
                yield OwedShown(each.incident, "", each.what)
        elif not wall.hides_sender(incident.sender):
            yield OwedShown(each.incident, view.who(incident), each.what)


def _receivers(agency: AgencyState, seat: Seat, now: datetime) -> Iterator[ReceiverShown]:
    for person, staff in agency.staff.items():
        if person == seat.person or seat.wall.hides(f"person:{person}"):
            continue
        is_here, may = _is_on_duty(agency, staff, now), _may_receive(staff)
        # Whoever neither works now nor could take command is no answer to "for whom".
        if may or is_here:
            name = staff.name.reveal()
            yield ReceiverShown(person, name, is_here, may, "" if may else MAY_NOT_RECEIVE)


def _is_on_duty(agency: AgencyState, staff: Staff, now: datetime) -> bool:
    zone = duty.zone(agency)
    called = (duty.on_duty(each, now, zone) for each in agency.oncalls.values())
    return duty.on_shift(staff, now, zone) is not None or staff.person in called


def _may_receive(staff: Staff) -> bool:
    return any(Right.ACT in RIGHTS[role] for role in staff.roles)


@get("/handover", opt={"right": Right.ACT})
async def receivers(seat: Who, service: Running) -> tuple[ReceiverShown, ...]:
    """For whom a shift may be handed over: whoever is on duty first, then by name."""
    agency = service.engine.state.agency
    found = _receivers(agency, seat, service.clock.now())
    return tuple(sorted(found, key=lambda each: (not each.on_duty, not each.allowed, each.name)))


@post("/handover", opt={"right": Right.ACT}, status_code=200)
async def hand_over(data: JSONBody[asked.Handover], seat: Who, service: Running) -> Accepted:
    """Go off shift: what is owed of every open incident is written down with your words.

    You stay in command of what is yours until somebody receives it.
    """
    to = service.engine.state.agency.staff.get(data.to)
    if to is not None and not _may_receive(to):
        raise Problem(409, Refusal.HANDOVER_TO_NOBODY, MAY_NOT_RECEIVE)
    accepted(await service.submit(HandOver(seat.person, data.to, data.words), seat.person))
    return Accepted()


@post("/handover/received", opt={"right": Right.ACT}, status_code=200)
async def receive_handover(data: JSONBody[asked.Received], seat: Who, service: Running) -> Accepted:
    """Go on with what somebody left: command of what was theirs is yours from now on."""
    accepted(await service.submit(ReceiveHandover(data.handover, seat.person), seat.person))
    return Accepted()


ROUTES: Final = (receivers, hand_over, receive_handover)

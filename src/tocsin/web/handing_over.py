"""Handing over a shift on the board: given, shown until it is received, received."""

from collections.abc import Iterator
from typing import Final

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.response.handover import HandOver, HandoverNow, ReceiveHandover
from tocsin.web import asked
from tocsin.web.access import Right, Seat
from tocsin.web.asked import Accepted
from tocsin.web.problems import accepted
from tocsin.web.shown import HandoverShown, OwedShown
from tocsin.web.wall import Wall

Who = NamedDependency[SkipValidation[Seat]]
Running = NamedDependency[SkipValidation[Service]]


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


@post("/handover", opt={"right": Right.ACT}, status_code=200)
async def hand_over(data: JSONBody[asked.Handover], seat: Who, service: Running) -> Accepted:
    """Go off shift: what is owed of every open incident is written down with your words.

    You stay in command of what is yours until somebody receives it.
    """
    accepted(await service.submit(HandOver(seat.person, data.to, data.words), seat.person))
    return Accepted()


@post("/handover/received", opt={"right": Right.ACT}, status_code=200)
async def receive_handover(data: JSONBody[asked.Received], seat: Who, service: Running) -> Accepted:
    """Go on with what somebody left: command of what was theirs is yours from now on."""
    accepted(await service.submit(ReceiveHandover(data.handover, seat.person), seat.person))
    return Accepted()


ROUTES: Final = (hand_over, receive_handover)

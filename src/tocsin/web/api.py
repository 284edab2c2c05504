"""The API: reading the board, and one POST for everything that can be done about an incident.

Whoever acts is the actor of what is recorded. What is refused says why.
"""

import asyncio
from datetime import datetime
from typing import Any, Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from tocsin.engine.core import Command
from tocsin.engine.service import Service
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer as PageAnswer
from tocsin.paging.stage import AnswerPage
from tocsin.response.incident import Incident, TakeCommand, VerifyCancel
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit, MoveUnit, SetUnitService
from tocsin.response.stage import AddNote, CloseIncident, LinkIncidents
from tocsin.tongues.tongue import Tongue
from tocsin.web import asked, boards
from tocsin.web.access import Right, Seat, guarded, record_reading
from tocsin.web.asked import Accepted
from tocsin.web.feed import Feed, audience_of
from tocsin.web.problems import Problem, accepted
from tocsin.web.said_in import incident_in
from tocsin.web.shown import BoardShown, Guarded, IncidentShown, MeShown, TimelineShown
from tocsin.web.timeline import timeline
from tocsin.web.wall import incident_left, seen_as, timeline_left

Who = NamedDependency[SkipValidation[Seat]]
Running = NamedDependency[SkipValidation[Service]]
InPath = FromPath[str]
Changes = NamedDependency[SkipValidation[Feed]]
Said = NamedDependency[SkipValidation[Tongue]]
"""The language in which whoever asks is answered."""


async def do(service: Service, command: Command, seat: Seat) -> Accepted:
    """Give a command as this person. Raises Problem when it is not accepted."""
    accepted(await service.submit(command, seat.person))
    return Accepted()


def incident_of(service: Service, name: str) -> Incident:
    """An incident in memory. Raises Problem.

    What is kept from whoever asks has no name here: the guard exchanged it (`web.wall`).
    """
    found = service.engine.state.response.incidents.get(name)
    if found is None:
        raise Problem(
            404,
            "incident_unknown",
            "There is no such incident in memory; its timeline stays on record.",
        )
    return found


@get("/board", opt={"right": Right.OWN})
async def board(seat: Who, feed: Changes, tongue: Said) -> BoardShown:
    """Everything your roles may see now."""
    return feed.board(audience_of(seat, tongue.language))


@get("/incidents", opt={"right": Right.INCIDENTS})
async def incidents(seat: Who, feed: Changes, tongue: Said) -> tuple[IncidentShown, ...]:
    """Every incident in memory: open ones, and those closed within a day."""
    return feed.board(audience_of(seat, tongue.language)).incidents


@get("/incidents/{incident:str}", opt={"right": Right.INCIDENTS})
async def incident_now(
    incident: InPath, seat: Who, service: Running, tongue: Said
) -> IncidentShown:
    """One incident: words, evidence, page matrix, next moment, advice, what is allowed."""
    found, now, state = incident_of(service, incident), service.clock.now(), service.engine.state
    shown = boards.incident_shown(state, service.engine.views(now), now, found)
    return incident_in(tongue, incident_left(seat.wall, state, shown))


@get("/incidents/{incident:str}/guarded", opt={"right": Right.GUARDED})
async def incident_guarded(incident: InPath, seat: Who, service: Running) -> Guarded:
    """The caution and the safe contact. That you read it is put on record first."""
    return await guarded(service, seat, incident_of(service, incident))


@get("/incidents/{incident:str}/timeline", opt={"right": Right.GUARDED})
async def incident_timeline(
    incident: InPath, seat: Who, service: Running, tongue: Said
) -> TimelineShown:
    """All that is on record of an incident. That you read it is put on record first."""
    known = service.engine.state.response.incidents.get(incident)
    now: datetime = service.clock.now()
    view = service.engine.views(now)
    view.tongue = tongue
    if known is None and next(iter(service.ledger.read_stream(f"incident/{incident}")), None):
        is_open = False
    else:
        is_open = incident_of(service, incident).is_open
    await record_reading(service, seat, "timeline", incident, is_open=is_open)
    found = await asyncio.to_thread(timeline, service, view, incident, now)
    if found is None:
        raise Problem(404, "incident_unknown", "There never was an incident of this name.")
    return timeline_left(seat.wall, service, found)


@get("/me", opt={"right": Right.OWN})
async def me(seat: Who) -> MeShown:
    """Who you are here, and what you may do."""
    return me_shown(seat)


def me_shown(seat: Seat) -> MeShown:
    """Somebody who is in, as their own page shows them."""
    return MeShown(seat.person, seat.name, tuple(sorted(seat.roles)), tuple(sorted(seat.rights)))


_ACT: Final[dict[str, Any]] = {"right": Right.ACT}


@post("/incidents/{incident:str}/command", opt=_ACT, status_code=200)
async def take_command(
    incident: InPath, seat: Who, service: Running, data: JSONBody[asked.Take | None] = None
) -> Accepted:
    """Take command of an incident: it is yours until a check-back finds you silent."""
    over = data.over if data is not None else None
    return await do(service, TakeCommand(incident, seat.person, over), seat)


@post("/incidents/{incident:str}/received", opt=_ACT, status_code=200)
async def received(
    incident: InPath, seat: Who, service: Running, data: JSONBody[asked.Answer | None] = None
) -> Accepted:
    """Answer your page with "received". It holds the next step, and is not taking command."""
    return await _answer(service, seat, incident, data, Purpose.SOS, PageAnswer.RECEIVED)


@post("/incidents/{incident:str}/check-back", opt=_ACT, status_code=200)
async def check_back(
    incident: InPath, seat: Who, service: Running, data: JSONBody[asked.Answer | None] = None
) -> Accepted:
    """Answer the check-back: still on it."""
    return await _answer(service, seat, incident, data, Purpose.CHECK_BACK, PageAnswer.OK)


async def _answer(
    service: Service,
    seat: Seat,
    incident: str,
    data: asked.Answer | None,
    purpose: Purpose,
    answer: PageAnswer,
) -> Accepted:
    incident_of(service, incident)
    recipient = f"person:{data.person if data and data.person else seat.person}"
    paging = service.engine.state.paging
    escalation = paging.escalations.get(incident)
    pages = [paging.pages.get(name) for name in (escalation.pages if escalation else ())]
    for page in reversed(pages):
        if page and page.recipient == recipient and page.purpose is purpose:
            return await do(service, AnswerPage(page.page, recipient, answer, seat.person), seat)
    detail = f"There is no open page ({purpose}) to this person for this incident."
    raise Problem(409, "page_unknown", detail)


@post("/incidents/{incident:str}/verify-cancel", opt=_ACT, status_code=200)
async def verify_cancel(
    incident: InPath, data: JSONBody[asked.Verdict], seat: Who, service: Running
) -> Accepted:
    """Judge a cancel after speaking to the sender: safe, or not safe."""
    return await do(service, VerifyCancel(incident, seat.person, data.safe), seat)


@post("/incidents/{incident:str}/location", opt=_ACT, status_code=200)
async def locate(
    incident: InPath, data: JSONBody[asked.Location], seat: Who, service: Running
) -> Accepted:
    """Say where the person is. It stands beside the sender's own words, never over them."""
    if (data.latitude is None) != (data.longitude is None):
        raise Problem(400, "bad_input", "Give both latitude and longitude, or a place.")
    if data.latitude is not None and data.place:
        raise Problem(400, "bad_input", "Give a place or degrees, not both.")
    if data.latitude is None and not data.place:
        raise Problem(400, "bad_input", "Give a place of the agency file, or both degrees.")
    command = GiveLocation(
        incident,
        seat.person,
        data.place,
        data.latitude,
        data.longitude,
        data.accuracy_m,
        data.source,
    )
    return await do(service, command, seat)


@post("/incidents/{incident:str}/note", opt=_ACT, status_code=200)
async def note(
    incident: InPath, data: JSONBody[asked.Note], seat: Who, service: Running
) -> Accepted:
    """Add a remark to the record."""
    return await do(service, AddNote(incident, seat.person, data.text), seat)


@post("/incidents/{incident:str}/link", opt=_ACT, status_code=200)
async def link_incidents(
    incident: InPath, data: JSONBody[asked.Link], seat: Who, service: Running
) -> Accepted:
    """Say that two incidents are related; both stay what they are."""
    other = seen_as(seat.wall, service, "incident", data.other)
    return await do(service, LinkIncidents(incident, other, data.reason), seat)


@post("/incidents/{incident:str}/close", opt=_ACT, status_code=200)
async def close(
    incident: InPath, data: JSONBody[asked.Close], seat: Who, service: Running
) -> Accepted:
    """End an incident with a disposition."""
    command = CloseIncident(incident, seat.person, data.disposition, data.note)
    return await do(service, command, seat)


@post("/incidents/{incident:str}/dispatch", opt=_ACT, status_code=200)
async def dispatch(
    incident: InPath, data: JSONBody[asked.Dispatch], seat: Who, service: Running
) -> Accepted:
    """Send a unit."""
    unit = seen_as(seat.wall, service, "unit", data.unit)
    command = DispatchUnit(
        incident, unit, seat.person, data.staged, data.redirect, data.crew_checked
    )
    return await do(service, command, seat)


@post("/units/{unit:str}/move", opt=_ACT, status_code=200)
async def move(unit: InPath, data: JSONBody[asked.Move], seat: Who, service: Running) -> Accepted:
    """Move a unit along the unit table."""
    return await do(service, MoveUnit(unit, data.move, seat.person), seat)


@post("/units/{unit:str}/service", opt=_ACT, status_code=200)
async def in_service(
    unit: InPath, data: JSONBody[asked.InService], seat: Who, service: Running
) -> Accepted:
    """Put a unit in or out of service."""
    return await do(service, SetUnitService(unit, data.in_service, seat.person), seat)


ROUTES: Final = (
    board,
    incidents,
    incident_now,
    incident_guarded,
    incident_timeline,
    me,
    take_command,
    received,
    check_back,
    verify_cancel,
    locate,
    note,
    link_incidents,
    close,
    dispatch,
    move,
    in_service,
)

"""The supervisor's phone: pages that work without a script, one form for everything to be done.

Whoever acts is the actor of what is recorded, and what is refused says why, as in the
API. Reading the caution is on record before it is shown.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import structlog
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from tocsin.engine.core import Command
from tocsin.engine.service import Service
from tocsin.facts.incidents import Disposition
from tocsin.kernel.limits_phone import PHONE_LIST_MAX
from tocsin.response.incident import Incident
from tocsin.response.stage import CloseIncident
from tocsin.tongues.known import tongue_of
from tocsin.web import boards, markup, phone_moves, phone_other, phone_page, phone_push
from tocsin.web.access import Right, Seat, guarded
from tocsin.web.api import InPath, Running, Who, incident_of
from tocsin.web.bare import header
from tocsin.web.parts import parts_of
from tocsin.web.phone_answers import Asking, form, onward, packed, page, tongue
from tocsin.web.phone_moves import Move
from tocsin.web.phone_other import Row
from tocsin.web.phone_seen import Seen
from tocsin.web.problems import Problem, Said, accepted
from tocsin.web.said_in import incident_in
from tocsin.web.shown import Guarded, IncidentShown
from tocsin.web.wall import incident_left

log = structlog.get_logger()

NOTE_MAX: Final = 4_000
"""So many letters of a note are taken, as by the API."""


class Open(NamedTuple):
    """Who looks at which incident."""

    request: Asking
    service: Service
    seat: Seat
    incident: Incident


def seen(at: Open, *, read: Guarded | None = None, problem: Said | None = None) -> Seen:
    """Everything that is shown of it now."""
    service, seat, incident = at.service, at.seat, at.incident
    state, now = service.engine.state, service.clock.now()
    view = service.engine.views(now)
    say = tongue(at.request, service, seat)
    whole_one = incident_left(seat.wall, state, shown_of(service, incident, now))
    shown = incident_in(tongue_of(say.language), whole_one)
    people = dict.fromkeys((*(row.recipient for row in shown.pages), f"person:{shown.commander}"))
    contact = read.safe_contact if read else ""
    node = service.node
    return Seen(
        say=say,
        person=seat.person,
        shown=shown,
        guarded=read,
        moves=phone_moves.moves(state, view, now, incident, seat.person),
        calls=phone_moves.calls(view, incident, people, contact),
        agency=boards.agency_shown(state),
        places=boards.places_shown(state),
        open_count=len(open_to(service, seat)),
        now=now,
        position=service.engine.position,
        local=view.local,
        not_live_since=node.not_live_since if node else None,
        problem=problem,
        has_push=phone_push.is_offered(service),
    )


def shown_of(service: Service, incident: Incident, now: datetime) -> IncidentShown:
    """An incident as the control room sees it; a bug in a view never hides an SOS."""
    try:
        view = service.engine.views(now)
        return boards.incident_shown(service.engine.state, view, now, incident)
    except Exception as error:  # noqa: BLE001
        # No traceback: it may quote what somebody wrote.
        log.error("incident_not_shown", error=type(error).__name__)  # noqa: TRY400
        return boards.bare_incident(incident)


def open_to(service: Service, seat: Seat) -> list[Incident]:
    """Every open incident that this person may see, what needs a hand first."""
    every = service.engine.state.response.incidents.values()
    return boards.in_order(i for i in every if i.is_open and not seat.wall.hides_sender(i.sender))


async def whole(at: Open, problem: Said | None = None, status: int = 200) -> Response[bytes]:
    """The page with the caution; that it is read is on record first."""
    view = at.service.engine.views(at.service.clock.now())
    read = None
    if at.incident.is_open and view.caution(at.incident):
        read = await guarded(at.service, at.seat, at.incident)
        # Reading waited for the disk: what is shown is what is so now.
        at = at._replace(incident=incident_of(at.service, at.incident.incident))
    return page(at.request, phone_page.incident_page(seen(at, read=read, problem=problem)), status)


def not_in_advance(request: Asking) -> None:
    """Raises Problem for what a browser fetches before somebody asks: it would be a reading."""
    if header(request.scope, b"sec-purpose") or header(request.scope, b"purpose") == "prefetch":
        raise Problem(503, "prefetch", "This page is not fetched in advance.")


@get("/", opt={"right": Right.GUARDED})
async def phone_now(request: Asking, seat: Who, service: Running) -> Response[bytes]:
    """The one incident that this person is wanted for; else everything that is open.

    It is shown here: to be sent on would take a bad network another way there and back.
    """
    not_in_advance(request)
    found = open_to(service, seat)
    mine = [i for i in found if is_paged(service, seat, i.incident)]
    one = mine if len(mine) == 1 else found
    if len(one) == 1 and "all" not in request.query_params:
        return await whole(Open(request, service, seat, one[0]))
    view = service.engine.views(service.clock.now())
    rows = [
        Row(
            each.incident,
            each.kind,
            view.who(each),
            f"{view.local(each.opened_at):%H:%M}",
            view.name(f"person:{each.commander}") if each.commander else "",
            each in mine,
        )
        for each in sorted(found, key=lambda i: i not in mine)[:PHONE_LIST_MAX]
    ]
    as_of = f"{view.local(service.clock.now()):%H:%M:%S}"
    say, offered = tongue(request, service, seat), phone_push.is_offered(service)
    return page(request, phone_other.list_page(say, rows, as_of, offered=offered))


def is_paged(service: Service, seat: Seat, incident: str) -> bool:
    """Whether somebody has an open page about it."""
    paging = service.engine.state.paging
    escalation = paging.escalations.get(incident)
    pages = (paging.pages.get(name) for name in (escalation.pages if escalation else ()))
    return any(each is not None and each.recipient == f"person:{seat.person}" for each in pages)


@get("/{incident:str}", opt={"right": Right.GUARDED})
async def phone_incident(
    request: Asking, incident: InPath, seat: Who, service: Running
) -> Response[bytes]:
    """One incident."""
    not_in_advance(request)
    return await whole(Open(request, service, seat, incident_of(service, incident)))


@get("/{incident:str}/view", opt={"right": Right.INCIDENTS})
async def phone_view(
    request: Asking, incident: InPath, seat: Who, service: Running
) -> Response[bytes]:
    """What changes of it, for the page's script; nothing guarded is in it."""
    found = seen(Open(request, service, seat, incident_of(service, incident)))
    return packed(request, markup.part(phone_page.view(found)))


@post("/{incident:str}", opt={"right": Right.ACT}, status_code=200)
async def phone_act(
    request: Asking, incident: InPath, seat: Who, service: Running
) -> Response[Any]:
    """Do one thing about it."""
    at = Open(request, service, seat, incident_of(service, incident))
    fields = await form(request)
    view, now = service.engine.views(service.clock.now()), service.clock.now()
    found = phone_moves.moves(service.engine.state, view, now, at.incident, seat.person)
    try:
        accepted(await service.submit(_command(at.incident, found, fields), seat.person))
    except Problem as problem:
        if problem.said.reason != "command_already_taken":
            return await whole(at, problem.said, problem.status)
    return onward(f"/phone/{incident}")


def _command(incident: Incident, moves: Mapping[str, Move], fields: Mapping[str, str]) -> Command:
    """What a move gives. Raises Problem where it is not possible, or not any more."""
    move = moves.get(fields.get("move", ""))
    if move is not None and move.command is not None:
        return phone_moves.as_seen(move.command, fields.get("over"))
    if move is not None and move.refused is not None:
        raise Problem(409, move.refused.reason, move.refused.detail)
    if not incident.is_open:
        raise Problem(409, "incident_closed", "It is closed; open ones accept this.")
    raise Problem(409, "page_unknown", "There is no open page of this kind to you.")


@get("/{incident:str}/close", opt={"right": Right.INCIDENTS})
async def phone_closing(
    request: Asking, incident: InPath, seat: Who, service: Running
) -> Response[bytes]:
    """How it ended."""
    found = seen(Open(request, service, seat, incident_of(service, incident)))
    return page(request, phone_other.close_page(found))


@post("/{incident:str}/close", opt={"right": Right.ACT}, status_code=200)
async def phone_close(
    request: Asking, incident: InPath, seat: Who, service: Running
) -> Response[Any]:
    """End it with a disposition."""
    at = Open(request, service, seat, incident_of(service, incident))
    given = await form(request)
    try:
        accepted(await service.submit(_closing(incident, seat, given), seat.person))
    except Problem as problem:
        root = phone_other.close_page(seen(at, problem=problem.said))
        return page(request, root, problem.status)
    return onward(f"/phone/{incident}")


def _closing(incident: str, seat: Seat, given: Mapping[str, str]) -> CloseIncident:
    how, note = given.get("disposition", ""), given.get("note", "")
    if how not in tuple(Disposition):
        raise Problem(400, "disposition_missing", "Say how it ended.")
    return CloseIncident(incident, seat.person, Disposition(how), note.strip()[:NOTE_MAX])


# Why not.


def _problem(request: Asking, why: Problem) -> Response[bytes]:
    """A page in words, and the door to who is not in."""
    parts = parts_of(request.scope)
    say = tongue(request, parts.service, parts.access.seat(request.scope))
    if why.status == 401:
        root = phone_other.door_page(say)
    else:
        root = phone_other.problem_page(say, why.said)
    return page(request, root, why.status)


def _bug(request: Asking, error: Exception) -> Response[bytes]:
    if isinstance(error, HTTPException):
        reason = "not_found" if error.status_code == 404 else "bad_input"
        return _problem(request, Problem(error.status_code, reason, error.detail))
    # Neither message nor traceback: each may hold what somebody wrote.
    log.error("phone_failed", error=type(error).__name__)
    return _problem(request, Problem(500, "failed", "Tocsin failed at this request."))


PROBLEMS: Final[ExceptionHandlersMap] = {Problem: _problem, Exception: _bug}
"""What answers where something is refused."""


ROUTES: Final = (
    phone_now,
    phone_incident,
    phone_view,
    phone_act,
    phone_closing,
    phone_close,
)

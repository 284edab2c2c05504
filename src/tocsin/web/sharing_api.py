"""Links to one case for somebody outside: giving, taking back, opening; and who saw what.

A key stands in no path, no query and no log: it is shown once, behind a #, and comes
back in a body. That somebody opens it is on record before anything is shown.
"""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple
from urllib.parse import parse_qs

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody

from tocsin.engine import sharing_past
from tocsin.engine.service import Service
from tocsin.engine.sharing import SharedCase, shared_case
from tocsin.engine.sharing_past import Ask, Past
from tocsin.engine.trail_evidence import evidence
from tocsin.facts.sharing import OutsiderRole
from tocsin.facts.system import RecordRead
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import LINK_READS_MAX
from tocsin.watch import sharing
from tocsin.watch.case_state import orders_for, respondents_of
from tocsin.watch.sharing import IssueLink, OpenLink, RevokeLink
from tocsin.watch.sharing_state import Link
from tocsin.web import shared_page
from tocsin.web.access import Right, Seat, hash_of, record_reading
from tocsin.web.administration import Set
from tocsin.web.api import InPath, Running, Who, do
from tocsin.web.asked import Accepted, Name
from tocsin.web.problems import Problem, accepted
from tocsin.web.session import Making

LISTS: Final = ("", "respondents", "orders", "plans", "risk", "tonight", "links", "trails")
"""Streams of readings that show every case at once."""

READS_SHOWN_MAX: Final = 2_000
"""So many readings are shown, the newest of them."""

_KEY: Final = re.compile(r"#?([A-Za-z0-9_-]+)")
_OUTSIDER_ACTOR: Final = "outsider"


class LinkAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets a link, for what role, until when, to whose case or to which incident."""

    role: OutsiderRole
    name: Name
    agency: Name
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)]
    person: Annotated[str, msgspec.Meta(max_length=100)] = ""
    incident: Annotated[str, msgspec.Meta(max_length=100)] = ""
    reads_max: Annotated[int, msgspec.Meta(ge=1, le=LINK_READS_MAX)] = 100


class KeyAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key of a link, or the whole link."""

    key: Annotated[str, msgspec.Meta(max_length=400)]

    def __repr__(self) -> str:
        """Show no secret."""
        return "KeyAsked(…)"


class LinkMade(msgspec.Struct, frozen=True):
    """A link that was just made. Its key cannot be shown again."""

    link: str
    key: str
    url: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Show no secret."""
        return f"LinkMade({self.link})"


class LinkShown(msgspec.Struct, frozen=True):
    """One link: to whom, to what, how often opened. `ended_because` is empty while it opens."""

    link: str
    role: OutsiderRole
    name: str
    agency: str
    about: str
    issued_at: datetime
    expires_at: datetime
    by: str
    reads: int
    reads_max: int
    read_at: datetime | None
    opens: bool
    ended_because: str


class StatementShown(msgspec.Struct, frozen=True):
    """One statement with whose word it is, when, and how certain."""

    text: str
    source: str
    at: datetime | None
    certainty: str


class SectionShown(msgspec.Struct, frozen=True):
    """One part of a case; without statements nothing of it is on record."""

    section: str
    statements: tuple[StatementShown, ...]


class CaseShown(msgspec.Struct, frozen=True):
    """What this role sees of one case at this moment."""

    agency: str
    role: OutsiderRole
    link: str
    incident: str
    made_at: datetime
    expires_at: datetime
    sections: tuple[SectionShown, ...]


class ReadShown(msgspec.Struct, frozen=True):
    """Somebody read something. `is_list`: of all cases at once."""

    at: datetime
    reader: str
    what: str
    about: str
    is_list: bool
    is_outsider: bool


class Opened(NamedTuple):
    """A link that was opened, and what it shows."""

    link: Link
    case: SharedCase


@post("/watch/links", opt={"right": Right.SHARE}, status_code=200)
async def give_link(
    data: JSONBody[LinkAsked], seat: Who, service: Running, keys: Making, settings: Set
) -> LinkMade:
    """Give somebody outside a link to one case or one incident. Its key is shown this once."""
    if bool(data.person) == bool(data.incident):
        raise Problem(400, "bad_input", "Give a person, for the whole case, or one incident.")
    key = keys.fresh()
    command = IssueLink(
        hash_of(key),
        data.role,
        data.name,
        data.agency,
        data.expires_at,
        data.reads_max,
        seat.person,
        data.person,
        data.incident,
    )
    accepted(await service.submit(command, seat.person))
    made = sharing.found(service.engine.state.watch, hash_of(key))
    assert made is not None
    url = f"{settings.base_url.rstrip('/')}/shared#{key}"
    return LinkMade(made.link, key, url, data.expires_at)


@get("/watch/links", opt={"right": Right.SHARE})
async def links(seat: Who, service: Running) -> tuple[LinkShown, ...]:
    """Every link, the newest first. That you read it is put on record first."""
    await record_reading(service, seat, "links", "links", is_open=False)
    state = service.engine.state.watch
    newest = reversed(state.sharing.links.values())
    return tuple(_shown(service, one) for one in newest if _may_see(service, seat, one))


@delete("/watch/links/{link:str}", opt={"right": Right.SHARE}, status_code=200)
async def revoke_link(link: InPath, seat: Who, service: Running) -> Accepted:
    """Take a link back: it opens nothing from now on."""
    known = service.engine.state.watch.sharing.links.get(link)
    if known is not None and not _may_see(service, seat, known):
        raise Problem(404, "link_unknown", "There is no link of this name.")
    return await do(service, RevokeLink(link, seat.person), seat)


@get("/watch/reads/{about:str}", opt={"right": Right.READS})
async def reads(about: InPath, seat: Who, service: Running) -> tuple[ReadShown, ...]:
    """Who saw what of a person's case or of one incident, the newest first.

    Boards and lists that show every case are told too. That you read this is put on
    record first.
    """
    person, incident = ("", about) if _is_incident(service, about) else (about, "")
    if not _subject(service, seat, person, incident):
        raise Problem(404, "case_unknown", "There is no such case or incident.")
    await record_reading(service, seat, "readers", about, is_open=False)
    view = service.engine.views(service.clock.now())
    wanted = _streams(service, person, incident)
    found = await asyncio.to_thread(lambda: list(_read(service, wanted)))
    newest = sorted(found, key=lambda each: each[0], reverse=True)[:READS_SHOWN_MAX]
    return tuple(
        ReadShown(
            at,
            view.name(fact.person if ":" in fact.person else f"person:{fact.person}"),
            fact.what,
            fact.incident,
            fact.incident in LISTS,
            fact.person.startswith("outsider:"),
        )
        for at, fact in newest
    )


@post("/shared", opt={"open": True}, status_code=200)
async def open_shared(data: JSONBody[KeyAsked], service: Running) -> CaseShown:
    """Open a link: what its role sees of its case. That it was opened is put on record first."""
    link, case = await opened(service, data.key)
    sections = tuple(
        SectionShown(
            str(told.section),
            tuple(
                StatementShown(each.text, each.source, each.at, str(each.certainty))
                for each in told.statements
            ),
        )
        for told in case.sections
    )
    return CaseShown(
        case.agency, case.role, link.link, case.incident, case.made_at, link.expires_at, sections
    )


@get("/shared", opt={"open": True}, include_in_schema=False, media_type="text/html")
async def door() -> str:
    """Where a link is opened."""
    return shared_page.door_page()


@post("/shared", opt={"open": True}, include_in_schema=False, status_code=200)
async def shared_record(request: Request[Any, Any, Any], service: Running) -> Response[str]:
    """The record as a page, for a key from the form of `door`."""
    given = parse_qs((await request.body()).decode("utf-8", "replace")).get("key", [""])[0]
    try:
        link, case = await opened(service, given)
    except Problem as problem:
        page = shared_page.door_page(problem.said.detail)
        return Response(page, status_code=problem.status, media_type="text/html")
    local = service.engine.views(service.clock.now()).local
    until = f"{local(link.expires_at):%a %Y-%m-%d %H:%M %Z}"
    words = (
        f"Given to {link.outsider.reveal()}, {link.agency}, by link {link.link} until {until}; "
        f"opened {link.reads} of {link.reads_max} times, each of them on record."
    )
    page = shared_page.record_page(case, words, local)
    return Response(page, media_type="text/html")


async def opened(service: Service, given: str) -> Opened:
    """What a link shows, once it is on disk that it was opened. Raises Problem."""
    found = _KEY.fullmatch(given.rpartition("#")[2].strip())
    key_hash = hash_of(found[1] if found else "")
    outcome = await service.submit(OpenLink(key_hash), _OUTSIDER_ACTOR)
    if isinstance(outcome, Refused):
        raise Problem(401, str(outcome.reason), outcome.detail)
    accepted(outcome)
    link = sharing.found(service.engine.state.watch, key_hash)
    assert link is not None
    case = await case_for(service, link.role, Ask(link.subject, link.incident))
    # Whoever gave it may have been dismissed while the ledger was read.
    now = sharing.found(service.engine.state.watch, key_hash)
    if now is None or now.ended_at is not None:
        raise Problem(401, "link_over", "This link was taken back. Ask for another.")
    return Opened(now, case)


async def case_for(service: Service, role: OutsiderRole, ask: Ask) -> SharedCase:
    """What this role sees of a case now."""
    past = await past_of(service, ask)
    now, state = service.clock.now(), service.engine.state
    return shared_case(state, service.engine.views(now), now, role, ask, past)


async def past_of(service: Service, ask: Ask) -> Past:
    """What only the ledger still has of a case, read beside the loop."""
    wanted = sharing_past.streams(service.engine.state.watch.cases, ask)
    found = await asyncio.to_thread(
        sharing_past.past, service.ledger.read_stream, service.engine.decode, ask, wanted
    )
    trails, now = service.engine.state.watch.trails, service.clock.now()
    shown = evidence(found.violations, trails, service.trails, now)
    return found._replace(shown=shown)


def _shown(service: Service, link: Link) -> LinkShown:
    now = service.clock.now()
    view = service.engine.views(now)
    return LinkShown(
        link.link,
        link.role,
        link.outsider.reveal(),
        link.agency,
        link.about,
        link.issued_at,
        link.expires_at,
        view.name(f"person:{link.by}"),
        link.reads,
        link.reads_max,
        link.read_at,
        sharing.usable(service.engine.state.watch, link, view, now) is None,
        link.ended_because,
    )


def _may_see(service: Service, seat: Seat, link: Link) -> bool:
    """Whether this is not a link to the case of somebody from whom they must stay away."""
    cases = service.engine.state.watch.cases
    return sharing.is_open_to(cases, seat.person, link.subject)


def _is_incident(service: Service, about: str) -> bool:
    return about in service.engine.state.response.incidents


def _subject(service: Service, seat: Seat, person: str, incident: str) -> str:
    view = service.engine.views(service.clock.now())
    return sharing.subject_of(service.engine.state.watch, view, seat.person, person, incident)


def _streams(service: Service, person: str, incident: str) -> tuple[str, ...]:
    """The names under which readings of this case are recorded."""
    if incident:
        return (incident,)
    cases = service.engine.state.watch.cases
    orders = [one.order.order for one in orders_for(cases, person)]
    incidents = [
        one.incident
        for one in service.engine.state.response.incidents.values()
        if one.sender == f"person:{person}"
    ]
    return (person, *orders, *respondents_of(cases, person), *incidents, *LISTS)


def _read(service: Service, wanted: tuple[str, ...]) -> Iterator[tuple[datetime, RecordRead]]:
    for name in wanted:
        for envelope in service.ledger.read_stream(f"reads/{name}"):
            fact = service.engine.decode(envelope)
            if isinstance(fact, RecordRead):
                yield envelope.recorded_at, fact


ROUTES: Final = (give_link, links, revoke_link, reads, open_shared)
PAGES: Final = (door, shared_record)

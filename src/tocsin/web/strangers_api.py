"""Strangers' incidents after a flood: what they said, and ending those judged to be none."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from itertools import dropwhile, islice
from typing import Annotated, Final

import msgspec
from litestar import get, post
from litestar.params import FromQuery, JSONBody

from tocsin.facts.incidents import Disposition
from tocsin.kernel.decision import Refused
from tocsin.response.incident import Incident
from tocsin.response.strangers import STRANGER, CloseStranger, stays_open
from tocsin.web.access import Right
from tocsin.web.api import Running, Who
from tocsin.web.problems import accepted
from tocsin.web.settings import STRANGERS_LISTED_MAX

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class StrangerShown(msgspec.Struct, frozen=True):
    """An open incident of a stranger: how many texts, the first and latest, and why it stays.

    `stays` is empty where it can be closed with others.
    """

    incident: str
    opened_at: datetime
    texts: int
    first: str
    latest: str
    stays: str


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One that was looked at, with as many texts as there were then."""

    incident: Name
    texts: Annotated[int, msgspec.Meta(ge=1)]


class CloseStrangers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which were judged none, as what, and why; the reason goes on each one's record."""

    incidents: Annotated[
        tuple[Judged, ...], msgspec.Meta(min_length=1, max_length=STRANGERS_LISTED_MAX)
    ]
    disposition: Disposition
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]


class StaysOpen(msgspec.Struct, frozen=True):
    """One that was not closed, and why not."""

    incident: str
    reason: str
    detail: str


class StrangersClosed(msgspec.Struct, frozen=True):
    """What became of each."""

    closed: tuple[str, ...]
    open: tuple[StaysOpen, ...]


@get("/strangers", opt={"right": Right.STRANGERS})
async def strangers(service: Running, after: FromQuery[str] = "") -> tuple[StrangerShown, ...]:
    """Open incidents of strangers, the oldest first, 500 at most; `after` is the last one seen."""
    incidents = service.engine.state.response.incidents
    known = iter(incidents.values())
    if after in incidents:
        known = islice(dropwhile(lambda each: each.incident != after, known), 1, None)
    ours = (each for each in known if each.is_open and each.sender.startswith(STRANGER))
    return tuple(_shown(service, islice(ours, STRANGERS_LISTED_MAX)))


def _shown(service: Running, incidents: Iterator[Incident]) -> Iterator[StrangerShown]:
    view = service.engine.views(service.clock.now())
    for each in incidents:
        why = stays_open(each, each.texts, view)
        said = [word.text.reveal() if word.text else "" for word in each.words]
        first, latest = (said[0], said[-1]) if said else ("", "")
        detail = why.detail if why else ""
        yield StrangerShown(
            each.incident,
            each.opened_at,
            each.texts,
            first,
            latest if each.texts > 1 else "",
            detail,
        )


@post("/strangers/close", opt={"right": Right.STRANGERS}, status_code=200)
async def close_strangers(
    data: JSONBody[CloseStrangers], seat: Who, service: Running
) -> StrangersClosed:
    """Close what was judged none. Each is decided by itself, and put on record with the reason."""
    commands = [
        CloseStranger(one.incident, seat.person, data.disposition, data.reason, one.texts)
        for one in data.incidents
    ]
    outcomes = await asyncio.gather(*(service.submit(each, seat.person) for each in commands))
    closed, left = [], []
    for command, outcome in zip(commands, outcomes, strict=True):
        if isinstance(outcome, Refused):
            left.append(StaysOpen(command.incident, str(outcome.reason), outcome.detail))
        else:
            accepted(outcome)
            closed.append(command.incident)
    return StrangersClosed(tuple(closed), tuple(left))


ROUTES: Final = (strangers, close_strangers)

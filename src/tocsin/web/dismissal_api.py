"""Dismissing somebody: everything of theirs ends with one fact, and the doors are told."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from litestar import Response, get, post
from litestar.params import JSONBody

from tocsin.agency.dismissal import DismissStaff, ReinstateStaff
from tocsin.engine.stages import State
from tocsin.web import asked_watch
from tocsin.web.access import Right, record_reading
from tocsin.web.administration import Reloading
from tocsin.web.api import InPath, Running, Who, do
from tocsin.web.asked import Accepted
from tocsin.web.shown_watch import LockedShown

CSV: Final = "text/csv"
_DISMISS: Final = {"right": Right.DISMISS}


@post("/staff/{person:str}/dismiss", opt=_DISMISS, status_code=200)
async def dismiss(
    person: InPath,
    seat: Who,
    service: Running,
    data: JSONBody[asked_watch.Dismissal | None] = None,
) -> Accepted:
    """Dismiss somebody: links, sessions, tokens, streams, pages and duties of theirs end now."""
    return await do(service, DismissStaff(person, seat.person, data.reason if data else ""), seat)


@post("/staff/{person:str}/reinstate", opt=_DISMISS, status_code=200)
async def reinstate(person: InPath, seat: Who, service: Running, reload: Reloading) -> Accepted:
    """Take a dismissal back; the agency file is read again, and brings them in."""
    done = await do(service, ReinstateStaff(person, seat.person), seat)
    if reload is not None:
        await reload(seat.person)
    return done


@get("/doors/locked", opt=_DISMISS)
async def locked(seat: Who, service: Running) -> tuple[LockedShown, ...]:
    """Every badge that must open nothing any more. That you read it is put on record first."""
    await record_reading(service, seat, "badges", "doors", is_open=False)
    return tuple(_locked(service.engine.state))


@get("/doors/locked.csv", opt=_DISMISS, media_type=CSV)
async def locked_csv(seat: Who, service: Running) -> Response[bytes]:
    """The same as a table for the door system: badge, person, since, why."""
    await record_reading(service, seat, "badges", "doors", is_open=False)
    text = StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(("badge", "person", "since", "why"))
    for one in _locked(service.engine.state):
        rows.writerow((one.badge, one.person, one.since.isoformat(), one.why))
    return Response(text.getvalue().encode(), media_type=CSV)


def _locked(state: State) -> Iterator[LockedShown]:
    for one in state.agency.locked.values():
        why = "dismissed" if one.dismissed else "left"
        for badge in one.badges:
            if badge.text is not None:
                yield LockedShown(badge.text, one.person, one.since, why)


ROUTES: Final = (dismiss, reinstate, locked, locked_csv)

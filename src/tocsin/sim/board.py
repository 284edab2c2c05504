"""What people do on the board, as the requests of the API that do it, and what they may see."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from tocsin.agency.access import IssueKey
from tocsin.engine.core import Command, Request
from tocsin.facts.system import KeyKind
from tocsin.response.incident import TakeCommand, VerifyCancel
from tocsin.response.locating import GiveLocation
from tocsin.response.search import EndSearch, ReportSearch, StartSearch
from tocsin.response.sending import DispatchUnit, MoveUnit, SetUnitService
from tocsin.response.stage import AddNote, CloseIncident, LinkIncidents
from tocsin.sim.asgi import Headers
from tocsin.web.access import hash_of

TOKENS_DAYS: Final = 30


class Posted(NamedTuple):
    """One request: below which path, and its body."""

    path: str
    body: dict[str, Any]


def _place(given: GiveLocation) -> Posted:
    named = {"place": given.place, "latitude": given.latitude, "longitude": given.longitude}
    body = {name: value for name, value in named.items() if value not in ("", None)}
    return Posted(f"incidents/{given.incident}/location", body)


def _search(given: StartSearch) -> Posted:
    who = [{"recipient": one.recipient, "mode": str(one.mode)} for one in given.searchers]
    return Posted(f"incidents/{given.incident}/search", {"searchers": who})


POSTS: Final[Mapping[type, Callable[[Any], Posted]]] = {
    DispatchUnit: lambda c: Posted(f"incidents/{c.incident}/dispatch", {"unit": c.unit}),
    MoveUnit: lambda c: Posted(f"units/{c.unit}/move", {"move": c.move}),
    SetUnitService: lambda c: Posted(f"units/{c.unit}/service", {"in_service": c.in_service}),
    TakeCommand: lambda c: Posted(f"incidents/{c.incident}/command", {}),
    VerifyCancel: lambda c: Posted(f"incidents/{c.incident}/verify-cancel", {"safe": c.safe}),
    AddNote: lambda c: Posted(f"incidents/{c.incident}/note", {"text": c.text}),
    LinkIncidents: lambda c: Posted(f"incidents/{c.incident}/link", {"other": c.other}),
    CloseIncident: lambda c: Posted(
        f"incidents/{c.incident}/close", {"disposition": str(c.disposition), "note": c.note}
    ),
    GiveLocation: _place,
    StartSearch: _search,
    EndSearch: lambda c: Posted(f"incidents/{c.incident}/search/end", {}),
    ReportSearch: lambda c: Posted(
        f"incidents/{c.incident}/search/report", {"task": c.task, "found": c.found}
    ),
}
"""For each command of the board, its request; whatever is not here has none in a run."""


def posted(command: Command) -> tuple[str, bytes] | None:
    """Path and body of what does this over HTTP; None when it is given to the service itself."""
    make = POSTS.get(type(command))
    if make is None:
        return None
    found = make(command)
    return f"/api/v1/{found.path}", msgspec.json.encode(found.body)


def signed_in(person: str) -> Headers:
    """The headers of somebody's own program."""
    return ((b"authorization", f"Bearer {_token(person)}".encode()),)


def tokens(people: list[str], now: datetime) -> list[Request]:
    """A token for each of these people, as an administrator gives it."""
    until = now + timedelta(days=TOKENS_DAYS)
    return [
        Request(IssueKey(hash_of(_token(person)), KeyKind.TOKEN, person, until, "system"), "system")
        for person in people
    ]


def _token(person: str) -> str:
    return f"token-of-{person}"

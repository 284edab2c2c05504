"""The door of a phone: a key becomes a session there, and ends there."""

from typing import Any, Final, NamedTuple

from litestar import Response, get, post
from litestar.response import Redirect

from tocsin.agency.access import EndKey
from tocsin.web import phone_door, phone_other
from tocsin.web.access import Seat, is_same_origin
from tocsin.web.api import Running
from tocsin.web.bare import header
from tocsin.web.keys import Keys
from tocsin.web.phone_answers import Asking, form, onward, page, tongue
from tocsin.web.phone_door import Guesses
from tocsin.web.phone_words import Tongue
from tocsin.web.problems import Problem, Said, accepted
from tocsin.web.session import Door, Making, Tries, cookie
from tocsin.web.settings import SESSION_LIFE_S


class Entered(NamedTuple):
    """Where somebody goes on, and the key of their session if it is a new one."""

    path: str
    session: str = ""


@get("/p", opt={"open": True}, include_in_schema=False)
async def door(request: Asking, service: Running, access: Door) -> Response[Any]:
    """Where the link of a page leads. Nothing is spent by looking."""
    if access.seat(request.scope) is not None:
        return onward("/phone")
    say = tongue(request, service, None)
    return page(request, phone_other.door_page(say, first=True))


@post("/p", opt={"open": True}, include_in_schema=False, status_code=200)
async def enter(
    request: Asking, service: Running, access: Door, keys: Making, guesses: Tries
) -> Response[Any]:
    """Spend a key on a session; whoever is signed in already spends none."""
    try:
        found = await _entered(request, service, access.seat(request.scope), keys, guesses)
    except Problem as problem:
        say = tongue(request, service, None)
        root = phone_other.door_page(say, _words(say, problem.said))
        return page(request, root, problem.status)
    if not found.session:
        return onward(found.path)
    return onward(found.path, cookies=[cookie(request, found.session, SESSION_LIFE_S)])


async def _entered(
    request: Asking, service: Running, seat: Seat | None, keys: Keys, guesses: Guesses
) -> Entered:
    if header(request.scope, b"origin") and not is_same_origin(request.scope):
        raise Problem(403, "other_origin", "Sign in from this service's own page.")
    key = phone_door.key_in((await form(request)).get("key", ""))
    found = phone_door.known(service, key)
    incident = phone_door.incident_of(service, found) if found else ""
    path = f"/phone/{incident}" if incident else "/phone"
    if seat is not None and (found is None or found.person == seat.person):
        return Entered(path)
    session = await phone_door.opened(request.scope, guesses, keys.redeem, key)
    return Entered(path, session.key)


_OWN_WORDS: Final = {"too_many": "too_many", "unknown_key": "new_key", "not_a_link": "new_key"}


def _words(say: Tongue, said: Said) -> str:
    key = _OWN_WORDS.get(said.reason)
    return say(key) if key else say.refusal(said.reason, said.detail)


@post("/p/out", opt={"open": True}, include_in_schema=False, status_code=200)
async def leave(request: Asking, service: Running, access: Door) -> Redirect:
    """End the session of this phone."""
    seat = access.seat(request.scope)
    if seat is None or not is_same_origin(request.scope):
        return onward("/p")
    accepted(await service.submit(EndKey(seat.key_hash, "signed_out"), seat.person))
    return onward("/p", cookies=[cookie(request, "", 0)])


ROUTES: Final = (door, enter, leave)

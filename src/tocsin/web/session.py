"""Signing in and out: a one-time link becomes a session, and never stands in a URL's path."""

from typing import Any, Final

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from tocsin.agency.access import EndKey
from tocsin.engine.service import Service
from tocsin.facts.system import KeyKind
from tocsin.web import asked, bare
from tocsin.web.access import COOKIE, Access, Right, Seat, hash_of, is_same_origin
from tocsin.web.api import Running, Who, me_shown
from tocsin.web.keys import Keys
from tocsin.web.phone_door import Guesses, opened
from tocsin.web.problems import Problem, accepted
from tocsin.web.settings import LINK_LIFE_S, SESSION_LIFE_S
from tocsin.web.shown import MeShown

Making = NamedDependency[SkipValidation[Keys]]
Tries = NamedDependency[SkipValidation[Guesses]]
Door = NamedDependency[SkipValidation[Access]]
Asking = Request[Any, Any, Any]


@post("/session", opt={"open": True}, status_code=200)
async def sign_in(
    data: JSONBody[asked.SignIn], request: Asking, keys: Making, access: Door, guesses: Tries
) -> Response[MeShown]:
    """Spend a one-time link on a session cookie."""
    if bare.header(request.scope, b"origin") and not is_same_origin(request.scope):
        raise Problem(403, "other_origin", "Sign in from this service's own page.")
    session = await opened(request.scope, guesses, keys.redeem, data.key)
    return _signed_in(request, access, session.key)


@get("/session", opt={"right": Right.OWN})
async def session(seat: Who) -> MeShown:
    """Who is signed in."""
    return me_shown(seat)


@delete("/session", opt={"right": Right.OWN}, status_code=200)
async def sign_out(seat: Who, service: Running, request: Asking) -> Response[dict[str, bool]]:
    """End this session or token: it opens nothing from now on."""
    accepted(await service.submit(EndKey(seat.key_hash, "signed_out"), seat.person))
    gone = cookie(request, "", 0)
    return Response({"accepted": True}, cookies=[gone])


def _signed_in(request: Asking, access: Access, key: str) -> Response[MeShown]:
    seat = access.holder(hash_of(key))
    if seat is None:
        raise Problem(401, "person_unknown", "This person does not work here any more.")
    return Response(me_shown(seat), cookies=[cookie(request, key, SESSION_LIFE_S)])


def cookie(request: Asking, value: str, life_s: int) -> Cookie:
    """The cookie of a session. A page of another origin never has it sent along."""
    return Cookie(
        COOKIE,
        value=value,
        path="/",
        max_age=life_s,
        secure=request.scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )


@post("/demo/session", opt={"open": True}, status_code=200, include_in_schema=False)
async def demo_session(
    request: Asking, keys: Making, access: Door, service: Running
) -> Response[MeShown]:
    """Sign the demo's dispatcher in; mounted in the demo only, and for this machine only."""
    scope = request.scope
    if not (bare.is_loopback(scope) and bare.is_local_name(scope) and is_same_origin(scope)):
        raise Problem(403, "demo_is_local", "The demo signs in on its own machine only.")
    person = demo_person(service)
    local = Seat("demo", "Demo", frozenset(), "")
    link = await keys.issue(KeyKind.LINK, person, LINK_LIFE_S, local)
    made = await keys.redeem(link.key)
    return _signed_in(request, access, made.key)


def demo_person(service: Service) -> str:
    """Who sits at the board of the demo: a dispatcher who is not the one in danger.

    Raises Problem when the agency has none.
    """
    agency = service.engine.state.agency
    for person, staff in agency.staff.items():
        if "dispatcher" in staff.roles and person not in agency.safety_plans:
            return person
    raise Problem(409, "nobody_to_sign_in", "The agency file has no dispatcher without a plan.")


ROUTES: Final = (sign_in, session, sign_out)

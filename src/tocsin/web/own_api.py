"""The API of somebody's own page: to ask for help by a button, and what may be seen of it.

An SOS goes the way of every text: raw, durable, then acknowledged, then read. A request of
the button is never refused for what is in it. All answers to a cancel are the same bytes:
nobody who looks on can tell a safe code from a duress code, or from a wrong one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from tocsin.agency.access import EndKey
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.exchange.fix import Fix
from tocsin.facts.pages import Purpose
from tocsin.intake.page import GATEWAY, Way, of_page
from tocsin.intake.raw import freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.limits_phone import OWN_SESSION_LIFE_S, PAGE_BODY_BYTES_MAX
from tocsin.paging.alarms import RequestTestPage
from tocsin.paging.state import MessageStatus, Page
from tocsin.web import asked, bare
from tocsin.web.access import OWN_COOKIE, OWN_PREFIX, Right, Seat, hash_of, is_same_origin
from tocsin.web.administration import Set
from tocsin.web.api import Running, Who, do
from tocsin.web.asked import Accepted
from tocsin.web.boards import agency_shown
from tocsin.web.own import own_shown
from tocsin.web.phone_door import opened
from tocsin.web.problems import Problem, accepted
from tocsin.web.session import Door, Making, Tries
from tocsin.web.settings import SIGNAL_ID_BYTES
from tocsin.web.shown import OwnShown

Chance = NamedDependency[SkipValidation[Callable[[int], bytes]]]
Heard = NamedDependency[SkipValidation[Positions]]
Asking = Request[Any, Any, Any]

MISTAKE: Final = "CANCEL without a code: says that it was pressed by mistake"
"""What those who were called read; no word of it can be a code, so it ends nothing."""


class OwnPage(msgspec.Struct, frozen=True):
    """What your own page must know. `quiet`: your plan says that your phone stays silent.

    `sos_number` takes texts for help, empty where nobody said it; `until` is when this phone
    must be signed in again.
    """

    name: str
    quiet: bool
    sos_number: str
    emergency_number: str
    until: datetime | None


class OwnTest(msgspec.Struct, frozen=True):
    """Your last test page: `none`, `queued`, `sent`, `delivered`, `answered` or `failed`.

    `silent`: nothing is sent to your phone now, for your plan says so; that this answer came
    is what could be tested.
    """

    state: str
    at: datetime | None = None


async def _take(
    service: Service, seat: Seat, chance: Callable[[int], bytes], way: Way, body: bytes
) -> Accepted:
    """Put on record what somebody says, unread. Raises Problem where it is not durable."""
    raw = of_page(way, seat.person, body, service.clock.now())
    signal = chance(SIGNAL_ID_BYTES).hex()
    return await do(service, ReceiveSignal(signal, GATEWAY, freeze(raw)), seat)


async def say(
    service: Service, seat: Seat, chance: Callable[[int], bytes], text: str, name: str
) -> Accepted:
    """What somebody would text, once for each name. Raises Problem."""
    body = msgspec.json.encode({"text": text, "id": name})
    return await _take(service, seat, chance, "say", body)


@post("/me/sos", opt={"right": Right.OWN}, status_code=200)
async def ask_for_help(seat: Who, service: Running, chance: Chance, request: Asking) -> Accepted:
    """Ask for help. The answer says that it is on record. All members of the body may be left
    out: `id` (a repetition counts once), `text`, `waited_s`, `latitude`, `longitude`,
    `accuracy_m`, `fix_age_s`. What cannot be read of them is left out, and it is an SOS.
    """
    body = await request.body()
    return await _take(service, seat, chance, "sos", body[:PAGE_BODY_BYTES_MAX])


@post("/me/sos/position", opt={"right": Right.OWN}, status_code=200)
async def tell_position(data: JSONBody[asked.OwnPosition], seat: Who, heard: Heard) -> Accepted:
    """Where your phone is, while you ask for help; else nothing of it is kept."""
    fix = Fix(data.latitude, data.longitude, data.accuracy_m, None, None)
    if not await heard.tell(seat.person, fix, data.fix_age_s):
        raise Problem(503, "not_durable", "This is not on record yet. Send it again.")
    return Accepted()


@post("/me/cancel", opt={"right": Right.OWN}, status_code=200)
async def cancel(
    data: JSONBody[asked.OwnCancel], seat: Who, service: Running, chance: Chance
) -> Accepted:
    """Give your code, as you would text it. It ends nothing: somebody speaks to you first."""
    return await say(service, seat, chance, data.code.strip() or MISTAKE, data.id)


@get("/me/sos", opt={"right": Right.OWN})
async def own_sos(seat: Who, service: Running) -> tuple[OwnShown, ...]:
    """How far help is, the newest SOS first; nothing where your plan is silent."""
    return own_shown(service.engine.state, seat.person)


@get("/me/page", opt={"right": Right.OWN})
async def own_page(seat: Who, service: Running, settings: Set) -> OwnPage:
    """What your own page must know to work without a net."""
    state = service.engine.state
    view = service.engine.views(service.clock.now())
    key = state.agency.keys.get(seat.key_hash)
    return OwnPage(
        seat.name,
        view.is_silent(f"person:{seat.person}"),
        settings.sos_number,
        agency_shown(state).emergency_number,
        key.expires_at if key is not None else None,
    )


@post("/me/test", opt={"right": Right.OWN}, status_code=200)
async def test_own(seat: Who, service: Running) -> OwnTest:
    """Page yourself, and nobody else, with a test. It is no SOS and becomes none."""
    recipient = f"person:{seat.person}"
    view = service.engine.views(service.clock.now())
    if not view.may_ask(recipient):
        return OwnTest("silent")
    await do(service, RequestTestPage(recipient, "", seat.person), seat)
    return OwnTest("queued", service.clock.now())


@get("/me/test", opt={"right": Right.OWN})
async def own_test(seat: Who, service: Running) -> OwnTest:
    """How far your last test page got."""
    pages = service.engine.state.paging.pages.values()
    mine = [each for each in pages if each.recipient == f"person:{seat.person}"]
    tests = [each for each in mine if each.purpose is Purpose.TEST]
    last = max(tests, key=lambda page: page.at, default=None)
    return OwnTest("none") if last is None else OwnTest(_how_far(service, last), last.at)


def _how_far(service: Service, page: Page) -> str:
    if page.answer is not None:
        return "answered"
    messages = service.engine.state.paging.messages
    found = {one.status for name in page.messages if (one := messages.get(name)) is not None}
    for status, said in _FAR.items():
        if status in found:
            return said
    return "failed" if found else "queued"


_FAR: Final = {
    MessageStatus.DELIVERED: "delivered",
    MessageStatus.ACCEPTED: "sent",
    MessageStatus.ATTEMPTING: "queued",
    MessageStatus.QUEUED: "queued",
}


@post("/me/session", opt={"open": True}, status_code=200)
async def enter(
    data: JSONBody[asked.SignIn], request: Asking, keys: Making, access: Door, guesses: Tries
) -> Response[Accepted]:
    """Spend a one-time link on a long session that opens your own page and nothing else."""
    if bare.header(request.scope, b"origin") and not is_same_origin(request.scope):
        raise Problem(403, "other_origin", "Sign in from this service's own page.")
    session = await opened(request.scope, guesses, keys.redeem_own, data.key)
    if access.holder(hash_of(session.key)) is None:
        raise Problem(401, "person_unknown", "This person does not work here any more.")
    return Response(Accepted(), cookies=[_cookie(request, session.key, OWN_SESSION_LIFE_S)])


@delete("/me/session", opt={"right": Right.OWN}, status_code=200)
async def leave(seat: Who, service: Running, request: Asking) -> Response[Accepted]:
    """End the session of this phone."""
    accepted(await service.submit(EndKey(seat.key_hash, "signed_out"), seat.person))
    return Response(Accepted(), cookies=[_cookie(request, "", 0)])


def _cookie(request: Asking, value: str, life_s: int) -> Cookie:
    return Cookie(
        OWN_COOKIE,
        value=value,
        path=OWN_PREFIX.rstrip("/"),
        max_age=life_s,
        secure=request.scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )


ROUTES: Final = (
    ask_for_help,
    tell_position,
    cancel,
    own_sos,
    own_page,
    test_own,
    own_test,
    enter,
    leave,
)

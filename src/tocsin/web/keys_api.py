"""Giving keys, and ending all keys of somebody whose phone is lost."""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from litestar import post
from litestar.params import JSONBody

from tocsin.agency.access import EndKeys
from tocsin.engine.service import Service
from tocsin.facts.agency import Role
from tocsin.facts.system import KeyKind
from tocsin.web import asked, pages
from tocsin.web.access import RIGHTS, Right, hash_of
from tocsin.web.administration import Set
from tocsin.web.api import InPath, Running, Who, do
from tocsin.web.session import Making
from tocsin.web.settings import LINK_LIFE_S, TOKEN_LIFE_S, WebSettings


class LinkMade(msgspec.Struct, frozen=True):
    """A one-time link. Its secret stands behind the `#`, which no server ever sees."""

    url: str
    expires_at: datetime


class TokenMade(msgspec.Struct, frozen=True):
    """A token for a program. It cannot be shown again."""

    token: str
    expires_at: datetime


class KeysEndedShown(msgspec.Struct, frozen=True):
    """All keys of this person are ended. `url` is their new one-time link, and `expires_at` its
    end; both are empty when you may not give keys: ask an administrator.
    """

    person: str
    url: str = ""
    expires_at: datetime | None = None


@post("/links", opt={"right": Right.KEYS}, status_code=201)
async def make_link(
    data: JSONBody[asked.ForLink], seat: Who, service: Running, keys: Making, settings: Set
) -> LinkMade:
    """Make a one-time link that signs a person in, at the page that is theirs."""
    made = await keys.issue(KeyKind.LINK, data.person, LINK_LIFE_S, seat)
    path = _page_of(service, data.person, data.page)
    return LinkMade(_url(settings, path, made.key), made.expires_at)


@post("/tokens", opt={"right": Right.KEYS}, status_code=201)
async def make_token(data: JSONBody[asked.For], seat: Who, keys: Making) -> TokenMade:
    """Make a token with which a program acts for a person."""
    made = await keys.issue(KeyKind.TOKEN, data.person, TOKEN_LIFE_S, seat)
    return TokenMade(made.key, made.expires_at)


@post("/staff/{person:str}/end-keys", opt={"right": Right.DISMISS}, status_code=200)
async def end_keys(
    person: InPath,
    data: JSONBody[asked.KeysToEnd],
    seat: Who,
    service: Running,
    keys: Making,
    settings: Set,
) -> KeysEndedShown:
    """End every link, session and token of somebody now; they stay on staff and are paged."""
    if not seat.may(Right.KEYS):
        # A key opens what its owner may do: whoever may not give keys gets none of somebody else.
        await do(service, EndKeys(person, seat.person, data.reason), seat)
        return KeysEndedShown(person)
    key = keys.fresh()
    expires_at = service.clock.now() + timedelta(seconds=LINK_LIFE_S)
    command = EndKeys(person, seat.person, data.reason, hash_of(key), expires_at)
    await do(service, command, seat)
    path = _page_of(service, person, data.page)
    return KeysEndedShown(person, _url(settings, path, key), expires_at)


def _url(settings: WebSettings, path: str, key: str) -> str:
    return f"{settings.base_url.rstrip('/')}{path}#key={key}"


def _page_of(service: Service, person: str, wanted: asked.PageWanted) -> str:
    """The page of a link: as asked for, else by what the person may do here."""
    staff = service.engine.state.agency.staff.get(person)
    return _PATHS[wanted or (_usual(staff.roles) if staff is not None else "console")]


def _usual(roles: tuple[Role, ...]) -> asked.PageWanted:
    """Their own page for who sees no more than that; for who runs Tocsin and sees no incident,
    whether all is ready.
    """
    rights = frozenset(right for role in roles for right in RIGHTS[role])
    if Right.INCIDENTS in rights:
        return "console"
    return "ready" if Right.WATCH in rights else "staff"


_PATHS: Final[dict[asked.PageWanted, str]] = {
    "console": "/",
    "staff": pages.STAFF,
    "ready": "/ready",
}


ROUTES: Final = (make_link, make_token, end_keys)

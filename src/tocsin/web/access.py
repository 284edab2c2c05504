"""The only way in, and the only way to a guarded record (rule 8).

Who holds a key is asked of the ledger's own state at every request, and of
every open stream again and again: from the second somebody is removed they see
nothing. Of a key only its SHA-256 is known here.
"""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tocsin.agency.access import is_of_phone, is_own_only, who_holds
from tocsin.agency.stage import ReadRecord
from tocsin.engine.core import NotDurable
from tocsin.engine.pressure import Shed
from tocsin.engine.service import Service
from tocsin.engine.views_ways import CAUTION_ROLES
from tocsin.facts.agency import Role
from tocsin.intake.signature import secret_ok
from tocsin.response.incident import Incident
from tocsin.web import bare
from tocsin.web.problems import Problem
from tocsin.web.settings import WebSettings
from tocsin.web.shown import Guarded
from tocsin.web.wall import OPEN, Wall, Walls

COOKIE: Final = "tocsin"
OWN_COOKIE: Final = "notes"
"""The session of somebody's own page. Its name says nothing to whoever looks at the phone."""

OWN_PREFIX: Final = "/api/v1/me/"
"""Where that session counts, and before any other: her phone speaks for her alone."""

LOCAL_ADMIN: Final = "local-admin"
"""The actor whose token lies on this machine, beside the ledger."""

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Right(StrEnum):
    """What somebody may do here."""

    OWN = "own"
    INCIDENTS = "incidents"
    GUARDED = "guarded"
    ACT = "act"
    WATCH = "watch"
    TEST = "test"
    KEYS = "keys"
    THREATS = "threats"
    VERIFY = "verify"
    CASES = "cases"
    DISMISS = "dismiss"
    SHARE = "share"
    READS = "reads"
    STRANGERS = "strangers"
    SETUP = "setup"


_CONTROL: Final = frozenset(
    {
        Right.OWN,
        Right.INCIDENTS,
        Right.GUARDED,
        Right.ACT,
        Right.WATCH,
        Right.THREATS,
        Right.STRANGERS,
    }
)
_NOBODY: Final = frozenset({Right.OWN})

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    **dict.fromkeys(Role, _NOBODY),
    **dict.fromkeys(CAUTION_ROLES, _CONTROL),
    Role.SUPERVISOR: _CONTROL | {Right.TEST, Right.VERIFY, Right.SHARE},
    Role.SAFETY_COORDINATOR: _CONTROL
    | {Right.VERIFY, Right.CASES, Right.DISMISS, Right.SHARE, Right.READS},
    Role.ADMINISTRATOR: frozenset(
        {Right.OWN, Right.WATCH, Right.TEST, Right.KEYS, Right.DISMISS, Right.SETUP}
    ),
}
"""What each role may do; somebody with several roles may do what any of them may."""


ON_A_PHONE: Final = frozenset({Right.OWN, Right.INCIDENTS, Right.GUARDED, Right.ACT})
"""What a session opens that began with the link of a page, whatever the roles: incidents."""

NOT_BLIND: Final = frozenset({Right.GUARDED, Right.CASES, Right.READS, Right.SHARE})
"""What nobody may do at a node that cannot know any more who was dismissed."""


class Seat(NamedTuple):
    """Somebody who is in, and by which key."""

    person: str
    name: str
    roles: frozenset[Role]
    key_hash: str
    by_cookie: bool = False
    wall: Wall = OPEN
    on_phone: bool = False
    own_only: bool = False

    @property
    def rights(self) -> frozenset[Right]:
        """What they may do."""
        held = frozenset(right for role in self.roles for right in RIGHTS[role])
        if self.own_only:
            return held & _NOBODY
        return held & ON_A_PHONE if self.on_phone else held

    def may(self, right: Right) -> bool:
        """Whether they may do this."""
        return right in self.rights


def hash_of(key: str) -> str:
    """What the ledger knows of a key."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class Access:
    """Says who is in."""

    def __init__(self, service: Service, settings: WebSettings) -> None:
        self._service = service
        self.walls = Walls(service)
        self._admin_hash = settings.admin_token_hash

    def seat(self, scope: bare.Scope) -> Seat | None:
        """Who makes this request: by bearer token, or else by session cookie."""
        scheme, _, token = bare.header(scope, b"authorization").partition(" ")
        if token:
            return self.holder(hash_of(token.strip())) if scheme.lower() == "bearer" else None
        given = bare.header(scope, b"cookie")
        own = _cookie(given, OWN_COOKIE) if scope["path"].startswith(OWN_PREFIX) else ""
        seat = self.holder(hash_of(own), by_cookie=True) if own else None
        key = _cookie(given, COOKIE)
        return seat or (self.holder(hash_of(key), by_cookie=True) if key else None)

    def still(self, seat: Seat) -> Seat | None:
        """The same person now: None from the second their key or they themselves are gone."""
        if self._service.is_outdated:
            return None
        return self.holder(seat.key_hash, by_cookie=seat.by_cookie)

    def require(self, scope: bare.Scope, right: Right) -> Seat:
        """Who makes this request. Raises Problem unless they may do this."""
        seat = self.seat(scope)
        if seat is None:
            raise Problem(401, "not_signed_in", "Sign in with a one-time link or a token.")
        if seat.by_cookie and scope["method"] not in SAFE_METHODS and not is_same_origin(scope):
            raise Problem(403, "other_origin", "A session acts from its own pages only.")
        if not seat.may(right):
            raise Problem(403, "role_not_allowed", f"Your roles do not include: {right}.")
        self._require_touch(right)
        return seat

    def _require_touch(self, right: Right) -> None:
        """Raises Problem where this node may not know who was dismissed, or what is so."""
        if self._service.is_outdated:
            raise Problem(503, "node_outdated", "This node is too old for what is on record.")
        if right in NOT_BLIND and self._service.is_blind(self._service.clock.now()):
            detail = (
                "This node has lost touch with the ledger. Ask another, or use phone and radio."
            )
            raise Problem(503, "not_live", detail)

    def holder(self, key_hash: str, *, by_cookie: bool = False) -> Seat | None:
        if secret_ok(key_hash, self._admin_hash):
            roles = frozenset({Role.ADMINISTRATOR})
            return Seat(LOCAL_ADMIN, "Administrator of this machine", roles, key_hash)
        agency = self._service.engine.state.agency
        staff = who_holds(agency, key_hash, self._service.clock.now())
        if staff is None:
            return None
        name, roles = staff.name.reveal(), frozenset(staff.roles)
        wall, on_phone = self.walls.of(staff.person), is_of_phone(agency, key_hash)
        own_only = is_own_only(agency, key_hash)
        return Seat(staff.person, name, roles, key_hash, by_cookie, wall, on_phone, own_only)


def let_read(service: Service, seat: Seat) -> None:
    """Let somebody read. Raises Problem in a storm, when each gets a reading now and then."""
    if not service.pressure.may_read(seat.person, service.clock.now()):
        said = "More comes in than can be worked off: SOS go first. Ask again in a second."
        raise Problem(503, "overloaded", said)


def let_wait(service: Service) -> None:
    """Let somebody have what nobody needs at once. Raises Problem in a storm: it can wait."""
    if service.pressure.sheds:
        service.pressure.turn_away(Shed.READING)
        said = "More comes in than can be worked off: SOS go first. Ask again in some seconds."
        raise Problem(503, "overloaded", said)


def is_same_origin(scope: bare.Scope) -> bool:
    """Whether a page of ours made this request. A browser always says where it is from."""
    origin = bare.header(scope, b"origin")
    if origin:
        return urlsplit(origin).netloc == bare.header(scope, b"host") != ""
    return bare.header(scope, b"sec-fetch-site") == "same-origin"


def _cookie(given: str, name: str) -> str:
    try:
        morsel = SimpleCookie(given).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


async def record_reading(
    service: Service, seat: Seat, what: str, incident: str, *, is_open: bool
) -> bool:
    """Put on record who reads, before it is shown; whether it is on disk already.

    While the ledger cannot be written, an open incident is shown all the same:
    a responder who is not warned may die, and the reading waits in memory and
    is recorded with everything else. A closed incident can wait, and so does
    whatever is asked at a node whose memory is not what will be recorded.
    """
    outcome = await service.submit(ReadRecord(seat.person, what, incident), seat.person)
    if isinstance(outcome, NotDurable) and not (is_open and outcome.is_kept):
        raise Problem(503, "not_durable", outcome.detail)
    return not isinstance(outcome, NotDurable)


async def guarded(service: Service, seat: Seat, incident: Incident) -> Guarded:
    """The guarded record of an incident; the only way to it."""
    recorded = await record_reading(
        service, seat, "safety_plan", incident.incident, is_open=incident.is_open
    )
    view = service.engine.views(service.clock.now())
    plan = view.safety_plan(incident.sender)
    contact = plan.safe_contact.reveal() if plan and plan.safe_contact else ""
    return Guarded(
        incident=incident.incident,
        caution=view.caution(incident),
        safe_contact=contact,
        silent=incident.silent,
        recorded=recorded,
    )

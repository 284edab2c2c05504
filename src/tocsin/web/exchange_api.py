"""The API of documents for other agencies: on record first, then handed out (rules 8 and 9).

Whoever acts on incidents and may see what is guarded may take one. What left is
proved by its SHA-256 in the ledger. While the ledger cannot be written nothing
leaves: a neighbour can be telephoned.
"""

import re
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from litestar import Response, post
from litestar.openapi import ResponseSpec
from litestar.params import JSONBody

from tocsin.engine import outgoing
from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.exchange import cap_out, eido_out
from tocsin.exchange.fix import Malformed
from tocsin.exchange.statement import Statement
from tocsin.kernel.decision import Refused
from tocsin.paging.documents import SendDocument, has_way
from tocsin.response.release import ReleaseDocument
from tocsin.web import asked
from tocsin.web.access import Right, Seat
from tocsin.web.administration import Set
from tocsin.web.api import InPath, Running, Who, do, incident_of
from tocsin.web.problems import Problem
from tocsin.web.settings import WebSettings

EIDO: Final = "application/json"
CAP: Final = "application/cap+xml"
T = TypeVar("T")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]*[A-Za-z0-9])*")
_ACT: Final[dict[str, Any]] = {"right": Right.ACT}


@post(
    "/incidents/{incident:str}/eido",
    opt=_ACT,
    status_code=200,
    media_type=EIDO,
    responses={200: ResponseSpec(dict[str, Any], generate_examples=False, description="The EIDO.")},
)
async def take_eido(
    incident: InPath,
    data: JSONBody[asked.Release],
    seat: Who,
    service: Running,
    settings: Set,
) -> Response[bytes]:
    """The incident as an EIDO (NENA-STA-021) for a neighbour. That you took it is put on record
    first; it carries the caution, but neither name nor number of who asked for help.
    """
    _may_see_guarded(seat)
    wish = _wish(service.engine.state, settings, data)
    taken, document = made_eido(service, incident, wish, seat.person)
    return await _hand_out(service, seat, taken, document, EIDO, send=data.send)


@post("/incidents/{incident:str}/cap", opt=_ACT, status_code=200, media_type=CAP)
async def take_cap(
    incident: InPath,
    data: JSONBody[asked.ReleaseAlert],
    seat: Who,
    service: Running,
    settings: Set,
) -> Response[bytes]:
    """The incident as a CAP 1.2 alert for a neighbour. That you took it is put on record first.
    A later one to the same neighbour for the same purpose replaces it; `over` takes it back.
    """
    _may_see_guarded(seat)
    wish = _wish(service.engine.state, settings, data, is_over=data.over)
    taken, document = made_cap(service, incident, wish, seat.person)
    return await _hand_out(service, seat, taken, document, CAP, send=data.send)


def made_eido(
    service: Service, incident: str, wish: outgoing.Wish, by: str
) -> tuple[ReleaseDocument, bytes]:
    """An EIDO, and what is to be put on record of it. Raises Problem, saying why not."""
    found, now, state = incident_of(service, incident), service.clock.now(), service.engine.state
    told = _made(outgoing.eido(state, service.engine.views(now), now, found, wish))
    document = _made(eido_out.write(told))
    name = eido_out.tracking_id(told.unique, told.agency)
    digest = _digest(document)
    return ReleaseDocument(incident, by, "eido", wish.purpose, wish.to, digest, name, now), document


def made_cap(
    service: Service, incident: str, wish: outgoing.Wish, by: str
) -> tuple[ReleaseDocument, bytes]:
    """An alert, and what is to be put on record of it. Raises Problem, saying why not."""
    found, now, state = incident_of(service, incident), service.clock.now(), service.engine.state
    told = _made(outgoing.notice(state, service.engine.views(now), now, found, wish))
    document = _made(cap_out.write(_made(cap_out.from_notice(told))))
    taken = ReleaseDocument(
        incident,
        by,
        "cap",
        wish.purpose,
        wish.to,
        _digest(document),
        told.identifier,
        told.sent,
        wish.is_over,
    )
    return taken, document


def _may_see_guarded(seat: Seat) -> None:
    """A document says what is guarded, so acting alone is not enough."""
    if not seat.may(Right.GUARDED):
        raise Problem(403, "role_not_allowed", f"Your roles do not include: {Right.GUARDED}.")


def _wish(
    state: State, settings: WebSettings, data: asked.Release, *, is_over: bool = False
) -> outgoing.Wish:
    return outgoing.Wish(
        data.purpose,
        our_domain(state, settings),
        their_domain(data.agency),
        tuple(
            outgoing.Description(
                each.about, Statement(each.text, each.source, each.at, each.certainty)
            )
            for each in data.descriptions
        ),
        data.area,
        is_over,
    )


def their_domain(agency: str) -> str:
    """The domain name that was given. Raises Problem when it is none."""
    if not _DOMAIN.fullmatch(agency):
        raise Problem(400, "bad_input", "agency: a domain name such as dispatch.county.example.")
    return agency.lower()


def our_domain(state: State, settings: WebSettings) -> str:
    """Our own name among agencies."""
    known = state.agency.settings
    return domain_of(settings.base_url, known.agency if known else "")


def domain_of(base_url: str, agency: str) -> str:
    """Our name among agencies: the host of our public address, or else the agency's own id.

    An address that others cannot know, such as 127.0.0.1, is nobody's name.
    """
    host = (urlsplit(base_url).hostname or "").strip(".")
    if "." in host and not _is_number(host):
        return host
    letters = "".join(each if each.isascii() and each.isalnum() else "-" for each in agency)
    return letters.strip("-").lower() or "tocsin"


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _made(outcome: T | Refused | Malformed) -> T:
    """What was made. Raises Problem, saying why, when there is none."""
    if isinstance(outcome, Refused | Malformed):
        raise Problem(409, str(outcome.reason), outcome.detail)
    return outcome


def _digest(document: bytes) -> str:
    return sha256(document).hexdigest()


async def _hand_out(
    service: Service,
    seat: Seat,
    taken: ReleaseDocument,
    document: bytes,
    kind: str,
    *,
    send: bool,
) -> Response[bytes]:
    """The document, once it is on disk who took it for whom. Raises Problem before that.

    The ledger may come to say that somebody took what they were not given in the
    end; it never says less than what left. What is to be sent on is queued before
    whoever asked for it is answered.
    """
    if service.engine.unavailable_since is not None:
        raise Problem(503, "not_durable", "The ledger cannot be written; nothing leaves now.")
    if send and not has_way(service.engine.state.paging, taken.to):
        raise Problem(409, "no_neighbour", "No [[neighbour]] of the settings has this domain.")
    subject = incident_of(service, taken.incident).sender
    await do(service, taken, seat)
    if send:
        await do(service, SendDocument(taken.incident, subject, taken.to, document.decode()), seat)
    return Response(document, media_type=kind)


ROUTES: Final = (take_eido, take_cap)

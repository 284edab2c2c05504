"""Packets: what a role sees of one case, mailed to a neighbour, with alerts beside it.

On record first, then queued like every other message (rules 8 and 9). While the
ledger cannot be written nothing leaves.
"""

from hashlib import sha256
from typing import Annotated, Final, NamedTuple

import msgspec
from litestar import post
from litestar.params import JSONBody

from tocsin.engine import sharing as records
from tocsin.engine.outgoing import Wish
from tocsin.engine.packets import Attachment, packet
from tocsin.engine.service import Service
from tocsin.engine.sharing_past import Ask
from tocsin.exchange.cap_out import Purpose
from tocsin.facts.sharing import OutsiderRole, PacketReleased
from tocsin.kernel.decision import Accepted as Decided
from tocsin.paging.documents import SendDocument, has_way
from tocsin.response.release import ReleaseDocument
from tocsin.watch import sharing
from tocsin.watch.sharing import ReleasePacket
from tocsin.web import exchange_api, shared_page
from tocsin.web.access import Right, Seat
from tocsin.web.administration import Set
from tocsin.web.api import Running, Who, do
from tocsin.web.problems import Problem, accepted
from tocsin.web.settings import WebSettings
from tocsin.web.sharing_api import case_for, past_of

RECORD: Final = "record.html"
AID: Final = "incident.eido.json"
LOOKOUT: Final = "lookout.cap.xml"


class PacketAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which agency gets what: the record for a role, and beside it documents for the police.

    `agency` is its domain name, with an `email` in the settings. `eido`: the incident
    as mutual aid is told it. `lookout`: a CAP alert for the respondent and his vehicles.
    """

    role: OutsiderRole
    agency: Annotated[str, msgspec.Meta(max_length=253)]
    person: Annotated[str, msgspec.Meta(max_length=100)] = ""
    incident: Annotated[str, msgspec.Meta(max_length=100)] = ""
    eido: bool = False
    lookout: bool = False


class PacketMade(msgspec.Struct, frozen=True):
    """A packet that is on record and queued: its name, its files, the digest of the record."""

    packet: str
    files: tuple[str, ...]
    sha256: str


class _Beside(NamedTuple):
    """A document beside the record, and what is to be put on record of it."""

    file: Attachment
    taken: ReleaseDocument


@post("/watch/packets", opt={"right": Right.SHARE}, status_code=200)
async def send_packet(
    data: JSONBody[PacketAsked], seat: Who, service: Running, settings: Set
) -> PacketMade:
    """Mail what a role sees of a case to a neighbour. It is on record first, and queued."""
    domain = _checked(service, data)
    ask = _ask(service, seat, data)
    page = await _page(service, data.role, ask, domain)
    beside = await _beside(service, settings, seat, data, ask, domain)
    digest = sha256(page.encode()).hexdigest()
    command = ReleasePacket(data.role, domain, digest, seat.person, data.person, data.incident)
    outcome = await service.submit(command, seat.person)
    accepted(outcome)
    for each in beside:
        await do(service, each.taken, seat)
    files = (Attachment(RECORD, "text/html", page), *(each.file for each in beside))
    view = service.engine.views(service.clock.now())
    at = f"{view.local(service.clock.now()):%a %Y-%m-%d %H:%M %Z}"
    text = packet(_agency(service), shared_page.FOR[data.role], at, files)
    command_out = SendDocument(data.incident, ask.subject, domain, text, by_mail=True)
    await do(service, command_out, seat)
    assert isinstance(outcome, Decided)
    (fact,) = outcome.facts
    assert isinstance(fact, PacketReleased)
    return PacketMade(fact.packet, tuple(each.name for each in files), digest)


def _checked(service: Service, data: PacketAsked) -> str:
    """The domain of who gets it. Raises Problem when it cannot be sent as asked."""
    domain = exchange_api.their_domain(data.agency)
    if bool(data.person) == bool(data.incident):
        raise Problem(400, "bad_input", "Give a person, for the whole case, or one incident.")
    is_plain = data.role is not OutsiderRole.POLICE or not data.incident
    if is_plain and (data.eido or data.lookout):
        detail = "eido and lookout go to the police, with one incident."
        raise Problem(400, "bad_input", detail)
    if service.engine.unavailable_since is not None:
        raise Problem(503, "not_durable", "The ledger cannot be written; nothing leaves now.")
    if not has_way(service.engine.state.paging, domain, by_mail=True):
        detail = "No [[neighbour]] of the settings has this domain and an email."
        raise Problem(409, "no_neighbour", detail)
    return domain


def _ask(service: Service, seat: Seat, data: PacketAsked) -> Ask:
    view = service.engine.views(service.clock.now())
    state = service.engine.state.watch
    subject = sharing.subject_of(state, view, seat.person, data.person, data.incident)
    if not subject:
        raise Problem(404, "case_unknown", "There is no such case or incident.")
    return Ask(subject, data.incident)


def _agency(service: Service) -> str:
    known = service.engine.state.agency.settings
    return known.name if known else "Tocsin"


async def _page(service: Service, role: OutsiderRole, ask: Ask, domain: str) -> str:
    case = await case_for(service, role, ask)
    local = service.engine.views(service.clock.now()).local
    given = f"Mailed to {domain}; that it was, and by whom, is on record."
    return shared_page.record_page(case, given, local, shared_page.inner_style())


async def _beside(
    service: Service,
    settings: WebSettings,
    seat: Seat,
    data: PacketAsked,
    ask: Ask,
    domain: str,
) -> list[_Beside]:
    """The documents that were asked for. Raises Problem when one cannot be made."""
    ours, found = exchange_api.our_domain(service.engine.state, settings), []
    if data.eido:
        wish = Wish(Purpose.MUTUAL_AID, ours, domain)
        taken, octets = exchange_api.made_eido(service, data.incident, wish, seat.person)
        found.append(_Beside(Attachment(AID, exchange_api.EIDO, octets.decode()), taken))
    if data.lookout:
        past, now = await past_of(service, ask), service.clock.now()
        state, view = service.engine.state, service.engine.views(now)
        wish = Wish(Purpose.BOLO, ours, domain, records.lookout(state, view, now, ask, past))
        taken, octets = exchange_api.made_cap(service, data.incident, wish, seat.person)
        found.append(_Beside(Attachment(LOOKOUT, exchange_api.CAP, octets.decode()), taken))
    return found


ROUTES: Final = (send_packet,)

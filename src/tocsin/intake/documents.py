"""What is no text but asks for help all the same: a phone's own location message, an
incident or an alert of a neighbour.

Each becomes the text that somebody would have written (`intake.written`). Its
sender is a number, `device:ID`, or `neighbour:GATEWAY/ID`, so that updates join
their own incident.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from tocsin.exchange import aml_post, cap, eido, pidf
from tocsin.exchange.civic import Civic
from tocsin.exchange.eido_parts import Where
from tocsin.exchange.fix import Fix, Malformed
from tocsin.exchange.pidf import Pidf
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.raw import RawRequest
from tocsin.intake.trackers import parse_tracker
from tocsin.intake.written import words_and_places


def _unreadable(why: Malformed) -> Unreadable:
    return Unreadable(str(why.reason), why.detail)


def parse_aml(raw: RawRequest) -> TextMessage | Unreadable:
    """A phone posted its location beside an emergency call or text."""
    read = aml_post.read_https(raw.body)
    if isinstance(read, Malformed):
        return _unreadable(read)
    # Without a number each phone is somebody of its own, and so is each post of none.
    whose = read.whose or _hash(raw.body)
    sender = read.number or f"device:{raw.gateway}/aml-{whose}"
    return TextMessage(
        sender, "", words_and_places("", read.fixes) or "Location message without a location."
    )


def parse_pidf(raw: RawRequest) -> TextMessage | Unreadable:
    """A location object that came by itself: where somebody in an emergency is."""
    read = pidf.read(raw.body)
    if isinstance(read, Malformed):
        return _unreadable(read)
    # Whose it is tells one person from another; it is personal, so only its hash is a name.
    whose = _hash(read.entity.encode() or raw.body)
    return TextMessage(
        f"neighbour:{raw.gateway}/location-{whose}",
        "",
        words_and_places(" / ".join(["Location object received.", *_addresses(read)]), read.fixes),
    )


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()[:12]


def _where(place: Where) -> list[str]:
    addresses = _addresses(place.pidf) if place.pidf is not None else []
    return [*addresses, place.description]


def _addresses(read: Pidf) -> list[str]:
    """The addresses as somebody would write them, so that they are read as words are."""
    return [", ".join(filter(None, _parts(civic))) for civic in read.civics()]


def _parts(civic: Civic) -> tuple[str, ...]:
    house = f"{civic.HNO}{civic.HNS} {civic.street()}".strip()
    floor = f"floor {civic.FLR}" if civic.FLR else ""
    inside = (civic.BLD, floor, civic.UNIT, civic.ROOM, civic.LOC)
    return (house, civic.NAM, *inside, civic.LMK, civic.A3)


def parse_eido(raw: RawRequest) -> TextMessage | Unreadable:
    """A neighbour centre tells of an incident."""
    read = eido.read(raw.body)
    if isinstance(read, Malformed):
        return _unreadable(read)
    said = [
        read.type_text or read.type_code,
        *(words for one in read.locations for words in _where(one)),
        *(f"CAUTION {one.text}" for one in read.cautions),
        *(one.statement.text for one in read.notes),
        *(words for one in read.persons for words in one.descriptions),
        *(words for one in read.vehicles for words in one.descriptions),
    ]
    return TextMessage(
        f"neighbour:{raw.gateway}/{read.id or read.local_id or _hash(raw.body)}",
        "",
        words_and_places(" / ".join(filter(None, said)) or "EIDO without words.", read.fixes),
    )


def parse_cap(raw: RawRequest) -> TextMessage | Unreadable:
    """An alert of a neighbour, or of an agency above.

    An identifier is its sender's own (CAP 1.2, 3.2.1), so both name an alert. What
    it updates or cancels is named in front of its words; it closes nothing.
    """
    read = cap.read(raw.body)
    if isinstance(read, Malformed):
        return _unreadable(read)
    first = next(iter(read.infos), None)
    said = [first.event, first.headline, first.description] if first else []
    said += [area.description for area in first.areas] if first else []
    fixes = [
        Fix(circle.latitude, circle.longitude, circle.radius_m, None, read.sent)
        for info in read.infos
        for area in info.areas
        for circle in area.circles
    ]
    words = " ".join([*_marks(read), " / ".join(filter(None, [*said, read.note]))])
    return TextMessage(
        f"neighbour:{raw.gateway}/{read.identifier}",
        "",
        words_and_places(words.strip() or "CAP alert without words.", fixes),
        provider_id=f"{read.sender},{read.identifier}",
        refers=tuple(f"{one.sender},{one.identifier}" for one in read.references),
    )


def _marks(read: cap.Alert) -> Iterator[str]:
    """What must be known before the words are believed, each in brackets."""
    if read.status != "Actual":
        yield f"[{read.status}]"
    if read.message_type in ("Update", "Cancel"):
        yield f"[{read.message_type} of an earlier alert]"
    if read.signature != "none":
        yield "[Signed; the signature was not verified]"


PARSERS: Final = {
    "aml": parse_aml,
    "pidf": parse_pidf,
    "owntracks": parse_tracker,
    "traccar": parse_tracker,
    "feed": parse_tracker,
    "eido": parse_eido,
    "cap": parse_cap,
}
"""How each kind of document is read."""

"""Reading alerts: OASIS Common Alerting Protocol 1.1 and 1.2.

Read as real senders write it: empty elements, a `Z` where the schema wants an
offset, a missing scope. What is missing or wrong is named under `problems` and
the rest still counts. A signature is noticed and not verified.
"""

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from tocsin.exchange import safe_xml
from tocsin.exchange.fix import Malformed, Reason, clean, moment, number, place
from tocsin.exchange.safe_xml import Element
from tocsin.exchange.shapes import Circle, Corner
from tocsin.exchange.statement import Statement, from_line

ALERTS_MAX: Final = 500
"""So many alerts of one feed are read."""

TEXT_CHARACTERS_MAX: Final = 20_000
"""So many characters of a description are kept."""

PARTS_MAX: Final = 1_000
"""So many blocks, areas, polygons, codes or references of one kind are kept."""

STATUSES: Final = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES: Final = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES: Final = ("Public", "Restricted", "Private")
URGENCIES: Final = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES: Final = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES: Final = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

STATEMENT: Final = "statement"
"""The name of the parameters that carry our statements."""

_VERSIONS: Final = {
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "urn:oasis:names:tc:emergency:cap:1.2": "1.2",
}
_SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
_WORD: Final = re.compile(r'"[^"]*"|\S+')

Pairs = tuple[tuple[str, str], ...]


class Reference(msgspec.Struct, frozen=True):
    """An earlier alert that this one updates, cancels or answers."""

    sender: str
    identifier: str
    sent: datetime


class Area(msgspec.Struct, frozen=True):
    """Where it holds. A polygon's first corner is not repeated at its end. Heights in feet."""

    description: str
    polygons: tuple[tuple[Corner, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: Pairs = ()
    altitude_ft: float | None = None
    ceiling_ft: float | None = None


class Resource(msgspec.Struct, frozen=True):
    description: str
    mime_type: str
    uri: str = ""


class Info(msgspec.Struct, frozen=True):
    """One block of an alert: in one language, of one kind of event."""

    event: str
    categories: tuple[str, ...]
    urgency: str = "Unknown"
    severity: str = "Unknown"
    certainty: str = "Unknown"
    language: str = "en-US"
    response_types: tuple[str, ...] = ()
    audience: str = ""
    event_codes: Pairs = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: Pairs = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()

    def statements(self) -> tuple[Statement, ...]:
        """What another Tocsin said in it, with source, time and certainty."""
        read = (from_line(value) for name, value in self.parameters if name == STATEMENT)
        return tuple(each for each in read if each is not None)


class Alert(msgspec.Struct, frozen=True):
    """An alert. Only status `Actual` is meant: empty, Exercise, Test and Draft are not.

    `signature` is `none` or `present_not_verified`.
    """

    identifier: str
    sender: str
    sent: datetime | None
    status: str
    message_type: str
    scope: str
    infos: tuple[Info, ...] = ()
    source: str = ""
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    version: str = "1.2"
    signature: str = "none"
    problems: tuple[str, ...] = ()


def read(body: bytes) -> Alert | Malformed:
    """One alert as a document of its own. Never raises."""
    root = safe_xml.parse(body)
    return root if isinstance(root, Malformed) else _alert(root)


def read_all(body: bytes) -> tuple[Alert, ...] | Malformed:
    """Every alert in a document: an alert, or an Atom feed or an envelope around some.

    A feed that only links to its alerts holds none; each link is a document of its own.
    """
    root = safe_xml.parse(body)
    if isinstance(root, Malformed):
        return root
    found: list[Alert] = []
    for element in root.iter("{*}alert"):
        alert = _alert(element)
        if isinstance(alert, Alert):
            found.append(alert)
        if len(found) == ALERTS_MAX:
            break
    return tuple(found)


def _alert(root: Element) -> Alert | Malformed:
    if safe_xml.name(root) != "alert":
        return Malformed(Reason.WRONG_FORMAT, "The outermost element of a CAP document is alert.")
    version = _VERSIONS.get(safe_xml.namespace(root))
    if version is None:
        return Malformed(Reason.WRONG_VERSION, "The namespace is not that of CAP 1.1 or 1.2.")
    identifier, sender = safe_xml.text_of(root, "identifier"), safe_xml.text_of(root, "sender")
    if not identifier or not sender:
        return Malformed(Reason.MISSING, "An alert has an identifier and a sender.")
    problems: list[str] = []
    is_signed = any(safe_xml.namespace(each) == _SIGNATURE for each in root)
    return Alert(
        identifier,
        sender,
        _time(root, "sent", problems, needed=True),
        _one_of(root, "status", STATUSES, "", problems),
        _one_of(root, "msgType", MESSAGE_TYPES, "", problems),
        _one_of(root, "scope", SCOPES, "", problems),
        infos=tuple(_info(each, problems) for each in safe_xml.children(root, "info")[:PARTS_MAX]),
        source=safe_xml.text_of(root, "source"),
        restriction=safe_xml.text_of(root, "restriction"),
        addresses=safe_xml.text_of(root, "addresses", TEXT_CHARACTERS_MAX),
        codes=_texts(root, "code"),
        note=safe_xml.text_of(root, "note", TEXT_CHARACTERS_MAX),
        references=_references(root, problems),
        incidents=tuple(
            each.strip('"') for each in _WORD.findall(safe_xml.text_of(root, "incidents", 2_000))
        ),
        version=version,
        signature="present_not_verified" if is_signed else "none",
        problems=tuple(dict.fromkeys(problems)),
    )


def _one_of(
    element: Element, name: str, words: tuple[str, ...], otherwise: str, problems: list[str]
) -> str:
    given = safe_xml.text_of(element, name)
    if given in words:
        return given
    problems.append(f"The {name} is missing or none of {', '.join(words)}.")
    return otherwise


def _time(
    element: Element, name: str, problems: list[str], *, needed: bool = False
) -> datetime | None:
    given = safe_xml.text_of(element, name)
    at = moment(given)
    if at is None and (given or needed):
        problems.append(f"The time {name} is missing or has no offset.")
    return at


def _texts(element: Element, name: str, characters_max: int = 200) -> tuple[str, ...]:
    found = (safe_xml.text(each, characters_max) for each in safe_xml.children(element, name))
    return tuple(each for each in found if each)[:PARTS_MAX]


def _pairs(element: Element, name: str) -> Pairs:
    """Name and value of each, as they are; an empty value stays an empty value."""
    return tuple(
        (
            safe_xml.text_of(each, "valueName"),
            safe_xml.text_of(each, "value", TEXT_CHARACTERS_MAX),
        )
        for each in safe_xml.children(element, name)[:PARTS_MAX]
    )


def _references(root: Element, problems: list[str]) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for triple in safe_xml.text_of(root, "references", TEXT_CHARACTERS_MAX).split():
        sender, _, rest = triple.partition(",")
        identifier, _, sent = rest.rpartition(",")
        at = moment(sent)
        if at is None or not sender or not identifier:
            problems.append("A reference is not sender,identifier,sent.")
        else:
            found.append(Reference(sender, identifier, at))
    return tuple(found[:PARTS_MAX])


def _info(info: Element, problems: list[str]) -> Info:
    categories = _texts(info, "category")
    if not categories:
        problems.append("An info block has no category.")
    event = safe_xml.text_of(info, "event")
    if not event:
        problems.append("An info block has no event.")
    long: dict[str, Any] = {
        name: safe_xml.text_of(info, name, TEXT_CHARACTERS_MAX)
        for name in ("headline", "description", "instruction", "audience", "contact")
    }
    return Info(
        event,
        categories,
        _one_of(info, "urgency", URGENCIES, "Unknown", problems),
        _one_of(info, "severity", SEVERITIES, "Unknown", problems),
        _one_of(info, "certainty", CERTAINTIES, "Unknown", problems),
        safe_xml.text_of(info, "language") or "en-US",
        response_types=_texts(info, "responseType"),
        event_codes=_pairs(info, "eventCode"),
        effective=_time(info, "effective", problems),
        onset=_time(info, "onset", problems),
        expires=_time(info, "expires", problems),
        sender_name=safe_xml.text_of(info, "senderName"),
        web=safe_xml.text_of(info, "web", 2_000),
        parameters=_pairs(info, "parameter"),
        resources=tuple(
            Resource(
                safe_xml.text_of(each, "resourceDesc"),
                safe_xml.text_of(each, "mimeType"),
                safe_xml.text_of(each, "uri", 2_000),
            )
            for each in safe_xml.children(info, "resource")[:PARTS_MAX]
        ),
        areas=tuple(_area(each, problems) for each in safe_xml.children(info, "area")[:PARTS_MAX]),
        **long,
    )


def _area(area: Element, problems: list[str]) -> Area:
    polygons = [
        _polygon(safe_xml.text(each, 200_000)) for each in safe_xml.children(area, "polygon")
    ]
    circles = [_circle(safe_xml.text(each)) for each in safe_xml.children(area, "circle")]
    if None in polygons or None in circles:
        problems.append(
            "A polygon or circle is empty, open or not latitude,longitude; it is left out."
        )
    return Area(
        safe_xml.text_of(area, "areaDesc", TEXT_CHARACTERS_MAX),
        tuple(each for each in polygons if each is not None)[:PARTS_MAX],
        tuple(each for each in circles if each is not None)[:PARTS_MAX],
        _pairs(area, "geocode"),
        number(safe_xml.text_of(area, "altitude")),
        number(safe_xml.text_of(area, "ceiling")),
    )


def _corner(pair: str) -> Corner | None:
    latitude, sign, longitude = pair.rstrip(",").partition(",")
    return place(number(latitude), number(longitude)) if sign else None


def _polygon(text: str) -> tuple[Corner, ...] | None:
    """Three corners or more and the first again; a comma too many after a pair is forgiven."""
    found = [_corner(pair) for pair in text.split()]
    corners = tuple(each for each in found if each is not None)
    if len(corners) != len(found) or len(corners) < 4 or corners[0] != corners[-1]:
        return None
    return corners[:-1]


def _circle(text: str) -> Circle | None:
    """`latitude,longitude radius`, the radius in kilometres; 0 is a point."""
    centre, _, kilometres = clean(text).partition(" ")
    where, radius = _corner(centre), number(kilometres)
    if where is None or radius is None or not 0 <= radius <= 20_038:
        return None
    return Circle(*where, radius * 1000)

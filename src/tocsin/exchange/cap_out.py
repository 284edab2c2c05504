"""Writing alerts: CAP 1.2 for those who are to look out, and for neighbours asked for help.

Both are addressed, never public: they name where somebody is. Every statement
in them is a parameter with its source, time and certainty, and a line of the
description. The CAP certainty of the block is that of the least certain one:
confirmed is Observed, reported and amended are Likely, alleged is Possible.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import msgspec
from lxml import etree

from tocsin.exchange.cap import (
    CERTAINTIES,
    MESSAGE_TYPES,
    SCOPES,
    SEVERITIES,
    STATEMENT,
    STATUSES,
    TEXT_CHARACTERS_MAX,
    URGENCIES,
    Alert,
    Area,
    Info,
    Pairs,
    Reference,
    Resource,
)
from tocsin.exchange.fix import MAX_ACCURACY_M, Malformed, Reason, clean, place
from tocsin.exchange.safe_xml import Element
from tocsin.exchange.shapes import Corner
from tocsin.exchange.statement import Statement, as_line, is_whole
from tocsin.facts.incidents import Certainty

CAP: Final = "urn:oasis:names:tc:emergency:cap:1.2"

CATEGORIES: Final = (
    *("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env"),
    *("Transport", "Infra", "CBRNE", "Other"),
)
RESPONSES: Final = (
    *("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess"),
    *("AllClear", "None"),
)
APCO_CODES: Final = "APCO-ANS-2.103.2-2019"
"""The name of event codes from the common incident types of APCO, which an EIDO uses too."""

_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_NAME: Final = re.compile(r"[^\s,<&]+")
_WEB: Final = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
_FROM_LEAST: Final = ("alleged", "reported", "amended", "confirmed")
_CERTAINTY: Final = {
    Certainty.ALLEGED: "Possible",
    Certainty.REPORTED: "Likely",
    Certainty.AMENDED: "Likely",
    Certainty.CONFIRMED: "Observed",
}


class Purpose(StrEnum):
    """What the receivers are asked to do."""

    BOLO = "bolo"
    """Be on the lookout."""
    MUTUAL_AID = "mutual_aid"


class Notice(msgspec.Struct, frozen=True):
    """What a lookout or a request for mutual aid says.

    `identifier` and `sender` make the alert unique together; `addresses` are
    the agencies it is for. `replaces` are earlier alerts that this one updates,
    or cancels when `is_over`.
    """

    purpose: Purpose
    identifier: str
    sender: str
    sent: datetime
    headline: str
    statements: tuple[Statement, ...]
    addresses: tuple[str, ...]
    areas: tuple[Area, ...] = ()
    instruction: str = ""
    severity: str = "Severe"
    expires: datetime | None = None
    incident: str = ""
    sender_name: str = ""
    contact: str = ""
    code: str = ""
    """An APCO common incident type; ATL (attempt to locate) or HLP1 when empty."""
    language: str = "en-US"
    replaces: tuple[Reference, ...] = ()
    is_over: bool = False
    is_exercise: bool = False


def from_notice(notice: Notice) -> Alert | Malformed:
    """The alert that says it, or what is missing. Without a whole statement there is none."""
    if not notice.statements or not all(is_whole(each) for each in notice.statements):
        return _wrong("Each statement needs its text, source, time with offset and certainty.")
    is_bolo = notice.purpose is Purpose.BOLO
    code = notice.code or ("ATL" if is_bolo else "HLP1")
    lines = [as_line(each) for each in notice.statements]
    info = Info(
        event="Be on the lookout" if is_bolo else "Mutual aid request",
        categories=("Security",) if is_bolo else ("Rescue", "Security"),
        urgency="Past" if notice.is_over else "Immediate",
        severity=notice.severity,
        certainty=_least([each.certainty for each in notice.statements]),
        language=notice.language,
        response_types=("AllClear",)
        if notice.is_over
        else (("Monitor",) if is_bolo else ("Execute",)),
        event_codes=((APCO_CODES, code),),
        effective=notice.sent,
        expires=notice.expires,
        sender_name=notice.sender_name,
        headline=notice.headline,
        description="\n".join(lines),
        instruction=notice.instruction,
        contact=notice.contact,
        parameters=tuple((STATEMENT, line) for line in lines),
        areas=notice.areas,
    )
    return Alert(
        notice.identifier,
        notice.sender,
        notice.sent,
        "Exercise" if notice.is_exercise else "Actual",
        _message_type(notice),
        "Private",
        (info,),
        addresses=" ".join(f'"{each}"' if " " in each else each for each in notice.addresses),
        references=notice.replaces,
        incidents=(notice.incident,) if notice.incident else (),
        note="Exercise. Nobody is in danger." if notice.is_exercise else "",
    )


def _message_type(notice: Notice) -> str:
    if notice.is_over:
        return "Cancel"
    return "Update" if notice.replaces else "Alert"


def _least(told: list[Certainty | None]) -> str:
    known = [each for each in told if each is not None]
    return _CERTAINTY[min(known, key=_FROM_LEAST.index)]


def write(alert: Alert) -> bytes | Malformed:
    """The document of an alert, valid against CAP-v1.2.xsd, or what it lacks.

    What is optional and empty is left out: real receivers stumble over empty elements.
    """
    lacking = _lacking(alert)
    if lacking:
        return _wrong(" ".join(lacking))
    root = etree.Element(f"{{{CAP}}}alert", nsmap={None: CAP})
    for name, words in (
        ("identifier", alert.identifier),
        ("sender", alert.sender),
        ("sent", _time(alert.sent)),
        ("status", alert.status),
        ("msgType", alert.message_type),
        ("source", alert.source),
        ("scope", alert.scope),
        ("restriction", alert.restriction),
        ("addresses", alert.addresses),
        *(("code", code) for code in alert.codes),
        ("note", alert.note),
        ("references", " ".join(map(_reference, alert.references))),
        ("incidents", " ".join(f'"{each}"' if " " in each else each for each in alert.incidents)),
    ):
        _text(root, name, words)
    for info in alert.infos:
        _info(root, info)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _wrong(detail: str) -> Malformed:
    return Malformed(Reason.INVALID, detail)


def _lacking(alert: Alert) -> list[str]:
    """A sentence for each rule of CAP 1.2 (section 3.2) that is broken."""
    refers = alert.message_type in {"Update", "Cancel", "Ack", "Error"}
    rules = [
        (
            _NAME.fullmatch(alert.identifier),
            "The identifier is empty or has blanks, commas, < or &.",
        ),
        (_NAME.fullmatch(alert.sender), "The sender is empty or has blanks, commas, < or &."),
        (_is_aware(alert.sent), "The time sent is missing or has no offset."),
        (alert.status in STATUSES, "The status is none of CAP's."),
        (alert.message_type in MESSAGE_TYPES, "The message type is none of CAP's."),
        (alert.scope in SCOPES, "The scope is none of CAP's."),
        (alert.scope != "Private" or alert.addresses, "A private alert needs its addresses."),
        (
            alert.scope != "Restricted" or alert.restriction,
            "A restricted alert says the restriction.",
        ),
        (not refers or alert.references, "What updates, cancels or answers refers to an alert."),
        (
            all(
                _NAME.fullmatch(each.sender)
                and _NAME.fullmatch(each.identifier)
                and _is_aware(each.sent)
                for each in alert.references
            ),
            "A reference needs a sender and an identifier without blanks and commas, and a time.",
        ),
    ]
    found = [sentence for rule, sentence in rules if not rule]
    return [*found, *(sentence for info in alert.infos for sentence in _info_lacking(info))]


def _info_lacking(info: Info) -> list[str]:
    rules = [
        (info.event.strip(), "An info block needs its event."),
        (
            info.categories and not set(info.categories) - set(CATEGORIES),
            "A category is none of CAP's.",
        ),
        (not set(info.response_types) - set(RESPONSES), "A response type is none of CAP's."),
        (info.urgency in URGENCIES, "The urgency is none of CAP's."),
        (info.severity in SEVERITIES, "The severity is none of CAP's."),
        (info.certainty in CERTAINTIES, "The certainty is none of CAP's."),
        (_LANGUAGE.fullmatch(info.language), "The language is no language tag such as en-US."),
        (not info.web or _WEB.fullmatch(info.web), "The web address does not begin with http."),
        (
            all(
                each is None or _is_aware(each)
                for each in (info.effective, info.onset, info.expires)
            ),
            "A time has no offset.",
        ),
        (all(each.description.strip() for each in info.areas), "An area needs its description."),
        (
            all(len(set(corners)) >= 3 for area in info.areas for corners in area.polygons),
            "A polygon needs three corners.",
        ),
        (all(map(_is_on_earth, info.areas)), "A polygon or circle is not on Earth."),
        (
            all(each.description.strip() and each.mime_type.strip() for each in info.resources),
            "A resource needs its description and its MIME type.",
        ),
    ]
    return [sentence for rule, sentence in rules if not rule]


def _is_on_earth(area: Area) -> bool:
    centres = [(circle.latitude, circle.longitude) for circle in area.circles]
    corners = [corner for polygon in area.polygons for corner in polygon]
    return all(place(*each) is not None for each in (*centres, *corners)) and all(
        0 <= circle.radius_m <= MAX_ACCURACY_M for circle in area.circles
    )


def _is_aware(at: datetime | None) -> bool:
    return at is not None and at.tzinfo is not None


def _time(at: datetime | None) -> str:
    """To the second, with an offset of -00:00: CAP's pattern knows neither Z nor parts of one."""
    if at is None:
        return ""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "-00:00"


def _reference(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier},{_time(reference.sent)}"


def _text(parent: Element, name: str, words: str) -> None:
    tidy = clean(words, TEXT_CHARACTERS_MAX * 4)
    if tidy:
        etree.SubElement(parent, f"{{{CAP}}}{name}").text = tidy


def _pairs(parent: Element, name: str, pairs: Pairs) -> None:
    for named, value in pairs:
        element = etree.SubElement(parent, f"{{{CAP}}}{name}")
        etree.SubElement(element, f"{{{CAP}}}valueName").text = clean(named)
        etree.SubElement(element, f"{{{CAP}}}value").text = clean(value, TEXT_CHARACTERS_MAX)


def _info(root: Element, info: Info) -> None:
    element = etree.SubElement(root, f"{{{CAP}}}info")
    _text(element, "language", info.language)
    for category in info.categories:
        _text(element, "category", category)
    _text(element, "event", info.event)
    for response in info.response_types:
        _text(element, "responseType", response)
    for name, words in (
        ("urgency", info.urgency),
        ("severity", info.severity),
        ("certainty", info.certainty),
        ("audience", info.audience),
    ):
        _text(element, name, words)
    _pairs(element, "eventCode", info.event_codes)
    for name, words in (
        ("effective", _time(info.effective)),
        ("onset", _time(info.onset)),
        ("expires", _time(info.expires)),
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", info.web),
        ("contact", info.contact),
    ):
        _text(element, name, words)
    _pairs(element, "parameter", info.parameters)
    for resource in info.resources:
        _resource(element, resource)
    for area in info.areas:
        _area(element, area)


def _resource(info: Element, resource: Resource) -> None:
    element = etree.SubElement(info, f"{{{CAP}}}resource")
    _text(element, "resourceDesc", resource.description)
    _text(element, "mimeType", resource.mime_type)
    if _WEB.fullmatch(resource.uri):
        _text(element, "uri", resource.uri)


def _area(info: Element, area: Area) -> None:
    element = etree.SubElement(info, f"{{{CAP}}}area")
    _text(element, "areaDesc", area.description)
    for corners in area.polygons:
        _text(element, "polygon", " ".join(map(_corner, (*corners, corners[0]))))
    for circle in area.circles:
        centre = _corner((circle.latitude, circle.longitude))
        _text(element, "circle", f"{centre} {circle.radius_m / 1000:.6f}")
    _pairs(element, "geocode", area.geocodes)
    for name, height in (("altitude", area.altitude_ft), ("ceiling", area.ceiling_ft)):
        if height is not None:
            _text(element, name, f"{height:.3f}")


def _corner(corner: Corner) -> str:
    return f"{corner[0]:.6f},{corner[1]:.6f}"

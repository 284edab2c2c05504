"""PIDF-LO: where somebody is, as location servers say it (RFC 4119, 5139, 5491, 5962, 7459).

Read alone, or inside the answer of a location server (HELD, RFC 5985), which may
be an error or only a reference instead. Several locations in one document are
alternatives for one place, never a track.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from tocsin.exchange import safe_xml
from tocsin.exchange.aml import confidence_from
from tocsin.exchange.civic import Civic, read_civic
from tocsin.exchange.fix import (
    Fix,
    Malformed,
    Reason,
    at_least_zero,
    clean,
    heading,
    moment,
    number,
    place,
    radius,
    share,
)
from tocsin.exchange.gml import SHAPES, ShapeError, read_shape
from tocsin.exchange.safe_xml import Element
from tocsin.exchange.shapes import Shape, around

LOCATIONS_MAX: Final = 100
"""So many locations of one document are read; more than four are never seen."""

AML_NAMESPACE: Final = "http://schemas.gridgears.io/aml"
"""An extension in use in Austria: the AML message beside the location made of it."""

_METHODS: Final = {
    "gnss": ("gps", "gnss", "galileo", "glonass"),
    "wifi": ("802.11", "wifi", "wi-fi", "wlan"),
    "cell": ("cell", "otdoa", "e-otd", "utdoa", "u-tdoa", "aflt", "nmr", "mbs"),
    "fused": ("fused", "hybrid"),
    "manual": ("manual",),
}
_OWNERS: Final = ("tuple", "device", "person")


class Location(msgspec.Struct, frozen=True):
    """One location: a shape, an address, or only how something moves.

    `owner` is tuple, device, person or aml. `fix` is the circle around the shape;
    its confidence is None when the document says none, where RFC 5491 supposes 0.95.
    `method` is the sender's own word; the fix has ours for it.
    """

    owner: str
    shape: Shape | None = None
    fix: Fix | None = None
    civic: Civic | None = None
    method: str = ""
    at: datetime | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None


class Pidf(msgspec.Struct, frozen=True):
    """All a document says of where somebody is. `fixes` are those of its locations.

    `error` is the code of a location server that could not answer, with
    `error_words` as (language, text); `references` are addresses to ask, and
    `references_until` when they end; `entity` is whose document it says it is.
    Networks' and devices' numbers in an AML extension (IMSI, IMEI) are not kept.
    """

    locations: tuple[Location, ...] = ()
    fixes: tuple[Fix, ...] = ()
    problems: tuple[str, ...] = ()
    error: str = ""
    error_words: tuple[tuple[str, str], ...] = ()
    references: tuple[str, ...] = ()
    references_until: datetime | None = None
    entity: str = ""

    def civics(self) -> tuple[Civic, ...]:
        """The addresses among the locations."""
        return tuple(each.civic for each in self.locations if each.civic is not None)


def read(body: bytes) -> Pidf | Malformed:
    """A presence document, or the answer of a location server. Never raises."""
    root = safe_xml.parse(body)
    if isinstance(root, Malformed):
        return root
    kind = safe_xml.name(root)
    if kind == "error":
        return _error(root)
    if kind == "presence":
        return _read(root, [root])
    if kind == "locationResponse":
        return _read(root, safe_xml.children(root, "presence"))
    return Malformed(
        Reason.WRONG_FORMAT, "A location document is a presence, a locationResponse or an error."
    )


def _error(root: Element) -> Pidf:
    spoken = tuple(
        (clean(each.get("{http://www.w3.org/XML/1998/namespace}lang")), safe_xml.text(each))
        for each in safe_xml.children(root, "message")[:LOCATIONS_MAX]
    )
    return Pidf(error=clean(root.get("code")) or "unspecified", error_words=spoken)


def _read(root: Element, presences: list[Element]) -> Pidf:
    problems: list[str] = []
    found: list[Location] = []
    for presence in presences:
        for owner in safe_xml.children(presence, *_OWNERS):
            found.extend(_owned(owner, problems))
    if len(found) > LOCATIONS_MAX:
        problems.append(f"Only the first {LOCATIONS_MAX} locations were read.")
    kept = tuple(found[:LOCATIONS_MAX])
    references = safe_xml.child(root, "locationUriSet")
    return Pidf(
        kept,
        tuple(each.fix for each in kept if each.fix is not None),
        tuple(problems[:LOCATIONS_MAX]),
        references=()
        if references is None
        else tuple(
            safe_xml.text(each, 2_000) for each in safe_xml.children(references, "locationURI")
        ),
        references_until=None if references is None else moment(references.get("expires")),
        entity=next(filter(None, (clean(each.get("entity")) for each in presences)), ""),
    )


def _owned(owner: Element, problems: list[str]) -> Iterator[Location]:
    kind = safe_xml.name(owner)
    at = moment(safe_xml.text_of(owner, "timestamp"))
    status = safe_xml.child(owner, "status")
    for holder in (owner, status):
        for geopriv in () if holder is None else safe_xml.children(holder, "geopriv"):
            method = safe_xml.text_of(geopriv, "method")
            for info in safe_xml.children(geopriv, "location-info"):
                yield from _info(info, Location(kind, method=method, at=at), problems)
    for aml in safe_xml.children(owner, "aml"):
        if safe_xml.namespace(aml) == AML_NAMESPACE:
            yield from _aml(aml, problems)


def _info(info: Element, base: Location, problems: list[str]) -> Iterator[Location]:
    """Each shape and each address of a `location-info`; what it says of motion goes with each."""
    base = _moving(info, base)
    sure = share(_percent(safe_xml.text_of(info, "confidence")))
    empty = True
    for element in _contents(info):
        name = safe_xml.name(element)
        if name == "civicAddress":
            empty = False
            yield msgspec.structs.replace(base, civic=read_civic(element))
        elif name in SHAPES:
            empty = False
            try:
                shape = read_shape(element)
            except ShapeError as problem:
                problems.append(str(problem))
                continue
            yield msgspec.structs.replace(base, shape=shape, fix=_fix(shape, base, sure))
    if empty and (base.speed_mps is not None or base.heading_deg is not None):
        yield base


def _contents(info: Element) -> Iterator[Element]:
    for element in info:
        # GML 2 puts its point into one more element, `location`.
        if safe_xml.name(element) == "location":
            yield from element
        else:
            yield element


def _percent(words: str) -> float | None:
    value = number(words)
    return value / 100 if value else None


def _moving(info: Element, base: Location) -> Location:
    dynamic = safe_xml.child(info, "Dynamic")
    if dynamic is None:
        return base
    return msgspec.structs.replace(
        base,
        speed_mps=at_least_zero(number(safe_xml.text_of(dynamic, "speed"))),
        heading_deg=heading(number(safe_xml.text_of(dynamic, "heading"))),
    )


def _fix(shape: Shape, base: Location, sure: float | None) -> Fix:
    circle = around(shape)
    return Fix(
        circle.latitude,
        circle.longitude,
        accuracy_m=radius(circle.radius_m),
        confidence=sure,
        at=base.at,
        method=method_of(base.method),
        altitude_m=circle.altitude_m,
        vertical_accuracy_m=radius(circle.vertical_m),
        speed_mps=base.speed_mps,
        heading_deg=base.heading_deg,
    )


def method_of(told: str) -> str:
    """Our word for a method of the IANA registry: gnss, wifi, cell, fused, manual or unknown."""
    words = told.lower()
    if not words:
        return ""
    for ours, theirs in _METHODS.items():
        if any(each in words for each in theirs):
            return ours
    return "cell" if words.startswith("ta") else "unknown"


def _aml(aml: Element, problems: list[str]) -> Iterator[Location]:
    """The AML extension; its confidence is percent in one version and a share in another."""
    where = place(
        number(safe_xml.text_of(aml, "latitude")), number(safe_xml.text_of(aml, "longitude"))
    )
    if where is None:
        problems.append("The AML data have no place: it is missing, 0 or out of range.")
        return
    method = safe_xml.text_of(aml, "positioningMethod")
    at = moment(safe_xml.text_of(aml, "timestamp"))
    fix = Fix(
        *where,
        accuracy_m=radius(number(safe_xml.text_of(aml, "radius"))),
        confidence=confidence_from(number(safe_xml.text_of(aml, "confidenceLevel"))),
        at=at,
        method=method_of(method),
    )
    yield Location("aml", fix=fix, method=method, at=at)

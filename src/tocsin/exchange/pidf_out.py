"""Writing a PIDF-LO: one point or circle and one address (RFC 5491, RFC 5139, RFC 7459)."""

from datetime import UTC, datetime
from typing import Final

from lxml import etree

from tocsin.exchange.civic import CIVIC, ELEMENTS, Civic
from tocsin.exchange.fix import Fix, clean
from tocsin.exchange.safe_xml import Element

PIDF: Final = "urn:ietf:params:xml:ns:pidf"
GEOPRIV: Final = "urn:ietf:params:xml:ns:pidf:geopriv10"
MODEL: Final = "urn:ietf:params:xml:ns:pidf:data-model"
GML: Final = "http://www.opengis.net/gml"
SHAPES: Final = "http://www.opengis.net/pidflo/1.0"
CONFIDENCE: Final = "urn:ietf:params:xml:ns:geopriv:conf"

_WGS_84: Final = "urn:ogc:def:crs:EPSG::4326"
_METRE: Final = "urn:ogc:def:uom:EPSG::9001"
_WORDS: Final = {"gnss": "GPS", "wifi": "802.11", "cell": "Cell", "manual": "Manual"}
_PREFIXES: Final = {
    None: PIDF,
    "gp": GEOPRIV,
    "dm": MODEL,
    "gml": GML,
    "gs": SHAPES,
    "ca": CIVIC,
    "con": CONFIDENCE,
}


def write(fix: Fix | None, civic: Civic | None, name: str = "place") -> str:
    """A presence document with what is given of both, as text without an XML declaration.

    A fix with a radius becomes a circle with its confidence, one without a point.
    `name` is the id of the device in the document; it says nothing of a person.
    """
    root = etree.Element(f"{{{PIDF}}}presence", nsmap=_PREFIXES, entity="pres:unlinked@invalid")
    device = etree.SubElement(root, f"{{{MODEL}}}device", id=_id(name))
    geopriv = etree.SubElement(device, f"{{{GEOPRIV}}}geopriv")
    info = etree.SubElement(geopriv, f"{{{GEOPRIV}}}location-info")
    if fix is not None:
        _shape(info, fix)
    if civic is not None:
        _civic(info, civic)
    etree.SubElement(geopriv, f"{{{GEOPRIV}}}usage-rules")
    if fix is not None and fix.method in _WORDS:
        _text(geopriv, GEOPRIV, "method", _WORDS[fix.method])
    if fix is not None and fix.at is not None:
        _text(device, MODEL, "timestamp", zulu(fix.at))
    return str(etree.tostring(root, encoding="unicode"))


def zulu(at: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the millisecond where it has one."""
    whole = "milliseconds" if at.microsecond else "seconds"
    return at.astimezone(UTC).isoformat(timespec=whole).replace("+00:00", "Z")


def _id(name: str) -> str:
    kept = "".join(
        letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_")
    )
    return "t" + kept[:60]


def _text(parent: Element, namespace: str, name: str, words: str) -> Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    element.text = words
    return element


def _shape(info: Element, fix: Fix) -> None:
    where = f"{fix.latitude:.7f} {fix.longitude:.7f}"
    if fix.accuracy_m is None:
        point = etree.SubElement(info, f"{{{GML}}}Point", srsName=_WGS_84)
        _text(point, GML, "pos", where)
        return
    circle = etree.SubElement(info, f"{{{SHAPES}}}Circle", srsName=_WGS_84)
    _text(circle, GML, "pos", where)
    _text(circle, SHAPES, "radius", f"{fix.accuracy_m:.10g}").set("uom", _METRE)
    if fix.confidence is not None:
        _text(info, CONFIDENCE, "confidence", f"{fix.confidence * 100:.6g}").set("pdf", "unknown")


def _civic(info: Element, civic: Civic) -> None:
    address = etree.SubElement(info, f"{{{CIVIC}}}civicAddress")
    for name in ELEMENTS:
        words = clean(getattr(civic, name))
        if words:
            _text(address, CIVIC, name, words)

"""A street address as a PIDF-LO carries it, under the element names of RFC 5139."""

from typing import Final

import msgspec

from tocsin.exchange import safe_xml
from tocsin.exchange.fix import clean
from tocsin.exchange.safe_xml import Element

CIVIC: Final = "urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"
"""The namespace of civic addresses."""

_WRONG_CIVIC: Final = "urn:ietf:params:xml:ns:pidf:geopriv10:civicLoc"
"""What an example of RFC 5491 calls it by mistake; senders copied that."""

EXTRA_MAX: Final = 50
"""So many elements of other namespaces are kept of one address."""


class Civic(msgspec.Struct, frozen=True, omit_defaults=True):
    """A civic address; empty where nothing was said. `extra` is what RFC 6848 adds."""

    country: str = ""
    A1: str = ""
    A2: str = ""
    A3: str = ""
    A4: str = ""
    A5: str = ""
    A6: str = ""
    PRM: str = ""
    PRD: str = ""
    RD: str = ""
    STS: str = ""
    POD: str = ""
    POM: str = ""
    RDSEC: str = ""
    RDBR: str = ""
    RDSUBBR: str = ""
    HNO: str = ""
    HNS: str = ""
    LMK: str = ""
    LOC: str = ""
    FLR: str = ""
    NAM: str = ""
    PC: str = ""
    BLD: str = ""
    UNIT: str = ""
    ROOM: str = ""
    SEAT: str = ""
    PLC: str = ""
    PCN: str = ""
    POBOX: str = ""
    ADDCODE: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    def street(self) -> str:
        """The street's whole name: direction, name, kind. A6 is its name in old documents."""
        name = self.RD or self.A6
        return " ".join(part for part in (self.PRM, self.PRD, name, self.STS, self.POD) if part)


ELEMENTS: Final = tuple(name for name in Civic.__struct_fields__ if name != "extra")
"""The elements of RFC 5139 in the order of its schema."""


def read_civic(address: Element) -> Civic:
    """The address in a `civicAddress` element. What is said twice is joined by a comma."""
    told: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    for element in address:
        name, words = safe_xml.name(element), safe_xml.text(element)
        if not words:
            continue
        if safe_xml.namespace(element) in {CIVIC, _WRONG_CIVIC} and name in ELEMENTS:
            told[name] = clean(f"{told[name]}, {words}" if name in told else words)
        elif len(extra) < EXTRA_MAX:
            extra.append((clean(name), words))
    return Civic(**told, extra=tuple(extra))

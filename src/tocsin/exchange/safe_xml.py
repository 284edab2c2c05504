"""XML from strangers: small, without a document type, without entities, never fetched."""

from typing import Any, Final

from lxml import etree

from tocsin.exchange.fix import Malformed, Reason, clean

XML_BYTES_MAX: Final = 500_000
"""A longer XML document is refused unread; the longest staged sample has 62 kB."""

XML_DEPTH_MAX: Final = 100
"""A document nested deeper is refused; a PIDF-LO inside a SOAP envelope has 15 levels."""

Element = Any
"""An element of lxml, which is published without types."""


def parse(body: bytes) -> Element | Malformed:
    """The root element of a document, or why not. Never raises.

    Comments and processing instructions are left out. A document type is
    refused before the parser sees it: what is not parsed cannot expand. Octets
    that are not the UTF-8 which they claim to be become replacement characters:
    an alert is worth more than an accent in it.
    """
    refused = _refused(body)
    if refused is not None:
        return refused
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        remove_comments=True,
        remove_pis=True,
    )
    for attempt in (body, body.decode("utf-8", "replace").encode()):
        try:
            return _judged(etree.fromstring(attempt.lstrip(b" \t\r\n"), parser))
        except (etree.XMLSyntaxError, ValueError, LookupError, RecursionError):
            continue
    return Malformed(Reason.NOT_XML, "This is not well-formed XML. Namespaces count.")


def _refused(body: bytes) -> Malformed | None:
    if len(body) > XML_BYTES_MAX:
        detail = f"The document is too large; at most {XML_BYTES_MAX} bytes are read."
        return Malformed(Reason.TOO_LARGE, detail)
    # Without its zero bytes UTF-16 and UTF-32 read as ASCII.
    flat = body.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        return _forbidden()
    return None


def _forbidden() -> Malformed:
    return Malformed(Reason.FORBIDDEN_XML, "A document type (DTD) or an entity is not accepted.")


def _judged(root: Element) -> Element | Malformed:
    tree = root.getroottree()
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        return _forbidden()
    if next(root.iter(etree.Entity), None) is not None:
        return _forbidden()
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > XML_DEPTH_MAX:
            return Malformed(
                Reason.FORBIDDEN_XML, f"At most {XML_DEPTH_MAX} levels of elements are read."
            )
    return root


def name(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element, or an empty text."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def children(element: Element, *names: str) -> list[Element]:
    """The children with one of these names, in any namespace, in their order."""
    return [child for child in element if name(child) in names]


def child(element: Element, wanted: str) -> Element | None:
    """The first child of this name in any namespace, or None."""
    return next((each for each in element if name(each) == wanted), None)


def text(element: Element | None, characters_max: int = 200) -> str:
    """All characters inside an element, tidied; empty for None."""
    return "" if element is None else clean("".join(element.itertext()), characters_max)


def text_of(element: Element, wanted: str, characters_max: int = 200) -> str:
    """The tidied text of the first child of this name, or an empty text."""
    return text(child(element, wanted), characters_max)

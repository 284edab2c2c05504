"""The user data header of an SMS: which part of a longer text this is.

Layout after 3GPP TS 23.040, 9.2.3.24: one octet with the length of all that
follows, then elements of identifier, length and data. Element 00 numbers the
parts with a reference of one octet, element 08 with one of two.
"""

from collections.abc import Iterator
from typing import NamedTuple


class Part(NamedTuple):
    """The place of a part; `reference` is "" when the text stands alone."""

    part: int
    parts: int
    reference: str


ALONE = Part(1, 1, "")

_REFERENCE_OCTETS = {0x00: 1, 0x08: 2}


def part_of(header: bytes) -> Part:
    """The place of this part. A damaged header counts as a text in one piece."""
    for identifier, data in _elements(header):
        octets = _REFERENCE_OCTETS.get(identifier)
        if octets is not None and len(data) == octets + 2:
            return _part(data[:octets], parts=data[octets], part=data[octets + 1])
    return ALONE


def _part(reference: bytes, *, parts: int, part: int) -> Part:
    # The standard says to ignore an element whose numbers make no sense.
    if parts > 1 and 1 <= part <= parts:
        return Part(part, parts, reference.hex())
    return ALONE


def _elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    rest = header[1 : 1 + header[0]] if header else b""
    while rest:
        length = rest[1] if len(rest) > 1 else 0
        yield rest[0], rest[2 : 2 + length]
        rest = rest[2 + length :]

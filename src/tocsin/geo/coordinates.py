"""Coordinates as people and their phones write them, out of any text.

Decimal degrees, degrees with minutes and seconds, `geo:` URIs (RFC 5870), links
of map services and plus codes. Dates, times, telephone and case numbers and
prices are none. What3words and shortened links are seen but cannot be read:
their readings have no point and say why.
"""

from tocsin.geo import angles, links
from tocsin.geo.notation import SERVED_M, CoordinateReading, Doubt, Notation, judged

__all__ = ["SERVED_M", "CoordinateReading", "Doubt", "Notation", "read"]


def read(text: str, near: tuple[float, float] | None = None) -> list[CoordinateReading]:
    """Every pair of coordinates in a text, in its order. Never raises; reads in linear time.

    `near` is where the agency serves, (latitude, longitude): it completes short
    plus codes, and tells swapped numbers and missing signs.
    """
    found = list(links.readings(text, near))
    found += [reading for pair in angles.pairs(text) if (reading := judged(pair, near))]
    kept: list[CoordinateReading] = []
    taken = bytearray(len(text))
    for reading in found:
        start, end = reading.span
        if not any(taken[start:end]):
            taken[start:end] = b"x" * (end - start)
            kept.append(reading)
    return sorted(kept, key=lambda reading: reading.span)

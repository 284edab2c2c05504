"""Where a text says she is, in English and Spanish, by the map and the agency's own places."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from tocsin.facts.agency import Place
from tocsin.geo import coordinates
from tocsin.geo.coordinates import CoordinateReading, Doubt
from tocsin.places.answer import Alternative, Kind, Reading
from tocsin.places.folding import words_of
from tocsin.places.grammar import Grammar
from tocsin.places.located import Ground
from tocsin.places.mending import mended
from tocsin.places.mentions import Finder
from tocsin.places.record import Gazetteer

TEXT_LENGTH_MAX: Final = 2_000
"""Longer texts are read up to here."""

_DOUBTED: Final = {
    Doubt.SWAPPED: 0.85,
    Doubt.SIGN: 0.8,
    Doubt.ROUGH: 0.6,
    Doubt.VIEW: 0.75,
    Doubt.OUTSIDE: 0.2,
}
"""What each doubt leaves of the score of coordinates."""

_SAID: Final = {Doubt.OUTSIDE: "off_the_map", Doubt.SWAPPED: "swapped"}
"""The doubts that are said beside the point, the graver first."""


def read_places(
    text: str,
    gazetteer: Gazetteer,
    agency_places: Sequence[Place] = (),
    near: tuple[float, float] | None = None,
) -> list[Reading]:
    """Every place a text speaks of, the surest first; empty when it speaks of none.

    `near` is where the agency serves, (latitude, longitude) in degrees WGS 84;
    without it the middle of its places or of the map stands in. Never raises on any text.
    """
    text = text[:TEXT_LENGTH_MAX]
    near = near or _served(gazetteer, agency_places)
    found = coordinates.read(text, near)
    rest = text
    for reading in found:
        start, end = reading.span
        rest = rest[:start] + ";" * (end - start) + rest[end:]
    finder = Finder(gazetteer, agency_places)
    words = mended(words_of(rest), finder.knows, finder.is_like, finder.holds)
    grammar = Grammar(words, rest, Ground(gazetteer, near), agency_places)
    named = grammar.readings(finder.find(words, rest))
    readings = [as_reading(each) for each in found if each.point is not None] + named
    return sorted(readings, key=lambda reading: (-reading.score, reading.span))


def _served(gazetteer: Gazetteer, places: Sequence[Place]) -> tuple[float, float] | None:
    if not places:
        return gazetteer.middle
    return median(place.latitude for place in places), median(place.longitude for place in places)


def as_reading(found: CoordinateReading) -> Reading:
    """Coordinates as one of the places of a text. They must have a point."""
    assert found.latitude is not None
    assert found.longitude is not None
    score = 0.99
    for doubt in sorted(found.doubts):  # In one order, so that the last digit is the same.
        score *= _DOUBTED.get(doubt, 1.0)
    point = Alternative(found.latitude, found.longitude, 1.0, found.accuracy_m)
    doubts = [said for one, said in _SAID.items() if one in found.doubts]
    return Reading(Kind.COORDINATE, (point,), found.span, score, doubt=next(iter(doubts), ""))

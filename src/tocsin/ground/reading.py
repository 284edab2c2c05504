"""What a text says of where its sender is, as evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.kernel.private import Private
from tocsin.places.answer import About, Alternative, Kind, Reading
from tocsin.places.record import Gazetteer
from tocsin.places.words import read_places

READINGS_MAX: Final = 4
"""So many places of one text are taken up, the surest first."""

ALTERNATIVES_MAX: Final = 12
"""So many meanings of one name are weighed."""

OFF: Final = "off_the_map"

SURE: Final = 0.6
"""What is read less surely than this is doubted."""

OUTLINE_POINTS_MAX: Final = 200
"""A longer line is thinned before it is put on record."""


def evidence_in(
    text: str, gazetteer: Gazetteer, places: Sequence[Place], at: datetime
) -> list[Evidence]:
    """Every place the text speaks of, each meaning weighed; sealed under nobody yet.

    The words are the sender's own, and `source` says of whom: `words` of where the
    sender is, `sighting` of where somebody else is ("he is at the mall"), which
    stands beside the first and never over it. Whose words they are for another
    incident is decided there (`response.locating.heard`).
    """
    near = _middle(places)
    readings = read_places(text, gazetteer, places, near)[:READINGS_MAX]
    return [
        item
        for number, reading in enumerate(readings, start=1)
        for item in _items(str(number), reading, text, at)
    ]


def beside_points(points: Sequence[Evidence], read: Sequence[Evidence]) -> list[Evidence]:
    """What was read, where all points that came with it are off the map: names are doubted.

    "2106 E New York St" of a town that is not ours is like something here all the same.
    A place of the agency was meant, whatever a phone says.
    """
    told = [*points, *(one for one in read if _is_point(one))]
    if not told or any(one.doubt != OFF for one in told):
        return list(read)
    return [
        one if one.doubt or one.place or _is_point(one) else replace(one, doubt="point_elsewhere")
        for one in read
    ]


def _is_point(item: Evidence) -> bool:
    return item.label is None and not item.place


def _middle(places: Sequence[Place]) -> tuple[float, float] | None:
    """Where the agency serves, for short plus codes and swapped degrees."""
    if not places:
        return None
    latitudes = sorted(place.latitude for place in places)
    longitudes = sorted(place.longitude for place in places)
    return latitudes[len(places) // 2], longitudes[len(places) // 2]


def _items(name: str, reading: Reading, text: str, at: datetime) -> list[Evidence]:
    said = text[slice(*reading.span)].strip()
    kept = reading.alternatives[:ALTERNATIVES_MAX]
    return [_item(name if len(kept) > 1 else "", reading, each, said, at) for each in kept]


def _item(name: str, reading: Reading, each: Alternative, said: str, at: datetime) -> Evidence:
    outline = each.outline[:: max(1, len(each.outline) // OUTLINE_POINTS_MAX)]
    is_coordinate = reading.kind is Kind.COORDINATE
    return Evidence(
        source="words" if reading.about is About.HER else "sighting",
        place=each.id,
        point=Private("", f"{each.latitude:.6f},{each.longitude:.6f}"),
        accuracy_m=max(1.0, each.accuracy_m),
        at=at,
        certainty=Certainty.REPORTED,
        reading=name,
        weight=each.weight,
        # A place of the agency has its own name there; what it is called may be read wrong.
        label=None if is_coordinate or each.id else Private("", said),
        outline=Private("", " ".join(f"{lat:.6f},{lon:.6f}" for lat, lon in outline))
        if len(outline) > 1
        else None,
        doubt=reading.doubt or ("" if reading.score >= SURE else "unsure_reading"),
    )

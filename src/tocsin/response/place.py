"""Evidence as the incident keeps it: whose it is, when it is from, which of it counts first.

What a third party says, and what she says of somebody else, stand beside her own
words, never over them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.kernel.private import Private
from tocsin.response.arrival import Spot

SIGHTING = "sighting"
"""The source of what somebody's words say of where another is."""

PLACE_ACCURACY_M = 75.0
"""A named place stands for itself and its surroundings within this radius."""

ROSTER_ACCURACY_M = 250.0
"""Somebody rostered at a place is in or near it."""


def from_reading(signal: str, sender: str, said: Iterable[Evidence]) -> list[Evidence]:
    """Evidence out of one text: what are alternatives there belongs to this signal."""
    return [
        replace(
            item,
            reading=f"{signal}/{item.reading}" if item.reading else "",
            point=_owned(sender, item.point),
            outline=_owned(sender, item.outline),
            label=_owned(sender, item.label),
        )
        for item in said
    ]


def _owned(sender: str, text: Private | None) -> Private | None:
    return None if text is None else Private(sender, text.text)


def fix_time(at: datetime | None, now: datetime) -> tuple[datetime, str]:
    """The time of a fix as it counts, and the doubt when its clock is ahead of ours."""
    if at is None:
        return now, ""
    if at > now + timedelta(seconds=FIX_AHEAD_S):
        return now, "fix_from_the_future"
    return min(at, now), ""


def from_roster(place: str | None, at: datetime) -> list[Evidence]:
    """Evidence from where the sender is, or was just now, at work."""
    if not place:
        return []
    return [Evidence("roster", place, None, ROSTER_ACCURACY_M, at, Certainty.REPORTED)]


_RANK = {
    "searcher": 0,
    "dispatcher": 1,
    "phone": 2,
    "words": 3,
    "walk": 4,
    "sighting": 5,
    "third_party": 6,
}


def best(evidence: Iterable[Evidence]) -> Evidence | None:
    """What to rank units by where no map weighs it all: the surest source, the newest of it.

    What is doubted counts only where there is nothing else.
    """
    ordered = sorted(evidence, key=lambda item: (item.at, item.weight), reverse=True)
    return min(ordered, key=_rank, default=None)


def _rank(item: Evidence) -> tuple[bool, int]:
    return bool(item.doubt), _RANK.get(item.source, 9)


def point_of(evidence: Evidence | None, places: dict[str, Place]) -> tuple[float, float] | None:
    """Latitude and longitude of the evidence, or None when neither place nor point is known."""
    if evidence is None:
        return None
    if evidence.point is not None and evidence.point.text is not None:
        latitude, _, longitude = evidence.point.text.partition(",")
        return float(latitude), float(longitude)
    place = places.get(evidence.place)
    return (place.latitude, place.longitude) if place else None


def spots(evidence: Iterable[Evidence], places: dict[str, Place]) -> list[Spot]:
    """Where she may be without a map: the best evidence alone, or nowhere."""
    point = point_of(best(evidence), places)
    return [Spot(*point)] if point else []


def seal_point(subject: str, latitude: float, longitude: float) -> Private:
    """A position as the ledger keeps it: sealed under the person it tells about."""
    return Private(subject, f"{latitude:.6f},{longitude:.6f}")

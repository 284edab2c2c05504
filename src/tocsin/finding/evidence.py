"""Evidence as the probability map takes it: where, how sharply, how far it is believed.

All numbers below are starting values of ours, said openly. What they must keep is
tested: her own words weigh more than what others say, what is doubted never outweighs
what is not, and an old fix widens and weakens instead of lying.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from tocsin.facts.incidents import Evidence
from tocsin.kernel.private import Private

RELIABILITY: Final = {
    "searcher": 0.97,
    "dispatcher": 0.90,
    "words": 0.85,
    "neighbour": 0.70,
    "walk": 0.60,
    "sighting": 0.60,
    "third_party": 0.60,
    "roster": 0.50,
}
"""How often a source is right at all; in the other cases it says nothing of where she is."""

BESIDE: Final = frozenset({"sighting", "third_party"})
"""What is said of somebody else, or by somebody else: beside her own words, never over them."""

UNKNOWN_SOURCE: Final = 0.50
"""The reliability of a source that is not listed."""

PHONE_RELIABILITY: Final = ((30.0, 0.92), (150.0, 0.88), (math.inf, 0.80))
"""Of a phone's fix, by its accuracy in metres: satellites, wifi, cell."""

DOUBT_FACTOR: Final = 0.06
"""What a doubt (tomorrow's clock, off the map, a number of two phones) leaves of reliability."""

SPEED_M_PER_S: Final = {
    "phone": 1.2,
    "walk": 1.2,
    "sighting": 0.6,
    "third_party": 0.6,
    "words": 0.3,
    "dispatcher": 0.3,
    "neighbour": 0.3,
    "searcher": 0.1,
    "roster": 0.0,
}
"""How fast a place grows old: a fix says nothing of staying, words often mean to stay."""

SETTLES_S: Final = 900.0
"""She does not walk away in one line for ever: the drift ends at speed times this."""

HALF_LIFE_S: Final = {
    "phone": 3600.0,
    "walk": 3600.0,
    "sighting": 3600.0,
    "third_party": 3600.0,
    "words": 7200.0,
}
"""After so long a source counts half: she may have got into a car."""

HALF_LIFE_OTHER_S: Final = 7200.0
"""The half-life of every other source."""

SIGMA_MIN_M: Final = 5.0
"""No fix is sharper than this, whatever it claims."""

SIGMA_MAX_M: Final = 20_000.0
"""No fix is vaguer than this."""

CONFIDENCE_RANGE: Final = (0.05, 0.999)
"""A stated confidence outside of this counts as its end."""


class Item(NamedTuple):
    """One piece of evidence, readable. Degrees are WGS 84.

    `outline` is one (latitude, longitude) for a point, many for a line, closed for an
    area. She is within `accuracy_m` of it in `confidence` of such cases. Items of one
    `reading` are alternatives by `weight`.
    """

    source: str
    at: datetime
    outline: tuple[tuple[float, float], ...]
    accuracy_m: float
    confidence: float = 0.68
    reading: str = ""
    weight: float = 1.0
    label: str = ""
    is_doubted: bool = False

    @property
    def is_area(self) -> bool:
        """Whether the outline is closed."""
        return len(self.outline) > 3 and self.outline[0] == self.outline[-1]

    @property
    def sigma_m(self) -> float:
        """The scale of a circular normal that holds `confidence` within `accuracy_m`.

        The radius of such a normal follows Rayleigh's distribution; what a confidence
        means for a location estimate is in RFC 7459, section 5.4.
        """
        low, high = CONFIDENCE_RANGE
        held = min(high, max(low, self.confidence))
        sigma = self.accuracy_m / math.sqrt(-2.0 * math.log1p(-held))
        return min(SIGMA_MAX_M, max(SIGMA_MIN_M, sigma))

    def aged_sigma_m(self, now: datetime) -> float:
        """The same with the way she may have gone since; most stay within half of it."""
        gone = 0.5 * drift_m(self.source, self.age_s(now))
        return min(SIGMA_MAX_M, math.hypot(self.sigma_m, gone))

    def age_s(self, now: datetime) -> float:
        """Seconds since; what claims to come from the future is of now."""
        return max(0.0, (now - self.at).total_seconds())

    def reliability(self, now: datetime) -> float:
        """The probability that this says anything of where she is now."""
        if self.source == "phone":
            base = next(r for most, r in PHONE_RELIABILITY if self.accuracy_m <= most)
        else:
            base = RELIABILITY.get(self.source, UNKNOWN_SOURCE)
        half = HALF_LIFE_S.get(self.source, HALF_LIFE_OTHER_S)
        faded: float = base * 0.5 ** (self.age_s(now) / half)
        return faded * DOUBT_FACTOR if self.is_doubted else faded


def drift_m(source: str, age_s: float) -> float:
    """How far she may have gone in this time: at first straight away, later less and less."""
    speed = SPEED_M_PER_S.get(source, 0.6)
    return speed * age_s / (1.0 + age_s / SETTLES_S)


class Located(Protocol):
    """A place of the agency file."""

    @property
    def name(self) -> str: ...
    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...


class Read(NamedTuple):
    """The evidence that could be read, and how much could not."""

    items: tuple[Item, ...]
    unreadable: int


def items(evidence: Iterable[Evidence], places: Mapping[str, Located]) -> Read:
    """Evidence with the agency's places looked up; what is erased or unreadable is counted."""
    found: list[Item] = []
    unreadable = 0
    for each in evidence:
        item = _item(each, places)
        if item is None:
            unreadable += 1
        else:
            found.append(item)
    return Read(tuple(found), unreadable)


def outline_of(text: str) -> tuple[tuple[float, float], ...]:
    """Points out of `latitude,longitude latitude,longitude …`; ValueError without quoting it."""
    points = []
    for part in text.split():
        latitude, _, longitude = part.partition(",")
        try:
            point = float(latitude), float(longitude)
        except ValueError:
            raise ValueError("an outline is latitude,longitude pairs with blanks between") from None
        if not (abs(point[0]) <= 90.0 and abs(point[1]) <= 180.0):
            raise ValueError("latitude is -90 to 90 degrees, longitude -180 to 180")
        points.append(point)
    return tuple(points)


def _item(each: Evidence, places: Mapping[str, Located]) -> Item | None:
    outline = _where(each, places)
    numbers = (each.accuracy_m, each.confidence, each.weight)
    if not outline or not all(map(math.isfinite, numbers)):
        return None
    if each.accuracy_m < 0 or each.weight <= 0:
        return None
    return Item(
        each.source,
        each.at,
        outline,
        each.accuracy_m,
        each.confidence,
        each.reading,
        each.weight,
        _text(each.label) or (places[each.place].name if each.place in places else ""),
        bool(each.doubt),
    )


def _where(each: Evidence, places: Mapping[str, Located]) -> tuple[tuple[float, float], ...]:
    for sealed in (each.outline, each.point):
        text = _text(sealed)
        if text:
            try:
                return outline_of(text)
            except ValueError:
                return ()
    if each.outline is not None or each.point is not None:
        return ()  # It was there and is erased: its place alone would say something else.
    place = places.get(each.place)
    return ((place.latitude, place.longitude),) if place else ()


def _text(sealed: Private | None) -> str:
    return (sealed.text or "") if sealed is not None else ""

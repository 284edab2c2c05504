"""What a pair of coordinates in a text is: a point, how fine, how written, what to doubt."""

from enum import StrEnum
from typing import Final, NamedTuple

from tocsin.geo.line import distance_m

SERVED_M: Final = 200_000.0
"""Further than this from where we serve is not where somebody asks us for help."""

ROUGH_M: Final = 500.0
"""Digits that leave more room than this say a district, not a place."""

FINEST_M: Final = 5.0
"""However many digits are written, no phone knows better."""

DEGREE_M: Final = 111_320.0
"""Length of a degree of latitude, to turn digits into metres."""

NULL_ISLAND_DEG: Final = 1e-3
"""Nearer to 0, 0 than this is what a phone says that knows nothing."""


class Notation(StrEnum):
    """How the coordinates were written."""

    DECIMAL = "decimal"
    SEXAGESIMAL = "degrees_minutes_seconds"
    GEO_URI = "geo_uri"
    LINK = "map_link"
    PLUS_CODE = "plus_code"
    WHAT3WORDS = "what3words"


class Doubt(StrEnum):
    """Why a reading may be wrong. A reading without a point says here why it has none."""

    SWAPPED = "latitude_and_longitude_were_swapped"
    SIGN = "a_minus_sign_was_missing"
    OUTSIDE = "far_from_everything_we_serve"
    ROUGH = "too_few_digits"
    VIEW = "middle_of_a_map_view_not_a_pin"
    NULL_ISLAND = "zero_zero_means_no_position"
    WHAT3WORDS = "what3words_cannot_be_read_here"
    SHORT_LINK = "a_shortened_link_says_nothing_by_itself"
    NO_REFERENCE = "a_short_code_needs_a_place_to_be_near_to"


class CoordinateReading(NamedTuple):
    """Coordinates found in a text. Degrees WGS 84; `span` is start and end in the text.

    `latitude` and `longitude` are both None when it was seen that a position was
    meant but not which one; `doubts` say why.
    """

    latitude: float | None
    longitude: float | None
    accuracy_m: float
    notation: Notation
    span: tuple[int, int]
    doubts: frozenset[Doubt] = frozenset()

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, or None."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Pair(NamedTuple):
    """Two numbers as written, before anybody has asked whether they make sense."""

    latitude: float
    longitude: float
    accuracy_m: float
    notation: Notation
    start: int
    end: int
    is_certain: bool = False
    """Which of the two is the latitude is written beside it."""
    is_view: bool = False
    is_signed: bool = False
    """The hemisphere is written, by sign or by letter, so that no sign can be missing."""


def judged(pair: Pair, near: tuple[float, float] | None) -> CoordinateReading | None:
    """The reading of a pair, its order and sign put right where that is plain; None for no point.

    `near` is where we serve, or None when nobody said.
    """
    doubts = {Doubt.VIEW} if pair.is_view else set()
    if pair.accuracy_m > ROUGH_M:
        doubts.add(Doubt.ROUGH)
    point = (pair.latitude, pair.longitude)
    if max(abs(point[0]), abs(point[1])) < NULL_ISLAND_DEG:
        return _no_point(pair, Doubt.NULL_ISLAND)
    if not _exists(point):
        if pair.is_certain or not _exists(point[::-1]):
            return None
        point = (point[1], point[0])
        doubts.add(Doubt.SWAPPED)
    if near is not None and distance_m(point, near) > SERVED_M:
        found = None if Doubt.SWAPPED in doubts else _put_right(pair, near)
        if found is None and Doubt.SWAPPED in doubts:
            found = _with_sign(point, pair, near)
        point, doubt = found or (point, Doubt.OUTSIDE)
        doubts.add(doubt)
    span = (pair.start, pair.end)
    return CoordinateReading(*point, pair.accuracy_m, pair.notation, span, frozenset(doubts))


def _put_right(pair: Pair, near: tuple[float, float]) -> tuple[tuple[float, float], Doubt] | None:
    """The same numbers the other way round, or with the sign left out, if that is near."""
    swapped = (pair.longitude, pair.latitude)
    is_near = _exists(swapped) and distance_m(swapped, near) <= SERVED_M
    if is_near and not pair.is_certain:
        return swapped, Doubt.SWAPPED
    return _with_sign((pair.latitude, pair.longitude), pair, near)


def _with_sign(
    point: tuple[float, float], pair: Pair, near: tuple[float, float]
) -> tuple[tuple[float, float], Doubt] | None:
    latitude, longitude = point
    for other in ((latitude, -longitude), (-latitude, longitude), (-latitude, -longitude)):
        if not pair.is_signed and distance_m(other, near) <= SERVED_M:
            return other, Doubt.SIGN
    return None


def _no_point(pair: Pair, doubt: Doubt) -> CoordinateReading:
    span = (pair.start, pair.end)
    return CoordinateReading(None, None, pair.accuracy_m, pair.notation, span, frozenset({doubt}))


def _exists(point: tuple[float, float]) -> bool:
    return abs(point[0]) <= 90.0 and abs(point[1]) <= 180.0


def fineness_m(decimals: int) -> float:
    """How far degrees with so many decimals may be off, in metres."""
    return max(FINEST_M, DEGREE_M * 0.1 ** min(decimals, 9))

"""What reading a text for places answers."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What was named."""

    COORDINATE = "coordinate"
    ADDRESS = "address"
    CROSSING = "crossing"
    STREET = "street"
    PLACE = "place"
    AGENCY_PLACE = "agency_place"
    RELATIVE = "relative"
    """A stretch between two others, or a place known only by what it is beside."""


class Relation(StrEnum):
    """How she stands to what was named."""

    AT = "at"
    BEHIND = "behind"
    NEAR = "near"
    ACROSS = "across"
    BETWEEN = "between"
    INSIDE = "inside"


class About(StrEnum):
    """Whose place it is: the sender's own, or that of somebody she speaks of."""

    HER = "her"
    HIM = "him"


class Alternative(NamedTuple):
    """One place that may be meant; `weight` is its share among the alternatives of a reading.

    Degrees WGS 84. `outline` are (latitude, longitude) pairs; `stretches` are of
    the road network. Both may be empty. `id` is the agency's own, for its places.
    """

    latitude: float
    longitude: float
    weight: float
    accuracy_m: float
    outline: tuple[tuple[float, float], ...] = ()
    stretches: tuple[int, ...] = ()
    id: str = ""


class Reading(NamedTuple):
    """One place a text speaks of, with what may be meant, the likeliest first.

    `span` is start and end in the text; `score`, 0 to 1, how sure it is that
    this place is meant and rightly read. `doubt` says what speaks against it; or nothing.
    """

    kind: Kind
    alternatives: tuple[Alternative, ...]
    span: tuple[int, int]
    score: float
    relation: Relation = Relation.AT
    about: About = About.HER
    doubt: str = ""

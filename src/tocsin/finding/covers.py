"""What the things of a map are to somebody who searches them."""

from typing import Final, NamedTuple

from tocsin.finding.detection import Ground
from tocsin.finding.ground import Kind

AREA_MAX_M2: Final = 1_500_000.0
"""What is larger is a district, not a place to be in."""

BUILDING_MAX_M2: Final = 4_000.0
"""An outline that does not say what it is counts as a building up to here."""

BUILDING_MIN_M2: Final = 400.0
"""A nameless building that is smaller belongs to the front of its street."""


class Cover(NamedTuple):
    """What a place is made of."""

    kind: Kind
    ground: Ground


LOT: Final = Cover(Kind.LOT, Ground.LOT)
INSIDE: Final = Cover(Kind.BUILDING, Ground.BUILDING)
GREEN: Final = Cover(Kind.AREA, Ground.OPEN)
WOODS: Final = Cover(Kind.AREA, Ground.WOODS)
SHORE: Final = Cover(Kind.AREA, Ground.WATER_EDGE)

_EXACT: Final = {
    "amenity=parking": LOT,
    "amenity=bus_station": LOT,
    "amenity=marketplace": LOT,
    "amenity=fuel": LOT,
    "natural=wood": WOODS,
    "landuse=forest": WOODS,
    "natural=scrub": WOODS,
    "leisure=nature_reserve": WOODS,
    "natural=beach": SHORE,
    "man_made=pier": SHORE,
    "leisure=sports_centre": INSIDE,
    "leisure=sports_hall": INSIDE,
    "leisure=fitness_centre": INSIDE,
    "railway=station": INSIDE,
    "leisure=swimming_pool": None,
    "natural=water": None,
    "natural=bay": None,
    "natural=wetland": None,
    "leisure=marina": None,
    "landuse=reservoir": None,
    "landuse=basin": None,
    "man_made=bridge": None,
}

_GROUNDS: Final = {
    "school",
    "university",
    "college",
    "hospital",
    "kindergarten",
    "grave_yard",
    "prison",
    "research_institute",
    "fountain",
    "shelter",
}
"""Values of `amenity` that are drawn around grounds, not around walls."""

_NOTHING: Final = {"boundary", "place", "waterway", "entrance"}
_OUTSIDE: Final = {"leisure", "landuse", "natural", "highway", "railway", "public_transport"}


def cover_of(kind: str, area_m2: float, *, is_named: bool) -> Cover | None:
    """What a place of this kind (`amenity=parking`) and size is, None where nobody is looked for.

    The gazetteer keeps one tag of a place, so that a school is known to be a school and
    not whether its outline is a wall: such kinds are told apart by size.
    """
    if not 0.0 < area_m2 <= AREA_MAX_M2:
        return None
    key, _, value = kind.partition("=")
    if kind in _EXACT:
        return _EXACT[kind]
    if key in _NOTHING:
        return None
    if key in _OUTSIDE or (key == "amenity" and value in _GROUNDS):
        return GREEN
    if area_m2 > BUILDING_MAX_M2 and key != "building":
        return GREEN
    return INSIDE if is_named or area_m2 >= BUILDING_MIN_M2 else None

"""Which layers a tile has, what each feature says of itself, and from which zoom it is shown.

`land` `water` `building` are areas; `waterway` `railway` `path` `road` lines; `place`
`address` points. Every feature has a `class`, and a `name` where it bears one.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.texts import Texts
from tocsin.places.record import Gazetteer
from tocsin.roads.network import Bytes, Floats, Longs, Network, RoadClass, StretchFlag
from tocsin.tiles.drawn import Drawn
from tocsin.tiles.encoding import Column, Form
from tocsin.tiles.mercator import ZOOM_MAX, ZOOM_MIN
from tocsin.tiles.ragged import spread
from tocsin.tiles.scenery import E7, Kind, Scenery

ROADS_FROM: Final[Mapping[RoadClass, int]] = {
    RoadClass.MOTORWAY: ZOOM_MIN,
    RoadClass.TRUNK: ZOOM_MIN,
    RoadClass.PRIMARY: 8,
    RoadClass.SECONDARY: 10,
    RoadClass.TERTIARY: 11,
    RoadClass.UNCLASSIFIED: 12,
    RoadClass.RESIDENTIAL: 13,
    RoadClass.LIVING_STREET: 13,
    RoadClass.SERVICE: 14,
    RoadClass.TRACK: 14,
    RoadClass.MOTORWAY_LINK: 10,
    RoadClass.TRUNK_LINK: 10,
    RoadClass.PRIMARY_LINK: 11,
    RoadClass.SECONDARY_LINK: 12,
    RoadClass.TERTIARY_LINK: 12,
    RoadClass.PEDESTRIAN: 14,
    RoadClass.FERRY: 10,
}

SCENERY_FROM: Final[Mapping[Kind, int]] = {
    Kind.WATER: 7,
    Kind.WETLAND: 11,
    Kind.WOOD: 9,
    Kind.GRASS: 11,
    Kind.FARMLAND: 11,
    Kind.BARE: 11,
    Kind.RESIDENTIAL: 9,
    Kind.COMMERCIAL: 11,
    Kind.INDUSTRIAL: 11,
    Kind.PUBLIC: 12,
    Kind.PARKING: 14,
    Kind.SQUARE: 14,
    Kind.BUILDING: 14,
    Kind.RIVER: 9,
    Kind.STREAM: 13,
    Kind.RAILWAY: 10,
    Kind.TRAM: 14,
    Kind.PATH: 14,
    Kind.STEPS: 14,
    Kind.RUNWAY: 11,
    Kind.PIER: 13,
}

LAYER_OF: Final[Mapping[str, tuple[Kind, ...]]] = {
    "land": (
        Kind.RESIDENTIAL,
        Kind.COMMERCIAL,
        Kind.INDUSTRIAL,
        Kind.FARMLAND,
        Kind.PUBLIC,
        Kind.WOOD,
        Kind.GRASS,
        Kind.BARE,
        Kind.WETLAND,
        Kind.SQUARE,
        Kind.PARKING,
    ),
    "water": (Kind.WATER,),
    "waterway": (Kind.RIVER, Kind.STREAM),
    "building": (Kind.BUILDING,),
    "railway": (Kind.RAILWAY, Kind.TRAM),
    "path": (Kind.PATH, Kind.STEPS, Kind.RUNWAY, Kind.PIER),
}
"""What of the scenery is in which layer; what comes later in one lies on top."""

PLACES_FROM: Final = {
    "place=city": 6,
    "place=town": 8,
    "place=village": 11,
    "place=suburb": 11,
    "place=island": 12,
    "place=hamlet": 13,
    "place=quarter": 13,
    "place=neighbourhood": 13,
    "amenity=hospital": 12,
    "amenity=police": 13,
    "amenity=fire_station": 13,
    "emergency=ambulance_station": 13,
    "railway=station": 13,
    "leisure=park": 13,
    "natural=water": 13,
    "natural=wood": 13,
    "amenity=school": 14,
    "amenity=university": 14,
}
"""Every other place with a name is shown at the highest zoom."""

NO_POINT: Final = ("waterway=", "boundary=")
"""Kinds whose middle says nothing: a river bears its name along itself."""


def layers(
    network: Network, names: Texts, gazetteer: Gazetteer, scenery: Scenery | None
) -> Sequence[Drawn]:
    """Every layer of a map; of one without scenery the buildings that bear a name or a door."""
    ground = _of_scenery(scenery) if scenery else [_walls(gazetteer)]
    return [*ground, _roads(network, names), _addresses(gazetteer), _places(gazetteer)]


def _roads(network: Network, names: Texts) -> Drawn:
    classes = np.array([ROADS_FROM[each] for each in RoadClass], np.uint8)
    return Drawn(
        "road",
        Form.LINE,
        np.arange(len(network.way) + 1),
        network.first_point,
        network.point_latitude,
        network.point_longitude,
        1.0,
        classes[network.road_class],
        (
            Column("class", network.road_class.astype(np.int32), _words(RoadClass)),
            Column("name", network.name, names),
            Column("oneway", _one_way(network), ("forward", "backward")),
            _flagged("structure", network, (StretchFlag.BRIDGE, StretchFlag.TUNNEL)),
            _flagged("access", network, (StretchFlag.EMERGENCY_ONLY, StretchFlag.PRIVATE)),
        ),
    )


def _one_way(network: Network) -> NDArray[np.int32]:
    """Whether each stretch is driven only as it is drawn (0), only against (1), or both (-1)."""
    count = len(network.way)
    along = np.bincount(network.stretch[network.is_forward], minlength=count) > 0
    against = np.bincount(network.stretch[~network.is_forward], minlength=count) > 0
    return np.where(along == against, -1, against).astype(np.int32)


def _flagged(key: str, network: Network, flags: tuple[StretchFlag, ...]) -> Column:
    code = np.full(len(network.way), -1, np.int32)
    for number, flag in reversed(list(enumerate(flags))):
        code[(network.stretch_flags & flag) > 0] = number
    return Column(key, code, [str(flag.name).lower() for flag in flags])


def _words(kinds: type[RoadClass] | type[Kind]) -> list[str]:
    """The name of each number of a kind, '' for those that mean nothing."""
    named = {int(each): each.name.lower() for each in kinds}
    return [named.get(number, "") for number in range(max(named) + 1)]


def _of_scenery(scenery: Scenery) -> list[Drawn]:
    return [_ground(scenery, name, kinds) for name, kinds in LAYER_OF.items()]


def _ground(scenery: Scenery, name: str, kinds: tuple[Kind, ...]) -> Drawn:
    """The pieces of these kinds, in the order of the kinds."""
    order = np.full(256, -1, np.int64)
    order[list(kinds)] = range(len(kinds))
    place = order[scenery.kind]
    rows = np.flatnonzero(place >= 0)
    rows = rows[np.argsort(place[rows], kind="stable")]
    part, parts = spread(scenery.first_ring, rows)
    at, points = spread(scenery.first_point, part)
    zooms = np.zeros(256, np.uint8)
    zooms[list(SCENERY_FROM)] = list(SCENERY_FROM.values())
    kind = scenery.kind[rows]
    is_line = kinds[0] >= Kind.RIVER
    columns = [Column("class", kind.astype(np.int32), _words(Kind))]
    columns.append(Column("name", scenery.name[rows], scenery.names))
    return Drawn(
        name,
        Form.LINE if is_line else Form.AREA,
        np.concatenate([[0], np.cumsum(parts)]),
        np.concatenate([[0], np.cumsum(points)]),
        scenery.latitude_e7[at],
        scenery.longitude_e7[at],
        1.0 / E7,
        zooms[kind],
        columns,
    )


def _walls(gazetteer: Gazetteer) -> Drawn:
    """The outlines of buildings that are places, where they are closed."""
    tables = gazetteer.tables
    rows = np.flatnonzero(tables.place_building & (np.diff(tables.first_outline) > 3))
    ends = tables.first_outline[rows], tables.first_outline[rows + 1] - 1
    is_closed = np.ones(len(rows), np.bool_)
    for degrees in (tables.outline_latitude, tables.outline_longitude):
        is_closed &= degrees[ends[0]] == degrees[ends[1]]
    rows = rows[is_closed]
    at, points = spread(tables.first_outline, rows)
    kind = np.full(len(rows), int(Kind.BUILDING), np.int32)
    return Drawn(
        "building",
        Form.AREA,
        np.arange(len(rows) + 1),
        np.concatenate([[0], np.cumsum(points)]),
        tables.outline_latitude[at],
        tables.outline_longitude[at],
        1.0,
        np.full(len(rows), SCENERY_FROM[Kind.BUILDING], np.uint8),
        (Column("class", kind, _words(Kind)),),
    )


def _places(gazetteer: Gazetteer) -> Drawn:
    """Every place with a name, as a point; its class is its kind, as `amenity=library`."""
    tables, kinds = gazetteer.tables, gazetteer.kinds
    is_point = np.array([not kind.startswith(NO_POINT) for kind in kinds], np.bool_)
    rows = np.flatnonzero(np.diff(tables.place_first) > 0)
    rows = rows[is_point[tables.place_kind[rows]]]
    zooms = np.array([PLACES_FROM.get(kind, ZOOM_MAX) for kind in kinds], np.uint8)
    kind = tables.place_kind[rows]
    return _points(
        "place",
        tables.place_latitude[rows],
        tables.place_longitude[rows],
        zooms[kind],
        (Column("class", kind, kinds), Column("name", rows.astype(np.int32), gazetteer.places)),
    )


def _addresses(gazetteer: Gazetteer) -> Drawn:
    """House numbers."""
    tables = gazetteer.tables
    pairs = tables.address_number.astype(np.int64) * 256 + tables.address_letter
    used, code = np.unique(pairs, return_inverse=True)
    return _points(
        "address",
        tables.address_latitude,
        tables.address_longitude,
        np.full(len(pairs), ZOOM_MAX, np.uint8),
        (Column("name", code.astype(np.int32), [_house(pair) for pair in used.tolist()]),),
    )


def _house(pair: int) -> str:
    number, letter = divmod(pair, 256)
    return f"{number}{chr(ord('a') + letter - 1) if letter else ''}"


def _points(
    name: str, latitude: Floats, longitude: Floats, from_zoom: Bytes, columns: Sequence[Column]
) -> Drawn:
    each: Longs = np.arange(len(latitude) + 1)
    return Drawn(name, Form.POINT, each, each, latitude, longitude, 1.0, from_zoom, columns)

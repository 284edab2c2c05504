"""What is kept for drawing alone: which way or relation is what, and its rings."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.geo.texts import pack
from tocsin.maps.reading import LineBuffer, Lines
from tocsin.tiles.scenery import E7, LINES, Kind, Scenery

Tags = Mapping[str, str]

CORNERS_MIN: Final = 4
"""Points of a closed ring, the first and last the same one."""

AREAS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "natural": {
        "water": Kind.WATER,
        "bay": Kind.WATER,
        "wetland": Kind.WETLAND,
        "wood": Kind.WOOD,
        "scrub": Kind.WOOD,
        "grassland": Kind.GRASS,
        "heath": Kind.GRASS,
        "beach": Kind.BARE,
        "sand": Kind.BARE,
        "bare_rock": Kind.BARE,
        "scree": Kind.BARE,
    },
    "waterway": {"riverbank": Kind.WATER, "dock": Kind.WATER},
    "landuse": {
        "reservoir": Kind.WATER,
        "basin": Kind.WATER,
        "forest": Kind.WOOD,
        "grass": Kind.GRASS,
        "meadow": Kind.GRASS,
        "cemetery": Kind.GRASS,
        "recreation_ground": Kind.GRASS,
        "village_green": Kind.GRASS,
        "allotments": Kind.GRASS,
        "farmland": Kind.FARMLAND,
        "orchard": Kind.FARMLAND,
        "vineyard": Kind.FARMLAND,
        "farmyard": Kind.FARMLAND,
        "quarry": Kind.BARE,
        "residential": Kind.RESIDENTIAL,
        "retail": Kind.COMMERCIAL,
        "commercial": Kind.COMMERCIAL,
        "industrial": Kind.INDUSTRIAL,
        "railway": Kind.INDUSTRIAL,
        "port": Kind.INDUSTRIAL,
        "garages": Kind.INDUSTRIAL,
        "military": Kind.PUBLIC,
        "institutional": Kind.PUBLIC,
    },
    "leisure": {
        "park": Kind.GRASS,
        "garden": Kind.GRASS,
        "pitch": Kind.GRASS,
        "golf_course": Kind.GRASS,
        "playground": Kind.GRASS,
        "nature_reserve": Kind.WOOD,
        "swimming_pool": Kind.WATER,
    },
    "amenity": {
        "parking": Kind.PARKING,
        "hospital": Kind.PUBLIC,
        "school": Kind.PUBLIC,
        "university": Kind.PUBLIC,
        "college": Kind.PUBLIC,
        "grave_yard": Kind.GRASS,
    },
    "aeroway": {"aerodrome": Kind.PUBLIC, "apron": Kind.SQUARE, "helipad": Kind.SQUARE},
    "railway": {"platform": Kind.SQUARE},
    "public_transport": {"platform": Kind.SQUARE},
    "man_made": {"pier": Kind.SQUARE},
}
"""What a closed way or an area of several is, by tag; the first that fits counts."""

LINED: Final[Mapping[str, Mapping[str, Kind]]] = {
    "waterway": {
        "river": Kind.RIVER,
        "canal": Kind.RIVER,
        "stream": Kind.STREAM,
        "ditch": Kind.STREAM,
        "drain": Kind.STREAM,
    },
    "railway": {
        "rail": Kind.RAILWAY,
        "narrow_gauge": Kind.RAILWAY,
        "light_rail": Kind.RAILWAY,
        "tram": Kind.TRAM,
    },
    "highway": {
        "footway": Kind.PATH,
        "path": Kind.PATH,
        "cycleway": Kind.PATH,
        "bridleway": Kind.PATH,
        "pedestrian": Kind.PATH,
        "steps": Kind.STEPS,
    },
    "aeroway": {"runway": Kind.RUNWAY, "taxiway": Kind.RUNWAY},
    "man_made": {"pier": Kind.PIER},
}
"""What an open way is."""

NAMED: Final = {Kind.RIVER, Kind.STREAM, Kind.PATH, Kind.RAILWAY}
"""Lines that are drawn with their name; an area has its own among the places."""


def area_kind(tags: Tags) -> Kind | None:
    """What an area with these tags is, None when it is not drawn."""
    if tags.get("building", "no") != "no":
        return None if tags.get("location") == "underground" else Kind.BUILDING
    if tags.get("highway") in {"pedestrian", "footway"}:
        return Kind.SQUARE if tags.get("area") == "yes" else None
    return _first(AREAS, tags)


def line_kind(tags: Tags) -> Kind | None:
    """What a line with these tags is. What lies in a tunnel is not seen."""
    if tags.get("tunnel", "no") not in {"no", "building_passage"} or tags.get("area") == "yes":
        return None
    return _first(LINED, tags)


def _first(table: Mapping[str, Mapping[str, Kind]], tags: Tags) -> Kind | None:
    found = (table[key].get(tags[key]) for key in table if key in tags)
    return next((kind for kind in found if kind is not None), None)


class Collected(NamedTuple):
    """Everything that will be drawn: ways as they are, and areas of several ways."""

    ways: list[tuple[Kind, str, int]]
    """Kind, name and line of each."""
    areas: list[tuple[Kind, list[int]]]
    """Kind and the ways of each, by their ids in `line_of`."""
    line_of: dict[int, int]
    lines: Lines


class Collecting:
    """Sees every relation, then every way."""

    def __init__(self) -> None:
        self._lines = LineBuffer()
        self._ways: list[tuple[Kind, str, int]] = []
        self._areas: list[tuple[Kind, list[int]]] = []
        self._wanted: set[int] = set()
        self._line_of: dict[int, int] = {}

    def relation(self, tags: Tags, members: list[tuple[str, int, str]]) -> None:
        """Keep an area whose borders and holes are several ways."""
        kind = area_kind(tags) if tags.get("type") == "multipolygon" else None
        if kind is not None:
            ways = [ref for each, ref, _ in members if each == "w"]
            self._areas.append((kind, ways))
            self._wanted.update(ways)

    def way(self, way: Any, tags: Tags) -> None:
        """Keep a way that is drawn itself or is a part of an area."""
        is_closed = len(way.nodes) >= CORNERS_MIN and way.is_closed()
        kind = area_kind(tags) if is_closed and tags else None
        kind = line_kind(tags) if kind is None and tags else kind
        if kind is None and way.id not in self._wanted:
            return
        line = self._line_of[way.id] = self._lines.add(way)
        if kind is not None:
            self._ways.append((kind, tags.get("name", "") if kind in NAMED else "", line))

    def finish(self) -> Collected:
        """All of it."""
        return Collected(self._ways, self._areas, self._line_of, self._lines.finish())


def build(found: Collected) -> Scenery:
    """The scenery as a map file holds it, in the order of the kinds."""
    pieces = sorted(_pieces(found), key=lambda piece: piece[0])
    names = {name: n for n, name in enumerate(sorted({name for _, name, _ in pieces} - {""}))}
    rings = [ring for _, _, piece in pieces for ring in piece]
    places = np.concatenate([np.empty((0, 2), np.int32), *rings])
    blob, first = pack(list(names))
    return Scenery(
        kind=np.array([kind for kind, _, _ in pieces], np.uint8),
        name=np.array([names.get(name, -1) for _, name, _ in pieces], np.int32),
        first_ring=_firsts(len(piece) for _, _, piece in pieces),
        first_point=_firsts(len(ring) for ring in rings),
        latitude_e7=np.ascontiguousarray(places[:, 0]),
        longitude_e7=np.ascontiguousarray(places[:, 1]),
        name_blob=blob,
        name_first=first,
    )


def _firsts(counts: Iterator[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *counts], dtype=np.int64)


Rings = list[NDArray[np.int32]]


def _pieces(found: Collected) -> Iterator[tuple[Kind, str, Rings]]:
    for kind, name, line in found.ways:
        ring = _ring(found.lines, line)
        if len(ring) > 1 if kind >= LINES else _is_closed(ring):
            yield kind, name, [ring]
    for kind, ways in found.areas:
        lines = [_ring(found.lines, found.line_of[way]) for way in ways if way in found.line_of]
        for rings in _areas([line for line in lines if len(line) > 1]):
            yield kind, "", rings


def _ring(lines: Lines, line: int) -> NDArray[np.int32]:
    """The known places of a line, latitude and longitude, none twice in a row."""
    span = slice(lines.first[line], lines.first[line + 1])
    places = np.stack([lines.latitude[span], lines.longitude[span]], axis=-1)
    whole = np.rint(places[~np.isnan(places[:, 0])] * E7).astype(np.int32)
    is_new = np.ones(len(whole), np.bool_)
    is_new[1:] = (whole[1:] != whole[:-1]).any(axis=1)
    return whole[is_new]


def _is_closed(ring: NDArray[np.int32]) -> bool:
    """Not so where the border of the map cut off its first corner."""
    return len(ring) >= CORNERS_MIN and bool((ring[0] == ring[-1]).all())


def _areas(lines: Rings) -> Iterator[Rings]:
    """The areas that these lines enclose, each with its holes; lines that enclose none are lost."""
    if not lines:
        return
    drawn = shapely.multilinestrings([shapely.linestrings(line) for line in lines])
    for polygon in shapely.get_parts(shapely.build_area(drawn)).tolist():
        rings = [
            np.asarray(ring.coords, np.int32) for ring in (polygon.exterior, *polygon.interiors)
        ]
        if len(rings[0]) >= CORNERS_MIN:
            yield rings

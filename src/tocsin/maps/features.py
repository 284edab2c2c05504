"""Which things of the map are kept besides roads, and the outlines they have."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.maps.reading import Lines
from tocsin.places.feature import Feature

USEFUL: Final = {
    "amenity",
    "shop",
    "tourism",
    "leisure",
    "emergency",
    "healthcare",
    "office",
    "craft",
    "place",
    "addr:housenumber",
    "addr:housename",
    "addr:interpolation",
    "entrance",
    "parking",
    "bridge:name",
    "historic",
}
"""With one of these a thing is kept, named or not."""

NAMED: Final = {
    "building",
    "landuse",
    "natural",
    "waterway",
    "railway",
    "man_made",
    "public_transport",
    "aeroway",
    "boundary",
    "club",
    "military",
    "area",
    "bridge",
    "barrier",
    "power",
}
"""With one of these and a name a thing is kept."""

BUILDING_KEYS: Final = {"building:levels", "name", "height"}
"""A building with one of these is kept even without an address."""

TRIFLES: Final = {
    "bench",
    "waste_basket",
    "bicycle_parking",
    "vending_machine",
    "parking_space",
    "recycling",
    "waste_disposal",
    "grit_bin",
    "hunting_stand",
    "bbq",
    "clock",
    "lounger",
}
"""Values of `amenity` that are not worth a place unless they have a name."""

OTHER_NAMES: Final = {
    "ref",
    "alt_name",
    "short_name",
    "official_name",
    "loc_name",
    "old_name",
    "nickname",
    "int_name",
    "name:en",
    "name:es",
}
"""Under these a road is known besides its name."""

OF: Final = "tocsin:of"
"""Tag of an entrance: the way of its building, or `relation/` and the relation of it."""


def is_feature(tags: Mapping[str, str]) -> bool:
    """Whether this thing is kept for the places: named, addressed, useful to find somebody."""
    named = "name" in tags or "ref" in tags
    if "highway" in tags or tags.get("route") == "ferry":
        return _is_feature_of_the_road(tags)
    if "amenity" in tags and not named and tags["amenity"] in TRIFLES:
        return False
    if not USEFUL.isdisjoint(tags):
        return True
    if "building" in tags:
        if tags["building"] == "no":
            return False
        return not BUILDING_KEYS.isdisjoint(tags)
    if _is_platform(tags) or tags.get("landuse") in {"cemetery", "recreation_ground"}:
        return True
    return named and not NAMED.isdisjoint(tags)


def _is_feature_of_the_road(tags: Mapping[str, str]) -> bool:
    """Roads are in the network; what stands on them with a name, and squares, are kept."""
    highway = tags.get("highway", "")
    if highway in {"bus_stop", "platform", "emergency_access_point", "milestone"}:
        return True
    if highway in {"motorway_junction", "rest_area", "services"} or "bridge:name" in tags:
        return "name" in tags or "ref" in tags or "bridge:name" in tags
    return "addr:housenumber" in tags or (
        "name" in tags and (tags.get("area") == "yes" or not USEFUL.isdisjoint(tags))
    )


def lends_names(tags: Mapping[str, str]) -> bool:
    """Whether this road has other names than the one it is drawn with."""
    return "name" in tags and not OTHER_NAMES.isdisjoint(tags)


def _is_platform(tags: Mapping[str, str]) -> bool:
    return "platform" in {tags.get("railway"), tags.get("public_transport")}


class Shape(NamedTuple):
    """A feature before its outline is known: one line for a way, the outer ones for a relation."""

    kind: str
    id: int
    tags: dict[str, str]
    lines: list[int]


def features(
    points: list[Feature], shapes: list[Shape], lines: Lines, entrances: Mapping[int, str]
) -> Iterator[Feature]:
    """Every feature, one at a time. `entrances` says for a node which building it belongs to."""
    for point in points:
        of = entrances.get(point.id)
        yield point._replace(tags={**point.tags, OF: of}) if of else point
    for shape in shapes:
        ring = _outline(shape, lines)
        if ring.size:
            yield _shaped(shape, ring)


def _shaped(shape: Shape, ring: NDArray[np.float64]) -> Feature:
    latitude, longitude = _middle(ring)
    outline = tuple(map(tuple, ring.tolist()))
    return Feature(shape.kind, shape.id, latitude, longitude, outline, shape.tags)


def _outline(shape: Shape, lines: Lines) -> NDArray[np.float64]:
    """Latitude and longitude of the points, shape [n, 2]; of several rings the longest."""
    parts = [_line(lines, line) for line in shape.lines]
    if shape.kind == "way":
        _, places = parts[0]
        return places[~np.isnan(places[:, 0])]
    rings = _rings(parts)
    return max(rings, key=len, default=np.empty((0, 2)))


def _line(lines: Lines, line: int) -> tuple[list[int], NDArray[np.float64]]:
    span = slice(lines.first[line], lines.first[line + 1])
    places = np.stack([lines.latitude[span], lines.longitude[span]], axis=-1)
    return lines.node[span].tolist(), places


def _rings(parts: list[tuple[list[int], NDArray[np.float64]]]) -> list[NDArray[np.float64]]:
    """Closed rings out of pieces joined at their ends; what does not close is left out."""
    waiting = [(ids, places) for ids, places in parts if len(ids) > 1]
    rings: list[NDArray[np.float64]] = []
    while waiting:
        ids, places = waiting.pop()
        while ids[0] != ids[-1]:
            fit = next((n for n, (other, _) in enumerate(waiting) if ids[-1] in _ends(other)), None)
            if fit is None:
                break
            more, at = waiting.pop(fit)
            if more[0] != ids[-1]:
                more, at = more[::-1], at[::-1]
            ids, places = ids + more[1:], np.concatenate([places, at[1:]])
        if ids[0] == ids[-1] and not np.isnan(places).any():
            rings.append(places)
    return rings


def _ends(ids: list[int]) -> tuple[int, int]:
    return ids[0], ids[-1]


def _middle(ring: NDArray[np.float64]) -> tuple[float, float]:
    """A point for the whole: the centre of gravity of an area, the middle point of a line."""
    if len(ring) < 4 or (ring[0] != ring[-1]).any():
        return tuple(ring[len(ring) // 2].tolist())
    origin = ring[0]
    y, x = (ring - origin).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    total = cross.sum()
    if abs(total) < 1e-18:
        return tuple(ring[:-1].mean(axis=0).tolist())
    along = ((ring[:-1] + ring[1:] - 2 * origin) * cross[:, None]).sum(axis=0) / (3 * total)
    return tuple((origin + along).tolist())

"""Patches of lots, buildings and parks: whole, by floor, or in strips."""

from collections.abc import Iterator
from functools import partial
from math import ceil
from typing import Final

import numpy as np
import shapely

from tocsin.finding import labels
from tocsin.finding.covers import Cover
from tocsin.finding.detection import Ground
from tocsin.finding.ground import Kind, Support
from tocsin.finding.patches import Draft, Prospect, on_foot_s
from tocsin.finding.roadside import Near
from tocsin.finding.terrain import Terrain
from tocsin.geo.nearest import Tree, tree_of
from tocsin.roads.network import Floats, Longs

PARTS_MAX: Final = 12
"""A place is cut into so many strips at most."""

CUT_FROM: Final = 1.5
"""A place is cut when it takes longer than this times what a patch should."""

_WORDS: Final = {
    "amenity=parking": "Parking lot",
    "leisure=park": "Park",
    "natural=wood": "Wood",
    "landuse=forest": "Wood",
    "amenity=school": "School grounds",
    "amenity=hospital": "Hospital grounds",
}


def prospects(
    terrain: Terrain, support: Support, owners: Longs, near: Near, most_s: float
) -> Iterator[Prospect]:
    """These places of the gazetteer, each in as many patches as it takes."""
    places = terrain.places_in(support.plane, support.centres, support.radii_m)
    row = {place: n for n, place in enumerate(places.place.tolist())}
    roads = support.points[support.kind == Kind.STREET]
    streets = tree_of(roads) if len(roads) else None
    is_placed = np.isin(support.kind, (Kind.LOT, Kind.BUILDING, Kind.AREA))
    at = np.flatnonzero(is_placed)
    at = at[np.argsort(support.owner[at], kind="stable")]
    sorted_owner = support.owner[at]
    owned = [place for place in owners.tolist() if place in row]
    centres = [shapely.get_coordinates(places.shape[row[p]].centroid)[0] for p in owned]
    names = [
        _name(terrain, place, places.covers[row[place]], near(centre))
        for place, centre in zip(owned, centres, strict=True)
    ]
    unlike = labels.unlike(names, [(float(c[0]), float(c[1])) for c in centres])
    for place, name in zip(owned, unlike, strict=True):
        low, high = np.searchsorted(sorted_owner, [place, place + 1])
        points, shape = at[low:high], places.shape[row[place]]
        ground = places.covers[row[place]].ground
        if support.floor[points].max(initial=0) > 1:
            yield from _floors(support, streets, name, shape, points, most_s)
        else:
            yield from _strips(support, streets, name, shape, points, ground, most_s)


def _name(terrain: Terrain, place: int, cover: Cover, street: str) -> str:
    name, kind = terrain.gazetteer.places[place], terrain.gazetteer.kind(place)
    value = kind.partition("=")[2]
    if name:
        lot = kind == "amenity=parking" and not {"parking", "lot"} & set(name.casefold().split())
        return labels.shortened(f"{name} parking lot" if lot else name)
    plain = value.replace("_", " ").capitalize() if value and value != "yes" else ""
    default = "Building" if cover.kind == Kind.BUILDING else "Grounds"
    word = _WORDS.get(kind) or plain or default
    return labels.shortened(f"{word} by {street}" if street else word)


def _floors(
    support: Support,
    streets: Tree | None,
    name: str,
    shape: shapely.Geometry,
    points: Longs,
    most_s: float,
) -> Iterator[Prospect]:
    """Whole floors, as many together as one searcher has time for."""
    area, top = float(shapely.area(shape)), int(support.floor[points].max())
    together = max(1, int(most_s / on_foot_s(area, 0.0, Ground.BUILDING)))
    outline = ring(shape)
    for low in range(1, top + 1, together):
        high = min(top, low + together - 1)
        floor = support.floor[points]
        here = points[(floor >= low) & (floor <= high)]
        if len(here):
            count = high - low + 1
            tail = f", {labels.floors(low, high)}"
            entry = _entry(streets, outline)
            size = area * count
            draft = Draft(name, tail, here, outline, size, 0.0, count, Ground.BUILDING, entry)
            yield Prospect(here, partial(_itself, draft))


def _strips(
    support: Support,
    streets: Tree | None,
    name: str,
    shape: shapely.Geometry,
    points: Longs,
    ground: Ground,
    most_s: float,
) -> Iterator[Prospect]:
    """The place whole, or in strips across its longer side."""
    effort = on_foot_s(float(shapely.area(shape)), 0.0, ground)
    count = min(PARTS_MAX, ceil(effort / most_s)) if effort > CUT_FROM * most_s else 1
    if count == 1:
        outline = ring(shape)
        area, entry = float(shapely.area(shape)), _entry(streets, outline)
        whole = Draft(name, "", points, outline, area, 0.0, 1, ground, entry)
        yield Prospect(points, partial(_itself, whole))
        return
    along, across = _axes(shape)
    if along[1] < -1e-9 or (abs(along[1]) <= 1e-9 and along[0] > 0):
        along = -along  # The first strip lies to the north, or to the west.
    corners = shapely.get_coordinates(shape)
    low, high = float((corners @ -along).min()), float((corners @ -along).max())
    wide = float(np.abs(corners @ across).max()) + 1.0
    where = (support.points[points] @ -along - low) / (high - low) * count
    part = np.clip(where.astype(np.int64), 0, count - 1)
    direction = (labels.compass(*along.tolist()), labels.compass(*(-along).tolist()))
    for n in range(count):
        edge = low + (high - low) * np.array([n, n + 1]) / count
        box = [-edge[i] * along + j * wide * across for i, j in ((0, -1), (0, 1), (1, 1), (1, -1))]
        piece = shapely.intersection(shape, shapely.Polygon(box))
        here = points[part == n]
        if len(here) and float(shapely.area(piece)) > 0.0:
            outline = ring(piece)
            tail = f", {labels.part(n, count, direction)}"
            area, entry = float(shapely.area(piece)), _entry(streets, outline)
            draft = Draft(name, tail, here, outline, area, 0.0, 1, ground, entry)
            yield Prospect(here, partial(_itself, draft))


def _itself(draft: Draft) -> Draft:
    return draft


def _axes(shape: shapely.Geometry) -> tuple[Floats, Floats]:
    """Unit vectors along the longer and the shorter side of the place."""
    box = shapely.get_coordinates(shapely.oriented_envelope(shape))
    one, other = box[1] - box[0], box[2] - box[1]
    if np.hypot(*one) < np.hypot(*other):
        one, other = other, one
    along: Floats = one / max(1e-9, float(np.hypot(*one)))
    return along, np.array([-along[1], along[0]])


def ring(shape: shapely.Geometry) -> Floats:
    """The closed outline of an area, shape [k, 2]; of several pieces what is around them all."""
    if not isinstance(shape, shapely.Polygon):
        shape = shapely.convex_hull(shape)
    outline: Floats = shapely.get_coordinates(shapely.get_exterior_ring(shape))
    return outline


def _entry(streets: Tree | None, outline: Floats) -> Floats:
    """The corner of the outline that is nearest to a street, else the first."""
    nearest = int(np.argmin(streets.query(outline)[0])) if streets is not None else 0
    corner: Floats = outline[nearest]
    return corner

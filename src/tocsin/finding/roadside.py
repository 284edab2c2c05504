"""Patches along roads: stretches joined into walks and named by what they lie between."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.ops import substring

from tocsin.finding import labels
from tocsin.finding.chains import Edge, join, tour
from tocsin.finding.detection import Ground
from tocsin.finding.ground import Kind, Support
from tocsin.finding.patches import Draft, on_foot_s
from tocsin.finding.terrain import Terrain
from tocsin.geo.plane import Plane
from tocsin.roads.network import Floats, Longs

BREADTH_M: Final = 30.0
"""A walk along a road looks over so much, kerbs and front gardens included."""

LONG_M: Final = 800.0
"""A stretch longer than this is divided."""

BESIDE_M: Final = 34.0
"""Paths and open ground within this of a road's points are searched with the road."""

Near: TypeAlias = Callable[[Floats], str]


class Piece(NamedTuple):
    """Part `part` of `parts` of a stretch, as an edge of the walks."""

    stretch: int
    part: int
    parts: int
    edge: Edge


def stretch_of(support: Support) -> Longs:
    """The stretch that each point is searched with, -1 for none, shape [n]."""
    found = np.where(support.kind == Kind.STREET, support.owner, -1).astype(np.int64)
    streets = np.flatnonzero(support.kind == Kind.STREET)
    loose = np.flatnonzero((support.kind == Kind.WALK) | (support.kind == Kind.OPEN))
    if len(streets) and len(loose):
        tree = cKDTree(support.points[streets])
        _, nearest = tree.query(support.points[loose], distance_upper_bound=BESIDE_M)
        near = nearest < len(streets)
        found[loose[near]] = support.owner[streets[nearest[near]]]
    return found


def pieces(terrain: Terrain, plane: Plane, stretches: Longs) -> list[Piece]:
    """These stretches as edges, long ones in parts."""
    n = terrain.network
    found = []
    for stretch in stretches.tolist():
        span = slice(n.first_point[stretch], n.first_point[stretch + 1])
        line = plane.to_metres(n.point_latitude[span], n.point_longitude[span])
        length = float(n.length_m[stretch])
        parts = max(1, ceil(length / LONG_M))
        ends = [int(n.stretch_from[stretch])]
        ends += [-(stretch * 1_000 + part) for part in range(1, parts)]
        ends += [int(n.stretch_to[stretch])]
        for part in range(parts):
            of = line if parts == 1 else _cut(line, part / parts, (part + 1) / parts)
            edge = Edge(
                ends[part],
                ends[part + 1],
                int(n.name[stretch]),
                on_foot_s(length / parts * BREADTH_M, length / parts, Ground.STREET),
                length / parts,
                of,
            )
            found.append(Piece(stretch, part, parts, edge))
    return found


def _cut(line: Floats, begin: float, end: float) -> Floats:
    cut: Floats = shapely.get_coordinates(
        substring(shapely.LineString(line), begin, end, normalized=True)
    )
    return cut


def drafts(
    terrain: Terrain, support: Support, stretch: Longs, found: Sequence[Piece], most_s: float
) -> Iterator[Draft]:
    """Walks of at most `most_s` over these pieces, with the points that go with them."""
    order = np.argsort(stretch, kind="stable")
    sorted_stretch = stretch[order]
    for group in join([piece.edge for piece in found], most_s):
        chosen = [found[n] for n in group]
        edges = [piece.edge for piece in chosen]
        points = np.concatenate(
            [_points(support, piece, order, sorted_stretch, terrain) for piece in chosen]
        )
        if len(points):
            length = sum(edge.length_m for edge in edges)
            line = tour(edges)
            label = _label(terrain, edges)
            yield Draft(
                label, "", points, line, length * BREADTH_M, length, 1, Ground.STREET, line[0]
            )


def _points(
    support: Support, piece: Piece, order: Longs, sorted_stretch: Longs, terrain: Terrain
) -> Longs:
    low, high = np.searchsorted(sorted_stretch, [piece.stretch, piece.stretch + 1])
    points = order[low:high]
    if piece.parts == 1 or not len(points):
        return points
    n = terrain.network
    span = slice(n.first_point[piece.stretch], n.first_point[piece.stretch + 1])
    line = support.plane.to_metres(n.point_latitude[span], n.point_longitude[span])
    share = shapely.line_locate_point(
        shapely.LineString(line), shapely.points(support.points[points]), normalized=True
    )
    part = np.minimum((share * piece.parts).astype(np.int64), piece.parts - 1)
    mine: Longs = points[part == piece.part]
    return mine


def _label(terrain: Terrain, edges: Sequence[Edge]) -> str:
    by_name: Counter[int] = Counter()
    for edge in edges:
        by_name[edge.name] += max(1, round(edge.length_m))
    main = max(by_name, key=lambda name: (name >= 0, by_name[name], -name))
    degree: Counter[int] = Counter()
    for edge in edges:
        if edge.name == main:
            degree.update((edge.one, edge.other))
    ends = sorted(end for end, count in degree.items() if count == 1)
    crossing = [crossing_name(terrain, end, main) for end in ends]
    return labels.street(name_of(terrain, main), crossing)


def name_of(terrain: Terrain, name: int) -> str:
    """A name of the map, empty for -1."""
    return terrain.names[name] if name >= 0 else ""


def crossing_name(terrain: Terrain, junction: int, besides: int) -> str:
    """The name of the greatest other road at a junction; empty when it has none."""
    if junction < 0:
        return ""
    first, touching = terrain.touching
    here = touching[first[junction] : first[junction + 1]]
    n = terrain.network
    named = [s for s in here.tolist() if n.name[s] >= 0 and n.name[s] != besides]
    best = min(named, key=lambda s: (n.road_class[s], name_of(terrain, int(n.name[s]))), default=-1)
    return name_of(terrain, int(n.name[best])) if best >= 0 else ""


def naming(terrain: Terrain, support: Support) -> Near:
    """A function that gives the name of the nearest named street to a point in metres [2]."""
    streets = np.flatnonzero(support.kind == Kind.STREET)
    streets = streets[terrain.network.name[support.owner[streets]] >= 0]
    if not len(streets):
        return lambda _: ""
    tree = cKDTree(support.points[streets])

    def near(point: Floats) -> str:
        _, at = tree.query(point)
        return name_of(terrain, int(terrain.network.name[support.owner[streets[at]]]))

    return near

"""Patches along roads: stretches joined into walks and named by what they lie between."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import shapely
from shapely.ops import substring

from tocsin.finding import labels
from tocsin.finding.chains import Edge, join, tour
from tocsin.finding.detection import Ground
from tocsin.finding.ends import course_of, cut_end, name_of
from tocsin.finding.ground import Kind, Support
from tocsin.finding.patches import Draft, Prospect, on_foot_s
from tocsin.finding.sampling import spread
from tocsin.finding.terrain import Terrain
from tocsin.geo.nearest import tree_of
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
        tree = tree_of(support.points[streets])
        _, nearest = tree.query(support.points[loose], distance_upper_bound=BESIDE_M)
        near = nearest < len(streets)
        found[loose[near]] = support.owner[streets[nearest[near]]]
    return found


def pieces(terrain: Terrain, plane: Plane, stretches: Longs) -> list[Piece]:
    """These stretches as edges, long ones in parts."""
    if not len(stretches):
        return []
    n = terrain.network
    sizes = n.first_point[stretches + 1] - n.first_point[stretches]
    at = spread(n.first_point[stretches], sizes)
    drawn = plane.to_metres(n.point_latitude[at], n.point_longitude[at])
    lines = np.split(drawn, np.cumsum(sizes)[:-1])
    ends = (n.stretch_from[stretches].tolist(), n.stretch_to[stretches].tolist())
    lengths, names = n.length_m[stretches].tolist(), n.name[stretches].tolist()
    pace = on_foot_s(LONG_M * BREADTH_M, LONG_M, Ground.STREET) / LONG_M
    found: list[Piece] = []
    rows = zip(stretches.tolist(), *ends, names, lengths, lines, strict=True)
    for stretch, one, other, name, length, line in rows:
        if length <= LONG_M:
            found.append(Piece(stretch, 0, 1, Edge(one, other, name, pace * length, length, line)))
        else:
            whole = Edge(one, other, name, pace * length, length, line)
            found += _parts(stretch, whole, ceil(length / LONG_M))
    return found


def _parts(stretch: int, whole: Edge, count: int) -> Iterator[Piece]:
    """A long stretch in parts of one length; between them lie ends of no other stretch."""
    between = (cut_end(stretch, part) for part in range(1, count))
    ends = [whole.one, *between, whole.other]
    line = shapely.LineString(whole.line)
    for part in range(count):
        cut = substring(line, part / count, (part + 1) / count, normalized=True)
        edge = whole._replace(
            one=ends[part],
            other=ends[part + 1],
            effort_s=whole.effort_s / count,
            length_m=whole.length_m / count,
            line=shapely.get_coordinates(cut),
        )
        yield Piece(stretch, part, count, edge)


def prospects(
    terrain: Terrain, support: Support, stretch: Longs, found: Sequence[Piece], most_s: float
) -> Iterator[Prospect]:
    """Walks of at most `most_s` over these pieces, with the points that go with them."""
    order = np.argsort(stretch, kind="stable")
    numbers = np.array([piece.stretch for piece in found], np.int64)
    low = np.searchsorted(stretch[order], numbers).tolist()
    high = np.searchsorted(stretch[order], numbers, side="right").tolist()
    for group in join([piece.edge for piece in found], most_s):
        points = np.concatenate(
            [_points(terrain, support, found[n], order[low[n] : high[n]]) for n in group]
        )
        if len(points):
            yield Prospect(points, partial(_draft, terrain, [found[n] for n in group], points))


def _draft(terrain: Terrain, pieces: Sequence[Piece], points: Longs) -> Draft:
    edges = [piece.edge for piece in pieces]
    length = sum(edge.length_m for edge in edges)
    parts = {piece.stretch: piece.parts for piece in pieces}
    line, label = tour(edges), labels.street(course_of(terrain, edges, parts))
    return Draft(label, "", points, line, length * BREADTH_M, length, 1, Ground.STREET, line[0])


def _points(terrain: Terrain, support: Support, piece: Piece, points: Longs) -> Longs:
    """Those of the stretch's points that lie along this part of it."""
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


def naming(terrain: Terrain, support: Support) -> Near:
    """A function that gives the name of the nearest named street to a point in metres [2]."""
    streets = np.flatnonzero(support.kind == Kind.STREET)
    streets = streets[terrain.network.name[support.owner[streets]] >= 0]
    if not len(streets):
        return lambda _: ""
    tree = tree_of(support.points[streets])

    def near(point: Floats) -> str:
        _, at = tree.query(point)
        return name_of(terrain, int(terrain.network.name[support.owner[streets[at]]]))

    return near

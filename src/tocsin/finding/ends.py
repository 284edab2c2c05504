"""Where a walk along a road begins and ends, so that a person on foot knows where to stop."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import hypot
from typing import Final, NamedTuple, TypeAlias

from tocsin.finding.chains import Edge
from tocsin.finding.terrain import Terrain

LOOK_M: Final = 5_000.0
"""So far along its road the next named crossing is looked for; beyond it tells nobody a place."""

PARTS_MOST: Final = 1_000
"""No stretch is cut into so many parts: an end between two of them is numbered by both."""

Metres: TypeAlias = tuple[float, float]


class End(NamedTuple):
    """One end of a walk: at a crossing, or so many metres along the road from one.

    `crossing` is empty where no named road is near. `is_dead`: the road ends here.
    """

    crossing: str
    away_m: float = 0.0
    is_dead: bool = False


class Course(NamedTuple):
    """How a walk runs along its main road: two ends, the metres between, and which way.

    `ends` has one for a ring, which comes back to where it began. `east_m` and
    `north_m` point from the first end to the second. `others` are the names of the
    other roads on it, and `has_nameless` says whether any of them has none.
    """

    name: str
    ends: tuple[End, ...]
    length_m: float
    east_m: float
    north_m: float
    others: tuple[str, ...]
    has_nameless: bool


def cut_end(stretch: int, part: int) -> int:
    """The number of an end where a long stretch is cut: of no junction, and of no other cut."""
    return -(stretch * PARTS_MOST + part)


def course_of(terrain: Terrain, edges: Sequence[Edge], parts: Mapping[int, int]) -> Course:
    """The course of one walk; `parts` says into how many parts each cut stretch is cut."""
    main = _main(edges)
    along = [edge for edge in edges if edge.name == main]
    where = _ends(along)
    chosen = _farthest(along, where)
    ends = tuple(_end(terrain, end, main, parts) for end in chosen)
    (x, y), (u, v) = where[chosen[0]], where[chosen[-1]]
    rest = dict.fromkeys(edge.name for edge in edges if edge.name != main)
    return Course(
        name_of(terrain, main),
        ends,
        sum(edge.length_m for edge in along),
        u - x,
        v - y,
        tuple(name_of(terrain, name) for name in rest if name >= 0),
        any(name < 0 for name in rest),
    )


def _main(edges: Sequence[Edge]) -> int:
    by_name: Counter[int] = Counter()
    for edge in edges:
        by_name[edge.name] += max(1, round(edge.length_m))
    return max(by_name, key=lambda name: (name >= 0, by_name[name], -name))


def _ends(along: Sequence[Edge]) -> dict[int, Metres]:
    """Every end of these pieces, and where it lies."""
    where: dict[int, Metres] = {}
    for edge in along:
        for end, point in ((edge.one, edge.line[0]), (edge.other, edge.line[-1])):
            where[end] = (float(point[0]), float(point[1]))
    return where


def _farthest(along: Sequence[Edge], where: Mapping[int, Metres]) -> tuple[int, ...]:
    """The two open ends that lie farthest apart; of a ring one end."""
    degree = Counter(end for edge in along for end in (edge.one, edge.other))
    is_open = sorted(end for end, count in degree.items() if count == 1)
    if len(is_open) < 2:
        return (min(where, key=lambda end: (end < 0, end)),)

    def apart(pair: tuple[int, int]) -> float:
        (x, y), (u, v) = where[pair[0]], where[pair[1]]
        return hypot(u - x, v - y)

    return max(combinations(is_open, 2), key=apart)


def _end(terrain: Terrain, end: int, main: int, parts: Mapping[int, int]) -> End:
    starts = list(_starts(terrain, end, parts))
    if len(starts) == 1:
        at = starts[0][1]
        crossing = crossing_name(terrain, at, main)
        if crossing:
            return End(crossing)
        if _touching(terrain, at) == 1:
            return End("", is_dead=True)
    return End(*_nearest(terrain, starts, main))


def _starts(terrain: Terrain, end: int, parts: Mapping[int, int]) -> Iterator[tuple[float, int]]:
    """Metres and junction from which an end is looked at: itself, or both ends of its stretch."""
    if end >= 0:
        yield 0.0, end
        return
    stretch, part = divmod(-end, PARTS_MOST)
    n = terrain.network
    length = float(n.length_m[stretch])
    share = part / parts[stretch]
    yield share * length, int(n.stretch_from[stretch])
    yield (1.0 - share) * length, int(n.stretch_to[stretch])


def _touching(terrain: Terrain, junction: int) -> int:
    first, _ = terrain.touching
    return int(first[junction + 1] - first[junction])


def _nearest(terrain: Terrain, starts: Sequence[tuple[float, int]], main: int) -> tuple[str, float]:
    """The nearest named crossing along roads of this name, and how far it is."""
    n = terrain.network
    first, touching = terrain.touching
    queue, done = list(starts), set()
    heapq.heapify(queue)
    while queue:
        metres, at = heapq.heappop(queue)
        if metres > LOOK_M or at in done:
            continue
        done.add(at)
        crossing = crossing_name(terrain, at, main)
        if crossing:
            return crossing, metres
        for stretch in touching[first[at] : first[at + 1]].tolist():
            if n.name[stretch] == main:
                one, other = int(n.stretch_from[stretch]), int(n.stretch_to[stretch])
                further = metres + float(n.length_m[stretch])
                heapq.heappush(queue, (further, other if one == at else one))
    return "", 0.0


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

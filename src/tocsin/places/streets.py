"""Streets out of the stretches of one name, and where two of them meet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np

from tocsin.geo.nearest import tree_of
from tocsin.geo.plane import Plane, around
from tocsin.roads.network import Floats, Ints, Network, StretchFlag

GAP_M: Final = 400.0
"""Stretches of one name further apart than this are two streets."""

MEET_M: Final = 30.0
"""Streets whose junctions are this near meet there: dual carriageways, staggered crossings."""

SAME_CROSSING_M: Final = 120.0
"""Junctions of the same two streets within this distance are one crossing."""

POINTS_AT_ONCE: Final = 32
"""So many points are held against all lines of a street in one go, to bound what that holds."""


class Street(NamedTuple):
    """One connected run of stretches of one name."""

    name: str
    stretches: Ints


class Crossing(NamedTuple):
    """Where two streets meet."""

    one: int
    other: int
    latitude: float
    longitude: float


def plane_of(network: Network) -> Plane:
    """A plane about the whole network; about nowhere when it is empty."""
    if not len(network.latitude):
        return Plane(0.0, 0.0)
    return around(network.latitude, network.longitude)


def segments(pieces: Sequence[Floats]) -> Floats:
    """The straight lines that pieces, shape [n, 2] each, are drawn with: shape [m, 2, 2]."""
    lines = [np.stack([piece[:-1], piece[1:]], axis=1) for piece in pieces]
    return np.concatenate([np.empty((0, 2, 2)), *lines])


def nearest_on(lines: Floats, point: Floats) -> Floats:
    """On each straight line, shape [m, 2, 2] in metres, where it is nearest to a point: [m, 2].

    Of points [n, 1, 2] for each of them: [n, m, 2].
    """
    start, along = lines[:, 0], lines[:, 1] - lines[:, 0]
    squared = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((point - start) * along).sum(axis=-1) / squared, 0.0, 1.0)
    nearest: Floats = start + share[..., None] * along
    return nearest


def nearest_between(lines: Floats, points: Floats) -> tuple[float, Floats, Floats]:
    """How near straight lines come to points [n, 2], where on the lines, and at which point."""
    found = (np.inf, np.zeros(2), np.zeros(2))
    for first in range(0, len(points), POINTS_AT_ONCE):
        some = points[first : first + POINTS_AT_ONCE]
        on = nearest_on(lines, some[:, None])
        away = np.hypot(on[..., 0] - some[:, None, 0], on[..., 1] - some[:, None, 1])
        which, at = divmod(int(away.argmin()), len(lines))
        if away[which, at] < found[0]:
            found = float(away[which, at]), on[which, at], some[which]
    return found


def streets_of(network: Network, names: Sequence[str]) -> list[Street]:
    """The streets of a network. A name such as `A;B` is two names."""
    metres = plane_of(network).to_metres(network.latitude, network.longitude)
    found = []
    order = np.argsort(network.name, kind="stable").astype(np.int32)
    used, first = np.unique(network.name[order], return_index=True)
    for name, stretches in zip(used.tolist(), np.split(order, first)[1:], strict=True):
        if name >= 0:
            parts = [part.strip() for part in names[name].split(";")]
            for run in _runs(stretches, network, metres):
                found += [Street(part, run) for part in parts if part]
    return found


def _runs(stretches: Ints, network: Network, metres: Floats) -> list[Ints]:
    """Stretches of one name, apart where more than `GAP_M` lies between them."""
    ends = np.concatenate([network.stretch_from[stretches], network.stretch_to[stretches]])
    junctions, at = np.unique(ends, return_inverse=True)
    near = tree_of(metres[junctions]).query_pairs(GAP_M, output_type="ndarray")
    half = len(stretches)
    one = np.concatenate([at[:half], near[:, 0]])
    other = np.concatenate([at[half:], near[:, 1]])
    count, label = _parts(one, other, len(junctions))
    return [stretches[label[at[:half]] == n].astype(np.int32) for n in range(count)]


def crossings_of(streets: Sequence[Street], network: Network) -> list[Crossing]:
    """Where streets share a junction, a roundabout, or come within `MEET_M` of each other."""
    if not streets:
        return []
    plane = plane_of(network)
    metres = plane.to_metres(network.latitude, network.longitude)
    group = _roundabouts_as_one(network)
    middle = _middles(group, metres)
    at: dict[int, set[int]] = defaultdict(set)
    for number, street in enumerate(streets):
        for ends in (network.stretch_from, network.stretch_to):
            for junction in group[ends[street.stretches]].tolist():
                at[junction].add(number)
    meeting: dict[tuple[int, int], list[Floats]] = defaultdict(list)
    for junction, there in at.items():
        for pair in combinations(sorted(there), 2):
            meeting[pair].append(middle[junction])
    _add_near(meeting, at, middle)
    found = []
    for (one, other), points in meeting.items():
        degrees = plane.to_degrees(np.array(_clustered(points))).tolist()
        found += [Crossing(one, other, point[0], point[1]) for point in degrees]
    return found


def _roundabouts_as_one(network: Network) -> Ints:
    """For each junction the number of its group: a roundabout's junctions share one."""
    is_round = (network.stretch_flags & StretchFlag.ROUNDABOUT) != 0
    one, other = network.stretch_from[is_round], network.stretch_to[is_round]
    count = len(network.latitude)
    return np.asarray(_parts(one, other, count)[1], np.int32)


def _parts(one: Ints, other: Ints, count: int) -> tuple[int, Ints]:
    """How many parts these joints make of so many points, and the part of each."""
    # Loaded when a map is opened, not when the program is: it takes half a second.
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    graph = coo_array((np.ones(len(one)), (one, other)), shape=(count, count))
    found, label = connected_components(graph, directed=False)
    return int(found), label


def _middles(group: Ints, metres: Floats) -> Floats:
    count = np.bincount(group)
    sums = [np.bincount(group, weights=metres[:, axis]) / count for axis in (0, 1)]
    return np.stack(sums, axis=-1)


def _add_near(
    meeting: dict[tuple[int, int], list[Floats]], at: dict[int, set[int]], middle: Floats
) -> None:
    """Streets that do not touch but come near: halfway between, unless they meet close by."""
    junctions = np.fromiter(at, np.int64, len(at))
    pairs = tree_of(middle[junctions]).query_pairs(MEET_M, output_type="ndarray")
    for one, other in junctions[pairs].tolist():
        point = (middle[one] + middle[other]) / 2
        for a in at[one]:
            for b in at[other]:
                key = (min(a, b), max(a, b))
                if a != b and not _has_near(meeting.get(key, ()), point):
                    meeting[key].append(point)


def _has_near(points: Iterable[Floats], point: Floats) -> bool:
    return any(np.hypot(*(point - known)) <= SAME_CROSSING_M for known in points)


def _clustered(points: Sequence[Floats]) -> list[Floats]:
    """The middle of each group of points that lie within `SAME_CROSSING_M` of its first."""
    groups: list[list[Floats]] = []
    for point in points:
        mine = next((g for g in groups if np.hypot(*(g[0] - point)) <= SAME_CROSSING_M), None)
        if mine is None:
            groups.append([point])
        else:
            mine.append(point)
    return [np.mean(group, axis=0) for group in groups]

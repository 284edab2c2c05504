"""Where a unit waits until the scene is safe: near, out of sight, and with a way out.

Fire and ambulance wait while there is violence, until police say that it is safe. The
distances here are ours to judge: far enough not to be seen or to meet whoever flees,
near enough to be there within two minutes.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.finding import labels
from tocsin.finding.nearby import crossing
from tocsin.geo.plane import METRES_PER_DEGREE, Plane
from tocsin.roads.network import Floats, Longs, Network, RoadClass, StretchFlag

AWAY_M: Final = (200.0, 600.0)
"""Metres from the scene as the crow flies."""

TO_SCENE_S_MAX: Final = 120.0
"""The scene is reached from there within this."""

DETOUR_S_MAX: Final = 90.0
"""Waiting there costs the way to the scene no more than this."""

SAME_STREET_M: Final = 400.0
"""On the street of the scene nobody waits nearer than this."""

SIGHT_BREADTH_M: Final = 12.0
"""A line that stays this near to roads runs along them, with nothing in between."""

SIGHT_SHARE_MAX: Final = 0.75
"""A line to the scene of which more than this runs along roads is a line of sight."""

WAYS_OUT_MIN: Final = 2
"""Ways by which one can leave, so that nobody is shut in."""

PENALTY_S: Final = {
    RoadClass.PRIMARY: 0.0,
    RoadClass.SECONDARY: 0.0,
    RoadClass.TERTIARY: 5.0,
    RoadClass.TRUNK: 20.0,
    RoadClass.UNCLASSIFIED: 15.0,
    RoadClass.RESIDENTIAL: 20.0,
}
"""Seconds that a place counts as farther for the greatest road at it: room to stand."""

PENALTY_OTHER_S: Final = 40.0
"""The same for service roads, tracks and the rest."""

PENALTY_LOT_S: Final = 5.0
"""The same in a parking lot."""

_NOT_THERE: Final = (
    RoadClass.MOTORWAY,
    RoadClass.MOTORWAY_LINK,
    RoadClass.TRUNK_LINK,
    RoadClass.FERRY,
)


class Unstaged(StrEnum):
    """Why there is no place to wait, the first that holds."""

    NO_ROADS_NEAR = "no_roads_near"
    TOO_FAR_TO_DRIVE = "too_far_to_drive"
    NOT_ON_THE_WAY = "not_on_the_way"
    ONLY_DEAD_ENDS = "only_dead_ends"
    ALL_IN_SIGHT = "all_in_sight"


class Staging(NamedTuple):
    """A place to wait. Degrees WGS 84; `label` names it for a text message.

    `to_scene_s` from there to the scene, `approach_s` from the unit to there.
    """

    latitude: float
    longitude: float
    label: str
    to_scene_s: float
    approach_s: float


def staging_point(
    scene: tuple[float, float],
    network: Network,
    names: Sequence[str],
    times_to_scene_s: Floats,
    approach_s: Floats,
) -> Staging | Unstaged:
    """The best junction to wait at, or why there is none.

    `scene` is latitude and longitude; `times_to_scene_s` [n] from each junction to the
    scene and `approach_s` [n] from the unit to each junction, infinite where there is
    no way. The same question always has the same answer. Raises ValueError when the
    times are not those of the network's junctions.
    """
    n = len(network.latitude)
    if len(times_to_scene_s) != n or len(approach_s) != n:
        raise ValueError(f"one time for each of the {n} junctions of the network")
    plane = Plane(*scene)
    chosen = _by_distance(network, plane)
    total = np.asarray(times_to_scene_s, np.float64) + np.asarray(approach_s, np.float64)
    reason = Unstaged.NO_ROADS_NEAR
    fits = (
        (Unstaged.TOO_FAR_TO_DRIVE, times_to_scene_s <= TO_SCENE_S_MAX),
        (Unstaged.NOT_ON_THE_WAY, total <= total.min(initial=np.inf) + DETOUR_S_MAX),
    )
    for why, fit in fits:
        if len(chosen):
            reason, chosen = why, chosen[fit[chosen] & np.isfinite(total[chosen])]
    if len(chosen):
        reason, chosen = Unstaged.ONLY_DEAD_ENDS, _with_ways_out(network, chosen)
    if len(chosen):
        reason, chosen = Unstaged.ALL_IN_SIGHT, _out_of_sight(network, plane, chosen)
    if not len(chosen):
        return reason
    penalty = np.array([_penalty_s(network, junction) for junction in chosen.tolist()])
    best = int(chosen[np.argmin(total[chosen] + penalty)])
    return Staging(
        float(network.latitude[best]),
        float(network.longitude[best]),
        _label(network, names, plane, best),
        float(times_to_scene_s[best]),
        float(approach_s[best]),
    )


def _by_distance(network: Network, plane: Plane) -> Longs:
    """Junctions at the right distance as the crow flies, by number."""
    low, high = AWAY_M
    near = np.flatnonzero(np.abs(network.latitude - plane.latitude) * METRES_PER_DEGREE <= high)
    away = np.hypot(*plane.to_metres(network.latitude[near], network.longitude[near]).T)
    fits: Longs = near[(away >= low) & (away <= high)]
    return fits


def _with_ways_out(network: Network, junctions: Longs) -> Longs:
    """Those from which arcs lead to at least two other junctions, and not on a motorway."""
    kept = []
    for junction in junctions.tolist():
        arcs = slice(network.first_arc[junction], network.first_arc[junction + 1])
        ways = set(network.head[arcs].tolist()) - {junction}
        stretches = network.stretch[arcs]
        barred = np.isin(network.road_class[stretches], _NOT_THERE).any()
        odd = StretchFlag.CUT_OFF | StretchFlag.TUNNEL | StretchFlag.BRIDGE
        barred |= bool((network.stretch_flags[stretches] & odd).any())
        if len(ways) >= WAYS_OUT_MIN and not barred:
            kept.append(junction)
    return np.array(kept, np.int64)


def _out_of_sight(network: Network, plane: Plane, junctions: Longs) -> Longs:
    """Those that neither lie along the street of the scene nor see it down some road."""
    near, lines = _roads_near(network, plane)
    if not len(near):
        return junctions
    scene = shapely.Point(0.0, 0.0)
    apart = shapely.distance(lines, scene)
    own = int(near[int(apart.argmin())])
    ends = {int(network.stretch_from[own]), int(network.stretch_to[own])}
    name = int(network.name[own])
    where = plane.to_metres(network.latitude[junctions], network.longitude[junctions])
    sight = _sight(lines, where)
    kept = []
    for n, junction in enumerate(junctions.tolist()):
        arcs = slice(network.first_arc[junction], network.first_arc[junction + 1])
        same = name >= 0 and (network.name[network.stretch[arcs]] == name).any()
        if same and np.hypot(*where[n]) < SAME_STREET_M:
            continue
        if junction not in ends and sight[n] <= SIGHT_SHARE_MAX:
            kept.append(junction)
    return np.array(kept, np.int64)


def _roads_near(network: Network, plane: Plane) -> tuple[Longs, NDArray[np.object_]]:
    """Stretches that begin or end within reach of the scene, and their lines in metres."""
    away = np.hypot(*plane.to_metres(network.latitude, network.longitude).T) <= 2.0 * AWAY_M[1]
    near = np.flatnonzero(away[network.stretch_from] | away[network.stretch_to])
    first = network.first_point[near].astype(np.int64)
    sizes = network.first_point[near + 1].astype(np.int64) - first
    at = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    drawn = plane.to_metres(network.point_latitude[at], network.point_longitude[at])
    lines = shapely.linestrings(drawn, indices=np.repeat(np.arange(len(near)), sizes))
    return near, np.asarray(lines, object)


def _sight(lines: NDArray[np.object_], where: Floats) -> Floats:
    """For each point the share of its line to the scene that runs along roads."""
    tree = shapely.STRtree(lines)
    steps = np.linspace(0.0, 1.0, 25)
    points = shapely.points((where[:, None, :] * steps[None, :, None]).reshape(-1, 2))
    hit = tree.query(points, predicate="dwithin", distance=SIGHT_BREADTH_M)[0]
    on_road = np.zeros(len(points), np.float64)
    on_road[hit] = 1.0
    share: Floats = on_road.reshape(len(where), -1).mean(axis=1)
    return share


def _penalty_s(network: Network, junction: int) -> float:
    arcs = slice(network.first_arc[junction], network.first_arc[junction + 1])
    stretches = network.stretch[arcs]
    if (network.stretch_flags[stretches] & StretchFlag.PARKING_AISLE).any():
        return PENALTY_LOT_S
    return min(
        PENALTY_S.get(RoadClass(one), PENALTY_OTHER_S)
        for one in network.road_class[stretches].tolist()
    )


def _label(network: Network, names: Sequence[str], plane: Plane, junction: int) -> str:
    """`Ferry St at 5th Ave`; with fewer than two names, how it lies from the scene."""
    found = crossing(network, names, junction)
    here = plane.to_metres(network.latitude[junction], network.longitude[junction])
    if len(found) < 2:
        far = 10 * round(float(np.hypot(*here)) / 10.0)
        lies = f", {far} m {labels.compass(*here.tolist())} of the scene"
        return labels.with_suffix(found[0] if found else "Junction", lies)
    whole = " at ".join(found[:2])
    wanted = whole if len(whole) <= labels.LABEL_MAX else labels.brief(whole)
    return labels.shortened(wanted)

"""Where a unit waits until the scene is safe, from the roads as they are now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from tocsin.finding.staging import Unstaged, staging_point
from tocsin.finding.terrain import Terrain
from tocsin.ground.driving import Driving
from tocsin.ground.ground import Start
from tocsin.response.arrival import Spot, Staging
from tocsin.response.roads import RoadNow
from tocsin.roads.engine import UNREACHABLE
from tocsin.roads.network import Floats, Ints
from tocsin.roads.times import Roads


def staging(
    driving: Driving,
    terrain: Terrain,
    spots: Sequence[Spot],
    start: Start,
    closed: Mapping[str, RoadNow],
    now: datetime,
) -> Staging | None:
    """A safe junction near the most probable place, on the unit's way; None where there is none."""
    if not spots:
        return None
    scene = max(spots, key=lambda spot: spot.weight)[:2]
    roads = driving.set(closed, now)
    found = staging_point(
        scene,
        terrain.network,
        terrain.names,
        _to_scene_s(roads, scene),
        driving.junctions_s(start, now),
    )
    if isinstance(found, Unstaged):
        return None
    return Staging(found.latitude, found.longitude, found.label, found.to_scene_s)


def _to_scene_s(roads: Roads, scene: tuple[float, float]) -> Floats:
    """Seconds from every junction to the scene, [n]; inf where no road leads."""
    target = roads.target(*scene)
    if len(target.ends.vertex) == 0:
        return np.full(len(roads.network.latitude), np.inf)
    vertex_ms = roads.engine.all_to_one(target.ends)
    junction: Ints = np.full(len(roads.network.latitude), UNREACHABLE, np.int32)
    np.minimum.at(junction, roads.network.head[roads.turns.vertex_arc], vertex_ms)
    return np.where(junction == UNREACHABLE, np.inf, junction / 1000)

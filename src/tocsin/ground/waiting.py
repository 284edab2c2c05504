"""Where a unit waits until the scene is safe, from the roads as they are now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import numpy as np

from tocsin.finding.staging import Unstaged, staging_point
from tocsin.finding.terrain import Terrain
from tocsin.geo.plane import Plane
from tocsin.ground.driving import Driving
from tocsin.ground.ground import Start
from tocsin.response.arrival import Spot, Staging
from tocsin.response.roads import RoadNow
from tocsin.roads.engine import CLOSED, UNREACHABLE
from tocsin.roads.network import Floats
from tocsin.roads.times import Roads

FALLBACK_M: Final = (200.0, 2_000.0)
"""Where no junction is good to wait at, the last one on the way at such a distance is taken."""


def staging(
    driving: Driving,
    terrain: Terrain,
    spots: Sequence[Spot],
    start: Start,
    closed: Mapping[str, RoadNow],
    now: datetime,
) -> Staging | None:
    """A safe junction near the most probable place, on the unit's way.

    Where none is safe by every rule, the junction on the way that is nearest to the
    scene and not in it: a unit that must wait is told where. None where no road leads.
    """
    if not spots:
        return None
    scene = max(spots, key=lambda spot: spot.weight)[:2]
    roads = driving.set(closed, now)
    to_scene_s, approach_s = _to_scene_s(roads, scene), driving.junctions_s(start, now)
    found = staging_point(scene, terrain.network, terrain.names, to_scene_s, approach_s)
    if not isinstance(found, Unstaged):
        return Staging(found.latitude, found.longitude, found.label, found.to_scene_s)
    return _on_the_way(roads, terrain, scene, to_scene_s, approach_s)


def _on_the_way(
    roads: Roads,
    terrain: Terrain,
    scene: tuple[float, float],
    to_scene_s: Floats,
    approach_s: Floats,
) -> Staging | None:
    network = roads.network
    away = Plane(*scene).to_metres(network.latitude, network.longitude)
    metres = np.hypot(away[:, 0], away[:, 1])
    total = to_scene_s + approach_s
    near, far = FALLBACK_M
    fits = (metres >= near) & (metres <= far) & (total <= total.min(initial=np.inf) + 60)
    if not np.isfinite(total[fits]).any():
        return None
    best = int(np.flatnonzero(fits)[np.argmin(to_scene_s[fits])])
    touching = np.flatnonzero((network.stretch_from == best) | (network.stretch_to == best))
    known = [terrain.names[name] for name in network.name[touching].tolist() if name >= 0]
    label = f"{known[0]}, " if known else ""
    label += f"{round(float(metres[best]), -1):.0f} m from the scene"
    place = float(network.latitude[best]), float(network.longitude[best])
    return Staging(*place, label, float(to_scene_s[best]))


def _to_scene_s(roads: Roads, scene: tuple[float, float]) -> Floats:
    """Seconds from every junction to the scene, [n]; inf where no road leads.

    From a junction one drives an arc and then on from its end; for the arc that the
    scene lies on, the part beyond it is taken off again.
    """
    target = roads.target(*scene)
    network = roads.network
    best = np.full(len(network.latitude), np.inf)
    if len(target.ends.vertex) == 0:
        return best
    vertex_ms = roads.engine.all_to_one(target.ends).astype(np.float64)
    vertex_ms[vertex_ms == UNREACHABLE] = np.inf
    arc = roads.turns.vertex_arc
    over = roads.ms[arc].astype(np.float64)
    over[roads.ms[arc] == CLOSED] = np.inf
    np.minimum.at(best, network.tail[arc], vertex_ms + over)
    return best / 1000

"""On which side of the road people drive here, read off the roundabouts."""

import numpy as np

from tocsin.roads.network import Network, StretchFlag


def drives_on_left(network: Network) -> bool:
    """Whether more roundabouts of the map turn clockwise; right-hand traffic where there are none.

    Extracts do not say it: `driving_side` is a tag of countries.
    """
    x = network.point_longitude * np.cos(np.radians(network.point_latitude))
    y = network.point_latitude
    bends = np.zeros(len(x))
    dx, dy = np.diff(x), np.diff(y)
    bends[1:-1] = dx[:-1] * dy[1:] - dy[:-1] * dx[1:]
    bends[network.first_point[:-1]] = 0.0
    bends[network.first_point[1:] - 1] = 0.0
    leftward = np.add.reduceat(bends, network.first_point[:-1])
    is_round = (network.stretch_flags[network.stretch] & StretchFlag.ROUNDABOUT) > 0
    one_way = np.bincount(network.stretch, minlength=len(network.way)) == 1
    chosen = is_round & one_way[network.stretch]
    turn = np.sign(leftward[network.stretch]) * np.where(network.is_forward, 1, -1)
    return bool(turn[chosen].sum() < 0)

"""What a bare position is called in words: the nearest crossing, and how far off it is.

Nobody drives to six decimals, and nobody reads them out on the radio.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from tocsin.finding import labels
from tocsin.geo.plane import METRES_PER_DEGREE, Plane
from tocsin.roads.network import Network

NEAR_M: Final = 400.0
"""A crossing farther off than this tells nobody where to look."""

AT_M: Final = 20.0
"""So near it is the crossing itself."""

ASKED_MAX: Final = 40
"""So many junctions, the nearest first, are looked at for two names."""


def crossing(network: Network, names: Sequence[str], junction: int) -> list[str]:
    """The names of the roads that meet there, the larger roads first, each once."""
    arcs = slice(network.first_arc[junction], network.first_arc[junction + 1])
    rows = sorted(
        (int(network.road_class[s]), names[int(network.name[s])])
        for s in network.stretch[arcs].tolist()
        if network.name[s] >= 0
    )
    return list(dict.fromkeys(name for _, name in rows))


def nearby(network: Network, names: Sequence[str], latitude: float, longitude: float) -> str:
    """`60 m west of Third Street at Hickory Avenue`; empty where no crossing is near."""
    plane = Plane(latitude, longitude)
    band = np.abs(network.latitude - latitude) * METRES_PER_DEGREE <= NEAR_M
    some = np.flatnonzero(band)
    metres = np.hypot(*plane.to_metres(network.latitude[some], network.longitude[some]).T)
    order = np.argsort(metres, kind="stable")[:ASKED_MAX]
    for junction, far in zip(some[order].tolist(), metres[order].tolist(), strict=True):
        found = crossing(network, names, junction)
        if far > NEAR_M:
            return ""
        if len(found) > 1:
            return _said(network, junction, found, plane, far)
    return ""


def _said(network: Network, junction: int, found: list[str], plane: Plane, far: float) -> str:
    there = plane.to_metres(network.latitude[junction], network.longitude[junction]).tolist()
    lies = ""
    if far > AT_M:
        lies = f"{10 * round(far / 10)} m {labels.compass(-there[0], -there[1])} of "
    whole = f"{lies}{found[0]} at {found[1]}"
    return labels.shortened(whole if len(whole) <= labels.LABEL_MAX else labels.brief(whole))

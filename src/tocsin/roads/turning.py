"""What a turn costs: from the drawn geometry, what stands at the junction, and who gives way."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import around
from tocsin.roads.network import Floats, Ints, JunctionFlag, Longs, Network, RoadClass, StretchFlag

STRAIGHT_DEG: Final = 30.0
"""A change of direction up to this is going straight on."""

BEND_STEP_DEG: Final = 60.0
"""Beyond straight, so many degrees more are one whole turn; a right angle is exactly one."""

BENDS_MAX: Final = 2.0
"""The sharpest turn costs twice a right angle."""

SIGHT_M: Final = 8.0
"""A road's direction at its end is read over this length, so that a crooked end does not lie."""

DEGREE_OF_A_CHOICE: Final = 3
"""Where fewer stretches meet there is nothing to turn into: the bend belongs to the road."""


class TurnCosts(NamedTuple):
    """Seconds that turning adds to driving. The defaults are a careful guess; calibrate them."""

    near_turn_s: float = 1.5
    """A right angle without crossing the oncoming lane."""
    far_turn_s: float = 3.0
    """A right angle across the oncoming lane."""
    signals_s: float = 5.0
    stop_s: float = 3.0
    give_way_s: float = 1.5
    level_crossing_s: float = 3.0
    mini_roundabout_s: float = 1.5
    bigger_road_s: float = 2.5
    """Coming out of a smaller road where nothing else says who goes first."""
    roundabout_s: float = 2.0
    """Entering a roundabout. Going on in it and leaving it are free."""
    dead_end_s: float = 8.0
    """Turning round where no other way leads on."""
    u_turn_s: float = 20.0
    """Turning round anywhere else, unless a sign forbids it."""
    crossing_s: float = 0.0
    """Passing a junction of streets where nothing else says who goes first.

    Free unless fitted: in San Francisco it came out anywhere from 0.4 to 2.5 seconds.
    """


def turn_ms(
    network: Network, before: Ints, after: Ints, costs: TurnCosts, *, drives_on_left: bool = False
) -> Ints:
    """Milliseconds of the turns from arc `before` into arc `after`, shape [t] each."""
    junction = network.head[before]
    ring = StretchFlag.ROUNDABOUT.value
    from_ring = (network.stretch_flags[network.stretch[before]] & ring) > 0
    into_ring = (network.stretch_flags[network.stretch[after]] & ring) > 0
    is_reversal = turns_round(network, before, after)
    bends = _bends(network, before, after, drives_on_left, costs)
    bends[(_degree(network)[junction] < DEGREE_OF_A_CHOICE) | from_ring | into_ring] = 0.0
    bends[is_reversal] = np.where(
        np.diff(network.first_arc)[junction[is_reversal]] == 1, costs.dead_end_s, costs.u_turn_s
    )
    waits = _waits(network, before, costs)
    waits[into_ring] = costs.roundabout_s
    waits[from_ring] = 0.0
    return np.rint((bends + waits) * 1000.0).astype(np.int32)


def turns_round(network: Network, before: Ints, after: Ints) -> NDArray[np.bool_]:
    """Whether each turn goes back along the same stretch, shape [t]."""
    same = network.stretch[before] == network.stretch[after]
    return np.asarray(same & (network.is_forward[before] != network.is_forward[after]))


def change_of_direction_deg(network: Network, before: Ints, after: Ints) -> Floats:
    """How far each turn bends, -180 to 180, to the right positive, shape [t]."""
    leaving, arriving = _headings(network)
    return (leaving[after] - arriving[before] + 180.0) % 360.0 - 180.0


def _bends(
    network: Network, before: Ints, after: Ints, drives_on_left: bool, costs: TurnCosts
) -> Floats:
    """Seconds for the bend of each turn."""
    change = change_of_direction_deg(network, before, after)
    far = change > 0 if drives_on_left else change < 0
    whole = np.clip((np.abs(change) - STRAIGHT_DEG) / BEND_STEP_DEG, 0.0, BENDS_MAX)
    return whole * np.where(far, costs.far_turn_s, costs.near_turn_s)


_RANK: Final = np.array(
    [
        (road_class - RoadClass.MOTORWAY_LINK)
        if RoadClass.MOTORWAY_LINK <= road_class <= RoadClass.TERTIARY_LINK
        else int(road_class)
        for road_class in RoadClass
    ],
    np.uint8,
)
"""How big a road is, 0 the biggest; a slip road is as big as the road it serves."""


def _waits(network: Network, before: Ints, costs: TurnCosts) -> Floats:
    """Seconds each turn waits for what stands at its junction, or for the bigger road."""
    junction = network.head[before]
    flags = network.junction_flags[junction]
    rank = _RANK[network.road_class]
    biggest = np.full(len(network.latitude), rank.max(initial=0), np.uint8)
    np.minimum.at(biggest, network.stretch_from, rank)
    np.minimum.at(biggest, network.stretch_to, rank)
    comes_out = rank[network.stretch[before]] > biggest[junction]
    who_goes_first = np.select(
        [
            (flags & JunctionFlag.SIGNALS.value) > 0,
            (flags & JunctionFlag.STOP.value) > 0,
            (flags & JunctionFlag.GIVE_WAY.value) > 0,
            (flags & JunctionFlag.MINI_ROUNDABOUT.value) > 0,
            comes_out,
        ],
        [
            costs.signals_s,
            costs.stop_s,
            costs.give_way_s,
            costs.mini_roundabout_s,
            costs.bigger_road_s,
        ],
        np.where(_streets_meet(network)[junction], costs.crossing_s, 0.0),
    )
    rails = (flags & JunctionFlag.LEVEL_CROSSING.value) > 0
    return np.asarray(who_goes_first + np.where(rails, costs.level_crossing_s, 0.0))


def _streets_meet(network: Network) -> NDArray[np.bool_]:
    """Whether each junction is one of streets, not of a street and a driveway, shape [n]."""
    is_street = _RANK[network.road_class] <= RoadClass.LIVING_STREET
    ends = np.concatenate([network.stretch_from[is_street], network.stretch_to[is_street]])
    return np.asarray(np.bincount(ends, minlength=len(network.latitude)) >= DEGREE_OF_A_CHOICE)


def _degree(network: Network) -> Longs:
    """How many ends of stretches meet at each junction, shape [n]."""
    ends = np.concatenate([network.stretch_from, network.stretch_to])
    return np.bincount(ends, minlength=len(network.latitude))


def _headings(network: Network) -> tuple[Floats, Floats]:
    """Degrees clockwise from north where every arc begins and where it ends, shape [m] each."""
    if len(network.point_latitude) == 0:
        return np.zeros(len(network.tail)), np.zeros(len(network.tail))
    plane = around(network.point_latitude, network.point_longitude)
    points = plane.to_metres(network.point_latitude, network.point_longitude)
    first, last = network.first_point[:-1], network.first_point[1:] - 1
    out = _seen_from(points, first, last, 1)
    back = _seen_from(points, last, first, -1)
    at_start, at_end = out[network.stretch], back[network.stretch]
    leaving = np.where(network.is_forward, at_start, at_end)
    arriving = np.where(network.is_forward, at_end, at_start) + 180.0
    return leaving, arriving


def _seen_from(points: Floats, near: Longs, far: Longs, step: int) -> Floats:
    """Heading from one end of every stretch to its first point `SIGHT_M` away, shape [e]."""
    target = near.copy()
    open_ = np.flatnonzero(target != far)
    while open_.size:
        target[open_] += step
        apart = points[target[open_]] - points[near[open_]]
        is_short = np.hypot(apart[:, 0], apart[:, 1]) < SIGHT_M
        open_ = open_[is_short & (target[open_] != far[open_])]
    apart = points[target] - points[near]
    return np.asarray(np.degrees(np.arctan2(apart[:, 0], apart[:, 1])))

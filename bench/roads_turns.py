"""What a turn costs by Valhalla's own rule, so that engines are compared on one cost model.

Valhalla adds to the seconds of a way what OSRM's car profile asks for each turn: a
logistic curve of the angle up to 7.5 s, cheaper towards the near side, 2 s at signals,
20 s for turning round, and nothing where only two roads meet. It is written here from
that description (OSRM, profiles/car.lua, process_turn), with directions read over the
length that Valhalla reads them over. Which way Valhalla takes is another matter: it
adds likes of its own that seconds do not show.
"""

import numpy as np

from tocsin.geo.plane import around
from tocsin.roads.network import JunctionFlag, RoadClass
from tocsin.roads.turning import turns_round

TURN_S, ROUND_S, SIGNALS_S, BIAS = 7.5, 20.0, 2.0, 1.075
SIGHT_M = 15.0
"""Directions are read over so much, longer on bigger roads."""


def turn_ms(network, before, after, *, on_left):
    """Milliseconds of the turns from arc `before` into arc `after`."""
    leaving, arriving = headings(network)
    angle = (np.rint(leaving[after]) - np.rint(arriving[before]) + 180.0) % 360.0 - 180.0
    far = angle > 0 if on_left else angle < 0
    towards = np.where(far, BIAS, 1 / BIAS)
    curve = TURN_S / (1 + np.exp(6.5 / towards - 13 * towards * np.abs(angle) / 180))
    is_round = turns_round(network, before, after)
    junction = network.head[before]
    ends = np.concatenate([network.stretch_from, network.stretch_to])
    roads = np.bincount(ends, minlength=len(network.latitude))[junction]
    cost = np.where((roads > 2) | is_round, curve, 0.0)
    cost = cost + np.where(is_round, ROUND_S, 0.0)
    has_signals = (network.junction_flags[junction] & JunctionFlag.SIGNALS.value) > 0
    cost = cost + np.where(has_signals, SIGNALS_S, 0.0)
    # Valhalla turns round where nothing else is left, and nowhere else.
    choices = np.diff(network.first_arc)[junction]
    cost = np.where(is_round & (choices > 1), 600.0, cost)
    return np.rint(cost * 1000).astype(np.int32)


def headings(network):
    """Degrees clockwise from north where every arc begins and where it ends."""
    plane = around(network.point_latitude, network.point_longitude)
    points = plane.to_metres(network.point_latitude, network.point_longitude)
    classes = network.road_class
    big = np.where(classes <= RoadClass.TRUNK, 1.6, np.where(classes <= RoadClass.TERTIARY, 1.4, 1))
    sight = SIGHT_M * big
    out, back = np.empty((2, len(classes)))
    for at, (first, last) in enumerate(
        zip(network.first_point, network.first_point[1:], strict=False)
    ):
        line = points[first:last]
        out[at], back[at] = _seen(line, sight[at]), _seen(line[::-1], sight[at])
    at_start, at_end = out[network.stretch], back[network.stretch]
    leaving = np.where(network.is_forward, at_start, at_end)
    return leaving, np.where(network.is_forward, at_end, at_start) + 180.0


def _seen(line, sight):
    """The direction from the first point of a line to where it is so many metres on."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    far = [np.interp(min(sight, along[-1]), along, line[:, axis]) for axis in (0, 1)]
    return np.degrees(np.arctan2(far[0] - line[0, 0], far[1] - line[0, 1]))

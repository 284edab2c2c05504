"""A town whose drives are known: what was driven there is a calibration and chance."""

import numpy as np

from tests.roads.town import at, grid, no_footways, unit_at
from tocsin.roads import hierarchy
from tocsin.roads.drives import Drive
from tocsin.roads.network import RoadClass
from tocsin.roads.speeds import calibrated
from tocsin.roads.times import Roads
from tocsin.roads.turns import build

SIZE, BLOCK_M = 9, 300.0


def town():
    """Side streets, and every fourth street a main road."""
    network = grid(SIZE, SIZE, BLOCK_M)
    column, row = network.stretch_from % SIZE, network.stretch_from // SIZE
    goes_north = network.stretch_to - network.stretch_from == SIZE
    is_main = np.where(goes_north, column % 4 == 0, row % 4 == 0)
    classes = np.where(is_main, RoadClass.SECONDARY, RoadClass.RESIDENTIAL)
    return network._replace(road_class=classes.astype(np.uint8))


def reopening(network):
    """What `fit` asks for."""
    shape = build(network)
    order = hierarchy.build(shape, network)

    def reopen(calibration):
        turns = calibrated(shape, network, calibration)
        engine = hierarchy.HierarchyEngine(order, turns)
        return Roads(network, no_footways(), turns, engine, calibration=calibration)

    return reopen


def drives(network, truth, count, seed, *, spread=0.0, hours=(3.0, 8.0, 12.0)):
    """Drives between random places as `truth` says, times chance of that spread."""
    draw = np.random.default_rng(seed)
    reopen = reopening(network)
    roads = reopen(truth)
    made = []
    points = [at(*(draw.random(2) * (SIZE - 1) * BLOCK_M)) for _ in range(40)]
    for hour in hours:
        roads.set_clock(hour, 1)
        for _ in range(count // len(hours)):
            one, other = draw.choice(len(points), 2, replace=False)
            seconds = roads.matrix([unit_at(points[one])], [points[other]])[0, 0]
            seconds *= np.exp(spread * draw.standard_normal())
            (start, end), took = (points[one], points[other]), float(seconds)
            made.append(Drive(start[0], start[1], end[0], end[1], hour, 1, took))
    return [made[i] for i in draw.permutation(len(made))]

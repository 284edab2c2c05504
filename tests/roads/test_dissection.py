"""The order of contraction: every road has its own place, and few roads cut a map in two."""

import numpy as np
from hypothesis import given, settings

from tests.roads.small import Road, network_of, networks
from tocsin.roads.dissection import stretch_ranks


@settings(max_examples=60)
@given(networks(most=14))
def test_every_road_has_a_place_of_its_own(network):
    ranks = stretch_ranks(network).tolist()
    assert sorted(ranks) == list(range(len(network.stretch_from)))


def test_the_one_bridge_between_two_towns_comes_last():
    towns = [
        (45 + row / 100, 7 + column / 100 + east)
        for east in (0.0, 0.1)
        for row in range(4)
        for column in range(4)
    ]
    streets = [
        Road(base + at, base + at + step)
        for base in (0, 16)
        for at in range(16)
        for step, fits in ((1, at % 4 < 3), (4, at < 12))
        if fits
    ]
    network = network_of(towns, [*streets, Road(3, 16)])
    assert stretch_ranks(network)[-1] == len(streets)


def test_a_map_without_a_road_has_no_order():
    network = network_of([(45, 7), (45, 7.1)], [])
    assert stretch_ranks(network).tolist() == []


def test_towns_without_a_road_between_them_are_taken_one_after_the_other():
    network = network_of([(45, 7), (45, 7.01), (46, 8), (46, 8.01)], [Road(0, 1), Road(2, 3)])
    assert np.sort(stretch_ranks(network)).tolist() == [0, 1]

import numpy as np
import pytest

from tests.roads.small import Road, network_of
from tests.roads.town import at, footways, grid, measured, no_footways
from tocsin.roads.foot import DETOUR, Feet, Pace
from tocsin.roads.network import RoadClass, StretchFlag
from tocsin.roads.snap import Snap


def feet_of(network, ways=None, pace=None):
    return Feet(ways or no_footways(), Snap(network), pace)


def test_a_place_on_the_street_is_walked_to_straight():
    first, *_ = feet_of(grid()).approaches(*at(100, 14))
    assert (first.stretch, first.corner) == (0, -1)
    assert first.offset_m == pytest.approx(100, abs=0.1)
    assert first.foot_s == pytest.approx(14 * DETOUR / 1.4, abs=0.1)


LOT = footways([(100, 0), (100, 100), (110, 100)], [(0, 1), (1, 2)], [(0, 0, 100.0)])


def test_a_path_is_followed_to_the_kerb():
    first, *_ = feet_of(grid(), LOT).approaches(*at(110, 100))
    assert (first.stretch, first.corner) == (0, 0)
    assert first.foot_s == pytest.approx(110 / 1.4, abs=0.2)


def test_steps_are_slower_and_runners_faster():
    stairs = footways([(100, 0), (100, 100)], [(0, 1)], [(0, 0, 100.0)], steps={0})
    walked = feet_of(grid(), stairs).approaches(*at(100, 100))[0].foot_s
    assert walked == pytest.approx(100 / 0.6, abs=0.5)
    ran = feet_of(grid(), stairs, Pace().running()).approaches(*at(100, 100))[0].foot_s
    assert ran == pytest.approx(walked / 2, abs=0.5)


def test_where_no_path_leads_the_ground_is_crossed():
    first, *_ = feet_of(grid(), LOT).approaches(*at(100, 580))
    assert first.corner == -1
    field = feet_of(grid()).approaches(*at(-700, 300))
    assert field[0].foot_s == pytest.approx(700 * DETOUR / 1.4, rel=0.01)


def test_a_path_is_not_cut_short_across_what_lies_between():
    across = footways([(90, 60), (90, 300), (0, 300)], [(0, 1), (1, 2)], [(2, 4, 100.0)])
    network = grid(2, 3, missing={(2, 3)})
    first, *_ = feet_of(network, across).approaches(*at(90, 60))
    assert first.corner == 2


def test_nobody_is_let_out_on_a_motorway_beside_the_place():
    places = [at(0, 0), at(900, 0), at(0, 300), at(900, 300)]
    network = measured(network_of(places, [Road(0, 1, True, RoadClass.MOTORWAY), Road(2, 3)]))
    assert {one.stretch for one in feet_of(network).approaches(*at(400, 30))} == {1}
    assert feet_of(network).approaches(*at(400, 5))[0].stretch == 0


def test_the_street_below_is_meant_before_the_bridge_above_it():
    places = [at(0, 0), at(900, 0), at(450, -300), at(450, 300)]
    network = measured(network_of(places, [Road(0, 1, flags=StretchFlag.BRIDGE), Road(2, 3)]))
    assert {one.stretch for one in feet_of(network).approaches(*at(470, 20))} == {1}


def test_a_place_far_from_everything_has_no_approach():
    assert feet_of(grid()).approaches(*at(0, 9_000)) == []
    assert feet_of(grid()).approaches(float("nan"), 7.0) == []


def test_roads_that_may_not_be_used_are_passed_over():
    network = grid()
    usable = np.ones(len(network.stretch_from), np.uint8)
    usable[0] = 0
    found = feet_of(network).approaches(*at(100, 5), usable)
    assert found
    assert 0 not in {one.stretch for one in found}


def test_the_walk_is_drawn_from_the_kerb_to_the_place():
    feet = feet_of(grid(), LOT)
    first, *_ = feet.approaches(*at(110, 100))
    way = feet.way(*at(110, 100), first)
    expected = [at(100, 0), at(100, 100), at(110, 100)]
    assert np.allclose(way, expected, atol=1e-7)


def test_walking_all_the_way_follows_paths_from_either_side():
    feet = feet_of(grid(), LOT)
    origins = np.array([at(100, 20), at(100, 95), at(105, 100), at(3000, 0)])
    seconds = feet.walks_s(*at(110, 100), origins)
    assert seconds[:3] == pytest.approx([90 / 1.4, 15 / 1.4, 5 / 1.4], abs=1.5)
    assert seconds[3] == pytest.approx(np.hypot(2890, 100) * DETOUR / 1.4, rel=0.01)

"""How ways become stretches, junctions and directions."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.maps.sketch import Sketch, at
from tocsin.geo.line import distance_m
from tocsin.maps.building import SHORTEST_M, SIGNALS_REACH_M, build
from tocsin.maps.gathering import gather
from tocsin.maps.reading import open_source
from tocsin.roads.network import JunctionFlag, StretchFlag

WEST, MIDDLE, EAST = (0, 0), (1, 0), (2, 0)


@pytest.fixture
def street():
    """One street of two steps, west to east, and a nameless one so that the map is a town."""
    return Sketch().row([1, 2, 3])


def test_a_bend_is_no_junction(street, tmp_path):
    town = street.way(10, [1, 2, 3], name="Mill Lane").imported(tmp_path)
    assert town.stretches() == 1
    assert town.drives() == [(10, WEST, EAST), (10, EAST, WEST)]
    assert np.diff(town.network.first_point).tolist() == [3]
    assert [town.names[n] for n in town.network.name] == ["Mill Lane"]


def test_two_roads_that_meet_make_a_junction(street, tmp_path):
    town = street.node(4, 1, 1).way(10, [1, 2, 3]).way(11, [4, 2]).imported(tmp_path)
    assert town.stretches(10) == 2
    assert len(town.junction(*MIDDLE)) == 1


def test_a_footway_that_crosses_a_road_makes_no_junction(street, tmp_path):
    town = street.node(4, 1, 1).way(10, [1, 2, 3]).way(11, [4, 2], "footway").imported(tmp_path)
    assert town.stretches() == 1


def test_lengths_are_great_circles(street, tmp_path):
    town = street.way(10, [1, 2, 3]).imported(tmp_path)
    expected = distance_m(at(*WEST), at(*MIDDLE)) + distance_m(at(*MIDDLE), at(*EAST))
    assert town.network.length_m[0] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("oneway", "drives"),
    [("yes", [(10, WEST, EAST)]), ("-1", [(10, EAST, WEST)])],
)
def test_a_one_way_street_has_one_direction(street, oneway, drives, tmp_path):
    assert street.way(10, [1, 2, 3], oneway=oneway).imported(tmp_path).drives() == drives


def test_arcs_are_sorted_by_tail_and_found_by_it(street, tmp_path):
    net = street.node(4, 1, 1).way(10, [1, 2, 3]).way(11, [4, 2]).imported(tmp_path).network
    for junction in range(len(net.latitude)):
        arcs = net.tail[net.first_arc[junction] : net.first_arc[junction + 1]]
        assert (arcs == junction).all()
    assert net.first_arc[-1] == len(net.tail)
    one, other = net.stretch_from[net.stretch], net.stretch_to[net.stretch]
    assert (net.tail == np.where(net.is_forward, one, other)).all()
    assert (net.head == np.where(net.is_forward, other, one)).all()


def test_a_bollard_cuts_the_road_and_leaves_both_sides(street, tmp_path):
    town = street.node(2, 1, 0, barrier="bollard").way(10, [1, 2, 3]).imported(tmp_path)
    assert town.drives() == [
        (10, WEST, MIDDLE),
        (10, MIDDLE, WEST),
        (10, MIDDLE, EAST),
        (10, EAST, MIDDLE),
    ]
    assert len(town.junction(*MIDDLE)) == 2
    assert town.counts["barriers"] == 1
    assert town.counts["stretches_cut_off"] == 1


def test_a_bollard_between_two_ways_cuts_too(street, tmp_path):
    town = street.node(2, 1, 0, barrier="bollard").way(10, [1, 2]).way(11, [2, 3])
    assert len(town.imported(tmp_path).junction(*MIDDLE)) == 2


def test_a_bollard_that_falls_for_us_cuts_nothing(street, tmp_path):
    town = street.node(2, 1, 0, barrier="bollard", emergency="yes").way(10, [1, 2, 3])
    assert town.imported(tmp_path).stretches() == 1


def test_a_bollard_drawn_on_a_real_junction_is_a_slip_and_counted(street, tmp_path):
    street.node(2, 1, 0, barrier="bollard").node(4, 1, 1)
    town = street.way(10, [1, 2, 3]).way(11, [4, 2]).imported(tmp_path)
    assert len(town.junction(*MIDDLE)) == 1
    assert town.counts["barriers_on_junctions"] == 1


def test_a_gate_is_passed_and_marks_its_road(street, tmp_path):
    street.node(2, 1, 0, barrier="gate").node(4, 2, 1)
    town = street.way(10, [1, 2, 3]).way(11, [3, 4]).imported(tmp_path)
    assert town.stretches(10) == 1
    assert town.flags(10) & StretchFlag.GATE
    assert not town.flags(11) & StretchFlag.GATE


def test_a_missing_node_cuts_the_road_there_and_is_counted(street, tmp_path):
    town = street.node(5, 4, 0).node(6, 5, 0).way(10, [1, 2, 3, 99, 5, 6]).imported(tmp_path)
    assert town.stretches(10) == 2
    assert town.flags(10) & StretchFlag.LINK_TO_NOWHERE
    assert town.counts["missing_road_segments"] == 2
    assert town.counts["links_to_nowhere"] == 2


def test_a_whole_road_leads_somewhere(street, tmp_path):
    town = street.way(10, [1, 2, 3]).imported(tmp_path)
    assert not town.flags(10) & StretchFlag.LINK_TO_NOWHERE


def test_a_road_of_one_known_node_is_left_out(street, tmp_path):
    town = street.way(10, [1, 2]).way(11, [3, 99]).imported(tmp_path)
    assert town.stretches(11) == 0
    assert town.counts["missing_road_segments"] == 1


def test_a_loop_is_kept(street, tmp_path):
    street.node(4, 2, 1).node(5, 3, 1)
    town = street.way(10, [1, 2, 3]).way(11, [3, 4, 5, 3]).imported(tmp_path)
    loops = town.network.stretch_from == town.network.stretch_to
    assert loops.sum() == 1
    assert town.network.length_m[loops][0] > 200


def test_a_road_that_crosses_itself_has_a_junction_there(street, tmp_path):
    street.node(4, 1, 1).node(5, 1, -1)
    town = street.way(10, [1, 2, 3, 4, 2, 5]).imported(tmp_path)
    assert town.stretches(10) == 3


def test_parallel_stretches_are_kept(street, tmp_path):
    town = street.node(4, 1, 1).way(10, [1, 2, 3]).way(11, [1, 4, 3]).imported(tmp_path)
    assert town.stretches() == 2
    assert len(town.network.latitude) == 2


def test_a_node_that_follows_itself_counts_once(street, tmp_path):
    town = street.way(10, [1, 2, 2, 3, 3]).imported(tmp_path)
    assert np.diff(town.network.first_point).tolist() == [3]


def test_a_way_of_one_spot_is_left_out(street, tmp_path):
    town = street.way(10, [1, 2, 3]).way(11, [2, 2]).imported(tmp_path)
    assert town.stretches(11) == 0


def test_two_junctions_drawn_at_one_spot_stay_joined(street, tmp_path):
    street.node(4, 2, 0).node(5, 3, 0)
    town = street.way(10, [1, 2, 3]).way(11, [3, 4]).way(12, [4, 5]).imported(tmp_path)
    assert town.network.length_m[town.network.way == 11] == pytest.approx([SHORTEST_M])
    assert town.counts["stretches_cut_off"] == 0


def test_a_way_that_comes_twice_is_taken_once(street, tmp_path):
    town = street.way(10, [1, 2, 3]).way(10, [1, 2, 3]).imported(tmp_path)
    assert town.stretches() == 1
    assert town.counts["duplicate_ways"] == 1


def test_what_nobody_can_leave_is_cut_off(street, tmp_path):
    street.node(4, 3, 0)
    town = street.way(10, [1, 2, 3]).way(11, [3, 4], oneway="yes").imported(tmp_path)
    assert town.flags(11) & StretchFlag.CUT_OFF
    assert not town.flags(10) & StretchFlag.CUT_OFF


def flags_at(town, place):
    return [JunctionFlag(int(town.network.junction_flags[j])) for j in town.junction(*place)]


@pytest.fixture
def crossing():
    """Two streets that cross at (1, 0); room for signals on the arms."""
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1).node(5, 1, -1)
    return sketch.way(11, [4, 2, 5])


def near_m(metres):
    """A place so many metres east of the crossing, in steps."""
    return 1 + metres / distance_m(at(1, 0), at(2, 0))


def test_signals_at_a_junction_stand_there(crossing, tmp_path):
    crossing.node(2, 1, 0, highway="traffic_signals").way(10, [1, 2, 3])
    assert flags_at(crossing.imported(tmp_path), MIDDLE) == [JunctionFlag.SIGNALS]


def test_signals_shortly_before_a_junction_count_for_it(crossing, tmp_path):
    crossing.node(6, near_m(SIGNALS_REACH_M - 2), 0, highway="traffic_signals")
    town = crossing.way(10, [1, 2, 6, 3]).imported(tmp_path)
    assert flags_at(town, MIDDLE) == [JunctionFlag.SIGNALS]
    assert town.stretches(10) == 2


def test_signals_far_from_any_junction_stand_alone(crossing, tmp_path):
    place = near_m(SIGNALS_REACH_M + 2)
    crossing.node(6, place, 0, highway="traffic_signals")
    town = crossing.way(10, [1, 2, 6, 3]).imported(tmp_path)
    assert flags_at(town, MIDDLE) == [JunctionFlag(0)]
    assert flags_at(town, (place, 0)) == [JunctionFlag.SIGNALS]
    assert town.stretches(10) == 3


@pytest.mark.parametrize("sign", ["stop", "give_way"])
def test_a_sign_holds_for_its_own_arm_only(crossing, sign, tmp_path):
    place = near_m(10)
    crossing.node(6, place, 0, highway=sign)
    town = crossing.way(10, [1, 2, 6, 3]).imported(tmp_path)
    assert flags_at(town, MIDDLE) == [JunctionFlag(0)]
    assert flags_at(town, (place, 0)) == [JunctionFlag[sign.upper()]]


def test_no_signals_are_lost_on_a_street_without_junctions(street, tmp_path):
    town = street.node(2, 1, 0, highway="traffic_signals").way(10, [1, 2, 3]).imported(tmp_path)
    assert flags_at(town, MIDDLE) == [JunctionFlag.SIGNALS]


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.integers(1, 9), min_size=2, max_size=6), min_size=1, max_size=6).filter(
        lambda ways: any(len(set(way)) > 1 for way in ways)
    )
)
def test_no_piece_of_road_is_lost_or_doubled_however_ways_cross(tmp_path_factory, ways):
    sketch = Sketch()
    for node in range(1, 10):
        sketch.node(node, node % 3, node // 3)
    for number, nodes in enumerate(ways):
        sketch.way(100 + number, nodes)
    source = sketch.write(tmp_path_factory.mktemp("town") / "town.osm.pbf")
    found = gather(open_source(source), lambda doing, share: None)
    net = build(found.roads, found.road_lines, found.nodes).network
    pieces = sum(a != b for way in ways for a, b in pairwise(way))
    assert (np.diff(net.first_point) - 1).sum() == pieces
    assert len(net.tail) == 2 * len(net.way)
    assert (net.length_m > 0).all()

"""What may be driven after what, and what it costs."""

import numpy as np
import pytest

from tests.roads.small import Road, network_of
from tocsin.roads.engine import CLOSED
from tocsin.roads.network import JunctionFlag, RoadClass, StretchFlag, to_arrays
from tocsin.roads.turning import TurnCosts, change_of_direction_deg, turn_ms
from tocsin.roads.turns import build, turn_weights, turns_from, with_costs

CROSSING = [(45.0, 7.0), (45.01, 7.0), (44.99, 7.0), (45.0, 7.01), (45.0, 6.99)]
"""The middle, then north, south, east, west of it."""


def crossing(**kwargs):
    return network_of(CROSSING, [Road(0, 1), Road(0, 2), Road(0, 3), Road(0, 4)], **kwargs)


def arc_of(network, road, is_forward):
    (found,) = np.flatnonzero((network.stretch == road) & (network.is_forward == is_forward))
    return int(found)


def cost(network, before, after, *, drives_on_left=False, costs=TurnCosts()):  # noqa: B008
    one, two = (np.array([arc_of(network, *step)]) for step in (before, after))
    return int(turn_ms(network, one, two, costs, drives_on_left=drives_on_left)[0])


FROM_SOUTH, TO_NORTH, TO_EAST, TO_WEST = (1, False), (0, True), (2, True), (3, True)


def test_going_straight_on_is_free():
    assert cost(crossing(), FROM_SOUTH, TO_NORTH) == 0


def test_the_turn_across_oncoming_traffic_costs_more():
    assert cost(crossing(), FROM_SOUTH, TO_EAST) == 1500
    assert cost(crossing(), FROM_SOUTH, TO_WEST) == 3000


def test_where_they_drive_on_the_left_it_is_the_other_way_round():
    assert cost(crossing(), FROM_SOUTH, TO_EAST, drives_on_left=True) == 3000
    assert cost(crossing(), FROM_SOUTH, TO_WEST, drives_on_left=True) == 1500


def test_a_right_turn_bends_by_ninety_degrees():
    network = crossing()
    before, after = (np.array([arc_of(network, *step)]) for step in (FROM_SOUTH, TO_EAST))
    assert change_of_direction_deg(network, before, after) == pytest.approx([90.0], abs=0.1)


def test_a_crooked_end_of_a_few_metres_does_not_make_a_turn():
    hook = ((45.00002, 7.00002),)
    roads = [Road(0, 1, between=hook), Road(0, 2), Road(0, 3), Road(0, 4)]
    assert cost(network_of(CROSSING, roads), FROM_SOUTH, TO_NORTH) == 0


def test_a_bend_where_nothing_else_leads_off_is_free():
    network = network_of(CROSSING[:4], [Road(0, 1), Road(0, 3)])
    assert cost(network, (0, False), (1, True)) == 0


@pytest.mark.parametrize(
    ("flag", "waits_ms"),
    [
        (JunctionFlag.SIGNALS, 5000),
        (JunctionFlag.STOP, 3000),
        (JunctionFlag.GIVE_WAY, 1500),
        (JunctionFlag.LEVEL_CROSSING, 3000),
        (JunctionFlag.MINI_ROUNDABOUT, 1500),
        (JunctionFlag.SIGNALS | JunctionFlag.STOP, 5000),
        (JunctionFlag.SIGNALS | JunctionFlag.LEVEL_CROSSING, 8000),
    ],
)
def test_what_stands_at_the_junction_is_waited_for(flag, waits_ms):
    network = crossing(flags=[flag, 0, 0, 0, 0])
    assert cost(network, FROM_SOUTH, TO_NORTH) == waits_ms
    assert cost(network, FROM_SOUTH, TO_EAST) == waits_ms + 1500


def test_the_smaller_road_waits_for_the_bigger_one_and_not_the_other_way():
    big = RoadClass.SECONDARY
    roads = [Road(0, 1), Road(0, 2), Road(0, 3, road_class=big), Road(0, 4, road_class=big)]
    network = network_of(CROSSING, roads)
    assert cost(network, FROM_SOUTH, TO_NORTH) == 2500
    assert cost(network, (3, False), TO_EAST) == 0


def test_a_slip_road_is_as_big_as_the_road_it_joins():
    big, slip = RoadClass.MOTORWAY, RoadClass.MOTORWAY_LINK
    roads = [Road(0, 1, road_class=big), Road(0, 2, road_class=slip), Road(0, 3, road_class=big)]
    assert cost(network_of(CROSSING, roads), FROM_SOUTH, TO_NORTH) == 0


def test_a_roundabout_is_waited_for_once_and_then_free():
    ring = StretchFlag.ROUNDABOUT
    roads = [
        Road(4, 0, is_one_way=True, flags=ring),
        Road(0, 1, is_one_way=True, flags=ring),
        Road(0, 3),
    ]
    network = network_of(CROSSING, roads)
    assert cost(network, (0, True), (1, True)) == 0
    assert cost(network, (0, True), (2, True)) == 0
    assert cost(network, (2, False), (1, True)) == 2000


def test_turning_round_is_cheap_only_where_no_other_way_leads_on():
    network = crossing()
    assert cost(network, FROM_SOUTH, (1, True)) == 20_000
    assert cost(network, TO_NORTH, (0, False)) == 8_000


def follow(turns, start):
    """The arcs that may be driven right after these, starting on the first."""
    at = int(turns.arc_vertex[start[0]])
    for arc in start[1:]:
        exits = turns.turn_to[turns.first_turn[at] : turns.first_turn[at + 1]]
        (at,) = exits[turns.vertex_arc[exits] == arc].tolist()
    exits = turns.turn_to[turns.first_turn[at] : turns.first_turn[at + 1]]
    return set(turns.vertex_arc[exits].tolist())


LINE = [(45.0, 7.0), (45.0, 7.01), (45.0, 7.02), (45.0, 7.03), (45.0, 7.04)]


def test_a_banned_turn_is_not_there():
    network = crossing(banned=[[FROM_SOUTH, TO_EAST], [FROM_SOUTH, (1, True)]])
    turns = build(network)
    north, west = arc_of(network, *TO_NORTH), arc_of(network, *TO_WEST)
    assert follow(turns, [arc_of(network, *FROM_SOUTH)]) == {north, west}
    assert len(turns.vertex_arc) == len(network.tail)


def test_a_chain_over_a_way_is_banned_only_for_who_drove_all_of_it():
    roads = [Road(0, 1), Road(1, 2), Road(2, 3)]
    steps = [(0, True), (1, True), (2, True)]
    network = network_of(LINE, roads, [steps])
    first, second, third = (arc_of(network, *step) for step in steps)
    turns = build(network)
    assert third not in follow(turns, [first, second])
    assert third in follow(turns, [second])
    back = arc_of(network, 1, False)
    assert third in follow(turns, [first, second, back, second])
    assert len(turns.vertices(second)) == 2
    assert turns.vertex_arc[turns.vertices(second)].tolist() == [second, second]


def test_two_chains_that_share_arcs_both_hold():
    roads = [Road(0, 1), Road(1, 2), Road(2, 3), Road(3, 4)]
    one = [(0, True), (1, True), (2, True), (3, True)]
    other = [(1, True), (2, True), (2, False)]
    network = network_of(LINE, roads, [one, other])
    turns = build(network)
    arcs = [arc_of(network, *step) for step in one]
    back = arc_of(network, 2, False)
    assert follow(turns, arcs[:3]) == set()
    assert follow(turns, arcs[1:3]) == {arcs[3]}
    assert follow(turns, arcs[2:3]) == {arcs[3], back}


def test_a_chain_that_names_no_arc_is_refused():
    network = crossing()._replace(
        first_banned=np.array([0, 2], np.int32), banned_arcs=np.array([0, 99], np.int32)
    )
    with pytest.raises(ValueError, match="does not have"):
        build(network)


def test_a_closed_arc_closes_every_turn_into_it_and_no_other():
    network = crossing()
    turns = build(network)
    arc_ms = np.full(len(network.tail), 1000, np.int32)
    arc_ms[arc_of(network, *TO_EAST)] = CLOSED
    weights = turn_weights(turns, arc_ms)
    into = turns.vertex_arc[turns.turn_to] == arc_of(network, *TO_EAST)
    assert set(weights[into].tolist()) == {CLOSED}
    assert (weights[~into] == 1000 + turns.turn_ms[~into]).all()


def test_no_turn_is_free_of_time_altogether():
    network = crossing()
    weights = turn_weights(build(network), np.zeros(len(network.tail), np.int32))
    assert weights.min() == 1


def test_times_must_be_one_for_each_arc():
    turns = build(crossing())
    with pytest.raises(ValueError, match="expected 8 times"):
        turn_weights(turns, np.zeros(7, np.int32))


def test_other_costs_leave_the_shape_as_it_is():
    network = crossing()
    turns = build(network)
    dearer = with_costs(turns, network, TurnCosts(far_turn_s=9.0))
    assert dearer.turn_to is turns.turn_to
    assert dearer.turn_ms.max() == 20_000
    assert sorted(set((dearer.turn_ms - turns.turn_ms).tolist())) == [0, 6000]


def test_a_turn_graph_survives_being_written_as_arrays():
    turns = build(crossing())
    again = turns_from(to_arrays("turns", turns))
    assert all((one == two).all() for one, two in zip(turns, again, strict=True))

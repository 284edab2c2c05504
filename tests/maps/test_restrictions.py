"""Turn restrictions, as chains of roads that may not be driven one after the other."""

import pytest

from tests.maps.sketch import Sketch

WEST, EAST, NORTH, SOUTH = 10, 11, 12, 13


@pytest.fixture
def crossing():
    """Four streets that end at node 2, at (1, 0), each a way of its own."""
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1).node(5, 1, -1)
    sketch.way(WEST, [1, 2]).way(EAST, [2, 3]).way(NORTH, [2, 4]).way(SOUTH, [2, 5])
    return sketch


def outcome(town):
    kept = {
        key.removeprefix("restrictions_"): n
        for key, n in town.counts.items()
        if key.startswith("restrictions_") and n
    }
    assert sum(kept.values()) == town.counts["restrictions"]
    return kept


def test_a_turn_that_is_forbidden_is_one_chain(crossing, tmp_path):
    town = crossing.restriction(1, "no_left_turn", WEST, 2, NORTH).imported(tmp_path)
    assert town.banned() == [(WEST, NORTH)]
    assert town.banned_places() == [((0, 0), (1, 0), (1, 1))]
    assert outcome(town) == {"kept": 1}


def test_several_turns_in_one_restriction_are_one_ban(crossing, tmp_path):
    kind = "no_left_turn;no_u_turn"
    town = crossing.restriction(1, kind, WEST, 2, NORTH).imported(tmp_path)
    assert town.banned() == [(WEST, NORTH)]


def test_only_forbids_every_other_turn_and_turning_back(crossing, tmp_path):
    town = crossing.restriction(1, "only_straight_on", WEST, 2, EAST).imported(tmp_path)
    assert town.banned() == [(WEST, WEST), (WEST, NORTH), (WEST, SOUTH)]


def test_no_u_turn_forbids_going_back_only(crossing, tmp_path):
    town = crossing.restriction(1, "no_u_turn", WEST, 2, WEST).imported(tmp_path)
    assert town.banned_places() == [((0, 0), (1, 0), (0, 0))]


def test_the_same_restriction_twice_is_one_chain(crossing, tmp_path):
    crossing.restriction(1, "no_left_turn", WEST, 2, NORTH)
    town = crossing.restriction(2, "no_entry", WEST, 2, NORTH).imported(tmp_path)
    assert town.banned() == [(WEST, NORTH)]
    assert town.counts["restrictions_kept"] == 2


def test_several_roads_into_one_are_each_forbidden(crossing, tmp_path):
    town = crossing.restriction(1, "no_entry", [WEST, EAST], 2, NORTH).imported(tmp_path)
    assert town.banned() == [(WEST, NORTH), (EAST, NORTH)]


def test_of_several_members_only_those_at_the_junction_count(crossing, tmp_path):
    crossing.node(6, -1, 0).way(14, [6, 1])
    town = crossing.restriction(1, "no_left_turn", [14, WEST], 2, NORTH).imported(tmp_path)
    assert town.banned() == [(WEST, NORTH)]


@pytest.fixture
def carriageways():
    """Two one-way carriageways and a link between them over which one could turn round."""
    sketch = Sketch().row([1, 2, 3]).row([6, 5, 4], 1)
    sketch.way(20, [1, 2], oneway="yes").way(21, [2, 3], oneway="yes")
    sketch.way(22, [4, 5], oneway="yes").way(23, [5, 6], oneway="yes")
    return sketch.way(24, [2, 5]).way(25, [3, 4]).way(26, [6, 1])


def test_a_restriction_over_a_way_is_a_chain_of_three(carriageways, tmp_path):
    town = carriageways.restriction(1, "no_u_turn", 20, [24], 23).imported(tmp_path)
    assert town.banned() == [(20, 24, 23)]


def test_a_restriction_over_a_way_that_is_split_keeps_every_piece(carriageways, tmp_path):
    carriageways.node(7, 1, 0.5).node(8, 2, 0.5)
    carriageways.ways = [w for w in carriageways.ways if w[0] != 24]
    carriageways.way(24, [2, 7, 5]).way(27, [7, 8])
    town = carriageways.restriction(1, "no_u_turn", 20, [24], 23).imported(tmp_path)
    assert town.banned() == [(20, 24, 24, 23)]


def test_a_restriction_over_two_ways_follows_both(carriageways, tmp_path):
    carriageways.node(7, 1, 0.5)
    carriageways.ways = [w for w in carriageways.ways if w[0] != 24]
    carriageways.way(24, [2, 7]).way(27, [7, 5])
    town = carriageways.restriction(1, "no_u_turn", 20, [24, 27], 23).imported(tmp_path)
    assert town.banned() == [(20, 24, 27, 23)]


def test_only_over_a_way_forbids_all_that_leaves_the_described_road(carriageways, tmp_path):
    carriageways.node(7, 1, 2).way(28, [5, 7])
    town = carriageways.restriction(1, "only_left_turn", 20, [24], 23).imported(tmp_path)
    assert town.banned() == [(20, 21), (20, 24, 24), (20, 24, 28)]


def test_a_restriction_against_a_one_way_is_needless(carriageways, tmp_path):
    town = carriageways.restriction(1, "no_left_turn", 21, 2, 24).imported(tmp_path)
    assert town.banned() == []
    assert outcome(town) == {"needless": 1}


@pytest.mark.parametrize("value", ["emergency", "psv;emergency", "psv; emergency"])
def test_what_does_not_hold_for_emergency_vehicles_is_not_banned(crossing, value, tmp_path):
    tags = {"except": value}
    town = crossing.restriction(1, "no_left_turn", WEST, 2, NORTH, **tags).imported(tmp_path)
    assert town.banned() == []
    assert outcome(town) == {"exempt": 1}


def test_an_exception_for_others_changes_nothing(crossing, tmp_path):
    tags = {"except": "psv;bicycle"}
    town = crossing.restriction(1, "no_left_turn", WEST, 2, NORTH, **tags).imported(tmp_path)
    assert town.banned() == [(WEST, NORTH)]


def test_what_holds_only_at_times_is_left_out_and_counted(crossing, tmp_path):
    key = "restriction:conditional"
    kind = "no_left_turn @ (07:00-09:00)"
    town = crossing.restriction(1, kind, WEST, 2, NORTH, key=key).imported(tmp_path)
    assert town.banned() == []
    assert outcome(town) == {"conditional": 1}


def test_what_holds_for_lorries_is_left_out_and_counted(crossing, tmp_path):
    key = "restriction:hgv"
    town = crossing.restriction(1, "no_left_turn", WEST, 2, NORTH, key=key).imported(tmp_path)
    assert outcome(town) == {"for_others": 1}


def test_what_holds_for_motor_vehicles_holds_for_us(crossing, tmp_path):
    key = "restriction:motor_vehicle"
    town = crossing.restriction(1, "no_left_turn", WEST, 2, NORTH, key=key).imported(tmp_path)
    assert town.banned() == [(WEST, NORTH)]


@pytest.mark.parametrize(
    ("kind", "came", "via", "went"),
    [
        ("no_left_turn", WEST, 4, NORTH),  # they do not meet there
        ("no_left_turn", WEST, 99, NORTH),  # no such node
        ("no_left_turn", [], 2, NORTH),
        ("no_left_turn", WEST, 2, []),
        ("no_left_turn", WEST, [], NORTH),
        ("no_nonsense", WEST, 2, NORTH),
        ("no_left_turn", WEST, [NORTH], SOUTH + 1),  # meets at neither end
    ],
)
def test_a_broken_restriction_is_left_out_and_counted(crossing, kind, came, via, went, tmp_path):
    crossing.row([6, 7], 5).way(SOUTH + 1, [6, 7])
    town = crossing.restriction(1, kind, came, via, went).imported(tmp_path)
    assert town.banned() == []
    assert outcome(town) == {"broken": 1}


def test_a_road_that_goes_on_past_the_via_is_not_clear_and_counts_as_broken(crossing, tmp_path):
    crossing.ways = [w for w in crossing.ways if w[0] not in {WEST, EAST}]
    crossing.way(WEST, [1, 2, 3])
    town = crossing.restriction(1, "no_left_turn", WEST, 2, NORTH).imported(tmp_path)
    assert town.banned() == []
    assert outcome(town) == {"broken": 1}


def test_a_restriction_on_a_path_is_outside_of_our_roads(crossing, tmp_path):
    crossing.node(6, 2, 1).way(14, [2, 6], "footway")
    town = crossing.restriction(1, "no_left_turn", WEST, 2, 14).imported(tmp_path)
    assert outcome(town) == {"outside": 1}


def test_relations_may_come_before_the_ways(crossing, tmp_path):
    from tocsin.maps.importing import import_map

    crossing.restriction(1, "no_left_turn", WEST, 2, NORTH)
    source = crossing.write(tmp_path / "turned.osm.pbf", order="rwn")
    summary = import_map(source, tmp_path / "turned.map", lambda doing, share: None)
    assert summary.counts["banned_turns"] == 1
    assert summary.counts["missing_road_segments"] == 0

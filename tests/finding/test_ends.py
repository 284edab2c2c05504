"""From which crossing to which a walk goes."""

import numpy as np

from tests.finding import townlet
from tests.places.drawn import Road, network
from tocsin.finding import labels
from tocsin.finding.chains import Edge
from tocsin.finding.ends import End, course_of, cut_end
from tocsin.finding.roadside import pieces
from tocsin.finding.terrain import Terrain
from tocsin.places.gazetteer import build
from tocsin.roads.network import RoadClass


def drawn(*roads, where):
    """A terrain of these roads; `where` are metres east and north by node."""
    net, names = network(roads, {n: townlet.at(*point) for n, point in where.items()})
    net = net._replace(road_class=np.full(len(net.way), RoadClass.RESIDENTIAL, np.uint8))
    return Terrain(net, townlet._path(), build((), net, names), names, None)


def all_pieces(terrain, name):
    found = np.flatnonzero(terrain.network.name == terrain.names.index(name))
    return pieces(terrain, townlet.PLANE, found.astype(np.int64))


def label(terrain, chosen):
    parts = {piece.stretch: piece.parts for piece in chosen}
    return labels.street(course_of(terrain, [piece.edge for piece in chosen], parts))


MILL = Road(1, "Mill Lane", [1, 2, 3, 4])
OAK = Road(2, "Oak St", [2, 9])
LANES = {1: (0, 0), 2: (200, 0), 3: (400, 0), 4: (700, 0), 9: (200, 200)}


def test_a_dead_end_and_a_crossing_that_has_no_name_say_where_to_stop():
    terrain = drawn(MILL, OAK, Road(3, "", [3, 8]), where={**LANES, 8: (400, 300)})
    west, middle, east = all_pieces(terrain, "Mill Lane")
    assert label(terrain, [west]) == "Mill Lane from Oak St to its end"
    assert label(terrain, [middle]) == "Mill Lane from Oak St for 200 m east"
    assert label(terrain, [east]) == "Mill Lane, 300 m east, beginning 200 m from Oak St"
    assert label(terrain, [middle, east]) == "Mill Lane from Oak St to its end"


def test_a_long_road_in_parts_says_of_each_how_far_from_the_crossing_it_begins():
    where = {1: (0, 0), 2: (2400, 0), 9: (0, 200)}
    terrain = drawn(Road(1, "Mill Lane", [1, 2]), Road(2, "Oak St", [1, 9]), where=where)
    found = [label(terrain, [piece]) for piece in all_pieces(terrain, "Mill Lane")]
    assert found == [
        "Mill Lane from Oak St for 800 m east",
        "Mill Lane, 800 m east, beginning 800 m from Oak St",
        "Mill Lane, 800 m east, beginning 1600 m from Oak St",
    ]


def test_a_ring_begins_and_ends_at_one_crossing():
    where = {1: (0, 0), 2: (100, 0), 3: (100, 100), 9: (0, -100)}
    terrain = drawn(Road(1, "Elm Ring", [1, 2, 3, 1]), Road(2, "Oak St", [1, 9]), where=where)
    assert label(terrain, all_pieces(terrain, "Elm Ring")) == "Elm Ring, all round from Oak St"


def test_of_a_walk_with_arms_the_ends_farthest_apart_are_said_and_other_roads_named():
    terrain = drawn(MILL, OAK, where=LANES)
    mill, oak = all_pieces(terrain, "Mill Lane"), all_pieces(terrain, "Oak St")
    course = course_of(terrain, [piece.edge for piece in (*mill, *oak)], {})
    assert course.ends == (End("", is_dead=True), End("", is_dead=True))
    assert course.others == ("Oak St",)
    assert course.length_m == sum(piece.edge.length_m for piece in mill)


def test_no_two_cuts_share_a_number_and_none_is_a_junction():
    numbers = {cut_end(stretch, part) for stretch in range(5) for part in range(1, 900)}
    assert len(numbers) == 5 * 899
    assert max(numbers) < 0


def test_every_street_of_a_town_says_both_of_its_ends():
    terrain = townlet.town()
    every = pieces(terrain, townlet.PLANE, np.arange(len(terrain.network.way), dtype=np.int64))
    assert all(isinstance(piece.edge, Edge) for piece in every)
    assert all(" between " in label(terrain, [piece]) for piece in every)

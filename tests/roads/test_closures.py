from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roads.small import Road, network_of
from tests.roads.town import at, grid, measured, roads_of
from tocsin.facts.roads import Condition
from tocsin.roads.closures import Closure, apply
from tocsin.roads.engine import CLOSED
from tocsin.roads.network import RoadClass, StretchFlag


def closed(*points, **more):
    return Closure("r1", Condition.CLOSED, tuple(at(*point) for point in points), **more)


def slow(factor, *points, **more):
    return Closure(
        "r2", Condition.SLOW, tuple(at(*point) for point in points), factor=factor, **more
    )


def stretches(roads, closure):
    """The streets a closure is about, by their junctions."""
    network = roads.network
    (found,) = roads.set_closures([closure])
    arcs = found.arcs
    return {(int(network.tail[arc]), int(network.head[arc])) for arc in arcs}


def both(*pairs):
    return set(chain.from_iterable(((a, b), (b, a)) for a, b in pairs))


def test_a_point_means_the_nearest_road_both_ways():
    assert stretches(roads_of(grid()), closed((110, 12))) == both((0, 1))


def test_a_line_means_the_roads_along_it_and_none_that_it_crosses():
    roads = roads_of(grid())
    assert stretches(roads, closed((20, 3), (390, -3))) == both((0, 1), (1, 2))
    assert stretches(roads, closed((20, 0), (200, 0), (200, 190))) == both((0, 1), (1, 5))


def test_a_short_line_on_a_long_road_closes_it_and_overshooting_a_crossing_does_not():
    roads = roads_of(grid())
    assert stretches(roads, closed((60, 0), (100, 0))) == both((0, 1))
    assert stretches(roads, closed((60, 0), (208, 0))) == both((0, 1))


def test_one_way_is_the_way_the_line_is_drawn():
    roads = roads_of(grid())
    assert stretches(roads, closed((20, 0), (180, 0), both_ways=False)) == {(0, 1)}
    assert stretches(roads, closed((180, 0), (20, 0), both_ways=False)) == {(1, 0)}


def test_both_carriageways_are_meant_but_not_the_parallel_street():
    places = [at(0, 0), at(400, 0), at(0, 20), at(400, 20), at(0, 35), at(400, 35)]
    big = RoadClass.PRIMARY
    dual = [Road(0, 1, True, big), Road(3, 2, True, big), Road(4, 5)]
    roads = roads_of(measured(network_of(places, dual)))
    assert stretches(roads, closed((100, 0))) == {(0, 1), (3, 2)}
    assert stretches(roads, closed((50, 1), (350, 1))) == {(0, 1), (3, 2)}
    assert stretches(roads, closed((50, 1), (350, 1), both_ways=False)) == {(0, 1)}


def test_a_point_on_a_bridge_closes_all_of_the_bridge():
    bridge = StretchFlag.BRIDGE
    flags = {(0, 1): bridge, (1, 2): bridge}
    assert stretches(roads_of(grid(flags=flags)), closed((310, 0))) == both((0, 1), (1, 2))


def test_nothing_near_touches_nothing():
    roads = roads_of(grid())
    (found,) = roads.set_closures([closed((100, 5000))])
    assert len(found.arcs) == 0
    assert (roads.ms == roads.base_ms).all()


def test_closed_wins_and_the_slowest_counts():
    roads = roads_of(grid())
    one, two = slow(2.0, (100, 0)), slow(3.0, (20, 0), (390, 0))
    found = roads.set_closures([one, two, closed((300, 0))])
    base, now = roads.base_ms, roads.ms
    first, second = found[0].arcs, found[2].arcs
    assert now[first].tolist() == (3 * base[first]).tolist()
    assert (now[second] == CLOSED).all()
    rest = np.setdiff1d(np.arange(len(base)), np.concatenate([first, second]))
    assert (now[rest] == base[rest]).all()


@given(
    st.lists(
        st.tuples(st.integers(0, 600), st.integers(0, 600), st.floats(1, 100), st.booleans()),
        max_size=6,
    )
)
def test_taking_closures_away_restores_exactly_and_the_order_does_not_matter(rows):
    roads = roads_of(grid())
    wanted = [slow(f, (x, y)) if is_slow else closed((x, y)) for x, y, f, is_slow in rows]
    found = roads.set_closures(wanted)
    there = roads.ms.copy()
    assert (there >= roads.base_ms).all()
    assert (apply(roads.base_ms, found[::-1]) == there).all()
    roads.set_closures([])
    assert (roads.ms == roads.base_ms).all()


def test_closures_stay_when_the_hour_changes():
    roads = roads_of(grid())
    (found,) = roads.set_closures([closed((100, 0))])
    roads.set_clock(8.0, 1)
    assert (roads.ms[found.arcs] == CLOSED).all()
    assert (roads.ms < CLOSED).sum() == len(roads.ms) - 2


@pytest.mark.parametrize(
    ("closure", "message"),
    [
        (Closure("r", Condition.CLOSED, ()), "1 to"),
        (Closure("r", Condition.CLOSED, ((float("nan"), 7.0),)), "degrees"),
        (Closure("r", Condition.CLOSED, ((7.0, 450.0),)), "degrees"),
        (slow(0.5, (0, 0)), "times as long"),
        (slow(float("inf"), (0, 0)), "times as long"),
        (closed((0, 0), radius_m=0), "500 metres"),
        (closed((0, 0), (200_000, 0)), "km long"),
    ],
)
def test_a_closure_without_sense_is_refused_and_changes_nothing(closure, message):
    roads = roads_of(grid())
    roads.set_closures([closed((100, 0))])
    before = roads.ms.copy()
    with pytest.raises(ValueError, match=message):
        roads.set_closures([closure])
    assert (roads.ms == before).all()

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.roads.small import Road, network_of, networks
from tests.roads.town import at, footways, grid, measured, roads_of, unit_at
from tocsin.geo.line import distance_m
from tocsin.roads.engine import CLOSED
from tocsin.roads.network import StretchFlag
from tocsin.roads.routes import Turn, route
from tocsin.roads.starts import Start


def drawn_m(points):
    return sum(distance_m(a, b) for a, b in pairwise(points))


def way(roads, unit, place, names=None):
    found = route(roads, unit, place, names)
    assert found is not None
    return found


def named(network, names):
    """Every stretch named by its own two junctions, unless it is given a name."""
    index, texts = [], []
    for a, b in zip(network.stretch_from.tolist(), network.stretch_to.tolist(), strict=True):
        texts.append(names.get((a, b), f"{a}-{b}"))
        index.append(len(texts) - 1)
    return network._replace(name=np.array(index, np.int32)), texts


def test_a_drive_is_drawn_from_where_it_begins_to_where_it_ends():
    found = way(roads_of(grid()), unit_at(at(50, 0)), at(200, 150))
    assert distance_m(found.points[0], at(50, 0)) < 1
    assert distance_m(found.points[-1], at(200, 150)) < 1
    assert found.metres == pytest.approx(300, abs=1)
    assert drawn_m(found.points) == pytest.approx(300, abs=1)


def test_steps_say_the_turns_and_the_names():
    network, names = named(
        grid(), {(0, 1): "Mill Lane", (1, 2): "Mill Lane", (2, 6): "High Street"}
    )
    found = way(roads_of(network), unit_at(at(50, 0)), at(400, 150), names)
    assert [(step.turn, step.name) for step in found.steps] == [
        (Turn.DEPART, "Mill Lane"),
        (Turn.LEFT, "High Street"),
        (Turn.ARRIVE, ""),
    ]
    assert [round(step.metres) for step in found.steps] == [350, 150, 0]


def test_a_right_turn_is_right():
    found = way(roads_of(grid()), unit_at(at(0, 250)), at(150, 400))
    assert found.steps[1].turn is Turn.RIGHT


def test_a_roundabout_is_one_step_with_its_exit():
    ring = StretchFlag.ROUNDABOUT
    places = [at(0, -200), at(0, -20), at(20, 0), at(0, 20), at(-20, 0), at(200, 0), at(0, 200)]
    roads = [
        Road(0, 1), Road(2, 5), Road(3, 6),
        Road(1, 2, True, flags=ring), Road(2, 3, True, flags=ring),
        Road(3, 4, True, flags=ring), Road(4, 1, True, flags=ring),
    ]  # fmt: skip
    network, names = named(measured(network_of(places, roads)), {(3, 6): "North Road"})
    found = way(roads_of(network), unit_at(at(0, -150)), at(0, 150), names)
    around = next(step for step in found.steps if step.turn is Turn.ROUNDABOUT)
    assert (around.exit, around.name) == (2, "North Road")
    assert len(found.steps) == 3


def test_the_walk_follows_the_path_into_the_lot():
    lot = footways([(100, 0), (100, 90), (150, 90)], [(0, 1), (1, 2)], [(0, 0, 100.0)])
    found = way(roads_of(grid(), lot), unit_at(at(0, 0)), at(150, 90))
    assert drawn_m(found.foot_points) == pytest.approx(140, abs=1)
    assert found.foot_s == pytest.approx(100, abs=1)
    assert found.steps[-2].turn is Turn.ON_FOOT


def test_who_goes_on_foot_walks_along_the_path():
    path = footways([(0, 5), (300, 5), (300, 150)], [(0, 1), (1, 2)], [])
    walker = msgspec.structs.replace(unit_at(at(20, 5)), on_foot=True)
    found = way(roads_of(grid(), path), walker, at(300, 120))
    assert found.points == ()
    assert drawn_m(found.foot_points) == pytest.approx(280 + 115, abs=1)
    assert found.seconds == pytest.approx((280 + 115) / 1.4, abs=1)
    assert route(roads_of(grid()), Start(on_foot=True), at(0, 0)) is None


def test_a_place_behind_on_a_one_way_street_is_driven_round_the_block():
    found = way(roads_of(grid(one_way={(0, 1)})), unit_at(at(150, 0)), at(50, 0))
    assert found.metres == pytest.approx(700, abs=1)
    assert drawn_m(found.points) == pytest.approx(700, abs=1)


def test_where_no_road_leads_there_is_no_route():
    places = [at(0, 0), at(200, 0), at(5000, 0), at(5000, 200)]
    roads = roads_of(network_of(places, [Road(0, 1), Road(2, 3)]))
    assert route(roads, unit_at(at(20, 0)), at(5000, 20)) is None


@given(networks(), st.data())
def test_a_route_takes_as_long_as_the_time_that_is_said(network, data):
    roads = roads_of(measured(network))
    ms = roads.base_ms.copy()
    ms[data.draw(st.lists(st.integers(0, len(network.tail) - 1)))] = CLOSED
    roads.set_arcs(ms)
    point = st.tuples(st.floats(44.998, 45.022), st.floats(6.998, 7.022))
    unit, place = unit_at(data.draw(point)), data.draw(point)
    said_s = roads.matrix([unit], [place])[0, 0]
    found = route(roads, unit, place)
    assert (found is None) == bool(np.isinf(said_s))
    assume(found is not None)
    assert found is not None
    assert found.seconds == pytest.approx(said_s, abs=0.01)
    assert drawn_m(found.points) == pytest.approx(found.metres, rel=0.01, abs=2)
    assert np.sum([step.metres for step in found.steps]) == pytest.approx(found.metres, abs=0.1)

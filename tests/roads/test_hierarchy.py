"""The fast engine answers as the plain one does, to the millisecond."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.roads.small import Road, network_of, networks, plain_search, times_for
from tests.roads.test_sweep import by_arc, cost_of, ends
from tocsin.maps import building, restrictions
from tocsin.maps.gathering import gather
from tocsin.maps.reading import open_source
from tocsin.roads.engine import CLOSED, UNREACHABLE, Ends
from tocsin.roads.hierarchy import (
    RENEW_ARCS_MAX,
    HierarchyEngine,
    build,
    hierarchy_from,
    warm,
)
from tocsin.roads.network import to_arrays
from tocsin.roads.sweep import Sweep
from tocsin.roads.turns import build as build_turns


def both(network, arc_ms=None):
    turns = build_turns(network)
    return turns, HierarchyEngine(build(turns, network), turns, arc_ms), Sweep(turns, arc_ms)


def everywhere(turns):
    return np.arange(len(turns.vertex_arc), dtype=np.int32)


def some_ends(turns):
    """A strategy of one to four places with offsets, below zero too."""
    one = st.tuples(st.integers(0, len(turns.vertex_arc) - 1), st.integers(-50_000, 50_000))
    return st.lists(one, min_size=1, max_size=4).map(lambda pairs: ends(*pairs))


def assert_same_answers(engine, reference, turns):
    table = reference.matrix(everywhere(turns), everywhere(turns))
    assert engine.matrix(everywhere(turns), everywhere(turns)).tolist() == table.tolist()


@settings(max_examples=100)
@given(st.data())
def test_it_equals_a_search_that_remembers_its_way(data):
    network = data.draw(networks())
    arc_ms = data.draw(times_for(network))
    turns, engine, _ = both(network, arc_ms)
    start = data.draw(st.integers(0, len(network.tail) - 1))
    far = engine.one_to_all(ends((turns.arc_vertex[start], 0)))
    assert by_arc(turns, far).tolist() == plain_search(network, arc_ms, start).tolist()


@settings(max_examples=200)
@given(st.data())
def test_every_question_has_the_answer_of_the_plain_sweep(data):
    network = data.draw(networks(most=16))
    turns, engine, reference = both(network, data.draw(times_for(network)))
    place = data.draw(some_ends(turns))
    vertex = st.integers(0, len(turns.vertex_arc) - 1)
    some = np.array(data.draw(st.lists(vertex, max_size=6)), np.int32)
    others = np.array(data.draw(st.lists(vertex, max_size=6)), np.int32)
    assert engine.one_to_all(place).tolist() == reference.one_to_all(place).tolist()
    assert engine.all_to_one(place).tolist() == reference.all_to_one(place).tolist()
    assert engine.many_to_one(some, place).tolist() == reference.many_to_one(some, place).tolist()
    assert engine.one_to_many(place, some).tolist() == reference.one_to_many(place, some).tolist()
    assert engine.matrix(some, others).tolist() == reference.matrix(some, others).tolist()


@settings(max_examples=100)
@given(st.data())
def test_other_times_are_the_same_as_having_begun_with_them(data):
    network = data.draw(networks(most=16))
    turns, engine, reference = both(network, data.draw(times_for(network)))
    for _ in range(3):
        after = data.draw(times_for(network))
        if data.draw(st.booleans()):
            engine.set_times(after)
            reference.set_times(after)
        else:
            arc = st.integers(0, len(network.tail) - 1)
            arcs = np.array(data.draw(st.lists(arc, unique=True, max_size=5)), np.int32)
            engine.change_times(arcs, after[arcs])
            reference.change_times(arcs, after[arcs])
        assert_same_answers(engine, reference, turns)


@settings(max_examples=100)
@given(st.data())
def test_a_path_is_driveable_and_takes_as_long_as_was_said(data):
    network = data.draw(networks(most=16))
    arc_ms = data.draw(times_for(network))
    turns, engine, reference = both(network, arc_ms)
    source, target = data.draw(some_ends(turns)), data.draw(some_ends(turns))
    way, known = engine.path(source, target).tolist(), reference.path(source, target).tolist()
    assert bool(way) == bool(known)
    if way:
        said = cost_of(turns, arc_ms, known, source, target)
        assert cost_of(turns, arc_ms, way, source, target) == said


@settings(max_examples=50)
@given(st.data())
def test_pinned_units_see_a_closure_at_once(data):
    network = data.draw(networks(most=16))
    turns, engine, reference = both(network, data.draw(times_for(network)))
    units = engine.pin(everywhere(turns)[::2])
    place = data.draw(some_ends(turns))
    arc = np.array([data.draw(st.integers(0, len(network.tail) - 1))], np.int32)
    for ms in (CLOSED, 1_000):
        engine.change_times(arc, np.array([ms], np.int32))
        reference.change_times(arc, np.array([ms], np.int32))
        expected = reference.many_to_one(everywhere(turns)[::2], place)
        assert units.to(place).tolist() == expected.tolist()


def grid(side):
    """Crossings of `side` by `side` streets, every third one-way."""
    places = [(45 + row / 500, 7 + column / 500) for row in range(side) for column in range(side)]
    roads = [
        Road(at, at + step, is_one_way=at % 3 == 0)
        for at in range(side * side)
        for step, fits in ((1, at % side < side - 1), (side, at < side * (side - 1)))
        if fits
    ]
    return network_of(places, roads)


def test_a_town_of_some_hundred_crossings_agrees_everywhere():
    network = grid(14)
    draw = np.random.default_rng(7)
    turns, engine, reference = both(network)
    arc_ms = draw.integers(1_000, 90_000, len(network.tail)).astype(np.int32)
    engine.set_times(arc_ms)
    reference.set_times(arc_ms)
    assert_same_answers(engine, reference, turns)
    few = draw.integers(0, len(arc_ms), 12).astype(np.int32)
    many = draw.integers(0, len(arc_ms), RENEW_ARCS_MAX + 1).astype(np.int32)
    for arcs in (few, many):
        engine.change_times(arcs, np.full(len(arcs), CLOSED, np.int32))
        reference.change_times(arcs, np.full(len(arcs), CLOSED, np.int32))
        assert_same_answers(engine, reference, turns)


def test_nothing_is_reached_before_times_are_set():
    turns, engine, _ = both(grid(3))
    far = engine.one_to_all(ends((0, 0)))
    assert far[0] == 0
    assert set(far[1:].tolist()) == {UNREACHABLE}
    assert engine.path(ends((0, 0)), ends((1, 0))).tolist() == []
    assert engine.many_to_one(everywhere(turns), ends((0, 7))).tolist()[0] == 7


def test_no_place_at_all_is_reached_from_nowhere():
    turns, engine, reference = both(grid(3), np.full(19, 1, np.int32))
    nowhere = Ends(np.empty(0, np.int32), np.empty(0, np.int32))
    assert set(engine.all_to_one(nowhere).tolist()) == {UNREACHABLE}
    assert set(reference.all_to_one(nowhere).tolist()) == {UNREACHABLE}
    assert engine.path(nowhere, ends((0, 0))).tolist() == []
    assert engine.matrix(np.empty(0, np.int32), everywhere(turns)).shape == (
        0,
        len(turns.vertex_arc),
    )


def test_a_refused_change_leaves_the_times_as_they_were():
    network = grid(4)
    turns, engine, reference = both(network, np.full(len(network.tail), 5_000, np.int32))
    with pytest.raises(ValueError, match="none of them negative"):
        engine.change_times(np.array([0], np.int32), np.array([-1], np.int32))
    with pytest.raises(ValueError, match="times over arcs"):
        engine.set_times(np.zeros(3, np.int32))
    assert_same_answers(engine, reference, turns)


def test_a_hierarchy_of_another_map_is_refused():
    network, other = grid(3), grid(4)
    turns = build_turns(network)
    with pytest.raises(ValueError, match="another turn graph"):
        HierarchyEngine(build(turns, network), build_turns(other))


def test_it_answers_from_arrays_that_may_not_be_written_to(tmp_path):
    network = grid(5)
    arc_ms = np.full(len(network.tail), 5_000, np.int32)
    turns, _, reference = both(network, arc_ms)
    for name, array in to_arrays("hierarchy", build(turns, network)).items():
        np.save(tmp_path / f"{name}.npy", array)
    kept = {path.stem: np.load(path, mmap_mode="r") for path in sorted(tmp_path.glob("*.npy"))}
    assert_same_answers(HierarchyEngine(hierarchy_from(kept), turns, arc_ms), reference, turns)


def test_warming_up_asks_every_question_once():
    warm()


PORTO = Path("/work/shared/data/osm_pbf/porto.osm.pbf")


def network_in(source):
    """The roads of an OpenStreetMap file with their banned turns."""
    gathered = gather(open_source(source), lambda *_: None)
    roads = building.build(gathered.roads, gathered.road_lines, gathered.nodes)
    chains, _ = restrictions.banned(gathered.restrictions, roads)
    return restrictions.with_banned(roads.network, chains)


@pytest.mark.skipif(not PORTO.exists(), reason=f"{PORTO} is not here")
def test_a_real_city_agrees_on_two_hundred_pairs():
    network = network_in(PORTO)
    metres_a_second = 10.0
    arc_ms = (network.length_m / metres_a_second * 1000.0 + 1.0).astype(np.int32)[network.stretch]
    turns, engine, reference = both(network, arc_ms)
    draw = np.random.default_rng(3)
    sources, targets = draw.integers(0, len(turns.vertex_arc), (2, 200)).astype(np.int32)
    table = engine.matrix(sources, targets)
    assert (table < UNREACHABLE).mean() > 0.5
    for at in range(10):
        expected = reference.many_to_one(sources, ends((targets[at], 0)))
        assert table[:, at].tolist() == expected.tolist()


@pytest.mark.parametrize("number", [1, 2])
@given(network=networks(), data=st.data())
@settings(max_examples=20)
def test_an_engine_beside_has_times_of_its_own(number, network, data):
    arc_ms = data.draw(times_for(network))
    turns, engine, plain = both(network, arc_ms)
    chosen = (engine, plain)[number - 1]
    place = data.draw(some_ends(turns))
    before = chosen.all_to_one(place)
    beside = chosen.beside()
    beside.set_times(np.full(len(turns.arc_vertex) - 1, 1_000, np.int32))
    beside.all_to_one(place)
    assert (chosen.all_to_one(place) == before).all()
    beside.set_times(arc_ms)
    assert (beside.all_to_one(place) == before).all()

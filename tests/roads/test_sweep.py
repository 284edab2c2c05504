"""The reference engine against a search that knows nothing of copies or matrices."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.roads.small import Road, network_of, networks, plain_search, times_for
from tocsin.roads.engine import CLOSED, UNREACHABLE, Ends
from tocsin.roads.sweep import Sweep
from tocsin.roads.turns import build


def ends(*pairs):
    return Ends(
        np.array([v for v, _ in pairs], np.int32), np.array([m for _, m in pairs], np.int32)
    )


def by_arc(turns, far):
    """The best over the copies of each arc, [m]."""
    return np.minimum.reduceat(far, turns.arc_vertex[:-1])


@settings(max_examples=150)
@given(st.data())
def test_it_drives_exactly_what_is_allowed_and_takes_the_fastest(data):
    network = data.draw(networks())
    arc_ms = data.draw(times_for(network))
    turns = build(network)
    engine = Sweep(turns, arc_ms)
    start = data.draw(st.integers(0, len(network.tail) - 1))
    far = engine.one_to_all(ends((turns.arc_vertex[start], 0)))
    assert by_arc(turns, far).tolist() == plain_search(network, arc_ms, start).tolist()


@settings(max_examples=60)
@given(st.data())
def test_all_questions_agree_with_each_other(data):
    network = data.draw(networks())
    turns = build(network)
    engine = Sweep(turns, data.draw(times_for(network)))
    everything = np.arange(len(turns.vertex_arc), dtype=np.int32)
    table = engine.matrix(everything, everything)
    for vertex in everything.tolist():
        assert engine.one_to_all(ends((vertex, 0))).tolist() == table[vertex].tolist()
        assert engine.all_to_one(ends((vertex, 0))).tolist() == table[:, vertex].tolist()
        assert (
            engine.many_to_one(everything, ends((vertex, 0))).tolist() == table[:, vertex].tolist()
        )
        assert engine.one_to_many(ends((vertex, 0)), everything).tolist() == table[vertex].tolist()


@settings(max_examples=60)
@given(st.data())
def test_a_path_takes_as_long_as_was_said(data):
    network = data.draw(networks())
    turns = build(network)
    arc_ms = data.draw(times_for(network))
    engine = Sweep(turns, arc_ms)
    vertex = st.integers(0, len(turns.vertex_arc) - 1)
    offset = st.integers(-5_000, 5_000)
    source = ends(*data.draw(st.lists(st.tuples(vertex, offset), min_size=1, max_size=3)))
    target = ends(*data.draw(st.lists(st.tuples(vertex, offset), min_size=1, max_size=3)))
    way = engine.path(source, target).tolist()
    said = (engine.many_to_one(source.vertex, target).astype(np.int64) + source.ms)[
        engine.many_to_one(source.vertex, target) < UNREACHABLE
    ]
    if not said.size:
        assert way == []
        return
    assert cost_of(turns, arc_ms, way, source, target) == said.min()


def cost_of(turns, arc_ms, way, source, target):
    """Milliseconds of a way through the turn graph, every step of it checked."""
    total = int(source.ms[source.vertex == way[0]].min())
    total += int(target.ms[target.vertex == way[-1]].min())
    for a, b in itertools.pairwise(way):
        rows = range(turns.first_turn[a], turns.first_turn[a + 1])
        (turn,) = [row for row in rows if turns.turn_to[row] == b]
        assert arc_ms[turns.vertex_arc[b]] < CLOSED
        total += max(1, int(turns.turn_ms[turn]) + int(arc_ms[turns.vertex_arc[b]]))
    return total


@settings(max_examples=40)
@given(st.data())
def test_changing_some_times_is_the_same_as_setting_all(data):
    network = data.draw(networks())
    turns = build(network)
    engine = Sweep(turns, data.draw(times_for(network)))
    after = data.draw(times_for(network))
    arcs = np.arange(0, len(after), 2, dtype=np.int32)
    engine.set_times(after)
    engine.change_times(arcs, np.full(len(arcs), CLOSED, np.int32))
    engine.change_times(arcs, after[arcs])
    everything = np.arange(len(turns.vertex_arc), dtype=np.int32)
    expected = Sweep(turns, after).matrix(everything, everything)
    assert engine.matrix(everything, everything).tolist() == expected.tolist()


def test_a_time_below_zero_is_refused():
    network = network_of([(45, 7), (45, 7.01)], [Road(0, 1)])
    with pytest.raises(ValueError, match="none of them negative"):
        Sweep(build(network), np.array([-1, 5], np.int32))

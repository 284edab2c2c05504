"""Stretches joined into walks."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.finding.chains import EDGES_MAX, Edge, join, tour


def edge(one, other, name=0, length=100.0):
    line = np.array([(one % 10, one // 10), (other % 10, other // 10)], float) * 100.0
    return Edge(one, other, name, length, length, line)


edges = st.lists(
    st.builds(
        edge,
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(-1, 3),
        st.floats(1.0, 400.0),
    ),
    min_size=1,
    max_size=80,
)


@given(edges, st.floats(50.0, 5000.0))
def test_each_edge_is_in_one_group_and_no_group_closes_a_ring(pieces, most):
    groups = join(pieces, most)
    assert sorted(n for group in groups for n in group) == list(range(len(pieces)))
    for group in groups:
        assert len(group) <= EDGES_MAX
        if len(group) > 1:
            assert sum(pieces[n].effort_s for n in group) <= most
            ends = {end for n in group for end in (pieces[n].one, pieces[n].other)}
            assert len(ends) == len(group) + 1


@given(edges, st.floats(50.0, 5000.0))
def test_a_walk_is_one_unbroken_line_over_all_its_edges(pieces, most):
    for group in join(pieces, most):
        chosen = [pieces[n] for n in group]
        line = tour(chosen)
        walked = {tuple(sorted((tuple(a), tuple(b)))) for a, b in pairwise(line)}
        for each in chosen:
            ends = tuple(sorted(tuple(point) for point in each.line.tolist()))
            assert ends in {tuple(sorted((tuple(a), tuple(b)))) for a, b in walked}
        straight = {tuple(sorted(tuple(p) for p in each.line.tolist())) for each in chosen}
        for a, b in walked:
            assert a == b or tuple(sorted((tuple(a), tuple(b)))) in straight


def test_one_street_is_joined_before_another_and_large_pieces_of_two_streets_are_not():
    along = [edge(0, 1, 0), edge(1, 2, 0), edge(1, 11, 1)]
    assert join(along, 250.0) == [[0, 1], [2]]
    assert join(along, 5000.0) == [[0, 1], [2]]


def test_a_small_side_road_goes_with_the_street_it_meets():
    assert join([edge(0, 1, 0), edge(1, 11, -1, 30.0)], 500.0) == [[0, 1]]


def test_the_long_way_comes_last_and_side_roads_are_gone_there_and_back():
    line = tour([edge(0, 1), edge(1, 2), edge(1, 11, -1, 30.0), edge(2, 3)])
    assert line[0].tolist() in ([0.0, 0.0], [300.0, 0.0])
    assert line[-1].tolist() in ([0.0, 0.0], [300.0, 0.0])
    steps = np.hypot(*np.diff(line, axis=0).T).sum()
    assert steps == pytest.approx(500.0)


def test_a_road_that_ends_where_it_began_is_a_walk_of_its_own():
    loop = Edge(1, 1, 0, 50.0, 50.0, np.array([(0, 0), (10, 0), (10, 10), (0, 0)], float))
    assert len(tour([loop])) == 4

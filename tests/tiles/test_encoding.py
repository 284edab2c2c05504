"""Layers out of numbers: what a reader written from the specification gets back."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiles.decoding import _packed, _signed, read
from tocsin.tiles.encoding import EXTENT, Column, Form, Parts, layer
from tocsin.tiles.ragged import varints, zigzag

PLACES = st.tuples(st.integers(-64, 4160), st.integers(-64, 4160))
RING = [(10, 10), (20, 10), (20, 20), (10, 20), (10, 10)]
HOLE = [(12, 12), (14, 12), (14, 14), (12, 14), (12, 12)]


def parts_of(lines, feature=None, holes=()):
    flat = np.array([place for line in lines for place in line], np.int64).reshape(-1, 2)
    return Parts(
        flat[:, 0],
        flat[:, 1],
        np.array([len(line) for line in lines], np.int64),
        np.array(range(len(lines)) if feature is None else feature, np.int64),
        np.array([n in holes for n in range(len(lines))]),
    )


def encoded(form, parts, columns=(), ids=None):
    import gzip

    n = 1 + int(parts.feature.max(initial=0))
    made = layer("some", form, parts, np.arange(n) if ids is None else np.array(ids), columns)
    return read(gzip.compress(made)).get("some")


@given(st.lists(st.integers(0, 2**42 - 1), max_size=30))
def test_a_number_of_any_size_is_read_back(numbers):
    assert list(_packed(varints(np.array(numbers, np.int64)))) == numbers


@given(st.lists(st.integers(-(2**40), 2**40), max_size=30))
def test_a_number_of_either_sign_is_read_back(numbers):
    assert [_signed(each) for each in zigzag(np.array(numbers, np.int64)).tolist()] == numbers


@given(st.lists(st.lists(PLACES, min_size=2, max_size=6, unique=True), min_size=1, max_size=6))
def test_any_lines_are_read_back_as_they_were(lines):
    found = encoded(Form.LINE, parts_of(lines))
    assert (found.version, found.extent) == (2, EXTENT)
    assert [(each.id, each.parts) for each in found.features] == [
        (n, [line]) for n, line in enumerate(lines)
    ]


@given(st.lists(PLACES, min_size=1, max_size=9))
def test_any_points_are_read_back_as_they_were(points):
    found = encoded(Form.POINT, parts_of([[point] for point in points]))
    assert [each.parts for each in found.features] == [[[point]] for point in points]


def test_several_parts_are_one_feature_and_keep_its_id():
    lines = [[(0, 0), (5, 5)], [(9, 9), (1, 1)], [(7, 7), (8, 8)]]
    found = encoded(Form.LINE, parts_of(lines, [0, 0, 1]), ids=[300, 7])
    assert [(each.id, each.parts) for each in found.features] == [(300, lines[:2]), (7, lines[2:])]


@pytest.mark.parametrize("turned", [False, True])
def test_a_border_turns_one_way_and_a_hole_the_other_however_they_were_drawn(turned):
    rings = [ring[::-1] if turned else ring for ring in (RING, HOLE)]
    found = encoded(Form.AREA, parts_of(rings, [0, 0], holes={1}))
    assert [np.sign(area(ring)) for ring in found.features[0].parts] == [1, -1]
    assert {frozenset(ring) for ring in found.features[0].parts} == {
        frozenset(RING),
        frozenset(HOLE),
    }


def area(ring):
    """Twice the area by the specification's own formula (section 4.3.4.4)."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_points_that_fall_together_are_one_and_what_is_left_of_nothing_is_nothing():
    found = encoded(Form.LINE, parts_of([[(1, 1), (1, 1), (2, 2), (2, 2)], [(3, 3), (3, 3)]]))
    assert [each.parts for each in found.features] == [[[(1, 1), (2, 2)]]]
    assert encoded(Form.LINE, parts_of([[(3, 3), (3, 3)]])) is None


def test_an_area_that_has_shrunk_to_a_line_is_left_out_with_its_holes():
    flat = [(1, 1), (5, 1), (9, 1), (1, 1)]
    found = encoded(Form.AREA, parts_of([flat, HOLE, RING], [0, 0, 1], holes={1}), ids=[4, 5])
    assert [(each.id, len(each.parts)) for each in found.features] == [(5, 1)]


def test_each_feature_says_what_it_has_and_each_word_stands_once():
    words = ["primary", "service", "unused"]
    columns = [
        Column("class", np.array([0, 1, 0], np.int32), words),
        Column("name", np.array([-1, 1, -1], np.int32), ["-", "Öst St"]),
        Column("nothing", np.array([-1, -1, -1], np.int32), []),
    ]
    lines = [[(0, 0), (1, 1)]] * 3
    found = encoded(Form.LINE, parts_of(lines), columns)
    assert [each.tags for each in found.features] == [
        {"class": "primary"},
        {"class": "service", "name": "Öst St"},
        {"class": "primary"},
    ]
    made = layer("some", Form.LINE, parts_of(lines), np.arange(3), columns)
    assert made.count(b"primary") == 1
    assert b"unused" not in made
    assert b"nothing" not in made

"""Cutting a layer into tiles: everything is in its tiles, and nothing is anywhere else."""

import gzip
from typing import Any

import numpy as np
import pytest
import shapely

from tests.tiles.decoding import read
from tocsin.tiles.drawn import BUFFER, Drawn, cut, lay
from tocsin.tiles.encoding import EXTENT, Form
from tocsin.tiles.mercator import ZOOM_MAX, Tile, across, down

SIDE = 1 << ZOOM_MAX
CHANCE = np.random.default_rng(7)
LINES: list[Any] = [
    np.array([35.2, -92.4]) + np.cumsum(CHANCE.normal(0, 0.002, (CHANCE.integers(2, 9), 2)), axis=0)
    for _ in range(120)
]
"""Latitudes and longitudes, over some twenty tiles of the highest zoom."""


def drawn(lines, form=Form.LINE, parts=None, from_zoom=5):
    whole = np.concatenate(lines)
    counts = np.array([len(line) for line in lines])
    first = np.concatenate([[0], np.cumsum(counts)])
    first_part = np.arange(len(lines) + 1) if parts is None else np.cumsum([0, *parts])
    zooms = np.full(len(first_part) - 1, from_zoom, np.uint8)
    return Drawn("some", form, first_part, first, whole[:, 0], whole[:, 1], 1.0, zooms, ())


def in_units(line, tile):
    x, y = across(line[:, 1]) * (1 << tile.z), down(line[:, 0]) * (1 << tile.z)
    return np.stack([x - tile.x, y - tile.y], axis=-1) * EXTENT


def tiles_of(lines, z):
    whole = np.concatenate(lines)
    x, y = (np.floor(each * (1 << z)) for each in (across(whole[:, 1]), down(whole[:, 0])))
    return [
        Tile(z, column, row)
        for column in range(int(x.min()) - 1, int(x.max()) + 2)
        for row in range(int(y.min()) - 1, int(y.max()) + 2)
    ]


def cut_to(laid, tile):
    found = read(gzip.compress(cut(laid, tile))).get("some")
    return found.features if found else []


def test_at_the_highest_zoom_each_line_is_in_every_tile_it_enters_once_and_whole():
    laid = lay(drawn(LINES))
    reached = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    seen = 0
    for tile in tiles_of(LINES, ZOOM_MAX):
        found = {each.id: each.parts for each in cut_to(laid, tile)}
        assert len(found) == len(cut_to(laid, tile))
        for number, line in enumerate(LINES):
            wanted = shapely.intersection(shapely.LineString(in_units(line, tile)), reached)
            got = shapely.MultiLineString(found.get(number, []))
            if wanted.length > 3:  # Shorter than that may be a single unit, which is no line.
                assert wanted.hausdorff_distance(got) < 1.5, (tile, number)
                assert got.length == pytest.approx(wanted.length, abs=2 + 0.02 * wanted.length)
                seen += 1
            else:
                assert got.length < 6
    assert seen > 200


@pytest.mark.parametrize("z", [8, 12, ZOOM_MAX])
def test_nothing_is_drawn_beyond_the_buffer(z):
    laid = lay(drawn(LINES))
    for tile in tiles_of(LINES, z):
        for each in cut_to(laid, tile):
            places = np.array([place for part in each.parts for place in part])
            assert places.min() >= -BUFFER
            assert places.max() <= EXTENT + BUFFER


def test_a_point_is_in_exactly_one_tile():
    laid = lay(
        drawn(LINES, Form.POINT, [len(line) for line in LINES])._replace(
            first_part=np.arange(sum(map(len, LINES)) + 1),
            first_point=np.arange(sum(map(len, LINES)) + 1),
            from_zoom=np.zeros(sum(map(len, LINES)), np.uint8),
        )
    )
    found = [each.id for tile in tiles_of(LINES, ZOOM_MAX) for each in cut_to(laid, tile)]
    assert sorted(found) == list(range(sum(map(len, LINES))))


SQUARE = np.array([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]])


def square(middle, side):
    return np.array(middle) + (SQUARE - 0.5) * side


def test_an_area_keeps_its_hole_where_a_tile_cuts_through_both():
    border, hole = square((35.2, -92.4), 0.02), square((35.2, -92.4), 0.01)
    laid = lay(drawn([border, hole], Form.AREA, [2]))
    whole = shapely.box(0, 0, EXTENT, EXTENT)
    shares = 0.0
    for tile in tiles_of([border], ZOOM_MAX):
        for each in cut_to(laid, tile):
            borders = [ring for ring in map(shapely.Polygon, each.parts) if ring.exterior.is_ccw]
            holes = [ring for ring in map(shapely.Polygon, each.parts) if not ring.exterior.is_ccw]
            area = shapely.union_all(borders).difference(shapely.union_all(holes))
            shares += area.intersection(whole).area
    wanted = shapely.Polygon(in_units(border, Tile(ZOOM_MAX, 0, 0))).area
    wanted -= shapely.Polygon(in_units(hole, Tile(ZOOM_MAX, 0, 0))).area
    assert shares == pytest.approx(wanted, rel=0.001)


def test_what_is_too_small_or_not_yet_shown_is_left_out_until_the_highest_zoom():
    small = lay(drawn([square((35.2, -92.4), 0.00005)], Form.AREA))
    late = lay(drawn([square((35.2, -92.4), 0.01)], Form.AREA, from_zoom=13))
    for z, is_small, is_late in ((10, False, False), (13, False, True), (ZOOM_MAX, True, True)):
        where = tiles_of([square((35.2, -92.4), 0.00005)], z)
        assert any(cut_to(small, tile) for tile in where) is is_small
        assert any(cut_to(late, tile) for tile in where) is is_late


def test_bends_that_nobody_could_see_are_left_out_of_a_view_from_afar():
    wave = np.array([[35.2 + 0.0002 * (n % 2), -92.4 + 0.0002 * n] for n in range(200)])
    laid = lay(drawn([wave]))
    afar, near = (
        sum(
            len(part)
            for tile in tiles_of([wave], z)
            for f in cut_to(laid, tile)
            for part in f.parts
        )
        for z in (9, ZOOM_MAX)
    )
    assert afar < 10
    assert near >= 200


def test_a_layer_of_nothing_has_nothing():
    nothing = drawn([square((35.2, -92.4), 0.01)])._replace(
        first_part=np.zeros(1, np.int64),
        first_point=np.zeros(1, np.int64),
        latitude=np.empty(0),
        longitude=np.empty(0),
        from_zoom=np.empty(0, np.uint8),
    )
    assert cut(lay(nothing), Tile(10, 249, 403)) == b""

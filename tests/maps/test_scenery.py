"""What of a map is kept for drawing, and what it is."""

import numpy as np
import pytest

from tests.maps.sketch import Sketch
from tocsin.maps.scenery import area_kind, line_kind
from tocsin.tiles.scenery import E7, LINES, Kind, scenery_from


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, Kind.WATER),
        ({"landuse": "reservoir"}, Kind.WATER),
        ({"leisure": "park"}, Kind.GRASS),
        ({"natural": "wood", "leisure": "park"}, Kind.WOOD),
        ({"building": "yes", "amenity": "school"}, Kind.BUILDING),
        ({"building": "no", "amenity": "school"}, Kind.PUBLIC),
        ({"building": "yes", "location": "underground"}, None),
        ({"highway": "pedestrian", "area": "yes"}, Kind.SQUARE),
        ({"highway": "footway"}, None),
        ({"natural": "tree"}, None),
        ({}, None),
    ],
)
def test_an_area_is_what_its_tags_say(tags, kind):
    assert area_kind(tags) is kind


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"waterway": "river"}, Kind.RIVER),
        ({"waterway": "stream", "tunnel": "culvert"}, None),
        ({"railway": "rail", "tunnel": "yes"}, None),
        ({"railway": "rail", "tunnel": "no"}, Kind.RAILWAY),
        ({"highway": "footway", "tunnel": "building_passage"}, Kind.PATH),
        ({"highway": "steps"}, Kind.STEPS),
        ({"highway": "pedestrian", "area": "yes"}, None),
        ({"highway": "residential"}, None),
    ],
)
def test_a_line_is_what_its_tags_say(tags, kind):
    assert line_kind(tags) is kind


def test_every_kind_is_an_area_or_a_line_by_its_number():
    assert {kind for kind in Kind if kind >= LINES} == {
        Kind.RIVER, Kind.STREAM, Kind.RAILWAY, Kind.TRAM, Kind.PATH, Kind.STEPS, Kind.RUNWAY,
        Kind.PIER,
    }  # fmt: skip


def scenery(sketch, folder):
    return scenery_from(sketch.row([901, 902]).way(900, [901, 902]).imported(folder).map.arrays)


def ring_of(sketch, first, size, east=0.0, north=1.0):
    for n, (x, y) in enumerate([(0, 0), (1, 0), (1, 1), (0, 1)]):
        sketch.node(first + n, east + size * x, north + size * y)
    return [first, first + 1, first + 2, first + 3, first]


def test_a_river_keeps_its_name_and_its_places(tmp_path):
    sketch = Sketch().row([1, 2, 3], 2).way(1, [1, 2, 3], "", waterway="river", name="Lark")
    found = scenery(sketch, tmp_path)
    assert found.kind.tolist() == [Kind.RIVER]
    assert [found.names[each] for each in found.name] == ["Lark"]
    assert found.latitude_e7.tolist() == [round(35.202 * E7)] * 3
    assert np.diff(found.longitude_e7).tolist() == [10_000, 10_000]


def test_a_lake_of_several_ways_has_one_border_and_its_islands(tmp_path):
    sketch = Sketch()
    whole, island = ring_of(sketch, 1, 3.0), ring_of(sketch, 11, 1.0, 1.0, 2.0)
    sketch.way(1, whole[:3], "").way(2, whole[2:], "").way(3, island, "")
    members = [("w", 1, "outer"), ("w", 2, "outer"), ("w", 3, "inner"), ("w", 99, "inner")]
    sketch.relation(1, members, type="multipolygon", natural="water")
    found = scenery(sketch, tmp_path)
    assert found.kind.tolist() == [Kind.WATER]
    assert np.diff(found.first_ring).tolist() == [2]
    assert np.diff(found.first_point).tolist() == [5, 5]


def test_what_is_not_closed_is_no_area_and_lines_that_enclose_nothing_are_lost(tmp_path):
    sketch = Sketch()
    ring = ring_of(sketch, 1, 1.0)
    sketch.way(1, ring[:-1], "", building="yes").way(2, ring[:3], "")
    sketch.relation(1, [("w", 2, "outer")], type="multipolygon", natural="water")
    sketch.relation(2, [("w", 77, "outer")], type="multipolygon", natural="water")
    sketch.way(3, [1, 555, 2, 3, 1], "", building="yes").way(
        4, [555, 1, 2, 3, 555], "", building="yes"
    )
    found = scenery(sketch, tmp_path)
    # Of way 3 a corner is missing, and of way 4 the one where it would close.
    assert found.kind.tolist() == [Kind.BUILDING]


def test_a_map_of_before_there_was_scenery_has_none():
    assert scenery_from({}) is None

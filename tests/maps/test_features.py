"""What is kept for the places, with which outline, and which door belongs to which building."""

import pytest

from tests.maps.sketch import Sketch, at
from tocsin.maps.features import OF, features, is_feature
from tocsin.maps.gathering import gather
from tocsin.maps.reading import open_source


@pytest.fixture
def sketch():
    """A street, so that it is a town, and the corners 1, 2, 3, 4 of a block."""
    sketch = Sketch().row([90, 91], 9).way(9, [90, 91])
    return sketch.node(1, 0, 0).node(2, 2, 0).node(3, 2, 2).node(4, 0, 2)


def gathered(sketch, tmp_path):
    """The features, by kind and id."""
    found = gather(open_source(sketch.write(tmp_path / "f.osm.pbf")), lambda doing, share: None)
    things = features(found.points, found.shapes, found.shape_lines, found.entrances)
    return {(thing.kind, thing.id): thing for thing in things}


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "hospital"},
        {"amenity": "parking"},
        {"amenity": "bench", "name": "The Founder's Bench"},
        {"shop": "florist"},
        {"emergency": "defibrillator"},
        {"healthcare": "clinic"},
        {"leisure": "park"},
        {"tourism": "hotel"},
        {"place": "suburb", "name": "Harrowgale"},
        {"addr:housenumber": "12", "addr:street": "Mill Lane"},
        {"building": "yes", "name": "The Barn"},
        {"building": "yes", "building:levels": "4"},
        {"building": "yes", "addr:housenumber": "12"},
        {"entrance": "main"},
        {"highway": "bus_stop"},
        {"highway": "motorway_junction", "ref": "12"},
        {"highway": "primary", "bridge:name": "Quarry Bridge"},
        {"highway": "pedestrian", "area": "yes", "name": "Market Square"},
        {"public_transport": "platform"},
        {"waterway": "river", "name": "Ash"},
        {"man_made": "bridge", "name": "Quarry Bridge"},
        {"addr:interpolation": "odd"},
    ],
)
def test_what_has_a_name_an_address_or_a_use_is_kept(tags):
    assert is_feature(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"building": "yes"},
        {"building": "no", "name": "Site of the Barn"},
        {"amenity": "bench"},
        {"natural": "tree"},
        {"highway": "residential", "name": "Mill Lane"},
        {"highway": "crossing"},
        {"highway": "motorway_junction"},
        {"barrier": "gate"},
        {"source": "survey", "name": "what"},
        {"route": "ferry", "name": "Across"},
    ],
)
def test_what_nobody_would_look_for_is_left_out(tags):
    assert not is_feature(tags)


def test_a_node_is_a_point(sketch, tmp_path):
    sketch.node(7, 1, 1, amenity="cafe", name="Three Larks")
    found = gathered(sketch, tmp_path)["node", 7]
    assert (found.latitude, found.longitude) == pytest.approx(at(1, 1))
    assert found.outline == ()
    assert found.tags["name"] == "Three Larks"


def test_an_area_has_its_outline_and_stands_in_its_middle(sketch, tmp_path):
    sketch.way(20, [1, 2, 3, 4, 1], None, amenity="parking")
    found = gathered(sketch, tmp_path)["way", 20]
    ring = [at(0, 0), at(2, 0), at(2, 2), at(0, 2), at(0, 0)]
    assert len(found.outline) == len(ring)
    for drawn, expected in zip(found.outline, ring, strict=True):
        assert drawn == pytest.approx(expected)
    assert (found.latitude, found.longitude) == pytest.approx(at(1, 1), abs=1e-7)


def test_a_line_stands_in_the_middle_of_its_points(sketch, tmp_path):
    sketch.way(20, [1, 2, 3], None, waterway="river", name="Ash")
    found = gathered(sketch, tmp_path)["way", 20]
    assert (found.latitude, found.longitude) == pytest.approx(at(2, 0))
    assert len(found.outline) == 3


@pytest.mark.parametrize("second", [[3, 4, 1], [1, 4, 3]])
def test_the_outer_ring_of_a_relation_is_joined_whichever_way_it_is_drawn(sketch, second, tmp_path):
    sketch.way(20, [1, 2, 3], None).way(21, second, None)
    members = [("w", 20, "outer"), ("w", 21, "outer")]
    sketch.relation(5, members, type="multipolygon", leisure="park", name="Ash Park")
    found = gathered(sketch, tmp_path)["relation", 5]
    assert len(found.outline) == 5
    assert found.outline[0] == found.outline[-1]
    assert (found.latitude, found.longitude) == pytest.approx(at(1, 1), abs=1e-7)


def test_a_ring_that_does_not_close_is_left_out(sketch, tmp_path):
    sketch.way(20, [1, 2, 3], None)
    sketch.relation(5, [("w", 20, "outer")], type="multipolygon", leisure="park", name="Ash Park")
    assert ("relation", 5) not in gathered(sketch, tmp_path)


def test_a_door_knows_its_building_and_the_building_is_kept(sketch, tmp_path):
    sketch.node(2, 2, 0, entrance="main").way(20, [1, 2, 3, 4, 1], None, building="yes")
    found = gathered(sketch, tmp_path)
    assert found["node", 2].tags[OF] == "20"
    assert ("way", 20) in found


def test_a_door_knows_the_building_that_is_a_relation(sketch, tmp_path):
    sketch.node(2, 2, 0, entrance="main").way(20, [1, 2, 3, 4, 1], None)
    members = [("w", 20, "outer")]
    sketch.relation(5, members, type="multipolygon", building="yes", name="The Barn")
    assert gathered(sketch, tmp_path)["node", 2].tags[OF] == "relation/5"


def test_a_door_without_a_building_belongs_to_none(sketch, tmp_path):
    sketch.node(7, 1, 1, entrance="yes")
    assert OF not in gathered(sketch, tmp_path)["node", 7].tags


def test_a_shape_whose_nodes_are_all_missing_is_left_out(sketch, tmp_path):
    sketch.way(20, [101, 102, 103], None, amenity="parking")
    assert ("way", 20) not in gathered(sketch, tmp_path)


def test_a_road_lends_its_other_names(sketch, tmp_path):
    sketch.way(20, [1, 2], "primary", name="Mill Lane", ref="B 12").way(21, [2, 3], name="Elm Row")
    found = gathered(sketch, tmp_path)
    assert found["way", 20].tags["ref"] == "B 12"
    assert ("way", 21) not in found

"""Where people walk, and where they meet a vehicle."""

import pytest

from tests.maps.sketch import ORIGIN, STEP_DEG, Sketch, at
from tocsin.geo.line import distance_m


def corners(town):
    feet = town.footways
    return sorted(
        (
            round((longitude - ORIGIN[1]) / STEP_DEG, 2) + 0.0,
            round((latitude - ORIGIN[0]) / STEP_DEG, 2) + 0.0,
        )
        for latitude, longitude in zip(feet.latitude, feet.longitude, strict=True)
    )


def kerbs(town):
    """Each kerb as (place, way, metres from the start of the stretch)."""
    feet, net = town.footways, town.network
    places = [
        (
            round((feet.longitude[c] - ORIGIN[1]) / STEP_DEG, 2) + 0.0,
            round((feet.latitude[c] - ORIGIN[0]) / STEP_DEG, 2) + 0.0,
        )
        for c in feet.kerb
    ]
    ways = net.way[feet.kerb_stretch].tolist()
    return sorted(zip(places, ways, feet.kerb_offset_m.tolist(), strict=True))


def test_a_bend_of_a_path_is_no_corner(tmp_path):
    town = Sketch().row([1, 2, 3]).row([4, 5], 1).way(10, [4, 5]).way(11, [1, 2, 3], "path")
    assert corners(town.imported(tmp_path)) == [(0, 0), (0, 1), (1, 1), (2, 0)]


def test_a_footway_meets_a_street_at_a_kerb_so_far_along_it(tmp_path):
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1)
    town = sketch.way(10, [1, 2, 3]).way(11, [4, 2], "footway").imported(tmp_path)
    along = distance_m(at(0, 0), at(1, 0))
    found = {place: (way, metres) for place, way, metres in kerbs(town)}
    assert found[1, 0] == (10, pytest.approx(along, rel=1e-4))
    assert (1, 1) not in found


def test_a_footway_crosses_a_road_that_nobody_walks_at_a_kerb(tmp_path):
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1).node(5, 1, -1)
    sketch.way(10, [1, 2, 3], "trunk").way(11, [4, 2, 5], "footway")
    town = sketch.imported(tmp_path)
    assert [(place, way) for place, way, _ in kerbs(town)] == [((1, 0), 10)]
    assert corners(town) == [(1, -1), (1, 0), (1, 1)]


def test_at_a_junction_there_is_a_kerb_on_every_stretch(tmp_path):
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1)
    town = sketch.way(10, [1, 2, 3]).way(11, [4, 2]).imported(tmp_path)
    at_junction = [(way, metres) for place, way, metres in kerbs(town) if place == (1, 0)]
    assert [way for way, _ in at_junction] == [10, 10, 11]


def test_nobody_gets_out_on_a_motorway(tmp_path):
    sketch = Sketch().row([1, 2, 3]).row([4, 5], 1).way(9, [4, 5])
    town = sketch.way(10, [1, 2, 3], "motorway", foot="yes").imported(tmp_path)
    assert {way for _, way, _ in kerbs(town)} == {9}


def test_steps_are_marked(tmp_path):
    sketch = Sketch().row([1, 2, 3]).way(10, [1, 2]).way(11, [2, 3], "steps")
    feet = sketch.imported(tmp_path).footways
    assert feet.is_steps.tolist() == [False, True]


def test_an_entrance_on_a_path_is_a_corner(tmp_path):
    sketch = Sketch().row([1, 2, 3]).node(2, 1, 0, entrance="main").row([4, 5], 1)
    town = sketch.way(10, [4, 5]).way(11, [1, 2, 3], "footway").imported(tmp_path)
    assert (1, 0) in corners(town)


def test_a_bollard_stops_nobody_on_foot(tmp_path):
    sketch = Sketch().row([1, 2, 3]).node(2, 1, 0, barrier="bollard")
    town = sketch.way(10, [1, 2, 3]).imported(tmp_path)
    assert corners(town) == [(0, 0), (2, 0)]
    assert len(town.footways.one) == 1


def test_every_kerb_lies_within_its_stretch(tmp_path):
    sketch = Sketch().row([1, 2, 3, 4]).node(5, 1, 1).node(6, 2, 1)
    sketch.way(10, [1, 2, 3, 4]).way(11, [5, 2], "footway").way(12, [6, 3], "path")
    town = sketch.imported(tmp_path)
    feet, net = town.footways, town.network
    assert (feet.kerb_offset_m >= 0).all()
    assert (feet.kerb_offset_m <= net.length_m[feet.kerb_stretch] + 0.01).all()

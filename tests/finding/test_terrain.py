"""The map as ground: every point belongs to one thing, and only what is near is looked at."""

import numpy as np
import pytest

from tests.finding.townlet import FEATURES, HALL, LOT, PARK, PLANE, at, town
from tocsin.finding.covers import AREA_MAX_M2, BUILDING_MAX_M2, cover_of
from tocsin.finding.detection import Ground
from tocsin.finding.ground import POINTS_MAX, Circle, Kind, grid, plain
from tocsin.finding.sampling import along, boxes, within
from tocsin.finding.terrain import Terrain
from tocsin.places.gazetteer import build
from tocsin.roads.network import RoadClass


def around(radius_m=600.0, east_m=0, north_m=0, terrain=None):
    return (terrain or town()).support([Circle(*at(east_m, north_m), radius_m)])


def metres(support):
    degrees = support.plane.to_degrees(support.points)
    return PLANE.to_metres(degrees[:, 0], degrees[:, 1])


def test_points_stand_along_every_street_and_know_its_stretch():
    support = around()
    streets = support.kind == Kind.STREET
    off = np.abs(metres(support)[streets] / 150.0 - np.rint(metres(support)[streets] / 150.0))
    assert (off.min(axis=1) < 0.01).all()
    assert set(support.owner[streets].tolist()) == set(range(len(town().network.way)))
    assert 300 < streets.sum() < 1300


def test_lots_parks_and_large_buildings_hold_points_of_their_own_kind():
    support = around()
    for place, kind, (low, high) in (
        (LOT, Kind.LOT, ((30, 30), (110, 110))),
        (PARK, Kind.AREA, ((-440, 20), (-160, 130))),
        (HALL, Kind.BUILDING, ((170, 20), (210, 60))),
    ):
        mine = (support.owner == place) & (support.kind == kind)
        inside = metres(support)[mine]
        assert len(inside) >= 8
        assert (inside >= np.array(low) - 0.1).all()
        assert (inside <= np.array(high) + 0.1).all()


def test_no_path_or_open_ground_lies_in_a_lot_and_public_streets_stay_streets():
    support = around()
    where = metres(support)
    in_park = (np.abs(where[:, 1] - 75) < 54) & (where[:, 0] > -439) & (where[:, 0] < -161)
    assert set(support.kind[in_park].tolist()) == {Kind.AREA, Kind.STREET}
    in_lot = (np.abs(where - 70) < 39).all(axis=1)
    assert set(support.kind[in_lot].tolist()) == {Kind.LOT}


def test_a_footpath_between_streets_has_points_and_a_pavement_has_none():
    support = around()
    walks = metres(support)[support.kind == Kind.WALK]
    assert len(walks) >= 4
    assert np.abs(walks[:, 0] - 75).max() < 0.1
    assert (walks[:, 1] < -10).all()


def test_only_what_lies_in_the_circles_is_there():
    support = around(200.0, 300, 300)
    away = np.hypot(*(metres(support) - 300).T)
    assert away.max() <= 200.5
    assert support.holds(support.points).all()
    assert len(support.points) < 0.4 * len(around().points)


def test_a_building_of_known_floors_has_its_points_on_each():
    one, many = around(), around(terrain=town(floors=5))
    here, there = one.owner == HALL, many.owner == HALL
    here &= one.kind == Kind.BUILDING
    there &= many.kind == Kind.BUILDING
    assert there.sum() == 5 * here.sum()
    assert set(many.floor[there].tolist()) == {1, 2, 3, 4, 5}
    assert not one.floor.any()


def test_a_motorway_is_a_place_that_hardly_anybody_stands_on():
    terrain = town()
    fast = np.array(terrain.network.road_class)
    fast[0] = RoadClass.MOTORWAY
    other = Terrain(
        terrain.network._replace(road_class=fast),
        None,
        build(FEATURES, terrain.network, list(terrain.names)),
        terrain.names,
    )
    support = other.support([Circle(*at(0, 0), 700.0)])
    mine = (support.owner == 0) & (support.kind == Kind.STREET)
    street = (support.owner == 1) & (support.kind == Kind.STREET)
    assert support.weight[mine].sum() < 0.1 * support.weight[street].sum()


def test_far_from_the_map_there_is_open_ground_only():
    support = around(300.0, 50_000, 0)
    assert set(support.kind.tolist()) == {Kind.OPEN}


def test_nothing_asked_is_nothing_answered():
    assert len(town().support([]).points) == 0
    assert len(plain([]).points) == 0


@pytest.mark.parametrize("radius", [200.0, 1000.0, 3000.0, 20_000.0])
def test_there_are_never_more_points_than_the_bound(radius):
    assert 0 < len(plain([Circle(*at(0, 0), radius)]).points) <= 1.05 * POINTS_MAX
    assert 0 < len(around(radius).points) <= POINTS_MAX


def test_circles_that_overlap_give_no_point_twice():
    support = plain([Circle(*at(0, 0), 200.0), Circle(*at(100, 0), 200.0)])
    assert len(np.unique(support.points.round(3), axis=0)) == len(support.points)


def test_a_grid_fills_its_circle():
    points = grid(np.zeros((1, 2)), np.array([100.0]), 10.0)
    assert len(points) == pytest.approx(np.pi * 100, rel=0.02)


def test_points_along_lines_stand_for_their_whole_length():
    line = np.array([(0, 0), (100, 0), (100, 50), (0, 10), (5, 10)], float)
    points, of, each = along(line, np.array([3, 2]), 20.0)
    assert np.bincount(of, each).tolist() == pytest.approx([150.0, 5.0])
    assert np.bincount(of).tolist() == [8, 1]
    assert points[-1].tolist() == [2.5, 10.0]
    assert points[0].tolist() == [9.375, 0.0]


def test_boxes_of_lines_without_points_are_near_nothing():
    box = boxes(np.array([40.0, 40.1]), np.array([-100.0, -100.0]), np.array([0, 2, 2]))
    assert np.isnan(box[1]).all()
    hit = within(box, PLANE, np.zeros((1, 2)), np.array([100.0]))
    assert hit.tolist() == [True, False]


@pytest.mark.parametrize(
    ("kind", "area", "named", "ground"),
    [
        ("amenity=parking", 900.0, False, Ground.LOT),
        ("natural=wood", 90_000.0, False, Ground.WOODS),
        ("natural=beach", 90_000.0, False, Ground.WATER_EDGE),
        ("leisure=park", 9_000.0, True, Ground.OPEN),
        ("amenity=school", 900.0, True, Ground.OPEN),
        ("amenity=library", 900.0, True, Ground.BUILDING),
        ("building=yes", 90_000.0, False, Ground.BUILDING),
        ("shop=mall", 2 * BUILDING_MAX_M2, True, Ground.OPEN),
    ],
)
def test_a_place_is_searched_as_what_it_is(kind, area, named, ground):
    cover = cover_of(kind, area, is_named=named)
    assert cover is not None
    assert cover.ground == ground


@pytest.mark.parametrize(
    ("kind", "area"),
    [
        ("natural=water", 900.0),
        ("boundary=administrative", 900.0),
        ("building=yes", 90.0),
        ("leisure=park", 2 * AREA_MAX_M2),
        ("leisure=park", 0.0),
    ],
)
def test_nobody_is_looked_for_in_water_districts_and_nameless_huts(kind, area):
    assert cover_of(kind, area, is_named=False) is None

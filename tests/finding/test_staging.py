"""Where a unit waits."""

import numpy as np
import pytest

from tests.finding.townlet import PLANE, at
from tests.roads.small import Road, network_of
from tocsin.finding.staging import AWAY_M, TO_SCENE_S_MAX, Staging, Unstaged, staging_point
from tocsin.geo.line import distance_m
from tocsin.roads.network import RoadClass

SIZE, BLOCK_M = 9, 140.0
NAMES = [*(f"Street {n}" for n in range(SIZE)), *(f"Avenue {n}" for n in range(SIZE))]
SCENE = at(70.0, 0.0)  # On Street 4, between Avenue 4 and Avenue 5.


def grid(road_class=RoadClass.RESIDENTIAL):
    """Nine streets by nine avenues; junction 9 y + x lies at (x - 4, y - 4) blocks."""
    places = [at((x - 4) * BLOCK_M, (y - 4) * BLOCK_M) for y in range(SIZE) for x in range(SIZE)]
    roads, name = [], []
    for y in range(SIZE):
        for x in range(SIZE):
            here = y * SIZE + x
            if x + 1 < SIZE:
                roads.append(Road(here, here + 1, road_class=road_class))
                name.append(y)
            if y + 1 < SIZE:
                roads.append(Road(here, here + SIZE, road_class=road_class))
                name.append(SIZE + x)
    return network_of(places, roads)._replace(name=np.array(name, np.int32))


def times(network, east_m, north_m, speed=10.0):
    """Seconds along the grid from there to every junction."""
    where = PLANE.to_metres(network.latitude, network.longitude)
    return np.abs(where - np.array([east_m, north_m])).sum(axis=1) / speed


def staged(network=None, unit=(-560.0, -560.0), **changes):
    found = network or grid()
    to_scene = changes.get("to_scene", times(found, 70.0, 0.0))
    approach = changes.get("approach", times(found, *unit))
    return staging_point(SCENE, found, NAMES, to_scene, approach)


def test_a_unit_waits_at_a_crossing_off_the_street_of_the_scene_and_on_its_way():
    found = staged()
    assert isinstance(found, Staging)
    away = distance_m((found.latitude, found.longitude), SCENE)
    assert AWAY_M[0] <= away <= AWAY_M[1]
    assert found.to_scene_s <= TO_SCENE_S_MAX
    assert "Street 4" not in found.label
    assert " at " in found.label
    east, north = PLANE.to_metres(found.latitude, found.longitude)
    assert east < 70.0
    assert north < 0.0


def test_the_same_question_has_the_same_answer():
    assert staged() == staged()


def test_a_larger_road_is_better_to_wait_at():
    network = grid()
    classes = np.array(network.road_class)
    classes[network.name == 2] = RoadClass.PRIMARY
    found = staged(network._replace(road_class=classes))
    assert isinstance(found, Staging)
    assert found.label.startswith("Street 2 at ")


def test_nobody_waits_in_sight_down_the_road_even_where_it_changes_its_name():
    network = grid()
    names = np.array(network.name)
    where = PLANE.to_metres(network.latitude, network.longitude)
    far = (names == 4) & (np.abs(where[network.stretch_from, 0]) > 200.0)
    names[far] = 0
    only = np.full(len(network.latitude), np.inf)
    down = np.flatnonzero(np.abs(where[:, 1]) < 1.0)
    only[down] = times(network, 70.0, 0.0)[down]
    assert staged(network._replace(name=names), to_scene=only) is Unstaged.ALL_IN_SIGHT


def test_a_dead_end_is_no_place_to_wait():
    places = [at(70, 0), at(70, 140), at(350, 140)]
    network = network_of(places, [Road(0, 1), Road(1, 2)])
    assert (
        staging_point(SCENE, network, NAMES, np.array([0.0, 14.0, 42.0]), np.zeros(3))
        is Unstaged.ONLY_DEAD_ENDS
    )


def test_why_there_is_no_place_is_said():
    n = SIZE * SIZE
    far = staging_point(at(90_000, 0), grid(), NAMES, np.zeros(n), np.zeros(n))
    assert far is Unstaged.NO_ROADS_NEAR
    assert staged(to_scene=np.full(n, 500.0)) is Unstaged.TOO_FAR_TO_DRIVE
    assert staged(to_scene=np.full(n, np.inf)) is Unstaged.TOO_FAR_TO_DRIVE
    near = times(grid(), 70.0, 0.0)
    away = np.where(near < 15.0, 0.0, 900.0)
    assert staged(approach=away) is Unstaged.NOT_ON_THE_WAY


def test_nobody_waits_on_a_motorway():
    assert staged(grid(RoadClass.MOTORWAY)) is Unstaged.ONLY_DEAD_ENDS


def test_where_roads_have_no_names_the_place_is_told_by_how_it_lies():
    network = grid()
    found = staged(network._replace(name=np.full(len(network.name), -1, np.int32)))
    assert isinstance(found, Staging)
    assert found.label.startswith("Junction, ")
    assert found.label.endswith(" of the scene")


def test_times_of_another_network_are_refused():
    with pytest.raises(ValueError, match="one time for each"):
        staging_point(SCENE, grid(), NAMES, np.zeros(3), np.zeros(3))

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roads.small import Road, network_of, networks
from tests.roads.town import PLANE, at, grid, measured
from tocsin.geo.line import distance_m
from tocsin.roads.network import RoadClass, StretchFlag
from tocsin.roads.snap import Found, Snap, along

BIG = RoadClass.MOTORWAY


def driving(snap, east_m, north_m, heading_deg=np.nan, speed_mps=np.nan):
    latitude, longitude = at(east_m, north_m)
    found = snap.driving(*(np.array([x]) for x in (latitude, longitude, heading_deg, speed_mps)))
    return int(found.stretch[0]), int(found.runs[0])


def test_a_position_says_how_far_along_and_how_far_beside():
    first, *_ = Snap(grid()).candidates(*at(50, 12))
    assert first.stretch == 0
    assert first.offset_m == pytest.approx(50, abs=0.1)
    assert first.distance_m == pytest.approx(12, abs=0.1)
    assert first.bearing_deg == pytest.approx(90, abs=0.1)


def test_each_stretch_is_a_candidate_once_the_nearest_first():
    latitude, longitude = at(190, 15)
    found = Snap(grid()).candidates(latitude, longitude, k=6)
    assert len({one.stretch for one in found}) == len(found) == 6
    assert [one.distance_m for one in found] == sorted(one.distance_m for one in found)


DUAL = measured(
    network_of([at(0, 0), at(900, 0), at(0, 12), at(900, 12)], [Road(0, 1, True), Road(3, 2, True)])
)


def test_on_a_dual_carriageway_the_heading_chooses_the_side():
    snap = Snap(DUAL)
    assert driving(snap, 300, 9, heading_deg=90, speed_mps=15) == (0, 1)
    assert driving(snap, 300, 3, heading_deg=270, speed_mps=15) == (1, 1)


def test_what_stands_is_on_the_nearest_road_whatever_its_compass_says():
    snap = Snap(DUAL)
    assert driving(snap, 300, 9, heading_deg=90, speed_mps=0.5) == (1, 1)
    assert driving(snap, 300, 9) == (1, 1)


def test_a_fast_vehicle_is_on_the_motorway_and_a_slow_one_on_the_street_beside_it():
    places = [at(0, 0), at(900, 0), at(0, 25), at(900, 25)]
    snap = Snap(measured(network_of(places, [Road(0, 1, True, BIG), Road(2, 3)])))
    assert driving(snap, 300, 20, heading_deg=90, speed_mps=30) == (0, 1)
    assert driving(snap, 300, 20, heading_deg=90, speed_mps=8) == (1, 1)


def test_the_street_under_a_bridge_is_told_from_the_bridge_by_the_heading():
    places = [at(0, 0), at(900, 0), at(450, -300), at(450, 300)]
    roads = [Road(0, 1, flags=StretchFlag.BRIDGE), Road(2, 3)]
    snap = Snap(measured(network_of(places, roads)))
    assert driving(snap, 447, 4, heading_deg=180, speed_mps=10) == (1, -1)
    assert driving(snap, 451, 4, heading_deg=85, speed_mps=10) == (0, 1)


def test_a_road_that_nothing_leads_to_counts_only_where_nothing_else_is():
    cut = {(0, 1): StretchFlag.CUT_OFF}
    snap = Snap(grid(flags=cut))
    assert snap.candidates(*at(100, 0))[0].stretch != 0
    alone = network_of([at(0, 0), at(100, 0)], [Road(0, 1, flags=StretchFlag.CUT_OFF)])
    assert Snap(alone).candidates(*at(50, 5))[0].stretch == 0


@pytest.mark.parametrize(
    ("point", "found"),
    [
        ((45.0, 7.0), Found.ON_THE_MAP),
        ((7.0, 45.0), Found.PERHAPS_SWAPPED),
        ((45.0, -7.0), Found.PERHAPS_SWAPPED),
        ((-45.0, 7.0), Found.PERHAPS_SWAPPED),
        ((-7.0, -45.0), Found.PERHAPS_SWAPPED),
        ((44.0, 8.0), Found.OFF_THE_MAP),
        ((0.0, 0.0), Found.NO_POSITION),
        ((float("nan"), 7.0), Found.NO_POSITION),
        ((float("inf"), 7.0), Found.NO_POSITION),
        ((91.0, 7.0), Found.NO_POSITION),
    ],
)
def test_a_point_that_is_nowhere_has_its_named_answer(point, found):
    assert Snap(grid()).missed(*point).found is found


def test_a_longitude_beyond_ninety_in_front_is_seen_to_be_swapped():
    far = network_of([(45.0, -122.0), (45.001, -122.0)], [Road(0, 1)])
    assert Snap(far).missed(-122.0, 45.0).found is Found.PERHAPS_SWAPPED


def test_how_far_the_nearest_road_is():
    missed = Snap(grid()).missed(*at(0, -20_000))
    assert missed.distance_km == pytest.approx(20, abs=0.2)


def test_a_map_without_roads_answers_too():
    snap = Snap(network_of([at(0, 0)], []))
    assert snap.candidates(*at(0, 0)) == []
    assert snap.missed(*at(0, 0)).found is Found.OFF_THE_MAP


@given(networks(), st.floats(44.995, 45.025), st.floats(6.99, 7.03))
def test_the_nearest_is_the_nearest_of_all_points_of_all_roads(network, latitude, longitude):
    network = measured(network)
    network = network._replace(road_class=np.zeros_like(network.road_class))
    first = next(iter(Snap(network).candidates(latitude, longitude, 5_000)))
    assert first.distance_m <= 1.001 * brute_m(network, (latitude, longitude)) + 0.1
    there = along(network, first.stretch, first.offset_m)
    assert distance_m(there, (latitude, longitude)) == pytest.approx(first.distance_m, abs=1)


def brute_m(network, point):
    """Metres to the nearest of many points along every stretch."""
    x, y = PLANE.to_metres(*point)
    best = np.inf
    for stretch in range(len(network.stretch_from)):
        for share in np.linspace(0, 1, 40):
            there = along(network, stretch, share * float(network.length_m[stretch]))
            east, north = PLANE.to_metres(*there)
            best = min(best, float(np.hypot(east - x, north - y)))
    return best

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roads.small import Road, network_of
from tests.roads.town import NOW, PLANE, at, grid, measured, roads_of, unit_at
from tocsin.geo.line import distance_m
from tocsin.roads.engine import CLOSED
from tocsin.roads.reach import CELL_M, along_roads, contains, isochrones
from tocsin.roads.starts import Start

TOWN = grid(9, 9)


def from_(roads, east_m, north_m):
    return roads.from_place(unit_at(at(east_m, north_m)))


def far_from_edge(sampled, point, limit_s):
    """Whether all roads within a cell or two of a point are on its side of the limit."""
    points = PLANE.to_metres(sampled.latitude, sampled.longitude)
    apart = np.hypot(*(points - PLANE.to_metres(*point)).T)
    in_time = sampled.seconds[apart < 2.3 * CELL_M] <= limit_s
    return in_time.all() or not in_time.any()


@given(st.integers(0, 1600), st.integers(0, 1600), st.floats(0.7, 4), st.sets(st.integers(0, 143)))
def test_every_junction_is_inside_exactly_when_it_is_reached(east_m, north_m, minutes, shut):
    roads = roads_of(TOWN)
    ms = roads.base_ms.copy()
    ms[np.isin(TOWN.stretch, list(shut))] = CLOSED
    roads.set_arcs(ms)
    reached = from_(roads, east_m, north_m)
    (outline,) = isochrones(roads, reached, [minutes])
    inside = contains(outline, TOWN.latitude, TOWN.longitude)
    sampled = along_roads(roads, reached)
    for junction in range(len(TOWN.latitude)):
        point = TOWN.latitude[junction], TOWN.longitude[junction]
        if far_from_edge(sampled, point, minutes * 60):
            assert inside[junction] == (reached.junction_ms[junction] <= minutes * 60_000)


def test_more_minutes_hold_all_that_fewer_hold():
    roads = roads_of(TOWN)
    few, many = isochrones(roads, from_(roads, 800, 800), [1.5, 3])
    smaller = contains(few, TOWN.latitude, TOWN.longitude)
    larger = contains(many, TOWN.latitude, TOWN.longitude)
    assert smaller.sum() > 3
    assert larger.sum() > smaller.sum()
    assert not (smaller & ~larger).any()


def test_an_outline_does_not_cross_a_river_that_no_bridge_crosses():
    places = [at(0, 0), at(1000, 0), at(0, 100), at(1000, 100), at(2000, 0), at(2000, 100)]
    banks = [Road(0, 1), Road(2, 3), Road(1, 4), Road(3, 5)]
    for bridge, crosses in (([], False), ([Road(4, 5)], True)):
        roads = roads_of(measured(network_of(places, banks + bridge)))
        (outline,) = isochrones(roads, from_(roads, 1900, 0), [1.5])
        over = contains(outline, *(np.array([x]) for x in at(1900, 100)))
        assert bool(over[0]) is crosses


def test_what_lies_behind_on_a_one_way_street_is_reached_late():
    roads = roads_of(grid(one_way={(0, 1)}))
    sampled = along_roads(roads, from_(roads, 150, 0))
    here = [
        (seconds, distance_m(at(0, 0), (lat, lon)))
        for lat, lon, seconds in zip(*sampled, strict=True)
        if abs(lat - at(0, 0)[0]) < 1e-7 and distance_m(at(0, 0), (lat, lon)) < 199
    ]
    assert max(s for s, metres in here if metres > 151) < 50
    assert min(s for s, metres in here if 1 < metres < 149) > 100


def test_a_place_off_the_map_reaches_nothing():
    roads = roads_of(TOWN)
    (outline,) = isochrones(roads, roads.from_place(Start(10.0, 10.0, NOW)), [5])
    assert outline.polygons == ()


def test_minutes_without_sense_are_refused():
    roads = roads_of(TOWN)
    with pytest.raises(ValueError, match="above zero"):
        isochrones(roads, from_(roads, 0, 0), [0])


def test_rings_are_closed():
    roads = roads_of(TOWN)
    (outline,) = isochrones(roads, from_(roads, 800, 800), [2])
    for polygon in outline.polygons:
        for ring in polygon:
            assert len(ring) >= 4
            assert ring[0] == ring[-1]

"""The same promises on a real map."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.roads.town import NOW
from tocsin.facts.roads import Condition
from tocsin.maps.file import open_map
from tocsin.maps.importing import import_map
from tocsin.roads.closures import Closure
from tocsin.roads.engine import UNREACHABLE
from tocsin.roads.hierarchy import HierarchyEngine, hierarchy_from
from tocsin.roads.network import StretchFlag, footways_from, network_from
from tocsin.roads.reach import along_roads, contains, isochrones
from tocsin.roads.routes import route
from tocsin.roads.snap import along
from tocsin.roads.starts import Answer, Start
from tocsin.roads.sweep import Sweep
from tocsin.roads.times import Roads
from tocsin.roads.turns import turns_from

SOURCE = Path("/work/shared/data/osm_pbf/boston_cambridge.osm.pbf")

pytestmark = pytest.mark.skipif(
    not SOURCE.exists(), reason="the shared OpenStreetMap extracts are not on this machine"
)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    out = tmp_path_factory.mktemp("map") / "town.map"
    import_map(SOURCE, out, lambda doing, share: None)
    return open_map(out)


def roads_of(town, engine):
    turns = turns_from(town.arrays)
    made = Sweep(turns) if engine is Sweep else HierarchyEngine(hierarchy_from(town.arrays), turns)
    return Roads(network_from(town.arrays), footways_from(town.arrays), turns, made)


def scattered(network, count, seed):
    """Points beside junctions that are joined to the rest."""
    chance = np.random.default_rng(seed)
    joined = np.flatnonzero((network.stretch_flags & StretchFlag.CUT_OFF) == 0)
    junction = network.stretch_from[chance.choice(joined, count)]
    off = chance.normal(0, 2e-4, (count, 2))
    latitude = network.latitude[junction] + off[:, 0]
    longitude = network.longitude[junction] + off[:, 1]
    return list(zip(latitude.tolist(), longitude.tolist(), strict=True))


def units_of(network, count, seed):
    chance = np.random.default_rng(seed + 1)
    return [
        Start(
            point[0],
            point[1],
            NOW - timedelta(seconds=float(chance.integers(0, 300))),
            speed_mps=float(chance.choice([0.0, 13.0])),
            heading_deg=float(chance.integers(0, 360)),
            accuracy_m=8.0,
        )
        for point in scattered(network, count, seed)
    ]


def test_both_engines_say_the_same_and_everybody_is_reached(town):
    quick, plain = roads_of(town, HierarchyEngine), roads_of(town, Sweep)
    units = units_of(quick.network, 200, 1)
    for place in scattered(quick.network, 8, 2):
        times, same = quick.to_place(place, units, NOW), plain.to_place(place, units, NOW)
        assert np.allclose(times.seconds, same.seconds, atol=0.002)
        assert {each.answer for each in times} == {Answer.OK}


def test_routes_take_what_the_times_say(town):
    roads = roads_of(town, HierarchyEngine)
    units = units_of(roads.network, 30, 3)
    for unit, place in zip(units, scattered(roads.network, 30, 4), strict=True):
        said_s = float(roads.matrix([unit], [place])[0, 0])
        found = route(roads, unit, place, town.names)
        assert found is not None
        assert found.seconds == pytest.approx(said_s, abs=0.01)


def test_outlines_hold_the_junctions_that_are_reached(town):
    roads = roads_of(town, HierarchyEngine)
    network = roads.network
    reached = roads.from_place(units_of(network, 1, 5)[0])
    (outline,) = isochrones(roads, reached, [4])
    inside = contains(outline, network.latitude, network.longitude)
    surely = reached.junction_ms <= 200_000
    never = (reached.junction_ms > 300_000) | (reached.junction_ms == UNREACHABLE)
    assert surely.sum() > 100
    assert inside[surely].mean() > 0.995
    assert inside[never].mean() < 0.02
    sampled = along_roads(roads, reached)
    assert np.nanmin(sampled.seconds) >= 0


def test_a_closed_bridge_is_felt_at_once_and_forgotten_at_once(town):
    roads = roads_of(town, HierarchyEngine)
    network = roads.network
    units, places = units_of(network, 100, 6), scattered(network, 6, 7)
    bridges = np.flatnonzero((network.stretch_flags & StretchFlag.BRIDGE) > 0)
    longest = bridges[np.argsort(-network.length_m[bridges])[:6]]
    points = [along(network, int(one), float(network.length_m[one]) / 2) for one in longest]
    before = roads.matrix(units, places)
    closed = [Closure(str(i), Condition.CLOSED, (p,)) for i, p in enumerate(points)]
    assert all(len(each.arcs) for each in roads.set_closures(closed))
    during = roads.matrix(units, places)
    assert (during > before + 1).any()
    roads.set_closures([])
    assert (roads.matrix(units, places) == before).all()


@pytest.mark.parametrize("shift", [(0.0, 0.5), (2.0, 0.0)])
def test_the_sea_is_off_the_map(town, shift):
    roads = roads_of(town, HierarchyEngine)
    latitude, longitude = scattered(roads.network, 1, 8)[0]
    unit = Start(latitude + shift[0], longitude + shift[1], NOW)
    swapped = Start(longitude, latitude, NOW)
    sea, wrong = roads.to_place((latitude, longitude), [unit, swapped], NOW)
    assert sea.answer is Answer.OFF_THE_MAP
    assert sea.seconds is not None
    assert wrong.answer is Answer.PERHAPS_SWAPPED

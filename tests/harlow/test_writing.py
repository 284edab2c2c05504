"""The invented town is a real file: sorted, the same every time, and what the agency expects."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import osmium
import pytest
import shapely

import tocsin.sim
from tests.harlow.drawn import file_of, map_of, metres
from tocsin.harlow import writing as harlow
from tocsin.harlow.damage import MISSING_NODE_ID
from tocsin.harlow.town import Town
from tocsin.harlow.writing import write_harlow

AGENCY = tomllib.loads((Path(tocsin.sim.__file__).parent / "demo" / "harlow.toml").read_text())
PLACES = {place["id"]: (place["latitude"], place["longitude"]) for place in AGENCY["place"]}


@pytest.fixture(scope="module")
def written():
    return file_of(1)


@pytest.fixture(scope="module")
def town():
    return map_of(1)


def test_the_summary_counts_what_is_in_the_file(written, town):
    path, summary = written
    assert (summary.nodes, summary.ways, summary.relations) == (
        len(town.nodes),
        len(town.ways),
        len(town.relations),
    )
    assert summary.roads == sum("highway" in way.tags for way in town.ways.values())
    assert summary.size_bytes == path.stat().st_size
    assert f"{summary.buildings} buildings" in summary.words()


def test_it_is_a_town_of_25_000_in_less_than_a_megabyte(written, town):
    _, summary = written
    assert summary.size_bytes < 1_000_000
    assert 1_200 <= len([way for way in town.roads() if "name" in way.tags]) <= 2_500
    assert 6_000 <= summary.addresses <= 12_000
    east, north = zip(*(town.metres(node) for node in town.nodes), strict=True)
    assert 7_500 < max(east) - min(east) < 9_000
    assert 7_500 < max(north) - min(north) < 9_000


def test_nodes_come_before_ways_before_relations_and_ids_rise(town):
    rank = {"n": 0, "w": 1, "r": 2}
    order = [(rank[kind], number) for kind, number in town.order]
    assert all(a < b for a, b in pairwise(order))
    assert min(town.nodes) > 2**32


def test_the_same_seed_gives_the_same_file_to_the_byte_and_another_seed_another(written, tmp_path):
    again, other = tmp_path / "again.osm.pbf", file_of(2)[0]
    write_harlow(again)
    assert again.read_bytes() == written[0].read_bytes()
    assert other.read_bytes() != written[0].read_bytes()


def test_what_was_there_is_replaced_and_nothing_is_left_beside(tmp_path):
    path = tmp_path / "harlow.osm.pbf"
    path.write_bytes(b"an older town")
    write_harlow(path)
    assert path.read_bytes() == file_of(1)[0].read_bytes()
    assert [left.name for left in tmp_path.iterdir()] == ["harlow.osm.pbf"]


def test_a_write_that_fails_leaves_the_old_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "harlow.osm.pbf"
    path.write_bytes(b"an older town")

    def fail(town, half):
        half.write_bytes(b"half")
        raise OSError("the disk is full")

    monkeypatch.setattr(harlow, "plan_harlow", lambda _: Town((), (), ()))
    monkeypatch.setattr(harlow, "_write", fail)
    with pytest.raises(OSError, match="full"):
        write_harlow(path)
    assert path.read_bytes() == b"an older town"
    assert [left.name for left in tmp_path.iterdir()] == ["harlow.osm.pbf"]


@pytest.mark.parametrize(
    ("place", "tags"),
    [
        ("station_one", {"name": "Station One", "emergency": "ambulance_station"}),
        ("station_one_lot", {"name": "Station One Parking", "amenity": "parking"}),
        ("station_two", {"name": "Station Two", "emergency": "ambulance_station"}),
        ("harlow_police", {"name": "Harlow Police Headquarters", "amenity": "police"}),
        ("valley_hospital", {"name": "Harlow Valley Hospital", "building": "hospital"}),
    ],
)
def test_each_place_of_the_agency_lies_in_what_it_names(town, place, tags):
    ground = shapely.Polygon([town.metres(node) for node in town.only(**tags).refs])
    spot = shapely.Point(metres(*PLACES[place]))
    assert ground.contains(spot)
    assert ground.centroid.distance(spot) < 30.0


def test_every_place_of_the_agency_is_checked_here():
    assert set(PLACES) == {
        "station_one",
        "station_one_lot",
        "station_two",
        "harlow_police",
        "valley_hospital",
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_address_is_given_twice(seed):
    town = map_of(seed)
    tags = [thing.tags for thing in (*town.nodes.values(), *town.ways.values())]
    addresses = Counter(
        (one["addr:street"], one["addr:housenumber"]) for one in tags if "addr:housenumber" in one
    )
    assert max(addresses.values()) == 1


def test_every_address_is_on_a_street_that_exists_and_near_it(town):
    streets: dict[str, list] = {}
    for way in town.ways.values():
        if "highway" in way.tags and "name" in way.tags and len(way.refs) > 1:
            streets.setdefault(way.tags["name"], []).append(town.line(way))
    houses = [way for way in town.ways.values() if way.tags.get("building") == "house"]
    assert len(houses) > 3_000
    for house in houses[::7]:
        lines = streets[house.tags["addr:street"]]
        walls = shapely.Polygon(town.line(house))
        assert 3.0 < min(walls.distance(line) for line in lines) < 35.0


def test_odd_numbers_stand_on_one_side_and_even_ones_on_the_other(town):
    """On Eighth Street, which is drawn eastward, odd is north; its numbers rise eastward."""
    houses = [way for way in town.ways.values() if way.tags.get("addr:street") == "Eighth Street"]
    assert len(houses) > 40
    found = []
    for house in houses:
        east, north = town.metres(house.refs[0])
        number = int(house.tags["addr:housenumber"])
        assert (north > 924.0) == (number % 2 == 1)
        found.append((east, number // 100))
    found.sort()
    assert [block for _, block in found] == sorted(block for _, block in found)
    assert found[0][1] == 1


def test_buildings_stand_on_no_road_and_in_no_other(town):
    rings = [
        shapely.Polygon(town.line(way))
        for way in town.ways.values()
        if way.tags.get("building") in {"house", "yes", "commercial", "retail", "apartments"}
    ]
    streets = shapely.STRtree(
        [town.line(way) for way in town.roads() if "name" in way.tags and len(way.refs) > 1]
    )
    assert not len(streets.query(rings, predicate="intersects")[0])
    pairs = shapely.STRtree(rings).query(rings, predicate="overlaps")
    assert not len(pairs[0])


def test_one_street_is_counted_by_interpolation_only(town):
    (line,) = [way for way in town.ways.values() if "addr:interpolation" in way.tags]
    numbers = [int(town.nodes[node].tags["addr:housenumber"]) for node in line.refs]
    assert line.tags["addr:interpolation"] == "odd"
    assert numbers[0] < numbers[1]
    assert all(number % 2 for number in numbers)


def test_what_is_broken_is_broken_as_meant_and_nothing_else_is(town):
    lost = [way for way in town.ways.values() if not set(way.refs) <= town.nodes.keys()]
    assert [set(way.refs) - town.nodes.keys() for way in lost] == [{MISSING_NODE_ID}]
    assert [way.tags["name"] for way in town.ways.values() if len(way.refs) < 2] == ["Point Road"]
    assert [
        way.id
        for way in town.ways.values()
        if any(a == b for a, b in pairwise(way.refs)) and len(way.refs) > 1
    ] == []
    used = {node for way in town.ways.values() for node in way.refs}
    spots = Counter(town.nodes[node].where for node in used & town.nodes.keys())
    assert sum(count - 1 for count in spots.values()) == 1
    kinds = {"n": town.nodes, "w": town.ways, "r": town.relations}
    astray = [
        rule
        for rule in town.relations.values()
        if any(number not in kinds[kind] for kind, number, _ in rule.refs)
    ]
    assert len(astray) == 1


def test_nothing_in_it_tells_a_time_or_an_author(written):
    """Versions, times and users would differ from one writing to the next; none is there."""
    things: Iterable[Any] = osmium.FileProcessor(str(written[0]))
    for thing in things:
        assert (thing.version, thing.changeset, thing.uid, thing.user) == (0, 0, 0, "")
        assert thing.timestamp.timestamp() == 0

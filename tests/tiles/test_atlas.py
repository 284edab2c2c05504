"""A drawn town, imported and cut into tiles: what each layer says of what was drawn."""

import gzip

import numpy as np
import pytest

from tests.maps.sketch import Sketch, at
from tests.tiles.decoding import read
from tocsin.maps.file import open_map, write
from tocsin.maps.opening import atlas_of
from tocsin.tiles.mercator import ZOOM_MAX, ZOOM_MIN, Tile, across, down

MIDDLE = at(0.5, 0.5)


def town():
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1).node(5, 0.5, 0.5, place="town", name="Larks")
    sketch.node(6, 0.2, 0.1, addr__housenumber="12a", addr__street="Mill Lane")
    for first, (size, east) in {10: (4.0, 0), 20: (1.0, 1.2), 30: (0.2, 0.4)}.items():
        for n, (x, y) in enumerate([(0, 0), (1, 0), (1, 1), (0, 1)]):
            sketch.node(first + n, east + size * x, east + 0.3 + size * y)
    sketch.way(100, [1, 2], name="Mill Lane", oneway="yes", bridge="yes")
    sketch.way(101, [3, 2], "primary", name="Mill Lane").way(102, [2, 4], "service")
    sketch.way(110, [10, 11, 12, 13, 10], "").way(120, [20, 21, 22, 23, 20], "")
    sketch.way(130, [30, 31, 32, 33, 30], "", building="yes")
    sketch.way(140, [10, 20, 30], "", waterway="river", name="Lark")
    sketch.way(141, [11, 21, 31], "", railway="rail").way(
        142, [12, 22, 32], "", railway="rail", tunnel="yes"
    )
    sketch.way(143, [13, 23, 33], "footway")
    members = [("w", 110, "outer"), ("w", 120, "inner")]
    return sketch.relation(200, members, type="multipolygon", natural="wood")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    return town().imported(tmp_path_factory.mktemp("town"))


@pytest.fixture
def atlas(imported):
    return atlas_of(imported.map)


def tile_at(place, z=ZOOM_MAX):
    latitude, longitude = (np.array([each]) for each in place)
    return Tile(z, int(across(longitude)[0] * (1 << z)), int(down(latitude)[0] * (1 << z)))


def everything(atlas):
    """Every tile of the highest zoom that holds anything."""
    corner = tile_at(MIDDLE)
    tiles = [Tile(ZOOM_MAX, corner.x + x, corner.y + y) for x in range(-3, 4) for y in range(-3, 4)]
    return [read(atlas.tile(tile)) for tile in tiles if atlas.has(tile)]


def said(atlas, layer):
    """What each feature of a layer says, each feature once."""
    found = {
        (each.id, *sorted(each.tags.items()))
        for tile in everything(atlas)
        for each in (tile[layer].features if layer in tile else ())
    }
    return sorted((dict(row[1:]) for row in found), key=str)


def test_every_road_is_there_and_says_its_class_its_name_and_its_way(atlas):
    assert said(atlas, "road") == [
        {"class": "primary", "name": "Mill Lane"},
        {"class": "residential", "name": "Mill Lane", "oneway": "forward", "structure": "bridge"},
        {"class": "service"},
    ]


def test_scenery_is_there_but_what_lies_in_a_tunnel(atlas):
    assert said(atlas, "land") == [{"class": "wood"}]
    assert said(atlas, "building") == [{"class": "building"}]
    assert said(atlas, "waterway") == [{"class": "river", "name": "Lark"}]
    assert said(atlas, "railway") == [{"class": "railway"}]
    assert said(atlas, "path") == [{"class": "path"}]


def test_places_and_house_numbers_are_there(atlas):
    assert said(atlas, "place") == [{"class": "place=town", "name": "Larks"}]
    assert said(atlas, "address") == [{"name": "12a"}]


def test_an_area_of_several_ways_keeps_its_hole(atlas):
    rings = [
        each.parts for tile in everything(atlas) if "land" in tile for each in tile["land"].features
    ]
    assert any(len(parts) > 1 for parts in rings)


def test_from_afar_there_are_fewer_things_and_the_town_has_its_name(atlas):
    afar = read(atlas.tile(tile_at(MIDDLE, 10)))
    assert {each.tags["class"] for each in afar["road"].features} == {"primary"}
    assert [each.tags["name"] for each in afar["place"].features] == ["Larks"]
    assert "building" not in afar


def test_the_same_tile_is_the_same_bytes_every_time(atlas, imported):
    tile = tile_at(MIDDLE, 14)
    assert atlas.tile(tile) == atlas.tile(tile) == atlas_of(imported.map).tile(tile)


def test_a_map_knows_which_tiles_it_has(atlas):
    here = tile_at(MIDDLE, 12)
    assert atlas.has(here)
    assert not atlas.has(here._replace(x=here.x + 5))
    assert not atlas.has(Tile(ZOOM_MIN - 1, 0, 0))
    assert not atlas.has(tile_at(MIDDLE, ZOOM_MAX + 1))
    assert not atlas.has(Tile(12, -1, here.y))
    assert gzip.decompress(atlas.tile(Tile(12, 0, 0))) == b""


def test_another_map_has_another_hash(atlas, imported, tmp_path):
    other = Sketch().row([1, 2]).way(1, [1, 2]).imported(tmp_path)
    assert atlas_of(other.map).hash != atlas.hash == atlas_of(imported.map).hash


def test_a_map_of_before_there_was_scenery_opens_and_draws_its_roads_and_walls(imported, tmp_path):
    kept = {k: v for k, v in imported.map.arrays.items() if not k.startswith("scenery.")}
    write(tmp_path / "older.map", imported.map.meta, kept)
    older = atlas_of(open_map(tmp_path / "older.map"))
    assert len(said(older, "road")) == 3
    assert said(older, "land") == []
    assert older.hash != atlas_of(imported.map).hash

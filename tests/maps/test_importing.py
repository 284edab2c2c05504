"""From a file to a map that opens at once and answers."""

import numpy as np
import pytest

from tests.maps.sketch import Sketch, at
from tocsin.maps.file import open_map
from tocsin.maps.importing import import_map
from tocsin.maps.mistakes import MapUnreadable
from tocsin.maps.summary import LEFT_OUT, Summary
from tocsin.roads import hierarchy, turns
from tocsin.roads.network import StretchFlag, network_from


def nothing(doing, share):
    """Somebody who does not want to know how far it is."""


@pytest.fixture
def sketch():
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1).node(5, 0.5, 0.5, amenity="cafe", name="Larks")
    sketch.way(10, [1, 2], name="Mill Lane").way(11, [2, 3], name="Mill Lane").way(12, [2, 4])
    return sketch.restriction(1, "no_left_turn", 10, 2, 12)


def test_a_map_holds_everything_a_load_needs(sketch, tmp_path):
    town = sketch.imported(tmp_path)
    graph = turns.turns_from(town.map.arrays)
    built = turns.build(town.network)
    assert all((a == b).all() for a, b in zip(graph, built, strict=True))
    assert hierarchy.hierarchy_from(town.map.arrays).rank.size == graph.vertex_arc.size
    assert len(town.footways.one) > 0
    assert town.gazetteer.tables.place_latitude.tolist() == pytest.approx([at(0.5, 0.5)[0]])


def test_the_same_source_gives_the_same_file(sketch, tmp_path):
    source = sketch.write(tmp_path / "town.osm.pbf")
    for name in ("one", "other"):
        import_map(source, tmp_path / name, nothing)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_map_remembers_where_it_came_from(sketch, tmp_path):
    town = sketch.imported(tmp_path)
    meta = town.map.meta
    assert meta.source == "sketch.osm.pbf"
    assert meta.source_bytes == (tmp_path / "sketch.osm.pbf").stat().st_size
    assert meta.box == pytest.approx((*at(0, 0), *at(2, 1)))
    assert meta.counts == town.counts


def test_an_import_that_fails_leaves_the_old_map(sketch, tmp_path):
    source = sketch.write(tmp_path / "town.osm.pbf")
    import_map(source, tmp_path / "town.map", nothing)
    before = (tmp_path / "town.map").read_bytes()
    source.write_bytes(source.read_bytes()[:-9])
    with pytest.raises(MapUnreadable):
        import_map(source, tmp_path / "town.map", nothing)
    assert (tmp_path / "town.map").read_bytes() == before


def test_the_summary_counts_what_is_in_the_map(sketch, tmp_path):
    lines = sketch.imported(tmp_path).summary.lines()
    assert lines[0].startswith("4 junctions, 3 stretches, 6 directions to drive")
    assert "1 street names, 1 places, 0 addresses" in lines
    assert "1 of 1 turn restrictions" in lines


def test_the_summary_tells_whatever_was_left_out():
    counts = {"relations": 1, **dict.fromkeys(LEFT_OUT, 1234)}
    lines = Summary(counts, (0.0, 0.0, 1.0, 1.0), "2026-01-01", drives_on_left=True, file_bytes=0)
    told = lines.lines()
    assert [line for line in told if line.endswith(": 1,234")] == told[-len(LEFT_OUT) :]
    assert any("driving on the left" in line for line in told)
    assert any("the map as of 2026-01-01" in line for line in told)


def test_harlow_is_a_town_like_any_other(tmp_path):
    harlow = pytest.importorskip(
        "tocsin.harlow.writing", reason="the invented town is not built yet"
    )
    harlow.write_harlow(tmp_path / "harlow.osm.pbf")
    summary = import_map(tmp_path / "harlow.osm.pbf", tmp_path / "harlow.map", nothing)
    opened = open_map(tmp_path / "harlow.map", verify=True)
    net = network_from(opened.arrays)
    cut_off = (net.stretch_flags & StretchFlag.CUT_OFF) > 0
    assert cut_off.mean() < 0.12
    assert summary.counts["restrictions_kept"] > 0
    assert summary.counts["barriers"] > 0
    assert summary.counts["places"] > 100
    assert opened.meta.covers(net.latitude.mean(), net.longitude.mean())
    assert np.isfinite(net.point_latitude).all()

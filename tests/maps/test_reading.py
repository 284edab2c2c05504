"""A source that is not whole is refused, and says why; a whole one is read in any order."""

import gzip

import pytest

from tests.maps.sketch import Sketch
from tocsin.maps.blocks import find
from tocsin.maps.importing import import_map
from tocsin.maps.mistakes import MapUnreadable, Reason
from tocsin.maps.reading import open_source


def nothing(doing, share):
    """Somebody who does not want to know how far it is."""


@pytest.fixture
def town():
    sketch = Sketch().row([1, 2, 3]).node(4, 1, 1)
    sketch.way(10, [1, 2]).way(11, [2, 3]).way(12, [2, 4])
    return sketch.restriction(1, "no_left_turn", 10, 2, 12)


def reason_of(source, tmp_path):
    with pytest.raises(MapUnreadable) as caught:
        import_map(source, tmp_path / "out.map", nothing)
    assert not (tmp_path / "out.map").exists()
    return caught.value.reason


def test_a_file_cut_short_anywhere_is_refused_or_says_what_it_lacks(town, tmp_path):
    whole = town.write(tmp_path / "town.osm.pbf").read_bytes()
    between = {block.begin for block in find(tmp_path / "town.osm.pbf")}
    cut = tmp_path / "cut.osm.pbf"
    for size in range(1, len(whole)):
        cut.write_bytes(whole[:size])
        if size not in between:
            with pytest.raises(MapUnreadable) as caught:
                open_source(cut)
            assert caught.value.reason in {Reason.CUT_SHORT, Reason.NOT_A_MAP}
            continue
        try:
            summary = import_map(cut, tmp_path / "cut.map", nothing)
        except MapUnreadable:
            continue
        assert any("no relations" in line for line in summary.lines())


def test_a_file_cut_between_two_full_blocks_is_refused(tmp_path):
    sketch = Sketch()
    for node in range(1, 8003):
        sketch.node(node, node % 90, node // 90)
    for way in range(1, 8002):
        sketch.way(way, [way, way + 1])
    source = sketch.write(tmp_path / "wide.osm.pbf")
    begins = [block.begin for block in find(source)]
    whole = source.read_bytes()
    assert len(begins) == 5  # header, two blocks of nodes, two of ways
    source.write_bytes(whole[: begins[-1]])
    assert reason_of(source, tmp_path) is Reason.CUT_SHORT
    source.write_bytes(whole)
    assert import_map(source, tmp_path / "wide.map", nothing).counts["stretches"] == 8001


def test_damage_within_a_block_is_found(town, tmp_path):
    source = town.write(tmp_path / "town.osm.pbf")
    whole = bytearray(source.read_bytes())
    middle = find(source)[1]
    whole[(middle.blob + middle.end) // 2] ^= 0xFF
    source.write_bytes(whole)
    assert reason_of(source, tmp_path) in {Reason.DAMAGED, Reason.CUT_SHORT}


@pytest.mark.parametrize(
    "content",
    [b"\x00" * 5000, b"<html>not found</html>" * 50, bytes(range(256)) * 20, b"\x00\x00\x00\x0d"],
)
def test_rubbish_is_not_a_map(content, tmp_path):
    source = tmp_path / "rubbish.osm.pbf"
    source.write_bytes(content)
    assert reason_of(source, tmp_path) in {Reason.NOT_A_MAP, Reason.CUT_SHORT}


def test_something_behind_the_last_block_is_found(town, tmp_path):
    source = town.write(tmp_path / "town.osm.pbf")
    source.write_bytes(source.read_bytes() + b"\x00\x00\x00")
    assert reason_of(source, tmp_path) is Reason.CUT_SHORT


def test_a_missing_an_empty_and_a_hollow_file_are_told_apart(tmp_path):
    empty = tmp_path / "empty.osm.pbf"
    empty.touch()
    hollow = Sketch().write(tmp_path / "hollow.osm.pbf")
    assert reason_of(tmp_path / "nowhere.osm.pbf", tmp_path) is Reason.MISSING
    assert reason_of(empty, tmp_path) is Reason.EMPTY
    assert reason_of(hollow, tmp_path) is Reason.EMPTY
    assert reason_of(tmp_path, tmp_path) is Reason.NOT_A_MAP


def test_a_map_without_roads_is_refused(tmp_path):
    sketch = Sketch().row([1, 2, 3]).way(10, [1, 2, 3], None, building="yes", name="The Barn")
    assert reason_of(sketch.write(tmp_path / "barn.osm.pbf"), tmp_path) is Reason.NO_ROADS


def test_a_map_of_paths_only_is_refused(tmp_path):
    sketch = Sketch().row([1, 2, 3]).way(10, [1, 2, 3], "footway")
    assert reason_of(sketch.write(tmp_path / "paths.osm.pbf"), tmp_path) is Reason.NO_ROADS


def test_a_map_without_its_nodes_is_refused(town, tmp_path):
    source = town.write(tmp_path / "town.osm.pbf", order="wr")
    assert reason_of(source, tmp_path) is Reason.NO_LOCATIONS


@pytest.mark.parametrize("order", ["nwr", "wnr", "rwn", "rnw"])
def test_the_order_in_the_file_does_not_matter(town, order, tmp_path):
    source = town.write(tmp_path / "town.osm.pbf", order=order)
    counts = import_map(source, tmp_path / "town.map", nothing).counts
    assert (counts["stretches"], counts["banned_turns"]) == (3, 1)


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.bz2"])
def test_xml_is_read_as_well(town, suffix, tmp_path):
    source = town.write(tmp_path / f"town{suffix}")
    counts = import_map(source, tmp_path / "town.map", nothing).counts
    assert (counts["stretches"], counts["banned_turns"]) == (3, 1)


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz", ".osm.bz2"])
def test_xml_cut_short_anywhere_is_refused(town, suffix, tmp_path):
    whole = town.write(tmp_path / f"town{suffix}").read_bytes()
    source = tmp_path / f"cut{suffix}"
    for size in range(1, len(whole.rstrip()) - 1, 5):
        source.write_bytes(whole[:size])
        assert reason_of(source, tmp_path) is Reason.DAMAGED


def test_a_history_of_the_map_is_refused(town, tmp_path):
    source = town.write(tmp_path / "town.osh.pbf")
    assert reason_of(source, tmp_path) is Reason.HISTORY


def test_an_error_never_quotes_the_map(tmp_path):
    source = tmp_path / "town.osm.gz"
    text = "<osm version='0.6'><node id='1' lat='Quince Alley' lon='1'/></osm>"
    source.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(MapUnreadable) as caught:
        import_map(source, tmp_path / "out.map", nothing)
    assert "Quince" not in str(caught.value)


def test_the_progress_of_every_pass_goes_from_nothing_to_all(town, tmp_path):
    told = []
    source = town.write(tmp_path / "town.osm.pbf")
    import_map(source, tmp_path / "town.map", lambda doing, share: told.append((doing, share)))
    for doing in dict(told):
        shares = [share for what, share in told if what == doing]
        assert shares[0] == 0
        assert shares[-1] == 1
        assert shares == sorted(shares)
    assert [*dict(told)][:3] == ["reading relations", "reading nodes", "reading ways"]


@pytest.mark.parametrize("order", ["nwr", "wnr"])
def test_nodes_that_an_editor_numbered_below_zero_are_found(order, tmp_path):
    sketch = Sketch().row([-3, 2, -1, 4]).way(10, [-3, 2, -1, 4, -99])
    sketch.node(5, 0, 1).node(-6, 1, 1).way(20, [-3, 5, -6, -3], None, amenity="parking")
    source = sketch.write(tmp_path / "town.osm.pbf", order=order)
    summary = import_map(source, tmp_path / "town.map", nothing)
    assert summary.counts["missing_road_segments"] == 1
    assert summary.counts["places"] == 1
    assert summary.box[1] == pytest.approx(-92.4)

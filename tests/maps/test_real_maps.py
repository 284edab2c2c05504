"""Maps of real cities, each with what its source says about it."""

import os
from pathlib import Path

import numpy as np
import pytest

from tocsin.maps.blocks import find
from tocsin.maps.file import open_map
from tocsin.maps.importing import import_map
from tocsin.maps.mistakes import MapUnreadable
from tocsin.maps.reading import open_source
from tocsin.roads.network import StretchFlag, footways_from, network_from

DATA = Path("/work/shared/data")

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not on this machine")

RESTRICTIONS = {
    "osm_pbf/porto.osm.pbf": 357,
    "osm_pbf/heidelberg.osm.pbf": 476,
    "osm_pbf/porto_alegre.osm.pbf": 0,
    "osm_pbf/portland_central.osm.pbf": 443,
    "osm_pbf/boston_cambridge.osm.pbf": 0,
    "osm_pbf/baltimore_reisterstown.osm.pbf": 36,
    "osm_pbf/baltimore_city_part.osm.pbf": 3,
    "osm_pbf/liechtenstein.osm.pbf": 3,
    "osm_pbf/monaco.osm.pbf": 27,
    "osm_pbf/andorra.osm.pbf": 66,
    "dc/dc_central.osm.pbf": 158,
    "jemss/manhattan/manhattan_roads.osm.pbf": 0,
    "jemss/auckland/auckland_roads.osm.pbf": 0,
    "sf_matched/sf_centerlines_derived.osm.pbf": 0,
}
"""How many turn restrictions are in each, as SOURCE.md says."""

MISSING = {"jemss/manhattan/manhattan_roads.osm.pbf": 3260}
"""Pieces of way whose nodes are not in the file, as SOURCE.md says."""

ON_LEFT = {"jemss/auckland/auckland_roads.osm.pbf"}


@pytest.fixture(scope="module", params=RESTRICTIONS)
def city(request, tmp_path_factory):
    source = DATA / request.param
    if not source.exists():
        pytest.skip(f"{request.param} is not on this machine")
    out = tmp_path_factory.mktemp("city") / "city.map"
    summary = import_map(source, out, lambda doing, share: None)
    return request.param, summary, open_map(out, verify=True)


def test_a_city_has_the_restrictions_its_source_says_and_most_are_kept(city):
    name, summary, _ = city
    assert summary.counts["restrictions"] == RESTRICTIONS[name]
    kept = summary.counts.get("restrictions_kept", 0)
    assert kept >= 0.6 * RESTRICTIONS[name]


@pytest.mark.parametrize("name", ["osm_pbf/monaco.osm.pbf", "osm_pbf/portland_central.osm.pbf"])
def test_a_city_cut_short_is_refused_wherever_it_was_cut(name, tmp_path):
    source = DATA / name
    if not source.exists():
        pytest.skip(f"{name} is not on this machine")
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(source.read_bytes())
    blocks = find(source)
    size = source.stat().st_size
    sizes = {*range(1, size, 7919), *(block.begin for block in blocks[1:]), size - 1}
    for shorter in sorted(sizes, reverse=True):
        os.truncate(cut, shorter)
        try:
            open_source(cut)
        except MapUnreadable:
            continue
        # Between two kinds of objects there is nothing to see from outside.
        summary = _import_or_none(cut, tmp_path / "cut.map")
        assert summary is None or "no relations" in "".join(summary.lines())


def _import_or_none(source, out):
    try:
        return import_map(source, out, lambda doing, share: None)
    except MapUnreadable:
        return None


def test_a_city_hangs_together(city):
    _, _, opened = city
    net = network_from(opened.arrays)
    inside = np.zeros(len(net.latitude), np.bool_)
    reached = (net.stretch_flags & StretchFlag.CUT_OFF) == 0
    inside[net.stretch_from[reached]] = inside[net.stretch_to[reached]] = True
    assert 0.88 <= inside.mean() <= 1.0


def test_a_city_lacks_only_the_nodes_that_its_source_says(city):
    name, summary, _ = city
    assert summary.counts["missing_road_segments"] == MISSING.get(name, 0)
    assert (summary.counts["links_to_nowhere"] > 0) == (name in MISSING)


def test_a_city_drives_on_its_side(city):
    name, summary, _ = city
    assert summary.drives_on_left == (name in ON_LEFT)


def test_the_arrays_of_a_city_fit_together(city):
    _, _, opened = city
    net, feet = network_from(opened.arrays), footways_from(opened.arrays)
    first, last = net.first_point[:-1], net.first_point[1:] - 1
    for column, points in (
        (net.latitude, net.point_latitude),
        (net.longitude, net.point_longitude),
    ):
        assert (points[first] == column[net.stretch_from]).all()
        assert (points[last] == column[net.stretch_to]).all()
        assert np.isfinite(points).all()
    assert (net.length_m > 0).all()
    assert (np.diff(net.tail) >= 0).all()
    assert net.name.max() < len(opened.names)
    assert (feet.kerb_offset_m <= net.length_m[feet.kerb_stretch] * 1.001 + 0.01).all()
    assert (feet.length_m >= 0).all()


def test_every_banned_chain_of_a_city_could_be_driven_but_for_the_ban(city):
    _, summary, opened = city
    net = network_from(opened.arrays)
    assert len(net.first_banned) - 1 == summary.counts["banned_turns"]
    inner = np.ones(len(net.banned_arcs), np.bool_)
    inner[net.first_banned[1:] - 1] = False
    at = np.flatnonzero(inner)
    assert (net.head[net.banned_arcs[at]] == net.tail[net.banned_arcs[at + 1]]).all()

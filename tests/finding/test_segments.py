"""The ground in patches: natural ones, each named, each once, all of them all of it."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.finding.townlet import HALL, NOW, PARK, at, box, item, town
from tests.places.drawn import MAPS, Road, network, read
from tocsin.finding.belief import Searched, locate
from tocsin.finding.detection import Ground, Light, Searcher
from tocsin.finding.evidence import Item
from tocsin.finding.ground import Kind, plain
from tocsin.finding.labels import LABEL_MAX
from tocsin.finding.segments import divide, effort_s
from tocsin.finding.statements import circles
from tocsin.finding.terrain import Terrain
from tocsin.places.gazetteer import build
from tocsin.roads.network import RoadClass


def divided(*items, most=40, terrain=None, searched=()):
    ground = circles(items, NOW)
    support = terrain.support(ground) if terrain else plain(ground)
    belief = locate(items, support, NOW, searched)
    return belief, support, divide(belief, support, terrain, most)


fixes = st.builds(
    item,
    st.sampled_from(["phone", "words", "roster"]),
    st.integers(-500, 500),
    st.integers(-500, 500),
    st.floats(5.0, 900.0),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(fixes, max_size=3), st.integers(1, 60), st.sampled_from([None, 0, 4]))
def test_every_point_is_in_one_patch_or_counted_as_elsewhere(items, most, floors):
    terrain = None if floors is None else town(floors)
    belief, _, division = divided(*items, most=most, terrain=terrain)
    assert len(division.patches) <= most
    total = math.fsum(one.poa for one in division.patches) + division.elsewhere
    assert total == pytest.approx(1.0, abs=1e-9)
    for n, one in enumerate(division.patches):
        assert one.poa == pytest.approx(belief.mass[division.patch_of == n].sum(), abs=1e-12)
    assert division.elsewhere >= belief.elsewhere - 1e-9


@settings(max_examples=30, deadline=None)
@given(st.lists(fixes, min_size=1, max_size=3), st.booleans())
def test_labels_are_unlike_and_short_enough_for_a_text_message(items, with_map):
    _, _, division = divided(*items, terrain=town() if with_map else None)
    labels = [one.label for one in division.patches]
    assert len(set(labels)) == len(labels) > 0
    assert all(0 < len(label) <= LABEL_MAX for label in labels)
    assert [one.id for one in division.patches] == [str(n + 1) for n in range(len(labels))]


def test_the_likeliest_patch_comes_first():
    _, _, division = divided(item("phone", 0, 0, 300.0), terrain=town())
    poa = [one.poa for one in division.patches]
    assert poa == sorted(poa, reverse=True)


def test_a_street_is_divided_at_its_crossings_and_named_by_them():
    _, _, division = divided(item("phone", 75, 150, 10.0), terrain=town())
    first = division.patches[0]
    assert first.label == "Fir St between Avenue 4 and Avenue 5"
    assert first.outline[0] != first.outline[-1]
    assert first.length_m == pytest.approx(150.0, rel=0.01)
    assert first.ground == Ground.STREET


def test_a_lot_a_park_and_a_hall_are_patches_with_their_names():
    _, _, division = divided(item("phone", 0, 75, 300.0), terrain=town(), most=80)
    labels = {one.label: one for one in division.patches}
    lot = labels["Station One parking lot"]
    assert lot.ground == Ground.LOT
    assert lot.area_m2 == pytest.approx(80 * 80, rel=0.01)
    assert lot.outline[0] == lot.outline[-1]
    assert labels["Town hall"].ground == Ground.BUILDING


def test_a_large_park_is_cut_across_its_longer_side():
    inside = item("words", 0, 0, 5.0)._replace(outline=box(-440, 20, 280, 110))
    _, support, division = divided(inside, terrain=town())
    parts = [one for one in division.patches if one.label.startswith("Mill Park")]
    wanted = {f"Mill Park, {side} third" for side in ("west", "middle", "east")}
    assert {one.label for one in parts} == wanted
    west = next(one for one in parts if "west" in one.label)
    edge = at(-440 + 280 / 3, 0)[1]
    assert max(point[1] for point in west.outline) == pytest.approx(edge, abs=1e-6)
    mine = (support.owner == PARK) & (support.kind == Kind.AREA)
    assert len(set(division.patch_of[mine].tolist())) == 3


def test_a_building_is_divided_by_floors():
    inside = item("words", 0, 0, 5.0)._replace(outline=box(170, 20, 40, 40))
    _, support, division = divided(inside, terrain=town(floors=4))
    labels = sorted(one.label for one in division.patches if one.ground == Ground.BUILDING)
    assert labels == [f"Town hall, floor {n}" for n in (1, 2, 3, 4)]
    for n, one in enumerate(division.patches):
        if one.ground == Ground.BUILDING:
            floor = {int(one.label[-1])}
            mine = division.patch_of == n
            assert set(support.floor[mine].tolist()) == floor
            assert set(support.owner[mine].tolist()) == {HALL}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 11), st.integers(-300, 300), st.integers(-300, 300))
def test_clearing_a_patch_lowers_it_and_raises_all_it_does_not_touch(which, x, y):
    items = (item("phone", x, y, 250.0),)
    terrain = town(floors=3)
    before, support, division = divided(*items, terrain=terrain)
    which %= len(division.patches)
    one = division.patches[which]
    rounded = tuple((round(a, 6), round(b, 6)) for a, b in one.outline)  # as a fact keeps it
    after = locate(items, support, NOW, [Searched(rounded, 0.8, one.label)])
    mine = division.patch_of == which
    assert after.mass[mine].sum() < 0.5 * before.mass[mine].sum()
    assert after.elsewhere > before.elsewhere
    rest = ~mine
    assert after.mass[rest].sum() + after.elsewhere > before.mass[rest].sum() + before.elsewhere
    touched = after.mass < before.mass
    firm = np.isin(support.kind, (Kind.LOT, Kind.BUILDING, Kind.AREA))
    assert not (touched & firm & rest).any()
    if one.length_m:
        others = touched & rest & (support.kind == Kind.STREET)
        assert others.sum() <= 2


def test_after_a_clear_the_next_plan_begins_elsewhere():
    items = (item("phone", 0, 75, 250.0),)
    _, _, first = divided(*items, terrain=town())
    best = first.patches[0]
    _, _, second = divided(
        *items, terrain=town(), searched=[Searched(best.outline, 0.9, best.label)]
    )
    assert second.patches[0].label != best.label


def test_patches_take_one_searcher_some_minutes():
    _, _, division = divided(item("phone", 0, 0, 600.0), terrain=town(), most=15)
    streets = [one for one in division.patches if one.ground == Ground.STREET]
    seconds = [effort_s(one, Searcher.FOOT, Light.DAY)[0] for one in streets]
    assert max(seconds) <= 900.0
    assert np.median(seconds) > 120.0


def test_without_a_map_squares_cover_the_mass_and_say_where_they_lie():
    belief, _, division = divided(item("phone", 0, 0, 300.0))
    assert division.elsewhere - belief.elsewhere < 0.02
    assert division.patches[0].label == "Ground at the likeliest place"
    assert any(" m north of the likeliest place" in one.label for one in division.patches)
    assert all(one.ground == Ground.OPEN for one in division.patches)


def test_in_the_dark_a_pass_takes_longer_or_sees_less():
    _, _, division = divided(item("phone", 0, 75, 300.0), terrain=town())
    for one in division.patches:
        day, dark = (effort_s(one, Searcher.FOOT, light) for light in (Light.DAY, Light.DARK))
        assert dark[0] >= day[0]
        assert dark[1] <= day[1] + 1e-9
        assert 0.0 < dark[1] <= day[1] < 1.0 or dark == day


def test_a_vehicle_does_not_search_a_building():
    inside = item("words", 0, 0, 5.0)._replace(outline=box(170, 20, 40, 40))
    _, _, division = divided(inside, terrain=town())
    hall = next(one for one in division.patches if one.ground == Ground.BUILDING)
    assert effort_s(hall, Searcher.VEHICLE, Light.DAY) == (math.inf, 0.0)


def test_nothing_known_is_nothing_to_divide():
    _, _, division = divided(terrain=town())
    assert division.patches == ()
    assert division.elsewhere == 1.0


def test_what_does_not_belong_together_is_refused():
    belief, support, _ = divided(item("phone", 0, 0))
    with pytest.raises(ValueError, match="another support"):
        divide(belief, town().support([]), None, 5)
    with pytest.raises(ValueError, match="at least one"):
        divide(belief, support, None, 0)


def test_dividing_twice_gives_the_same():
    one = divided(item("phone", 30, 30, 400.0), terrain=town())[2]
    other = divided(item("phone", 30, 30, 400.0), terrain=town())[2]
    assert one.patches == other.patches
    assert Counter(one.patch_of.tolist()) == Counter(other.patch_of.tolist())


def country_road():
    """One road of three kilometres with a bend, nothing beside it."""
    where = {0: at(-1500, 0), 1: at(0, 100), 2: at(1500, 0)}
    net, names = network([Road(1, "Harlow Road", [0, 1, 2])], where)
    net = net._replace(road_class=np.full(1, RoadClass.TERTIARY, np.uint8))
    return Terrain(net, None, build([], net, names), names)


def test_a_long_road_is_divided_into_parts_that_follow_each_other():
    terrain = country_road()
    belief, support, division = divided(item("phone", 0, 50, 1500.0), terrain=terrain)
    roads = [n for n, one in enumerate(division.patches) if one.length_m]
    assert len(roads) == 4
    assert sum(division.patches[n].length_m for n in roads) == pytest.approx(3007, abs=5)
    on_road = support.kind == Kind.STREET
    assert set(division.patch_of[on_road].tolist()) == set(roads)
    for n in roads:
        one = division.patches[n]
        after = locate(
            [item("phone", 0, 50, 1500.0)], support, NOW, [Searched(one.outline, 0.8, one.label)]
        )
        lowered = on_road & (after.mass < belief.mass)
        assert (division.patch_of[lowered] == n).all()
        assert lowered.sum() == (on_road & (division.patch_of == n)).sum()


def test_where_one_patch_is_wanted_the_likeliest_is_taken_and_the_rest_is_elsewhere():
    terrain = country_road()
    _, _, division = divided(item("phone", 0, 50, 1500.0), terrain=terrain, most=1)
    (one,) = division.patches
    assert one.label == "Harlow Road, 750 m of it going west"
    assert one.length_m == pytest.approx(752, abs=2)
    assert division.elsewhere == pytest.approx(1.0 - one.poa)


@pytest.mark.skipif(not MAPS.exists(), reason="the shared maps are not here")
def test_a_real_town_is_divided_without_a_gap_or_a_label_twice():
    roads, where, features = read(MAPS / "boston_cambridge.osm.pbf")
    net, names = network(roads, where)
    net = net._replace(road_class=np.full(len(net.way), RoadClass.RESIDENTIAL, np.uint8))
    terrain = Terrain(net, None, build(features, net, names), names)
    middle = float(np.median(net.latitude)), float(np.median(net.longitude))
    fix = Item("phone", NOW, (middle,), 400.0)
    support = terrain.support(circles([fix], NOW))
    belief = locate([fix], support, NOW)
    division = divide(belief, support, terrain, 60)
    labels = [one.label for one in division.patches]
    assert len(labels) == len(set(labels)) == 60
    assert max(map(len, labels)) <= LABEL_MAX
    assert len({one.ground for one in division.patches}) >= 2
    assert sum(" between " in label for label in labels) > 10
    for n, one in enumerate(division.patches):
        mine = division.patch_of == n
        assert one.poa == pytest.approx(belief.mass[mine].sum(), abs=1e-12)
        after = locate([fix], support, NOW, [Searched(one.outline, 0.8, one.label)])
        assert after.mass[mine].sum() < 0.5 * belief.mass[mine].sum()

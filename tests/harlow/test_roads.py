"""Harlow's roads: three bridges, rules at junctions, and where line and road disagree."""

import heapq
from collections import Counter
from math import hypot

import pytest
import shapely

from tests.harlow.drawn import DRIVABLE, backwards, map_of, metres, reached

STATION_ONE = (35.2031, -92.4012)
STATION_TWO = (35.2317, -92.3655)
FERRY_POINT = (35.22010, -92.38144)
NORTH_SHORE = (35.22717, -92.39742)


@pytest.fixture(scope="module")
def town():
    return map_of(1)


def drive_m(town, start, end, fits=lambda _: True):
    """The shortest drive in metres, by Dijkstra's own book."""
    steps = town.steps(fits)
    first, last = town.nearest(start, steps), town.nearest(end, steps)
    best, waiting = {first: 0.0}, [(0.0, first)]
    while waiting:
        far_m, node = heapq.heappop(waiting)
        if node == last:
            return far_m
        for ahead in steps.get(node, ()):
            if ahead not in town.nodes:
                continue
            (x, y), (u, v) = town.metres(node), town.metres(ahead)
            new_m = far_m + hypot(u - x, v - y)
            if new_m < best.get(ahead, float("inf")):
                best[ahead] = new_m
                heapq.heappush(waiting, (new_m, ahead))
    raise AssertionError("there is no way")


def line_m(start, end):
    (x, y), (u, v) = metres(*start), metres(*end)
    return hypot(u - x, v - y)


def for_ambulance(way):
    return "maxweight" not in way.tags and way.tags.get("access") not in {"no", "private"}


def crossing_river(town):
    river = town.line(town.only(waterway="river"))
    return [
        way
        for way in town.ways.values()
        if "highway" in way.tags and len(way.refs) > 1 and town.line(way).crosses(river)
    ]


def test_three_bridges_cross_the_river_and_nothing_else_does(town):
    ways = crossing_river(town)
    assert {way.tags["bridge"] for way in ways} == {"yes"}
    assert Counter(way.tags["bridge:name"] for way in ways) == {
        "Freeway Bridge": 2,
        "Harlow Bridge": 1,
        "Old Mill Bridge": 1,
    }
    assert {way.tags["highway"] for way in ways} == {"motorway", "primary", "tertiary"}


def test_without_its_bridges_the_town_is_two(town):
    bridges = {way.id for way in crossing_river(town)}
    steps = town.steps(lambda way: way.id not in bridges)
    one, two = (town.nearest(spot, steps) for spot in (STATION_ONE, STATION_TWO))
    assert two not in reached(steps, one)
    assert two in reached(town.steps(), one)
    assert len(reached(steps, two)) > 1_000


@pytest.mark.parametrize("bridge", ["Freeway Bridge", "Harlow Bridge", "Old Mill Bridge"])
def test_any_one_bridge_joins_the_banks(town, bridge):
    shut = {way.id for way in crossing_river(town) if way.tags["bridge:name"] != bridge}
    steps = town.steps(lambda way: way.id not in shut)
    one, two = (town.nearest(spot, steps) for spot in (STATION_ONE, STATION_TWO))
    assert two in reached(steps, one)
    assert one in reached(steps, two)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nearly_every_road_can_be_reached_and_left_again(seed):
    town = map_of(seed)
    steps = town.steps()
    start = town.nearest(STATION_ONE, steps)
    both = reached(steps, start) & reached(backwards(steps), start)
    nodes = {node for way in town.roads() for node in way.refs}
    assert len(both) > 0.95 * len(nodes)
    names = {way.tags.get("name") for way in town.roads() if not both & set(way.refs)}
    assert names <= {None, "Island Road", "Point Road", "Valley Freeway"}


def test_roads_that_cross_on_the_ground_share_a_node(town):
    ground = [way for way in town.roads() if "layer" not in way.tags and len(way.refs) > 1]
    lines = [town.line(way) for way in ground]
    pairs = shapely.STRtree(lines).query(lines, predicate="crosses")
    unjoined = [
        (ground[a].tags.get("name"), ground[b].tags.get("name"))
        for a, b in zip(*pairs.tolist(), strict=True)
        if a < b and not set(ground[a].refs) & set(ground[b].refs)
    ]
    assert not unjoined


def test_a_road_that_ends_beside_another_is_joined_to_it(town):
    """What merely looks joined would send an ambulance the long way round."""
    ground = [way for way in town.roads() if "layer" not in way.tags and len(way.refs) > 1]
    arms = Counter(node for way in town.roads() for node in (*way.refs[1:], *way.refs[:-1]))
    tree = shapely.STRtree([town.line(way) for way in ground])
    loose = []
    for number, way in enumerate(ground):
        for tip in {way.refs[0], way.refs[-1]} & town.nodes.keys():
            near = tree.query(shapely.Point(town.metres(tip)), predicate="dwithin", distance=6.0)
            if arms[tip] == 1 and set(near.tolist()) - {number}:
                loose.append(way.tags)
    assert loose == [{"highway": "residential"}]


def test_the_park_in_the_bend_is_nearer_to_station_two_by_line_and_to_one_by_road(town):
    assert line_m(STATION_TWO, FERRY_POINT) + 400 < line_m(STATION_ONE, FERRY_POINT)
    by_two = drive_m(town, STATION_TWO, FERRY_POINT)
    by_one = drive_m(town, STATION_ONE, FERRY_POINT)
    assert by_one + 2_000 < by_two


def test_the_narrow_bridge_turns_round_who_is_nearest_for_an_ambulance(town):
    narrow = [way for way in crossing_river(town) if "maxweight" in way.tags]
    assert [(way.tags["maxweight"], way.tags["maxheight"]) for way in narrow] == [("3 st", "8'0\"")]
    assert line_m(STATION_ONE, NORTH_SHORE) < line_m(STATION_TWO, NORTH_SHORE)
    assert drive_m(town, STATION_ONE, NORTH_SHORE) < drive_m(town, STATION_TWO, NORTH_SHORE)
    assert drive_m(town, STATION_TWO, NORTH_SHORE, for_ambulance) + 500 < drive_m(
        town, STATION_ONE, NORTH_SHORE, for_ambulance
    )


def test_every_turn_restriction_names_ways_that_meet_at_its_via(town):
    rules = [rule for rule in town.relations.values() if len(rule.refs) == 3]
    rules = [
        rule for rule in rules if all(ref in town.ways for kind, ref, _ in rule.refs if kind == "w")
    ]
    assert len(rules) == 8
    for rule in rules:
        role = {member[2]: member for member in rule.refs}
        came, left = (town.ways[role[one][1]] for one in ("from", "to"))
        kind, via, _ = role["via"]
        ends = {via} if kind == "n" else {town.ways[via].refs[0], town.ways[via].refs[-1]}
        assert ends & {came.refs[0], came.refs[-1]}
        assert ends & {left.refs[0], left.refs[-1]}
        assert "highway" in came.tags
        assert "highway" in left.tags


def test_turn_restrictions_come_in_every_kind_that_an_importer_must_know(town):
    rules = [rule.tags for rule in town.relations.values()]
    assert {rule["restriction"] for rule in rules} == {
        "no_left_turn",
        "no_right_turn",
        "no_u_turn",
        "only_straight_on",
        "only_right_turn",
    }
    assert {rule.get("except") for rule in rules} == {None, "emergency", "bus"}
    vias = Counter(
        kind for rule in town.relations.values() for kind, _, role in rule.refs if role == "via"
    )
    assert vias["w"] == 1


def test_the_first_rule_forbids_what_its_words_say(town):
    """Eastward on Main Street nobody turns left into Oak Avenue, which leads north."""
    rule = min(town.relations.values(), key=lambda rule: rule.id)
    came, via, left = (member[1] for member in rule.refs)
    assert rule.tags["restriction"] == "no_left_turn"
    assert (town.ways[came].tags["name"], town.ways[left].tags["name"]) == (
        "East Main Street",
        "Oak Avenue",
    )
    assert town.ways[came].refs[-1] == via
    assert town.ways[left].refs[0] == via


def test_one_way_pairs_run_against_each_other_and_one_is_drawn_backwards(town):
    for name, one_way in (("Second Street", "yes"), ("Third Street", "-1")):
        ways = [way for way in town.roads() if way.tags.get("name") == name]
        assert {way.tags["oneway"] for way in ways} == {one_way}
        for way in ways:
            assert town.metres(way.refs[0])[0] < town.metres(way.refs[-1])[0]


def test_what_stands_on_roads_is_on_a_node_of_a_road(town):
    roads = {node for way in town.roads() for node in way.refs}
    found: Counter[str] = Counter()
    for node in town.nodes.values():
        for key in ("highway", "barrier", "railway"):
            if key in node.tags and node.id in roads:
                found[node.tags[key]] += 1
    assert found["traffic_signals"] >= 20
    assert found["stop"] >= 100
    assert found["turning_circle"] >= 60
    assert found["level_crossing"] >= 4
    assert found["gate"] == 2
    assert found["bollard"] == 1
    assert found["crossing"] >= 5
    assert found["motorway_junction"] == 6


def test_the_estate_is_shut_for_the_town_and_open_for_crews(town):
    private = town.every(access="private", highway="residential")
    assert {way.tags["name"] for way in private} == {"Heron Drive", "Heron Circle"}
    crews = town.every(access="no", emergency="yes", highway="service")
    loop = town.every(name="Heron Circle")
    assert any(set(way.refs) & {node for one in loop for node in one.refs} for way in crews)


def test_lots_have_rows_that_words_can_name(town):
    back = shapely.Polygon(town.line(town.only(name="Mall Back Lot")))
    mall = shapely.Polygon(town.line(town.only(name="Quarry Crossing")))
    rows = [way for way in town.every(name="Row D") if back.contains(town.line(way))]
    assert rows
    assert all(town.line(way).centroid.y < mall.bounds[1] for way in rows)
    front = shapely.Polygon(town.line(town.only(name="Mall Front Lot")))
    assert not any(front.contains(town.line(way)) for way in town.every(name="Row D"))


def test_who_leaves_station_one_on_foot_comes_to_the_lot_and_to_the_street(town):
    steps: dict[int, list[int]] = {}
    for way in town.ways.values():
        if way.tags.get("highway") in {"footway", "service", "residential", "tertiary"}:
            for a, b in zip(way.refs, way.refs[1:], strict=False):
                steps.setdefault(a, []).append(b)
                steps.setdefault(b, []).append(a)
    station = town.only(name="Station One")
    doors = [node for node in station.refs if "entrance" in town.nodes[node].tags]
    assert {town.nodes[node].tags["entrance"] for node in doors} == {"main", "staff", "emergency"}
    lot = shapely.Polygon(town.line(town.only(name="Station One Parking")))
    rows = {
        node
        for way in town.every(service="parking_aisle")
        if lot.contains(town.line(way))
        for node in way.refs
    }
    third = {node for way in town.every(name="Third Street") for node in way.refs}
    for door in doors:
        assert reached(steps, door) >= rows | third


def test_names_set_traps_for_whoever_reads_places_out_of_words(town):
    names = {way.tags["name"] for way in town.ways.values() if "name" in way.tags}
    assert names >= {
        "Main Street",
        "East Main Street",
        "Mill Lane",
        "Mill Road",
        "5th Avenue",
        "Fifth Street",
        "Plaza del Rio",
        "Ferry Street",
        "Quarry Road",
    }
    assert {key for way in town.ways.values() for key in way.tags} >= {
        "alt_name",
        "short_name",
        "old_name",
        "ref",
        "name:es",
    }


def test_every_class_of_road_and_path_is_there(town):
    kinds = {way.tags.get("highway") for way in town.ways.values()}
    assert kinds >= DRIVABLE | {"footway", "path", "steps", "pedestrian"}
    services = {way.tags.get("service") for way in town.ways.values()}
    assert services >= {"driveway", "alley", "parking_aisle"}
    speeds = {way.tags["maxspeed"] for way in town.roads() if "maxspeed" in way.tags}
    assert all(speed.endswith(" mph") for speed in speeds)
    (closed,) = [way for way in town.every(name="Creek Footbridge") if way.tags["access"] == "no"]
    assert closed.tags["bridge"] == "yes"

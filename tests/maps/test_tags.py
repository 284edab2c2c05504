"""What ways and nodes are to an emergency vehicle, rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.maps.tags import BLOCKING, CLASSES, NodeRule, node_rule, way_rule
from tocsin.roads.network import JunctionFlag, RoadClass, StretchFlag

F = StretchFlag


def rule(**tags):
    return way_rule(tags)


def barrier(kind, **tags):
    return node_rule({"barrier": kind, **tags})


@pytest.mark.parametrize(("highway", "road_class"), CLASSES.items())
def test_every_class_of_road_is_driven(highway, road_class):
    assert rule(highway=highway).road_class == road_class


@pytest.mark.parametrize("highway", ["footway", "path", "cycleway", "steps", "bridleway"])
def test_a_path_is_walked_and_not_driven(highway):
    found = rule(highway=highway)
    assert found.road_class == -1
    assert found.walkable
    assert found.is_steps == (highway == "steps")


@pytest.mark.parametrize("highway", ["footway", "path", "cycleway"])
def test_a_path_for_emergency_vehicles_is_driven_at_walking_pace(highway):
    found = rule(highway=highway, emergency="yes")
    assert found.road_class == RoadClass.PEDESTRIAN
    assert found.flags & F.EMERGENCY_ONLY


def test_steps_are_never_driven():
    assert rule(highway="steps", emergency="yes").road_class == -1


@pytest.mark.parametrize("highway", ["construction", "proposed", "raceway", "elevator", "razed"])
def test_what_is_not_a_road_today_is_left_out(highway):
    assert rule(highway=highway) is None


@pytest.mark.parametrize("key", ["access", "vehicle", "motor_vehicle", "motorcar"])
def test_emergency_yes_overrides_every_no(key):
    closed = rule(highway="service", foot="yes", **{key: "no"})
    opened = rule(highway="service", emergency="yes", **{key: "no"})
    assert closed.road_class == -1
    assert opened.road_class == RoadClass.SERVICE
    assert opened.flags & F.EMERGENCY_ONLY


@pytest.mark.parametrize(
    "value",
    ["private", "customers", "delivery", "permissive", "destination", "permit", "agricultural"],
)
def test_what_is_not_for_everybody_is_still_driven(value):
    found = rule(highway="service", access=value)
    assert found.road_class == RoadClass.SERVICE
    assert found.flags == F.PRIVATE


def test_the_more_specific_access_counts():
    assert rule(highway="residential", access="no", motor_vehicle="yes").road_class >= 0
    assert rule(highway="residential", access="yes", motor_vehicle="no").road_class == -1


def test_emergency_no_closes_a_public_road():
    assert rule(highway="residential", emergency="no").road_class == -1


def test_a_road_for_buses_is_open_to_us_and_marked():
    found = rule(highway="service", access="no", bus="yes")
    assert found.flags == F.BUSWAY | F.EMERGENCY_ONLY
    assert rule(highway="busway").flags == F.BUSWAY | F.EMERGENCY_ONLY


def test_an_emergency_access_is_ours_alone():
    found = rule(highway="service", service="emergency_access", access="no")
    assert found.flags & F.EMERGENCY_ONLY


def test_a_pedestrian_street_is_ours_though_closed_to_motors():
    for found in (
        rule(highway="pedestrian"),
        rule(highway="pedestrian", motor_vehicle="no"),
        rule(highway="pedestrian", vehicle="no"),
    ):
        assert found.road_class == RoadClass.PEDESTRIAN
        assert found.flags == F.EMERGENCY_ONLY
    assert rule(highway="pedestrian", access="no", foot="yes").road_class == -1


def test_a_square_is_walked_around_and_not_driven():
    found = rule(highway="pedestrian", area="yes")
    assert found.road_class == -1
    assert found.walkable


@pytest.mark.parametrize(
    ("tags", "ways"),
    [
        ({}, (True, True)),
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "1"}, (True, False)),
        ({"oneway": "true"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"oneway": "reverse"}, (False, True)),
        ({"oneway": "no"}, (True, True)),
        ({"oneway": "alternating"}, (True, True)),
        ({"junction": "roundabout"}, (True, False)),
        ({"junction": "circular"}, (True, False)),
        ({"junction": "roundabout", "oneway": "-1"}, (False, True)),
        ({"oneway": "yes", "oneway:emergency": "no"}, (True, True)),
        ({"oneway": "yes", "oneway:bicycle": "no"}, (True, False)),
        ({"oneway": "no", "oneway:motor_vehicle": "yes"}, (True, False)),
        ({"oneway": "what"}, (True, True)),
    ],
)
def test_directions_are_read(tags, ways):
    found = rule(highway="primary", **tags)
    assert (found.forward, found.backward) == ways


def test_a_motorway_is_one_way_unless_the_map_says_otherwise():
    assert not rule(highway="motorway").backward
    assert rule(highway="motorway", oneway="no").backward
    assert rule(highway="motorway_link").backward


def test_a_road_whose_direction_changes_with_the_hour_is_not_driven():
    assert rule(highway="primary", oneway="reversible").road_class == -1


@pytest.mark.parametrize(
    ("tags", "flags"),
    [
        ({"service": "driveway"}, F.DRIVEWAY),
        ({"service": "parking_aisle"}, F.PARKING_AISLE),
        ({"service": "alley"}, F.ALLEY),
        ({"bridge": "yes"}, F.BRIDGE),
        ({"bridge": "no"}, F(0)),
        ({"tunnel": "building_passage"}, F.TUNNEL),
        ({"junction": "roundabout"}, F.ROUNDABOUT),
        ({"surface": "gravel"}, F.UNPAVED),
        ({"surface": "asphalt"}, F(0)),
    ],
)
def test_the_looks_of_a_road_are_flags(tags, flags):
    assert rule(highway="service", **tags).flags == flags


def test_a_track_is_unpaved_unless_the_map_says_otherwise():
    assert rule(highway="track").flags == F.UNPAVED
    assert rule(highway="track", tracktype="grade1").flags == 0
    assert rule(highway="track", surface="asphalt").flags == 0


@pytest.mark.parametrize(
    ("lanes", "count"), [("2", 2), ("3;2", 3), ("2.5", 2), ("many", 0), ("-1", 0), ("999", 255)]
)
def test_lanes_are_counted(lanes, count):
    assert rule(highway="primary", lanes=lanes).lanes == count


def test_a_ferry_is_driven_only_when_the_map_says_that_it_takes_cars():
    assert rule(route="ferry", motor_vehicle="yes").road_class == RoadClass.FERRY
    assert way_rule({"route": "ferry"}) is None
    assert way_rule({"route": "ferry", "motor_vehicle": "no"}) is None


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "residential", "foot": "no"}, False),
        ({"highway": "residential", "foot": "use_sidepath"}, False),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "sidewalk": "both"}, True),
        ({"highway": "trunk", "foot": "yes"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "footway", "access": "private"}, True),
        ({"highway": "footway", "access": "no"}, False),
        ({"highway": "footway", "access": "no", "foot": "yes"}, True),
        ({"railway": "platform"}, True),
        ({"public_transport": "platform"}, True),
        ({"highway": "corridor"}, True),
    ],
)
def test_what_can_be_walked(tags, walkable):
    found = way_rule(tags)
    assert (found is not None and found.walkable) == walkable


@pytest.mark.parametrize("kind", sorted(BLOCKING))
def test_a_blocking_barrier_cuts_unless_the_map_lets_us_through(kind):
    assert barrier(kind).cuts
    for key in ("emergency", "access", "motor_vehicle"):
        assert barrier(kind, **{key: "yes"}) == NodeRule(cuts=False, gate=True, flags=0)
    assert barrier(kind, access="private").cuts


@pytest.mark.parametrize("kind", ["gate", "lift_gate", "swing_gate", "chain", "yes"])
def test_a_gate_can_be_passed_and_is_marked(kind):
    assert barrier(kind) == NodeRule(cuts=False, gate=True, flags=0)
    assert barrier(kind, access="private").gate
    assert barrier(kind, access="no").cuts
    assert barrier(kind, access="no", emergency="yes").gate
    assert barrier(kind, emergency="no").cuts


@pytest.mark.parametrize("kind", ["kerb", "toll_booth", "cattle_grid", "entrance"])
def test_what_nobody_opens_is_no_gate(kind):
    assert barrier(kind) is None


@pytest.mark.parametrize(
    ("tags", "flag"),
    [
        ({"highway": "traffic_signals"}, JunctionFlag.SIGNALS),
        ({"highway": "crossing", "crossing": "traffic_signals"}, JunctionFlag.SIGNALS),
        ({"highway": "crossing", "crossing:signals": "yes"}, JunctionFlag.SIGNALS),
        ({"highway": "stop"}, JunctionFlag.STOP),
        ({"highway": "give_way"}, JunctionFlag.GIVE_WAY),
        ({"highway": "mini_roundabout"}, JunctionFlag.MINI_ROUNDABOUT),
        ({"railway": "level_crossing"}, JunctionFlag.LEVEL_CROSSING),
    ],
)
def test_what_stands_at_a_node_is_a_flag(tags, flag):
    assert node_rule(tags) == NodeRule(cuts=False, gate=False, flags=flag)


def test_an_ordinary_node_is_nothing_special():
    assert node_rule({"highway": "crossing", "crossing": "zebra"}) is None
    assert node_rule({"amenity": "cafe"}) is None


_KEYS = st.sampled_from(
    ["highway", "access", "motor_vehicle", "emergency", "oneway", "junction", "lanes", "maxspeed",
     "service", "surface", "foot", "barrier", "route", "area", "bridge", "crossing"]
)  # fmt: skip
_VALUES = st.one_of(
    st.text(), st.sampled_from(["yes", "no", "private", "residential", "footway", "-1", "bollard"])
)


@given(st.dictionaries(_KEYS, _VALUES))
def test_no_tags_upset_the_rules_and_a_driven_way_has_a_direction(tags):
    node_rule(tags)
    found = way_rule(tags)
    if found is not None:
        assert (found.road_class >= 0) == (found.forward or found.backward)
        assert found.road_class >= 0 or found.walkable
        assert 0 <= found.flags < 2**16

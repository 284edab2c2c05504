"""Roads that are closed or slow: in force at once, over when they should be, never half taken."""

from datetime import timedelta

import pytest

from tests.ground.fake import FakeGround
from tests.harness import TestTown
from tocsin.facts.roads import Condition, RoadConditionEnded, RoadConditionSet
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import ROAD_CONDITIONS_MAX, ROAD_POINTS_MAX, SLOW_FACTOR_MAX
from tocsin.response.roads import OpenRoad, Refusal, SetRoad, decide_road

BRIDGE = ((35.2, -92.4), (35.201, -92.4))


def town_with_ground():
    town = TestTown(ground=FakeGround())
    town.strict = False
    return town


def closed(points=BRIDGE, until=None):
    return SetRoad("mo", Condition.CLOSED, points, 1.0, until)


def slow(factor=3.0, points=BRIDGE, until=None):
    return SetRoad("mo", Condition.SLOW, points, factor, until)


def refused(town, command):
    outcome = town.does(command, "mo")
    assert isinstance(outcome, Refused), outcome
    assert "35.2" not in outcome.detail
    return outcome.reason


def test_a_road_is_closed_slowed_and_opened_again_by_name():
    town = town_with_ground()
    (first,) = town.accepts(closed(), "mo")
    (second,) = town.accepts(slow(), "mo")
    assert (first.road, second.road) == ("R-1", "R-2")
    now = town.state.response.roads
    assert (now["R-1"].condition, now["R-1"].points, now["R-1"].since) == (
        Condition.CLOSED,
        BRIDGE,
        town.now,
    )
    assert (now["R-2"].condition, now["R-2"].factor, now["R-2"].by) == (Condition.SLOW, 3.0, "mo")
    town.accepts(OpenRoad("R-1", "mo"), "mo")
    assert list(town.state.response.roads) == ["R-2"]
    assert refused(town, OpenRoad("R-1", "mo")) is Refusal.ROAD_UNKNOWN


def test_names_are_never_given_twice():
    town = town_with_ground()
    town.accepts(closed(), "mo")
    town.accepts(OpenRoad("R-1", "mo"), "mo")
    (again,) = town.accepts(closed(), "mo")
    assert again.road == "R-2"


def test_a_closed_road_has_no_factor():
    town = town_with_ground()
    (fact,) = town.accepts(SetRoad("mo", Condition.CLOSED, BRIDGE, 7.0), "mo")
    assert fact.factor == 1.0


def test_what_is_closed_reaches_whoever_is_asked_for_times():
    town = town_with_ground()
    town.accepts(closed(), "mo")
    town.ana.texts("SOS in the north lot")
    seen = []

    def arrivals(starts, spots, roads, now):
        seen.append(dict(roads))
        return [None] * len(starts)

    town.ground.arrivals = arrivals
    views = town.engine.views(town.now)
    views.arrivals(["P11"], views.spots(town.incident()))
    assert list(seen[0]) == ["R-1"]


def test_a_condition_ends_by_itself_and_says_so():
    town = town_with_ground()
    town.accepts(closed(until=town.after_s(600)), "mo")
    town.fast_forward(seconds=599)
    assert "R-1" in town.state.response.roads
    town.fast_forward(seconds=1)
    assert town.state.response.roads == {}
    (ended,) = town.of(RoadConditionEnded)
    assert (ended.road, ended.by) == ("R-1", "system")
    town.fast_forward(minutes=60)
    assert len(town.of(RoadConditionEnded)) == 1


def test_one_that_was_opened_early_does_not_end_again():
    town = town_with_ground()
    town.accepts(closed(until=town.after_s(600)), "mo")
    town.accepts(OpenRoad("R-1", "mo"), "mo")
    town.fast_forward(minutes=20)
    assert len(town.of(RoadConditionEnded)) == 1


def test_one_that_ran_out_while_nobody_ran_is_over_at_the_start():
    town = town_with_ground()
    town.accepts(closed(until=town.after_s(600)), "mo")
    town.clock.move_to(town.after_s(3600))
    town.crash()
    town.fast_forward(seconds=1)
    assert town.state.response.roads == {}


@pytest.mark.parametrize(
    "points",
    [
        (),
        ((35.2, -92.4),) * (ROAD_POINTS_MAX + 1),
        ((91.0, 0.0),),
        ((0.0, 181.0),),
        ((float("nan"), 0.0),),
        ((0.0, float("inf")),),
        (*BRIDGE, (35.2, -200.0)),
    ],
)
def test_what_are_no_points_is_refused(points):
    town = town_with_ground()
    assert refused(town, closed(points)) is Refusal.ROAD_POINTS_INVALID
    assert refused(town, slow(3.0, points)) is Refusal.ROAD_POINTS_INVALID


@pytest.mark.parametrize("factor", [1.0, 0.5, -2.0, SLOW_FACTOR_MAX + 0.1, float("nan")])
def test_what_makes_a_road_no_slower_or_endless_is_refused(factor):
    assert refused(town_with_ground(), slow(factor)) is Refusal.ROAD_FACTOR_INVALID


def test_the_bounds_themselves_are_taken():
    town = town_with_ground()
    town.accepts(slow(SLOW_FACTOR_MAX, ((35.2, -92.4),) * ROAD_POINTS_MAX), "mo")
    town.accepts(closed(((90.0, 180.0),)), "mo")


def test_what_would_be_over_already_is_refused():
    town = town_with_ground()
    for until in (town.now, town.now - timedelta(days=1)):
        assert refused(town, closed(until=until)) is Refusal.ROAD_TIME_INVALID


def test_there_is_a_bound_on_how_many_are_in_force_at_once():
    town = town_with_ground()
    town.accepts(closed(), "mo")
    road = town.state.response.roads["R-1"]
    many = {f"R-{number}": road for number in range(ROAD_CONDITIONS_MAX)}
    outcome = decide_road(many, ROAD_CONDITIONS_MAX, closed(), town.now, lambda *_: "")
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.TOO_MANY_ROADS
    del many["R-7"]
    assert decide_road(many, ROAD_CONDITIONS_MAX, closed(), town.now, lambda *_: "").facts


def test_a_restart_knows_every_road_as_it_was():
    town = town_with_ground()
    town.accepts(closed(until=town.after_s(6000)), "mo")
    town.accepts(slow(), "mo")
    town.accepts(closed(((35.3, -92.4),)), "mo")
    town.accepts(OpenRoad("R-2", "mo"), "mo")
    alive = town.state.response
    town.crash()
    assert town.state.response == alive
    assert list(town.state.response.roads) == ["R-1", "R-3"]
    assert len(town.of(RoadConditionSet)) == 3


def test_what_is_nowhere_on_the_map_closes_no_road():
    ground = FakeGround()
    ground.doubts[BRIDGE[1]] = "off_the_map"
    town = TestTown(ground=ground)
    assert refused(town, closed()) is Refusal.ROAD_OFF_THE_MAP
    assert not town.state.response.roads
    town.accepts(closed(BRIDGE[:1]), "mo")

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roads.small import Road, network_of
from tests.roads.town import at, grid, measured
from tocsin.roads.network import RoadClass, StretchFlag
from tocsin.roads.speeds import (
    DEFAULT,
    FERRY_S,
    GATE_S,
    Calibration,
    HourBand,
    arc_ms,
    calibrated,
    check,
    free_kph,
    hour_band,
)
from tocsin.roads.turning import TurnCosts, turn_ms
from tocsin.roads.turns import build

HOURS = st.floats(0, 24, exclude_max=True)


def street(road_class=RoadClass.RESIDENTIAL, posted_kph=0, flags=0):
    network = measured(network_of([at(0, 0), at(1000, 0)], [Road(0, 1, False, road_class, flags)]))
    return network._replace(posted_kph=np.array([posted_kph], np.float32))


def seconds(network, hour=12.0, weekday=0, calibration=DEFAULT):
    return arc_ms(network, calibration, hour, weekday)[0] / 1000


def test_a_posted_limit_is_driven_almost_and_never_faster_than_the_road_allows():
    assert free_kph(street(RoadClass.PRIMARY, 50)) == pytest.approx(45)
    assert free_kph(street(RoadClass.RESIDENTIAL, 90)) == pytest.approx(45)
    assert free_kph(street(RoadClass.RESIDENTIAL)) == pytest.approx(32)


@pytest.mark.parametrize("posted", [float("nan"), -10, float("inf")])
def test_a_limit_without_sense_is_no_limit(posted):
    assert free_kph(street(posted_kph=posted)) == pytest.approx(32)


@given(st.sampled_from(list(RoadClass)), HOURS, st.integers(0, 6))
def test_nobody_is_said_to_drive_faster_than_free_flow(road_class, hour, weekday):
    network = street(road_class)
    assert seconds(network, hour, weekday) >= 1000 / (free_kph(network)[0] / 3.6) - 0.01


def test_a_primary_road_takes_longer_in_the_rush_than_at_night():
    network = street(RoadClass.PRIMARY)
    assert seconds(network, 17) > seconds(network, 12) > seconds(network, 3)
    assert seconds(network, 17, weekday=6) < seconds(network, 17, weekday=2)


@pytest.mark.parametrize(
    "flag",
    [
        StretchFlag.UNPAVED,
        StretchFlag.DRIVEWAY,
        StretchFlag.PARKING_AISLE,
        StretchFlag.ALLEY,
        StretchFlag.PRIVATE,
    ],
)
def test_what_slows_a_road_down_slows_it_down(flag):
    assert seconds(street(flags=flag)) > 1.1 * seconds(street())


def test_gates_and_ferries_are_waited_for_once():
    assert seconds(street(flags=StretchFlag.GATE)) == pytest.approx(seconds(street()) + GATE_S)
    assert seconds(street(RoadClass.FERRY)) == pytest.approx(FERRY_S + 1000 / (12 / 3.6), abs=1)


@pytest.mark.parametrize(
    ("hour", "weekday", "band"),
    [
        (0, 0, HourBand.NIGHT),
        (5.99, 5, HourBand.NIGHT),
        (6, 0, HourBand.DAY),
        (7, 4, HourBand.MORNING_RUSH),
        (9.5, 4, HourBand.DAY),
        (15.5, 4, HourBand.EVENING_RUSH),
        (18.5, 0, HourBand.EVENING),
        (8, 5, HourBand.WEEKEND),
        (22, 6, HourBand.NIGHT),
    ],
)
def test_every_hour_has_its_band(hour, weekday, band):
    assert hour_band(hour, weekday) is band


@pytest.mark.parametrize(("hour", "weekday"), [(24, 0), (-1, 0), (12, 7), (float("nan"), 0)])
def test_an_hour_that_does_not_exist_is_refused(hour, weekday):
    with pytest.raises(ValueError, match="hour"):
        hour_band(hour, weekday)


@pytest.mark.parametrize(
    "calibration",
    [
        Calibration(factors=((1.0,),)),
        Calibration(emergency=0.0),
        Calibration(turn=float("nan")),
        Calibration(start_s=-1),
        Calibration(low=1.2),
        Calibration(high=0.9),
    ],
)
def test_a_calibration_without_sense_is_refused(calibration):
    with pytest.raises(ValueError, match=r"above|seconds|classes"):
        check(calibration)


def test_a_calibration_can_be_written_down_and_read_back():
    text = msgspec.json.encode(DEFAULT)
    assert msgspec.json.decode(text, type=Calibration) == DEFAULT


def test_emergency_driving_scales_every_road():
    quick = Calibration(emergency=0.8)
    assert seconds(street(), calibration=quick) == pytest.approx(0.8 * seconds(street()), abs=0.01)


@pytest.mark.parametrize("turning", [{"left_s": 3.0}, {"signals_s": -1.0}, {"stop_s": 1e9}])
def test_a_price_of_turning_without_sense_is_refused(turning):
    with pytest.raises(ValueError, match="turn"):
        check(Calibration(turning=turning))


def test_turns_cost_what_the_calibration_says_and_otherwise_what_they_did():
    network = grid()
    turns = build(network)
    assert calibrated(turns, network, DEFAULT) is turns
    dear = calibrated(turns, network, Calibration(turning={"far_turn_s": 9.0}))
    assert dear.turn_ms.max() == turns.turn_ms.max()
    assert (dear.turn_ms == 9000).sum() == (turns.turn_ms == 3000).sum() > 0
    doubled = calibrated(turns, network, Calibration(turning={"far_turn_s": 9.0}, turn=2.0))
    assert (doubled.turn_ms == 2 * dear.turn_ms).all()


def test_a_crossing_costs_nothing_until_it_is_fitted_and_no_driveway_makes_one():
    places = [at(0, 0), at(200, 0), at(400, 0), at(200, 200)]
    for joins, cost in ((RoadClass.RESIDENTIAL, 1500), (RoadClass.SERVICE, 0)):
        roads = [Road(0, 1), Road(1, 2), Road(1, 3, False, joins)]
        network = measured(network_of(places, roads))
        ahead = np.flatnonzero((network.tail == 0) & (network.head == 1)).astype(np.int32)
        onward = np.flatnonzero((network.tail == 1) & (network.head == 2)).astype(np.int32)
        priced = turn_ms(network, ahead, onward, TurnCosts(crossing_s=1.5))
        assert priced.tolist() == [cost]
        assert turn_ms(network, ahead, onward, TurnCosts()).tolist() == [0]

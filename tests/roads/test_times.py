from datetime import timedelta

import msgspec
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.roads.small import Road, network_of, networks
from tests.roads.town import NOW, at, footways, grid, plain_drive, roads_of, unit_at
from tocsin.roads.engine import CLOSED
from tocsin.roads.network import RoadClass
from tocsin.roads.speeds import FACTORS, START_S, HourBand
from tocsin.roads.starts import U_TURN_MS, WIDENING_M_MAX, Answer, Start
from tocsin.roads.travel import Method


def start(east_m, north_m, **more):
    latitude, longitude = at(east_m, north_m)
    return Start(latitude, longitude, **{"fix_at": NOW, **more})


def one(roads, place, unit, now=NOW):
    return roads.to_place(place, [unit], now)[0]


def drive_s(metres):
    """Residential at noon on a Monday, with the start of a standing unit."""
    return START_S + metres / (32 / 3.6) * FACTORS[RoadClass.RESIDENTIAL][HourBand.DAY]


def test_a_unit_behind_the_place_on_the_same_street_drives_straight_on():
    roads = roads_of(grid())
    time = one(roads, at(150, 0), start(50, 0))
    assert time.seconds == pytest.approx(drive_s(100), abs=0.2)
    assert (time.answer, time.method) == (Answer.OK, Method.ROAD)


def test_on_a_one_way_street_a_place_just_behind_is_once_around_the_block():
    roads = roads_of(grid(one_way={(0, 1)}))
    ahead = one(roads, at(150, 0), start(50, 0))
    behind = one(roads, at(50, 0), start(150, 0))
    assert ahead.seconds == pytest.approx(drive_s(100), abs=0.2)
    assert behind.seconds > drive_s(50 + 3 * 200 + 50)
    assert behind.seconds < drive_s(50 + 3 * 200 + 50) + 25


def test_a_unit_that_drives_away_has_to_turn_round():
    roads = roads_of(grid())
    towards = start(50, 0, speed_mps=10.0, heading_deg=90.0)
    away = start(50, 0, speed_mps=10.0, heading_deg=270.0)
    straight_on = one(roads, at(150, 0), towards).seconds
    assert straight_on == pytest.approx(drive_s(100) - START_S, abs=0.2)
    assert one(roads, at(150, 0), away).seconds == pytest.approx(
        straight_on + U_TURN_MS / 1000, abs=0.2
    )


def test_turnout_is_added_and_told_apart():
    roads = roads_of(grid())
    time = one(roads, at(150, 0), start(50, 0, turnout_s=60.0))
    assert time.turnout_s == 60
    assert time.seconds == pytest.approx(time.turnout_s + time.road_s + time.foot_s)
    assert time.seconds == pytest.approx(60 + drive_s(100), abs=0.2)


def test_the_last_metres_are_walked_from_where_a_vehicle_can_stop():
    lot = footways([(100, 0), (100, 90), (150, 90)], [(0, 1), (1, 2)], [(0, 0, 100.0)])
    roads = roads_of(grid(), lot)
    time = one(roads, at(150, 90), start(0, 0))
    assert time.foot_s == pytest.approx(140 / 1.4, abs=0.5)
    assert time.road_s == pytest.approx(drive_s(100), abs=0.5)


def test_a_severed_road_is_named_and_still_gives_a_guess():
    roads = roads_of(island())
    time = one(roads, at(5000, 20), start(20, 0))
    assert (time.answer, time.method) == (Answer.NO_ROAD, Method.STRAIGHT_LINE)
    assert 5000 / 25 < time.seconds < 5000
    assert time.low_s < time.seconds < time.high_s


def island():
    places = [at(0, 0), at(200, 0), at(5000, 0), at(5000, 200)]
    return network_of(places, [Road(0, 1), Road(2, 3)])


@pytest.mark.parametrize(
    ("unit", "answer", "has_time"),
    [
        (Start(), Answer.NO_FIX, False),
        (Start(0.0, 0.0, NOW), Answer.NO_FIX, False),
        (Start(float("nan"), 7.0, NOW), Answer.NO_FIX, False),
        (Start(7.001, 45.001, NOW), Answer.PERHAPS_SWAPPED, False),
        (Start(45.001, -7.001, NOW), Answer.PERHAPS_SWAPPED, False),
        (Start(44.5, 6.0, NOW), Answer.OFF_THE_MAP, True),
        (Start(45.001, 7.001, NOW + timedelta(days=1)), Answer.FIX_FROM_THE_FUTURE, True),
        (Start(45.001, 7.001, None), Answer.UNDATED_FIX, True),
        (Start(45.001, 7.001, NOW - timedelta(hours=1)), Answer.STALE_FIX, True),
        (Start(45.001, 7.001, NOW + timedelta(seconds=30)), Answer.OK, True),
    ],
)
def test_every_bad_position_has_its_named_answer(unit, answer, has_time):
    time = one(roads_of(grid()), at(150, 0), unit)
    assert time.answer is answer
    assert (time.seconds is not None) is has_time


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ((44.0, 6.0), Answer.PLACE_OFF_THE_MAP),
        ((7.001, 45.001), Answer.PLACE_PERHAPS_SWAPPED),
        ((float("nan"), 7.0), Answer.NO_PLACE),
        ((0.0, 0.0), Answer.NO_PLACE),
    ],
)
def test_every_bad_place_has_its_named_answer(place, answer):
    assert one(roads_of(grid()), place, start(0, 0)).answer is answer


def test_a_fix_from_the_future_is_as_wide_as_it_gets():
    roads = roads_of(grid())
    ahead = one(roads, at(150, 0), start(50, 0, fix_at=NOW + timedelta(days=1)))
    assert ahead.fix_age_s is None
    assert ahead.within_m == WIDENING_M_MAX


@given(
    st.floats(0, 90_000),
    st.floats(0, 90_000),
    st.one_of(st.none(), st.floats(0, 40)),
    st.floats(0, 500),
)
def test_an_older_fix_is_never_narrower(younger_s, older_s, speed_mps, accuracy_m):
    younger_s, older_s = sorted((younger_s, older_s))
    roads = roads_of(grid())
    units = [
        start(50, 0, speed_mps=speed_mps, accuracy_m=accuracy_m, fix_at=NOW - timedelta(seconds=s))
        for s in (younger_s, older_s)
    ]
    young, old = roads.to_place(at(350, 200), units, NOW)
    assert old.low_s <= young.low_s <= young.seconds <= young.high_s <= old.high_s
    assert old.within_m >= young.within_m >= accuracy_m


def test_somebody_on_foot_walks():
    path = footways([(0, 5), (500, 5)], [(0, 1)], [])
    roads = roads_of(grid(), path)
    time = one(roads, at(500, 5), start(0, 5, on_foot=True))
    assert time.method is Method.FOOT
    assert time.seconds == pytest.approx(500 / 1.4, abs=1)
    assert time.road_s == 0


def test_a_crew_beside_the_place_walks_over():
    time = one(roads_of(grid()), at(50, 20), start(50, 0))
    assert time.method is Method.FOOT
    assert time.seconds == pytest.approx(20 * 1.3 / 1.4, abs=0.3)


def test_who_stands_on_a_closed_road_still_leaves_it_and_who_is_sent_there_walks_in():
    network = grid()
    roads = roads_of(network)
    before = one(roads, at(100, 0), start(350, 0))
    ms = roads.base_ms.copy()
    ms[network.stretch == 0] = CLOSED
    roads.set_arcs(ms)
    leaves = one(roads, at(350, 0), start(100, 0))
    assert leaves.answer is Answer.OK
    arrives = one(roads, at(100, 0), start(350, 0))
    assert arrives.answer is Answer.OK
    assert arrives.foot_s > 60
    assert arrives.seconds > before.seconds
    roads.set_arcs(roads.base_ms)
    assert one(roads, at(100, 0), start(350, 0)) == before


def test_a_place_that_may_be_at_several_points_has_their_mean_and_their_range():
    roads = roads_of(grid())
    near, far = at(150, 0), at(350, 600)
    units = [start(50, 0)]
    each = [one(roads, place, units[0]) for place in (near, far)]
    (both,) = roads.to_places([(*near, 3.0), (*far, 1.0)], units, NOW)
    assert both.seconds == pytest.approx(0.75 * each[0].seconds + 0.25 * each[1].seconds)
    assert (both.low_s, both.high_s) == (each[0].low_s, each[1].high_s)
    with pytest.raises(ValueError, match="above zero"):
        roads.to_places([(*near, 0.0)], units, NOW)


def test_the_soonest_come_first_and_who_has_no_time_is_not_ranked():
    roads = roads_of(grid())
    times = roads.to_place(at(150, 0), [start(600, 600), Start(), start(50, 0)], NOW)
    assert times.ranked() == [2, 0]
    assert times.ranked(1) == [2]


def test_from_a_place_to_every_junction_agrees_with_each_alone():
    network = grid(one_way={(0, 1), (5, 6)})
    roads = roads_of(network)
    unit = start(70, 0)
    reached = roads.from_place(unit)
    for junction in range(len(network.latitude)):
        place = float(network.latitude[junction]), float(network.longitude[junction])
        road_s = roads.matrix([unit], [place])[0, 0]
        assert reached.junction_ms[junction] / 1000 == pytest.approx(road_s, abs=0.2)


def test_a_matrix_says_what_each_pair_says():
    roads = roads_of(grid())
    units, places = [start(50, 0), start(0, 310)], [at(150, 0), at(600, 330), at(10, 0)]
    table = roads.matrix(units, places)
    for column, place in enumerate(places):
        for row, time in enumerate(roads.to_place(place, units, NOW)):
            if time.method is Method.ROAD:
                assert table[row, column] == pytest.approx(time.seconds)


@given(networks(), st.data())
def test_any_drive_is_the_one_that_a_plain_search_finds(network, data):
    roads = roads_of(network)
    shut = data.draw(st.lists(st.integers(0, len(network.tail) - 1)))
    ms = roads.base_ms.copy()
    ms[shut] = CLOSED
    roads.set_arcs(ms)
    point = st.tuples(st.floats(44.998, 45.022), st.floats(6.998, 7.022))
    unit = unit_at(data.draw(point))
    target = roads.target(*data.draw(point))
    prepared = roads.prepare([unit])
    assume(len(prepared.row_arc))
    found = roads.road_ms(prepared, target)[0]
    ends = list(zip(target.arc.tolist(), target.beyond_ms, target.foot_ms, strict=True))
    rows = zip(
        prepared.row_arc.tolist(), roads._row_ms(prepared), prepared.row_extra_ms, strict=True
    )
    best = min(
        extra + plain_drive(network, ms, arc, ahead - extra, ends) for arc, ahead, extra in rows
    )
    assert found == pytest.approx(best + START_S * 1000, abs=5)


@given(networks(), st.data())
def test_closing_a_road_never_makes_anybody_sooner(network, data):
    roads = roads_of(network)
    point = st.tuples(st.floats(44.998, 45.022), st.floats(6.998, 7.022))
    place, unit = data.draw(point), unit_at(data.draw(point))
    assume(len(roads.prepare([unit]).row_arc))
    before = roads.to_place(place, [unit], NOW)[0]
    ms = roads.base_ms.copy()
    ms[network.stretch == data.draw(st.integers(0, len(network.stretch_from) - 1))] = CLOSED
    roads.set_arcs(ms)
    after = roads.to_place(place, [unit], NOW)[0]
    if before.method is Method.ROAD and after.method is Method.ROAD:
        assert after.seconds >= before.seconds - 0.005
    roads.set_arcs(roads.base_ms)
    assert roads.to_place(place, [unit], NOW)[0] == before


def test_times_can_be_written_down():
    time = one(roads_of(grid()), at(150, 0), start(50, 0))
    assert msgspec.json.decode(msgspec.json.encode(time))["answer"] == "ok"
    assert np.isfinite(time.seconds)


ANYTHING = st.one_of(st.none(), st.floats())


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING, st.booleans(), st.none() | st.datetimes())
def test_whatever_a_device_sends_there_is_an_answer(
    latitude, longitude, speed_mps, heading_deg, accuracy_m, on_foot, fix_at
):
    unit = Start(
        latitude,
        longitude,
        fix_at,
        speed_mps=speed_mps,
        heading_deg=heading_deg,
        accuracy_m=accuracy_m,
        on_foot=on_foot,
    )
    time = one(roads_of(grid()), at(150, 0), unit)
    assert time.answer in Answer
    if time.seconds is not None:
        assert 0 <= time.low_s <= time.seconds <= time.high_s < np.inf


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 30), st.floats(0, 360), ANYTHING)
def test_whatever_moves_on_the_map_gets_a_time(share, other, speed_mps, heading_deg, accuracy_m):
    roads = roads_of(grid(one_way={(0, 1), (5, 6)}))
    unit = start(
        600 * share,
        600 * other,
        speed_mps=speed_mps,
        heading_deg=heading_deg,
        accuracy_m=accuracy_m,
    )
    time = one(roads, at(600 * other, 600 * share), unit)
    assert time.answer is Answer.OK
    assert time.low_s <= time.seconds <= time.high_s

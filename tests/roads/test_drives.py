import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.roads.driven import drives, reopening, town
from tests.roads.town import NOW, at, unit_at
from tocsin.roads.drives import (
    CLOCK,
    NO_WAY,
    TURNS,
    Drive,
    LeftOut,
    Way,
    bands,
    parts,
    troubles,
    way_of,
)
from tocsin.roads.engine import CLOSED
from tocsin.roads.fitting import Recorded, expected_s
from tocsin.roads.speeds import DEFAULT, Calibration, HourBand, hour_band

TOWN = town()
REOPEN = reopening(TOWN)
POINTS = st.tuples(st.floats(0, 2400), st.floats(0, 2400)).map(lambda metres: at(*metres))


def drive(one, other, seconds=100.0, hour=12.0):
    return Drive(one[0], one[1], other[0], other[1], hour, 1, seconds)


def why(one, other, seconds=100.0):
    each = [drive(one, other, seconds)]
    return troubles(each, parts(REOPEN(DEFAULT), each))[0]


def test_every_band_of_hours_has_a_clock_within_it():
    assert [hour_band(*CLOCK[band]) for band in HourBand] == list(HourBand)


@settings(max_examples=40)
@given(POINTS, POINTS, st.sampled_from([3.0, 8.0, 12.0, 17.0]))
def test_the_parts_of_a_drive_add_up_to_what_the_roads_say_of_it(one, other, hour):
    calibration = Calibration(turning={"crossing_s": 2.0, "far_turn_s": 7.0}, start_s=20.0)
    roads = REOPEN(calibration)
    each = [drive(one, other, hour=hour)]
    found = parts(roads, each)
    if found.has_way[0] != 1:
        return
    recorded = Recorded(found, bands(each), np.ones(1), np.full(1, 100.0))
    roads.set_clock(hour, 1)
    said = roads.to_place(other, [unit_at(one)], NOW)[0]
    if said.method == "road":
        driven_s = said.seconds - said.foot_s
        assert expected_s(recorded, calibration)[0] == pytest.approx(driven_s, abs=0.05)


def test_a_drive_ends_where_the_vehicle_stops_and_nobody_has_walked_yet():
    kerb, yard = (parts(REOPEN(DEFAULT), [drive(at(30, 0), at(700, y))]) for y in (300, 360))
    walked = REOPEN(DEFAULT).to_place(at(700, 360), [unit_at(at(30, 0))], NOW)[0]
    assert walked.foot_s > 30
    assert yard.fixed_s[0] == kerb.fixed_s[0]
    assert yard.metres[0] == pytest.approx(kerb.metres[0], abs=1)


def test_turns_and_crossings_on_the_way_are_counted():
    found = parts(REOPEN(DEFAULT), [drive(at(30, 0), at(600, 570))])
    counted = dict(zip(TURNS, found.turns[0], strict=True))
    bends = counted["near_turn_s"] + counted["far_turn_s"]
    assert bends == pytest.approx(1.0, abs=0.02)
    assert counted["crossing_s"] + counted["bigger_road_s"] == 3
    assert found.metres[0] == pytest.approx(570 + 570, abs=3)


def test_what_cannot_have_been_driven_is_told_apart():
    here, there = at(100, 0), at(1500, 900)
    assert why(here, there) is None
    assert why(here, there, 0.0) is LeftOut.NO_TIME
    assert why(here, there, float("nan")) is LeftOut.NO_TIME
    assert why(here, there, -46.0) is LeftOut.NO_TIME
    assert why(here, there, 20.0) is LeftOut.TOO_FAST
    assert why(here, there, 7000.0) is LeftOut.TOO_SLOW
    assert why(here, at(160, 0)) is LeftOut.TOO_SHORT
    assert why(here, at(90_000, 0)) is LeftOut.NO_POSITION
    assert why((float("nan"), 7.0), there) is LeftOut.NO_POSITION


def test_a_place_no_road_leads_to_has_no_way():
    corner = np.isin(TOWN.stretch_from, [0]) & np.isin(TOWN.stretch_to, [1])
    roads = REOPEN(DEFAULT)
    closed = np.where(corner[TOWN.stretch], roads.ms, CLOSED).astype(np.int32)
    roads.set_arcs(closed)
    assert way_of(roads, *at(1500, 900), *at(150, 0)) == NO_WAY
    assert isinstance(way_of(REOPEN(DEFAULT), *at(1500, 900), *at(150, 0)), Way)


def test_the_same_drives_give_the_same_parts_in_any_order():
    some = drives(TOWN, DEFAULT, 30, 1)
    one, other = parts(REOPEN(DEFAULT), some), parts(REOPEN(DEFAULT), some[::-1])
    for name in one._fields:
        assert np.array_equal(getattr(one, name), getattr(other, name)[::-1])


def test_progress_is_told_and_never_goes_back():
    told: list[float] = []
    parts(REOPEN(DEFAULT), drives(TOWN, DEFAULT, 600, 1), told=told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1

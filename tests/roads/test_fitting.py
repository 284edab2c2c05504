from functools import cache

import msgspec
import numpy as np
import pytest

from tests.roads.driven import drives, reopening, town
from tocsin.roads.drives import bands, parts
from tocsin.roads.fitting import (
    GROUP,
    MAIN,
    SCALE_MAX,
    SIDE,
    START_S_MAX,
    Recorded,
    expected_s,
    solve,
)
from tocsin.roads.network import RoadClass
from tocsin.roads.speeds import DEFAULT, FREE_KPH, Calibration, HourBand, check

TOWN = town()
ROADS = reopening(TOWN)(DEFAULT)


def slower(main, side, **more):
    """The default with main roads and side streets so many times slower."""
    scale = {MAIN: main, SIDE: side}
    factors = tuple(
        tuple(each * scale.get(group, 1.0) for each in row)
        for row, group in zip(DEFAULT.factors, GROUP, strict=True)
    )
    return Calibration(factors=factors, **more)


@cache
def driven(count, seed):
    some = drives(TOWN, DEFAULT, count, seed)
    return some, parts(ROADS, some)


def recorded(truth, count=600, seed=1, spread=0.0):
    some, found = driven(count, seed)
    keep = found.has_way == 1
    found = type(found)(*(column[keep] for column in found))
    alone = Recorded(found, bands(some)[keep], np.ones(keep.sum()), np.ones(keep.sum()))
    chance = np.exp(spread * np.random.default_rng(seed).standard_normal(keep.sum()))
    return alone._replace(seconds=expected_s(alone, truth) * chance)


def at_day(calibration, road_class):
    return calibration.factors[road_class][HourBand.DAY]


def test_what_was_driven_is_found_again():
    truth = slower(1.4, 1.2, start_s=70.0)
    found = solve(recorded(truth), DEFAULT)
    for each in (RoadClass.SECONDARY, RoadClass.RESIDENTIAL):
        assert at_day(found, each) == pytest.approx(at_day(truth, each), rel=0.1)
    # The guess draws it a little towards itself: that is what keeps few drives sane.
    assert found.start_s == pytest.approx(70, abs=8)
    some = recorded(truth, seed=2)
    assert np.abs(expected_s(some, found) / some.seconds - 1).max() < 0.06


def test_what_nobody_drove_keeps_its_guess():
    found = solve(recorded(slower(1.4, 1.2)), DEFAULT)
    assert found.factors[RoadClass.MOTORWAY] == DEFAULT.factors[RoadClass.MOTORWAY]
    assert found.factors[RoadClass.FERRY] == DEFAULT.factors[RoadClass.FERRY]
    assert found.turning["signals_s"] == 5.0
    assert at_day(found, RoadClass.SECONDARY) > 1.2


def test_one_drive_in_eight_with_a_forgotten_stamp_moves_little():
    truth = slower(1.2, 1.1)
    some = recorded(truth, spread=0.15)
    wrong = some.seconds.copy()
    wrong[::8] = 3000.0
    found = solve(some._replace(seconds=wrong), DEFAULT)
    right = recorded(truth, seed=3)
    assert np.median(expected_s(right, found) / right.seconds) == pytest.approx(1, abs=0.08)


def test_more_drives_move_a_number_farther_from_its_guess():
    truth = slower(1.5, 1.5)
    moved = [at_day(solve(recorded(truth, n, spread=0.2), DEFAULT), 6) for n in (6, 60, 600)]
    assert at_day(DEFAULT, 6) < moved[0] < moved[1] < moved[2]


def test_the_drives_of_one_hour_carry_over_to_the_others_in_part():
    some = recorded(slower(1.5, 1.5))
    day = some.band == HourBand.DAY
    only = Recorded(type(some.parts)(*(c[day] for c in some.parts)), *(c[day] for c in some[1:]))
    found = solve(only, DEFAULT)
    gained = np.array(found.factors)[RoadClass.RESIDENTIAL] / np.array(DEFAULT.factors)[6]
    assert 1.02 < gained[HourBand.WEEKEND] < gained[HourBand.DAY]


def test_numbers_stay_within_bounds_whatever_was_recorded():
    some = recorded(DEFAULT)
    for seconds in (np.full(len(some.seconds), 7000.0), np.full(len(some.seconds), 10.0)):
        found = solve(some._replace(seconds=seconds), DEFAULT)
        check(found)
        assert 0 <= found.start_s <= START_S_MAX
        assert np.max(found.factors) <= SCALE_MAX * np.max(DEFAULT.factors) + 1e-6
        assert min(found.turning.values()) >= 0


def test_no_bigger_road_comes_out_slower_than_a_smaller_one():
    found = solve(recorded(slower(3.0, 0.8)), DEFAULT)
    kph = np.array(FREE_KPH)[:7, None] / np.array(found.factors)[:7]
    # Factors are written down in thousandths, which is as much of a km/h.
    assert (np.diff(kph, axis=0) <= 0.1).all()


def test_legs_without_a_start_leave_the_start_as_it_was():
    some = recorded(slower(1.3, 1.3, start_s=0.0))
    found = solve(some._replace(is_standing=np.zeros(len(some.seconds))), DEFAULT)
    assert found.start_s == DEFAULT.start_s
    assert at_day(found, RoadClass.RESIDENTIAL) == pytest.approx(1.3 * 1.05, rel=0.05)


def test_the_same_drives_give_the_same_numbers():
    some = recorded(slower(1.2, 1.1), spread=0.2)
    assert msgspec.json.encode(solve(some, DEFAULT)) == msgspec.json.encode(solve(some, DEFAULT))

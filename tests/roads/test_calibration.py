import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from tests.roads.driven import drives, reopening, town
from tests.roads.test_fitting import slower
from tocsin.roads.calibration import DRIVES_MIN, TooFew, fit, rank_correlation
from tocsin.roads.drives import LeftOut
from tocsin.roads.network import RoadClass
from tocsin.roads.speeds import DEFAULT, HourBand

TOWN = town()
REOPEN = reopening(TOWN)
TRUTH = slower(1.1, 1.6, start_s=75.0)


@pytest.fixture(scope="module")
def seen():
    return drives(TOWN, TRUTH, 300, 1, spread=0.12)


@pytest.fixture(scope="module")
def unseen():
    return drives(TOWN, TRUTH, 150, 2, spread=0.12)


@pytest.fixture(scope="module")
def fitted(seen, unseen):
    return fit(REOPEN, seen, unseen)


def test_drives_it_has_not_seen_are_expected_more_closely(fitted):
    before, after = fitted.held_out
    assert fitted.is_better
    assert after.off_s < 0.6 * before.off_s
    assert before.ratio > 1.2
    assert after.ratio == pytest.approx(1, abs=0.06)
    assert after.rank > 0.85
    assert after.off_share < 0.12 < before.off_share


def test_the_range_holds_eight_of_ten(fitted):
    assert fitted.fitted_to.after.in_range == pytest.approx(0.8, abs=0.02)
    assert fitted.held_out.after.in_range == pytest.approx(0.8, abs=0.1)
    assert fitted.calibration.low < 1 < fitted.calibration.high


def test_slow_side_streets_are_told_from_main_roads(fitted):
    factors = fitted.calibration.factors
    main, side = (
        factors[each][HourBand.DAY] / DEFAULT.factors[each][HourBand.DAY]
        for each in (RoadClass.SECONDARY, RoadClass.RESIDENTIAL)
    )
    assert side > 1.2
    assert side > main + 0.1


def test_what_is_left_out_is_counted_with_its_reason(seen, unseen):
    wrong = [each._replace(seconds=0.0) for each in seen[:7]]
    far = [each._replace(to_latitude=60.0) for each in seen[7:10]]
    found = fit(REOPEN, [*seen, *wrong, *far], unseen)
    base = fit(REOPEN, seen, unseen)
    assert found.left_out[LeftOut.NO_TIME] == base.left_out.get(LeftOut.NO_TIME, 0) + 7
    assert found.left_out[LeftOut.NO_POSITION] == base.left_out.get(LeftOut.NO_POSITION, 0) + 3
    assert found.calibration == base.calibration


def test_too_few_drives_are_refused_with_the_counts(seen, unseen):
    with pytest.raises(TooFew, match=rf"{DRIVES_MIN} of each are needed"):
        fit(REOPEN, seen[:30], unseen)
    with pytest.raises(TooFew, match="no time that makes sense: 150"):
        fit(REOPEN, seen, [each._replace(seconds=-1.0) for each in unseen])
    with pytest.raises(TooFew, match="0 drives to fit"):
        fit(REOPEN, [], [])


def test_where_the_guess_is_right_nothing_is_called_better_by_much(unseen):
    right = drives(TOWN, DEFAULT, 300, 3, spread=0.25)
    later = drives(TOWN, DEFAULT, 150, 4, spread=0.25)
    before, after = fit(REOPEN, right, later).held_out
    assert after.off_s == pytest.approx(before.off_s, rel=0.15)


def test_the_report_says_recorded_before_and_calibrated_side_by_side(fitted):
    lines = fitted.lines()
    counted = fitted.held_out.after
    row = next(line for line in lines if line.startswith("held out, calibrated"))
    assert f"{counted.drives:,}" in row
    assert f"{counted.off_s:.0f}" in row
    assert f"{counted.off_share:.0%}" in row
    assert f"{counted.rank:.2f}" in row
    assert any(line.startswith("held out, recorded") for line in lines)
    assert sum("recorded over expected" in line for line in lines) == 3
    assert "drives used" in lines[0]


def test_progress_ends_at_one_and_never_goes_back(seen, unseen):
    told: list[float] = []
    fit(REOPEN, seen, unseen, told=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3))
def test_the_rank_correlation_is_that_of_scipy(pairs):
    one, other = np.array(pairs, float).T
    found = rank_correlation(one, other)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(spearmanr(one, other)[0])

"""What a search sees, and what it means when it saw nobody."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.finding.detection import (
    POD_MAX,
    Belief,
    Ground,
    Light,
    Searcher,
    after_clear,
    believe,
    consolidated_pod,
    coverage,
    coverage_for,
    found_probability,
    pod,
    pod_of_coverage,
    search_seconds,
    sweep_width_from_range_m,
    sweep_width_m,
    track_for_m,
)

probabilities = st.floats(0.0, 1.0)
many = st.lists(st.tuples(st.floats(0.0, 1.0), probabilities), min_size=1, max_size=30)


def test_a_coverage_of_one_sees_63_percent():
    assert pod(20.0, 500.0, 10_000.0) == pytest.approx(1 - math.exp(-1), rel=1e-15)


def test_every_searcher_has_a_width_everywhere_and_less_in_the_dark():
    for searcher in Searcher:
        for ground in Ground:
            day, dusk, dark = (sweep_width_m(searcher, ground, light) for light in Light)
            assert day >= dusk >= dark >= 0
            assert day > dark or day == 0


def test_a_vehicle_sees_nothing_inside_a_building():
    assert sweep_width_m(Searcher.VEHICLE, Ground.BUILDING, Light.DAY) == 0
    assert search_seconds(0.5, 0.0, 1000.0, 5.0) == math.inf


def test_the_sweep_width_follows_from_a_measured_range():
    assert sweep_width_from_range_m(10.0, "high") == pytest.approx(18.0)
    assert sweep_width_from_range_m(10.0) == pytest.approx(16.0)
    with pytest.raises(ValueError, match="visibility"):
        sweep_width_from_range_m(10.0, "bright")


@given(st.floats(0.0, POD_MAX))
def test_the_effort_for_a_detection_gives_that_detection(wanted):
    assert pod_of_coverage(coverage_for(wanted)) == pytest.approx(wanted, abs=1e-12)
    track_m = track_for_m(wanted, 15.0, 8_000.0)
    assert pod(15.0, track_m, 8_000.0) == pytest.approx(wanted, abs=1e-12)


def test_searching_takes_track_over_speed():
    seconds = search_seconds(1 - math.exp(-2), 20.0, 10_000.0, 0.5)
    assert seconds == pytest.approx(2 * 10_000 / 20 / 0.5)


@given(st.lists(probabilities, max_size=8))
def test_two_searches_miss_what_both_miss(pods):
    missed = math.prod(1 - min(each, POD_MAX) for each in pods)
    together = consolidated_pod(pods)
    assert together == pytest.approx(min(POD_MAX, 1 - missed), abs=1e-12)
    assert together >= max(pods, default=0.0) - 1e-12 or together == POD_MAX


def test_a_known_update_is_bayes_to_the_letter():
    belief = after_clear(believe([0.5, 0.3], 0.2), [0.8, 0.0])
    assert belief.poa == pytest.approx([0.1 / 0.6, 0.3 / 0.6])
    assert belief.elsewhere == pytest.approx(0.2 / 0.6)


def test_what_was_never_on_the_map_grows_and_is_never_spread_over_it():
    belief = believe([0.6, 0.3])
    assert belief.elsewhere == pytest.approx(0.1)
    for _ in range(40):
        belief = after_clear(belief, [0.9, 0.9])
    assert belief.elsewhere == pytest.approx(1.0)


@given(many, st.floats(0.0, 1.0))
def test_belief_adds_up_to_one_and_never_reaches_zero(rows, rest):
    weights = np.array([row[0] for row in rows])
    total = weights.sum() + rest
    if total <= 0:
        return
    before = believe(weights / total, rest / total)
    after = before
    for _ in range(100):
        after = after_clear(after, [row[1] for row in rows])
    assert math.fsum(after.poa) + after.elsewhere == pytest.approx(1.0, abs=1e-9)
    assert np.isfinite(after.poa).all()
    assert ((after.poa > 0) == (before.poa > 0)).all()


@given(many)
def test_clearing_all_at_once_or_one_by_one_is_the_same(rows):
    weights = np.array([row[0] for row in rows]) + 1e-3
    pods = np.array([row[1] for row in rows])
    start = believe(weights / weights.sum() * 0.9, 0.1)
    together = after_clear(start, pods)
    each = start
    for index in range(pods.size):
        one = np.zeros(pods.size)
        one[index] = pods[index]
        each = after_clear(each, one)
    assert each.poa == pytest.approx(together.poa, rel=1e-9)
    assert each.elsewhere == pytest.approx(together.elsewhere, rel=1e-9)


def test_success_is_area_times_detection():
    assert found_probability(believe([0.5, 0.5]), [0.4, 0.2]) == pytest.approx(0.3)


def test_a_belief_with_nothing_anywhere_stays_as_it_is():
    nothing = Belief(np.zeros(2), 0.0)
    assert after_clear(nothing, [0.5, 0.5]) is nothing


@pytest.mark.parametrize(
    "bad",
    [
        lambda: believe([0.5, -0.1]),
        lambda: believe([0.5, math.nan]),
        lambda: believe([0.5], 0.1),
        lambda: believe([0.7, 0.7]),
        lambda: after_clear(believe([1.0]), [1.5]),
        lambda: after_clear(believe([1.0]), [0.5, 0.5]),
        lambda: coverage(10.0, 10.0, 0.0),
        lambda: coverage(-1.0, 10.0, 10.0),
        lambda: coverage_for(1.2),
        lambda: search_seconds(0.5, 10.0, 10.0, 0.0),
    ],
)
def test_what_is_no_probability_area_or_speed_is_refused(bad):
    with pytest.raises(ValueError):
        bad()

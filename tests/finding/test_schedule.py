"""Who searches what, in which order: against every possible plan, and against the bound."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.finding import schedule as module
from tocsin.finding.ceiling import ceiling
from tocsin.finding.rounds import build, improve
from tocsin.finding.schedule import (
    Aim,
    Crew,
    Crow,
    Segments,
    Table,
    UnderWay,
    mean_survival,
    plan,
    survival_rate,
)

AIM = Aim(half_life_s=1800.0, horizon_s=3600.0)
OF_THE_BEST = 0.99
"""The least part of the best that we allow where all plans can be tried; it was 1 in 280 of 280."""


def town(seed, searchers, count, *, kinds=1, aim=AIM, metric=True):
    """A made-up place with segments, searchers and ways."""
    rng = np.random.default_rng(seed)
    points, starts = rng.random((count, 2)) * 900.0, rng.random((searchers, 2)) * 900.0
    poa = rng.dirichlet(np.full(count, 0.6)) * 0.9
    pace = np.array([1 / 1.4, 1 / 6.0])[:kinds]
    search_s = rng.uniform(120.0, 900.0, (kinds, count)) * np.array([[1.0], [0.4]])[:kinds]
    pod = rng.uniform(0.2, 0.95, (kinds, count))
    kind = rng.integers(0, kinds, searchers)
    reach = np.linalg.norm(starts[:, None] - points[None], axis=2)
    between = np.linalg.norm(points[:, None] - points[None], axis=2)
    if not metric:
        between = between * rng.uniform(0.2, 3.0, between.shape)
    ways = Table(pace[:, None, None] * between)
    return Segments(poa, search_s, pod), Crew(kind, pace[kind][:, None] * reach), ways, aim


def worth_of(rounds, segments, crew, ways, aim):
    """What such rounds are worth, reckoned the plain way; None if they end too late."""
    rate, total = math.log(2) / aim.half_life_s, 0.0
    free = np.zeros(len(crew.kind)) if crew.free_at_s is None else crew.free_at_s
    for s, order in enumerate(rounds):
        k, now, at = crew.kind[s], free[s], None
        for i in order:
            now += crew.reach_s[s, i] if at is None else ways.between_s[k, at, i]
            lasts, at = segments.search_s[k, i], i
            if now + lasts > aim.horizon_s:
                return None
            x = rate * lasts
            share = math.exp(-rate * now) * (-math.expm1(-x) / x if x > 0 else 1.0)
            total += segments.poa[i] * segments.pod[k, i] * share
            now += lasts
    return total


def best_of_all(segments, crew, ways, aim):
    """The worth of the best plan there is, by trying every one (one or two searchers)."""
    count, best = len(segments.poa), 0.0
    for size in range(1, count + 1):
        for order in itertools.permutations(range(count), size):
            cuts = range(size + 1) if len(crew.kind) == 2 else [size]
            for cut in cuts:
                rounds = (order[:cut], order[cut:])[: len(crew.kind)]
                best = max(best, worth_of(rounds, segments, crew, ways, aim) or 0.0)
    return best


def segments_of(made):
    return [[task.segment for task in tasks] for tasks in made.tasks]


@settings(max_examples=40)
@given(
    st.integers(0, 2**31),
    st.integers(1, 2),
    st.integers(1, 5),
    st.integers(1, 2),
    st.sampled_from([600.0, 1800.0, 3600.0]),
    st.booleans(),
)
def test_no_plan_beats_the_bound_and_ours_is_nearly_the_best(
    seed, searchers, count, kinds, horizon_s, metric
):
    aim = Aim(1800.0, horizon_s)
    problem = town(seed, searchers, count, kinds=kinds, aim=aim, metric=metric)
    made, best = plan(*problem), best_of_all(*problem)
    assert made.worth <= best * (1 + 1e-9)
    assert made.worth >= OF_THE_BEST * best
    assert best <= made.bound * (1 + 1e-9)


@settings(max_examples=25)
@given(st.integers(0, 2**31), st.integers(1, 6), st.integers(1, 30), st.integers(1, 2))
def test_a_plan_can_be_done_and_is_worth_what_it_says(seed, searchers, count, kinds):
    problem = town(seed, searchers, count, kinds=kinds)
    made = plan(*problem)
    rounds = segments_of(made)
    done = [i for order in rounds for i in order]
    assert len(done) == len(set(done))
    assert made.worth == pytest.approx(worth_of(rounds, *problem), rel=1e-9)
    for tasks in made.tasks:
        for one, following in itertools.pairwise(tasks):
            assert one.ends_at_s <= following.starts_at_s + 1e-9
    assert 0 <= made.gap < 1


@settings(max_examples=25)
@given(st.integers(0, 2**31), st.integers(1, 4), st.integers(2, 25))
def test_the_bound_is_above_the_plan_and_the_plan_above_its_first_draft(seed, searchers, count):
    segments, crew, ways, aim = town(seed, searchers, count, kinds=2)
    made = plan(segments, crew, ways, aim)
    draft = build(module._field(segments, crew, ways, aim, ()), 1.0)
    assert draft.tail[:, 0].sum() <= made.worth * (1 + 1e-12)
    assert made.worth <= made.bound


@settings(max_examples=15)
@given(st.integers(0, 2**31), st.integers(0, 60))
def test_the_bound_holds_after_any_number_of_rounds(seed, steps):
    segments, crew, ways, aim = town(seed, 2, 5, kinds=2)
    field = module._field(segments, crew, ways, aim, ())
    assert ceiling(field, 0.0, steps + 1) >= best_of_all(segments, crew, ways, aim) * (1 - 1e-9)


def test_the_same_question_has_the_same_answer():
    assert plan(*town(5, 4, 30)) == plan(*town(5, 4, 30))


def test_one_searcher_without_ways_follows_the_discounted_index():
    segments = Segments(np.full(3, 0.3), np.array([[600.0, 100.0, 300.0]]), np.full((1, 3), 0.5))
    crew = Crew(np.array([0]), np.zeros((1, 3)))
    made = plan(segments, crew, Table(np.zeros((1, 3, 3))), AIM)
    assert segments_of(made) == [[1, 2, 0]]
    assert made.gap < 0.02


def test_the_near_and_likely_comes_before_the_far_and_likelier():
    segments = Segments(np.array([0.4, 0.5]), np.full((1, 2), 300.0), np.full((1, 2), 0.8))
    crew = Crew(np.array([0]), np.array([[60.0, 1500.0]]))
    ways = Table(np.array([[[0.0, 1500.0], [1500.0, 0.0]]]))
    assert segments_of(plan(segments, crew, ways, AIM)) == [[0, 1]]


def test_without_decay_the_worth_is_what_is_found():
    segments, crew, ways, _ = town(1, 2, 6)
    made = plan(segments, crew, ways, Aim(math.inf, 3600.0))
    assert made.worth == pytest.approx(made.found, rel=1e-12)
    assert made.found <= made.bound <= segments.poa @ segments.pod[0] * (1 + 1e-6)


def test_who_is_busy_starts_later_and_from_where_they_search():
    segments = Segments(np.full(3, 0.3), np.full((1, 3), 200.0), np.full((1, 3), 0.7))
    crew = Crew(np.array([0, 0]), np.array([[10.0, 10.0, 10.0], [900.0, 900.0, 900.0]]))
    ways = Table(np.array([[[0, 50.0, 90], [50, 0, 40], [90, 40, 0]]]))
    made = plan(segments, crew, ways, AIM, [UnderWay(0, 0, 120.0)])
    assert 0 not in [i for order in segments_of(made) for i in order]
    assert made.tasks[0][0].segment == 1
    assert made.tasks[0][0].starts_at_s == pytest.approx(120.0 + 50.0)


def test_segments_out_of_reach_go_to_whoever_can_or_to_nobody():
    segments = Segments(np.full(3, 0.3), np.full((1, 3), 200.0), np.full((1, 3), 0.7))
    reach = np.array([[10.0, math.inf, math.inf], [math.inf, 10.0, math.inf]])
    ways = Table(np.where(np.eye(3) > 0, 0.0, math.inf)[None])
    made = plan(segments, Crew(np.array([0, 0]), reach), ways, AIM)
    assert segments_of(made) == [[0], [1]]
    assert math.isfinite(made.bound)


def test_a_kind_that_cannot_search_a_segment_never_gets_it():
    search_s = np.array([[300.0, 300.0], [math.inf, 60.0]])
    segments = Segments(np.array([0.5, 0.4]), search_s, np.array([[0.7, 0.7], [0.0, 0.5]]))
    made = plan(
        segments, Crew(np.array([1]), np.full((1, 2), 5.0)), Table(np.full((2, 2, 2), 9.0)), AIM
    )
    assert segments_of(made) == [[1]]


@pytest.mark.parametrize(("searchers", "count"), [(0, 4), (3, 0), (0, 0)])
def test_nobody_or_nothing_is_an_empty_plan(searchers, count):
    segments = Segments(np.full(count, 0.2), np.full((1, count), 60.0), np.full((1, count), 0.5))
    crew = Crew(np.zeros(searchers, dtype=int), np.ones((searchers, count)))
    made = plan(segments, crew, Table(np.ones((1, count, count))), AIM)
    assert made.tasks == ((),) * searchers
    assert made.worth == made.bound == made.gap == 0.0


def test_where_she_cannot_be_nobody_is_sent():
    segments, crew, ways, aim = town(2, 2, 4)
    made = plan(segments._replace(poa=np.zeros(4)), crew, ways, aim)
    assert made.tasks == ((), ())
    assert made.worth == 0.0


def test_as_the_crow_flies_is_the_table_of_distances():
    segments, crew, ways, aim = town(9, 3, 12)
    points = np.random.default_rng(9).random((12, 2)) * 900.0
    by_points = plan(segments, crew, Crow(points, [1 / 1.4]), aim)
    assert segments_of(by_points) == segments_of(plan(segments, crew, ways, aim))
    assert by_points.worth == pytest.approx(plan(segments, crew, ways, aim).worth)


def test_fifty_units_and_four_hundred_segments_are_planned_well():
    made = plan(*town(3, 50, 400, kinds=2, aim=Aim(1800.0, 5400.0)))
    done = [i for order in segments_of(made) for i in order]
    assert len(done) == len(set(done)) > 300
    assert made.gap < 0.35


def test_after_warming_no_shape_or_kind_of_array_is_compiled_for_anew():
    module.warm()
    loops: tuple[Any, ...] = (build, improve)
    compiled = [len(loop.machine.signatures) for loop in loops]
    segments, crew, ways, aim = town(4, 3, 9, kinds=2)
    for each in (*segments, crew.reach_s, ways.between_s):
        each.setflags(write=False)
    plan(segments, crew._replace(free_at_s=[1, 2, 3]), ways, Aim(1800, 3600))
    plan(segments, crew, Crow(np.zeros((9, 2), dtype=np.float32), [1, 2]), aim)
    assert [len(loop.machine.signatures) for loop in loops] == compiled


def test_the_mean_survival_of_a_search_is_its_integral():
    rate, lasts = survival_rate(1200.0), np.array([1e-9, 60.0, 900.0])
    by_sum = [np.exp(-rate * np.linspace(0, each, 200_001)).mean() for each in lasts]
    assert mean_survival(rate, lasts) == pytest.approx(by_sum, rel=1e-4)
    assert survival_rate(math.inf) == 0.0


@pytest.mark.parametrize(
    "change",
    [
        {"poa": [-1.0]},
        {"pod": [[1.5]]},
        {"search_s": [[0.0]]},
        {"kind": [3]},
        {"reach": [[math.nan]]},
        {"between": [[[1.0, 2.0]]]},
        {"aim": Aim(0.0, 60.0)},
        {"aim": Aim(60.0, math.inf)},
        {"under_way": [UnderWay(5, 0, 1.0)]},
        {"under_way": [UnderWay(0, 0, math.inf)]},
    ],
)
def test_what_cannot_be_is_refused(change):
    with pytest.raises(ValueError):
        plan(
            Segments(
                change.get("poa", [1.0]),
                change.get("search_s", [[60.0]]),
                change.get("pod", [[0.5]]),
            ),
            Crew(change.get("kind", [0]), change.get("reach", [[1.0]])),
            Table(change.get("between", [[[0.0]]])),
            change.get("aim", AIM),
            change.get("under_way", ()),
        )

"""Effort goes where it finds most, and the bound proves it."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize

from tocsin.finding.allocation import allocate, charnes_cooper, lower_bound, remaining

NINE = Path("/work/shared/data/sar/search_effort_allocation_cases.json")
CASES = json.loads(NINE.read_text())["cases"] if NINE.exists() else []

weights = st.floats(0.0, 10.0).map(lambda each: 0.0 if each < 1e-6 else each)


@st.composite
def problems(draw):
    n, kinds = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    return (
        draw(arrays(np.float64, n, elements=weights)),
        draw(arrays(np.float64, (n, kinds), elements=weights)),
        draw(arrays(np.float64, kinds, elements=weights)),
    )


@pytest.mark.skipif(not CASES, reason=f"the nine known problems are not at {NINE}")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"] or str(case["id"]))
def test_the_nine_known_optima_are_reached(case):
    found = allocate(case["p"], case["w"], case["T"])
    assert found.unfound == pytest.approx(case["verified_min"], abs=1e-6)
    assert found.gap <= 1e-9
    assert found.bound <= case["verified_min"] + 1e-9


def test_two_places_by_hand():
    # p w exp(-w t) is level: 0.6 exp(-t1) = 0.3 exp(-t2), t1 + t2 = 2.
    t = charnes_cooper([0.6, 0.3], [1.0, 1.0], 2.0)
    assert t == pytest.approx([1 + math.log(2) / 2, 1 - math.log(2) / 2], rel=1e-14)


def test_little_effort_all_goes_to_the_best_place():
    assert charnes_cooper([0.6, 0.3], [1.0, 1.0], 0.5) == pytest.approx([0.5, 0.0])


def test_two_kinds_that_each_know_one_place_do_not_meet():
    found = allocate([0.5, 0.5], [[1.0, 0.0], [0.0, 2.0]], [3.0, 4.0])
    assert found.effort == pytest.approx(np.array([[3.0, 0.0], [0.0, 4.0]]))
    assert found.unfound == pytest.approx(0.5 * math.exp(-3) + 0.5 * math.exp(-8), rel=1e-12)


def test_two_kinds_that_are_alike_are_one_kind():
    p, w = [0.5, 0.3, 0.2], [0.1, 0.2, 0.3]
    alone = remaining(p, w, charnes_cooper(p, w, 15.0))
    both = allocate(p, [[each, 2 * each] for each in w], [5.0, 5.0])
    assert both.unfound == pytest.approx(alone, rel=1e-12)


@given(problems(), st.floats(1e-6, 1e6))
def test_one_kind_levels_all_places_that_get_any(problem, effort):
    p, w, _ = problem
    t = charnes_cooper(p, w[:, 0], effort)
    assert (t >= 0).all()
    live = p * w[:, 0] > 0
    if not live.any():
        assert (t == 0).all()
        return
    assert math.fsum(t) == pytest.approx(effort, rel=1e-12)
    height = np.log(p[live] * w[live, 0]) - w[live, 0] * t[live]
    level = height.max()
    tolerance = 1e-12 * max(1.0, abs(level))
    assert (height[t[live] > 0] >= level - 1e-10 * max(1.0, abs(level)) - tolerance).all()


@given(problems())
def test_the_gap_is_proven_and_small(problem):
    p, w, budget = problem
    found = allocate(p, w, budget)
    assert (found.effort >= 0).all()
    assert (found.effort.sum(axis=0) <= budget * (1 + 1e-12) + 1e-12).all()
    assert found.unfound == pytest.approx(remaining(p, w, found.effort), rel=1e-12)
    assert found.bound <= found.unfound
    assert found.gap <= 1e-8 * max(1.0, p.sum())


@given(problems(), st.integers(0, 2**32 - 1))
def test_no_other_division_is_better_than_the_bound(problem, seed):
    p, w, budget = problem
    found = allocate(p, w, budget)
    shares = np.random.default_rng(seed).dirichlet(np.full(p.size, 0.3), budget.size).T
    assert remaining(p, w, shares * budget) >= found.bound - 1e-9 * max(1.0, p.sum())


@given(problems(), st.integers(0, 2**32 - 1))
def test_any_prices_give_a_bound_that_holds(problem, seed):
    p, w, budget = problem
    prices = np.random.default_rng(seed).gamma(0.5, 1.0, budget.size)
    best = allocate(p, w, budget).unfound
    assert lower_bound(p, w, budget, prices) <= best + 1e-9 * max(1.0, p.sum())


@given(problems(), st.floats(1.0, 3.0))
def test_more_effort_never_leaves_more_unfound(problem, more):
    p, w, budget = problem
    once, again = allocate(p, w, budget), allocate(p, w, more * budget)
    assert again.unfound <= once.unfound + 1e-9 * max(1.0, p.sum())


def test_a_general_solver_finds_nothing_better():
    rng = np.random.default_rng(7)
    p, w, budget = rng.dirichlet(np.ones(6)), rng.gamma(1.0, 1.0, (6, 3)), np.array([1.0, 2, 3])
    theirs = minimize(
        lambda t: remaining(p, w, t.reshape(6, 3)),
        np.full(18, 1 / 6),
        bounds=[(0, None)] * 18,
        constraints={"type": "eq", "fun": lambda t: t.reshape(6, 3).sum(axis=0) - budget},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert allocate(p, w, budget).unfound <= theirs.fun + 1e-10


def test_nothing_to_search_or_nobody_to_search_is_an_answer():
    assert charnes_cooper([], [], 5.0).size == 0
    assert allocate([0.5, 0.5], [[0.0], [0.0]], [5.0]).unfound == 1.0
    idle = allocate([0.5, 0.5], [[1.0], [1.0]], [0.0])
    assert idle.unfound == idle.bound == 1.0
    assert allocate([], np.zeros((0, 2)), [1.0, 1.0]).effort.shape == (0, 2)


def test_ten_thousand_places_are_exact_too():
    rng = np.random.default_rng(3)
    p, w = rng.dirichlet(np.full(10_000, 0.1)), rng.gamma(1.0, 1.0, 10_000)
    t = charnes_cooper(p, w, 2_000.0)
    assert math.fsum(t) == pytest.approx(2_000.0, rel=1e-12)
    gain = p * w * np.exp(-w * t)
    assert gain[t > 0].min() >= gain.max() * (1 - 1e-9)


@pytest.mark.parametrize(
    ("poa", "rates", "effort"),
    [([-1.0], [[1.0]], [1.0]), ([1.0], [[math.nan]], [1.0]), ([1.0], [[1.0]], [1.0, 2.0])],
)
def test_what_is_negative_or_misshapen_is_refused(poa, rates, effort):
    with pytest.raises(ValueError):
        allocate(poa, rates, effort)

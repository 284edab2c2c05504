"""Paths over a grid: they stay within their time, and go where she may be."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.finding.grids import cover, regrid

CELL_M = 30.0


def hill(rows=24, columns=30, row=6.0, column=8.0, width=5.0):
    y, x = np.mgrid[0:rows, 0:columns] + 0.5
    grid = np.exp(-((x - column) ** 2 + (y - row) ** 2) / (2 * width**2))
    return 0.9 * grid / grid.sum()


def covered(grid, starts, **changes):
    asked = {
        "sweep_m": 30.0,
        "speed_m_per_s": 1.0,
        "half_life_s": 1800.0,
        "horizon_s": 3600.0,
    } | changes
    return cover(grid, CELL_M, starts, **asked)


def length_m(path):
    return float(np.hypot(*np.diff(path, axis=0).T).sum())


def passed_by(grid, paths, reach_m):
    """The probability of the cells whose middle was within reach of a path."""
    y, x = (np.mgrid[0 : grid.shape[0], 0 : grid.shape[1]] + 0.5) * CELL_M
    seen = np.zeros(grid.shape, bool)
    for path in paths:
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
        for at in np.arange(0.0, along[-1], 3.0):
            east, north = (np.interp(at, along, path[:, axis]) for axis in (0, 1))
            seen |= np.hypot(x - east, y - north) <= reach_m
    return grid[seen].sum()


@settings(max_examples=25)
@given(
    st.integers(1, 4),
    st.floats(100.0, 20_000.0),
    st.floats(10.0, 95.0),
    st.floats(0.5, 8.0),
)
def test_nobody_walks_longer_than_there_is_time(searchers, horizon_s, sweep_m, speed):
    grid = hill()
    found = covered(
        grid, np.full((searchers, 2), 300.0), horizon_s=horizon_s, sweep_m=sweep_m,
        speed_m_per_s=speed,
    )  # fmt: skip
    for path, seconds in zip(found.paths, found.seconds, strict=True):
        assert tuple(path[0]) == (300.0, 300.0)
        assert length_m(path) <= horizon_s * speed * (1 + 1e-9)
        assert (np.diff(seconds) >= 0).all()
        assert seconds[-1] == pytest.approx(length_m(path) / speed, abs=1e-6)
    assert 0 <= found.worth <= found.passed <= grid.sum() * (1 + 1e-9)


def test_what_the_plan_says_is_passed_is_what_the_path_passes():
    grid = hill()
    found = covered(grid, [[0.0, 0.0]], horizon_s=6000.0)
    assert found.passed == pytest.approx(passed_by(grid, found.paths, 15.1), rel=0.06)


def test_all_is_passed_when_there_is_time_for_all():
    grid = hill()
    found = covered(grid, [[0.0, 0.0]], horizon_s=60_000.0)
    assert found.passed == pytest.approx(0.9, rel=1e-9)


def test_the_likely_place_comes_first():
    grid = hill(width=2.0)
    found = covered(grid, [[450.0, 360.0]], horizon_s=1500.0)
    assert found.passed > 0.6
    blind = covered(np.full(grid.shape, 0.9 / grid.size), [[450.0, 360.0]], horizon_s=1500.0)
    assert passed_by(grid, found.paths, 15.1) > 2 * passed_by(grid, blind.paths, 15.1)


def test_more_searchers_pass_more():
    passed = [covered(hill(), np.zeros((count, 2)) + 10).passed for count in (1, 2, 4, 8)]
    assert passed == sorted(passed)
    assert passed[-1] > 1.5 * passed[0]


def test_the_same_grid_has_the_same_paths():
    once, again = (covered(hill(), [[5.0, 5.0], [700.0, 5.0]]) for _ in range(2))
    assert all((a == b).all() for a, b in zip(once.paths, again.paths, strict=True))


@given(st.integers(1, 12), st.integers(1, 12), st.floats(7.0, 95.0))
def test_cells_of_another_size_hold_the_same_in_all(rows, columns, wanted_m):
    grid = np.random.default_rng(rows * 13 + columns).random((rows, columns))
    assert regrid(grid, CELL_M, wanted_m).sum() == pytest.approx(grid.sum(), rel=1e-12)


def test_cells_twice_as_large_hold_four():
    grid = np.arange(16.0).reshape(4, 4)
    assert regrid(grid, 30.0, 60.0) == pytest.approx(np.array([[10.0, 18.0], [42.0, 50.0]]))


def test_ten_thousand_cells_and_fifty_searchers():
    starts = np.random.default_rng(1).random((50, 2)) * 3000.0
    found = covered(hill(100, 100, 40.0, 60.0, 20.0), starts, horizon_s=3600.0)
    assert found.passed > 0.5


def test_nobody_or_nothing_is_an_answer():
    assert covered(hill(), np.zeros((0, 2))).paths == ()
    nothing = covered(np.zeros((4, 4)), [[1.0, 2.0]])
    assert nothing.passed == nothing.worth == 0.0
    assert [path.tolist() for path in nothing.paths] == [[[1.0, 2.0]]]


@pytest.mark.parametrize(
    "change",
    [
        {"sweep_m": 0.0},
        {"speed_m_per_s": math.nan},
        {"horizon_s": 0.0},
        {"horizon_s": math.inf},
        {"half_life_s": -1.0},
        {"eventually": 2.0},
        {"sweep_m": 0.1},
    ],
)
def test_what_cannot_be_is_refused(change):
    with pytest.raises(ValueError):
        covered(hill(), [[0.0, 0.0]], **change)


def test_a_grid_of_anything_but_probabilities_is_refused():
    with pytest.raises(ValueError, match="grid"):
        covered(np.array([[1.0, -1.0]]), [[0.0, 0.0]])

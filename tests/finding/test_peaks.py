"""Where the map is high."""

import numpy as np
import pytest

from tocsin.finding import peaks
from tocsin.finding.peaks import basins


def bump(east_m, north_m, sigma_m, mass=1.0, step=10.0):
    axis = np.arange(-60, 61) * step
    x, y = np.meshgrid(axis, axis)
    points = np.stack([x.ravel() + east_m, y.ravel() + north_m], axis=-1)
    height = np.exp(-0.5 * (np.hypot(x, y).ravel() / sigma_m) ** 2)
    return points, mass * height / height.sum()


def both(one, other):
    return np.concatenate([one[0], other[0]]), np.concatenate([one[1], other[1]])


def masses(points, mass, cell_m=50.0):
    basin = basins(points, mass, cell_m)
    return np.bincount(basin[basin >= 0], mass[basin >= 0])


def test_one_hill_is_one_peak_that_holds_nearly_all():
    assert masses(*bump(0, 0, 120.0)) == pytest.approx([1.0], abs=0.03)


def test_two_hills_far_apart_are_two_peaks_the_higher_first():
    found = masses(*both(bump(0, 0, 60.0, 0.3), bump(3000, 0, 60.0, 0.7)))
    assert found == pytest.approx([0.7, 0.3], abs=0.03)


def test_two_hills_that_run_into_each_other_are_one():
    assert len(masses(*both(bump(0, 0, 120.0), bump(150, 0, 120.0)))) == 1


def test_ground_with_streets_between_gaps_stays_one_hill():
    points, mass = bump(0, 0, 150.0)
    street = (np.abs(points[:, 0]) % 80 < 1) | (np.abs(points[:, 1]) % 80 < 1)
    assert len(masses(points[street], mass[street])) == 1


def test_dust_belongs_to_no_peak():
    points, mass = both(bump(0, 0, 60.0), (np.array([[9000.0, 0.0]]), np.array([1e-9])))
    assert basins(points, mass, 50.0)[-1] == -1


@pytest.mark.parametrize("apart_m", [300.0, 3_000.0])
def test_ground_too_wide_for_one_sheet_has_the_same_peaks(monkeypatch, apart_m):
    points, mass = both(bump(0.0, 0.0, 120.0), bump(apart_m, apart_m / 2, 40.0, 0.3))
    on_a_sheet = basins(points, mass, 40.0)
    monkeypatch.setattr(peaks, "SHEET_MAX", 0)
    assert (basins(points, mass, 40.0) == on_a_sheet).all()
    assert on_a_sheet.max() >= 0

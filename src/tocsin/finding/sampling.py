"""Points along lines, and boxes around them, many at once."""

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.plane import METRES_PER_DEGREE, Plane
from tocsin.roads.network import Floats, Longs


def along(line: Floats, sizes: Longs, step_m: float) -> tuple[Floats, Longs, Floats]:
    """Points every `step_m` along each of several lines, at least one a line.

    `line` [p, 2] are their points one after the other, `sizes` how many each has. Gives
    the points [n, 2], the line of each and the metres each stands for.
    """
    if not len(sizes):
        return np.empty((0, 2)), np.empty(0, np.int64), np.empty(0)
    first = np.cumsum(sizes) - sizes
    pieces = np.hypot(*np.diff(line, axis=0, append=line[-1:]).T)
    pieces[first + sizes - 1] = 0.0
    before = np.cumsum(pieces) - pieces
    start = before[first]
    length = np.add.reduceat(pieces, first)
    counts = np.maximum(1, np.rint(length / step_m)).astype(np.int64)
    of = np.repeat(np.arange(len(sizes)), counts)
    n = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    each = (length / counts)[of]
    wanted = start[of] + (n + 0.5) * each
    at = np.searchsorted(before, wanted, side="right") - 1
    at = np.clip(at, first[of], (first + sizes - 2)[of])
    share = np.divide(wanted - before[at], pieces[at], out=np.zeros(len(at)), where=pieces[at] > 0)
    points: Floats = line[at] + np.clip(share, 0.0, 1.0)[:, None] * (line[at + 1] - line[at])
    return points, of, each


def boxes(latitude: Floats, longitude: Floats, first: Longs) -> Floats:
    """South, west, north and east of each line, shape [n, 4]; NaN where it has no points."""
    box = np.full((len(first) - 1, 4), np.nan)
    some = np.flatnonzero(np.diff(first) > 0)
    if len(some):
        at = first[some]
        for column, (values, least) in enumerate(
            ((latitude, True), (longitude, True), (latitude, False), (longitude, False))
        ):
            box[some, column] = (np.minimum if least else np.maximum).reduceat(values, at)
    return box


def within(box: Floats, plane: Plane, centres: Floats, radii: Floats) -> NDArray[np.bool_]:
    """Which boxes in degrees [n, 4] reach into the box around any of the circles."""
    hit = np.zeros(len(box), np.bool_)
    for (latitude, longitude), radius in zip(plane.to_degrees(centres), radii, strict=True):
        high, wide = radius / METRES_PER_DEGREE, radius / plane.x_metres_per_degree
        hit |= (
            (box[:, 0] <= latitude + high)
            & (box[:, 2] >= latitude - high)
            & (box[:, 1] <= longitude + wide)
            & (box[:, 3] >= longitude - wide)
        )
    return hit


def spread(first: Longs, sizes: Longs) -> Longs:
    """The numbers from `first` on, `sizes` of them, one run after the other."""
    begin = np.cumsum(sizes) - sizes
    spread: Longs = np.repeat(first - begin, sizes) + np.arange(sizes.sum())
    return spread

"""The peaks of a probability map: where it is high, how wide, and who says so."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.finding.ground import Support
from tocsin.finding.statements import Statement, distance_m
from tocsin.roads.compiled import compiled_making
from tocsin.roads.network import Floats

CELLS_ACROSS: Final = 16.0
"""Cells from the middle of the probability to where nine tenths of it lie."""

CELL_RANGE_M: Final = (25.0, 200.0)
"""The least and the greatest cell in which peaks are told apart."""

CELLS_MAX: Final = 4_000
"""So many of the heaviest cells are looked at."""

DUST: Final = 1e-4
"""Cells below this part of the probability belong to no peak."""

SADDLE: Final = 0.25
"""Two peaks are one when the ground between them is higher than this part of the lower."""

PEAK_MASS_MIN: Final = 0.03
"""Lower peaks are not shown, unless an undoubted source says she is there."""

PEAKS_MAX: Final = 8
"""So many peaks are shown."""

SPEAKS_FOR: Final = 0.1
"""A source speaks for a peak that holds at least this part of what it says."""

SHEET_MAX: Final = 16
"""Cells are laid out on one sheet that has up to so many places for each point."""

Ints = NDArray[np.int64]

_AROUND: Final = [(x, y) for x in range(-2, 3) for y in range(-2, 3) if (x, y) != (0, 0)]


class Peak(NamedTuple):
    """One place where she may be. Degrees WGS 84; radii hold 50 and 90 % of this peak."""

    label: str
    latitude: float
    longitude: float
    mass: float
    radius_50_m: float
    radius_90_m: float
    sources: tuple[str, ...]


def peaks_of(
    support: Support, mass: Floats, voices: Sequence[Statement], spoken: Sequence[Floats]
) -> tuple[tuple[Peak, ...], float]:
    """The peaks by mass, and the radius around all that holds 90 % of what is not elsewhere.

    `spoken` are what each voice says of the points, [n] each.
    """
    total = float(mass.sum())
    if not total > 0.0:
        return (), float("inf")
    overall = _radius(support.points, mass, _middle(support.points, mass), 0.9)
    low, high = CELL_RANGE_M
    basin = basins(support.points, mass, min(high, max(low, overall / CELLS_ACROSS)))
    found: list[Peak] = []
    for one in range(int(basin.max()) + 1):
        here = basin == one
        peak, is_said = _peak(support, mass, here, voices, spoken)
        if peak.mass >= PEAK_MASS_MIN or is_said:
            found.append(peak)
    found.sort(key=lambda peak: (-peak.mass, peak.latitude, peak.longitude))
    return tuple(found[:PEAKS_MAX]), overall


def basins(points: Floats, mass: Floats, cell_m: float) -> NDArray[np.int64]:
    """Which peak each point belongs to, shape [n]; -1 for dust between them.

    Cells from the highest down: each joins its highest neighbour, and two peaks that
    meet high up become one (persistence over a sparse grid).
    """
    cells, inverse, beside = _cells(np.floor(points / cell_m).astype(np.int64))
    raw: Floats = np.bincount(inverse, mass, cells).astype(np.float64)
    heavy = np.argsort(-raw, kind="stable")[:CELLS_MAX]
    heavy = heavy[raw[heavy] >= DUST * raw.sum() / max(1, CELLS_MAX // 400)]
    height = _smooth(raw, beside)
    order = heavy[np.lexsort((heavy, -height[heavy]))]
    root = _flood(height, beside, order)
    tops = {top: n for n, top in enumerate(dict.fromkeys(root[order].tolist()))}
    of_cell = np.array([tops.get(top, -1) for top in root.tolist()], np.int64)
    return of_cell[inverse]


def _cells(of: Ints) -> tuple[int, Ints, Ints]:
    """How many cells there are, which of them each point is in, and what lies around each.

    `of` [n, 2] are the column and row of each point's cell. Around each are the up to 24
    cells within two of it, in the order of `_AROUND`, -1 for none: shape [cells, 24].
    """
    low = of.min(axis=0)
    width = int(of[:, 1].max() - low[1]) + 5
    reach = 2 * width + 2
    key = (of[:, 0] - low[0]) * width + (of[:, 1] - low[1]) + reach
    steps = np.array([x * width + y for x, y in _AROUND])
    room = int(key.max()) + reach + 1
    if room > SHEET_MAX * len(key):
        cells, inverse = np.unique(key, return_inverse=True)
        at = np.minimum(np.searchsorted(cells, cells[:, None] + steps), len(cells) - 1)
        return len(cells), inverse, np.where(cells[at] == cells[:, None] + steps, at, -1)
    sheet = np.full(room, -1, np.int64)
    sheet[key] = 0
    cells = np.flatnonzero(sheet + 1)
    sheet[cells] = np.arange(len(cells))
    return len(cells), sheet[key], sheet[cells[:, None] + steps]


def _smooth(raw: Floats, beside: NDArray[np.int64]) -> Floats:
    """A weighted mean over each cell and the eight around it, empty ones included."""
    total = 4.0 * raw
    for n, (x, y) in enumerate(_AROUND):
        if max(abs(x), abs(y)) == 1:
            at = beside[:, n]
            total += np.where(at >= 0, (1.0 if x and y else 2.0) * raw[at], 0.0)
    return total / 16.0


@compiled_making
def _flood(
    height: Floats, neighbours: NDArray[np.int64], order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each cell the highest of its peak, from the highest down; -1 for those not in order."""
    parent = np.full(len(height), -1, np.int64)
    for cell in order:
        parent[cell] = cell
        best = -1
        for other in neighbours[cell]:
            if other < 0 or parent[other] < 0:
                continue
            top = other
            while parent[top] != top:
                top = parent[top]
            if top in (best, cell):
                continue
            if best < 0:
                best = top
                continue
            high, low = best, top
            if height[top] > height[best] or (height[top] == height[best] and top < best):
                high, low = top, best
            if height[cell] > SADDLE * height[low]:
                parent[low] = high
            best = high
        if best >= 0:
            parent[cell] = best
    for cell in order:
        top = cell
        while parent[top] != top:
            top = parent[top]
        parent[cell] = top
    return parent


def _peak(
    support: Support,
    mass: Floats,
    here: NDArray[np.bool_],
    voices: Sequence[Statement],
    spoken: Sequence[Floats],
) -> tuple[Peak, bool]:
    """The peak, and whether an undoubted source says outright that she is there."""
    points, weight = support.points[here], mass[here]
    middle = _middle(points, weight)
    latitude, longitude = support.plane.to_degrees(middle).tolist()
    shares = [float(each[here].sum()) for each in spoken]
    speaking = [n for n, share in enumerate(shares) if share >= SPEAKS_FOR]
    peak = Peak(
        _label(support, middle, [voices[n] for n in speaking]),
        latitude,
        longitude,
        float(weight.sum()),
        _radius(points, weight, middle, 0.5),
        _radius(points, weight, middle, 0.9),
        tuple(sorted({voices[n].source for n in speaking})),
    )
    return peak, any(shares[n] >= 0.5 and not voices[n].is_doubted for n in speaking)


def _label(support: Support, middle: Floats, voices: Sequence[Statement]) -> str:
    """What the best-believed voice that has a name for this place calls it."""
    weights: dict[str, float] = defaultdict(float)
    for voice in voices:
        for item, share in zip(voice.items, voice.shares, strict=True):
            if item.label:
                outline = support.plane.to_metres(*np.array(item.outline, np.float64).T)
                away = float(distance_m(outline, middle[None, :], np.inf)[0])
                near = item.sigma_m / (item.sigma_m + away)
                weights[item.label] += voice.reliability * share * near
    return min(weights, key=lambda label: (-weights[label], label), default="")


def _middle(points: Floats, mass: Floats) -> Floats:
    middle: Floats = (points * mass[:, None]).sum(axis=0) / mass.sum()
    return middle


def _radius(points: Floats, mass: Floats, middle: Floats, part: float) -> float:
    """The radius around the middle that holds this part of the mass."""
    away = np.hypot(*(points - middle).T)
    order = np.argsort(away, kind="stable")
    held = np.cumsum(mass[order])
    at = min(len(order) - 1, int(np.searchsorted(held, part * held[-1])))
    return float(away[order[at]])

"""The ground divided the way people would: stretches of road, lots, floors, parts of parks.

Every point of the belief is in exactly one patch, or is counted as elsewhere. Patches
are cut and joined so that one searcher on foot has some minutes with each.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from math import sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.finding import labels, lots, roadside
from tocsin.finding.belief import Belief
from tocsin.finding.detection import Ground
from tocsin.finding.ground import OPEN_STEP_M, PLAIN_STEP_M, Kind, Support, spacing
from tocsin.finding.patches import Draft, Patch, Prospect, effort_s
from tocsin.finding.roadside import Near
from tocsin.finding.terrain import Terrain
from tocsin.roads.network import Floats, Longs

__all__ = ["Division", "Patch", "divide", "effort_s"]

TARGET_RANGE_S: Final = (180.0, 900.0)
"""A patch takes one searcher on foot about this long, by day."""

MASS_LOOKED_AT: Final = 0.995
"""The thinnest remainder of the ground is not divided but counted as elsewhere."""

SQUARE_RANGE_M: Final = (80.0, 200.0)
"""The sides of squares into which ground is cut that has no roads."""

_SQUARE: Final = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], np.float64)


class Division(NamedTuple):
    """Patches, the likeliest first; `elsewhere` and their `poa` sum to one.

    `patch_of` says for each point of the belief which patch it is in, -1 for none, [n].
    """

    patches: tuple[Patch, ...]
    elsewhere: float
    patch_of: NDArray[np.int64]


def divide(belief: Belief, support: Support, terrain: Terrain | None, most: int) -> Division:
    """At most `most` patches over the belief that was made with this support.

    `terrain` is what the support was taken from, None for a plain one. Raises
    ValueError when belief and support do not belong together, or `most` is below one.
    """
    if len(belief.mass) != len(support.points):
        raise ValueError("the belief was made with another support")
    if most < 1:
        raise ValueError("at least one patch is needed")
    prospects = list(_prospects(belief, support, terrain, most))
    poa = [float(belief.mass[one.points].sum()) for one in prospects]
    order = sorted(range(len(prospects)), key=lambda n: (-poa[n], n))[:most]
    chosen = [prospects[n].draft() for n in order]
    patch_of = np.full(len(belief.mass), -1, np.int64)
    for n, draft in enumerate(chosen):
        patch_of[draft.points] = n
    names = _names(chosen)
    patches = tuple(
        _patch(str(n + 1), names[n], draft, support, poa[order[n]])
        for n, draft in enumerate(chosen)
    )
    return Division(patches, max(0.0, 1.0 - sum(one.poa for one in patches)), patch_of)


def _prospects(
    belief: Belief, support: Support, terrain: Terrain | None, most: int
) -> Iterator[Prospect]:
    """Roads with the ground beside them, places, and the rest in squares."""
    matters = _heaviest(belief.mass)
    if not matters.any():
        return
    stretch = roadside.stretch_of(support)
    near: Near | None = None
    if terrain is not None:
        near = roadside.naming(terrain, support)
        chosen = np.unique(stretch[matters & (stretch >= 0)])
        pieces = roadside.pieces(terrain, support.plane, chosen)
        low, high = TARGET_RANGE_S
        whole = sum(piece.edge.effort_s for piece in pieces)
        target = min(high, max(low, whole / most))
        yield from roadside.prospects(terrain, support, stretch, pieces, target)
        is_placed = np.isin(support.kind, (Kind.LOT, Kind.BUILDING, Kind.AREA))
        owners = np.unique(support.owner[matters & is_placed]).astype(np.int64)
        yield from lots.prospects(terrain, support, owners, near, max(target, 2.0 * low))
    loose = (stretch < 0) & np.isin(support.kind, (Kind.WALK, Kind.OPEN))
    yield from _squares(belief, support, loose, matters, near, most)


def _heaviest(mass: Floats) -> NDArray[np.bool_]:
    """The points that hold nearly all of the mass, and all that weigh as much as they."""
    order = np.argsort(-mass, kind="stable")
    held = np.cumsum(mass[order])
    if not len(mass) or not held[-1] > 0.0:
        return np.zeros(len(mass), np.bool_)
    last = int(np.searchsorted(held, MASS_LOOKED_AT * held[-1]))
    matters: NDArray[np.bool_] = mass >= mass[order[min(last, len(order) - 1)]]
    return matters


def _squares(
    belief: Belief,
    support: Support,
    loose: NDArray[np.bool_],
    matters: NDArray[np.bool_],
    near: Near | None,
    most: int,
) -> Iterator[Prospect]:
    """Ground far from every road, in squares of one grid; wider ones where there is much."""
    at = np.flatnonzero(loose)
    used = int((loose & matters).sum())
    if not used:
        return
    step = spacing(support.radii_m, PLAIN_STEP_M if near is None else OPEN_STEP_M)
    low, high = SQUARE_RANGE_M
    side = step * round(min(high, max(low, sqrt(used * step * step / most))) / step)
    side = max(side, step)
    # The likeliest point in the middle of its square, and no point on a border.
    half = step * (round(side / step) // 2) + step / 2.0
    corner = support.points[int(belief.mass.argmax())] - half
    cells, of = np.unique(
        np.floor((support.points[at] - corner) / side), axis=0, return_inverse=True
    )
    of = of.reshape(-1)
    order = np.argsort(of, kind="stable")
    bounds = np.searchsorted(of[order], np.arange(len(cells) + 1))
    for cell in np.unique(of[matters[at]]).tolist():
        points = at[order[bounds[cell] : bounds[cell + 1]]]
        square = corner + cells[cell] * side + side * _SQUARE
        area = min(side * side, len(points) * step * step)
        yield Prospect(points, partial(_square, belief, support, near, points, square, area))


def _square(
    belief: Belief,
    support: Support,
    near: Near | None,
    points: Longs,
    square: Floats,
    area_m2: float,
) -> Draft:
    centre = square[:4].mean(axis=0)
    peaks = belief.peaks
    spots = [support.plane.to_metres(peak.latitude, peak.longitude) for peak in peaks]
    to = [float(np.hypot(*(centre - spot))) for spot in spots]
    nearest = int(np.argmin(to)) if to else -1
    if near is not None:
        label = f"Open ground by {near(centre)}".removesuffix(" by ")
    elif nearest < 0:
        label = "Ground"
    else:
        spot = peaks[nearest].label or (
            f"place {nearest + 1}" if nearest else "the likeliest place"
        )
        label = _away(centre - spots[nearest], spot)
    towards = spots[nearest] if to else centre
    entry = square[int(np.hypot(*(square - towards).T).argmin())]
    return Draft(labels.shortened(label), "", points, square, area_m2, 0.0, 1, Ground.OPEN, entry)


def _away(away: Floats, spot: str) -> str:
    far = float(np.hypot(*away))
    if far < SQUARE_RANGE_M[0] / 2.0:
        return f"Ground at {spot}"
    return f"Ground {10 * round(far / 10.0)} m {labels.compass(*away.tolist())} of {spot}"


def _names(drafts: Sequence[Draft]) -> list[str]:
    """Labels with their tails, no two alike."""
    alone = [n for n, draft in enumerate(drafts) if not draft.tail]
    middles = [_middle(drafts[n].outline) for n in alone]
    told = labels.unlike([drafts[n].label for n in alone], middles)
    names = [labels.with_suffix(draft.label, draft.tail) for draft in drafts]
    for n, name in zip(alone, told, strict=True):
        names[n] = name
    return names


def _middle(outline: Floats) -> tuple[float, float]:
    x, y = outline.mean(axis=0).tolist()
    return x, y


def _patch(number: str, label: str, draft: Draft, support: Support, poa: float) -> Patch:
    outline = support.plane.to_degrees(draft.outline).tolist()
    latitude, longitude = support.plane.to_degrees(draft.entry).tolist()
    return Patch(
        number,
        label,
        tuple((point[0], point[1]) for point in outline),
        draft.area_m2,
        draft.length_m,
        draft.floors,
        poa,
        draft.ground,
        (latitude, longitude),
    )

"""From items to statements: what counts as one voice, and where that voice says she is.

Items of one source from one minute are one voice, however many they are, and so are
alternatives of one reading, everything third parties say, everything she says of others,
and everything doubted. So nothing wins by being repeated, by many who say it, or by being
doubted often.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import numpy as np
import shapely

from tocsin.finding.evidence import BESIDE, Item
from tocsin.finding.ground import Circle, Support
from tocsin.geo.plane import Plane, around
from tocsin.roads.network import Floats

SAME_MINUTE_S: Final = 60.0
"""Fixes of one source within this share their errors: one voice."""

CORRELATION_S: Final = 300.0
"""Errors of one source fade from each other over this."""

EARLIER_FACTOR: Final = 0.5
"""Each earlier voice of one source counts for at most so much of the one before."""

STATEMENTS_MAX: Final = 8
"""So many voices are weighed against each other; the least believed are left out."""

SPEAKS_APART: Final = frozenset({"words", "dispatcher"})
"""Sources whose separate readings say separate things: an address, and what she sees."""

REACH_SIGMAS: Final = 3.0
"""The ground that matters reaches so far around each item."""

RADIUS_RANGE_M: Final = (150.0, 3_000.0)
"""The least and the greatest radius of the ground around one item."""

TORN_SIGMAS: Final = 3.0
"""Two fixes farther apart than their sigmas together by this cannot both be right."""

CIRCLES_MAX: Final = 6
"""So many separate pieces of ground at most; the most believed items get theirs first."""

_ANGLES: Final = np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False)
_RINGS: Final = np.sqrt(-2.0 * np.log1p(-(np.arange(8) + 0.5) / 8))


class Statement(NamedTuple):
    """One voice: items that are alternatives, their shares, and how far it is believed."""

    source: str
    items: tuple[Item, ...]
    shares: tuple[float, ...]  # sum 1
    reliability: float
    is_doubted: bool

    def sigma_m(self, now: datetime) -> float:
        """Its sharpest item, aged."""
        return min(item.aged_sigma_m(now) for item in self.items)


def statements(items: Iterable[Item], now: datetime) -> list[Statement]:
    """All voices, the most believed first; their order depends on nothing but the items."""
    ordered = sorted(set(items), key=_key)
    doubted = [item for item in ordered if item.is_doubted]
    sure = [item for item in ordered if not item.is_doubted]
    beside = [[item for item in sure if item.source == source] for source in sorted(BESIDE)]
    rest = [item for item in sure if item.source not in BESIDE]
    found = [_statement(group, now) for group in (doubted, *beside) if group]
    by_source: dict[str, list[Item]] = defaultdict(list)
    for item in rest:
        by_source[item.source].append(item)
    for source in sorted(by_source):
        found += _of_source(by_source[source], now)
    found.sort(key=lambda one: (-one.reliability, one.sigma_m(now), _key(one.items[0])))
    return found


def _key(item: Item) -> tuple[object, ...]:
    return (item.source, item.at, item.reading, item.outline, *item[3:])


def _of_source(items: Sequence[Item], now: datetime) -> list[Statement]:
    """The voices of one source; the sharpest today counts in full, earlier ones less."""
    voices = [_statement(group, now) for group in _groups(items)]
    voices.sort(key=lambda one: (one.sigma_m(now), _key(one.items[0])))
    kept: list[Statement] = []
    for rank, voice in enumerate(voices):
        factor = EARLIER_FACTOR**rank
        if rank and voice.source not in SPEAKS_APART:
            gap = min(abs((voice.items[0].at - k.items[0].at).total_seconds()) for k in kept)
            factor *= -math.expm1(-max(gap, SAME_MINUTE_S) / CORRELATION_S)
        kept.append(voice._replace(reliability=voice.reliability * factor))
    return kept


def _groups(items: Sequence[Item]) -> Iterable[list[Item]]:
    """Readings of words apart from each other, everything else minute by minute."""
    apart: dict[str, list[Item]] = defaultdict(list)
    alike: list[list[Item]] = []
    for item in items:
        if item.source in SPEAKS_APART and item.reading:
            apart[item.reading].append(item)
        elif alike and (item.at - alike[-1][0].at).total_seconds() <= SAME_MINUTE_S:
            alike[-1].append(item)
        else:
            alike.append([item])
    return [*apart.values(), *alike]


def _statement(group: Sequence[Item], now: datetime) -> Statement:
    """A voice is believed as its best item is.

    Alternatives of a reading share by weight; fixes of one minute by how sharp they are.
    """
    trusts = [item.reliability(now) for item in group]
    shares = np.array([item.weight for item in group]) * np.array(trusts)
    if not group[0].reading:
        shares /= np.array([item.aged_sigma_m(now) for item in group])
    named = sum(item.weight for item in group) if group[0].reading else 1.0
    return Statement(
        group[0].source if len({item.source for item in group}) == 1 else "doubted",
        tuple(group),
        tuple((shares / shares.sum()).tolist()),
        max(trusts) * min(1.0, named),
        group[0].is_doubted,
    )


def is_torn(statement: Statement, now: datetime) -> bool:
    """Whether an undoubted voice contradicts itself: fixes of one minute too far apart.

    Two phones with one number do this. Alternatives of a reading are not meant to agree.
    """
    fixes = [item for item in statement.items if not item.reading and len(item.outline) == 1]
    if statement.is_doubted or len(fixes) < 2:
        return False
    where = np.array([item.outline[0] for item in fixes])
    metres = around(where[:, 0], where[:, 1]).to_metres(where[:, 0], where[:, 1])
    sigma = np.array([item.aged_sigma_m(now) for item in fixes])
    apart = np.hypot(*(metres[:, None, :] - metres[None, :, :]).transpose(2, 0, 1))
    return bool((apart > TORN_SIGMAS * (sigma[:, None] + sigma[None, :])).any())


def said(statement: Statement, support: Support, prior: Floats, now: datetime) -> Floats:
    """Where this voice alone says she is: shares of the n points and of elsewhere, [n + 1].

    `prior` [n] is what the points weigh by themselves.
    """
    total = np.zeros(len(prior) + 1)
    for item, share in zip(statement.items, statement.shares, strict=True):
        total += share * _said(item, support, prior, now)
    return total


def _said(item: Item, support: Support, prior: Floats, now: datetime) -> Floats:
    sigma = item.aged_sigma_m(now)
    outline = support.plane.to_metres(*np.array(item.outline, np.float64).T)
    near = np.exp(-0.5 * (distance_m(outline, support.points, 6.0 * sigma) / sigma) ** 2)
    here: Floats = prior * near
    within = here.sum()
    outside = _outside(outline, sigma, support) if within > 0.0 else 1.0
    if within > 0.0:
        here *= (1.0 - outside) / within
    return np.append(here, outside)


def distance_m(outline: Floats, points: Floats, reach_m: float) -> Floats:
    """Metres from an outline [k, 2] (an area when closed) to points [n, 2]; inf out of reach."""
    far = np.full(len(points), np.inf)
    low, high = outline.min(axis=0) - reach_m, outline.max(axis=0) + reach_m
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    if len(outline) == 1:
        far[near] = np.hypot(*(points[near] - outline[0]).T)
    else:
        shape = shape_of(outline)
        shapely.prepare(shape)
        far[near] = shapely.distance(shape, shapely.points(points[near]))
    return far


def shape_of(outline: Floats) -> shapely.Geometry:
    """An area when the outline is closed, else a line; areas that cross themselves are mended."""
    if len(outline) > 3 and (outline[0] == outline[-1]).all():
        area = shapely.Polygon(outline)
        return area if area.is_valid else shapely.make_valid(area)
    return shapely.LineString(outline)


def _outside(outline: Floats, sigma_m: float, support: Support) -> float:
    """The share of this item that lies beyond the ground that is looked at."""
    step = max(1, len(outline) // 16)
    rings = sigma_m * _RINGS[:, None, None] * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], -1)
    around_each = outline[::step, None, None, :] + rings
    return float(1.0 - support.holds(around_each.reshape(-1, 2)).mean())


def circles(items: Iterable[Item], now: datetime) -> list[Circle]:
    """The ground that the support should hold for these items, the most believed first."""
    found: list[Circle] = []
    for voice in statements(items, now)[:STATEMENTS_MAX]:
        for item in voice.items:
            one = _circle(item, now)
            if len(found) < CIRCLES_MAX and not any(_within(one, other) for other in found):
                found = [each for each in found if not _within(each, one)] + [one]
    return found


def _circle(item: Item, now: datetime) -> Circle:
    plane = around(*np.array(item.outline).T)
    outline = plane.to_metres(*np.array(item.outline, np.float64).T)
    size = float(np.hypot(*outline.T).max())
    low, high = RADIUS_RANGE_M
    radius = min(high, max(low, size + REACH_SIGMAS * item.aged_sigma_m(now)))
    return Circle(plane.latitude, plane.longitude, radius)


def _within(one: Circle, other: Circle) -> bool:
    plane = Plane(one.latitude, one.longitude)
    apart = plane.to_metres(other.latitude, other.longitude)
    return float(np.hypot(*apart)) + one.radius_m <= other.radius_m

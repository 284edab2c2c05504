"""Two who must keep apart: how near they are now, and were on the way between their fixes."""

import math
from typing import Final

from tocsin.kernel.limits import CROSSING_GAP_S_MAX, PASSED_AGAIN_S
from tocsin.proximity.grade import grade, news
from tocsin.proximity.measure import length, nearest, offset
from tocsin.proximity.tables import (
    APART,
    DOUBTS,
    FAR,
    MAYBE,
    MAYBE_NEAR,
    NEAR,
    PASSED,
    SURE,
    Record,
)
from tocsin.roads.compiled import compiled

PASSED_BETWEEN: Final = 9
"""What there is to tell besides the states."""


@compiled
def has_way(p: Record) -> bool:
    """Whether its last two fixes are near enough in time to say which way it went."""
    return bool(p.fixes > 1 and 0.0 < p.t - p.t0 <= CROSSING_GAP_S_MAX)


@compiled
def is_known(p: Record, now: float) -> bool:
    """Whether it is beyond doubt where somebody is now."""
    return bool(p.fixes > 0 and now - p.t <= p.allowed and p.troubles & DOUBTS == 0)


@compiled
def spread(p: Record, q: Record, is_capped: bool) -> float:
    """Metres by which the distance of two may be off: both accuracies, and the older one's age.

    What an age may add ends where its tracker counts as silent; what is sure has no such end.
    """
    age = p.t - q.t
    older = q if age >= 0.0 else p
    age = abs(age)
    if is_capped:
        age = min(age, older.allowed)
    return float(p.acc + q.acc + older.pace * age)


@compiled
def closing(p: Record, q: Record, x: float, y: float, cos: float) -> float:
    """Metres a second by which p and q, who is x east and y north of p, come nearer."""
    vx, vy = 0.0, 0.0
    if has_way(q):
        east, north = offset(q.lat0, q.lon0, q.lat, q.lon, cos)
        vx, vy = east / (q.t - q.t0), north / (q.t - q.t0)
    if has_way(p):
        east, north = offset(p.lat0, p.lon0, p.lat, p.lon, cos)
        vx, vy = vx - east / (p.t - p.t0), vy - north / (p.t - p.t0)
    far = length(x, y)
    return -(x * vx + y * vy) / far if far > 0.0 else 0.0


@compiled
def _where(p: Record, lat: float, lon: float, cos: float, t: float) -> tuple[float, float]:
    """Metres from a point to where p was at t, going straight; at its last fix after that."""
    x, y = offset(lat, lon, p.lat, p.lon, cos)
    if t < p.t and has_way(p):
        x0, y0 = offset(lat, lon, p.lat0, p.lon0, cos)
        share = (p.t - t) / (p.t - p.t0)
        return x + share * (x0 - x), y + share * (y0 - y)
    return x, y


@compiled
def _least(p: Record, q: Record, cos: float, since: float, until: float) -> tuple[float, float]:
    """The least distance of two who both go straight in this time, and when it was."""
    px, py = _where(p, p.lat, p.lon, cos, since)
    qx, qy = _where(q, p.lat, p.lon, cos, since)
    ex, ey = _where(p, p.lat, p.lon, cos, until)
    fx, fy = _where(q, p.lat, p.lon, cos, until)
    far, share = nearest(qx - px, qy - py, fx - ex, fy - ey)
    return far, since + share * (until - since)


@compiled
def passing(p: Record, q: Record, cos: float) -> tuple[float, float]:
    """How near p came on its last way, while q went its own and then stood; and when."""
    best, when = math.inf, p.t
    if not has_way(p):
        return best, when
    if has_way(q) and max(p.t0, q.t0) < min(p.t, q.t):
        best, when = _least(p, q, cos, max(p.t0, q.t0), min(p.t, q.t))
    since = max(p.t0, q.t)
    if since < p.t:
        far, at = _least(p, q, cos, since, p.t)
        if far < best:
            best, when = far, at
    return best, when


@compiled
def meet(p: Record, q: Record, pair: Record, now: float, doubtful: bool) -> int:
    """Judge a pair after p was heard: what there is to tell, or -1. A passing is at `passed`."""
    if p.fixes == 0 or q.fixes == 0:
        return -1
    cos = 0.5 * (p.cos + q.cos)
    x, y = offset(p.lat, p.lon, q.lat, q.lon, cos)
    distance, may = length(x, y), spread(p, q, True)
    sure = math.inf if doubtful else spread(p, q, False)
    may_lower = not doubtful and is_known(p, now) and is_known(q, now)
    state = grade(int(pair.state), distance, may, sure, pair.distance, pair.margin, may_lower)
    pair.state = state
    new = news(state, int(pair.told))
    if new >= 0:
        pair.told = 0 if new == FAR else new
    if pair.told > 0 or new == FAR:
        pair.passed = max(pair.passed, p.t, q.t)
        return new
    return -1 if doubtful else _passed(p, q, pair, cos)


@compiled
def _passed(p: Record, q: Record, pair: Record, cos: float) -> int:
    """Whether two who are far came nearer than allowed on the way, and it was not told."""
    least, when = passing(p, q, cos)
    if least < pair.distance and when > pair.passed + PASSED_AGAIN_S:
        pair.passed, pair.least = when, least
        return PASSED_BETWEEN
    return -1


@compiled
def kind_of(new: int) -> int:
    """The kind of a happening, of what there is to tell of a pair."""
    if new == FAR:
        return APART
    if new == MAYBE:
        return MAYBE_NEAR
    return NEAR if new == SURE else PASSED

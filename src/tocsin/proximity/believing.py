"""What a tracker may be believed: jumps, frozen places, and how fast its person moves."""

import math

from tocsin.kernel.limits import (
    FROZEN_AFTER_S,
    FROZEN_FIXES,
    FROZEN_JITTERS,
    FROZEN_QUIET_S,
    FROZEN_SPEED_MPS,
    JUMP_AFTER_S,
    JUMP_DOUBT_S_MAX,
    JUMP_FIXES,
    JUMP_SLACK_M,
    PACE_FACTOR,
    PACE_LEAST_MPS,
    PACE_MOST_MPS,
)
from tocsin.proximity.measure import cosine, length, offset
from tocsin.proximity.tables import FROZEN, Record
from tocsin.roads.compiled import compiled


@compiled
def metres(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Between two points that may be anywhere on Earth."""
    return length(*offset(lat, lon, to_lat, to_lon, cosine(0.5 * (lat + to_lat))))


@compiled
def is_jump(p: Record, moved_m: float, t: float, acc: float) -> bool:
    """Whether a later fix is farther from the last than anybody can have travelled."""
    return bool(moved_m > p.acc + acc + JUMP_SLACK_M + p.speed_max * (t - p.t))


@compiled
def try_elsewhere(p: Record, fix: Record, moved_m: float, t: float, acc: float) -> bool:
    """Remember where a jump led; whether so many agree for so long that it is believed.

    It stays in doubt until it could have been travelled.
    """
    lat, lon = fix.latitude, fix.longitude
    agrees = False
    if p.other_count > 0 and t >= p.other_t:
        reach = 2.0 * acc + JUMP_SLACK_M + p.speed_max * (t - p.other_t)
        agrees = metres(p.other_lat, p.other_lon, lat, lon) <= reach
    if not agrees:
        p.other_count, p.other_since = 0, t
    p.other_count = min(p.other_count + 1, JUMP_FIXES)
    p.other_lat, p.other_lon, p.other_t = lat, lon, t
    if p.other_count < JUMP_FIXES or t - p.other_since < JUMP_AFTER_S:
        return False
    takes_s = moved_m / p.speed_max
    p.doubt_until = max(p.doubt_until, min(p.t + takes_s, t + JUMP_DOUBT_S_MAX))
    p.fixes = 0  # Nobody went straight from there to here.
    return True


@compiled
def _watch_frozen(p: Record, has_moved: bool, t: float, speed: float) -> None:
    """Count fixes that are the same to the last digit."""
    if has_moved:
        p.same, p.same_since = 1, t
        p.troubles &= ~FROZEN
        return
    p.same += 1
    if p.same < FROZEN_FIXES:
        return
    quiet = FROZEN_AFTER_S if p.jitters >= FROZEN_JITTERS else FROZEN_QUIET_S
    if speed > FROZEN_SPEED_MPS or t - p.same_since >= quiet:
        p.troubles |= FROZEN


@compiled
def _paced(moved_m: float, rough_m: float, passed_s: float, said_mps: float) -> float:
    """Metres a second by which a fix is worth less: what was seen, with something to spare."""
    seen = 0.0
    if passed_s > 0.0:
        seen = max(0.0, moved_m - 0.5 * rough_m) / passed_s
    seen = max(seen, said_mps)
    return min(PACE_MOST_MPS, max(PACE_LEAST_MPS, PACE_FACTOR * seen))


@compiled
def believe(p: Record, fix: Record, moved_m: float, t: float, acc: float) -> None:
    """Make a fix the party's place, and the place it had the one before."""
    lat, lon, speed = fix.latitude, fix.longitude, fix.speed_mps
    p.heard0, p.heard = p.heard, fix.heard_at
    if p.fixes > 0:
        p.lat0, p.lon0, p.t0 = p.lat, p.lon, p.t
        p.pace = _paced(moved_m, p.acc + acc, t - p.t, speed)
        has_moved = lat != p.lat or lon != p.lon
        if has_moved and moved_m <= acc and p.jitters < FROZEN_JITTERS:
            p.jitters += 1
        _watch_frozen(p, has_moved, t, speed)
        p.fixes = 2
    else:
        p.pace = _paced(0.0, 0.0, 0.0, speed)
        p.same, p.same_since, p.fixes = 1, t, 1
    p.lat, p.lon, p.t, p.acc = lat, lon, t, acc
    p.cos = math.cos(math.radians(lat))
    p.other_count = 0

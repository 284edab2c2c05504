"""The rules of proximity again, slowly and plainly: dictionaries, every area asked, no tables.

What the compiled loops do must equal this on any history.
"""

import math
from dataclasses import dataclass, field
from itertools import pairwise

from tocsin.kernel import limits
from tocsin.proximity.shapes import Circle

DEGREE_M = math.radians(1.0) * 6_371_008.8
FAR, MAYBE, NEAR = "far", "maybe", "near"
DOUBTS = {"frozen", "jumped", "strap_open", "tampered"}


@dataclass
class Spot:
    lat: float
    lon: float
    t: float
    acc: float
    heard: float

    @property
    def cos(self):
        return math.cos(math.radians(self.lat))


@dataclass
class Party:
    now: float
    allowed: float
    everywhere: bool
    speed_max: float = limits.TRAVEL_MPS_MAX
    spots: list = field(default_factory=list)  # the last two that were believed
    pace: float = 0.0
    troubles: set = field(default_factory=set)
    silent_told: bool = False
    same: int = 0
    same_since: float = 0.0
    jitters: int = 0
    elsewhere: list = field(default_factory=list)  # spots that agree on a jump
    doubt_until: float = -math.inf
    battery: float = math.nan
    charging: bool = False
    heard: float = 0.0
    heard_before: float = 0.0

    def way(self):
        if len(self.spots) < 2:
            return None
        before, last = self.spots
        return (before, last) if 0 < last.t - before.t <= limits.CROSSING_GAP_S_MAX else None


@dataclass
class Pair:
    a: str
    b: str
    distance: float
    margin: float
    state: str | None = None
    told: str | None = None
    passed: float = -math.inf


@dataclass
class Area:
    shape: object
    owner: str | None
    margin: float
    set_at: float
    states: dict = field(default_factory=dict)
    told: dict = field(default_factory=dict)


def flat(lat, lon, to_lat, to_lon, cos):
    east = (to_lon - lon + 180.0) % 360.0 - 180.0
    return east * cos * DEGREE_M, (to_lat - lat) * DEGREE_M


def metres(one, other):
    cos = math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(*flat(one.lat, one.lon, other.lat, other.lon, cos))


def to_line(a, b):
    """From the origin to the line from a to b: how far, at which share."""
    d = (b[0] - a[0], b[1] - a[1])
    square = d[0] ** 2 + d[1] ** 2
    share = 0.0 if square == 0 else min(1.0, max(0.0, -(a[0] * d[0] + a[1] * d[1]) / square))
    return math.hypot(a[0] + share * d[0], a[1] + share * d[1]), share


def graded(state, distance, may, sure, allowed, margin, may_lower):
    if distance + sure < allowed:
        return NEAR
    if state == NEAR and not (may_lower and distance + sure >= allowed + margin):
        return NEAR
    if distance - may < allowed:
        return MAYBE
    if state in (MAYBE, NEAR) and not (may_lower and distance - may >= allowed + margin):
        return MAYBE
    return FAR if may_lower else state


def to_tell(state, told):
    if state == NEAR and told != NEAR:
        return NEAR
    if state == MAYBE and told is None:
        return MAYBE
    if state == FAR and told is not None:
        return FAR
    return None


class Plainly:
    def __init__(self):
        self.parties, self.pairs, self.areas, self.out = {}, {}, {}, []

    # --- one fix -------------------------------------------------------------

    def hear(self, party, lat, lon, fix_at, heard_at, acc, speed, battery, flags):
        self.out = []
        p, now = self.parties[party], heard_at
        before = set(p.troubles)
        spot, doubtful = self.judge(p, lat, lon, fix_at, now, acc, speed, battery, flags)
        for trouble in sorted(p.troubles - before):
            self.out.append(("trouble", party, trouble))
        for trouble in sorted(before - p.troubles):
            self.out.append(("trouble_over", party, trouble))
        if spot is None:
            return self.out
        for name, pair in self.pairs.items():
            if party in (pair.a, pair.b):
                self.meet(party, spot, name, now, doubtful)
        for name, area in self.areas.items():
            if area.owner == party or (area.owner is None and p.everywhere):
                self.stay(party, spot, name, now, doubtful)
        return self.out

    def judge(self, p, lat, lon, fix_at, now, acc, speed, battery, flags):
        if flags & 1:
            p.troubles.add("strap_open")
        if flags & 2:
            p.troubles.add("tampered")
        p.charging = bool(flags & 4)
        if not math.isnan(battery):
            p.battery = battery
            if battery <= limits.BATTERY_LOW_SHARE and not p.charging:
                p.troubles.add("battery_low")
        if not (abs(lat) <= 90 and abs(lon) <= 180) or (abs(lat) < 1e-3 and abs(lon) < 1e-3):
            p.troubles.add("no_place")
            return None, False
        if fix_at < now - limits.LAST_FIX_REACH_S:
            p.troubles.add("replayed")
            return None, False
        acc = max(acc, limits.ACCURACY_FINEST_M) if acc > 0 else limits.ACCURACY_UNSAID_M
        if acc > limits.ACCURACY_ROUGH_M:
            p.troubles.add("rough")
            return None, False
        is_past = fix_at < now  # what is not said is not past
        spot = Spot(lat, lon, fix_at if is_past else now, acc, now)
        if fix_at > now + limits.FIX_AHEAD_S:
            p.troubles.add("ahead")
            return spot, True
        return self.in_order(p, spot, speed, flags)

    def in_order(self, p, spot, speed, flags):
        if p.spots:
            last = p.spots[-1]
            if spot.t < last.t:
                return spot, True
            if (spot.t, spot.lat, spot.lon) == (last.t, last.lat, last.lon):
                return None, False
            reach = last.acc + spot.acc + limits.JUMP_SLACK_M + p.speed_max * (spot.t - last.t)
            if metres(last, spot) > reach:
                p.troubles.add("jumped")
                if not self.believed_elsewhere(p, spot):
                    return spot, True
        self.believe(p, spot, speed)
        p.troubles -= {"no_place", "replayed", "rough", "ahead"}
        if not flags & 1:
            p.troubles.discard("strap_open")
        if not flags & 2:
            p.troubles.discard("tampered")
        if spot.t >= p.doubt_until:
            p.troubles.discard("jumped")
        if p.charging or p.battery >= limits.BATTERY_WELL_SHARE:
            p.troubles.discard("battery_low")
        p.silent_told = False
        if spot.t + p.allowed >= spot.heard:
            p.troubles.discard("silent")
        return spot, False

    def believed_elsewhere(self, p, spot):
        if p.elsewhere:
            last = p.elsewhere[-1]
            reach = 2 * spot.acc + limits.JUMP_SLACK_M + p.speed_max * (spot.t - last.t)
            if spot.t < last.t or metres(last, spot) > reach:
                p.elsewhere = []
        p.elsewhere.append(spot)
        lasts = spot.t - p.elsewhere[0].t
        if len(p.elsewhere) < limits.JUMP_FIXES or lasts < limits.JUMP_AFTER_S:
            return False
        takes = metres(p.spots[-1], spot) / p.speed_max
        until = min(p.spots[-1].t + takes, spot.t + limits.JUMP_DOUBT_S_MAX)
        p.doubt_until = max(p.doubt_until, until)
        p.spots = []
        return True

    def believe(self, p, spot, speed):
        seen = 0.0
        if p.spots:
            last = p.spots[-1]
            moved, passed = metres(last, spot), spot.t - last.t
            if passed > 0:
                seen = max(0.0, moved - 0.5 * (last.acc + spot.acc)) / passed
            has_moved = (last.lat, last.lon) != (spot.lat, spot.lon)
            if has_moved and moved <= spot.acc:
                p.jitters += 1
            self.watch_frozen(p, has_moved, spot.t, speed)
        else:
            p.same, p.same_since = 1, spot.t
        seen = max(seen, 0.0 if math.isnan(speed) else speed)
        p.pace = min(limits.PACE_MOST_MPS, max(limits.PACE_LEAST_MPS, limits.PACE_FACTOR * seen))
        p.spots = [*p.spots[-1:], spot]
        p.heard_before, p.heard = p.heard, spot.heard
        p.elsewhere = []

    def watch_frozen(self, p, has_moved, t, speed):
        if has_moved:
            p.same, p.same_since = 1, t
            p.troubles.discard("frozen")
            return
        p.same += 1
        lasts = t - p.same_since
        quiet = (
            limits.FROZEN_AFTER_S if p.jitters >= limits.FROZEN_JITTERS else limits.FROZEN_QUIET_S
        )
        if p.same >= limits.FROZEN_FIXES and (speed > limits.FROZEN_SPEED_MPS or lasts >= quiet):
            p.troubles.add("frozen")

    # --- whom it concerns ----------------------------------------------------

    def known(self, p, now):
        return p.spots and now - p.spots[-1].t <= p.allowed and not p.troubles & DOUBTS

    def meet(self, party, spot, name, now, doubtful):
        pair = self.pairs[name]
        other = pair.b if party == pair.a else pair.a
        p, q = self.parties[party], self.parties[other]
        if not q.spots:
            return
        last = q.spots[-1]
        cos = (spot.cos + last.cos) / 2
        distance = math.hypot(*flat(spot.lat, spot.lon, last.lat, last.lon, cos))
        age, older = abs(spot.t - last.t), q if spot.t >= last.t else p
        may = spot.acc + last.acc + older.pace * min(age, older.allowed)
        sure = math.inf if doubtful else spot.acc + last.acc + older.pace * age
        may_lower = not doubtful and self.known(p, now) and self.known(q, now)
        first = pair.state is None
        lasting = pair.distance, pair.margin, may_lower
        pair.state = graded(pair.state, distance, may, sure, *lasting)
        news = to_tell(pair.state, pair.told)
        if news:
            word = {FAR: "apart", MAYBE: "maybe_near", NEAR: "near"}[news]
            pair.told = None if news == FAR else news
            self.out.append((word, party, name, doubtful, first and news != FAR))
        if pair.told or news == FAR:
            pair.passed = max(pair.passed, spot.t, last.t)
        elif not doubtful:
            self.pass_by(party, p, q, name, cos)

    def pass_by(self, party, p, q, name, cos):
        """Walk both along their last ways, a straight piece at a time."""
        pair = self.pairs[name]
        if not p.way():
            return
        start, end = p.way()
        times = [start.t, end.t, q.spots[-1].t]
        if q.way():
            times.append(q.way()[0].t)
        earliest = q.way()[0].t if q.way() else q.spots[-1].t
        times = sorted({t for t in times if max(start.t, earliest) <= t <= end.t})
        best, when = math.inf, end.t
        for since, until in pairwise(times):
            ends = []
            for t in (since, until):
                (px, py), (qx, qy) = (self.where(each, end, cos, t) for each in (p, q))
                ends.append((qx - px, qy - py))
            far, share = to_line(*ends)
            if far < best:
                best, when = far, since + share * (until - since)
        if best < pair.distance and when > pair.passed + limits.PASSED_AGAIN_S:
            pair.passed = when
            self.out.append(("passed", party, name, False, False))

    def where(self, p, origin, cos, t):
        last = p.spots[-1]
        x, y = flat(origin.lat, origin.lon, last.lat, last.lon, cos)
        if p.way() and t < last.t:
            before = p.spots[0]
            x0, y0 = flat(origin.lat, origin.lon, before.lat, before.lon, cos)
            share = (last.t - t) / (last.t - before.t)
            return x + share * (x0 - x), y + share * (y0 - y)
        return x, y

    def stay(self, party, spot, name, now, doubtful):
        area, p = self.areas[name], self.parties[party]
        own = area.owner is not None
        distance = outside(area.shape, spot)
        may_lower = not doubtful and self.known(p, now)
        state = area.states.get(party, None if own else FAR)
        sure = math.inf if doubtful else spot.acc
        first = state is None
        if not own:
            fresh = doubtful or len(p.spots) < 2
            heard_before = p.heard if doubtful else p.heard_before
            first = state == FAR and (fresh or area.set_at > heard_before)
        state = graded(state, distance, spot.acc, sure, 0.0, area.margin, may_lower)
        area.states[party] = state
        news = to_tell(state, area.told.get(party))
        if news:
            word = {FAR: "outside", MAYBE: "maybe_inside", NEAR: "inside"}[news]
            area.told[party] = None if news == FAR else news
            self.out.append((word, party, name, doubtful, first and news != FAR))
        elif not area.told.get(party) and not doubtful and p.way():
            before = p.way()[0]
            if area.set_at <= p.heard_before and crosses(area.shape, before, spot):
                self.out.append(("crossed", party, name, False, False))

    # --- time ----------------------------------------------------------------

    def tick(self, now):
        self.out = []
        for name, p in self.parties.items():
            since = p.spots[-1].t if p.spots else p.now
            if since + p.allowed < now and "silent" not in p.troubles:
                p.troubles.add("silent")
                self.out.append(("trouble", name, "silent"))
        return self.out


def on_plane(shape, spot):
    """The shape's corners and the spot, in metres about the shape's middle."""
    if isinstance(shape, Circle):
        cos = math.cos(math.radians(shape.latitude))
        return [], flat(shape.latitude, shape.longitude, spot.lat, spot.lon, cos)
    lats, lons = zip(*shape.corners, strict=True)
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    cos = math.cos(math.radians(lat))
    return [flat(lat, lon, to_lat, to_lon, cos) for to_lat, to_lon in shape.corners], flat(
        lat, lon, spot.lat, spot.lon, cos
    )


def sides(corners):
    return zip(corners, corners[1:] + corners[:1], strict=True)


def outside(shape, spot):
    corners, (x, y) = on_plane(shape, spot)
    if not corners:
        return math.hypot(x, y) - shape.radius_m
    inside, least = False, math.inf
    for (ax, ay), (bx, by) in sides(corners):
        least = min(least, to_line((ax - x, ay - y), (bx - x, by - y))[0])
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return -least if inside else least


def crosses(shape, before, spot):
    corners, end = on_plane(shape, spot)
    _, start = on_plane(shape, before)
    if not corners:
        return to_line(start, end)[0] < shape.radius_m
    return any(cut(start, end, a, b) for a, b in sides(corners))


def cut(a, b, c, d):
    def left(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]) > 0

    return left(a, b, c) != left(a, b, d) and left(c, d, a) != left(c, d, b)

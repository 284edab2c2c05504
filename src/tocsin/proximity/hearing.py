"""The loop over a batch: what to believe of each fix, and whom it concerns."""

import math
from typing import Final

from tocsin.geo.notation import NULL_ISLAND_DEG
from tocsin.kernel.limits import (
    ACCURACY_FINEST_M,
    ACCURACY_ROUGH_M,
    ACCURACY_UNSAID_M,
    BATTERY_LOW_SHARE,
    BATTERY_WELL_SHARE,
    FIX_AHEAD_S,
    LAST_FIX_REACH_S,
)
from tocsin.proximity.believing import believe, is_jump, metres, try_elsewhere
from tocsin.proximity.meeting import PASSED_BETWEEN, kind_of, meet
from tocsin.proximity.staying import gather_for, judge_anybodys, judge_own
from tocsin.proximity.tables import (
    AHEAD,
    BATTERY_LOW,
    BLOCK,
    FLAG_CHARGING,
    FLAG_STRAP_OPEN,
    FLAG_TAMPERED,
    JUMPED,
    MAYBE,
    NO_PLACE,
    REPLAYED,
    ROUGH,
    SILENT,
    STRAP_OPEN,
    TAMPERED,
    UNKNOWN,
    Record,
    Records,
    Rows,
    Tables,
)
from tocsin.proximity.telling import describe_pair, row, tell_troubles
from tocsin.roads.compiled import compiled

IGNORED, BELIEVED, DOUBTFUL = 0, 1, 2

AHEAD_FIXES: Final = 64
"""So many fixes are read ahead: what they need fits the nearest caches."""


@compiled
def is_place(lat: float, lon: float) -> bool:
    """Whether it is a place on Earth. What is no number is none, so it is asked this way round."""
    is_on_earth = abs(lat) <= 90.0 and abs(lon) <= 180.0
    return is_on_earth and not (abs(lat) < NULL_ISLAND_DEG and abs(lon) < NULL_ISLAND_DEG)


@compiled
def radius(accuracy: float) -> float:
    """Metres within which a fix is; one whose tracker does not say is taken as rough."""
    if not accuracy > 0.0:
        return ACCURACY_UNSAID_M
    return max(ACCURACY_FINEST_M, accuracy)


@compiled
def are_heard(fixes: Records) -> bool:
    """Whether every fix of a batch says when it was heard."""
    for at in range(len(fixes)):  # noqa: SIM110 - compiled code knows no generators.
        if not math.isfinite(fixes[at].heard_at):
            return False
    return True


@compiled
def moment(fix: Record) -> float:
    """When a fix was; a tracker that does not say, or is ahead, means now."""
    if fix.fix_at < fix.heard_at:
        return float(fix.fix_at)
    return float(fix.heard_at)


@compiled
def _read_body(p: Record, fix: Record) -> None:
    """What the tracker says of itself, before anything is asked of its place."""
    flags = int(fix.flags)
    if flags & FLAG_STRAP_OPEN:
        p.troubles |= STRAP_OPEN
    if flags & FLAG_TAMPERED:
        p.troubles |= TAMPERED
    p.charging = 1 if flags & FLAG_CHARGING else 0
    if not math.isnan(fix.battery):
        p.battery = fix.battery
        if fix.battery <= BATTERY_LOW_SHARE and not p.charging:
            p.troubles |= BATTERY_LOW


@compiled
def _judged(p: Record, fix: Record) -> int:
    """Whether a fix is believed, doubtful, or says nothing."""
    _read_body(p, fix)
    if not is_place(fix.latitude, fix.longitude):
        p.troubles |= NO_PLACE
        return IGNORED
    if fix.fix_at < fix.heard_at - LAST_FIX_REACH_S:
        p.troubles |= REPLAYED
        return IGNORED
    if radius(fix.accuracy_m) > ACCURACY_ROUGH_M:
        p.troubles |= ROUGH
        return IGNORED
    if fix.fix_at > fix.heard_at + FIX_AHEAD_S:
        p.troubles |= AHEAD
        return DOUBTFUL
    return _in_order(p, fix)


@compiled
def _in_order(p: Record, fix: Record) -> int:
    """The same of a fix that may be where somebody is, unless it is late or a jump."""
    t, acc, moved_m = moment(fix), radius(fix.accuracy_m), 0.0
    if p.fixes > 0:
        if t < p.t:
            return DOUBTFUL
        if t == p.t and fix.latitude == p.lat and fix.longitude == p.lon:
            return IGNORED
        moved_m = metres(p.lat, p.lon, fix.latitude, fix.longitude)
        if is_jump(p, moved_m, t, acc):
            p.troubles |= JUMPED
            if not try_elsewhere(p, fix, moved_m, t, acc):
                return DOUBTFUL
    believe(p, fix, moved_m, t, acc)
    _end_troubles(p, fix)
    return BELIEVED


@compiled
def _end_troubles(p: Record, fix: Record) -> None:
    """What a believed fix puts right."""
    flags, over = int(fix.flags), NO_PLACE | REPLAYED | ROUGH | AHEAD
    if not flags & FLAG_STRAP_OPEN:
        over |= STRAP_OPEN
    if not flags & FLAG_TAMPERED:
        over |= TAMPERED
    if p.t >= p.doubt_until:
        over |= JUMPED
    if p.charging or p.battery >= BATTERY_WELL_SHARE:
        over |= BATTERY_LOW
    if p.t + p.allowed >= fix.heard_at:
        over |= SILENT
    p.troubles &= ~over


@compiled
def _try(trial: Record, mine: Record, fix: Record) -> None:
    """Put a doubtful fix into the row for trials, as if it were the party's place."""
    trial.lat, trial.lon, trial.cos = fix.latitude, fix.longitude, 0.0
    trial.cos = math.cos(math.radians(trial.lat))
    trial.t, trial.acc = moment(fix), radius(fix.accuracy_m)
    trial.pace, trial.allowed = mine.pace, mine.allowed
    trial.heard, trial.heard0 = fix.heard_at, mine.heard
    trial.fixes, trial.troubles = 1, mine.troubles


@compiled
def _is_full(told: Records, desk: Record, more: int) -> bool:
    """Whether so many more rows, or entries of lists, might find no room."""
    return bool(desk.told + more > len(told) or desk.free < more // (BLOCK - 2) + 2)


@compiled
def _read_ahead(tables: Tables, fixes: Records, at: int) -> None:
    """Read what the next fixes need, all at once, so that none of them waits for memory alone."""
    parties, pairs, deadlines = tables.parties, tables.pairs, tables.deadlines
    areas = tables.areas
    end, last, touched = min(len(fixes), at + AHEAD_FIXES), len(parties) - 1, 0.0
    for each in range(at, end):
        party = fixes[each].party
        if 0 <= party < last:
            p = parties[party]
            touched += p.lat + p.t0 + p.speed_max + deadlines[party]
    for each in range(at, end):
        party = fixes[each].party
        if 0 <= party < last:
            p = parties[party]
            if p.first_pair >= 0:
                touched += pairs[p.first_pair].distance
            if p.first_area >= 0:
                area = areas[p.first_area]
                touched += area.lat + area.owner
    for each in range(at, end):
        party = fixes[each].party
        if 0 <= party < last and parties[party].first_pair >= 0:
            pair = pairs[parties[party].first_pair]
            q = parties[pair.b if pair.a == party else pair.a]
            touched += q.lat + q.t0
    tables.desk[0].touched = touched


@compiled
def hear(tables: Tables, fixes: Records, at: int, verdict: int, room: int) -> tuple[int, int, int]:
    """Hear fixes from `at` on. `room` is what one fix needs at most for all but areas of anybody.

    Ends early when it needs room: where it stands, the verdict on that fix (-1 for
    not judged yet), and how many more rows it wants. To go on, call it with these.
    """
    parties, told, desk = tables.parties, tables.told, tables.desk[0]
    last = len(parties) - 1
    trial = parties[last]
    read = at
    while at < len(fixes):
        if at >= read:
            _read_ahead(tables, fixes, at)
            read = at + AHEAD_FIXES
        fix = fixes[at]
        party, now = int(fix.party), fix.heard_at
        if 0 <= party < last and parties[party].live:
            p = parties[party]
            if verdict < 0:
                if _is_full(told, desk, room):
                    return at, -1, room
                verdict = _hear_one(tables, desk, party, p, trial, fix)
            if verdict != IGNORED and p.everywhere:
                doubtful = verdict == DOUBTFUL
                tried = trial if doubtful else p
                need = gather_for(tables, p, tried, doubtful)
                if _is_full(told, desk, need):
                    return at, verdict, need
                judge_anybodys(tables, party, p, tried, now, doubtful)
        verdict = -1
        at += 1
    return at, -1, 0


@compiled
def _hear_one(
    tables: Tables, desk: Record, party: int, p: Record, trial: Record, fix: Record
) -> int:
    """All but the areas of anybody."""
    before = int(p.troubles)
    verdict = _judged(p, fix)
    if p.troubles != before:
        tell_troubles(tables.told, desk, party, before, int(p.troubles), fix.heard_at)
    if verdict == IGNORED:
        return verdict
    tried, doubtful = p, verdict == DOUBTFUL
    if doubtful:
        _try(trial, p, fix)
        tried = trial
    else:
        tables.deadlines[party] = p.t + p.allowed
    if p.first_pair >= 0:
        meet_all(tables, party, p, tried, fix.heard_at, doubtful)
    if p.first_area >= 0:
        judge_own(tables, party, tried, fix.heard_at, doubtful)
    return verdict


@compiled
def meet_all(tables: Tables, mine: int, me: Record, p: Record, now: float, doubtful: bool) -> None:
    """Judge every pair of a party, of whom p is the fix."""
    about = int(me.first_pair)
    while about >= 0:
        pair = tables.pairs[about]
        is_first = pair.a == mine
        q = tables.parties[pair.b if is_first else pair.a]
        judge_pair(tables, mine, p, q, about, now, doubtful)
        about = int(pair.next_a if is_first else pair.next_b)


@compiled
def judge_pair(
    tables: Tables, mine: int, p: Record, q: Record, about: int, now: float, doubtful: bool
) -> None:
    """Judge one pair, of whom p was heard, and tell what there is to tell."""
    pair = tables.pairs[about]
    at_start = pair.state == UNKNOWN
    new = meet(p, q, pair, now, doubtful)
    if new < 0:
        return
    line = row(tables.told, tables.desk[0], kind_of(new), now, mine, about, doubtful)
    describe_pair(line, p, q)
    line.allowed, line.other = pair.distance, pair.b if pair.a == mine else pair.a
    line.at_start = 1 if at_start and new >= MAYBE and new != PASSED_BETWEEN else 0
    if new == PASSED_BETWEEN:
        line.t, line.distance = pair.passed, pair.least


@compiled
def fall_silent(tables: Tables, now: float, at: int) -> int:
    """Tell who has become silent, from `at` on; where it ended because there is no more room."""
    deadlines, told, desk = tables.deadlines, tables.told, tables.desk[0]
    while at < len(deadlines):
        if deadlines[at] < now:
            if desk.told == len(told):
                return at
            p = tables.parties[at]
            if p.troubles & SILENT == 0:
                tell_troubles(told, desk, at, int(p.troubles), int(p.troubles | SILENT), now)
                p.troubles |= SILENT
            deadlines[at] = math.inf
        at += 1
    return at


@compiled
def look_at_pairs(tables: Tables, fresh: Rows, now: float, at: int) -> int:
    """Judge these pairs, from `at` on, by what is known already: their orders are new or changed.

    Where it ended, because there is no more room to tell.
    """
    told, desk = tables.told, tables.desk[0]
    while at < len(fresh) and desk.told < len(told):
        about = fresh[at]
        pair = tables.pairs[about]
        p, q = tables.parties[pair.a], tables.parties[pair.b]
        judge_pair(tables, int(pair.a), p, q, about, now, False)
        at += 1
    return at


@compiled
def look_at_owners(tables: Tables, fresh: Rows, now: float, at: int, most: int) -> int:
    """The same of the areas of these owners' own orders, of which nobody has more than `most`."""
    told, desk = tables.told, tables.desk[0]
    while at < len(fresh) and desk.told + most <= len(told):
        p = tables.parties[fresh[at]]
        if p.fixes > 0:
            judge_own(tables, fresh[at], p, now, False)
        at += 1
    return at

"""Who is where they may not be: areas of one person's order, and areas of anybody.

In a person's list of areas of anybody an entry is the area times eight and the
state of it, with four more when it was surely inside since it was last outside.
"""

import math

from tocsin.proximity.cells import pull, push
from tocsin.proximity.gathering import gather
from tocsin.proximity.grade import grade, news
from tocsin.proximity.measure import crosses, outside
from tocsin.proximity.meeting import PASSED_BETWEEN, has_way, is_known
from tocsin.proximity.tables import (
    CROSSED,
    FAR,
    INSIDE,
    MAYBE,
    MAYBE_INSIDE,
    OUTSIDE,
    SURE,
    UNKNOWN,
    Floats,
    Record,
    Tables,
)
from tocsin.proximity.telling import row
from tocsin.roads.compiled import compiled


@compiled
def kind_of(new: int) -> int:
    """The kind of a happening, of what there is to tell of an area."""
    if new == FAR:
        return OUTSIDE
    if new == MAYBE:
        return MAYBE_INSIDE
    return INSIDE if new == SURE else CROSSED


@compiled
def _graded(
    area: Record, state: int, distance: float, p: Record, now: float, doubtful: bool
) -> int:
    """The state of somebody and an area, so far from its border, after a fix."""
    may_lower = not doubtful and is_known(p, now)
    sure = math.inf if doubtful else p.acc
    return grade(state, distance, p.acc, sure, 0.0, area.margin, may_lower)


@compiled
def _has_crossed(area: Record, corners: Floats, p: Record) -> bool:
    if not has_way(p) or area.set_at > p.heard0:
        return False
    return crosses(area, corners, p.lat0, p.lon0, p.lat, p.lon)


@compiled
def _tell(
    tables: Tables,
    new: int,
    now: float,
    mine: int,
    p: Record,
    about: int,
    doubtful: bool,
    at_start: bool,
) -> None:
    line = row(tables.told, tables.desk[0], kind_of(new), now, mine, about, doubtful)
    line.t, line.uncertainty = p.t, p.acc
    line.distance = outside(tables.areas[about], tables.corners, p.lat, p.lon)
    line.at_start = 1 if at_start and new >= MAYBE and new != PASSED_BETWEEN else 0


@compiled
def judge(area: Record, corners: Floats, p: Record, now: float, doubtful: bool) -> int:
    """Judge one area of a person's own order after a fix: what there is to tell, or -1."""
    distance = outside(area, corners, p.lat, p.lon)
    area.state = _graded(area, int(area.state), distance, p, now, doubtful)
    new = news(int(area.state), int(area.told))
    if new >= 0:
        area.told = 0 if new == FAR else new
    elif area.told == 0 and not doubtful and _has_crossed(area, corners, p):
        return PASSED_BETWEEN
    return new


@compiled
def judge_own(tables: Tables, mine: int, p: Record, now: float, doubtful: bool) -> None:
    """Judge all areas of a person's own order, of whom p is the fix."""
    about = int(tables.parties[mine].first_area)
    while about >= 0:
        area = tables.areas[about]
        at_start = area.state == UNKNOWN
        new = judge(area, tables.corners, p, now, doubtful)
        if new >= 0:
            _tell(tables, new, now, mine, p, about, doubtful, at_start)
        about = int(area.next)


@compiled
def _judge_those_inside(
    tables: Tables, mine: int, me: Record, p: Record, now: float, doubtful: bool
) -> None:
    """Judge the areas of anybody that somebody is in, or may be."""
    blocks, free, desk = tables.blocks, tables.free, tables.desk[0]
    block = int(me.inside)
    while block >= 0:
        after, place = int(blocks[block, 0]), int(1 + blocks[block, 1])
        while place >= 2:
            about = int(blocks[block, place] >> 3)
            area, state = tables.areas[about], FAR
            if area.live:
                told = SURE if blocks[block, place] & 4 else MAYBE
                distance = outside(area, tables.corners, p.lat, p.lon)
                state = int(blocks[block, place] & 3)
                state = _graded(area, state, distance, p, now, doubtful)
                new = news(state, told)
                if new >= 0:
                    _tell(tables, new, now, mine, p, about, doubtful, False)
                sure = 4 if max(told, state) == SURE else 0
                blocks[block, place] = about << 3 | sure | state
            if state == FAR:
                me.inside = pull(blocks, free, desk, int(me.inside), block, place)
            place -= 1
        block = after


@compiled
def _judge_found(
    tables: Tables, mine: int, me: Record, p: Record, now: float, doubtful: bool
) -> None:
    """Enter, or find crossed, the areas that were gathered."""
    desk = tables.desk[0]
    for at in range(desk.found):
        about = int(tables.found[at])
        area = tables.areas[about]
        distance = outside(area, tables.corners, p.lat, p.lon)
        state = _graded(area, FAR, distance, p, now, doubtful)
        if state >= MAYBE:
            entry = about << 3 | (4 if state == SURE else 0) | state
            me.inside = push(tables.blocks, tables.free, desk, int(me.inside), entry)
            at_start = p.fixes < 2 or area.set_at > p.heard0
            _tell(tables, state, now, mine, p, about, doubtful, at_start)
        elif not doubtful and _has_crossed(area, tables.corners, p):
            _tell(tables, PASSED_BETWEEN, now, mine, p, about, doubtful, False)


@compiled
def gather_for(tables: Tables, me: Record, p: Record, doubtful: bool) -> int:
    """Stamp what somebody is in, then find what they may come to be in; how many in all."""
    blocks, stamps, desk = tables.blocks, tables.stamps, tables.desk[0]
    desk.stamp += 1
    inside, stamp = 0, desk.stamp
    block = me.inside
    while block >= 0:
        inside += blocks[block, 1]
        for place in range(2, 2 + blocks[block, 1]):
            stamps[blocks[block, place] >> 3] = stamp
        block = blocks[block, 0]
    gather(tables, p, not doubtful)
    return int(inside + desk.found)


@compiled
def judge_anybodys(
    tables: Tables, mine: int, me: Record, p: Record, now: float, doubtful: bool
) -> None:
    """Judge the areas of anybody that were gathered. There is room to tell all."""
    if me.inside >= 0:
        _judge_those_inside(tables, mine, me, p, now, doubtful)
    if tables.desk[0].found > 0:
        _judge_found(tables, mine, me, p, now, doubtful)

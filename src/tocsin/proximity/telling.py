"""Writing down what happened, as rows that the watcher turns into happenings."""

import math

from tocsin.proximity.measure import offset
from tocsin.proximity.meeting import closing, spread
from tocsin.proximity.tables import TROUBLE, TROUBLE_OVER, Record, Records
from tocsin.roads.compiled import compiled


@compiled
def row(
    told: Records, desk: Record, kind: int, at: float, party: int, about: int, doubtful: bool
) -> Record:
    """The next row, with what every happening has. Its caller has looked that there is room."""
    line = told[desk.told]
    desk.told += 1
    line.kind, line.at, line.party, line.about = kind, at, party, about
    line.t = line.other_t = line.distance = line.uncertainty = line.closing = math.nan
    line.allowed, line.other = 0.0, -1
    line.at_start, line.doubtful = 0, 1 if doubtful else 0
    return line


@compiled
def tell_troubles(
    told: Records, desk: Record, party: int, before: int, after: int, at: float
) -> None:
    """Tell each trouble that began, and each that is over."""
    changed, bit = before ^ after, 1
    while bit <= changed:
        if changed & bit:
            kind = TROUBLE if after & bit else TROUBLE_OVER
            row(told, desk, kind, at, party, bit, False)
        bit <<= 1


@compiled
def describe_pair(line: Record, p: Record, q: Record) -> None:
    """What a row says of two at their newest fixes."""
    cos = 0.5 * (p.cos + q.cos)
    x, y = offset(p.lat, p.lon, q.lat, q.lon, cos)
    line.t, line.other_t = p.t, q.t
    line.distance, line.uncertainty = math.sqrt(x * x + y * y), spread(p, q, False)
    line.closing = closing(p, q, x, y, cos)

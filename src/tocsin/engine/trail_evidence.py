"""Which points of a trail show what was recorded as a violation."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tocsin.engine.trails import window_of
from tocsin.facts.sightings import ViolationRecorded
from tocsin.geo.trail import Shown, shown
from tocsin.ledger.trails import Points
from tocsin.watch.trail_state import Trail, Trails

TRACKER = "tracker"
"""What a violation is known by that a trail can show."""


def evidence(
    violations: Iterable[ViolationRecorded], trails: Trails, points: Points, now: datetime
) -> dict[str, Shown]:
    """By violation the points of his that show it, as far as they are kept still."""
    found = {}
    for one in violations:
        trail = _covering(trails, one) if one.known_by == TRACKER else None
        if trail is not None:
            start, end = window_of(trail)
            end = end or now
            his = points.between(trail.owner, start, end)
            hers = points.between(f"person:{one.person}", start, end)
            if (says := shown(his, hers, one.at)) != Shown():
                found[one.violation] = says
    return found


def _covering(trails: Trails, one: ViolationRecorded) -> Trail | None:
    """The trail of the respondent in which this lies; that of the two of them before others."""
    near = f"near/{one.person}/{one.respondent}"
    every = sorted(_about(trails, one), key=lambda trail: trail.cause != near)
    return next(iter(every), None)


def _about(trails: Trails, one: ViolationRecorded) -> Iterator[Trail]:
    whose = (f"respondent:{one.respondent}", f"person:{one.person}")
    for trail in trails.trails.values():
        start, end = window_of(trail)
        if (trail.owner, trail.about) == whose and start <= one.at and (not end or one.at <= end):
            yield trail

"""Keeps the trails that the watch wants: hears every report, writes points down, forgets.

What is wanted, and until when, is decided in `watch.trails` and on record. Here it
is only done: a point is kept when somebody's trail is open, and whatever no trail
holds any more is deleted, at the start as well, so a kill leaves nothing behind.
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from tocsin.engine.positions import Heard
from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import IncidentClosed, IncidentOpened
from tocsin.facts.nearness import ConsentRecorded, NearnessChanged
from tocsin.facts.orders import OrderEntered, OrderExpiryMet, OrderVacated
from tocsin.facts.plans import WorkplacePlanSet
from tocsin.facts.respondents import RespondentSet
from tocsin.facts.system import AlarmKind, PersonErased
from tocsin.facts.trails import TrailEnded, TrailForgotten, TrailStarted
from tocsin.facts.walks import WalkEnded, WalkStarted
from tocsin.geo.trail import TrailPoint, is_worth
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.kernel.limits_trails import TRAIL_BEFORE_POINTS, TRAIL_BEFORE_S
from tocsin.ledger.trails import ALWAYS, TrailStore, Window
from tocsin.paging.stage import ClearAlarm, RaiseAlarm
from tocsin.watch.trail_state import Trail, Trails
from tocsin.watch.trails import StartTrails, wanted

TIDY_S: Final = 10.0
"""How often what waits for the disk is tried again."""

BEFORE: Final = timedelta(seconds=TRAIL_BEFORE_S)
ALARM: Final = f"{AlarmKind.TRAIL_UNKEPT}:tracks"


class Kept(Protocol):
    """Where last positions are kept."""

    @property
    def is_failing(self) -> bool:
        """Whether the last position could not be written down."""
        ...


class TrailKeeper:
    """Hears every report, and keeps the points of those whose trail is open."""

    def __init__(self, service: Service, store: TrailStore, tracks: Kept | None = None) -> None:
        """`tracks` is asked, too, whether it can write."""
        self._service = service
        self._store = store
        self._tracks = tracks
        self._recent: dict[str, deque[TrailPoint]] = {}
        self._last: dict[str, TrailPoint] = {}
        self._wanted: dict[str, tuple[str, ...]] = {}
        self._is_stale = True
        self._known = dict(self._trails.trails)
        self._owes = not self._tidy()
        service.trails = store
        service.engine.listen(self._follow, self._anew)

    async def hear(self, heard: Sequence[Heard], now: datetime) -> bool:
        """Keep what is wanted of one batch. Always True: a trail holds up no feed."""
        if self._is_stale:
            self._is_stale = False
            self._wanted = wanted(self._service.engine.state.watch, now)
        for one in heard:
            points = list(_points(one, now))
            if points and one.owner in self._wanted:
                await self._begin(one.owner)
            self._keep(one.owner, points)
        await self._say()
        return True

    async def run(self) -> None:
        """Write down what waits and delete what is owed, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - its bug is an alarm and stops no page.
                detail = f"Keeping trails failed: {type(error).__name__}. It goes on."
                alarm = RaiseAlarm(AlarmKind.STAGE_FAILED, "trails", detail)
                await self._service.submit(alarm, "system")
            await asyncio.sleep(TIDY_S)

    async def look(self) -> None:
        """Try again what the disk did not take, and say whether it does now."""
        # A node that only follows may not have heard of the newest trails yet.
        if self._owes and not self._service.engine.is_following:
            self._owes = not self._tidy()
        self._store.flush()
        await self._say()

    def close(self) -> None:
        """Write down what waits, and close the file."""
        self._store.close()

    async def _begin(self, owner: str) -> None:
        """Put on record every trail of this owner that is wanted and not begun."""
        known = self._trails
        going = {known.trails[name].cause for name in known.open_of.get(owner, ())}
        if going.issuperset(self._wanted[owner]):
            return
        outcome = await self._service.submit(StartTrails(owner), "system")
        # One that was refused is wanted no longer; what is not on disk yet is kept all the same.
        self._is_stale = self._is_stale or not isinstance(outcome, Accepted)

    def _keep(self, owner: str, points: Sequence[TrailPoint]) -> None:
        open_now = self._trails.open_of.get(owner, ())
        if open_now:
            started = min(self._trails.trails[name].started_at for name in open_now)
            self._write(owner, [one for one in points if one.at >= started - BEFORE])
        if owner in self._service.engine.state.watch.consents:
            recent = self._recent.setdefault(owner, deque(maxlen=TRAIL_BEFORE_POINTS))
            recent.extend(points)

    def _write(self, owner: str, points: Sequence[TrailPoint]) -> None:
        fresh = []
        for point in points:
            if is_worth(self._last.get(owner), point):
                self._last[owner] = point
                fresh.append(point)
        if fresh:
            self._store.add(owner, fresh)

    @property
    def _trails(self) -> Trails:
        return self._service.engine.state.watch.trails

    def _follow(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        """A trail begins with the way there, which was in memory; what must go goes at once."""
        for _, at, fact in told:
            self._is_stale = self._is_stale or type(fact) in _CHANGES
            if isinstance(fact, TrailStarted):
                recent = self._recent.get(fact.owner, ())
                self._write(fact.owner, [one for one in recent if at - one.at <= BEFORE])
            if isinstance(fact, TrailStarted | TrailEnded) and fact.trail in self._trails.trails:
                self._known[fact.trail] = self._trails.trails[fact.trail]
            elif isinstance(fact, TrailForgotten | PersonErased):
                self._forget(fact)
            if (gone := _gone(fact)) is not None:
                self._recent.pop(gone, None)
                self._last.pop(gone, None)

    def _anew(self) -> None:
        self._is_stale = True
        self._known |= self._trails.trails

    def _forget(self, fact: TrailForgotten | PersonErased) -> None:
        """Delete the points of one trail that no other holds, or all of somebody's."""
        if isinstance(fact, PersonErased):
            self._owes |= not self._store.forget(fact.subject, ALWAYS, ())
            return
        trail = self._known.pop(fact.trail, None)
        if trail is not None:
            kept = windows(self._service.engine.state).get(trail.owner, ())
            self._owes |= not self._store.forget(trail.owner, window_of(trail), kept)

    def _tidy(self) -> bool:
        return self._store.keep_only(windows(self._service.engine.state))

    async def _say(self) -> None:
        """The alarm stands exactly as long as something cannot be written or deleted."""
        if self._service.is_following:
            return  # The alarm is about the disk of the node that keeps the trails now.
        fails = bool(self._store.waits or self._owes or (self._tracks and self._tracks.is_failing))
        if fails == (ALARM in self._service.engine.state.paging.alarms):
            return
        command = ClearAlarm(ALARM, "system") if not fails else RaiseAlarm(*_SAID)
        await self._service.submit(command, "system")


_SAID: Final = (
    AlarmKind.TRAIL_UNKEPT,
    "tracks",
    "Positions cannot be written to LEDGER.tracks, or not be deleted. Alarms go on from memory.",
)
_CHANGES: Final = frozenset(
    {
        IncidentOpened,
        IncidentClosed,
        WalkStarted,
        WalkEnded,
        NearnessChanged,
        ConsentRecorded,
        RespondentSet,
        OrderEntered,
        OrderVacated,
        OrderExpiryMet,
        WorkplacePlanSet,
        PersonErased,
        TrailEnded,
    }
)
"""After these other trails may be wanted."""


def _gone(fact: Fact) -> str | None:
    """Whose positions are remembered no longer, before any trail of theirs begins."""
    match fact:
        case PersonErased():
            return fact.subject
        case StaffDismissed():
            return f"person:{fact.person}"
        case AgencyItemRemoved(table="staff"):
            return f"person:{fact.id}"
        case ConsentRecorded(is_given=False):
            return fact.owner
        case _:
            return None


def window_of(trail: Trail) -> Window:
    """From when until when the points of a trail are."""
    return trail.started_at - BEFORE, trail.ended_at


def windows(state: State) -> dict[str, list[Window]]:
    """By owner the stretches of time in which points are kept."""
    found: dict[str, list[Window]] = {}
    for trail in state.watch.trails.trails.values():
        found.setdefault(trail.owner, []).append(window_of(trail))
    return found


def _points(one: Heard, now: datetime) -> Iterator[TrailPoint]:
    """The positions of a report that are from no wrong clock."""
    for fix in one.report.fixes:
        at = fix.at or one.report.at or now
        if at <= now + timedelta(seconds=FIX_AHEAD_S):
            accuracy_m = fix.accuracy_m
            if accuracy_m is not None and not math.isfinite(accuracy_m):
                accuracy_m = None
            yield TrailPoint(at, fix.latitude, fix.longitude, accuracy_m, one.feed, now)

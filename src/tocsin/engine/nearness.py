"""From what trackers report to what the watch must decide: the edge of `proximity`.

Positions stay here, in memory. What is watched is drawn from the state again
whenever an order, a plan, a respondent or a consent changes, so nothing that is
recorded can be missed; and when the service starts everything is unknown until
it is heard, which is an alarm of its own when it lasts.
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from msgspec.structs import replace

from tocsin.engine.core import NotDurable
from tocsin.engine.drawing import Drawing, drawing
from tocsin.engine.positions import Heard
from tocsin.engine.service import Service
from tocsin.engine.stages import State
from tocsin.exchange.tracker import Report, Trouble
from tocsin.facts.agency import AgencyItemRemoved, PlaceSet, StaffDismissed, StaffSet
from tocsin.facts.fact import Fact
from tocsin.facts.nearness import ConsentRecorded, Nearness, NearnessChanged
from tocsin.facts.orders import OrderEntered, OrderServed, OrderVacated
from tocsin.facts.plans import WorkplacePlanSet
from tocsin.facts.respondents import RespondentSet
from tocsin.facts.system import AlarmKind, PersonErased
from tocsin.ground.ground import Start
from tocsin.paging.stage import RaiseAlarm
from tocsin.proximity.happening import Happening, Kind, PairNow, PartyNow
from tocsin.proximity.tables import FLAG_CHARGING, FLAG_STRAP_OPEN, FLAG_TAMPERED, Records
from tocsin.proximity.watcher import Watcher, batch, warm
from tocsin.response.arrival import Spot
from tocsin.watch.nearness import NearnessCommand, ReportNearness, ReportTracker

TICK_S: Final = 1.0
"""How often silence is looked for."""

REPORTS_WAITING_MAX: Final = 10_000
"""So many reports wait for the compiler; after that the oldest are forgotten."""

REDRAW_AT_ONCE: Final = 1_000
"""So much of what is to be watched is taken up before others have the loop."""

REDRAW_S: Final = 60.0
"""How often the orders are looked at again: one begins or ends by time alone."""

_STATES: Final[Mapping[Kind, Nearness]] = {
    Kind.MAYBE_NEAR: Nearness.MAYBE_NEAR,
    Kind.NEAR: Nearness.NEAR,
    Kind.PASSED: Nearness.NEAR,
    Kind.APART: Nearness.FAR,
    Kind.MAYBE_INSIDE: Nearness.MAYBE_NEAR,
    Kind.INSIDE: Nearness.NEAR,
    Kind.CROSSED: Nearness.NEAR,
    Kind.OUTSIDE: Nearness.FAR,
}
_TAMPERED: Final = frozenset({Trouble.TAMPER, Trouble.JAMMED, Trouble.POWER_CUT, Trouble.OFF})


class Trackers:
    """What trackers say, judged; without time, tasks or a service, so that a simulator can ask it.

    Every answer is the commands that follow, to be given in their order.
    """

    def __init__(self) -> None:
        self._watcher = Watcher()
        self._drawn = Drawing(frozenset(), {}, {})
        self._orders: dict[str, tuple[str, ...]] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nobody is watched."""
        return not self._drawn.parties

    def redraw(self, state: State, now: datetime) -> None:
        """Watch exactly what the state says, keeping what is known of whatever stays."""
        for _ in self.redrawing(state, now):
            pass

    def redrawing(self, state: State, now: datetime) -> Iterator[None]:
        """The same in slices: between two of them others may have the loop, but not this one."""
        wanted, before = drawing(state, now), self._drawn
        known = state.watch.cases.orders
        self._orders = {name: one.order.protected for name, one in known.items()}
        self._drawn = wanted
        yield
        steps = self._steps(before, wanted, now.timestamp())
        while sum(1 for _ in islice(steps, REDRAW_AT_ONCE)):
            yield

    def _steps(self, before: Drawing, wanted: Drawing, moment: float) -> Iterator[None]:
        """From what was watched to what is to be, a step for each pair, area or party."""
        watcher = self._watcher
        for pair in before.pairs.keys() - wanted.pairs.keys():
            watcher.remove_pair(pair)
            yield
        for area in before.areas.keys() - wanted.areas.keys():
            watcher.remove_area(area)
            yield
        for party in before.parties - wanted.parties:
            watcher.remove_party(party)
            yield
        for party in wanted.parties - before.parties:
            watcher.set_party(party, now=moment)
            yield
        for pair, drawn in wanted.pairs.items():
            if before.pairs.get(pair) != drawn:
                watcher.set_pair(pair, *drawn[:2], distance_m=drawn[2])
                yield
        for area, (circle, owner) in wanted.areas.items():
            if before.areas.get(area) != (circle, owner):
                watcher.set_area(area, circle, now=moment, owner=owner)
                yield

    def hear(self, heard: Sequence[Heard], now: datetime) -> list[NearnessCommand]:
        """What a batch of reports brings, in its order."""
        fixes = self._batch(heard, now.timestamp())
        return self._commands(self._watcher.hear(fixes)) if len(fixes) else []

    def tick(self, now: datetime) -> list[NearnessCommand]:
        """What silence brings."""
        return self._commands(self._watcher.tick(now.timestamp()))

    def pairs_now(self, person: str, respondent: str, now: datetime) -> list[PairNow]:
        """Every watched pair of these two, as a screen may show it to who may see it."""
        both = (f"person:{person}", f"respondent:{respondent}")
        return [
            self._watcher.pair_now(pair, now.timestamp())
            for pair, (one, other, _) in self._drawn.pairs.items()
            if (one, other) == both
        ]

    def tracker_now(self, owner: str, now: datetime) -> PartyNow | None:
        """What is known of the tracker of `person:ID` or `respondent:ID`; None: not watched."""
        if owner not in self._drawn.parties:
            return None
        return self._watcher.party_now(owner, now.timestamp())

    def _batch(self, heard: Sequence[Heard], now: float) -> Records:
        """The fixes of those who are watched; whoever is not leaves no trace."""
        rows = [
            (index, one, fix)
            for one in heard
            if (index := self._watcher.index(one.owner)) >= 0
            for fix in one.report.fixes or (None,)
        ]
        fixes = batch(len(rows))
        for row, (index, one, fix) in enumerate(rows):
            report = one.report
            fixes["party"][row] = index
            fixes["heard_at"][row] = now
            fixes["flags"][row] = _flags(report)
            fixes["battery"][row] = math.nan if report.battery is None else report.battery
            if fix is not None:
                at = fix.at or report.at
                fixes["latitude"][row] = fix.latitude
                fixes["longitude"][row] = fix.longitude
                fixes["fix_at"][row] = now if at is None else at.timestamp()
                fixes["accuracy_m"][row] = _said(fix.accuracy_m)
                fixes["speed_mps"][row] = _said(fix.speed_mps)
        return fixes

    def _commands(self, happenings: Iterable[Happening]) -> list[NearnessCommand]:
        return [command for one in happenings for command in self._of(one)]

    def _of(self, one: Happening) -> Iterator[NearnessCommand]:
        at = datetime.fromtimestamp(one.fix_at if one.fix_at is not None else one.at, UTC)
        if one.trouble is not None:
            is_over = one.kind is Kind.TROUBLE_OVER
            yield ReportTracker(one.party, str(one.trouble), is_over, at)
        else:
            for person, respondent, order, by in self._about(one):
                yield ReportNearness(_fact(one, person, respondent, order, by, at))

    def _about(self, one: Happening) -> Iterator[tuple[str, str, str, str]]:
        """Whom it concerns: the two of a pair, or everybody whom the area's order protects."""
        if one.pair:
            order, person, respondent = one.pair.split("|")
            yield person, respondent, order, "pair"
            return
        order, _, respondent = one.area.split("|")
        for person in self._orders.get(order, ()):
            yield person, respondent, order, "area"


class NearnessWatch:
    """Hears every report, and tells the watch what became of who is near whom."""

    def __init__(self, service: Service) -> None:
        self.trackers = Trackers()
        self._service = service
        self._is_stale = True
        self._is_ready = False
        self._waiting: deque[Heard] = deque(maxlen=REPORTS_WAITING_MAX)
        self._redraw_at = -math.inf
        self._looking = asyncio.Lock()
        service.engine.listen(self._follow, self._begin_anew)

    def _begin_anew(self) -> None:
        """Of every tracker nothing is known until it is heard; its silence starts now."""
        self.trackers = Trackers()
        self._is_stale = True
        self._waiting.clear()

    def owner(self, device: str) -> str | None:
        """`respondent:ID` whose tracker this is."""
        return self._service.engine.state.watch.cases.devices.get(device)

    def pair_now(self, person: str, respondent: str, now: datetime) -> Iterator[PairNow]:
        """Every watched pair of these two, as a screen may show it to who may see it."""
        return iter(self.trackers.pairs_now(person, respondent, now) if self._hears else ())

    def tracker_now(self, owner: str, now: datetime) -> PartyNow | None:
        """What is known of one tracker; None: not watched."""
        return self.trackers.tracker_now(owner, now) if self._hears else None

    @property
    def _hears(self) -> bool:
        """Whether trackers are heard here: a node that follows may know old fixes, having led."""
        return self._is_ready and not self._service.is_following

    async def run(self) -> None:
        """Look for silence and for what begins by time alone, until cancelled."""
        self._begin_anew()
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - its bug is an alarm and stops no page.
                detail = f"The watch of trackers failed: {type(error).__name__}. It goes on."
                alarm = RaiseAlarm(AlarmKind.STAGE_FAILED, "nearness", detail)
                await self._service.submit(alarm, "system")
            await asyncio.sleep(TICK_S)

    async def look(self) -> None:
        """Draw what is watched if it may be another, and tell what silence brings.

        The first time there is something to watch, what must be compiled is
        compiled beside the loop. Taking up what is to be watched gives way again and
        again; nothing is heard by half of it.
        """
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        now, state = self._service.clock.now(), self._service.engine.state
        if self._is_stale or now.timestamp() >= self._redraw_at:
            if not self._is_ready and drawing(state, now).parties:
                await asyncio.to_thread(warm)
                self._is_ready = True
            self._is_stale, self._redraw_at = False, now.timestamp() + REDRAW_S
            for _ in self.trackers.redrawing(state, now):
                await asyncio.sleep(0)
        if not self._is_ready and self.trackers.is_idle:
            self._waiting.clear()
        if self._is_ready:
            waited, self._waiting = list(self._waiting), deque(maxlen=REPORTS_WAITING_MAX)
            await self._tell(self.trackers.hear(waited, now))
            await self._tell(self.trackers.tick(now))

    async def hear(self, heard: Sequence[Heard], now: datetime) -> bool:
        """Take one batch in its order; True once what follows from it is on record.

        While the loops are being compiled the newest reports wait in memory, so that
        no tracker does: what they bring is told as soon as that is done.
        """
        if not self._is_ready:
            if self._is_stale or not self.trackers.is_idle:
                self._waiting.extend(heard)
            return True
        if self._is_stale or self._looking.locked():
            async with self._looking:
                if self._is_stale:
                    await self._look()
        return await self._tell(self.trackers.hear(heard, now))

    def _follow(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        if any(type(fact) in _REDRAWS for _, _, fact in told):
            self._is_stale = True

    async def _tell(self, commands: Iterable[NearnessCommand]) -> bool:
        """Give each to the watch; False when one is not on record."""
        outcomes = [
            await self._service.submit(self._by_road(command), "system") for command in commands
        ]
        return not any(isinstance(outcome, NotDurable) for outcome in outcomes)

    def _by_road(self, command: NearnessCommand) -> NearnessCommand:
        """The same with the seconds of his way to her by road, where there is one to be known."""
        if not isinstance(command, ReportNearness) or command.fact.by != "pair":
            return command
        engine, fact = self._service.engine, command.fact
        his = engine.tracks.last(f"respondent:{fact.respondent}")
        hers = engine.tracks.last(f"person:{fact.person}")
        if his is None or hers is None or fact.nearness is Nearness.FAR:
            return command
        start, spot = Start("respondent", None, his, 0.0), Spot(hers.latitude, hers.longitude)
        way = engine.ground.route(start, spot, engine.state.response.roads, fact.at)
        if way is None:
            return command
        return ReportNearness(replace(fact, drive_s=round(way.seconds + way.foot_s, 1)))


_REDRAWS: Final = frozenset(
    {
        OrderEntered,
        OrderServed,
        OrderVacated,
        WorkplacePlanSet,
        RespondentSet,
        ConsentRecorded,
        PlaceSet,
        StaffSet,
        StaffDismissed,
        AgencyItemRemoved,
        PersonErased,
    }
)
"""After these what is watched is drawn anew."""


def _flags(report: Report) -> int:
    """The bits that a tracker's troubles stand for; jammed or without power it is tampered with."""
    found = FLAG_STRAP_OPEN if Trouble.STRAP in report.troubles else 0
    if not _TAMPERED.isdisjoint(report.troubles):
        found |= FLAG_TAMPERED
    if any("charg" in event.lower() for event in report.events):
        found |= FLAG_CHARGING
    return found


def _said(value: float | None) -> float:
    return math.nan if value is None else value


def _fact(
    one: Happening, person: str, respondent: str, order: str, by: str, at: datetime
) -> NearnessChanged:
    return NearnessChanged(
        person,
        respondent,
        _STATES[one.kind],
        by,
        at,
        order,
        _rounded(one.distance_m),
        one.allowed_m,
        _rounded(one.uncertainty_m),
        _rounded(one.closing_mps),
        _rounded(one.contact_s),
        was_passing=one.kind in (Kind.PASSED, Kind.CROSSED),
        at_start=one.at_start,
        is_doubtful=one.doubtful,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 1)

"""Positions of phones and trackers: the alarm is read first, then who it is, then where.

Whatever the wire (an HTTP hook, a broker, a watcher process), it ends here. A
cry for help goes the way of every SOS: raw, durable, then acknowledged. A mere
position is kept outside the ledger. Only while its owner has an open SOS does it
become evidence, and only when it says something new. Whoever listens (proximity,
the health of trackers) is handed every report whose device is somebody's.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from msgspec.structs import replace

from tocsin.engine.core import NotDurable
from tocsin.engine.pressure import Shed
from tocsin.engine.service import Service
from tocsin.exchange.fix import SWAPPED, Fix, Malformed, Reason
from tocsin.exchange.tracker import Kind, Report
from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.fact import Fact
from tocsin.facts.system import AlarmKind, PersonErased
from tocsin.geo.line import distance_m
from tocsin.geo.track import Track
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.intake.trackers import Read, read_reports
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import EVIDENCE_EVERY_S, EVIDENCE_SOONEST_S
from tocsin.paging.stage import RaiseAlarm
from tocsin.response.locating import GiveLocation

NEW_SHARE: Final = 0.5
"""A fix says something new when it is off the last by more than this share of its radius."""

SWAPPED_SAID: Final = "latitude and longitude the wrong way round"

UNSAID_ACCURACY_M: Final = 100.0
"""The radius of a fix that does not say how sure it is."""


class Kept(Protocol):
    """Where positions are kept."""

    def add(self, recipient: str, track: Track, now: datetime) -> bool:
        """Keep a position; whether it is the newest."""
        ...

    def forget(self, recipient: str) -> None:
        """Keep nothing more of them."""
        ...


class Heard(NamedTuple):
    """One report of a device, and whose it is: `person:ID`, `unit:ID` or `respondent:ID`.

    The report is as the device made it: its fixes may be old, repeated or out of
    order, each has its own time, and there may be none beside a battery or an event.
    """

    owner: str
    report: Report
    feed: str
    """The hook or broker it came by."""


class Listener(Protocol):
    """Whoever wants every report: proximity, the health of trackers."""

    async def hear(self, heard: Sequence[Heard], now: datetime) -> bool:
        """Take one batch, in its order. True once all that must be on record of it is.

        After False the feed is not acknowledged, and the same reports come again. So
        may any report after a crash: to hear one twice must change nothing.
        """
        ...


Owners = Callable[[str], str | None]
"""Whose a device is, asked for every report; so it is a look into a table. None: nobody's."""


class Taken(NamedTuple):
    """What became of one request.

    `on_record` is False when it must not be acknowledged. `reports` is how many of
    its reports were taken, `wrong` why the others could not be read; a cry for
    help is never wrong.
    """

    on_record: bool
    reports: int = 0
    wrong: tuple[Malformed, ...] = ()


class Positions:
    """What one service does with the reports it hears of."""

    def __init__(self, service: Service, tracks: Kept, new_signal: Callable[[], str]) -> None:
        """`new_signal` gives an id that no signal has yet."""
        self._service = service
        self._tracks = tracks
        self._new_signal = new_signal
        self._told: dict[tuple[str, str], Track] = {}
        self._owners: list[Owners] = [self._agency_owner]
        self._listeners: list[Listener] = []
        service.engine.listen(self._follow)

    def listen(self, listener: Listener) -> None:
        """Hand every report to this listener from now on."""
        self._listeners.append(listener)

    def ask(self, owners: Owners) -> None:
        """Ask here, too, whose a device is; the agency file is asked first."""
        self._owners.append(owners)

    async def take(self, raw: RawRequest) -> Taken:
        """Take one request as it came; what became of it."""
        read = read_reports(raw)
        good, cries, wrong = sorted_out(read)
        unreadable = [SWAPPED_SAID if SWAPPED in one.detail else str(one.reason) for one in wrong]
        on_record = await self.take_read(raw.gateway, good, cries, unreadable)
        return Taken(on_record, len(read) - len(wrong), tuple(wrong))

    async def take_read(
        self,
        feed: str,
        reports: Sequence[Report],
        cries: Sequence[RawRequest] = (),
        unreadable: Sequence[str] = (),
    ) -> bool:
        """Take what was read already, the cries for help first. False: acknowledge nothing of it.

        `reports` holds the cries, too, where they could be read; `unreadable` says
        why other messages could not. Who follows another node takes cries, and nothing else.
        """
        heard = await self._cry(cries) if cries else True
        if self._service.is_following:
            return heard and all(report.alarm for report in reports) and not unreadable
        if self._service.pressure.sheds:
            return await self._hear_little(feed, reports) and heard and not unreadable
        for what in dict.fromkeys(unreadable):
            await self._warn(AlarmKind.FEED_UNREADABLE, feed, what)
        return await self.hear(feed, reports) and heard

    async def _hear_little(self, feed: str, reports: Sequence[Report]) -> bool:
        """In a storm: cries, people with an open SOS, respondents. The rest comes again."""
        now = [report for report in reports if report.alarm or self._matters(report.device)]
        heard = await self.hear(feed, now)
        if len(now) == len(reports):
            return heard
        self._service.pressure.turn_away(Shed.POSITIONS)
        return False

    def _matters(self, device: str) -> bool:
        owner = self._owner(device) or ""
        response = self._service.engine.state.response
        return owner.startswith("respondent:") or owner in response.open_by_sender

    async def _cry(self, raws: Sequence[RawRequest]) -> bool:
        """Make each cry for help an SOS; whether all are on record."""
        outcomes = await asyncio.gather(
            *(
                self._service.submit(
                    ReceiveSignal(self._new_signal(), raw.gateway, freeze(raw)),
                    f"gateway:{raw.gateway}",
                )
                for raw in raws
            )
        )
        return all(isinstance(outcome, Accepted) for outcome in outcomes)

    async def hear(self, feed: str, reports: Sequence[Report]) -> bool:
        """Keep what was reported and hand it on; False: it must come again."""
        now = self._service.clock.now()
        heard = []
        for report in reports:
            owner = self._owner(report.device)
            if owner is not None:
                heard.append(Heard(owner, report, feed))
                if SWAPPED in report.problems:
                    # It has no position from now on; whoever sets it up must hear of which.
                    what = f"{SWAPPED_SAID}, from the device of {owner}"
                    await self._warn(AlarmKind.FEED_UNREADABLE, feed, what)
            elif not report.alarm:
                detail = "a device that is nobody's in the agency file"
                await self._warn(AlarmKind.DEVICE_UNKNOWN, feed, detail)
        for one in heard:
            for fix in one.report.fixes:
                await self._keep(one.owner, one.report, fix, now)
        results = [await self._hand(listener, heard, now) for listener in self._listeners if heard]
        return all(results)

    async def tell(self, person: str, given: Fix, age_s: float) -> bool:
        """Take where somebody's own page says that they are, while they ask for help.

        Nothing is kept of whoever does not. False: it must come again.
        """
        owner, state = f"person:{person}", self._service.engine.state
        fix = replace(given, at=self._now() - timedelta(seconds=age_s))
        if owner in state.response.open_by_sender:
            report = Report(f"page/{person}", Kind.POSITION, (fix,))
            return await self._keep(owner, report, fix, self._now())
        if state.intake.turns.waiting(owner):
            # Her SOS is on record and not read yet: it will ask for her last position.
            self._tracks.add(owner, _track(fix, self._now()), self._now())
        return True

    def _now(self) -> datetime:
        return self._service.clock.now()

    def _owner(self, device: str) -> str | None:
        for owners in self._owners:
            owner = owners(device)
            if owner is not None:
                return owner
        return None

    def _agency_owner(self, device: str) -> str | None:
        return self._service.engine.state.agency.by_device.get(device)

    async def _hand(self, listener: Listener, heard: Sequence[Heard], now: datetime) -> bool:
        """Hand a batch to one listener. Its bug is an alarm and stops neither feed nor others."""
        try:
            return await listener.hear(heard, now)
        except Exception as error:  # noqa: BLE001 - asked again, it would fail again for ever.
            name = type(listener).__name__
            detail = f"{name} failed on reported positions: {type(error).__name__}."
            command = RaiseAlarm(AlarmKind.STAGE_FAILED, f"positions {name}", detail)
            await self._service.submit(command, "system")
            return True

    async def _keep(self, owner: str, report: Report, fix: Fix, now: datetime) -> bool:
        """Keep one fix, and make it evidence where it says something new; False: not on record."""
        track = _track(fix, fix.at or report.at or now)
        is_newest = self._tracks.add(owner, track, now)
        incident = self._service.engine.state.response.open_by_sender.get(owner)
        # A cry tells its place itself, in the words of its signal.
        if incident is None or not is_newest or report.alarm:
            return True
        # A clock that is ahead must not make everything after it look old.
        seen = replace(track, at=min(track.at, now))
        key = (owner, report.device)
        if not _is_news(self._told.get(key), seen):
            return True
        self._told[key] = seen
        evidence = _evidence(incident, owner, track, fix.confidence)
        outcome = await self._service.submit(evidence, owner)
        if isinstance(outcome, NotDurable) and not outcome.is_kept:
            self._told.pop(key, None)
        return not isinstance(outcome, NotDurable)

    async def _warn(self, kind: AlarmKind, feed: str, what: str) -> None:
        """Say it once; the alarm stands until somebody ends it."""
        if f"{kind}:{feed}" in self._service.engine.state.paging.alarms:
            return
        detail = f"The position feed {feed} sent {what.replace('_', ' ')}."
        await self._service.submit(RaiseAlarm(kind, feed, detail), f"gateway:{feed}")

    def _follow(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        """Whoever left or was erased is followed no longer."""
        for _, _, fact in told:
            if isinstance(fact, PersonErased):
                self.forget(fact.subject)
            elif isinstance(fact, StaffDismissed):
                self.forget(f"person:{fact.person}")
            elif isinstance(fact, AgencyItemRemoved) and fact.table in ("staff", "unit"):
                self.forget(f"{'person' if fact.table == 'staff' else 'unit'}:{fact.id}")

    def forget(self, owner: str) -> None:
        """Keep nothing more of where they were."""
        self._tracks.forget(owner)
        for key in [key for key in self._told if key[0] == owner]:
            del self._told[key]


def sorted_out(
    read: Iterable[Read],
) -> tuple[list[Report], list[RawRequest], list[Malformed]]:
    """What was read as reports, cries for help, and what could not be read; each in its order."""
    good: list[Report] = []
    cries: list[RawRequest] = []
    wrong: list[Malformed] = []
    for raw, report, is_cry in read:
        if is_cry:
            cries.append(raw)
        if isinstance(report, Report):
            good.append(report)
        elif not is_cry and report.reason is not Reason.IGNORED:
            wrong.append(report)
    return good, cries, wrong


def _track(fix: Fix, at: datetime) -> Track:
    return Track(
        fix.latitude,
        fix.longitude,
        at,
        fix.accuracy_m,
        fix.speed_mps,
        fix.heading_deg,
        fix.method,
    )


def _is_news(last: Track | None, track: Track) -> bool:
    """Whether a fix says something that the last one told did not, and not too often."""
    if last is None:
        return True
    passed_s = (track.at - last.at).total_seconds()
    if passed_s >= EVIDENCE_EVERY_S:
        return True
    finer = _radius(track) < _radius(last) * NEW_SHARE
    moved_m = distance_m((last.latitude, last.longitude), (track.latitude, track.longitude))
    moved = passed_s >= EVIDENCE_SOONEST_S and moved_m > _radius(track) * NEW_SHARE
    return finer or moved


def _radius(track: Track) -> float:
    return UNSAID_ACCURACY_M if track.accuracy_m is None else track.accuracy_m


def _evidence(incident: str, owner: str, track: Track, confidence: float | None) -> GiveLocation:
    return GiveLocation(
        incident,
        owner,
        "",
        track.latitude,
        track.longitude,
        _radius(track),
        "phone",
        track.at,
        confidence or 0.68,
    )

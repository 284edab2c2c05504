"""Positions of phones and trackers: the alarm is read first, then who it is, then where.

A cry for help goes the way of every SOS: raw, durable, then answered. A mere
position is kept outside the ledger. Only while its owner has an open SOS does it
become evidence, and only when it says something new.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from msgspec.structs import replace

from tocsin.agency.duty import who_has_device
from tocsin.engine.service import Service
from tocsin.exchange.fix import Fix, Malformed, Reason
from tocsin.exchange.tracker import Report
from tocsin.facts.agency import AgencyItemRemoved
from tocsin.facts.fact import Fact
from tocsin.facts.system import AlarmKind, PersonErased
from tocsin.geo.line import distance_m
from tocsin.geo.track import Track
from tocsin.intake.documents import tracker_report
from tocsin.intake.raw import RawRequest
from tocsin.kernel.limits import EVIDENCE_EVERY_S, EVIDENCE_SOONEST_S
from tocsin.paging.stage import RaiseAlarm
from tocsin.response.locating import GiveLocation

NEW_SHARE: Final = 0.5
"""A fix says something new when it is off the last by more than this share of its radius."""

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


class Positions:
    """What one service does with the positions it hears of."""

    def __init__(self, service: Service, tracks: Kept) -> None:
        self._service = service
        self._tracks = tracks
        self._told: dict[tuple[str, str], Track] = {}
        service.engine.listen(self._follow)

    def _follow(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        """Whoever left or was erased is followed no longer."""
        for _, _, fact in told:
            if isinstance(fact, PersonErased):
                self._forget(fact.subject)
            elif isinstance(fact, AgencyItemRemoved) and fact.table in ("staff", "unit"):
                self._forget(f"{'person' if fact.table == 'staff' else 'unit'}:{fact.id}")

    def _forget(self, recipient: str) -> None:
        self._tracks.forget(recipient)
        for key in [key for key in self._told if key[0] == recipient]:
            del self._told[key]

    def is_alarm(self, raw: RawRequest) -> bool:
        """Whether it cries for help. What cannot be read but says sos does, too."""
        report = tracker_report(raw)
        if isinstance(report, Malformed):
            return b"sos" in (raw.body + raw.query).lower()
        return report.alarm

    async def take(self, raw: RawRequest) -> Malformed | None:
        """Keep the positions of one request; Malformed when there is nothing to be read."""
        report = tracker_report(raw)
        now = self._service.clock.now()
        if isinstance(report, Malformed):
            if report.reason is not Reason.IGNORED:
                await self._warn(AlarmKind.FEED_UNREADABLE, raw.gateway, str(report.reason))
            return report
        owner = who_has_device(self._service.engine.state.agency, report.device)
        if owner is None:
            detail = "a device that is nobody's in the agency file"
            await self._warn(AlarmKind.DEVICE_UNKNOWN, raw.gateway, detail)
            return None
        for fix in report.fixes:
            await self._keep(owner, report, fix, now)
        return None

    async def _keep(self, owner: str, report: Report, fix: Fix, now: datetime) -> None:
        track = Track(
            fix.latitude,
            fix.longitude,
            fix.at or report.at or now,
            fix.accuracy_m,
            fix.speed_mps,
            fix.heading_deg,
            fix.method,
        )
        is_newest = self._tracks.add(owner, track, now)
        incident = self._service.engine.state.response.open_by_sender.get(owner)
        if incident is None or not is_newest:
            return
        # A clock that is ahead must not make everything after it look old.
        seen = replace(track, at=min(track.at, now))
        key = (owner, report.device)
        if _is_news(self._told.get(key), seen):
            self._told[key] = seen
            await self._service.submit(_evidence(incident, owner, track, fix.confidence), owner)

    async def _warn(self, kind: AlarmKind, gateway: str, what: str) -> None:
        """Say it once; the alarm stands until somebody ends it."""
        if f"{kind}:{gateway}" in self._service.engine.state.paging.alarms:
            return
        detail = f"The position feed {gateway} sent {what.replace('_', ' ')}."
        await self._service.submit(RaiseAlarm(kind, gateway, detail), f"gateway:{gateway}")


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

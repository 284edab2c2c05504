"""Positions of phones and trackers: the alarm is read first, then who it is, then where.

A cry for help goes the way of every SOS: raw, durable, then answered. A mere
position is kept outside the ledger. Only while its owner has an open SOS does it
become evidence, and only when it says something new.
"""

from datetime import datetime
from typing import Final, Protocol

from tocsin.agency.duty import who_has_device
from tocsin.engine.service import Service
from tocsin.exchange.fix import Fix, Malformed, Reason
from tocsin.exchange.tracker import Report
from tocsin.facts.system import AlarmKind
from tocsin.geo.line import distance_m
from tocsin.geo.track import Track
from tocsin.intake.documents import tracker_report
from tocsin.intake.raw import RawRequest
from tocsin.kernel.limits import EVIDENCE_EVERY_S
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


class Positions:
    """What one service does with the positions it hears of."""

    def __init__(self, service: Service, tracks: Kept) -> None:
        self._service = service
        self._tracks = tracks
        self._told: dict[str, Track] = {}

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
        self._tracks.add(owner, track, now)
        incident = self._service.engine.state.response.open_by_sender.get(owner)
        if incident is not None and self._is_news(owner, track):
            self._told[owner] = track
            await self._service.submit(_evidence(incident, owner, track, fix.confidence), owner)

    def _is_news(self, owner: str, track: Track) -> bool:
        last = self._told.get(owner)
        if last is None:
            return True
        if (track.at - last.at).total_seconds() >= EVIDENCE_EVERY_S:
            return True
        moved_m = distance_m((last.latitude, last.longitude), (track.latitude, track.longitude))
        finer = _radius(track) < _radius(last) * NEW_SHARE
        return finer or moved_m > _radius(track) * NEW_SHARE

    async def _warn(self, kind: AlarmKind, gateway: str, what: str) -> None:
        """Say it once; the alarm stands until somebody ends it."""
        if f"{kind}:{gateway}" in self._service.engine.state.paging.alarms:
            return
        detail = f"The position feed {gateway} sent {what.replace('_', ' ')}."
        await self._service.submit(RaiseAlarm(kind, gateway, detail), f"gateway:{gateway}")


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

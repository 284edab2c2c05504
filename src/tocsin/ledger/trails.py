"""Trails of positions: beside the chain, sealed under whose they are, and gone when they must be.

They lie in the file of the tracks, in a table of their own. Erasing a subject's key
erases their points with everything else of theirs; what is deleted is overwritten.
A disk that takes nothing is never in the way of an alarm: points wait in memory.
"""

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

import apsw
import msgspec

from tocsin.facts.codec import Sealer
from tocsin.geo.trail import TrailPoint
from tocsin.kernel.limits_trails import TRAIL_POINTS_MAX, TRAIL_WAITING_MAX
from tocsin.ledger.ledger import LedgerError

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS trail (
  owner TEXT NOT NULL, at REAL NOT NULL, sealed TEXT NOT NULL,
  PRIMARY KEY (owner, at)) WITHOUT ROWID, STRICT
"""

_THIN: Final = """
DELETE FROM trail WHERE owner = ?1 AND at IN (
  SELECT at FROM (
    SELECT at, row_number() OVER (ORDER BY at) AS n FROM trail WHERE owner = ?1)
  WHERE n % 2 = 0 AND n <= ?2)
"""

OLDER_SHARE: Final = 0.75
"""Where there are too many points, every second of this oldest share of them goes."""

Window = tuple[datetime, datetime | None]
"""From when until when points are kept; None: it is still open."""


ALWAYS: Final[Window] = (datetime.min.replace(tzinfo=UTC), None)


class Points(Protocol):
    """Where the points of trails can be read."""

    def between(self, owner: str, start: datetime, end: datetime) -> Sequence[TrailPoint]:
        """The points of an owner in a stretch of time, the oldest first."""
        ...


class NoPoints:
    """Nobody keeps trails."""

    def between(self, _owner: str, _start: datetime, _end: datetime) -> Sequence[TrailPoint]:
        """Nothing."""
        return ()


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What of a point is sealed; its time stands beside it."""

    latitude: float
    longitude: float
    accuracy_m: float | None
    source: str
    heard_at: float


class TrailStore:
    """The points of every trail that is kept."""

    def __init__(self, sealer: Sealer, path: Path | None = None) -> None:
        """Keep in this file; None keeps everything in memory."""
        self._sealer = sealer
        self._db = apsw.Connection(str(path) if path else ":memory:")
        self._db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute(_SCHEMA)
        self._is_failing = False
        self._waiting: deque[tuple[str, TrailPoint]] = deque(maxlen=TRAIL_WAITING_MAX)
        self._counts: dict[str, int] = {
            str(owner): int(str(count))
            for owner, count in self._db.execute("SELECT owner, count(*) FROM trail GROUP BY owner")
        }

    @property
    def waits(self) -> int:
        """How many points are not in the file yet."""
        return len(self._waiting)

    def add(self, owner: str, points: Iterable[TrailPoint]) -> bool:
        """Keep points of an owner; False while they wait in memory. A second one of a moment is
        the same one.
        """
        self._waiting.extend((owner, point) for point in points)
        # A disk that took nothing is tried again by `flush` alone, not for every fix.
        return not self._is_failing and self.flush()

    def flush(self) -> bool:
        """Write down what waits; whether nothing waits any more."""
        if not self._waiting:
            return True
        try:
            rows = [self._row(owner, point) for owner, point in self._waiting]
            with self._db:
                self._db.executemany("INSERT OR IGNORE INTO trail VALUES (?, ?, ?)", rows)
        except (apsw.Error, LedgerError):
            self._is_failing = True
            return False
        self._is_failing = False
        self._waiting.clear()
        for owner, _, _ in rows:
            self._counts[owner] = self._counts.get(owner, 0) + 1
        for owner in {owner for owner, _, _ in rows}:
            if self._counts[owner] > TRAIL_POINTS_MAX:
                self._thin(owner)
        return True

    def between(self, owner: str, start: datetime, end: datetime) -> list[TrailPoint]:
        """The points of an owner in a stretch of time, the oldest first.

        Those whose key is gone, and those that cannot be opened, are left out.
        """
        rows = self._db.execute(
            "SELECT at, sealed FROM trail WHERE owner = ? AND at BETWEEN ? AND ? ORDER BY at",
            (owner, start.timestamp(), end.timestamp()),
        )
        found = {point.at: point for row in rows if (point := self._point(owner, *row))}
        for whose, point in self._waiting:
            if whose == owner and start <= point.at <= end:
                found.setdefault(point.at, point)
        return sorted(found.values(), key=lambda point: point.at)

    def keep_only(self, windows: Mapping[str, Sequence[Window]]) -> bool:
        """Delete every point outside these; whether that is done. What is left owed comes again."""
        owners = {*self._counts, *(owner for owner, _ in self._waiting)}
        done = [self.forget(owner, ALWAYS, windows.get(owner, ())) for owner in owners]
        return all(done)

    def forget(self, owner: str, gone: Window, kept: Sequence[Window]) -> bool:
        """Delete an owner's points of one window, but for those of others; whether it is done."""
        waiting = [
            (whose, point)
            for whose, point in self._waiting
            if whose != owner or not _is_within(point, (gone,)) or _is_within(point, kept)
        ]
        self._waiting = deque(waiting, maxlen=TRAIL_WAITING_MAX)
        try:
            for since, until in _between(gone, kept):
                self._db.execute(
                    "DELETE FROM trail WHERE owner = ? AND at >= ? AND at <= ?",
                    (owner, since, until),
                )
            self._counted(owner)
        except apsw.Error:
            return False
        return True

    def close(self) -> None:
        """Close the file."""
        with suppress(apsw.Error):
            self.flush()
        self._db.close()

    def _thin(self, owner: str) -> None:
        with suppress(apsw.Error):
            self._db.execute(_THIN, (owner, int(TRAIL_POINTS_MAX * OLDER_SHARE)))
            self._counted(owner)

    def _counted(self, owner: str) -> None:
        (count,) = next(self._db.execute("SELECT count(*) FROM trail WHERE owner = ?", (owner,)))
        self._counts[owner] = int(str(count))
        if not self._counts[owner]:
            del self._counts[owner]

    def _row(self, owner: str, point: TrailPoint) -> tuple[str, float, str]:
        told = _Sealed(
            point.latitude,
            point.longitude,
            point.accuracy_m,
            point.source,
            point.heard_at.timestamp(),
        )
        sealed = self._sealer.seal(owner, msgspec.json.encode(told).decode())
        return owner, point.at.timestamp(), sealed

    def _point(self, owner: str, at: object, sealed: object) -> TrailPoint | None:
        try:
            text = self._sealer.open(owner, str(sealed))
            told = msgspec.json.decode(text, type=_Sealed) if text is not None else None
        except (LedgerError, msgspec.MsgspecError):
            return None
        if told is None:
            return None
        return TrailPoint(
            _moment(at),
            told.latitude,
            told.longitude,
            told.accuracy_m,
            told.source,
            _moment(told.heard_at),
        )


def _moment(at: object) -> datetime:
    return datetime.fromtimestamp(float(at) if isinstance(at, int | float) else 0.0, UTC)


def _between(gone: Window, kept: Sequence[Window]) -> Iterator[tuple[float, float]]:
    """What is left of a window without the others, in seconds since 1970, both ends of it."""
    since, until = _seconds(gone)
    for start, end in sorted(map(_seconds, kept)):
        if since < start:
            yield since, min(math.nextafter(start, -math.inf), until)
        since = max(since, math.nextafter(end, math.inf))
    if since <= until:
        yield since, until


def _seconds(window: Window) -> tuple[float, float]:
    return window[0].timestamp(), math.inf if window[1] is None else window[1].timestamp()


def _is_within(point: TrailPoint, windows: Sequence[Window]) -> bool:
    return any(start <= point.at and (end is None or point.at <= end) for start, end in windows)

"""Where units and phones were: outside the chain, and not for long.

Positions are the one torrent. They are not facts: only what was decided about
them enters the ledger. A unit's positions are kept in a file beside the ledger
for some days, so that drive times can be calibrated and a restart knows where
units are. A person's last position is kept in memory alone and is gone with it.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import apsw

from tocsin.geo.track import Track
from tocsin.kernel.limits import FIX_AHEAD_S

KEEP_DAYS: Final = 7
"""How long a unit's positions are kept."""

FORGET_EVERY: Final = 1_000
"""After so many positions the old ones are dropped."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS track (
  unit TEXT NOT NULL, at REAL NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
  accuracy_m REAL, speed_mps REAL, heading_deg REAL,
  PRIMARY KEY (unit, at)) WITHOUT ROWID, STRICT
"""

_FIELDS: Final = "at, latitude, longitude, accuracy_m, speed_mps, heading_deg"


class TrackStore:
    """The last position of everybody, and some days of every unit's."""

    def __init__(self, path: Path | None = None) -> None:
        """Keep in this file; None keeps everything in memory."""
        self._db = apsw.Connection(str(path) if path else ":memory:")
        self._db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
        self._db.execute(_SCHEMA)
        self._last: dict[str, Track] = {}
        self._added = 0
        self.is_failing = False
        """Whether the last position could not be written down; it counts all the same."""
        for unit, *row in self._db.execute(
            f"SELECT unit, {_FIELDS} FROM track GROUP BY unit HAVING at = max(at)"  # noqa: S608
        ):
            self._last[f"unit:{unit}"] = _track(row)

    def add(self, recipient: str, track: Track, now: datetime) -> bool:
        """Keep a position of `person:ID` or `unit:ID`; whether it is the newest.

        Phones that were offline send old positions late: they never replace a
        newer one. One dated tomorrow gives way to whatever comes next.
        """
        kind, _, name = recipient.partition(":")
        if kind == "unit" and track.at <= now + timedelta(seconds=FIX_AHEAD_S):
            self._keep(name, track)
        known = self._last.get(recipient)
        if known is not None and track.at <= known.at <= now + timedelta(seconds=FIX_AHEAD_S):
            return False
        self._last[recipient] = track
        return True

    def last(self, recipient: str) -> Track | None:
        """The newest position of `person:ID` or `unit:ID`."""
        return self._last.get(recipient)

    def forget(self, recipient: str) -> None:
        """Whoever left is followed no longer."""
        self._last.pop(recipient, None)
        kind, _, name = recipient.partition(":")
        if kind == "unit":
            self._try("DELETE FROM track WHERE unit = ?", (name,))

    def between(self, unit: str, start: datetime, end: datetime) -> Iterator[Track]:
        """The positions of a unit in a stretch of time, the oldest first."""
        rows = self._db.execute(
            f"SELECT {_FIELDS} FROM track WHERE unit = ? AND at BETWEEN ? AND ? ORDER BY at",  # noqa: S608
            (unit, start.timestamp(), end.timestamp()),
        )
        for row in rows:
            yield _track(row)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _keep(self, unit: str, track: Track) -> None:
        self._try(
            f"INSERT OR IGNORE INTO track (unit, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                unit,
                track.at.timestamp(),
                track.latitude,
                track.longitude,
                _finite(track.accuracy_m),
                _finite(track.speed_mps),
                _finite(track.heading_deg),
            ),
        )
        self._added += 1
        if self._added % FORGET_EVERY == 0:
            before = (track.at - timedelta(days=KEEP_DAYS)).timestamp()
            self._try("DELETE FROM track WHERE at < ?", (before,))

    def _try(self, sql: str, values: tuple[object, ...]) -> None:
        """Change the file. One that takes nothing keeps nobody from hearing where a unit is."""
        try:
            self._db.execute(sql, values)
            self.is_failing = False
        except apsw.Error:
            self.is_failing = True


def tracks_in(path: Path) -> Iterator[tuple[str, list[Track]]]:
    """Every unit with its positions, the oldest first, out of a store that is only read.

    OSError when the file cannot be opened, ValueError when it is no store of positions.
    """
    try:
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        units = [str(row[0]) for row in db.execute("SELECT DISTINCT unit FROM track ORDER BY unit")]
        for unit in units:
            rows = db.execute(f"SELECT {_FIELDS} FROM track WHERE unit = ? ORDER BY at", (unit,))  # noqa: S608
            yield unit, [_track(row) for row in rows]
        db.close()
    except apsw.CantOpenError as error:
        raise OSError("the file cannot be opened") from error
    except apsw.Error as error:
        raise ValueError("this is no store of positions (LEDGER.tracks)") from error


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _track(row: Sequence[object]) -> Track:
    at, latitude, longitude, accuracy_m, speed_mps, heading_deg = (
        float(value) if isinstance(value, int | float) else None for value in row
    )
    moment = datetime.fromtimestamp(at or 0.0, UTC)
    return Track(latitude or 0.0, longitude or 0.0, moment, accuracy_m, speed_mps, heading_deg)

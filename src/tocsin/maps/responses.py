"""Recorded drives out of files: an agency's own responses as CSV, or positions beside a ledger.

The CSV has a header and one line for each drive of one unit, in any order of columns:

    unit, kind                      as the agency calls them; may be left out or empty
    departed_at, arrived_at         ISO 8601; local to the zone where no offset is given
    from_latitude, from_longitude   degrees WGS 84: the station, or where the unit was
    to_latitude, to_longitude       where it went

Other columns are passed over. A drive with an empty time or position is counted and left
out, since records have holes; one that cannot be read is a mistake of the file, and named.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from math import isfinite, nan
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from tocsin.ledger.tracks import tracks_in
from tocsin.roads.drives import Drive
from tocsin.roads.legs import drives_from_tracks

TIMES: Final = ("departed_at", "arrived_at")
DEGREES: Final = {
    "from_latitude": 90,
    "from_longitude": 180,
    "to_latitude": 90,
    "to_longitude": 180,
}
COLUMNS: Final = ("unit", "kind", *TIMES, *DEGREES)

MISTAKES_TOLD: Final = 20
"""After so many mistakes reading stops; the file is not what it should be."""

UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Where a line has no time at all; its drive is counted and left out."""

SQLITE: Final = b"SQLite format 3\x00"


class SourceUnreadable(ValueError):  # noqa: N818, it says what is the matter
    """A file of drives that cannot be used; every mistake with its line, no position quoted."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = tuple(mistakes)


class Dated(NamedTuple):
    """A drive and when it began, aware."""

    departed_at: datetime
    drive: Drive


def read_drives(source: Path, zone: tzinfo, kind: str = "") -> list[Dated]:
    """The drives of a file, the earliest first; of one kind of unit if one is named.

    SourceUnreadable says what is wrong with it, OSError that it cannot be read.
    """
    with source.open("rb") as file:
        is_store = file.read(len(SQLITE)) == SQLITE
    found = _from_positions(source, zone) if is_store else _from_csv(source, zone, kind)
    return sorted(found, key=lambda each: each.departed_at)


def _from_positions(source: Path, zone: tzinfo) -> list[Dated]:
    try:
        units = [tracks for _, tracks in tracks_in(source)]
    except ValueError as error:
        raise SourceUnreadable([str(error)]) from error
    return [Dated(at, drive) for tracks in units for at, drive in drives_from_tracks(tracks, zone)]


def _from_csv(source: Path, zone: tzinfo, kind: str) -> list[Dated]:
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            return list(_rows(file, zone, kind))
    except UnicodeDecodeError as error:
        raise SourceUnreadable(["this is no text in UTF-8; give a CSV or LEDGER.tracks"]) from error
    except csv.Error as error:
        raise SourceUnreadable([f"this is no CSV: {error}"]) from error


def _rows(file: TextIO, zone: tzinfo, kind: str) -> Iterator[Dated]:
    rows = csv.DictReader(file)
    missing = [name for name in (*TIMES, *DEGREES) if name not in (rows.fieldnames or ())]
    if missing:
        lacking, all_ = ", ".join(missing), ", ".join(COLUMNS)
        raise SourceUnreadable([f"line 1: the column(s) {lacking} are missing; known are {all_}"])
    mistakes: list[str] = []
    for row in rows:
        said = len(mistakes)
        times = [_time(row[name], zone, rows.line_num, name, mistakes) for name in TIMES]
        degrees = [_number(row[name], rows.line_num, name, mistakes) for name in DEGREES]
        if len(mistakes) >= MISTAKES_TOLD:
            break
        if len(mistakes) == said and (not kind or row.get("kind") == kind):
            yield _dated(times, degrees, zone)
    if mistakes:
        raise SourceUnreadable(mistakes)


def _dated(times: Sequence[datetime | None], degrees: Sequence[float], zone: tzinfo) -> Dated:
    """The drive of one line; without a time of its own where one is missing."""
    departed, arrived = times
    seconds = (arrived - departed).total_seconds() if departed and arrived else nan
    began = departed or arrived or UNDATED
    local = began.astimezone(zone)
    hour = local.hour + local.minute / 60
    from_latitude, from_longitude, to_latitude, to_longitude = degrees
    return Dated(
        began,
        Drive(
            from_latitude, from_longitude, to_latitude, to_longitude, hour, local.weekday(), seconds
        ),
    )


def _time(
    text: str | None, zone: tzinfo, line: int, column: str, mistakes: list[str]
) -> datetime | None:
    """The moment, aware; None where nothing stands."""
    if not (text or "").strip():
        return None
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        mistakes.append(
            f"line {line}: {column} is no time; accepted is ISO 8601 such as 2026-03-02T14:05:00"
        )
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _number(text: str | None, line: int, column: str, mistakes: list[str]) -> float:
    """The degrees; NaN where nothing stands."""
    if not (text or "").strip():
        return nan
    most = DEGREES[column]
    try:
        number = float(text or "")
    except ValueError:
        number = nan
    if isfinite(number) and abs(number) <= most:
        return number
    mistakes.append(
        f"line {line}: {column} is no position; accepted are decimal degrees from -{most} to {most}"
    )
    return nan

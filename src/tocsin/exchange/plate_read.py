"""What a plate reader tells: one read or a list of them, in plain JSON.

`{"plate": "7KX410", "at": "2031-05-24T17:29:00Z", "camera": "gate 2",
"latitude": 35.2, "longitude": -92.4, "place": "north_lot"}`. All but the
plate may be left out. Nothing of a plate that is nobody's is kept anywhere.
"""

from datetime import datetime
from typing import Any, Final

import msgspec

from tocsin.exchange import safe_json
from tocsin.exchange.fix import Malformed, Reason, clean, moment, number, place

READS_MAX: Final = 1_000
"""So many reads one request may hold."""

_ACCEPTED: Final = 'Accepted: {"plate": "7KX410", ...}, or a list of such.'


class PlateRead(msgspec.Struct, frozen=True):
    """One plate, when and where it was read; degrees WGS 84."""

    plate: str
    at: datetime | None = None
    camera: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None


def read_plates(body: bytes) -> list[PlateRead] | Malformed:
    """The reads of one request, in its order. Never raises."""
    value = safe_json.parse(body)
    if isinstance(value, Malformed):
        return value
    rows = value if isinstance(value, list) else [value]
    if len(rows) > READS_MAX:
        return Malformed(Reason.TOO_LARGE, f"At most {READS_MAX} reads in one request.")
    found = [_read(row) for row in rows]
    if not found or not all(found):
        return Malformed(Reason.MISSING, f"A read without a plate. {_ACCEPTED}")
    return [one for one in found if one is not None]


def _read(row: Any) -> PlateRead | None:
    plate = clean(row.get("plate"), 20) if isinstance(row, dict) else ""
    if not plate:
        return None
    point = place(number(row.get("latitude")), number(row.get("longitude")))
    return PlateRead(
        plate,
        moment(row.get("at")),
        clean(row.get("camera"), 100),
        clean(row.get("place"), 32),
        point[0] if point else None,
        point[1] if point else None,
    )

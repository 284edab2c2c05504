"""One position of a phone or tracker, as the rest of Tocsin keeps it."""

from datetime import datetime

import msgspec


class Track(msgspec.Struct, frozen=True):
    """The last position that a phone or tracker told; degrees WGS 84.

    `accuracy_m` is a radius, None when it was not said; `heading_deg` is
    clockwise from north. `method` is as in `exchange.fix`.
    """

    latitude: float
    longitude: float
    at: datetime
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    method: str = ""

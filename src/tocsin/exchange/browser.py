"""The position of a phone as a browser tells it on the staff page (W3C Geolocation).

The page sends the two objects as they are: `{"coords": {…}, "timestamp": 1795352403000}`.
A browser's accuracy is a radius of 95 percent by that standard.
"""

from typing import Any, Final

from tocsin.exchange import safe_json
from tocsin.exchange.fix import (
    Fix,
    Malformed,
    Reason,
    at_least_zero,
    from_epoch,
    heading,
    number,
    place,
    radius,
)

CONFIDENCE: Final = 0.95
"""The share of a browser's positions within their accuracy (by its `accuracy` attribute)."""


def read(body: bytes) -> Fix | Malformed:
    """The fix in what the page posted. Never raises."""
    message = safe_json.parse(body)
    return message if isinstance(message, Malformed) else from_position(message)


def from_position(position: Any) -> Fix | Malformed:
    """The fix in a GeolocationPosition that is read already."""
    coords = safe_json.member(position, "coords")
    if not isinstance(coords, dict):
        return Malformed(Reason.WRONG_FORMAT, "A position is an object with coords and timestamp.")
    where = place(number(coords.get("latitude")), number(coords.get("longitude")))
    if where is None:
        return Malformed(Reason.INVALID, "Latitude and longitude are missing, 0 or out of range.")
    accuracy = radius(number(coords.get("accuracy")))
    milliseconds = number(position.get("timestamp"))
    return Fix(
        *where,
        accuracy_m=accuracy,
        confidence=None if accuracy is None else CONFIDENCE,
        at=None if milliseconds is None else from_epoch(milliseconds / 1000),
        altitude_m=number(coords.get("altitude")),
        vertical_accuracy_m=radius(number(coords.get("altitudeAccuracy"))),
        speed_mps=at_least_zero(number(coords.get("speed"))),
        heading_deg=heading(number(coords.get("heading"))),
    )

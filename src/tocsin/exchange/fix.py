"""Where a device was, in one shape for every format that tells it."""

import math
import re
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

MAX_LATITUDE_DEG = 90.0
"""A latitude beyond a pole is no place."""

MAX_LONGITUDE_DEG = 180.0
"""A longitude beyond the date line is no place here; nobody wraps around."""

MAX_ACCURACY_M = 20_037_508.0
"""Half of the Earth's way round: a larger radius says nothing."""

MAX_YEARS_EPOCH_S = 253_402_300_799
"""The last second of the year 9999, the last that a date can say."""


MAX_WORDS = 200
"""So many characters a name, an id or a code may have; longer ones are cut."""

_UNPRINTABLE = re.compile("[^\\t\\n\\x20-\\x7e\\x85\\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Fix(msgspec.Struct, frozen=True):
    """Where a device was, as its sender said it. Degrees WGS 84.

    `method` is one of gnss, wifi, cell, fused, unknown, manual, or empty.
    """

    latitude: float
    longitude: float
    accuracy_m: float | None
    """The radius; None when it was not said."""
    confidence: float | None
    """0 to 1, the share of cases that lie within the radius; None when it was not said."""
    at: datetime | None
    """The time of the fix, aware, UTC; None when it was not said."""
    method: str = ""
    altitude_m: float | None = None
    vertical_accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    floor: str = ""


class Reason(StrEnum):
    """Why a document could not be read."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NOT_XML = "not_xml"
    NOT_JSON = "not_json"
    FORBIDDEN_XML = "forbidden_xml"
    WRONG_FORMAT = "wrong_format"
    WRONG_VERSION = "wrong_version"
    MISSING = "missing"
    INVALID = "invalid"
    ENCRYPTED = "encrypted"
    NOT_SIGNED = "not_signed"
    IGNORED = "ignored"


class Malformed(msgspec.Struct, frozen=True):
    """A document that could not be read.

    `detail` says what was wrong and what is accepted; it never quotes the content.
    """

    reason: Reason
    detail: str


def clean(text: object, characters_max: int = MAX_WORDS) -> str:
    """A text that every ledger, page and XML document can hold; anything but a text is empty.

    Halves of surrogate pairs and control characters other than tab and line
    feed go, and what is longer than `characters_max` is cut.
    """
    if not isinstance(text, str):
        return ""
    kept = text[: characters_max * 2].replace("\r\n", "\n")
    return _UNPRINTABLE.sub("", kept).strip()[:characters_max]


def number(text: object) -> float | None:
    """A finite number from a JSON value or a text, or None. Never raises.

    Python would also read `1_0`, `infinity` or Arabic digits; a standard does not.
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, int | float):
        value = _float(text)
    elif isinstance(text, str) and _is_plain(text.strip()):
        value = _float(text.strip())
    else:
        return None
    return value if value is not None and math.isfinite(value) else None


def _is_plain(text: str) -> bool:
    return 0 < len(text) <= 40 and not set(text) - set("0123456789+-.eE")


def _float(value: str | float) -> float | None:
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def at_least_zero(value: float | None) -> float | None:
    """The value, or None when it is below zero: no accuracy or speed is."""
    return value if value is not None and value >= 0 else None


def place(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """Latitude and longitude if they are a place on Earth, or None.

    Exactly 0, 0 is what trackers and phones send for "no location"; it is open
    sea, and nobody is sent there.
    """
    if latitude is None or longitude is None:
        return None
    if not (abs(latitude) <= MAX_LATITUDE_DEG and abs(longitude) <= MAX_LONGITUDE_DEG):
        return None  # Asked this way round, so that what is no number is no place either.
    if latitude == 0 and longitude == 0:
        return None
    return latitude, longitude


NO_PLACE = "No place: the two degrees are missing, 0 or out of range."
SWAPPED = "No place: latitude and longitude look swapped, for the latitude is beyond a pole."


def no_place(latitude: float | None, longitude: float | None) -> str:
    """Why these are no place, in a sentence that does not repeat them."""
    if latitude is None or longitude is None:
        return NO_PLACE
    beyond = MAX_LATITUDE_DEG < abs(latitude) <= MAX_LONGITUDE_DEG
    return SWAPPED if beyond and abs(longitude) <= MAX_LATITUDE_DEG else NO_PLACE


def share(value: float | None) -> float | None:
    """A share between 0 and 1, or None for anything else."""
    return value if value is not None and 0 <= value <= 1 else None


def heading(value: float | None) -> float | None:
    """Degrees from north, clockwise, below 360; None for anything that is no direction."""
    return value % 360 if value is not None and 0 <= value <= 360 else None


def radius(value: float | None) -> float | None:
    """A radius in metres, or None: negative, or so large that it says nothing.

    No device knows where it is to 0 m; OwnTracks, Traccar and Android send 0 for unknown.
    """
    return value if value is not None and 0 < value <= MAX_ACCURACY_M else None


def from_epoch(seconds: float | None) -> datetime | None:
    """The moment so many seconds after 1970, or None outside of 1970 to 9999.

    Zero and less is what a device says that does not know the time.
    """
    if seconds is None or not 0 < seconds <= MAX_YEARS_EPOCH_S:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def moment(text: object) -> datetime | None:
    """An ISO 8601 moment with its offset, in UTC, or None. A time without offset is none."""
    if not isinstance(text, str) or not text.isascii() or len(text) > 40:
        return None
    try:
        at = datetime.fromisoformat(text.strip())
        return at.astimezone(UTC) if at.tzinfo is not None and "T" in text.upper() else None
    except (ValueError, OverflowError):
        return None

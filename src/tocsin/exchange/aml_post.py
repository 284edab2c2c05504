"""AML over HTTPS: a form that the phone posts, signed by HMAC-SHA1 when a key is agreed.

The form is the one that Android sends (the fields are Google's; ETSI TS 103 625
leaves them to the operator). A post is read whether it is signed or not: who is
in danger may have an old phone. Whether the signature holds is said beside it.
"""

import hashlib
import hmac
import re
from datetime import datetime
from typing import Final
from urllib.parse import unquote_plus

import msgspec

from tocsin.exchange.aml import confidence_from
from tocsin.exchange.fix import (
    Fix,
    Malformed,
    Reason,
    at_least_zero,
    clean,
    from_epoch,
    heading,
    no_place,
    number,
    place,
    radius,
    share,
)

AML_POST_BYTES_MAX: Final = 16_384
"""A longer body is refused unread; a full one has about 1 kB."""

_FIELDS_MAX: Final = 200
_MARK: Final = b"&hmac="
_SIGNATURE: Final = re.compile(rb"[0-9a-fA-F]{40}")
_SOURCES: Final = {"gps": "gnss", "gnss": "gnss", "wifi": "wifi", "cell": "cell", "fused": "fused"}
_NAMES: Final = ("device_imei", "device_imsi", "device_iccid")
_KNOWN: Final = frozenset({"v", "device_number", "location_latitude", "location_longitude", "time"})


class AmlPost(msgspec.Struct, frozen=True):
    """An AML message by HTTPS: at most one fix, and what could not be read of it.

    `alarm` is always true: the phone sends it only while it calls or texts for
    help. `is_signed` says that a signature is there, not that it holds. `whose`
    tells one phone from another where there is no number: a hash of what the
    device or its SIM card is called, empty where the post names neither.
    """

    version: str
    number: str
    fixes: tuple[Fix, ...]
    problems: tuple[str, ...] = ()
    emergency_number: str = ""
    source: str = ""
    sent_at: datetime | None = None
    crash_at: datetime | None = None
    languages: str = ""
    mcc: str = ""
    mnc: str = ""
    home_mcc: str = ""
    home_mnc: str = ""
    is_signed: bool = False
    whose: str = ""
    alarm: bool = True


def signature_holds(body: bytes, key: bytes) -> bool:
    """Whether the last field of the body is the HMAC-SHA1 of all before it under this key.

    It covers the bytes as they came, before any decoding. Without a signature,
    without a key, or with anything behind the signature it does not hold.
    """
    signed, mark, given = body.rpartition(_MARK)
    if not key or not mark or not _SIGNATURE.fullmatch(given.strip()):
        return False
    # SHA-1 is what phones send; as an HMAC it is not broken.
    due = hmac.new(key, signed, hashlib.sha1).hexdigest().encode()
    return hmac.compare_digest(due, given.strip().lower())


def read_https(body: bytes) -> AmlPost | Malformed:
    """The AML message in the body of a post. Never raises.

    Of IMEI, IMSI and ICCID only a hash is kept. It hides them from a glance, not from
    whoever tries all numbers, so it is to be sealed like a number.
    """
    if len(body) > AML_POST_BYTES_MAX:
        detail = f"The body is too large; at most {AML_POST_BYTES_MAX} bytes are read."
        return Malformed(Reason.TOO_LARGE, detail)
    fields = _fields(body)
    if not _KNOWN & fields.keys():
        return Malformed(
            Reason.WRONG_FORMAT,
            "An AML post is a form with v, device_number and location_latitude.",
        )
    problems: list[str] = []
    return AmlPost(
        clean(fields.get("v"), 8),
        _telephone(fields.get("device_number")),
        _fixes(fields, problems),
        tuple(problems),
        emergency_number=clean(fields.get("emergency_number"), 20),
        source=clean(fields.get("source"), 20),
        sent_at=_milliseconds(fields.get("time")),
        crash_at=_milliseconds(fields.get("adr_carcrash_time")),
        languages=clean(fields.get("device_languages"), 100),
        mcc=clean(fields.get("cell_network_mcc"), 3),
        mnc=clean(fields.get("cell_network_mnc"), 3),
        home_mcc=clean(fields.get("cell_home_mcc"), 3),
        home_mnc=clean(fields.get("cell_home_mnc"), 3),
        is_signed="hmac" in fields,
        whose=_whose(fields),
    )


def _fields(body: bytes) -> dict[str, str]:
    """Each field once; the first of two wins."""
    found: dict[str, str] = {}
    for part in body.decode("ascii", "replace").split("&")[:_FIELDS_MAX]:
        name, _, value = part.partition("=")
        found.setdefault(unquote_plus(name), unquote_plus(value))
    return found


def _whose(fields: dict[str, str]) -> str:
    named = ((name, clean(fields.get(name), 40)) for name in _NAMES)
    name, value = next(((name, value) for name, value in named if value.strip("0")), ("", ""))
    return hashlib.sha256(f"{name}={value}".encode()).hexdigest()[:16] if name else ""


def _telephone(text: str | None) -> str:
    """A number whose plus was sent bare arrives as a blank."""
    given = text or ""
    return "+" + clean(given, 20) if given.startswith(" ") and given.strip() else clean(given, 20)


def _fixes(fields: dict[str, str], problems: list[str]) -> tuple[Fix, ...]:
    degrees = number(fields.get("location_latitude")), number(fields.get("location_longitude"))
    where = place(*degrees)
    if where is None:
        problems.append(no_place(*degrees))
        return ()
    accuracy = radius(number(fields.get("location_accuracy")))
    if accuracy is None:
        problems.append("The accuracy is no distance above 0 m; it is left out.")
    at = _milliseconds(fields.get("location_time"))
    if at is None:
        problems.append("The time of the fix is not milliseconds since 1970; it is left out.")
    source = clean(fields.get("location_source"), 20).lower()
    return (
        Fix(
            *where,
            accuracy_m=accuracy,
            confidence=_confidence(fields),
            at=at,
            method=_SOURCES.get(source, "unknown" if source else ""),
            altitude_m=number(fields.get("location_altitude")),
            vertical_accuracy_m=radius(number(fields.get("location_vertical_accuracy"))),
            speed_mps=at_least_zero(number(fields.get("location_speed"))),
            heading_deg=heading(number(fields.get("location_bearing"))),
            floor=clean(fields.get("location_floor"), 20),
        ),
    )


def _confidence(fields: dict[str, str]) -> float | None:
    """Version 3 says a share, `location_confidence`; version 1 percent, `location_certainty`."""
    told = share(number(fields.get("location_confidence")))
    return told or confidence_from(number(fields.get("location_certainty")))


def _milliseconds(text: str | None) -> datetime | None:
    value = number(text)
    return None if value is None else from_epoch(value / 1000)

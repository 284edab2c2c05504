"""Advanced Mobile Location (ETSI TS 103 625): where a phone is, told by the phone itself.

It comes beside an emergency call or text, as an SMS, as a data SMS, or as an
HTTPS post. Whatever cannot be read in it is a problem beside the rest: the
message stands for somebody who asks for help, and is never refused for a digit.

The numbers of the SIM card and of the device (IMSI, IMEI, ICCID) are read over
and kept nowhere. Whoever keeps the raw text keeps them in it: seal it.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from tocsin.exchange.fix import (
    Fix,
    Malformed,
    Reason,
    clean,
    from_epoch,
    number,
    place,
    radius,
    share,
)

AML_CHARACTERS_MAX: Final = 1_000
"""A longer text is no AML: two joined SMS hold 306 characters."""

_HEADER: Final = re.compile(r"\ufeff?\s*A[\"'\u201c\u201d\u2033]?ML=", re.IGNORECASE)
_HEADLESS: Final = re.compile(r"\ufeff?\s*lt=[+-]?\d{1,2}\.\d+;lg=[+-]?\d{1,3}\.\d", re.IGNORECASE)
_METHODS: Final = {"G": "gnss", "W": "wifi", "C": "cell", "F": "fused", "U": "unknown", "N": ""}
_TOP: Final = re.compile(r"[0-9]{14}")
_NETWORK: Final = re.compile(r"[0-9]{2,3}")
_NETWORK_PAIR: Final = re.compile(r"([0-9]{3})([0-9]{2,3})")


class Aml(msgspec.Struct, frozen=True):
    """An AML message by SMS: at most one fix, and what could not be read of it.

    `alarm` is always true: the phone sends it only while it calls or texts for
    help. `mcc` and `mnc` are texts, for 01 is not 1. `length_ok` is None when
    the message does not say its length; real senders count wrong, so a false
    one changes nothing else.
    """

    version: str
    fixes: tuple[Fix, ...]
    problems: tuple[str, ...] = ()
    mcc: str = ""
    mnc: str = ""
    home_mcc: str = ""
    home_mnc: str = ""
    emergency_number: str = ""
    call_at: datetime | None = None
    language: str = ""
    length_ok: bool | None = None
    alarm: bool = True


def is_aml(text: str) -> bool:
    """Whether a text begins as AML does. Cheap; says nothing of the rest.

    Some gateways take the first word away as a keyword, so a text that begins
    with latitude and longitude is one as well.
    """
    return bool(_HEADER.match(text) or _HEADLESS.match(text))


def read_sms(text: str) -> Aml | Malformed:
    """The AML message in the text of an SMS, version 1 or 2. Never raises.

    The version is read first, for `lt` and `lg` are latitude and longitude in
    version 1, and a time offset and a language in version 2.
    """
    if len(text) > AML_CHARACTERS_MAX:
        return Malformed(
            Reason.TOO_LARGE, f"At most {AML_CHARACTERS_MAX} characters of AML are read."
        )
    if not is_aml(text):
        return Malformed(Reason.WRONG_FORMAT, 'An AML text begins with A"ML= and a version.')
    header = _HEADER.match(text)
    version, _, rest = text[header.end() :].partition(";") if header else ("1", "", text)
    pairs = _pairs(rest)
    if version.strip() == "1":
        return _first(text, pairs)
    if version.strip() == "2":
        return _second(pairs)
    return Aml(clean(version, 8), (), ("The version is unknown; 1 and 2 are read.",))


def _pairs(text: str) -> dict[str, str]:
    """Key and value of each attribute; the first of two wins, what is no pair is read over."""
    found: dict[str, str] = {}
    for part in text.lstrip("\ufeff").split(";"):
        key, sign, value = part.partition("=")
        if sign and key.strip():
            found.setdefault(key.strip().lower(), value.strip())
    return found


def _first(text: str, pairs: dict[str, str]) -> Aml:
    problems: list[str] = []
    method = _method(pairs.get("pm"), problems)
    where = place(number(pairs.get("lt")), number(pairs.get("lg")))
    if where is None and pairs.get("pm") != "N":
        problems.append("No place: latitude and longitude are missing, 0 or out of range.")
    fixes: tuple[Fix, ...] = ()
    if where is not None:
        fixes = (
            Fix(
                *where,
                accuracy_m=_radius(pairs.get("rd"), problems),
                confidence=_confidence(pairs.get("lc"), problems),
                at=_top(pairs.get("top"), problems),
                method=method,
            ),
        )
    return Aml(
        "1",
        fixes,
        tuple(problems),
        mcc=_network(pairs.get("mcc")),
        mnc=_network(pairs.get("mnc")),
        length_ok=_length_ok(text, pairs.get("ml")),
    )


def _second(pairs: dict[str, str]) -> Aml:
    problems: list[str] = []
    latitude, longitude, accuracy = _listed(pairs.get("lo"), 3)
    altitude, vertical, _ = _listed(pairs.get("lz"), 3)
    called = from_epoch(number(pairs.get("et")))
    where = place(number(latitude), number(longitude))
    if where is None:
        problems.append("No place: latitude and longitude are missing, 0 or out of range.")
    fixes: tuple[Fix, ...] = ()
    if where is not None:
        fixes = (
            Fix(
                *where,
                accuracy_m=_radius(accuracy, problems),
                confidence=_confidence(pairs.get("lc"), problems),
                at=_after(called, number(pairs.get("lt")), problems),
                method=_method(pairs.get("ls"), problems),
                altitude_m=number(altitude),
                vertical_accuracy_m=radius(number(vertical)),
            ),
        )
    mcc, mnc = _network_pair(pairs.get("nc"))
    home_mcc, home_mnc = _network_pair(pairs.get("hc"))
    return Aml(
        "2",
        fixes,
        tuple(problems),
        mcc=mcc,
        mnc=mnc,
        home_mcc=home_mcc,
        home_mnc=home_mnc,
        emergency_number=clean(pairs.get("en"), 20),
        call_at=called,
        language=clean(pairs.get("lg"), 35),
    )


def _listed(text: str | None, count: int) -> list[str]:
    return ([*(text or "").split(","), *([""] * count)])[:count]


def _method(letter: str | None, problems: list[str]) -> str:
    if letter is None:
        return ""
    known = _METHODS.get(letter.upper())
    if known is None:
        problems.append("The method is unknown; G, W, C, F, U and N are read.")
    return "unknown" if known is None else known


def _radius(text: str | None, problems: list[str]) -> float | None:
    if text is None or text.upper() == "N" or not text:
        return None
    found = radius(number(text))
    if found is None:
        problems.append("The radius is no distance above 0 m; it is left out.")
    return found


def _confidence(text: str | None, problems: list[str]) -> float | None:
    """A share from a percentage. 0 says nothing and is none; 0.68 is meant as a share."""
    if not text:
        return None
    found = confidence_from(number(text))
    if found is None:
        problems.append("The confidence is no percentage above 0 to 100; it is left out.")
    return found


def confidence_from(value: float | None) -> float | None:
    """A share from what is a percentage by the standard and a share by some senders.

    A part of one, as 0.68, can only be a share; 1 and more are percent.
    """
    if value is None or value == 0:
        return None
    return share(value if 0 < value < 1 else value / 100)


def _top(text: str | None, problems: list[str]) -> datetime | None:
    if not text:
        return None
    if _TOP.fullmatch(text):
        try:
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            pass
    problems.append("The time of the fix is not YYYYMMDDhhmmss; it is left out.")
    return None


def _after(called: datetime | None, seconds: float | None, problems: list[str]) -> datetime | None:
    if called is None or seconds is None:
        problems.append("The time of the fix is not told: it needs et and lt.")
        return None
    try:
        return called + timedelta(seconds=seconds)
    except OverflowError:
        problems.append("The time of the fix is out of range; it is left out.")
        return None


def _network(text: str | None) -> str:
    return text if text and _NETWORK.fullmatch(text) else ""


def _network_pair(text: str | None) -> tuple[str, str]:
    found = _NETWORK_PAIR.fullmatch(text or "")
    return (found[1], found[2]) if found else ("", "")


def _length_ok(text: str, declared: str | None) -> bool | None:
    if declared is None:
        return None
    return declared == str(len(text.strip()))

"""Traccar: its phone client (OsmAnd form or JSON), and what a Traccar server forwards.

The alarm is read first, before anything about the position is judged, and it is
found wherever in the message it stands: a tracker that cries for help without a
fix still cries. Speed is in knots, but in metres a second from the JSON client.
"""

import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote_plus

from tocsin.exchange import safe_json
from tocsin.exchange.fix import (
    Fix,
    Malformed,
    Reason,
    at_least_zero,
    clean,
    from_epoch,
    heading,
    moment,
    no_place,
    number,
    place,
    radius,
)
from tocsin.exchange.tracker import (
    Kind,
    Report,
    alarms,
    battery_of,
    is_sos,
    kept,
    troubles_of,
    words,
)

TRACCAR_BYTES_MAX: Final = 1_000_000
"""A longer body is refused unread; a forwarded event has about 2 kB."""

MPS_OF_KNOT: Final = 1852 / 3600
"""One knot is one nautical mile, 1852 m, an hour."""

_MILLISECONDS_FROM: Final = 2**31
_PLAIN_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_PANIC_STATUS: Final = "F841"
"""The status code of Traccar's own forwarding form that stands for a panic button."""
_CRY: Final = re.compile(
    rb'"alarm"\s*+:\s*+(?:\[\s*+)?+"(?:[^"]{0,200}[,;|\s])?sos\b', re.IGNORECASE
)
_NAME: Final = re.compile(rb'"(?:uniqueId|device_id)"\s*+:\s*+"([^"]{1,64})"')
_GONE: Final = frozenset({"deviceOffline", "deviceUnknown", "deviceInactive"})
_NOT_SAID_WHOSE: Final = "The message does not say whose it is."


def read_form(text: str) -> Report | Malformed:
    """The OsmAnd form of the Traccar client, as a query or as a body. Never raises."""
    if len(text) > TRACCAR_BYTES_MAX:
        return _too_large()
    fields = _fields(text)
    told = [
        word for name in ("alarm", "event") for each in fields.get(name, ()) for word in words(each)
    ]
    cries = is_sos(told) or _is_panic(fields)
    one = {name: values[0] for name, values in fields.items()}
    device = clean(one.get("id") or one.get("deviceid") or one.get("uniqueid"), 64)
    if not device and not cries and "lat" not in one and "location" not in one:
        return Malformed(Reason.WRONG_FORMAT, "An OsmAnd form has id, lat, lon and timestamp.")
    problems: list[str] = [] if device else [_NOT_SAID_WHOSE]
    at = _time(one.get("timestamp"))
    return Report(
        device,
        Kind.POSITION,
        _form_fixes(one, at, problems),
        tuple(problems),
        alarm=cries,
        events=kept(told),
        battery=battery_of(one.get("batt")),
        at=at,
        troubles=troubles_of(told, {name: value.lower() == "true" for name, value in one.items()}),
    )


def _too_large() -> Malformed:
    detail = f"The body is too large; at most {TRACCAR_BYTES_MAX} bytes are read."
    return Malformed(Reason.TOO_LARGE, detail)


def _fields(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in text.strip().lstrip("/?&").split("&"):
        name, _, value = part.partition("=")
        found.setdefault(unquote_plus(name).lower(), []).append(unquote_plus(value))
    return found


def _is_panic(fields: dict[str, list[str]]) -> bool:
    codes = fields.get("statuscode", [])
    return any(code.strip().upper().removeprefix("0X") == _PANIC_STATUS for code in codes)


def _form_fixes(one: dict[str, str], at: datetime | None, problems: list[str]) -> tuple[Fix, ...]:
    latitude, _, longitude = one.get("location", "").partition(",")
    degrees = number(one.get("lat") or latitude), number(one.get("lon") or longitude)
    where = place(*degrees)
    if where is None:
        problems.append(no_place(*degrees))
        return ()
    if at is None:
        problems.append("The time of the fix is missing or no time; it is left out.")
    if one.get("valid", "").lower() in {"false", "0"}:
        problems.append("The device says that its fix is not valid.")
    speed = at_least_zero(number(one.get("speed")))
    return (
        Fix(
            *where,
            accuracy_m=radius(number(one.get("accuracy"))),
            confidence=None,
            at=at,
            altitude_m=number(one.get("altitude")),
            speed_mps=None if speed is None else speed * MPS_OF_KNOT,
            heading_deg=heading(number(one.get("bearing") or one.get("heading"))),
        ),
    )


def _time(text: str | None) -> datetime | None:
    """Seconds or milliseconds since 1970, ISO 8601, or `yyyy-MM-dd HH:mm:ss` in UTC."""
    value = number(text)
    if value is not None:
        return from_epoch(value / 1000 if value >= _MILLISECONDS_FROM else value)
    given = (text or "").strip()
    if _PLAIN_TIME.fullmatch(given):
        given = given.replace(" ", "T") + "Z"
    told = moment(given)
    # Without an offset it is UTC: Traccar's own server reads it so.
    return told or moment(given + "Z")


def read_json(body: bytes) -> Report | Malformed:
    """The JSON of the client, or a position or an event that a server forwards. Never raises.

    When it cannot be read as JSON, a cry for help in its octets is still heard.
    """
    if len(body) > TRACCAR_BYTES_MAX:
        return _too_large()
    message = safe_json.parse(body)
    if isinstance(message, Malformed):
        return _heard(body) or message
    told = alarms(message)
    if isinstance(message, dict):
        if isinstance(message.get("event"), dict):
            return _event(message, told)
        if isinstance(message.get("position"), dict):
            return _position(message, told)
        if isinstance(message.get("location"), dict):
            return _client(message, told)
    if is_sos(told):
        problem = "The message has an unknown form; only its alarm was read."
        return Report(_name(message), Kind.EVENT, (), (problem,), alarm=True, events=kept(told))
    return Malformed(
        Reason.WRONG_FORMAT, "A message of Traccar has location, position or event as an object."
    )


def _heard(body: bytes) -> Report | None:
    if not _CRY.search(body):
        return None
    name = _NAME.search(body)
    device = clean(name[1].decode("utf-8", "replace"), 64) if name else ""
    problem = "The message is damaged; only its alarm was read."
    return Report(device, Kind.EVENT, (), (problem,), alarm=True, events=("sos",))


def _name(message: Any) -> str:
    """The device's own id: `uniqueId` from a server, `device_id` from the client."""
    told = (
        safe_json.member(message, "device", "uniqueId")
        or safe_json.member(message, "device_id")
        or safe_json.member(message, "device", "name")
    )
    return clean(str(told) if isinstance(told, int) else told, 64)


def _problems(message: Any) -> list[str]:
    return [] if _name(message) else [_NOT_SAID_WHOSE]


def _client(message: dict[str, Any], told: list[str]) -> Report:
    location = message["location"]
    problems = _problems(message)
    events = [*words(location.get("event")), *told]
    level = number(safe_json.member(location, "battery", "level"))
    at = _json_time(location.get("timestamp"))
    return Report(
        _name(message),
        Kind.POSITION,
        _client_fixes(location, at, problems),
        tuple(problems),
        alarm=is_sos(events),
        events=kept(events),
        battery=level if level is not None and 0 <= level <= 1 else None,
        at=at,
        troubles=troubles_of(events, location.get("extras")),
    )


def _client_fixes(
    location: dict[str, Any], at: datetime | None, problems: list[str]
) -> tuple[Fix, ...]:
    coords = location.get("coords")
    told = coords.get if isinstance(coords, dict) else {}.get
    degrees = number(told("latitude")), number(told("longitude"))
    where = place(*degrees)
    if where is None:
        problems.append(no_place(*degrees))
        return ()
    if location.get("mock") is True:
        problems.append("The phone says that its position is made up by another app.")
    return (
        Fix(
            *where,
            accuracy_m=radius(number(told("accuracy"))),
            confidence=None,
            at=at,
            altitude_m=number(told("altitude")),
            vertical_accuracy_m=radius(number(told("altitude_accuracy"))),
            speed_mps=at_least_zero(number(told("speed"))),
            heading_deg=heading(number(told("heading"))),
            floor=clean(str(told("floor")), 20) if isinstance(told("floor"), int | str) else "",
        ),
    )


def _json_time(value: Any) -> datetime | None:
    return _time(value if isinstance(value, str) else str(value)) if value is not None else None


def _event(message: dict[str, Any], told: list[str]) -> Report:
    event = message["event"]
    kind = clean(event.get("type"), 40)
    problems = _problems(message)
    position = message.get("position")
    fixes = _server_fixes(position, problems) if isinstance(position, dict) else ()
    events = [*([kind] if kind else []), *told]
    return Report(
        _name(message),
        Kind.GONE if kind in _GONE else Kind.EVENT,
        fixes,
        tuple(problems),
        alarm=is_sos(events),
        events=kept(events),
        region=clean(safe_json.member(message, "geofence", "name")),
        battery=battery_of(safe_json.member(position, "attributes", "batteryLevel")),
        at=_json_time(event.get("eventTime")),
        troubles=troubles_of(
            events, event.get("attributes"), safe_json.member(position, "attributes")
        ),
    )


def _position(message: dict[str, Any], told: list[str]) -> Report:
    position = message["position"]
    problems = _problems(message)
    return Report(
        _name(message),
        Kind.POSITION,
        _server_fixes(position, problems),
        tuple(problems),
        alarm=is_sos(told),
        events=kept(told),
        battery=battery_of(safe_json.member(position, "attributes", "batteryLevel")),
        at=_json_time(position.get("deviceTime")),
        troubles=troubles_of(told, position.get("attributes")),
    )


def _server_fixes(position: dict[str, Any], problems: list[str]) -> tuple[Fix, ...]:
    degrees = number(position.get("latitude")), number(position.get("longitude"))
    where = place(*degrees)
    if where is None:
        problems.append(no_place(*degrees))
        return ()
    if position.get("valid") is False:
        problems.append("The device says that its fix is not valid.")
    if position.get("outdated") is True:
        problems.append("The server repeats the last place it knew; the fix has its old time.")
    speed = at_least_zero(number(position.get("speed")))
    return (
        Fix(
            *where,
            accuracy_m=radius(number(position.get("accuracy"))),
            confidence=None,
            at=_json_time(position.get("fixTime")),
            altitude_m=number(position.get("altitude")),
            speed_mps=None if speed is None else speed * MPS_OF_KNOT,
            heading_deg=heading(number(position.get("course"))),
        ),
    )

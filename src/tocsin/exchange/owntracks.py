"""OwnTracks: what its phone apps post or publish (owntracks/booklet, tech/json and tech/http).

A phone without a network queues its messages, so an old `tst` may come late and
out of order: each fix keeps its own time, and `at` is when the message was made.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec

from tocsin.exchange import safe_json
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
)
from tocsin.exchange.tracker import Kind, Report, alarms, battery_of, is_sos, kept, troubles_of

_KMH_OF_MPS: Final = 3.6
_MILLISECONDS_FROM: Final = 1e11
_IGNORED: Final = frozenset(
    {"beacon", "card", "cmd", "configuration", "dump", "request", "status", "steps"}
    | {"waypoint", "waypoints"}
)
_SIGNALS: Final = ("poi", "tag")
"""Members in which the user of the app can write `sos` and send it with a position."""


def read(body: bytes, user: str = "", device: str = "", topic: str = "") -> Report | Malformed:
    """One message of the app. Never raises.

    `user` and `device` are the headers X-Limit-U and X-Limit-D, or better who
    signed in; `topic` is the topic it was published to. They win over the
    `topic` inside the message, which anybody can write.
    """
    report = _plain(body, user, device) if user and device else None
    return report or _carefully(body, user, device, topic)


class _Plain(msgspec.Struct):
    """A location of a phone, when everything in it is as the format says."""

    type: str = msgspec.field(name="_type")
    lat: float
    lon: float
    tst: float
    acc: float | None = None
    alt: float | None = None
    vac: float | None = None
    vel: float | None = None
    cog: float | None = None
    batt: float | None = None
    created_at: float | None = None
    t: str = ""


_PLAIN: Final = msgspec.json.Decoder(_Plain)
_CAREFUL: Final = (b"sos", b"alarm", b"true", b"\\")
"""With one of these in it, a message may cry for help or tell of trouble: it is read with care."""


def _plain(body: bytes, user: str, device: str) -> Report | None:
    """The quick way for the torrent: a mere position without a blemish. None for all else."""
    lowered = body.lower()
    for mark in _CAREFUL:
        if mark in lowered:
            return None
    try:
        told = _PLAIN.decode(body)
    except (ValueError, RecursionError):
        return None
    at, where = _moment(told.tst), place(told.lat, told.lon)
    if told.type != "location" or at is None or where is None:
        return None
    speed = at_least_zero(told.vel)
    fix = Fix(
        where[0],
        where[1],
        radius(told.acc),
        None,
        at,
        "",
        told.alt,
        radius(told.vac),
        None if speed is None else speed / _KMH_OF_MPS,
        heading(told.cog),
    )
    return Report(
        _name_of(user, device),
        Kind.POSITION,
        (fix,),
        pressed=told.t == "u",
        battery=battery_of(told.batt),
        at=_moment(told.created_at) or at,
    )


@lru_cache(maxsize=65_536)
def _name_of(user: str, device: str) -> str:
    return "/".join(part for part in (clean(user, 64), clean(device, 64)) if part)


def _carefully(body: bytes, user: str, device: str, topic: str) -> Report | Malformed:
    if not body.strip():
        return Malformed(Reason.IGNORED, "An empty body tells that a friend was removed, no more.")
    message = safe_json.parse(body)
    if isinstance(message, Malformed):
        return message
    if not isinstance(message, dict) or not isinstance(message.get("_type"), str):
        return Malformed(Reason.WRONG_FORMAT, "An OwnTracks message is an object with a _type.")
    kind = message["_type"]
    name = _device(message, user, device, topic)
    if kind == "location":
        return _location(message, name)
    if kind == "transition":
        return _transition(message, name)
    if kind == "lwt":
        return Report(name, Kind.GONE, events=("lwt",), at=_when(message.get("tst")))
    return _unread(kind)


def _unread(kind: str) -> Malformed:
    if kind == "encrypted":
        return Malformed(
            Reason.ENCRYPTED,
            "The message is encrypted and nobody here has its key: it may be a cry for help."
            " Leave the app's encryption key empty and use HTTPS.",
        )
    if kind in _IGNORED:
        return Malformed(Reason.IGNORED, "Of OwnTracks location, transition and lwt are read.")
    return Malformed(Reason.WRONG_VERSION, "The _type is unknown to OwnTracks.")


def _device(message: dict[str, Any], user: str, device: str, topic: str) -> str:
    """`user/device`, or what there is of it: the headers, the topic, the two letters of `tid`."""
    told = _name_of(user, device)
    for path in (clean(topic), clean(message.get("topic"))):
        told = told or "/".join(path.split("/")[1:3])
    return told or clean(message.get("tid"), 64)


def _location(message: dict[str, Any], name: str) -> Report:
    told = alarms(message, *_SIGNALS)
    cries = is_sos(told)
    problems = [] if name else ["The message does not say whose it is."]
    return Report(
        name,
        Kind.POSITION,
        _fixes(message, problems),
        tuple(problems),
        alarm=cries,
        pressed=message.get("t") == "u",
        events=kept([*(["sos"] if cries else []), *alarms(message)]),
        battery=battery_of(message.get("batt")),
        at=_when(message.get("created_at")) or _when(message.get("tst")),
        troubles=troubles_of(alarms(message), message),
    )


def _transition(message: dict[str, Any], name: str) -> Report:
    told = alarms(message)
    problems = [] if name else ["The message does not say whose it is."]
    event = clean(message.get("event"), 20)
    return Report(
        name,
        Kind.TRANSITION,
        _fixes(message, problems),
        tuple(problems),
        alarm=is_sos(told),
        events=kept([event, *told]),
        region=clean(message.get("desc")),
        battery=battery_of(message.get("batt")),
        at=_when(message.get("tst")),
        troubles=troubles_of(told, message),
    )


def _fixes(message: dict[str, Any], problems: list[str]) -> tuple[Fix, ...]:
    degrees = number(message.get("lat")), number(message.get("lon"))
    where = place(*degrees)
    if where is None:
        problems.append(no_place(*degrees))
        return ()
    at = _when(message.get("tst"))
    if at is None:
        problems.append("The time of the fix, tst, is not seconds since 1970; it is left out.")
    speed = at_least_zero(number(message.get("vel")))
    return (
        Fix(
            *where,
            accuracy_m=radius(number(message.get("acc"))),
            confidence=None,
            at=at,
            altitude_m=number(message.get("alt")),
            vertical_accuracy_m=radius(number(message.get("vac"))),
            speed_mps=None if speed is None else speed / _KMH_OF_MPS,
            heading_deg=heading(number(message.get("cog"))),
        ),
    )


def _when(value: Any) -> datetime | None:
    """Seconds since 1970; some forks send milliseconds, which no date of theirs reaches."""
    return _moment(number(value))


def _moment(seconds: float | None) -> datetime | None:
    if seconds is not None and seconds >= _MILLISECONDS_FROM:
        seconds /= 1000
    return from_epoch(seconds)

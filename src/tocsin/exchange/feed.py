"""The plain feed: whatever else knows where devices are, as a list of JSON objects.

    [{"device": "van-7", "latitude": 35.2, "longitude": -92.4, "at": "2026-07-04T22:31:00Z",
      "accuracy_m": 8, "speed_mps": 4.2, "heading_deg": 180, "battery": 0.71, "events": []}]

`device` must be there; a place needs its time, `at`, in ISO 8601 with an offset or
in seconds since 1970. An item may tell events or a battery alone. Each item
stands for itself: what is wrong with one is said of that one, and the others hold.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

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
    place,
    radius,
    share,
)
from tocsin.exchange.tracker import Kind, Report, alarms, is_sos, kept, troubles_of

FEED_ITEMS_MAX: Final = 10_000
"""So many items one message may have; a longer list is refused, but for its cries for help."""

_GONE: Final = "gone"


class Item(NamedTuple):
    """One item of a message: its own octets, and what it reports."""

    body: bytes
    report: Report | Malformed


class _Item(msgspec.Struct):
    device: str
    latitude: float | None = None
    longitude: float | None = None
    at: datetime | float | None = None
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    battery: float | None = None
    events: list[str] = []


_EMPTY: Final = Malformed(Reason.IGNORED, "An empty list reports nothing.")

_ITEM: Final = msgspec.json.Decoder(_Item)
_ITEMS: Final = msgspec.json.Decoder(list[_Item])
_RAWS: Final = msgspec.json.Decoder(list[msgspec.Raw])


def read(body: bytes) -> tuple[Item, ...]:
    """One message of a feed, item by item. Never raises.

    What is no JSON is one malformed item. When an item cries for help, that is
    read before anything else of it is judged.
    """
    if not _may_cry(body):
        plain = _plain(body)
        if plain is not None:
            return plain
    return tuple(_one(raw, number) for number, raw in _split(body)) or (Item(body, _EMPTY),)


def _may_cry(body: bytes) -> bool:
    """Whether it has to be read with care: a word of alarm, or letters written as escapes."""
    lowered = body.lower()
    return b"sos" in lowered or b"alarm" in lowered or b"\\" in body


def _plain(body: bytes) -> tuple[Item, ...] | None:
    """The quick way for a list in which everything is as it must be; None when it is not."""
    try:
        items = _ITEMS.decode(body)
    except (ValueError, RecursionError):
        return None
    if not items or len(items) > FEED_ITEMS_MAX:
        return None
    return tuple(Item(b"", _report(item, number)) for number, item in enumerate(items))


def _split(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The octets of each item, and its number."""
    try:
        raws = [bytes(raw) for raw in _RAWS.decode(body)]
    except (ValueError, RecursionError):
        value = safe_json.parse(body)
        if not isinstance(value, list):
            yield 0, body
            return
        raws = [msgspec.json.encode(each) for each in value]
    for number, raw in enumerate(raws):
        if number < FEED_ITEMS_MAX or _may_cry(raw):
            yield number, raw
        else:
            yield number, b""


def _one(body: bytes, number: int) -> Item:
    if not body:
        detail = f"item {number}: at most {FEED_ITEMS_MAX} items are read of one message."
        return Item(body, Malformed(Reason.TOO_LARGE, detail))
    value = safe_json.parse(body)
    if isinstance(value, Malformed):
        return Item(body, Malformed(value.reason, f"item {number}: {value.detail}"))
    told = alarms(value, "event", "events")
    try:
        item = _ITEM.decode(body)
    except (ValueError, RecursionError) as error:
        if is_sos(told):
            return Item(body, _cry(value, told))
        return Item(body, Malformed(Reason.INVALID, f"item {number}: {_said(error)}."))
    report = _report(item, number)
    if is_sos(told) and (isinstance(report, Malformed) or not report.alarm):
        report = _cry(value, told)
    return Item(body, report)


def _said(error: Exception) -> str:
    """The decoder names the field and what it wants, never the value."""
    return str(error) if isinstance(error, msgspec.ValidationError) else "this is no JSON object"


def _cry(value: Any, told: list[str]) -> Report:
    """What is left of a damaged item that cries for help: whose it is, and where if that is so."""
    device = clean(safe_json.member(value, "device"), 64)
    problem = "The item is damaged; only its alarm was read."
    return Report(device, Kind.EVENT, (), (problem,), alarm=True, events=kept(told))


def _report(item: _Item, number: int) -> Report | Malformed:
    device = clean(item.device, 64)
    at = _when(item.at)
    cries = is_sos(item.events) if item.events else False
    wrong = _wrong(item, device, at)
    if wrong and not cries:
        return Malformed(Reason.INVALID, f"item {number}: {wrong}")
    where = place(item.latitude, item.longitude)
    return Report(
        device,
        _kind(item),
        (_fix(item, where, at),) if where else (),
        (wrong,) if wrong else (),
        alarm=cries,
        events=kept(item.events) if item.events else (),
        troubles=troubles_of(item.events) if item.events else (),
        battery=share(item.battery),
        at=at,
    )


def _kind(item: _Item) -> Kind:
    if item.latitude is not None:
        return Kind.POSITION
    return Kind.GONE if _GONE in item.events else Kind.EVENT


def _wrong(item: _Item, device: str, at: datetime | None) -> str:
    """What is wrong with an item, in words that do not repeat it; or nothing."""
    if not device:
        return "device is empty."
    if at is None and item.at is not None:
        return "at is no moment: ISO 8601 with an offset, or seconds since 1970."
    if item.latitude is None and item.longitude is None:
        if item.events or item.battery is not None:
            return ""
        return "there is neither a place (latitude, longitude), an event nor a battery."
    if place(item.latitude, item.longitude) is None:
        return no_place(item.latitude, item.longitude)
    return "" if at is not None else "at is missing: a place without its time says nothing."


def _fix(item: _Item, where: tuple[float, float], at: datetime | None) -> Fix:
    return Fix(
        where[0],
        where[1],
        radius(item.accuracy_m),
        None,
        at,
        speed_mps=at_least_zero(item.speed_mps),
        heading_deg=heading(item.heading_deg),
    )


def _when(at: datetime | float | None) -> datetime | None:
    if isinstance(at, datetime):
        # Without an offset it is nobody's time.
        return at.astimezone(UTC) if at.tzinfo is not None else None
    return from_epoch(at)

"""What trackers and phone apps report, whichever way it came, and which of it is a cry for help.

The alarm is read before anything about a position is judged: a bad fix, an old
fix or no fix never voids a cry, and what cannot be read but says `sos` is one.
"""

from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from msgspec.structs import replace

from tocsin.exchange import feed, owntracks, traccar
from tocsin.exchange.fix import Malformed, Reason
from tocsin.exchange.tracker import Report
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.raw import RawRequest
from tocsin.intake.written import words_and_places

MQTT: Final = "MQTT"
"""The method of what came as a message of a broker."""


class Read(NamedTuple):
    """One report of one device: the request it stands in, what it says, and whether it cries."""

    raw: RawRequest
    report: Report | Malformed
    cries: bool


def tracker_report(raw: RawRequest) -> Report | Malformed:
    """What a tracker or phone app says, whichever of its formats it uses. Never raises.

    Of a feed's list this is its first item; `read_reports` gives them all.
    """
    if raw.kind == "feed":
        return _as_topic(raw, next(iter(feed.read(raw.body))).report)
    if raw.kind == "owntracks":
        user = raw.headers.get("x-limit-u", "")
        return owntracks.read(raw.body, user, raw.headers.get("x-limit-d", ""))
    if raw.body.lstrip()[:1] in (b"{", b"["):
        return _as_topic(raw, traccar.read_json(raw.body))
    form = raw.body.decode("utf-8", "replace") if raw.body else ""
    query = raw.query.decode("utf-8", "replace")
    return traccar.read_form("&".join(part for part in (query, form) if part))


def _as_topic(raw: RawRequest, report: Report | Malformed) -> Report | Malformed:
    """A message speaks for the device of its topic only. A cry is heard all the same, as its."""
    if raw.method != MQTT or isinstance(report, Malformed):
        return report
    told = (raw.headers.get("x-limit-u", ""), raw.headers.get("x-limit-d", ""))
    device = "/".join(part for part in told if part)
    if not device or report.device == device:
        return report
    if report.alarm:
        return replace(report, device=device)
    detail = "The message speaks for another device than its topic is of."
    return Malformed(Reason.INVALID, detail)


def read_reports(raw: RawRequest) -> tuple[Read, ...]:
    """Everything that one request reports, in its order. Never raises."""
    if raw.kind == "feed":
        return tuple(_item(raw, one) for one in feed.read(raw.body))
    report = tracker_report(raw)
    if isinstance(report, Malformed):
        return (Read(raw, report, b"sos" in (raw.body + raw.query).lower()),)
    return (Read(raw, report, report.alarm),)


def _item(raw: RawRequest, one: feed.Item) -> Read:
    report = _as_topic(raw, one.report)
    if isinstance(report, Malformed):
        return Read(raw, report, b"sos" in one.body.lower())
    return Read(replace(raw, body=one.body) if report.alarm else raw, report, report.alarm)


def parse_tracker(raw: RawRequest) -> TextMessage | Unreadable:
    """The button of a tracker was pressed."""
    read = tracker_report(raw)
    if isinstance(read, Malformed):
        return Unreadable(str(read.reason), read.detail)
    what = ", ".join(read.events) or "sos"
    words = f"SOS button ({unquote_plus(what)})"
    return TextMessage(f"device:{read.device}", "", words_and_places(words, read.fixes))

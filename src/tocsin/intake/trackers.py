"""What trackers and phone apps report, whichever way it came, and which of it is a cry for help.

The alarm is read before anything about a position is judged: a bad fix, an old
fix or no fix never voids a cry, and what cannot be read but says `sos` is one.
"""

from typing import NamedTuple
from urllib.parse import unquote_plus

from tocsin.exchange import owntracks, traccar
from tocsin.exchange.fix import Malformed
from tocsin.exchange.tracker import Report
from tocsin.intake.message import TextMessage, Unreadable
from tocsin.intake.raw import RawRequest
from tocsin.intake.written import words_and_places


class Read(NamedTuple):
    """One report of one device: the request it stands in, what it says, and whether it cries."""

    raw: RawRequest
    report: Report | Malformed
    cries: bool


def tracker_report(raw: RawRequest) -> Report | Malformed:
    """What a tracker or phone app says, whichever of its formats it uses. Never raises."""
    if raw.kind == "owntracks":
        user = raw.headers.get("x-limit-u", "")
        return owntracks.read(raw.body, user, raw.headers.get("x-limit-d", ""))
    if raw.body.lstrip()[:1] in (b"{", b"["):
        return traccar.read_json(raw.body)
    form = raw.body.decode("utf-8", "replace") if raw.body else ""
    query = raw.query.decode("utf-8", "replace")
    return traccar.read_form("&".join(part for part in (query, form) if part))


def read_reports(raw: RawRequest) -> tuple[Read, ...]:
    """Everything that one request reports, in its order. Never raises."""
    report = tracker_report(raw)
    if isinstance(report, Malformed):
        return (Read(raw, report, b"sos" in (raw.body + raw.query).lower()),)
    return (Read(raw, report, report.alarm),)


def parse_tracker(raw: RawRequest) -> TextMessage | Unreadable:
    """The button of a tracker was pressed."""
    read = tracker_report(raw)
    if isinstance(read, Malformed):
        return Unreadable(str(read.reason), read.detail)
    what = ", ".join(read.events) or "sos"
    words = f"SOS button ({unquote_plus(what)})"
    return TextMessage(f"device:{read.device}", "", words_and_places(words, read.fixes))

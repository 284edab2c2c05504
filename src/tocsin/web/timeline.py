"""All that is on record of one incident, in order, as sentences with source and certainty.

It is read from the ledger, never from memory: an incident of last year has its
timeline too. Between its first signal and its close every entry is looked at,
and only those that belong to the incident are opened.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from tocsin.engine.saying import without_code
from tocsin.engine.service import Service
from tocsin.engine.timeline import sentence
from tocsin.engine.views import Views
from tocsin.facts.envelope import Envelope
from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private
from tocsin.web.settings import TIMELINE_AFTER_CLOSE_S
from tocsin.web.shown import EntryShown, TimelineShown

_SHARED: Final = frozenset({"signal", "page", "message", "unit", "link", "packet", "handover"})
"""Kinds of streams in which entries of several incidents may stand."""

_LEFT_OUT: Final = frozenset({"to", "raw", "number", "key_hash"})
"""Addresses and raw requests tell nothing that an entry's words do not."""


def timeline(service: Service, view: Views, incident: str, now: datetime) -> TimelineShown | None:
    """The timeline of an incident, or None when there never was one of this name.

    It is told in the language of the view; what was recorded stands beside it as it is.
    """
    own = list(service.ledger.read_stream(f"incident/{incident}"))
    if not own:
        return None
    opened: dict[str, Any] = msgspec.json.decode(own[0].body)
    sender, signal = str(opened.get("sender", "")), str(opened.get("signal", ""))
    first = next(iter(service.ledger.read_stream(f"signal/{signal}")), own[0])
    entries = tuple(
        _entry(service, view, envelope, sender)
        for envelope in _belonging(service, incident, signal, first.position, _until(own))
    )
    settings = service.engine.state.agency.settings
    position, head = service.ledger.head()
    return TimelineShown(
        incident,
        settings.name if settings else "",
        settings.timezone if settings else "UTC",
        now,
        entries,
        position,
        head,
    )


def _until(own: list[Envelope]) -> datetime | None:
    closed = next((each for each in own if each.kind == "IncidentClosed"), None)
    return closed.recorded_at + timedelta(seconds=TIMELINE_AFTER_CLOSE_S) if closed else None


def _belonging(
    service: Service, incident: str, signal: str, first: int, until: datetime | None
) -> list[Envelope]:
    """Entries of the incident, its signals, pages, messages, units and reads, in order."""
    gathered = _Gathered(incident, signal)
    for envelope in service.ledger.read(after=first - 1):
        if until is not None and envelope.recorded_at > until:
            break
        gathered.look_at(envelope)
    return sorted(gathered.found, key=lambda envelope: envelope.position)


class _Gathered:
    """What was found so far, and the signals of which it is not known yet whose they are."""

    def __init__(self, incident: str, signal: str) -> None:
        self.found: list[Envelope] = []
        self._incident = incident
        self._streams = {f"incident/{incident}", f"reads/{incident}", f"signal/{signal}"}
        self._waiting: dict[str, list[Envelope]] = {}

    def look_at(self, envelope: Envelope) -> None:
        stream = envelope.stream
        if stream in self._streams:
            self.found.append(envelope)
            if envelope.kind == "SignalJoined":
                self._join(f"signal/{msgspec.json.decode(envelope.body)['signal']}")
        elif _names(envelope, self._incident):
            self.found.append(envelope)
            if not stream.startswith("unit/"):
                self._join(stream)
        elif stream.startswith("signal/"):
            self._waiting.setdefault(stream, []).append(envelope)

    def _join(self, stream: str) -> None:
        self._streams.add(stream)
        self.found.extend(self._waiting.pop(stream, ()))


def _names(envelope: Envelope, incident: str) -> bool:
    """Whether an entry of a shared kind of stream names this incident in its body."""
    if envelope.stream.partition("/")[0] not in _SHARED:
        return False
    body: dict[str, Any] = msgspec.json.decode(envelope.body)
    owed = (each["incident"] for each in body.get("owed", ()))
    return incident in (body.get("incident"), *body.get("incidents", ()), *owed)


def _entry(service: Service, view: Views, envelope: Envelope, sender: str) -> EntryShown:
    fact = service.engine.decode(envelope)
    line = sentence(fact, view)
    return EntryShown(
        envelope.position,
        envelope.recorded_at,
        f"{view.local(envelope.recorded_at):%Y-%m-%d %H:%M:%S %Z}",
        envelope.kind,
        line.who,
        _without_code(view, sender, line.what),
        line.source,
        line.certainty,
        envelope.actor,
        _body(view, sender, fact),
    )


def _body(view: Views, sender: str, fact: Fact) -> dict[str, Any]:
    def opened(value: object) -> object:
        return _without_code(view, sender, value.reveal()) if isinstance(value, Private) else None

    body: dict[str, Any] = msgspec.to_builtins(fact, enc_hook=opened)
    return {name: value for name, value in body.items() if name not in _LEFT_OUT}


def _without_code(view: Views, sender: str, words: str) -> str:
    return without_code(words, view.safety_plan(sender))

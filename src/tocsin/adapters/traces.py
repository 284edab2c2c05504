"""OpenTelemetry traces of an SOS, for whoever asks for them: off unless the settings say where to.

One trace for each SOS: from the request to its being durable, read, an incident, and each
hand-over of a page. They are made from recorded facts, so nothing in the engine waits for them or
knows of them. No text, number, name or place is in one: attributes are positions in the ledger,
the incident's number, channels, gateways and outcomes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SimpleSpanProcessor,
    SpanExporter,
)
from opentelemetry.trace import Span, set_span_in_context

from tocsin import __version__
from tocsin.engine.service import Service
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import IncidentClosed, IncidentOpened
from tocsin.facts.pages import MessageAccepted, MessageAttempted, MessageFailed
from tocsin.facts.signals import SignalRead, SignalReceived

FOLLOWED_MAX: Final = 10_000
"""So many signals, incidents and hand-overs are followed at once; the oldest give way."""


class Traces:
    """Makes spans of what a service puts on record."""

    def __init__(self, service: Service, exporter: SpanExporter, *, at_once: bool = False) -> None:
        """`at_once` exports each span when it ends, for tests; else in batches, in a thread,
        and the last seconds before a stop are lost: an end must not wait for whoever collects.
        """
        process: Callable[[SpanExporter], SpanProcessor] = (
            SimpleSpanProcessor if at_once else BatchSpanProcessor
        )
        resource = Resource({"service.name": "tocsin", "service.version": __version__})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(process(exporter))
        self._tracer = self._provider.get_tracer("tocsin", __version__)
        self._service = service
        self._signals: dict[str, tuple[Span, datetime]] = {}
        self._incidents: dict[str, Span] = {}
        self._attempts: dict[tuple[str, int], datetime] = {}
        service.engine.listen(self.follow, self._forget)

    def close(self) -> None:
        """Export what is left, and end."""
        self._provider.shutdown()

    def follow(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        """Make spans of these facts."""
        now = self._service.clock.now()
        for position, at, fact in told:
            match fact:
                case SignalReceived():
                    self._received(fact.signal, position, at, now)
                case SignalRead() if fact.signal in self._signals:
                    root, received_at = self._signals[fact.signal]
                    self._span("read", root, received_at, at, {})
                case IncidentOpened() if fact.signal in self._signals:
                    self._opened(fact, at)
                case MessageAttempted():
                    _keep(self._attempts, (fact.message, fact.attempt), at)
                case MessageAccepted() | MessageFailed():
                    self._handed_over(fact, at)
                case IncidentClosed():
                    self._incidents.pop(fact.incident, None)

    def _received(self, signal: str, position: int, at: datetime, now: datetime) -> None:
        """The root, as long as it took to be durable: an SOS has no end of its own."""
        root = self._tracer.start_span("sos", start_time=_ns(at))
        root.set_attribute("tocsin.position", position)
        self._span("durable", root, at, now, {})
        root.end(_ns(now))
        _keep(self._signals, signal, (root, at))

    def _opened(self, fact: IncidentOpened, at: datetime) -> None:
        root, received_at = self._signals[fact.signal]
        said = {"tocsin.incident": fact.incident, "tocsin.verified": fact.verified}
        self._span("incident", root, received_at, at, said)
        _keep(self._incidents, fact.incident, root)

    def _handed_over(self, fact: MessageAccepted | MessageFailed, at: datetime) -> None:
        since = self._attempts.pop((fact.message, fact.attempt), None)
        message = self._service.engine.state.paging.messages.get(fact.message)
        root = self._incidents.get(message.incident) if message else None
        if since is None or message is None or root is None:
            return
        said = {
            "tocsin.channel": message.channel,
            "tocsin.provider": fact.provider,
            "tocsin.purpose": message.purpose.value,
            "tocsin.attempt": fact.attempt,
            "tocsin.outcome": "accepted" if isinstance(fact, MessageAccepted) else "failed",
        }
        self._span("page", root, message.at, since, {"tocsin.channel": message.channel})
        self._span("hand-over", root, since, at, said)

    def _span(
        self, name: str, parent: Span, start: datetime, end: datetime, said: dict[str, Any]
    ) -> None:
        context = set_span_in_context(parent)
        span = self._tracer.start_span(name, context, attributes=said, start_time=_ns(start))
        span.end(_ns(end))

    def _forget(self) -> None:
        """The state is another one: what was followed may never have happened."""
        self._signals.clear()
        self._incidents.clear()
        self._attempts.clear()


def start(service: Service, endpoint: str) -> None:
    """Send traces of a service to an OTLP endpoint over HTTP from now on."""
    Traces(service, OTLPSpanExporter(endpoint=endpoint))


def _keep(followed: dict[Any, Any], key: object, value: object) -> None:
    if len(followed) >= FOLLOWED_MAX:
        del followed[next(iter(followed))]
    followed[key] = value


def _ns(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1_000

"""What a monitoring system may know: counts, ages and kinds, and never anything about a person.

Every label is one of a closed list (kinds of alarms, channels, outcomes) or a name from the
settings (gateways), so there is a bound to how many series there are. Gauges are read from the
state when they are asked for; counters and times are counted from facts, and begin at zero with
the process.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from tocsin.engine.positions import Heard
from tocsin.engine.pressure import Shed
from tocsin.engine.service import Service
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import CommandTaken, IncidentClosed, IncidentOpened
from tocsin.facts.pages import (
    MessageAbandoned,
    MessageAccepted,
    MessageDelivered,
    MessageFailed,
    MessageUndelivered,
    Purpose,
)
from tocsin.facts.signals import PageAnswered, SignalReceived
from tocsin.facts.system import AlarmKind
from tocsin.paging.message import is_going

OUTCOMES: Final[dict[type[Fact], str]] = {
    MessageAccepted: "accepted",
    MessageDelivered: "delivered",
    MessageFailed: "failed",
    MessageUndelivered: "undelivered",
    MessageAbandoned: "abandoned",
}

# When a series began says nothing that is not in its restart, and doubles their number.
disable_created_metrics()  # type: ignore[no-untyped-call]

FIRST_PAGE_S: Final = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
ACKNOWLEDGED_S: Final = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)


class Measures:
    """Everything that is measured of one service. `exposed` is what is asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._registry = CollectorRegistry(auto_describe=False)
        registry = self._registry
        self._signals = Counter(
            "tocsin_signals", "Requests that were put on record.", registry=registry
        )
        self._messages = Counter(
            "tocsin_messages",
            "What became of messages, by channel; one message may fail and then be accepted.",
            ("channel", "outcome"),
            registry=registry,
        )
        self._first_page = Histogram(
            "tocsin_first_page_seconds",
            "From the opening of an incident until a provider took its first page.",
            buckets=FIRST_PAGE_S,
            registry=registry,
        )
        self._acknowledged = Histogram(
            "tocsin_acknowledgement_seconds",
            "From the opening of an incident until somebody answered a page or took command.",
            buckets=ACKNOWLEDGED_S,
            registry=registry,
        )
        self._positions = Counter(
            "tocsin_positions", "Reports of devices that are somebody's.", registry=registry
        )
        ProcessCollector(registry=registry)
        registry.register(_Now(service))
        self._unpaged: dict[str, datetime] = {}
        self._unanswered: dict[str, datetime] = {}
        service.engine.listen(self.follow, self._forget)

    def exposed(self) -> bytes:
        """Everything, in the text format of Prometheus."""
        return generate_latest(self._registry)

    async def hear(self, heard: Sequence[Heard], now: datetime) -> bool:  # noqa: ARG002
        """Count reports of devices; see `engine.positions.Listener`."""
        self._positions.inc(len(heard))
        return True

    def follow(self, told: Sequence[tuple[int, datetime, Fact]]) -> None:
        """Count what these facts say."""
        for _, at, fact in told:
            match fact:
                case SignalReceived():
                    self._signals.inc()
                case IncidentOpened():
                    self._unpaged[fact.incident] = self._unanswered[fact.incident] = at
                case CommandTaken():
                    self._answered(fact.incident, at)
                case PageAnswered():
                    self._page_answered(fact.page, at)
                case IncidentClosed():
                    self._unpaged.pop(fact.incident, None)
                    self._unanswered.pop(fact.incident, None)
                case _ if type(fact) in OUTCOMES:
                    self._message(fact, at)

    def _message(self, fact: Any, at: datetime) -> None:
        message = self._service.engine.state.paging.messages.get(fact.message)
        if message is None:
            return
        self._messages.labels(message.channel, OUTCOMES[type(fact)]).inc()
        is_page = isinstance(fact, MessageAccepted) and message.purpose is Purpose.SOS
        since = self._unpaged.pop(message.incident, None) if is_page else None
        if since is not None:
            self._first_page.observe((at - since).total_seconds())

    def _page_answered(self, name: str, at: datetime) -> None:
        page = self._service.engine.state.paging.pages.get(name)
        if page is not None and page.purpose is Purpose.SOS:
            for incident in page.incidents:
                self._answered(incident, at)

    def _answered(self, incident: str, at: datetime) -> None:
        since = self._unanswered.pop(incident, None)
        if since is not None:
            self._acknowledged.observe((at - since).total_seconds())

    def _forget(self) -> None:
        """The state is another one: what was being timed may never have happened."""
        self._unpaged.clear()
        self._unanswered.clear()


class _Now(Collector):
    """What the state and the service say at the moment that they are asked."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        yield from self._of_the_engine()
        yield from self._of_paging()
        yield from self._of_alarms()

    def _of_the_engine(self) -> Iterator[Metric]:
        service, engine = self._service, self._service.engine
        health = service.health()
        since, now = engine.unavailable_since, service.clock.now()
        away_s = 0.0 if since is None else (now - since).total_seconds()
        yield _gauge("ok", "1 while the service does what it must.", health["ok"])
        yield _gauge("tick_age_seconds", "Since the engine's last turn.", health["tick_age_s"])
        yield _gauge("ledger_position", "The last durable entry.", engine.durable_position)
        yield _gauge("ledger_lag_facts", "Facts that are not durable yet.", engine.pending_facts)
        yield _gauge("ledger_unavailable_seconds", "How long the ledger takes nothing.", away_s)
        yield _gauge("leading", "1 while this node decides.", not service.is_following)
        yield _gauge("commands_waiting", "Commands that wait for a turn.", service.commands_waiting)
        unread = len(engine.state.intake.unread)
        yield _gauge("signals_unread", "On record, and not read yet.", unread)
        yield _gauge("overloaded", "1 while work that is no SOS is shed.", service.pressure.sheds)
        shed = CounterMetricFamily("tocsin_shed", "Told to come again.", labels=("what",))
        for what in Shed:
            shed.add_metric((str(what),), service.pressure.shed[what])
        yield shed
        yield _gauge("sends_under_way", "Hand-overs and questions under way.", service.under_way)

    def _of_paging(self) -> Iterator[Metric]:
        health, paging = self._service.health(), self._service.engine.state.paging
        unsent_s = health["oldest_unsent_page_s"]
        yield _gauge("open_incidents", "Incidents that are open.", health["open_incidents"])
        yield _gauge("oldest_unsent_page_seconds", "Of life-safety pages; 0 for none.", unsent_s)
        waiting = GaugeMetricFamily(
            "tocsin_messages_waiting", "Messages that still have to get out.", labels=("urgent",)
        )
        going = [message.urgent for message in paging.messages.values() if is_going(message)]
        for urgent in (True, False):
            waiting.add_metric((str(urgent).lower(),), going.count(urgent))
        yield waiting
        failing = GaugeMetricFamily(
            "tocsin_provider_failures_in_a_row", "Of each gateway.", labels=("provider", "channel")
        )
        for each in paging.providers:
            failing.add_metric((each.name, each.channel), paging.failures.get(each.name, 0))
        yield failing

    def _of_alarms(self) -> Iterator[Metric]:
        alarms = self._service.engine.state.paging.alarms
        kinds = [alarm.kind for alarm in alarms.values()]
        shown = GaugeMetricFamily("tocsin_alarms", "Alarms that stand, by kind.", labels=("kind",))
        for kind in AlarmKind:
            shown.add_metric((kind.value,), kinds.count(kind))
        yield shown
        silent = sum(
            alarm.kind is AlarmKind.TRACKER_TROUBLE and name.endswith(" silent")
            for name, alarm in alarms.items()
        )
        yield _gauge("trackers_silent", "Watched trackers that say nothing.", silent)


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"tocsin_{name}", said, value=float(value))

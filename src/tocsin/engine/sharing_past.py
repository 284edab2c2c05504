"""What a case rests on that only the ledger still has: each with its own time and source."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tocsin.facts.envelope import Envelope
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import IncidentClosed, IncidentOpened
from tocsin.facts.orders import OrderServed
from tocsin.facts.respondents import RespondentSet
from tocsin.facts.sightings import ViolationRecorded
from tocsin.geo.trail import Shown
from tocsin.watch.case_state import Cases, orders_for, respondents_of

Reads = Callable[[str], Iterable[Envelope]]
"""The entries of one stream, in order."""

Decodes = Callable[[Envelope], Fact]


class Ask(NamedTuple):
    """What is read: whose case, and which incident if it is not the whole case."""

    subject: str
    incident: str = ""

    @property
    def person(self) -> str:
        """The id of the protected person; empty for others who asked for help."""
        kind, _, name = self.subject.partition(":")
        return name if kind == "person" else ""


class Streams(NamedTuple):
    """Which streams of the ledger a case is told in, besides that of the incident."""

    orders: tuple[str, ...]
    respondents: tuple[str, ...]


class Past(NamedTuple):
    """Violations of one protected person; when and by whom the rest was entered.

    `respondents` has `(by, at)` of the last entry of each, `served` the last word of
    service of each order. `opened` and `closed` are the incident's, with their times.
    `shown` has the points of a respondent's trail that show a violation, by its name.
    """

    violations: tuple[ViolationRecorded, ...]
    respondents: dict[str, tuple[str, datetime]]
    served: dict[str, OrderServed]
    opened: tuple[IncidentOpened, datetime] | None = None
    closed: tuple[IncidentClosed, datetime] | None = None
    shown: Mapping[str, Shown] = {}


NOTHING: Final = Past((), {}, {})


def streams(cases: Cases, ask: Ask) -> Streams:
    """What has to be read; asked of the state before the reading leaves the loop."""
    orders = tuple(one.order.order for one in orders_for(cases, ask.person))
    return Streams(orders, respondents_of(cases, ask.person))


def past(reads: Reads, decodes: Decodes, ask: Ask, wanted: Streams) -> Past:
    """Read what is wanted of the ledger; it may take long, so do it beside the loop."""

    def entries(stream: str, *kinds: type[Fact]) -> Iterator[tuple[Any, datetime]]:
        names = {kind.__name__ for kind in kinds}
        for envelope in reads(stream):
            if envelope.kind in names:
                yield decodes(envelope), envelope.recorded_at

    told = [fact for name in wanted.orders for fact, _ in entries(f"order/{name}", OrderServed)]
    entered = [
        one for name in wanted.respondents for one in entries(f"respondent/{name}", RespondentSet)
    ]
    incident = f"incident/{ask.incident}"
    hers = f"watch/{ask.person}"
    return Past(
        tuple(fact for fact, _ in entries(hers, ViolationRecorded)) if ask.person else (),
        {fact.respondent.respondent: (fact.by, at) for fact, at in entered},
        {fact.order: fact for fact in told},
        next(entries(incident, IncidentOpened), None) if ask.incident else None,
        next(entries(incident, IncidentClosed), None) if ask.incident else None,
    )

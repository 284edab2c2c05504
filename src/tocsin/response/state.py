"""The fold of response: incidents, their words and owners, and where every unit is."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from tocsin.facts.agency import UnitSet
from tocsin.facts.fact import Fact
from tocsin.facts.incidents import (
    CancelVerificationRequested,
    CancelVerified,
    CheckBackRequested,
    CommandLapsed,
    CommandRenewed,
    CommandTaken,
    DocumentReleased,
    DuressDeclared,
    Evidence,
    IncidentClosed,
    IncidentLinked,
    IncidentOpened,
    LocationGiven,
    SignalJoined,
)
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer, CancelGiven, SignalRead
from tocsin.facts.threats import ThreatKind
from tocsin.facts.units import (
    UnitAcknowledged,
    UnitAtHospital,
    UnitCleared,
    UnitDispatched,
    UnitEnRoute,
    UnitInService,
    UnitOnScene,
    UnitOutOfService,
    UnitStaged,
    UnitTransporting,
)
from tocsin.kernel.agenda import Agenda
from tocsin.kernel.limits import CLOSED_MEMORY_S, EVIDENCE_MAX
from tocsin.kernel.private import Private
from tocsin.response.handover import HandoverNow
from tocsin.response.incident import Cancel, Incident, Word, next_moment
from tocsin.response.release import RELEASED_MAX, Released
from tocsin.response.roads import RoadNow
from tocsin.response.search import search_moment
from tocsin.response.unit import MOVING, Status, UnitNow, move

WORDS_KEPT_MAX: Final = 64
WORDS_FIRST_KEPT: Final = 8
"""So many texts of one incident are shown and told, so many of them the first; all are kept."""

SOS: Final = "duress"
"""The kind of incident that an SOS makes."""


class Raised(msgspec.Struct, frozen=True):
    """An SOS, or a threat that the watch found, that belongs to no incident yet.

    `kind` is that of the incident it makes: `duress` for an SOS. `evidence` is
    where a threat says that she is expected. `quiet`: her phone says nothing of it.
    """

    signal: str
    sender: str
    verified: bool
    duress: bool
    unreadable: bool
    paged_for: tuple[str, ...]
    at: datetime
    kind: str = SOS
    evidence: tuple[Evidence, ...] = ()
    quiet: bool = False


class Sheet(msgspec.Struct, frozen=True):
    """What response must know of a page to understand its answers."""

    purpose: Purpose
    incidents: tuple[str, ...]
    task: str = ""


class ResponseState(msgspec.Struct):
    """Everything response knows; nothing else is consulted to replay it."""

    incidents: dict[str, Incident] = {}
    incident_count: int = 0
    open_by_sender: dict[str, str] = {}
    open_risks: dict[str, str] = {}
    closed: dict[str, datetime] = {}
    raised: dict[str, Raised] = {}
    words: dict[str, tuple[Word, Private]] = {}
    walk_signal: str = ""
    sheets: dict[str, Sheet] = {}
    units: dict[str, UnitNow] = {}
    unit_answers: dict[str, Answer] = {}
    leaving: set[str] = set()
    roads: dict[str, RoadNow] = {}
    road_count: int = 0
    handovers: dict[str, HandoverNow] = {}
    handover_count: int = 0
    agenda: Agenda = msgspec.field(default_factory=Agenda)


def is_moving(state: ResponseState, incident: Incident) -> bool:
    """Whether a unit of this incident is rolling, staged, there or transporting."""
    return any(
        unit is not None and unit.incident == incident.incident and unit.status in MOVING
        for unit in map(state.units.get, incident.units)
    )


def put(state: ResponseState, incident: Incident, at: datetime) -> None:
    """Keep the incident as it is now, and when it and its search are looked at again."""
    state.incidents[incident.incident] = incident
    state.agenda.set(f"incident:{incident.incident}", next_moment(incident, at))
    search = incident.search if incident.is_open else None
    state.agenda.set(f"search:{incident.incident}", search_moment(search, at))


def _change(state: ResponseState, name: str, at: datetime, **changes: Any) -> None:
    incident = state.incidents.get(name)
    if incident is not None:
        put(state, replace(incident, **changes), at)


def _read(state: ResponseState, fact: SignalRead, at: datetime) -> None:
    word = Word(fact.signal, fact.text, at, fact.part, fact.parts, fact.reference)
    state.words[fact.signal] = (word, fact.number)


def _take_word(state: ResponseState, signal: str, at: datetime) -> tuple[Word, Private | None]:
    raised = state.raised.pop(signal, None)
    state.agenda.set(f"signal:{signal}", None)
    found = state.words.pop(signal, None)
    if found is None:
        return Word(signal, None, raised.at if raised else at), None
    return found


def _opened(state: ResponseState, fact: IncidentOpened, at: datetime) -> None:
    raised = state.raised.get(fact.signal)
    word, number = _take_word(state, fact.signal, at)
    state.incident_count += 1
    is_risk = fact.kind == ThreatKind.RISK
    (state.open_risks if is_risk else state.open_by_sender)[fact.sender] = fact.incident
    incident = Incident(
        fact.incident,
        fact.kind,
        fact.sender,
        number,
        fact.verified,
        fact.silent,
        fact.policy,
        fact.response,
        at,
        (word,),
        quiet=raised is not None and raised.quiet,
    )
    put(state, incident, at)


def _joined(state: ResponseState, fact: SignalJoined, at: datetime) -> None:
    raised = state.raised.get(fact.signal)
    word, _ = _take_word(state, fact.signal, at)
    incident = state.incidents.get(fact.incident)
    if incident is not None:
        quiet = incident.quiet and (raised is None or raised.quiet)
        words, texts = _latest((*incident.words, word)), incident.texts + 1
        put(state, replace(incident, words=words, texts=texts, quiet=quiet), at)


def _latest(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """A phone that sends without end makes nothing long: what it said first stays, and last."""
    if len(words) <= WORDS_KEPT_MAX:
        return words
    return words[:WORDS_FIRST_KEPT] + words[WORDS_FIRST_KEPT + 1 :]


def _located(state: ResponseState, fact: LocationGiven, at: datetime) -> None:
    incident = state.incidents.get(fact.incident)
    if incident is not None:
        evidence = _bounded((*incident.evidence, fact.evidence))
        search = incident.search
        if search is not None and search.is_running:
            search = replace(search, stale="evidence")
        put(state, replace(incident, evidence=evidence, search=search), at)


def _bounded(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The oldest of the source that says most goes first: a phone never drowns her words."""
    if len(evidence) <= EVIDENCE_MAX:
        return evidence
    sources = [one.source for one in evidence]
    oldest = sources.index(max(sources, key=sources.count))
    return evidence[:oldest] + evidence[oldest + 1 :]


def _taken(state: ResponseState, fact: CommandTaken, at: datetime) -> None:
    _change(
        state,
        fact.incident,
        at,
        commander=fact.person,
        commander_gone=False,
        volunteers=(),
        leased_by="command",
        check_back_at=fact.check_back_at,
        asked_until=None,
        answered=False,
    )


def _renewed(state: ResponseState, fact: CommandRenewed, at: datetime) -> None:
    _change(
        state,
        fact.incident,
        at,
        leased_by=fact.because,
        check_back_at=fact.check_back_at,
        asked_until=None,
        answered=False,
    )


def _asked(state: ResponseState, fact: CheckBackRequested, at: datetime) -> None:
    _change(state, fact.incident, at, asked_until=fact.answer_by, answered=False)


def _lapsed(state: ResponseState, fact: CommandLapsed, at: datetime) -> None:
    incident = state.incidents.get(fact.incident)
    before = incident.lapsed if incident is not None else ()
    _change(
        state,
        fact.incident,
        at,
        lapsed=tuple(dict.fromkeys((*before, fact.person))),
        commander="",
        commander_gone=False,
        volunteers=(),
        leased_by="",
        check_back_at=None,
        asked_until=None,
        answered=False,
    )


def _cancel_given(state: ResponseState, fact: CancelGiven, at: datetime) -> None:
    # What she wrote is her code: it is on record and is shown to nobody.
    state.words.pop(fact.signal, None)
    incident = state.incidents.get(fact.incident)
    if incident is None:
        return
    # A duress code once given is not undone by a safe code that follows it: who
    # holds the phone may have learnt the other code by then.
    duress = fact.duress or (incident.cancel is not None and incident.cancel.duress)
    cancel = Cancel(fact.signal, duress)
    put(state, replace(incident, cancel=cancel, verdict=None), at)


def _verification_requested(
    state: ResponseState, fact: CancelVerificationRequested, at: datetime
) -> None:
    incident = state.incidents.get(fact.incident)
    if incident is not None and incident.cancel is not None:
        cancel = replace(incident.cancel, asked_until=fact.answer_by)
        put(state, replace(incident, cancel=cancel), at)


def _verified(state: ResponseState, fact: CancelVerified, at: datetime) -> None:
    incident = state.incidents.get(fact.incident)
    if incident is not None and incident.cancel is not None:
        cancel = replace(incident.cancel, safe=fact.safe, judged_by=fact.by)
        put(state, replace(incident, cancel=cancel, verdict=None), at)


def _duress(state: ResponseState, fact: DuressDeclared, at: datetime) -> None:
    _change(state, fact.incident, at, duress=True)


def _linked(state: ResponseState, fact: IncidentLinked, at: datetime) -> None:
    for name, other in ((fact.incident, fact.other), (fact.other, fact.incident)):
        incident = state.incidents.get(name)
        if incident is not None and other not in incident.related:
            put(state, replace(incident, related=(*incident.related, other)), at)


def _released(state: ResponseState, fact: DocumentReleased, at: datetime) -> None:
    incident = state.incidents.get(fact.incident)
    if incident is not None:
        one = Released(fact.document, fact.purpose, fact.to, fact.name, fact.made_at, fact.is_over)
        released = (*incident.released, one)[-RELEASED_MAX:]
        put(state, replace(incident, released=released), at)


def _closed(state: ResponseState, fact: IncidentClosed, at: datetime) -> None:
    _change(state, fact.incident, at, closed_at=at, disposition=fact.disposition)
    incident = state.incidents.get(fact.incident)
    for known in (state.open_by_sender, state.open_risks) if incident is not None else ():
        if incident is not None and known.get(incident.sender) == fact.incident:
            del known[incident.sender]
    _forget_closed(state, at - timedelta(seconds=CLOSED_MEMORY_S))
    state.closed[fact.incident] = at


def _forget_closed(state: ResponseState, before: datetime) -> None:
    while state.closed:
        oldest = next(iter(state.closed))
        if state.closed[oldest] >= before:
            return
        del state.closed[oldest]
        state.incidents.pop(oldest, None)


def _unit_set(state: ResponseState, fact: UnitSet, at: datetime) -> None:
    unit = fact.unit.unit
    state.leaving.discard(unit)
    state.units.setdefault(unit, UnitNow(unit, Status.AVAILABLE, at))


def _moved(state: ResponseState, fact: Any, at: datetime) -> None:
    before = state.units.get(fact.unit) or UnitNow(fact.unit, Status.AVAILABLE, at)
    state.unit_answers.pop(fact.unit, None)
    state.agenda.set(f"unit:{fact.unit}", None)
    state.units[fact.unit] = after = move(before, fact, at)
    if fact.unit in state.leaving and not after.incident:
        # It left the agency file while it was assigned.
        state.leaving.discard(fact.unit)
        del state.units[fact.unit]
    if isinstance(fact, UnitDispatched):
        incident = state.incidents.get(fact.incident)
        if incident is not None:
            units = tuple(dict.fromkeys((*incident.units, fact.unit)))
            staging = tuple(one for one in incident.staging if one[0] != fact.unit)
            if fact.staging is not None:
                staging = (*staging, (fact.unit, fact.staging))
            put(state, replace(incident, units=units, staging=staging), at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    SignalRead: _read,
    CancelGiven: _cancel_given,
    IncidentOpened: _opened,
    SignalJoined: _joined,
    LocationGiven: _located,
    CommandTaken: _taken,
    CommandRenewed: _renewed,
    CheckBackRequested: _asked,
    CommandLapsed: _lapsed,
    CancelVerificationRequested: _verification_requested,
    CancelVerified: _verified,
    DuressDeclared: _duress,
    IncidentLinked: _linked,
    DocumentReleased: _released,
    IncidentClosed: _closed,
    UnitSet: _unit_set,
    UnitDispatched: _moved,
    UnitAcknowledged: _moved,
    UnitEnRoute: _moved,
    UnitStaged: _moved,
    UnitOnScene: _moved,
    UnitTransporting: _moved,
    UnitAtHospital: _moved,
    UnitCleared: _moved,
    UnitOutOfService: _moved,
    UnitInService: _moved,
}

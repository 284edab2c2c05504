"""The ledger as people read it: when, who, what, on whose word, and how sure.

Every kind of fact has one sentence here, and whoever prints a history uses it.
A code of a safety plan is never shown, whatever was written with it. Whoever
calls this hands out personal text: `web.access` stands before it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tocsin.engine.tell_pages import PAGES
from tocsin.engine.tell_setup import SETUP
from tocsin.engine.tell_sharing import SHARING
from tocsin.engine.tell_sightings import SIGHTINGS
from tocsin.engine.tell_space import SPACE
from tocsin.engine.tell_trails import TRAILS
from tocsin.engine.tell_walks import WALKS
from tocsin.engine.tell_watch import WATCH
from tocsin.engine.tell_ways import WAYS
from tocsin.engine.telling import (
    REPORTED,
    Line,
    Teller,
    board,
    done,
    file,
    name_of,
    own,
    quoted,
    said,
    term,
    we,
)
from tocsin.engine.views import Views
from tocsin.facts import (
    agency,
    handovers,
    incidents,
    pages,
    sharing,
    signals,
    system,
    trails,
    units,
)
from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Envelope
from tocsin.facts.fact import Fact
from tocsin.intake.grammar import cancel_kind


class Entry(NamedTuple):
    """One entry of the ledger as a line, at its moment on the agency's wall clock."""

    position: int
    at: datetime
    line: Line


def sentence(fact: Fact, views: Views) -> Line:
    """What this fact says, in words."""
    return SENTENCES[type(fact)](fact, views)


def timeline(
    envelopes: Iterable[Envelope],
    codec: Codec,
    views: Views,
    incident: str = "",
    *,
    mechanics: bool = False,
) -> list[Entry]:
    """Every entry as a line, or only those that an incident is made of.

    `mechanics` adds how each message went from queue to phone.
    """
    read = [(envelope, codec.decode(envelope)) for envelope in envelopes]
    about = Threads(fact for _, fact in read)
    return [
        Entry(envelope.position, views.local(envelope.recorded_at), sentence(fact, views))
        for envelope, fact in read
        if (not incident or incident in about.of(fact))
        and (mechanics or type(fact) not in MECHANICS or about.is_document(fact))
    ]


def table(entries: Iterable[Entry]) -> str:
    """The lines under one another, each column as wide as it must be."""
    rows = [("time", "who", "what", "source", "certainty")]
    rows += [(f"{at:%a %H:%M:%S}", *line) for _, at, line in entries]
    order = (0, 1, 3, 4, 2)  # The sentence is the longest, so it comes last.
    widths = [max(len(row[column]) for row in rows) for column in order[:-1]]
    shown = [[row[column] for column in order] for row in rows]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in shown
    ]
    return "\n".join(lines) + "\n"


class Threads:
    """Which incidents a fact belongs to, found from what refers to what."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._signals: dict[str, tuple[str, ...]] = {}
        self._pages: dict[str, tuple[str, ...]] = {}
        self._messages: dict[str, tuple[str, ...]] = {}
        self._links: dict[str, tuple[str, ...]] = {}
        self._trails: dict[str, tuple[str, ...]] = {}
        self._documents: set[str] = set()
        for fact in facts:
            self._follow(fact)

    def of(self, fact: Fact) -> tuple[str, ...]:
        """The incidents of a fact; none for the agency's and the system's own."""
        if named := getattr(fact, "incident", ""):
            return (named,)
        if isinstance(fact, handovers.ShiftHandedOver):
            return tuple(each.incident for each in fact.owed)
        for field, known in (
            ("page", self._pages),
            ("message", self._messages),
            ("signal", self._signals),
            ("link", self._links),
            ("trail", self._trails),
        ):
            found = known.get(getattr(fact, field, ""))
            if found:
                return found
        return tuple(getattr(fact, "incidents", ()))

    def is_document(self, fact: Fact) -> bool:
        """Whether this tells how a document went to a neighbour: that is part of the history."""
        return getattr(fact, "message", "") in self._documents

    def _follow(self, fact: Fact) -> None:
        match fact:
            case pages.PageRequested():
                self._pages[fact.page] = fact.incidents
            case pages.MessageQueued() if fact.incident:
                self._messages[fact.message] = (fact.incident,)
                if fact.purpose is pages.Purpose.DOCUMENT:
                    self._documents.add(fact.message)
            case sharing.LinkIssued() if fact.incident:
                self._links[fact.link] = (fact.incident,)
            case trails.TrailStarted() if fact.cause.startswith("incident/"):
                self._trails[fact.trail] = (fact.cause.removeprefix("incident/"),)
            case signals.PageAnswered() if fact.signal:
                self._signals[fact.signal] = self._pages.get(fact.page, ())
            case signals.MeaningAsked():
                paged = (name for page in fact.pages for name in self._pages.get(page, ()))
                self._signals[fact.signal] = tuple(dict.fromkeys(paged))
            case incidents.IncidentOpened() | incidents.SignalJoined() | signals.CancelGiven():
                self._signals[fact.signal] = (fact.incident,)
            case _:
                pass


def _read(fact: signals.SignalRead, views: Views) -> Line:
    secret = cancel_kind(fact.text.text or "", views.safety_plan(fact.sender)) is not None
    text = views.tongue.tell("a code of the safety plan") if secret else quoted(fact.text)
    if fact.parts > 1:
        pattern = "Wrote (part {0} of {1}): {2}."
        return said(fact.sender, views, "text message", pattern, fact.part, fact.parts, text)
    return said(fact.sender, views, "text message", "Wrote: {0}.", text)


def _raised(fact: signals.SosRaised, views: Views) -> Line:
    tell = views.tongue.tell
    what = tell(
        "A message that cannot be read counts as an SOS."
        if fact.unreadable
        else "Asks for help: SOS."
    )
    if fact.duress:
        what += tell(" The duress code was used.")
    if fact.paged_for:
        what += tell(" Was being paged for {0}.", ", ".join(fact.paged_for))
    if not fact.verified:
        what += tell(" The number is not known here.")
    return Line(name_of(fact.sender, views), what, views.tongue.term("text message"), REPORTED)


def _answered(fact: signals.PageAnswered, views: Views) -> Line:
    source = "text message" if fact.signal else "board"
    answer = term(fact.answer, views)
    return said(fact.recipient, views, source, "Answered page {0}: {1}.", fact.page, answer)


def _asked(fact: signals.MeaningAsked, views: Views) -> Line:
    who, pages = name_of(fact.sender, views), ", ".join(fact.pages)
    until = f"{views.local(fact.answer_by):%H:%M:%S}"
    pattern = "Asked {0} which page they answer: {1}. An SOS after {2}."
    return we(views, pattern, who, pages, until)


def _settled(fact: signals.MeaningSettled, views: Views) -> Line:
    return we(views, "{0} was asked back, and said: {1}.", fact.signal, fact.by)


def _cancel(fact: signals.CancelGiven, views: Views) -> Line:
    pattern = (
        "Sent the duress code, which looks like a cancel. It closes nothing."
        if fact.duress
        else "Sent the safe code. It closes nothing."
    )
    return said(fact.sender, views, "text message", pattern)


def _opened(fact: incidents.IncidentOpened, views: Views) -> Line:
    pattern = (
        "{0} opened for {1}, paged by policy {2}. Her phone stays silent."
        if fact.silent
        else "{0} opened for {1}, paged by policy {2}."
    )
    return we(views, pattern, fact.incident, name_of(fact.sender, views), fact.policy.policy)


def _unit(what: str) -> Teller:
    """What a crew did, told by the crew's own text or by somebody on the board."""

    def tell(fact: Any, views: Views) -> Line:
        source = "text message" if fact.by.startswith("unit:") else "board"
        told = views.tongue.tell(what, fact=fact)
        return Line(name_of(fact.by, views), told, views.tongue.term(source), REPORTED)

    return tell


def _verified(fact: incidents.CancelVerified, views: Views) -> Line:
    pattern = "Called back: {0} is reported safe." if fact.safe else "Called back: {0} is NOT safe."
    return said(fact.by, views, "call-back", pattern, fact.incident)


def _closed(fact: incidents.IncidentClosed, views: Views) -> Line:
    how = term(fact.disposition, views)
    if fact.note:
        return done(fact.by, views, "Closed {0}: {1}. {2}", fact.incident, how, quoted(fact.note))
    return done(fact.by, views, "Closed {0}: {1}.", fact.incident, how)


def _released(fact: incidents.DocumentReleased, views: Views) -> Line:
    tell = views.tongue.tell
    return done(
        fact.by,
        views,
        "Took {0} ({1}) of {2} for {3}: {4}, SHA-256 {5}.",
        tell("an EIDO" if fact.document == "eido" else "a CAP alert"),
        term(fact.purpose, views) + (tell(", over") if fact.is_over else ""),
        fact.incident,
        fact.to,
        fact.name,
        fact.digest,
    )


SENTENCES: Final[Mapping[type[Fact], Teller]] = {
    agency.SettingsSet: file("The settings are now those of the file."),
    agency.StaffSet: file("{fact.staff.person} works here."),
    agency.PlaceSet: file("{fact.place.name} is a known place."),
    agency.UnitSet: file("Unit {fact.unit.unit} can be sent."),
    agency.PolicySet: file("Policy {fact.policy.policy} holds for new incidents."),
    agency.OnCallSet: file("Rota {fact.oncall.oncall} holds."),
    agency.SafetyPlanSet: file("A safety plan holds for {fact.plan.person}."),
    agency.ResponsePlanSet: file("Response plan {fact.plan.kind} holds."),
    agency.StaffDismissed: board("{fact.person} does not work here any more, from this second."),
    agency.StaffReinstated: board("The dismissal of {fact.person} is taken back."),
    agency.AgencyItemRemoved: file("{fact.table} {fact.id} is no longer here."),
    signals.SignalReceived: own("{fact.signal} came in by {fact.gateway} and is on record."),
    signals.SignalRead: _read,
    signals.SignalRepeated: own("{fact.signal} is {fact.first} again and counts once."),
    signals.SignalUnreadable: own("{fact.signal} by {fact.gateway} cannot be read."),
    signals.UnknownSenderSeen: own("A number that is nobody's here is called {fact.sender}."),
    signals.CodeWordHeard: lambda f, v: said(
        f.sender, v, "plan", "A code word of the plan: {0}.", quoted(f.meaning)
    ),
    signals.SosRaised: _raised,
    signals.PageAnswered: _answered,
    signals.MeaningAsked: _asked,
    signals.MeaningSettled: _settled,
    signals.CancelGiven: _cancel,
    signals.HookRefused: own("The hook {fact.gateway} refused {fact.count} request(s)."),
    incidents.IncidentOpened: _opened,
    incidents.SignalJoined: own("{fact.signal} belongs to {fact.incident} as an update."),
    incidents.CommandTaken: lambda f, v: said(
        f"person:{f.person}", v, "answer", "Takes command of {0}.", f.incident
    ),
    incidents.CommandRenewed: lambda f, v: we(
        v,
        "Command of {0} goes on ({1}); asked again at {2}.",
        f.incident,
        term(f.because, v),
        f"{v.local(f.check_back_at):%H:%M:%S}",
    ),
    incidents.CheckBackRequested: lambda f, v: we(
        v, "{0} is asked whether {1} is still in hand.", name_of(f.person, v), f.incident
    ),
    incidents.CommandLapsed: lambda f, v: we(
        v,
        "{0} no longer has {1} ({2}). Paging restarts.",
        name_of(f.person, v),
        f.incident,
        term(f.reason, v),
    ),
    incidents.CancelVerificationRequested: lambda f, v: we(
        v,
        "Somebody is to call the sender of {0} back by {1}.",
        f.incident,
        f"{v.local(f.answer_by):%H:%M:%S}",
    ),
    incidents.CancelVerified: _verified,
    incidents.DuressDeclared: own("{fact.incident}: the sender is under threat."),
    incidents.IncidentNoted: lambda f, v: said(
        f.by, v, "board", "Notes on {0}: {1}.", f.incident, quoted(f.text)
    ),
    incidents.IncidentLinked: lambda f, v: we(
        v, "{0} and {1} are related ({2}).", f.incident, f.other, term(f.reason, v)
    ),
    incidents.DocumentReleased: _released,
    incidents.IncidentClosed: _closed,
    system.ServiceStarted: own("Tocsin {fact.version} started."),
    system.AlarmRaised: own("ALARM: {fact.detail}"),
    system.AlarmCleared: lambda f, v: we(v, "Alarm over: {0}.", term(f.alarm, v))._replace(
        who=name_of(f.by, v)
    ),
    system.RecordRead: lambda f, v: done(
        f.person, v, "Read {0} of {1}.", term(f.what, v), f.incident
    ),
    system.PersonErased: board("Erased what was sealed for {fact.subject}."),
    units.UnitAcknowledged: _unit("{fact.unit} has the dispatch to {fact.incident}."),
    units.UnitEnRoute: _unit("{fact.unit} is en route to {fact.incident}."),
    units.UnitStaged: _unit("{fact.unit} waits near {fact.incident} until it is safe."),
    units.UnitOnScene: _unit("{fact.unit} is on scene at {fact.incident}."),
    units.UnitTransporting: _unit("{fact.unit} is taking the patient to hospital."),
    units.UnitAtHospital: _unit("{fact.unit} is at the hospital."),
    units.UnitCleared: _unit("{fact.unit} is free of {fact.incident}."),
    units.UnitOutOfService: board("{fact.unit} cannot be sent."),
    units.UnitInService: board("{fact.unit} can be sent again."),
    **PAGES,
    **SPACE,
    **WATCH,
    **WAYS,
    **SETUP,
    **SHARING,
    **SIGHTINGS,
    **TRAILS,
    **WALKS,
}
"""One teller for every kind of fact; a test holds it complete."""

MECHANICS: Final = frozenset(
    {
        signals.SignalReceived,
        pages.PageLinkGiven,
        pages.MessageQueued,
        pages.MessageAttempted,
        pages.MessageAccepted,
        pages.MessageDelivered,
        pages.MessageAbandoned,
    }
)
"""What is left out of a history unless it is asked for. Failures always stay in."""

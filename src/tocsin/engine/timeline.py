"""The ledger as people read it: when, who, what, on whose word, and how sure.

Every kind of fact has one sentence here, and whoever prints a history uses it.
A code of a safety plan is never shown, whatever was written with it. Whoever
calls this hands out personal text: `web.access` stands before it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tocsin.engine.tell_setup import SETUP
from tocsin.engine.tell_sharing import SHARING
from tocsin.engine.tell_sightings import SIGHTINGS
from tocsin.engine.tell_space import SPACE
from tocsin.engine.tell_trails import TRAILS
from tocsin.engine.tell_walks import WALKS
from tocsin.engine.tell_watch import WATCH
from tocsin.engine.tell_ways import WAYS
from tocsin.engine.telling import (
    RECORDED,
    REPORTED,
    Line,
    Teller,
    board,
    file,
    name_of,
    names_of,
    own,
    quoted,
    said,
    we,
    words,
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
    part = f" (part {fact.part} of {fact.parts})" if fact.parts > 1 else ""
    secret = cancel_kind(fact.text.text or "", views.safety_plan(fact.sender)) is not None
    text = "a code of the safety plan" if secret else quoted(fact.text)
    return said(fact.sender, f"Wrote{part}: {text}.", views, "text message")


def _raised(fact: signals.SosRaised, views: Views) -> Line:
    what = "Asks for help: SOS."
    if fact.unreadable:
        what = "A message that cannot be read counts as an SOS."
    if fact.duress:
        what += " The duress code was used."
    if fact.paged_for:
        what += f" Was being paged for {', '.join(fact.paged_for)}."
    if not fact.verified:
        what += " The number is not known here."
    return said(fact.sender, what, views, "text message")


def _answered(fact: signals.PageAnswered, views: Views) -> Line:
    source = "text message" if fact.signal else "board"
    return said(fact.recipient, f"Answered page {fact.page}: {words(fact.answer)}.", views, source)


def _asked(fact: signals.MeaningAsked, views: Views) -> Line:
    who, pages = name_of(fact.sender, views), ", ".join(fact.pages)
    until = f"{views.local(fact.answer_by):%H:%M:%S}"
    return we(f"Asked {who} which page they answer: {pages}. An SOS after {until}.")


def _settled(fact: signals.MeaningSettled, _views: Views) -> Line:
    return we(f"{fact.signal} was asked back, and said: {fact.by}.")


def _cancel(fact: signals.CancelGiven, views: Views) -> Line:
    code = "the duress code, which looks like a cancel" if fact.duress else "the safe code"
    return said(fact.sender, f"Sent {code}. It closes nothing.", views, "text message")


def _opened(fact: incidents.IncidentOpened, views: Views) -> Line:
    silent = " Her phone stays silent." if fact.silent else ""
    return we(
        f"{fact.incident} opened for {name_of(fact.sender, views)}, "
        f"paged by policy {fact.policy.policy}.{silent}"
    )


def _step(fact: pages.EscalationStepStarted, views: Views) -> Line:
    step = "everyone" if fact.widened else f"step {fact.step}"
    return we(
        f"{fact.incident} round {fact.round}, {step}: paging {names_of(fact.recipients, views)}; "
        f"{fact.need} must answer by {views.local(fact.until):%H:%M:%S}."
    )


def _page(fact: pages.PageRequested, views: Views) -> Line:
    about = ", ".join(fact.incidents) or ", ".join(map(words, fact.alarms))
    what = f"{name_of(fact.recipient, views)} is to be reached: {words(fact.purpose)}"
    return we(f"{what} {about} (page {fact.page}).".replace("  ", " ").replace(" (", " ("))


def _queued(fact: pages.MessageQueued, views: Views) -> Line:
    to = name_of(fact.recipient, views)
    what = f"{fact.message} to {to} by {fact.channel}: {words(fact.purpose)}."
    # A document is named by its digest where it was released; here it would fill the page.
    # What a loopback text says is for nobody, so that nobody else can send it.
    is_short = fact.purpose in (pages.Purpose.DOCUMENT, pages.Purpose.LOOPBACK)
    return we(what if is_short else f"{what} {quoted(fact.text)}")


def _by_provider(fact: Any, what: str) -> Line:
    return Line(f"provider {fact.provider}", f"{fact.message} {what}", fact.provider, REPORTED)


def _receipt(message: str, what: str) -> Line:
    return Line("provider", f"{message} {what}", "receipt", REPORTED)


def _unit(what: str) -> Teller:
    """What a crew did, told by the crew's own text or by somebody on the board."""

    def tell(fact: Any, views: Views) -> Line:
        source = "text message" if fact.by.startswith("unit:") else "board"
        return said(fact.by, what.format(fact=fact), views, source)

    return tell


def _verified(fact: incidents.CancelVerified, views: Views) -> Line:
    what = "is reported safe" if fact.safe else "is NOT safe"
    return said(fact.by, f"Called back: {fact.incident} {what}.", views, "call-back")


def _closed(fact: incidents.IncidentClosed, views: Views) -> Line:
    note = f" {quoted(fact.note)}" if fact.note else ""
    what = f"Closed {fact.incident}: {words(fact.disposition)}.{note}"
    return Line(name_of(fact.by, views), what, "board", RECORDED)


def _released(fact: incidents.DocumentReleased, views: Views) -> Line:
    document = "an EIDO" if fact.document == "eido" else "a CAP alert"
    over = ", over" if fact.is_over else ""
    what = f"Took {document} ({words(fact.purpose)}{over}) of {fact.incident} for {fact.to}: "
    what += f"{fact.name}, SHA-256 {fact.digest}."
    return Line(name_of(fact.by, views), what, "board", RECORDED)


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
    signals.CodeWordHeard: lambda f, v: Line(
        name_of(f.sender, v), f"A code word of the plan: {quoted(f.meaning)}.", "plan", REPORTED
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
        f"person:{f.person}", f"Takes command of {f.incident}.", v, "answer"
    ),
    incidents.CommandRenewed: lambda f, v: we(
        f"Command of {f.incident} goes on ({words(f.because)}); "
        f"asked again at {v.local(f.check_back_at):%H:%M:%S}."
    ),
    incidents.CheckBackRequested: lambda f, v: we(
        f"{name_of(f.person, v)} is asked whether {f.incident} is still in hand."
    ),
    incidents.CommandLapsed: lambda f, v: we(
        f"{name_of(f.person, v)} no longer has {f.incident} ({words(f.reason)}). Paging restarts."
    ),
    incidents.CancelVerificationRequested: lambda f, v: we(
        f"Somebody is to call the sender of {f.incident} back by {v.local(f.answer_by):%H:%M:%S}."
    ),
    incidents.CancelVerified: _verified,
    incidents.DuressDeclared: own("{fact.incident}: the sender is under threat."),
    incidents.IncidentNoted: lambda f, v: Line(
        name_of(f.by, v), f"Notes on {f.incident}: {quoted(f.text)}.", "board", REPORTED
    ),
    incidents.IncidentLinked: lambda f, _: we(
        f"{f.incident} and {f.other} are related ({words(f.reason)})."
    ),
    incidents.DocumentReleased: _released,
    incidents.IncidentClosed: _closed,
    pages.EscalationStepStarted: _step,
    pages.EscalationStepSkipped: own(
        "{fact.incident} step {fact.step} reaches nobody and is skipped at once."
    ),
    pages.PageRequested: _page,
    pages.PageEnded: lambda f, _: we(f"Page {f.page} is over: {words(f.reason)}."),
    pages.PageLinkGiven: lambda f, v: we(
        f"A text of page {f.page} carries a link for {name_of(f'person:{f.person}', v)}."
    ),
    pages.MessageQueued: _queued,
    pages.MessageAttempted: own("{fact.message} is handed to {fact.provider}."),
    pages.MessageAccepted: lambda f, _: _by_provider(f, "is accepted."),
    pages.MessageFailed: lambda f, _: _by_provider(
        f, f"failed{' for good' if f.permanent else ''}: {words(f.reason)}."
    ),
    pages.MessageDelivered: lambda f, _: _receipt(f.message, "is on the phone."),
    pages.MessageUndelivered: lambda f, _: _receipt(
        f.message, f"did not reach the phone: {words(f.reason)}."
    ),
    pages.MessageAbandoned: lambda f, _: we(
        f"{f.message} need not go out any more: {words(f.reason)}."
    ),
    pages.ProvidersSet: lambda f, _: we(
        f"The ways out are {', '.join(p.name for p in f.providers) or 'none'}."
    ),
    pages.TestPageRequested: lambda f, v: we(
        f"A test page to {name_of(f.recipient, v)} is asked for by {name_of(f.by, v)}."
    ),
    pages.TestRoundStarted: lambda f, _: we(f"{len(f.recipients)} scheduled test pages are due."),
    pages.AlarmPaged: lambda f, v: we(
        f"Alarm {words(f.alarm)} is told to {names_of(f.recipients, v)}."
    ),
    pages.UpdatePaged: lambda f, v: we(
        f"Update on {f.incident} ({words(f.what)}) to {names_of(f.recipients, v)}."
    ),
    system.ServiceStarted: own("Tocsin {fact.version} started."),
    system.AlarmRaised: own("ALARM: {fact.detail}"),
    system.AlarmCleared: lambda f, v: Line(
        name_of(f.by, v), f"Alarm over: {words(f.alarm)}.", "Tocsin", RECORDED
    ),
    system.RecordRead: lambda f, v: Line(
        name_of(f.person, v), f"Read {words(f.what)} of {f.incident}.", "board", RECORDED
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

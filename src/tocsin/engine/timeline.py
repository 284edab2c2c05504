"""The ledger as people read it: when, who, what, on whose word, and how sure.

Every kind of fact has one sentence here, and whoever prints a history uses it.
A code of a safety plan is never shown, whatever was written with it. Whoever
calls this hands out personal text: `web.access` stands before it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tocsin.engine.views import Views
from tocsin.facts import agency, incidents, pages, signals, system, units
from tocsin.facts.codec import Codec
from tocsin.facts.envelope import Envelope
from tocsin.facts.fact import Fact
from tocsin.intake.stage import cancel_kind
from tocsin.kernel.private import ERASED, Private

RECORDED: Final = "recorded"
"""Tocsin did it itself, so nobody's word is needed."""

REPORTED: Final = "reported"


class Line(NamedTuple):
    """One sentence: who did what, on whose word, and how sure that is."""

    who: str
    what: str
    source: str
    certainty: str


class Entry(NamedTuple):
    """One entry of the ledger as a line, at its moment on the agency's wall clock."""

    position: int
    at: datetime
    line: Line


Teller = Callable[[Any, Views], Line]


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
        and (mechanics or type(fact) not in MECHANICS)
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
        for fact in facts:
            self._follow(fact)

    def of(self, fact: Fact) -> tuple[str, ...]:
        """The incidents of a fact; none for the agency's and the system's own."""
        if named := getattr(fact, "incident", ""):
            return (named,)
        for field, known in (
            ("page", self._pages),
            ("message", self._messages),
            ("signal", self._signals),
        ):
            found = known.get(getattr(fact, field, ""))
            if found:
                return found
        return tuple(getattr(fact, "incidents", ()))

    def _follow(self, fact: Fact) -> None:
        match fact:
            case pages.PageRequested():
                self._pages[fact.page] = fact.incidents
            case pages.MessageQueued() if fact.incident:
                self._messages[fact.message] = (fact.incident,)
            case signals.PageAnswered() if fact.signal:
                self._signals[fact.signal] = self._pages.get(fact.page, ())
            case incidents.IncidentOpened() | incidents.SignalJoined() | signals.CancelGiven():
                self._signals[fact.signal] = (fact.incident,)
            case _:
                pass


def _we(what: str) -> Line:
    return Line("Tocsin", what, "Tocsin", RECORDED)


def _said(who: str, what: str, views: Views, source: str) -> Line:
    return Line(_name(who, views), what, source, REPORTED)


def _name(who: str, views: Views) -> str:
    """A recipient, a bare person id, or Tocsin itself."""
    if who == "system":
        return "Tocsin"
    named = views.name(f"person:{who}")
    return views.name(who) if ":" in who or named == f"person {who}" else named


def _words(code: object) -> str:
    return str(code).replace("_", " ").replace(":", " ")


def _names(recipients: Iterable[str], views: Views) -> str:
    return ", ".join(_name(each, views) for each in recipients) or "nobody"


def _quoted(text: Private | None) -> str:
    return f'"{text.text}"' if text is not None and text.text is not None else ERASED


def _read(fact: signals.SignalRead, views: Views) -> Line:
    part = f" (part {fact.part} of {fact.parts})" if fact.parts > 1 else ""
    secret = cancel_kind(fact.text.text or "", views.safety_plan(fact.sender)) is not None
    words = "a code of the safety plan" if secret else _quoted(fact.text)
    return _said(fact.sender, f"Wrote{part}: {words}.", views, "text message")


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
    return _said(fact.sender, what, views, "text message")


def _answered(fact: signals.PageAnswered, views: Views) -> Line:
    source = "text message" if fact.signal else "board"
    return _said(
        fact.recipient, f"Answered page {fact.page}: {_words(fact.answer)}.", views, source
    )


def _cancel(fact: signals.CancelGiven, views: Views) -> Line:
    code = "the duress code, which looks like a cancel" if fact.duress else "the safe code"
    return _said(fact.sender, f"Sent {code}. It closes nothing.", views, "text message")


def _opened(fact: incidents.IncidentOpened, views: Views) -> Line:
    silent = " Her phone stays silent." if fact.silent else ""
    return _we(
        f"{fact.incident} opened for {_name(fact.sender, views)}, "
        f"paged by policy {fact.policy.policy}.{silent}"
    )


def _located(fact: incidents.LocationGiven, views: Views) -> Line:
    evidence = fact.evidence
    where = views.evidence_words(evidence)
    what = f"Place of {fact.incident}: {where}, within {evidence.accuracy_m:.0f} m."
    source = {"words": "text message", "roster": "roster"}.get(evidence.source, "board")
    who = "Tocsin" if source == "roster" else _name(fact.by, views)
    return Line(who, what, source, str(evidence.certainty))


def _step(fact: pages.EscalationStepStarted, views: Views) -> Line:
    step = "everyone" if fact.widened else f"step {fact.step}"
    return _we(
        f"{fact.incident} round {fact.round}, {step}: paging {_names(fact.recipients, views)}; "
        f"{fact.need} must answer by {views.local(fact.until):%H:%M:%S}."
    )


def _page(fact: pages.PageRequested, views: Views) -> Line:
    about = ", ".join(fact.incidents) or ", ".join(map(_words, fact.alarms))
    what = f"{_name(fact.recipient, views)} is to be reached: {_words(fact.purpose)}"
    return _we(f"{what} {about} (page {fact.page}).".replace("  ", " ").replace(" (", " ("))


def _queued(fact: pages.MessageQueued, views: Views) -> Line:
    to = _name(fact.recipient, views)
    what = f"{fact.message} to {to} by {fact.channel}: {_words(fact.purpose)}."
    return _we(f"{what} {_quoted(fact.text)}")


def _by_provider(fact: Any, what: str) -> Line:
    return Line(f"provider {fact.provider}", f"{fact.message} {what}", fact.provider, REPORTED)


def _receipt(message: str, what: str) -> Line:
    return Line("provider", f"{message} {what}", "receipt", REPORTED)


def _dispatched(fact: units.UnitDispatched, views: Views) -> Line:
    far = "" if fact.distance_m is None else f", {fact.distance_m / 1000:.1f} km by straight line"
    staged = " Waits nearby until it is safe." if fact.staged else ""
    why = ", ".join(_words(reason) for reason in fact.reasons)
    what = f"Sent {fact.unit} to {fact.incident}: {why}{far}.{staged}"
    return Line(_name(fact.by, views), what, "board", RECORDED)


def _unit(what: str) -> Teller:
    """What a crew did, told by the crew's own text or by somebody on the board."""

    def tell(fact: Any, views: Views) -> Line:
        source = "text message" if fact.by.startswith("unit:") else "board"
        return _said(fact.by, what.format(fact=fact), views, source)

    return tell


def _board(what: str, certainty: str = RECORDED) -> Teller:
    """What the person in `by` did on the board."""

    def tell(fact: Any, views: Views) -> Line:
        return Line(_name(fact.by, views), what.format(fact=fact), "board", certainty)

    return tell


def _file(what: str) -> Teller:
    def tell(fact: Any, _views: Views) -> Line:
        return Line("agency", what.format(fact=fact), "agency file", RECORDED)

    return tell


def _self(what: str) -> Teller:
    def tell(fact: Any, _views: Views) -> Line:
        return _we(what.format(fact=fact))

    return tell


def _verified(fact: incidents.CancelVerified, views: Views) -> Line:
    what = "is reported safe" if fact.safe else "is NOT safe"
    return _said(fact.by, f"Called back: {fact.incident} {what}.", views, "call-back")


def _closed(fact: incidents.IncidentClosed, views: Views) -> Line:
    note = f" {_quoted(fact.note)}" if fact.note else ""
    what = f"Closed {fact.incident}: {_words(fact.disposition)}.{note}"
    return Line(_name(fact.by, views), what, "board", RECORDED)


SENTENCES: Final[Mapping[type[Fact], Teller]] = {
    agency.SettingsSet: _file("The settings are now those of the file."),
    agency.StaffSet: _file("{fact.staff.person} works here."),
    agency.PlaceSet: _file("{fact.place.name} is a known place."),
    agency.UnitSet: _file("Unit {fact.unit.unit} can be sent."),
    agency.PolicySet: _file("Policy {fact.policy.policy} holds for new incidents."),
    agency.OnCallSet: _file("Rota {fact.oncall.oncall} holds."),
    agency.SafetyPlanSet: _file("A safety plan holds for {fact.plan.person}."),
    agency.ResponsePlanSet: _file("Response plan {fact.plan.kind} holds."),
    agency.AgencyItemRemoved: _file("{fact.table} {fact.id} is no longer here."),
    signals.SignalReceived: _self("{fact.signal} came in by {fact.gateway} and is on record."),
    signals.SignalRead: _read,
    signals.SignalRepeated: _self("{fact.signal} is {fact.first} again and counts once."),
    signals.SignalUnreadable: _self("{fact.signal} by {fact.gateway} cannot be read."),
    signals.UnknownSenderSeen: _self("A number that is nobody's here is called {fact.sender}."),
    signals.SosRaised: _raised,
    signals.PageAnswered: _answered,
    signals.CancelGiven: _cancel,
    signals.HookRefused: _self("The hook {fact.gateway} refused {fact.count} request(s)."),
    incidents.IncidentOpened: _opened,
    incidents.SignalJoined: _self("{fact.signal} belongs to {fact.incident} as an update."),
    incidents.LocationGiven: _located,
    incidents.CommandTaken: lambda f, v: _said(
        f"person:{f.person}", f"Takes command of {f.incident}.", v, "answer"
    ),
    incidents.CommandRenewed: lambda f, v: _we(
        f"Command of {f.incident} goes on ({_words(f.because)}); "
        f"asked again at {v.local(f.check_back_at):%H:%M:%S}."
    ),
    incidents.CheckBackRequested: lambda f, v: _we(
        f"{_name(f.person, v)} is asked whether {f.incident} is still in hand."
    ),
    incidents.CommandLapsed: lambda f, v: _we(
        f"{_name(f.person, v)} no longer has {f.incident} ({_words(f.reason)}). Paging restarts."
    ),
    incidents.CancelVerificationRequested: lambda f, v: _we(
        f"Somebody is to call the sender of {f.incident} back by {v.local(f.answer_by):%H:%M:%S}."
    ),
    incidents.CancelVerified: _verified,
    incidents.DuressDeclared: _self("{fact.incident}: the sender is under threat."),
    incidents.IncidentNoted: lambda f, v: Line(
        _name(f.by, v), f"Notes on {f.incident}: {_quoted(f.text)}.", "board", REPORTED
    ),
    incidents.IncidentLinked: lambda f, _: _we(
        f"{f.incident} and {f.other} are related ({_words(f.reason)})."
    ),
    incidents.IncidentClosed: _closed,
    pages.EscalationStepStarted: _step,
    pages.EscalationStepSkipped: _self(
        "{fact.incident} step {fact.step} reaches nobody and is skipped at once."
    ),
    pages.PageRequested: _page,
    pages.PageEnded: lambda f, _: _we(f"Page {f.page} is over: {_words(f.reason)}."),
    pages.MessageQueued: _queued,
    pages.MessageAttempted: _self("{fact.message} is handed to {fact.provider}."),
    pages.MessageAccepted: lambda f, _: _by_provider(f, "is accepted."),
    pages.MessageFailed: lambda f, _: _by_provider(
        f, f"failed{' for good' if f.permanent else ''}: {_words(f.reason)}."
    ),
    pages.MessageDelivered: lambda f, _: _receipt(f.message, "is on the phone."),
    pages.MessageUndelivered: lambda f, _: _receipt(
        f.message, f"did not reach the phone: {_words(f.reason)}."
    ),
    pages.MessageAbandoned: lambda f, _: _we(
        f"{f.message} need not go out any more: {_words(f.reason)}."
    ),
    pages.ProvidersSet: lambda f, _: _we(
        f"The ways out are {', '.join(p.name for p in f.providers) or 'none'}."
    ),
    pages.TestPageRequested: lambda f, v: _we(
        f"A test page to {_name(f.recipient, v)} is asked for by {_name(f.by, v)}."
    ),
    pages.TestRoundStarted: lambda f, _: _we(f"{len(f.recipients)} scheduled test pages are due."),
    pages.AlarmPaged: lambda f, v: _we(
        f"Alarm {_words(f.alarm)} is told to {_names(f.recipients, v)}."
    ),
    pages.UpdatePaged: lambda f, v: _we(
        f"Update on {f.incident} ({_words(f.what)}) to {_names(f.recipients, v)}."
    ),
    system.ServiceStarted: _self("Tocsin {fact.version} started."),
    system.AlarmRaised: _self("ALARM: {fact.detail}"),
    system.AlarmCleared: lambda f, v: Line(
        _name(f.by, v), f"Alarm over: {_words(f.alarm)}.", "Tocsin", RECORDED
    ),
    system.KeyIssued: lambda f, v: _we(f"{_name(f.person, v)} got a {f.kind}."),
    system.KeyEnded: lambda f, _: _we(f"A key opens nothing any more: {_words(f.reason)}."),
    system.RecordRead: lambda f, v: Line(
        _name(f.person, v), f"Read {_words(f.what)} of {f.incident}.", "board", RECORDED
    ),
    system.PersonErased: _board("Erased what was sealed for {fact.subject}."),
    units.UnitDispatched: _dispatched,
    units.UnitAcknowledged: _unit("{fact.unit} has the dispatch to {fact.incident}."),
    units.UnitEnRoute: _unit("{fact.unit} is en route to {fact.incident}."),
    units.UnitStaged: _unit("{fact.unit} waits near {fact.incident} until it is safe."),
    units.UnitOnScene: _unit("{fact.unit} is on scene at {fact.incident}."),
    units.UnitTransporting: _unit("{fact.unit} is taking the patient to hospital."),
    units.UnitAtHospital: _unit("{fact.unit} is at the hospital."),
    units.UnitCleared: _unit("{fact.unit} is free of {fact.incident}."),
    units.UnitOutOfService: _board("{fact.unit} cannot be sent."),
    units.UnitInService: _board("{fact.unit} can be sent again."),
}
"""One teller for every kind of fact; a test holds it complete."""

MECHANICS: Final = frozenset(
    {
        signals.SignalReceived,
        pages.MessageQueued,
        pages.MessageAttempted,
        pages.MessageAccepted,
        pages.MessageDelivered,
        pages.MessageAbandoned,
    }
)
"""What is left out of a history unless it is asked for. Failures always stay in."""

"""One sentence for every kind of fact that a timeline can hold."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.engine.views import Views
from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private

Say = Callable[[Any, Views], str]


def sentence(fact: Fact, view: Views) -> str:
    """What happened, in words. A kind without a sentence of its own is named."""
    say = SENTENCES.get(type(fact).__name__)
    return say(fact, view) if say else _plain(type(fact).__name__)


def _plain(kind: str) -> str:
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind)
    return spaced.strip().capitalize() + "."


def _said(text: Private | None) -> str:
    return f"“{text.reveal()}”" if text is not None else "no words"


def _people(recipients: tuple[str, ...], view: Views) -> str:
    return ", ".join(view.name(each) for each in recipients) or "nobody"


def _person(person: str, view: Views) -> str:
    return view.name(person if ":" in person else f"person:{person}").removeprefix("person ")


def _opened(fact: Any, view: Views) -> str:
    known = "a known voice" if fact.verified else "UNVERIFIED"
    silent = ", silent: nothing is sent back" if fact.silent else ""
    return f"SOS of {view.name(fact.sender)} ({known}{silent}) under policy {fact.policy.policy}."


def _located(fact: Any, view: Views) -> str:
    return f"Where: {view.evidence_words(fact.evidence)}, within {fact.evidence.accuracy_m:.0f} m."


def _step(fact: Any, view: Views) -> str:
    what = "EVERYONE is paged" if fact.widened else f"Step {fact.step} pages"
    return f"{what} (round {fact.round}): {_people(fact.recipients, view)}."


def _attempt(words: str) -> Say:
    return lambda fact, _: f"Message {fact.message} {words} {fact.provider} (try {fact.attempt})."


def _unit(words: str) -> Say:
    return lambda fact, _: f"Unit {fact.unit} {words}."


def _dispatched(fact: Any, view: Views) -> str:
    why = ", ".join(reason.replace("_", " ") for reason in fact.reasons)
    far = "" if fact.distance_m is None else f", {fact.distance_m / 1000:.1f} km by straight line"
    staged = " to stage nearby" if fact.staged else ""
    return f"Unit {fact.unit} sent{staged} by {_person(fact.by, view)}: {why}{far}."


def _message(fact: Any, view: Views) -> str:
    to = view.name(fact.recipient)
    return f"{fact.message} to {to} by {fact.channel} ({fact.purpose}): {_said(fact.text)}"


def _closed(fact: Any, view: Views) -> str:
    note = f" {_said(fact.note)}" if fact.note is not None else ""
    ended = fact.disposition.replace("_", " ")
    return f"Closed by {_person(fact.by, view)}: {ended}.{note}"


def _verdict(fact: Any, view: Views) -> str:
    return f"{_person(fact.by, view)} spoke to the sender: {'safe' if fact.safe else 'NOT SAFE'}."


def _answered(fact: Any, view: Views) -> str:
    way = f"recorded by {_person(fact.by, view)}" if fact.by else "by text"
    return f"{view.name(fact.recipient)} answered {fact.page}: {fact.answer} ({way})."


SENTENCES: Final[Mapping[str, Say]] = {
    "SignalReceived": lambda f, _: f"A request came in by {f.gateway}; on record before reading.",
    "SignalRead": lambda f, v: f"{v.name(f.sender)} wrote {_said(f.text)}",
    "SignalRepeated": lambda *_: "The gateway delivered the same text again; it counts once.",
    "SignalUnreadable": lambda f, _: f"Could not be read ({f.reason}); treated as an SOS.",
    "UnknownSenderSeen": lambda f, _: f"The number is nobody's we know; named {f.sender}.",
    "SosRaised": lambda f, v: (
        f"SOS raised by {v.name(f.sender)}{' by DURESS CODE' if f.duress else ''}."
    ),
    "CancelGiven": lambda f, _: f"A cancel was given{' with the DURESS code' if f.duress else ''}.",
    "IncidentOpened": _opened,
    "SignalJoined": lambda *_: "A further text of the sender belongs to this incident.",
    "LocationGiven": _located,
    "CommandTaken": lambda f, v: f"{_person(f.person, v)} took command.",
    "CommandRenewed": lambda f, _: f"Command goes on: {f.because.replace('_', ' ')}.",
    "CheckBackRequested": lambda f, v: f"{_person(f.person, v)} is asked: still on it?",
    "CommandLapsed": lambda f, v: (
        f"Command of {_person(f.person, v)} lapsed: {f.reason.replace('_', ' ')}. Paging restarts."
    ),
    "CancelVerificationRequested": lambda *_: "Somebody is asked to call the sender back.",
    "CancelVerified": _verdict,
    "DuressDeclared": lambda *_: "DURESS: under threat, phone watched. Everybody paged is told.",
    "IncidentNoted": lambda f, v: f"{_person(f.by, v)} noted: {_said(f.text)}",
    "IncidentLinked": lambda f, _: f"Related to {f.other}: {f.reason.replace('_', ' ')}.",
    "IncidentClosed": _closed,
    "EscalationStepStarted": _step,
    "EscalationStepSkipped": lambda f, _: f"Step {f.step} reached nobody and was skipped.",
    "UpdatePaged": lambda f, v: f"Update ({f.what}) to {_people(f.recipients, v)}.",
    "PageRequested": lambda f, v: (
        f"{v.name(f.recipient)} is to be reached ({f.purpose}, {f.page})."
    ),
    "PageAnswered": _answered,
    "PageEnded": lambda f, _: f"Page {f.page} ended: {f.reason.replace('_', ' ')}.",
    "MessageQueued": _message,
    "MessageAttempted": _attempt("is handed to"),
    "MessageAccepted": _attempt("was taken by"),
    "MessageFailed": lambda f, _: f"Message {f.message} failed at {f.provider}: {f.reason}.",
    "MessageDelivered": lambda f, _: f"Message {f.message} is on the phone.",
    "MessageUndelivered": lambda f, _: f"Message {f.message} did not reach the phone: {f.reason}.",
    "MessageAbandoned": lambda f, _: f"Message {f.message} given up: {f.reason}.",
    "UnitDispatched": _dispatched,
    "UnitAcknowledged": _unit("has the dispatch"),
    "UnitEnRoute": _unit("is en route"),
    "UnitStaged": _unit("is staged nearby"),
    "UnitOnScene": _unit("is on scene"),
    "UnitTransporting": _unit("is transporting"),
    "UnitAtHospital": _unit("is at the hospital"),
    "UnitCleared": _unit("is clear and available"),
    "RecordRead": lambda f, v: (
        f"{_person(f.person, v)} read the {f.what.replace('_', ' ')} of this incident."
    ),
}
"""Kind of fact to its sentence."""

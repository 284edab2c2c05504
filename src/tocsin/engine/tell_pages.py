"""What is said of pages and messages: whom an incident reaches, and how far each text got."""

from collections.abc import Mapping
from typing import Any, Final

from tocsin.engine.telling import (
    REPORTED,
    Line,
    Teller,
    name_of,
    names_of,
    own,
    quoted,
    term,
    terms,
    we,
)
from tocsin.engine.views import Views
from tocsin.facts import pages
from tocsin.facts.fact import Fact


def _step(fact: pages.EscalationStepStarted, views: Views) -> Line:
    tell = views.tongue.tell
    return we(
        views,
        "{0} round {1}, {2}: paging {3}; {4} must answer by {5}.",
        fact.incident,
        fact.round,
        tell("everyone") if fact.widened else tell("step {0}", fact.step),
        names_of(fact.recipients, views),
        fact.need,
        f"{views.local(fact.until):%H:%M:%S}",
    )


def _page(fact: pages.PageRequested, views: Views) -> Line:
    about = ", ".join(fact.incidents) or terms(fact.alarms, views)
    who, purpose = name_of(fact.recipient, views), term(fact.purpose, views)
    why = f"{purpose} {about}" if about else purpose
    told = we(views, "{0} is to be reached: {1} (page {2}).", who, why, fact.page)
    return told._replace(what=told.what.replace("  ", " "))


def _queued(fact: pages.MessageQueued, views: Views) -> Line:
    to, purpose = name_of(fact.recipient, views), term(fact.purpose, views)
    told = we(views, "{0} to {1} by {2}: {3}.", fact.message, to, fact.channel, purpose)
    # A document is named by its digest where it was released; here it would fill the page.
    # What a loopback text says is for nobody, so that nobody else can send it.
    is_short = fact.purpose in (pages.Purpose.DOCUMENT, pages.Purpose.LOOPBACK)
    return told if is_short else told._replace(what=f"{told.what} {quoted(fact.text)}")


def _by_provider(fact: Any, views: Views, pattern: str, *values: object) -> Line:
    what = views.tongue.tell(pattern, fact.message, *values)
    return Line(f"{views.tongue.term('provider')} {fact.provider}", what, fact.provider, REPORTED)


def _failed(fact: pages.MessageFailed, views: Views) -> Line:
    pattern = "{0} failed for good: {1}." if fact.permanent else "{0} failed: {1}."
    return _by_provider(fact, views, pattern, term(fact.reason, views))


def _receipt(views: Views, pattern: str, *values: object) -> Line:
    tongue = views.tongue
    what = tongue.tell(pattern, *values)
    return Line(tongue.term("provider"), what, tongue.term("receipt"), REPORTED)


PAGES: Final[Mapping[type[Fact], Teller]] = {
    pages.EscalationStepStarted: _step,
    pages.EscalationStepSkipped: own(
        "{fact.incident} step {fact.step} reaches nobody and is skipped at once."
    ),
    pages.PageRequested: _page,
    pages.PageEnded: lambda f, v: we(v, "Page {0} is over: {1}.", f.page, term(f.reason, v)),
    pages.PageLinkGiven: lambda f, v: we(
        v, "A text of page {0} carries a link for {1}.", f.page, name_of(f"person:{f.person}", v)
    ),
    pages.MessageQueued: _queued,
    pages.MessageAttempted: own("{fact.message} is handed to {fact.provider}."),
    pages.MessageAccepted: lambda f, v: _by_provider(f, v, "{0} is accepted."),
    pages.MessageFailed: _failed,
    pages.MessageDelivered: lambda f, v: _receipt(v, "{0} is on the phone.", f.message),
    pages.MessageUndelivered: lambda f, v: _receipt(
        v, "{0} did not reach the phone: {1}.", f.message, term(f.reason, v)
    ),
    pages.MessageAbandoned: lambda f, v: we(
        v, "{0} need not go out any more: {1}.", f.message, term(f.reason, v)
    ),
    pages.ProvidersSet: lambda f, v: we(
        v,
        "The ways out are {0}.",
        ", ".join(p.name for p in f.providers) or v.tongue.tell("none"),
    ),
    pages.TestPageRequested: lambda f, v: we(
        v,
        "A test page to {0} is asked for by {1}.",
        name_of(f.recipient, v),
        name_of(f.by, v),
    ),
    pages.TestRoundStarted: lambda f, v: we(
        v, "{0} scheduled test pages are due.", len(f.recipients)
    ),
    pages.AlarmPaged: lambda f, v: we(
        v, "Alarm {0} is told to {1}.", term(f.alarm, v), names_of(f.recipients, v)
    ),
    pages.UpdatePaged: lambda f, v: we(
        v,
        "Update on {0} ({1}) to {2}.",
        f.incident,
        term(f.what, v),
        names_of(f.recipients, v),
    ),
}
"""One sentence for each kind of fact of this file."""

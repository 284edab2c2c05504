"""What is said of threats, and of what the watch tells or asks people."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.tell_cases import CASES
from tocsin.engine.telling import Line, Teller, name_of, own, quoted, term, terms, we
from tocsin.engine.views import Views
from tocsin.facts import notices, threats
from tocsin.facts.fact import Fact


def _threat(fact: threats.ThreatRaised, views: Views) -> Line:
    kind, who = term(fact.kind, views).capitalize(), name_of(fact.whose, views)
    why, said = terms(fact.because, views), quoted(fact.words)
    what = views.tongue.tell("{0} for {1} ({2}): {3}.", kind, who, why, said)
    return Line("Tocsin", what, fact.source, str(fact.certainty))


def _given(fact: notices.NoticeGiven, views: Views) -> Line:
    who, kind = name_of(fact.recipient, views), term(fact.kind, views)
    told = we(views, "{0} is told or asked ({1}): {2}.", who, fact.notice, kind)
    return told._replace(what=f"{told.what} {quoted(fact.detail)}") if fact.detail else told


WATCH: Final[Mapping[type[Fact], Teller]] = {
    threats.ThreatRaised: _threat,
    notices.NoticeGiven: _given,
    notices.NoticeRepeated: own("{fact.notice} was not answered and is sent again."),
    notices.NoticeEnded: lambda f, v: we(v, "{0} is over: {1}.", f.notice, term(f.reason, v)),
    **CASES,
}

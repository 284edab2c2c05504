"""What is said of threats, and of what the watch tells or asks people."""

from collections.abc import Mapping
from typing import Final

from tocsin.engine.tell_cases import CASES
from tocsin.engine.telling import Line, Teller, name_of, own, quoted, we, words
from tocsin.engine.views import Views
from tocsin.facts import notices, threats
from tocsin.facts.fact import Fact


def _threat(fact: threats.ThreatRaised, views: Views) -> Line:
    why = ", ".join(words(reason) for reason in fact.because)
    who = name_of(fact.whose, views)
    what = f"{words(fact.kind).capitalize()} for {who} ({why}): {quoted(fact.words)}."
    return Line("Tocsin", what, fact.source, str(fact.certainty))


def _given(fact: notices.NoticeGiven, views: Views) -> Line:
    detail = f" {quoted(fact.detail)}" if fact.detail else ""
    who = name_of(fact.recipient, views)
    return we(f"{who} is told or asked ({fact.notice}): {words(fact.kind)}.{detail}")


WATCH: Final[Mapping[type[Fact], Teller]] = {
    threats.ThreatRaised: _threat,
    notices.NoticeGiven: _given,
    notices.NoticeRepeated: own("{fact.notice} was not answered and is sent again."),
    notices.NoticeEnded: lambda f, _: we(f"{f.notice} is over: {words(f.reason)}."),
    **CASES,
}

"""How a threat that the watch found becomes something that needs an incident."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Evidence
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.kernel.private import Private
from tocsin.response.incident import Word
from tocsin.response.state import Raised, ResponseState


def _threat(state: ResponseState, fact: ThreatRaised, at: datetime) -> None:
    """A threat goes the way of an SOS of hers, but nobody answers her phone for it."""
    sender = f"person:{fact.person}"
    said: tuple[Evidence, ...] = ()
    if fact.place or fact.point is not None:
        source = "walk" if fact.kind is ThreatKind.MISSED_WALK else "third_party"
        one = Evidence(
            source, fact.place, fact.point, fact.accuracy_m, fact.at, fact.certainty, doubt=""
        )
        said = (one,)
    state.raised[fact.threat] = Raised(
        fact.threat,
        sender,
        verified=True,
        duress=False,
        unreadable=False,
        paged_for=(),
        at=at,
        kind=str(fact.kind),
        evidence=said,
    )
    state.words[fact.threat] = (Word(fact.threat, fact.words, at), Private(sender, None))
    state.agenda.set(f"signal:{fact.threat}", at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    ThreatRaised: _threat,
}

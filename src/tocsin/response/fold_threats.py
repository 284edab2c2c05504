"""How an SOS, or a threat that the watch found, becomes something that needs an incident."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Evidence
from tocsin.facts.signals import CodeWordHeard, SosRaised
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.facts.walks import (
    CheckPassed,
    WalkAsked,
    WalkEnded,
    WalkExtended,
    WalkStarted,
    WalkWordRepeated,
)
from tocsin.kernel.private import Private
from tocsin.response.incident import Word
from tocsin.response.state import Raised, ResponseState


def _raised(state: ResponseState, fact: SosRaised, at: datetime) -> None:
    state.raised[fact.signal] = Raised(
        fact.signal,
        fact.sender,
        fact.verified,
        fact.duress,
        fact.unreadable,
        fact.paged_for,
        at,
        quiet=bool(fact.signal) and state.walk_signal == fact.signal,
    )
    state.agenda.set(f"signal:{fact.signal}", at)


def _threat(state: ResponseState, fact: ThreatRaised, at: datetime) -> None:
    """A threat goes the way of an SOS of hers, but nobody answers her phone for it."""
    sender = fact.whose
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
        quiet=True,
    )
    state.words[fact.threat] = (Word(fact.threat, fact.words, at), Private(sender, None))
    state.agenda.set(f"signal:{fact.threat}", at)


def _said(state: ResponseState, fact: Any, _at: datetime) -> None:
    """A text that is a word of a walk: the phone is answered for that, whatever else it means.

    If it is an SOS as well, that fact follows at once. So the words of the one
    before, if they were no SOS, are wanted by nobody any more.
    """
    if not fact.signal:
        return
    if state.walk_signal not in state.raised:
        state.words.pop(state.walk_signal, None)
    state.walk_signal = fact.signal


def _coded(state: ResponseState, fact: CodeWordHeard, at: datetime) -> None:
    """Her words mean more than they say, and her phone says nothing of the SOS that follows."""
    _said(state, fact, at)
    found = state.words.get(fact.signal)
    if found is not None:
        state.words[fact.signal] = (replace(found[0], meaning=fact.meaning), found[1])


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    SosRaised: _raised,
    CodeWordHeard: _coded,
    ThreatRaised: _threat,
    **dict.fromkeys(
        (WalkStarted, WalkExtended, CheckPassed, WalkAsked, WalkEnded, WalkWordRepeated), _said
    ),
}

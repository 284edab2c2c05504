"""How facts change what the watch remembers of sightings."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeGiven
from tocsin.facts.sightings import (
    SightingJudged,
    SightingReported,
    SightingTexted,
    SightingUnjudged,
    ViolationRecorded,
    WordsCompared,
)
from tocsin.facts.signals import Answer, PageAnswered, SignalRead, SosRaised
from tocsin.facts.threats import ThreatRaised
from tocsin.kernel.limits import SIGHTING_JUDGE_S, SIGHTING_MEMORY_S
from tocsin.watch.sighted import Heard, Sighting
from tocsin.watch.state import WatchState


def put(state: WatchState, sighting: Sighting, at: datetime) -> None:
    """Keep a sighting and the moment at which it is looked at again."""
    state.sightings[sighting.sighting] = sighting
    owes = sighting.threatens() or (
        not sighting.is_judged
        and ((sighting.waits and not sighting.is_asked) or sighting.verdict is not None)
    )
    moment = at if owes else sighting.judge_by if sighting.waits else None
    state.agenda.set(f"sighting:{sighting.sighting}", moment)


def _read(state: WatchState, fact: SignalRead, at: datetime) -> None:
    # What it means follows in the same breath: an SOS, an answer, a sighting.
    state.last_read = Heard(fact.signal, fact.sender, fact.text, at)


def _hear(state: WatchState, signal: str, at: datetime, *, is_sos: bool) -> None:
    heard = state.last_read
    if heard is not None and heard.signal == signal:
        state.heard[signal] = replace(heard, is_sos=is_sos)
        state.agenda.set(f"heard:{signal}", at)


def _texted(state: WatchState, fact: SightingTexted, at: datetime) -> None:
    _hear(state, fact.signal, at, is_sos=False)


def _sos(state: WatchState, fact: SosRaised, at: datetime) -> None:
    """A colleague's cry may be about somebody else: "Rex is in the lot"."""
    is_his = fact.sender.startswith("respondent:")
    if fact.verified and not fact.unreadable and not is_his and state.cases.respondents:
        _hear(state, fact.signal, at, is_sos=True)


def _done(state: WatchState, signal: str) -> None:
    state.heard.pop(signal, None)
    state.agenda.set(f"heard:{signal}", None)


def _compared(state: WatchState, fact: WordsCompared, _at: datetime) -> None:
    _done(state, fact.signal)


def _reported(state: WatchState, fact: SightingReported, at: datetime) -> None:
    _done(state, fact.signal)
    state.sighting_count += 1
    _forget(state, at - timedelta(seconds=SIGHTING_MEMORY_S))
    judge_by = at + timedelta(seconds=SIGHTING_JUDGE_S)
    sighting = Sighting(
        fact.sighting,
        fact.by,
        fact.source,
        fact.words,
        fact.at,
        judge_by,
        fact.place,
        fact.point,
        fact.candidates,
    )
    put(state, sighting, at)


def _forget(state: WatchState, before: datetime) -> None:
    """Old ones that owe nothing go; the ledger keeps them for ever."""
    for name, sighting in list(state.sightings.items()):
        if sighting.at < before and state.agenda.get(f"sighting:{name}") is None:
            del state.sightings[name]


def _asked(state: WatchState, fact: NoticeGiven, at: datetime) -> None:
    kind, _, name = fact.cause.partition("/")
    sighting = state.sightings.get(name) if kind == "sighting" else None
    if sighting is not None:
        put(state, replace(sighting, is_asked=True), at)


def _judged(state: WatchState, fact: SightingJudged, at: datetime) -> None:
    sighting = state.sightings.get(fact.sighting)
    if sighting is not None:
        put(
            state,
            replace(sighting, judged=fact.respondent, judged_by=fact.by, judged_near=fact.near),
            at,
        )


def _unjudged(state: WatchState, fact: SightingUnjudged, at: datetime) -> None:
    sighting = state.sightings.get(fact.sighting)
    if sighting is not None:
        put(state, replace(sighting, is_unjudged=True), at)


def _raised(state: WatchState, fact: ThreatRaised, at: datetime) -> None:
    kind, _, rest = fact.cause.partition("/")
    name, _, respondent = rest.partition("/")
    sighting = state.sightings.get(name) if kind == "sighting" else None
    if sighting is not None:
        raised = (*sighting.raised, (respondent, fact.person))
        put(state, replace(sighting, raised=raised), at)


def _answered(state: WatchState, fact: PageAnswered, at: datetime) -> None:
    """What a judge answered by text: the first candidate it is, or nobody we know."""
    notice = next((one for one in state.notices.values() if one.page == fact.page), None)
    if notice is None or fact.answer not in (Answer.CONFIRMED, Answer.DENIED):
        return
    sighting = state.sightings.get(notice.cause.removeprefix("sighting/"))
    if sighting is None or sighting.is_judged:
        return
    first = sighting.candidates[0].respondent if sighting.candidates else ""
    who = first if fact.answer is Answer.CONFIRMED else ""
    person = fact.recipient.partition(":")[2]
    put(state, replace(sighting, verdict=(person, who)), at)


def _violation(state: WatchState, _fact: ViolationRecorded, _at: datetime) -> None:
    state.violation_count += 1


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    SignalRead: _read,
    SightingTexted: _texted,
    SosRaised: _sos,
    WordsCompared: _compared,
    SightingReported: _reported,
    SightingJudged: _judged,
    SightingUnjudged: _unjudged,
    NoticeGiven: _asked,
    ThreatRaised: _raised,
    PageAnswered: _answered,
    ViolationRecorded: _violation,
}

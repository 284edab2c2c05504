"""What is shown, in the language of whoever reads it: the service's own sentences and no other.

What people wrote, names and places are never touched.
"""

from functools import lru_cache
from typing import Final, TypeVar

from msgspec.structs import replace

from tocsin.facts.threats import ThreatKind
from tocsin.tongues.tongue import Tongue
from tocsin.watch.risk_words import understood
from tocsin.web.shown import (
    ActionShown,
    AdviceShown,
    AlarmShown,
    BoardShown,
    CandidateShown,
    IncidentShown,
    UnitShown,
    WaitShown,
    WordsShown,
)
from tocsin.web.shown_space import LocatedShown, PeakShown, SearchShown, SegmentShown

Labelled = TypeVar("Labelled", PeakShown, SegmentShown, WaitShown)


WHY_KEPT_MAX: Final = 4096
"""So many reasons are kept in each language: a thousand incidents show the same units as busy."""


@lru_cache(WHY_KEPT_MAX)
def _why_not(tongue: Tongue, english: str) -> str:
    """Why not. Units, incidents and statuses stand in it, and nobody's name: it may be kept."""
    return tongue.sentence(english)


def board_in(tongue: Tongue, board: BoardShown) -> BoardShown:
    """Everything on a board."""
    if tongue.is_english:
        return board
    return replace(
        board,
        incidents=tuple(incident_in(tongue, one) for one in board.incidents),
        units=tuple(unit_in(tongue, one) for one in board.units),
        alarms=alarms_in(tongue, board.alarms),
    )


def incident_in(tongue: Tongue, shown: IncidentShown) -> IncidentShown:
    """What happens next with an incident, what may be done, and why not."""
    if tongue.is_english:
        return shown
    moments = tuple(replace(one, words=tongue.sentence(one.words)) for one in shown.moments)
    advice = _advice_in(tongue, shown.advice) if shown.advice else None
    actions = _actions_in(tongue, shown.actions)
    return replace(
        shown,
        who=_called(tongue, shown.sender, shown.who),
        pages=tuple(replace(p, name=_called(tongue, p.recipient, p.name)) for p in shown.pages),
        words=_risk_in(tongue, shown.words) if shown.kind == ThreatKind.RISK else shown.words,
        moments=moments,
        advice=advice,
        actions=actions,
        located=_located_in(tongue, shown.located) if shown.located else None,
        search=_search_in(tongue, shown.search) if shown.search else None,
        waits=_labelled(tongue, shown.waits),
    )


def _called(tongue: Tongue, who: str, name: str) -> str:
    """A name as it is; what has none is called by a word of ours: `unit P11`, `unknown 3`."""
    kind, _, rest = who.partition(":")
    return f"{tongue.term(kind)} {rest}" if rest and name == f"{kind} {rest}" else name


def _risk_in(tongue: Tongue, words: tuple[WordsShown, ...]) -> tuple[WordsShown, ...]:
    """Why a risk rose is our own line, said once in the agency's language."""

    def said(one: WordsShown) -> WordsShown:
        found = understood(one.text or "")
        if found is None:
            return one
        level, reasons = found
        why = "; ".join(map(tongue.term, reasons))
        return replace(one, text=f"{tongue.term(level)}: {why}")

    return tuple(map(said, words))


def _labelled(tongue: Tongue, found: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    return tuple(replace(one, label=tongue.label(one.label)) for one in found)


def _located_in(tongue: Tongue, located: LocatedShown) -> LocatedShown:
    return replace(located, peaks=_labelled(tongue, located.peaks))


def _search_in(tongue: Tongue, search: SearchShown) -> SearchShown:
    tasks = tuple(
        replace(
            task, label=tongue.label(task.label), name=_called(tongue, task.recipient, task.name)
        )
        for task in search.tasks
    )
    searchers = tuple(
        replace(one, name=_called(tongue, one.recipient, one.name)) for one in search.searchers
    )
    segments = _labelled(tongue, search.segments)
    return replace(search, segments=segments, tasks=tasks, searchers=searchers)


def unit_in(tongue: Tongue, unit: UnitShown) -> UnitShown:
    """Why a unit cannot be moved so."""
    return unit if tongue.is_english else replace(unit, moves=_actions_in(tongue, unit.moves))


def alarms_in(tongue: Tongue, alarms: tuple[AlarmShown, ...]) -> tuple[AlarmShown, ...]:
    """What is wrong, and where it says what to do."""
    if tongue.is_english:
        return alarms
    return tuple(
        replace(
            one,
            detail=tongue.sentence(one.detail),
            runbook=f"{one.runbook}?language={tongue.language}",
        )
        for one in alarms
    )


def _actions_in(tongue: Tongue, actions: tuple[ActionShown, ...]) -> tuple[ActionShown, ...]:
    return tuple(
        replace(one, why_not=_why_not(tongue, one.why_not)) if one.why_not else one
        for one in actions
    )


def _advice_in(tongue: Tongue, advice: AdviceShown) -> AdviceShown:
    def said(found: tuple[CandidateShown, ...]) -> tuple[CandidateShown, ...]:
        return tuple(
            replace(one, why_not=_why_not(tongue, one.why_not)) if one.why_not else one
            for one in found
        )

    lines = tuple(
        replace(line, picks=said(line.picks), rolling=said(line.rolling)) for line in advice.lines
    )
    staging = advice.staging and replace(advice.staging, label=tongue.label(advice.staging.label))
    return replace(advice, lines=lines, others=said(advice.others), staging=staging)

"""Which walks have an escort who said yes, as risk and Tonight see it.

Level, not edge: it follows from each walk as it is now. So whatever takes an
escort away, a word, a dismissal, another question or the end of the walk, takes
the measure away as well, and a walk that is moved moves it.
"""

from datetime import datetime
from typing import Final

from tocsin.facts import walks
from tocsin.facts.agency import AgencyItemRemoved, StaffDismissed
from tocsin.facts.respondents import ColleagueKeptAway, RespondentSet
from tocsin.watch.case_state import Escorted
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch
from tocsin.watch.walk import EscortState, Phase, Walk


def _of(walk: Walk | None) -> Escorted | None:
    """What this walk says: who goes with her when she leaves, if anybody does."""
    escort = walk.escort if walk is not None else None
    if walk is None or escort is None or escort.is_gone or not escort.recipient:
        return None
    kind, _, person = walk.recipient.partition(":")
    if kind != "person" or escort.status is not EscortState.ACCEPTED:
        return None
    leaves_at = walk.until if walk.phase is Phase.PLANNED else None
    return Escorted(person, leaves_at or walk.since, escort.recipient.partition(":")[2])


def _look(state: WatchState, name: str, at: datetime) -> None:
    escorted = state.cases.escorted
    before, found = escorted.get(name), _of(state.walks.get(name))
    if found == before:
        return
    if found is None:
        del escorted[name]
    else:
        escorted[name] = found
    for person in {one.person for one in (before, found) if one is not None}:
        touch(state, person, at, always=person in state.cases.risks)


def _walk(state: WatchState, fact: walks.WalkPlanned, at: datetime) -> None:
    _look(state, fact.walk, at)


def _gone(
    state: WatchState, _fact: StaffDismissed | AgencyItemRemoved | ColleagueKeptAway, at: datetime
) -> None:
    for name in list(state.cases.escorted):
        _look(state, name, at)


def _named(state: WatchState, _fact: RespondentSet, at: datetime) -> None:
    """Who goes with her may be whom she is protected from, as is known now."""
    for person in {one.person for one in state.cases.escorted.values()}:
        touch(state, person, at, always=person in state.cases.risks)


_MOVES: Final = (
    walks.WalkPlanned,
    walks.LeavingAsked,
    walks.NotLeft,
    walks.WalkStarted,
    walks.WalkExtended,
    walks.WalkEnded,
    walks.EscortWanted,
    walks.EscortAsked,
    walks.EscortAccepted,
    walks.EscortPassed,
    walks.EscortMissing,
    walks.EscortDone,
)

EVOLVERS: Final[Evolvers] = {
    **dict.fromkeys(_MOVES, _walk),
    StaffDismissed: _gone,
    AgencyItemRemoved: _gone,
    ColleagueKeptAway: _gone,
    RespondentSet: _named,
}
"""Folded after the walks and escorts themselves, whose state it reads."""

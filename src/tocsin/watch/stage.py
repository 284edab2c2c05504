"""The watch decides: what it is owed at this moment, and what each command does.

Every part has its own file with its commands, what it owes and what it decides;
this is the table that joins them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.threats import ThreatRaised
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.watch import (
    cases,
    code_words,
    escort_asking,
    escorted,
    escorts,
    fold_nearness,
    fold_sightings,
    fold_trails,
    fold_walks,
    nearness,
    notices,
    sharing,
    shift_ends,
    sightings,
    trails,
    walks,
)
from tocsin.watch.cases import CaseCommand
from tocsin.watch.code_words import ScreenCall
from tocsin.watch.escort_asking import AskEscort
from tocsin.watch.escorts import EscortCommand, ReportEscort, TendEscort, WantEscort
from tocsin.watch.known import Known
from tocsin.watch.nearness import NearnessCommand, RecordConsent, ReportNearness, ReportTracker
from tocsin.watch.notices import EndNotice, RepeatNotice
from tocsin.watch.sharing import (
    IssueLink,
    OpenLink,
    ReleasePacket,
    RevokeLink,
    SharingCommand,
)
from tocsin.watch.shift_ends import LookAtRoster, LookAtScene, RosterCommand
from tocsin.watch.sightings import (
    AskJudges,
    JudgeSighting,
    LapseSighting,
    RaiseSighting,
    ReadSighting,
    ReportSighting,
    SightingCommand,
)
from tocsin.watch.state import WatchState
from tocsin.watch.trails import (
    EndTrail,
    ForgetTrail,
    HoldTrail,
    ReleaseTrail,
    StartTrails,
    TrailCommand,
)
from tocsin.watch.walks import (
    EndWalk,
    ExtendWalk,
    PlanWalk,
    StartCheck,
    StartWalk,
    TendWalk,
    WalkCommand,
)

Command = (
    RepeatNotice
    | EndNotice
    | NearnessCommand
    | SightingCommand
    | CaseCommand
    | WalkCommand
    | EscortCommand
    | AskEscort
    | ScreenCall
    | RosterCommand
    | SharingCommand
    | TrailCommand
)

_DUE: Final[Mapping[str, Callable[[WatchState, str, datetime], list[Any]]]] = {
    "notice": notices.due,
    "heard": sightings.due_heard,
    "sighting": sightings.due,
    **cases.DUE,
    "walk": walks.due,
    "escort": escorts.due,
    "roster": shift_ends.due_roster,
    "scene": shift_ends.due_scene,
    "trail": trails.due,
}
"""By the part that stands first in a key of the agenda: what that key owes."""


def due(state: WatchState, now: datetime, most: int | None = None) -> list[Command]:
    """Everything the watch owes at this moment."""
    commands: list[Command] = []
    for key in state.agenda.due(now, most=most):
        part, _, name = key.partition(":")
        commands.extend(_DUE[part](state, name, now))
    return commands


def decide(
    state: WatchState, command: Command, context: Context[Known]
) -> Accepted[Fact] | Refused:
    """Decide one command of the watch."""
    match command:
        case RepeatNotice() | EndNotice():
            return Accepted(notices.decide(state, command, context.now, context.view))
        case ReportNearness() | ReportTracker() | RecordConsent():
            return nearness.decide(state, command, context)
        case (
            ReportSighting()
            | ReadSighting()
            | AskJudges()
            | JudgeSighting()
            | LapseSighting()
            | RaiseSighting()
        ):
            return sightings.decide(state, command, context)
        case TendEscort() | WantEscort() | ReportEscort():
            return escorts.decide(state, command, context.now, context.view)
        case AskEscort():
            return escort_asking.decide(state, command, context.now, context.view)
        case ScreenCall():
            return code_words.decide(state, command, context.now, context.view)
        case LookAtRoster() | LookAtScene():
            return Accepted(shift_ends.decide(state, command, context.now, context.view))
        case TendWalk() | PlanWalk() | StartWalk() | StartCheck() | ExtendWalk() | EndWalk():
            return walks.decide(state, command, context.now, context.view)
        case IssueLink() | RevokeLink() | OpenLink() | ReleasePacket():
            return sharing.decide(state, command, context)
        case StartTrails() | EndTrail() | ForgetTrail() | HoldTrail() | ReleaseTrail():
            return trails.decide(state, command, context.now)
        case _:
            return cases.decide(state, command, context)


def _threat(state: WatchState, _fact: ThreatRaised, _at: datetime) -> None:
    state.threat_count += 1


Evolver = Callable[[WatchState, Any, datetime], None]


def _joined(*tables: Mapping[type[Fact], Evolver]) -> Mapping[type[Fact], Evolver]:
    """One table of all parts. Where several fold a fact, each does, in the order given."""
    found: dict[type[Fact], tuple[Evolver, ...]] = {}
    for table in tables:
        for kind, evolve in table.items():
            found[kind] = (*found.get(kind, ()), evolve)
    return {kind: each[0] if len(each) == 1 else _all(each) for kind, each in found.items()}


def _all(evolvers: tuple[Evolver, ...]) -> Evolver:
    def fold(state: WatchState, fact: Any, at: datetime) -> None:
        for evolve in evolvers:
            evolve(state, fact, at)

    return fold


EVOLVERS: Final = _joined(
    {ThreatRaised: _threat},
    notices.EVOLVERS,
    *cases.EVOLVERS,
    fold_sightings.EVOLVERS,
    fold_nearness.EVOLVERS,
    fold_walks.EVOLVERS,
    escorts.EVOLVERS,
    escorted.EVOLVERS,
    shift_ends.EVOLVERS,
    sharing.EVOLVERS,
    fold_trails.EVOLVERS,
)
"""Every fact that the watch folds; notices come before the parts that give them,
and what is read off the walks comes after them; so do trails, after what they are kept for."""

"""The parts of the watch about cases, joined: their commands, what they owe and what they fold."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused
from tocsin.watch import (
    assess,
    concerns,
    custody_entry,
    keeping_away,
    leaving,
    measures,
    order_entry,
    plan_entry,
    respondent_entry,
    screen,
)
from tocsin.watch.assess import AssessRisk
from tocsin.watch.concerns import EndConcern, RaiseConcern
from tocsin.watch.custody_entry import LapseCustody, StateCustody
from tocsin.watch.keeping_away import NoteKeptAway
from tocsin.watch.known import Known
from tocsin.watch.leaving import TellDismissal
from tocsin.watch.measures import RecordMeasure
from tocsin.watch.order_entry import EnterOrder, MeetExpiry, ServeOrder, VacateOrder, VerifyOrder
from tocsin.watch.plan_entry import AskForReview, ReviewPlan, SetPlan
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.screen import TakeScreen
from tocsin.watch.state import Evolvers, WatchState

CaseCommand = (
    SetRespondent
    | EnterOrder
    | VerifyOrder
    | ServeOrder
    | VacateOrder
    | MeetExpiry
    | StateCustody
    | LapseCustody
    | SetPlan
    | ReviewPlan
    | AskForReview
    | TakeScreen
    | RaiseConcern
    | EndConcern
    | RecordMeasure
    | AssessRisk
    | TellDismissal
    | NoteKeptAway
)

DUE: Final[Mapping[str, Callable[[WatchState, str, datetime], list[Any]]]] = {
    "order": order_entry.due,
    "custody": custody_entry.due,
    "plan": plan_entry.due,
    "risk": assess.due,
    "dismissal": leaving.due,
    "away": keeping_away.due,
    "respondent": respondent_entry.due,
}
"""By the part that stands first in a key of the agenda."""


def decide(
    state: WatchState, command: CaseCommand, context: Context[Known]
) -> Accepted[Fact] | Refused:
    """Decide one command about a case."""
    now, view = context.now, context.view
    match command:
        case SetRespondent():
            return respondent_entry.decide(state, command, view)
        case EnterOrder() | VerifyOrder() | ServeOrder() | VacateOrder() | MeetExpiry():
            return order_entry.decide(state, command, now, view)
        case StateCustody() | LapseCustody():
            return custody_entry.decide(state, command, now)
        case SetPlan() | ReviewPlan() | AskForReview():
            return plan_entry.decide(state, command, now, view)
        case TakeScreen():
            return screen.decide(state, command, now, view)
        case RaiseConcern() | EndConcern():
            return concerns.decide(state, command, now, view)
        case RecordMeasure():
            return measures.decide(state, command, now, view)
        case AssessRisk():
            return assess.decide(state, command, now, view)
        case TellDismissal():
            return leaving.decide(state, command, now, view)
        case NoteKeptAway():
            return keeping_away.decide(state, command, now, view)


EVOLVERS: Final[tuple[Evolvers, ...]] = (
    respondent_entry.EVOLVERS,
    order_entry.EVOLVERS,
    custody_entry.EVOLVERS,
    plan_entry.EVOLVERS,
    screen.EVOLVERS,
    concerns.EVOLVERS,
    measures.EVOLVERS,
    assess.EVOLVERS,
    leaving.EVOLVERS,
    keeping_away.EVOLVERS,
)
"""What each part folds."""

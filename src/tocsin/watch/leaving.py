"""A respondent who was a colleague and is dismissed: her coordinators hear of it at once.

One fact does it: the dismissal. What follows from it is owed by state, so it
comes also when the order is entered after the dismissal.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeKind
from tocsin.facts.risk import DismissalTold
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import NOTICE_AGAIN_S
from tocsin.watch import coordinators
from tocsin.watch.known import Known
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import is_untold, touch


class TellDismissal(msgspec.Struct, frozen=True):
    """A respondent of this person does not work here any more."""

    person: str
    respondent: str


def due(_state: WatchState, name: str, _now: datetime) -> list[TellDismissal]:
    """A dismissal that the coordinators were not told of yet."""
    person, _, respondent = name.rpartition("/")
    return [TellDismissal(person, respondent)]


def decide(state: WatchState, command: TellDismissal, now: datetime, view: Known) -> Accepted[Fact]:
    """Tell them; that the level rises is paged besides. What was overtaken is only put down."""
    done = DismissalTold(command.person, command.respondent)
    if not is_untold(state.cases, command.person, command.respondent, now):
        return Accepted((done,))
    again_at = now + timedelta(seconds=NOTICE_AGAIN_S)
    cause = f"respondent/{command.respondent}"
    told = coordinators.tell(
        state, view, NoticeKind.RESPONDENT_DISMISSED, command.person, cause, again_at
    )
    return Accepted((done, *told))


def _told(state: WatchState, fact: DismissalTold, at: datetime) -> None:
    key = f"{fact.person}/{fact.respondent}"
    state.cases.told[key] = at
    state.agenda.set(f"dismissal:{key}", None)
    touch(state, fact.person, at)


EVOLVERS: Final[Evolvers] = {DismissalTold: _told}

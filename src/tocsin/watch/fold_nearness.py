"""How facts change what the watch remembers of nearness and trackers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.nearness import (
    ConsentRecorded,
    Nearness,
    NearnessChanged,
    TrackerRestored,
    TrackerTroubled,
)
from tocsin.watch.near_state import Near, key_of
from tocsin.watch.state import WatchState


def _changed(state: WatchState, fact: NearnessChanged, _at: datetime) -> None:
    # What was so between two fixes is over: the next time is news again.
    now = Nearness.FAR if fact.was_passing else fact.nearness
    state.near[key_of(fact)] = Near(
        fact.person,
        fact.respondent,
        fact.by,
        fact.order,
        now,
        fact.at,
        fact.distance_m,
    )


def _troubled(state: WatchState, fact: TrackerTroubled, _at: datetime) -> None:
    known = state.troubles.get(fact.owner, ())
    state.troubles[fact.owner] = tuple(dict.fromkeys((*known, fact.trouble)))


def _restored(state: WatchState, fact: TrackerRestored, _at: datetime) -> None:
    left = tuple(each for each in state.troubles.get(fact.owner, ()) if each != fact.trouble)
    if left:
        state.troubles[fact.owner] = left
    else:
        state.troubles.pop(fact.owner, None)


def _consent(state: WatchState, fact: ConsentRecorded, _at: datetime) -> None:
    if fact.is_given:
        state.consents[fact.owner] = fact.basis
    else:
        state.consents.pop(fact.owner, None)


EVOLVERS: Final[Mapping[type[Fact], Callable[[WatchState, Any, datetime], None]]] = {
    NearnessChanged: _changed,
    TrackerTroubled: _troubled,
    TrackerRestored: _restored,
    ConsentRecorded: _consent,
}

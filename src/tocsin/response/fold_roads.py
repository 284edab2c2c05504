"""How facts about roads change what is in force."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.roads import RoadConditionEnded, RoadConditionSet
from tocsin.response.roads import RoadNow
from tocsin.response.state import ResponseState


def _set(state: ResponseState, fact: RoadConditionSet, at: datetime) -> None:
    state.road_count += 1
    state.roads[fact.road] = RoadNow(
        fact.road, fact.condition, fact.points, fact.factor, fact.by, at, fact.until
    )
    state.agenda.set(f"road:{fact.road}", fact.until)


def _ended(state: ResponseState, fact: RoadConditionEnded, _at: datetime) -> None:
    state.roads.pop(fact.road, None)
    state.agenda.set(f"road:{fact.road}", None)


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    RoadConditionSet: _set,
    RoadConditionEnded: _ended,
}

"""How facts about hand-overs change what waits to be received."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.handovers import HandoverReceived, ShiftHandedOver
from tocsin.response.handover import HandoverNow
from tocsin.response.state import ResponseState


def _given(state: ResponseState, fact: ShiftHandedOver, at: datetime) -> None:
    state.handover_count += 1
    state.handovers[fact.handover] = HandoverNow(
        fact.handover, fact.by, fact.to, fact.words, fact.owed, at
    )


def _received(state: ResponseState, fact: HandoverReceived, _at: datetime) -> None:
    state.handovers.pop(fact.handover, None)


EVOLVERS: Final[Mapping[type[Fact], Callable[[ResponseState, Any, datetime], None]]] = {
    ShiftHandedOver: _given,
    HandoverReceived: _received,
}

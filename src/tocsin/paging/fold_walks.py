"""What is said back to somebody on a walk or a check, or who used a code word.

Safe code and duress code get the same short answer, at once, and neither says
what it was an answer to. The number is used up by it, so that the SOS which
may follow from the same text says nothing to that phone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.signals import CodeWordHeard
from tocsin.facts.walks import (
    CheckPassed,
    WalkAsked,
    WalkEnded,
    WalkExtended,
    WalkStarted,
    WalkWordRepeated,
)
from tocsin.paging import owed
from tocsin.paging.state import Echo, EchoKind, PagingState


def _noted(
    state: PagingState,
    fact: CheckPassed | WalkEnded | WalkWordRepeated | CodeWordHeard,
    at: datetime,
) -> None:
    _echo(state, fact, at)


def _by(state: PagingState, fact: WalkStarted | WalkExtended, at: datetime) -> None:
    _echo(state, fact, at, fact.until)


def _asked(state: PagingState, fact: WalkAsked, _at: datetime) -> None:
    """The question itself is the answer."""
    state.numbers.pop(fact.signal, None)


def _echo(state: PagingState, fact: Any, at: datetime, until: datetime | None = None) -> None:
    number = state.numbers.pop(fact.signal, None)
    if number is not None and not fact.quiet:
        # A number is sealed under whose it is.
        echo = Echo(EchoKind.WALK, number.subject, number, until=until)
        owed.owe_echo(state, f"{EchoKind.WALK}|{fact.signal}", echo, at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    WalkStarted: _by,
    WalkExtended: _by,
    WalkAsked: _asked,
    CheckPassed: _noted,
    WalkEnded: _noted,
    WalkWordRepeated: _noted,
    CodeWordHeard: _noted,
}

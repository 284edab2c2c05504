"""What a decision may know beyond its own state: the moment, chance, other stages."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")


class Context(NamedTuple, Generic[V]):
    """Handed to every `decide` by the engine.

    `draw(n)` gives a number from 0 to n-1 that nobody can foresee; whatever is
    drawn is written into the fact, so a replay never draws. `view` is a
    read-only look at what other stages know, through the stage's own protocol.
    """

    now: datetime
    draw: Callable[[int], int]
    view: V


def draws_nothing(_bound: int) -> int:
    """The `draw` of a decision that is only tried, to see whether it would be refused."""
    raise AssertionError("a trial draws nothing")

"""The answers a stage can give to a command: yes with facts, no with a name, or not yet.

A refusal is a value, never an exception: exceptions are for bugs and for the
outside world. Each stage lists its refusals in a `StrEnum`, in order of
precedence. "Not yet" asks for what takes too long to be worked out while everybody waits.
"""

from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Accepted(NamedTuple, Generic[T]):
    """The command is accepted and these facts, in this order, are its effect."""

    facts: tuple[T, ...]


class Refused(NamedTuple):
    """The command is refused; nothing happened.

    `detail` says in one sentence what was wrong and what is accepted. It is
    shown to people, so it never holds personal text.
    """

    reason: StrEnum
    detail: str


class Asks(NamedTuple, Generic[T]):
    """Not decided yet: this question comes first, and its answer takes a while.

    Nothing happened, and the command stays owed. Whoever runs the stage has the question
    answered beside its loop and comes back with a command that carries the answer; what
    the question rests on may have changed by then, so that command is decided anew.
    """

    question: T

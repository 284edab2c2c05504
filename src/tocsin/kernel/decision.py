"""The two answers a stage can give to a command: yes with facts, or no with a name.

A refusal is a value, never an exception: exceptions are for bugs and for the
outside world. Each stage lists its refusals in a `StrEnum`, in order of
precedence.
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

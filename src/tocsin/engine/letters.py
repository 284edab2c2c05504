"""Commands on their way to the node that decides: what a letter and its answer say.

A letter is sealed as a whole, under a key of its own that goes with it. A node
understands a letter only if it can write the very same again: what a newer
program has added is left for a node that knows it, and nothing is half done.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from tocsin.engine.core import Command, Request
from tocsin.engine.stages import STAGE_OF
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.private import Private

COMMANDS: Final = {kind.__name__: kind for kind in STAGE_OF}
"""Every command there is, by its name."""

SIGNAL_PREFIX: Final = "signal-"
"""How the id of a letter begins whose command is a signal; the signal's own id follows."""


class Post(Protocol):
    """What seals a letter, and opens it where the key-encryption key is the same."""

    def seal_letter(self, letter_id: str, body: bytes) -> bytes:
        """Seal the body of the letter of this id."""
        ...

    def open_letter(self, letter_id: str, sealed: bytes) -> bytes:
        """The body. Raises VaultError when it is not what was sealed under this id."""
        ...


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of a letter: which command, and from whom."""

    kind: str
    actor: str
    command: msgspec.Raw


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a letter: on record up to `position`, or refused with `reason`."""

    position: int = 0
    reason: str = ""
    detail: str = ""


class NotUnderstood(Exception):  # noqa: N818
    """A letter of a newer program: this one leaves it for a node that knows it."""


class Taken(NamedTuple):
    """The outcome of a letter as the node that wrote it is told: once folded up to `position`."""

    outcome: Accepted[Any] | Refused
    position: int


def letter_id(command: Command, new_id: Callable[[], str]) -> str:
    """The id of a command's letter. One signal has one, however often it is handed in."""
    if isinstance(command, ReceiveSignal):
        return f"{SIGNAL_PREFIX}{command.signal}"
    return new_id()


def write(command: Command, actor: str) -> bytes:
    """A command as the body of a letter, still to be sealed."""
    said = Said(type(command).__name__, actor, msgspec.Raw(_encode(command)))
    return msgspec.json.encode(said)


def read(body: bytes) -> Request:
    """The command in a letter. Raises NotUnderstood."""
    try:
        said = msgspec.json.decode(body, type=Said)
        kind = COMMANDS[said.kind]
        command: Command = msgspec.json.decode(said.command, type=kind, dec_hook=_decode_private)
    except (msgspec.MsgspecError, LookupError, TypeError, ValueError) as error:
        raise NotUnderstood("A letter of a kind that this program does not know.") from error
    if _encode(command) != bytes(said.command):
        raise NotUnderstood("A letter that says more than this program understands.")
    return Request(command, said.actor)


def answer(outcome: Accepted[Any] | Refused, position: int) -> bytes:
    """What is written under a letter. `position`: everything that follows is on record by then."""
    if isinstance(outcome, Refused):
        return msgspec.json.encode(Answer(position, str(outcome.reason), outcome.detail))
    return msgspec.json.encode(Answer(position))


def read_answer(body: bytes) -> Taken:
    """The same, as the node reads it that wrote the letter."""
    said = msgspec.json.decode(body, type=Answer)
    if not said.reason:
        return Taken(Accepted(()), said.position)
    # The reasons of a newer program have names that this one has no list of.
    kinds: Any = StrEnum
    reason: StrEnum = next(iter(kinds("Reason", {said.reason.upper(): said.reason})))
    return Taken(Refused(reason, said.detail), said.position)


def _encode(command: Command) -> bytes:
    return msgspec.json.encode(command, enc_hook=_encode_private)


def _encode_private(value: object) -> object:
    """In the clear: the letter is sealed as a whole."""
    if isinstance(value, Private):
        return {"s": value.subject, "t": value.text}
    raise NotImplementedError(f"{type(value).__name__} cannot be encoded")


def _decode_private(kind: type, value: Any) -> Any:
    if kind is Private:
        return Private(value["s"], value["t"])
    raise NotImplementedError(f"{kind.__name__} cannot be decoded")

"""Who was erased: so that no older backup brings back what is gone.

A backup holds keys. The key of somebody who was erased since would open their
texts again, so it is taken out of the older backups in the folder, and a list of all
erasures lies beside them, which restoring obeys.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from tocsin.facts.codec import Codec, UnknownFactError
from tocsin.facts.envelope import Envelope
from tocsin.facts.signals import SignalRead
from tocsin.facts.system import PersonErased
from tocsin.keeping.files import KeepingError, write
from tocsin.ledger.vault import Vault

FILE: Final = "erasures.json"


class Erasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One subject whose key was destroyed, behind which position of the ledger.

    `of` is the person who sent it, where the subject is a signal.
    """

    subject: str
    position: int
    of: str = ""


class Erased:
    """Reads a ledger for what was erased. Give it every entry, in order."""

    def __init__(self) -> None:
        self._codec = Codec(Vault.without_key())
        self._signals: dict[str, set[str]] = {}
        self.ever: dict[str, Erasure] = {}
        """By subject, its last erasure: a key from before that must never come back."""
        self._gone: set[str] = set()

    def note(self, envelope: Envelope) -> Envelope:
        """Look at one entry; it is given back. Raises KeepingError when it cannot be read."""
        try:
            self._note(envelope)
        except (msgspec.MsgspecError, UnknownFactError, UnicodeDecodeError) as error:
            what = f"Entry {envelope.position} cannot be read: {type(error).__name__}."
            raise KeepingError(f"{what} It may be of a newer Tocsin.") from error
        return envelope

    def _note(self, envelope: Envelope) -> None:
        if envelope.kind == SignalRead.__name__:
            fact = self._codec.decode(envelope)
            assert isinstance(fact, SignalRead)
            self._signals.setdefault(fact.sender, set()).add(f"signal:{fact.signal}")
        elif envelope.kind == PersonErased.__name__:
            fact = self._codec.decode(envelope)
            assert isinstance(fact, PersonErased)
            self._erase(fact.subject, envelope.position)
        elif self._gone:
            self._forget_the_returned(envelope)

    @property
    def gone(self) -> frozenset[str]:
        """Who has no key at this point. Whoever was written about since has a new one."""
        return frozenset(self._gone)

    def _erase(self, subject: str, position: int) -> None:
        self.ever[subject] = Erasure(subject, position)
        self._gone.add(subject)
        for signal in self._signals.pop(subject, ()):
            self.ever[signal] = Erasure(signal, position, subject)
            self._gone.add(signal)

    def _forget_the_returned(self, envelope: Envelope) -> None:
        body = envelope.body
        self._gone -= {each for each in self._gone if _sealed_mark(each) in body}


def _sealed_mark(subject: str) -> bytes:
    """How a body begins a sealed text of this subject (see `facts.codec`)."""
    return b'{"s":' + msgspec.json.encode(subject) + b',"c":"'


def read(path: Path) -> dict[str, Erasure]:
    """A list of erasures, by subject; empty where there is none. Raises KeepingError."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=list[Erasure])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeepingError(f"{path} is no list of erasures; it is not passed over.") from error
    return {each.subject: each for each in found}


def read_given(path: Path) -> dict[str, Erasure]:
    """A list that somebody names, and that must be there. Raises KeepingError."""
    if not path.exists():
        raise KeepingError(f"There is no list of erasures {path}.")
    return read(path)


def add(folder: Path, found: Mapping[str, Erasure]) -> None:
    """Write these into the list of a folder of backups, beside those that stand there.

    Raises KeepingError or OSError.
    """
    path = folder / FILE
    before = read(path)
    merged = before | {
        name: each
        for name, each in found.items()
        if name not in before or before[name].position < each.position
    }
    if merged != before:
        write(path, msgspec.json.format(msgspec.json.encode(_sorted(merged.values()))))


def after(lists: Iterable[Mapping[str, Erasure]], position: int) -> dict[str, Erasure]:
    """Of several lists, what was erased behind a position."""
    found: dict[str, Erasure] = {}
    for each in lists:
        found.update({name: one for name, one in each.items() if one.position > position})
    return found


def _sorted(erasures: Iterable[Erasure]) -> list[Erasure]:
    return sorted(erasures, key=lambda each: (each.position, each.subject))

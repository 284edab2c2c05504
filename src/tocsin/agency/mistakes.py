"""What is wrong in an agency file, said so that it can be mended.

A mistake names the line, the table, the id and the key, what is wrong and what
is accepted. It never quotes a value from the file: a slip may put a phone
number, a name or a safe code anywhere.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, TypeAlias

from tocsin.kernel.limits import AGENCY_ID_CHARACTERS_MAX

Path: TypeAlias = tuple[str | int, ...]
"""Where something stands: `("staff", 2, "numbers", 0)`; indices count from 0."""

_ID: Final = re.compile(
    rf"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{{0,{AGENCY_ID_CHARACTERS_MAX - 1}}}"
)
_DIGIT_RUN: Final = re.compile(r"[0-9]{5}")
_NAMES_MAX: Final = 12
_COMPARED_MAX: Final = 64
_COMPARED_WITH_MAX: Final = 1_000


class Mistake(NamedTuple):
    """One mistake: its line, counted from 1, where, what is wrong, what is accepted."""

    line: int
    where: str
    wrong: str
    accepted: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.where}: {self.wrong} Accepted: {self.accepted}"


def is_id(value: object) -> bool:
    """Whether this can be an id: letters, digits, `-` and `_`, and no phone number."""
    return (
        isinstance(value, str)
        and _ID.fullmatch(value) is not None
        and _DIGIT_RUN.search(value) is None
    )


def closest(wrong: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    words = {word.casefold(): word for word in sorted(known)}
    wrong = wrong[:_COMPARED_MAX].casefold()
    if len(words) > _COMPARED_WITH_MAX:
        # Among thousands only the likely ones, or a file full of slips takes minutes.
        words = {w: word for w, word in words.items() if w[:2] == wrong[:2]}
    close = get_close_matches(wrong, list(words)[:_COMPARED_WITH_MAX], n=1)
    return words[close[0]] if close else None


def nearest(wrong: str, known: Iterable[str]) -> str:
    """The known words with the nearest of them first: what is accepted instead."""
    words = sorted(known)
    close = closest(wrong, words)
    listed = ", ".join(words[:_NAMES_MAX]) + (" and others" if len(words) > _NAMES_MAX else "")
    if not words:
        return "none is defined in this file."
    if close and len(words) > _NAMES_MAX:
        return f"did you mean {close}?"
    return f"did you mean {close}? One of: {listed}." if close else f"one of: {listed}."


class Report:
    """Every mistake found in one file, at the line where it stands.

    `partial` says that lines had to be left out because they cannot be read:
    then nothing is called missing, since it may stand on such a line.
    """

    def __init__(self, data: dict[str, Any], lines: dict[Path, int], partial: bool) -> None:
        self._data = data
        self._lines = lines
        self._partial = partial
        self._found: dict[Mistake, None] = {}
        self._wrong: set[Path] = set()
        self._doubtful: dict[str, set[str]] = {}

    def add(self, path: Path, wrong: str, accepted: str) -> None:
        """Something at `path` is wrong."""
        self._wrong.update(path[:length] for length in range(len(path) + 1))
        self._found[Mistake(self.line(path), self.where(path), wrong, accepted)] = None

    def unknown_key(self, path: Path, known: Iterable[str]) -> None:
        """Nobody knows the last key of `path`; it is repeated only as a misspelling."""
        words = list(known)
        meant = closest(str(path[-1]), words)
        wrong = f"{path[-1]} is not known here." if meant else "this key is not known here."
        mistake = Mistake(
            self.line(path), self.where(path[:-1]), wrong, nearest(str(path[-1]), words)
        )
        self._found[mistake] = None

    def missing(self, path: Path, wrong: str, accepted: str) -> None:
        """Something at `path` is not there, or not there as far as can be read."""
        if not self._partial:
            self.add(path, wrong, accepted)

    def has_wrong(self, path: Path) -> bool:
        """Whether anything at `path` or inside it was found to be wrong."""
        return path in self._wrong

    def doubt(self, table: str, name: str = "") -> None:
        """A row of `table` could not be read: this one, or without a name any.

        It was reported itself, so a reference to it is not a second mistake.
        """
        self._doubtful.setdefault(table, set()).add(name)

    def is_doubtful(self, table: str, name: str | None = None) -> bool:
        """Whether `table` may have a row of this name, or any further row, all the same."""
        names = self._doubtful.get(table, set())
        return bool(names) if name is None else not names.isdisjoint({"", name})

    def unknown(self, path: Path, table: str, name: str, known: Iterable[str]) -> None:
        """A reference at `path` leads to no row of `table`."""
        if not self.is_doubtful(table, name):
            self.missing(path, f"there is no [[{table}]] with this id.", nearest(name, known))

    def line(self, path: Path) -> int:
        """The line of the innermost part of `path` that stands in the file."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def where(self, path: Path) -> str:
        """The place in words: table, id, keys; positions in lists count from 1."""
        return ", ".join(self._words(path)) or "the file"

    def mistakes(self) -> tuple[Mistake, ...]:
        """All of them, in order of their lines."""
        return tuple(sorted(self._found))

    def _words(self, path: Path) -> Iterator[str]:
        node: Any = self._data
        for depth, part in enumerate(path):
            node = _into(node, part)
            follows_index = depth + 1 < len(path) and isinstance(path[depth + 1], int)
            if isinstance(part, int):
                yield f"{path[depth - 1]} {_row_id(node) or part + 1}"
            elif not follows_index:
                yield f"[{part}]" if depth == 0 and isinstance(node, dict) else part


def _into(node: Any, part: str | int) -> Any:
    try:
        return node[part]
    except (KeyError, IndexError, TypeError):
        return None


def _row_id(row: Any) -> str | None:
    """The id by which a row is known to who wrote it."""
    for key in ("id", "person", "kind"):
        if isinstance(row, dict) and is_id(row.get(key)):
            return str(row[key])
    return None

"""Runs of words that may be a name, each known by what it was one word before.

A text has some thirty of them for eight words, and nearly none is a name, so what tells
that must cost next to nothing: nothing is taken apart twice, and nothing kept.
"""

from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

from tocsin.places.everyday import COMMON, STOP
from tocsin.places.folding import Role, Word
from tocsin.places.vocabulary import PARTICLES

WORDS_MAX: Final = 7
"""No name has more words that count."""

CONJUNCTIONS: Final = frozenset({"and", "y", "und", "&", "/", "@", "+"})

_CORE, _PARTICLE, _BREAK, _LINK = Role.CORE, Role.PARTICLE, Role.BREAK, Role.LINK


class _Kind(NamedTuple):
    """What is to be known of one word."""

    text: str
    role: Role
    is_plain: bool
    """Said every day, or a number."""
    is_stop: bool
    is_number_first: bool
    is_comma: bool


def _kind(word: Word) -> _Kind:
    text = word.text
    is_plain = text in COMMON or text.isdigit()
    return _Kind(text, word.role, is_plain, text in STOP, text[:1].isdigit(), text == ",")


class Run:
    """Words `first` up to `last` (exclusive). It grows in place: look at it while it is given."""

    __slots__ = (
        "_core_plain",
        "_window_plain",
        "begins_small",
        "ends_in_stop",
        "first",
        "has_comma",
        "has_core",
        "has_long_core",
        "is_joined",
        "key",
        "last",
        "line",
        "starts_in_stop",
    )

    def __init__(self, first: int, text: str) -> None:
        self.first = self.last = first
        self.begins_small = text in PARTICLES
        self.key = self.line = ""
        self.has_core = self.has_long_core = self.has_comma = self.is_joined = False
        self.starts_in_stop = self.ends_in_stop = False
        self._core_plain = self._window_plain = True

    @property
    def is_plain(self) -> bool:
        """Said every day without meaning a place, or a number."""
        return self._core_plain if self.has_core else self._window_plain

    @property
    def is_carried(self) -> bool:
        """Whether it begins or ends with a word that carries a sentence."""
        return self.starts_in_stop or self.ends_in_stop

    def add(self, kind: _Kind) -> None:
        """One word more: `folding.name_of` and `folding.line_of` of the whole, step by step."""
        text, role = kind.text, kind.role
        self.last += 1
        self._window_plain = self._window_plain and kind.is_plain
        if role < _BREAK:
            self.line = f"{self.line} {text}" if self.line else text
        if role is _CORE:
            self._add_core(kind)
        elif role < _PARTICLE and not self.has_core:
            self.key += text
        self.has_comma = self.has_comma or kind.is_comma
        self.is_joined = self.is_joined or text in CONJUNCTIONS

    def _add_core(self, kind: _Kind) -> None:
        if not self.has_core:
            self.has_core, self.key, self.starts_in_stop = True, "", kind.is_stop
        is_apart = kind.is_number_first and self.key[-1:].isdigit()
        self.key += f"_{kind.text}" if is_apart else kind.text
        self.ends_in_stop = kind.is_stop
        self.has_long_core = self.has_long_core or len(kind.text) >= 3
        self._core_plain = self._core_plain and kind.is_plain


def runs(words: Sequence[Word], openers: Container[str]) -> Iterator[Run]:
    """Runs that may be a name: not across a full stop, not beginning or ending with a link.

    `openers`: the words that carry a sentence with which a name begins all the same. No
    other of them begins one, for such a name must be spelled rightly.
    """
    kinds = [_kind(word) for word in words]
    for first, begin in enumerate(kinds):
        if begin.role >= _BREAK or _opens_none(begin, openers):
            continue
        run, count = Run(first, begin.text), 0
        for kind in kinds[first:]:
            if (kind.role is _BREAK and not kind.is_comma) or count >= WORDS_MAX:
                break
            run.add(kind)
            if kind.role is _LINK or kind.is_comma:
                continue
            count += kind.role is not _PARTICLE
            if kind.role is not _PARTICLE or run.last == first + 1:
                yield run


def _opens_none(begin: _Kind, openers: Container[str]) -> bool:
    return begin.is_stop and begin.role is _CORE and begin.text not in openers

"""Names said in part: `powells` for Powell's City of Books, `luther king` for the boulevard.

A word counts the more the fewer names of the map hold it, as in Spärck Jones, "A
statistical interpretation of term specificity" (Journal of Documentation 28, 1972).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log
from typing import Final, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tocsin.places.everyday import COMMON, STOP
from tocsin.places.folding import Role, Word
from tocsin.places.record import Gazetteer
from tocsin.roads.network import Ints

WORD_MIN: Final = 4
"""A shorter word tells no name from another, unless it stands beside one that does."""

FUZZY_WORD_MIN: Final = 6
"""A word must have so many letters to be taken for another that is spelled nearly so."""

FUZZY_TRIES_MAX: Final = 6
"""So many unknown words of one text are compared with all words of names."""

WORDS_MAX: Final = 5
"""Nobody says more words of a name and still leaves some out."""

NAMES_MAX: Final = 4
"""Words that would fit more names than this tell nobody where to go."""

SHARE_MIN: Final = 0.3
"""So much of what tells a name from others must be said of it."""

FIT_BASE: Final = 0.6
"""How well a name fits of which the least is said."""

MISSPELLED: Final = 0.88
"""What one wrong letter leaves of that."""

_ENDS: Final = frozenset({"and", "y", "und", "e"})


class Part(NamedTuple):
    """Words `first` to `last` (exclusive) that are part of the names under some keys."""

    first: int
    last: int
    keys: tuple[tuple[int, float], ...]  # key and how well it fits
    letters: str


class _Heard(NamedTuple):
    tokens: tuple[int, ...]
    spelled: float


_Window = tuple[int, list[tuple[Word, _Heard]]]


class Parts:
    """Finds names said in part in the words of one text."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._tries = FUZZY_TRIES_MAX

    def find(self, words: Sequence[Word]) -> Iterator[Part]:
        """Every run of words that leads to few names."""
        heard = {at: self._heard(word) for at, word in enumerate(words) if _may_be(word)}
        for first in heard:
            for last, said in _windows(words, first, heard):
                keys = self._keys(said)
                if keys:
                    letters = "".join(word.text for word, _ in said)
                    yield Part(first, last, tuple(keys), letters)

    def _heard(self, word: Word) -> _Heard:
        """The words of names that this one is, or nearly is."""
        tokens = self._gazetteer.tokens
        same = [tokens[form] for form in _forms(word.text) if form in tokens]
        if same:
            return _Heard(tuple(same), 1.0)
        is_odd = len(word.text) >= FUZZY_WORD_MIN and word.text not in COMMON
        if not is_odd or not word.text.isalpha() or self._tries <= 0:
            return _Heard((), 0.0)
        self._tries -= 1
        near = process.extract(
            word.text,
            self._gazetteer.tokens_about(len(word.text)),
            scorer=OSA.distance,
            score_cutoff=1,
            limit=3,
        )
        found = tuple(tokens[token] for token, _, _ in near if token[0] == word.text[0])
        return _Heard(found, MISSPELLED)

    def _keys(self, said: Sequence[tuple[Word, _Heard]]) -> list[tuple[int, float]]:
        telling = [
            word.text
            for word, _ in said
            if len(word.text) >= WORD_MIN and word.text not in COMMON and not word.text.isdigit()
        ]
        if not telling and len(said) < 2:
            return []
        holding = self._bearers(said[0][1])
        for _, heard in said[1:]:
            holding = np.intersect1d(holding, self._bearers(heard))
        if not 0 < len(holding) <= 8 * NAMES_MAX:
            return []
        rated = [(key, self._fit(key, said)) for key in holding.tolist()]
        best = max(fit for _, fit in rated)
        kept = [(key, fit) for key, fit in rated if fit > 0 and fit >= best - 0.08]
        return kept if len(kept) <= (NAMES_MAX if telling else 1) else []

    def _bearers(self, heard: _Heard) -> Ints:
        return np.unique(np.concatenate([self._gazetteer.bearers(t) for t in heard.tokens]))

    def _fit(self, key: int, said: Sequence[tuple[Word, _Heard]]) -> float:
        """How much of what is peculiar to a name is said of it; 0 for too little."""
        parts = self._gazetteer.parts(key)
        mine = {token for _, heard in said for token in heard.tokens}
        total = sum(self._rarity(token) for token in parts)
        share = sum(self._rarity(token) for token in parts if token in mine) / max(1e-9, total)
        if share < SHARE_MIN:
            return 0.0
        head = 0.04 if parts[0] in mine else 0.0
        spelled = min(heard.spelled for _, heard in said)
        return spelled * (FIT_BASE + head + (0.96 - FIT_BASE - head) * share)

    def _rarity(self, token: int) -> float:
        return log(1.0 + len(self._gazetteer.keys) / len(self._gazetteer.bearers(token)))


def _may_be(word: Word) -> bool:
    return word.role is Role.CORE and word.text not in STOP


@lru_cache(maxsize=4_096)
def _forms(word: str) -> tuple[str, ...]:
    """The word, and with and without the `s` of a plural or of an owner."""
    if not word.isalpha() or len(word) < WORD_MIN:
        return (word,)
    return (word, word[:-1]) if word.endswith("s") else (word, f"{word}s")


def _windows(words: Sequence[Word], first: int, heard: dict[int, _Heard]) -> Iterator[_Window]:
    """Runs of known words from `first`; small words may stand between, no `and`, no mark."""
    said: list[tuple[Word, _Heard]] = []
    for at in range(first, len(words)):
        word = words[at]
        if at in heard and heard[at].tokens and len(said) < WORDS_MAX:
            said.append((word, heard[at]))
            yield at + 1, list(said)
        elif (
            word.role is Role.CORE
            or word.role is Role.BREAK
            or word.text in _ENDS
            or (word.role is Role.LINK and word.text not in "-.'")
        ):
            return

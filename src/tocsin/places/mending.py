"""Words glued together or kinds of street misspelled, put right before names are looked for."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from rapidfuzz.distance import OSA

from tocsin.places.everyday import COMMON
from tocsin.places.folding import Role, Word, words_of
from tocsin.places.speech import JOINS, PLACES_AT
from tocsin.places.vocabulary import TYPES

GLUED_MIN: Final = 6
"""A shorter run of letters is not taken apart."""

GLUED_PIECES_MAX: Final = 5
"""Nobody forgets more spaces than this in a row and is still understood."""

GLUED_TRIES_MAX: Final = 6
"""In one text so many unknown runs of letters are tried."""

KNOWN_MIN: Final = 5
"""A piece that is a name must have so many letters: shorter ones stand in any word."""

_ORDINAL: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th)|\d{1,4}")
_LONG_TYPES: Final = tuple(word for word in TYPES if len(word) >= 5)
_SMALL: Final = frozenset(word for word in JOINS | PLACES_AT if len(word) > 1) | {"im", "y", "the"}


def mended(
    words: Sequence[Word], text: str, knows: Callable[[str], bool], is_like: Callable[[str], bool]
) -> list[Word]:
    """The words with kinds of street recognised and glued names apart.

    `knows` says whether a name has this very key, `is_like` whether one nearly has.
    """
    found: list[Word] = []
    tries = GLUED_TRIES_MAX
    for word in words:
        is_odd = word.role is Role.CORE and len(word.text) >= 4 and word.text not in COMMON
        if not is_odd or word.text.isdigit() or knows(word.text):
            found.append(word)
        elif kind := _misspelled_type(word.text):
            found.append(word._replace(text=kind, role=Role.TYPE))
        elif len(word.text) >= GLUED_MIN and tries and not is_like(word.text):
            tries -= 1
            found += _apart(word, text, knows)
        else:
            found.append(word)
    return found


def _misspelled_type(word: str) -> str | None:
    if len(word) < 4:
        return None
    for known in _LONG_TYPES:
        if word[0] == known[0] and OSA.distance(word, known, score_cutoff=1) <= 1:
            return TYPES[known]
    return None


def _apart(word: Word, text: str, knows: Callable[[str], bool]) -> list[Word]:
    """The fewest pieces that are all known, or the word as it is."""
    raw = text[word.start : word.end].casefold()
    if len(raw) != len(word.text):
        return [word]
    best: list[list[str] | None] = [[], *[None] * len(raw)]
    for end in range(1, len(raw) + 1):
        for start in range(max(0, end - 24), end):
            before = best[start]
            if before is None or len(before) >= GLUED_PIECES_MAX:
                continue
            piece = word.text[start:end]
            current = best[end]
            if (current is None or len(before) + 1 < len(current)) and _is_piece(piece, knows):
                best[end] = [*before, piece]
    pieces = best[-1]
    if not pieces or not any(_is_name(piece, knows) for piece in pieces):
        return [word]
    return _as_words(pieces, word.start)


def _is_piece(piece: str, knows: Callable[[str], bool]) -> bool:
    return piece in _SMALL or piece in TYPES or _is_name(piece, knows)


def _is_name(piece: str, knows: Callable[[str], bool]) -> bool:
    if _ORDINAL.fullmatch(piece):
        return True
    return len(piece) >= KNOWN_MIN and knows(piece)


def _as_words(pieces: Sequence[str], start: int) -> list[Word]:
    found = []
    for piece in pieces:
        end = start + len(piece)
        found += [Word(w.text, w.role, start, end) for w in words_of(piece)]
        start = end
    return found

"""Words glued together or kinds of street misspelled, put right before names are looked for."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tocsin.places.everyday import COMMON, STOP
from tocsin.places.folding import Role, Word, words_of
from tocsin.places.speech import JOINS, NUMBER_WORDS, PLACES_AT
from tocsin.places.vocabulary import DIRECTIONS, PARTICLES, TYPES

GLUED_MIN: Final = 6
"""A shorter run of letters is not taken apart."""

GLUED_PIECES_MAX: Final = 5
"""Nobody forgets more spaces than this in a row and is still understood."""

GLUED_TRIES_MAX: Final = 6
"""In one text so many unknown runs of letters are tried."""

PIECE_LENGTH_MAX: Final = 24
"""A longer piece is no name."""

KNOWN_MIN: Final = 5
"""A piece that is a name must have so many letters: shorter ones stand in any word."""

KNOWN_BESIDE_KIND_MIN: Final = 3
"""Unless it stands beside a kind of street or a direction."""

_ORDINAL: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th)|\d{1,5}")
_NUMBER_FIRST: Final = re.compile(r"(\d{1,5})(?!st|nd|rd|th)([^\W\d_]{4,})")
_NUMBER_LAST: Final = re.compile(r"([^\W\d_]{2,})(\d{1,3}(?:st|nd|rd|th)|(?<=[^\W_]{3})\d{1,5})")
_SAID: Final = ("numero", "number", "between", "behind", "across", "outside", "detras", "esquina")
_LONG_KINDS: Final = (
    {word: (short, Role.TYPE) for word, short in TYPES.items() if len(word) >= 5}
    | {word: (short, Role.DIRECTION) for word, short in DIRECTIONS.items() if len(word) >= 7}
    | {word: (DIRECTIONS[word], Role.DIRECTION) for word in ("north", "south")}
    | {word: (word, Role.CORE) for word in _SAID}
)
_KINDS: Final = frozenset(word for word in (*TYPES, *DIRECTIONS) if len(word) > 1)
_SMALL: Final = (
    frozenset(word for word in JOINS | PLACES_AT | STOP | PARTICLES | NUMBER_WORDS if len(word) > 1)
    | {"y"}
) - _KINDS

Knows = Callable[[str], bool]


def mended(words: Sequence[Word], knows: Knows, is_like: Knows, holds: Knows) -> list[Word]:
    """The words with kinds of street recognised and glued names apart.

    `knows` says whether a name has this very key, `is_like` whether one nearly has,
    and `holds` whether a name of several words has this one.
    """
    found: list[Word] = []
    tries = GLUED_TRIES_MAX
    for word in words:
        is_odd = word.role is Role.CORE and len(word.text) >= 4 and word.text not in COMMON
        if not is_odd or word.text.isdigit() or knows(word.text) or holds(word.text):
            found.append(word)
        elif kind := _misspelled_kind(word.text):
            found.append(word._replace(text=kind[0], role=kind[1]))
        elif parts := _number_apart(word):
            found += parts
        elif two := _two_kinds(word):
            found += two
        elif len(word.text) >= GLUED_MIN and tries and not is_like(word.text):
            tries -= 1
            found += _apart(word, knows)
        else:
            found.append(word)
    return [_as_and(found, at) for at in range(len(found))]


def _as_and(words: Sequence[Word], at: int) -> Word:
    """`5th n alder`: an `n` between two names is an `and`, not a north."""
    word = words[at]
    if word.text != "n" or word.end - word.start > 1 or not 0 < at < len(words) - 1:
        return word
    before, after = words[at - 1], words[at + 1]
    is_between = before.role in (Role.CORE, Role.TYPE) and after.role is Role.CORE
    if not is_between or before.text in STOP or after.text in STOP:
        return word
    return word._replace(text="and", role=Role.PARTICLE)


def _misspelled_kind(word: str) -> tuple[str, Role] | None:
    near = process.extract_iter(word, _LONG_KINDS.keys(), scorer=OSA.distance, score_cutoff=1)
    for known, _, _ in near:
        is_whole = len(word) == len(known) and len(known) >= 6
        if word[0] == known[0] or is_whole:
            return _LONG_KINDS[known]
    return None


def _number_apart(word: Word) -> list[Word]:
    """`12alder` and `numero12` without the blank they lack; `12th` and `12b` stay."""
    for pattern in (_NUMBER_FIRST, _NUMBER_LAST):
        match = pattern.fullmatch(word.text)
        if match:
            middle = word.start + len(match[1])
            one = [w._replace(start=word.start, end=middle) for w in words_of(match[1])]
            other = [w._replace(start=middle, end=word.end) for w in words_of(match[2])]
            return one + other
    return []


def _two_kinds(word: Word) -> list[Word]:
    """`stnw` is `st nw`."""
    for at in range(2, len(word.text) - 1):
        pieces = [word.text[:at], word.text[at:]]
        if pieces[0] in TYPES and pieces[1] in DIRECTIONS:
            return _as_words(pieces, word)
    return []


def _apart(word: Word, knows: Knows) -> list[Word]:
    """The fewest pieces that are all known, or the word as it is."""
    letters = word.text
    best: list[list[str] | None] = [[], *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - PIECE_LENGTH_MAX), end):
            before, current = best[start], best[end]
            if before is None or len(before) >= GLUED_PIECES_MAX:
                continue
            is_shorter = current is None or len(before) + 1 < len(current)
            if is_shorter and _is_piece(letters[start:end], knows):
                best[end] = [*before, letters[start:end]]
    pieces = best[-1]
    if not pieces or len(pieces) < 2 or not _makes_sense(pieces):
        return [word]
    return _as_words(pieces, word)


def _is_piece(piece: str, knows: Knows) -> bool:
    if piece in _SMALL or piece in _KINDS or _ORDINAL.fullmatch(piece):
        return True
    return len(piece) >= KNOWN_BESIDE_KIND_MIN and _is_known(piece, knows)


def _is_known(piece: str, knows: Knows) -> bool:
    return any(map(knows, _texts_of(piece)))


@lru_cache(maxsize=16_384)
def _texts_of(piece: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(piece))


def _makes_sense(pieces: Sequence[str]) -> bool:
    """Whether one of the pieces is plainly of an address, and none a name by chance."""
    is_sure = len(pieces) == 2
    for at, piece in enumerate(pieces):
        if piece in _SMALL:
            continue
        if piece in _KINDS:
            is_sure = is_sure or len(piece) >= 4
            continue
        beside = [*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]]
        is_long = len(piece) >= KNOWN_MIN or bool(_ORDINAL.fullmatch(piece))
        if not is_long and not any(other in _KINDS for other in beside):
            return False
        is_sure = True
    return is_sure


def _as_words(pieces: Sequence[str], whole: Word) -> list[Word]:
    found = []
    start = whole.start
    for piece in pieces:
        end = min(whole.end, start + len(piece))
        found += [Word(w.text, w.role, min(start, whole.end - 1), end) for w in words_of(piece)]
        start = end
    return found

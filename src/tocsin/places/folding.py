"""Names to a form in which two ways of writing one name are the same.

`SW 5th Ave.`, `Southwest Fifth Avenue` and `5ta avenida` differ in direction
and kind of street only, and agree in their core, `5`. `Hauptstr.` and
`Hauptstraße` are one. Accents, case, apostrophes and small words do not count.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from tocsin.places.vocabulary import DIRECTIONS, PARTICLES, SMALL, TENS, TYPES

_TOKEN: Final = re.compile(
    r"[Cc]/|\b[CcRr]\.(?=\s?[^\W_])"
    r"|\b(?:[Ii]-|(?:I|US|SR|EN|IC|IP)[ -])\d{1,3}\b"
    r"|[^\W_]+(?:['’´`][^\W_]+)*[ºª°]?|[^\w\s]|\n"
)
"""Calle and rua shortened, numbered roads, words with apostrophes, and every mark."""

_ORDINAL: Final = re.compile(r"(\d{1,6})(?:st|nd|rd|th|er|r?a|r?o|[dtmvn][ao])?")
_NUMBERED_ROAD: Final = re.compile(r"(?:i|us|sr|en|ic|ip)(\d{1,3})")
WORD_LENGTH_MAX: Final = 40
"""A longer run of letters is no name; only its beginning is compared."""


def _misspellings(word: str) -> list[str]:
    """The word, and it with one letter left out or two changed about, the longest first."""
    pairs = range(len(word) - 1)
    swapped = (f"{word[:n]}{word[n + 1]}{word[n]}{word[n + 2 :]}" for n in pairs)
    dropped = (word[:n] + word[n + 1 :] for n in range(1, len(word)))
    return sorted({word, *swapped, *dropped}, key=lambda form: (-len(form), form))


_STRASSE: Final = tuple(form for form in _misspellings("strasse") if form[-1] in "es")
"""What glued names of German streets end in, however badly typed."""


class Role(IntEnum):
    """What a word does in a name."""

    CORE = 0
    TYPE = 1
    DIRECTION = 2
    PARTICLE = 3
    BREAK = 4
    """Punctuation that ends a phrase: no name goes across it."""
    LINK = 5
    """`&`, `@`, `/`, `+`, `-` and the like between two words."""


class Word(NamedTuple):
    """One word as it is compared, its role, and where it stands in the text."""

    text: str
    role: Role
    start: int
    end: int


class Name(NamedTuple):
    """A name taken apart. `key` is the core without blanks: equal keys may be one name."""

    key: str
    types: frozenset[str]
    directions: frozenset[str]


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Lower case without accents and apostrophes: `Praça d'Água` is `praca dagua`."""
    text = text.casefold().translate(_SPECIAL)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.translate(_APOSTROPHES)


_APOSTROPHES: Final = {ord(mark): None for mark in "'’´`"}
_SPECIAL: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})


def words_of(text: str) -> list[Word]:
    """The words of a text in their order, punctuation between them included."""
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token[0].isalnum():
            found.extend(_word(token, match.start(), match.end()))
        else:
            found.append(_mark(token, match.start(), found))
    return _with_tens(found)


def _word(token: str, start: int, end: int) -> list[Word]:
    if token[-1] in "/.":
        return [Word("st", Role.TYPE, start, end)]
    bare = "".join(filter(str.isalnum, plain(token[:WORD_LENGTH_MAX])))
    road = _NUMBERED_ROAD.fullmatch(bare)
    if road:
        return [Word("hwy", Role.TYPE, start, start), Word(road[1], Role.CORE, start, end)]
    return [Word(*_canonical(bare), start, end)] if bare else []


@lru_cache(maxsize=65_536)
def _canonical(bare: str) -> tuple[str, Role]:
    ordinal = _ORDINAL.fullmatch(bare)
    if ordinal:
        return ordinal[1].lstrip("0") or "0", Role.CORE
    if bare in PARTICLES:
        return bare, Role.PARTICLE
    if bare in TYPES:
        return TYPES[bare], Role.TYPE
    if bare in DIRECTIONS:
        return DIRECTIONS[bare], Role.DIRECTION
    if bare in SMALL:
        return str(SMALL[bare]), Role.CORE
    if bare[-1:] in "es":
        for ending in _STRASSE:
            if bare.endswith(ending) and len(bare) > len(ending) + 2:
                return bare.removesuffix(ending) + "str", Role.CORE
    return bare, Role.CORE


def _mark(token: str, start: int, before: Sequence[Word]) -> Word:
    """A full stop after `Av` or `J` shortens a word; other punctuation ends a phrase."""
    last = before[-1] if before else None
    touches = last is not None and last.end == start
    if token == "." and last is not None and touches:
        is_short = last.role in (Role.TYPE, Role.DIRECTION) or start - last.start <= 2
        is_short = is_short or last.text.endswith("str")
        return Word(token, Role.LINK if is_short else Role.BREAK, start, start + 1)
    is_link = token in "&@/+-–'’´`\"#"
    return Word(token, Role.LINK if is_link else Role.BREAK, start, start + len(token))


def _with_tens(words: list[Word]) -> list[Word]:
    """`twenty third` and `treinta y cinco` become one number."""
    if not any(word.text in TENS for word in words):
        return words
    joined: list[Word] = []
    for word in words:
        tens = _tens_before(joined) if word.role is Role.CORE and len(word.text) == 1 else None
        if tens is not None and word.text.isdigit() and word.text != "0":
            first = joined[tens]
            del joined[tens:]
            number = str(TENS[first.text] + int(word.text))
            joined.append(Word(number, Role.CORE, first.start, word.end))
        else:
            joined.append(word)
    return [_as_number(word) for word in joined]


def _tens_before(words: Sequence[Word]) -> int | None:
    """Where in the last two words a number of tens stands alone, or with `-` or `y`."""
    if words and words[-1].text in TENS:
        return len(words) - 1
    if len(words) > 1 and words[-1].text in ("-", "y") and words[-2].text in TENS:
        return len(words) - 2
    return None


def _as_number(word: Word) -> Word:
    number = TENS.get(word.text)
    return word if number is None else word._replace(text=str(number))


def name_of(words: Sequence[Word]) -> Name:
    """A name taken apart. Where nothing but kinds and directions is left, they are the core."""
    core = [word.text for word in words if word.role is Role.CORE]
    types = frozenset(word.text for word in words if word.role is Role.TYPE)
    directions = frozenset(word.text for word in words if word.role is Role.DIRECTION)
    if core:
        return Name(_glued(core), types, directions)
    rest = [word.text for word in words if word.role in (Role.TYPE, Role.DIRECTION)]
    return Name("".join(rest), frozenset(), frozenset())


def _glued(core: Sequence[str]) -> str:
    """One word, but two numbers stay two: 3rd and 6th are not 36th."""
    key = ""
    for word in core:
        key += f"_{word}" if key[-1:].isdigit() and word[:1].isdigit() else word
    return key


def line_of(words: Sequence[Word]) -> str:
    """The words that a name may consist of as one line; punctuation does not count."""
    return " ".join(word.text for word in words if word.role < Role.BREAK)


def fold(name: str) -> Name:
    """A name of the map or the agency taken apart."""
    return name_of(words_of(name))


def spell(name: Name) -> str:
    """A folded name as one line, to lie in a map file; `unspell` reads it again."""
    return "|".join((name.key, " ".join(sorted(name.types)), " ".join(sorted(name.directions))))


def unspell(line: str) -> Name:
    """What `spell` wrote."""
    key, types, directions = line.split("|")
    return Name(key, frozenset(types.split()), frozenset(directions.split()))

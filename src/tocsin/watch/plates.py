"""Licence plates as people and cameras read them: O for 0, a letter missed, only the end seen.

A plate is compared as it would look on a bad photograph. Characters that are
taken for each other by cameras and by eye are one and the same; what then still
differs is counted. Nothing here says "it is him": it says how alike two plates
are, and a person judges what is not exact.
"""

from enum import StrEnum
from typing import Final

from rapidfuzz.distance import OSA

from tocsin.kernel.limits import PLATE_CHARACTERS_MAX, PLATE_PART_CHARACTERS_MIN

_ALIKE: Final = ("0OQD", "1ILJ", "2Z", "4A", "5S", "6G", "7T", "8B", "VU", "MN")
"""Characters that are taken for each other, the one that stands for all of a row first.

The rows are those of plate reading by camera and by eye, where the digit and the
letter of one shape are the usual mistake.
"""


_CLASS_OF: Final = {ord(each): row[0] for row in _ALIKE for each in row}


class Likeness(StrEnum):
    """How alike a plate that was read is to a plate that is known, the surest first."""

    EXACT = "plate_exact"
    """Character for character."""
    CONFUSABLE = "plate_confusable"
    """The same but for characters that are taken for each other, such as O and 0."""
    NEAR = "plate_near"
    """One further character is wrong, missing, too many or swapped with its neighbour."""
    PART = "plate_part"
    """What was read stands within it, at its beginning or end, and is not all of it."""


def tidy(plate: str) -> str:
    """Letters and digits only, in capitals; empty when there is nothing to compare."""
    letters = (each for each in plate.upper() if each.isascii() and each.isalnum())
    return "".join(letters)[:PLATE_CHARACTERS_MAX]


def look(plate: str) -> str:
    """The plate as it looks: each character as the one that stands for its shape."""
    return tidy(plate).translate(_CLASS_OF)


def compare(read: str, known: str) -> Likeness | None:
    """How alike the plate that was read is to the one that is known; None when it is another.

    Symmetric but for a part: `read` may be a part of `known`, not the reverse.
    """
    seen, meant = tidy(read), tidy(known)
    if not seen or not meant:
        return None
    if seen == meant:
        return Likeness.EXACT
    seen, meant = look(seen), look(meant)
    if seen == meant:
        return Likeness.CONFUSABLE
    if len(seen) >= PLATE_PART_CHARACTERS_MIN and OSA.distance(seen, meant, score_cutoff=1) == 1:
        return Likeness.NEAR
    if len(seen) >= PLATE_PART_CHARACTERS_MIN and (meant.startswith(seen) or meant.endswith(seen)):
        return Likeness.PART
    return None


def candidates(text: str) -> list[str]:
    """The words of a text that may be a plate: letters with digits, also in two pieces.

    `ABC 123` and `7KX-4102` are one plate each. A house number or a time is
    not: a plate has a letter, or is said to be one by the word "plate".
    """
    words = [each.strip(".,;:!?()\"'") for each in text.split()]
    found: dict[str, None] = {}
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        before = {each.casefold() for each in words[max(0, index - _SAID_BEFORE) : index]}
        is_said = not before.isdisjoint(_SAYS_PLATE)
        for joined in (word + following, word):
            if _is_plate(joined, is_said=is_said):
                found[tidy(joined)] = None
    return list(found)


_SAYS_PLATE: Final = frozenset(
    {"plate", "plates", "plate:", "tag", "tags", "reg", "licence", "license", "placa", "placas"}
)


_SAID_BEFORE: Final = 2
"""A number counts as a plate when one of so many words before it says so: "tag ends 410"."""


def _is_plate(word: str, *, is_said: bool) -> bool:
    plain = tidy(word)
    has_digit = any(each.isdigit() for each in plain)
    has_letter = any(each.isalpha() for each in plain)
    is_long = PLATE_PART_CHARACTERS_MIN <= len(plain) < PLATE_CHARACTERS_MAX
    if is_said:
        return is_long and has_digit
    # Words of a sentence joined to a number, such as "lot 12", are no plate.
    return is_long and has_digit and has_letter and _letters(plain) <= _LETTERS_MAX


_LETTERS_MAX: Final = 5


def _letters(plain: str) -> int:
    return sum(each.isalpha() for each in plain)

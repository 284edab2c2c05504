"""How like two names are, for a frightened thumb; and how well their kinds agree."""

from typing import Final

from rapidfuzz.distance import OSA

from tocsin.places.folding import Name

FUZZY_KEY_MIN: Final = 5
"""A shorter name must be spelled rightly, or any word would be one."""

LIKE_MIN_LETTERS: Final = FUZZY_KEY_MIN - 1
"""A key with fewer letters is like no other."""

EDITS_MAX: Final = 3
"""No two keys are like each other that are more letters apart."""


def likeness(one: str, other: str) -> float:
    """How like two keys are, 0 when a frightened thumb would not make one of the other.

    Transposed, doubled, dropped and neighbouring letters count one each; digits
    must be the same, for another number is another street.
    """
    longest = max(len(one), len(other))
    allowed = 1 if longest < 7 else 2 if longest < 12 else EDITS_MAX
    if min(len(one), len(other)) < LIKE_MIN_LETTERS or longest < FUZZY_KEY_MIN:
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed or _digits(one) != _digits(other):
        return 0.0
    head = 0.0 if one[0] == other[0] else 0.05
    return 1.0 - distance / longest - head


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))


def agreement(said: Name, known: Name) -> float:
    """How well kind and direction of a name agree, for equal cores: 1 for fully."""
    fit = 1.0
    if said.types and known.types:
        fit *= 1.0 if said.types & known.types else 0.6
    elif said.types or known.types:
        fit *= 0.97 if known.types else 0.88
    if said.directions and known.directions:
        near = any(a in b or b in a for a in said.directions for b in known.directions)
        fit *= 1.0 if said.directions == known.directions else 0.85 if near else 0.5
    elif said.directions or known.directions:
        fit *= 0.98 if known.directions else 0.9
    return fit

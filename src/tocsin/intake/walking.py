"""The grammar of walks and checks: which texts are exactly one of their words.

Whether such a word is expected of this sender now is the watch's to say; where
it is not, the text is an SOS like every other.
"""

import re
from collections.abc import Mapping
from typing import Final

from tocsin.facts.walks import Said, WalkWord
from tocsin.intake.grammar import tidy
from tocsin.kernel.limits import WALK_WORDS_CHARACTERS_MAX

_ALONE: Final[Mapping[str, Said]] = {
    "go": Said.GO,
    "voy": Said.GO,
    "walk": Said.WALK,
    "camino": Said.WALK,
    "home": Said.HOME,
    "en casa": Said.HOME,
    "ok": Said.OK,
    "bien": Said.OK,
    "check off": Said.CHECK_OFF,
    "fin control": Said.CHECK_OFF,
}
"""Texts that are a word of a walk as a whole."""

_WALK: Final = re.compile(r"(?:walk|camino) (?P<rest>.+)")
_CHECK: Final = re.compile(r"(?:check|control) (?P<minutes>\d{1,3})")
_MINUTES: Final = re.compile(r"\d{1,3}")
_FIRST: Final = re.compile(r"(?P<minutes>\d{1,3})(?: (?P<words>.+))?")
_LAST: Final = re.compile(r"(?P<words>.+) (?P<minutes>\d{1,3})")


def read_walk(text: str) -> WalkWord | None:
    """The word of a walk that this text exactly is, or None."""
    words = tidy(text)
    if words in _ALONE:
        return WalkWord(_ALONE[words])
    if _MINUTES.fullmatch(words):
        return WalkWord(Said.MINUTES, int(words))
    check = _CHECK.fullmatch(words)
    if check is not None:
        return WalkWord(Said.CHECK, int(check["minutes"]))
    walk = _WALK.fullmatch(words)
    return _walk(walk["rest"]) if walk is not None else None


def _walk(rest: str) -> WalkWord | None:
    """What stands behind WALK: minutes, a place, or both in any order."""
    found = _FIRST.fullmatch(rest) or _LAST.fullmatch(rest)
    minutes = int(found["minutes"]) if found is not None else 0
    words = (found["words"] or "") if found is not None else rest
    if len(words) > WALK_WORDS_CHARACTERS_MAX or (found is not None and not minutes):
        return None
    return WalkWord(Said.WALK, minutes, words)

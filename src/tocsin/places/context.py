"""What stands around a name in a text: who, how, which number."""

import re
from collections.abc import Sequence
from typing import Final

from tocsin.places.answer import About, Relation
from tocsin.places.folding import Role, Word
from tocsin.places.mentions import Mention
from tocsin.places.speech import FILLERS, HER, HIM, NUMBER_WORDS, RELATIONS, UNITS

_NUMBER: Final = re.compile(r"(\d{1,6})([A-Za-z])?")
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th|[ºª°]|r?[ao]|t[ao]|[dmvn][ao]|er)", re.IGNORECASE)


class Context:
    """The words of one text, and the text."""

    def __init__(self, words: Sequence[Word], text: str) -> None:
        self._words = words
        self._text = text

    def _raw(self, at: int) -> str:
        word = self._words[at]
        return self._text[word.start : word.end]

    def _before(self, first: int, most: int = 4) -> list[str]:
        """The words before a name, nearest first, back to the end of the sentence."""
        found: list[str] = []
        for at in range(first - 1, -1, -1):
            word = self._words[at]
            if word.role is Role.BREAK or len(found) == most:
                break
            if word.role is not Role.LINK:
                found.append(word.text)
        return found

    def _relation(self, first: int) -> Relation:
        for word in self._before(first, 5):
            if word in RELATIONS:
                return RELATIONS[word]
            if word not in FILLERS:
                break
        return Relation.AT

    def _about(self, first: int) -> About:
        clause = self._before(first, 12)
        is_him = any(word in HIM for word in clause) or "él" in self._text[: self._start(first)]
        return About.HIM if is_him and not HER & set(clause) else About.HER

    def _start(self, first: int) -> int:
        return self._words[first].start

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return self._words[first].start, self._words[last - 1].end

    def _is_number(self, mention: Mention) -> bool:
        """Digits only, which without more may count anything."""
        words = self._words[mention.first : mention.last]
        core = [word for word in words if word.role is Role.CORE]
        is_digits = bool(core) and all(word.text.isdigit() for word in core)
        return is_digits and not any(
            _ORDINAL.fullmatch(self._text[word.start : word.end]) for word in core
        )

    def _as_number(self, at: int) -> tuple[int, int]:
        match = _NUMBER.fullmatch(self._raw(at))
        assert match is not None
        letter = match[2]
        return int(match[1]), ord(letter.lower()) - ord("a") + 1 if letter else 0

    def _number_before(self, mention: Mention) -> int | None:
        at = mention.first - 1
        if at > 1 and self._words[at].text in ("on", "en", "in"):
            at -= self._words[at - 2].text in NUMBER_WORDS
        while at >= 0 and (
            self._words[at].text in NUMBER_WORDS or self._words[at].role is Role.PARTICLE
        ):
            at -= 1
        at -= at > 0 and self._words[at].text == ","
        return at if at >= 0 and _NUMBER.fullmatch(self._raw(at)) else None

    def _number_after(self, mention: Mention) -> int | None:
        at = mention.last
        while at < len(self._words) and (
            self._words[at].text in NUMBER_WORDS
            or self._words[at].text == ","
            or self._words[at].role is Role.LINK
        ):
            at += 1
        if at >= len(self._words) or not _NUMBER.fullmatch(self._raw(at)):
            return None
        follows = self._raw(at + 1).casefold() if at + 1 < len(self._words) else ""
        return None if follows in UNITS or follows in (":", "-") else at

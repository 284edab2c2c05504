"""Whether a name that stands in a text without a number or a second street means a place."""

from collections.abc import Sequence
from typing import Final

from tocsin.places.answer import Relation
from tocsin.places.context import Context
from tocsin.places.everyday import STOP
from tocsin.places.folding import Role, Word
from tocsin.places.mentions import Mention, is_expected
from tocsin.places.record import Target
from tocsin.places.speech import FLOORS, INDOORS, NAMING, PLACE_NOUNS
from tocsin.places.vocabulary import PARTICLES

ON: Final = frozenset({"on", "st", "corner", "esquina", "sobre"})
"""Right after one of these a word of every day is a street."""

ALONG: Final = ON | {"along", "down", "up", "off", "por", "en", "via", "av"}
"""Right after one of these a number in digits, as `10th`, is one."""


class Trust(Context):
    """How far a single name is believed."""

    def _says_place(self, mention: Mention) -> bool:
        return self._relation(mention.first) is not Relation.AT or "at" in self._before(
            mention.first, 1
        )

    def _trust(self, mention: Mention) -> float:
        """How likely a name that stands alone means a place at all; 0 for not."""
        first = mention.first
        expected = is_expected(self._words, first)
        number = self._number_before(mention) is not None and not mention.is_plain
        supported = mention.is_typed or expected or number
        words = [w for w in self._words[first : mention.last] if w.role is Role.CORE]
        letters = sum(len(word.text) for word in words)
        if mention.is_plain:
            return self._trust_plain(mention, words)
        raw = self._text[slice(*self._span(first, mention.last))]
        is_sign = expected and raw.isupper() and not self._text.isupper() and len(raw) > 1
        if letters <= 2 and not mention.is_typed and not number and not is_sign:
            return 0.0
        if self._goes_on(mention) and not mention.is_typed:
            return 0.3
        if mention.spelled < 1.0 and not supported and (letters < 9 or mention.spelled < 0.85):
            return 0.0
        if not supported and not self._may_stand_alone(mention, len(words), letters):
            return 0.0
        return (0.9 if supported else 0.65) * mention.spelled

    def _goes_on(self, mention: Mention) -> bool:
        """Whether the name is the first word of one that the map does not know."""
        follows = self._words[mention.last].text if mention.last < len(self._words) else ""
        precedes = next((w for w in self._before(mention.first) if w not in PARTICLES), "")
        return bool({follows, precedes} & PLACE_NOUNS) and any(
            m.target is Target.STREET for m in mention.meant
        )

    def _may_stand_alone(self, mention: Mention, count: int, letters: int) -> bool:
        """A name of several words, or shown as a name, or with only small words beside it."""
        raw = self._text[slice(*self._span(mention.first, mention.last))]
        if letters < 4:
            return raw.isupper()
        if (count > 1 and letters >= 8) or (raw[0].isupper() and not self._text.isupper()):
            return True
        beside = self._sentence_without(mention)
        if NAMING & set(self._before(mention.first, 1)):
            return False
        return all(word in STOP or word in INDOORS or word.isdigit() for word in beside)

    def _sentence_without(self, mention: Mention) -> list[str]:
        found = self._before(mention.first, 20)
        for word in self._words[mention.last :]:
            if word.role is Role.BREAK:
                break
            if word.role in (Role.CORE, Role.TYPE):
                found.append(word.text)
        return [word for word in found if word not in PARTICLES]

    def _trust_plain(self, mention: Mention, words: Sequence[Word]) -> float:
        """A word of every day is a street when it is called one, or she is *on* it."""
        if mention.is_typed and words and not all(word.text in STOP for word in words):
            return 0.8
        if not words or any(word.text in STOP for word in words):
            return 0.0
        before = set(self._before(mention.first, 1))
        if all(word.text.isdigit() for word in words):
            return self._trust_ordinal(mention, words)
        return 0.55 if before & ON else 0.0

    def _trust_ordinal(self, mention: Mention, words: Sequence[Word]) -> float:
        """`On 10th` and `en la quinta`, but not a floor, a time or a date."""
        follows = self._words[mention.last].text if mention.last < len(self._words) else ""
        if len(words) > 1 or follows in FLOORS:
            return 0.0
        raw = self._text[words[0].start : words[0].end]
        before = self._before(mention.first, 2)
        is_article = before[:1] == ["la"]
        is_on = bool(set(before[is_article : 1 + is_article]) & ALONG)
        if raw.isdigit() or not is_on:
            return 0.0
        is_spoken = raw.isalpha()
        return 0.55 if not is_spoken or is_article or "on" in before[:1] else 0.0

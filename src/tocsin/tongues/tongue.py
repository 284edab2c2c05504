"""One language: a finished English sentence in, the same sentence out in that language.

The stages say no in finished English sentences, and so they stand in the ledger, in letters
between nodes and in the answers to programs. Whoever reads another language is given the
sentence by its pattern: what was filled in is found again, and filled into that language's
own sentence. A pattern has a blank `{0}`, `{1}`, … for each value; where the other language
writes `{0:terms}` the value is a word of the service, or several, and is said in it too.

A sentence without a pattern is said as it is: English that somebody can read is better than
nothing. Only what the service says itself may be given here. What people wrote is theirs, and
never matched: it could look like a sentence of ours.
"""

import re
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any, Final, NamedTuple

ENGLISH: Final = "en"

_LIST: Final = ", "


class Pattern(NamedTuple):
    """How one English sentence looks once its blanks are filled, and how it is said here."""

    shape: re.Pattern[str]
    words: str


class Tongue:
    """A language that people read; English says everything as it is."""

    def __init__(
        self,
        language: str = ENGLISH,
        sentences: Mapping[str, str] | None = None,
        terms: Mapping[str, str] | None = None,
        phrases: Mapping[str, str] | None = None,
        labels: "Tongue | None" = None,
    ) -> None:
        """`sentences` by their English pattern, `terms` by the service's own name.

        `phrases` are patterns too, of what is told in a language from the first: people's
        words may stand in them, so that a finished one is never matched. `labels` is how
        pieces of ground are called.
        """
        self._phrases = phrases or {}
        self._labels = labels
        self.language = language
        self.terms: Mapping[str, str] = terms or {}
        self._known = sentences or {}
        self._whole = {each: said for each, said in self._known.items() if not blanks(each)}
        self._patterns = _ordered(self._known)

    @property
    def is_english(self) -> bool:
        """Whether everything is said as it is."""
        return self.language == ENGLISH

    def sentence(self, english: str) -> str:
        """What the service said, in this language; as it is where that is not known."""
        if not self._known or not english:
            return english
        found = self._whole.get(english)
        return found if found is not None else self._filled(english)

    def label(self, english: str) -> str:
        """What a piece of ground is called."""
        return english if self._labels is None else self._labels.sentence(english)

    def tell(self, pattern: str, *values: object, **named: object) -> str:
        """A sentence told for the first time: the English pattern, with its values."""
        words = self._phrases.get(pattern, pattern)
        given = (Value(value, self) for value in values)
        return words.format(*given, **{name: Value(each, self) for name, each in named.items()})

    def term(self, name: object) -> str:
        """A word of the service as people write it; the same without `_` where it is unknown."""
        plain = str(name)
        return self.terms.get(plain.replace(" ", "_")) or plain.replace("_", " ")

    def listed(self, names: str) -> str:
        """Several words of the service, between commas."""
        return _LIST.join(self.term(each) for each in names.split(_LIST))

    def _filled(self, english: str) -> str:
        for shape, words in self._patterns:
            found = shape.fullmatch(english)
            if found is not None:
                return words.format(*(Value(each, self) for each in found.groups()))
        return self.terms.get(english.replace(" ", "_"), english)


class Value:
    """What stands in a blank; the tongue is for those blanks that want it said."""

    __slots__ = ("_tongue", "_value")

    def __init__(self, value: Any, tongue: Tongue) -> None:
        """A text, a number, or a record whose parts are named: `{fact.incident}`."""
        self._value = value
        self._tongue = tongue

    def __getattr__(self, name: str) -> "Value":
        """A part of what stands there."""
        return Value(getattr(self._value, name), self._tongue)

    def __format__(self, how: str) -> str:
        """`terms` for words of the service, `said` for a sentence of its own."""
        if how == "terms":
            return self._tongue.listed(str(self._value))
        if how == "said":
            return self._tongue.sentence(str(self._value))
        return format(self._value, how)


def blanks(pattern: str) -> list[str]:
    """The names of the blanks of a pattern, in their order."""
    return [name for _, name, _, _ in Formatter().parse(pattern) if name is not None]


def _ordered(sentences: Mapping[str, str]) -> list[Pattern]:
    """Those with blanks, the one with most of its own words first: it fits fewest others."""
    with_blanks = [each for each in sentences if blanks(each)]
    return [
        Pattern(shape_of(each), sentences[each])
        for each in sorted(with_blanks, key=_own_letters, reverse=True)
    ]


def shape_of(pattern: str) -> re.Pattern[str]:
    """What an English pattern looks like once it is filled. Its blanks stand in their order."""
    parts = Formatter().parse(pattern)
    return re.compile("".join(_shapes(parts)), re.DOTALL)


def _shapes(parts: Iterable[tuple[str, Any, Any, Any]]) -> Iterable[str]:
    for literal, name, _, _ in parts:
        yield re.escape(literal)
        if name is not None:
            yield "(.*?)"


def _own_letters(pattern: str) -> int:
    return sum(len(literal) for literal, _, _, _ in Formatter().parse(pattern))

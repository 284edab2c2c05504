"""What the agency's own places are called, so laid out that a text is held against few of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tocsin.facts.agency import Place
from tocsin.places.everyday import STOP
from tocsin.places.folding import Name, fold, line_of, plain, words_of
from tocsin.places.likeness import EDITS_MAX, LIKE_MIN_LETTERS, likeness

KEPT_MAX: Final = 8
"""So many agencies' names are kept taken apart; a process serves one."""


class OwnName(NamedTuple):
    """One way to call a place of the agency; `place` is its number."""

    words: str
    name: Name
    place: int
    glued: str
    """The name without a blank, numbers as they are written: `stationone`."""


class OwnNames:
    """All of them, by their words, by their key and by how long the key is."""

    def __init__(self, called: Iterable[OwnName]) -> None:
        self.all = tuple(called)
        self._by_words: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_length: dict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(self.all):
            self._by_words[one.words].append(number)
            self._by_key[one.name.key].append(number)
            self._by_length[len(one.name.key)].append(number)
        self.openers = frozenset(
            word
            for word in STOP
            for one in self.all
            if one.words.startswith(word) or one.name.key.startswith(word)
        )
        """The words that carry a sentence with which one begins."""
        self._near: dict[int, tuple[list[int], list[str]]] = {}

    def has(self, key: str) -> bool:
        """Whether one has this very key."""
        return key in self._by_key

    def is_like(self, key: str) -> bool:
        """Whether one has nearly this key, or this very one."""
        return any(likeness(key, self.all[n].name.key) for n in self._about(key))

    def same(self, line: str, key: str) -> list[OwnName]:
        """Those with these very words, or with this very key, in their order."""
        found = [*self._by_words.get(line, ()), *self._by_key.get(key, ())]
        return self._in_order(found) if found else []

    def perhaps(self, line: str, key: str) -> list[OwnName]:
        """Those, and all that may be like it, in their order."""
        found = [*self._by_words.get(line, ()), *self._by_key.get(key, ()), *self._about(key)]
        return self._in_order(found) if found else []

    def _in_order(self, numbers: Iterable[int]) -> list[OwnName]:
        return [self.all[number] for number in sorted(set(numbers))]

    def _about(self, key: str) -> list[int]:
        """All that so many edits may make of the key, and no other of like length."""
        numbers, keys = self._as_long_as(len(key))
        if not keys or len(key) < LIKE_MIN_LETTERS:
            return []
        near = process.extract(key, keys, scorer=OSA.distance, score_cutoff=EDITS_MAX, limit=None)
        return [numbers[at] for _, _, at in near]

    def _as_long_as(self, letters: int) -> tuple[list[int], list[str]]:
        found = self._near.get(letters)
        if found is None:
            lengths = range(max(LIKE_MIN_LETTERS, letters - EDITS_MAX), letters + EDITS_MAX + 1)
            numbers = [n for length in lengths for n in self._by_length.get(length, ())]
            found = numbers, [self.all[n].name.key for n in numbers]
            if letters <= max(self._by_length, default=0) + EDITS_MAX:
                self._near[letters] = found
        return found


_Row = tuple[tuple[int, ...], tuple[Place, ...], OwnNames]


class _Kept:
    """The names of the agencies that were asked for last, by the very places they are of.

    A place is a frozen record, so the same ones are called the same. They are held here as
    well, so that nothing else gets their identity. Threads may share this: nothing is changed.
    """

    def __init__(self) -> None:
        self._rows: tuple[_Row, ...] = ()

    def of(self, places: Sequence[Place]) -> OwnNames:
        """What these places are called."""
        key = tuple(map(id, places))
        for row in self._rows:
            if row[0] == key:
                return row[2]
        names = OwnNames(_called(places))
        self._rows = ((key, tuple(places), names), *self._rows[: KEPT_MAX - 1])
        return names


names_of: Final = _Kept().of


def _called(places: Sequence[Place]) -> list[OwnName]:
    own = [
        OwnName(line_of(words_of(name)), fold(name), number, _run_together(name))
        for number, place in enumerate(places)
        for name in (place.name, *place.aliases)
    ]
    return own + [_glued(one) for one in own if " " in one.words]


def _glued(own: OwnName) -> OwnName:
    return own._replace(words=own.glued, name=Name(own.glued, frozenset(), frozenset()))


def _run_together(name: str) -> str:
    return "".join(filter(str.isalnum, plain(name)))

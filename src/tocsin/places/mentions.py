"""Which words of a text name something: of the map or of the agency, spelled well or badly."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tocsin.facts.agency import Place
from tocsin.places.everyday import COMMON
from tocsin.places.folding import Name, Role, Word, name_of
from tocsin.places.likeness import LIKE_MIN_LETTERS, agreement, likeness
from tocsin.places.own import OwnName, names_of
from tocsin.places.partly import Part, Parts
from tocsin.places.record import Gazetteer, Target
from tocsin.places.runs import CONJUNCTIONS, Run, runs
from tocsin.places.speech import PLACES_AT

AGENCY_BONUS: Final = 1.25
"""An agency's own place is meant rather than the map's, at like spelling."""

LIKE_MOST: Final = 30
"""So many similar names of the map are compared letter by letter."""

SIDE_FIT: Final = 0.85
"""A name that fits so well with its `NE` or `W` is plainly a street."""

FUZZY_WINDOWS_MAX: Final = 400
"""In a very long text the first so many groups of words may be misspelled names."""


class Meant(NamedTuple):
    """A street, a place of the map, or a place of the agency, and how well the name fits."""

    target: Target | None  # None: of the agency
    id: int
    fit: float


class Mention(NamedTuple):
    """Words `first` to `last` (exclusive) that name something; `spelled` is 1 when rightly."""

    first: int
    last: int
    meant: tuple[Meant, ...]
    spelled: float
    value: float
    is_plain: bool
    """Said every day without meaning a place: it needs other words to support it."""
    is_typed: bool
    """A word such as street or avenue agrees."""


class Finder:
    """Finds names in the words of one text."""

    def __init__(self, gazetteer: Gazetteer, places: Sequence[Place]) -> None:
        self._gazetteer = gazetteer
        self._has_map = bool(gazetteer.keys)
        self._own = names_of(places)
        self._openers = self._own.openers | (gazetteer.openers if self._has_map else frozenset())
        self._fuzzy_left = FUZZY_WINDOWS_MAX

    def find(self, words: Sequence[Word], text: str) -> list[Mention]:
        """The names that stand in the words, best first, none overlapping another."""
        found = [
            mention for run in runs(words, self._openers) for mention in self._at(run, words, text)
        ]
        if self._has_map:
            parts = Parts(self._gazetteer).find(words)
            found += [mention for part in parts for mention in self._in_part(part, words)]
        found.sort(key=lambda mention: (-mention.value, mention.first))
        kept: list[Mention] = []
        taken: set[int] = set()
        for mention in found:
            mine = range(mention.first, mention.last)
            if taken.isdisjoint(mine):
                kept.append(mention)
                taken.update(mine)
        return sorted(kept)

    def _in_part(self, part: Part, words: Sequence[Word]) -> Iterator[Mention]:
        """A name of which some words are said; directions and kinds before it belong to it."""
        first, last = _widened(words, part.first, part.last)
        window = words[first:last]
        name = name_of(window)
        meant = [m for key, fit in part.keys for m in self._meant(key, name, fit)]
        best = max((m.fit for m in meant), default=0.0)
        if not best:
            return
        kept = tuple(m for m in meant if m.fit >= best - 0.08)
        core = [word for word in window if word.role is Role.CORE]
        is_plain = len(core) == 1 and core[0].text in COMMON
        letters = part.letters + "".join(name.types | name.directions)
        is_typed = self._is_typed(kept, name)
        yield Mention(first, last, kept, best, _value(letters, best), is_plain, is_typed)

    def knows(self, key: str) -> bool:
        """Whether a name of the map or the agency has this very key."""
        return self._own.has(key) or self._gazetteer.key(key) is not None

    def holds(self, word: str) -> bool:
        """Whether a name of several words on the map has this word."""
        return word in self._gazetteer.tokens

    def is_like(self, key: str) -> bool:
        """Whether a name of the map or the agency is nearly this key."""
        return self._own.is_like(key) or bool(self._like(key))

    def _at(self, run: Run, words: Sequence[Word], text: str) -> Iterator[Mention]:
        """The names that a run of words is. Nearly none is one, and that is seen first."""
        if not run.key:
            return
        own = self._perhaps_own(run)
        if own:
            yield from self._as_own(own, run, words)
        keys = self._keys_of(run, words)
        if keys:
            yield from self._as_named(keys, run, words, text)

    def _perhaps_own(self, run: Run) -> list[OwnName]:
        """What the agency calls its places, as far as this run may be it."""
        if run.begins_small or run.is_carried or run.is_plain:
            return self._own.same(run.line, run.key)
        return self._own.perhaps(run.line, run.key)

    def _keys_of(self, run: Run, words: Sequence[Word]) -> list[tuple[int, float]]:
        """The keys of the map that a run is, or that are nearly it, and how well spelled."""
        if not self._has_map or words[run.first].role is Role.PARTICLE:
            return []
        if run.is_joined and not _holds_together(words[run.first : run.last]):
            return []
        exact = self._gazetteer.key(run.key)
        if exact is not None:
            return [(exact, 1.0)]
        return self._like(run.key) if self._may_be_misspelled(run) else []

    def _as_own(self, own: Sequence[OwnName], run: Run, words: Sequence[Word]) -> Iterator[Mention]:
        before = words[run.first - 1].text if run.first else ""
        agency = _meant_own(own, run, name_of(words[run.first : run.last]), before)
        if agency:
            spelled = max(meant.fit for meant in agency)
            value = _value(run.key, spelled) * AGENCY_BONUS
            yield Mention(run.first, run.last, tuple(agency), spelled, value, False, False)

    def _as_named(
        self, keys: Sequence[tuple[int, float]], run: Run, words: Sequence[Word], text: str
    ) -> Iterator[Mention]:
        window = words[run.first : run.last]
        name = name_of(window)
        meant = [m for key, spelled in keys for m in self._meant(key, name, spelled)]
        if not meant:
            return
        core = [word for word in window if word.role is Role.CORE]
        best = max(m.fit for m in meant)
        kept = tuple(m for m in meant if m.fit >= 0.6 * best)
        is_long = len(core) > 1 and len(name.key) >= 8 and best > 0.9
        is_shown = not run.is_plain or _is_capital(core or window, text)
        plain = run.is_plain and not is_long and not (is_shown and not name.key.isdigit())
        value = _value(name.key + "".join(name.types | name.directions), best)
        is_typed = (
            self._is_typed(kept, name)
            or (not core and len(window) > 1)
            or (bool(name.directions) and not run.is_plain and best > SIDE_FIT)
        )
        yield Mention(run.first, run.last, kept, keys[0][1], value, plain, is_typed)

    def _may_be_misspelled(self, run: Run) -> bool:
        if run.has_comma or len(run.key) < LIKE_MIN_LETTERS or run.is_carried or run.is_plain:
            return False
        if not run.has_long_core or run.key.isdigit():
            return False
        self._fuzzy_left -= 1
        return self._fuzzy_left >= 0

    def _like(self, key: str) -> list[tuple[int, float]]:
        rated = []
        for number in self._gazetteer.like(key, LIKE_MOST):
            spelled = likeness(key, self._gazetteer.keys[number])
            if spelled:
                rated.append((number, spelled))
        rated.sort(key=lambda pair: -pair[1])
        return [pair for pair in rated if pair[1] >= rated[0][1] - 0.06]

    def _meant(self, key: int, name: Name, spelled: float) -> Iterator[Meant]:
        for named in self._gazetteer.named(key):
            yield Meant(named.target, named.id, spelled * agreement(name, named.name))

    def _is_typed(self, meant: Sequence[Meant], name: Name) -> bool:
        return bool(name.types) and any(m.target is Target.STREET and m.fit > 0.7 for m in meant)


def _meant_own(own: Sequence[OwnName], run: Run, name: Name, before: str) -> list[Meant]:
    found: dict[int, float] = {}
    for one in own:
        if run.line == one.words:
            fit = 1.0 if not run.is_plain or not _is_some(before, run.line) else 0.0
        elif one.name.key == run.key and not run.is_plain:
            fit = 0.97 * agreement(name, one.name)
        elif run.is_plain or run.is_carried or run.begins_small:
            continue
        else:
            fit = 0.95 * likeness(run.key, one.name.key) * agreement(name, one.name)
        if fit > max(0.5, found.get(one.place, 0.0)):
            found[one.place] = fit
    best = max(found.values(), default=0.0)
    return [Meant(None, place, fit) for place, fit in found.items() if fit >= best - 0.03]


def _value(letters: str, spelled: float) -> float:
    """Longest and best wins: letters that count, less twice what is wrong about them."""
    return len(letters) * spelled**3


def _widened(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """With the kind of street and the direction that stand right before and after."""
    beside = (Role.TYPE, Role.DIRECTION)
    while first and words[first - 1].role in beside:
        first -= 1
    while last < len(words) and words[last].role in beside:
        last += 1
    return first, last


def _holds_together(words: Sequence[Word]) -> bool:
    """Whether a name has its own words on both sides of an `and`, if it has one."""
    for at, word in enumerate(words):
        if word.text in CONJUNCTIONS:
            sides = words[:at], words[at + 1 :]
            if not all(any(w.role is Role.CORE for w in side) for side in sides):
                return False
    return True


def _is_some(before: str, line: str) -> bool:
    """`A lot` is much, not a lot to park in; one word of every day is a name only without `a`."""
    return before in ("a", "some", "un", "una", "unos") and " " not in line


def _is_capital(words: Sequence[Word], text: str) -> bool:
    """Whether every word begins with a capital, in a text that has small letters and not first."""
    if text.isupper():
        return False
    start = words[0].start
    before = text[:start].rstrip()
    begins = not before or before[-1] in ".!?\n"
    return not begins and all(text[word.start].isupper() for word in words)


def is_expected(words: Sequence[Word], first: int) -> bool:
    """Whether a word before says that a place follows: `at`, `behind the`, `en la`."""
    at = first - 1
    while at >= 0 and words[at].role in (Role.PARTICLE, Role.LINK, Role.TYPE, Role.DIRECTION):
        if words[at].text in ("@", "&", "/"):
            return True
        at -= 1
    at -= at > 0 and words[at].text in ("our", "nuestra", "nuestro")
    return at >= 0 and words[at].text in PLACES_AT

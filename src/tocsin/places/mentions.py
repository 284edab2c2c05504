"""Which words of a text name something: of the map or of the agency, spelled well or badly."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from tocsin.facts.agency import Place
from tocsin.places.everyday import COMMON, STOP
from tocsin.places.folding import Name, Role, Word, fold, name_of, plain, words_of
from tocsin.places.partly import Part, Parts
from tocsin.places.record import Gazetteer, Target
from tocsin.places.speech import PLACES_AT
from tocsin.places.vocabulary import PARTICLES

WORDS_MAX: Final = 7
"""No name has more words that count."""

FUZZY_KEY_MIN: Final = 5
"""A shorter name must be spelled rightly, or any word would be one."""

AGENCY_BONUS: Final = 1.25
"""An agency's own place is meant rather than the map's, at like spelling."""

LIKE_MOST: Final = 30
"""So many similar names of the map are compared letter by letter."""

SIDE_FIT: Final = 0.85
"""A name that fits so well with its `NE` or `W` is plainly a street."""

CONJUNCTIONS: Final = frozenset({"and", "y", "und", "&", "/", "@", "+"})

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


class _Agency(NamedTuple):
    words: str
    name: Name
    place: int
    glued: str
    """The name without a blank, numbers as they are written: `stationone`."""


def _glued(own: _Agency) -> _Agency:
    return own._replace(words=own.glued, name=Name(own.glued, frozenset(), frozenset()))


def _run_together(name: str) -> str:
    return "".join(filter(str.isalnum, plain(name)))


@lru_cache(maxsize=8)
def _names(called: tuple[tuple[str, ...], ...]) -> tuple[_Agency, ...]:
    """What each place of the agency is called, taken apart once and not for every text."""
    own = [
        _Agency(_line(words_of(name)), fold(name), number, _run_together(name))
        for number, names in enumerate(called)
        for name in names
    ]
    return (*own, *(_glued(one) for one in own if " " in one.words))


class Finder:
    """Finds names in the words of one text."""

    def __init__(self, gazetteer: Gazetteer, places: Sequence[Place]) -> None:
        self._gazetteer = gazetteer
        self._agency = _names(tuple((each.name, *each.aliases) for each in places))
        self._fuzzy_left = FUZZY_WINDOWS_MAX

    def find(self, words: Sequence[Word], text: str) -> list[Mention]:
        """The names that stand in the words, best first, none overlapping another."""
        found = [
            mention
            for first, last in _windows(words)
            for mention in self._at(words, first, last, text)
        ]
        found += [
            m for part in Parts(self._gazetteer).find(words) for m in self._in_part(part, words)
        ]
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
        own = any(agency.name.key == key for agency in self._agency)
        return own or self._gazetteer.key(key) is not None

    def holds(self, word: str) -> bool:
        """Whether a name of several words on the map has this word."""
        return word in self._gazetteer.tokens

    def is_like(self, key: str) -> bool:
        """Whether a name of the map or the agency is nearly this key."""
        own = any(likeness(key, agency.name.key) for agency in self._agency)
        return own or bool(self._like(key))

    def _at(self, words: Sequence[Word], first: int, last: int, text: str) -> Iterator[Mention]:
        window = words[first:last]
        name = name_of(window)
        if not name.key:
            return
        core = [word for word in window if word.role is Role.CORE]
        ends_in_stop = bool({core[0].text, core[-1].text} & STOP) if core else False
        is_plain = all(word.text in COMMON or word.text.isdigit() for word in core or window)
        is_shown = not is_plain or _is_capital(core or window, text)
        before = words[first - 1].text if first else ""
        agency = self._agency_at(window, before, name, is_plain, ends_in_stop)
        if agency:
            spelled = max(meant.fit for meant in agency)
            value = _value(name.key, spelled) * AGENCY_BONUS
            yield Mention(first, last, tuple(agency), spelled, value, False, False)
        if window[0].role is Role.PARTICLE or not _holds_together(window):
            return
        exact = self._gazetteer.key(name.key)
        keys = [(exact, 1.0)] if exact is not None else []
        if not keys and self._may_be_misspelled(window, core, name.key, ends_in_stop, is_plain):
            keys = self._like(name.key)
        meant = [m for key, spelled in keys for m in self._meant(key, name, spelled)]
        if meant:
            best = max(m.fit for m in meant)
            kept = tuple(m for m in meant if m.fit >= 0.6 * best)
            is_long = len(core) > 1 and len(name.key) >= 8 and best > 0.9
            plain = is_plain and not is_long and not (is_shown and not name.key.isdigit())
            value = _value(name.key + "".join(name.types | name.directions), best)
            is_typed = (
                self._is_typed(kept, name)
                or (not core and len(window) > 1)
                or (bool(name.directions) and not is_plain and best > SIDE_FIT)
            )
            yield Mention(first, last, kept, keys[0][1], value, plain, is_typed)

    def _may_be_misspelled(
        self,
        window: Sequence[Word],
        core: Sequence[Word],
        key: str,
        ends_in_stop: bool,
        is_plain: bool,
    ) -> bool:
        if any(word.text == "," for word in window):
            return False
        if len(key) < FUZZY_KEY_MIN - 1 or ends_in_stop or is_plain or not core:
            return False
        if all(len(word.text) < 3 for word in core) or key.isdigit():
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

    def _agency_at(
        self, window: Sequence[Word], before: str, name: Name, is_plain: bool, ends_in_stop: bool
    ) -> list[Meant]:
        line = _line(window)
        found: dict[int, float] = {}
        for own in self._agency:
            if line == own.words:
                fit = 1.0 if not is_plain or not _is_some(before, line) else 0.0
            elif own.name.key == name.key and not is_plain:
                fit = 0.97 * agreement(name, own.name)
            elif is_plain or ends_in_stop or window[0].text in PARTICLES:
                continue
            else:
                fit = 0.95 * likeness(name.key, own.name.key) * agreement(name, own.name)
            if fit > max(0.5, found.get(own.place, 0.0)):
                found[own.place] = fit
        best = max(found.values(), default=0.0)
        return [Meant(None, place, fit) for place, fit in found.items() if fit >= best - 0.03]


def likeness(one: str, other: str) -> float:
    """How like two keys are, 0 when a frightened thumb would not make one of the other.

    Transposed, doubled, dropped and neighbouring letters count one each; digits
    must be the same, for another number is another street.
    """
    longest = max(len(one), len(other))
    allowed = 1 if longest < 7 else 2 if longest < 12 else 3
    if min(len(one), len(other)) < FUZZY_KEY_MIN - 1 or longest < FUZZY_KEY_MIN:
        return 0.0
    if _digits(one) != _digits(other):
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed:
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


def _value(letters: str, spelled: float) -> float:
    """Longest and best wins: letters that count, less twice what is wrong about them."""
    return len(letters) * spelled**3


def _windows(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Runs of words that may be a name: not across a full stop, not beginning with a link."""
    for first, word in enumerate(words):
        if word.role >= Role.BREAK:
            continue
        count = 0
        for last in range(first, len(words)):
            role = words[last].role
            is_comma = words[last].text == ","
            if (role is Role.BREAK and not is_comma) or count >= WORDS_MAX:
                break
            if role is Role.LINK or is_comma:
                continue
            count += role is not Role.PARTICLE
            if role is not Role.PARTICLE or last == first:
                yield first, last + 1


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


def _line(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words if word.role < Role.BREAK)


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

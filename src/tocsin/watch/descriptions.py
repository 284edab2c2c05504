"""Whether words about somebody fit somebody whom a safety plan warns of.

"Blue pickup, north lot" is compared with the vehicles, names and plates that are
known. Each likeness is named; a name or a whole plate is enough to act on, a
colour with a kind of car is for a person to judge, and a colour alone is
nothing.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import msgspec
from rapidfuzz import fuzz, process

from tocsin.kernel.limits import NAME_LETTERS_MIN
from tocsin.watch import plates
from tocsin.watch.plates import Likeness

NAME_LIKE: Final = 88.0
"""A word of a text is a name, misspelt, from this likeness (rapidfuzz ratio, 0 to 100)."""


class Because(StrEnum):
    """What fits, the surest first."""

    PLATE_EXACT = Likeness.EXACT
    NAME = "name"
    PLATE_CONFUSABLE = Likeness.CONFUSABLE
    SURNAME = "surname"
    PLATE_NEAR = Likeness.NEAR
    PLATE_PART = Likeness.PART
    VEHICLE = "vehicle"


SURE: Final = frozenset({Because.PLATE_EXACT, Because.NAME, Because.PLATE_CONFUSABLE})
"""What is acted on before anybody has judged it."""


class Profile(msgspec.Struct, frozen=True):
    """What is known of one respondent, in clear, for one comparison.

    `names` are full names and aliases, `vehicles` free words such as "blue Ford
    pickup, dented door".
    """

    respondent: str
    names: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    vehicles: tuple[str, ...] = ()


class Match(msgspec.Struct, frozen=True):
    """A respondent whom the words may be about, and why; the surest reason first."""

    respondent: str
    because: tuple[Because, ...]

    @property
    def is_sure(self) -> bool:
        """Whether it is acted on before anybody has judged it."""
        return bool(self.because) and self.because[0] in SURE


def match(text: str, read_plates: Iterable[str], profiles: Iterable[Profile]) -> list[Match]:
    """Every respondent whom the words or plates may be about, the surest first.

    `read_plates` are plates that are given as such; those in the text are found.
    """
    words = _words(text)
    seen = [*read_plates, *plates.candidates(text)]
    found = []
    for profile in profiles:
        fits = (_by_plate(seen, profile), _by_name(words, profile), _by_vehicle(words, profile))
        because = sorted(filter(None, map(_surest, fits)), key=_ORDER.index)
        if because:
            found.append(Match(profile.respondent, tuple(because)))
    return sorted(found, key=lambda one: _ORDER.index(one.because[0]))


_ORDER: Final = list(Because)


def _surest(because: Iterable[Because]) -> Because | None:
    return min(because, key=_ORDER.index, default=None)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def _by_plate(seen: Iterable[str], profile: Profile) -> Iterable[Because]:
    for read in seen:
        for known in profile.plates:
            likeness = plates.compare(read, known)
            if likeness is not None:
                yield Because(likeness)


def _by_name(words: list[str], profile: Profile) -> Iterable[Because]:
    """A whole name, misspelt or not, in any order of its parts; or its last part alone."""
    for name in profile.names:
        parts = [part for part in _words(name) if len(part) >= NAME_LETTERS_MIN]
        fits = [_is_said(part, words) for part in parts]
        if len(parts) > 1 and all(fits):
            yield Because.NAME
        elif parts and fits[-1]:
            yield Because.SURNAME


def _is_said(part: str, words: list[str]) -> bool:
    return process.extractOne(part, words, scorer=fuzz.ratio, score_cutoff=NAME_LIKE) is not None


def _by_vehicle(words: list[str], profile: Profile) -> Iterable[Because]:
    """A colour with a kind or a make of car; any one of them alone says nothing."""
    said = features(words)
    for vehicle in profile.vehicles:
        known = features(_words(vehicle))
        same = [kind for kind in _FEATURES if said[kind] & known[kind]]
        other = [kind for kind in _FEATURES if said[kind] and known[kind] and kind not in same]
        if len(same) > 1 and not other:
            yield Because.VEHICLE


_FEATURES: Final = ("colour", "body", "make")


def features(words: Iterable[str]) -> dict[str, set[str]]:
    """What the words say of a vehicle: colour, body and make, each by one name."""
    found: dict[str, set[str]] = {kind: set() for kind in _FEATURES}
    for word in words:
        for kind, table in _TABLES.items():
            meant = table.get(word)
            if meant is not None:
                found[kind].add(meant)
    return found


def _table(rows: str) -> dict[str, str]:
    """From rows of words that mean the same, each to the first of its row."""
    return {word: row.split()[0] for row in rows.strip().splitlines() for word in row.split()}


_TABLES: Final = {
    "colour": _table("""
black negro negra dark
white blanco blanca
grey gray gris silver plateado plateada charcoal
blue azul navy teal
red rojo roja maroon burgundy
green verde
brown tan beige marron café cafe gold dorado bronze
yellow amarillo amarilla
orange naranja
purple morado morada
"""),
    "body": _table("""
pickup truck troca camioneta ute lorry f150 silverado
suv jeep crossover
sedan saloon car coche carro auto coupe hatchback
van minivan furgoneta
motorcycle motorbike bike moto motocicleta
"""),
    "make": _table("""
ford
chevrolet chevy
toyota
honda
nissan
dodge ram
gmc
hyundai
kia
volkswagen vw
subaru
mazda
jeep
tesla
bmw
audi
mercedes benz
"""),
}

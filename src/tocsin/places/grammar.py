"""From the names in a text to places: crossings, houses, what is behind and what between."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from tocsin.facts.agency import Place
from tocsin.geo.line import distance_m
from tocsin.places.answer import About, Alternative, Kind, Reading, Relation
from tocsin.places.everyday import STOP
from tocsin.places.folding import Role, Word
from tocsin.places.located import PLACE_M, Ground
from tocsin.places.mentions import Meant, Mention
from tocsin.places.record import Target
from tocsin.places.speech import HER, HIM, JOINS, KIND_WORDS, NOT, PARKING, WEAK_AT
from tocsin.places.trust import Trust
from tocsin.places.vocabulary import PARTICLES

SCORE_MIN: Final = 0.35
"""What is less sure than this is not said at all."""

STREETS_MAX: Final = 40
"""So many streets of one name are tried for crossings."""

NEARLY_MOST: Final = 6
"""So many pairs of streets that share no junction are compared point by point."""

APART_MAX: Final = 5
"""So many words may stand between two streets that are said to meet."""

KINDS_MAX: Final = 4
"""`The library` means something only where there are at most so many."""

BETWEEN_M: Final = 1_500.0
"""Nobody stands between two places that are further apart."""

SAME_M: Final = 80.0
"""A place drawn twice within this is one."""

NEAR_M: Final = 100.0
"""How much further `near` reaches than `at`."""


class Grammar(Trust):
    """The words of one text and what is known of the ground."""

    def __init__(
        self, words: Sequence[Word], text: str, ground: Ground, agency: Sequence[Place]
    ) -> None:
        super().__init__(words, text)
        self._ground = ground
        self._agency = agency
        self._used: set[int] = set()

    def readings(self, mentions: Sequence[Mention]) -> list[Reading]:
        """Every place the names of the text make, the more telling construction first."""
        found = [*self._betweens(mentions), *self._crossings(mentions)]
        for mention in mentions:
            if mention.first not in self._used:
                reading = self._house(mention) or self._single(mention)
                if reading is not None:
                    found.append(reading)
        found += self._kinds(mentions)
        return _precise_first(_without_districts([r for r in found if r.score >= SCORE_MIN]))

    def _made(
        self,
        kind: Kind,
        found: Sequence[Alternative],
        bounds: tuple[int, int],
        score: float,
        relation: Relation | None = None,
    ) -> Reading | None:
        """A reading, less sure where she goes to, comes from, is not, or somebody else is."""
        if not found:
            return None
        first, last = bounds
        before = self._before(first)
        if before and before[0] in WEAK_AT and "across" not in before and "next" not in before:
            score *= 0.65
        if NOT & set(before[:3]):
            score *= 0.5
        about = self._about(first)
        if about is About.HIM:
            score *= 0.8
        stands = self._relation(first) if relation is None else relation
        alternatives = self._ground.weighed(_merged(found))
        return Reading(kind, alternatives, self._span(first, last), min(0.98, score), stands, about)

    # Crossings and stretches.

    def _crossings(self, mentions: Sequence[Mention]) -> Iterator[Reading]:
        for one, other in pairwise(mentions):
            if one.first in self._used or other.first in self._used:
                continue
            how = self._joined(one, other)
            found = self._meet(one, other) if how else []
            if found:
                best = max(each.weight for each in found)
                kept = [each for each in found if each.weight >= 0.6 * best]
                bounds = (one.first, other.last)
                made = self._made(Kind.CROSSING, kept, bounds, how * min(1.0, best) ** 0.5)
                if made is not None:
                    self._used |= {one.first, other.first}
                    yield made

    def _joined(self, one: Mention, other: Mention) -> float:
        """How surely two names are said to meet: 0 when they are not."""
        inner = range(one.last, other.first)
        texts = [self._words[at].text for at in inner if self._words[at].text != "."]
        german = len(texts) - 1 if texts and texts[-1] == "im" else len(texts)
        if len(texts) > APART_MAX or any(word in HER | HIM for word in texts[:german]):
            return 0.0
        bare = [m for m in (one, other) if self._is_number(m) and not m.is_typed]
        is_breaking = any(self._words[at].role is Role.BREAK for at in inner)
        if not texts and bare:
            return 0.0
        if all(word in JOINS | PARTICLES for word in texts):
            return 0.95 if texts else 0.8
        if len(texts) == 1 and not bare and len(texts[0]) <= 4 and texts[0].isalpha():
            return 0.8  # an `and` or a `con`, misspelled: it counts only where they do meet
        is_loose = all(word in STOP | JOINS or word == "," for word in texts)
        return 0.75 if is_loose and not bare and (not is_breaking or "," in texts) else 0.0

    def _meet(self, one: Mention, other: Mention) -> list[Alternative]:
        first, second = _streets(one), _streets(other)
        pairs = [(a, b) for a in first[:STREETS_MAX] for b in second[:STREETS_MAX]]
        found = [
            point for a, b in pairs for point in self._ground.crossing(a.id, b.id, a.fit * b.fit)
        ]
        if found or len(pairs) > NEARLY_MOST:
            return found
        return [p for a, b in pairs for p in self._ground.nearly(a.id, b.id, a.fit * b.fit)]

    def _betweens(self, mentions: Sequence[Mention]) -> Iterator[Reading]:
        """`on Alder between 5th and 6th`, `entre 5 y 6`, `between the lot and the bank`."""
        for number, (one, other) in enumerate(pairwise(mentions)):
            if self._relation(one.first) is not Relation.BETWEEN or not self._joined(one, other):
                continue
            beside = [*mentions[max(0, number - 1) : number], *mentions[number + 2 : number + 3]]
            made = next((r for m in beside if (r := self._stretch(m, one, other))), None)
            made = made or self._gap(one, other)
            if made is not None:
                yield made

    def _stretch(self, street: Mention, one: Mention, other: Mention) -> Reading | None:
        found = []
        for along in _streets(street)[:STREETS_MAX]:
            ends = [
                [p for s in _streets(end) for p in self._ground.crossing(along.id, s.id, s.fit)]
                for end in (one, other)
            ]
            pairs = [(a, b) for a in ends[0] for b in ends[1]]
            if pairs:
                nearest = min(pairs, key=lambda pair: _apart_m(*pair))
                found.append(self._ground.between(along.id, nearest, along.fit))
        bounds = (min(street.first, one.first), max(street.last, other.last))
        made = self._made(Kind.RELATIVE, found, bounds, 0.93, Relation.BETWEEN)
        if made is not None:
            self._used |= {street.first, one.first, other.first}
        return made

    def _gap(self, one: Mention, other: Mention) -> Reading | None:
        """The middle between two places, where they are near enough."""
        ends = [self._places(m) for m in (one, other)]
        pairs = [(a, b) for a in ends[0] for b in ends[1] if _apart_m(a, b) <= BETWEEN_M]
        found = []
        for a, b in sorted(pairs, key=lambda pair: _apart_m(*pair))[:2]:
            latitude, longitude = (a.latitude + b.latitude) / 2, (a.longitude + b.longitude) / 2
            accuracy_m = PLACE_M + _apart_m(a, b) / 2
            found.append(Alternative(latitude, longitude, a.weight * b.weight, accuracy_m))
        bounds = (one.first, other.last)
        made = self._made(Kind.RELATIVE, found, bounds, 0.8, Relation.BETWEEN)
        if made is not None:
            self._used |= {one.first, other.first}
        return made

    # Houses.

    def _house(self, mention: Mention) -> Reading | None:
        streets = _streets(mention)
        numbers = self._number_before(mention), self._number_after(mention)
        for is_after, at in enumerate(numbers):
            if at is None or not streets:
                continue
            number, letter = self._as_number(at)
            found = [h for s in streets for h in self._ground.house(s.id, number, letter, s.fit)]
            if not found and not is_after:
                found = [b for s in streets for b in self._ground.block(s.id, number, s.fit)]
            if found:
                best = max(each.weight for each in found)
                found = [each for each in found if each.weight >= 0.75 * best]
                bounds = (min(at, mention.first), max(at + 1, mention.last))
                return self._made(Kind.ADDRESS, found, bounds, 0.97 * min(1.0, best) ** 0.5)
        return None

    # One name alone.

    def _single(self, mention: Mention) -> Reading | None:
        agency = [meant for meant in mention.meant if meant.target is None]
        if agency:
            return self._own(mention, agency)
        score = self._trust(mention)
        if score <= 0:
            return None
        streets, places = _streets(mention), self._places(mention)
        best = max((s.fit for s in streets), default=0.0)
        best_place = max((p.weight for p in places), default=0.0)
        is_street = best >= best_place - (0.0 if self._says_place(mention) else 0.05)
        as_streets = [
            self._ground.street(s.id, s.fit * (1.0 if is_street else 0.5))
            for s in streets
            if s.fit >= 0.85 * best
        ]
        others = [
            p._replace(weight=p.weight * (0.5 if is_street and streets else 1.0)) for p in places
        ]
        if is_street and streets:
            found = [*as_streets, *others]
            return self._made(Kind.STREET, found, (mention.first, mention.last), score * best)
        return self._beside(Kind.PLACE, mention, [*others, *as_streets], score * best_place)

    def _own(self, mention: Mention, meant: Sequence[Meant]) -> Reading | None:
        found = []
        for each in meant:
            place = self._agency[each.id]
            point = place.latitude, place.longitude
            found.append(Alternative(*point, each.fit, PLACE_M + 15.0, id=place.place))
        return self._beside(Kind.AGENCY_PLACE, mention, found, 0.97 * mention.spelled)

    def _places(self, mention: Mention) -> list[Alternative]:
        found = []
        for meant in mention.meant:
            if meant.target is Target.PLACE:
                found.append(self._ground.place(meant.id, meant.fit))
            elif meant.target is None:
                place = self._agency[meant.id]
                found.append(Alternative(place.latitude, place.longitude, meant.fit, PLACE_M))
        return found

    def _beside(
        self, kind: Kind, mention: Mention, known: Sequence[Alternative], score: float
    ) -> Reading | None:
        """A place, its lot, or the ground behind or across from it."""
        bounds = (mention.first, mention.last)
        relation = self._relation(mention.first)
        if self._says_parking(mention):
            lots = [lot for place in known[:3] for lot in self._ground.parking(place)]
            if lots:
                return self._made(Kind.RELATIVE, [*lots], bounds, 0.95 * score, relation)
        if relation in (Relation.BEHIND, Relation.ACROSS):
            moved = [self._ground.moved(place, relation) for place in known]
            return self._made(kind, moved, bounds, 0.95 * score, relation)
        if relation is Relation.NEAR:
            known = [place._replace(accuracy_m=place.accuracy_m + NEAR_M) for place in known]
        return self._made(kind, known, bounds, score, relation)

    def _says_parking(self, mention: Mention) -> bool:
        before = set(self._before(mention.first, 6))
        after = {word.text for word in self._words[mention.last : mention.last + 2]}
        return bool(PARKING & (before | after))

    def _kinds(self, mentions: Sequence[Mention]) -> Iterator[Reading]:
        """`across from the library`, where the map knows which one that must be."""
        if not self._ground.gazetteer.of_kind:
            return
        taken = {at for m in mentions for at in range(m.first, m.last)}
        for first, word in enumerate(self._words):
            if first in taken or word.role >= Role.PARTICLE:
                continue
            relation = self._relation(first)
            if relation in (Relation.AT, Relation.BETWEEN):
                continue
            for last in range(min(first + 3, len(self._words)), first, -1):
                part = [w.text for w in self._words[first:last] if w.role < Role.PARTICLE]
                known = self._ground.of_kinds(KIND_WORDS.get("".join(part), ()), KINDS_MAX)
                if known:
                    mention = Mention(first, last, (), 1.0, 0.0, False, False)
                    made = self._beside(Kind.PLACE, mention, known, 0.75 / len(known) ** 0.25)
                    if made is not None:
                        yield made
                    break


def _streets(mention: Mention) -> list[Meant]:
    found = [meant for meant in mention.meant if meant.target is Target.STREET]
    return sorted(found, key=lambda meant: -meant.fit)


def _apart_m(one: Alternative, other: Alternative) -> float:
    return distance_m((one.latitude, one.longitude), (other.latitude, other.longitude))


def _merged(found: Sequence[Alternative]) -> list[Alternative]:
    """Without places drawn twice; streets are kept, however near."""
    kept: list[Alternative] = []
    for each in sorted(found, key=lambda one: -one.weight):
        is_double = not each.stretches and any(_apart_m(each, other) <= SAME_M for other in kept)
        if not is_double:
            kept.append(each)
    return kept


def _precise_first(readings: Sequence[Reading]) -> list[Reading]:
    """A whole street says less than a point, where she gave one."""
    has_point = any(
        r.kind is not Kind.STREET and r.score >= 0.5 and r.about is About.HER for r in readings
    )
    return [
        r._replace(score=0.75 * r.score) if has_point and r.kind is Kind.STREET else r
        for r in readings
    ]


def _without_districts(readings: Sequence[Reading]) -> list[Reading]:
    """A town or quarter is an answer only where nothing nearer is said."""
    fine = [r for r in readings if r.alternatives[0].accuracy_m <= 400 or r.kind is not Kind.PLACE]
    return fine or list(readings)

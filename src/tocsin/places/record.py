"""The gazetteer as arrays, the way a map file holds it, and the questions it answers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.texts import Texts
from tocsin.places.everyday import STOP
from tocsin.places.folding import Name, unspell
from tocsin.roads.network import Bytes, Floats, Ints, Longs


class Target(IntEnum):
    """What a name stands for."""

    STREET = 0
    PLACE = 1


class Tables(NamedTuple):
    """k keys (cores of names, sorted), n names, s streets, p places, a addresses, c crossings.

    The names of key i are `first_name[i]` up to `first_name[i + 1]`; their
    `name_target` is a street or a place. `gram_key` lists, for each of `GRAMS`
    pairs of letters, the keys that hold it. A street is one connected
    run of stretches of one name. Each crossing stands under both its streets.
    The w words that longer names consist of stand apart, with the keys that bear them.
    Addresses of a street are sorted by number. Degrees are WGS 84.
    """

    key_blob: Bytes
    key_first: Longs  # [k + 1]
    key_length: Bytes  # [k] letters, 255 at most
    gram_first: Ints  # [GRAMS + 1]
    gram_key: Ints
    first_name: Ints  # [k + 1]
    name_blob: Bytes
    name_first: Longs  # [n + 1] folded as `folding.spell` writes it
    name_kind: Bytes  # [n] Target
    name_target: Ints  # [n] street or place
    street_blob: Bytes
    street_first: Longs  # [s + 1] the name as the map shows it
    first_piece: Ints  # [s + 1]
    piece_stretch: Ints  # stretch of the road network
    piece_first_point: Longs  # one more than pieces
    point_latitude: Floats
    point_longitude: Floats
    first_crossing: Ints  # [s + 1]
    crossing_street: Ints  # [2 c] the other street
    crossing_latitude: Floats  # [2 c]
    crossing_longitude: Floats  # [2 c]
    first_address: Ints  # [s + 1]
    address_number: Ints  # [a]
    address_letter: Bytes  # [a] 1 for a, 2 for b, 0 without
    address_latitude: Floats  # [a]
    address_longitude: Floats  # [a]
    address_place: Ints  # [a]
    place_blob: Bytes
    place_first: Longs  # [p + 1] the name as the map shows it, empty where it has none
    place_kind: Ints  # [p] index of kind, as `amenity=library`
    place_latitude: Floats  # [p]
    place_longitude: Floats  # [p]
    first_outline: Longs  # [p + 1]
    outline_latitude: Floats
    outline_longitude: Floats
    place_floors: Bytes  # [p] storeys above ground, 0 where the map does not say
    place_building: NDArray[np.bool_]  # [p] whether its outline is a wall
    kind_blob: Bytes
    kind_first: Longs
    token_blob: Bytes
    token_first: Longs  # [w + 1] words that names of several words consist of, sorted
    first_bearer: Ints  # [w + 1]
    bearer: Ints  # key that holds the word
    first_part: Ints  # [k + 1]
    part: Ints  # words of a key in their order; none where it has only one


GRAM_BASE: Final = 37
GRAMS: Final = GRAM_BASE**2
"""Pairs out of 26 letters, 10 digits and one for the border and the rest."""

_LETTERS: Final = {c: n for n, c in enumerate("abcdefghijklmnopqrstuvwxyz0123456789", 1)}


def grams(key: str) -> list[int]:
    """The pairs of letters of a key, its border on both sides included; no doubles."""
    codes = [0, *(_LETTERS.get(c, 0) for c in key), 0]
    return sorted({a * GRAM_BASE + b for a, b in pairwise(codes)})


class Named(NamedTuple):
    """One name of the map and what it stands for."""

    name: Name
    target: Target
    id: int


class Gazetteer:
    """Names, crossings, addresses and places of one map; opened without building anything.

    Safe to share between threads that only read.
    """

    def __init__(self, tables: Tables) -> None:
        """`tables` as `gazetteer.build` makes them; ValueError when they do not fit together."""
        keys = len(tables.key_first)
        if len(tables.gram_first) != GRAMS + 1 or {
            len(tables.first_name),
            len(tables.first_part),
        } != {keys}:
            raise ValueError("this gazetteer is of another version; import the map again")
        self.tables = tables
        self.keys = Texts(tables.key_blob, tables.key_first)
        self._names = Texts(tables.name_blob, tables.name_first)
        self.streets = Texts(tables.street_blob, tables.street_first)
        self.places = Texts(tables.place_blob, tables.place_first)
        self.kinds = Texts(tables.kind_blob, tables.kind_first)
        self._tokens = Texts(tables.token_blob, tables.token_first)

    def key(self, text: str) -> int | None:
        """Where a key stands, or None."""
        at = crc32(text.encode("utf-8", "replace")) % len(self._marks)
        if not self._marks[at]:
            return None
        low = self._first_from(text)
        return low if low < len(self.keys) and self.keys[low] == text else None

    def _first_from(self, text: str) -> int:
        """The first key that is not before a text: by halving, for keys are sorted."""
        low, high = 0, len(self.keys)
        while low < high:
            middle = (low + high) // 2
            if self.keys[middle] < text:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _marks(self) -> bytearray:
        """A mark where the hash of a key falls: nearly all that is none is known without a search.

        As Bloom, "Space/time trade-offs in hash coding with allowable errors" (CACM 13, 1970),
        with one hash, and a byte for each mark.
        """
        marks = bytearray(MARKS_A_KEY * len(self.keys) + 1)
        blob, first = self.tables.key_blob.tobytes(), self.tables.key_first.tolist()
        for start, end in pairwise(first):
            marks[crc32(blob[start:end]) % len(marks)] = 1
        return marks

    @cached_property
    def openers(self) -> frozenset[str]:
        """The words that carry a sentence with which a key begins."""
        found = ((word, self._first_from(word)) for word in STOP)
        count = len(self.keys)
        return frozenset(w for w, at in found if at < count and self.keys[at].startswith(w))

    def like(self, text: str, most: int) -> list[int]:
        """At most `most` keys that share the most pairs of letters with a text."""
        if not len(self.keys):
            return []
        t = self.tables
        asked = grams(text)
        lists = [t.gram_key[t.gram_first[g] : t.gram_first[g + 1]] for g in asked]
        counts = np.bincount(np.concatenate(lists))
        shared = np.flatnonzero(counts)
        counts = counts[shared]
        # Dice's coefficient: shared pairs against all groups of both.
        score = 2 * counts / (len(asked) + t.key_length[shared])
        best = np.argpartition(-score, most)[:most] if len(score) > most else np.arange(len(score))
        found: list[int] = shared[best[score[best] >= LIKE_MIN]].tolist()
        return found

    @cached_property
    def tokens(self) -> dict[str, int]:
        """The words that names of several words consist of, each with its number."""
        return {token: number for number, token in enumerate(self._tokens)}

    def tokens_about(self, letters: int) -> list[str]:
        """Those that are a letter longer or shorter at most, in their order."""
        return self._tokens_about.get(letters, [])

    @cached_property
    def _tokens_about(self) -> dict[int, list[str]]:
        about: dict[int, list[str]] = defaultdict(list)
        for token in self.tokens:
            for letters in (-1, 0, 1):
                about[len(token) + letters].append(token)
        return about

    def bearers(self, token: int) -> Ints:
        """The keys that hold a word."""
        t = self.tables
        return t.bearer[t.first_bearer[token] : t.first_bearer[token + 1]]

    def parts(self, key: int) -> list[int]:
        """The words of a key in their order; empty where it has only one."""
        t = self.tables
        found: list[int] = t.part[t.first_part[key] : t.first_part[key + 1]].tolist()
        return found

    def named(self, key: int) -> Iterator[Named]:
        """What the names with this key stand for."""
        t = self.tables
        for at in range(t.first_name[key], t.first_name[key + 1]):
            yield Named(
                unspell(self._names[at]), Target(int(t.name_kind[at])), int(t.name_target[at])
            )

    def stretches(self, street: int) -> tuple[int, ...]:
        """The stretches of the road network that a street runs along."""
        t = self.tables
        return tuple(t.piece_stretch[t.first_piece[street] : t.first_piece[street + 1]].tolist())

    def course(self, street: int) -> list[Floats]:
        """The pieces of a street, each shape [n, 2] of latitude and longitude."""
        t = self.tables
        cuts = t.piece_first_point[t.first_piece[street] : t.first_piece[street + 1] + 1].tolist()
        whole = slice(cuts[0], cuts[-1])
        points = np.stack([t.point_latitude[whole], t.point_longitude[whole]], axis=-1)
        return [points[start - cuts[0] : end - cuts[0]] for start, end in pairwise(cuts)]

    def crossings(self, one: int, other: int) -> Floats:
        """Where two streets meet, shape [n, 2]; empty where they do not."""
        t = self.tables
        part = slice(t.first_crossing[one], t.first_crossing[one + 1])
        where = t.crossing_street[part] == other
        latitude, longitude = t.crossing_latitude[part], t.crossing_longitude[part]
        return np.stack([latitude[where], longitude[where]], axis=-1)

    def outline(self, place: int) -> tuple[tuple[float, float], ...]:
        """The outline of a place in (latitude, longitude), empty for a point."""
        t = self.tables
        part = slice(t.first_outline[place], t.first_outline[place + 1])
        latitude, longitude = t.outline_latitude[part].tolist(), t.outline_longitude[part].tolist()
        return tuple(zip(latitude, longitude, strict=True))

    def kind(self, place: int) -> str:
        """What a place is, as `amenity=library`."""
        return self.kinds[int(self.tables.place_kind[place])]

    def floors(self) -> dict[int, int]:
        """Storeys of the places of which the map gives them."""
        count = self.tables.place_floors
        known = np.flatnonzero(count)
        return dict(zip(known.tolist(), count[known].tolist(), strict=True))

    def is_building(self, place: int) -> bool:
        """Whether the outline of a place is a wall, whatever else the place is."""
        return bool(self.tables.place_building[place])

    @cached_property
    def middle(self) -> tuple[float, float] | None:
        """The middle of the map's streets, or of its places; None for an empty map."""
        t = self.tables
        for latitude, longitude in (
            (t.point_latitude, t.point_longitude),
            (t.place_latitude, t.place_longitude),
        ):
            if len(latitude):
                return float(np.median(latitude)), float(np.median(longitude))
        return None

    @cached_property
    def of_kind(self) -> dict[str, Sequence[int]]:
        """For each kind of place the places of that kind."""
        kinds = self.tables.place_kind
        order = np.argsort(kinds, kind="stable")
        first = np.searchsorted(kinds[order], np.arange(len(self.kinds) + 1))
        return {k: order[first[n] : first[n + 1]].tolist() for n, k in enumerate(self.kinds)}


MARKS_A_KEY: Final = 8
"""One name in eight that is none is looked for all the same."""

LIKE_MIN: Final = 0.4
"""Two keys that share less (Dice, pairs of letters) are not compared further."""

"""The gazetteer of a map: built once at import, kept as arrays, opened without any work."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tocsin.geo.texts import pack
from tocsin.places.addresses import Address, Addresses
from tocsin.places.feature import Feature
from tocsin.places.folding import Name, Role, fold, plain, spell, words_of
from tocsin.places.record import GRAMS, Gazetteer, Tables, Target, grams
from tocsin.places.streets import Street, crossings_of, streets_of
from tocsin.roads import network as roads
from tocsin.roads.network import NO_ROADS, Network

__all__ = ["PREFIX", "WITHOUT_MAP", "Gazetteer", "build", "gazetteer_from", "to_arrays"]

PREFIX: Final = "gazetteer"
"""Before the name of each array in a map file."""

_OTHER_NAMES: Final = (
    "alt_name",
    "short_name",
    "official_name",
    "loc_name",
    "old_name",
    "nickname",
    "name:en",
    "name:es",
    "int_name",
    "addr:housename",
)
_RUN_BY: Final = {"parking", "bank", "fuel", "post_office", "car_rental", "clinic", "cinema"}
_TRADE_NAMES: Final = ("brand", "operator:short", "ref:name")

_KINDS: Final = (
    "emergency",
    "amenity",
    "healthcare",
    "shop",
    "tourism",
    "leisure",
    "office",
    "craft",
    "public_transport",
    "railway",
    "aeroway",
    "entrance",
    "historic",
    "man_made",
    "place",
    "highway",
    "natural",
    "waterway",
    "landuse",
    "boundary",
    "building",
)
"""The tags that say what a place is, the most telling first."""

FLOORS_MAX: Final = 200
"""No building has more storeys; what says more is a mistake."""

GLUED_MAX: Final = 40
"""A longer name is not typed without a blank."""

_NONE: Final[frozenset[str]] = frozenset()
_LEVELS: Final = re.compile(r"(?:^|;)\s*(\d{1,3})(?=\D|$)")

_Arrays = dict[str, NDArray[np.generic]]


def build(features: Iterable[Feature], network: Network, names: Sequence[str]) -> Gazetteer:
    """The gazetteer of a map.

    `names` are the map's names that `network.name` points into. A feature that
    is a drivable way of the network (tag `highway`, its id among `network.way`)
    lends its other names to the street, and a bridge on it is a place; every
    other feature becomes a place, an address, or both.
    """
    streets = streets_of(network, names)
    street_of_way = _streets_of_ways(streets, network)
    addresses = Addresses(streets, network)
    kept: list[Feature] = []
    rows: list[tuple[str, Target, int]] = []
    for feature in features:
        drivable = street_of_way.get(feature.id, ()) if feature.kind == "way" else ()
        if drivable and "highway" in feature.tags:
            other = _names(feature.tags, (*_OTHER_NAMES, "ref"))
            rows += [(name, Target.STREET, street) for name in other for street in drivable]
            own = _names(feature.tags, ("bridge:name",))
            if not own and "addr:housenumber" not in feature.tags:
                continue
        else:
            own = _names(feature.tags, ("name", *_OTHER_NAMES, *_TRADE_NAMES, "bridge:name"))
            own = own or _names(feature.tags, ("operator",) if _is_trade(feature.tags) else ())
        rows += [(name, Target.PLACE, len(kept)) for name in own]
        addresses.add(feature, len(kept))
        kept.append(feature)
    names_of_streets = [street.name for street in streets] + addresses.more_streets
    rows += [(name, Target.STREET, n) for n, name in enumerate(names_of_streets)]
    fields: _Arrays = {}
    fields |= _names_as_arrays(rows)
    fields |= _streets_as_arrays(streets, names_of_streets, network)
    fields |= _crossings_as_arrays(streets, network, len(names_of_streets))
    fields |= _addresses_as_arrays(addresses.found, len(names_of_streets))
    fields |= _places_as_arrays(kept)
    return Gazetteer(Tables(**fields))  # type: ignore[arg-type]


def to_arrays(gazetteer: Gazetteer) -> _Arrays:
    """The arrays of a gazetteer, each under `gazetteer.field`."""
    return roads.to_arrays(PREFIX, gazetteer.tables)


def gazetteer_from(arrays: Mapping[str, NDArray[np.generic]]) -> Gazetteer:
    """The gazetteer out of the arrays of a map file. KeyError names what is missing."""
    fields: list[Any] = [arrays[f"{PREFIX}.{field}"] for field in Tables._fields]
    return Gazetteer(Tables(*fields))


def _names(tags: Mapping[str, str], which: Iterable[str]) -> list[str]:
    parts = (part.strip() for tag in which for part in tags.get(tag, "").split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def _streets_of_ways(streets: Sequence[Street], network: Network) -> dict[int, tuple[int, ...]]:
    found: dict[int, set[int]] = defaultdict(set)
    for number, street in enumerate(streets):
        for way in np.unique(network.way[street.stretches]).tolist():
            found[way].add(number)
    return {way: tuple(sorted(numbers)) for way, numbers in found.items()}


def _firsts(counts: Iterable[int], kind: Any = np.int32) -> NDArray[Any]:
    return np.array(list(accumulate(counts, initial=0)), kind)


def _names_as_arrays(rows: Sequence[tuple[str, Target, int]]) -> _Arrays:
    """Each way of saying each thing once, under its key; keys sorted."""
    of_key: dict[str, dict[tuple[str, Target, int], None]] = defaultdict(dict)
    for text, target, number in rows:
        for name in (fold(text), *(_glued(text) if target is Target.PLACE else ())):
            if name.key:
                of_key[name.key][spell(name), target, number] = None
    keys = sorted(of_key)
    said = [row for key in keys for row in of_key[key]]
    words_of_key = _words_of_keys(rows)
    having: list[list[int]] = [[] for _ in range(GRAMS)]
    length = []
    for number, key in enumerate(keys):
        of_this = grams(key)
        length.append(min(255, len(of_this)))
        for gram in of_this:
            having[gram].append(number)
    key_blob, key_first = pack(keys)
    name_blob, name_first = pack([row[0] for row in said])
    fields: _Arrays = {
        "key_blob": key_blob,
        "key_first": key_first,
        "key_length": np.array(length, np.uint8),
        "gram_first": _firsts(map(len, having)),
        "gram_key": np.array([key for each in having for key in each], np.int32),
        "first_name": _firsts(len(of_key[key]) for key in keys),
        "name_blob": name_blob,
        "name_first": name_first,
        "name_kind": np.array([row[1] for row in said], np.uint8),
        "name_target": np.array([row[2] for row in said], np.int32),
    }
    return fields | _tokens_as_arrays([words_of_key.get(key, ()) for key in keys])


def _glued(text: str) -> list[Name]:
    """The name as it is typed without blanks, where that is not what it is compared by."""
    letters = "".join(filter(str.isalnum, plain(text)))
    is_one = len(words_of(text)) == 1 or letters == fold(text).key
    return [] if is_one or len(letters) > GLUED_MAX else [Name(letters, _NONE, _NONE)]


def _words_of_keys(rows: Iterable[tuple[str, Target, int]]) -> dict[str, tuple[str, ...]]:
    """For each core of more than one word its words; of two ways to part it the finer."""
    found: dict[str, tuple[str, ...]] = {}
    for text in dict.fromkeys(row[0] for row in rows):
        words = tuple(word.text for word in words_of(text) if word.role is Role.CORE)
        key = fold(text).key
        if len(words) > max(1, len(found.get(key, ()))):
            found[key] = words
    return found


def _tokens_as_arrays(parts: Sequence[Sequence[str]]) -> _Arrays:
    """The words of each key, in order; and for each word the keys that hold it."""
    tokens = {token: n for n, token in enumerate(sorted({word for part in parts for word in part}))}
    bearers: list[list[int]] = [[] for _ in tokens]
    for key, part in enumerate(parts):
        for token in dict.fromkeys(part):
            bearers[tokens[token]].append(key)
    blob, first = pack(list(tokens))
    return {
        "token_blob": blob,
        "token_first": first,
        "first_bearer": _firsts(map(len, bearers)),
        "bearer": np.array([key for each in bearers for key in each], np.int32),
        "first_part": _firsts(map(len, parts)),
        "part": np.array([tokens[word] for part in parts for word in part], np.int32),
    }


def _streets_as_arrays(
    streets: Sequence[Street], names: Sequence[str], network: Network
) -> _Arrays:
    blob, first = pack(names)
    none = np.empty(0, np.int32)
    pieces = np.concatenate([none, *(street.stretches for street in streets)])
    starts, ends = network.first_point[pieces], network.first_point[pieces + 1]
    points = [np.arange(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    at = np.concatenate([np.empty(0, np.int64), *points])
    without = len(names) - len(streets)
    return {
        "street_blob": blob,
        "street_first": first,
        "first_piece": _firsts([*(len(s.stretches) for s in streets), *[0] * without]),
        "piece_stretch": pieces,
        "piece_first_point": _firsts((ends - starts).tolist(), np.int64),
        "point_latitude": network.point_latitude[at],
        "point_longitude": network.point_longitude[at],
    }


def _crossings_as_arrays(streets: Sequence[Street], network: Network, count: int) -> _Arrays:
    found = crossings_of(streets, network)
    both = sorted(
        [(c.one, c.other, c.latitude, c.longitude) for c in found]
        + [(c.other, c.one, c.latitude, c.longitude) for c in found]
    )
    sizes = np.bincount(np.array([row[0] for row in both], np.int64), minlength=count)
    return {
        "first_crossing": _firsts(sizes.tolist()),
        "crossing_street": np.array([row[1] for row in both], np.int32),
        "crossing_latitude": np.array([row[2] for row in both], np.float64),
        "crossing_longitude": np.array([row[3] for row in both], np.float64),
    }


def _addresses_as_arrays(found: Iterable[Address], count: int) -> _Arrays:
    rows = sorted(found)
    sizes = np.bincount(np.array([row.street for row in rows], np.int64), minlength=count)
    return {
        "first_address": _firsts(sizes.tolist()),
        "address_number": np.array([row.number for row in rows], np.int32),
        "address_letter": np.array([row.letter for row in rows], np.uint8),
        "address_latitude": np.array([row.latitude for row in rows], np.float64),
        "address_longitude": np.array([row.longitude for row in rows], np.float64),
        "address_place": np.array([row.place for row in rows], np.int32),
    }


def _places_as_arrays(features: Sequence[Feature]) -> _Arrays:
    blob, first = pack([_shown(feature.tags) for feature in features])
    kinds = [_kind(feature.tags) for feature in features]
    of_kind = {kind: n for n, kind in enumerate(sorted(set(kinds)))}
    kind_blob, kind_first = pack(list(of_kind))
    outline = [point for feature in features for point in feature.outline]
    return {
        "place_blob": blob,
        "place_first": first,
        "place_kind": np.array([of_kind[kind] for kind in kinds], np.int32),
        "place_latitude": np.array([feature.latitude for feature in features], np.float64),
        "place_longitude": np.array([feature.longitude for feature in features], np.float64),
        "first_outline": _firsts((len(feature.outline) for feature in features), np.int64),
        "outline_latitude": np.array([point[0] for point in outline], np.float64),
        "outline_longitude": np.array([point[1] for point in outline], np.float64),
        "place_floors": np.array([_floors(feature.tags) for feature in features], np.uint8),
        "place_building": np.array([_is_walls(feature) for feature in features], np.bool_),
        "kind_blob": kind_blob,
        "kind_first": kind_first,
    }


def _shown(tags: Mapping[str, str]) -> str:
    return next((tags[tag] for tag in ("name", *_OTHER_NAMES, *_TRADE_NAMES) if tag in tags), "")


def _kind(tags: Mapping[str, str]) -> str:
    return next((f"{tag}={tags[tag]}" for tag in _KINDS if tag in tags), "")


def _is_walls(feature: Feature) -> bool:
    return bool(feature.outline) and feature.tags.get("building", "no") != "no"


def _is_trade(tags: Mapping[str, str]) -> bool:
    """Whether a nameless thing is known by who runs it: a garage, a bank, a fuel station."""
    return "shop" in tags or tags.get("amenity") in _RUN_BY


def _floors(tags: Mapping[str, str]) -> int:
    """Storeys by `building:levels`; of `3;5` the most, of `2.5` the whole ones."""
    counts = [int(n) for n in _LEVELS.findall(tags.get("building:levels", ""))]
    return min(FLOORS_MAX, max(counts, default=0))


WITHOUT_MAP: Final = build((), NO_ROADS, ())
"""No name, no street, no place: what is read with it are coordinates and the agency's places."""

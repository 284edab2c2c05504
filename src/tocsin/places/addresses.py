"""House numbers of the map, each given to the street it stands in."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from tocsin.places.feature import Feature
from tocsin.places.folding import Name, fold
from tocsin.places.streets import Street, nearest_on, plane_of, segments
from tocsin.roads.network import Floats, Network

STREET_REACH_M: Final = 300.0
"""A house further from its street than this stands in another one of that name."""

NUMBER_MAX: Final = 999_999
"""No house number is larger."""

_NUMBER: Final = re.compile(r"(\d{1,6})\s*([A-Za-z])?(?![A-Za-z])")


class Address(NamedTuple):
    """One house number of a street. `letter` is 1 for a, 0 without; sorts as numbers do."""

    street: int
    number: int
    letter: int
    latitude: float
    longitude: float
    place: int


class Addresses:
    """Collects the addresses of a map while its features pass."""

    def __init__(self, streets: Sequence[Street], network: Network) -> None:
        self._plane = plane_of(network)
        points = self._plane.to_metres(network.point_latitude, network.point_longitude)
        first = network.first_point
        self._segments = [
            segments([points[first[s] : first[s + 1]] for s in street.stretches.tolist()])
            for street in streets
        ]
        self._of_name: dict[str, list[int]] = defaultdict(list)
        self._of_key: dict[str, list[tuple[Name, int]]] = defaultdict(list)
        for number, street in enumerate(streets):
            self._of_name[street.name].append(number)
            name = fold(street.name)
            self._of_key[name.key].append((name, number))
        self._count = len(streets)
        self._new: dict[str, int] = {}
        self.found: list[Address] = []
        self.more_streets: list[str] = []
        """Streets that only addresses know: numbered after those of the network."""

    def add(self, feature: Feature, place: int) -> None:
        """Take the address of a feature, if it has one; `12-16` and `12;14` are two numbers."""
        numbers = _NUMBER.findall(feature.tags.get("addr:housenumber", ""))
        street = _street(feature.tags)
        if not numbers or not street:
            return
        number = self._street_near(street, feature)
        for digits, letter in numbers:
            code = ord(letter.lower()) - ord("a") + 1 if letter else 0
            row = (int(digits), code, feature.latitude, feature.longitude, place)
            self.found.append(Address(number, *row))

    def _street_near(self, street: str, feature: Feature) -> int:
        point = self._plane.to_metres(feature.latitude, feature.longitude)
        same = self._of_name.get(street) or [
            number
            for name, number in self._of_key.get(fold(street).key, ())
            if _agrees(name, street)
        ]
        ranked = sorted((self._distance_m(number, point), number) for number in same)
        if ranked and ranked[0][0] <= STREET_REACH_M:
            return ranked[0][1]
        if street not in self._new:
            self._new[street] = self._count + len(self._new)
            self.more_streets.append(street)
        return self._new[street]

    def _distance_m(self, street: int, point: Floats) -> float:
        nearest = nearest_on(self._segments[street], point)
        return float(np.hypot(*(nearest - point).T).min())


def _street(tags: Mapping[str, str]) -> str:
    return tags.get("addr:street") or tags.get("addr:place") or ""


def _agrees(name: Name, other: str) -> bool:
    """Whether neither kind nor direction of two names of one core speak against each other."""
    folded = fold(other)
    types = not name.types or not folded.types or bool(name.types & folded.types)
    sides = not name.directions or not folded.directions or name.directions == folded.directions
    return types and sides

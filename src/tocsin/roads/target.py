"""A place as the engine wants it: which arcs end there, and what follows on foot."""

from typing import Final, NamedTuple

import numpy as np

from tocsin.roads.engine import CLOSED, Ends
from tocsin.roads.foot import Approach, Feet
from tocsin.roads.network import Floats, Ints, Longs, Network
from tocsin.roads.snap import Found, Snap
from tocsin.roads.starts import Answer, Arcs
from tocsin.roads.turns import TurnGraph

PLACES_KEPT_MAX: Final = 4_096
"""So many places keep their approaches; a new place beyond that forgets the others."""


class Target(NamedTuple):
    """A place with its k ends on the roads."""

    latitude: float
    longitude: float
    answer: Answer
    approaches: tuple[Approach, ...]
    ends: Ends
    """The vertices of those of the arcs that are open."""
    arc: Ints  # [k]
    beyond_ms: Longs  # [k] of the arc, beyond the place
    foot_ms: Longs  # [k] what follows


class Targets:
    """Places of one map, and where vehicles can stop for them while some roads are closed."""

    def __init__(self, network: Network, turns: TurnGraph, snap: Snap, feet: Feet) -> None:
        self.network, self.turns, self.snap, self.feet = network, turns, snap, feet
        self.arcs = both_arcs(network)
        self._kept: dict[tuple[float, float], tuple[Approach, ...]] = {}

    def forget(self) -> None:
        """Roads were closed or opened."""
        self._kept.clear()

    def at(self, latitude: float, longitude: float, ms: Ints, base_ms: Ints) -> Target:
        """The place, with the times over arcs now (`ms`) and when nothing is closed."""
        key = (latitude, longitude)
        if key not in self._kept:
            if len(self._kept) >= PLACES_KEPT_MAX:
                self._kept.clear()
            self._kept[key] = self._approaches(latitude, longitude, ms)
        return self.built(key, self._kept[key], ms, base_ms)

    def built(
        self,
        place: tuple[float, float],
        approaches: tuple[Approach, ...],
        ms: Ints,
        base_ms: Ints,
    ) -> Target:
        """The place with just these approaches."""
        stretch = np.array([one.stretch for one in approaches], np.int32)
        offset = np.array([one.offset_m for one in approaches], np.float64)
        foot = np.array([one.foot_s * 1000 for one in approaches], np.float64)
        share = np.clip(offset / np.maximum(self.network.length_m[stretch], 1e-3), 0.0, 1.0)
        arc = np.concatenate([self.arcs.forward[stretch], self.arcs.backward[stretch]])
        has = arc >= 0
        beyond = np.concatenate([1 - share, share])[has]
        foot_ms = np.rint(np.concatenate([foot, foot])[has]).astype(np.int64)
        arc = arc[has]
        beyond_ms = np.rint(beyond * drivable(arc, ms, base_ms)).astype(np.int64)
        ends = self._ends(arc, foot_ms - beyond_ms, ms[arc] < CLOSED)
        answer = Answer.OK if approaches else self._answer(*place)
        return Target(*place, answer, approaches, ends, arc, beyond_ms, foot_ms)

    def _ends(self, arc: Ints, ms: Longs, is_open: Ints) -> Ends:
        """Every copy of the open arcs."""
        copies = self.turns.arc_vertex[arc + 1] - self.turns.arc_vertex[arc]
        count = np.where(is_open, copies, 0)
        place = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        vertex = np.repeat(self.turns.arc_vertex[arc], count) + place
        return Ends(vertex.astype(np.int32), np.repeat(ms, count).astype(np.int32))

    def _approaches(self, latitude: float, longitude: float, ms: Ints) -> tuple[Approach, ...]:
        """Where vehicles can stop; when that is on a closed road, also where they still can."""
        found = self.feet.approaches(latitude, longitude)
        is_open = np.zeros(len(self.network.stretch_from), np.uint8)
        is_open[self.network.stretch[ms < CLOSED]] = 1
        shut = [one for one in found if not is_open[one.stretch]]
        if shut:
            found = [*shut, *self.feet.approaches(latitude, longitude, is_open)]
        return tuple(found)

    def _answer(self, latitude: float, longitude: float) -> Answer:
        found = self.snap.missed(latitude, longitude).found
        if found is Found.NO_POSITION:
            return Answer.NO_PLACE
        is_swapped = found is Found.PERHAPS_SWAPPED
        return Answer.PLACE_PERHAPS_SWAPPED if is_swapped else Answer.PLACE_OFF_THE_MAP


def both_arcs(network: Network) -> Arcs:
    """The arcs of every stretch, by direction."""
    forward = np.full(len(network.stretch_from), -1, np.int32)
    backward = forward.copy()
    arc = np.arange(len(network.tail), dtype=np.int32)
    forward[network.stretch[network.is_forward]] = arc[network.is_forward]
    backward[network.stretch[~network.is_forward]] = arc[~network.is_forward]
    return Arcs(forward, backward)


def drivable(arc: Ints, ms: Ints, base_ms: Ints) -> Floats:
    """Milliseconds over some arcs for whoever is on them already, closed or not."""
    return np.where(ms[arc] < CLOSED, ms[arc], base_ms[arc]).astype(np.float64)

"""The engine that answers: a customizable contraction hierarchy over the turn graph.

Its shape depends on the roads alone, is computed when a map is imported, and
lies in the map file. Times are worked into it in some tens of milliseconds,
those of a few closed arcs in about one.
"""

from collections.abc import Mapping
from copy import copy
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.roads.contraction import Downward, Slots, from_above, gather, shape, starts
from tocsin.roads.customising import FAR, NO_SLOT, Side, customise, put, renew
from tocsin.roads.dissection import stretch_ranks
from tocsin.roads.engine import CLOSED, Ends
from tocsin.roads.network import Ints, Longs, Network
from tocsin.roads.queries import (
    Desk,
    Laid,
    answer,
    answer_all,
    answer_laid,
    copy_times,
    lay_out,
    table,
)
from tocsin.roads.turns import TurnGraph, turn_weights
from tocsin.roads.unpacking import fastest_way

RENEW_ARCS_MAX: Final = 100
"""For more arcs than this it is quicker to work all times in again."""


class Hierarchy(NamedTuple):
    """v vertices of the turn graph, t turns, joints from a vertex to higher ones that can be
    driven up (s of them) or down (r of them). All joints are between ranks.
    """

    rank: Slots  # [v] of each vertex of the turn graph
    parent: Ints  # [v] in the elimination tree, -1 at a root
    leaving_first: Slots  # [v + 1]
    leaving_to: Slots  # [s]
    entering_first: Slots  # [v + 1]
    entering_to: Slots  # [r]
    rise_first: Slots  # [v + 1] the joints that leave, by their upper end
    rise_to: Slots  # [s] their lower end
    rise_slot: Slots  # [s] and their slot there
    drop_first: Slots  # [v + 1] the joints that enter, by their upper end
    drop_to: Slots  # [r]
    drop_slot: Slots  # [r]
    turn_slot: Ints  # [t] slot of each turn among those that leave, or ~slot of those that enter


def build(turns: TurnGraph, network: Network) -> Hierarchy:
    """The shape of the hierarchy; seconds of work for a city."""
    stretch = network.stretch[turns.vertex_arc]
    order = np.argsort(stretch_ranks(network)[stretch], kind="stable")
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    tail, head = rank[turns.turn_from()], rank[turns.turn_to]
    apart = tail != head
    found = shape(tail[apart].astype(np.int32), head[apart].astype(np.int32), len(order))
    leaving, entering = found.leaving, found.entering
    up = _slots(leaving.first, leaving.to, tail, head)
    down = _slots(entering.first, entering.to, head, tail)
    turn_slot = np.where(tail < head, up, ~down).astype(np.int32)
    turn_slot[~apart] = NO_SLOT
    return Hierarchy(
        rank,
        found.parent,
        *leaving,
        *entering,
        *from_above(leaving),
        *from_above(entering),
        turn_slot,
    )


def _slots(first: Slots, to: Slots, low: Slots, high: Slots) -> Longs:
    """Where each pair stands among the joints; meaningless for one that does not."""
    count = len(first) - 1
    rows = np.repeat(np.arange(count, dtype=np.int64), np.diff(first))
    return np.searchsorted(rows * count + to, low.astype(np.int64) * count + high)


def hierarchy_from(arrays: Mapping[str, NDArray[np.generic]]) -> Hierarchy:
    """The hierarchy out of the arrays of a map file. KeyError names what is missing."""
    return Hierarchy(*(arrays[f"hierarchy.{field}"] for field in Hierarchy._fields))  # type: ignore[arg-type]


class State(NamedTuple):
    """What an engine answers from: ranks, tree, times in both directions, room to work."""

    rank: Slots
    parent: Ints
    leaving: Side
    entering: Side
    desk: Desk
    changes: Longs  # [1] how often times were changed

    def rows(self, vertices: Ints) -> Slots:
        """The ranks of vertices. IndexError when there is no such vertex."""
        return self.rank[vertices]

    def above(self, rows: Slots) -> Slots:
        """The vertices of these ranks and all their ancestors, each after its own."""
        count = gather(rows, self.parent, self.desk.seen, self.desk.chosen)
        return self.desk.chosen[:count].copy()

    def ask(self, ends: Ends, few: Side, many: Side, chosen: Slots, wanted: Slots) -> Ints:
        """Times between some ends and the wanted ranks, all of them among the chosen."""
        rows, offsets, shift = self.ends(ends)
        return answer(rows, offsets, shift, self.parent, few, many, chosen, wanted, self.desk)

    def ask_all(self, ends: Ends, few: Side, many: Side) -> Ints:
        """Times between some ends and every vertex."""
        rows, offsets, shift = self.ends(ends)
        return answer_all(rows, offsets, shift, self.parent, few, many, self.rank, self.desk)

    def ends(self, ends: Ends) -> tuple[Slots, Ints, int]:
        """Ranks, offsets of zero and more, and what was added to make them so."""
        shift = max(0, -int(ends.ms.min(initial=0)))
        offsets = np.minimum(ends.ms.astype(np.int64) + shift, FAR).astype(np.int32)
        return self.rows(ends.vertex), offsets, shift


class Pinned:
    """Many sources kept at hand, so that only the target is new in each question.

    It sees every change of times. Pinning a thousand takes some tenths of a millisecond.
    """

    __slots__ = ("_chosen", "_laid", "_seen", "_state", "_wanted")

    def __init__(self, state: State, sources: Ints) -> None:
        """`sources` are vertices of the turn graph, shape [k]."""
        self._state, self._wanted = state, state.rows(sources)
        self._chosen = state.above(self._wanted)
        place = np.full(len(state.parent), -1, np.int32)
        first, to, ms = lay_out(self._chosen, state.leaving, place)
        self._laid = Laid(first, to, ms, place, np.full(len(self._chosen), FAR, np.int32))
        self._seen = int(state.changes[0])

    def to(self, target: Ends) -> Ints:
        """Milliseconds from the end of each source vertex's arc to the target, [k]."""
        state = self._state
        if self._seen != state.changes[0]:
            self._seen = int(state.changes[0])
            copy_times(self._chosen, state.leaving, self._laid.ms)
        rows, offsets, shift = state.ends(target)
        return answer_laid(
            rows,
            offsets,
            shift,
            state.parent,
            state.entering,
            self._laid,
            self._wanted,
            state.desk,
        )


class HierarchyEngine:
    """`roads.engine.Engine`, many times faster. All arcs are closed until `set_times`."""

    def __init__(self, hierarchy: Hierarchy, turns: TurnGraph, arc_ms: Ints | None = None) -> None:
        """ValueError as in `turn_weights`, or when the two do not belong together."""
        fixed = Hierarchy._make(map(_fixed, hierarchy))
        size = len(turns.vertex_arc)
        if len(fixed.rank) != size or len(fixed.turn_slot) != len(turns.turn_to):
            raise ValueError("this hierarchy was built for another turn graph")
        self._turns, self._slot = turns, fixed.turn_slot
        self._state = State(
            fixed.rank,
            fixed.parent,
            _side(
                fixed.leaving_first,
                fixed.leaving_to,
                Downward(fixed.drop_first, fixed.drop_to, fixed.drop_slot),
            ),
            _side(
                fixed.entering_first,
                fixed.entering_to,
                Downward(fixed.rise_first, fixed.rise_to, fixed.rise_slot),
            ),
            _desk(size),
            np.zeros(1, np.int64),
        )
        self._vertex = np.argsort(fixed.rank)
        self._into = np.argsort(turns.turn_to, kind="stable")
        self._into_first = starts(turns.turn_to, size)
        arcs = len(turns.arc_vertex) - 1
        self.set_times(np.full(arcs, CLOSED, np.int32) if arc_ms is None else arc_ms)

    def set_times(self, arc_ms: Ints) -> None:
        """Take these times over every arc from now on. ValueError as in `turn_weights`."""
        weights = turn_weights(self._turns, arc_ms)
        self._arc_ms = arc_ms.astype(np.int32)
        self._state.changes[0] += 1
        leaving, entering = self._state.leaving, self._state.entering
        put(self._slot, weights, leaving, entering, 0)
        np.copyto(leaving.ms, leaving.turn_ms)
        np.copyto(entering.ms, entering.turn_ms)
        customise(leaving, entering)

    def change_times(self, arcs: Ints, arc_ms: Ints) -> None:
        """Take other times over some arcs only. ValueError as in `turn_weights`."""
        changed = self._arc_ms.copy()
        changed[arcs] = arc_ms
        if len(arcs) > RENEW_ARCS_MAX:
            self.set_times(changed)
            return
        into = _within(self._turns.arc_vertex, np.unique(arcs))
        turns = self._into[_within(self._into_first, into)]
        weights = turn_weights(self._turns, changed, turns)
        self._arc_ms = changed
        self._state.changes[0] += 1
        ends = np.searchsorted(self._turns.first_turn, turns, side="right") - 1
        state = self._state
        leaving, entering, desk = state.leaving, state.entering, state.desk
        lows = np.minimum(state.rank[ends], state.rank[self._turns.turn_to[turns]])
        put(self._slot[turns], weights, leaving, entering, 1)
        renew(lows, state.parent, leaving, entering, desk.seen, desk.chosen)

    def beside(self) -> "HierarchyEngine":
        """The same for another thread, with times of its own, which are to be set first.

        What the map says is shared; what questions write on is not.
        """
        other, state = copy(self), self._state
        other._state = state._replace(  # noqa: SLF001 - another of this very class.
            leaving=_side(*state.leaving[:2], state.leaving.below),
            entering=_side(*state.entering[:2], state.entering.below),
            desk=_desk(len(state.rank)),
            changes=np.zeros(1, np.int64),
        )
        return other

    def pin(self, sources: Ints) -> Pinned:
        """Keep many sources at hand for one target after the other; vertices, shape [k]."""
        return Pinned(self._state, sources)

    def many_to_one(self, sources: Ints, target: Ends) -> Ints:
        """Milliseconds from the end of each source vertex's arc to the target, [k]."""
        state, wanted = self._state, self._state.rows(sources)
        return state.ask(target, state.entering, state.leaving, state.above(wanted), wanted)

    def one_to_many(self, source: Ends, targets: Ints) -> Ints:
        """Milliseconds from the source to the end of each target's arc, [k]."""
        state, wanted = self._state, self._state.rows(targets)
        return state.ask(source, state.leaving, state.entering, state.above(wanted), wanted)

    def one_to_all(self, source: Ends) -> Ints:
        """Milliseconds from the source to the end of every vertex's arc, [v]."""
        return self._state.ask_all(source, self._state.leaving, self._state.entering)

    def all_to_one(self, target: Ends) -> Ints:
        """Milliseconds from the end of every vertex's arc to the target, [v]."""
        return self._state.ask_all(target, self._state.entering, self._state.leaving)

    def matrix(self, sources: Ints, targets: Ints) -> Ints:
        """Milliseconds from each source to each target, [k, l]."""
        state = self._state
        begin, end = state.rows(sources), state.rows(targets)
        towards = (state.parent, state.entering, state.leaving, state.above(begin), begin)
        away = (state.parent, state.leaving, state.entering, state.above(end), end)
        if len(begin) < len(end):
            return table(begin, *away, state.desk)
        return np.ascontiguousarray(table(end, *towards, state.desk).T)

    def path(self, source: Ends, target: Ends) -> Longs:
        """The vertices along the fastest way, both ends included, empty when there is none."""
        state = self._state
        begin, ahead_ms, _ = state.ends(source)
        end, back_ms, _ = state.ends(target)
        way = fastest_way(
            begin, ahead_ms, end, back_ms, state.parent, state.leaving, state.entering, state.desk
        )
        return self._vertex[way]


def warm() -> None:
    """Have everything compiled that answers questions, so that the first one is quick."""
    one, two = np.array([0, 1], np.int32), np.array([0, 1, 2], np.int32)
    joint, first, above = (np.array(row, np.uint32) for row in ([1], [0, 1, 1], [0, 0, 1]))
    low = np.zeros(1, np.uint32)
    turns = TurnGraph(one, two, two, one[::-1].copy(), np.ones(2, np.int32))
    engine = HierarchyEngine(
        Hierarchy(
            one.astype(np.uint32),
            np.array([1, -1], np.int32),
            *(first, joint, first, joint),
            *(above, low, low, above, low, low),
            np.array([0, -1], np.int32),
        ),
        turns,
        np.ones(2, np.int32),
    )
    ends = Ends(one, np.zeros(2, np.int32))
    engine.change_times(one, np.ones(2, np.int32))
    engine.many_to_one(one, ends)
    pinned = engine.pin(one)
    engine.set_times(np.ones(2, np.int32))
    pinned.to(ends)
    engine.all_to_one(ends)
    engine.matrix(one, one)
    engine.path(ends, ends)


def _fixed(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """The array as compiled code expects it, wherever it lies: in one piece, aligned, not to be
    written to.
    """
    plain: NDArray[np.generic] = np.require(array, requirements=["C", "A"]).view(np.ndarray)
    plain.flags.writeable = False
    return plain


def _side(first: Slots, to: Slots, below: Downward) -> Side:
    far = np.full(len(to), FAR, np.int32)
    return Side(first, to, far, far.copy(), np.zeros(len(to), np.uint8), below)


def _desk(size: int) -> Desk:
    far = np.full(size, FAR, np.int32)
    way, nowhere = np.empty(size, np.uint32), np.full(size, -1, np.int32)
    seen = np.zeros(size, np.uint8)
    return Desk(far, far.copy(), way, way.copy(), way.copy(), nowhere, seen)


def _within(first: NDArray[np.generic], rows: NDArray[np.generic]) -> Longs:
    """All places of some rows, one row after the other."""
    begin = first[rows].astype(np.int64)
    count = first[rows + 1].astype(np.int64) - begin
    jump = np.repeat(begin - (np.cumsum(count) - count), count)
    return jump + np.arange(len(jump))

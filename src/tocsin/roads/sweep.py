"""The reference engine: Dijkstra's algorithm as SciPy has it, over the whole turn graph.

Slow and plain: what the faster engine must agree with, and what answers where
that one cannot be built.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tocsin.roads.engine import CLOSED, UNREACHABLE, Ends
from tocsin.roads.network import Floats, Ints, Longs
from tocsin.roads.turns import TurnGraph, turn_weights

ROWS_AT_ONCE: Final = 32
"""How many rows of a matrix are computed at a time, which bounds the memory."""


class Sweep:
    """`roads.engine.Engine` without any preparation. All arcs are closed until `set_times`."""

    def __init__(self, turns: TurnGraph, arc_ms: Ints | None = None) -> None:
        """ValueError as in `turn_weights`."""
        self._turns = turns
        arcs = len(turns.arc_vertex) - 1
        self.set_times(np.full(arcs, CLOSED, np.int32) if arc_ms is None else arc_ms)

    def set_times(self, arc_ms: Ints) -> None:
        """Take these times over every arc from now on. ValueError as in `turn_weights`."""
        weights = turn_weights(self._turns, arc_ms)
        self._arc_ms = arc_ms.astype(np.int32)
        is_open = weights < CLOSED
        size = len(self._turns.vertex_arc)
        rows, columns = self._turns.turn_from()[is_open], self._turns.turn_to[is_open]
        self._ahead = _graph((weights[is_open].astype(np.float64), (rows, columns)), size)
        self._back = self._ahead.T.tocsr()

    def change_times(self, arcs: Ints, arc_ms: Ints) -> None:
        """Take other times over some arcs only. ValueError as in `turn_weights`."""
        changed = self._arc_ms.copy()
        changed[arcs] = arc_ms
        self.set_times(changed)

    def beside(self) -> "Sweep":
        """The same for another thread, with times of its own, which are to be set first."""
        return Sweep(self._turns)

    def many_to_one(self, sources: Ints, target: Ends) -> Ints:
        """Milliseconds from the end of each source vertex's arc to the target, [k]."""
        return self.all_to_one(target)[sources]

    def one_to_many(self, source: Ends, targets: Ints) -> Ints:
        """Milliseconds from the source to the end of each target's arc, [k]."""
        return self.one_to_all(source)[targets]

    def one_to_all(self, source: Ends) -> Ints:
        """Milliseconds from the source to the end of every vertex's arc, [v]."""
        return _sweep(self._ahead, source)[0]

    def all_to_one(self, target: Ends) -> Ints:
        """Milliseconds from the end of every vertex's arc to the target, [v]."""
        return _sweep(self._back, target)[0]

    def matrix(self, sources: Ints, targets: Ints) -> Ints:
        """Milliseconds from each source to each target, [k, l]."""
        found = np.empty((len(sources), len(targets)), np.int32)
        for begin in range(0, len(sources), ROWS_AT_ONCE):
            rows = sources[begin : begin + ROWS_AT_ONCE]
            far = _far(self._ahead, rows)[:, targets]
            found[begin : begin + len(rows)] = _whole(far)
        return found

    def path(self, source: Ends, target: Ends) -> Longs:
        """The vertices along the fastest way, both ends included, empty when there is none."""
        far, came_from = _sweep(self._ahead, source)
        total = far[target.vertex].astype(np.int64) + target.ms
        total[far[target.vertex] == UNREACHABLE] = UNREACHABLE
        if len(total) == 0 or total.min() >= UNREACHABLE:
            return np.empty(0, np.int64)
        way = [int(target.vertex[total.argmin()])]
        while 0 <= (previous := int(came_from[way[-1]])) < len(far):
            way.append(previous)
        return np.array(way[::-1], np.int64)


def _sweep(graph: Any, ends: Ends) -> tuple[Ints, Ints]:
    """Times from a vertex that stands before all ends, and each vertex's predecessor, [v] each."""
    size = graph.shape[0]
    if len(ends.vertex) == 0:
        return np.full(size, UNREACHABLE, np.int32), np.full(size, -1, np.int32)
    vertex, offset = _least(ends)
    shift = 1 - int(offset.min())
    weights = np.concatenate([graph.data, offset + shift])
    columns = np.concatenate([graph.indices, vertex])
    first = np.append(graph.indptr, len(weights))
    whole = _graph((weights, columns, first), size + 1)
    far, came_from = _far(whole, size, return_predecessors=True)
    return _whole(far[:size] - shift), came_from[:size]


def _graph(parts: Any, size: int) -> Any:
    # Loaded by the first sweep, not with the program: it takes half a second.
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    return csr_matrix(parts, shape=(size, size))


def _far(graph: Any, sources: Any, **options: bool) -> Any:
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - as above.

    return dijkstra(graph, indices=sources, **options)


def _least(ends: Ends) -> tuple[Ints, Longs]:
    """Each vertex once, with its smallest offset."""
    vertex, place = np.unique(ends.vertex, return_inverse=True)
    offset = np.full(len(vertex), np.iinfo(np.int64).max)
    np.minimum.at(offset, place, ends.ms.astype(np.int64))
    return vertex.astype(np.int32), offset


def _whole(far: Floats) -> NDArray[np.int32]:
    """Milliseconds out of SciPy's floats, where infinity is UNREACHABLE."""
    return np.where(np.isfinite(far), np.minimum(far, UNREACHABLE), UNREACHABLE).astype(np.int32)

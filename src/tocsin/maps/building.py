"""From ways to the road network: split at junctions, cut at barriers, both directions.

A stretch ends where two drivable ways meet, where a way ends, where a barrier cuts
it, and at signals, stop and give-way signs and level crossings that stand alone.
Signals within `SIGNALS_REACH_M` of a real junction, along the road, count for that
junction, since it is one set of signals that several nodes draw.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tocsin.maps.gathering import NodeTable, RoadTable
from tocsin.maps.reading import Lines
from tocsin.maps.runs import Nodes, Runs, between, nodes_of, runs_of, spread
from tocsin.roads.network import JunctionFlag, Network, StretchFlag

SIGNALS_REACH_M: Final = 25.0
"""Metres along the road from signals to the junction they belong to."""

SHORTEST_M: Final = 0.01
"""A stretch between two junctions drawn at one spot is a centimetre long, so no time is zero."""

ARMS_OF_A_JUNCTION: Final = 3
"""Roads that leave a node, from where on it is more than a bend."""


class Roads(NamedTuple):
    """The network, and what is needed to tie turn restrictions and footways to it."""

    network: Network
    nodes: Nodes
    junction: NDArray[np.int64]  # [rows of nodes] junction at this node, -1 for none
    runs: Runs
    begin: NDArray[np.int64]  # [e] position of the runs where the stretch begins
    end: NDArray[np.int64]  # [e]
    counts: dict[str, int]


class _Marks(NamedTuple):
    """What stands at each node, shape [n] each."""

    arms: NDArray[np.int64]
    breaks: NDArray[np.bool_]
    cuts: NDArray[np.bool_]
    gate: NDArray[np.bool_]
    flags: NDArray[np.uint8]


def build(table: RoadTable, lines: Lines, special: NodeTable) -> Roads:
    """The drivable network of these ways; it has no stretch when there is none."""
    nodes = nodes_of(lines)
    runs = runs_of(lines, nodes, table.road_class >= 0)
    marks, counts = _marks(nodes, runs, special)
    begin, end = between((marks.breaks | marks.cuts)[runs.node], runs)
    length = runs.along_m[end] - runs.along_m[begin]
    turns_back = (runs.node[begin] == runs.node[end]) & (length <= 0)
    begin, end, length = begin[~turns_back], end[~turns_back], length[~turns_back]
    one, other, where = _ends(runs, marks, begin, end)
    junction = np.full(len(nodes.id), -1, np.int64)
    is_shared = ~marks.cuts[where]
    junction[where[is_shared]] = np.flatnonzero(is_shared)
    network = _network(
        _Drawn(table, nodes, runs, marks, begin, end, np.maximum(length, SHORTEST_M)),
        (one, other, where),
    )
    counts |= {
        "missing_road_segments": runs.missing_segments,
        "zero_length_stretches": int(turns_back.sum()),
    }
    return Roads(network, nodes, junction, runs, begin, end, counts)


def _marks(nodes: Nodes, runs: Runs, special: NodeTable) -> tuple[_Marks, dict[str, int]]:
    """Junctions, barriers and signs by node.

    A barrier drawn right on a real junction would close every road there, which is
    a slip of whoever drew it; it is counted and left out.
    """
    n = len(nodes.id)
    uses = np.bincount(runs.node, minlength=n)
    ends = np.bincount(runs.node[runs.is_start | runs.is_end], minlength=n)
    arms = 2 * uses - ends
    rows = nodes.rows_of(special.node)
    on, rows = rows >= 0, rows[rows >= 0]
    cuts, gates, flags = np.zeros(n, np.bool_), np.zeros(n, np.bool_), np.zeros(n, np.uint8)
    cuts[rows], gates[rows], flags[rows] = special.cuts[on], special.gate[on], special.flags[on]
    is_bend = arms < ARMS_OF_A_JUNCTION
    misdrawn = int(((cuts | gates) & ~is_bend).sum())
    cuts, gates = cuts & is_bend & (uses > 0), gates & is_bend & (uses > 0)
    breaks = (uses > 1) | (ends > 0)
    marks = _Marks(arms, breaks, cuts, gates, flags)
    counts = {
        "barriers": int(cuts.sum()),
        "gates": int(gates.sum()),
        "barriers_on_junctions": misdrawn,
    }
    return _with_signals(marks, runs), counts


def _with_signals(marks: _Marks, runs: Runs) -> _Marks:
    """Signals near a junction move to it; every other sign makes its node a junction."""
    flags, breaks = marks.flags.copy(), marks.breaks.copy()
    has_signals = (flags & JunctionFlag.SIGNALS) > 0
    alone = has_signals & ~breaks & ~marks.cuts
    at = np.flatnonzero(alone[runs.node])
    real = np.flatnonzero((marks.arms >= ARMS_OF_A_JUNCTION)[runs.node])
    nearest = _nearest(at, real, runs)
    moved = nearest >= 0
    np.bitwise_or.at(flags, runs.node[nearest[moved]], np.uint8(JunctionFlag.SIGNALS))
    flags[runs.node[at[moved]]] &= ~np.uint8(JunctionFlag.SIGNALS)
    breaks |= flags > 0
    return marks._replace(flags=flags, breaks=breaks)


def _nearest(at: NDArray[np.int64], real: NDArray[np.int64], runs: Runs) -> NDArray[np.int64]:
    """For each position the position of the nearest real junction in its run, -1 if too far."""
    best, best_m = np.full(len(at), -1, np.int64), np.full(len(at), SIGNALS_REACH_M)
    if not len(real):
        return best
    run = np.cumsum(runs.is_start)
    after = np.searchsorted(real, at)
    for row in (after - 1, after):
        to = real[np.clip(row, 0, len(real) - 1)]
        fits = (row >= 0) & (row < len(real)) & (run[to] == run[at])
        far = np.abs(runs.along_m[to] - runs.along_m[at])
        closer = fits & (far <= best_m)
        best, best_m = np.where(closer, to, best), np.where(closer, far, best_m)
    return best


def _ends(
    runs: Runs, marks: _Marks, begin: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Junction where each stretch begins and ends, and the node of each junction.

    At a barrier every stretch gets an end of its own, so nothing passes through.
    """
    n, e = len(marks.cuts), len(begin)
    node = np.concatenate([runs.node[begin], runs.node[end]])
    key = np.where(marks.cuts[node], n + np.arange(2 * e), node)
    keys, junction = np.unique(key, return_inverse=True)
    where = np.where(keys < n, keys, node[np.maximum(keys - n, 0)]) if e else keys
    return junction[:e], junction[e:], where


class _Drawn(NamedTuple):
    table: RoadTable
    nodes: Nodes
    runs: Runs
    marks: _Marks
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    length_m: NDArray[np.float64]


def _network(
    drawn: _Drawn, ends: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
) -> Network:
    table, nodes, runs = drawn.table, drawn.nodes, drawn.runs
    one, other, where = ends
    line = runs.line[drawn.begin]
    at, first_point = spread(drawn.begin, drawn.end)
    drawn_by = runs.node[at]
    tail, head, stretch, forward, first_arc = _arcs(
        one, other, table.forward[line], table.backward[line], len(where)
    )
    flags = _stretch_flags(drawn, line, at, first_point)
    flags[_cut_off(one, other, tail, head, len(where))] |= np.uint16(StretchFlag.CUT_OFF)
    return Network(
        latitude=nodes.latitude[where],
        longitude=nodes.longitude[where],
        junction_flags=drawn.marks.flags[where],
        stretch_from=one.astype(np.int32),
        stretch_to=other.astype(np.int32),
        length_m=drawn.length_m.astype(np.float32),
        road_class=table.road_class[line].astype(np.uint8),
        posted_kph=table.posted_kph[line],
        stretch_flags=flags,
        lanes=table.lanes[line],
        name=table.name[line],
        way=table.way[line],
        first_point=first_point,
        point_latitude=nodes.latitude[drawn_by],
        point_longitude=nodes.longitude[drawn_by],
        first_arc=first_arc,
        tail=tail,
        head=head,
        stretch=stretch,
        is_forward=forward,
        first_banned=np.zeros(1, np.int32),
        banned_arcs=np.empty(0, np.int32),
    )


def _stretch_flags(
    drawn: _Drawn,
    line: NDArray[np.int64],
    at: NDArray[np.int64],
    first_point: NDArray[np.int64],
) -> NDArray[np.uint16]:
    flags = drawn.table.flags[line].copy()
    if not len(line):
        return flags
    cut = drawn.runs.is_cut[drawn.begin] | drawn.runs.is_cut[drawn.end]
    flags[cut] |= np.uint16(StretchFlag.LINK_TO_NOWHERE)
    gated = np.add.reduceat(
        drawn.marks.gate[drawn.runs.node[at]].astype(np.int64), first_point[:-1]
    )
    flags[gated > 0] |= np.uint16(StretchFlag.GATE)
    return flags


def _arcs(
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    forward: NDArray[np.bool_],
    backward: NDArray[np.bool_],
    junctions: int,
) -> tuple[
    NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], NDArray[np.int32]
]:
    """Tail, head, stretch and direction of every arc, sorted by tail, and each tail's first."""
    along, against = np.flatnonzero(forward), np.flatnonzero(backward)
    tail = np.concatenate([one[along], other[against]])
    head = np.concatenate([other[along], one[against]])
    stretch = np.concatenate([along, against])
    is_forward = np.arange(len(tail)) < len(along)
    order = np.lexsort((stretch, tail))
    first = np.zeros(junctions + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=junctions), out=first[1:])
    return (
        tail[order].astype(np.int32),
        head[order].astype(np.int32),
        stretch[order].astype(np.int32),
        is_forward[order],
        first,
    )


def _cut_off(
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    junctions: int,
) -> NDArray[np.bool_]:
    """Stretches with an end outside the largest strongly connected part."""
    if not junctions:
        return np.zeros(len(one), np.bool_)
    graph = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(junctions, junctions))
    _, part = connected_components(graph.tocsr(), directed=True, connection="strong")
    inside: NDArray[np.bool_] = part == np.bincount(part).argmax()
    return ~inside[one] | ~inside[other]

"""The turn graph: a vertex for every arc, an edge for every turn that may be driven.

A banned chain of two arcs is an edge that is not there. For a longer one the
arcs inside it get copies that remember how much of the chain has been driven
(the automaton of Aho and Corasick, CACM 18(6), 1975), so that exactly the
banned chains are impossible, also where two of them share arcs.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tocsin.roads.engine import CLOSED
from tocsin.roads.network import Ints, Longs, Network
from tocsin.roads.turning import TurnCosts, turn_ms

__all__ = ["TurnCosts", "TurnGraph", "build", "turn_weights", "turns_from", "with_costs"]

Chain: TypeAlias = tuple[int, ...]


class TurnGraph(NamedTuple):
    """m arcs, v vertices (an arc or a copy of one), t turns.

    The vertices of arc a are `arc_vertex[a]` up to `arc_vertex[a + 1]`. Whoever
    *starts* on arc a starts at the first of them; a *target* on arc a is reached
    at any of them. The turns out of vertex u are `first_turn[u]` up to
    `first_turn[u + 1]`, each to the vertex `turn_to` at a cost of `turn_ms`.
    """

    vertex_arc: Ints  # [v] arc
    arc_vertex: Ints  # [m + 1] vertex
    first_turn: Ints  # [v + 1]
    turn_to: Ints  # [t] vertex
    turn_ms: Ints  # [t] of the turn alone, without the arc it leads into

    def vertices(self, arc: int) -> Ints:
        """The vertices of one arc, shape [c], the first one for whoever starts there."""
        return np.arange(self.arc_vertex[arc], self.arc_vertex[arc + 1], dtype=np.int32)

    def turn_from(self) -> Ints:
        """The vertex that each turn leaves, shape [t]."""
        count = np.diff(self.first_turn)
        return np.repeat(np.arange(len(count), dtype=np.int32), count)


def build(
    network: Network, costs: TurnCosts | None = None, *, drives_on_left: bool = False
) -> TurnGraph:
    """The turn graph of a network.

    Turning round is possible at every junction, at a price, unless a chain bans
    it. ValueError when a banned chain names an arc that does not exist.
    """
    arcs = len(network.tail)
    chains = _chains(network)
    before, after = _meeting_arcs(network)
    states, special = _automaton(network, chains)
    vertex_arc = np.array([*range(arcs), *(state[-1] for state in states)], np.int32)
    order = np.argsort(vertex_arc, kind="stable").astype(np.int32)
    number = np.empty_like(order)
    number[order] = np.arange(len(order), dtype=np.int32)
    plain = ~np.isin(before, np.unique([row[0] for row in special if row[0] < arcs]))
    extra = np.array([row for row in special if row[1] >= 0], np.int32).reshape(-1, 2)
    tail = number[np.concatenate([before[plain], extra[:, 0]])]
    head = number[np.concatenate([after[plain], extra[:, 1]])]
    by_tail = np.lexsort((head, tail))
    turns = TurnGraph(
        vertex_arc[order],
        _starts(vertex_arc, arcs),
        _starts(tail, len(order)),
        head[by_tail],
        np.zeros(len(head), np.int32),
    )
    return with_costs(turns, network, costs or TurnCosts(), drives_on_left=drives_on_left)


def with_costs(
    turns: TurnGraph, network: Network, costs: TurnCosts, *, drives_on_left: bool = False
) -> TurnGraph:
    """The same turns at other costs; the shape of the graph stays as it is."""
    before, after = turns.vertex_arc[turns.turn_from()], turns.vertex_arc[turns.turn_to]
    cost = turn_ms(network, before, after, costs, drives_on_left=drives_on_left)
    return turns._replace(turn_ms=cost)


def turn_weights(turns: TurnGraph, arc_ms: Ints, only: Longs | None = None) -> Ints:
    """Milliseconds of every turn with the arc it leads into, shape [t], at least 1, or CLOSED.

    `only` names some of the turns. ValueError when `arc_ms` is not one time of
    zero or more for each arc, shape [m].
    """
    arcs = len(turns.arc_vertex) - 1
    if arc_ms.shape != (arcs,) or arc_ms.min(initial=0) < 0:
        raise ValueError(f"expected {arcs} times over arcs, none of them negative")
    to, cost = turns.turn_to, turns.turn_ms
    if only is not None:
        to, cost = to[only], cost[only]
    over = arc_ms[turns.vertex_arc[to]].astype(np.int64)
    whole = np.clip(over + cost, 1, CLOSED - 1)
    return np.where(over >= CLOSED, CLOSED, whole).astype(np.int32)


def turns_from(arrays: Mapping[str, NDArray[np.generic]]) -> TurnGraph:
    """The turn graph out of the arrays of a map file. KeyError names what is missing."""
    return TurnGraph(*(arrays[f"turns.{field}"] for field in TurnGraph._fields))  # type: ignore[arg-type]


def _starts(keys: Ints, count: int) -> Ints:
    """Where the rows of each key begin once they are sorted, shape [count + 1]."""
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(keys, minlength=count), out=first[1:])
    return first


def _meeting_arcs(network: Network) -> tuple[Ints, Ints]:
    """Every pair of arcs where the second begins at the end of the first, shape [t] each."""
    exits = np.diff(network.first_arc)[network.head]
    before = np.repeat(np.arange(len(network.tail), dtype=np.int32), exits)
    place = np.arange(len(before)) - np.repeat(np.cumsum(exits) - exits, exits)
    return before, (network.first_arc[network.head[before]] + place).astype(np.int32)


def _chains(network: Network) -> set[Chain]:
    """The banned chains that could be driven at all."""
    if network.banned_arcs.size and not (
        network.banned_arcs.min() >= 0 and network.banned_arcs.max() < len(network.tail)
    ):
        raise ValueError("a banned turn names an arc that the network does not have")
    bounds = network.first_banned.tolist()
    arcs = network.banned_arcs.tolist()
    found = {tuple(arcs[begin:end]) for begin, end in pairwise(bounds)}
    return {chain for chain in found if len(chain) > 1 and _is_connected(network, chain)}


def _is_connected(network: Network, chain: Chain) -> bool:
    return all(network.head[a] == network.tail[b] for a, b in pairwise(chain))


def _automaton(network: Network, chains: set[Chain]) -> tuple[list[Chain], list[tuple[int, int]]]:
    """What has been driven of the chains: the copies, and all turns of arcs that begin one.

    A state is the longest end of the way so far that begins a chain. A state of
    one arc is that arc itself; each longer one is a copy, numbered after the
    arcs. A row (u, -1) only says that vertex u's turns are listed here.
    """
    begun = {chain[:size] for chain in chains for size in range(1, len(chain))}
    copies: dict[Chain, int] = {}
    rows: list[tuple[int, int]] = []
    open_: list[Chain] = sorted(state for state in begun if len(state) == 1)
    for state in open_:
        here = copies.get(state, state[0])
        rows.append((here, -1))
        junction = network.head[state[-1]]
        for arc in range(network.first_arc[junction], network.first_arc[junction + 1]):
            way = (*state, arc)
            ends = [way[start:] for start in range(len(way))]
            if not chains.isdisjoint(ends):
                continue
            reached = next((end for end in ends if end in begun), (arc,))
            if len(reached) > 1 and reached not in copies:
                copies[reached] = len(network.tail) + len(copies)
                open_.append(reached)
            rows.append((here, copies.get(reached, arc)))
    return list(copies), rows

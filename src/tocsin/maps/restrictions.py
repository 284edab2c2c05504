"""Turn restrictions: relations to chains of arcs that may not be driven one after the other.

Follows the OpenStreetMap wiki (Relation:restriction). `only_` ones are turned into
what they forbid: on the described way every other turn. What holds only at times,
or only for others than emergency vehicles, is counted and left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tocsin.maps.building import Roads
from tocsin.maps.gathering import Relation
from tocsin.roads.network import Network

Chain: TypeAlias = tuple[int, ...]

KEYS: Final = (
    "restriction:emergency",
    "restriction:motorcar",
    "restriction:motor_vehicle",
    "restriction:vehicle",
    "restriction",
)
"""Which of them holds for us, the most specific first."""

KINDS: Final = {
    "no_left_turn",
    "no_right_turn",
    "no_straight_on",
    "no_u_turn",
    "no_entry",
    "no_exit",
    "only_left_turn",
    "only_right_turn",
    "only_straight_on",
    "only_u_turn",
}

VIA_ARCS_MAX: Final = 64
"""Longest way between the two turns of one restriction, in arcs; longer ones are broken."""


class _Members(NamedTuple):
    came: list[int]
    via_node: int | None
    via_ways: list[int]
    went: list[int]

    @property
    def is_turning_back(self) -> bool:
        """Whether it is about going back along the road one came on."""
        return self.came == self.went and not self.via_ways


class Turning:
    """The arcs around every junction, by way."""

    def __init__(self, roads: Roads) -> None:
        self._network, self._roads = roads.network, roads
        self._stretches: dict[int, list[int]] = defaultdict(list)
        self._arcs_of: dict[int, list[int]] = defaultdict(list)

    def learn(self, ways: set[int]) -> None:
        """Look up the stretches and arcs of these ways."""
        net = self._network
        wanted = np.isin(net.way, np.fromiter(ways, np.int64, len(ways)))
        for stretch in np.flatnonzero(wanted).tolist():
            self._stretches[int(net.way[stretch])].append(stretch)
        for arc in np.flatnonzero(wanted[net.stretch]).tolist():
            self._arcs_of[int(net.way[net.stretch[arc]])].append(arc)

    def knows(self, way: int) -> bool:
        """Whether this way is a road of the network."""
        return way in self._stretches

    def junction(self, node: int) -> int:
        """The junction at an OpenStreetMap node, -1 when there is none."""
        row = int(self._roads.nodes.rows_of(np.array([node], np.int64))[0])
        return int(self._roads.junction[row]) if row >= 0 else -1

    def touches(self, way: int, junction: int) -> bool:
        """Whether a stretch of this way begins or ends at the junction."""
        net = self._network
        return any(
            junction in (net.stretch_from[s], net.stretch_to[s]) for s in self._stretches[way]
        )

    def into(self, ways: Iterable[int], junction: int) -> list[int]:
        """Arcs of these ways that end at the junction."""
        return [a for w in ways for a in self._arcs_of[w] if self._network.head[a] == junction]

    def out_of(self, ways: Iterable[int], junction: int) -> list[int]:
        """Arcs of these ways that begin at the junction."""
        return [a for w in ways for a in self._arcs_of[w] if self._network.tail[a] == junction]

    def leaving(self, junction: int) -> range:
        """All arcs that begin at the junction."""
        first = self._network.first_arc
        return range(int(first[junction]), int(first[junction + 1]))

    def head(self, arc: int) -> int:
        return int(self._network.head[arc])

    def tail(self, arc: int) -> int:
        return int(self._network.tail[arc])

    def turns_back(self, arc: int, following: int) -> bool:
        """Whether these two are the two directions of one stretch."""
        return bool(self._network.stretch[arc] == self._network.stretch[following])

    def ends(self, way: int) -> set[int]:
        """Every junction on this way."""
        net = self._network
        return {int(n[s]) for s in self._stretches[way] for n in (net.stretch_from, net.stretch_to)}


def banned(relations: list[Relation], roads: Roads) -> tuple[list[Chain], dict[str, int]]:
    """The banned chains, each once, and how many relations were kept or left out, and why."""
    turning = Turning(roads)
    turning.learn({ref for r in relations for kind, ref, _ in r.members if kind == "w"})
    counts = Counter(restrictions=len(relations))
    chains: set[Chain] = set()
    for relation in relations:
        found, outcome = _read(relation, turning)
        counts[f"restrictions_{outcome}"] += 1
        chains.update(found)
    counts["banned_turns"] = len(chains)
    return sorted(chains), dict(counts)


def with_banned(network: Network, chains: list[Chain]) -> Network:
    """The network with these chains of arcs forbidden."""
    first = np.zeros(len(chains) + 1, np.int32)
    np.cumsum([len(chain) for chain in chains], out=first[1:])
    arcs: NDArray[np.int32] = np.array([arc for chain in chains for arc in chain], np.int32)
    return network._replace(first_banned=first, banned_arcs=arcs)


def _read(relation: Relation, turning: Turning) -> tuple[set[Chain], str]:
    """The chains of one relation, and in a word what became of it."""
    kind = next((relation.tags[key] for key in KEYS if key in relation.tags), None)
    if kind is None:
        conditional = any(key.endswith(":conditional") for key in relation.tags)
        others = any(key.startswith("restriction:") for key in relation.tags)
        others = others or relation.tags["type"].startswith("restriction:")
        return set(), "conditional" if conditional else "for_others" if others else "broken"
    if "emergency" in {word.strip() for word in relation.tags.get("except", "").split(";")}:
        return set(), "exempt"
    kinds = {word.strip() for word in kind.split(";")}
    members = _members(relation)
    if not kinds <= KINDS or members is None:
        return set(), "broken"
    if not all(turning.knows(way) for way in (*members.came, *members.via_ways, *members.went)):
        return set(), "outside"
    paths = _paths(members, turning)
    if paths is None:
        return set(), "broken"
    if any(word.startswith("only_") for word in kinds):
        return _all_but(paths, turning), "kept" if paths else "needless"
    return set(paths), "kept" if paths else "needless"


def _members(relation: Relation) -> _Members | None:
    """The members by role; None when they make no restriction."""
    by_role: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for kind, ref, role in relation.members:
        by_role[role].append((kind, ref))
    came, via, went = by_role["from"], by_role["via"], by_role["to"]
    if not came or not via or not went or any(kind != "w" for kind, _ in (*came, *went)):
        return None
    if [kind for kind, _ in via] == ["n"]:
        node, ways = via[0][1], []
    elif all(kind == "w" for kind, _ in via):
        node, ways = None, [ref for _, ref in via]
    else:
        return None
    return _Members([ref for _, ref in came], node, ways, [ref for _, ref in went])


def _paths(members: _Members, turning: Turning) -> list[Chain] | None:
    """Every chain from a `from` over the via to a `to`.

    Empty when the one-ways forbid it anyhow. None when the members do not meet,
    or when a road goes on past the via node, so that it is not clear which end
    of it is meant.
    """
    if members.via_node is None:
        return _paths_over_ways(members, turning)
    junction = turning.junction(members.via_node)
    if junction < 0:
        return None
    came = [way for way in members.came if turning.touches(way, junction)]
    went = [way for way in members.went if turning.touches(way, junction)]
    if not came or not went:
        return None
    leaving = turning.out_of(went, junction)
    paths: list[Chain] = [(a, b) for a in turning.into(came, junction) for b in leaving]
    if members.is_turning_back:
        return [path for path in paths if turning.turns_back(*path)]
    is_clear = all(len(turning.into([way], junction)) < 2 for way in came) and all(
        len(turning.out_of([way], junction)) < 2 for way in went
    )
    return paths if is_clear else None


def _paths_over_ways(members: _Members, turning: Turning) -> list[Chain] | None:
    """Chains that follow the via ways in their order."""
    chain = [members.came, *([way] for way in members.via_ways), members.went]
    junctions = [set[int]().union(*(turning.ends(way) for way in ways)) for ways in chain]
    if any(not one & other for one, other in pairwise(junctions)):
        return None
    begun = [
        (arc,)
        for junction in turning.ends(members.via_ways[0])
        for arc in turning.into(members.came, junction)
    ]
    return [path for start in begun for path in _over(start, members, turning)]


def _over(start: Chain, members: _Members, turning: Turning) -> list[Chain]:
    """Chains that go on from this arc, first over all the via ways, then into a `to`."""
    found: list[Chain] = []
    growing = [(start, 0)]
    while growing:
        path, entered = growing.pop()
        junction = turning.head(path[-1])
        if entered == len(members.via_ways):
            found += [(*path, arc) for arc in turning.out_of(members.went, junction)]
        if len(path) > VIA_ARCS_MAX:
            continue
        passed = {turning.tail(arc) for arc in path}
        for number in range(max(entered, 1), min(entered + 1, len(members.via_ways)) + 1):
            onward = turning.out_of([members.via_ways[number - 1]], junction)
            growing += [((*path, arc), number) for arc in onward if turning.head(arc) not in passed]
    return found


def _all_but(paths: list[Chain], turning: Turning) -> set[Chain]:
    """What `only_` forbids: from every beginning of the described way, all that leaves it."""
    wanted = {path[:n] for path in paths for n in range(2, len(path) + 1)}
    begun = {path[:n] for path in paths for n in range(1, len(path))}
    return {
        (*path, arc)
        for path in begun
        for arc in turning.leaving(turning.head(path[-1]))
        if (*path, arc) not in wanted
    }

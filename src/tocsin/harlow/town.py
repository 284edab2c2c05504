"""What OpenStreetMap knows: nodes, ways, relations and their tags, and nothing else."""

from collections.abc import Mapping

import msgspec

Tags = Mapping[str, str]


class Node(msgspec.Struct, frozen=True, gc=False):
    """A point. `location` is longitude then latitude in degrees, as OpenStreetMap writes it."""

    id: int
    location: tuple[float, float]
    tags: Tags


class Way(msgspec.Struct, frozen=True, gc=False):
    """A line or a ring through nodes, by their ids."""

    id: int
    nodes: tuple[int, ...]
    tags: Tags


class Relation(msgspec.Struct, frozen=True, gc=False):
    """Members as (kind, id, role); the kind is `n`, `w` or `r`."""

    id: int
    members: tuple[tuple[str, int, str], ...]
    tags: Tags


class Town(msgspec.Struct, frozen=True):
    """A whole town, each kind in ascending order of its ids."""

    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]
    relations: tuple[Relation, ...]


class TownSummary(msgspec.Struct, frozen=True):
    """What was written: counts of things, and the size of the file in bytes."""

    nodes: int
    ways: int
    relations: int
    roads: int
    buildings: int
    addresses: int
    restrictions: int
    size_bytes: int

    def words(self) -> str:
        """One line for people."""
        return (
            f"{self.roads} road ways, {self.buildings} buildings, {self.addresses} addresses, "
            f"{self.restrictions} turn restrictions; {self.nodes} nodes, {self.ways} ways and "
            f"{self.relations} relations in {self.size_bytes / 1000:.0f} kB"
        )

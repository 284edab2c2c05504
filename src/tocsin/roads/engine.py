"""What answers "how long from here to there" over the turn graph, whichever way it does it.

Vertices are those of `roads.turns.TurnGraph`; times are milliseconds, and
`UNREACHABLE` stands where no road leads.
"""

from typing import Final, NamedTuple, Protocol

import numpy as np

from tocsin.roads.network import Ints, Longs

UNREACHABLE: Final = np.iinfo(np.int32).max
"""No way leads there."""

CLOSED: Final = np.iinfo(np.int32).max
"""The time over an arc that may not be driven now."""


class Ends(NamedTuple):
    """A place on the roads as vertices, each with what to add for it, shape [k] both.

    For a source: the milliseconds from the place to the end of the vertex's arc.
    For a target: minus the milliseconds of the part of its arc that lies beyond
    the place, plus whatever follows (the walk to the door, say); may be negative.

    A source vertex that is also a target vertex counts as being there: the answer
    holds the target's own ms, and no way round the block. Who stands on the arc
    beyond the place must ask again from the vertices that follow his own.
    """

    vertex: Ints
    ms: Ints


class Engine(Protocol):
    """Travel times for one set of arc times. Every answer is exact."""

    def set_times(self, arc_ms: Ints) -> None:
        """Take these times over every arc from now on, CLOSED where it may not be driven."""
        ...

    def change_times(self, arcs: Ints, arc_ms: Ints) -> None:
        """Take other times over some arcs only."""
        ...

    def beside(self) -> "Engine":
        """The same for another thread, with times of its own, which are to be set first."""
        ...

    def many_to_one(self, sources: Ints, target: Ends) -> Ints:
        """Milliseconds from the end of each source vertex to the nearest of the target's ends, [k].

        The time over the source's own arc is not counted; that over the last is.
        """
        ...

    def one_to_many(self, source: Ends, targets: Ints) -> Ints:
        """Milliseconds from the nearest end of the source to the end of each target's arc, [k]."""
        ...

    def one_to_all(self, source: Ends) -> Ints:
        """Milliseconds from the source to the end of every vertex's arc, [v]."""
        ...

    def all_to_one(self, target: Ends) -> Ints:
        """Milliseconds from the end of every vertex's arc to the target, [v]."""
        ...

    def matrix(self, sources: Ints, targets: Ints) -> Ints:
        """Milliseconds from each source to each target, [k, l]."""
        ...

    def path(self, source: Ends, target: Ends) -> Longs:
        """The vertices along the fastest way, empty when there is none."""
        ...

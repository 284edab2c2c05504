"""Which points are near which, for thousands of them at once."""

from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray


class Tree(Protocol):
    """Points that are asked for the nearest of them, or for the pairs of them (scipy's cKDTree)."""

    def query(self, x: NDArray[np.float64], k: int = 1, **how: Any) -> tuple[Any, Any]:
        """How far the nearest k points are, and which they are."""
        ...

    def query_pairs(self, r: float, **how: Any) -> Any:
        """All pairs that are no more than `r` metres apart."""
        ...


def tree_of(points: NDArray[np.float64]) -> Tree:
    """A tree of points [n, 2] in metres.

    What makes it is loaded with the first tree: that takes more than half a second, which
    a service that is starting, and has somebody to page, does not have.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - see above.

    return cast("Tree", cKDTree(points))

"""What the watch needs to know of the other stages."""

from collections.abc import Iterable
from typing import Protocol


class Known(Protocol):
    """A read-only look at the agency."""

    def resolve(self, target: str) -> Iterable[str]:
        """The recipients that a target means now: `role:…`, `oncall:…`, `everyone`, `person:…`."""
        ...

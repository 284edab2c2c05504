"""The next moment of every living thing.

A stage keeps one agenda: for each key (an incident, a page, a message) the
moment at which it must be looked at again. It is computed from state whenever
the state of that key changes, so no timer is ever stored, lost or doubled, and
asking what is due costs the due ones only, not all that are open.
"""

import heapq
from collections.abc import Iterator
from datetime import datetime


class Agenda:
    """A map from key to its next moment, with the earliest first."""

    __slots__ = ("_at", "_heap")

    def __init__(self) -> None:
        self._at: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def set(self, key: str, at: datetime | None) -> None:
        """Look at `key` again at `at`; `None` takes it off the agenda."""
        if at is None:
            self._at.pop(key, None)
            return
        if self._at.get(key) == at:
            return
        self._at[key] = at
        heapq.heappush(self._heap, (at, key))
        if len(self._heap) > 64 + 4 * len(self._at):
            self._rebuild()

    def get(self, key: str) -> datetime | None:
        """The next moment of `key`, or `None` when it has none."""
        return self._at.get(key)

    def due(self, now: datetime) -> list[str]:
        """Every key whose moment has come, earliest first; none is removed."""
        found: set[tuple[datetime, str]] = set()
        rows = [0]
        while rows:
            row = rows.pop()
            if row < len(self._heap) and self._heap[row][0] <= now:
                at, key = self._heap[row]
                if self._at.get(key) == at:
                    found.add((at, key))
                # What stands below a row of a heap is never earlier than it.
                rows += (2 * row + 1, 2 * row + 2)
        return [key for _, key in sorted(found)]

    def next(self) -> datetime | None:
        """The earliest moment of all, or `None` when nothing is pending."""
        self._settle()
        return self._heap[0][0] if self._heap else None

    def __len__(self) -> int:
        return len(self._at)

    def __iter__(self) -> Iterator[tuple[str, datetime]]:
        return iter(self._at.items())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Agenda):
            return NotImplemented
        return self._at == other._at

    __hash__ = None  # type: ignore[assignment]

    def _settle(self) -> None:
        """Drop heap rows that a later `set` has made stale."""
        heap = self._heap
        while heap and self._at.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)

    def _rebuild(self) -> None:
        self._heap = [(at, key) for key, at in self._at.items()]
        heapq.heapify(self._heap)

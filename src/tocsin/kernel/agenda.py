"""The next moment of every living thing.

A stage keeps one agenda: for each key (an incident, a page, a message) the
moment at which it must be looked at again. It is computed from state whenever
the state of that key changes, so no timer is ever stored, lost or doubled, and
asking what is due costs the due ones only, not all that are open.
"""

import heapq
from collections.abc import Container, Iterator
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
        heap = self._heap
        found: dict[tuple[datetime, str], None] = {}
        while heap and heap[0][0] <= now:
            row = heapq.heappop(heap)
            if self._at.get(row[1]) == row[0]:
                found[row] = None
        # What is due stays on the agenda; rows that a later `set` made stale are gone.
        for row in found:
            heapq.heappush(heap, row)
        return [key for _, key in found]

    def next(self, without: Container[str] = ()) -> datetime | None:
        """The earliest moment of all but these keys, or `None` when nothing is pending."""
        aside: list[tuple[datetime, str]] = []
        self._settle()
        while self._heap and self._heap[0][1] in without:
            aside.append(heapq.heappop(self._heap))
            self._settle()
        found = self._heap[0][0] if self._heap else None
        for row in aside:
            heapq.heappush(self._heap, row)
        return found

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

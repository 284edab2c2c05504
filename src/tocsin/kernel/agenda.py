"""The next moment of every living thing.

A stage keeps one agenda: for each key (an incident, a page, a message) the
moment at which it must be looked at again. It is computed from state whenever
the state of that key changes, so no timer is ever stored, lost or doubled, and
asking what is due costs the due ones only, not all that are open; in a storm, when
thousands are, only the first of them.
"""

import heapq
from collections.abc import Callable, Container, Iterator
from datetime import datetime

Row = tuple[datetime, str]
Rank = Callable[[str], int]
"""How much a key matters, least first. It is asked once its moment has come."""


def _alike(_key: str) -> int:
    return 0


class Agenda:
    """A map from key to its next moment, with the earliest first."""

    __slots__ = ("_at", "_heap", "_ripe")

    def __init__(self) -> None:
        self._at: dict[str, datetime] = {}
        self._heap: list[Row] = []
        self._ripe: dict[int, list[Row]] = {}  # By rank, what was found to be due.

    def set(self, key: str, at: datetime | None) -> None:
        """Look at `key` again at `at`; `None` takes it off the agenda."""
        if at is None:
            self._at.pop(key, None)
            return
        if self._at.get(key) == at:
            return
        self._at[key] = at
        heapq.heappush(self._heap, (at, key))
        held = len(self._heap)
        if self._ripe:  # Never so while a ledger is folded, which sets more than anybody asks.
            held += sum(map(len, self._ripe.values()))
        if held > 64 + 4 * len(self._at):
            self._rebuild()

    def get(self, key: str) -> datetime | None:
        """The next moment of `key`, or `None` when it has none."""
        return self._at.get(key)

    def due(self, now: datetime, rank: Rank = _alike, most: int | None = None) -> list[str]:
        """Every key whose moment has come, or the first `most`; none is removed.

        By rank, and earliest first. One agenda is always asked with the same `rank`.
        """
        heap = self._heap
        while heap and heap[0][0] <= now:
            row = heapq.heappop(heap)
            if self._at.get(row[1]) == row[0]:
                heapq.heappush(self._ripe.setdefault(rank(row[1]), []), row)
        found: dict[str, None] = {}
        for which in sorted(self._ripe):
            ripe = self._ripe[which]
            most_of_it = len(ripe) if most is None else most - len(found)
            rows = self._all(ripe) if len(ripe) <= most_of_it else self._first(ripe, most_of_it)
            found |= dict.fromkeys(key for at, key in rows if at <= now)
            if not ripe:
                del self._ripe[which]
        return [*found]

    def next(self, without: Container[str] = ()) -> datetime | None:
        """The earliest moment of all but these keys, or `None` when nothing is pending."""
        first: datetime | None = None
        for heap in self._heaps():
            at = self._next(heap, without)
            if at is not None and (first is None or at < first):
                first = at
        return first

    def __len__(self) -> int:
        return len(self._at)

    def __iter__(self) -> Iterator[tuple[str, datetime]]:
        return iter(self._at.items())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Agenda):
            return NotImplemented
        return self._at == other._at

    __hash__ = None  # type: ignore[assignment]

    def _heaps(self) -> tuple[list[Row], ...]:
        return (self._heap, *self._ripe.values())

    def _all(self, heap: list[Row]) -> list[Row]:
        """The rows of a heap in order; what a later `set` made stale goes."""
        moments = self._at
        heap[:] = sorted({row for row in heap if moments.get(row[1]) == row[0]})
        return heap

    def _first(self, heap: list[Row], most: int) -> list[Row]:
        """The same of its first rows only, however many there are."""
        found: dict[Row, None] = {}
        while heap and len(found) < most:
            row = heapq.heappop(heap)
            if self._at.get(row[1]) == row[0]:
                found[row] = None
        for row in found:
            heapq.heappush(heap, row)
        return [*found]

    def _next(self, heap: list[Row], without: Container[str]) -> datetime | None:
        aside: list[Row] = []
        self._settle(heap)
        while heap and heap[0][1] in without:
            aside.append(heapq.heappop(heap))
            self._settle(heap)
        found = heap[0][0] if heap else None
        for row in aside:
            heapq.heappush(heap, row)
        return found

    def _settle(self, heap: list[Row]) -> None:
        """Drop rows that a later `set` has made stale."""
        while heap and self._at.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)

    def _rebuild(self) -> None:
        self._heap = [(at, key) for key, at in self._at.items()]
        heapq.heapify(self._heap)
        self._ripe = {}

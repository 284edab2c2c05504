"""What a seed brings about, item by item, so that any part of it can be left out.

Each fault kind, each person who answers and each thing that happens has a name,
and what it does hangs on the seed and that name alone. So a run with fewer items
is the same run with less in it, which is what makes a failing seed short.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, NamedTuple

DST: Final = (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC))
"""About an hour before the clocks of Harlow change."""


class Item(NamedTuple):
    """One part of a plan; `at` is None for what holds the whole time."""

    name: str
    words: str
    at: datetime | None = None


def command(seed: int, minutes: float | None, only: Iterable[str] | None, storm: int = 0) -> str:
    """How to play this again."""
    words = [f"tocsin simulate --seed {seed}"]
    words += [f"--minutes {minutes:g}"] if minutes is not None else []
    words += [f"--storm {storm}"] if storm else []
    words += [f"--only '{' '.join(only)}'"] if only is not None else []
    return " ".join(words)


class Plan:
    """The parts of a seed. `only` names those that are wanted; None wants all.

    `storm` says how many ask for help within one second; 0 leaves that to the seed.
    """

    def __init__(
        self,
        seed: int,
        only: frozenset[str] | None = None,
        minutes: float | None = None,
        storm: int = 0,
    ) -> None:
        self.seed = seed
        self.only = only
        self.storm = storm
        self.items: list[Item] = []
        self.drawn_minutes = self.chance("time").choices((4.0, 10.0, 20.0, 45.0), (6, 4, 2, 1))[0]
        self.minutes = self.drawn_minutes if minutes is None else minutes
        self.starts_at = self._some_moment()

    def again(self) -> str:
        """How to play it again."""
        minutes = None if self.minutes == self.drawn_minutes else self.minutes
        only = None if self.only is None else sorted(self.only)
        return command(self.seed, minutes, only, self.storm)

    @property
    def until(self) -> datetime:
        """When the last fault is over; nothing but answers happens after it."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def chance(self, name: str) -> Random:
        """The chance of one part; no other part draws from it."""
        return Random(f"{self.seed} {name}")

    def takes(self, name: str, words: str, at: datetime | None = None) -> bool:
        """Whether this part is wanted. It is named either way, if it lies within the time."""
        if at is not None and at > self.until:
            return False
        if self.only is not None and name not in self.only:
            return False
        self.items.append(Item(name, words, at))
        return True

    def some_time(self, chance: Random, share: float = 1.0) -> datetime:
        """Some moment of the run, or of its first part."""
        return self.starts_at + timedelta(minutes=self.drawn_minutes * share * chance.random())

    def _some_moment(self) -> datetime:
        """Any moment of a year; some runs begin just before the clocks change."""
        chance = self.chance("start")
        minutes = chance.randrange(365 * 24 * 60)
        changes, which = chance.random() < 0.1, chance.choice(DST)
        if changes and self.takes("fault:clocks_change", "summer time begins or ends"):
            return which
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

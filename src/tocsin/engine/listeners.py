"""Whoever wants to hear of facts: boards, walls, the watch of trackers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tocsin.facts.fact import Fact

Listener = Callable[[Sequence[tuple[int, datetime, Fact]]], None]
"""Told of every fact once it is folded: its position, its time and itself."""

Anew = Callable[[], None]
"""Told that the state is another one: whatever was made of the one before is to be made anew."""


class Listeners:
    """All of them, and what they were not told yet."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._anews: list[Anew] = []
        self._told: list[tuple[int, datetime, Fact]] = []

    def add(self, listener: Listener, anew: Anew | None) -> None:
        """Tell this one of every fact from now on, and `anew` when the state is another."""
        self._listeners.append(listener)
        if anew is not None:
            self._anews.append(anew)

    def ignore(self, listener: Listener) -> None:
        """Tell this one of nothing more."""
        self._listeners.remove(listener)

    def note(self, position: int, at: datetime, fact: Fact) -> None:
        """A fact was folded."""
        self._told.append((position, at, fact))

    def tell(self) -> list[Exception]:
        """Tell everybody of what was noted; what failed. A board that fails stops no page."""
        told, self._told = self._told, []
        failed: list[Exception] = []
        for listener in tuple(self._listeners) if told else ():
            try:
                listener(told)
            except Exception as error:  # noqa: BLE001 - see above.
                failed.append(error)
        return failed

    def anew(self) -> None:
        """The state is another one; what was noted of the one before is forgotten."""
        self._told = []
        for each in self._anews:
            each()

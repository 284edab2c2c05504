"""A small ground for runs: straight lines, and eight squares that a search is divided into."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Evidence
from tocsin.facts.search import Mode, Pass, Segment
from tocsin.ground.ground import AssignAsked, DivideAsked, Located, Peak, Planner
from tocsin.ground.straight import StraightGround
from tocsin.kernel.private import Private
from tocsin.response.incident import Incident
from tocsin.response.search import Advice, Assignment

READ_MAX: Final = 2_000
_READ: Final[dict[tuple[str, tuple[Place, ...]], list[Evidence]]] = {}
"""What was read out of which words, among which places."""

SQUARES: Final = 8
SECONDS: Final = 420.0
"""How long a square takes: shorter, and a run is nothing but searchers' answers."""
POD: Final = 0.7


class SquareGround(StraightGround):
    """Everything along straight lines, and plans that cost nothing to make.

    `fails` says before each answer whether the planner fails. Words are read as always,
    but the same words once only for all runs; and unless it is `thorough`, each piece
    of evidence is a peak of its own: belief has tests enough, and takes most of a run.
    """

    def __init__(
        self, fails: Callable[[], bool] = lambda: False, *, thorough: bool = False
    ) -> None:
        super().__init__()
        self.fails = fails
        self._is_thorough = thorough

    def read(self, text: str, places: Sequence[Place], at: datetime) -> list[Evidence]:
        """Coordinates and the agency's own places in the text."""
        key = text, tuple(places)
        found = _READ.get(key)
        if found is None:
            if len(_READ) >= READ_MAX:
                _READ.clear()
            found = _READ[key] = super().read(text, places, at)
        return [replace(one, at=at) for one in found]

    def locate(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """Where she probably is."""
        if self._is_thorough:
            return super().locate(incident, places, now)
        spots = {one.place: places[one.place] for one in incident.evidence if one.place in places}
        share = 0.8 / max(1, len(spots))
        peaks = [
            Peak(one.latitude, one.longitude, one.name, share, 40.0, 90.0, ("words",))
            for one in spots.values()
        ]
        return Located(tuple(peaks), 0.2, is_wide=len(peaks) != 1, disagrees=False)

    def planner(self) -> Planner:
        """Whoever hands out squares."""
        return Squares(self.fails)


class Squares:
    """Each idle searcher gets the next square that nobody has; cleared ones come last."""

    def __init__(self, fails: Callable[[], bool] = lambda: False) -> None:
        self._fails = fails

    def divide(self, asked: DivideAsked) -> Advice | None:
        """The squares that nobody looks through now; None without evidence."""
        if self._fails():
            raise ArithmeticError
        if not asked.incident.evidence:
            return None
        search = asked.search
        # New evidence takes whoever has been out longest off their ground, every second time.
        leave = search.tasks[:1] if search.plan % 2 and search.stale != "started" else ()
        stay = [task for task in search.tasks if task not in leave]
        grounds = (search.segment(task.segment) for task in stay)
        busy = {ground.outline.text for ground in grounds if ground is not None}
        free = [n for n in range(SQUARES) if _outline(n) not in busy]
        name, subject = f"{asked.incident.incident}/{search.plan + 1}", asked.incident.sender
        passes = tuple(Pass(mode, SECONDS, POD) for mode in Mode)
        made = tuple(
            Segment(
                f"{name}-{n}",
                Private(subject, f"square {n + 1}"),
                Private(subject, _outline(n)),
                round(1.0 / SQUARES, 6),
                passes,
            )
            for n in free
        )
        left = tuple(task.task for task in leave)
        return Advice(made, 0.0, 0.5, 0.4, 0.6, left) if made else None

    def assign(self, asked: AssignAsked) -> list[Assignment]:
        """The next squares, those that were never cleared first."""
        search = asked.search
        busy = {task.segment for task in search.tasks}
        done = {one.segment.segment for one in search.cleared}
        free = [one.segment for one in search.segments if one.segment not in busy]
        free.sort(key=lambda name: name in done)
        idle = [one.recipient for one in search.idle()]
        return [
            Assignment(who, where, POD, SECONDS) for who, where in zip(idle, free, strict=False)
        ]


def _outline(n: int) -> str:
    south, west = 35.2 + 0.001 * (n // 4), -92.4 + 0.001 * (n % 4)
    corners = ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))
    return " ".join(f"{south + 0.001 * y:.6f},{west + 0.001 * x:.6f}" for y, x in corners)

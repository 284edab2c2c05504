"""A small ground with named pieces: it does as it is told, and fails when it is told to."""

from collections.abc import Callable

from tocsin.facts.search import Mode, Pass, Segment
from tocsin.geo.track import Track
from tocsin.ground import reading
from tocsin.ground.ground import Located, Peak
from tocsin.ground.line import arrival
from tocsin.kernel.private import Private
from tocsin.places.gazetteer import WITHOUT_MAP
from tocsin.response import place
from tocsin.response.arrival import Staging
from tocsin.response.search import Advice, Assignment
from tocsin.roads.reach import Isochrone
from tocsin.roads.routes import Route

LOT = (35.204, -92.401)
OUTLINE = "35.2040,-92.4010 35.2044,-92.4010 35.2044,-92.4006 35.2040,-92.4010"
POD = 0.7
SECONDS = 600.0


class FakeGround:
    """Pieces of ground by name; each idle searcher gets the next one that nobody has.

    `silent` has nothing to divide; `leaves` are tasks to be left at the next plan; `raises` names the questions that fail;
    `assigns` answers in place of the rule; `doubts` are by (latitude, longitude).
    """

    def __init__(self, *names: str) -> None:
        self.names = names or ("row A", "row B", "row C")
        self.silent = False
        self.leaves: tuple[str, ...] = ()
        self.raises: set[str] = set()
        self.doubts: dict[tuple[float, float], str] = {}
        self.peaks: tuple[Peak, ...] | None = None
        self.stages: Staging | None = None
        self.assigns: Callable[..., list[Assignment]] | None = None
        self.asked: list[str] = []

    def _ask(self, question: str) -> None:
        self.asked.append(question)
        if question in self.raises:
            raise ValueError("35.204000,-92.401000 broke the map")

    def arrivals(self, starts, spots, roads, now):
        self._ask("arrivals")
        return [arrival(start, spots, now) for start in starts]

    def covers(self, starts, places, within_s, roads, now):
        self._ask("covers")
        return [frozenset() for _ in starts]

    def staging(self, spots, start, roads, now):
        self._ask("staging")
        return self.stages

    def route(self, start, spot, roads, now):
        self._ask("route")

    def reach(self, spot, minutes, roads, now):
        self._ask("reach")
        return []

    def read(self, text, places, at):
        self._ask("read")
        return reading.evidence_in(text, WITHOUT_MAP, places, at)

    def doubt(self, latitude, longitude):
        self._ask("doubt")
        return self.doubts.get((latitude, longitude), "")

    def locate(self, incident, places, now):
        self._ask("locate")
        if self.peaks is not None:
            return Located(self.peaks, 0.0, is_wide=True, disagrees=False)
        spots = place.spots(incident.evidence, places)
        peaks = tuple(Peak(*spot[:2], "there", 1.0, 20.0, 50.0, ("words",)) for spot in spots)
        return Located(peaks, 0.0, is_wide=True, disagrees=False)

    def planner(self):
        return self

    def divide(self, asked):
        self._ask("divide")
        incident, search = asked.incident, asked.search
        done = {one.segment.label.text for one in search.cleared}
        busy = {search.segment(task.segment).label.text for task in search.tasks}
        names = [name for name in self.names if name not in done | busy]
        if self.silent or not names:
            return None
        who = incident.sender
        made = tuple(
            Segment(
                f"{incident.incident}/{search.plan + 1}{chr(97 + index)}",
                Private(who, name),
                Private(who, OUTLINE),
                1.0 / len(names),
                (Pass(Mode.FOOT, SECONDS, POD), Pass(Mode.VEHICLE, SECONDS, POD)),
            )
            for index, name in enumerate(names)
        )
        leave, self.leaves = self.leaves, ()
        return Advice(made, 0.1, 0.5, 0.4, 0.6, leave)

    def assign(self, asked):
        self._ask("assign")
        search = asked.search
        if self.assigns is not None:
            return self.assigns(search)
        gone = {one.segment.segment for one in search.cleared}
        gone |= {task.segment for task in search.tasks}
        left = [one.segment for one in search.segments if one.segment not in gone]
        idle = [one.recipient for one in search.idle()]
        return [
            Assignment(recipient, segment, POD, SECONDS)
            for recipient, segment in zip(idle, left, strict=False)
        ]


class Driven(FakeGround):
    """From everywhere one road leads there, and in any time one gets as far."""

    def route(self, start, spot, roads, now):
        points = ((LOT[0] + 0.01, LOT[1]), LOT)
        return Route(points, (), 95.0, 0.0, 1200.0, ())

    def reach(self, spot, minutes, roads, now):
        south, west = LOT[0] - 0.005, LOT[1] - 0.005
        corners = ((0, 0), (0.01, 0), (0.01, 0.01), (0, 0))
        ring = tuple((south + north, west + east) for north, east in corners)
        return [Isochrone(each, ((ring,),)) for each in minutes]


class FakeTracks:
    """Positions by recipient."""

    def __init__(self) -> None:
        self.known: dict[str, Track] = {}

    def last(self, recipient):
        return self.known.get(recipient)

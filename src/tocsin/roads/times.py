"""Travel times: many units to one place, one place to all, and all to all.

A time is turnout, then along the unit's own road, the roads, and the last metres
on foot. It says how old the fix is, and its range widens with that age. Whoever
cannot be computed still gets a named answer, and where possible a guess.
"""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from tocsin.roads import closures
from tocsin.roads.closures import Closure, Touched
from tocsin.roads.engine import CLOSED, UNREACHABLE, Ends, Engine
from tocsin.roads.foot import BESIDE_M, DETOUR, Feet, Pace
from tocsin.roads.network import Floats, Footways, Ints, Network
from tocsin.roads.snap import Snap
from tocsin.roads.speeds import DEFAULT, Calibration, arc_ms
from tocsin.roads.starts import Prepared, Seats, Start, prepare, some
from tocsin.roads.target import Target, Targets, drivable
from tocsin.roads.travel import FOOT, ROAD, TravelTime, TravelTimes, Ways, mixed, straight_m
from tocsin.roads.turns import TurnGraph

ROUNDING_MS = 2
"""Two shares of one arc are rounded apart by no more than this."""

PINNED_ROWS_MIN = 100
"""Fewer rows than this are asked for as they come, and leave what is kept in its place."""


class Kept(Protocol):
    """Sources that an engine keeps at hand."""

    def to(self, target: Ends) -> Ints:
        """As `Engine.many_to_one` from these sources, at the times of now."""
        ...


@runtime_checkable
class Pins(Protocol):
    """An engine that can keep sources at hand for one place after the other."""

    def pin(self, sources: Ints) -> Kept: ...


class Reached(NamedTuple):
    """From one place to all: milliseconds, UNREACHABLE where no road leads."""

    arc_ms: Ints  # [m] to the end of each arc
    junction_ms: Ints  # [n]
    begins: Prepared


class Roads:
    """One town's roads at one time of day, with what is closed now. Not for two threads at once."""

    def __init__(
        self,
        network: Network,
        footways: Footways,
        turns: TurnGraph,
        engine: Engine,
        *,
        calibration: Calibration = DEFAULT,
        pace: Pace | None = None,
    ) -> None:
        """Starts at noon of a Monday; `set_clock` says otherwise."""
        self.network, self.turns, self.engine = network, turns, engine
        self.calibration = calibration
        self.snap = Snap(network)
        self.feet = Feet(footways, self.snap, pace)
        self.targets = Targets(network, turns, self.snap, self.feet)
        self._seats = Seats(self.snap)
        self._pinned: tuple[Ints, Kept] | None = None
        self.closed: list[Touched] = []
        self.set_clock(12.0, 0)

    def beside(self) -> "Roads":
        """The same roads for another thread: the map is shared, times and closures are not.

        They are at noon of a Monday with nothing closed, as new ones are.
        """
        other = copy(self)
        other.engine = self.engine.beside()
        other.targets = Targets(self.network, self.turns, self.snap, self.feet)
        other._seats = Seats(self.snap)  # noqa: SLF001 - another of this very class.
        other._pinned, other.closed = None, []  # noqa: SLF001
        other.set_clock(12.0, 0)
        return other

    def set_clock(self, hour: float, weekday: int) -> None:
        """Drive as at this local hour (0 up to 24) and weekday (Monday 0); closures stay."""
        self.base_ms = arc_ms(self.network, self.calibration, hour, weekday)
        self.ms = closures.apply(self.base_ms, self.closed)
        self.engine.set_times(self.ms)
        self.targets.forget()

    def set_closures(self, wanted: Sequence[Closure]) -> list[Touched]:
        """From now on just these roads are closed or slow; what each touches, in order.

        One that touches no arc is near no road. ValueError when one makes no sense;
        then nothing changes.
        """
        self.closed = [closures.touched(self.snap, self.targets.arcs, each) for each in wanted]
        self.set_arcs(closures.apply(self.base_ms, self.closed))
        return self.closed

    def set_arcs(self, ms: Ints) -> None:
        """From now on these times over all arcs, CLOSED included, [m]; `closures` makes them."""
        changed = np.flatnonzero(ms != self.ms).astype(np.int32)
        if len(changed):
            self.ms = ms.copy()
            self.engine.change_times(changed, ms[changed])
            self.targets.forget()

    def prepare(self, starts: Sequence[Start]) -> Prepared:
        """Put units on the roads; keep the result while no fix changes."""
        return prepare(starts, self.snap, self._seats, self.targets.arcs)

    def target(self, latitude: float, longitude: float) -> Target:
        """The place on the roads, with where one may stop for it."""
        return self.targets.at(latitude, longitude, self.ms, self.base_ms)

    def to_place(
        self, place: tuple[float, float], starts: Sequence[Start] | Prepared, now: datetime
    ) -> TravelTimes:
        """How long every unit takes to the place (latitude, longitude), from now (aware)."""
        prepared = starts if isinstance(starts, Prepared) else self.prepare(starts)
        target = self.target(*place)
        straight = straight_m(place, prepared.place)
        ways = Ways(
            self.road_ms(prepared, target),
            self._walk_s(prepared, target, straight),
            straight,
            min((one.foot_s for one in target.approaches), default=0.0),
            target.answer,
        )
        times: TravelTimes

        def foot_s(units: Ints) -> Floats:
            return self._foot_s(prepared, target, units, times.method[units])

        times = TravelTimes(prepared, ways, self.calibration, now, foot_s)
        return times

    def to_places(
        self,
        places: Sequence[tuple[float, float, float]],
        starts: Sequence[Start] | Prepared,
        now: datetime,
    ) -> list[TravelTime]:
        """To somebody who is at one of several places (latitude, longitude, weight).

        The time expected is the mean by weight; the range leaves out the places
        of the nearest and of the farthest twentieth of the weight. ValueError
        without a place, or with a weight that is not above zero.
        """
        weight = np.array([each[2] for each in places], np.float64)
        if len(weight) == 0 or not (np.isfinite(weight).all() and (weight > 0).all()):
            raise ValueError("at least one place is needed, each with a weight above zero")
        prepared = starts if isinstance(starts, Prepared) else self.prepare(starts)
        each = [self.to_place((lat, lon), prepared, now) for lat, lon, _ in places]
        return mixed(each, weight / weight.sum())

    def from_place(self, start: Start) -> Reached:
        """From one unit or place to every junction and the end of every arc, without turnout."""
        prepared = self.prepare([start])
        vertex_ms = self.engine.one_to_all(self.source(prepared, 0))
        arc = np.full(len(self.network.tail), UNREACHABLE, np.int32)
        np.minimum.at(arc, self.turns.vertex_arc, vertex_ms)
        junction = np.full(len(self.network.latitude), UNREACHABLE, np.int32)
        np.minimum.at(junction, self.network.head, arc)
        return Reached(arc, junction, prepared)

    def matrix(
        self, starts: Sequence[Start] | Prepared, places: Sequence[tuple[float, float]]
    ) -> Floats:
        """Seconds without turnout from each start to each place, [k, l]; inf where no road."""
        prepared = starts if isinstance(starts, Prepared) else self.prepare(starts)
        columns = [self.road_ms(prepared, self.target(*place)) / 1000 for place in places]
        return np.stack(columns, axis=1) if columns else np.zeros((len(prepared.starts), 0))

    def source(self, prepared: Prepared, unit: int) -> Ends:
        """Where one unit leaves from, as ends for the engine; none when it is off the roads."""
        one = some(prepared, np.array([unit], np.int32))
        ms = np.rint(self._row_ms(one) + self._start_ms(one)[0])
        return Ends(self.turns.arc_vertex[one.row_arc], ms.astype(np.int32))

    def road_ms(self, prepared: Prepared, target: Target) -> Floats:
        """Milliseconds of every unit's way without turnout, [n]; inf where no road leads."""
        best = np.full(len(prepared.starts), np.inf)
        if len(prepared.row_arc) == 0 or len(target.arc) == 0:
            return best
        row_ms = self._row_ms(prepared)
        total = row_ms + self._far_from(prepared, target.ends)
        for row in np.flatnonzero(np.isin(prepared.row_arc, target.arc)).tolist():
            arc, extra_ms = int(prepared.row_arc[row]), float(prepared.row_extra_ms[row])
            total[row] = extra_ms + self._on_the_same_arc(arc, row_ms[row] - extra_ms, target)
        best[prepared.row_unit] = np.minimum.reduceat(total, prepared.first_row)
        return best + self._start_ms(prepared)

    def next_vertices(self, vertex: int) -> tuple[Ints, NDArray[np.int64]]:
        """Where one may turn from the end of a vertex's arc, and the time with the arc after."""
        turn = slice(self.turns.first_turn[vertex], self.turns.first_turn[vertex + 1])
        to = self.turns.turn_to[turn]
        over = self.ms[self.turns.vertex_arc[to]]
        is_open = over < CLOSED
        return to[is_open], (self.turns.turn_ms[turn].astype(np.int64) + over)[is_open]

    def _on_the_same_arc(self, arc: int, ahead_ms: float, target: Target) -> float:
        """From a point on an arc on which the place is too: straight on, or once around.

        The engine counts from the end of the arc and would drive back to a place
        that is behind.
        """
        here = target.arc == arc
        between = ahead_ms - target.beyond_ms[here]
        reach = between + target.foot_ms[here]
        best = float(np.min(reach[between >= -ROUNDING_MS], initial=np.inf))
        to, over_ms = self.next_vertices(int(self.turns.arc_vertex[arc]))
        around = over_ms + self._far(to, target.ends)
        return min(best, ahead_ms + float(np.min(around, initial=np.inf)))

    def _far_from(self, prepared: Prepared, ends: Ends) -> Floats:
        """The same from the rows of units, which the engine keeps at hand while it can."""
        vertices = self.turns.arc_vertex[prepared.row_arc]
        is_few = len(vertices) < PINNED_ROWS_MIN or len(ends.vertex) == 0
        if is_few or not isinstance(self.engine, Pins):
            return self._far(vertices, ends)
        if self._pinned is None or self._pinned[0] is not prepared.row_arc:
            self._pinned = (prepared.row_arc, self.engine.pin(vertices))
        ms = self._pinned[1].to(ends)
        return np.where(ms == UNREACHABLE, np.inf, ms)

    def _far(self, vertices: Ints, ends: Ends) -> Floats:
        """The engine's milliseconds as numbers, inf where no road leads."""
        if len(vertices) == 0 or len(ends.vertex) == 0:
            return np.full(len(vertices), np.inf)
        ms = self.engine.many_to_one(vertices, ends)
        return np.where(ms == UNREACHABLE, np.inf, ms)

    def _row_ms(self, prepared: Prepared) -> Floats:
        """From each row's point to the end of its arc."""
        over = drivable(prepared.row_arc, self.ms, self.base_ms)
        return np.asarray(prepared.row_share * over + prepared.row_extra_ms)

    def _start_ms(self, prepared: Prepared) -> Floats:
        return np.where(prepared.is_moving, 0.0, self.calibration.start_s * 1000)

    def _walk_s(self, prepared: Prepared, target: Target, straight: Floats) -> Floats:
        """On foot all the way, for people on foot and for crews that are beside the place."""
        seconds = np.where(
            straight <= BESIDE_M, straight * DETOUR / self.feet.pace.level_mps, np.inf
        )
        walkers = np.flatnonzero(prepared.on_foot & np.isfinite(straight))
        if len(walkers):
            place = target.latitude, target.longitude
            seconds[walkers] = self.feet.walks_s(*place, prepared.place[walkers])
        return seconds

    def _foot_s(
        self, prepared: Prepared, target: Target, units: Ints, method: NDArray[np.int8]
    ) -> Floats:
        """The last part on foot of some units' ways, [k]; inf when all of it is on foot."""
        foot_s = np.where(method == FOOT, np.inf, 0.0)
        by_road = np.flatnonzero(method == ROAD)
        if len(by_road) == 0:
            return foot_s
        walks = np.array([one.foot_s for one in target.approaches])
        chosen = np.zeros(len(by_road), np.int64)
        if len(walks) > 1:
            few = some(prepared, units[by_road])
            place = target.latitude, target.longitude
            parts = [
                self.targets.built(place, (one,), self.ms, self.base_ms)
                for one in target.approaches
            ]
            chosen = np.argmin([self.road_ms(few, part) for part in parts], axis=0)
        foot_s[by_road] = walks[chosen]
        return foot_s

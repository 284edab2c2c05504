"""Who looks where next: the belief divided, and each searcher's way through it."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from tocsin.facts.agency import Place
from tocsin.facts.search import Mode, Pass, Searcher, Segment
from tocsin.finding import patches, schedule, segments
from tocsin.finding.belief import Searched, covered
from tocsin.finding.detection import Light
from tocsin.finding.detection import Searcher as Kind
from tocsin.finding.evidence import outline_of
from tocsin.finding.patches import Patch
from tocsin.finding.schedule import Aim, Crew, Crow, Plan, Segments
from tocsin.finding.terrain import Terrain
from tocsin.geo.plane import Plane, around
from tocsin.geo.sun import elevation_deg
from tocsin.ground.driving import Driving
from tocsin.ground.ground import AssignAsked, DivideAsked, Start
from tocsin.ground.whereabouts import Whereabouts, going_on
from tocsin.kernel.limits import SEARCH_HORIZON_S
from tocsin.kernel.private import Private
from tocsin.response.incident import Incident
from tocsin.response.search import Advice, Assignment, Search
from tocsin.roads.network import Floats

PATCHES: Final = (40, 150)
"""At least and at most so many pieces; four for each searcher between."""

POA_MIN: Final = 1e-4
"""Ground less likely than this is not offered to anybody."""

PACE_S_PER_M: Final = {Mode.FOOT: 1.3 / 1.5, Mode.VEHICLE: 1.4 / 7.0}
"""Seconds for each metre of straight line: a detour on foot at a brisk walk, by road in a car."""

CARE_SEARCHERS: Final = 10
"""Up to so many searchers a plan is bettered as long as it gets better; then less and less:
the next SOS must not wait for it."""

LEAVE_SHARE: Final = 0.2
"""A task is left when less than this of what its ground was worth remains of it."""

READING_S: Final = 60.0
"""To read the page, to look up and to answer at the end."""

ANSWER_SLACK: Final = 1.5
"""A searcher is asked only once they are so many times later than planned."""

MODES: Final = tuple(Mode)
KINDS: Final = {Mode.FOOT: Kind.FOOT, Mode.VEHICLE: Kind.VEHICLE}


class _Board(NamedTuple):
    """Segments that may be given, with what is left of their probability."""

    ground: tuple[Segment, ...]
    poa: tuple[float, ...]
    centre: tuple[tuple[float, float], ...]


class Searching:
    """Divides the ground of an incident and gives its pieces out. For one thread: not the loop's.

    Whereabouts and roads are its own, so that nobody else's question changes them meanwhile.
    """

    def __init__(
        self, terrain: Terrain | None, whereabouts: Whereabouts, driving: Driving | None = None
    ) -> None:
        """Without `driving` vehicles are timed along straight lines like everybody else."""
        self._terrain = terrain
        self._whereabouts = whereabouts
        self._driving = driving

    def divide(self, asked: DivideAsked) -> Advice | None:
        """The ground in segments, and what a search of it can find; None without evidence.

        What somebody looks through now counts as searched and is in no new segment.
        """
        incident, search, places, now = asked.incident, asked.search, asked.places, asked.now
        leave = self._not_worth(incident, search, places, now)
        stay = replace(search, tasks=tuple(t for t in search.tasks if t.task not in leave))
        known = self._whereabouts.known(incident, places, now, going_on(stay))
        least, most = PATCHES
        count = min(most, max(least, 4 * len(search.searchers)))
        found = segments.divide(known.belief, known.support, self._terrain, count)
        names = {task.segment for task in stay.tasks}
        taken = {one.outline.text for one in search.segments if one.segment in names}
        chosen = [p for p in found.patches if p.poa >= POA_MIN and _text(p) not in taken]
        if not chosen:
            return None
        light = light_at(chosen[0].entry, now)
        name = f"{incident.incident}/{search.plan + 1}"
        made = tuple(_segment(name, each, incident.sender, light) for each in chosen)
        offered = _Board(made, tuple(one.poa for one in made), tuple(p.entry for p in chosen))
        ahead = self._plan(offered, stay, asked, is_whole=True)
        elsewhere = max(0.0, 1.0 - sum(one.poa for one in made))
        return Advice(made, elsewhere, ahead.found, ahead.worth, ahead.bound, leave)

    def _not_worth(
        self, incident: Incident, search: Search, places: Mapping[str, Place], now: datetime
    ) -> tuple[str, ...]:
        """Tasks under way on ground where new evidence leaves hardly anything of her."""
        if not search.tasks:
            return ()
        belief, support = self._whereabouts.known(incident, places, now)
        found: list[str] = []
        for task in search.tasks:
            ground = search.segment(task.segment)
            if ground is None or not ground.outline.text:
                continue
            outline = outline_of(ground.outline.text)
            here = covered(support, Searched(outline, task.pod, ground.label.text or ""))
            if float(belief.mass[here].sum()) < LEAVE_SHARE * ground.poa:
                found.append(task.task)
        return tuple(found)

    def assign(self, asked: AssignAsked) -> list[Assignment]:
        """The next segment for each idle searcher for whom there is one."""
        search = asked.search
        offered = _board(search)
        idle = search.idle()
        if not offered.ground or not idle:
            return []
        ahead = self._plan(offered, search, asked)
        waits = {one.recipient for one in idle}
        found: list[Assignment] = []
        for searcher, tasks in zip(search.searchers, ahead.tasks, strict=True):
            if searcher.recipient in waits and tasks:
                first = tasks[0]
                seconds = READING_S + first.ends_at_s * ANSWER_SLACK
                segment = offered.ground[first.segment].segment
                found.append(Assignment(searcher.recipient, segment, first.pod, seconds))
        return found

    def _plan(
        self,
        board: _Board,
        search: Search,
        asked: DivideAsked | AssignAsked,
        *,
        is_whole: bool = False,
    ) -> Plan:
        """Who looks where in which order; busy ones count from when they should be done.

        Only a whole plan says how good it is; whoever waits for the next task needs no bound.
        """
        now = asked.now
        if self._driving is not None:
            self._driving.set(asked.roads, now)
        plane = around(*zip(*board.centre, strict=True))
        points = plane.to_metres(*np.array(board.centre, np.float64).T)
        due = {task.recipient: (task.ask_at - now).total_seconds() for task in search.tasks}
        crew = Crew(
            [MODES.index(one.mode) for one in search.searchers],
            [
                self._reach(one, asked.starts.get(one.recipient), board, points, plane, now)
                for one in search.searchers
            ],
            [max(0.0, due.get(one.recipient, 0.0)) for one in search.searchers],
        )
        pace = [PACE_S_PER_M[mode] for mode in MODES]
        aim = Aim(asked.half_life_s, float(SEARCH_HORIZON_S))
        ways = Crow(points, pace)
        care = min(1.0, CARE_SEARCHERS / max(1, len(search.searchers)))
        return schedule.plan(_segments(board), crew, ways, aim, care=care, with_bound=is_whole)

    def _reach(
        self,
        searcher: Searcher,
        start: Start | None,
        board: _Board,
        points: Floats,
        plane: Plane,
        now: datetime,
    ) -> list[float]:
        """Seconds from where a searcher is to every segment; from nowhere known all are alike."""
        at = None
        if start is not None:
            track = start.track
            at = (track.latitude, track.longitude) if track else start.home
        if at is None or start is None:
            return [0.0] * len(points)
        far: Floats = np.hypot(*(points - plane.to_metres(*at)).T)
        crow_s = far * PACE_S_PER_M[searcher.mode]
        if searcher.mode is Mode.FOOT or self._driving is None:
            return [float(each) for each in crow_s]
        road_s = self._driving.reach_s(start, board.centre, now)
        # Ground that no road leads to is still walked to from the nearest one.
        known = np.where(np.isfinite(road_s), road_s, crow_s)
        return [float(each) for each in known]


def light_at(place: tuple[float, float], now: datetime) -> Light:
    """By what light somebody is looked for: civil twilight is dusk."""
    height = elevation_deg(*place, now)
    if height > -0.833:
        return Light.DAY
    return Light.DUSK if height > -6 else Light.DARK


def _text(patch: Patch) -> str:
    """The outline as facts keep it."""
    return " ".join(f"{latitude:.6f},{longitude:.6f}" for latitude, longitude in patch.outline)


def _segment(name: str, patch: Patch, subject: str, light: Light) -> Segment:
    passes = []
    for mode, kind in KINDS.items():
        seconds, pod = patches.effort_s(patch, kind, light)
        if math.isfinite(seconds) and pod > 0:
            passes.append(Pass(mode, round(seconds, 1), round(pod, 4)))
    return Segment(
        f"{name}-{patch.id}",
        Private(subject, patch.label),
        Private(subject, _text(patch)),
        round(patch.poa, 6),
        tuple(passes),
    )


def _board(search: Search) -> _Board:
    """The segments of the present plan that nobody looks through now, with what is left of each.

    Bayes' rule over the segments: a clear leaves (1 - pod) of a segment's probability.
    """
    busy = {task.segment for task in search.tasks}
    left = {one.segment: one.poa for one in search.segments}
    for cleared in search.cleared:
        name = cleared.segment.segment
        if name in left:
            left[name] *= 1.0 - min(cleared.pod, 0.9999)
    free = [one for one in search.segments if one.segment not in busy and one.outline.text]
    centres = tuple(_centre(one.outline.text or "") for one in free)
    return _Board(tuple(free), tuple(left[one.segment] for one in free), centres)


def _centre(outline: str) -> tuple[float, float]:
    points = np.array(outline_of(outline), np.float64)
    middle = points.mean(axis=0)
    return float(middle[0]), float(middle[1])


def _segments(board: _Board) -> Segments:
    passes = [{one.mode: one for one in ground.passes} for ground in board.ground]
    seconds = [[each[m].seconds if m in each else math.inf for each in passes] for m in MODES]
    pods = [[each[m].pod if m in each else 0.0 for each in passes] for m in MODES]
    return Segments(board.poa, seconds, pods)

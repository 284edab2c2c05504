"""What boards show of space: where she may be, when units are there, who searches what."""

from datetime import datetime

import msgspec

from tocsin.facts.roads import Condition
from tocsin.facts.search import Mode


class ArrivalShown(msgspec.Struct, frozen=True):
    """When a unit could be with her, in seconds from now, and what that rests on.

    `fix_age_s` is how old the unit's position is, None when it is taken to be at
    its home. `method` is `road` or `straight_line`.
    """

    travel_s: float
    low_s: float
    high_s: float
    turnout_s: float
    road_s: float
    foot_s: float
    fix_age_s: float | None
    method: str


class PeakShown(msgspec.Struct, frozen=True):
    """One place where she may be; `share` of all belief, from 0 to 1."""

    label: str
    latitude: float
    longitude: float
    share: float
    radius_50_m: float
    radius_90_m: float
    sources: tuple[str, ...]


class LocatedShown(msgspec.Struct, frozen=True):
    """Where she probably is. `disagrees`: two sources cannot both be right."""

    peaks: tuple[PeakShown, ...]
    elsewhere: float
    is_wide: bool
    disagrees: bool


class StagingShown(msgspec.Struct, frozen=True):
    """Where units wait until the scene is safe."""

    label: str
    latitude: float
    longitude: float
    to_scene_s: float


class SearcherShown(msgspec.Struct, frozen=True):
    """Somebody who searches or could: `task` is theirs now, empty when they have none."""

    recipient: str
    name: str
    mode: Mode
    task: str = ""


class SegmentShown(msgspec.Struct, frozen=True):
    """A piece of ground of the present plan, with its outline for drawing.

    `outline` are (latitude, longitude) pairs. `status` is `open`, `under_way` or
    `clear`.
    """

    segment: str
    label: str
    outline: tuple[tuple[float, float], ...]
    poa: float
    status: str


class TaskShown(msgspec.Struct, frozen=True):
    """Who looks where, since when, and until when they should have answered."""

    task: str
    segment: str
    label: str
    recipient: str
    name: str
    given_at: datetime
    ask_at: datetime
    is_overdue: bool


class SearchShown(msgspec.Struct, frozen=True):
    """A search as it stands. `ended` says why it is over, empty while it runs."""

    by: str
    searchers: tuple[SearcherShown, ...]
    tasks: tuple[TaskShown, ...]
    segments: tuple[SegmentShown, ...]
    cleared: int
    plan: int
    ended: str
    found_by: str


class StepShown(msgspec.Struct, frozen=True):
    """One thing to do on the way, and how far it goes until the next."""

    turn: str
    name: str
    metres: float
    exit: int = 0


class RouteShown(msgspec.Struct, frozen=True):
    """The way of a unit: (latitude, longitude) pairs to draw, and steps to read aloud.

    `seconds` are without turnout; `foot_points` are the last part on foot.
    """

    unit: str
    seconds: float
    foot_s: float
    metres: float
    points: tuple[tuple[float, float], ...]
    foot_points: tuple[tuple[float, float], ...]
    steps: tuple[StepShown, ...]


class ReachShown(msgspec.Struct, frozen=True):
    """How far one drives in so many minutes: polygons, each an outer ring and its holes."""

    minutes: float
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


class RoadShown(msgspec.Struct, frozen=True):
    """A road that is closed or slow now."""

    road: str
    condition: Condition
    points: tuple[tuple[float, float], ...]
    factor: float
    by: str
    since: datetime
    until: datetime | None

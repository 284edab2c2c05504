"""The questions about space, in the stages' own words, and what they are asked with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from tocsin.facts.agency import Place
from tocsin.facts.incidents import Evidence
from tocsin.geo.track import Track
from tocsin.response.arrival import Arrival, Spot, Staging
from tocsin.response.incident import Incident
from tocsin.response.roads import RoadNow
from tocsin.response.search import Advice, Assignment, Search
from tocsin.roads.reach import Isochrone
from tocsin.roads.routes import Route


class Tracks(Protocol):
    """Where phones and trackers were last, by recipient."""

    def last(self, recipient: str) -> Track | None:
        """The newest position of `person:ID` or `unit:ID`."""
        ...


class NoTracks:
    """Nobody tells a position."""

    def last(self, recipient: str) -> Track | None:  # noqa: ARG002 - it is the protocol's.
        """Nothing is known."""
        return None


class Start(msgspec.Struct, frozen=True):
    """Where a unit starts from: its last position, or its home when it tells none.

    `track` None and `home` None: nothing is known at all. `turnout_s` counts
    only while it waits; one that is rolling has turned out already.
    """

    unit: str
    home: tuple[float, float] | None
    track: Track | None
    turnout_s: float


class Peak(msgspec.Struct, frozen=True):
    """One place where she may be, with the share of belief in it.

    Half of that share lies within `radius_50_m` of the point, nine tenths within
    `radius_90_m`. `sources` are those that speak for it.
    """

    latitude: float
    longitude: float
    label: str
    mass: float
    radius_50_m: float
    radius_90_m: float
    sources: tuple[str, ...]


class Located(msgspec.Struct, frozen=True):
    """Where she probably is: peaks, the most probable first, and what is none of them.

    `is_wide`: there is something to divide among searchers. `disagrees`: two
    sources cannot both be right, and both are shown.
    """

    peaks: tuple[Peak, ...]
    elsewhere: float
    is_wide: bool
    disagrees: bool


class Ground(Protocol):
    """Everything that decisions ask of space while they wait; a planner answers the rest.

    The same questions give the same answers.
    """

    def arrivals(
        self,
        starts: Sequence[Start],
        spots: Sequence[Spot],
        roads: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[Arrival | None]:
        """When each could be there, None for one of which nothing is known."""
        ...

    def covers(
        self,
        starts: Sequence[Start],
        places: Sequence[Place],
        within_s: float,
        roads: Mapping[str, RoadNow],
        now: datetime,
    ) -> list[frozenset[str]]:
        """The places that each could be at within so many seconds."""
        ...

    def staging(
        self, spots: Sequence[Spot], start: Start, roads: Mapping[str, RoadNow], now: datetime
    ) -> Staging | None:
        """Where to wait until the scene is safe."""
        ...

    def route(
        self, start: Start, spot: Spot, roads: Mapping[str, RoadNow], now: datetime
    ) -> Route | None:
        """The way there, to draw and to read aloud; None where no road is known to lead."""
        ...

    def reach(
        self, spot: Spot, minutes: Sequence[float], roads: Mapping[str, RoadNow], now: datetime
    ) -> list[Isochrone]:
        """How far one drives from a place in so many minutes; empty without a map."""
        ...

    def read(self, text: str, places: Sequence[Place], at: datetime) -> list[Evidence]:
        """What a text says of where its sender is; sealed under nobody yet."""
        ...

    def doubt(self, latitude: float, longitude: float) -> str:
        """Why a point can hardly be right; empty when it can."""
        ...

    def locate(self, incident: Incident, places: Mapping[str, Place], now: datetime) -> Located:
        """Where she probably is."""
        ...

    def planner(self) -> "Planner":
        """Whoever plans searches over this ground, in another thread than the ground's own.

        The two share only what neither of them writes.
        """
        ...


class DivideAsked(msgspec.Struct, frozen=True):
    """How is the ground of this incident to be divided? With all that the answer rests on.

    Nothing in it changes any more, so it can be answered anywhere and at any time.
    """

    incident: Incident
    search: Search
    places: Mapping[str, Place]
    starts: Mapping[str, Start]
    half_life_s: float
    roads: Mapping[str, RoadNow]
    now: datetime


class AssignAsked(msgspec.Struct, frozen=True):
    """What is the next segment of each idle searcher? With all that the answer rests on."""

    incident: str
    search: Search
    starts: Mapping[str, Start]
    half_life_s: float
    roads: Mapping[str, RoadNow]
    now: datetime


class Planner(Protocol):
    """Answers what takes too long for a page to wait. The same question, the same answer."""

    def divide(self, asked: DivideAsked) -> Advice | None:
        """The ground in segments, None where there is nothing to divide."""
        ...

    def assign(self, asked: AssignAsked) -> list[Assignment]:
        """The next segment for each idle searcher for whom there is one."""
        ...

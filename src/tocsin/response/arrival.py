"""What response asks of space, and the answers: when a unit is there, where to wait."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from tocsin.facts.units import Reason


class Spot(NamedTuple):
    """A place where she may be: degrees WGS 84, and how probably."""

    latitude: float
    longitude: float
    weight: float = 1.0


class Arrival(msgspec.Struct, frozen=True):
    """How long until a unit is with her, in seconds; expected over all her spots.

    `travel_s` is turnout, road and walk together, between `low_s` and `high_s`;
    the older the unit's fix, the wider. `fix_age_s` is None without one.
    `doubts` say why it may be otherwise. `method` is `road` or `straight_line`.
    """

    travel_s: float
    low_s: float
    high_s: float
    turnout_s: float
    road_s: float
    foot_s: float
    line_m: float
    fix_age_s: float | None
    method: str
    doubts: tuple[Reason, ...] = ()


class Staging(msgspec.Struct, frozen=True):
    """Where units wait until the scene is safe: near, out of sight, with a way out."""

    latitude: float
    longitude: float
    label: str
    to_scene_s: float


class Space(Protocol):
    """What response needs to know of the ground and of where units are."""

    def arrivals(self, units: Iterable[str], spots: Sequence[Spot]) -> Mapping[str, Arrival]:
        """When each of these units could be there; without a spot the answer is empty."""
        ...

    def covers(self, units: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """The places of the agency that each unit can be at within the agency's time."""
        ...

    def staging(self, spots: Sequence[Spot], unit: str) -> Staging | None:
        """Where this unit should wait; None where no map tells."""
        ...

"""What units did. Times are the envelope's (NEMSIS eTimes .03 to .13)."""

from enum import StrEnum

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Reason(StrEnum):
    """Why a unit was recommended, or why it was passed over."""

    NEAREST_BY_LINE = "nearest_by_line"
    RIGHT_KIND = "right_kind"
    HAS_CAPABILITY = "has_capability"
    STAGED_UNTIL_SAFE = "staged_until_safe"
    MUTUAL_AID = "mutual_aid"
    ALREADY_ASSIGNED = "already_assigned"
    NO_LOCATION = "no_location"
    NEAREST_BY_ROAD = "nearest_by_road"
    KEEPS_COVERAGE = "keeps_coverage"
    """Half a minute slower at most, and leaves more of the town within reach."""
    ROLLING_ELSEWHERE = "rolling_elsewhere"
    """Would be there sooner than any free unit, but is rolling to another incident."""
    ON_THE_WAY = "on_the_way"
    NO_FIX = "no_fix"
    """No position is known: it is taken to be at its home."""
    STALE_FIX = "stale_fix"
    FIX_FROM_THE_FUTURE = "fix_from_the_future"
    OFF_THE_MAP = "off_the_map"
    NO_ROAD = "no_road"
    """No open road leads there: the time is a guess along the straight line."""
    NO_MAP = "no_map"
    OUT_OF_SERVICE = "out_of_service"
    STAND_IN = "stand_in"
    """Of another kind than asked for, because none of that kind is free."""
    CHOSEN_BY_HAND = "chosen_by_hand"
    CREW_KEPT_AWAY = "crew_kept_away"
    """Somebody of the crew must stay away from her: it is not picked."""
    CREW_UNKNOWN = "crew_unknown"
    """A colleague must stay away from her, and nobody says who is on this crew: ask first."""


class _UnitFact(Fact, frozen=True):
    unit: str

    def stream(self) -> str:
        return f"unit/{self.unit}"


class _AssignedFact(_UnitFact, frozen=True):
    incident: str
    by: str


class UnitDispatched(_AssignedFact, frozen=True):
    """The unit was sent, and this is what the choice rested on.

    `distance_m` is along a straight line, or None when the place was unknown.
    `method` is `road` or `straight_line`. `travel_s` is the expected time to help
    in seconds, turnout and walk included, between `low_s` and `high_s`;
    `fix_age_s` is how old the unit's position was, None without one.
    `line_unit` is the unit that was nearest along the straight line when that is
    another one, and `line_travel_s` its time. `staging` is where it waits until
    the scene is safe, `latitude,longitude` and the words for it, sealed under the
    person it is sent to.
    """

    staged: bool
    reasons: tuple[Reason, ...]
    distance_m: float | None
    method: str
    travel_s: float | None = None
    low_s: float | None = None
    high_s: float | None = None
    fix_age_s: float | None = None
    line_unit: str = ""
    line_travel_s: float | None = None
    staging: Private | None = None


class UnitAcknowledged(_AssignedFact, frozen=True):
    """The crew said that they have the dispatch."""


class UnitEnRoute(_AssignedFact, frozen=True):
    """The unit is rolling."""


class UnitStaged(_AssignedFact, frozen=True):
    """The unit waits near the scene until it is safe."""


class UnitOnScene(_AssignedFact, frozen=True):
    """The unit has arrived."""


class UnitTransporting(_AssignedFact, frozen=True):
    """The unit has a patient and is on the way to a hospital."""


class UnitAtHospital(_AssignedFact, frozen=True):
    """The unit has arrived at the hospital."""


class UnitCleared(_AssignedFact, frozen=True):
    """The unit is free of this incident and available."""


class UnitOutOfService(_UnitFact, frozen=True):
    """The unit cannot be sent."""

    by: str


class UnitInService(_UnitFact, frozen=True):
    """The unit can be sent again."""

    by: str

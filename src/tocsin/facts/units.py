"""What units did. Times are the envelope's (NEMSIS eTimes .03 to .13)."""

from enum import StrEnum

from tocsin.facts.fact import Fact


class Reason(StrEnum):
    """Why a unit was recommended, or why it was passed over."""

    NEAREST_BY_LINE = "nearest_by_line"
    RIGHT_KIND = "right_kind"
    HAS_CAPABILITY = "has_capability"
    STAGED_UNTIL_SAFE = "staged_until_safe"
    MUTUAL_AID = "mutual_aid"
    ALREADY_ASSIGNED = "already_assigned"
    NO_LOCATION = "no_location"
    CHOSEN_BY_HAND = "chosen_by_hand"


class _UnitFact(Fact, frozen=True):
    unit: str

    def stream(self) -> str:
        return f"unit/{self.unit}"


class _AssignedFact(_UnitFact, frozen=True):
    incident: str
    by: str


class UnitDispatched(_AssignedFact, frozen=True):
    """The unit was sent, and this is what the choice rested on.

    `distance_m` is along a straight line from its home (`method` says so), or
    None when the place was unknown.
    """

    staged: bool
    reasons: tuple[Reason, ...]
    distance_m: float | None
    method: str


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

"""What a dispatcher says of the roads: closed, slow, open again."""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact


class Condition(StrEnum):
    """What is the matter with a road."""

    CLOSED = "closed"
    SLOW = "slow"


class RoadConditionSet(Fact, frozen=True):
    """From now on a road is closed or slow.

    `points` are (latitude, longitude) in degrees: one for the nearest road, more
    for a line along it. `factor` says how many times longer a slow road takes.
    `until` ends it by itself; None leaves that to a person.
    """

    road: str
    condition: Condition
    points: tuple[tuple[float, float], ...]
    factor: float
    by: str
    until: datetime | None = None

    def stream(self) -> str:
        return "roads"


class RoadConditionEnded(Fact, frozen=True):
    """The road is as it was."""

    road: str
    by: str

    def stream(self) -> str:
        return "roads"

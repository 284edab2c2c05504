"""What trackers said of who is near whom; where anybody was is never recorded here."""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact


class Nearness(StrEnum):
    """How near a respondent is to somebody, or to where they may not be."""

    UNKNOWN = "unknown"
    FAR = "far"
    MAYBE_NEAR = "maybe_near"
    NEAR = "near"


class NearnessChanged(Fact, frozen=True):
    """How near a respondent is has changed, as far as both fixes can say.

    `by` is `pair` for the two of them, or `area` for a stay-away area of the order;
    without an order it is a plan's distance. Lengths are metres: `distance_m`
    between them or to the border (below zero inside), `allowed_m` what the order
    says, `uncertainty_m` what accuracies and ages leave open. `closing_mps` is
    above zero when they come nearer; `contact_s` seconds until they meet, going on
    straight, and `drive_s` by road. `was_passing`: it was so between two fixes and
    is over. `is_doubtful`: it rests on a fix that may be wrong.
    """

    person: str
    respondent: str
    nearness: Nearness
    by: str
    at: datetime
    order: str = ""
    distance_m: float | None = None
    allowed_m: float | None = None
    uncertainty_m: float | None = None
    closing_mps: float | None = None
    contact_s: float | None = None
    drive_s: float | None = None
    was_passing: bool = False
    at_start: bool = False
    is_doubtful: bool = False

    def stream(self) -> str:
        return f"watch/{self.person}"


class _TrackerFact(Fact, frozen=True):
    owner: str
    trouble: str
    at: datetime

    def stream(self) -> str:
        return f"tracker/{self.owner}"


class TrackerTroubled(_TrackerFact, frozen=True):
    """Something is wrong with a tracker of `person:ID` or `respondent:ID`.

    `trouble` is a word of `proximity.happening.Trouble`: silent, frozen, jumped …
    """


class TrackerRestored(_TrackerFact, frozen=True):
    """It is right again."""


class ConsentRecorded(Fact, frozen=True):
    """On what ground somebody's positions are looked at, and for what; or not any more.

    `owner` is `person:ID` or `respondent:ID`. `basis` is `consent`, `court_order` or
    `condition_of_release`; a person's own positions are looked at by consent only.
    """

    owner: str
    basis: str
    purpose: str
    is_given: bool
    by: str

    def stream(self) -> str:
        return f"tracker/{self.owner}"

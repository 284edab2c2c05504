"""That somebody's positions are kept, why, on what ground, and that they were forgotten.

Where anybody was is never recorded here: the points lie outside the chain.
"""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class TrailPurpose(StrEnum):
    """What for: to find and help somebody, to see a walk end, or to show a violation."""

    HELP = "help"
    WALK = "walk"
    VIOLATION = "violation"


class TrailEnd(StrEnum):
    """Why nothing more is added: what it was kept for is over, or its ground is gone."""

    OVER = "over"
    GROUND_GONE = "ground_gone"


class _TrailFact(Fact, frozen=True):
    trail: str

    def stream(self) -> str:
        return f"trail/{self.trail}"


class TrailStarted(_TrailFact, frozen=True):
    """From now on the positions of `owner` are kept, until what it is for is over.

    `owner` and `about`, in whose need it is, are `person:ID`, `unit:ID` or
    `respondent:ID`. `cause` is `incident/I-2`, `walk/W-1` or `near/PERSON/RESPONDENT`.
    `basis` is that of the owner's `ConsentRecorded`, or `own_request` for whoever asked
    for help or went on a walk themselves.
    """

    owner: str
    about: str
    cause: str
    purpose: TrailPurpose
    basis: str


class TrailEnded(_TrailFact, frozen=True):
    """Nothing more is added to it. It is forgotten at `forget_at`, unless it is held."""

    why: TrailEnd
    forget_at: datetime


class TrailHeld(_TrailFact, frozen=True):
    """Somebody keeps it until this moment, for a court, and says why; sealed under the owner."""

    until: datetime
    reason: Private
    by: str


class TrailReleased(_TrailFact, frozen=True):
    """It is held no longer, and forgotten as it would have been."""

    by: str


class TrailForgotten(_TrailFact, frozen=True):
    """Its points are deleted; those that another trail needs stay for that one."""

"""Somebody, or their car, was seen: who says so, whom it fits, and what a person judged."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.kernel.private import Private


class SightingSource(StrEnum):
    """How a sighting came to us."""

    TEXT = "text"
    BOARD = "board"
    RECEPTION = "reception"
    PLATE_READER = "plate_reader"


class Candidate(msgspec.Struct, frozen=True):
    """A respondent whom a sighting fits.

    `because` are reasons of `watch.descriptions`; `near` are the people who are
    protected from this respondent and near to whom it was.
    """

    respondent: str
    because: tuple[str, ...]
    is_sure: bool = False
    near: tuple[str, ...] = ()


class SightingTexted(Fact, frozen=True):
    """A text of a colleague begins with the word SIGHTING: it is one, and no SOS of theirs."""

    signal: str
    sender: str

    def stream(self) -> str:
        return f"signal/{self.signal}"


class WordsCompared(Fact, frozen=True):
    """The words of a colleague's SOS were compared with every plan, and fit nobody."""

    signal: str

    def stream(self) -> str:
        return f"signal/{self.signal}"


class _SightingFact(Fact, frozen=True):
    sighting: str

    def stream(self) -> str:
        return f"sighting/{self.sighting}"


class SightingReported(_SightingFact, frozen=True):
    """Somebody or something saw somebody.

    `by` is `person:ID`, `unit:ID` or `gateway:NAME`; `words` are sealed under the
    sighting itself, and so are `plate` and `point`, which is
    `latitude,longitude` in WGS 84 degrees. `place` is an agency place. `candidates`
    are those whom it fits, the surest first; there may be none.
    """

    by: str
    source: SightingSource
    words: Private
    at: datetime
    place: str = ""
    point: Private | None = None
    plate: Private | None = None
    candidates: tuple[Candidate, ...] = ()
    signal: str = ""


class SightingJudged(_SightingFact, frozen=True):
    """A person says who it was; an empty `respondent` is nobody we know.

    `near` are the people who are protected from them and near to whom it was.
    """

    by: str
    respondent: str
    near: tuple[str, ...] = ()


class SightingUnjudged(_SightingFact, frozen=True):
    """Nobody has judged it in time: what is unknown is not safe, and it counts as him."""


class ViolationRecorded(Fact, frozen=True):
    """What the court will ask for: who, whom, when, where, how known, how certain.

    `what` is `stay_away`, `distance` or `contact`; `known_by` is `sighting`,
    `plate_reader`, `tracker` or `report`, and `cause` names it. `point` is sealed
    under the protected person. `order` is empty when no order is in effect.
    """

    violation: str
    person: str
    respondent: str
    order: str
    what: str
    known_by: str
    cause: str
    at: datetime
    certainty: Certainty
    place: str = ""
    point: Private | None = None
    distance_m: float | None = None

    def stream(self) -> str:
        return f"watch/{self.person}"

"""Looking for somebody whose place is not known: who searches what, and what they found."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Mode(StrEnum):
    """How a searcher moves."""

    FOOT = "foot"
    VEHICLE = "vehicle"


class Searcher(msgspec.Struct, frozen=True):
    """Somebody who searches: `person:ID` or `unit:ID`, and how they move."""

    recipient: str
    mode: Mode


class Pass(msgspec.Struct, frozen=True):
    """What one pass over a segment takes in seconds, and its probability of detection."""

    mode: Mode
    seconds: float
    pod: float


class Segment(msgspec.Struct, frozen=True):
    """A piece of ground that one searcher looks through in one go.

    `label` is what the page says ("Station One parking lot, rows A to D");
    `outline` are `latitude,longitude` pairs in degrees with blanks between: an
    area when the last is the first, else a line. Both are sealed under the
    person who is looked for. `poa` is the probability of area when the plan was
    made. `passes` say how each kind of searcher does it; a kind that is not there
    cannot.
    """

    segment: str
    label: Private
    outline: Private
    poa: float
    passes: tuple[Pass, ...] = ()


class _SearchFact(Fact, frozen=True):
    incident: str

    def stream(self) -> str:
        return f"incident/{self.incident}"


class SearchStarted(_SearchFact, frozen=True):
    """A search began, or goes on with these searchers from now on."""

    by: str
    searchers: tuple[Searcher, ...]


class SearchPlanned(_SearchFact, frozen=True):
    """The ground was divided anew; segments of earlier plans get no new tasks.

    `elsewhere` is the probability that she is in none of them. `found_within`
    is the planned probability of finding her within `horizon_s`. `worth` is the
    same with each minute weighed by survival, and `bound` what no plan of these
    searchers over these segments could exceed.
    """

    plan: int
    because: str
    segments: tuple[Segment, ...]
    elsewhere: float
    found_within: float
    worth: float
    bound: float
    horizon_s: int


class SearchTaskGiven(_SearchFact, frozen=True):
    """This searcher is asked to look through this segment, and should be done by then."""

    task: str
    segment: str
    recipient: str
    pod: float
    done_by: datetime


class SearchersIdle(_SearchFact, frozen=True):
    """The present plan has nothing for these searchers; they wait for the next."""

    recipients: tuple[str, ...]


class SegmentCleared(_SearchFact, frozen=True):
    """The segment was looked through and nobody was found; `pod` says how much that means."""

    task: str
    segment: str
    by: str
    pod: float


class SearchTaskOverdue(_SearchFact, frozen=True):
    """A searcher should have answered by now: whoever is on the incident is told."""

    task: str
    recipient: str
    ask_again_at: datetime


class SearchTaskEnded(_SearchFact, frozen=True):
    """The task is over without an answer: `replanned`, `found`, `withdrawn`, `ended`."""

    task: str
    reason: str


class PersonFound(_SearchFact, frozen=True):
    """Somebody says that they have found her, in this segment when a task was theirs."""

    by: str
    task: str = ""
    segment: str = ""


class SearchEnded(_SearchFact, frozen=True):
    """The search is over: `found`, `closed`, or called off by a named person."""

    by: str
    reason: str

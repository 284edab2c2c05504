"""What the watch found: a threat to one person that somebody must take in hand."""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.kernel.private import Private


class ThreatKind(StrEnum):
    """What kind of incident a threat makes.

    `missed_walk`: she did not arrive, or did not answer a check: treated as an
    SOS. `threat`: somebody who must stay away is near, or was seen near: treated
    as an SOS. `risk`: her level of risk rose; nobody is sent, but somebody must
    take it in hand before the next shift.
    """

    MISSED_WALK = "missed_walk"
    THREAT = "threat"
    RISK = "risk"


class ThreatRaised(Fact, frozen=True):
    """The watch asks for help in the place of a protected person.

    `because` are reason codes, the gravest first; `words` say the same to people,
    sealed under her. `place` is the agency place, or `point` the
    `latitude,longitude` in WGS 84 degrees, at which *she* is expected, within
    `accuracy_m` metres at `at`; both may be empty. `source` and `certainty` are those of
    what it rests on; `cause` names it, such as `walk/W-3` or `sighting/S-2`. Where a
    crew is missed, `unit` names it and `person` is empty.
    """

    threat: str
    person: str
    kind: ThreatKind
    because: tuple[str, ...]
    words: Private
    source: str
    certainty: Certainty
    at: datetime
    cause: str = ""
    place: str = ""
    point: Private | None = None
    accuracy_m: float = 0.0
    unit: str = ""

    @property
    def whose(self) -> str:
        """The recipient in whose place help is asked for: `person:ID` or `unit:ID`."""
        return f"unit:{self.unit}" if self.unit else f"person:{self.person}"

    def stream(self) -> str:
        return f"watch/{self.person or self.unit}"

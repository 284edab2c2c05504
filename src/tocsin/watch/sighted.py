"""What the watch remembers of a sighting."""

from datetime import datetime

import msgspec

from tocsin.facts.sightings import Candidate, SightingSource
from tocsin.kernel.private import Private


class Heard(msgspec.Struct, frozen=True):
    """Words of a colleague that must be compared with the plans."""

    signal: str
    sender: str
    words: Private
    at: datetime
    is_sos: bool = False


class Sighting(msgspec.Struct, frozen=True):
    """A sighting as it stands. `judged` is whom a person named, empty for nobody we know."""

    sighting: str
    by: str
    source: SightingSource
    words: Private
    at: datetime
    judge_by: datetime
    place: str = ""
    point: Private | None = None
    candidates: tuple[Candidate, ...] = ()
    is_asked: bool = False
    is_unjudged: bool = False
    judged: str | None = None
    judged_by: str = ""
    judged_near: tuple[str, ...] = ()
    verdict: tuple[str, str] | None = None
    raised: tuple[tuple[str, str], ...] = ()

    @property
    def cause(self) -> str:
        """How facts name it."""
        return f"sighting/{self.sighting}"

    @property
    def is_judged(self) -> bool:
        """Whether a person has said who it was."""
        return self.judged is not None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to judge it."""
        return not self.is_judged and not self.is_unjudged

    def is_sure(self, respondent: str) -> bool:
        """Whether it is this respondent, by name, by whole plate or by being recognised."""
        return any(one.respondent == respondent and one.is_sure for one in self.candidates)

    def degrees(self) -> tuple[float, float] | None:
        """Where it was in degrees, when that was said."""
        if self.point is None or self.point.text is None:
            return None
        latitude, _, longitude = self.point.text.partition(",")
        return float(latitude), float(longitude)

    def threatens(self) -> list[tuple[str, str]]:
        """The respondent and the protected person of each alarm that is owed and not raised."""
        if self.judged is not None:
            pairs = [(self.judged, person) for person in self.judged_near if self.judged]
        else:
            pairs = [
                (one.respondent, person)
                for one in self.candidates
                if one.is_sure or self.is_unjudged
                for person in one.near
            ]
        return [pair for pair in pairs if pair not in self.raised]

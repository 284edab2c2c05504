"""Whether a respondent is in custody: every statement with its source, time and certainty."""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty


class CustodyStatus(StrEnum):
    """Where a respondent is. `unknown` counts as at large."""

    IN_CUSTODY = "in_custody"
    AT_LARGE = "at_large"
    UNKNOWN = "unknown"


class _CustodyFact(Fact, frozen=True):
    respondent: str

    def stream(self) -> str:
        return f"respondent/{self.respondent}"


class CustodyStated(_CustodyFact, frozen=True):
    """Somebody, or a roster, says where a respondent is. It was so at `at`.

    `source` is on whose word, such as `county jail, by telephone`; `by` is who
    entered it: a person id, or the feed.
    """

    status: CustodyStatus
    source: str
    at: datetime
    certainty: Certainty
    by: str


class CustodyLapsed(_CustodyFact, frozen=True):
    """Nobody has confirmed for too long that they are in custody; so nobody knows.

    `stated_at` is the time of the last statement.
    """

    stated_at: datetime

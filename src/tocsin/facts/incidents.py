"""The incident: from the first signal to its disposition."""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.agency import Policy
from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class Disposition(StrEnum):
    """How an incident ended (after NEMSIS eDisposition and the APCO list)."""

    PERSON_SAFE = "person_safe"
    PERSON_TRANSPORTED = "person_transported"
    PERSON_DECEASED = "person_deceased"
    UNABLE_TO_LOCATE = "unable_to_locate"
    HANDLED_BY_OTHER_AGENCY = "handled_by_other_agency"
    FALSE_ALARM = "false_alarm"
    WRONG_NUMBER = "wrong_number"
    DUPLICATE = "duplicate"
    TEST = "test"


class Certainty(StrEnum):
    """How sure a statement is; it always travels with its source and time."""

    REPORTED = "reported"
    ALLEGED = "alleged"
    CONFIRMED = "confirmed"
    AMENDED = "amended"


class Evidence(msgspec.Struct, frozen=True):
    """One piece of evidence of where somebody is.

    `source` is `words` (her own text, of herself), `sighting` (her own text, of where
    somebody else is), `phone` (a fix of her phone), `roster`, `walk` (her last safe
    walk), `dispatcher`, `third_party` (somebody else's word) or `neighbour`; `place`
    is an agency place id or empty; `point` is `latitude,longitude` in WGS 84 degrees
    and `outline` many of them with blanks between (a street, a lot), both sealed
    under the person. She is within `accuracy_m` metres of them in `confidence` of
    such cases. `at` is the time of the fix or of the words.

    Evidence with the same `reading` are alternatives: the text says one of them,
    and `weight` says how probably which. `label` is the map's own name for it.
    """

    source: str
    place: str
    point: Private | None
    accuracy_m: float
    at: datetime
    certainty: Certainty
    confidence: float = 0.68
    reading: str = ""
    weight: float = 1.0
    label: Private | None = None
    outline: Private | None = None
    doubt: str = ""


class _IncidentFact(Fact, frozen=True):
    incident: str

    def stream(self) -> str:
        return f"incident/{self.incident}"


class IncidentOpened(_IncidentFact, frozen=True):
    """An SOS became an incident with a policy of its own, frozen here."""

    kind: str
    signal: str
    sender: str
    verified: bool
    silent: bool
    policy: Policy
    response: str


class SignalJoined(_IncidentFact, frozen=True):
    """A further signal belongs to this incident and is paged on as an update."""

    signal: str


class LocationGiven(_IncidentFact, frozen=True):
    """There is new evidence of where the person is. Older evidence stays."""

    evidence: Evidence
    by: str


class CommandTaken(_IncidentFact, frozen=True):
    """Somebody takes command: the incident has an owner until the lease ends."""

    person: str
    check_back_at: datetime


class CommandRenewed(_IncidentFact, frozen=True):
    """The owner's lease was renewed: by an answer, or because units are moving."""

    because: str
    check_back_at: datetime


class CheckBackRequested(_IncidentFact, frozen=True):
    """The owner is asked whether they are still on it."""

    person: str
    answer_by: datetime


class CommandLapsed(_IncidentFact, frozen=True):
    """The owner's lease ended without an answer: paging starts again."""

    person: str
    reason: str


class CancelVerificationRequested(_IncidentFact, frozen=True):
    """A supervisor is asked to call the sender back and judge the cancel."""

    signal: str
    answer_by: datetime


class CancelVerified(_IncidentFact, frozen=True):
    """Somebody spoke to the sender and judged: safe, or not."""

    by: str
    safe: bool


class DuressDeclared(_IncidentFact, frozen=True):
    """The cancel was a duress code: she is under threat and her phone is watched."""

    signal: str


class IncidentNoted(_IncidentFact, frozen=True):
    """Somebody added a remark to the record."""

    by: str
    text: Private


class IncidentLinked(_IncidentFact, frozen=True):
    """Two incidents are related; both stay what they are."""

    other: str
    reason: str


class DocumentReleased(_IncidentFact, frozen=True):
    """A document about the incident was handed out, to be given to another agency.

    `document` is `eido` or `cap`, `purpose` `mutual_aid` or `bolo`; `to` is the
    agency it is for, as a domain name. `digest` is the SHA-256 of its octets in
    hex: it proves what left. `name` is the document's own id and `made_at` the
    time that stands in it; a later alert refers to both. `is_over`: it took back
    what was asked for before.
    """

    by: str
    document: str
    purpose: str
    to: str
    digest: str
    name: str
    made_at: datetime
    is_over: bool = False


class IncidentClosed(_IncidentFact, frozen=True):
    """The incident ended with a disposition, given by a named person."""

    by: str
    disposition: Disposition
    note: Private | None = None

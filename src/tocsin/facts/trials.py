"""Trying a way in or out before anything depends on it, and ways out that were added."""

from datetime import datetime
from enum import StrEnum

from tocsin.facts.fact import Fact


class Direction(StrEnum):
    """Which way the text of a trial goes: from us to a phone, or from a phone to us."""

    OUT = "out"
    IN = "in"


class _TrialFact(Fact, frozen=True):
    trial: str

    def stream(self) -> str:
        return "paging"


class TrialAsked(_TrialFact, frozen=True):
    """Somebody tries a way with a text to or from their own phone; on record before it leaves.

    `provider` and `kind` name the settings that are tried, `where` their host and port, never
    a password; all empty for a text that comes in. `words_hash` is the SHA-256 of exactly what
    their phone answers until `until`, hexadecimal.
    """

    person: str
    direction: Direction
    provider: str
    kind: str
    channel: str
    where: str
    words_hash: str
    until: datetime


class TrialHandedOver(_TrialFact, frozen=True):
    """The provider took the text of a trial. Whether it arrived is not known by that."""


class TrialRefused(_TrialFact, frozen=True):
    """The provider did not take it; `reason` holds no address and no secret."""

    reason: str


class TrialArrived(_TrialFact, frozen=True):
    """Their phone has it: answered by a text (`signal`), by a receipt, or typed into the page."""

    by: str
    took_s: float
    signal: str = ""
    provider_id: str = ""


class GatewayAdded(Fact, frozen=True):
    """A way out was added to the settings of this machine in the browser, and is used from now on.

    `hook` says whether a way in of the same name was added with it. Of secrets there is nothing.
    """

    provider: str
    kind: str
    channel: str
    where: str
    hook: bool
    by: str

    def stream(self) -> str:
        return "paging"

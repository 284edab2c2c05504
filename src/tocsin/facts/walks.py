"""Safe walks, welfare checks and escorts: who is expected, by when, and how it ended.

A walk is over when its walker says so with the code of her safety plan; a check
comes again and again. Every moment is UTC, so no clock change moves one.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class WalkKind(StrEnum):
    """A walk from here to there, or a check that all is well, every so often."""

    WALK = "walk"
    CHECK = "check"


class WalkEnd(StrEnum):
    """How a walk or check ended.

    `safe`: her safe code, or HOME where the plan has none. `duress`: the duress
    code, which looks like it. `missed`: she did not answer, and a threat was raised.
    `by_person`: somebody else ended it. `replaced`: another walk or check took its
    place. `left_scene`: the unit is not on scene any more. `stopped`: CHECK OFF.
    """

    SAFE = "safe"
    DURESS = "duress"
    MISSED = "missed"
    BY_PERSON = "by_person"
    REPLACED = "replaced"
    LEFT_SCENE = "left_scene"
    STOPPED = "stopped"


class Said(StrEnum):
    """What a text says of a walk or a check."""

    WALK = "walk"
    GO = "go"
    MINUTES = "minutes"
    HOME = "home"
    OK = "ok"
    CHECK = "check"
    CHECK_OFF = "check_off"
    SAFE_CODE = "safe_code"
    DURESS_CODE = "duress_code"


class WalkWord(msgspec.Struct, frozen=True):
    """A text as one of the exact words of a walk: `minutes` 0 where none were said."""

    said: Said
    minutes: int = 0
    words: str = ""


class _WalkFact(Fact, frozen=True):
    walk: str

    def stream(self) -> str:
        return f"walk/{self.walk}"


class ShiftEndNoted(Fact, frozen=True):
    """The roster says when this protected person's next shift ends; None for never."""

    person: str
    ends_at: datetime | None
    place: str = ""
    minutes: int = 0

    def stream(self) -> str:
        return f"watch/{self.person}"


class WalkPlanned(_WalkFact, frozen=True):
    """This person will leave at that moment, and is asked then to say so."""

    person: str
    leaves_at: datetime
    minutes: int
    by: str
    place: str = ""
    words: Private | None = None


class LeavingAsked(_WalkFact, frozen=True):
    """The shift ended: she was asked to reply GO, the second time if `again`.

    Nothing was sent to her phone where `texted` is false: her plan is silent.
    """

    until: datetime
    again: bool = False
    texted: bool = True


class NotLeft(_WalkFact, frozen=True):
    """She was asked twice and has not said that she leaves: people are told."""


class WalkStarted(_WalkFact, frozen=True):
    """A walk or a check is under way and has a moment by which there must be word.

    `recipient` is `person:ID` or `unit:ID`. A check comes every `every_s`; a walk has 0
    there. `words` are an unknown place as it was said. `incident` is where a unit is
    on scene. `quiet`: nothing is sent back, for the plan is silent.
    """

    recipient: str
    kind: WalkKind
    until: datetime
    by: str
    every_s: int = 0
    start: str = ""
    place: str = ""
    words: Private | None = None
    incident: str = ""
    signal: str = ""
    quiet: bool = False


class WalkExtended(_WalkFact, frozen=True):
    """The moment by which there must be word is now this one."""

    until: datetime
    by: str
    signal: str = ""
    quiet: bool = False


class CheckPassed(_WalkFact, frozen=True):
    """All is well, they say; the next check is due then."""

    until: datetime
    signal: str = ""
    quiet: bool = False


class WalkAsked(_WalkFact, frozen=True):
    """The moment passed without a word: asked once, and help is called at `until`.

    `needs_code`: only the code of the plan is an answer. `closing`: with it the check is over.
    """

    until: datetime
    texted: bool = True
    needs_code: bool = False
    closing: bool = False
    signal: str = ""
    quiet: bool = False


class WalkEnded(_WalkFact, frozen=True):
    """It is over. `threat` is what was raised, `reason` what a person said who ended it."""

    recipient: str
    how: WalkEnd
    by: str
    signal: str = ""
    threat: str = ""
    reason: Private | None = None
    quiet: bool = False


class WalkWordRepeated(_WalkFact, frozen=True):
    """The code that ended it came once more; it means what it meant before."""

    recipient: str
    duress: bool
    signal: str
    quiet: bool = False


class EscortWanted(_WalkFact, frozen=True):
    """Somebody is to go with her: these targets are asked, one after the other."""

    targets: tuple[str, ...]
    by: str


class EscortAsked(_WalkFact, frozen=True):
    """This person was asked and has until then to answer."""

    recipient: str
    notice: str
    until: datetime


class EscortAccepted(_WalkFact, frozen=True):
    """This person goes with her."""

    recipient: str


class EscortPassed(_WalkFact, frozen=True):
    """This person does not go with her: `declined`, `no_answer` or `removed`."""

    recipient: str
    reason: str


class EscortMissing(_WalkFact, frozen=True):
    """Nobody who was asked goes with her: people are told."""


class EscortDone(_WalkFact, frozen=True):
    """She is where she was going, says who went with her."""

    recipient: str

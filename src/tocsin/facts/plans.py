"""The workplace safety plan of one protected person, and what a lethality screen found.

It stands beside the `[[safety_plan]]` of the agency file, which keeps the codes
and the caution. Here is what colleagues do for her every day.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from tocsin.facts.fact import Fact
from tocsin.kernel.private import Private


class PlannedWalk(msgspec.Struct, frozen=True):
    """Her way at the end of a shift: from one place of the agency file to another.

    `door` says which door in words. It takes `minutes`.
    """

    start: str
    end: str
    minutes: int
    door: Private | None = None


class SafeHours(msgspec.Struct, frozen=True):
    """When she can be written to without danger, in the agency's time zone; as a `Shift`."""

    days: tuple[str, ...]
    start: str
    end: str


class WorkplacePlan(msgspec.Struct, frozen=True):
    """What is done for one protected person at work, sealed under her.

    `escort`: somebody walks with her at the end of a shift. `photo`: reception has
    the respondent's picture. `screening`: her calls are taken by others first.
    `may_know` are person ids who may read this beside the coordinators.
    `respondents` are those it is made against, beside those of her orders. It is
    looked through again at `review_at`.

    `code_words` are several with `;` between, each a word, or words, that mean more
    than they say, and after `=` what they mean. With `no_walk` she is not asked at
    the end of a shift whether she leaves. Outside of `safe_hours` (none: there is
    no such hour) and always with `by_contact` what Tocsin would write to her of its
    own accord goes to `safe_contact`, or waits.
    """

    person: str
    review_at: datetime
    respondents: tuple[str, ...] = ()
    escort: bool = False
    photo: bool = False
    screening: bool = False
    parking: Private | None = None
    code_words: Private | None = None
    safe_contact: Private | None = None
    safe_hours: tuple[SafeHours, ...] = ()
    shift_changes: Private | None = None
    notes: Private | None = None
    may_know: tuple[str, ...] = ()
    walk: PlannedWalk | None = None
    no_walk: bool = False
    by_contact: bool = False


class Instrument(StrEnum):
    """What she was asked by."""

    LETHALITY_SCREEN = "lethality_screen"
    DANGER_ASSESSMENT = "danger_assessment"


class DangerLevel(StrEnum):
    """What a Danger Assessment found: the levels of its published scoring, the lowest first.

    Its items and weights belong to its author; an agency scores it by her form.
    """

    VARIABLE = "variable"
    INCREASED = "increased"
    SEVERE = "severe"
    EXTREME = "extreme"


class ScreenItem(StrEnum):
    """What the eleven items of the Lethality Screen for First Responders are about.

    By topic only: the wording belongs to the Maryland Network Against Domestic
    Violence, whose form an agency reads from.
    """

    WEAPON_USED = "weapon_used"
    THREAT_TO_KILL = "threat_to_kill"
    BELIEVES_MAY_BE_KILLED = "believes_may_be_killed"
    GUN_ACCESS = "gun_access"
    CHOKING = "choking"
    JEALOUSY_OR_CONTROL = "jealousy_or_control"
    SEPARATION = "separation"
    UNEMPLOYMENT = "unemployment"
    SUICIDE_ATTEMPT = "suicide_attempt"
    CHILD_OF_ANOTHER = "child_of_another"
    FOLLOWS_OR_SPIES = "follows_or_spies"


class ScreenAnswer(StrEnum):
    """What she answered to one item."""

    YES = "yes"
    NO = "no"
    NOT_ANSWERED = "not_answered"


class ScreenOutcome(StrEnum):
    """What the published rule makes of the answers.

    A referral by one of the first three items, by four of the others, or by the
    belief of who asked; `not_answered` when she answered nothing. Of a Danger
    Assessment severe and extreme danger are a referral.
    """

    REFERRAL_FIRST_ITEMS = "referral_first_items"
    REFERRAL_FOUR_ITEMS = "referral_four_items"
    REFERRAL_BELIEF = "referral_belief"
    REFERRAL_DANGER = "referral_danger"
    NO_REFERRAL = "no_referral"
    NOT_ANSWERED = "not_answered"


class _PlanFact(Fact, frozen=True):
    person: str

    def stream(self) -> str:
        return f"plan/{self.person}"


class WorkplacePlanSet(Fact, frozen=True):
    """This plan holds for its protected person; the one before stays in the ledger."""

    VERSION: ClassVar[int] = 2
    plan: WorkplacePlan
    by: str

    def stream(self) -> str:
        return f"plan/{self.plan.person}"


class PlanReviewDue(_PlanFact, frozen=True):
    """A plan must be looked through again; the coordinators are told until it is."""

    review_at: datetime


class PlanReviewed(_PlanFact, frozen=True):
    """Somebody looked through a plan; the next time is at `review_at`."""

    by: str
    review_at: datetime


class ScreenTaken(_PlanFact, frozen=True):
    """Somebody asked her the eleven items at `at`.

    `answers` is one letter for each item in order, `y`, `n` or `-`, sealed under
    her; none of a Danger Assessment, of which the result alone is kept: its `level`
    and `score`. `not_answered` counts the items that she did not answer, whichever it
    was. `belief`: who asked believes her in danger whatever the answers are.
    """

    VERSION: ClassVar[int] = 2
    answers: Private
    belief: bool
    outcome: ScreenOutcome
    at: datetime
    source: str
    by: str
    instrument: Instrument = Instrument.LETHALITY_SCREEN
    level: DangerLevel | None = None
    score: int | None = None
    not_answered: int = 0


class CallScreened(_PlanFact, frozen=True):
    """Somebody took a call in her name, or for her, and put down what was said.

    `words` are sealed under her. `code_word`: it had one of hers, and help is called.
    """

    words: Private
    code_word: bool
    by: str

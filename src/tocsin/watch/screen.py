"""The Lethality Screen for First Responders: its published rule, and what came of a screen.

It informs. A referral is a reason for as long as nobody ends it, and a later
screen that finds none takes nothing away.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.facts.plans import ScreenAnswer, ScreenItem, ScreenOutcome, ScreenTaken
from tocsin.facts.risk import RiskReason
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.kernel.private import Private
from tocsin.watch.case_state import Concern, Screened
from tocsin.watch.known import Known
from tocsin.watch.refusals import CaseRefusal
from tocsin.watch.state import Evolvers, WatchState
from tocsin.watch.touching import touch

FIRST_COUNT: Final = 3
"""A yes to any of the first three items is a referral."""

OTHERS_COUNT: Final = 4
"""So is a yes to so many of the others."""

LETTERS: Final = {ScreenAnswer.YES: "y", ScreenAnswer.NO: "n", ScreenAnswer.NOT_ANSWERED: "-"}
REFERRALS: Final = frozenset(
    {
        ScreenOutcome.REFERRAL_FIRST_ITEMS,
        ScreenOutcome.REFERRAL_FOUR_ITEMS,
        ScreenOutcome.REFERRAL_BELIEF,
    }
)


class TakeScreen(msgspec.Struct, frozen=True):
    """Somebody asked her the items; `answers` are in the order of `ScreenItem`."""

    person: str
    answers: tuple[ScreenAnswer, ...]
    belief: bool
    at: datetime
    source: str
    by: str


def outcome(answers: Sequence[ScreenAnswer], *, belief: bool) -> ScreenOutcome:
    """What the published rule makes of eleven answers and the belief of who asked."""
    yes = [answer is ScreenAnswer.YES for answer in answers]
    if any(yes[:FIRST_COUNT]):
        return ScreenOutcome.REFERRAL_FIRST_ITEMS
    if sum(yes[FIRST_COUNT:]) >= OTHERS_COUNT:
        return ScreenOutcome.REFERRAL_FOUR_ITEMS
    if belief:
        return ScreenOutcome.REFERRAL_BELIEF
    if all(answer is ScreenAnswer.NOT_ANSWERED for answer in answers):
        return ScreenOutcome.NOT_ANSWERED
    return ScreenOutcome.NO_REFERRAL


def decide(
    state: WatchState, command: TakeScreen, now: datetime, view: Known
) -> Accepted[Fact] | Refused:
    """Take down a screen with all of its items, answered or not."""
    if not view.is_active(command.person) and command.person not in state.cases.plans:
        detail = "The person asked is a person id of the agency file."
        return Refused(CaseRefusal.PROTECTED_UNKNOWN, detail)
    if len(command.answers) != len(ScreenItem):
        detail = "Give an answer for each of the eleven items: yes, no or not_answered."
        return Refused(CaseRefusal.TEXT_MISSING, detail)
    if command.at > now + timedelta(seconds=FIX_AHEAD_S):
        return Refused(CaseRefusal.MOMENT_AHEAD, "Say what was so; this moment is still to come.")
    letters = "".join(LETTERS[answer] for answer in command.answers)
    found = outcome(command.answers, belief=command.belief)
    fact = ScreenTaken(
        command.person,
        Private(f"person:{command.person}", letters),
        command.belief,
        found,
        command.at,
        command.source,
        command.by,
    )
    return Accepted((fact,))


def answers_of(screened: Screened) -> dict[ScreenItem, ScreenAnswer]:
    """The answers by item; empty once they were erased."""
    meant = {letter: answer for answer, letter in LETTERS.items()}
    letters = screened.answers.text or ""
    return {
        item: meant[letter]
        for item, letter in zip(ScreenItem, letters, strict=False)
        if letter in meant
    }


def _taken(state: WatchState, fact: ScreenTaken, at: datetime) -> None:
    cases = state.cases
    cases.screens[fact.person] = Screened(
        fact.outcome, fact.answers, fact.at, fact.by, fact.source, fact.belief
    )
    if fact.outcome in REFERRALS:
        name = f"screen-{fact.person}"
        cases.concerns[name] = Concern(
            name,
            fact.person,
            RiskReason.SCREEN_REFERRAL,
            fact.source,
            Certainty.REPORTED,
            min(fact.at, at),
            fact.by,
            cause="screen",
        )
    touch(state, fact.person, at)


EVOLVERS: Final[Evolvers] = {ScreenTaken: _taken}

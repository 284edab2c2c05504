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
from tocsin.facts.plans import (
    DangerLevel,
    Instrument,
    ScreenAnswer,
    ScreenItem,
    ScreenOutcome,
    ScreenTaken,
)
from tocsin.facts.risk import RiskReason
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import FIX_AHEAD_S
from tocsin.kernel.private import Private
from tocsin.watch.case_state import Cases, Concern, Screened
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
        ScreenOutcome.REFERRAL_DANGER,
    }
)


class TakeScreen(msgspec.Struct, frozen=True):
    """Somebody asked her the items; `answers` are in the order of `ScreenItem`.

    Of a Danger Assessment there are none, but the `level` that was found; None when
    she answered nothing.
    """

    person: str
    answers: tuple[ScreenAnswer, ...]
    belief: bool
    at: datetime
    source: str
    by: str
    instrument: Instrument = Instrument.LETHALITY_SCREEN
    level: DangerLevel | None = None
    score: int | None = None
    not_answered: int = 0


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


def danger(level: DangerLevel | None, *, belief: bool) -> ScreenOutcome:
    """What the level of a Danger Assessment, and the belief of who asked, asks for."""
    if level in (DangerLevel.SEVERE, DangerLevel.EXTREME):
        return ScreenOutcome.REFERRAL_DANGER
    if belief:
        return ScreenOutcome.REFERRAL_BELIEF
    return ScreenOutcome.NOT_ANSWERED if level is None else ScreenOutcome.NO_REFERRAL


def decide(
    state: WatchState, command: TakeScreen, now: datetime, view: Known
) -> Accepted[Fact] | Refused:
    """Take down a screen with all of its items, answered or not."""
    if not view.is_active(command.person) and command.person not in state.cases.plans:
        detail = "The person asked is a person id of the agency file."
        return Refused(CaseRefusal.PROTECTED_UNKNOWN, detail)
    is_danger = command.instrument is Instrument.DANGER_ASSESSMENT
    if len(command.answers) != (0 if is_danger else len(ScreenItem)):
        detail = "Give an answer for each of the eleven items: yes, no or not_answered."
        return Refused(CaseRefusal.TEXT_MISSING, detail)
    if command.at > now + timedelta(seconds=FIX_AHEAD_S):
        return Refused(CaseRefusal.MOMENT_AHEAD, "Say what was so; this moment is still to come.")
    letters = "".join(LETTERS[answer] for answer in command.answers)
    found = outcome(command.answers, belief=command.belief)
    open_items = letters.count(LETTERS[ScreenAnswer.NOT_ANSWERED])
    if is_danger:
        found, open_items = danger(command.level, belief=command.belief), command.not_answered
    fact = ScreenTaken(
        command.person,
        Private(f"person:{command.person}", letters),
        command.belief,
        found,
        command.at,
        command.source,
        command.by,
        command.instrument,
        command.level,
        command.score,
        open_items,
    )
    return Accepted((fact,))


def newest(cases: Cases, person: str) -> Screened | None:
    """The newest screen of a person by when she was asked, whichever instrument it was."""
    found = (cases.screens.get(key(person, instrument)) for instrument in Instrument)
    return max(filter(None, found), key=lambda one: one.at, default=None)


def key(person: str, instrument: Instrument) -> str:
    """Under which the newest screen by an instrument is remembered."""
    return person if instrument is Instrument.LETHALITY_SCREEN else f"{person} {instrument}"


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
    cases.screens[key(fact.person, fact.instrument)] = Screened(
        fact.outcome,
        fact.answers,
        fact.at,
        fact.by,
        fact.source,
        fact.belief,
        fact.instrument,
        fact.score,
        # Before version 2 nobody counted them; the letters say it.
        max(fact.not_answered, (fact.answers.text or "").count(LETTERS[ScreenAnswer.NOT_ANSWERED])),
    )
    if fact.outcome in REFERRALS:
        name = f"screen-{key(fact.person, fact.instrument).replace(' ', '-')}"
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

"""The published rule of the screen, and that no screen lowers a level."""

from hypothesis import given
from hypothesis import strategies as st

from tests.watch.casework import NOW, town_with_case
from tocsin.facts.plans import ScreenAnswer, ScreenItem, ScreenOutcome
from tocsin.facts.risk import RiskReason
from tocsin.watch.concerns import EndConcern
from tocsin.watch.screen import REFERRALS, TakeScreen, outcome

YES, NO, SILENT = ScreenAnswer.YES, ScreenAnswer.NO, ScreenAnswer.NOT_ANSWERED
sheets = st.lists(st.sampled_from(ScreenAnswer), min_size=11, max_size=11)


@given(sheets, st.integers(0, 2))
def test_a_yes_to_one_of_the_first_three_is_a_referral(sheet, item):
    sheet[item] = YES
    assert outcome(sheet, belief=False) is ScreenOutcome.REFERRAL_FIRST_ITEMS


@given(sheets)
def test_otherwise_four_of_the_others_are(sheet):
    sheet[:3] = [NO, SILENT, NO]
    is_referral = outcome(sheet, belief=False) in REFERRALS
    assert is_referral == (sheet[3:].count(YES) >= 4)


@given(sheets)
def test_the_belief_of_who_asked_is_a_referral_whatever_was_answered(sheet):
    assert outcome(sheet, belief=True) in REFERRALS


def test_who_answered_nothing_is_not_taken_for_somebody_who_said_no():
    assert outcome([SILENT] * 11, belief=False) is ScreenOutcome.NOT_ANSWERED
    assert outcome([NO] * 11, belief=False) is ScreenOutcome.NO_REFERRAL
    assert len(ScreenItem) == 11


def test_a_later_screen_without_a_referral_takes_none_away():
    town = town_with_case()
    town.accepts(TakeScreen("ana", (YES, *[NO] * 10), False, NOW, "police", "jo"))
    assert RiskReason.SCREEN_REFERRAL in town.state.watch.cases.risks["ana"].reasons
    town.accepts(TakeScreen("ana", (NO,) * 11, False, NOW, "police", "jo"))
    assert RiskReason.SCREEN_REFERRAL in town.state.watch.cases.risks["ana"].reasons
    assert town.state.watch.cases.screens["ana"].outcome == ScreenOutcome.NO_REFERRAL
    town.accepts(EndConcern("screen-ana", "jo", "taken in error"))
    assert RiskReason.SCREEN_REFERRAL not in town.state.watch.cases.risks["ana"].reasons
    town.everybody_reads()

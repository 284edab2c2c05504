"""An escort who said yes is the measure of that shift for as long as it is so, and no longer."""

from datetime import timedelta

import pytest

from tests.watch.casework import custody, rex, sealed, town_with_case
from tests.watch.test_case_flow import EVENING
from tocsin.agency.dismissal import DismissStaff
from tocsin.engine.replay import digest_of, fold
from tocsin.engine.stages import State
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.pages import Purpose
from tocsin.facts.risk import RiskReason
from tocsin.facts.signals import Answer
from tocsin.watch.escorts import ReportEscort, WantEscort
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.tonight import Missing, tonight
from tocsin.watch.walks import EndWalk, PlanWalk, StartWalk

HOUR = timedelta(hours=1)


def standing(town):
    """What the risk as recorded and Tonight's board say of the escort of her next shift."""
    cases = town.state.watch.cases
    (row,) = tonight(cases, {"ana": (shift(town),)}, town.now)
    gaps = {gap.missing for gap in row.shifts[0].missing}
    recorded = RiskReason.DARK_WITHOUT_ESCORT not in cases.risks["ana"].shifts[0].reasons
    assert recorded == (Missing.ESCORT_NOT_CONFIRMED not in gaps)
    assert recorded == (RiskReason.DARK_WITHOUT_ESCORT not in row.shifts[0].reasons)
    return recorded


def shift(town):
    return town.engine.views(town.now).shifts_ahead("ana", town.now + 24 * HOUR)[0]


def ends_at(town):
    return shift(town).ends_at


def with_escort(leaves_early=timedelta(0)):
    """Sam was asked to go with Ana at the end of her shift, and said yes."""
    town = town_with_case(EVENING)
    town.strict = False
    town.accepts(custody(CustodyStatus.AT_LARGE))
    town.accepts(PlanWalk("ana", "jo", ends_at(town) - leaves_early))
    town.accepts(WantEscort("W-1", "jo", ("person:sam", "person:zed")))
    assert not standing(town)
    town.fast_forward(seconds=1)
    town.sam.texts(town.sam.expects_page("ESCORT wanted", purpose=Purpose.NOTICE))
    return town


def ask_anew(town):
    town.accepts(WantEscort("W-1", "jo", ("person:mo",)))


TAKEN_BACK = {
    "declined": lambda town: town.accepts(ReportEscort("W-1", "jo", Answer.DECLINED)),
    "dismissed": lambda town: town.accepts(DismissStaff("sam", "jo")),
    "done": lambda town: town.accepts(ReportEscort("W-1", "jo", Answer.DONE)),
    "another is asked": ask_anew,
    "the walk is ended": lambda town: town.accepts(EndWalk("W-1", "jo", "she is on leave")),
    "the escort is whom she is protected from": lambda town: town.accepts(
        SetRespondent(rex(staff=sealed("sam")), "jo")
    ),
}


@pytest.mark.parametrize("how", TAKEN_BACK)
def test_an_escort_counts_from_the_word_until_it_is_taken_back(how):
    town = with_escort()
    assert standing(town)
    TAKEN_BACK[how](town)
    town.fast_forward(seconds=1)
    assert not standing(town)


def test_an_escort_for_a_walk_in_the_middle_of_a_shift_is_none_for_its_end():
    assert not standing(with_escort(leaves_early=3 * HOUR))
    assert standing(with_escort(leaves_early=HOUR / 2))


def test_a_walk_that_is_moved_away_from_the_end_takes_the_measure_with_it():
    town = with_escort()
    town.accepts(PlanWalk("ana", "jo", ends_at(town) - 4 * HOUR))
    assert not standing(town)
    town.accepts(PlanWalk("ana", "jo", ends_at(town)))
    assert standing(town)


def test_who_leaves_at_once_with_an_escort_is_not_escorted_tomorrow():
    town = town_with_case(EVENING)
    town.strict = False
    town.accepts(StartWalk("ana", "jo", 20))
    town.accepts(WantEscort("W-1", "jo", ("person:sam",)))
    town.accepts(ReportEscort("W-1", "jo", Answer.RECEIVED))
    assert not standing(town)


def test_a_replay_knows_the_same_escorts():
    town, fresh = with_escort(), State()
    fold(fresh, town.engine._codec, town.ledger.read())
    assert fresh.watch.cases.escorted == town.state.watch.cases.escorted != {}
    assert digest_of(fresh) == digest_of(town.state)

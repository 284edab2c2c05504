"""One action closes the gap on Tonight's board: somebody is asked to go with her."""

from datetime import datetime, timedelta

from tests.watch.casework import custody, plan, town_with_case
from tests.watch.test_case_flow import EVENING
from tests.watch.test_escorted import ends_at, shift, standing
from tests.watch.test_escorted import with_escort as escorted_town
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.pages import Purpose
from tocsin.kernel.decision import Refused
from tocsin.watch.escort_asking import AskEscort
from tocsin.watch.plan_entry import SetPlan
from tocsin.watch.tonight import Missing, tonight
from tocsin.watch.walk import Phase
from tocsin.watch.walks import PlanWalk, StartWalk


def town_tonight(**changes):
    town = town_with_case(EVENING)
    town.strict = False
    town.accepts(custody(CustodyStatus.AT_LARGE))
    town.accepts(SetPlan(plan(**changes), "jo"))
    return town


def gap_of(town):
    (row,) = tonight(town.state.watch.cases, {"ana": (shift(town),)}, town.now)
    (gap,) = [g for g in row.shifts[0].missing if g.missing is Missing.ESCORT_NOT_CONFIRMED]
    return gap


def asks(town, **more):
    """What the gap says is done as it says."""
    body = dict(gap_of(town).body)
    return AskEscort(body["person"], datetime.fromisoformat(body["shift"]), "mo", **more)


def test_the_gap_names_the_request_that_asks_an_escort_and_that_closes_it():
    town = town_tonight()
    gap = gap_of(town)
    assert (gap.method, gap.path) == ("POST", "/api/v1/watch/escorts")
    town.accepts(asks(town), "mo")
    town.fast_forward(seconds=1)
    walk = town.state.watch.walks["W-1"]
    assert (walk.phase, walk.until, walk.minutes) == (Phase.PLANNED, ends_at(town), 4)
    assert walk.place == "lot"
    assert not standing(town)
    town.lee.texts(town.lee.expects_page("ESCORT wanted: Ana", purpose=Purpose.NOTICE))
    assert standing(town)


def test_whoever_her_plan_lets_know_is_asked_first():
    town = town_tonight(may_know=("zed",))
    town.accepts(asks(town), "mo")
    assert town.state.watch.walks["W-1"].escort.recipient == "person:zed"


def test_others_can_be_named():
    town = town_tonight()
    town.accepts(asks(town, targets=("person:mo",)), "mo")
    assert town.state.watch.walks["W-1"].escort.recipient == "person:mo"


def test_a_walk_that_is_planned_for_that_end_already_is_the_one():
    town = town_tonight()
    town.accepts(PlanWalk("ana", "jo", ends_at(town) - timedelta(minutes=10), 7))
    town.accepts(asks(town), "mo")
    assert list(town.state.watch.walks) == ["W-1"]
    assert town.state.watch.walks["W-1"].minutes == 7
    assert town.state.watch.walks["W-1"].escort is not None


def test_asked_again_after_nobody_could_it_starts_from_the_first():
    town = escorted_town()
    ask = AskEscort("ana", shift(town).starts_at, "mo", ("person:mo",))
    town.accepts(ask, "mo")
    assert town.state.watch.walks["W-1"].escort.recipient == "person:mo"


def test_while_another_walk_of_hers_comes_first_it_is_refused_and_says_so():
    town = town_tonight()
    town.accepts(StartWalk("ana", "jo", 10))
    refused = town.does(asks(town), "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == "walk_comes_first"


def test_a_shift_that_is_not_hers_is_refused():
    town = town_tonight()
    refused = town.does(AskEscort("ana", town.now, "mo"), "mo")
    assert isinstance(refused, Refused)
    assert refused.reason == "shift_unknown"

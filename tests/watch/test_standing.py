"""What is in order is shown with who said so, when, and until when it counts."""

from datetime import timedelta

from msgspec.structs import replace

from tests.watch.casework import DAY, NOW, order
from tests.watch.test_tonight import EVENING, MORNING, known
from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.risk import Measure
from tocsin.kernel.limits import POLICE_TOLD_COUNTS_S
from tocsin.watch.case_state import Done, Escorted
from tocsin.watch.measures import key
from tocsin.watch.standing import Stands, of_a_shift, standing


def stands(cases, now=NOW):
    return {one.what: one for one in standing(cases, "ana", now)}


def test_whatever_is_not_missing_is_said_with_its_word_and_its_time():
    found = stands(known())
    assert list(found) == [
        Stands.CUSTODY,
        Stands.ORDER,
        Stands.PLAN,
        Stands.POLICE_TOLD,
        Stands.PHOTO,
    ]
    said = found[Stands.CUSTODY]
    assert (said.about, said.by, said.source, said.at) == ("R-1", "mo", "jail", NOW)
    assert (said.custody, said.certainty) == (CustodyStatus.AT_LARGE, Certainty.CONFIRMED)
    assert (found[Stands.ORDER].by, found[Stands.ORDER].until) == ("lee", order().expires_at)
    assert found[Stands.PLAN].until == NOW + 30 * DAY
    assert found[Stands.PHOTO].until is None


def test_what_is_too_old_or_not_done_does_not_stand():
    cases = known(verified_by="")
    cases.plans["ana"] = replace(cases.plans["ana"], due_since=NOW)
    later = NOW + timedelta(seconds=POLICE_TOLD_COUNTS_S)
    assert list(stands(cases, later)) == [Stands.PHOTO]


def test_an_escort_stands_for_the_shift_it_was_said_of_and_no_other():
    cases = known()
    assert list(of_a_shift(cases, "ana", EVENING)) == []
    cases.measures[key("ana", Measure.ESCORT, NOW)] = Done("ana", Measure.ESCORT, "lee", NOW, NOW)
    assert [one.by for one in of_a_shift(cases, "ana", EVENING)] == ["lee"]
    assert list(of_a_shift(cases, "ana", MORNING)) == []
    cases.escorted["W-1"] = Escorted("ana", MORNING.ends_at, "kit")
    (goes,) = of_a_shift(cases, "ana", MORNING)
    assert (goes.what, goes.by) == (Stands.ESCORT, "kit")

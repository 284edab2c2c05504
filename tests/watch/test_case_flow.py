"""What follows from what is entered: levels, pages, notices, and nothing for whom it is not."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tests.watch.casework import (
    CALM,
    DAY,
    NOW,
    concern,
    custody,
    order,
    plan,
    rex,
    sealed,
    town_with_case,
)
from tocsin.agency.dismissal import DismissStaff
from tocsin.agency.stage import ErasePerson
from tocsin.engine.replay import digest_of, fold
from tocsin.engine.stages import State
from tocsin.facts.agency import Shift
from tocsin.facts.custody import CustodyLapsed, CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.notices import NoticeGiven, NoticeKind
from tocsin.facts.orders import ExpiryStage, OrderExpiryMet
from tocsin.facts.pages import EscalationStepStarted, Purpose
from tocsin.facts.risk import Measure, RiskAssessed, RiskLevel, RiskReason
from tocsin.facts.signals import Answer
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.kernel.decision import Refused
from tocsin.watch.case_state import protected_from
from tocsin.watch.escorts import ReportEscort, WantEscort
from tocsin.watch.measures import RecordMeasure
from tocsin.watch.order_entry import EnterOrder, ServeOrder, VacateOrder
from tocsin.watch.plan_entry import ReviewPlan, SetPlan
from tocsin.watch.respondent_entry import SetRespondent, owner_of
from tocsin.watch.walks import PlanWalk

EVENING = replace(
    CALM,
    staff=cast.AGENCY.staff
    | {
        "ana": replace(
            cast.AGENCY.staff["ana"], shifts=(Shift(("sun",), "14:00", "22:00", "base"),)
        )
    },
)
"""Ana works on Sunday evening, until after dark."""


def risk(town):
    return town.state.watch.cases.risks["ana"]


def threats(town):
    return [threat.because for threat in town.of(ThreatRaised)]


def notices(town, kind):
    return [one.recipient for one in town.of(NoticeGiven) if one.kind is kind]


@pytest.fixture
def case():
    town = town_with_case()
    yield town
    town.everybody_reads()


def test_a_rise_is_paged_with_its_reasons_and_a_fall_is_recorded_only(case):
    assert threats(case) == [("custody_unknown",)]
    assert case.of(ThreatRaised)[0].kind is ThreatKind.RISK
    case.fast_forward(seconds=1)
    case.lee.expects_page("RISK ROSE FOR Ana", "not known whether in custody")
    case.accepts(custody(CustodyStatus.IN_CUSTODY))
    assert risk(case).level is RiskLevel.STEADY
    case.accepts(custody(CustodyStatus.AT_LARGE, NOW))
    assert risk(case).level is RiskLevel.HIGH
    assert threats(case)[1:] == [("respondent_released", "respondent_at_large")]
    case.ana.expects_nothing()


def test_custody_that_nobody_confirms_lapses_by_itself(case):
    case.accepts(custody(CustodyStatus.IN_CUSTODY))
    case.run_for(DAY.total_seconds())
    assert len(case.of(CustodyLapsed)) == 1
    assert RiskReason.CUSTODY_UNKNOWN in risk(case).reasons
    assert not case.findings()


def test_what_was_so_earlier_says_nothing_of_now(case):
    case.accepts(custody(CustodyStatus.AT_LARGE, NOW))
    case.accepts(custody(CustodyStatus.IN_CUSTODY, NOW - timedelta(hours=2)))
    assert RiskReason.RESPONDENT_AT_LARGE in risk(case).reasons


def test_alleged_custody_lowers_nothing(case):
    case.accepts(custody(CustodyStatus.IN_CUSTODY, certainty=Certainty.ALLEGED))
    assert risk(case).level is RiskLevel.RAISED


def test_a_grave_reason_is_paged_also_where_the_level_was_as_high_before(case):
    case.accepts(concern(RiskReason.VIOLATION))
    case.accepts(concern(RiskReason.THREATS_IN_TEXTS))
    case.accepts(concern(RiskReason.SIGHTING))
    assert [because[0] for because in threats(case)] == [
        "custody_unknown",
        "violation",
        "threats_in_texts",
        "sighting",
    ]
    assert risk(case).level is RiskLevel.ACUTE
    case.accepts(concern(RiskReason.NEW_REQUEST))
    assert len(threats(case)) == 4


def test_a_worker_who_is_paged_at_last_is_not_told_why_her_risk_rose(case):
    case.fast_forward(minutes=61)
    text = case.zed.expects("RISK ROSE")
    assert "Tell a supervisor." in text
    assert "custody" not in text


def test_a_respondent_who_works_here_is_never_paged_about_her_not_even_for_her_sos():
    town = TestTown()
    town.accepts(SetRespondent(rex(staff=sealed("sam")), "jo"))
    town.ana.texts("SOS")
    town.sam.expects_nothing()
    town.fast_forward(minutes=1)
    told_before = [s for s in town.of(EscalationStepStarted) if "person:sam" in s.recipients]
    assert told_before
    town = TestTown()
    town.accepts(SetRespondent(rex(staff=sealed("sam")), "jo"))
    town.accepts(EnterOrder(order(), "jo"))
    town.ana.texts("SOS he is here")
    town.fast_forward(minutes=4)
    assert not [s for s in town.of(EscalationStepStarted) if "person:sam" in s.recipients]
    town.sam.expects_nothing()
    town.everybody_reads()


def test_one_dismissal_raises_the_plan_and_tells_the_coordinator(case):
    case.accepts(custody(CustodyStatus.IN_CUSTODY))
    case.accepts(SetRespondent(rex(staff=sealed("zed")), "jo"))
    before = len(threats(case))
    case.accepts(DismissStaff("zed", "jo"))
    assert RiskReason.RESPONDENT_DISMISSED in risk(case).reasons
    assert threats(case)[before:] == [("respondent_dismissed",)]
    case.fast_forward(seconds=1)
    case.jo.expects_page("was dismissed here", purpose=Purpose.NOTICE)
    assert notices(case, NoticeKind.RESPONDENT_DISMISSED) == ["person:jo"]


def test_it_is_told_also_when_the_order_comes_after_the_dismissal():
    town = TestTown()
    town.accepts(DismissStaff("zed", "jo"))
    town.accepts(SetRespondent(rex(staff=sealed("zed")), "jo"))
    town.accepts(EnterOrder(order(), "jo"))
    assert RiskReason.RESPONDENT_DISMISSED in risk(town).reasons
    assert notices(town, NoticeKind.RESPONDENT_DISMISSED) == ["person:jo"]
    town.everybody_reads()


def test_a_coordinator_who_is_the_respondent_hears_nothing_of_it():
    town = TestTown()
    town.accepts(SetRespondent(rex(staff=sealed("jo")), "lee"))
    town.accepts(EnterOrder(order(expires_at=NOW + DAY), "lee"))
    assert notices(town, NoticeKind.ORDER_EXPIRES) == ["person:lee", "person:sam"]
    town.fast_forward(minutes=3)
    town.jo.expects_nothing()
    town.everybody_reads()


def test_the_end_of_an_order_is_told_before_and_when_it_comes():
    town = town_with_case(expires_at=NOW + timedelta(hours=3))
    assert notices(town, NoticeKind.ORDER_EXPIRES) == ["person:jo"]
    assert RiskReason.ORDER_EXPIRES in risk(town).reasons
    town.run_for(3 * 3600)
    stages = [fact.stage for fact in town.of(OrderExpiryMet)]
    assert stages == [ExpiryStage.NEAR, ExpiryStage.OVER]
    assert notices(town, NoticeKind.ORDER_ENDED) == ["person:jo"]
    assert RiskReason.ORDER_ENDED in risk(town).reasons
    # The notice before is overtaken, so nobody is asked about it again.
    assert [n.kind for n in town.state.watch.notices.values()] == [NoticeKind.ORDER_ENDED]
    town.everybody_reads()


def test_an_order_entered_anew_is_verified_anew_and_one_taken_back_ends_no_more(case):
    case.accepts(EnterOrder(order(distance_m=500), "lee"))
    assert case.state.watch.cases.orders["O-1"].verified_by == ""
    case.accepts(ServeOrder("O-1", NOW, "sheriff", "jo"))
    assert RiskReason.ORDER_SERVED in risk(case).reasons
    case.accepts(VacateOrder("O-1", NOW, "clerk", "jo"))
    assert protected_from(case.state.watch.cases, "R-1") == ()
    assert case.state.watch.agenda.get("order:O-1") is None


def test_names_are_counted_where_none_is_given(case):
    (first,) = case.accepts(SetRespondent(rex(respondent=""), "jo"))
    assert first.respondent.respondent == "R-2"
    assert first.respondent.name.subject == "respondent:R-2"
    (second,) = case.accepts(EnterOrder(order(order=""), "jo"))
    assert second.order.order == "O-2"


def test_the_tracker_of_a_respondent_is_known_and_is_nobody_elses(case):
    case.accepts(SetRespondent(rex(devices=(sealed("ankle-7"),)), "jo"))
    assert owner_of(case.state.watch.cases, "ankle-7") == "respondent:R-1"
    other = replace(rex(respondent="R-2"), devices=(sealed("ankle-7"),))
    outcome = case.does(SetRespondent(other, "jo"))
    assert isinstance(outcome, Refused)
    assert outcome.reason == "device_taken"


def test_who_is_erased_is_known_by_no_tracker_and_no_name(case):
    case.accepts(SetRespondent(rex(devices=(sealed("ankle-7"),), staff=sealed("zed")), "jo"))
    case.accepts(ErasePerson("respondent:R-1", "jo"))
    assert owner_of(case.state.watch.cases, "ankle-7") is None
    assert case.state.watch.cases.respondents["R-1"].name.text is None
    assert RiskReason.CUSTODY_UNKNOWN in risk(case).reasons


def test_a_review_that_is_due_is_said_every_day_until_it_is_done(case):
    case.accepts(custody(CustodyStatus.IN_CUSTODY))
    case.accepts(SetPlan(plan(review_at=NOW + timedelta(hours=1)), "jo"))
    case.run_for(3700)
    code = case.jo.expects_page("due for review: ana", purpose=Purpose.NOTICE)
    case.jo.texts(code)
    case.jo.reads_all()
    case.run_for(DAY.total_seconds())
    case.jo.expects_page("due for review: ana", purpose=Purpose.NOTICE)
    case.accepts(ReviewPlan("ana", "jo", NOW + 90 * DAY))
    assert case.state.watch.notices == {}
    assert not case.findings()


def test_a_shift_that_ends_in_the_dark_without_an_escort_is_a_reason_until_one_is_confirmed():
    town = town_with_case(EVENING)
    assert risk(town).shifts[0].reasons == (RiskReason.DARK_WITHOUT_ESCORT,)
    starts_at = risk(town).shifts[0].starts_at
    town.accepts(RecordMeasure("ana", Measure.ESCORT, "lee", starts_at))
    assert risk(town).shifts[0].reasons == ()
    wrong = town.does(RecordMeasure("ana", Measure.ESCORT, "lee", starts_at + DAY))
    assert isinstance(wrong, Refused)
    town.everybody_reads()


def test_an_escort_who_accepts_is_known_tonight_and_one_who_passes_is_not():
    town = town_with_case(EVENING)
    ends_at = risk(town).shifts[0].ends_at
    town.accepts(PlanWalk("ana", "jo", ends_at))
    town.accepts(WantEscort("W-1", "jo", ("person:lee", "person:sam")))
    assert risk(town).shifts[0].reasons == (RiskReason.DARK_WITHOUT_ESCORT,)
    town.accepts(ReportEscort("W-1", "jo", Answer.RECEIVED))
    assert risk(town).shifts[0].reasons == ()
    town.accepts(ReportEscort("W-1", "jo", Answer.DECLINED))
    assert risk(town).shifts[0].reasons == (RiskReason.DARK_WITHOUT_ESCORT,)
    town.everybody_reads()


def test_in_custody_the_dark_alone_is_no_reason():
    town = town_with_case(EVENING)
    town.accepts(custody(CustodyStatus.IN_CUSTODY))
    assert risk(town).level is RiskLevel.STEADY
    assert risk(town).shifts[0].reasons == ()
    town.everybody_reads()


def test_another_roster_is_another_assessment(case):
    case.accepts(custody(CustodyStatus.AT_LARGE))
    assert risk(case).shifts == ()
    case.reloads(EVENING)
    assert risk(case).shifts[0].reasons == (RiskReason.DARK_WITHOUT_ESCORT,)


def test_nothing_changed_is_not_recorded_again(case):
    case.accepts(custody(CustodyStatus.AT_LARGE))
    before = len(case.of(RiskAssessed))
    for minutes in range(5):
        case.accepts(custody(CustodyStatus.AT_LARGE, NOW + timedelta(seconds=minutes)))
    assert len(case.of(RiskAssessed)) == before


def test_a_replay_gives_the_same_cases(case):
    case.accepts(SetPlan(plan(), "jo"))
    case.accepts(concern(RiskReason.VIOLATION))
    case.accepts(custody(CustodyStatus.AT_LARGE))
    fresh = State()
    fold(fresh, case.engine._codec, case.ledger.read())
    assert digest_of(fresh) == digest_of(case.state)


def test_nothing_of_a_case_stands_in_clear_in_the_ledger(case):
    case.accepts(SetPlan(plan(), "jo"))
    for envelope in case.ledger.read():
        if envelope.kind in {"RespondentSet", "OrderEntered", "WorkplacePlanSet"}:
            for secret in (b"Vosskamp", b"KTL", b"pickup", b"PO-2026", b"side door"):
                assert secret not in envelope.body

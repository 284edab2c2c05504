from datetime import timedelta

import pytest

from tests import cast
from tests.harness import TestTown
from tests.watch import casework
from tocsin.facts.agency import Role
from tocsin.facts.orders import StayAwayArea
from tocsin.facts.pages import PageRequested, Purpose
from tocsin.facts.respondents import Vehicle
from tocsin.facts.sightings import (
    SightingJudged,
    SightingReported,
    SightingSource,
    SightingUnjudged,
    ViolationRecorded,
    WordsCompared,
)
from tocsin.facts.signals import SosRaised
from tocsin.facts.threats import ThreatRaised
from tocsin.kernel.limits import SIGHTING_JUDGE_S
from tocsin.watch.order_entry import EnterOrder
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.watch.sightings import JudgeSighting, ReportSighting


@pytest.fixture
def watched():
    vehicle = Vehicle(casework.sealed("7KX410"), casework.sealed("blue Ford pickup"))
    town = TestTown()
    town.accepts(SetRespondent(casework.rex(vehicles=(vehicle,)), "jo"))
    town.accepts(EnterOrder(casework.order(areas=(StayAwayArea(200.0, place="lot"),)), "jo"))
    town.fast_forward(seconds=1)
    town.everybody_reads()
    return town


def sightings(town):
    return [fact for _, fact in town.facts if isinstance(fact, SightingReported)]


def of(town, kind):
    return [fact for _, fact in town.facts if isinstance(fact, kind)]


def threats(town):
    return [fact for fact in of(town, ThreatRaised) if fact.kind == "threat"]


def test_a_plate_near_a_protected_place_is_an_alarm_before_anybody_has_judged_it(watched):
    watched.zed.texts("SIGHTING blue pickup 7KX 410, the lot")
    (seen,) = sightings(watched)
    assert seen.candidates[0].is_sure
    assert seen.candidates[0].near == ("ana",)
    (threat,) = threats(watched)
    assert threat.person == "ana"
    (broken,) = of(watched, ViolationRecorded)
    assert (broken.order, broken.what, broken.known_by) == ("O-1", "stay_away", "sighting")
    watched.lee.expects_page("THREAT TO Ana", "Rex Vosskamp was seen at North lot")
    watched.zed.expects("Noted as a sighting", purpose=Purpose.ECHO)


def test_an_unsure_one_is_judged_by_a_person_and_then_is_an_alarm(watched):
    watched.zed.texts("SIGHTING blue pickup, the lot")
    assert not threats(watched)
    code = watched.jo.expects_page("SIGHTING to judge", "Rex Vosskamp?", purpose=Purpose.JUDGE)
    watched.jo.texts(f"{code} yes")
    (judged,) = of(watched, SightingJudged)
    assert (judged.by, judged.respondent, judged.near) == ("jo", "R-1", ("ana",))
    (threat,) = threats(watched)
    assert threat.certainty == "confirmed"


def test_not_him_ends_it_without_an_alarm(watched):
    watched.zed.texts("SIGHTING blue pickup, the lot")
    code = watched.jo.expects_page("SIGHTING to judge", purpose=Purpose.JUDGE)
    watched.jo.texts(f"{code} not him")
    watched.fast_forward(seconds=2 * SIGHTING_JUDGE_S)
    assert not threats(watched)
    assert not of(watched, SightingUnjudged)


@pytest.mark.parametrize("is_he", [False, True])
def test_a_colleague_who_must_stay_away_is_not_asked_who_it_was(is_he):
    town = TestTown(cast.with_staff("lee", roles=(Role.SAFETY_COORDINATOR,)))
    known = casework.rex(staff=casework.sealed("lee")) if is_he else casework.rex()
    town.accepts(SetRespondent(known, "jo"))
    town.accepts(EnterOrder(casework.order(), "jo"))
    town.fast_forward(seconds=1)
    town.zed.texts("SIGHTING grey pickup, the lot")
    pages = [page for page in of(town, PageRequested) if page.purpose is Purpose.JUDGE]
    asked = {page.recipient for page in pages}
    assert "person:jo" in asked
    assert ("person:lee" not in asked) == is_he


def test_she_is_not_asked_who_it_was_though_it_is_her_shift_in_the_control_room(watched):
    watched.zed.texts("SIGHTING blue pickup, the lot")
    pages = [page for page in of(watched, PageRequested) if page.purpose is Purpose.JUDGE]
    assert {page.recipient for page in pages} == {"person:jo"}
    watched.ana.expects_nothing()


def test_where_nobody_else_is_left_to_judge_it_counts_as_him_at_once():
    alone = {"ana": cast.AGENCY.staff["ana"], "zed": cast.AGENCY.staff["zed"]}
    town = TestTown(cast.agency(staff=alone))
    town.strict = False
    town.accepts(SetRespondent(casework.rex(staff=casework.sealed("zed")), "jo"))
    town.accepts(EnterOrder(casework.order(areas=(StayAwayArea(200.0, place="lot"),)), "jo"))
    town.accepts(ReportSighting("reception", SightingSource.BOARD, "grey pickup", place="lot"))
    assert of(town, SightingUnjudged)
    assert len(threats(town)) == 1
    assert not [page for page in of(town, PageRequested) if page.purpose is Purpose.JUDGE]


def test_received_judges_nothing_and_unjudged_counts_as_him(watched):
    watched.zed.texts("SIGHTING blue pickup, the lot")
    code = watched.jo.expects_page("SIGHTING to judge", purpose=Purpose.JUDGE)
    watched.jo.texts(f"{code} r")
    assert not threats(watched)
    watched.fast_forward(seconds=SIGHTING_JUDGE_S)
    assert of(watched, SightingUnjudged)
    assert len(threats(watched)) == 1


def test_somewhere_else_it_is_no_alarm_but_counts(watched):
    watched.zed.texts("SIGHTING 7KX410 at Mercy Ward")
    (seen,) = sightings(watched)
    assert seen.place == "ward"
    assert seen.candidates[0].is_sure
    assert not threats(watched)


def test_where_nobody_said_where_it_was_near_whoever_is_at_work(watched):
    watched.zed.texts("SIGHTING plate 7KX410")
    assert sightings(watched)[0].candidates[0].near == ("ana",)


def test_a_protected_person_or_a_stranger_who_tells_of_a_sighting_asks_for_help(watched):
    watched.ana.texts("SIGHTING Rex in the lot")
    watched.rex.texts("SIGHTING Rex in the lot")
    assert len(of(watched, SosRaised)) == 2
    assert not [one for one in sightings(watched) if not one.signal or one.by == "person:ana"]


def test_sighting_alone_says_nothing_and_is_an_sos(watched):
    watched.zed.texts("SIGHTING")
    assert len(of(watched, SosRaised)) == 1


def test_a_colleagues_cry_that_names_him_is_a_threat_to_her_as_well(watched):
    watched.zed.texts("Rex Vosskamp is in the lot!!")
    assert len(of(watched, SosRaised)) == 1
    (threat,) = threats(watched)
    assert threat.person == "ana"


def test_a_cry_that_names_nobody_stays_what_it_is(watched):
    watched.zed.texts("fire in the kitchen")
    assert len(of(watched, SosRaised)) == 1
    assert of(watched, WordsCompared)
    assert not sightings(watched)


def test_a_camera_that_reads_the_same_plate_again_tells_nothing_new(watched):
    for _ in range(3):
        read = ReportSighting(
            "gateway:gate",
            SightingSource.PLATE_READER,
            "Plate read by gate",
            place="lot",
            plate="7KX41O",
        )
        watched.does(read, "gateway:gate")
        watched.fast_forward(seconds=10)
    assert len(sightings(watched)) == 1
    assert of(watched, ViolationRecorded)[0].known_by == "plate_reader"


def reasons(town):
    return town.state.watch.cases.risks["ana"].reasons


def test_a_sighting_near_and_a_broken_order_are_reasons_of_her_risk(watched):
    watched.zed.texts("SIGHTING 7KX410 the lot")
    assert {"sighting", "violation"} <= set(reasons(watched))


def test_seen_elsewhere_by_somebodys_judgement_is_a_reason_and_no_alarm(watched):
    watched.zed.texts("SIGHTING blue pickup at Mercy Ward")
    name = sightings(watched)[0].sighting
    watched.accepts(JudgeSighting(name, "jo", "R-1"), "jo")
    assert "sighting" in reasons(watched)
    assert "violation" not in reasons(watched)
    assert not threats(watched)


def test_a_sighting_is_judged_once(watched):
    watched.zed.texts("SIGHTING blue pickup, the lot")
    name = sightings(watched)[0].sighting
    watched.accepts(JudgeSighting(name, "jo", ""), "jo")
    refused = watched.does(JudgeSighting(name, "lee", "R-1"), "lee")
    assert refused.reason == "sighting_judged"


def test_an_alarm_of_a_sighting_is_raised_once_however_often_time_passes(watched):
    watched.zed.texts("SIGHTING 7KX410 the lot")
    watched.fast_forward(seconds=timedelta(hours=1).total_seconds())
    assert len(threats(watched)) == 1

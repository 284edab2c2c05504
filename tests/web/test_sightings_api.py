"""Sightings by the API and by a plate reader: who may, what is kept, and what is not."""

from msgspec.structs import replace

from tests.watch import casework
from tests.web.test_access import EVERYBODY
from tests.web.town import START, town
from tocsin.facts.orders import StayAwayArea
from tocsin.facts.respondents import Vehicle
from tocsin.watch.order_entry import EnterOrder
from tocsin.watch.respondent_entry import SetRespondent
from tocsin.web.settings import HookSettings

GATE = (HookSettings("gate", "plates", "gate-secret"),)
SEEN = {"words": "at the counter", "place": "station_one_lot"}
JUDGE = "/api/v1/sightings/S-1/judge"


async def enter(t):
    plate = Vehicle(casework.sealed("7KX410"), casework.sealed("grey pickup"))
    respondent = casework.rex(vehicles=(plate,))
    order = casework.order(areas=(StayAwayArea(150.0, place="station_one_lot"),))
    moments = {"issued_at": START, "effective_at": START, "served_at": None, "expires_at": None}
    for command in (
        SetRespondent(respondent, "jo"),
        EnterOrder(replace(order, **moments), "jo"),
    ):
        await t.service.submit(command, "jo")
    await t.settled()


async def report(t, body, person="kit"):
    head = await t.auth(person)
    answer = await t.http.post("/api/v1/sightings", json=body, headers=head)
    await t.settled()
    return answer


async def reads(t, body, secret="gate-secret"):
    head = {"authorization": f"Bearer {secret}"}
    answer = await t.http.post("/hooks/plates/gate", json=body, headers=head)
    await t.settled()
    return answer


async def test_anybody_who_works_here_may_report_and_only_some_may_name_a_respondent():
    async with town() as t:
        await enter(t)
        for person in EVERYBODY:
            assert (await report(t, SEEN, person)).status_code == 200, person
            named = await report(t, SEEN | {"respondent": "R-1"}, person)
            knows = person in {"mo", "lee", "jo"}
            assert named.status_code == (200 if knows else 403), (person, named.text)
        assert (await t.http.post("/api/v1/sightings", json=SEEN)).status_code == 401


async def test_whom_a_person_recognised_at_a_protected_place_is_an_alarm_at_once():
    async with town() as t:
        await enter(t)
        body = SEEN | {"respondent": "R-1", "at_reception": True}
        assert (await report(t, body, "mo")).status_code == 200
        (seen,) = t.facts("SightingReported")
        assert seen.source == "reception"
        assert [one.kind for one in t.facts("ThreatRaised") if one.kind == "threat"]
        assert t.facts("ViolationRecorded")[0].person == "ana"


async def test_who_reads_sightings_is_on_record_before_they_are_shown():
    async with town() as t:
        await enter(t)
        await report(t, SEEN)
        for person in EVERYBODY:
            answer = await t.http.get("/api/v1/sightings", headers=await t.auth(person))
            assert answer.status_code == (200 if person in {"mo", "lee", "jo"} else 403), person
        assert {each.person for each in t.facts("RecordRead")} == {"mo", "lee", "jo"}
        (shown,) = answer.json() if answer.status_code == 200 else ({"words": SEEN["words"]},)
        assert shown["words"] == SEEN["words"]


async def test_one_judges_and_the_next_is_told_that_it_is_judged():
    async with town() as t:
        await enter(t)
        await report(t, {"words": "grey pickup", "place": "station_one_lot"})
        head = await t.auth("jo")
        assert (await t.http.post(JUDGE, json={}, headers=await t.auth("kit"))).status_code == 403
        assert (await t.http.post(JUDGE, json={"respondent": "R-9"}, headers=head)).json()[
            "reason"
        ] == "respondent_unknown"
        assert (await t.http.post(JUDGE, json={"respondent": ""}, headers=head)).status_code == 200
        again = await t.http.post(JUDGE, json={"respondent": "R-1"}, headers=head)
        assert (again.status_code, again.json()["reason"]) == (409, "sighting_judged")


async def test_bad_input_says_what_is_accepted():
    async with town() as t:
        await enter(t)
        for body, reason in (
            (SEEN | {"place": "nowhere"}, "sighting_place_unknown"),
            (SEEN | {"latitude": 35.2}, "bad_input"),
            (SEEN | {"latitude": 350, "longitude": 1}, "bad_input"),
            ({"words": ""}, "bad_input"),
            ({"word": "x"}, "bad_input"),
        ):
            answer = await report(t, body)
            assert answer.json()["reason"] == reason, (body, answer.text)
            assert answer.json()["detail"]


async def test_a_plate_of_somebody_who_is_warned_of_is_a_sighting_and_any_other_leaves_no_trace():
    async with town(hooks=GATE) as t:
        await enter(t)
        before = t.service.engine.position
        assert (await reads(t, {"plate": "9RW822", "camera": "gate"})).status_code == 200
        assert t.service.engine.position == before
        body = [{"plate": "9RW822"}, {"plate": "7KX41O", "place": "station_one_lot"}]
        assert (await reads(t, body)).status_code == 200
        (seen,) = t.facts("SightingReported")
        assert (seen.source, seen.by) == ("plate_reader", "gateway:gate")


async def test_a_plate_that_cannot_be_put_on_record_comes_again():
    async with town(hooks=GATE) as t:
        await enter(t)
        t.disk.is_full = True
        assert (await reads(t, {"plate": "7KX410"})).status_code == 503
        t.disk.is_full = False


async def test_what_is_no_plate_is_said_and_a_wrong_secret_is_refused():
    async with town(hooks=GATE) as t:
        for body in ({}, [], "7KX410", [{"plate": ""}], {"plate": 7}):
            answer = await reads(t, body)
            assert answer.status_code == 400, body
            assert "plate" in answer.text
        assert (await reads(t, {"plate": "7KX410"}, "wrong")).status_code == 403


async def test_a_colleague_who_must_stay_away_sees_no_sighting_and_judges_none():
    async with town() as t:
        await enter(t)
        await report(t, SEEN)
        known = t.service.engine.state.watch.cases.respondents["R-1"]
        his = replace(known, staff=casework.sealed("mo"))
        await t.service.submit(SetRespondent(his, "jo"), "jo")
        head = await t.auth("mo")
        assert (await t.http.get("/api/v1/sightings", headers=head)).json() == []
        answer = await t.http.post(JUDGE, json={"respondent": ""}, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (404, "sighting_unknown")
        assert not t.facts("SightingJudged")

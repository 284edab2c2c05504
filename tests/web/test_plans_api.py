"""What a plan at work asks of the API: an escort in one request, calls, screens, crews."""

import pytest

from tests.watch import casework
from tests.web.desk_case import given, whole_case
from tests.web.test_watch_api import PLAN, SCREEN, W, at, enters
from tests.web.town import ANA, town
from tocsin.watch.respondent_entry import SetRespondent

DANGER = {"at": at(), "source": "advocate", "instrument": "danger_assessment"}
CALL = {"person": "ana", "words": "she asks for the blue folder"}


async def test_the_escort_gap_of_tonight_is_closed_by_the_one_request_it_carries():
    async with town() as t:
        await t.later(-3 * 3600)
        await whole_case(t)
        head = await t.auth("mo")
        row = (await t.http.get(f"{W}/tonight", headers=head)).json()[0]
        (gap,) = [g for g in row["shifts"][0]["missing"] if g["missing"] == "escort_not_confirmed"]
        assert gap["path"] == f"{W}/escorts"
        asked = await t.http.request(gap["method"], gap["path"], json=gap["body"], headers=head)
        assert asked.status_code == 200, asked.text
        (walk,) = (await t.http.get("/api/v1/walks", headers=head)).json()
        assert walk["escort"]["status"] == "asking"
        path = f"/api/v1/walks/{walk['walk']}/escort/report"
        assert (await t.http.post(path, json={"answer": "received"}, headers=head)).is_success
        row = (await t.http.get(f"{W}/tonight", headers=head)).json()[0]
        assert "escort_not_confirmed" not in {g["missing"] for g in row["shifts"][0]["missing"]}


async def test_nobody_learns_from_the_answer_whether_a_call_had_a_code_word():
    async with town() as t:
        head = await enters(t)
        await t.http.post(f"{W}/plans/ana", json=PLAN, headers=head)
        kit = await t.auth("kit")
        said = [
            await t.http.post(f"{W}/calls", json=CALL | {"words": words}, headers=kit)
            for words in (CALL["words"], "nothing")
        ]
        assert [(one.status_code, one.json()) for one in said] == [(200, {"accepted": True})] * 2
        raised = [one for one in t.facts("ThreatRaised") if "code_word" in one.because]
        assert [one.person for one in raised] == ["ana"]


async def test_what_a_danger_assessment_found_is_kept_with_who_when_and_by_what():
    async with town() as t:
        head = await enters(t)
        taken = DANGER | {"level": "severe", "score": 15, "not_answered": 3}
        assert (await t.http.post(f"{W}/screens/ana", json=taken, headers=head)).is_success
        shown = (await t.http.get(f"{W}/screens/ana", headers=head)).json()
        assert (shown["instrument"], shown["outcome"]) == ("danger_assessment", "referral_danger")
        assert (shown["score"], shown["not_answered"], shown["by"]) == (15, 3, "jo")
        assert shown["source"] == "advocate"
        risk = (await t.http.get(f"{W}/risk", headers=head)).json()[0]
        assert "screen_referral" in risk["reasons"]
        # Another screen that finds nothing takes nothing away.
        later = SCREEN | {"at": at(days=0)}
        assert (await t.http.post(f"{W}/screens/ana", json=later, headers=head)).is_success
        risk = (await t.http.get(f"{W}/risk", headers=head)).json()[0]
        assert "screen_referral" in risk["reasons"]
        for other in ("mo", "lee", "nell"):
            answer = await t.http.get(f"{W}/screens/ana", headers=await t.auth(other))
            assert answer.status_code == 403


async def test_what_was_not_answered_is_counted_and_is_no_no():
    async with town() as t:
        head = await enters(t)
        await t.http.post(f"{W}/screens/ana", json=SCREEN, headers=head)
        shown = (await t.http.get(f"{W}/screens/ana", headers=head)).json()
        assert (shown["instrument"], shown["not_answered"]) == ("lethality_screen", 10)
        assert shown["answers"]["threat_to_kill"] == "not_answered"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("screens/ana", SCREEN | {"level": "severe"}),
        ("screens/ana", DANGER | {"answers": {"choking": "yes"}}),
        ("screens/ana", DANGER | {"level": "terrible"}),
        (
            "plans/ana",
            PLAN | {"safe_hours": [{"days": ["fri", "xx"], "start": "08:00", "end": "17:00"}]},
        ),
        ("plans/ana", PLAN | {"safe_hours": [{"days": [], "start": "08:00", "end": "17:00"}]}),
    ],
)
async def test_what_would_be_kept_wrongly_is_refused(path, body):
    async with town() as t:
        head = await enters(t)
        answer = await t.http.post(f"{W}/{path}", json=body, headers=head)
        assert answer.status_code == 400, answer.text


async def test_a_unit_with_her_respondent_on_its_crew_is_sent_only_by_who_made_sure():
    async with town() as t:
        await whole_case(t)
        unit = next(iter(t.service.engine.state.agency.units))
        agency = t.service.engine.state.agency
        profile = agency.units[unit]
        agency.units[unit] = type(profile)(
            **{name: getattr(profile, name) for name in profile.__struct_fields__}
            | {"crew": ("kit",)}
        )
        await given(t, SetRespondent(casework.rex(staff=casework.sealed("kit")), "jo"))
        await t.text(ANA, "SOS")
        head, path = await t.auth("mo"), "/api/v1/incidents/I-2"
        advice = (await t.http.get(path, headers=head)).json()["advice"]
        (one,) = [c for c in advice["others"] if c["unit"] == unit]
        assert not one["allowed"]
        assert "must stay away" in one["why_not"]
        assert "crew_kept_away" in one["reasons"]
        sent = await t.http.post(f"{path}/dispatch", json={"unit": unit}, headers=head)
        assert (sent.status_code, sent.json()["reason"]) == (409, "crew_kept_away")
        body = {"unit": unit, "crew_checked": True}
        assert (await t.http.post(f"{path}/dispatch", json=body, headers=head)).is_success

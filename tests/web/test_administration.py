"""Keys, alarms, test pages, who would be paged, reload and health."""

from tests.web.town import ADMIN, ANA, town
from tocsin.engine.core import NOT_YET
from tocsin.web.administration import Reread

ADMINISTRATOR = {"authorization": f"Bearer {ADMIN}"}


async def test_health_says_nothing_of_anybody():
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        answer = await t.http.get("/healthz")
        assert answer.status_code == 200
        assert answer.json()["open_incidents"] == 1
        assert "ana" not in answer.text.casefold()


async def test_alarms_are_listed_and_cleared():
    async with town() as t:
        await t.http.post("/hooks/sms/json-1")
        await t.settled()
        head = await t.auth("nell")
        listed = (await t.http.get("/api/v1/alarms", headers=head)).json()
        assert [a["alarm"] for a in listed] == ["hook_refused:json-1"]
        body = {"alarm": "hook_refused:json-1"}
        assert (
            await t.http.post("/api/v1/alarms/clear", json=body, headers=head)
        ).status_code == 200
        assert (await t.http.get("/api/v1/alarms", headers=head)).json() == []
        assert t.facts("AlarmCleared")[-1].by == "nell"


async def test_who_would_be_paged_now():
    async with town() as t:
        found = (await t.http.get("/api/v1/who-now", headers=await t.auth("nell"))).json()
        policy = next(p for p in found["policies"] if p["policy"] == "duress")
        names = [p["name"] for target in policy["steps"][0]["targets"] for p in target["people"]]
        assert names == ["Lee Brasknolley", "Mo Tarrowinde"]
        assert "555" not in str(found)


async def test_a_test_page_to_one_and_to_everyone():
    async with town() as t:
        one = {"recipient": "person:lee", "channel": "sms"}
        answer = await t.http.post("/api/v1/test-page", json=one, headers=ADMINISTRATOR)
        assert answer.json() == {"recipients": ["person:lee"]}
        every = await t.http.post(
            "/api/v1/test-page", json={"channel": "apprise"}, headers=ADMINISTRATOR
        )
        assert every.json() == {"recipients": ["person:lee"]}
        bad = {"recipient": "person:lee", "channel": "pigeon"}
        refused = await t.http.post("/api/v1/test-page", json=bad, headers=ADMINISTRATOR)
        assert (refused.status_code, refused.json()["reason"]) == (409, "channel_unknown")
        assert t.facts("TestPageRequested")[0].by == "local-admin"


async def test_reload_gives_the_mistakes():
    async def reload(_by):
        return Reread(("line 3: agency: wrong",), ())

    async with town(reload=reload) as t:
        answer = await t.http.post("/api/v1/agency/reload", json={}, headers=ADMINISTRATOR)
        assert answer.json() == {"mistakes": ["line 3: agency: wrong"]}


async def test_a_file_is_read_in_the_name_of_whoever_asks_and_not_said_to_be_before_it_is_on_record():
    said = []

    async def reload(by):
        said.append(by)
        return Reread((), (NOT_YET,))

    async with town(reload=reload) as t:
        for headers in (ADMINISTRATOR, await t.auth("nell")):
            answer = await t.http.post("/api/v1/agency/reload", json={}, headers=headers)
            assert (answer.status_code, answer.json()["reason"]) == (503, "not_durable")
    assert said == ["local-admin", "nell"]


async def test_a_key_for_nobody_is_refused():
    async with town() as t:
        for path in ("links", "tokens"):
            answer = await t.http.post(
                f"/api/v1/{path}", json={"person": "zed"}, headers=ADMINISTRATOR
            )
            assert (answer.status_code, answer.json()["reason"]) == (409, "person_unknown")

"""The API of walks: who starts, sees and ends them, and what one's own page says."""

from datetime import timedelta

from tests.web.town import town
from tocsin.facts.system import RecordRead

WALKS = "/api/v1/walks"
OWN = "/api/v1/me/walk"


async def post(t, who, path, body):
    answer = await t.http.post(path, json=body, headers=await t.auth(who))
    await t.settled()
    return answer


async def get(t, who, path):
    return await t.http.get(path, headers=await t.auth(who))


async def started(t, **more):
    answer = await post(t, "mo", WALKS, {"person": "ana", "to": "station one lot"} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()["walk"]


async def test_dispatch_starts_a_walk_and_sees_the_time_that_is_left():
    async with town() as t:
        walk = await started(t, minutes=10)
        (found,) = (await get(t, "mo", WALKS)).json()
        assert (found["walk"], found["phase"], found["remaining_s"]) == (walk, "under_way", 600)


async def test_where_she_goes_is_shown_one_at_a_time_and_the_reading_is_on_record():
    async with town() as t:
        walk = await started(t)
        (listed,) = (await get(t, "mo", WALKS)).json()
        assert listed["is_guarded"]
        assert listed["place"] == ""
        opened = (await get(t, "mo", f"{WALKS}/{walk}")).json()
        assert opened["place"] == "Station One parking lot"
        read = [t.service.engine.decode(e) for e in t.ledger.read() if e.kind == "RecordRead"]
        assert read == [RecordRead("mo", "walk", walk)]


async def test_a_walk_is_planned_extended_and_ended_with_a_reason():
    async with town() as t:
        later = (t.clock.at + timedelta(hours=1)).isoformat()
        walk = await started(t, leaves_at=later)
        assert (await get(t, "mo", WALKS)).json()[0]["phase"] == "planned"
        assert (await post(t, "mo", f"{WALKS}/{walk}/extend", {"minutes": 5})).status_code == 409
        await started(t)
        assert (await post(t, "mo", f"{WALKS}/{walk}/extend", {"minutes": 5})).status_code == 200
        assert (await post(t, "mo", f"{WALKS}/{walk}/end", {"reason": ""})).status_code == 400
        assert (await post(t, "mo", f"{WALKS}/{walk}/end", {"reason": "Home."})).status_code == 200
        assert (await get(t, "mo", WALKS)).json() == []


async def test_a_crew_is_checked():
    async with town() as t:
        body = {"recipient": "unit:P11", "minutes": 20}
        assert (await post(t, "mo", "/api/v1/checks", body)).status_code == 201
        assert (await get(t, "mo", WALKS)).json()[0]["every_s"] == 1200


async def test_an_escort_is_asked_and_reported():
    async with town() as t:
        walk = await started(t, escort=["person:sam"])
        (found,) = (await get(t, "mo", WALKS)).json()
        assert found["escort"]["status"] == "asking"
        path = f"{WALKS}/{walk}/escort/report"
        assert (await post(t, "mo", path, {"answer": "received"})).status_code == 200
        (found,) = (await get(t, "mo", WALKS)).json()
        assert (found["escort"]["status"], found["escort"]["recipient"]) == (
            "accepted",
            "person:sam",
        )
        own = (await get(t, "ana", OWN)).json()
        assert own["has_escort"]
        assert "sam" not in str(own)


async def test_what_one_says_of_their_own_walk_goes_the_way_of_a_text():
    async with town() as t:
        assert (await post(t, "kit", OWN, {"text": "WALK 10"})).json() == {"accepted": True}
        assert (await get(t, "kit", OWN)).json()["remaining_s"] == 600
        await post(t, "kit", OWN, {"text": "HOME"})
        assert (await get(t, "kit", OWN)).json() is None
        assert not t.service.engine.state.response.incidents
        await post(t, "kit", OWN, {"text": "he is here"})
        assert t.service.engine.state.response.incidents


async def test_her_own_page_looks_the_same_after_either_code():
    seen = []
    for code in ("yellow umbrella", "garden gate"):
        async with town() as t:
            await post(t, "ana", OWN, {"text": "WALK 10"})
            await post(t, "ana", OWN, {"text": code})
            board = (await get(t, "ana", "/api/v1/board")).json()
            seen.append(((await get(t, "ana", OWN)).json(), board["own"]))
    assert seen[0] == seen[1]


async def test_somebody_without_a_role_sees_no_walks_and_a_dismissed_key_none_at_all():
    async with town() as t:
        await started(t)
        assert (await get(t, "kit", WALKS)).status_code == 403
        assert (await post(t, "kit", WALKS, {"person": "ana"})).status_code == 403
        assert (await t.http.get(WALKS)).status_code == 401

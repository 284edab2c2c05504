"""The API of space: what it takes, what it refuses and why, and who sees none of it."""

from datetime import timedelta

import pytest
import structlog

from tests.ground.fake import LOT, Driven, FakeGround
from tests.web.town import ANA, KIT, LEE, town
from tocsin.engine.pressure import Shed
from tocsin.geo.track import Track
from tocsin.ledger.tracks import TrackStore
from tocsin.response.arrival import Staging

I_1 = "/api/v1/incidents/I-1"
ROADS = "/api/v1/roads"
LEE_AND_P11 = {
    "searchers": [
        {"recipient": "person:lee"},
        {"recipient": "unit:P11", "mode": "vehicle"},
    ]
}
CLOSED = {"condition": "closed", "points": [[34.7512, -92.2912], [34.7522, -92.2912]]}


def ground():
    made = FakeGround()
    made.stages = Staging(34.75, -92.29, "the gate", 45.0)
    return made


async def opened(t):
    await t.text(ANA, "SOS he's in the lot")
    return await t.auth("mo")


async def shown(t, head):
    return (await t.http.get(I_1, headers=head)).json()


async def searched(t):
    head = await opened(t)
    answer = await t.http.post(f"{I_1}/search", json=LEE_AND_P11, headers=head)
    assert answer.json() == {"accepted": True}
    await t.settled()
    return head


async def post(t, head, path, body=None):
    answer = await t.http.post(f"{I_1}/{path}", json=body, headers=head)
    await t.settled()
    return answer


# An incident says where, who and how long.


async def test_an_incident_says_where_she_probably_is_and_when_units_are_there():
    async with town(ground=ground()) as t:
        found = await shown(t, await opened(t))
        (peak,) = found["located"]["peaks"]
        assert (peak["label"], peak["share"], peak["sources"]) == ("there", 1.0, ["words"])
        assert found["located"]["is_wide"]
        pick = found["advice"]["lines"][0]["picks"][0]
        assert pick["arrival"]["method"] == "straight_line"
        times = pick["arrival"]
        assert times["low_s"] < times["travel_s"] < times["high_s"]
        assert times["fix_age_s"] is None
        assert found["advice"]["staging"]["label"] == "the gate"
        assert found["search"] is None


async def test_whoever_answered_or_is_sent_is_offered_as_a_searcher():
    async with town(ground=ground()) as t:
        head = await opened(t)
        await t.text(LEE, "1")
        await post(t, head, "dispatch", {"unit": "P11"})
        offered = (await shown(t, head))["could_search"]
        assert [(one["recipient"], one["mode"]) for one in offered] == [
            ("person:lee", "foot"),
            ("unit:P11", "vehicle"),
        ]


# A search.


async def test_a_search_is_shown_with_its_people_its_tasks_and_its_ground():
    async with town(ground=ground()) as t:
        head = await searched(t)
        search = (await shown(t, head))["search"]
        assert search["by"] == "Mo Tarrowinde"
        assert [(one["name"], one["mode"], one["task"]) for one in search["searchers"]] == [
            ("Lee Brasknolley", "foot", "I-1/T1"),
            ("unit P11", "vehicle", "I-1/T2"),
        ]
        assert [(one["label"], one["status"]) for one in search["segments"]] == [
            ("row A", "under_way"),
            ("row B", "under_way"),
            ("row C", "open"),
        ]
        assert search["segments"][0]["outline"][0] == list(LOT)
        task = search["tasks"][0]
        assert (task["label"], task["name"], task["is_overdue"]) == (
            "row A",
            "Lee Brasknolley",
            False,
        )
        assert (search["cleared"], search["plan"], search["ended"]) == (0, 1, "")


async def test_clear_and_found_by_voice_are_given_for_the_searcher():
    async with town(ground=ground()) as t:
        head = await searched(t)
        told = {"task": "I-1/T1", "found": False}
        assert (await post(t, head, "search/report", told)).json() == {"accepted": True}
        search = (await shown(t, head))["search"]
        assert search["cleared"] == 1
        assert search["segments"][0]["status"] == "clear"
        again = await post(t, head, "search/report", told)
        assert (again.status_code, again.json()["reason"]) == (409, "task_over")
        assert (await shown(t, head))["search"]["cleared"] == 1
        await post(t, head, "search/report", {"task": "I-1/T2", "found": True})
        found = await shown(t, head)
        assert (found["search"]["ended"], found["search"]["found_by"]) == (
            "found",
            "Mo Tarrowinde",
        )
        assert ("row B", "searcher") in [(e["where"], e["source"]) for e in found["evidence"]]
        assert [f.by for f in t.facts("PersonFound")] == ["mo"]


async def test_a_search_is_called_off_by_name_and_once():
    async with town(ground=ground()) as t:
        head = await searched(t)
        assert (await post(t, head, "search/end")).status_code == 200
        assert (await shown(t, head))["search"]["ended"] == "called_off"
        assert [f.by for f in t.facts("SearchEnded")] == ["mo"]
        again = await post(t, head, "search/end")
        assert (again.status_code, again.json()["reason"]) == (409, "no_search")


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("person:ana", "searches_for_herself"),
        ("person:nobody", "searcher_unknown"),
        ("lee", "searcher_unknown"),
    ],
)
async def test_who_cannot_search_is_refused_by_reason(who, reason):
    async with town(ground=ground()) as t:
        head = await opened(t)
        answer = await post(t, head, "search", {"searchers": [{"recipient": who}]})
        assert (answer.status_code, answer.json()["reason"]) == (409, reason)
        assert not t.facts("SearchStarted")


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("search", {}, "searchers"),
        ("search", {"searchers": []}, "searchers"),
        ("search", {"searchers": [{"recipient": "person:lee", "mode": "boat"}]}, "mode"),
        ("search", {"searchers": [{"recipient": ""}]}, "recipient"),
        ("search", {"searchers": [{"recipient": "person:lee"}] * 201}, "searchers"),
        ("search", {"searchers": [{"recipient": "person:lee"}], "secret": 1}, "secret"),
        ("search/report", {"task": "I-1/T1"}, "found"),
        ("search/report", {"task": 7, "found": True}, "task"),
        ("search/report", {"task": "x", "found": "yes"}, "found"),
    ],
)
async def test_a_bad_body_of_a_search_is_named(path, body, named):
    async with town(ground=ground()) as t:
        answer = await post(t, await opened(t), path, body)
        assert answer.status_code == 400
        assert named in answer.text


async def test_an_incident_that_is_not_there_is_not_found():
    async with town() as t:
        head = await t.auth("mo")
        for path, body in (
            ("search", LEE_AND_P11),
            ("search/end", None),
            ("search/report", {"task": "x", "found": True}),
        ):
            answer = await t.http.post(f"/api/v1/incidents/I-9/{path}", json=body, headers=head)
            assert answer.json()["reason"] == "incident_unknown"


# Turning round.


async def test_a_rolling_unit_is_turned_round_only_when_that_is_said():
    async with town(ground=ground()) as t:
        head = await opened(t)
        await t.text(KIT, "help, knife")
        await post(t, head, "dispatch", {"unit": "P11"})
        other = "/api/v1/incidents/I-2/dispatch"
        first = await t.http.post(other, json={"unit": "P11"}, headers=head)
        assert (first.status_code, first.json()["reason"]) == (409, "unit_already_assigned")
        assert "redirect" in first.json()["detail"]
        turned = await t.http.post(other, json={"unit": "P11", "redirect": True}, headers=head)
        assert turned.json() == {"accepted": True}
        assert [f.incident for f in t.facts("UnitCleared")] == ["I-1"]
        assert [f.incident for f in t.facts("UnitDispatched")] == ["I-1", "I-2"]


# Roads.


async def test_a_road_is_closed_shown_and_opened():
    async with town() as t:
        head = await t.auth("mo")
        until = "2026-07-04T23:31:00Z"
        made = await t.http.post(ROADS, json=CLOSED | {"until": until}, headers=head)
        assert made.json() == {"accepted": True}
        (road,) = (await t.http.get(ROADS, headers=head)).json()
        assert (road["road"], road["condition"], road["by"], road["until"]) == (
            "R-1",
            "closed",
            "Mo Tarrowinde",
            until,
        )
        assert road["points"] == CLOSED["points"]
        assert (await t.http.post(f"{ROADS}/R-1/open", headers=head)).status_code == 200
        assert (await t.http.get(ROADS, headers=head)).json() == []
        again = await t.http.post(f"{ROADS}/R-1/open", headers=head)
        assert again.json()["reason"] == "road_unknown"


async def test_a_road_that_is_over_by_itself_is_gone():
    async with town() as t:
        head = await t.auth("mo")
        body = {**CLOSED, "until": "2026-07-04T22:41:00Z"}
        await t.http.post(ROADS, json=body, headers=head)
        await t.later(599)
        assert len((await t.http.get(ROADS, headers=head)).json()) == 1
        await t.later(2)
        assert (await t.http.get(ROADS, headers=head)).json() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"condition": "flooded"}, "condition"),
        ({"points": []}, "points"),
        ({"points": [[1.0]]}, "points"),
        ({"points": [[34.0, -92.0]] * 101}, "points"),
        ({"points": [["34.7512", "north"]]}, "points"),
        ({"factor": 0.5}, "factor"),
        ({"factor": 21}, "factor"),
        ({"until": "2026-07-04T23:31:00"}, "until"),
        ({"until": "tomorrow"}, "until"),
        ({"why": "flood"}, "why"),
    ],
)
async def test_a_bad_body_of_a_road_is_named_without_its_points(change, said):
    async with town() as t:
        answer = await t.http.post(ROADS, json=CLOSED | change, headers=await t.auth("mo"))
        assert answer.status_code == 400
        assert said in answer.text
        assert "34.75" not in answer.text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"points": [[95.0, 0.0]]}, "road_points_invalid"),
        ({"condition": "slow"}, "road_factor_invalid"),
        ({"until": "2026-07-04T22:31:00Z"}, "road_time_invalid"),
    ],
)
async def test_a_road_that_cannot_be_is_refused_by_reason(change, reason):
    async with town() as t:
        answer = await t.http.post(ROADS, json=CLOSED | change, headers=await t.auth("mo"))
        assert (answer.status_code, answer.json()["reason"]) == (409, reason)
        assert "95" not in answer.json()["detail"]


# Least knowledge.


@pytest.mark.parametrize("who", ["kit", "nell"])
async def test_whoever_may_not_see_incidents_sees_no_place_and_no_search(who):
    async with town(ground=ground()) as t:
        head = await searched(t)
        await t.http.post(ROADS, json=CLOSED, headers=head)
        board = await t.http.get("/api/v1/board", headers=await t.auth(who))
        assert board.status_code == 200
        for word in ("row A", "located", "34.7512", "35.204", "the gate", "could_search"):
            assert word not in board.text


async def test_logs_and_problems_say_nothing_of_where_anybody_is():
    broken = ground()
    broken.raises = {"locate", "divide", "assign", "arrivals", "staging"}
    with structlog.testing.capture_logs() as logs:
        async with town(ground=broken) as t:
            head = await opened(t)
            answers = [
                await post(t, head, "search", LEE_AND_P11),
                await post(t, head, "location", {"latitude": 34.7512, "longitude": -92.29}),
                await post(t, head, "location", {"latitude": 134.7512, "longitude": -92.29}),
                await t.http.post(ROADS, json=CLOSED, headers=head),
                await t.http.get(I_1, headers=head),
                await t.http.get("/api/v1/alarms", headers=head),
            ]
            details = [fact.detail for fact in t.facts("AlarmRaised")]
    problems = [one.text for one in answers if one.status_code >= 400]
    assert problems
    for said in (*problems, answers[-1].text, str(logs), str(details)):
        for secret in ("34.75", "35.20", "92.4"):
            assert secret not in said


async def test_a_map_that_fails_still_shows_the_incident_and_says_so():
    broken = ground()
    broken.raises = {"locate", "arrivals", "covers", "staging", "read", "doubt"}
    async with town(ground=broken) as t:
        head = await opened(t)
        found = await shown(t, head)
        assert found["who"] == "Ana Quellimarsh"
        assert found["located"]["peaks"] == []
        assert found["advice"]["lines"][0]["picks"]
        await t.later(1)
        alarms = (await t.http.get("/api/v1/alarms", headers=head)).json()
        assert "stage_failed:ground" in [one["alarm"] for one in alarms]
        assert (await post(t, head, "dispatch", {"unit": "P11"})).status_code == 200


async def test_the_board_says_where_units_are_how_old_that_is_and_how_sure():
    tracks = TrackStore()
    async with town(tracks=tracks) as t:
        seen = t.clock.now() - timedelta(minutes=2)
        tracks.add("unit:4A21", Track(35.2, -92.4, seen, 15.0), t.clock.now())
        board = (await t.http.get("/api/v1/board", headers=await t.auth("mo"))).json()
        shown = {each["unit"]: each for each in board["tracks"]}
        assert shown["4A21"]["accuracy_m"] == 15.0
        assert shown["4A21"]["at"] == seen.isoformat().replace("+00:00", "Z")
        assert (shown["4A22"]["accuracy_m"], shown["4A22"]["at"]) == (None, None)


async def test_in_a_storm_nobody_works_out_how_far_one_gets():
    async with town(ground=ground()) as t:
        head = await opened(t)
        assert (await t.http.get(f"{I_1}/reach", headers=head)).status_code == 200
        t.service.pressure.has_no_room(Shed.COMMAND, t.clock.now())
        answer = await t.http.get(f"{I_1}/reach", headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (503, "overloaded")


async def test_the_ways_of_several_units_are_those_there_are_and_none_where_there_is_no_map():
    several = {"unit": ["P11", "nobody", "P12", "P11"]}
    async with town() as t:
        answer = await t.http.get(f"{I_1}/routes", params=several, headers=await opened(t))
        assert (answer.status_code, answer.json()) == (200, [])
    async with town(ground=Driven()) as t:
        head = await opened(t)
        found = (await t.http.get(f"{I_1}/routes", params=several, headers=head)).json()
        assert [each["unit"] for each in found] == ["P11", "P12"]
        assert found[0] == (await t.http.get(f"{I_1}/route/P11", headers=head)).json()

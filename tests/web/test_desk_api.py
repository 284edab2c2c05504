"""The desk over the API: what closes a gap and why not, what stands, and marks instead of reads."""

import pytest

from tests.web.desk_case import given, whole_case
from tests.web.test_nearness_api import FAR, HOME, tells, watched
from tests.web.test_watch_api import MEASURE, PLAN, W, at, enters
from tests.web.town import town
from tocsin.facts.sightings import SightingSource
from tocsin.watch.sightings import ReportSighting
from tocsin.watch.tonight import Missing
from tocsin.watch.walks import StartWalk
from tocsin.web.desk_moves import CLOSES

DESK = f"{W}/desk"
SEEN = ReportSighting("person:kit", SightingSource.BOARD, "a man by the bins", None, "")


async def looks(t, person="jo", path=DESK):
    answer = await t.http.get(path, headers=await t.auth(person))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def gaps(t, person):
    rows = await looks(t, person, f"{W}/tonight")
    return {gap["missing"]: gap for row in rows for gap in row["missing"]}


async def test_whoever_entered_an_order_is_told_on_the_board_that_another_verifies_it():
    async with town() as t:
        await enters(t, "jo")
        own = (await gaps(t, "jo"))["order_not_verified"]
        assert (own["allowed"], own["why_not"]) == (
            False,
            "Somebody other than who entered it must verify it.",
        )
        assert (await gaps(t, "lee"))["order_not_verified"]["allowed"]
        other = (await gaps(t, "mo"))["order_not_verified"]
        assert other["why_not"] == "A supervisor or safety coordinator does this."
        head = await t.auth("jo") | {"Accept-Language": "es"}
        (row,) = (await t.http.get(f"{W}/tonight", headers=head)).json()
        said = [gap["why_not"] for gap in row["missing"] if not gap["allowed"]]
        assert said == ["Debe verificarla alguien distinto de quien la registró."]
        (order,) = await looks(t, "lee", f"{W}/orders")
        allowed = {move["action"]: move["allowed"] for move in order["moves"]}
        assert allowed == {"verify": True, "served": False, "vacated": False}


@pytest.mark.parametrize("person", ["mo", "lee", "jo"])
async def test_what_a_gap_offers_is_what_its_request_allows(person):
    async with town() as t:
        await enters(t, "jo")
        assert set(CLOSES) == set(Missing)
        for gap in (await gaps(t, person)).values():
            head = await t.auth(person)
            answer = await t.http.request(
                gap["method"], gap["path"], json=gap["body"], headers=head
            )
            is_refused = answer.status_code in (403, 409)
            assert is_refused == (not gap["allowed"]), (gap, answer.text)


async def test_tonight_says_what_stands_with_its_source_and_age():
    async with town() as t:
        await whole_case(t)
        head = await t.auth("jo")
        await t.http.post(f"{W}/measures", json=MEASURE, headers=head)
        (row,) = await looks(t, "jo", f"{W}/tonight")
        stands = {one["what"]: one for one in row["standing"]}
        assert stands["custody"]["source"] == "county jail, by telephone"
        assert (stands["custody"]["name"], stands["custody"]["custody"]) == (
            "Rex Vosskamp",
            "at_large",
        )
        assert stands["police_told"]["by"] == "Jo Wendlecairne"
        assert stands["plan"]["until"] == at(days=30).replace("+00:00", "Z")


async def test_the_list_of_plans_says_when_and_whose_and_nothing_of_them():
    async with town() as t:
        head = await enters(t)
        (none,) = await looks(t, "jo", f"{W}/plans")
        assert (none["person"], none["review_at"], none["review_due"]) == ("ana", None, True)
        await t.http.post(f"{W}/plans/ana", json=PLAN, headers=head)
        answer = await t.http.get(f"{W}/plans", headers=head)
        assert answer.json()[0]["review_at"] == at(days=30).replace("+00:00", "Z")
        assert "blue folder" not in answer.text
        await t.later(31 * 24 * 3600)
        assert (await looks(t, "jo", f"{W}/plans"))[0]["review_due"]
        assert (await t.http.get(f"{W}/plans", headers=await t.auth("lee"))).status_code == 403


async def test_how_the_lists_stand_is_told_without_a_read_on_record_and_without_a_name():
    async with town() as t:
        await whole_case(t)
        await given(t, SEEN, StartWalk("kit", "jo", 10, ""))
        answer = await t.http.get(DESK, headers=await t.auth("jo"))
        assert t.facts("RecordRead") == []
        assert all(word not in answer.text for word in ("ana", "Ana", "Rex", "kit", "bins", "R-1"))
        desk = answer.json()
        assert (desk["sightings"]["waiting"], desk["walks"]["all"]) == (1, 1)
        assert desk["sightings"]["until"] is not None
        assert desk["tonight"]["waiting"] > 0
        assert (desk["orders"]["waiting"], desk["plans"]["waiting"]) == (1, 0)
        assert (await looks(t, "lee"))["plans"] is None
        assert (await t.http.get(DESK, headers=await t.auth("kit"))).status_code == 403


async def test_a_mark_changes_when_the_list_says_something_else_and_not_before():
    async with town() as t:
        await whole_case(t)
        await given(t, StartWalk("kit", "jo", 10, ""))
        before = await looks(t)
        await t.later(30)
        assert {name: part["mark"] for name, part in before.items() if name != "now"} == {
            name: part["mark"] for name, part in (await looks(t)).items() if name != "now"
        }
        await t.http.post(f"{W}/measures", json=MEASURE, headers=await t.auth("jo"))
        after = await looks(t)
        assert after["tonight"]["mark"] != before["tonight"]["mark"]
        assert after["walks"]["mark"] == before["walks"]["mark"]


async def test_a_tracker_that_moves_changes_no_mark_until_the_word_is_another():
    async with town() as t:
        await watched(t)
        await tells(t, "person:ana", HOME)
        await tells(t, "respondent:R-1", FAR)
        before = (await looks(t))["near"]
        await t.later(20)
        await tells(t, "respondent:R-1", (FAR[0] + 0.0005, FAR[1]))
        assert (await looks(t))["near"] == before
        await t.later(20)
        await tells(t, "respondent:R-1", HOME)
        after = (await looks(t))["near"]
        assert after["mark"] != before["mark"]
        assert (before["grave"], after["grave"] > 0) == (0, True)


async def test_a_walk_says_what_may_be_done_for_whoever_is_on_it_and_why_not():
    async with town() as t:
        await given(t, StartWalk("kit", "jo", 10, ""))
        (walk,) = await looks(t, "jo", "/api/v1/walks")
        moves = {move["action"]: move for move in walk["moves"]}
        assert [name for name, move in moves.items() if move["allowed"]] == [
            "escort",
            "extend",
            "end",
        ]
        assert moves["report"]["why_not"] == "Nobody was asked to go with her yet."

"""A hand-over on the board: for whoever comes, until somebody received it; never past the wall."""

from tests.web.test_wall import her_town, is_colleague
from tests.web.town import ANA, town

V1 = "/api/v1"
OTHERS = {"ana", "ivy", "lee", "sam", "jo", "pat"}


async def waiting(t, head):
    return (await t.http.get(f"{V1}/board", headers=head)).json()["handovers"]


async def test_a_handover_is_on_the_board_until_it_is_received_and_stands_in_the_timeline():
    async with town() as t:
        await t.text(ANA, "SOS")
        mo, jo = await t.auth("mo"), await t.auth("jo")
        await t.http.post(f"{V1}/incidents/I-1/command", headers=mo)
        said = {"words": "She moved to the back office.", "to": "jo"}
        answer = await t.http.post(f"{V1}/handover", json=said, headers=mo)
        assert answer.status_code == 200, answer.text
        (shown,) = await waiting(t, jo)
        assert (shown["by"], shown["to"], shown["words"]) == ("mo", "jo", said["words"])
        assert [(each["incident"], each["what"]) for each in shown["owed"]] == [
            ("I-1", ["your_command"])
        ]
        done = await t.http.post(f"{V1}/handover/received", json={"handover": "H-1"}, headers=jo)
        assert done.status_code == 200, done.text
        assert await waiting(t, jo) == []
        board = (await t.http.get(f"{V1}/board", headers=jo)).json()
        assert board["incidents"][0]["commander"] == "jo"
        timeline = (await t.http.get(f"{V1}/incidents/I-1/timeline", headers=jo)).json()
        words = [each["words"] for each in timeline["entries"]]
        assert any("Hands the shift over to" in each and "back office" in each for each in words)
        assert any("Receives the hand-over and takes command of I-1" in each for each in words)


async def test_a_colleague_who_must_stay_away_reads_neither_her_incident_nor_words_beside_it():
    async with her_town() as (t, _hers):
        lee = await t.auth("lee")
        said = {"words": "She is at the side door."}
        assert (await t.http.post(f"{V1}/handover", json=said, headers=lee)).status_code == 200
        await is_colleague(t, "jo")
        (seen,) = await waiting(t, await t.auth("mo"))
        (left,) = await waiting(t, await t.auth("jo"))
        assert seen["words"] == said["words"]
        assert left["words"] == ""
        assert len(left["owed"]) < len(seen["owed"])


async def test_whoever_may_take_command_is_offered_who_is_on_duty_first_and_who_may_not_with_why():
    async with town() as t:
        mo = await t.auth("mo")
        found = (await t.http.get(f"{V1}/handover", headers=mo)).json()
        assert {each["person"] for each in found if each["allowed"]} == OTHERS
        assert "mo" not in {each["person"] for each in found}
        assert [each["on_duty"] for each in found] == sorted(
            (each["on_duty"] for each in found), reverse=True
        )
        by = {each["person"]: each for each in found}
        assert by["lee"]["on_duty"]
        assert not by["ivy"]["on_duty"]
        # Kit works now and could not receive it: that is said, here and where it is tried.
        assert by["kit"] == {
            "person": "kit",
            "name": "Kit Fennaquill",
            "on_duty": True,
            "allowed": False,
            "why_not": "Their roles do not include taking command.",
        }
        said = {"words": "The gate is shut.", "to": "kit"}
        answer = await t.http.post(f"{V1}/handover", json=said, headers=mo)
        assert (answer.status_code, answer.json()["detail"]) == (409, by["kit"]["why_not"])
        assert t.facts("ShiftHandedOver") == []
        worker = await t.http.get(f"{V1}/handover", headers=await t.auth("kit"))
        assert worker.status_code == 403


async def test_nobody_behind_the_wall_is_offered_to_receive_a_shift():
    async with her_town() as (t, _hers):
        await is_colleague(t, "jo")
        found = (await t.http.get(f"{V1}/handover", headers=await t.auth("jo"))).json()
        seen = (await t.http.get(f"{V1}/handover", headers=await t.auth("mo"))).json()
        assert "ana" in {each["person"] for each in seen}
        assert "ana" not in {each["person"] for each in found}

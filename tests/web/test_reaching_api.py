"""What is shown of providers and people: when they were last proven, and how."""

from tests.web.town import ADMIN, ANA, LEE, basic, town
from tocsin.facts.pages import Provider
from tocsin.paging.stage import SetProviders

ADMINISTRATOR = {"authorization": f"Bearer {ADMIN}"}
OURS, THEIRS = "+15015550190", "+15015550191"
PROVEN = Provider("sms", "sms", True, 10.0, OURS, THEIRS, 30)


async def reached(t, person="nell"):
    answer = await t.http.get("/api/v1/reachability", headers=await t.auth(person))
    assert answer.status_code == 200, answer.text
    return answer.json()


def of(found, recipient, channel="sms"):
    (one,) = [
        each
        for each in found["people"]
        if (each["recipient"], each["channel"]) == (recipient, channel)
    ]
    return one


async def proven(t):
    await t.service.submit(SetProviders((PROVEN,)), "system")


async def test_a_proof_goes_out_and_comes_back_and_is_shown():
    async with town() as t:
        await proven(t)
        (shown,) = (await reached(t))["providers"]
        assert (shown["name"], shown["loopback"], shown["proven_at"]) == ("sms", "never", None)
        answer = await t.http.post("/api/v1/prove", json={}, headers=ADMINISTRATOR)
        assert answer.json() == {"providers": ["sms"]}
        await t.settled()
        sent = t.ways["sms"].sent[-1]
        assert sent.to == OURS
        assert (await reached(t))["providers"][0]["loopback"] == "under_way"
        await t.later(3)
        await t.text(THEIRS, sent.text)
        (shown,) = (await reached(t))["providers"]
        assert (shown["loopback"], shown["proof_took_s"]) == ("proven", 3)
        assert t.facts("LoopbackReturned")
        assert not t.facts("SosRaised")


async def test_a_proof_that_stays_away_is_shown_as_missed_and_tried_last():
    async with town() as t:
        await proven(t)
        await t.http.post("/api/v1/prove", json={"provider": "sms"}, headers=ADMINISTRATOR)
        await t.settled()
        await t.later(901)
        (shown,) = (await reached(t))["providers"]
        assert (shown["loopback"], shown["is_passed_over"]) == ("missed", True)
        assert "loopback_missed:sms" in t.service.engine.state.paging.alarms


async def test_without_a_number_to_prove_it_by_nothing_is_sent():
    async with town() as t:
        refused = await t.http.post("/api/v1/prove", json={}, headers=ADMINISTRATOR)
        assert (refused.status_code, refused.json()["reason"]) == (409, "no_loopback")
        named = await t.http.post("/api/v1/prove", json={"provider": "sms"}, headers=ADMINISTRATOR)
        assert (named.status_code, named.json()["reason"]) == (409, "no_loopback")
        assert (await reached(t))["providers"][0]["loopback"] == "not_set"


async def test_a_person_is_proven_by_a_receipt_and_by_an_answer():
    async with town() as t:
        await proven(t)
        assert of(await reached(t), "person:lee")["proven_at"] is None
        await t.text(ANA, "SOS")
        page = next(each for each in t.ways["sms"].sent if each.to == LEE)
        receipt = (
            f"/hooks/receipts/kannel-1?m={page.message}&n={page.attempt}&q={page.queued}&type=1"
        )
        answer = await t.http.get(receipt, headers=basic("tocsin", "kannel-secret"))
        assert answer.status_code == 200
        lee = of(await reached(t), "person:lee")
        assert (lee["known_by"], lee["proven_at"] is not None) == ("receipt", True)
        await t.later(5)
        code = page.text.partition("Reply ")[2][:4]
        await t.text(LEE, code)
        assert of(await reached(t), "person:lee")["known_by"] == "answer"
        assert "555" not in str(await reached(t))

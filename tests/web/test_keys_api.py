"""Giving keys, and ending all of somebody's for a lost phone."""

import pytest

from tests.web.test_administration import ADMINISTRATOR
from tests.web.town import BASE, LEE, town
from tocsin.facts.system import KeyKind


@pytest.mark.parametrize(
    ("person", "page", "path"),
    [
        ("kit", "", "/staff#key="),
        ("mo", "", "/#key="),
        ("nell", "", "/ready#key="),
        ("nell", "console", "/#key="),
        ("lee", "ready", "/ready#key="),
        ("kit", "console", "/#key="),
        ("mo", "staff", "/staff#key="),
    ],
)
async def test_a_link_opens_the_page_of_whom_it_is_for(person, page, path):
    async with town() as t:
        body = {"person": person, "page": page}
        made = await t.http.post("/api/v1/links", json=body, headers=ADMINISTRATOR)
        assert made.json()["url"].startswith(f"{BASE}{path}")


async def test_a_lost_phone_opens_nothing_from_that_second_and_its_owner_has_a_new_link():
    async with town() as t:
        link = await t.key("lee", KeyKind.LINK)
        lost = {"authorization": f"Bearer {await t.key('lee', KeyKind.SESSION)}"}
        assert (await t.http.get("/api/v1/session", headers=lost)).status_code == 200
        told = await t.http.post(
            "/api/v1/staff/lee/end-keys", json={"reason": "left on a bus"}, headers=ADMINISTRATOR
        )
        assert (await t.http.get("/api/v1/session", headers=lost)).status_code == 401
        spent = await t.http.post("/api/v1/session", json={"key": link})
        assert spent.status_code == 401
        new = told.json()["url"].partition("#key=")[2]
        entered = await t.http.post("/api/v1/session", json={"key": new})
        assert entered.json()["person"] == "lee"
        ended = t.facts("KeysEnded")[-1]
        assert (ended.by, ended.reason.reveal()) == ("local-admin", "left on a bus")
        # They work on, and are paged on.
        body = {"recipient": "person:lee", "channel": "sms"}
        await t.http.post("/api/v1/test-page", json=body, headers=ADMINISTRATOR)
        await t.settled()
        assert LEE in {each.to for each in t.ways["sms"].sent}


async def test_who_may_not_give_keys_ends_them_and_gets_none():
    async with town() as t:
        coordinator = await t.auth("jo")
        told = await t.http.post("/api/v1/staff/nell/end-keys", json={}, headers=coordinator)
        assert told.json() == {"person": "nell", "url": "", "expires_at": None}
        assert t.facts("KeysEnded")[-1].person == "nell"
        assert t.facts("KeyIssued")[-1].person == "jo"


async def test_who_may_neither_ends_nobodys_keys():
    async with town() as t:
        refused = await t.http.post(
            "/api/v1/staff/nell/end-keys", json={}, headers=await t.auth("lee")
        )
        assert refused.status_code == 403
        assert t.facts("KeysEnded") == []

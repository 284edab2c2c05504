"""One's own page: an SOS by its button, what is seen of it, cancels that all look the same."""

from datetime import timedelta

import pytest

from tests.web.town import HARLOW, town
from tocsin.facts.system import KeyKind
from tocsin.web.access import hash_of

ME = "/api/v1/me"
SAFE, DURESS = "yellow umbrella", "garden gate"
HERE = {"latitude": 35.0884, "longitude": -92.4421, "accuracy_m": 12.0}


async def post(t, who, path, body=None, **more):
    answer = await t.http.post(f"{ME}{path}", json=body, headers=await t.auth(who), **more)
    await t.settled()
    return answer


async def own(t, who):
    return (await t.http.get(f"{ME}/sos", headers=await t.auth(who))).json()


async def test_the_button_is_an_sos_in_her_name_that_pages_as_a_text_does():
    async with town() as t:
        answer = await post(t, "ana", "/sos", {"id": "a-1"})
        assert (answer.status_code, answer.json()) == (200, {"accepted": True})
        (sos,) = t.facts("SosRaised")
        assert (sos.sender, sos.verified) == ("person:ana", True)
        assert t.facts("EscalationStepStarted")


async def test_it_is_acknowledged_only_when_it_is_durable_and_a_repetition_counts_once():
    async with town() as t:
        t.disk.is_full = True
        assert (await post(t, "ana", "/sos", {"id": "a-1"})).status_code == 503
        t.disk.is_full = False
        for _ in range(3):
            assert (await post(t, "ana", "/sos", {"id": "a-1"})).status_code == 200
        assert len(t.facts("SosRaised")) == 1
        await post(t, "ana", "/sos", {"id": "a-2"})
        assert len(t.facts("SosRaised")) == 2


async def test_an_id_of_hers_hides_nobody_elses_sos():
    async with town() as t:
        await post(t, "ana", "/sos", {"id": "a-1"})
        await post(t, "kit", "/sos", {"id": "a-1"})
        assert [sos.sender for sos in t.facts("SosRaised")] == ["person:ana", "person:kit"]


DAMAGED = (
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b'{"latitude":"north","longitude":1}',
    b'{"latitude":1e400,"longitude":true}',
    b'{"text":["1"],"id":7}',
    b'{"latitude":0,"longitude":0}',
    b"x" * 60_000,
)
LESS = ("1", "ok", "safe", "HOME", SAFE, "cancel", 'A"ML=1;lt=+1.0')


async def test_nothing_in_the_body_of_the_button_can_cost_the_sos():
    async with town() as t:
        head = await t.auth("ana")
        for count, body in enumerate(DAMAGED, 1):
            answer = await t.http.post(f"{ME}/sos", content=body, headers=head)
            await t.settled()
            assert answer.status_code == 200
            said = t.facts("SosRaised")
            assert len(said) == count
            assert (said[-1].sender, said[-1].unreadable) == ("person:ana", False)


async def test_no_words_beside_the_button_make_it_anything_less():
    async with town() as t:
        for count, words in enumerate(LESS, 1):
            await post(t, "ana", "/sos", {"id": f"a-{count}", "text": words})
            assert len(t.facts("SosRaised")) == count
        assert not t.facts("CancelGiven")


async def test_whoever_has_no_number_asks_for_help_all_the_same():
    async with town() as t:
        text = HARLOW.read_text("utf-8").replace('"(501) 555-0150"', "")
        assert "555-0150" not in text
        await t.load(text)
        await post(t, "kit", "/sos", {"id": "k-1"})
        assert [sos.sender for sos in t.facts("SosRaised")] == ["person:kit"]


async def test_where_she_is_stands_beside_it_with_source_accuracy_and_the_age_of_the_fix():
    async with town() as t:
        await post(t, "ana", "/sos", {"id": "a-1", **HERE, "fix_age_s": 40})
        found = [e.evidence for e in t.facts("LocationGiven") if e.evidence.source == "phone"]
        assert [(e.accuracy_m, e.at) for e in found] == [(12.0, t.clock.at - timedelta(seconds=40))]


async def test_a_better_position_is_evidence_and_one_without_an_sos_is_not_kept():
    async with town() as t:
        assert (await post(t, "ana", "/sos/position", HERE)).json() == {"accepted": True}
        await post(t, "ana", "/sos", {"id": "a-1"})
        assert not [e for e in t.facts("LocationGiven") if e.evidence.source == "phone"]
        await post(t, "ana", "/sos/position", HERE | {"accuracy_m": 900})
        t.clock.at += timedelta(seconds=2)
        await post(t, "ana", "/sos/position", HERE | {"accuracy_m": 14})
        t.clock.at += timedelta(seconds=1)
        await post(t, "ana", "/sos/position", HERE | {"accuracy_m": 13})
        found = [e.evidence for e in t.facts("LocationGiven") if e.evidence.source == "phone"]
        assert [e.accuracy_m for e in found] == [900, 14]


async def test_an_sos_that_waited_in_the_phone_says_so():
    async with town() as t:
        await post(t, "ana", "/sos", {"id": "a-1", "waited_s": 600})
        head = await t.auth("mo")
        shown = (await t.http.get("/api/v1/incidents/I-1", headers=head)).json()
        assert shown["words"][0]["text"] == "SOS (pressed 10 min before it could be sent)"


async def test_what_she_sees_is_what_is_on_record_and_names_nobody():
    async with town() as t:
        assert await own(t, "ana") == []
        await post(t, "ana", "/sos", {"id": "a-1"})
        (shown,) = await own(t, "ana")
        assert (shown["state"], shown["reached"], shown["taken_by"]) == ("paged", 0, "")
        assert shown["called"] > 0
        head = await t.auth("lee")
        await t.http.post("/api/v1/incidents/I-1/command", headers=head)
        await t.settled()
        (shown,) = await own(t, "ana")
        assert (shown["state"], shown["taken_by"]) == ("taken", "supervisor")
        assert "lee" not in str(shown).lower()


async def test_every_cancel_is_answered_by_the_same_bytes_and_the_codes_look_alike():
    seen = []
    for code in (SAFE, DURESS):
        async with town() as t:
            await post(t, "ana", "/sos", {"id": "a-1"})
            answer = await post(t, "ana", "/cancel", {"code": code, "id": "c-1"})
            await t.later(30)
            seen.append((answer.status_code, answer.content, answer.headers, await own(t, "ana")))
            assert [given.duress for given in t.facts("CancelGiven")] == [code == DURESS]
            assert t.service.engine.state.response.incidents["I-1"].is_open
    assert seen[0] == seen[1]
    async with town() as t:
        await post(t, "ana", "/sos", {"id": "a-1"})
        wrong = await post(t, "ana", "/cancel", {"code": "gate garden", "id": "c-1"})
        none = await post(t, "ana", "/cancel", {"id": "c-2"})
        assert {(one.status_code, one.content) for one in (wrong, none)} == {seen[0][:2]}
        assert not t.facts("CancelGiven")
        assert len(t.facts("SosRaised")) == 3


async def test_a_cancel_that_is_sent_twice_is_one():
    async with town() as t:
        await post(t, "ana", "/sos", {"id": "a-1"})
        for _ in range(2):
            await post(t, "ana", "/cancel", {"code": SAFE, "id": "c-1"})
        assert len(t.facts("CancelGiven")) == 1


async def test_a_word_of_a_walk_that_is_sent_twice_is_no_sos():
    async with town() as t:
        await post(t, "kit", "/walk", {"text": "WALK 10", "id": "w-1"})
        for _ in range(2):
            await post(t, "kit", "/walk", {"text": "HOME", "id": "w-2"})
        assert not t.facts("SosRaised")


async def test_a_silent_plan_shows_nothing_and_its_test_sends_nothing():
    async with town() as t:
        await t.load(HARLOW.read_text("utf-8").replace('mode = "answering"', 'mode = "silent"'))
        await post(t, "ana", "/sos", {"id": "a-1"})
        assert await own(t, "ana") == []
        page = (await t.http.get(f"{ME}/page", headers=await t.auth("ana"))).json()
        assert page["quiet"]
        assert (await post(t, "ana", "/test")).json()["state"] == "silent"
        assert not t.facts("TestPageRequested")
        assert not [one for one in t.ways["sms"].sent if one.to == "+15015550110"]


async def test_the_test_pages_herself_alone_and_an_sos_goes_past_it():
    async with town() as t:
        assert (await post(t, "kit", "/test")).json()["state"] == "queued"
        shown = (await t.http.get(f"{ME}/test", headers=await t.auth("kit"))).json()
        assert shown["state"] == "sent"
        assert {one.recipient for one in t.facts("TestPageRequested")} == {"person:kit"}
        assert not t.facts("SosRaised")
        await post(t, "kit", "/sos", {"id": "k-1"})
        assert [sos.sender for sos in t.facts("SosRaised")] == ["person:kit"]
        assert await own(t, "kit")


async def test_an_sos_is_taken_while_all_else_is_turned_away():
    async with town() as t:
        head = await t.auth("ana")
        t.service.pressure.has_no_room("command", t.clock.now())
        assert t.service.pressure.sheds
        await t.http.get(f"{ME}/page", headers=head)
        refused = await t.http.get(f"{ME}/page", headers=head)
        assert refused.status_code == 503
        answer = await t.http.post(f"{ME}/sos", json={"id": "a-1"}, headers=head)
        assert answer.status_code == 200


# Who is in.


async def signed_in(t, who="kit"):
    link = await t.key(who, KeyKind.LINK)
    answer = await t.http.post(f"{ME}/session", json={"key": link})
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"]
    t.http.cookies.clear()
    return cookie, {"cookie": cookie.partition(";")[0], "origin": "http://town.example"}


async def test_the_phone_stays_signed_in_for_its_own_page_and_for_nothing_else():
    async with town() as t:
        cookie, head = await signed_in(t, "lee")
        assert cookie.startswith("notes=")
        for part in ("HttpOnly", "SameSite=strict", "Path=/api/v1/me"):
            assert part in cookie
        await t.later(80 * 86_400)
        assert (await t.http.get(f"{ME}/page", headers=head)).json()["name"]
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 401
        key = head["cookie"].removeprefix("notes=")
        for way in ({"authorization": f"Bearer {key}"}, {"cookie": f"tocsin={key}"}):
            assert (await t.http.get("/api/v1/incidents", headers=way)).status_code == 403
        assert (await t.http.post(f"{ME}/sos", json={}, headers=head)).status_code == 200


async def test_her_phone_speaks_for_her_whoever_else_is_signed_in_beside():
    async with town() as t:
        _, head = await signed_in(t)
        link = await t.key("mo", KeyKind.LINK)
        other = await t.http.post("/api/v1/session", json={"key": link})
        both = {**head, "cookie": f"{head['cookie']}; tocsin={other.cookies['tocsin']}"}
        t.http.cookies.clear()
        await t.http.post(f"{ME}/sos", json={"id": "k"}, headers=both)
        await t.settled()
        assert [sos.sender for sos in t.facts("SosRaised")] == ["person:kit"]


async def test_another_site_presses_no_button():
    async with town() as t:
        _, head = await signed_in(t)
        answer = await t.http.post(
            f"{ME}/sos", json={}, headers={**head, "origin": "http://x.example"}
        )
        assert answer.status_code == 403


async def test_the_link_of_a_page_opens_no_phone_for_long():
    async with town() as t:
        link = await t.key("lee", KeyKind.PAGE)
        assert (await t.http.post(f"{ME}/session", json={"key": link})).status_code == 401


async def test_who_is_dismissed_or_signs_out_is_out_at_once():
    async with town() as t:
        _, ivys = await signed_in(t, "ivy")
        _, kits = await signed_in(t)
        jo = await t.auth("jo")
        body = {"reason": "left"}
        gone = await t.http.post("/api/v1/staff/ivy/dismiss", json=body, headers=jo)
        assert gone.is_success, gone.text
        assert (await t.http.delete(f"{ME}/session", headers=kits)).status_code == 200
        for head in (ivys, kits):
            for path in ("/page", "/sos", "/test", "/walk"):
                assert (await t.http.get(f"{ME}{path}", headers=head)).status_code == 401
            for path in ("/sos", "/cancel", "/test"):
                answer = await t.http.post(f"{ME}{path}", json={}, headers=head)
                assert answer.status_code == 401
        assert not t.facts("SosRaised")


async def test_only_the_staff_page_may_ask_where_it_is_and_its_worker_serves_it_alone():
    async with town() as t:
        page = await t.http.get("/staff")
        if page.status_code == 503:
            pytest.skip("NOT BUILT: make console")
        assert "geolocation=(self)" in page.headers["permissions-policy"]
        for path in ("/", "/console", "/desk", "/staff/sw.js"):
            assert "geolocation=()" in (await t.http.get(path)).headers["permissions-policy"]
        worker = await t.http.get("/staff/sw.js")
        assert worker.headers["service-worker-allowed"] == "/staff"
        assert worker.headers["cache-control"] == "no-cache"


async def test_a_key_of_the_page_is_known_by_its_hash_only():
    async with town() as t:
        _, head = await signed_in(t)
        (issued,) = [one for one in t.facts("KeyIssued") if one.kind is KeyKind.OWN]
        assert issued.key_hash == hash_of(head["cookie"].removeprefix("notes="))

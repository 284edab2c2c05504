"""Who may do what: one table for every role, and nothing by another way."""

import asyncio

import pytest

from tests.web.town import ADMIN, ANA, HARLOW, KIT, town
from tocsin.agency.access import EndKey
from tocsin.facts.agency import Role
from tocsin.facts.system import KeyKind
from tocsin.web.access import RIGHTS, Right, hash_of

# What is asked, and for each person of Harlow whether they are let in.
# mo: dispatcher. lee: supervisor. jo: safety coordinator. kit: worker. nell: administrator.
EVERYBODY = ("mo", "lee", "jo", "kit", "nell")
CONTROL = {"mo", "lee", "jo"}
SEARCH = {"searchers": [{"recipient": "person:lee"}]}
CONSENT = {"owner": "person:ana", "basis": "consent", "purpose": "to be warned"}
ROAD = {"condition": "closed", "points": [[34.75, -92.29]]}
TABLE = [
    ("GET", "/api/v1/board", None, set(EVERYBODY)),
    ("GET", "/api/v1/me", None, set(EVERYBODY)),
    ("GET", "/api/v1/session", None, set(EVERYBODY)),
    ("GET", "/api/v1/incidents", None, CONTROL),
    ("GET", "/api/v1/incidents/I-1", None, CONTROL),
    ("GET", "/api/v1/incidents/I-1/guarded", None, CONTROL),
    ("GET", "/api/v1/incidents/I-1/timeline", None, CONTROL),
    ("POST", "/api/v1/incidents/I-1/note", {"text": "seen"}, CONTROL),
    ("POST", "/api/v1/incidents/I-1/location", {"place": "station_one"}, CONTROL),
    ("POST", "/api/v1/incidents/I-1/command", None, CONTROL),
    ("POST", "/api/v1/incidents/I-1/dispatch", {"unit": "P11"}, CONTROL),
    ("POST", "/api/v1/incidents/I-1/search", SEARCH, CONTROL),
    ("POST", "/api/v1/incidents/I-1/search/end", None, CONTROL),
    ("POST", "/api/v1/incidents/I-1/search/report", {"task": "T", "found": False}, CONTROL),
    ("GET", "/api/v1/roads", None, CONTROL),
    ("POST", "/api/v1/roads", ROAD, CONTROL),
    ("POST", "/api/v1/roads/R-1/open", None, CONTROL),
    ("POST", "/api/v1/units/P12/service", {"in_service": False}, CONTROL),
    ("GET", "/api/v1/watch/nearness", None, CONTROL),
    ("POST", "/api/v1/watch/consents", CONSENT, CONTROL),
    ("GET", "/api/v1/me/nearness", None, set(EVERYBODY)),
    ("GET", "/api/v1/alarms", None, CONTROL | {"nell"}),
    ("GET", "/api/v1/who-now", None, CONTROL | {"nell"}),
    ("POST", "/api/v1/test-page", {"recipient": "person:lee"}, {"lee", "nell"}),
    ("POST", "/api/v1/links", {"person": "mo"}, {"nell"}),
    ("POST", "/api/v1/tokens", {"person": "mo"}, {"nell"}),
    ("POST", "/api/v1/agency/reload", None, {"nell"}),
]


@pytest.mark.parametrize(("method", "path", "body", "allowed"), TABLE)
async def test_the_table_of_roles(method, path, body, allowed):
    async with town() as t:
        await t.text(ANA, "SOS")
        for person in EVERYBODY:
            answer = await t.http.request(method, path, json=body, headers=await t.auth(person))
            refused = answer.status_code == 403
            assert refused == (person not in allowed), (person, answer.status_code, answer.text)
        assert (await t.http.request(method, path, json=body)).status_code == 401


def test_every_role_has_rights_and_only_named_roles_see_cautions():
    assert set(RIGHTS) == set(Role)
    guarded = {role for role, rights in RIGHTS.items() if Right.GUARDED in rights}
    assert guarded == {
        Role.DISPATCHER,
        Role.TELECOMMUNICATOR,
        Role.SUPERVISOR,
        Role.SAFETY_COORDINATOR,
    }
    assert Right.INCIDENTS not in RIGHTS[Role.ADMINISTRATOR]


async def test_an_administrator_sees_alarms_and_units_but_no_victim():
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        answer = await t.http.get("/api/v1/board", headers=await t.auth("nell"))
        assert "Ana" not in answer.text
        assert "lot" not in answer.text.replace("Station One parking lot", "")
        assert answer.json()["incidents"] == []
        assert answer.json()["units"]


async def test_a_worker_sees_the_state_of_their_own_sos_and_of_no_other():
    async with town() as t:
        await t.text(ANA, "SOS")
        await t.text(KIT, "help, knife")
        board = (await t.http.get("/api/v1/board", headers=await t.auth("kit"))).json()
        assert [(each["incident"], each["state"]) for each in board["own"]] == [("I-2", "paged")]
        assert board["incidents"] == board["units"] == board["alarms"] == board["places"] == []


async def test_after_a_cancel_the_sender_sees_the_same_for_safe_and_duress():
    seen = []
    for code in ("yellow umbrella", "garden gate"):
        async with town() as t:
            await t.text(ANA, "SOS")
            await t.text(ANA, code)
            from tocsin.web.own import own_shown

            state = t.service.engine.state
            seen.append([(own.state, own.is_open) for own in own_shown(state, "ana")])
    assert seen[0] == seen[1] == [("cancel_received", True)]


async def test_nothing_is_shown_to_the_sender_of_a_silent_plan():
    async with town() as t:
        await t.load(HARLOW.read_text("utf-8").replace('mode = "answering"', 'mode = "silent"'))
        await t.text(ANA, "SOS")
        from tocsin.web.own import own_shown

        assert own_shown(t.service.engine.state, "ana") == ()


async def test_a_dismissed_person_is_out_from_that_second():
    async with town() as t:
        head = await t.auth("ivy")
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 200
        text = HARLOW.read_text("utf-8")
        start = text.index('[[staff]]\nid = "ivy"')
        gone = text[:start] + text[text.index("[[staff]]", start + 5) :]
        duty = '  { person = "ivy", days = "sun-wed", start = "19:00", end = "07:00" },\n'
        await t.load(gone.replace(duty, ""))
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 401


async def test_a_link_opens_one_session_and_is_spent():
    async with town() as t:
        made = await t.http.post("/api/v1/links", json={"person": "mo"}, headers=_admin())
        assert made.status_code == 201
        url = made.json()["url"]
        address, _, key = url.partition("/#key=")
        assert address == "http://town.example"
        assert len(key) >= 40
        first = await t.http.post("/api/v1/session", json={"key": key})
        assert first.status_code == 200
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Secure" not in cookie  # The town is reached by http.
        assert (await t.http.get("/api/v1/session")).json()["person"] == "mo"
        second = await t.http.post("/api/v1/session", json={"key": key})
        assert (second.status_code, second.json()["reason"]) == (401, "unknown_key")


async def test_the_cookie_is_secure_behind_https():
    async with town() as t:
        key = await t.key("mo", KeyKind.LINK)
        answer = await t.http.post("https://town.example/api/v1/session", json={"key": key})
        assert "Secure" in answer.headers["set-cookie"]
        assert "strict-transport-security" in answer.headers


async def test_an_old_link_and_a_token_open_no_session():
    async with town() as t:
        link, token = await t.key("mo", KeyKind.LINK, 60), await t.key("mo")
        t.clock.at = t.clock.at.replace(hour=23, minute=59)
        for key, reason in (
            (link, "key_expired"),
            (token, "not_a_link"),
            ("x" * 20, "unknown_key"),
        ):
            answer = await t.http.post("/api/v1/session", json={"key": key})
            expected = reason if key != token else answer.json()["reason"]
            assert (answer.status_code, answer.json()["reason"]) == (401, expected)


async def test_only_the_hash_of_a_key_is_on_record():
    async with town() as t:
        made = await t.http.post("/api/v1/tokens", json={"person": "mo"}, headers=_admin())
        token = made.json()["token"]
        entries = b"".join(each.body for each in t.ledger.read())
        assert token.encode() not in entries
        assert hash_of(token).encode() in entries
        assert t.facts("KeyIssued")[-1].by == "local-admin"


async def test_a_session_acts_from_its_own_pages_only():
    async with town() as t:
        await t.http.post("/api/v1/session", json={"key": await t.key("mo", KeyKind.LINK)})
        await t.text(ANA, "SOS")
        note = ("/api/v1/incidents/I-1/note", {"text": "seen"})
        for head, status in [
            ({"origin": "http://town.example"}, 200),
            ({"sec-fetch-site": "same-origin"}, 200),
            ({"origin": "https://evil.example"}, 403),
            ({"origin": "null"}, 403),
            ({"sec-fetch-site": "cross-site"}, 403),
            ({}, 403),
        ]:
            answer = await t.http.post(note[0], json=note[1], headers=head)
            assert answer.status_code == status, head
        assert len(t.facts("IncidentNoted")) == 2


async def test_signing_in_from_a_foreign_page_is_refused():
    async with town() as t:
        answer = await t.http.post(
            "/api/v1/session",
            json={"key": await t.key("mo", KeyKind.LINK)},
            headers={"origin": "https://evil.example"},
        )
        assert answer.status_code == 403


async def test_signing_out_ends_the_session():
    async with town() as t:
        await t.http.post("/api/v1/session", json={"key": await t.key("mo", KeyKind.LINK)})
        answer = await t.http.delete("/api/v1/session", headers={"origin": "http://town.example"})
        assert answer.status_code == 200
        assert t.facts("KeyEnded")[-1].reason == "signed_out"
        assert (await t.http.get("/api/v1/board")).status_code == 401


@pytest.mark.parametrize(
    "head",
    [
        {"authorization": "Bearer wrong"},
        {"authorization": "Basic bW86bW8="},
        {"authorization": "Bearer"},
        {"authorization": "bearer \x80\xff"},
        {"cookie": "tocsin=wrong"},
        {"cookie": 'tocsin="; \x01'},
        {"cookie": "tocsin="},
    ],
)
async def test_no_other_key_opens_anything(head):
    async with town() as t:
        raw = {name: value.encode("latin-1") for name, value in head.items()}
        assert (await t.http.get("/api/v1/board", headers=raw)).status_code == 401


async def test_an_ended_key_opens_nothing():
    async with town() as t:
        head = await t.auth("mo")
        await t.service.submit(
            EndKey(hash_of(head["authorization"].removeprefix("Bearer ")), "revoked"), "nell"
        )
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 401


async def test_who_reads_a_caution_is_on_record_before_it_is_shown():
    async with town() as t:
        await t.text(ANA, "SOS")
        answer = await t.http.get("/api/v1/incidents/I-1/guarded", headers=await t.auth("mo"))
        assert "ladder rack" in answer.json()["caution"]
        assert "voicemail" in answer.json()["safe_contact"]
        assert answer.json()["recorded"]
        reads = t.facts("RecordRead")
        assert [(r.person, r.what, r.incident) for r in reads] == [("mo", "safety_plan", "I-1")]


async def test_reading_a_timeline_is_on_record_too():
    async with town() as t:
        await t.text(ANA, "SOS")
        await t.http.get("/api/v1/incidents/I-1/timeline", headers=await t.auth("lee"))
        assert [(r.person, r.what) for r in t.facts("RecordRead")] == [("lee", "timeline")]


async def test_on_a_full_disk_the_caution_of_an_open_incident_is_shown_of_a_closed_one_not():
    async with town() as t:
        await t.text(ANA, "SOS")
        await t.text(KIT, "SOS")
        head = await t.auth("mo")
        closing = {"disposition": "false_alarm"}
        await t.http.post("/api/v1/incidents/I-2/close", json=closing, headers=head)
        t.disk.is_full = True
        shown = await t.http.get("/api/v1/incidents/I-1/guarded", headers=head)
        assert "ladder rack" in shown.json()["caution"]
        assert not shown.json()["recorded"]
        closed = await t.http.get("/api/v1/incidents/I-2/guarded", headers=head)
        assert (closed.status_code, closed.json()["reason"]) == (503, "not_durable")
        t.disk.is_full = False
        await t.http.post("/api/v1/incidents/I-1/note", json={"text": "x"}, headers=head)
        assert ("mo", "I-1") in [(r.person, r.incident) for r in t.facts("RecordRead")]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/board",
        "/api/v1/incidents/I-1",
        "/api/v1/incidents/I-1/timeline",
        "/api/v1/incidents/I-1/guarded",
    ],
)
async def test_no_code_is_ever_shown(path):
    async with town() as t:
        await t.text(ANA, "SOS")
        await t.text(ANA, "Yellow  Umbrella")
        await t.text(ANA, "cancel garden gate")
        await t.later(31)
        answer = (await t.http.get(path, headers=await t.auth("mo"))).text.casefold()
        assert "umbrella" not in answer
        assert "garden" not in answer


def _admin():
    return {"authorization": f"Bearer {ADMIN}"}


async def test_who_asks_is_looked_up_in_the_loop_and_never_in_a_thread_beside_it(monkeypatch):
    # In a thread the state changes while it is asked: a crash, or a wall that is out of date.
    async with town() as t:
        head = await t.auth("lee")
        loop, asked = asyncio.get_running_loop(), []
        monkeypatch.setattr(loop, "run_in_executor", lambda *what: asked.append(what))
        for path in ("board", "me", "incidents", "nothing"):
            answer = await t.http.get(f"/api/v1/{path}", headers=head)
            assert answer.status_code in (200, 404)
        assert asked == []

"""Documents for other agencies: who may take one, and that it is on record before it is shown."""

from hashlib import sha256

import pytest

from tests.web.test_access import EVERYBODY
from tests.web.town import ANA, HARLOW, town
from tocsin.facts.agency import Role
from tocsin.web.access import RIGHTS, Right
from tocsin.web.exchange_api import domain_of

PATHS = ("/api/v1/incidents/I-1/eido", "/api/v1/incidents/I-1/cap")
NEIGHBOUR = "dispatch.county.example"
AID = {"purpose": "mutual_aid", "agency": NEIGHBOUR}
PICKUP = {
    "about": "vehicle",
    "text": "Grey pickup with a ladder rack.",
    "source": "safety coordinator",
    "certainty": "confirmed",
    "at": "2026-07-04T22:00:00Z",
}
BOLO = {"purpose": "bolo", "agency": NEIGHBOUR, "descriptions": [PICKUP]}


async def take(t, path, body, person="mo"):
    return await t.http.post(path, json=body, headers=await t.auth(person))


@pytest.mark.parametrize("path", PATHS)
async def test_who_may_act_and_see_what_is_guarded_may_take_one(path):
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        for person in EVERYBODY:
            answer = await take(t, path, AID, person)
            allowed = person in {"mo", "lee", "jo"}
            assert answer.status_code == (200 if allowed else 403), (person, answer.text)
        assert (await t.http.post(path, json=AID)).status_code == 401
        assert {each.by for each in t.facts("DocumentReleased")} == {"mo", "lee", "jo"}


async def test_acting_alone_is_not_enough(monkeypatch):
    monkeypatch.setitem(RIGHTS, Role.WORKER, frozenset({Right.OWN, Right.ACT}))
    async with town() as t:
        await t.text(ANA, "SOS")
        for path in PATHS:
            answer = await take(t, path, AID, "kit")
            assert (answer.status_code, answer.json()["reason"]) == (403, "role_not_allowed")
        assert t.facts("DocumentReleased") == []


async def test_who_took_what_for_whom_is_on_record_with_its_digest():
    async with town(base_url="https://sos.harlow.example") as t:
        await t.text(ANA, "SOS he's in the lot")
        eido = await take(t, PATHS[0], AID)
        cap = await take(t, PATHS[1], BOLO, "lee")
        assert eido.headers["content-type"] == "application/json"
        assert cap.headers["content-type"] == "application/cap+xml"
        first, second = t.facts("DocumentReleased")
        assert (first.by, first.document, first.purpose, first.to) == (
            *("mo", "eido", "mutual_aid"),
            NEIGHBOUR,
        )
        assert first.digest == sha256(eido.content).hexdigest()
        assert first.name == eido.json()["$id"]
        assert (second.by, second.document, second.purpose) == ("lee", "cap", "bolo")
        assert second.digest == sha256(cap.content).hexdigest()
        assert f"<identifier>{second.name}</identifier>" in cap.text


async def test_what_is_not_on_record_is_not_handed_out():
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        head = await t.auth("mo")
        t.disk.is_full = True
        for path in PATHS:
            answer = await t.http.post(path, json=AID, headers=head)
            assert (answer.status_code, answer.json()["reason"]) == (503, "not_durable")
            assert "ladder rack" not in answer.text
            assert "lot" not in answer.text
        assert t.facts("DocumentReleased") == []
        t.disk.is_full = False
        await t.later(2)
        alert = await t.http.post(PATHS[1], json=AID, headers=head)
        assert "<msgType>Alert</msgType>" in alert.text
        assert [each.document for each in t.facts("DocumentReleased")] == ["eido", "cap"]


async def test_the_timeline_says_what_left():
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        taken = await take(t, PATHS[0], AID)
        answer = await t.http.get("/api/v1/incidents/I-1/timeline", headers=await t.auth("mo"))
        (entry,) = [e for e in answer.json()["entries"] if e["kind"] == "DocumentReleased"]
        assert entry["words"].startswith(f"Took an EIDO (mutual aid) of I-1 for {NEIGHBOUR}: ")
        assert sha256(taken.content).hexdigest() in entry["words"]
        assert entry["certainty"] == "recorded"


async def test_a_lookout_is_not_told_of_her_and_mutual_aid_is_not_told_her_name():
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        for path in PATHS:
            lookout = (await take(t, path, {**BOLO, "area": True})).text
            aid = (await take(t, path, AID)).text
            for secret in ("Quellimarsh", "5550110", "Ana ", "umbrella", "garden"):
                assert secret not in lookout
                assert secret not in aid
            for secret in ("Station One", "in the lot", "voicemail", "35.2034", "former partner"):
                assert secret not in lookout
            assert "former partner" in aid
            assert "35.2034" in aid
            assert "voicemail" not in aid


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ({**AID, "agency": "two words"}, 400, "bad_input"),
        ({**AID, "agency": "a..b"}, 400, "bad_input"),
        ({**AID, "agency": "Ana <ana@harlow.example>"}, 400, "bad_input"),
        ({**AID, "purpose": "sos"}, 400, "bad_input"),
        ({**AID, "to": "x"}, 400, "bad_input"),
        ({**BOLO, "descriptions": [{**PICKUP, "at": "2026-07-04T22:00:00"}]}, 400, "bad_input"),
        ({**BOLO, "descriptions": [{**PICKUP, "certainty": "sure"}]}, 400, "bad_input"),
        ({**BOLO, "descriptions": [{**PICKUP, "source": ""}]}, 400, "bad_input"),
        (
            {**BOLO, "descriptions": [{k: v for k, v in PICKUP.items() if k != "at"}]},
            *(400, "bad_input"),
        ),
        ({**BOLO, "descriptions": []}, 409, "description_missing"),
        ({**BOLO, "descriptions": [{**PICKUP, "source": " "}]}, 409, "statement_not_whole"),
        (
            {**BOLO, "descriptions": [{**PICKUP, "text": "He waits for Ana Quellimarsh."}]},
            *(409, "victim_in_lookout"),
        ),
    ],
)
@pytest.mark.parametrize("path", PATHS)
async def test_what_cannot_leave_is_refused_with_its_reason(path, body, status, reason):
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        answer = await take(t, path, body)
        assert (answer.status_code, answer.json()["reason"]) == (status, reason), answer.text
        assert "Quellimarsh" not in answer.text
        assert t.facts("DocumentReleased") == []


async def test_nothing_leaves_of_an_incident_that_is_not_there_and_no_end_without_a_beginning():
    async with town() as t:
        for path in PATHS:
            assert (await take(t, path, AID)).json()["reason"] == "incident_unknown"
        await t.text(ANA, "SOS")
        over = await take(t, PATHS[1], {**AID, "over": True})
        assert (over.status_code, over.json()["reason"]) == (409, "nothing_to_take_back")
        await take(t, PATHS[1], AID)
        over = await take(t, PATHS[1], {**AID, "over": True})
        assert "<msgType>Cancel</msgType>" in over.text
        assert [each.is_over for each in t.facts("DocumentReleased")] == [False, True]


async def test_our_own_agency_is_no_neighbour():
    async with town(base_url="https://sos.harlow.example") as t:
        await t.text(ANA, "SOS")
        answer = await take(t, PATHS[0], {**AID, "agency": "SOS.Harlow.Example"})
        assert (answer.status_code, answer.json()["reason"]) == (409, "invalid")


async def test_a_dismissed_dispatcher_takes_nothing_with_them():
    async with town() as t:
        await t.text(ANA, "SOS")
        head = await t.auth("ivy")
        text = HARLOW.read_text("utf-8")
        start = text.index('[[staff]]\nid = "ivy"')
        gone = text[:start] + text[text.index("[[staff]]", start + 5) :]
        duty = '  { person = "ivy", days = "sun-wed", start = "19:00", end = "07:00" },\n'
        await t.load(gone.replace(duty, ""))
        assert (await t.http.post(PATHS[0], json=AID, headers=head)).status_code == 401


@pytest.mark.parametrize(
    ("url", "agency", "name"),
    [
        ("https://sos.harlow.example/x", "harlow", "sos.harlow.example"),
        ("https://sos.harlow.example:8443", "harlow", "sos.harlow.example"),
        ("http://127.0.0.1:8787", "harlow_valley", "harlow-valley"),
        ("http://[::1]:8787", "harlow", "harlow"),
        ("http://localhost:8787", "Harlow", "harlow"),
        ("", "", "tocsin"),
    ],
)
def test_our_name_among_agencies_is_one_that_they_can_know(url, agency, name):
    assert domain_of(url, agency) == name


async def test_it_is_sent_on_when_that_is_asked_for_and_the_octets_are_those_on_record():
    channel = f"neighbour:{NEIGHBOUR}"
    async with town(neighbours=(channel,)) as t:
        await t.text(ANA, "SOS he's in the lot")
        for path in PATHS:
            await take(t, path, AID)
        await t.later(1)
        assert t.ways[channel].sent == []
        for path in PATHS:
            answer = await take(t, path, {**AID, "agency": NEIGHBOUR.upper(), "send": True})
            assert answer.status_code == 200
        await t.later(1)
        sent = [one.text.encode() for one in t.ways[channel].sent]
        released = [each.digest for each in t.facts("DocumentReleased")]
        assert [sha256(octets).hexdigest() for octets in sent] == released[2:]
        assert {one.to for one in t.ways[channel].sent} == {NEIGHBOUR}


async def test_to_an_agency_without_an_endpoint_nothing_is_released():
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        for path in PATHS:
            answer = await take(t, path, {**AID, "send": True})
            assert (answer.status_code, answer.json()["reason"]) == (409, "no_neighbour")
        assert t.facts("DocumentReleased") == []

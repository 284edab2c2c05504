"""Packets by e-mail: the record of a role, and alerts that tell nobody whom they protect."""

import json
from hashlib import sha256

import pytest

from tests.web.sharing_case import NUMBER, PLATE, REX, SIGHTING, enter
from tests.web.test_access import EVERYBODY
from tests.web.town import town
from tocsin.agency.stage import ErasePerson

PATH = "/api/v1/watch/packets"
COUNTY = "dispatch.county.example"
CHANNEL = f"mail:{COUNTY}"
COURT = {"role": "court", "agency": COUNTY, "person": "ana"}
HERS = ("Ana", "Quellimarsh", "5550110", "Station One", "O-1", NUMBER, "I-1", REX, "Vosskamp")


async def send(t, by="jo", **changes):
    given = {**COURT, **changes}
    body = {key: each for key, each in given.items() if each is not None}
    return await t.http.post(PATH, json=body, headers=await t.auth(by))


async def files(t):
    await t.settled()
    (sent,) = t.ways[CHANNEL].sent
    packet = json.loads(sent.text)
    for never in HERS:
        assert never not in packet["subject"]
        assert never not in packet["text"]
    return {each["name"]: each["content"] for each in packet["files"]}


async def test_a_packet_is_on_record_with_its_digest_then_queued_and_mailed_once():
    async with town(neighbours=(CHANNEL,)) as t:
        await enter(t)
        answer = await send(t)
        assert answer.status_code == 200, answer.text
        page = (await files(t))["record.html"]
        (fact,) = t.facts("PacketReleased")
        assert (fact.packet, fact.role, fact.to, fact.by) == ("K-1", "court", COUNTY, "jo")
        assert fact.digest == answer.json()["sha256"] == sha256(page.encode()).hexdigest()
        assert NUMBER in page
        assert "<style>" in page
        assert "<script" not in page
        for address in ("http:", "https:", "src=", "href="):
            assert address not in page
        everything = b"".join(each.body for each in t.ledger.read())
        assert REX.encode() not in everything


async def test_what_a_role_does_not_see_is_not_in_its_packet():
    async with town(neighbours=(CHANNEL,)) as t:
        await enter(t)
        await send(t, role="advocate")
        page = (await files(t))["record.html"]
        assert "Somebody walks with her" in page
        for never in (NUMBER, PLATE, "Wendlecairne"):
            assert never not in page


async def test_a_lookout_beside_it_says_the_vehicle_and_not_a_word_of_whom_it_protects():
    async with town(neighbours=(CHANNEL,)) as t:
        await enter(t, (SIGHTING, "kit"))
        (incident, *_) = t.service.engine.state.response.incidents
        answer = await send(
            t, role="police", person=None, incident=incident, lookout=True, eido=True
        )
        assert answer.status_code == 200, answer.text
        found = await files(t)
        assert set(found) == {"record.html", "incident.eido.json", "lookout.cap.xml"}
        lookout = found["lookout.cap.xml"]
        assert PLATE in lookout
        assert "grey pickup" in lookout
        for never in (*HERS, "Wendlecairne", "protected", "order", "partner"):
            assert never not in lookout, never
        for never in ("Quellimarsh", "5550110"):
            assert never not in found["incident.eido.json"]
        kinds = {(one.document, one.purpose, one.digest) for one in t.facts("DocumentReleased")}
        assert kinds == {
            ("cap", "bolo", sha256(lookout.encode()).hexdigest()),
            ("eido", "mutual_aid", sha256(found["incident.eido.json"].encode()).hexdigest()),
        }


async def test_who_gives_links_sends_packets_and_nobody_else():
    async with town(neighbours=(CHANNEL,)) as t:
        await enter(t)
        for person in EVERYBODY:
            answer = await send(t, person)
            assert (answer.status_code == 200) == (person in {"jo", "lee"}), person


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"person": "kit"}, 404, "case_unknown"),
        ({"incident": "I-1"}, 400, "bad_input"),
        ({"agency": "two words"}, 400, "bad_input"),
        ({"agency": "other.example"}, 409, "no_neighbour"),
        ({"lookout": True}, 400, "bad_input"),
        ({"role": "police", "eido": True}, 400, "bad_input"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_its_reason(changes, status, reason):
    async with town(neighbours=(CHANNEL,)) as t:
        await enter(t)
        answer = await send(t, **changes)
        assert (answer.status_code, answer.json()["reason"]) == (status, reason), answer.text
        assert t.facts("PacketReleased") == []
        assert t.ways[CHANNEL].sent == []


async def test_nothing_leaves_while_the_ledger_cannot_be_written():
    async with town(neighbours=(CHANNEL,)) as t:
        await enter(t)
        head = await t.auth("jo")
        t.disk.is_full = True
        await t.http.get("/api/v1/watch/links", headers=head)
        answer = await t.http.post(PATH, json=COURT, headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (503, "not_durable")
        assert t.ways[CHANNEL].sent == []


async def test_there_is_no_packet_of_somebody_erased():
    async with town(neighbours=(CHANNEL,)) as t:
        await enter(t)
        await t.service.submit(ErasePerson("person:ana", "jo"), "jo")
        assert (await send(t)).status_code == 404

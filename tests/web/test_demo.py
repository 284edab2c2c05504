"""The demo's phones: a text from one is an SOS like any other, and nothing is open elsewhere."""

import httpx

from tests.web.town import ANA, town
from tocsin.adapters.phones import PhoneGateway
from tocsin.engine.gateway import Outgoing
from tocsin.web.demo import demo_routes

OWN = {"origin": "http://localhost:8787"}


class Noon:
    def now(self):
        from tests.web.town import START

        return START


def phones_of(kept):
    def routes(service):
        kept.append(PhoneGateway("phones", Noon()))
        return demo_routes(service, kept[0])

    return routes


def local(t, base="http://localhost:8787", client="127.0.0.1"):
    transport = httpx.ASGITransport(app=t.web, client=(client, 1))
    return httpx.AsyncClient(transport=transport, base_url=base)


async def test_a_text_from_a_phone_is_an_sos():
    kept: list[PhoneGateway] = []
    async with town(demo=True, extra_routes=phones_of(kept)) as t, local(t) as http:
        answer = await http.post(
            "/demo/phones/person-ana/text", json={"text": "SOS he's in the lot"}, headers=OWN
        )
        assert answer.status_code == 200
        await t.settled()
        assert [fact.sender for fact in t.facts("SosRaised")] == ["person:ana"]
        listed = (await http.get("/demo/phones")).json()
        ana = next(each for each in listed if each["phone"] == "person-ana")
        assert [(m["direction"], m["text"]) for m in ana["messages"]] == [
            ("out", "SOS he's in the lot")
        ]
        assert "555" not in str(listed)


async def test_a_phone_that_is_off_shows_so_and_a_receipt_is_recorded():
    kept: list[PhoneGateway] = []
    async with town(demo=True, extra_routes=phones_of(kept)) as t, local(t) as http:
        off = await http.post("/demo/phones/person-ana/switch", json={"on": False}, headers=OWN)
        assert off.status_code == 200
        assert not kept[0].is_on(ANA)
        await t.text(ANA, "SOS")
        message = t.ways["sms"].sent[-1]
        sent = message.message, message.attempt
        kept[0].on_receipt(Outgoing(*sent, "", "", "", "", "", message.queued))
        await t.settled()
        assert t.facts("MessageDelivered")[0].message == message.message


async def test_the_demo_signs_its_dispatcher_in_on_this_machine_only():
    async with town(demo=True) as t:
        async with local(t) as http:
            answer = await http.post("/demo/session", headers=OWN)
            assert (answer.status_code, answer.json()["person"]) == (200, "mo")
            assert (await http.get("/api/v1/board")).status_code == 200
        async with local(t, client="192.0.2.9") as http:
            assert (await http.post("/demo/session", headers=OWN)).status_code == 403
        # A page of another name that leads to this machine is no page of ours.
        async with local(t, base="http://evil.example") as http:
            head = {"origin": "http://evil.example"}
            assert (await http.post("/demo/session", headers=head)).status_code == 403
        async with local(t) as http:
            head = {**OWN, "x-forwarded-for": "198.51.100.7"}
            assert (await http.post("/demo/session", headers=head)).status_code == 403
            head = {"origin": "https://evil.example"}
            assert (await http.post("/demo/session", headers=head)).status_code == 403


async def test_without_the_demo_there_is_no_such_door():
    async with town() as t, local(t) as http:
        assert (await http.post("/demo/session", headers=OWN)).status_code in (404, 405)
        assert (await http.get("/demo/phones")).status_code == 404


async def test_unknown_phones_and_foreign_pages_are_refused():
    kept: list[PhoneGateway] = []
    async with town(demo=True, extra_routes=phones_of(kept)) as t, local(t) as http:
        said = {"text": "SOS"}
        assert (
            await http.post("/demo/phones/person-zed/text", json=said, headers=OWN)
        ).status_code == 404
        assert (await http.post("/demo/phones/person-ana/text", json=said)).status_code == 403
        assert not t.facts("SosRaised")

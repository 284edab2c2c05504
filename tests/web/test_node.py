"""What a page sees of a node that follows, has lost touch, or is too old."""

import pytest

from tests.web.test_positions import here, location, owntracks
from tests.web.town import ANA, town
from tocsin.engine.core import NotDurable
from tocsin.engine.service import NodeNow, Service


@pytest.fixture
def follows(monkeypatch):
    """The service is a node that follows Anvil."""
    node = NodeNow("bell", False, "anvil", 4, None, False, "another node holds the lease")
    monkeypatch.setattr(Service, "is_following", True)
    monkeypatch.setattr(Service, "node", node)


async def test_the_board_and_healthz_say_who_decides(follows):
    async with town() as t:
        board = (await t.http.get("/api/v1/board", headers=await t.auth("mo"))).json()
        assert board["system"]["node"] == {
            "machine": "bell",
            "leads": False,
            "leader": "anvil",
            "not_live_since": None,
            "knows_positions": False,
        }
        health = (await t.http.get("/healthz")).json()
        assert (health["node"] is None) == ("node" not in t.service.health())


async def test_a_service_alone_shows_no_node():
    async with town() as t:
        board = (await t.http.get("/api/v1/board", headers=await t.auth("mo"))).json()
        assert board["system"]["node"] is None


async def test_who_has_lost_touch_shows_open_incidents_and_nothing_that_is_guarded(monkeypatch):
    async with town() as t:
        await t.text(ANA, "SOS")
        head = await t.auth("mo")
        monkeypatch.setattr(Service, "is_blind", lambda *_: True)
        assert (await t.http.get("/api/v1/board", headers=head)).status_code == 200
        for path in ("/api/v1/incidents/I-1/guarded", "/api/v1/incidents/I-1/timeline"):
            answer = await t.http.get(path, headers=head)
            assert (answer.status_code, answer.json()["reason"]) == (503, "not_live")
        assert not t.facts("RecordRead")


async def test_who_is_too_old_for_the_ledger_shows_no_board_and_takes_texts(monkeypatch):
    async with town() as t:
        head = await t.auth("mo")
        monkeypatch.setattr(Service, "is_outdated", True)
        answer = await t.http.get("/api/v1/board", headers=head)
        assert (answer.status_code, answer.json()["reason"]) == (503, "node_outdated")
        assert (await t.text(ANA, "SOS")).status_code == 200


async def test_a_reading_that_no_memory_keeps_is_not_shown_even_of_an_open_incident(monkeypatch):
    async with town() as t:
        await t.text(ANA, "SOS")
        head = await t.auth("mo")

        async def unreached(*_):
            return NotDurable("This node does not reach the ledger.", is_kept=False)

        monkeypatch.setattr(t.service, "submit", unreached)
        answer = await t.http.get("/api/v1/incidents/I-1/guarded", headers=head)
        assert answer.status_code == 503


async def test_a_follower_takes_no_positions_but_every_cry_for_help(follows):
    async with here() as (t, _):
        answer = await owntracks(t, location())
        assert answer.status_code == 503
        assert b"another node" in answer.content
        assert answer.headers["retry-after"]
        assert not t.facts("SosRaised")
        assert (await owntracks(t, location(alarm="sos"))).status_code == 200
        assert t.facts("SosRaised")

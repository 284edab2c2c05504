"""What is asked at a node that does not decide, and who may see what there."""

import asyncio

from tests import cast
from tests.engine.nodes import in_town, two
from tocsin.agency.dismissal import DismissStaff
from tocsin.agency.stage import ReadRecord
from tocsin.engine import forwarding
from tocsin.engine.core import NotDurable
from tocsin.engine.pressure import TOO_MUCH
from tocsin.engine.stages import STAGE_VERSION
from tocsin.ground.ground import NoTracks
from tocsin.kernel.decision import Accepted, Refused
from tocsin.response.incident import TakeCommand
from tocsin.response.stage import AddNote

# --- what is asked at a node that follows ------------------------------------------


def test_a_command_at_a_follower_is_answered_when_it_is_on_record_and_folded_there():
    async def scenario(town):
        await two(town)
        await town.send_text("anvil", "ana", "SOS")
        await town.until(lambda: town.to("lee"))
        bell = town.machines["bell"]
        assert isinstance(await town.submit("bell", TakeCommand("I-1", "lee"), "lee"), Accepted)
        assert bell.engine.state.response.incidents["I-1"].commander == "lee"
        refused = await town.submit("bell", TakeCommand("I-9", "lee"), "lee")
        assert isinstance(refused, Refused)
        assert str(refused.reason) == "incident_unknown"
        assert refused.detail

    in_town(scenario)


def test_a_command_asked_while_nobody_leads_is_done_by_the_next_leader_without_being_repeated():
    async def scenario(town):
        await two(town)
        town.start("cole")
        await town.send_text("anvil", "ana", "SOS")
        await town.until(lambda: town.to("lee"))
        town.machines["anvil"].seat.cut()
        town.loop.kill("anvil")
        town.kills += 1
        outcome = await town.submit("bell", AddNote("I-1", "mo", "he drives a grey pickup"), "mo")
        assert isinstance(outcome, Accepted)
        assert town.leader in ("bell", "cole")
        assert [e.kind for e in town.ledger.read()].count("IncidentNoted") == 1

    in_town(scenario)


def test_what_a_person_asked_too_long_ago_is_not_done_and_a_text_always_is():
    async def scenario(town):
        await two(town)
        await town.send_text("anvil", "ana", "SOS")
        await town.until(lambda: town.to("lee"))
        town.loop.pause("anvil")
        bell = town.machines["bell"]
        # Bell may not lead: only a node as new as the leader takes over.
        town.server.kept[bell.node.ledger.agency].stage_version = STAGE_VERSION + 1
        outcome = await town.submit("bell", AddNote("I-1", "mo", "now"), "mo")
        assert isinstance(outcome, NotDurable)
        assert isinstance(await town.send_text("bell", "mo", "SOS"), Accepted)
        await asyncio.sleep(70)
        town.server.kept[bell.node.ledger.agency].stage_version = STAGE_VERSION
        await town.leads("bell")
        await asyncio.sleep(3)
        kinds = [entry.kind for entry in town.ledger.read()]
        assert "IncidentNoted" not in kinds
        assert kinds.count("SosRaised") == 2

    in_town(scenario)


def test_no_more_letters_wait_than_there_is_room_for_and_who_asks_hears_it(monkeypatch):
    monkeypatch.setattr(forwarding, "LETTERS_WAITING_MAX", 4)

    async def scenario(town):
        await two(town)
        town.loop.pause("anvil")
        taken = [await town.send_text("bell", "ana", "SOS") for _ in range(3)]
        # Texts have room for longer than what people ask.
        assert await town.submit("bell", AddNote("I-1", "mo", "x"), "mo") == TOO_MUCH
        taken.append(await town.send_text("bell", "ana", "SOS"))
        assert all(isinstance(each, Accepted) for each in taken)
        assert await town.send_text("bell", "ana", "SOS") == TOO_MUCH
        await town.leads("bell")
        await town.until(lambda: not town.machines["bell"].seat.inbox.backlog().letters)
        town.loop.wake("anvil")
        await asyncio.sleep(5)
        assert isinstance(await town.send_text("anvil", "ana", "SOS"), Accepted)
        await asyncio.sleep(2)
        town.check()

    in_town(scenario)


def test_a_follower_knows_no_positions_not_even_those_that_it_heard_when_it_led():
    async def scenario(town):
        await two(town)
        anvil, bell = (town.machines[name].node for name in ("anvil", "bell"))
        bell._tracks, anvil.engine.tracks = object(), anvil._tracks
        assert isinstance(bell.engine.tracks, NoTracks)
        anvil._peers.heir = "bell"
        await town.leads("bell")
        assert bell.engine.tracks is bell._tracks
        assert isinstance(anvil.engine.tracks, NoTracks)
        assert anvil.engine.tracks is not anvil._tracks

    in_town(scenario)


def test_a_reading_at_a_follower_is_on_record_or_refused():
    async def scenario(town):
        await two(town)
        reading = ReadRecord("mo", "safety_plan", "I-1")
        assert isinstance(await town.submit("bell", reading, "mo"), Accepted)
        assert "RecordRead" in [entry.kind for entry in town.ledger.read()]
        town.machines["bell"].seat.cut()
        assert await town.submit("bell", reading, "mo") == NotDurable(
            "This node does not reach the ledger; nothing is on record.", is_kept=False
        )

    in_town(scenario)


def test_nothing_that_a_person_wrote_stands_in_clear_in_a_letter():
    async def scenario(town):
        await two(town)
        town.loop.pause("anvil")
        asked = asyncio.ensure_future(town.submit("bell", AddNote("I-1", "mo", "zebra"), "mo"))
        await town.send_text("bell", "ana", "SOS zebra")
        letters = [row.body for row in town.server.kept[cast.SETTINGS.agency].letters.values()]
        assert len(letters) == 2
        for body in letters:
            for word in (b"zebra", b"AddNote", cast.NUMBERS["ana"].encode()):
                assert word not in body
        asked.cancel()

    in_town(scenario)


# --- who may see, on every node -------------------------------------------------------


def test_a_dismissal_at_one_node_ends_access_at_every_other_with_the_fact():
    async def scenario(town):
        await two(town)
        await town.submit("anvil", DismissStaff("zed", "jo"), "jo")
        await asyncio.sleep(0.3)
        assert "zed" in town.machines["bell"].engine.state.agency.dismissed

    in_town(scenario)


def test_a_node_out_of_touch_says_since_when_and_then_knows_nobody_any_more():
    async def scenario(town):
        await two(town)
        bell = town.machines["bell"]
        assert bell.node.node.not_live_since is None
        bell.seat.cut()
        await asyncio.sleep(4)
        since = bell.node.node.not_live_since
        assert since is not None
        assert not bell.node.is_blind(bell.clock.now())
        assert not bell.node.health()["ok"]
        await asyncio.sleep(12)
        assert bell.node.is_blind(bell.clock.now())
        bell.seat.mend()
        await asyncio.sleep(2)
        assert bell.node.node.not_live_since is None
        assert not bell.node.is_blind(bell.clock.now())

    in_town(scenario)


def test_a_leader_out_of_touch_knows_nobody_any_more_either():
    async def scenario(town):
        await two(town)
        town.machines["anvil"].seat.cut()
        await asyncio.sleep(16)
        assert town.machines["anvil"].node.is_blind(town.machines["anvil"].clock.now())

    in_town(scenario)
